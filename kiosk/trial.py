"""A trial: the station's analysis run on one clip's pose samples in every way the judge compares.

In:  a truth, the pose samples of the same clip, and a lane.
Out: a ClipScore.
Not here: where samples come from (evaluate.py), how an analysis is compared (scorecard.py).

Rule: an analysis is judged from the JSON object it writes, the same a reader of its file would see.
"""

from collections.abc import Sequence

from kiosk.analysis import analyse, analyse_live, json_object_of
from kiosk.calibrate import marks_from_samples
from kiosk.catalogue import Catalogue
from kiosk.core.lane import Lane, Mark, fit_lane
from kiosk.core.pose import PoseSample
from kiosk.evidence import Drill, Truth
from kiosk.runs import PLANS, Plan, fed
from kiosk.scorecard import ClipScore, RunScore, score_run


def lane_from_calibration(samples: Sequence[PoseSample], truth: Truth) -> Lane:
    """Fit the lane from the pose samples of a calibration clip. Raises LaneRefused or OwnerError with every reason."""
    inches = [stop.heel_in for stop in truth.stops]
    return fit_lane(marks_from_samples(samples, inches), samples[0].frame_px)


def lane_from_tape(truth: Truth, frame_px: tuple[int, int]) -> Lane | None:
    """Fit the lane from where a tape measure would put the ankles; None for a clip without a wall."""
    marks = [Mark(inches=inches, ankle_px=(x_px, y_px)) for inches, x_px, y_px in truth.marks]
    return fit_lane(marks, frame_px) if marks else None


def judged(
    truth: Truth,
    *,
    samples: Sequence[PoseSample],
    lane: Lane | None,
    is_trace: bool,
    troubles: tuple[str, ...],
    catalogue: Catalogue,
) -> ClipScore:
    """Analyse one clip in every way of PLANS, live only where it shows a whole visit, and judge each.

    `troubles` are told with the score. Raises InputError when an analysis object lacks something.
    """
    return ClipScore(
        name=truth.name,
        drill=truth.drill.value,
        is_trace=is_trace,
        least=truth.least,
        most=truth.most,
        runs={
            run: run_of(truth, plan, samples=samples, lane=lane, catalogue=catalogue)
            for run, plan in PLANS.items()
            if truth.is_session or not plan.is_live
        },
        troubles=troubles,
        view=truth.view,
    )


def run_of(
    truth: Truth, plan: Plan, *, samples: Sequence[PoseSample], lane: Lane | None, catalogue: Catalogue
) -> RunScore:
    """Analyse one clip in one way and judge it. Raises InputError when an analysis object lacks something."""
    poses = fed(samples, plan)
    drill = (truth.drill if plan.is_drill_given else Drill.AUTO).value
    judge = analyse_live if plan.is_live else analyse
    found = json_object_of(judge(poses, drill=drill, lane=lane, catalogue=catalogue), truth.name)
    return score_run(found, truth, samples=poses, lane=lane, is_live=plan.is_live)
