"""What is told of a journal: sets, movements with their reasons and revisions, and the signals at each sample.

In:  nothing.
Out: records that a teller fills.
Not here: replaying a journal (retold.py, teller.py), words (explain_text.py).

Rule: times are capture times in µs, and in what is told at last they begin with the journal (`since`), for a station's
own run on from visit to visit. Sets and attempts are numbered through the journal, as the history numbers them.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from kiosk.core.drill import Drill
from kiosk.core.events import HeelsProven, LadderMoved, StepRefused, ZeroTaken
from kiosk.core.frozen import replace
from kiosk.core.reasons import Reasons
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import RepPhase

Noted = ZeroTaken | HeelsProven | StepRefused | LadderMoved
"""What is told between the movements: where the athlete stood, and how the ladder moved."""


class Instant(NamedTuple):
    """The signals at one sample. Angles in degrees against the lockout, the knee's own.

    `hip_in`, `line_in`: hips and touch line, inches along the lane; NaN without a wall and before a touch is learned.
    """

    time_us: int
    hinge_deg: float
    lean_deg: float
    knee_deg: float
    progress: float
    hip_in: float
    line_in: float
    phase: RepPhase


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A later change of an attempt: when, what it became, and by which attempt's stop; None for its own lean back."""

    at_us: int
    attempt: Attempt
    by: int | None


@dataclass(slots=True, kw_only=True)
class Movement:
    """One movement away from the lockout. `attempt` is None when it left no record, `reasons` when it had no end."""

    start_us: int
    end_us: int
    drill: Drill
    number: int = 0
    """The attempt's, through the journal; 0 for what left no record."""
    attempt: Attempt | None = None
    reasons: Reasons | None = None
    revisions: list[Revision] = field(default_factory=list)

    @property
    def final(self) -> Attempt | None:
        """The attempt as its last revision has it."""
        return self.revisions[-1].attempt if self.revisions else self.attempt


@dataclass(slots=True, kw_only=True)
class ToldSet:
    """One set. `rounds` are those of a guided timer, which nobody judges."""

    number: int
    drill: Drill
    is_done: bool = False
    rounds: int = 0
    movements: list[Movement] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)

    @property
    def recorded(self) -> tuple[tuple[Movement, Attempt], ...]:
        """The movements that left a record, each with its attempt as it was left."""
        return tuple((item, item.final) for item in self.movements if item.final is not None)

    @property
    def count(self) -> int:
        """Counted reps or rounds."""
        return self.rounds + sum(attempt.verdict.is_counted for _, attempt in self.recorded)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done in it that leaves a record."""
        return not (self.recorded or self.rounds or self.is_done)


def since(start_us: int, told: ToldSet) -> ToldSet:
    """Return a set with its times counted from `start_us` on."""
    return ToldSet(
        number=told.number,
        drill=told.drill,
        is_done=told.is_done,
        rounds=told.rounds,
        movements=[_movement_since(start_us, movement) for movement in told.movements],
        notes=[replace(note, at_us=note.at_us - start_us) for note in told.notes],
    )


def _movement_since(start_us: int, movement: Movement) -> Movement:
    attempt = movement.attempt
    return Movement(
        start_us=movement.start_us - start_us,
        end_us=movement.end_us - start_us,
        drill=movement.drill,
        number=movement.number,
        attempt=None if attempt is None else _attempt_since(start_us, attempt),
        reasons=movement.reasons,
        revisions=[
            replace(item, at_us=item.at_us - start_us, attempt=_attempt_since(start_us, item.attempt))
            for item in movement.revisions
        ],
    )


def _attempt_since(start_us: int, attempt: Attempt) -> Attempt:
    return replace(
        attempt,
        start_us=attempt.start_us - start_us,
        bottom_us=attempt.bottom_us - start_us,
        end_us=attempt.end_us - start_us,
    )
