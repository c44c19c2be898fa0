"""The ladder: a ruler on the left edge, the current rung long and bright, the best rung marked by an arrow head.

In:  the rungs in inches, and a theme.
Out: ticks on a surface, and the place of the current rung's number.
Not here: setting the number (words.py).

Rule: a rung's place depends on the panel and the drill's list of rungs alone; nothing that happens moves the ladder.
"""

from itertools import pairwise
from typing import Final

import pygame

from kiosk.core.distance import whole
from kiosk.core.scene import LadderView, Role
from kiosk.output.strokes import Pen
from kiosk.output.theme import HALF_TICK_MM, RUNG_CAP_MM, RUNG_LINE_MM, TICK_MM, Theme

TICK_START_MM: Final = -2.0
"""Where ticks begin, from the left margin of text; the ruler itself may stand in the margin."""
TICK_END_MM: Final = 9.0
HALF_TICK_END_MM: Final = 1.0
RUNG_LINE_END_MM: Final = 24.0
WIDE_LINE_END_MM: Final = 38.0
WIDE_FROM: Final = 10
"""The current rung's line is as long as its number: one digit, or two."""
NUMBER_START_MM: Final = 2.5
NUMBER_WIDTH_MM: Final = 38.0
NUMBER_GAP_MM: Final = 6.0
BEST_TIP_MM: Final = -4.5
BEST_LENGTH_MM: Final = 8.0


def rung_y(ladder: LadderView, distance_in: float, theme: Theme) -> int:
    """Return the height on the panel of a distance in inches, in pixels from the top: farther is higher."""
    nearest_in, farthest_in = min(ladder.rungs_in), max(ladder.rungs_in)
    share = (distance_in - nearest_in) / (farthest_in - nearest_in) if farthest_in > nearest_in else 0.0
    top, bottom = theme.layout.ladder_top, theme.layout.ladder_bottom
    return round((bottom - min(max(share, 0.0), 1.0) * (bottom - top)) * theme.size_px[1])


def rung_number_box(ladder: LadderView, distance_in: float, theme: Theme) -> pygame.Rect:
    """Return the place of a rung's number, standing on its line."""
    cap_px = theme.px(RUNG_CAP_MM)
    top = rung_y(ladder, distance_in, theme) - theme.px(NUMBER_GAP_MM) - cap_px
    return pygame.Rect(theme.safe.left + theme.px(NUMBER_START_MM), top, theme.px(NUMBER_WIDTH_MM), cap_px)


def paint_ladder(surface: pygame.Surface, pen: Pen, ladder: LadderView, theme: Theme) -> None:
    """Draw the ruler. Rungs already reached are lit; a tick makes way for the number that stands in its place."""
    reached_in = max((place for place in (ladder.current_in, ladder.best_in) if place is not None), default=-1.0)
    rungs = [
        (rung_in, TICK_END_MM, TICK_MM, Role.CALM if rung_in <= reached_in else Role.DIM) for rung_in in ladder.rungs_in
    ]
    halves = [((near + far) / 2, HALF_TICK_END_MM, HALF_TICK_MM, Role.FAINT) for near, far in pairwise(ladder.rungs_in)]
    for distance_in, end_mm, width_mm, role in (*rungs, *halves):
        if not _is_hidden(ladder, distance_in, theme):
            y = rung_y(ladder, distance_in, theme)
            _tick(surface, pen, theme, y=y, end_mm=end_mm, width_mm=width_mm, role=role)
    if ladder.current_in is not None:
        y = rung_y(ladder, ladder.current_in, theme)
        end_mm = WIDE_LINE_END_MM if whole(ladder.current_in, ladder.unit) >= WIDE_FROM else RUNG_LINE_END_MM
        _tick(surface, pen, theme, y=y, end_mm=end_mm, width_mm=RUNG_LINE_MM, role=Role.INK)
    if ladder.best_in is not None:
        tip = (theme.safe.left + BEST_TIP_MM * theme.drawn_px_per_mm, rung_y(ladder, ladder.best_in, theme))
        pen.arrow_head(surface, tip, length_px=theme.px(BEST_LENGTH_MM), is_right=True, colour=theme.colour(Role.CALM))


def _is_hidden(ladder: LadderView, distance_in: float, theme: Theme) -> bool:
    """Whether the current rung's line or number stands where a tick would."""
    if ladder.current_in is None:
        return False
    number, free_px = rung_number_box(ladder, ladder.current_in, theme), theme.px(TICK_MM)
    y, line_y = rung_y(ladder, distance_in, theme), rung_y(ladder, ladder.current_in, theme)
    return number.top - free_px <= y <= line_y


def _tick(
    surface: pygame.Surface, pen: Pen, theme: Theme, *, y: int, end_mm: float, width_mm: float, role: Role
) -> None:
    start, end = (theme.safe.left + place_mm * theme.drawn_px_per_mm for place_mm in (TICK_START_MM, end_mm))
    pen.stroke(surface, (start, y), (end, y), width_px=theme.px(width_mm), colour=theme.colour(role))
