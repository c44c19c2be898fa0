"""Drill files: what is refused, and in which words."""

import tomllib

import pytest

from kiosk.assets import CUES, load_pack
from kiosk.catalogue import DRILLS, load_drill
from kiosk.core.drill_table import DrillRefused, drill_from_table
from kiosk.errors import OwnerError

PACK = load_pack("en", CUES)
WALL = (DRILLS / "wall_hinge.toml").read_text(encoding="utf-8")
RUNGS = "rungs_in = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12]"
TOO_LONG = "9" * 400


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("eyes_floor", "eye_floor", "setup_cues.eye_floor is not a cue; did you mean eyes_floor?"),
        (RUNGS, "rungs_in = [3, nan]", "rungs_in is [3, nan]; write a list of inches above 0, at most 48, growing"),
        (RUNGS, "rungs_in = [true, 3]", "rungs_in is [True, 3]; write"),
        (RUNGS, "rungs_in = [3, 49]", "rungs_in is [3, 49]; write"),
        (RUNGS, "rungs_in = [3, 3]", "rungs_in is [3, 3]; write"),
        (RUNGS, f"rungs_in = [3, {TOO_LONG}]", f"rungs_in is [3, {TOO_LONG}]; write"),
        ("first_rung_in = 3", "first_rung_in = [3]", "first_rung_in is [3]; write inches above 0, at most 48"),
        ("first_rung_in = 3", "first_rung_in = 3.4", "first_rung_in is 3.4, not one of rungs_in; the nearest is 3"),
        ("first_rung_in = 3", "first_rung_in = true", "first_rung_in is True; write"),
        (RUNGS, "", "rungs_in and signal = 'reach' belong together"),
        (
            'signal = "reach"',
            'signal = "line"',
            "signal is 'line', which carries no drill of kind 'reps'; write one of lean",
        ),
        ('kind = "reps"', 'kind = "rep"', "kind is 'rep'; write one of reps, hold, timer"),
        ('kind = "reps"', "is_squat_judged = 1", "is_squat_judged is 1; write true or false"),
        ("[dose]", "[timer]\n[dose]", "timer has no place in a drill of kind 'reps'"),
        ("[dose]", "[cues]\nlaen = 'car_door'\n[dose]", "cues.laen is not a cue; did you mean lean?"),
        ("[dose]", "[cues]\nlean = 'car_dor'\n[dose]", "cues.lean.car_dor is not a cue; did you mean car_door?"),
        ("[dose]", "[verdict]\nsquat_votes = 5\n[dose]", "verdict squat_votes = 5.0 votes: give a number from 1 to 4"),
        ("end = 0.6", "end = 1", "rep end = 1.0 and start = 1.0: give an end below the start"),
        ("depth = 0", f"depth = {TOO_LONG}", f"rep.depth is {TOO_LONG}; write a number"),
        ("depth = 0", "depth = nan", "rep.depth is nan; write a number"),
        ("depth = 0", f"depth = {TOO_LONG * 20}", "cannot be read (Exceeds the limit"),
    ],
)
def test_each_mistake_in_a_drill_file_is_told_once_with_what_it_may_be(tmp_path, old, new, told):
    assert old in WALL
    path = tmp_path / "wall_hinge.toml"
    path.write_text(WALL.replace(old, new), encoding="utf-8")
    with pytest.raises(OwnerError) as refused:
        load_drill(path, PACK)
    (problem,) = refused.value.problems
    assert problem.startswith(f"{path}")
    assert told in problem


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("plank", 'posture = "floor"\n', "", "posture is 'standing', in which 'line' is not measured; write 'floor'"),
        (
            "plank",
            'sag = "minor"',
            'squatty = "minor"',
            "faults.squatty is not looked for in a drill of kind 'hold' that",
        ),
        ("plank", "[hold]", "[form]\nhead_up_deg = 15\n[hold]", "form has no place in a drill of kind 'hold'"),
        (
            "held_hinge",
            "[hold]",
            "[faults]\nsag = 'major'\n[hold]",
            "faults.sag is not looked for in a drill of kind 'ho",
        ),
        (
            "hip_hinge",
            "[rep]",
            "posture = 'floor'\n[rep]",
            "posture is 'floor', in which 'lean' is not measured; write",
        ),
        (
            "hip_hinge",
            "squatty = ",
            "pike = ",
            "faults.pike is not looked for in a drill of kind 'reps' that is carried",
        ),
        ("hip_hinge", "[rep]", "first_rung_in = 3\n[rep]", "first_rung_in has no place without rungs_in"),
        ("leg_circles", "[timer]", "legs = 'one'\n[timer]", "legs has no place in a drill of kind 'timer'"),
        ("leg_circles", "[timer]", "has_floor_load = true\n[timer]", "has_floor_load has no place in a drill of kind"),
    ],
)
def test_what_nothing_would_look_at_is_a_mistake(tmp_path, name, old, new, told):
    text = (DRILLS / f"{name}.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / f"{name}.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(OwnerError) as refused:
        load_drill(path, PACK)
    (problem,) = refused.value.problems
    assert problem.startswith(f"{path}: {told}")


def test_every_mistake_is_told_at_once():
    text = WALL.replace("eyes_floor", "eye_floor").replace(RUNGS, "rungs_in = [nan]").replace("end = 0.6", "end = 2")
    with pytest.raises(DrillRefused) as refused:
        drill_from_table(tomllib.loads(text), tuple(PACK.wordings))
    assert [complaint.key for complaint in refused.value.problems] == ["rep", "rungs_in", "setup_cues.eye_floor"]
