"""The description of the picture: numbers, words, lines, colour roles; no pixels.

In:  the session's state and its words.
Out: a Scene, which says what is shown and nothing about where or how large.
Not here: colours, sizes, fonts (output/theme.py), painting (output/paint.py).

Rule: one idea a scene: one headline of at most three words, one line of at most five, one picture; nothing moves
during a rep but the edge light.
"""

from dataclasses import dataclass
from enum import Enum, unique

from kiosk.core.distance import Unit


@unique
class SceneKind(Enum):
    """Which screen this is."""

    ATTRACT = "attract"
    CLOCK = "clock"
    NOTICE = "notice"
    SLEEP = "sleep"
    PLACEMENT = "placement"
    ZERO = "zero"
    STEP_OUT = "step_out"
    READY = "ready"
    REP = "rep"
    LOCKOUT = "lockout"
    TIMER = "timer"
    REPLAY = "replay"
    REST = "rest"
    SUMMARY = "summary"
    PAUSED = "paused"
    CHOICE = "choice"
    FAIL_SAFE = "fail_safe"
    CALIBRATION = "calibration"


@unique
class Role(Enum):
    """What a colour means."""

    INK = "ink"
    DIM = "dim"
    FAINT = "faint"
    CALM = "calm"
    HEED = "heed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderView:
    """The ruler on the left edge: the drill's rungs in inches, nearest the wall first, and the places on it."""

    rungs_in: tuple[float, ...]
    current_in: float | None
    best_in: float | None
    unit: Unit = Unit.INCH
    """What the current rung's number counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeGauge:
    """How far the hips went back in the last rep, 0 to 1, where 1 is the wall."""

    fill: float
    is_touch: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepGauge:
    """Where the heels stand and where they should, in inches from the wall, and the tolerance that holds."""

    heel_in: float | None
    target_in: float
    tolerance_in: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawn athlete seen from the side, as joints in body heights from the ankle: x towards the front, y up."""

    ankle: tuple[float, float]
    knee: tuple[float, float]
    hip: tuple[float, float]
    shoulder: tuple[float, float]
    head: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A ring that empties or grows: its filled share 0 to 1, and the whole number inside it, if any."""

    share: float
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything the mirror shows at one instant. Words are ready to read; an absent part is None or empty."""

    kind: SceneKind
    headline: str = ""
    headline_role: Role = Role.INK
    line: str = ""
    line_role: Role = Role.INK
    fact: str = ""
    number: int | None = None
    number_note: str = ""
    ladder: LadderView | None = None
    range_gauge: RangeGauge | None = None
    step_gauge: StepGauge | None = None
    figure: Figure | None = None
    figure_role: Role = Role.CALM
    heel_in: float | None = None
    """How far from the wall the figure's heels are drawn, in inches; None where that says nothing."""
    ghost: Figure | None = None
    placed_by: Figure | None = None
    """The figure that the place before the wall is measured by; None: the figure itself."""
    ring: Ring | None = None
    edge_light: float = 0.0
    is_light_of_hips: bool = False
    """Whether the edge light is how far the hips have come in a rep, so that a tone may follow it."""
    is_flash: bool = False
    is_wall_right: bool = True
    has_wall: bool = True
    code: str = ""
    """Plain text for a code that a phone reads."""
