"""The floor mat: lines to stand on, in true millimetres, laid out on sheets that a printer can take.

In:  the ladder's rungs and the calibration's marks in inches from the wall, the unit, the paper.
Out: sheets: strokes, fills and labels in mm from each sheet's lower left corner, x to the right, y up.
Not here: writing a PDF (output/mat_pdf.py), which drill and marks (kiosk/mat.py).

Rule: out of the wall is up the sheet, and a place on the mat is the same number of mm on paper: nothing is scaled.
Words stand upright for an athlete with the back to the wall. Neighbours overlap by OVERLAP_MM: the sheet further from
the wall, or further right, is cut along its own edge and laid on the dashed line of the other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, unique
from itertools import product
from typing import Final

from kiosk.core.distance import MEASURES, Unit, inches_of, whole
from kiosk.core.units import MM_PER_IN

Place = tuple[float, float]
"""(x, y) in mm."""


@unique
class Paper(Enum):
    """What the printer takes, upright; the value is the word of the command line."""

    A4 = "a4"
    LETTER = "letter"


PAPER_MM: Final = {Paper.A4: (210.0, 297.0), Paper.LETTER: (215.9, 279.4)}
"""(width, height): ISO 216, and 8.5 by 11 in."""

MARGIN_MM: Final = 10.0
"""Home printers leave 3 to 6.4 mm of each edge white, some of them 10 at the end of the sheet."""
OVERLAP_MM: Final = 10.0
"""Wide enough for a strip of tape."""
ACROSS_MM: Final = 360.0
"""Feet at hip width are about 300 mm apart at their outer edges; two sheets of either paper are wider than this."""
SIDE_MM: Final = 26.0
"""At both sides: the check ruler, the arrow, the sheet's number."""
BEYOND_MM: Final = 12.0
"""Of the mat beyond its last line."""
RULER_MM: Final = 100.0
RULER_IN: Final = 4
RULER_AT_MM: Final = 22.0
"""Above the sheet's lower edge."""
TICK_MM: Final = 5.0
TICK_CLEAR_MM: Final = 3.0
SAME_MM: Final = 0.05
"""Two places as near as this are one line: a twentieth of a line's width."""

HEEL_LINE_MM: Final = 1.2
MARK_LINE_MM: Final = 0.8
WALL_LINE_MM: Final = 1.6
THIN_MM: Final = 0.25
NUMBER_MM: Final = 12.0
"""Capitals of a rung's number: 21 minutes of arc at 2 m, four times what a sharp eye needs."""
NUMBERS_MM: Final = 26.0
"""From a heel line's end to where two figures end, GAP_MM included: a mark's own line keeps out of it."""
WORD_MM: Final = 4.0
SMALL_MM: Final = 2.6
MARK_MM: Final = 5.0
"""Half the width of the diamond at a calibration mark."""
ARROW_MM: Final = (9.0, 46.0)
GAP_MM: Final = 2.5


@unique
class Anchor(Enum):
    """Which end of a label its place is."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A straight line of a width in mm."""

    start: Place
    end: Place
    width_mm: float
    is_dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A filled shape by its corners."""

    corners: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words on a baseline, by the height of their capitals in mm; `is_upward` turns them a quarter to the left."""

    text: str
    at: Place
    cap_mm: float
    anchor: Anchor = Anchor.START
    is_upward: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Strokes, fills and labels, in one frame of reference."""

    strokes: tuple[Stroke, ...] = ()
    fills: tuple[Fill, ...] = ()
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page: its (width, height), the part of the mat on it, and what stands beside that.

    `window` is (left, lower, right, upper) of the paper that the mat is on; `mat` ends there. `origin` is where the
    mat's own corner, at the wall and at its left, lies on this paper, or beside it.
    """

    number: int
    of: int
    size_mm: tuple[float, float]
    window: tuple[float, float, float, float]
    origin: Place
    mat: Drawing
    beside: Drawing


def sheets_of(*, rungs_in: Sequence[float], marks_in: Sequence[float], unit: Unit, paper: Paper) -> tuple[Sheet, ...]:
    """Return the mat on sheets, from the wall out and from left to right."""
    length_mm = max(*rungs_in, *marks_in) * MM_PER_IN + BEYOND_MM
    whole_mat = mat_of(rungs_in=rungs_in, marks_in=marks_in, unit=unit, length_mm=length_mm)
    width, height = PAPER_MM[paper]
    inner = (width - 2 * MARGIN_MM, height - 2 * MARGIN_MM)
    columns = _needed(ACROSS_MM, inner[0])
    rows = _needed(length_mm, inner[1])
    sheets = []
    for number, (row, column) in enumerate(product(range(rows), range(columns)), start=1):
        left, lower = column * (inner[0] - OVERLAP_MM), row * (inner[1] - OVERLAP_MM)
        origin = (MARGIN_MM - left, MARGIN_MM - lower)
        window = (MARGIN_MM, MARGIN_MM, MARGIN_MM + inner[0], MARGIN_MM + inner[1])
        sheets.append(
            Sheet(
                number=number,
                of=rows * columns,
                size_mm=(width, height),
                window=window,
                origin=origin,
                mat=_moved(whole_mat, origin),
                beside=_beside(
                    window,
                    place=_SheetPlace(number=number, row=row, column=column, rows=rows, columns=columns),
                    mat_right=origin[0] + ACROSS_MM,
                ),
            )
        )
    return tuple(sheets)


def mat_of(*, rungs_in: Sequence[float], marks_in: Sequence[float], unit: Unit, length_mm: float) -> Drawing:
    """Return the whole mat in mm from the wall and from its left edge."""
    left, right, middle = SIDE_MM, ACROSS_MM - SIDE_MM, ACROSS_MM / 2
    strokes = [Stroke(start=(0.0, 0.0), end=(ACROSS_MM, 0.0), width_mm=WALL_LINE_MM)]
    strokes += [
        Stroke(start=start, end=end, width_mm=THIN_MM)
        for start, end in (
            ((0.0, 0.0), (0.0, length_mm)),
            ((ACROSS_MM, 0.0), (ACROSS_MM, length_mm)),
            ((0.0, length_mm), (ACROSS_MM, length_mm)),
        )
    ]
    fills: list[Fill] = []
    labels = [
        Label(text="WALL", at=(left + GAP_MM, GAP_MM), cap_mm=WORD_MM),
        Label(text="WALL", at=(right - GAP_MM, GAP_MM), cap_mm=WORD_MM, anchor=Anchor.END),
    ]
    heels_mm = [rung_in * MM_PER_IN for rung_in in rungs_in]
    for rung_in, out_mm in zip(rungs_in, heels_mm, strict=True):
        strokes.append(Stroke(start=(left, out_mm), end=(right, out_mm), width_mm=HEEL_LINE_MM))
        told = f"{rung_in * MEASURES[unit].per_in:.4g}"
        for x_mm, anchor in ((left + GAP_MM, Anchor.START), (right - GAP_MM, Anchor.END)):
            labels.append(Label(text=told, at=(x_mm, out_mm + GAP_MM), cap_mm=NUMBER_MM, anchor=anchor))
    for number in range(math.ceil(min(rungs_in) * MEASURES[unit].per_in), whole(max(rungs_in), unit) + 1):
        out_mm = inches_of(number, unit) * MM_PER_IN
        for x_mm, inward in ((left, -TICK_MM), (right, TICK_MM)):
            strokes.append(Stroke(start=(x_mm, out_mm), end=(x_mm + inward, out_mm), width_mm=THIN_MM))
    for mark_in in marks_in:
        out_mm = mark_in * MM_PER_IN
        if out_mm > 0 and all(abs(out_mm - heel_mm) > SAME_MM for heel_mm in heels_mm):
            start, end = (left + NUMBERS_MM, out_mm), (right - NUMBERS_MM, out_mm)
            strokes.append(Stroke(start=start, end=end, width_mm=MARK_LINE_MM, is_dashed=True))
        for x_mm, inward, anchor in ((middle / 2, 1, Anchor.START), (middle * 1.5, -1, Anchor.END)):
            fills.append(_diamond(x_mm, out_mm))
            at = (x_mm + inward * (MARK_MM + GAP_MM), out_mm + GAP_MM)
            labels.append(Label(text=f"calibration {mark_in:g} in", at=at, cap_mm=WORD_MM, anchor=anchor))
    return Drawing(strokes=tuple(strokes), fills=tuple(fills), labels=tuple(labels))


@dataclass(frozen=True, slots=True, kw_only=True)
class _SheetPlace:
    """Where a sheet lies among all."""

    number: int
    row: int
    column: int
    rows: int
    columns: int


def _needed(long_mm: float, sheet_mm: float) -> int:
    """Return how many sheets of that usable length cover a length."""
    return max(1, math.ceil((long_mm - OVERLAP_MM) / (sheet_mm - OVERLAP_MM)))


def _beside(window: tuple[float, float, float, float], *, place: _SheetPlace, mat_right: float) -> Drawing:
    """Return the ruler, the arrow, the number, and where the sheet is cut and joined."""
    left, lower, right, upper = window
    is_last_column = place.column == place.columns - 1
    # at the right the ticks of the heel lines come first
    strip = min(mat_right, right) - SIDE_MM + TICK_CLEAR_MM if is_last_column and place.columns > 1 else left
    ruler = _ruler((strip + 7.0, lower + RULER_AT_MM))
    arrow_from = (strip + 13.0, lower + RULER_AT_MM + RULER_MM + 14.0)
    strokes, labels = list(ruler.strokes), list(ruler.labels)
    sheet = f"sheet {place.number} of {place.rows * place.columns}: row {place.row + 1} from the wall, "
    sheet += f"{'left' if place.column == 0 else 'right' if is_last_column else 'middle'}"
    at = (strip + 14.3, arrow_from[1] + ARROW_MM[1] + 6.0)
    labels.append(Label(text=sheet, at=at, cap_mm=SMALL_MM, is_upward=True))
    labels.append(Label(text="away from the wall", at=(strip + 7.0, arrow_from[1]), cap_mm=SMALL_MM, is_upward=True))
    joins: list[tuple[Place, Place, str]] = []
    if place.row < place.rows - 1:
        joined = place.number + place.columns
        y_mm = upper - OVERLAP_MM
        joins.append(((left, y_mm), (right, y_mm), f"lay the lower edge of sheet {joined} on this line"))
    if not is_last_column:
        x_mm = right - OVERLAP_MM
        joins.append(((x_mm, lower), (x_mm, upper), f"lay the left edge of sheet {place.number + 1} on this line"))
    for start, end, text in joins:
        strokes.append(Stroke(start=start, end=end, width_mm=THIN_MM, is_dashed=True))
        is_upward = start[0] == end[0]
        at = (end[0] + OVERLAP_MM - 3.0, (lower + upper) / 2) if is_upward else ((left + right) / 2 - 6.0, end[1] + 3.5)
        labels.append(Label(text=text, at=at, cap_mm=SMALL_MM, anchor=Anchor.MIDDLE, is_upward=is_upward))
    cuts: list[tuple[Place, Place, str]] = []
    wall = "cut here and lay this edge against the wall; a skirting board in the way: cut off its depth as well"
    lower_text = wall if place.row == 0 else "cut here"
    cuts.append(((left, lower), (right, lower), lower_text))
    if place.column > 0:
        cuts.append(((left, lower), (left, upper), "cut here"))
    for start, end, text in cuts:
        is_upward = start[0] == end[0]
        strokes.append(Stroke(start=start, end=end, width_mm=THIN_MM))
        at = (start[0] - 2.0, (lower + upper) / 2) if is_upward else ((left + right) / 2, start[1] - 1.0 - SMALL_MM)
        labels.append(Label(text=text, at=at, cap_mm=SMALL_MM, anchor=Anchor.MIDDLE, is_upward=is_upward))
    return Drawing(strokes=tuple(strokes), fills=(_arrow(arrow_from),), labels=tuple(labels))


def _ruler(at: Place) -> Drawing:
    """Return a ruler of 100 mm and 4 in that runs up from a place, for the owner to measure."""
    x_mm, y_mm = at
    strokes, labels = [], []
    scales = (
        (x_mm, -TICK_MM, RULER_MM / 10, 10, f"{RULER_MM:.0f} mm", Anchor.END),
        (x_mm + 8.0, TICK_MM, MM_PER_IN, RULER_IN, f"{RULER_IN} in", Anchor.START),
    )
    for scale_x, tick, step_mm, steps, text, anchor in scales:
        strokes.append(Stroke(start=(scale_x, y_mm), end=(scale_x, y_mm + step_mm * steps), width_mm=THIN_MM))
        strokes += [
            Stroke(
                start=(scale_x, y_mm + step_mm * step), end=(scale_x + tick, y_mm + step_mm * step), width_mm=THIN_MM
            )
            for step in range(steps + 1)
        ]
        labels.append(Label(text=text, at=(scale_x, y_mm + step_mm * steps + GAP_MM), cap_mm=SMALL_MM, anchor=anchor))
    told = "measure this: printed at 100 %, it is right"
    labels.append(Label(text=told, at=(x_mm + 5.2, y_mm + 12.0), cap_mm=SMALL_MM, is_upward=True))
    return Drawing(strokes=tuple(strokes), labels=tuple(labels))


def _arrow(at: Place) -> Fill:
    """Return an arrow up from a place."""
    (x_mm, y_mm), (width, length) = at, ARROW_MM
    shaft, head = width / 6, y_mm + length - 1.3 * width
    return Fill(
        corners=(
            (x_mm - shaft, y_mm),
            (x_mm - shaft, head),
            (x_mm - width / 2, head),
            (x_mm, y_mm + length),
            (x_mm + width / 2, head),
            (x_mm + shaft, head),
            (x_mm + shaft, y_mm),
        )
    )


def _diamond(x_mm: float, y_mm: float) -> Fill:
    corners = ((x_mm - MARK_MM, y_mm), (x_mm, y_mm + MARK_MM), (x_mm + MARK_MM, y_mm), (x_mm, y_mm - MARK_MM))
    return Fill(corners=corners)


def _moved(drawing: Drawing, by: Place) -> Drawing:
    def there(place: Place) -> Place:
        return place[0] + by[0], place[1] + by[1]

    return Drawing(
        strokes=tuple(
            Stroke(
                start=there(stroke.start), end=there(stroke.end), width_mm=stroke.width_mm, is_dashed=stroke.is_dashed
            )
            for stroke in drawing.strokes
        ),
        fills=tuple(Fill(corners=tuple(map(there, fill.corners))) for fill in drawing.fills),
        labels=tuple(
            Label(
                text=label.text,
                at=there(label.at),
                cap_mm=label.cap_mm,
                anchor=label.anchor,
                is_upward=label.is_upward,
            )
            for label in drawing.labels
        ),
    )
