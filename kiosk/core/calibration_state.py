"""What is remembered while a lane is calibrated, what happens in it, and what does not change.

In:  nothing.
Out: Guide, CalibrationState, the state before the first tick, the events.
Not here: how any of it changes (calibrating.py).

Rule: everything is frozen; a refusal names the mark it was made at.
"""

from dataclasses import dataclass, field
from enum import Enum, unique
from typing import Final

from kiosk.core.calibration_talk import Refusal
from kiosk.core.lane import Lane, Mark
from kiosk.core.mark_stand import Stand, Stay
from kiosk.core.pack import CuePack
from kiosk.core.params import GateParams
from kiosk.core.speech import SpeechCommand

MOST_TRIES: Final = 3
PATIENCE_S: Final = 60.0
"""For one mark: time to walk there, read the tape and stand."""


@unique
class Phase(Enum):
    """What the owner is to do."""

    STAND = "stand"
    HEAR_REFUSAL = "hear_refusal"
    HEAR_RESULT = "hear_result"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What does not change: the marks in inches from the wall, nearest first, and what is said and allowed.

    `is_recorded` for a video, in which nobody can be asked: it is tried once and the voice is not waited for.
    """

    marks_in: tuple[float, ...]
    pack: CuePack
    gate: GateParams = field(default_factory=GateParams)
    is_recorded: bool = False
    patience_s: float = PATIENCE_S

    @property
    def most_tries(self) -> int:
        """How often it is tried before it ends."""
        return 1 if self.is_recorded else MOST_TRIES


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkTaken:
    """A mark was measured."""

    at_us: int
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationRefused:
    """A mark or the whole lane was refused; `reasons` are the fit's own. `is_last` when it is not tried again."""

    at_us: int
    refusal: Refusal
    at_in: float
    reasons: tuple[str, ...] = ()
    is_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """The lane was measured; `roll_deg` is the camera's, clockwise positive, None when no ears were seen."""

    at_us: int
    lane: Lane
    roll_deg: float | None


CalibrationEvent = MarkTaken | CalibrationRefused | Calibrated


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationState:
    """What is remembered. `tally` counts samples since the mark was asked for, by what each would be refused for."""

    phase: Phase = Phase.STAND
    now_us: int = 0
    asked_us: int | None = None
    spoken_us: int = 0
    """When the voice is silent again."""
    stands: tuple[Stand, ...] = ()
    stay: Stay = field(default_factory=Stay)
    progress: float = 0.0
    restarts: int = 0
    tally: tuple[Refusal, ...] = ()
    hindrance: Refusal | None = None
    hindrance_us: int = 0
    frame_px: tuple[int, int] = (0, 0)
    tries: int = 0
    refused: CalibrationRefused | None = None
    result: Calibrated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationOutput:
    """What one tick caused."""

    events: tuple[CalibrationEvent, ...] = ()
    speech: tuple[SpeechCommand, ...] = ()
