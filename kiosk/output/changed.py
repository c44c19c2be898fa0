"""What changed from one scene to the next, as parts of the panel.

In:  two scenes, their set texts, and a theme.
Out: rectangles that hold every pixel in which the two pictures differ; None for the whole panel.
Not here: painting (paint.py), the light of a rep (paint.py).

Rule: a part of a scene with no row in AREAS repaints everything, so that a new part is right before it is cheap.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Final

import pygame

from kiosk.core.scene import Scene, SceneKind
from kiosk.output.paint_ladder import WIDE_LINE_END_MM
from kiosk.output.paint_picture import ring_box
from kiosk.output.text import SetText
from kiosk.output.theme import RUNG_LINE_MM, Theme
from kiosk.output.words import Wording

PICTURE_REACH_MM: Final = 30.0
"""How far shapes reach beyond the picture's box: the step gauge's needle, 26 mm below the floor, reaches furthest."""


def ladder_area(theme: Theme) -> pygame.Rect:
    """Return the strip from the rim to the end of the longest rung's line, over all rows."""
    return pygame.Rect(0, 0, theme.safe.left + theme.px(WIDE_LINE_END_MM + RUNG_LINE_MM), theme.size_px[1])


def picture_area(theme: Theme) -> pygame.Rect:
    """Return the picture's box with everything that may hang over it."""
    reach_px = 2 * theme.px(PICTURE_REACH_MM)
    box = theme.place(theme.layout.picture).inflate(reach_px, reach_px)
    return box.clip(pygame.Rect((0, 0), theme.size_px))


AREAS: Final[Mapping[str, Callable[[Theme], pygame.Rect]]] = MappingProxyType(
    {
        "ladder": ladder_area,
        "ring": ring_box,
        "range_gauge": picture_area,
        "step_gauge": picture_area,
        "figure": picture_area,
        "ghost": picture_area,
    },
)
"""Where a part of a scene is drawn."""
WORDED: Final = frozenset({"headline", "headline_role", "line", "line_role", "fact", "number", "number_note"})
"""Parts of a scene that are nothing but text: its places tell where they changed."""


def changed_areas(
    scene: Scene,
    before: Scene,
    *,
    texts: Mapping[Wording, SetText],
    texts_before: Mapping[Wording, SetText],
    theme: Theme,
) -> list[pygame.Rect] | None:
    """Return where two pictures differ, in pixels; None when it may be anywhere.

    Another kind of scene is another picture, and the layout is another one without a ladder.
    """
    if SceneKind.REP in (scene.kind, before.kind) or (scene.ladder is None) is not (before.ladder is None):
        return None
    areas: list[pygame.Rect] = []
    for field in fields(Scene):
        if field.name in WORDED or getattr(scene, field.name) == getattr(before, field.name):
            continue
        area_of = AREAS.get(field.name)
        if area_of is None:
            return None
        areas.append(area_of(theme))
    for wording in Wording:
        text, text_before = texts.get(wording), texts_before.get(wording)
        if text != text_before:
            areas.extend(_lit_by(each) for each in (text, text_before) if each is not None)
    return areas


def _lit_by(text: SetText) -> pygame.Rect:
    first, *others = (piece.surface.get_rect(topleft=piece.place) for piece in text.pieces)
    return first.unionall(others)
