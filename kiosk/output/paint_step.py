"""The step gauge: the athlete's foot on the floor, the faint foot it should step into, and which way to go.

In:  heels, target and tolerance in inches from the wall, and the picture's stand.
Out: shapes on a surface.
Not here: the wall and the floor (paint_picture.py).

Rule: the scale depends on the target alone, so that only the athlete's own step moves the foot.
"""

from typing import Final

import pygame

from kiosk.core.scene import Role, StepGauge
from kiosk.output.paint_picture import Stand
from kiosk.output.strokes import Pen
from kiosk.output.theme import FLOOR_MM, Theme

FOOT_IN: Final = 7.0
"""Length of the drawn foot, heel to toe: a little less than life, to leave room for the step."""
STEP_MARGIN_IN: Final = 1.0
"""Room beyond the toes at the target."""
FOOT_MM: Final = 17.0
INSTEP_MM: Final = 24.0
"""How high above the floor the line from the shin to the toes begins: it makes a foot of a bar."""
SHIN_MM: Final = 22.0
SHIN_START_MM: Final = 11.0
"""Heel to the middle of the shin."""
SHIN_HEIGHT_MM: Final = 105.0
TARGET_MM: Final = 14.0
TARGET_DROP_MM: Final = 16.0
"""How far below the floor the middle of the target lies."""
NEEDLE_MM: Final = 3.0
NEEDLE_GAP_MM: Final = 2.0
ARROW_MM: Final = 24.0
ARROW_HEIGHT_MM: Final = 62.0


def paint_step(surface: pygame.Surface, pen: Pen, gauge: StepGauge, stand: Stand, theme: Theme) -> None:
    """Draw the target's stretch below the floor, and the foot with a needle at its heel that belongs into it."""
    px_per_in = stand.width_px / (gauge.target_in + FOOT_IN + STEP_MARGIN_IN)
    y = stand.floor_y + theme.px(TARGET_DROP_MM)
    width_px, target_px, foot_px = theme.px(TARGET_MM), gauge.target_in * px_per_in, FOOT_IN * px_per_in
    slack = max(0.0, gauge.tolerance_in * px_per_in - width_px / 2)
    target = stand.from_wall(target_px)
    pen.stroke(surface, (target - slack, y), (target + slack, y), width_px=width_px, colour=theme.colour(Role.CALM))
    off_in = 0.0 if gauge.heel_in is None else gauge.target_in - gauge.heel_in
    is_there = gauge.heel_in is not None and abs(off_in) <= gauge.tolerance_in
    if not is_there:
        _paint_leg(surface, pen, stand, theme, heel_px=target_px, foot_px=foot_px, role=Role.FAINT)
    if gauge.heel_in is None:
        return
    heel_px = min(max(gauge.heel_in * px_per_in, 0.0), stand.width_px - foot_px)
    role = Role.CALM if is_there else Role.INK
    _paint_leg(surface, pen, stand, theme, heel_px=heel_px, foot_px=foot_px, role=role)
    _paint_needle(surface, pen, stand, theme, x=stand.from_wall(heel_px), y=y)
    if not is_there:
        away = -stand.towards_wall if off_in > 0 else stand.towards_wall
        shin_x = stand.from_wall(heel_px + theme.px(SHIN_START_MM))
        tip = (shin_x + away * theme.px(SHIN_MM / 2 + ARROW_MM * 4 / 3), stand.floor_y - theme.px(ARROW_HEIGHT_MM))
        colour = theme.colour(Role.HEED)
        pen.arrow_head(surface, tip, length_px=theme.px(ARROW_MM), is_right=away > 0, colour=colour)


def _paint_leg(
    surface: pygame.Surface, pen: Pen, stand: Stand, theme: Theme, *, heel_px: float, foot_px: float, role: Role
) -> None:
    foot_width_px, shin_width_px, colour = theme.px(FOOT_MM), theme.px(SHIN_MM), theme.colour(role)
    half = foot_width_px / 2
    sole_y = stand.floor_y - half - theme.px(FLOOR_MM)
    heel, toe = ((stand.from_wall(place), sole_y) for place in (heel_px + half, heel_px + foot_px - half))
    shin_x = stand.from_wall(heel_px + theme.px(SHIN_START_MM))
    ankle, instep, knee = (
        (shin_x, stand.floor_y - theme.px(height_mm))
        for height_mm in (SHIN_MM / 2 + FLOOR_MM, INSTEP_MM, SHIN_HEIGHT_MM)
    )
    pen.stroke(surface, heel, toe, width_px=foot_width_px, colour=colour)
    pen.stroke(surface, instep, toe, width_px=foot_width_px, colour=colour)
    pen.stroke(surface, ankle, knee, width_px=shin_width_px, colour=colour)


def _paint_needle(surface: pygame.Surface, pen: Pen, stand: Stand, theme: Theme, *, x: float, y: int) -> None:
    """Draw the heel's place below the floor, free of the target it may lie over."""
    width_px, half = theme.px(NEEDLE_MM), theme.px(TARGET_MM) / 2
    clear_px = width_px + 2 * theme.px(NEEDLE_GAP_MM)
    pen.clear(surface, (x, y - half), (x, y + half), width_px=clear_px)
    top, bottom = stand.floor_y + theme.px(FLOOR_MM) + width_px, y + half + width_px
    pen.stroke(surface, (x, top), (x, bottom), width_px=width_px, colour=theme.colour(Role.INK))
