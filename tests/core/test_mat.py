"""The floor mat: where its lines lie, how it is cut into sheets, and that sheets laid as they say are one mat."""

import pytest

from kiosk.core.distance import Unit, inches_of
from kiosk.core.mat import (
    ACROSS_MM,
    HEEL_LINE_MM,
    MARGIN_MM,
    MARK_LINE_MM,
    OVERLAP_MM,
    PAPER_MM,
    THIN_MM,
    WALL_LINE_MM,
    Paper,
    mat_of,
    sheets_of,
)
from kiosk.core.units import MM_PER_IN

INCHES = tuple(float(inches) for inches in range(3, 13))
CENTIMETRES = (8, 10, 13, 15, 18, 20, 23, 25, 28, 30)
LADDERS = {Unit.INCH: INCHES, Unit.CM: tuple(inches_of(number, Unit.CM) for number in CENTIMETRES)}
MARKS = (0.0, 6.0, 12.0, 24.0)


def sheets(paper=Paper.A4, unit=Unit.INCH, marks=MARKS):
    return sheets_of(rungs_in=LADDERS[unit], marks_in=marks, unit=unit, paper=paper)


def out_mm(drawing, width_mm, *, is_dashed=False):
    """Return how far from the wall the strokes across the mat of a width lie."""
    return sorted(
        stroke.start[1]
        for stroke in drawing.strokes
        if stroke.width_mm == width_mm and stroke.is_dashed is is_dashed and stroke.start[1] == stroke.end[1]
    )


@pytest.mark.parametrize(
    ("unit", "expected_mm"),
    [(Unit.INCH, [25.4 * rung for rung in range(3, 13)]), (Unit.CM, [10.0 * number for number in CENTIMETRES])],
)
def test_there_is_a_line_for_the_heels_at_each_rung(unit, expected_mm):
    mat = mat_of(rungs_in=LADDERS[unit], marks_in=MARKS, unit=unit, length_mm=622.0)
    assert out_mm(mat, HEEL_LINE_MM) == pytest.approx(expected_mm, abs=1e-9)
    assert out_mm(mat, WALL_LINE_MM) == [0.0]


@pytest.mark.parametrize(
    ("unit", "first", "last"),
    [(Unit.INCH, 3, 12), (Unit.CM, 8, 30)],
)
def test_every_whole_inch_or_centimetre_of_the_ladder_has_a_tick_at_both_sides(unit, first, last):
    mat = mat_of(rungs_in=LADDERS[unit], marks_in=(), unit=unit, length_mm=622.0)
    ticks_mm = [inches_of(number, unit) * MM_PER_IN for number in range(first, last + 1) for _side in ("left", "right")]
    found_mm = [place for place in out_mm(mat, THIN_MM) if 0 < place < 622.0]
    assert found_mm == pytest.approx(ticks_mm)


@pytest.mark.parametrize(
    ("unit", "own_lines_in"),
    [(Unit.INCH, [24.0]), (Unit.CM, [6.0, 12.0, 24.0])],
)
def test_a_calibration_mark_has_a_line_of_its_own_where_no_heel_line_is(unit, own_lines_in):
    mat = mat_of(rungs_in=LADDERS[unit], marks_in=MARKS, unit=unit, length_mm=622.0)
    assert out_mm(mat, MARK_LINE_MM, is_dashed=True) == pytest.approx([mark * 25.4 for mark in own_lines_in])
    middles_mm = {round((fill.corners[0][1] + fill.corners[2][1]) / 2, 6) for fill in mat.fills}
    assert middles_mm == {round(mark * 25.4, 6) for mark in MARKS}
    assert {label.text for label in mat.labels} >= {f"calibration {mark:g} in" for mark in MARKS}


def test_numbers_are_those_of_the_ladder():
    mat = mat_of(rungs_in=LADDERS[Unit.CM], marks_in=(), unit=Unit.CM, length_mm=400.0)
    told = [label.text for label in mat.labels if label.text.isdecimal()]
    assert told == [str(number) for number in CENTIMETRES for _side in ("left", "right")]


@pytest.mark.parametrize(
    ("paper", "marks", "count"),
    [
        (Paper.A4, MARKS, 6),
        (Paper.LETTER, MARKS, 6),
        (Paper.A4, (0.0, 6.0, 12.0), 4),
        (Paper.A4, (0.0, 12.0, 48.0), 10),
    ],
)
def test_the_sheets_are_numbered_from_the_wall_out_and_cover_the_mat(paper, marks, count):
    found = sheets(paper, marks=marks)
    assert [sheet.number for sheet in found] == list(range(1, count + 1))
    assert {sheet.of for sheet in found} == {count}
    told = [next(label.text for label in sheet.beside.labels if label.text.startswith("sheet")) for sheet in found]
    assert told[0] == f"sheet 1 of {count}: row 1 from the wall, left"
    assert told[-1] == f"sheet {count} of {count}: row {count // 2} from the wall, right"
    rightmost = max(sheet.window[2] - sheet.origin[0] for sheet in found)
    furthest = max(sheet.window[3] - sheet.origin[1] for sheet in found)
    assert rightmost >= ACROSS_MM
    assert furthest >= max(marks) * 25.4


@pytest.mark.parametrize("paper", Paper)
def test_a_sheet_cut_along_its_edge_and_laid_on_the_dashed_line_continues_the_mat(paper):
    first, right, above, *_ = sheets(paper)
    inner_mm = [side - 2 * MARGIN_MM for side in PAPER_MM[paper]]
    dashed = [stroke for stroke in first.beside.strokes if stroke.is_dashed]
    (upper_mm,) = {stroke.start[1] for stroke in dashed if stroke.start[1] == stroke.end[1]}
    (right_mm,) = {stroke.start[0] for stroke in dashed if stroke.start[0] == stroke.end[0]}
    # the place on the mat of the dashed line is that of the other sheet's edge
    assert upper_mm - first.origin[1] == pytest.approx(above.window[1] - above.origin[1])
    assert right_mm - first.origin[0] == pytest.approx(right.window[0] - right.origin[0])
    assert upper_mm == pytest.approx(MARGIN_MM + inner_mm[1] - OVERLAP_MM)


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("unit", Unit)
def test_each_sheet_has_its_ruler_of_100_mm_and_4_inches_and_an_arrow_away_from_the_wall(paper, unit):
    for sheet in sheets(paper, unit):
        up_mm = {
            round(stroke.end[1] - stroke.start[1], 6)
            for stroke in sheet.beside.strokes
            if stroke.start[0] == stroke.end[0]
        }
        assert {100.0, 101.6} <= up_mm
        (arrow,) = sheet.beside.fills
        assert max(y for _, y in arrow.corners) - min(y for _, y in arrow.corners) > 40


@pytest.mark.parametrize("paper", Paper)
def test_nothing_is_drawn_beyond_the_paper(paper):
    width, height = PAPER_MM[paper]
    for sheet in sheets(paper):
        for stroke in sheet.beside.strokes:
            for x_mm, y_mm in (stroke.start, stroke.end):
                assert 0 <= x_mm <= width
                assert 0 <= y_mm <= height
