"""The room: how mirror, camera, wall and floor line stand to one another, drawn for whoever builds a station.

In:  nothing but the station's measures.
Out: a picture of three views: from above, from the side, and what the camera sees.
Not here: writing it (screenshots.py), the scenes of a session (paint.py).

Rule: every view is drawn to scale from the same metres, so that the drawing cannot say something else than its figures.
Measures: hinge.md C.1 (camera, wall, floor line), decision 9 (tape marks).
"""

import math
from dataclasses import dataclass
from typing import Final

import pygame

from kiosk.core.figure import STANDING
from kiosk.core.scene import Role
from kiosk.core.units import MM_PER_IN
from kiosk.output.paint_picture import FOOT_WIDTH, HEEL_SHARE, Stand, limbs_of
from kiosk.output.strokes import Pen, Place
from kiosk.output.text import Style, Typesetter, Weight
from kiosk.output.theme import Theme

SIZE_PX: Final = (1480, 1000)
THEME: Final = Theme(size_px=SIZE_PX, panel_diagonal_in=math.hypot(*SIZE_PX) / MM_PER_IN)
"""One pixel a millimetre, so that the capitals below are in pixels."""
TITLE: Final = Style(weight=Weight.BOLD, cap_mm=24.0, least_cap_mm=24.0, is_centred=False)
LABEL: Final = Style(weight=Weight.REGULAR, cap_mm=18.0, least_cap_mm=18.0, is_centred=False)
MARK: Final = Style(weight=Weight.MEDIUM, cap_mm=15.0, least_cap_mm=15.0, is_centred=False)

DISTANCE_M: Final = 2.85
DISTANCE_TEXT: Final = "2.7–3.0 m"
HEIGHT_M: Final = 1.0
HEIGHT_TEXT: Final = "0.9–1.1 m"
OFFSET_M: Final = 0.4
OFFSET_TEXT: Final = "at most 0.4 m"
MARKS_IN: Final = (0, 6, 12, 24)
M_PER_IN: Final = MM_PER_IN / 1000
HEELS_IN: Final = 6
STATURE_M: Final = 1.75
HEEL_M: Final = (HEEL_SHARE + FOOT_WIDTH / 2) * STATURE_M
"""The drawn heel is this far behind the ankle."""
HALF_VIEW_DEG: Final = 31.0
"""Half the width of view of a usual camera (62°, hinge.md C.1)."""
FRAME_PX: Final = pygame.Rect(880, 560, 533, 400)

WALL_PX: Final = 8
LINE_PX: Final = 4
THIN_PX: Final = 3
MIRROR_PX: Final = 14
CAMERA_PX: Final = 26
END_PX: Final = 9
"""Half the length of the stroke that ends a measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view's scale: where its nought is on the picture, and pixels in a metre; x and y grow as the signs say."""

    nought_px: Place
    px_per_m: float
    x_sign: int = 1

    def at(self, x_m: float, y_m: float) -> Place:
        """Return the pixel of a place in metres; y grows upwards."""
        return (
            self.nought_px[0] + self.x_sign * x_m * self.px_per_m,
            self.nought_px[1] - y_m * self.px_per_m,
        )


PLAN: Final = View(nought_px=(700.0, 870.0), px_per_m=195.0, x_sign=-1)
"""From above: x from the wall along the floor line, y from the mirror."""
SIDE: Final = View(nought_px=(880.0, 430.0), px_per_m=165.0)
"""From the side: x from the mirror, y from the floor."""
SEEN_PX_PER_M: Final = 152.0
SEEN: Final = View(
    nought_px=(FRAME_PX.centerx + OFFSET_M * SEEN_PX_PER_M, FRAME_PX.centery + HEIGHT_M * SEEN_PX_PER_M),
    px_per_m=SEEN_PX_PER_M,
    x_sign=-1,
)
"""The camera's frame: x from the wall, y from the floor, the camera's height in the middle row."""


class Drawing:
    """A black sheet with lines and words on it."""

    def __init__(self) -> None:
        self.surface = pygame.Surface(SIZE_PX, 0, 32)
        self._pen = Pen()
        self._setter = Typesetter(THEME)

    def line(self, start: Place, end: Place, role: Role, width_px: float = LINE_PX) -> None:
        """Draw a line with round ends."""
        self._pen.stroke(self.surface, start, end, width_px=round(width_px), colour=THEME.colour(role))

    def cover(self, start: Place, end: Place, role: Role, width_px: float) -> None:
        """Draw a line with round ends that hides what it covers."""
        self._pen.clear(self.surface, start, end, width_px=round(width_px))
        self.line(start, end, role, width_px)

    def measure(self, start: Place, end: Place) -> None:
        """Draw a measure: a thin line between two short strokes across it; it is level or upright."""
        is_level = start[1] == end[1]
        across_x, across_y = (0, END_PX) if is_level else (END_PX, 0)
        self.line(start, end, Role.INK, THIN_PX)
        for x, y in (start, end):
            self.line((x - across_x, y - across_y), (x + across_x, y + across_y), Role.INK, THIN_PX)

    def words(self, text: str, place: Place, *, style: Style = LABEL, role: Role = Role.INK, anchor: float = 0) -> None:
        """Set one line of words with the top of its capitals at `place`; `anchor` is the share left of it, 0 to 1."""
        box = pygame.Rect(round(place[0]), round(place[1]), SIZE_PX[0], 2 * round(style.cap_mm))
        for piece in self._setter.set_words(text, style=style, role=role, box=box).pieces:
            left, top = piece.place
            self.surface.blit(
                piece.surface,
                (left - round(anchor * piece.surface.get_width()), top),
                special_flags=pygame.BLEND_RGB_MAX,
            )


def paint_room() -> pygame.Surface:
    """Return the drawing of a station's room, 1600 px wide."""
    drawing = Drawing()
    _draw_plan(drawing)
    _draw_side(drawing)
    _draw_seen(drawing)
    return drawing.surface


def _draw_plan(drawing: Drawing) -> None:
    view, line_y = PLAN, DISTANCE_M
    drawing.words("From above", (66, 56), style=TITLE)
    reach = math.tan(math.radians(HALF_VIEW_DEG))
    for x_m, y_m in ((OFFSET_M + line_y * reach, line_y), (0.0, OFFSET_M / reach), (OFFSET_M, line_y)):
        drawing.line(view.at(OFFSET_M, 0), view.at(x_m, y_m), Role.FAINT, THIN_PX)
    drawing.line(view.at(0, line_y), view.at(2.6, line_y), Role.DIM, THIN_PX)
    drawing.line(view.at(0.2, 0), view.at(0.2, 0.2), Role.DIM, THIN_PX)
    drawing.line(view.at(0.2, 0.2), view.at(0, 0.2), Role.DIM, THIN_PX)
    for end in (view.at(0, 3.85), view.at(3.2, 0)):
        drawing.line(_moved(view.at(0, 0), WALL_PX / 2, 0), _moved(end, WALL_PX / 2, 0), Role.DIM, WALL_PX)
    drawing.cover(view.at(OFFSET_M - 0.17, 0), view.at(OFFSET_M + 0.17, 0), Role.CALM, MIRROR_PX)
    drawing.cover(view.at(OFFSET_M, 0), view.at(OFFSET_M, 0), Role.INK, CAMERA_PX)
    _draw_marks(drawing, view, from_m=line_y - 0.3, to_m=line_y + 0.3, label_m=line_y + 0.45)
    body_m = HEELS_IN * M_PER_IN + 0.05
    drawing.cover(view.at(body_m, line_y - 0.14), view.at(body_m, line_y + 0.14), Role.CALM, 0.19 * view.px_per_m)
    drawing.cover(view.at(body_m + 0.05, line_y), view.at(body_m + 0.05, line_y), Role.INK, 0.2 * view.px_per_m)
    drawing.measure(view.at(2.45, 0.06), view.at(2.45, line_y - 0.03))
    drawing.words(DISTANCE_TEXT, _moved(view.at(2.45, 1.5), -20, 0), anchor=1)
    drawing.measure(view.at(0, 1.9), view.at(OFFSET_M, 1.9))
    drawing.words(OFFSET_TEXT, _moved(view.at(OFFSET_M, 1.9), -20, -9), anchor=1)
    drawing.words("wall or free panel,", _moved(view.at(0, 3.82), -26, 0), anchor=1)
    drawing.words("at a right angle to the mirror", _moved(view.at(0, 3.82), -26, 34), anchor=1)
    drawing.words("floor line, along the mirror", _moved(view.at(2.6, line_y), 0, -38))
    drawing.words("mirror, camera in or on it", _moved(view.at(0, 0), 0, 32), anchor=1)


def _draw_side(drawing: Drawing) -> None:
    view = SIDE
    drawing.words("From the side", (view.nought_px[0], 56), style=TITLE)
    drawing.line(view.at(0, 0), view.at(0, 1.9), Role.DIM, WALL_PX)
    drawing.line(view.at(0, 0), view.at(3.23, 0), Role.DIM, LINE_PX)
    drawing.cover(view.at(0.04, 0.9), view.at(0.04, 1.75), Role.CALM, MIRROR_PX)
    drawing.line(view.at(0, HEIGHT_M), view.at(DISTANCE_M - 0.25, HEIGHT_M), Role.FAINT, THIN_PX)
    drawing.cover(view.at(0.06, HEIGHT_M), view.at(0.06, HEIGHT_M), Role.INK, CAMERA_PX)
    for x_m in (-0.085, 0.085):
        drawing.line(view.at(DISTANCE_M + x_m, 0.08), view.at(DISTANCE_M + x_m, 0.85), Role.CALM, 0.14 * view.px_per_m)
    drawing.line(view.at(DISTANCE_M, 0.95), view.at(DISTANCE_M, 1.26), Role.CALM, 0.31 * view.px_per_m)
    drawing.line(view.at(DISTANCE_M, 1.63), view.at(DISTANCE_M, 1.63), Role.CALM, 0.22 * view.px_per_m)
    drawing.measure(view.at(0.5, 0.04), view.at(0.5, HEIGHT_M))
    drawing.words(HEIGHT_TEXT, _moved(view.at(0.5, 0.6), 20, 0))
    drawing.measure(_moved(view.at(0, 0), 0, 44), _moved(view.at(DISTANCE_M, 0), 0, 44))
    drawing.words(DISTANCE_TEXT, _moved(view.at(DISTANCE_M / 2, 0), 0, 14), anchor=0.5)
    drawing.words("camera, level", _moved(view.at(0.25, HEIGHT_M), 0, -38))


def _draw_seen(drawing: Drawing) -> None:
    view, frame = SEEN, FRAME_PX
    drawing.words("What the camera sees", (frame.left, frame.top - 44), style=TITLE)
    corners = (frame.topleft, frame.topright, frame.bottomright, frame.bottomleft)
    for corner, next_corner in zip(corners, (*corners[1:], corners[0]), strict=True):
        drawing.line(corner, next_corner, Role.FAINT, THIN_PX)
    face, floor_y = round(view.at(0, 0)[0]), round(view.at(0, 0)[1])
    for end in (view.at(0, 2.15), view.at(2.05, 0)):
        drawing.line(_moved(view.at(0, 0), WALL_PX / 2, 0), _moved(end, WALL_PX / 2, 0), Role.DIM, WALL_PX)
    stand = Stand(wall_x=face, floor_y=floor_y - WALL_PX // 2, towards_wall=1, width_px=frame.width)
    ankle_px, height_px = (HEELS_IN * M_PER_IN + HEEL_M) * view.px_per_m, STATURE_M * view.px_per_m
    for start, end, limb_px in limbs_of(STANDING, stand, ankle_px, height_px):
        drawing.line(start, end, Role.CALM, limb_px)
    _draw_marks(drawing, view, from_m=-0.12, to_m=-0.05, label_m=-0.17)
    drawing.words(
        "tape, in", _moved(view.at(MARKS_IN[-1] * M_PER_IN, -0.17), -26, 0), style=MARK, anchor=1, role=Role.HEED
    )


def _draw_marks(drawing: Drawing, view: View, *, from_m: float, to_m: float, label_m: float) -> None:
    """Draw the tape: a stroke a mark, and its inches; the first number makes way for the wall."""
    for mark_in in MARKS_IN:
        place = view.at(mark_in * M_PER_IN, label_m)
        drawing.line(view.at(mark_in * M_PER_IN, from_m), view.at(mark_in * M_PER_IN, to_m), Role.HEED, LINE_PX)
        drawing.words(str(mark_in), _moved(place, 0 if mark_in else -3, 0), style=MARK, role=Role.HEED, anchor=0.5)


def _moved(place: Place, right_px: float, down_px: float) -> Place:
    return place[0] + right_px, place[1] + down_px
