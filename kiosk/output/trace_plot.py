"""A set drawn over time, as an SVG for a page or a file of its own.

In:  a Trace (core/trace.py).
Out: the text of an SVG: panels above one another, phases as a strip of labelled boxes, attempts numbered.
Not here: what is drawn and why (kiosk/explain_trace.py), the page around it (kiosk/explain_page.py).

Rule: nothing hangs on a colour alone: lines have their own dashes and names, phases letters, the unseen is hatched.
Words stay words, and the same trace gives the same bytes. The plotting library is loaded when something is drawn, for
a station that never draws should not wait for it.
"""

from collections.abc import Mapping, Sequence
from io import StringIO
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final

from kiosk.core.trace import MarkKind, Panel, Trace
from kiosk.core.vocab import RepPhase

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

IN_PER_S: Final = 0.18
LEAST_IN: Final = 9.0
PANEL_IN: Final = 2.1
STRIP_IN: Final = 0.28
TOP_IN: Final = 0.9
LEGEND_LINE_IN: Final = 0.16
LEGEND_LETTERS_PER_IN: Final = 12.5
BOTTOM_IN: Final = 0.62
LEFT_IN: Final = 0.5
RIGHT_IN: Final = 1.6
GAP_IN: Final = 0.42
TICKS_S: Final = 5.0
BESIDE_LETTERS: Final = 24
"""What is written beside a panel, in letters of 8 points."""

INK: Final = "#1a1c1a"
MUTED: Final = "#555a55"
FAINT: Final = "#d9dcd9"
LINES: Final = (("#0b63a5", "-", 1.8), ("#6b4fa0", (0, (5, 2)), 1.2))
THRESHOLD: Final = "#b45309"
BAND: Final = "#e5efe0"
PHASES: Final[Mapping[RepPhase, tuple[str, str, str]]] = {
    RepPhase.DESCENT: ("#cfe0f0", "↓", "↓ going down"),
    RepPhase.BOTTOM: ("#f3dfb8", "=", "= bottom"),
    RepPhase.ASCENT: ("#d9ead3", "↑", "↑ coming up"),
}
STOPS: Final[Mapping[MarkKind, tuple[str, str, str]]] = {
    MarkKind.TOUCH: ("v", INK, "a touch"),
    MarkKind.NEAR_MISS: ("D", "white", "a near miss"),
}
"""By kind: the sign's form, its filling, its name."""

SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "hinge-mirror",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "hatch.color": "#9aa09a",
    "hatch.linewidth": 0.8,
    "figure.facecolor": "white",
}


def svg_of(trace: Trace) -> str:
    """Return the picture as an SVG of its own."""
    from matplotlib import rc_context  # noqa: PLC0415 (only who draws waits for it)
    from matplotlib.figure import Figure  # noqa: PLC0415 (as above)

    with rc_context(SETTINGS):
        start_s, end_s = trace.start_s, trace.end_s
        width = max(LEAST_IN, LEFT_IN + RIGHT_IN + IN_PER_S * (end_s - start_s))
        count = len(trace.panels)
        legend = _legend_lines(trace, letters=round(LEGEND_LETTERS_PER_IN * width))
        strip_top_in = TOP_IN + LEGEND_LINE_IN * len(legend)
        height = strip_top_in + STRIP_IN + count * (PANEL_IN + GAP_IN) + BOTTOM_IN
        figure = Figure(figsize=(width, height))
        strip = _axes(figure, top_in=strip_top_in, height_in=STRIP_IN)
        _draw_strip(strip, trace)
        tops_in = [strip_top_in + STRIP_IN + GAP_IN + place * (PANEL_IN + GAP_IN) for place in range(count)]
        for top_in, panel in zip(tops_in, trace.panels, strict=True):
            axes = _axes(figure, top_in=top_in, height_in=PANEL_IN)
            _draw_panel(axes, panel, trace)
            axes.set_xlim(start_s, end_s)
            if panel is trace.panels[-1]:
                axes.set_xlabel("time in the journal, min:s")
            else:
                axes.tick_params(labelbottom=False)
        strip.set_xlim(start_s, end_s)
        figure.text(0.1 / width, 1 - 0.12 / height, trace.title, va="top", weight="bold", fontsize=11)
        figure.text(0.1 / width, 1 - 0.36 / height, "\n".join(legend), va="top", color=MUTED, fontsize=9)
        file = StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def _axes(figure: "Figure", *, top_in: float, height_in: float) -> "Axes":
    """Return axes of this height, this far below the top of the figure."""
    width, height = figure.get_size_inches()
    box = (LEFT_IN / width, 1 - (top_in + height_in) / height, 1 - (LEFT_IN + RIGHT_IN) / width, height_in / height)
    return figure.add_axes(box)


def _legend_lines(trace: Trace, *, letters: int) -> list[str]:
    """Return the meanings in lines of so many letters, none of them broken."""
    lines = [""]
    for part in _legend(trace):
        longer = f"{lines[-1]}  ·  {part}" if lines[-1] else part
        if len(longer) > letters:
            lines.append(part)
        else:
            lines[-1] = longer
    return lines


def _legend(trace: Trace) -> list[str]:
    """Return what each sign of this picture means."""
    kinds = {mark.kind for mark in trace.marks}
    stops = {MarkKind.TOUCH: "▼ a touch", MarkKind.NEAR_MISS: "◇ a near miss, and how far it was short"}
    parts = [*(words for _, _, words in PHASES.values()), *(words for kind, words in stops.items() if kind in kinds)]
    if MarkKind.COUNTED in kinds:
        parts.append("1, 2, 3: counted, at the lockout")
    if MarkKind.NOT_COUNTED in kinds:
        parts.append("× an attempt that was not counted, by its number and verdict")
    if trace.unseen:
        parts.append("hatched: nothing could be judged")
    return parts


def _draw_strip(axes: "Axes", trace: Trace) -> None:
    """Draw the phases as boxes with their sign, and above them what each attempt came to."""
    for stretch in trace.stretches:
        colour, sign, _ = PHASES[stretch.phase]
        length = stretch.end_s - stretch.start_s
        axes.barh(0.5, length, left=stretch.start_s, height=1.0, color=colour, edgecolor=MUTED, linewidth=0.5)
        if length * IN_PER_S > 0.05:  # noqa: PLR2004 -- a sign that is broader than its box hides its neighbour's
            axes.text(stretch.start_s + length / 2, 0.5, sign, ha="center", va="center", fontsize=8)
    _draw_unseen(axes, trace, is_told=True)
    for mark in trace.marks:
        if mark.kind in (MarkKind.COUNTED, MarkKind.NOT_COUNTED):
            is_counted = mark.kind is MarkKind.COUNTED
            axes.plot([mark.at_s, mark.at_s], [1.0, 1.2], color=INK, linewidth=1.0, clip_on=False)
            axes.text(
                mark.at_s,
                1.25,
                mark.words,
                ha="center",
                va="bottom",
                fontsize=11 if is_counted else 8,
                weight="bold" if is_counted else "normal",
                color=INK if is_counted else THRESHOLD,
                linespacing=1.05,
            )
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.spines[:].set_visible(False)


def _draw_panel(axes: "Axes", panel: Panel, trace: Trace) -> None:
    if panel.band is not None:
        low, high, words = panel.band
        axes.axhspan(low, high, color=BAND, linewidth=0)
        _beside(axes, trace, (low + high) / 2, words, colour=MUTED)
    for threshold in panel.thresholds:
        axes.axhline(threshold.value, color=THRESHOLD, linewidth=1.0, linestyle=(0, (1, 2)))
        if threshold.words:
            _beside(axes, trace, threshold.value, threshold.words, colour=THRESHOLD)
    for line, (colour, dashes, width) in zip(panel.lines, LINES, strict=False):
        axes.plot(trace.times_s, line.values, color=colour, linestyle=dashes, linewidth=width, label=line.name)
    if panel.band is not None:
        _draw_stops(axes, trace)
    _draw_unseen(axes, trace)
    for mark in trace.marks:
        if mark.kind is MarkKind.COUNTED:
            axes.axvline(mark.at_s, color=FAINT, linewidth=0.8, zorder=0)
    low, high = _range(panel)
    axes.set_ylim(low, high)
    axes.set_title(f"{panel.title} ({panel.unit})", loc="left", fontsize=10, pad=4)
    if len(panel.lines) > 1:
        axes.legend(loc="lower right", bbox_to_anchor=(1.0, 0.97), ncol=2, fontsize=8, frameon=False, borderpad=0)
    ticks = _ticks_s(trace.start_s, trace.end_s)
    axes.set_xticks(ticks, [f"{int(at_s) // 60}:{int(at_s) % 60:02d}" for at_s in ticks])
    axes.grid(axis="x", color=FAINT, linewidth=0.4)


def _beside(axes: "Axes", trace: Trace, value: float, words: str, *, colour: str) -> None:
    """Write what a line means at its right end."""
    told = fill(words, BESIDE_LETTERS)
    axes.text(trace.end_s, value, f" {told}".replace("\n", "\n "), va="center", fontsize=8, color=colour)


def _draw_stops(axes: "Axes", trace: Trace) -> None:
    """Draw touches and near misses on the hips' line, a near miss with how far it was short."""
    for mark in trace.marks:
        if mark.kind not in STOPS:
            continue
        form, filling, _ = STOPS[mark.kind]
        axes.plot(
            [mark.at_s], [mark.value], marker=form, markersize=8, markerfacecolor=filling, markeredgecolor=INK, zorder=4
        )
        if mark.words:
            axes.annotate(
                mark.words,
                (mark.at_s, mark.value),
                xytext=(0, 9),
                textcoords="offset points",
                ha="center",
                fontsize=9,
                weight="bold",
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.5},
                zorder=5,
            )


def _draw_unseen(axes: "Axes", trace: Trace, *, is_told: bool = False) -> None:
    """Hatch the times at which nothing could be judged; `is_told` writes the reasons below."""
    for unseen in trace.unseen:
        axes.axvspan(unseen.start_s, unseen.end_s, facecolor="none", edgecolor="#9aa09a", hatch="////", linewidth=0)
        if is_told:
            middle_s = (max(unseen.start_s, trace.start_s) + min(unseen.end_s, trace.end_s)) / 2
            axes.text(middle_s, -0.15, unseen.words, ha="center", va="top", fontsize=8, clip_on=False)


def _range(panel: Panel) -> tuple[float, float]:
    """Return the lowest and highest value to show, with every threshold in it."""
    values = [value for line in panel.lines for value in line.values if value == value]  # noqa: PLR0124 -- not NaN
    values += [threshold.value for threshold in panel.thresholds]
    values += [] if panel.band is None else panel.band[:2]
    low, high = min(values, default=0.0), max(values, default=1.0)
    high = high if panel.most is None else min(high, panel.most)
    room = max(high - low, 1.0)
    return low - 0.06 * room, high + 0.14 * room


def _ticks_s(start_s: float, end_s: float) -> Sequence[float]:
    first = -(-start_s // TICKS_S) * TICKS_S
    return [first + TICKS_S * place for place in range(int((end_s - first) // TICKS_S) + 1)]
