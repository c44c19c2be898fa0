"""A trial: which ways a clip is analysed, and that a whole visit is judged as the station would have lived it."""

from dataclasses import replace
from functools import cache

from kiosk.evidence import Drill, Kind, Span, TrueRep, Truth
from kiosk.runs import PLANS, Run
from kiosk.trial import judged
from tests.builders import Story
from tests.visits import catalogue, lane

VISIT = Story(heel_in=0.0).zero(4.0).step_to(3.0).stand(3.0).touch_reps(3).stand(2.0)


def truth_of(story):
    reps = tuple(
        TrueRep(
            span=Span(start_s=rep.start_s, end_s=rep.end_s),
            kind=Kind.HINGE,
            severity={},
            touch=Span(start_s=rep.bottom_s, end_s=rep.bottom_end_s),
            is_at_wall=True,
            heel_in=rep.heel_in,
        )
        for rep in story.reps_truth
    )
    return Truth(
        name="a visit",
        drill=Drill.WALL_HINGE,
        station="here",
        is_calibration=False,
        least=len(reps),
        most=len(reps),
        reps=reps,
        stops=(),
        steps=(),
        contacts=(),
        marks=(),
        duration_s=story.now_s,
    )


@cache
def score(*, is_session):
    truth = truth_of(VISIT)
    return judged(
        truth if is_session else replace(truth, station=""),
        samples=VISIT.samples(),
        lane=lane(),
        is_trace=False,
        troubles=(),
        catalogue=catalogue(),
    )


def test_a_visit_is_judged_live_as_well_and_any_other_clip_only_as_a_recording():
    assert set(score(is_session=True).runs) == set(PLANS)
    assert {run for run in PLANS if not PLANS[run].is_live} == set(score(is_session=False).runs)


def test_a_live_visit_is_told_its_numbers_and_every_rep_is_counted_once():
    live = score(is_session=True).runs[Run.LIVE].live
    assert live is not None
    assert (live.once, live.invented, live.rungs_right) == (3, 0, 3)
    assert (live.numbers.said, live.numbers.wrong) == ((1, 2, 3), ())


def test_a_recording_has_no_live_figures():
    assert score(is_session=True).runs[Run.GIVEN].live is None
