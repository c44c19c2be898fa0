"""Timed holds: one position, one clock, one table.

In:  how far the body is from the position at this sample, in the drill's unit; NaN when it cannot be measured.
Out: the next state, and what the sample caused: a hold begun, another whole second held, the position left, the hold
done or broken off.
Not here: what a sample measures (position.py, work.py), what is said (drill_cues.py).

Rule: every change of phase is a cell of NEXT_PHASE. The clock runs only while the position is seen to be held; a wobble
shorter than its patience costs its own seconds and nothing else.
"""

from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from kiosk.core.bounds import check, number
from kiosk.core.frozen import replace
from kiosk.core.units import US_PER_S

STRAY_S: Final = 0.3
"""B.5: as long as heels are up before it is a fault; one frame decides none."""
GAP_S: Final = 0.5
"""B.1: a dip shorter than this is held; what was not seen for longer was not held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldParams:
    """Where the position is, and how patient its clock is. The defaults are a plank's, in degrees off the line."""

    low: float = number(-10.0, -90, 90, "deg", "B.7: the plank's line within ±10°")
    high: float = number(10.0, -90, 120, "deg", "B.7: the plank's line within ±10°")
    settle_s: float = number(0.5, 0.1, 3, "s", "a passing through of the position is no hold; a held one lasts")
    patience_s: float = number(2.0, 0.5, 10, "s", "long enough to hear a cue of a second and to follow it")

    def __post_init__(self) -> None:
        check(self)
        if self.low >= self.high:
            message = f"low = {self.low} and high = {self.high}: give a low below the high"
            raise ValueError(message)


@unique
class HoldPhase(Enum):
    """Where in a hold the athlete is."""

    AWAY = "away"
    HELD = "held"
    OFF = "off"
    OVER = "over"
    """Done, and the position not left yet: the next hold begins with taking it anew."""


@unique
class HoldChange(Enum):
    """What a sample caused."""

    NONE = "none"
    BEGAN = "began"
    SECOND = "second"
    STRAYED = "strayed"
    DONE = "done"
    BROKEN = "broken"


_AWAY, _HELD, _OFF, _OVER = HoldPhase.AWAY, HoldPhase.HELD, HoldPhase.OFF, HoldPhase.OVER

NEXT_PHASE: Final = {
    (_AWAY, True): _HELD,
    (_AWAY, False): _AWAY,
    (_HELD, True): _HELD,
    (_HELD, False): _OFF,
    (_OFF, True): _HELD,
    (_OFF, False): _AWAY,
    (_OVER, True): _OVER,
    (_OVER, False): _AWAY,
}
"""By the phase and whether the position is taken; a change waits for the dwell of `_dwell_us`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldState:
    """Where the machine is. Times are capture times in µs; `held_us` is what the clock has gathered."""

    phase: HoldPhase = HoldPhase.AWAY
    candidate_us: int | None = None
    """Since when the body has been on the other side of the position's border."""
    start_us: int = 0
    held_us: int = 0
    time_us: int | None = None

    @property
    def is_running(self) -> bool:
        """Whether a hold has begun and is neither done nor broken off."""
        return self.phase in (_HELD, _OFF)

    @property
    def held_s(self) -> int:
        """Whole seconds held."""
        return self.held_us // US_PER_S


def step(
    state: HoldState, time_us: int, value: float, *, target_s: float, params: HoldParams
) -> tuple[HoldState, HoldChange]:
    """Advance the hold by one sample. A value that cannot be measured (NaN) stops the clock and changes nothing."""
    before_us = time_us if state.time_us is None else state.time_us
    elapsed_us = time_us - before_us
    if elapsed_us > GAP_S * US_PER_S:
        if state.phase is not _AWAY and elapsed_us > params.patience_s * US_PER_S:
            away = replace(state, phase=_AWAY, candidate_us=None, time_us=time_us)
            return away, HoldChange.BROKEN if state.is_running else HoldChange.NONE
        elapsed_us = 0
        state = state if state.is_running else replace(state, candidate_us=None)
    if value != value:  # noqa: PLR0124 -- NaN is the one value that differs from itself
        return replace(state, time_us=time_us), HoldChange.NONE
    is_held = params.low <= value <= params.high
    wanted = NEXT_PHASE[state.phase, is_held]
    before_s = state.held_s
    if state.phase is _HELD and is_held:
        state = replace(state, held_us=state.held_us + elapsed_us)
    state = replace(state, time_us=time_us)
    if state.phase is _HELD and state.held_us >= target_s * US_PER_S:
        return replace(state, phase=_OVER, candidate_us=None), HoldChange.DONE
    if wanted is state.phase:
        state = replace(state, candidate_us=None) if state.candidate_us is not None else state
        return state, HoldChange.SECOND if state.held_s > before_s else HoldChange.NONE
    since_us = time_us if state.candidate_us is None else state.candidate_us
    if time_us - since_us < _dwell_us(state, wanted, params):
        has_strayed = state.phase is _OFF and before_us - since_us < STRAY_S * US_PER_S <= time_us - since_us
        return replace(state, candidate_us=since_us), HoldChange.STRAYED if has_strayed else HoldChange.NONE
    return _enter(state, wanted, since_us, time_us)


def _dwell_us(state: HoldState, wanted: HoldPhase, params: HoldParams) -> float:
    if not state.is_running:
        return params.settle_s * US_PER_S
    return params.patience_s * US_PER_S if wanted is _AWAY else 0.0


def _enter(state: HoldState, wanted: HoldPhase, since_us: int, time_us: int) -> tuple[HoldState, HoldChange]:
    if state.phase is _AWAY:
        begun = HoldState(phase=_HELD, start_us=since_us, held_us=time_us - since_us, time_us=time_us)
        return begun, HoldChange.BEGAN
    if wanted is _AWAY:
        left = replace(state, phase=_AWAY, candidate_us=None)
        return left, HoldChange.BROKEN if state.is_running else HoldChange.NONE
    candidate_us = time_us if wanted is _OFF else None
    return replace(state, phase=wanted, candidate_us=candidate_us), HoldChange.NONE
