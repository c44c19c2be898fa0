"""Painting: a scene becomes light on a surface.

In:  a scene, a theme, and in the camera look the newest frame as a surface.
Out: the painted surface, and which parts of it changed.
Not here: the window (display.py), sizes and colours (theme.py).

Rule: during a rep nothing is lit but the two edges, in either look.
"""

from dataclasses import replace
from typing import Final

import pygame

from kiosk.core.scene import Role, Scene, SceneKind
from kiosk.output.backdrop import paint_live
from kiosk.output.changed import changed_areas
from kiosk.output.paint_code import paint_code
from kiosk.output.paint_ladder import paint_ladder
from kiosk.output.paint_picture import paint_figures, paint_floor, paint_range, paint_ring, paint_wall, stand_of
from kiosk.output.paint_step import paint_step
from kiosk.output.strokes import Pen, lay
from kiosk.output.text import SetText, Typesetter
from kiosk.output.theme import BLACK, EDGE_LIVE_PEAK, EDGE_SHARE, Theme
from kiosk.output.words import Wording, set_scene

SIGHTLESS_KINDS: Final = (
    SceneKind.REP,
    SceneKind.FAIL_SAFE,
    SceneKind.CLOCK,
    SceneKind.NOTICE,
    SceneKind.SLEEP,
)
"""Scenes without a live image: a rep is dark, in trouble the last image is old, an empty room is nearly black."""


class Painter:
    """Paints scenes for one panel and remembers the shapes and words it has drawn."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._bare_theme = replace(theme, is_bare=True)
        self._setter = Typesetter(theme)
        self._pen = Pen()

    def paint(self, surface: pygame.Surface, scene: Scene, live: pygame.Surface | None = None) -> None:
        """Paint a whole scene, over black or over the dimmed live image; `live` comes from dimmed_mirror."""
        self.paint_ground(surface, scene, live)
        for text in self.texts_of(scene).values():
            for piece in text.pieces:
                lay(surface, piece.surface, piece.place)

    def paint_ground(self, surface: pygame.Surface, scene: Scene, live: pygame.Surface | None = None) -> None:
        """Paint what a scene's words stand on and beside: everything of it but the words."""
        surface.fill(BLACK)
        if scene.kind is SceneKind.REP:
            self._paint_edges(surface, scene)
            return
        theme = self.theme_of(scene)
        if live is not None and scene.kind not in SIGHTLESS_KINDS:
            paint_live(surface, live, [(text.rect, text.role) for text in self.texts_of(scene).values()])
        if scene.is_flash:
            self._paint_edges(surface, scene)
        if scene.ladder is not None:
            paint_ladder(surface, self._pen, scene.ladder, theme)
        self._paint_picture(surface, scene, theme)
        if scene.code:
            paint_code(surface, scene.code, theme)

    def texts_of(self, scene: Scene) -> dict[Wording, SetText]:
        """Return every text of a scene in its place; a rep has none."""
        return {} if scene.kind is SceneKind.REP else set_scene(scene, self.theme_of(scene), self._setter)

    def theme_of(self, scene: Scene) -> Theme:
        """Return the theme with the layout that a scene has: another one without a ladder."""
        return self._bare_theme if scene.ladder is None else self._theme

    def repaint(self, surface: pygame.Surface, scene: Scene, before: Scene) -> list[pygame.Rect]:
        """Paint what differs from the scene already on the surface; return the parts that changed."""
        if scene.kind is SceneKind.REP and before.kind is SceneKind.REP:
            self._paint_edges(surface, scene)
            return edge_rects(self._theme)
        areas = changed_areas(
            scene,
            before,
            texts=self.texts_of(scene),
            texts_before=self.texts_of(before),
            theme=self.theme_of(scene),
        )
        if areas is None:
            self.paint(surface, scene)
            return [surface.get_rect()]
        for area in areas:
            surface.set_clip(area)
            self.paint(surface, scene)
        surface.set_clip(None)
        return [area.clip(surface.get_rect()) for area in areas]

    def _paint_picture(self, surface: pygame.Surface, scene: Scene, theme: Theme) -> None:
        pen, gauge = self._pen, scene.range_gauge
        stand = stand_of(theme, is_wall_right=scene.is_wall_right)
        has_picture = scene.figure is not None or scene.step_gauge is not None
        has_wall = has_picture and scene.has_wall
        paint_figures(surface, pen, scene, stand, theme)
        if has_wall:
            paint_wall(surface, pen, stand, theme, is_gauge_below=gauge is not None)
        if has_picture and gauge is None:  # the gauge lies where the floor would be
            paint_floor(surface, pen, stand, theme)
        if scene.step_gauge is not None:
            paint_step(surface, pen, scene.step_gauge, stand, theme)
        if gauge is not None:
            paint_range(surface, pen, gauge, stand, theme, has_wall=has_wall)
        if scene.ring is not None:
            paint_ring(surface, pen, scene.ring, theme)

    def _paint_edges(self, surface: pygame.Surface, scene: Scene) -> None:
        """Draw both edge lights: brightest at the rim, as the square of the nearness to it, over all rows."""
        level = 1.0 if scene.is_flash else EDGE_LIVE_PEAK * min(max(scene.edge_light, 0.0), 1.0)
        red, green, blue = self._theme.colour(Role.CALM)
        for edge in edge_rects(self._theme):
            is_left = edge.left == 0
            for column in range(edge.width):
                share = level * (1.0 - column / edge.width) ** 2
                x = column if is_left else edge.right - 1 - column
                colour = (round(red * share), round(green * share), round(blue * share))
                surface.fill(colour, pygame.Rect(x, 0, 1, edge.height))


def edge_rects(theme: Theme) -> list[pygame.Rect]:
    """Return the two strips that may be lit during a rep."""
    width, height = theme.size_px
    strip = max(1, round(width * EDGE_SHARE))
    return [pygame.Rect(0, 0, strip, height), pygame.Rect(width - strip, 0, strip, height)]
