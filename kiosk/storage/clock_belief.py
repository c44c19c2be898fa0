"""Whether the wall clock can be right, for whatever is deleted by it.

In:  the wall clock, the machine's own clock that only goes on, when something was last written here.
Out: yes or no; a time in the words of the history.
Not here: what is deleted (expiry.py, history_limits.py).

Rule: a board without a battery may believe that it is 2015 or 2036. A wall clock from before this program, from before
the newest record, a year after it, or that jumped by a year while this process ran is not believed.
"""

import time
from collections.abc import Callable
from typing import Final

S_PER_H: Final = 3600.0
FIRST_S: Final = 1_735_689_600.0
"""2025-01-01: no record of this program is older."""
YEAR_S: Final = 365 * 24 * S_PER_H
"""No station rests so long between two sessions, and a clock set by the network moves by less than its time off."""
SLACK_S: Final = 600.0
"""A clock that is put right moves by less."""


class WallClock:
    """The wall clock, and whether it may be believed."""

    def __init__(self, *, now_s: Callable[[], float] = time.time, run_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s: Final = now_s
        self._run_s: Final = run_s
        self._offset_s: float | None = None

    def now_s(self) -> float:
        """Return the wall clock."""
        return self._now_s()

    def run_s(self) -> float:
        """Return how long the machine has run, from an arbitrary start."""
        return self._run_s()

    def is_believed(self, newest_s: float | None) -> bool:
        """Whether it may be right; `newest_s` is when something was last recorded, None for never."""
        now_s, run_s = self._now_s(), self._run_s()
        self._offset_s = now_s - run_s if self._offset_s is None else self._offset_s
        newest_s = now_s if newest_s is None else newest_s
        has_jumped = abs(now_s - run_s - self._offset_s) > YEAR_S
        return now_s >= FIRST_S and newest_s - SLACK_S <= now_s <= newest_s + YEAR_S and not has_jumped


def local_time(time_s: float) -> str:
    """Return the local wall time as 2026-11-20T09:50:00, the form of the history."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(time_s))
