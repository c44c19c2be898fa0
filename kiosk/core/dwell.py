"""Where and how long the hips stopped at the bottom of an attempt.

In:  the attempt's rows.
Out: the stop: its place along the lane, how long it was held, the lean there, and the length of the whole rep.
Not here: whether the stop was a touch (touch.py).

Rule: times are taken where the movement is steep, because a crossing there is known to a frame or two; what a movement
without a hold would spend at the bottom in passing is taken off. People ease in and out: a half cosine (E.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import acos, pi
from typing import Final

from kiosk.core.bottom import FormRow, median
from kiosk.core.units import US_PER_S, s_of_us

STEADY_US: Final = 400_000
"""C.4 takes the highest quarter-second mean; a median over four tenths holds five samples at ten a second.

And stands a spike.
"""
LEVEL: Final = 0.8
"""Share of the bottom's depth at which its time is taken; B.4's share for the samples that describe the bottom."""
LEAST_SEEN: Final = 0.2
"""Share of a leg's time that must be seen for its length to be told from it."""
USUAL_LEG_S: Final = 1.2
"""A leg whose length cannot be told: half of the middle of B.4's rep of 1.2 to 4 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dwell:
    """Where and how long the hips stopped: inches along the lane, seconds, lean in degrees, and the rep's length."""

    place_in: float
    hold_s: float
    lean_deg: float
    reach_in: float
    """Progress at the bottom; inches of reach at the wall, degrees of lean without one."""
    middle_us: int
    tempo_s: float
    quickest_s: float
    """The shorter of the ways down and up."""


def dwell_of(rows: Sequence[FormRow]) -> Dwell:
    """Find the stop of an attempt; the place is the mean over the middle 60 % of the bottom (C.4).

    `rows` is not empty.
    """
    peak = _steady_peak(rows)
    level = LEVEL * median([row.progress for row in rows if row.progress >= LEVEL * peak])
    deep = [index for index, row in enumerate(rows) if row.progress >= level]
    first, last = deep[0], deep[-1]
    down_us = _crossing_us(rows, first - 1, first, level)
    up_us = _crossing_us(rows, last + 1, last, level)
    down_s, up_s = _leg_s(rows[: first + 1], down_us, level), _leg_s(rows[last:][::-1], up_us, level)
    legs_s = down_s + up_s
    trim = (last - first) // 5
    middle = rows[first + trim : last - trim + 1]
    hold_s = max(0.0, s_of_us(up_us - down_us) - (1.0 - _phase(LEVEL)) * legs_s)
    return Dwell(
        place_in=sum(row.wall_in for row in middle) / len(middle),
        hold_s=hold_s,
        lean_deg=sum(row.lean_deg for row in middle) / len(middle),
        reach_in=level / LEVEL,
        middle_us=rows[(first + last) // 2].time_us,
        tempo_s=legs_s + hold_s,
        quickest_s=min(down_s, up_s),
    )


def _steady_peak(rows: Sequence[FormRow]) -> float:
    """Return the highest running median of progress: one noisy sample made misses of touches (C.4)."""
    best, first = max(rows[0].progress, 0.0), 0
    for index, row in enumerate(rows):
        while row.time_us - rows[first].time_us > STEADY_US:
            first += 1
        if index > first:
            best = max(best, median([item.progress for item in rows[first : index + 1]]))
    return best


def _crossing_us(rows: Sequence[FormRow], outside: int, inside: int, level: float) -> int:
    """Return when progress crossed the level between two neighbouring rows.

    The inner row's time at the attempt's ends.
    """
    if not 0 <= outside < len(rows):
        return rows[inside].time_us
    below, above = rows[outside], rows[inside]
    share = (level - below.progress) / (above.progress - below.progress)
    return round(below.time_us + (above.time_us - below.time_us) * share)


def _leg_s(leg: Sequence[FormRow], level_us: int, level: float) -> float:
    """Return the length of a whole leg from its steep part, between half the level and the level.

    `leg` runs from the outside in. Its slow outer part says little: an early start of the attempt would stretch it.
    """
    inside = len(leg) - 1
    while inside > 0 and leg[inside - 1].progress > level / 2:
        inside -= 1
    half_us = _crossing_us(leg, inside - 1, inside, level / 2)
    from_share = max(leg[inside].progress / level if inside == 0 else 0.5, 0.5) * LEVEL
    seen = _phase(LEVEL) - _phase(from_share)
    return abs(level_us - half_us) / US_PER_S / seen if seen >= LEAST_SEEN else USUAL_LEG_S


def _phase(share: float) -> float:
    """Return how much of the time of a half-cosine move has passed at a share of its way."""
    return acos(1.0 - 2.0 * min(max(share, 0.0), 1.0)) / pi
