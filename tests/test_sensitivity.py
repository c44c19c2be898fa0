"""Sensitivity: clips judged again with one threshold changed, and the table of what that moves."""

from dataclasses import replace

import pytest

from kiosk.evaluate import Watched
from kiosk.evidence import Drill, Kind, Span, TrueRep, Truth
from kiosk.judge import Tally
from kiosk.sensitivity import FACTORS, Change, Outcome, cells_of, outcome_of, table_of, try_clip
from kiosk.thresholds import thresholds_of
from tests.athlete import Posture
from tests.builders import Story
from tests.visits import catalogue

BASE = Outcome(
    clips=9,
    exact=9,
    slow_exact=8,
    hinges=16,
    once=16,
    verdicts=Tally(hits=40),
    touch=Tally(hits=20),
    faults=Tally(hits=3, false_alarms=1, misses=1),
)


def threshold(name):
    return next(item for item in thresholds_of(catalogue()) if item.name == name)


def changes(name, low, high):
    return {
        Change(threshold=threshold(name), factor=factor): outcome
        for factor, outcome in zip(FACTORS, (low, high), strict=True)
    }


@pytest.mark.parametrize(
    ("case", "worse", "is_marked"),
    [
        ("a clip counted wrong", replace(BASE, exact=8), True),
        ("one at 10 poses a second", replace(BASE, slow_exact=7), True),
        ("one more at 10 poses a second", replace(BASE, slow_exact=9), False),
        ("a live hinge lost", replace(BASE, once=15), True),
        ("a fault less", replace(BASE, faults=Tally(hits=2, false_alarms=1, misses=2)), False),
    ],
)
def test_a_change_that_moves_a_figure_is_a_row_and_a_lost_count_is_marked(case, worse, is_marked):
    found = table_of({None: BASE, **changes("head_up_deg", worse, BASE)})
    (row,) = [line for line in found.splitlines() if line.startswith("  form.head_up_deg")]
    assert "25 -> 20 deg" in row, case
    assert row.endswith("!") is is_marked, case


def test_what_a_change_leaves_as_it_is_is_not_repeated():
    worse = replace(BASE, exact=8)
    (row,) = [
        line
        for line in table_of({None: BASE, **changes("head_up_deg", BASE, worse)}).splitlines()
        if "25 -> 30 deg" in line
    ]
    assert row.split()[5:] == ["deg", "8/9", "=", "=", "=", "=", "=", "=", "!"]


def test_thresholds_that_move_nothing_are_listed_in_one_place():
    outcomes = {
        None: BASE,
        **changes("head_up_deg", replace(BASE, exact=8), BASE),
        **changes("lean_s", BASE, BASE),
    }
    told = table_of(outcomes)
    assert "Neither moves a figure, 1 of 2 thresholds:\n  touch.lean_s 2.5, wall_hinge\n" in told


def test_outcomes_of_clips_are_added():
    total = BASE + Outcome(clips=1, verdicts=Tally(hits=1, misses=1))
    assert cells_of(total)[:4] == ("9/10", "8/10", "16/16", "41/42")


STORY = Story(has_wall=False).stand(3.0).reps(2, Posture(kappa_deg=15, theta_deg=45)).stand(2.0)


@pytest.fixture(scope="module")
def clip():
    reps = tuple(
        TrueRep(
            span=Span(start_s=rep.start_s, end_s=rep.end_s),
            kind=Kind.HINGE,
            severity={},
            touch=None,
            is_at_wall=False,
            heel_in=None,
        )
        for rep in STORY.reps_truth
    )
    truth = Truth(
        name="two hinges",
        drill=Drill.HIP_HINGE,
        station="",
        is_calibration=False,
        least=2,
        most=2,
        reps=reps,
        stops=(),
        steps=(),
        contacts=(),
        marks=(),
        duration_s=STORY.now_s,
    )
    return Watched(truth=truth, samples=STORY.samples(fps=10), lane=None, troubles=())


@pytest.fixture(scope="module")
def tried(clip):
    return try_clip(clip, catalogue())


def test_a_clip_is_judged_as_it_is_and_with_each_threshold_changed(tried, clip):
    assert tried[None] == outcome_of(clip, catalogue())
    assert (tried[None].exact, tried[None].slow_exact, tried[None].hinges) == (1, 1, 0)
    assert len(tried) == 1 + len(FACTORS) * len(thresholds_of(catalogue()))


def test_a_depth_beyond_the_athletes_own_costs_the_count(clip):
    hip = catalogue().drills["hip_hinge"]
    deeper = replace(hip, rep=replace(hip.rep, depth=60.0))
    steep = replace(catalogue(), drills={**catalogue().drills, "hip_hinge": deeper})
    assert outcome_of(clip, catalogue()).exact == 1
    assert outcome_of(clip, steep).exact == 0


def test_a_threshold_of_another_drill_is_not_tried(tried):
    others = [tried[change] for change in tried if change and "hip_hinge" not in change.threshold.drills]
    assert others
    assert all(outcome is tried[None] for outcome in others)
