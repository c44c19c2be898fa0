"""Evidence: what truly happened in a clip, and what the station found in it.

In:  nothing.
Out: frozen records in seconds and inches; times count from the first frame.
Not here: reading them from JSON (evidence_json.py), comparing them (judge.py, judge_wall.py).

Rule: whatever the judge looks at is a field here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, unique

from kiosk.core.vocab import Verdict


@unique
class Drill(Enum):
    """How a clip is analysed: by its own drill, or with the drill left to the station."""

    WALL_HINGE = "wall_hinge"
    HIP_HINGE = "hip_hinge"
    AUTO = "auto"


@unique
class Kind(Enum):
    """What a true repetition should be called."""

    HINGE = "hinge"
    AMBIGUOUS = "ambiguous"
    PARTIAL = "partial"
    SQUAT = "squat"
    NEAR_MISS = "near_miss"
    LEAN = "lean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time in seconds."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueRep:
    """One repetition that truly happened. `severity` is 0 to 1 by rendered fault; `touch` None when none happened."""

    span: Span
    kind: Kind
    severity: Mapping[str, float]
    touch: Span | None
    is_at_wall: bool
    heel_in: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Feet planted at one wall distance; `leaves_s` is when they next step."""

    span: Span
    heel_in: float
    leaves_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueStep:
    """A true step along the lane, or, when both distances are equal, one that was asked for and forgotten."""

    span: Span
    from_in: float
    to_in: float


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Who is seen, and from where: `yaw_deg` is the camera's angle off the side view. What is not known is None."""

    sex: str | None = None
    stature_m: float | None = None
    yaw_deg: float | None = None
    facing: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Everything true of one clip. `marks` are (inches from the wall, x and y of the ankles in pixels)."""

    name: str
    drill: Drill
    station: str
    is_calibration: bool
    least: int
    most: int
    reps: tuple[TrueRep, ...]
    stops: tuple[Stop, ...]
    steps: tuple[TrueStep, ...]
    contacts: tuple[Span, ...]
    marks: tuple[tuple[float, float, float], ...]
    duration_s: float
    view: View = field(default_factory=View)

    @property
    def is_session(self) -> bool:
        """Whether the clip shows a whole visit to a calibrated station."""
        return bool(self.station) and not self.is_calibration


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt the station saw. Distances in inches, None when not measured or not a wall drill."""

    span: Span
    verdict: Verdict
    faults: tuple[str, ...]
    wall_distance_in: float | None
    touch: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One event of the analysis; `detail` is its move or reason, empty when it has none; `clips` is what was said."""

    time_s: float
    name: str
    detail: str
    rung_in: float | None
    measured_in: float | None
    clips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the station found in one clip."""

    reps_counted: int
    attempts: tuple[Attempt, ...]
    notes: tuple[Note, ...]
    rungs: tuple[Note, ...]
    zero_s: float | None
    pose_rate_hz: float
