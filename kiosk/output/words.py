"""The words and numbers of a scene, each set in its place.

In:  a scene and a theme.
Out: set texts, named by what they say.
Not here: how words are fitted (text.py), shapes (paint_ladder.py, paint_picture.py).

Rule: words the athlete must read are at least LEGIBLE_CAP_MM tall and in a readable role; only the fact may be smaller.
"""

from collections.abc import Mapping
from enum import Enum, unique
from types import MappingProxyType
from typing import Final

import pygame

from kiosk.core.distance import whole
from kiosk.core.scene import Role, Scene
from kiosk.output.paint_ladder import rung_number_box
from kiosk.output.paint_picture import ring_box
from kiosk.output.text import SetText, Style, Typesetter, Weight
from kiosk.output.theme import (
    COUNT_CAP_MM,
    FACT_CAP_MM,
    HEADLINE_CAP_MM,
    HEADLINE_LEAST_CAP_MM,
    LEGIBLE_CAP_MM,
    LINE_CAP_MM,
    NOTE_CAP_MM,
    RING_CAP_MM,
    RUNG_CAP_MM,
    Theme,
)


@unique
class Wording(Enum):
    """What a text on the panel is."""

    HEADLINE = "headline"
    COUNT = "count"
    NOTE = "note"
    LINE = "line"
    FACT = "fact"
    RUNG = "rung"
    RING = "ring"


SIZES_MM: Final[Mapping[Wording, tuple[Weight, float, float]]] = MappingProxyType(
    {
        Wording.HEADLINE: (Weight.BOLD, HEADLINE_CAP_MM, HEADLINE_LEAST_CAP_MM),
        Wording.COUNT: (Weight.BOLD, COUNT_CAP_MM, LEGIBLE_CAP_MM),
        Wording.NOTE: (Weight.MEDIUM, NOTE_CAP_MM, LEGIBLE_CAP_MM),
        Wording.LINE: (Weight.MEDIUM, LINE_CAP_MM, LEGIBLE_CAP_MM),
        Wording.FACT: (Weight.REGULAR, FACT_CAP_MM, FACT_CAP_MM),
        Wording.RUNG: (Weight.BOLD, RUNG_CAP_MM, LEGIBLE_CAP_MM),
        Wording.RING: (Weight.BOLD, RING_CAP_MM, LEGIBLE_CAP_MM),
    },
)
"""Weight, capital height wanted and least capital height, in millimetres."""
ALWAYS_CENTRED: Final = (Wording.COUNT, Wording.RING)
NEVER_CENTRED: Final = (Wording.RUNG,)
HEADLINE_GAP_MM: Final = 16.0
LINE_GAP_MM: Final = 9.0
"""White below a text before the next one, at least."""
LONE_SHARES: Final = (0.34, 0.56)
"""Where a headline with the panel to itself begins and ends, as shares of the height: at the eye, not under the rim."""


def set_scene(scene: Scene, theme: Theme, setter: Typesetter) -> dict[Wording, SetText]:
    """Return every text of a scene, in its place in the panel's pixels."""
    layout = theme.layout
    texts: dict[Wording, SetText] = {}

    def set_words(wording: Wording, text: str, role: Role, box: pygame.Rect) -> None:
        if text:
            style = style_of(wording, theme, is_alone=has_words_only(scene))
            texts[wording] = setter.set_words(text, style=style, role=role, box=box)

    def set_number(wording: Wording, number: int, box: pygame.Rect) -> None:
        texts[wording] = setter.set_number(number, style=style_of(wording, theme), role=Role.INK, box=box)

    headline, words = _word_boxes(scene, theme)
    set_words(Wording.HEADLINE, scene.headline, scene.headline_role, headline)
    if scene.number is not None:
        set_number(Wording.COUNT, scene.number, theme.place(layout.count))
    set_words(Wording.NOTE, scene.number_note, Role.INK, theme.place(layout.note))
    words = _below(words, texts.get(Wording.HEADLINE), theme.px(HEADLINE_GAP_MM))
    set_words(Wording.LINE, scene.line, scene.line_role, words)
    set_words(Wording.FACT, scene.fact, Role.INK, _below(words, texts.get(Wording.LINE), theme.px(LINE_GAP_MM)))
    if scene.ladder is not None and scene.ladder.current_in is not None:
        number = whole(scene.ladder.current_in, scene.ladder.unit)
        set_number(Wording.RUNG, number, rung_number_box(scene.ladder, scene.ladder.current_in, theme))
    if scene.ring is not None and scene.ring.number is not None:
        ring, cap_px = ring_box(theme), theme.px(RING_CAP_MM)
        set_number(
            Wording.RING, scene.ring.number, pygame.Rect(ring.left, ring.centery - cap_px // 2, ring.width, cap_px)
        )
    return texts


def has_words_only(scene: Scene) -> bool:
    """Whether there is no picture and no count for the words to stand beside."""
    return scene.number is None and scene.figure is None and scene.step_gauge is None and not scene.code


def style_of(wording: Wording, theme: Theme, *, is_alone: bool = False) -> Style:
    """Return how a text is set on this panel, beside a picture or alone."""
    weight, cap_mm, least_cap_mm = SIZES_MM[wording]
    is_axial = theme.layout.is_centred or is_alone
    is_centred = wording in ALWAYS_CENTRED or (is_axial and wording not in NEVER_CENTRED)
    return Style(weight=weight, cap_mm=cap_mm, least_cap_mm=least_cap_mm, is_centred=is_centred)


def _word_boxes(scene: Scene, theme: Theme) -> tuple[pygame.Rect, pygame.Rect]:
    """Return the places of the headline and of the words below it."""
    headline, words = theme.place(theme.layout.headline), theme.place(theme.layout.words)
    if has_words_only(scene):
        everything = headline.union(theme.place(theme.layout.count))
        top, middle = (round(share * theme.size_px[1]) for share in LONE_SHARES)
        headline = pygame.Rect(everything.left, top, everything.width, middle - top)
        words = pygame.Rect(everything.left, top, everything.width, theme.safe.bottom - top)
    return headline, words


def _below(box: pygame.Rect, text: SetText | None, gap_px: int) -> pygame.Rect:
    """Return what is left of a box below a text."""
    top = box.top if text is None else max(box.top, text.rect.bottom + gap_px)
    return pygame.Rect(box.left, top, box.width, max(0, box.bottom - top))
