"""Guided timers: lead in, work, change sides, done, by the clock alone.

In:  the time of the tick, in µs.
Out: the next state, and what the tick caused: the work begun, a count, the other side, the end.
Not here: what is said (drill_cues.py); nothing of the body is looked at.

Rule: every change of phase is a cell of NEXT_PHASE, and a phase lasts a fixed time.
"""

from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from kiosk.core.bounds import check, number
from kiosk.core.frozen import replace
from kiosk.core.units import US_PER_S, us_of_s


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerParams:
    """How long a side lasts, how it is counted, and the time to get into position."""

    work_s: float = number(30.0, 5, 300, "s", "A.4 gives no dose: half a minute a side is usual")
    pace_s: float = number(0.0, 0, 20, "s", "one spoken count every so often; 0 counts nothing")
    sides: float = number(1, 1, 2, "sides", "one-sided exercises are done on both")
    lead_s: float = number(8.0, 3, 60, "s", "to hear what comes and lie down for it")
    change_s: float = number(5.0, 3, 30, "s", "to change sides")

    def __post_init__(self) -> None:
        check(self)


@unique
class TimerPhase(Enum):
    """Where in a round the clock is."""

    IDLE = "idle"
    LEAD = "lead"
    WORK = "work"
    CHANGE = "change"
    OTHER = "other"


@unique
class TimerChange(Enum):
    """What a tick caused."""

    NONE = "none"
    LEAD_BEGAN = "lead_began"
    WORK_BEGAN = "work_began"
    COUNTED = "counted"
    SIDE_DONE = "side_done"
    DONE = "done"


_IDLE, _LEAD, _WORK, _CHANGE, _OTHER = (
    TimerPhase.IDLE,
    TimerPhase.LEAD,
    TimerPhase.WORK,
    TimerPhase.CHANGE,
    TimerPhase.OTHER,
)

NEXT_PHASE: Final = {
    (_IDLE, 1): (_LEAD, TimerChange.LEAD_BEGAN),
    (_IDLE, 2): (_LEAD, TimerChange.LEAD_BEGAN),
    (_LEAD, 1): (_WORK, TimerChange.WORK_BEGAN),
    (_LEAD, 2): (_WORK, TimerChange.WORK_BEGAN),
    (_WORK, 1): (_IDLE, TimerChange.DONE),
    (_WORK, 2): (_CHANGE, TimerChange.SIDE_DONE),
    (_CHANGE, 1): (_IDLE, TimerChange.DONE),
    (_CHANGE, 2): (_OTHER, TimerChange.WORK_BEGAN),
    (_OTHER, 1): (_IDLE, TimerChange.DONE),
    (_OTHER, 2): (_IDLE, TimerChange.DONE),
}
"""By the phase and the number of sides: what follows when the phase's time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerState:
    """Where the clock is. Times are in µs; `counted` is how many counts this side has had."""

    phase: TimerPhase = TimerPhase.IDLE
    since_us: int = 0
    counted: int = 0

    def left_us(self, now_us: int, params: TimerParams) -> int:
        """Return how much of the phase is left."""
        return max(0, self.since_us + us_of_s(_length_s(self.phase, params)) - now_us)


def step(state: TimerState, now_us: int, params: TimerParams) -> tuple[TimerState, TimerChange]:
    """Advance the clock by one tick. An idle clock begins its lead at once."""
    if now_us - state.since_us >= us_of_s(_length_s(state.phase, params)) or state.phase is _IDLE:
        following, change = NEXT_PHASE[state.phase, int(params.sides)]
        return TimerState(phase=following, since_us=now_us), change
    if params.pace_s > 0 and state.phase in (_WORK, _OTHER):
        counted = int((now_us - state.since_us) / US_PER_S / params.pace_s)
        if counted > state.counted:
            return replace(state, counted=counted), TimerChange.COUNTED
    return state, TimerChange.NONE


def _length_s(phase: TimerPhase, params: TimerParams) -> float:
    match phase:
        case TimerPhase.IDLE:
            return 0.0
        case TimerPhase.LEAD:
            return params.lead_s
        case TimerPhase.CHANGE:
            return params.change_s
        case TimerPhase.WORK | TimerPhase.OTHER:
            return params.work_s
