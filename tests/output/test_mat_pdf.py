"""The mat's PDF, read back: every line is where it says, in millimetres of the paper, at the sheet's true size."""

import re

import pytest

from kiosk.core.distance import Unit
from kiosk.core.mat import HEEL_LINE_MM, PAPER_MM, Paper, sheets_of
from kiosk.output.mat_pdf import pdf_of

MARKS = (0.0, 6.0, 12.0, 24.0)
RUNGS = tuple(float(inches) for inches in range(3, 13))
MM_PER_POINT = 25.4 / 72
TRUE_MM = 0.1

NUMBER = r"(-?[\d.]+)"
LINE = re.compile(rf"n {NUMBER} {NUMBER} m {NUMBER} {NUMBER} l S")
WIDTH = re.compile(rf"^{NUMBER} w\b")


def read_back(pdf):
    """Return the paper sizes in mm, and of each page the lines as (width, x0, y0, x1, y1) in mm.

    Refuses a page whose lines could be moved by a transformation of the whole page.
    """
    text = pdf.decode("latin-1")
    sizes = [
        tuple(float(number) * MM_PER_POINT for number in found)
        for found in re.findall(rf"/MediaBox \[ ?0 0 {NUMBER} {NUMBER} ?\]", text)
    ]
    pages = []
    for stream in re.findall(r"stream\r?\n(.*?)endstream", text, re.DOTALL):
        if " l S" not in stream:
            continue
        lines, width, depth, moved = [], 0.0, 0, 0
        for row in stream.splitlines():
            # labels are moved within their own q … Q; a line must not be
            depth += len(re.findall(r"\bq\b", row)) - len(re.findall(r"\bQ\b", row))
            if " cm" in row and not row.startswith("1 0 0 1 0 0 cm"):
                moved = depth
            if moved > depth:
                moved = 0
            if found := WIDTH.match(row):
                width = float(found.group(1)) * MM_PER_POINT
            for ends in LINE.findall(row):
                assert not moved
                lines.append((width, *(float(number) * MM_PER_POINT for number in ends)))
        pages.append(lines)
    return sizes, pages


@pytest.fixture(scope="module", params=Paper, ids=lambda paper: paper.value)
def printed(request):
    paper = request.param
    sheets = sheets_of(rungs_in=RUNGS, marks_in=MARKS, unit=Unit.INCH, paper=paper)
    return paper, sheets, pdf_of(sheets, title="mat")


def test_every_page_is_a_whole_sheet_of_the_paper(printed):
    paper, sheets, pdf = printed
    sizes, pages = read_back(pdf)
    assert len(pages) == len(sheets) == len(sizes)
    for size in sizes:
        assert size == pytest.approx(PAPER_MM[paper], abs=TRUE_MM)


def test_every_stroke_of_every_sheet_is_on_paper_within_a_tenth_of_a_millimetre(printed):
    _, sheets, pdf = printed
    _, pages = read_back(pdf)
    for sheet, lines in zip(sheets, pages, strict=True):
        meant = [
            (stroke.width_mm, *stroke.start, *stroke.end) for stroke in (*sheet.mat.strokes, *sheet.beside.strokes)
        ]
        assert len(lines) == len(meant)
        for found, expected in zip(lines, meant, strict=True):
            assert found == pytest.approx(expected, abs=TRUE_MM)


def test_the_sheets_laid_together_have_the_heel_lines_at_their_inches(printed):
    _, sheets, pdf = printed
    _, pages = read_back(pdf)
    out_mm = set()
    for sheet, lines in zip(sheets, pages, strict=True):
        _, lower, _, upper = sheet.window
        out_mm |= {
            round(y0 - sheet.origin[1], 1)
            for width, _, y0, _, y1 in lines
            if y0 == y1 and lower <= y0 <= upper and width == pytest.approx(HEEL_LINE_MM, abs=0.01)
        }
    assert sorted(out_mm) == pytest.approx([25.4 * rung for rung in RUNGS], abs=TRUE_MM)


def test_the_ruler_of_each_sheet_is_100_mm_and_4_inches_long(printed):
    _, _, pdf = printed
    _, pages = read_back(pdf)
    for lines in pages:
        lengths_mm = [y1 - y0 for _, x0, y0, x1, y1 in lines if x0 == x1]
        assert any(length == pytest.approx(100.0, abs=TRUE_MM) for length in lengths_mm)
        assert any(length == pytest.approx(101.6, abs=TRUE_MM) for length in lengths_mm)


def test_the_same_mat_is_the_same_file_and_asks_to_be_printed_at_its_size(printed):
    _, sheets, pdf = printed
    assert pdf_of(sheets, title="mat") == pdf
    assert b"/PrintScaling /None" in pdf
