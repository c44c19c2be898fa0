"""What a drill is: the validated form of `assets/drills/*.toml`.

In:  nothing.
Out: Drill and its groups of numbers, each range-checked.
Not here: reading a table (drill_table.py), running the drill (session.py).

Rule: a drill is data. Rep thresholds and form thresholds are separate groups, so that a change of form cannot move a
count.
"""

from dataclasses import dataclass, field
from enum import Enum, unique

from kiosk.core.bounds import check, number
from kiosk.core.distance import Unit
from kiosk.core.faults import FormParams
from kiosk.core.hold import HoldParams
from kiosk.core.rep import RepParams
from kiosk.core.timer import TimerParams
from kiosk.core.verdict_params import VerdictParams
from kiosk.core.vocab import Fault, Severity


@unique
class DrillKind(Enum):
    """Which of the three machines runs the drill."""

    REPS = "reps"
    HOLD = "hold"
    TIMER = "timer"


@unique
class Signal(Enum):
    """What carries the drill forward.

    Trunk lean in degrees, reach towards the wall in inches, drop of the hips in percent of stature, or how far the hips
    are off the line from shoulder to ankle in degrees (sagging positive).
    """

    LEAN = "lean"
    REACH = "reach"
    DROP = "drop"
    LINE = "line"


@unique
class Posture(Enum):
    """What a body in this drill looks like to the camera."""

    STANDING = "standing"
    FLOOR = "floor"


@unique
class Legs(Enum):
    """What the athlete stands on."""

    BOTH = "both"
    ONE = "one"


@unique
class HoldAt(Enum):
    """Where in a rep a hold belongs."""

    BOTTOM = "bottom"
    TOP = "top"


SIGNALS_OF = {
    DrillKind.REPS: (Signal.LEAN, Signal.REACH, Signal.DROP),
    DrillKind.HOLD: (Signal.LEAN, Signal.LINE),
    DrillKind.TIMER: (),
}
"""What can carry each kind of drill."""

POSTURE_OF = {
    Signal.LEAN: Posture.STANDING,
    Signal.REACH: Posture.STANDING,
    Signal.DROP: Posture.STANDING,
    Signal.LINE: Posture.FLOOR,
}
"""The only posture in which each signal is measured; a clock looks at none."""

LINE_FAULTS = (Fault.SAG, Fault.PIKE)
"""What a line can be told of; every other fault is one of a rep."""


def faults_of(kind: DrillKind, signal: Signal | None) -> tuple[Fault, ...]:
    """Return the faults that are looked for in such a drill."""
    if kind is DrillKind.REPS:
        return tuple(fault for fault in Fault if fault not in LINE_FAULTS)
    return LINE_FAULTS if signal is Signal.LINE else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """How much: reps a set (holds, rounds), sets, the rest between them, and the seconds of one hold."""

    reps: float = number(15, 1, 30, "reps", "A.2: 15–20")
    sets: float = number(3, 1, 6, "sets", "A.2: 3–4")
    rest_s: float = number(75.0, 10, 300, "s", "C.5: 60–90 s")
    hold_s: float = number(0.0, 0, 120, "s", "A.2: 3–5 s at the top; B.7: 2 s at the bottom; 0 asks for none")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """One named exercise with its targets. `rungs_in` is empty for a drill without a wall."""

    id: str
    title: str
    teaches: str
    origin: str
    kind: DrillKind = DrillKind.REPS
    signal: Signal | None = Signal.LEAN
    """None for a timer: nothing of the body is judged."""
    posture: Posture = Posture.STANDING
    legs: Legs = Legs.BOTH
    hold_at: HoldAt | None = None
    is_squat_judged: bool = True
    """Whether B.4's votes tell a squat from a hinge here; without them only knees far bent under an upright trunk."""
    has_floor_load: bool = False
    """Whether hands below the knees belong to the drill (decision 19)."""
    rep: RepParams = field(default_factory=RepParams)
    verdict: VerdictParams = field(default_factory=VerdictParams)
    form: FormParams = field(default_factory=FormParams)
    hold: HoldParams = field(default_factory=HoldParams)
    timer: TimerParams = field(default_factory=TimerParams)
    dose: Dose = field(default_factory=Dose)
    rungs_in: tuple[float, ...] = ()
    first_rung_in: float = 3.0
    unit: Unit = Unit.INCH
    """What its distances are shown and spoken in; its rungs are whole numbers of it."""
    faults: tuple[tuple[Fault, Severity], ...] = ()
    setup_cues: tuple[str, ...] = ()
    name_cue: str | None = None
    """The line that names the drill when a programme comes to it."""
    cues: tuple[tuple[str, str], ...] = ()
    """What this drill says in the place of a cue: pairs of cue and line."""
    not_judged: tuple[str, ...] = ()

    @property
    def has_wall(self) -> bool:
        """Whether distance from the wall is part of the drill."""
        return bool(self.rungs_in)

    @property
    def is_travel_told(self) -> bool:
        """Whether the drill looks at how far back the hips go; of what it does not judge it tells nothing."""
        return self.has_wall or any(fault is Fault.HIPS_NOT_BACK for fault, _ in self.faults)

    @property
    def spoken(self) -> tuple[str, ...]:
        """Every cue or line the drill's file names."""
        named = () if self.name_cue is None else (self.name_cue,)
        return (*self.setup_cues, *named, *(line for _, line in self.cues))
