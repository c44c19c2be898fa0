"""Plots for a page that is read on a phone.

In:  values, their words, a caption.
Out: one <svg> element each.
Not here: how a drawing becomes an element (plot_svg.py), what is plotted and why (kiosk/report_*.py).

Rule: a plot is as wide as a phone's page leaves room for, 304 units, and no word in it is below 14.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.core.shares import Spread
from kiosk.output.plot_svg import (
    CALM,
    FAINT,
    HEED,
    INK,
    MUTED,
    WIDTH,
    Caption,
    fitted,
    new_figure,
    style,
    svg_of,
    width_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LEFT: Final = 44
_RIGHT: Final = 10
_TOP: Final = 26
_BOTTOM: Final = 30
_ROW: Final = 46
_GAP: Final = 12
_STEPS: Final = (1, 2, 3, 5, 10)
LEAST_SHARE: Final = 0.05
"""A scale of shares is at least as long, or a fault of nearly none would look common."""
FEW: Final = 31
"""So few points can each be seen."""
LEAST_PLACES: Final = 5
OPEN_HOURS: Final = (6, 21)
"""Shown also when nobody came in them, so that two weeks can be compared."""
HOURS_APART: Final = 3
"""Every third hour has room for its number."""
_DAY_LETTERS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One bar that lies under its words, with its value told."""

    words: str
    told: str
    value: float
    is_heeded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A share before, as the range it lies in, and after with its margin."""

    words: str
    told: str
    before: tuple[float, float]
    after: float
    margin: float


def columns(caption: Caption, values: Sequence[float], ticks: Sequence[tuple[int, str]], *, unit: str) -> str:
    """Return upright bars; `ticks` name some of them by place, `unit` what the height is."""
    with style():
        figure, axes = _drawing(200)
        axes.bar(range(len(values)), values, width=0.8, color=CALM)
        _name_places(axes, ticks, len(values))
        axes.locator_params(axis="y", nbins=4, integer=True, min_n_ticks=2, steps=_STEPS)
        axes.set_ylim(bottom=0, top=max((*values, 1)) * 1.05)
        axes.set_title(unit)
        axes.grid(axis="y", linewidth=0.7)
        return svg_of(figure, caption)


def rows(caption: Caption, items: Sequence[Row]) -> str:
    """Return lying bars, each below its words with its value told at the right."""
    with style():
        figure, axes = _bare_drawing(_ROW * len(items))
        longest = max((item.value for item in items if item.value), default=1.0)
        for place, item in enumerate(items):
            top = _ROW * place
            _label(axes, top, item.words, item.told)
            axes.barh(top + 29, WIDTH - 2, height=12, left=1, color=FAINT)
            axes.barh(
                top + 29, (WIDTH - 2) * item.value / longest, height=12, left=1, color=HEED if item.is_heeded else CALM
            )
        return svg_of(figure, caption)


def pairs(caption: Caption, items: Sequence[Pair]) -> str:
    """Return for each share the range before as a bar and the share after as a point with its margin, on one scale."""
    with style():
        figure, axes = _bare_drawing(_ROW * len(items) + 24)
        end = max(max(item.before[1], item.after + item.margin, LEAST_SHARE) for item in items) * 1.05
        for place, item in enumerate(items):
            middle = _ROW * place + 29
            low, high, after = (_across(value, end) for value in (*item.before, item.after))
            reach = _across(item.margin, end) - _across(0, end)
            _label(axes, _ROW * place, item.words, item.told)
            axes.plot([_across(0, end), _across(end, end)], [middle, middle], color=FAINT, linewidth=1, zorder=0)
            axes.barh(middle, max(high - low, 2), left=low, height=12, color=HEED)
            axes.errorbar(
                after, middle, xerr=reach, fmt="o", markersize=9, color=CALM, elinewidth=2.5, markeredgecolor=INK
            )
        foot = _ROW * len(items) + 12
        axes.text(1, foot, "0 %", va="center", color=MUTED)
        axes.text(WIDTH - 1, foot, f"{end:.0%}".replace("%", " %"), va="center", ha="right", color=MUTED)
        return svg_of(figure, caption)


def week(caption: Caption, counts: Sequence[Sequence[int]]) -> str:
    """Return a week as a grid of hours, Monday first: the more, the fuller the square."""
    used = [hour for hour in range(len(counts[0])) if any(day[hour] for day in counts)]
    first, last = min((OPEN_HOURS[0], *used)), max((OPEN_HOURS[1], *used))
    most = max(max(day) for day in counts)
    with style():
        figure, axes = _drawing(230, left=34, top=4)
        for weekday, day in enumerate(counts):
            for hour in range(first, last + 1):
                axes.barh(weekday, 0.9, left=hour + 0.05, height=0.9, color=FAINT, alpha=0.5)
                if day[hour]:
                    axes.barh(
                        weekday, 0.9, left=hour + 0.05, height=0.9, color=CALM, alpha=0.12 + 0.88 * day[hour] / most
                    )
        axes.set_xlim(first, last + 1)
        axes.set_ylim(len(counts) - 0.5, -0.5)
        axes.set_yticks(range(len(counts)), _DAY_LETTERS)
        hours = [hour for hour in range(first, last + 1) if hour % HOURS_APART == 0]
        axes.set_xticks([hour + 0.5 for hour in hours], [str(hour) for hour in hours])
        axes.spines[:].set_visible(False)
        return svg_of(figure, caption)


def band(
    caption: Caption,
    spreads: Sequence[tuple[float, Spread]],
    ticks: Sequence[tuple[int, str]],
    *,
    unit: str,
    lowest: float = 0.0,
) -> str:
    """Return a line of medians over places, with the range from low to high as a band; `lowest` is the scale's end."""
    with style():
        figure, axes = _drawing(200)
        places = [place for place, _ in spreads]
        low, high = [item.low for _, item in spreads], [item.high for _, item in spreads]
        axes.fill_between(places, low, high, color=CALM, alpha=0.3, linewidth=0)
        axes.plot(
            places,
            [item.median for _, item in spreads],
            color=CALM,
            linewidth=2,
            marker="o",
            markersize=4 if len(places) <= FEW else 2,
        )
        _name_places(axes, ticks, int(max(places)) + 1)
        axes.set_ylim(bottom=lowest, top=lowest + 1.1 * (max(*high, lowest + 1.0) - lowest))
        axes.locator_params(axis="y", nbins=4, min_n_ticks=2, steps=_STEPS)
        axes.set_title(unit)
        axes.grid(axis="y", linewidth=0.7)
        return svg_of(figure, caption)


def steps(caption: Caption, spreads: Sequence[tuple[str, Spread]], *, unit: str) -> str:
    """Return for each word a median as a point, and low to high as a bar behind it."""
    with style():
        figure, axes = _drawing(210)
        for place, (_, item) in enumerate(spreads):
            axes.bar(place, max(item.high - item.low, 0.05), bottom=item.low, width=0.5, color=CALM, alpha=0.4)
            axes.plot([place - 0.25, place + 0.25], [item.median, item.median], color=INK, linewidth=3)
            axes.text(place + 0.29, item.median, f"{item.median:g}", va="center")
        axes.set_xticks(range(len(spreads)), [words for words, _ in spreads])
        axes.set_xlim(-0.6, len(spreads) - 0.3)
        axes.set_ylim(bottom=0, top=max(item.high for _, item in spreads) * 1.15)
        axes.locator_params(axis="y", nbins=4, integer=True, min_n_ticks=2, steps=_STEPS)
        axes.set_title(unit)
        axes.grid(axis="y", linewidth=0.7)
        return svg_of(figure, caption)


def _drawing(height: int, *, left: int = _LEFT, top: int = _TOP) -> "tuple[Figure, Axes]":
    """Return a figure and axes that leave room for their words."""
    figure = new_figure(height)
    box = (left / WIDTH, _BOTTOM / height, 1 - (left + _RIGHT) / WIDTH, 1 - (_BOTTOM + top) / height)
    return figure, figure.add_axes(box)


def _bare_drawing(height: int) -> "tuple[Figure, Axes]":
    """Return a figure whose axes are its units, y down from the top, and show nothing of themselves."""
    figure = new_figure(height)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    axes.set_autoscale_on(False)
    return figure, axes


def _label(axes: "Axes", top: float, words: str, told: str) -> None:
    axes.text(1, top + 14, fitted(words, WIDTH - _GAP - width_of(told)), va="center")
    axes.text(WIDTH - 1, top + 14, told, va="center", ha="right", color=MUTED)


def _across(share: float, end: float) -> float:
    return 6 + (WIDTH - 12) * share / end


def _name_places(axes: "Axes", ticks: Sequence[tuple[int, str]], places: int) -> None:
    axes.set_xticks([place for place, _ in ticks], [words for _, words in ticks])
    # a few bars stand in the middle, and no broader than those of more
    middle, half = (places - 1) / 2, max(places, LEAST_PLACES) / 2
    axes.set_xlim(middle - half - 0.1, middle + half + 0.1)
