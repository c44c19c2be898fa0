"""Shares and spreads with how sure they are: a coach is told no bare percentage of few.

In:  counts, and values with how often each occurred.
Out: a share with its interval, a spread, a change of a share within sessions with its margin.
Not here: what is counted (storage/history_figures.py), how it is told (report_words.py).

Rule: an interval holds 95 %. One of a share is Wilson's (E. B. Wilson, "Probable inference, the law of succession, and
statistical inference", J. Am. Stat. Assoc. 22, 1927), which is right for few and for shares near 0 and 1; one of a
change is taken between sessions, because reps of one athlete are alike.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

Z_95: Final = 1.959964
"""95 % of a normal distribution lies within so many standard deviations."""
LEAST_SESSIONS: Final = 5
"""Of fewer sessions a change has no margin worth telling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share, 0 to 1; NaN of nothing."""
        return self.count / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """The shares that are likely in the long run, from and to."""
        if not self.of:
            return 0.0, 1.0
        weight = Z_95**2 / self.of
        middle = self.value + weight / 2
        half = Z_95 * math.sqrt(self.value * (1 - self.value) / self.of + weight / (4 * self.of))
        # rounding alone may reach beyond none and all
        return max(0.0, (middle - half) / (1 + weight)), min(1.0, (middle + half) / (1 + weight))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A median of `of` values, and the values below and above which a stated share of them lies."""

    low: float
    median: float
    high: float
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A share before and after something in the same session. The margin is None where there are too few sessions."""

    sessions: int
    before: Share
    after: Share
    margin: float | None

    @property
    def value(self) -> float:
        """How much the share rose; below 0 it fell."""
        return self.after.value - self.before.value


def spread_of(counted: Iterable[tuple[float, int]], *, tail: float = 0.25) -> Spread | None:
    """Return the spread of values with how often each occurred; each figure is one of the values. None of nothing."""
    ordered = sorted(counted)
    of = sum(count for _, count in ordered)
    if not of:
        return None
    return Spread(
        low=_quantile(ordered, tail * of),
        median=_quantile(ordered, 0.5 * of),
        high=_quantile(ordered, (1 - tail) * of),
        of=of,
    )


def _quantile(ordered: Sequence[tuple[float, int]], rank: float) -> float:
    seen = accumulate(count for _, count in ordered)
    return next((value for (value, _), so_far in zip(ordered, seen, strict=True) if so_far >= rank), ordered[-1][0])


def change_of(sessions: Sequence[tuple[int, int, int, int]]) -> Change:
    """Return the change over sessions, each (with, of) before and (with, of) after; a session has some of both.

    The margin is that of a difference of two ratios, each session being one draw (W. G. Cochran, "Sampling
    Techniques", 3rd ed., 1977, section 6.4).
    """
    before = Share(count=sum(row[0] for row in sessions), of=sum(row[1] for row in sessions))
    after = Share(count=sum(row[2] for row in sessions), of=sum(row[3] for row in sessions))
    number, margin = len(sessions), None
    if number >= LEAST_SESSIONS:
        strays = [
            (late - after.value * late_of) / after.of - (early - before.value * early_of) / before.of
            for early, early_of, late, late_of in sessions
        ]
        margin = Z_95 * math.sqrt(number / (number - 1) * sum(stray**2 for stray in strays))
    return Change(sessions=number, before=before, after=after, margin=margin)
