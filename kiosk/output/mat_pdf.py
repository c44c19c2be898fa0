"""The floor mat as a PDF, true to the millimetre.

In:  sheets in mm (core/mat.py).
Out: the bytes of a PDF, one page a sheet, its letters in it; the same sheets give the same bytes.
Not here: what is on a sheet (core/mat.py), writing the file (kiosk/mat.py).

Rule: a millimetre is 72/25.4 points and nothing scales: no transformation but the turn of a label, and the PDF asks its
viewer to print at true size. ReportLab writes it, for it needs only Pillow beside itself and Debian has it too.
"""

from io import BytesIO
from typing import Final

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kiosk.core.mat import Anchor, Drawing, Label, Sheet
from kiosk.core.units import MM_PER_IN
from kiosk.output.text import CAP_SHARE, Weight

POINTS_PER_MM: Final = 72 / MM_PER_IN
FONT: Final = "RobotoMedium"
DASHES_MM: Final = (4.0, 2.5)
QUARTER_DEG: Final = 90


def pdf_of(sheets: tuple[Sheet, ...], *, title: str) -> bytes:
    """Return the sheets as a PDF."""
    registerFont(TTFont(FONT, Weight.MEDIUM.value))
    file = BytesIO()
    canvas = Canvas(file, pageCompression=0, invariant=1)
    canvas.setTitle(title)
    canvas.setViewerPreference("PrintScaling", "None")
    for sheet in sheets:
        width, height = sheet.size_mm
        canvas.setPageSize((width * POINTS_PER_MM, height * POINTS_PER_MM))
        canvas.saveState()
        _clip(canvas, sheet.window)
        _draw(canvas, sheet.mat)
        canvas.restoreState()
        _draw(canvas, sheet.beside)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _clip(canvas: Canvas, window: tuple[float, float, float, float]) -> None:
    left, lower, right, upper = (mm * POINTS_PER_MM for mm in window)
    path = canvas.beginPath()
    path.rect(left, lower, right - left, upper - lower)
    canvas.clipPath(path, stroke=0, fill=0)


def _draw(canvas: Canvas, drawing: Drawing) -> None:
    for stroke in drawing.strokes:
        canvas.setLineWidth(stroke.width_mm * POINTS_PER_MM)
        canvas.setDash(*([[mm * POINTS_PER_MM for mm in DASHES_MM]] if stroke.is_dashed else [[]]))
        canvas.line(*(mm * POINTS_PER_MM for mm in (*stroke.start, *stroke.end)))
    for fill in drawing.fills:
        path = canvas.beginPath()
        first, *others = [(x_mm * POINTS_PER_MM, y_mm * POINTS_PER_MM) for x_mm, y_mm in fill.corners]
        path.moveTo(*first)
        for corner in others:
            path.lineTo(*corner)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)
    for label in drawing.labels:
        _write(canvas, label)


def _write(canvas: Canvas, label: Label) -> None:
    canvas.saveState()
    canvas.setFont(FONT, label.cap_mm / CAP_SHARE * POINTS_PER_MM)
    canvas.translate(label.at[0] * POINTS_PER_MM, label.at[1] * POINTS_PER_MM)
    if label.is_upward:
        canvas.rotate(QUARTER_DEG)
    match label.anchor:
        case Anchor.START:
            canvas.drawString(0, 0, label.text)
        case Anchor.MIDDLE:
            canvas.drawCentredString(0, 0, label.text)
        case Anchor.END:
            canvas.drawRightString(0, 0, label.text)
    canvas.restoreState()
