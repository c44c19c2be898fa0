"""The family the station names, scored against the true one.

In:  truths by hand, scores that know both families.
Out: the true family; the line of the report.
Not here: naming it (core/test_family.py).

Rule: what is not sure is not counted as wrong, and neither is left without its name.
"""

import pytest

from kiosk.core.vocab import Family
from kiosk.evidence_json import truth_from_json
from kiosk.judge_family import family_line, true_family
from kiosk.scorecard import ClipScore


def truth(*counts, name="clip", drill="hang", most=0):
    reps = [{"t_start": 1, "t_end": 4, "count": count, "faults": {}, "contact": None} for count in counts]
    expected = {"hinges": 0, "hinges_max": most}
    return truth_from_json({"clip": name, "drill": drill, "duration_s": 9.0, "expected": expected, "reps": reps})


def score(name, true, found):
    return ClipScore(name=name, drill="", is_trace=False, least=0, most=0, runs={}, troubles=(), family=(true, found))


@pytest.mark.parametrize(
    ("what", "shown", "family"),
    [
        ("hinges", truth("hinge", "ambiguous"), Family.HINGE),
        ("at the wall", truth("hinge", "near_miss", drill="wall"), Family.WALL_HINGE),
        ("hinges, some like squats", truth("hinge", "squat"), Family.HINGE),
        ("squats", truth("squat", "squat"), Family.SQUAT),
        ("nothing whole", truth("partial"), Family.NEITHER),
        ("no reps", truth(), Family.NEITHER),
        ("a trace of hinges", truth(name="real_deadlift_a", most=3), Family.HINGE),
        ("a trace of squats", truth(name="real_squat_a"), Family.SQUAT),
    ],
)
def test_a_clip_is_what_its_reps_are(what, shown, family):
    assert true_family(shown) is family, what


def test_the_line_tells_right_not_sure_and_wrong_by_name():
    scores = [
        score("one", Family.HINGE, Family.HINGE),
        score("two", Family.WALL_HINGE, Family.NOT_SURE),
        score("three", Family.SQUAT, Family.HINGE),
    ]
    assert family_line(scores) == (
        "auto family: right 1 of 3, not sure 1, wrong 1 (not sure: two; wrong: three as hinge)\n"
    )
    assert family_line(scores[:1]) == "auto family: right 1 of 1, not sure 0, wrong 0\n"
