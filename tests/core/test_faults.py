"""Every form fault at its borders: where it begins, where it is clear again, and when it is not judged.

In:  the bottom of a clean hinge of 45° with one thing changed; stories whose form thresholds are tweaked.
Out: the faults found and those not judged, with why; counts.
Not here: which drill looks for which (tests/test_drills.py), leaning back (test_lean_back.py), sag and pike
(test_position.py).

Rule: thresholds are hinge.md B.5 and B.7; a margin is C.7's. No form threshold moves a count.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import cache
from math import nan

import pytest

from kiosk.core.bottom import Bottom
from kiosk.core.drill import Dose, Drill
from kiosk.core.faults import (
    HEAD_MARGIN_DEG,
    KNEE_MARGIN_DEG,
    SHARE_MARGIN,
    TRUNK_MARGIN_DEG,
    FormParams,
    Unseen,
    judge,
    stricter_than,
)
from kiosk.core.kinematics import expected_travel_h
from kiosk.core.vocab import Fault, Severity, Verdict
from tests.builders import Posture, Story, Stream, Tempo
from tests.visits import MODEL, catalogue, free_station, visit_of

PARAMS = FormParams()
CLEAN = Bottom(
    lean_deg=45.0,
    peak_lean_deg=46.0,
    knee_deg=15.0,
    knee_change_deg=9.0,
    shin_deg=0.0,
    stoop_index=88.0,
    path=8.0,
    lead_deg=45.0,
    hip_back_h=0.11,
    hip_drop_h=0.014,
    head_extension_deg=0.0,
    neck_deg=0.0,
    chord=1.0,
    wrist_below_knee_h=-0.1,
    balance_h=0.02,
    ankle_rise_h=0.0,
    wrist_ahead_h=0.0,
    wrist_drift_h=0.0,
    elbow_sunk_h=0.0,
    descent_s=2.0,
    hold_s=0.5,
)
"""The free hinge of B.3 and E.2 row 1."""
RULED = tuple(fault for fault in Fault if fault not in (Fault.LEAN_BACK, Fault.SAG, Fault.PIKE))
TRAVEL_45_H = expected_travel_h(45.0)
MORE, LESS = 1 + SHARE_MARGIN, 1 - SHARE_MARGIN
BIT = 1e-6

Change = Mapping[str, float]

BORDERS: dict[str, tuple[Fault, Change, Change, Change, Change]] = {
    # the fault; just found; just not; standing and just still found; standing and just clear
    "knees and hips down": (
        Fault.SQUATTY,
        {"knee_deg": 40, "stoop_index": 64.9},
        {"knee_deg": 39.9, "stoop_index": 64.9},
        {"knee_deg": 40 - KNEE_MARGIN_DEG, "stoop_index": 65 * MORE - 0.1},
        {"knee_deg": 40 - KNEE_MARGIN_DEG - 0.1, "stoop_index": 65 * MORE - 0.1},
    ),
    "hips down rather than back": (
        Fault.SQUATTY,
        {"path": 2.49, "stoop_index": 64.9},
        {"path": 2.5, "stoop_index": 64.9},
        {"path": 2.5 * MORE - 0.01, "stoop_index": 65 * MORE - 0.1},
        {"path": 2.5 * MORE + 0.01, "stoop_index": 65 * MORE - 0.1},
    ),
    "hips stay": (
        Fault.HIPS_NOT_BACK,
        {"hip_back_h": 0.55 * TRAVEL_45_H - 0.017 - BIT},
        {"hip_back_h": 0.55 * TRAVEL_45_H - 0.017 + BIT},
        {"hip_back_h": 0.55 * MORE * TRAVEL_45_H - 0.017 - BIT},
        {"hip_back_h": 0.55 * MORE * TRAVEL_45_H - 0.017 + BIT},
    ),
    "eyes on the mirror": (
        Fault.HEAD_UP,
        {"head_extension_deg": 25},
        {"head_extension_deg": 24.9},
        {"head_extension_deg": 25 - HEAD_MARGIN_DEG},
        {"head_extension_deg": 25 - HEAD_MARGIN_DEG - 0.1},
    ),
    "head hangs": (
        Fault.HEAD_DROP,
        {"neck_deg": 25},
        {"neck_deg": 24.9},
        {"neck_deg": 25 - HEAD_MARGIN_DEG},
        {"neck_deg": 25 - HEAD_MARGIN_DEG - 0.1},
    ),
    "knees bend": (
        Fault.KNEES_BENDING,
        {"knee_deg": 32},
        {"knee_deg": 31.9},
        {"knee_deg": 32 - KNEE_MARGIN_DEG},
        {"knee_deg": 32 - KNEE_MARGIN_DEG - 0.1},
    ),
    "hips sink a little": (
        Fault.KNEES_BENDING,
        {"stoop_index": 69.9},
        {"stoop_index": 70},
        {"stoop_index": 70 * MORE - 0.1},
        {"stoop_index": 70 * MORE},
    ),
    "knees forward": (
        Fault.KNEES_FORWARD,
        {"shin_deg": 14},
        {"shin_deg": 13.9},
        {"shin_deg": 14 - TRUNK_MARGIN_DEG},
        {"shin_deg": 14 - TRUNK_MARGIN_DEG - 0.1},
    ),
    "knees straighter than in standing": (
        Fault.KNEES_LOCKED,
        {"knee_change_deg": -8},
        {"knee_change_deg": -7.9},
        {"knee_change_deg": -8 + KNEE_MARGIN_DEG},
        {"knee_change_deg": -8 + KNEE_MARGIN_DEG + 0.1},
    ),
    "back shortens under a hanging head": (
        Fault.ROUNDING_HINT,
        {"chord": 0.89, "neck_deg": 15},
        {"chord": 0.89, "neck_deg": 14.9},
        {"chord": 0.90 * MORE - 0.01, "neck_deg": 15 - HEAD_MARGIN_DEG},
        {"chord": 0.90 * MORE - 0.01, "neck_deg": 15 - HEAD_MARGIN_DEG - 0.1},
    ),
    "back shortens a little": (
        Fault.ROUNDING_HINT,
        {"chord": 0.899, "neck_deg": 20},
        {"chord": 0.9, "neck_deg": 20},
        {"chord": 0.90 * MORE - 0.01, "neck_deg": 20},
        {"chord": 0.90 * MORE, "neck_deg": 20},
    ),
    "heels rise": (
        Fault.HEELS_UP,
        {"ankle_rise_h": 0.015},
        {"ankle_rise_h": 0.0149},
        {"ankle_rise_h": 0.015 * LESS},
        {"ankle_rise_h": 0.015 * LESS - BIT},
    ),
    "load ahead of the shins": (
        Fault.ARMS_FORWARD,
        {"wrist_ahead_h": 0.08},
        {"wrist_ahead_h": 0.0799},
        {"wrist_ahead_h": 0.08 * LESS},
        {"wrist_ahead_h": 0.08 * LESS - BIT},
    ),
    "bar rolls away": (
        Fault.BAR_DRIFT,
        {"wrist_drift_h": 0.06},
        {"wrist_drift_h": 0.0599},
        {"wrist_drift_h": 0.06 * LESS},
        {"wrist_drift_h": 0.06 * LESS - BIT},
    ),
    "elbows sink": (
        Fault.ELBOW_DROP,
        {"elbow_sunk_h": 0.08},
        {"elbow_sunk_h": 0.0799},
        {"elbow_sunk_h": 0.08 * LESS},
        {"elbow_sunk_h": 0.08 * LESS - BIT},
    ),
    "below level": (
        Fault.TOO_DEEP,
        {"peak_lean_deg": 85.1},
        {"peak_lean_deg": 85},
        {"peak_lean_deg": 85 - TRUNK_MARGIN_DEG + 0.1},
        {"peak_lean_deg": 85 - TRUNK_MARGIN_DEG},
    ),
    "drops": (
        Fault.TOO_FAST,
        {"descent_s": 0.59},
        {"descent_s": 0.6},
        {"descent_s": 0.6 * MORE - 0.001},
        {"descent_s": 0.6 * MORE + 0.001},
    ),
}


def found(change: Change, *, standing: tuple[Fault, ...] = (), params: FormParams = PARAMS) -> tuple[Fault, ...]:
    return judge(CLEAN._replace(**change), RULED, params, standing).found


def lingering(change: Change, *, standing: tuple[Fault, ...]) -> tuple[Fault, ...]:
    return judge(CLEAN._replace(**change), RULED, PARAMS, standing).lingering


def test_a_clean_hinge_has_no_fault_and_all_is_judged() -> None:
    judgement = judge(CLEAN, RULED, PARAMS)
    assert (judgement.found, judgement.not_judged, judgement.is_head_far_up) == ((), (), False)


def test_there_is_a_border_for_every_fault_of_a_rep() -> None:
    assert {border[0] for border in BORDERS.values()} == set(RULED)


@pytest.mark.parametrize("name", BORDERS)
def test_a_fault_begins_at_its_threshold_and_not_below(name: str) -> None:
    fault, onset, below, _, _ = BORDERS[name]
    assert fault in found(onset)
    assert fault not in found(below)


@pytest.mark.parametrize("name", BORDERS)
def test_a_fault_that_stands_is_clear_only_beyond_its_margin(name: str) -> None:
    fault, _, _, still, clear = BORDERS[name]
    assert fault in lingering(still, standing=(fault,))
    assert fault not in lingering(clear, standing=(fault,))


@pytest.mark.parametrize("name", BORDERS)
def test_a_fault_that_lingers_is_none_of_this_attempt(name: str) -> None:
    fault, onset, _, still, _ = BORDERS[name]
    assert fault not in found(still, standing=(fault,))
    assert fault not in lingering(onset, standing=(fault,))


@pytest.mark.parametrize("name", BORDERS)
def test_what_stands_of_other_faults_makes_none_stricter(name: str) -> None:
    fault, _, below, still, _ = BORDERS[name]
    others = tuple(other for other in RULED if other is not fault)
    assert fault not in lingering(below, standing=others)
    assert fault not in lingering(still, standing=others)


@pytest.mark.parametrize("bound", ["low", "high"])
def test_margins_stay_within_what_a_threshold_may_be(bound: str) -> None:
    """A coach's own threshold at the edge of its range has a margin that does not leave it."""
    edge = FormParams(**{item.name: item.metadata[bound] for item in fields(FormParams)})
    assert stricter_than(edge) is not None


@pytest.mark.parametrize(
    ("fault", "change", "why"),
    [
        (Fault.HIPS_NOT_BACK, {"lean_deg": 19.9, "hip_back_h": 0.0}, Unseen.TOO_UPRIGHT),
        (Fault.HEAD_UP, {"lean_deg": 29.9, "head_extension_deg": 50}, Unseen.TOO_UPRIGHT),
        (Fault.HEAD_UP, {"head_extension_deg": nan}, Unseen.HEAD),
        (Fault.HEAD_DROP, {"neck_deg": nan}, Unseen.HEAD),
        (Fault.ROUNDING_HINT, {"neck_deg": nan, "chord": 0.8}, Unseen.HEAD),
        (Fault.ARMS_FORWARD, {"wrist_ahead_h": nan}, Unseen.ARMS),
        (Fault.BAR_DRIFT, {"wrist_drift_h": nan}, Unseen.ARMS),
        (Fault.ELBOW_DROP, {"elbow_sunk_h": nan}, Unseen.ARMS),
        (Fault.TOO_FAST, {"descent_s": nan}, Unseen.TOO_SHORT),
    ],
)
@pytest.mark.parametrize("is_standing", [False, True])
def test_what_the_camera_cannot_tell_is_not_judged_and_says_why(
    fault: Fault, change: Change, why: Unseen, *, is_standing: bool
) -> None:
    standing = (fault,) if is_standing else ()
    judgement = judge(CLEAN._replace(**change), (fault,), PARAMS, standing)
    assert (judgement.found, judgement.not_judged) == ((), ((fault, why),))


@pytest.mark.parametrize(
    ("fault", "change"),
    [(Fault.HIPS_NOT_BACK, {"lean_deg": 20.0, "hip_back_h": 0.0}), (Fault.HEAD_UP, {"lean_deg": 30.0})],
)
def test_from_that_lean_on_it_is_judged(fault: Fault, change: Change) -> None:
    assert judge(CLEAN._replace(**change), (fault,), PARAMS).not_judged == ()


def test_only_the_drill_s_faults_are_looked_for_and_in_its_order() -> None:
    bad = CLEAN._replace(neck_deg=40, shin_deg=30, peak_lean_deg=95)
    order = (Fault.TOO_DEEP, Fault.HEAD_DROP)
    assert judge(bad, order, PARAMS).found == order


@pytest.mark.parametrize("is_both", [False, True])
def test_squatty_knees_are_not_told_twice(*, is_both: bool) -> None:
    rules = (Fault.KNEES_BENDING, Fault.SQUATTY) if is_both else (Fault.KNEES_BENDING,)
    expected = (Fault.SQUATTY,) if is_both else (Fault.KNEES_BENDING,)
    assert judge(CLEAN._replace(knee_deg=50, path=1.0), rules, PARAMS).found == expected


@pytest.mark.parametrize(("extension_deg", "is_far_up"), [(39.9, False), (40.0, True), (nan, False)])
def test_a_head_far_up_is_told_apart(extension_deg: float, *, is_far_up: bool) -> None:
    assert judge(CLEAN._replace(head_extension_deg=extension_deg), RULED, PARAMS).is_head_far_up is is_far_up


@pytest.mark.parametrize("fault", [Fault.LEAN_BACK, Fault.SAG, Fault.PIKE])
def test_what_is_found_elsewhere_is_neither_found_nor_missed_here(fault: Fault) -> None:
    assert judge(CLEAN, (fault,), PARAMS).not_judged == ()


BRISK = Tempo(down_s=1.0, hold_s=0.4, up_s=0.9, rest_s=0.6)
BOTTOMS = ((15, 45), (14, 34), (12, 26), (36, 45), (50, 45), (50, 25), (80, 35), (4, 70))
"""Knee and trunk of clean, low, shallow, bending, squatty hinges, of squats and of a deep one (E.2)."""


LEANT_BACK = Posture(kappa_deg=2, theta_deg=-12, phi_deg=9)


@cache
def leaning_set() -> Stream:
    """Three pull-throughs that end past upright, held for three seconds."""
    held = replace(BRISK, rest_s=3.2)
    story = Story(has_wall=False, model=MODEL, seed=2).stand(2.5)
    return story.reps(3, Posture(kappa_deg=15, theta_deg=50), held, end=LEANT_BACK).stand(1).samples(12)


@cache
def mixed_set() -> Stream:
    story = Story(has_wall=False, model=MODEL, seed=4).stand(2.5)
    for kappa_deg, theta_deg in BOTTOMS:
        story = story.reps(1, Posture(kappa_deg=kappa_deg, theta_deg=theta_deg), BRISK)
    return story.stand(0.5).samples(12)


def counted(form: FormParams, name: str = "hip_hinge") -> list[tuple[int, int, bool, str]]:
    """Return every attempt's times, and what it was but for its form: counted, or why not."""
    drill: Drill = replace(catalogue().drill(name), form=form, dose=Dose(reps=30, hold_s=2))
    stream = mixed_set() if name == "hip_hinge" else leaning_set()
    visit = visit_of(stream, replace(free_station(), drill=drill))
    return [
        (item.start_us, item.end_us, item.verdict.is_counted, "" if item.verdict.is_counted else item.verdict.value)
        for item in visit.attempts
    ]


def test_the_mixed_set_has_reps_squats_and_shallow_ones() -> None:
    words = [word for *_, word in counted(FormParams())]
    assert (words.count(""), words.count("squat"), words.count("shallow")) == (5, 2, 1)


@pytest.mark.parametrize("bound", ["low", "high"])
@pytest.mark.parametrize("name", [item.name for item in fields(FormParams)])
def test_a_form_tweak_cannot_move_a_count(name: str, bound: str) -> None:
    (item,) = (item for item in fields(FormParams) if item.name == name)
    assert counted(replace(FormParams(), **{name: float(item.metadata[bound])})) == counted(FormParams())


@pytest.mark.parametrize("bound", ["low", "high"])
@pytest.mark.parametrize("name", ["lean_back_deg", "lean_back_hip_h"])
def test_nor_can_a_tweak_of_leaning_back_where_it_is_held(name: str, bound: str) -> None:
    (item,) = (item for item in fields(FormParams) if item.name == name)
    tweaked = replace(FormParams(), **{name: float(item.metadata[bound])})
    usual = counted(FormParams(), "band_pull_through")
    assert len(usual) == 3
    assert counted(tweaked, "band_pull_through") == usual


def test_no_hint_changes_a_verdict_not_even_a_head_far_up() -> None:
    up = Story(has_wall=False, model=MODEL, seed=5).stand(2.5)
    up = up.reps(3, Posture(kappa_deg=36, theta_deg=52, head_deg=-5), BRISK).stand(0.5)
    drill = catalogue().drill("hip_hinge")
    for weight, verdict in ((Severity.MINOR, Verdict.FAULTED), (Severity.HINT, Verdict.CLEAN)):
        weighed = replace(drill, faults=tuple((fault, weight) for fault, _ in drill.faults))
        visit = visit_of(up.samples(12), replace(free_station(), drill=weighed))
        assert all(Fault.HEAD_UP in item.faults for item in visit.attempts)
        assert visit.verdicts == (verdict,) * 3
