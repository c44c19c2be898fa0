"""What the history answers: its figures for a period, as frozen records.

In:  nothing.
Out: the records.
Not here: the SQL that fills them (history_figures.py, history_form.py, history_machine.py), their words.

Rule: a verdict, a fault, a cue and a drill are the words as they were written, for an older program may have known
others; distances are inches, a missing figure is None.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from kiosk.core.shares import Change, Share, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days that are told, both included; None and None when no session has a date that can be right."""

    first: date | None
    last: date | None
    has_undated: bool = False
    """Whether the sessions without a possible date are told with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A word, and how often it occurred."""

    name: str
    count: int


class Tally(NamedTuple):
    """How often an attempt of a drill had a verdict, as the file counts it."""

    drill: str
    verdict: str
    is_counted: int
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """How often an attempt had this verdict."""

    verdict: str
    is_counted: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """What one day saw."""

    day: date
    sessions: int
    reps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillCount:
    """How much of a drill was done. `reps` has the rounds of a clock in it, which nobody judges; `clean` has not."""

    drill: str
    sets: int
    reps: int
    clean: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class RungCount:
    """In how many sessions a rung was the best."""

    rung_in: float
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRung:
    """The rung on which sets ended that were the first, the second and so on of their session on the ladder."""

    number: int
    rung_in: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultShare:
    """In how many of the counted reps that could be judged for it a fault was seen."""

    fault: str
    share: Share
    not_judged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fade:
    """A fault before and after its first cue of a session.

    `before_alone` leaves out the reps that brought the cue: the true share before lies between it and `change.before`.
    """

    fault: str
    change: Change
    before_alone: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRate:
    """Poses a second in the sessions of one day: a tenth of them is below `low`, a tenth above `high`."""

    day: date
    samples_hz: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMachine:
    """The machine on one day: medians of its ten-minute rows, sums of counts, the highest temperature."""

    day: date
    inference_median_ms: float | None
    inference_p95_ms: float | None
    age_median_ms: float | None
    age_p95_ms: float | None
    dropped: int
    late_ticks: int
    ticks: int
    temperature_c: float | None
    memory_mb: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """How long the camera was silent within sessions, and in how many of them."""

    sessions: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Audits:
    """How far the station's count was from a coach's in audited sets: (station minus coach, sets), rising."""

    differences: tuple[tuple[int, int], ...]

    @property
    def exact(self) -> Share:
        """The sets that were counted exactly."""
        return self.within(0)

    def within(self, reps: int) -> Share:
        """Return the sets whose count was at most so many reps off."""
        count = sum(sets for off, sets in self.differences if abs(off) <= reps)
        return Share(count=count, of=sum(sets for _, sets in self.differences))


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What was trained in the period."""

    sessions: int
    cut: int
    sets: int
    sets_done: int
    days: tuple[DayCount, ...]
    hours: tuple[tuple[int, ...], ...]
    """Sessions that began in each hour of each weekday, Monday first."""
    verdicts: tuple[Verdicts, ...]
    drills: tuple[DrillCount, ...]
    best_rungs: tuple[RungCount, ...]
    set_rungs: tuple[SetRung, ...]
    rise_in: Spread | None
    """From the first rung of a session to the last, over sessions of two sets or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Faults and what was said about them."""

    faults: tuple[FaultShare, ...]
    fades: tuple[Fade, ...]
    cues: tuple[Counted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The camera and the machine in the period."""

    samples_hz: Spread | None
    rates: tuple[DayRate, ...]
    trouble: Trouble
    days: tuple[DayMachine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that the report tells."""

    period: Period
    earliest: date | None
    latest: date | None
    """The first and the last day of the whole history, whatever was asked for."""
    undated: int
    """Sessions in the whole history whose date is impossible: the clock was not set."""
    programs: tuple[str, ...]
    training: Training
    form: Form
    machine: Machine
    audits: Audits
