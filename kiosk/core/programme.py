"""A programme: drills in order, each with its dose, and the rule to move on.

In:  the events of a set's end, and the records of the set.
Out: Programme and its steps; whether the next step is due.
Not here: reading programme files (programme_table.py), running a drill (session.py).

Rule: a programme goes on at the end of a set and nowhere else, so no rep ever changes its drill.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, unique

from kiosk.core.bounds import check, number
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Verdict


@unique
class MoveOn(Enum):
    """What has to be so before the next drill."""

    SETS_DONE = "sets_done"
    """Its sets are done."""
    CLEAN_SET = "clean_set"
    """A set had enough clean reps; after its last set it ends for today."""
    LADDER_DONE = "ladder_done"
    """The best rung has stopped growing: a set passed without a new one, or the ladder said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule:
    """When a step is over, and the rung that must have been reached before it begins."""

    move_on: MoveOn = MoveOn.SETS_DONE
    clean_reps: float = number(10, 1, 30, "reps", "C.5's five comfortable ones, twice over")
    from_rung_in: float = number(0.0, 0, 48, "in", "A.5: no load before six inches at the wall are clean; 0 asks none")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One drill of a programme: its id, its rule, and the numbers of its dose that differ from the drill's own."""

    drill: str
    rule: StepRule = field(default_factory=StepRule)
    dose: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Drills in order."""

    id: str
    title: str
    teaches: str
    origin: str
    steps: tuple[Step, ...]


def is_over(
    rule: StepRule,
    *,
    sets_done: int,
    sets: float,
    attempts: Sequence[Attempt],
    best_before_in: float | None,
    best_in: float | None,
    is_ladder_done: bool,
) -> bool:
    """Whether a step is over at the end of a set.

    `attempts`: the set's. `best_before_in`, `best_in`: the session's best rung before and after it.
    """
    match rule.move_on:
        case MoveOn.SETS_DONE:
            return sets_done >= sets
        case MoveOn.CLEAN_SET:
            return sum(item.verdict is Verdict.CLEAN for item in attempts) >= rule.clean_reps
        case MoveOn.LADDER_DONE:
            return is_ladder_done or (best_before_in is not None and best_in == best_before_in)


def next_step(rules: Sequence[StepRule], step: int, best_in: float | None) -> int | None:
    """Return the next step that is open, or None after the last. One that asks for a rung is passed over without it."""
    for place in range(step + 1, len(rules)):
        needed_in = rules[place].from_rung_in
        if needed_in == 0.0 or (best_in is not None and best_in >= needed_in):
            return place
    return None
