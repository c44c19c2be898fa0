"""The breakdown: clips that are alike in one respect, and their figures in each run, on made-up clips."""

import pytest

from kiosk.breakdown import figures_of, groups_of
from kiosk.breakdown_text import groups_table, rates_table
from kiosk.evidence import View
from kiosk.evidence_json import truth_from_json
from kiosk.judge import Tally
from kiosk.runs import RATE_RUNS, Run
from kiosk.scorecard import ClipScore, score_run

MAN = View(sex="male", stature_m=1.86, yaw_deg=-4.0, facing="left")
WOMAN = View(sex="female", stature_m=1.6, yaw_deg=22.0, facing="right")


def rep(start_s, kind="hinge", *, touch=None, **faults):
    return {"t_start": start_s, "t_end": start_s + 3, "count": kind, "faults": faults, "contact": touch}


def attempt(start_s, verdict="clean", *, faults=(), touch=None):
    return {"start_s": start_s, "end_s": start_s + 3, "verdict": verdict, "faults": list(faults), "touch": touch}


def result(*, reps, attempts, exact=True):
    touches_s = [item["t_start"] + 1 for item in reps if item["contact"]]
    truth = truth_from_json(
        {
            "clip": "by hand",
            "drill": "wall",
            "duration_s": 60,
            "expected": {"hinges": len(attempts), "hinges_max": len(attempts)},
            "reps": reps,
            "frames": {
                "t": [time_s + late_s for time_s in touches_s for late_s in (0, 0.5)],
                "contact": [1, 0] * len(touches_s),
            },
        }
    )
    analysis = {"reps_counted": len(attempts) + (not exact), "attempts": attempts, "reps": [], "pose_rate_hz": 30}
    return score_run(analysis, truth, samples=(), lane=None)


def clip(view, *, runs, most=1, is_trace=False):
    return ClipScore(name="by hand", drill="", is_trace=is_trace, least=0, most=most, runs=runs, troubles=(), view=view)


RIGHT = result(reps=[rep(1, touch=True)], attempts=[attempt(1, touch=True)])
OFF = result(reps=[rep(1)], attempts=[attempt(1)], exact=False)
SILENT = result(reps=[], attempts=[])
NOISY = result(reps=[], attempts=[], exact=False)


def named(scores, respect):
    return {group.name: group for group in groups_of(scores) if group.respect == respect}


def test_clips_are_grouped_by_what_they_have_in_common():
    scores = [clip(MAN, runs={Run.GIVEN: RIGHT}), clip(WOMAN, runs={Run.GIVEN: OFF}), clip(MAN, runs={Run.GIVEN: OFF})]
    found = {(group.respect, group.name): group.figures[Run.GIVEN] for group in groups_of(scores)}
    assert {key: (figures.exact, figures.clips) for key, figures in found.items()} == {
        ("camera yaw", "0–10°"): (1, 2),
        ("camera yaw", "over 20°"): (0, 1),
        ("facing", "left"): (1, 2),
        ("facing", "right"): (0, 1),
        ("sex", "female"): (0, 1),
        ("sex", "male"): (1, 2),
        ("stature", "1.65 m or less"): (0, 1),
        ("stature", "over 1.75 m"): (1, 2),
        ("body", "female 1.600 m"): (0, 1),
        ("body", "male 1.860 m"): (1, 2),
    }


@pytest.mark.parametrize(
    ("yaw_deg", "name"),
    [
        (0.0, "0–10°"),
        (10.0, "0–10°"),
        (-10.0, "0–10°"),
        (10.4, "10–20°"),
        (-20.0, "10–20°"),
        (20.5, "over 20°"),
        (-23.3, "over 20°"),
    ],
)
def test_a_camera_off_to_either_side_is_as_far_off(yaw_deg, name):
    assert list(named([clip(View(yaw_deg=yaw_deg), runs={Run.GIVEN: RIGHT})], "camera yaw")) == [name]


def test_buckets_come_in_the_order_of_their_values():
    statures_m = (1.9, 1.5, 1.7)
    scores = [clip(View(stature_m=stature_m), runs={Run.GIVEN: RIGHT}) for stature_m in statures_m]
    assert list(named(scores, "stature")) == ["1.65 m or less", "1.65–1.75 m", "over 1.75 m"]


def test_a_clip_that_does_not_tell_and_a_trace_are_in_no_group():
    assert groups_of([clip(View(), runs={Run.GIVEN: RIGHT}), clip(MAN, runs={Run.GIVEN: RIGHT}, is_trace=True)]) == ()


def test_each_pose_rate_has_its_own_figures():
    scores = [clip(MAN, runs={Run.GIVEN: RIGHT, Run.SLOW: OFF}), clip(MAN, runs={Run.GIVEN: RIGHT, Run.SLOW: RIGHT})]
    group = named(scores, "facing")["left"]
    assert tuple(group.figures) == RATE_RUNS
    assert [(figures.exact, figures.clips) for figures in group.figures.values()] == [(2, 2), (0, 0), (0, 0), (1, 2)]


@pytest.mark.parametrize(("run", "silent"), [(SILENT, 1), (NOISY, 0)])
def test_where_no_rep_is_none_may_be_counted(run, silent):
    figures = figures_of([clip(MAN, runs={Run.GIVEN: run}, most=0), clip(MAN, runs={Run.GIVEN: RIGHT})], Run.GIVEN)
    assert (figures.silent, figures.empty) == (silent, 1)


def test_touches_near_misses_and_faults_are_added_up():
    reps = [rep(1, touch=True), rep(11, "near_miss", touch=False), rep(21, squat=1), rep(31, head_up=1), rep(41)]
    attempts = [
        attempt(1, touch=False),
        attempt(11, "near_miss", touch=False),
        attempt(21, "squat"),
        attempt(31),
        attempt(41, faults=["head_up"]),
    ]
    figures = figures_of([clip(MAN, runs={Run.GIVEN: result(reps=reps, attempts=attempts)})], Run.GIVEN)
    assert figures.touch == Tally(misses=1)
    assert figures.near_miss == Tally(hits=1)
    assert figures.faults == Tally(hits=1, false_alarms=1, misses=1)


def test_the_tables_show_two_counts_and_a_dash_where_there_is_nothing():
    scores = [clip(MAN, runs={Run.GIVEN: RIGHT, Run.SLOW: OFF})]
    head, *rates = rates_table(scores)
    assert head.split("  ")[1] == "run"
    assert [row.split() for row in rates] == [
        ["given", "drill,", "every", "pose", "1/1", "-", "1/1", "-", "-", "-"],
        ["given", "drill,", "10", "poses/s", "0/1", "-", "-", "-", "-", "-"],
    ]
    (left,) = [row for row in groups_table(groups_of(scores)) if "left" in row]
    assert left.split() == ["facing", "left", "1/1", "-", "-", "0/1", "-", "1/1", "-", "-", "-"]


def test_without_any_group_there_is_no_table():
    assert groups_table(()) == ()
    assert rates_table([]) == ()
