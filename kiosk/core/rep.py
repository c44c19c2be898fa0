"""Rep counting: one athlete, one progress signal, one phase machine.

In:  the drill's progress at this sample (degrees of lean or inches of reach above the athlete's own lockout) and its
rate.
Out: the next state, and what this sample caused: a descent begun, an attempt ended, a missing lockout.
Not here: what an attempt was worth (verdict.py), form faults (faults.py), what to say (cues.py).

Rule: every change of phase is a cell of NEXT_PHASE. A new behaviour is a new cell, never an `if` beside the table.
"""

from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from kiosk.core.bounds import check, number
from kiosk.core.frozen import replace
from kiosk.core.units import US_PER_S
from kiosk.core.vocab import RepPhase


@dataclass(frozen=True, slots=True, kw_only=True)
class RepParams:
    """Thresholds of one drill's progress signal; the defaults are the free hinge's, in degrees of lean (B.4)."""

    start: float = number(15.0, 0.2, 45, "°|in", "B.4: above 5 SD of filtered noise and posture drift")
    end: float = number(10.0, 0.1, 40, "°|in", "B.4: hysteresis against start")
    end_share: float = number(
        0.0, 0, 0.5, "share of peak", "a lockout may also be this share of the depth just reached"
    )
    turn_back: float = number(6.0, 0.2, 30, "°|in", "B.4: more than twice the noise at the bottom")
    rise_again: float = number(10.0, 0.2, 45, "°|in", "B.4: a new descent without a lockout")
    rise_share: float = number(0.0, 0, 0.6, "share of peak", "a new descent is at least this share of the one before")
    still_rate: float = number(5.0, 0.2, 20, "°|in per s", "B.4: standing still at the bottom")
    start_dwell_s: float = number(0.0, 0, 0.5, "s", "B.4: one filtered sample; C.4: 0.1 s")
    turn_dwell_s: float = number(0.12, 0, 0.5, "s", "B.4")
    lockout_dwell_s: float = number(0.20, 0, 1, "s", "B.4")
    time_out_s: float = number(10.0, 4, 30, "s", "B.4: no lockout by then: not a rep")
    depth: float = number(30.0, 0, 90, "°|in", "B.4: below this the attempt is shallow")
    silent: float = number(20.0, 0, 60, "°|in", "B.4: below this it was no attempt")

    def __post_init__(self) -> None:
        check(self)
        if self.end >= self.start:
            message = f"end = {self.end} and start = {self.start}: give an end below the start"
            raise ValueError(message)


@unique
class Zone(Enum):
    """Where the progress stands against the drill's thresholds."""

    TALL = "tall"
    LOW = "low"
    OUT = "out"


@unique
class Turn(Enum):
    """Which way it goes."""

    ONWARD = "onward"
    STEADY = "steady"
    BACK = "back"


_LOCKOUT, _DESCENT, _BOTTOM, _ASCENT = RepPhase.LOCKOUT, RepPhase.DESCENT, RepPhase.BOTTOM, RepPhase.ASCENT

NEXT_PHASE: Final = {
    (_LOCKOUT, Zone.TALL, Turn.ONWARD): _LOCKOUT,
    (_LOCKOUT, Zone.TALL, Turn.STEADY): _LOCKOUT,
    (_LOCKOUT, Zone.TALL, Turn.BACK): _LOCKOUT,
    (_LOCKOUT, Zone.LOW, Turn.ONWARD): _LOCKOUT,
    (_LOCKOUT, Zone.LOW, Turn.STEADY): _LOCKOUT,
    (_LOCKOUT, Zone.LOW, Turn.BACK): _LOCKOUT,
    (_LOCKOUT, Zone.OUT, Turn.ONWARD): _DESCENT,
    (_LOCKOUT, Zone.OUT, Turn.STEADY): _DESCENT,  # a slow camera can miss the way down
    (_LOCKOUT, Zone.OUT, Turn.BACK): _DESCENT,
    (_DESCENT, Zone.TALL, Turn.ONWARD): _DESCENT,
    (_DESCENT, Zone.TALL, Turn.STEADY): _LOCKOUT,
    (_DESCENT, Zone.TALL, Turn.BACK): _LOCKOUT,
    (_DESCENT, Zone.LOW, Turn.ONWARD): _DESCENT,
    (_DESCENT, Zone.LOW, Turn.STEADY): _DESCENT,
    (_DESCENT, Zone.LOW, Turn.BACK): _ASCENT,
    (_DESCENT, Zone.OUT, Turn.ONWARD): _DESCENT,
    (_DESCENT, Zone.OUT, Turn.STEADY): _BOTTOM,
    (_DESCENT, Zone.OUT, Turn.BACK): _ASCENT,
    (_BOTTOM, Zone.TALL, Turn.ONWARD): _BOTTOM,
    (_BOTTOM, Zone.TALL, Turn.STEADY): _LOCKOUT,
    (_BOTTOM, Zone.TALL, Turn.BACK): _LOCKOUT,
    (_BOTTOM, Zone.LOW, Turn.ONWARD): _BOTTOM,
    (_BOTTOM, Zone.LOW, Turn.STEADY): _BOTTOM,
    (_BOTTOM, Zone.LOW, Turn.BACK): _ASCENT,
    (_BOTTOM, Zone.OUT, Turn.ONWARD): _DESCENT,  # a pause half way down
    (_BOTTOM, Zone.OUT, Turn.STEADY): _BOTTOM,
    (_BOTTOM, Zone.OUT, Turn.BACK): _ASCENT,
    (_ASCENT, Zone.TALL, Turn.ONWARD): _LOCKOUT,
    (_ASCENT, Zone.TALL, Turn.STEADY): _LOCKOUT,
    (_ASCENT, Zone.TALL, Turn.BACK): _LOCKOUT,
    (_ASCENT, Zone.LOW, Turn.ONWARD): _ASCENT,
    (_ASCENT, Zone.LOW, Turn.STEADY): _ASCENT,
    (_ASCENT, Zone.LOW, Turn.BACK): _ASCENT,
    (_ASCENT, Zone.OUT, Turn.ONWARD): _DESCENT,  # down again without a lockout
    (_ASCENT, Zone.OUT, Turn.STEADY): _ASCENT,
    (_ASCENT, Zone.OUT, Turn.BACK): _ASCENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RepState:
    """Where the machine is. Times are capture times in µs; progress in the drill's unit."""

    phase: RepPhase = RepPhase.LOCKOUT
    candidate: RepPhase | None = None
    candidate_us: int = 0
    start_us: int = 0
    peak: float = 0.0
    peak_us: int = 0
    lowest: float = 0.0


@unique
class RepChange(Enum):
    """What a sample caused."""

    NONE = "none"
    DESCENT_BEGAN = "descent_began"
    LOCKOUT_REACHED = "lockout_reached"
    LOCKOUT_PASSED = "lockout_passed"
    """Down again so soon that the lockout had no dwell (attempt.py tells it from a missed one)."""
    LOCKOUT_MISSED = "lockout_missed"
    TIMED_OUT = "timed_out"


def step(
    state: RepState, time_us: int, progress: float, rate: float, *, is_tall: bool, params: RepParams
) -> tuple[RepState, RepChange]:
    """Advance the rep machine by one good sample. An unmeasurable progress (NaN) changes nothing.

    `is_tall`: whether everything but the progress allows a lockout (knees straight, hips up). `rate` per second.
    """
    if progress != progress:  # noqa: PLR0124 -- NaN is the one value that differs from itself
        return state, RepChange.NONE
    if state.phase is not _LOCKOUT and time_us - state.start_us > params.time_out_s * US_PER_S:
        return RepState(), RepChange.TIMED_OUT
    zone = _zone(progress, state.peak, is_tall=is_tall, params=params)
    wanted = NEXT_PHASE[state.phase, zone, _turn(state, progress, rate, params)]
    state = _extremes(state, time_us, progress)
    if wanted is state.phase:
        return (replace(state, candidate=None) if state.candidate is not None else state), RepChange.NONE
    since_us = state.candidate_us if state.candidate is wanted else time_us
    if time_us - since_us < _dwell_us(state.phase, wanted, params):
        return replace(state, candidate=wanted, candidate_us=since_us), RepChange.NONE
    return _enter(state, wanted, since_us, time_us, progress)


def _zone(progress: float, peak: float, *, is_tall: bool, params: RepParams) -> Zone:
    if progress >= max(params.start, params.end_share * peak):
        return Zone.OUT
    return Zone.TALL if progress <= max(params.end, params.end_share * peak) and is_tall else Zone.LOW


def _turn(state: RepState, progress: float, rate: float, params: RepParams) -> Turn:
    if state.phase is _ASCENT:
        has_risen = progress - state.lowest >= max(params.rise_again, params.rise_share * state.peak)
        return Turn.ONWARD if has_risen else Turn.BACK
    if state.phase is not _LOCKOUT and progress <= state.peak - params.turn_back:
        return Turn.BACK
    return Turn.STEADY if abs(rate) < params.still_rate else Turn.ONWARD


def _extremes(state: RepState, time_us: int, progress: float) -> RepState:
    match state.phase:
        case RepPhase.LOCKOUT:
            return state
        case RepPhase.DESCENT | RepPhase.BOTTOM:
            return replace(state, peak=progress, peak_us=time_us) if progress > state.peak else state
        case RepPhase.ASCENT:
            return replace(state, lowest=progress) if progress < state.lowest else state


def _dwell_us(phase: RepPhase, wanted: RepPhase, params: RepParams) -> float:
    if wanted is _LOCKOUT:
        return params.lockout_dwell_s * US_PER_S
    if _ASCENT in (wanted, phase):
        return params.turn_dwell_s * US_PER_S
    return params.start_dwell_s * US_PER_S if phase is _LOCKOUT else 0.0


def _enter(
    state: RepState, wanted: RepPhase, since_us: int, time_us: int, progress: float
) -> tuple[RepState, RepChange]:
    if wanted is _LOCKOUT:
        return RepState(), RepChange.LOCKOUT_REACHED
    fresh = replace(state, phase=wanted, candidate=None)
    if wanted is _ASCENT:
        return replace(fresh, lowest=progress), RepChange.NONE
    if state.phase is _LOCKOUT:
        begun = replace(fresh, start_us=since_us, peak=progress, peak_us=time_us)
        return begun, RepChange.DESCENT_BEGAN
    if state.phase is _ASCENT:
        return replace(fresh, start_us=since_us, peak=progress, peak_us=time_us), RepChange.LOCKOUT_MISSED
    return fresh, RepChange.NONE
