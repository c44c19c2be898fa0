"""Units: the only place where ticks, microseconds, inches, centimetres and degrees are converted.

In:  plain numbers with a unit in their name.
Out: plain numbers with another unit in their name.
Not here: pixels to inches along the floor (lane.py), which needs a calibration.

Rule: a tick is an integer and its time is `tick / TICK_HZ`, never a running sum.
"""

from typing import Final, NewType

Tick = NewType("Tick", int)
"""One step of the core, counted from 0."""

Micros = NewType("Micros", int)
"""Whole microseconds since the session's clock started."""

TICK_HZ: Final = 30
US_PER_S: Final = 1_000_000
CM_PER_IN: Final = 2.54
MM_PER_IN: Final = 25.4


def us_of_tick(tick: int) -> int:
    """Return the time of a tick in whole microseconds."""
    return tick * US_PER_S // TICK_HZ


TICK_SLACK_US: Final = 1_000
"""File timestamps are rounded to a millisecond or worse; a frame this little after a tick belongs to it."""


def tick_at_us(time_us: int) -> int:
    """Return the first tick whose time is not before `time_us`, give or take the rounding of file timestamps."""
    return max(0, -(-(time_us - TICK_SLACK_US) * TICK_HZ // US_PER_S))


def us_of_s(seconds: float) -> int:
    """Return a limit written in seconds as whole microseconds."""
    return round(seconds * US_PER_S)


def s_of_us(time_us: int) -> float:
    """Return microseconds as seconds."""
    return time_us / US_PER_S
