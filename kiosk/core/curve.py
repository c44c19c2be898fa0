"""The course of an attempt: how the trunk leaned from lockout to lockout, small enough to keep for a whole set.

In:  the attempt's samples.
Out: a Curve, and the lean at any share of it.
Not here: which attempts are shown again, and how (rerun.py).

Rule: built once, at the end of an attempt, and never longer than CURVE_POINTS; it judges nothing.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.core.bottom import FormRow
from kiosk.core.drill import Drill, Signal

CURVE_POINTS: Final = 25
"""A rep of 4 s in steps of a sixth of a second: the trunk's error is 3° (hinge.md C.7), and it moves no faster than
100° a second, in a curve that has no corners."""


DRAWN_SIGNALS: Final = (Signal.LEAN, Signal.REACH)
"""Drills whose movement the lean tells; a squat's is in its knees, which the camera reads too roughly to draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One attempt's trunk lean against its lockout, in degrees, at CURVE_POINTS equal steps of its length in µs."""

    number: int
    length_us: int
    leans_deg: tuple[float, ...]

    @property
    def peak_deg(self) -> float:
        """The furthest lean, in degrees."""
        return max(self.leans_deg)

    def lean_deg_at(self, share: float) -> float:
        """Return the lean at a share of the attempt, 0 for its begin and 1 for its end, in degrees."""
        place = min(max(share, 0.0), 1.0) * (len(self.leans_deg) - 1)
        before = min(int(place), len(self.leans_deg) - 2)
        start, end = self.leans_deg[before : before + 2]
        return start + (end - start) * (place - before)


def has_curve(drill: Drill) -> bool:
    """Whether a drill's movement can be told by the lean alone."""
    return drill.signal in DRAWN_SIGNALS


def curve_of(number: int, rows: Sequence[FormRow]) -> Curve:
    """Return the curve of an attempt of at least two samples, which are in the order of their times."""
    times_us = [row.time_us for row in rows]
    length_us = times_us[-1] - times_us[0]
    leans_deg = tuple(
        round(_lean_deg(rows, times_us, times_us[0] + length_us * point // (CURVE_POINTS - 1)), 1)
        for point in range(CURVE_POINTS)
    )
    return Curve(number=number, length_us=length_us, leans_deg=leans_deg)


def _lean_deg(rows: Sequence[FormRow], times_us: Sequence[int], time_us: int) -> float:
    """Return the lean at a time within the rows, on the straight line between the two samples around it."""
    after = max(1, bisect_left(times_us, time_us))
    start, end = rows[after - 1], rows[after]
    elapsed_us = end.time_us - start.time_us
    share = (time_us - start.time_us) / elapsed_us if elapsed_us > 0 else 1.0
    return start.lean_deg + (end.lean_deg - start.lean_deg) * share
