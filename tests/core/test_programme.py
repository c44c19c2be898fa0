"""Programmes: when a step is over, which comes next, and what a programme's file may not say.

In:  ends of sets as a table; files with one slip each.
Out: the next step or none; sentences.
Not here: whole programmes with an athlete (test_drill_visits.py).

Rule: a programme goes on at the end of a set; a complaint names its key and the nearest word.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from kiosk.catalogue import PROGRAMMES, load_catalogue, load_programme
from kiosk.core.drill_table import DrillRefused
from kiosk.core.programme import MoveOn, StepRule, is_over, next_step
from kiosk.core.programme_table import programme_from_table
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Verdict
from kiosk.errors import OwnerError
from kiosk.stations import station_for

CATALOGUE = load_catalogue()
DRILLS = CATALOGUE.drills
SETS_DONE, CLEAN_SET, LADDER_DONE = MoveOn.SETS_DONE, MoveOn.CLEAN_SET, MoveOn.LADDER_DONE
WORDS = {"c": Verdict.CLEAN, "f": Verdict.FAULTED, "l": Verdict.LEAN, "s": Verdict.SQUAT, "v": Verdict.VOID}


def attempts(letters: str) -> list[Attempt]:
    return [
        Attempt(
            number=number,
            verdict=WORDS[letter],
            start_us=0,
            bottom_us=1,
            end_us=2,
            lean_deg=40,
            travel_in=6,
            hold_s=1,
            tempo_s=4,
        )
        for number, letter in enumerate(letters, start=1)
    ]


@pytest.mark.parametrize(
    ("move_on", "end", "expected"),
    [
        (SETS_DONE, {"sets_done": 2}, False),
        (SETS_DONE, {"sets_done": 3}, True),
        (SETS_DONE, {"sets_done": 2, "letters": "c" * 15, "is_ladder_done": True}, False),
        (CLEAN_SET, {"letters": "c" * 9 + "f" * 6}, False),
        (CLEAN_SET, {"letters": "c" * 10 + "f" * 5}, True),
        (CLEAN_SET, {"letters": "cf" * 10}, True),
        (CLEAN_SET, {"letters": "f" * 15, "sets_done": 9}, False),
        (CLEAN_SET, {"letters": "l" * 15}, False),
        (LADDER_DONE, {"before_in": None, "best_in": 4.0}, False),
        (LADDER_DONE, {"before_in": 4.0, "best_in": 5.0}, False),
        (LADDER_DONE, {"before_in": 5.0, "best_in": 5.0}, True),
        (LADDER_DONE, {"before_in": None, "best_in": None}, False),
        (LADDER_DONE, {"before_in": None, "best_in": 4.0, "is_ladder_done": True}, True),
        (LADDER_DONE, {"before_in": None, "best_in": None, "is_ladder_done": True}, True),
        (LADDER_DONE, {"before_in": 4.0, "best_in": 5.0, "sets_done": 9}, False),
    ],
)
def test_a_step_is_over(move_on: MoveOn, end: dict[str, object], expected: bool) -> None:  # noqa: FBT001
    found = is_over(
        StepRule(move_on=move_on, clean_reps=10),
        sets_done=end.get("sets_done", 1),  # type: ignore[arg-type]
        sets=3,
        attempts=attempts(str(end.get("letters", ""))),
        best_before_in=end.get("before_in"),  # type: ignore[arg-type]
        best_in=end.get("best_in"),  # type: ignore[arg-type]
        is_ladder_done=bool(end.get("is_ladder_done", False)),
    )
    assert found is expected


@pytest.mark.parametrize(
    ("asked_in", "step", "best_in", "expected"),
    [
        ((0, 0, 0), 0, None, 1),
        ((0, 0, 0), 1, None, 2),
        ((0, 0, 0), 2, 12.0, None),
        ((0, 6, 0), 0, 6.0, 1),
        ((0, 6, 0), 0, 7.0, 1),
        ((0, 6, 0), 0, 5.0, 2),
        ((0, 6, 0), 0, None, 2),
        ((0, 6, 8), 0, 5.0, None),
        ((0, 6, 8), 0, 8.0, 1),
        ((0, 8, 6), 0, 6.0, 2),
    ],
)
def test_the_next_step_is_the_next_that_is_open(
    asked_in: Sequence[float], step: int, best_in: float | None, expected: int | None
) -> None:
    assert next_step([StepRule(from_rung_in=rung_in) for rung_in in asked_in], step, best_in) == expected


def test_every_programme_that_ships_can_be_trained() -> None:
    assert set(CATALOGUE.programmes) == {path.stem for path in PROGRAMMES.glob("*.toml")}
    for name, programme in CATALOGUE.programmes.items():
        station = station_for(name, CATALOGUE, lane=None)
        assert station.trains == name
        assert [step.drill.id for step in station.steps] == [step.drill for step in programme.steps]
        assert station.drill == station.steps[0].drill


def test_a_step_s_dose_is_its_own_where_it_gives_one_and_else_the_drill_s() -> None:
    (step,) = station_for("between_sets", CATALOGUE, lane=None).steps
    own = DRILLS["hip_hinge"].dose
    assert (step.drill.dose.reps, step.drill.dose.sets, step.drill.dose.rest_s) == (6, 4, 180)
    assert step.drill.dose.hold_s == own.hold_s


def test_the_first_hinge_goes_from_the_wall_to_a_load_only_after_six_inches() -> None:
    steps = CATALOGUE.programmes["first_hinge"].steps
    assert [step.drill for step in steps] == [
        *("wall_hinge", "dowel_hinge", "handcuff_hinge", "hip_hinge", "romanian_deadlift")
    ]
    assert [step.rule.move_on for step in steps] == [LADDER_DONE, CLEAN_SET, CLEAN_SET, CLEAN_SET, SETS_DONE]
    assert [step.rule.from_rung_in for step in steps] == [0, 0, 0, 0, 6]


GOOD = (PROGRAMMES / "first_hinge.toml").read_text(encoding="utf-8")
FIRST_DRILL = 'drill = "wall_hinge"'


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (FIRST_DRILL, 'drill = "wall_hing"', "step 1.drill is 'wall_hing', which is not a drill; did you mean wall_h"),
        (FIRST_DRILL, "drill = 3", "step 1.drill is 3, which is not a drill"),
        (FIRST_DRILL, "drill = ['wall_hinge']", "step 1.drill is ['wall_hinge'], which is not a drill"),
        (FIRST_DRILL, "", "step 1.drill is None, which is not a drill"),
        (
            "ladder_done",
            "ladder",
            "step 1.move_on is 'ladder'; write one of sets_done, clean_set, ladder_done; did you",
        ),
        ("from_rung_in = 6", "from_rung = 6", "step 5.from_rung is not a key of a step; did you mean from_rung_in?"),
        ("from_rung_in = 6", "from_rung_in = 60", "step 5 from_rung_in = 60.0 in: give a number from 0 to 48"),
        ("from_rung_in = 6", 'from_rung_in = "6"', "step 5.from_rung_in is '6'; write a number"),
        ("from_rung_in = 6", "from_rung_in = nan", "step 5.from_rung_in is nan; write a number"),
        ("sets = 4", "sets = true", "step 1.sets is True; write a number"),
        ("sets = 4", "sets = 40", "step 1 sets = 40.0 sets: give a number from 1 to 6"),
        ("sets = 4", "hold_s = 5", "step 1.hold_s is 5, and wall_hinge has no hold; leave it out"),
        (FIRST_DRILL, 'drill = "plank"\nhold_s = 0', "step 1.hold_s is 0; write the seconds of a hold"),
        (FIRST_DRILL, 'drill = "hip_hinge"\nhold_s = 0', "step 1.hold_s is 0; write the seconds of a hold"),
        (FIRST_DRILL, 'drill = "leg_circles"\nhold_s = 9', "step 1.hold_s is 9, and leg_circles has no hold; leave"),
        ("wall_hinge", "good_morning", "step 1.move_on is 'ladder_done', and good_morning has no wall; write another"),
        (
            "dowel_hinge",
            "curl_up",
            "step 2.move_on is 'clean_set', and nothing of curl_up is judged; write 'sets_done'",
        ),
        (
            "dowel_hinge",
            "deadlift",
            "step 2.clean_reps is 10, and a set of deadlift has 5 reps; write so many or fewer",
        ),
        ("clean_reps = 10", "reps = 9", "step 2.clean_reps is 10, and a set of dowel_hinge has 9 reps; write so many"),
        ('title = "First hinge"', "title = 1", "title is 1; write a text"),
        ('title = "First hinge"', "", "title is None; write a text"),
        ('id = "first_hinge"', 'id = "first"', "id is 'first'; name the file first.toml or write id = 'first_hinge'"),
        (
            'id = "first_hinge"',
            'id = "first_hinge"\nsteps = 5',
            "steps is not a key of a programme; did you mean step?",
        ),
        ("[[step]]\n" + FIRST_DRILL, "[[step]\n" + FIRST_DRILL, "cannot be read (Expected ']]'"),
    ],
)
def test_each_slip_in_a_programme_is_told_once_with_what_it_may_be(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in GOOD
    path = tmp_path / "first_hinge.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(OwnerError) as refused:
        load_programme(path, DRILLS)
    (problem,) = refused.value.problems
    assert problem.startswith(f"{path}")
    assert told in problem


@pytest.mark.parametrize("steps", ["", "step = []", "step = 3", "[step]\ndrill = 'wall_hinge'"])
def test_a_programme_has_at_least_one_step(steps: str) -> None:
    table = tomllib.loads(GOOD.split("[[step]]", 1)[0] + steps)
    with pytest.raises(DrillRefused, match=r"write at least one \[\[step\]\]"):
        programme_from_table(table, DRILLS)


def test_a_step_is_a_table() -> None:
    table = tomllib.loads(GOOD.split("[[step]]", 1)[0] + "step = ['wall_hinge']")
    with pytest.raises(DrillRefused, match="step 1: is 'wall_hinge'; write a table"):
        programme_from_table(table, DRILLS)


def test_a_programme_may_not_take_the_name_of_a_drill(tmp_path: Path) -> None:
    path = tmp_path / "plank.toml"
    path.write_text(GOOD.replace("first_hinge", "plank"), encoding="utf-8")
    with pytest.raises(OwnerError, match="plank is the name of a drill; give the programme another"):
        load_programme(path, DRILLS)


def test_the_slips_of_every_programme_are_told_in_one_run(tmp_path: Path) -> None:
    for name in ("one", "two"):
        text = GOOD.replace('id = "first_hinge"', f'id = "{name}"').replace("sets = 4", "sets = 0")
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(OwnerError) as refused:
        load_catalogue(programmes=tmp_path)
    says = "step 1 sets = 0.0 sets: give a number from 1 to 6"
    assert refused.value.problems == (f"{tmp_path / 'one.toml'}: {says}", f"{tmp_path / 'two.toml'}: {says}")


def test_a_name_that_is_neither_drill_nor_programme_is_refused_with_the_nearest() -> None:
    with pytest.raises(OwnerError, match="There is no drill 'first_hing'; did you mean first_hinge"):
        station_for("first_hing", CATALOGUE, lane=None)
