"""Seconds of a hold within a rep, counted as they pass: at its bottom, or tall at its top.

In:  whether the position is held at this sample.
Out: the next state, and the whole second that was just completed.
Not here: drills that are nothing but a hold (hold.py), what is said (cues.py).

Rule: a second that is broken is not carried over; leaving the position begins the count anew.
"""

from dataclasses import dataclass, replace
from typing import Final

from kiosk.core.units import US_PER_S

TOP_LEAN_DEG: Final = 8.0
TOP_HINGE_DEG: Final = 15.0
"""B.7: the hold at the top is timed within these of the athlete's own lockout."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCount:
    """Since when the position is held, in µs of capture, and how many seconds were told."""

    since_us: int | None = None
    told: int = 0


def step(state: HoldCount, time_us: int, *, is_held: bool, target_s: float) -> tuple[HoldCount, int | None]:
    """Advance by one sample; return the second just completed, up to the target."""
    if not is_held:
        return (HoldCount() if state.since_us is not None else state), None
    if state.since_us is None:
        return HoldCount(since_us=time_us), None
    if state.told >= target_s or time_us - state.since_us < (state.told + 1) * US_PER_S:
        return state, None
    return replace(state, told=state.told + 1), state.told + 1
