"""Seconds of a hold within a rep, counted as they pass: at its bottom, or tall at its top.

In:  where the movement is at this sample, in the drill's unit; None away from where a hold belongs.
Out: the next state, and the whole second that was just completed.
Not here: drills that are nothing but a hold (hold.py), what is said (cues.py).

Rule: a second that is broken is not carried over; leaving the place begins the count anew, until it is full. The place
tells, and not the speed, whose noise at a standstill is as large as a slow descent.
"""

from dataclasses import dataclass
from typing import Final

from kiosk.core.frozen import replace
from kiosk.core.units import US_PER_S

TOP_LEAN_DEG: Final = 8.0
TOP_HINGE_DEG: Final = 15.0
"""B.7: the hold at the top is timed within these of the athlete's own lockout."""


EASING_S: Final = 0.4
"""A half-cosine move of 2 s (E.1) is within a tenth of its way from the end this long before it stands still."""
FOLLOW_S: Final = 2.0
"""With it a drift of 3°/s, less than what is still (B.4: 5°/s), stays within a turn back (6°)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCount:
    """Where and since when the movement stays, in µs of capture, and how many seconds were told.

    `place` follows the movement, so that one noisy sample at the hold's beginning does not decide where it belongs.
    """

    since_us: int | None = None
    place: float = 0.0
    time_us: int = 0
    told: int = 0


def step(
    state: HoldCount, time_us: int, place: float | None, *, within: float, target_s: float
) -> tuple[HoldCount, int | None]:
    """Advance by one sample; return the second just completed, up to the target.

    `within`: how far from where it was of late a hold may wander, in the unit of `place`.
    """
    if state.told >= target_s:
        return state, None
    if place is None:
        return (HoldCount() if state.since_us is not None else state), None
    since_us = state.since_us
    if since_us is None or abs(place - state.place) > within:
        return HoldCount(since_us=time_us, place=place, time_us=time_us), None
    gain = min((time_us - state.time_us) / (FOLLOW_S * US_PER_S), 1.0)
    state = replace(state, place=state.place + gain * (place - state.place), time_us=time_us)
    if time_us - since_us < (state.told + 1 + EASING_S) * US_PER_S:
        return state, None
    return replace(state, told=state.told + 1), state.told + 1
