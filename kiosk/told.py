"""What is told of a journal: sets, movements with their reasons and revisions, and the signals at each sample.

In:  nothing.
Out: records that a teller fills.
Not here: replaying a journal (retold.py, teller.py), words (explain_text.py).

Rule: times are capture times in µs; sets and attempts are numbered through the journal, as the history numbers them.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from kiosk.core.drill import Drill
from kiosk.core.events import HeelsProven, LadderMoved, StepRefused, ZeroTaken
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
