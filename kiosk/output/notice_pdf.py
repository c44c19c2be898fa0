"""A notice for the wall as a PDF: one page of large words, with lines to write on at its foot.

In:  a title, parts with a heading and a text, what each line at the foot is for; the paper.
Out: the bytes of a PDF of one page, its letters in it; the same notice gives the same bytes.
Not here: the sentences (kiosk/privacy.py), writing the file.

Rule: the text is as large as the page lets it be, and never smaller than can be read at arm's length.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Final, NamedTuple

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kiosk.core.mat import PAPER_MM, Paper
from kiosk.output.mat_pdf import POINTS_PER_MM
from kiosk.output.text import Weight

MARGIN_MM: Final = 20.0
WORDS: Final = "RobotoRegular"
HEADINGS: Final = "RobotoBold"
FONTS: Final = {WORDS: Weight.REGULAR, HEADINGS: Weight.BOLD}
LARGEST_PT: Final = 16.0
LEAST_PT: Final = 11.0
STEP_PT: Final = 0.25
PITCH: Final = 1.32
"""Distance of two baselines, in letters' sizes."""
TITLE_SHARE: Final = 2.0
HEADING_SHARE: Final = 1.15
PART_GAP: Final = 0.75
LINE_GAP: Final = 2.2
INK_GREY: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One heading and what stands below it."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is on the page; `lines` name the blanks to be filled in by hand."""

    title: str
    parts: tuple[Part, ...]
    lines: tuple[str, ...] = ()


class Set(NamedTuple):
    """One set line: its words, font, size and baseline, in points from the lower edge; a rule where it is a blank."""

    words: str
    font: str
    size_pt: float
    y_pt: float
    has_rule: bool = False


def notice_pdf(notice: Notice, paper: Paper) -> bytes:
    """Return the notice as a PDF. Raises ValueError for one that does not fit a page."""
    width_pt, height_pt = _size_pt(paper)
    file = BytesIO()
    canvas = Canvas(file, pagesize=(width_pt, height_pt), pageCompression=0, invariant=1)
    canvas.setTitle(notice.title)
    canvas.setFillGray(INK_GREY)
    left_pt = MARGIN_MM * POINTS_PER_MM
    for line in set_lines(notice, paper):
        canvas.setFont(line.font, line.size_pt)
        canvas.drawString(left_pt, line.y_pt, line.words)
        if line.has_rule:
            from_pt = left_pt + canvas.stringWidth(f"{line.words} ", line.font, line.size_pt)
            canvas.line(from_pt, line.y_pt - 2, width_pt - left_pt, line.y_pt - 2)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def set_lines(notice: Notice, paper: Paper) -> tuple[Set, ...]:
    """Return every line of the page in the largest size in which all of them fit. Raises ValueError when none does."""
    for font, weight in FONTS.items():
        registerFont(TTFont(font, weight.value))
    size_pt = LARGEST_PT
    while size_pt >= LEAST_PT:
        lines = _set_at(notice, paper, size_pt)
        if lines[-1].y_pt >= MARGIN_MM * POINTS_PER_MM:
            return lines
        size_pt -= STEP_PT
    message = f"the notice does not fit one page of {paper.name}: shorten it"
    raise ValueError(message)


def _set_at(notice: Notice, paper: Paper, size_pt: float) -> tuple[Set, ...]:
    width_pt, height_pt = _size_pt(paper)
    room_pt = width_pt - 2 * MARGIN_MM * POINTS_PER_MM
    y_pt = height_pt - MARGIN_MM * POINTS_PER_MM - TITLE_SHARE * size_pt
    lines = [Set(notice.title, HEADINGS, TITLE_SHARE * size_pt, y_pt)]
    for part in notice.parts:
        y_pt -= (PITCH * HEADING_SHARE + PART_GAP) * size_pt
        lines.append(Set(part.heading, HEADINGS, HEADING_SHARE * size_pt, y_pt))
        for words in simpleSplit(part.text, WORDS, size_pt, room_pt):
            y_pt -= PITCH * size_pt
            lines.append(Set(words, WORDS, size_pt, y_pt))
    for words in notice.lines:
        y_pt -= LINE_GAP * size_pt
        lines.append(Set(words, WORDS, size_pt, y_pt, has_rule=True))
    return tuple(lines)


def _size_pt(paper: Paper) -> tuple[float, float]:
    width_mm, height_mm = PAPER_MM[paper]
    return width_mm * POINTS_PER_MM, height_mm * POINTS_PER_MM
