"""The judge of the wall, on a short session written by hand: zero, 3 in with a rep, 4 in, a correction, the end."""

import numpy as np
import pytest

from kiosk.core.lane import Mark, fit_lane
from kiosk.core.pose import Pose, PoseSample
from kiosk.evidence import Drill, Found, Kind, Note, Span, Stop, TrueRep, TrueStep, Truth
from kiosk.judge_wall import decisions, distances, feeling, has_missed_zero

PX_PER_IN = 5.0
LANE = fit_lane(
    [Mark(inches=inches, ankle_px=(100 + PX_PER_IN * inches, 400.0)) for inches in (0, 6, 12, 24)], (640, 480)
)


def rep(start_s):
    return TrueRep(
        span=Span(start_s=start_s, end_s=start_s + 2),
        kind=Kind.HINGE,
        severity={},
        touch=Span(start_s=start_s + 0.8, end_s=start_s + 1.4),
        is_at_wall=True,
        heel_in=3,
    )


def step(start_s, from_in, to_in):
    length_s = 0.0 if from_in == to_in else 1.0
    return TrueStep(span=Span(start_s=start_s, end_s=start_s + length_s), from_in=from_in, to_in=to_in)


def stop(start_s, heel_in, leaves_s, *, length_s=2.0):
    return Stop(span=Span(start_s=start_s, end_s=start_s + length_s), heel_in=heel_in, leaves_s=leaves_s)


TRUTH = Truth(
    name="by hand",
    drill=Drill.WALL_HINGE,
    station="",
    is_calibration=False,
    least=1,
    most=1,
    reps=(rep(10),),
    stops=(stop(2, 0, 4), stop(5, 3, 14), stop(15, 5, 17), stop(18, 4, 30, length_s=0.5)),
    steps=(step(4, 0, 3), step(13, 3, 3), step(14, 3, 5), step(17, 5, 4)),
    contacts=(Span(start_s=2, end_s=4), Span(start_s=10.8, end_s=11.4)),
    marks=(),
    duration_s=30,
)


def note(time_s, name, *, detail="", measured_in=None):
    return Note(time_s=time_s, name=name, detail=detail, rung_in=None, measured_in=measured_in)


def found(*notes, rungs=(), zero_s=3.0):
    return Found(reps_counted=1, attempts=(), notes=notes, rungs=rungs, zero_s=zero_s, pose_rate_hz=10)


def samples_at(inches_by_s, *, bias_in):
    """Ankles at these distances, seen `bias_in` too far out, ten poses a second."""
    made = []
    for start_s, end_s, inches in inches_by_s:
        xy_px = np.full((17, 2), 400.0)
        xy_px[15:, 0] = 100 + PX_PER_IN * (inches + bias_in)
        pose = Pose(xy_px=xy_px, score=np.ones(17))
        made.extend(
            PoseSample(sequence=0, capture_us=tenth * 100_000, pose=pose, luma=100, frame_px=(640, 480))
            for tenth in range(start_s * 10, end_s * 10)
        )
    return made


def test_each_long_stop_is_read_while_the_feet_stand_there_beside_the_naive_estimate():
    rungs = (note(6, "", measured_in=3.2), note(12, "", measured_in=3.9), note(17.5, "", measured_in=8.0))
    samples = samples_at([(2, 4, 0.0), (5, 13, 3.0), (15, 17, 5.0)], bias_in=0.7)
    measured = distances(found(rungs=rungs), TRUTH, samples=samples, lane=LANE)
    assert [stop.heel_in for stop in measured] == [3, 5]
    assert [stop.read_in for stop in measured] == [3.2, None]
    assert [stop.naive_in for stop in measured] == pytest.approx([3.0, 5.0])


def test_without_a_lane_there_is_no_naive_estimate():
    assert {stop.naive_in for stop in distances(found(), TRUTH, samples=(), lane=None)} == {None}


@pytest.mark.parametrize(
    ("case", "felt_s", "delays_s", "missing_and_false"),
    [
        ("at once", (10.8,), [1 / 30], (0, 0)),
        ("late, and twice", (11.2, 11.3), [0.4 + 1 / 30], (0, 0)),
        ("a little early", (10.6,), [-0.2 + 1 / 30], (0, 0)),
        ("much too early", (10.1,), [], (1, 1)),
        ("never", (), [], (1, 0)),
        ("at the zero, where the hips do touch", (3, 11), [0.2 + 1 / 30], (0, 0)),
    ],
)
def test_a_touch_is_felt_after_it_happens(case, felt_s, delays_s, missing_and_false):
    felt = feeling(found(*(note(time_s, "touch_felt") for time_s in felt_s)), TRUTH)
    assert list(felt.delays_s) == pytest.approx(delays_s), case
    assert (felt.missing, felt.false) == missing_and_false, case


@pytest.mark.parametrize(
    ("case", "notes", "agrees"),
    [
        (
            "all said",
            (note(12, "ladder_moved", detail="out"), note(16, "asked_to_step")),
            [True, True, True, True],
        ),
        ("silent", (), [False, False, False, True]),
        ("staying is no move", (note(20, "ladder_moved", detail="stay"),), [False, False, False, True]),
        ("a move too many", (note(20, "ladder_moved", detail="in"),), [False, False, False, False]),
        (
            "out, then in",
            (note(12, "ladder_moved", detail="out"), note(12.5, "ladder_moved", detail="in")),
            [False, False, False, True],
        ),
    ],
)
def test_the_ladder_is_due_before_each_step_and_nothing_after_the_last(case, notes, agrees):
    listed = decisions(found(*notes), TRUTH)
    assert [decision.expected for decision in listed] == ["out", "out", "asked_to_step", ""]
    assert [decision.agrees for decision in listed] == agrees, case


@pytest.mark.parametrize(("zero_s", "missed"), [(3.9, False), (1.0, True), (12.0, True), (None, True)])
def test_a_zero_counts_when_it_is_taken_at_the_wall(zero_s, missed):
    assert has_missed_zero(found(zero_s=zero_s), TRUTH) is missed
