"""The shipped drills against the movement's notes (hinge.md A.2–A.4, B.5, B.7), and what a coach is told about a slip.

In:  every file of assets/drills; copies of one with mistakes in them.
Out: -
Not here: what a drill's table may hold (core/test_drill.py), people doing the drills (core/).

Rule: a drill, a fault of it or a number that differs from the usual one is in a table here before it is in a file.
"""

import re
from functools import reduce
from math import ceil

import pytest

from kiosk.catalogue import DRILLS, load_catalogue
from kiosk.core.drill import DrillKind, HoldAt, Posture, Signal
from kiosk.core.faults import FormParams
from kiosk.core.pack import NUMBERS
from kiosk.core.rep import RepParams
from kiosk.core.verdict_params import VerdictParams
from kiosk.core.vocab import Fault, Severity
from kiosk.core.vocab_cues import Cue
from kiosk.drill_list import check_drills, list_drills
from kiosk.errors import OwnerError

CATALOGUE = load_catalogue()
DRILLS_BY_ID = CATALOGUE.drills
PACK = CATALOGUE.pack

HINGES = (
    *("hip_hinge", "broomstick_hinge", "dowel_hinge", "wall_hinge", "handcuff_hinge", "hip_flexor_activation"),
    *("behind_head_hinge", "band_pull_through", "cable_pull_through", "landmine_hinge"),
)
"""A.2"""
LIFTS = (
    *("deadlift", "romanian_deadlift", "one_leg_deadlift", "kettlebell_swing", "good_morning", "squat", "held_hinge"),
)
"""A.3, without jumps and landings: a landing lasts a few frames, and what matters in it are forces."""
COUNTED = ("glute_bridge", "one_leg_bridge", "hip_thrust", "superman", "reverse_crunch")
TIMED = ("leg_circles", "ninety_ninety", "fire_hydrant", "curl_up")
FLOOR = ("plank", *COUNTED, *TIMED)
"""A.4"""
ONE_SIDED = {"one_leg_bridge", "leg_circles", "ninety_ninety", "fire_hydrant"}

KNEES = {Fault.KNEES_BENDING, Fault.KNEES_FORWARD, Fault.KNEES_LOCKED}
HEAD = {Fault.HEAD_UP, Fault.HEAD_DROP}
HINGE = {Fault.SQUATTY, Fault.HIPS_NOT_BACK, *KNEES}
COMMON = {*HINGE, *HEAD, Fault.ROUNDING_HINT, Fault.TOO_DEEP, Fault.TOO_FAST}
"""What every unloaded hinge is looked at for (B.5)."""
LOADED = {*COMMON, Fault.LEAN_BACK}
"""A load invites to end it past upright."""

FAULTS = {
    "hip_hinge": COMMON,
    "broomstick_hinge": COMMON | {Fault.HEELS_UP},
    "dowel_hinge": COMMON,
    "wall_hinge": COMMON - {Fault.HIPS_NOT_BACK, Fault.TOO_DEEP, Fault.TOO_FAST},
    "handcuff_hinge": COMMON,
    "hip_flexor_activation": COMMON,
    "behind_head_hinge": COMMON | {Fault.ELBOW_DROP},
    "band_pull_through": LOADED,
    "cable_pull_through": LOADED,
    "landmine_hinge": LOADED | {Fault.BAR_DRIFT},
    "deadlift": LOADED - KNEES - {Fault.SQUATTY} | {Fault.ARMS_FORWARD},
    "romanian_deadlift": LOADED | {Fault.ARMS_FORWARD, Fault.HEELS_UP},
    "one_leg_deadlift": LOADED - HINGE,
    "kettlebell_swing": LOADED - {Fault.TOO_FAST, Fault.KNEES_BENDING} | {Fault.HEELS_UP},
    "good_morning": LOADED | {Fault.HEELS_UP},
    "squat": {Fault.HEELS_UP},
    "held_hinge": set(),
    "plank": {Fault.SAG, Fault.PIKE},
    **{name: set() for name in (*COUNTED, *TIMED)},
}
"""B.5, less what B.7 drops, and what B.7 adds. The swing's knees bend by B.3; B.7 has no row for a held hinge."""

WEIGHTS = {
    **dict.fromkeys((Fault.SQUATTY, Fault.HIPS_NOT_BACK), Severity.MAJOR),
    **dict.fromkeys(
        (Fault.KNEES_LOCKED, Fault.ROUNDING_HINT, Fault.HEELS_UP, Fault.ELBOW_DROP),
        Severity.HINT,
    ),
}
"""B.5, decision 17, and B.7's low confidence in elbows; everything else is minor."""
OTHER_WEIGHTS = {
    ("band_pull_through", Fault.LEAN_BACK): Severity.MAJOR,
    ("cable_pull_through", Fault.LEAN_BACK): Severity.MAJOR,
    ("hip_flexor_activation", Fault.TOO_FAST): Severity.MAJOR,
}
"""B.7"""

OWN_NUMBERS = {
    "dowel_hinge": {"form.head_up_deg": 15, "form.head_drop_deg": 15},
    "hip_flexor_activation": {"form.too_fast_s": 1.5},
    "deadlift": {"rep.depth": 40, "verdict.deep_knee_deg": 80, "verdict.deep_lean_deg": 45},
    "romanian_deadlift": {"rep.depth": 40},
    "one_leg_deadlift": {"rep.depth": 35},
    "good_morning": {"rep.depth": 40},
    "kettlebell_swing": {
        "rep.start": 20,
        "rep.turn_dwell_s": 0.08,
        "rep.lockout_dwell_s": 0.08,
        "rep.time_out_s": 4,
        "rep.depth": 35,
        "form.squatty_knee_deg": 50,
    },
    "squat": {
        "rep.start": 5,
        "rep.end": 3,
        "rep.turn_back": 2,
        "rep.rise_again": 4,
        "rep.still_rate": 2,
        "rep.depth": 70,
        "rep.silent": 6,
    },
}
"""B.3, B.7, decision 20. The wall's are inches and its own."""

every_drill = pytest.mark.parametrize("drill", DRILLS_BY_ID.values(), ids=lambda drill: drill.id)


def test_the_catalogue_has_these_drills_and_no_other():
    assert set(DRILLS_BY_ID) == {*HINGES, *LIFTS, *FLOOR} == set(FAULTS)


@every_drill
def test_a_drill_looks_for_the_faults_of_its_row_and_weighs_them_as_they_are_seen(drill):
    usual = {fault: WEIGHTS.get(fault, Severity.MINOR) for fault in FAULTS[drill.id]}
    assert dict(drill.faults) == {fault: OTHER_WEIGHTS.get((drill.id, fault), usual[fault]) for fault in usual}


@every_drill
def test_a_number_is_the_usual_one_unless_its_row_says_otherwise(drill):
    if drill.has_wall:
        return
    groups = {"rep": RepParams(), "verdict": VerdictParams(), "form": FormParams()}
    differing = {
        f"{group}.{name}": getattr(getattr(drill, group), name)
        for group, usual in groups.items()
        for name in usual.__dataclass_fields__
        if getattr(getattr(drill, group), name) != getattr(usual, name)
    }
    assert differing == OWN_NUMBERS.get(drill.id, {})


@every_drill
def test_a_drill_says_what_it_teaches_where_it_is_from_and_what_is_not_seen(drill):
    assert re.fullmatch(r"S[0-4]( S[0-4])*, (row \d+[ab]?|A\.[34] \S.*)", drill.origin)
    assert drill.teaches.endswith(".")
    assert drill.teaches.count(".") == 1
    is_blind = drill.kind is DrillKind.TIMER
    assert ("the whole movement: the clock runs by itself" if is_blind else "shape of the back") in drill.not_judged


@every_drill
def test_a_drill_is_introduced_in_a_few_lines_and_hinges_end_with_the_eyes_on_the_floor(drill):
    assert 1 <= len(drill.setup_cues) <= 3
    is_hinge = drill.posture is Posture.STANDING and drill.signal is not Signal.DROP
    assert (drill.setup_cues[-1] == Cue.EYES_FLOOR.value) == is_hinge
    assert drill.name_cue == f"name_{drill.id}"


@every_drill
def test_what_stands_in_for_a_fault_also_has_a_short_form_and_answers_a_fault_of_the_drill(drill):
    for cue, line in drill.cues:
        assert PACK.wordings[line].short is not None
        assert Fault(cue) in FAULTS[drill.id]


def test_every_line_of_the_voice_is_said_by_some_drill():
    lines = set(PACK.wordings) - {cue.value for cue in Cue}
    assert lines - {name for drill in DRILLS_BY_ID.values() for name in drill.spoken} == set()


def test_only_the_wall_has_rungs():
    assert [drill.id for drill in DRILLS_BY_ID.values() if drill.rungs_in] == ["wall_hinge"]


def test_only_the_deadlift_begins_on_the_floor():
    assert [drill.id for drill in DRILLS_BY_ID.values() if drill.has_floor_load] == ["deadlift"]


def test_squats_are_told_from_hinges_but_where_knees_bend_or_are_not_read():
    assert {drill.id for drill in DRILLS_BY_ID.values() if not drill.is_squat_judged} == {
        *("deadlift", "one_leg_deadlift", "squat")
    }


def test_what_lies_on_the_floor_is_expected_there():
    assert {drill.id for drill in DRILLS_BY_ID.values() if drill.posture is Posture.FLOOR} == set(FLOOR)


@pytest.mark.parametrize(
    ("name", "hold_at", "hold_s"),
    [
        ("hip_hinge", HoldAt.BOTTOM, 2),
        ("band_pull_through", HoldAt.TOP, 3),
        ("cable_pull_through", HoldAt.TOP, 3),
        ("held_hinge", None, 20),
        ("plank", None, 20),
        ("wall_hinge", None, 0),
    ],
)
def test_a_hold_has_its_place_and_its_seconds(name, hold_at, hold_s):
    assert (DRILLS_BY_ID[name].hold_at, DRILLS_BY_ID[name].dose.hold_s) == (hold_at, hold_s)


@pytest.mark.parametrize(
    ("name", "signal", "low", "high"), [("held_hinge", Signal.LEAN, 30, 75), ("plank", Signal.LINE, -10, 10)]
)
def test_a_position_has_its_limits(name, signal, low, high):
    drill = DRILLS_BY_ID[name]
    assert (drill.kind, drill.signal, drill.hold.low, drill.hold.high) == (DrillKind.HOLD, signal, low, high)


@pytest.mark.parametrize("name", ["dowel_hinge", "wall_hinge", "handcuff_hinge"])
def test_the_dose_is_the_sources_where_it_gives_one(name):
    dose = DRILLS_BY_ID[name].dose
    assert 15 <= dose.reps <= 20
    assert 3 <= dose.sets <= 4


@pytest.mark.parametrize("name", [*COUNTED, *TIMED])
def test_a_timer_counts_where_there_is_something_to_count_and_does_both_sides(name):
    timer = DRILLS_BY_ID[name].timer
    assert DRILLS_BY_ID[name].kind is DrillKind.TIMER
    assert (timer.pace_s > 0) == (name in COUNTED)
    assert (timer.sides == 2) == (name in ONE_SIDED)


@pytest.mark.parametrize("name", COUNTED)
def test_every_count_of_a_timer_has_a_clip_and_half_a_second_before_the_end(name):
    timer = DRILLS_BY_ID[name].timer
    counts = ceil(timer.work_s / timer.pace_s) - 1
    assert counts in NUMBERS
    assert timer.work_s - counts * timer.pace_s >= 0.5


def test_the_list_of_drills_fits_a_page():
    assert max(map(len, list_drills(CATALOGUE).splitlines())) <= 110


GOOD = (DRILLS / "hip_hinge.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("slips", "told"),
    [
        ({"depth = 30": "dept = 30"}, ["rep.dept is not a key here; did you mean depth?"]),
        ({"depth = 30": "depth = 300"}, ["rep depth = 300.0 °|in: give a number from 0 to 90"]),
        ({"depth = 30": 'depth = "30"'}, ["rep.depth is '30'; write a number"]),
        ({"title =": "titel ="}, ["titel is not a key of a drill; did you mean title?", "title is missing; write a"]),
        ({'kind = "reps"': 'kind = "rep"'}, ["kind is 'rep'; write one of reps, hold, timer; did you mean reps?"]),
        ({'"bottom"': '"botom"'}, ["hold_at is 'botom'; write one of bottom, top; did you mean bottom?"]),
        ({"hold_s = 2": ""}, ["dose.hold_s is 0; write the seconds of a hold"]),
        ({'hold_at = "bottom"': ""}, ["hold_at is missing beside dose.hold_s; write one of bottom, top"]),
        ({'head_up = "minor"': 'head_up = "mino"'}, ["faults.head_up is 'mino'; write one of", "did you mean minor?"]),
        ({"too_deep =": "to_deep ="}, ["faults.to_deep is 'to_deep'; write one of", "did you mean too_deep?"]),
        ({'= "car_door"': '= "cardoor"'}, ["cues.hips_not_back.cardoor is not a cue; did you mean car_door?"]),
        ({'id = "hip_hinge"': 'id = "hinge"'}, ["id is 'hinge'; name the file hinge.toml or write id = 'hip_hinge'"]),
        ({"[rep]": "[rep"}, ["hip_hinge.toml cannot be read (Expected ']'"]),
        (
            {'id = "hip_hinge"': 'id = "hinge"', "reps = 15": "reps = 80", '"name_hip_hinge"': '"name_hinge"'},
            ["id is 'hinge'", "dose reps = 80.0 reps: give a number from 1 to 30", "did you mean name_hip_hinge?"],
        ),
        (
            {'kind = "reps"': 'kind = "timer"', 'signal = "lean"': ""},
            [f"{key} has no place in a drill of kind 'timer'" for key in ("rep", "faults", "hold_at")],
        ),
    ],
)
def test_a_coach_is_told_every_slip_with_its_key_and_the_nearest_word(tmp_path, slips, told):
    path = tmp_path / "hip_hinge.toml"
    assert [old for old in slips if old not in GOOD] == []
    path.write_text(reduce(lambda text, slip: text.replace(*slip), slips.items(), GOOD), encoding="utf-8")
    with pytest.raises(OwnerError) as refused:
        check_drills([path], CATALOGUE)
    sentences = "\n".join(refused.value.problems)
    assert [words for words in told if words not in sentences] == []
    assert all(problem.startswith(str(path)) for problem in refused.value.problems)
    assert len(refused.value.problems) <= len(told)


def test_the_slips_of_two_files_are_told_in_one_run(tmp_path):
    for name in ("one", "two", "hip_hinge"):
        text = GOOD.replace('id = "hip_hinge"', f'id = "{name}"')
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    paths = [tmp_path / "one.toml", tmp_path / "hip_hinge.toml", tmp_path / "two.toml"]
    assert check_drills(paths, CATALOGUE).count("good, Hip hinge.") == 3
    for path in (paths[0], paths[2]):
        path.write_text(
            path.read_text(encoding="utf-8").replace('signal = "lean"', 'signal = "lena"'), encoding="utf-8"
        )
    with pytest.raises(OwnerError) as refused:
        check_drills(paths, CATALOGUE)
    says = "signal is 'lena'; write one of lean, reach, drop, line; did you mean lean?"
    assert refused.value.problems == (f"{paths[0]}: {says}", f"{paths[2]}: {says}")
