"""The confusion table, on pairs written by hand."""

import pytest

from kiosk.confusion import confusion_of, sum_of
from kiosk.core.vocab import Verdict
from kiosk.evidence import Attempt, Kind, Span, TrueRep
from kiosk.judge import Pair

SPAN = Span(start_s=0, end_s=2)


def pair(kind=None, said=None, **severity):
    rep = (
        None
        if kind is None
        else TrueRep(span=SPAN, kind=kind, severity=severity, touch=None, is_at_wall=False, heel_in=None)
    )
    attempt = None if said is None else Attempt(span=SPAN, verdict=said, faults=(), wall_distance_in=None, touch=None)
    return Pair(rep=rep, attempt=attempt)


@pytest.mark.parametrize(
    ("one", "truth", "said"),
    [
        (pair(Kind.HINGE, Verdict.CLEAN), "hinge, no fault", "clean"),
        (pair(Kind.HINGE, Verdict.FAULTED, squat=1), "hinge, major fault", "faulted"),
        (pair(Kind.HINGE, Verdict.CLEAN, squat=0.3), "hinge, other fault", "clean"),
        (pair(Kind.HINGE, Verdict.CLEAN, head_up=1), "hinge, other fault", "clean"),
        (pair(Kind.AMBIGUOUS, Verdict.NO_LOCKOUT, not_tall=1), "ambiguous", "no_lockout"),
        (pair(Kind.NEAR_MISS), "near_miss", "not seen"),
        (pair(said=Verdict.VOID), "nothing", "void"),
    ],
)
def test_each_pair_is_in_one_cell(one, truth, said):
    assert confusion_of([one]) == {truth: {said: 1}}


def test_the_tables_of_many_clips_are_added():
    clip = confusion_of([pair(Kind.SQUAT, Verdict.SQUAT), pair(Kind.SQUAT, Verdict.CLEAN), pair(Kind.SQUAT)])
    other = confusion_of([pair(Kind.SQUAT, Verdict.SQUAT), pair(Kind.LEAN, Verdict.LEAN)])
    assert sum_of([clip, other]) == {"squat": {"squat": 2, "clean": 1, "not seen": 1}, "lean": {"lean": 1}}
