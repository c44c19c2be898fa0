"""The signals of a set as they are drawn over time: numbers, bands, marks and thresholds, without a colour or a pixel.

In:  nothing.
Out: frozen records that a plot is made of.
Not here: measuring them (retold.py), drawing them (output/trace_plot.py).

Rule: times are seconds of the journal; whatever is drawn has its words with it, so that no meaning hangs on a colour.
"""

from dataclasses import dataclass
from enum import Enum, unique

from kiosk.core.vocab import RepPhase


@unique
class MarkKind(Enum):
    """What stands at one instant."""

    COUNTED = "counted"
    NOT_COUNTED = "not_counted"
    TOUCH = "touch"
    NEAR_MISS = "near_miss"


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceLine:
    """One signal: its name, and its values at the trace's times; NaN where it was not measured."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A horizontal line, and what it means."""

    value: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One picture of the plot: lines of one unit over the trace's times, the main one first.

    `band`: a stretch of values that mean something, with its words; None without one. `most`: what is above it is cut.
    """

    title: str
    unit: str
    lines: tuple[TraceLine, ...]
    thresholds: tuple[Threshold, ...] = ()
    band: tuple[float, float, str] | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of time in a phase of a rep."""

    start_s: float
    end_s: float
    phase: RepPhase


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """A stretch of time in which nothing could be judged, and why."""

    start_s: float
    end_s: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something at one instant, and what is written beside it. `value`: where in its panel a stop of the hips is."""

    at_s: float
    kind: MarkKind
    words: str
    value: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One set's signals."""

    title: str
    start_s: float
    end_s: float
    times_s: tuple[float, ...]
    panels: tuple[Panel, ...]
    stretches: tuple[Stretch, ...]
    unseen: tuple[Unseen, ...]
    marks: tuple[Mark, ...]
