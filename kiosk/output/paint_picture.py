"""The picture: the wall, the athlete from the side, the range gauge, and the ring.

In:  the parts of a scene, and a theme.
Out: shapes on a surface.
Not here: the ladder (paint_ladder.py), the step gauge (paint_step.py), words (words.py).

Rule: the wall stands where the real wall stands, on one line that never moves; figures and gauges are measured from it.
"""

import math
from dataclasses import dataclass
from typing import Final

import pygame

from kiosk.core.scene import Figure, RangeGauge, Ring, Role, Scene, SceneKind
from kiosk.output.strokes import Pen, Place, lay
from kiosk.output.theme import FLOOR_MM, GAUGE_MM, OUTLINE_MM, RING_DIAMETER_MM, RING_STROKE_MM, WALL_MM, Theme

ANKLE_SHARE: Final = 0.039
"""Height of the ankle above the floor, in body heights (hinge.md E.1)."""
TOE_SHARE: Final = 0.100
HEEL_SHARE: Final = 0.022
"""Ankle to ball of the foot and to the heel, in body heights (foot 0.152 long, the ankle a quarter from its end)."""
FOOT_WIDTH: Final = 0.050
LIMB_WIDTH: Final = 0.066
NECK_WIDTH: Final = 0.045
HEAD_WIDTH: Final = 0.135
"""Thickness of the figure's lines and its head, in body heights: a little more than life, to be seen from 3 m."""
BODY_SHARE: Final = 1.04
"""Sole to crown of a standing figure with its round head, in body heights."""
HALO_SHARE: Final = 0.016
"""Black left around the figure where it stands before the ghost, in body heights."""
STANDING_GAP_SHARE: Final = 0.14
"""Where nothing was measured, the figure stands this far from the wall, in body heights (9 in of 66)."""
FIGURE_IN: Final = 66.9
"""A body height in inches where nobody's was measured: 170 cm (hinge.md C.2)."""
MOST_GAP_SHARE: Final = 0.30
LEAST_GAP_SHARE: Final = 0.03
"""A miss is drawn with a gap between these, in body heights, so that it can be told from a touch."""

OUTLINED_KINDS: Final = (SceneKind.ATTRACT, SceneKind.PLACEMENT)
"""Scenes whose figure is a place to step into, not a body."""

MISS_FILL_MOST: Final = 0.92
"""A miss never fills the range gauge further than this, so that the gap is wider than the bar's round end."""
GAUGE_OVERHANG_MM: Final = 9.0
"""How far the wall reaches above and below the range gauge where there is no figure."""


Limb = tuple[Place, Place, float]
"""One thick line with round ends: from, to, and its width in pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where the picture stands: the wall's face and the floor in pixels, and +1 when the wall is right, else −1."""

    wall_x: int
    floor_y: int
    towards_wall: int
    width_px: int

    def from_wall(self, distance_px: float) -> float:
        """Return the x of a place that many pixels in front of the wall."""
        return self.wall_x - self.towards_wall * distance_px


def stand_of(theme: Theme, *, is_wall_right: bool) -> Stand:
    """Return the stand of the picture: the wall is its right or left edge."""
    box, wall_px = theme.place(theme.layout.picture), theme.px(WALL_MM)
    wall_x = box.right - wall_px if is_wall_right else box.left + wall_px
    towards_wall = 1 if is_wall_right else -1
    return Stand(wall_x=wall_x, floor_y=box.bottom, towards_wall=towards_wall, width_px=box.width - wall_px)


def ring_box(theme: Theme) -> pygame.Rect:
    """Return the square of the ring."""
    box = theme.place(theme.layout.ring)
    side = min(theme.px(RING_DIAMETER_MM), box.width, box.height)
    left = box.centerx - side // 2 if theme.layout.is_centred else box.left
    return pygame.Rect(left, box.bottom - side, side, side)


def paint_wall(surface: pygame.Surface, pen: Pen, stand: Stand, theme: Theme, *, is_gauge_below: bool) -> None:
    """Draw the wall as high as the picture, down to the floor or to the range gauge that lies in its place."""
    bottom = stand.floor_y + (theme.px(GAUGE_MM) if is_gauge_below else 0)
    _wall_line(surface, pen, stand, theme, top=theme.place(theme.layout.picture).top, bottom=bottom, role=Role.DIM)


def paint_floor(surface: pygame.Surface, pen: Pen, stand: Stand, theme: Theme) -> None:
    """Draw the floor as wide as the picture, up to the wall's face."""
    start, end = ((stand.from_wall(place), stand.floor_y) for place in (stand.width_px, 0))
    pen.stroke(surface, start, end, width_px=theme.px(FLOOR_MM), colour=theme.colour(Role.FAINT))


def paint_range(
    surface: pygame.Surface, pen: Pen, gauge: RangeGauge, stand: Stand, theme: Theme, *, has_wall: bool
) -> None:
    """Draw the bar that runs to the wall: it meets the wall at a touch, and shows the missing piece otherwise."""
    width_px = theme.px(GAUGE_MM)
    half = width_px / 2
    y = stand.floor_y + theme.px(FLOOR_MM) + half
    if not has_wall:
        overhang = theme.px(GAUGE_OVERHANG_MM)
        _wall_line(surface, pen, stand, theme, top=round(y) - overhang, bottom=round(y) + overhang, role=Role.INK)
    far = stand.width_px - half
    fill = 1.0 if gauge.is_touch else min(max(gauge.fill, 0.0), MISS_FILL_MOST)
    reached = far - fill * (far - half)
    role = Role.CALM if gauge.is_touch else Role.HEED
    start, end, tip = ((stand.from_wall(distance), y) for distance in (far, half, reached))
    pen.stroke(surface, start, end, width_px=width_px, colour=theme.colour(Role.FAINT))
    pen.clear(surface, start, tip, width_px=width_px)
    pen.stroke(surface, start, tip, width_px=width_px, colour=theme.colour(role))


def paint_figures(surface: pygame.Surface, pen: Pen, scene: Scene, stand: Stand, theme: Theme) -> None:
    """Draw the figure, and the ghost behind it on the same ankle; or the outline of somebody to step into."""
    if scene.figure is None:
        return
    height_px, ankle_px = _scale(scene, scene.figure, theme)
    if scene.kind in OUTLINED_KINDS:
        _paint_outline(surface, pen, limbs_of(scene.figure, stand, ankle_px, height_px), theme)
        return
    if scene.ghost is not None:
        for start, end, width in limbs_of(scene.ghost, stand, ankle_px, height_px):
            pen.stroke(surface, start, end, width_px=round(width), colour=theme.colour(Role.FAINT))
    limbs = limbs_of(scene.figure, stand, ankle_px, height_px)
    if scene.ghost is not None:
        for start, end, width in limbs:
            pen.clear(surface, start, end, width_px=round(width + 2 * HALO_SHARE * height_px))
    for start, end, width in limbs:
        pen.stroke(surface, start, end, width_px=round(width), colour=theme.colour(scene.figure_role))


def _scale(scene: Scene, figure: Figure, theme: Theme) -> tuple[float, float]:
    """Return a body's height and how far in front of the wall the ankle stands, in pixels."""
    height_px = theme.place(theme.layout.picture).height / BODY_SHARE
    return height_px, ankle_from_wall(scene, scene.placed_by or figure) * height_px


def _around(limbs: list[Limb]) -> pygame.Rect:
    reaches = [(place, width / 2 + 3) for start, end, width in limbs for place in (start, end)]
    left, top = (math.floor(min(place[axis] - reach for place, reach in reaches)) for axis in (0, 1))
    right, bottom = (math.ceil(max(place[axis] + reach for place, reach in reaches)) for axis in (0, 1))
    return pygame.Rect(left, top, right - left, bottom - top)


def _paint_outline(surface: pygame.Surface, pen: Pen, limbs: list[Limb], theme: Theme) -> None:
    """Draw the figure's rim alone, so that whoever steps into it is seen inside, behind the glass or in the image."""
    box, rim_px = _around(limbs), theme.px(OUTLINE_MM)
    rim = pygame.Surface(box.size, 0, 32)
    inside = [
        ((start[0] - box.left, start[1] - box.top), (end[0] - box.left, end[1] - box.top), width)
        for start, end, width in limbs
    ]
    for start, end, width in inside:
        pen.stroke(rim, start, end, width_px=round(width), colour=theme.colour(Role.CALM))
    for start, end, width in inside:
        pen.clear(rim, start, end, width_px=round(width) - 2 * rim_px)
    lay(surface, rim, box.topleft)


def paint_ring(surface: pygame.Surface, pen: Pen, ring: Ring, theme: Theme) -> None:
    """Draw the ring: its whole circle faint, its share bright."""
    box, width_px = ring_box(theme), theme.px(RING_STROKE_MM)
    pen.ring(surface, box, share=1.0, width_px=width_px, colour=theme.colour(Role.FAINT))
    pen.ring(surface, box, share=ring.share, width_px=width_px, colour=theme.colour(Role.CALM))


def ankle_from_wall(scene: Scene, figure: Figure) -> float:
    """Return how far in front of the wall the ankle stands, in body heights.

    The hips of the last rep went `fill` of the way to the wall; the rest of the way is the gap that the picture shows.
    """
    hips = LIMB_WIDTH / 2 - figure.hip[0]
    behind = max(hips, HEEL_SHARE + FOOT_WIDTH / 2 - figure.ankle[0])
    if scene.kind is SceneKind.ZERO:
        return behind
    if scene.heel_in is not None:
        return behind + scene.heel_in / FIGURE_IN
    gauge = scene.range_gauge
    if gauge is None:
        return behind + STANDING_GAP_SHARE
    if gauge.is_touch:
        return hips
    missing = max(0.0, -figure.hip[0]) * (1.0 / max(gauge.fill, 0.1) - 1.0)
    return hips + min(MOST_GAP_SHARE, max(LEAST_GAP_SHARE, missing))


def limbs_of(figure: Figure, stand: Stand, ankle_px: float, height_px: float) -> list[Limb]:
    """Return the figure's lines from foot to head on the panel, with their widths in pixels."""

    def place(joint: Place) -> Place:
        return stand.from_wall(ankle_px + joint[0] * height_px), stand.floor_y - (joint[1] + ANKLE_SHARE) * height_px

    sole = FOOT_WIDTH / 2 - ANKLE_SHARE
    heel, toe = (figure.ankle[0] - HEEL_SHARE, sole), (figure.ankle[0] + TOE_SHARE, sole)
    return [
        (place(start), place(end), width * height_px)
        for start, end, width in (
            (heel, toe, FOOT_WIDTH),
            (figure.ankle, figure.knee, LIMB_WIDTH),
            (figure.knee, figure.hip, LIMB_WIDTH),
            (figure.hip, figure.shoulder, LIMB_WIDTH),
            (figure.shoulder, figure.head, NECK_WIDTH),
            (figure.head, figure.head, HEAD_WIDTH),
        )
    ]


def _wall_line(
    surface: pygame.Surface, pen: Pen, stand: Stand, theme: Theme, *, top: int, bottom: int, role: Role
) -> None:
    width_px = theme.px(WALL_MM)
    x = stand.wall_x + stand.towards_wall * width_px / 2
    pen.stroke(surface, (x, top), (x, bottom), width_px=width_px, colour=theme.colour(role))
