"""Legibility: how large each text of a scene is to an eye 3 m away, and how it stands out from what is behind it.

In:  a scene, a painter for one panel, and in the camera look the live image.
Out: a capital's height in millimetres and degrees, and the contrast, for every text.
Not here: how large a text should be (theme.py), the table (kiosk/legibility_table.py).

Rule: contrast is measured on the picture as painted, against the brightest pixel behind or close around the letters: a
line or a ring in their place counts as ground, so an overlap is a low contrast.
"""

import math
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.core.scene import Scene
from kiosk.output.backdrop import dimmed_mirror
from kiosk.output.paint import Painter
from kiosk.output.text import Piece
from kiosk.output.theme import Colour
from kiosk.output.words import Wording

EYE_MM: Final = 3000.0
"""From the athlete's eye to the panel (mirror.md)."""
LEAST_CONTRAST: Final = 7.0
"""WCAG 2, level AAA."""
WHITE_ROOM_PX: Final = (640, 480)
HALO_MM: Final = 1.5
"""Ground this close to a letter is seen with it: half the stroke of the smallest text."""
LIT: Final = 16
"""A channel above this is a letter; below it is the last trace of its smooth edge."""
_SHARES: Final = np.arange(256) / 255.0
_KNEE: Final = 0.04045
_LINEAR: Final = np.where(_SHARES <= _KNEE, _SHARES / 12.92, ((_SHARES + 0.055) / 1.055) ** 2.4)
_WEIGHTS: Final = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True, slots=True, kw_only=True)
class Legibility:
    """One text as it is seen: the height of its capitals in millimetres, and its contrast, 1 to 21."""

    wording: Wording
    text: str
    cap_mm: float
    contrast: float

    @property
    def angle_deg(self) -> float:
        """The angle that a capital subtends at the athlete's eye, in degrees."""
        return angle_deg(self.cap_mm)


def angle_deg(cap_mm: float) -> float:
    """Return the angle in degrees that a height in millimetres subtends from 3 m."""
    return math.degrees(2 * math.atan(cap_mm / 2 / EYE_MM))


def legibility_of(scene: Scene, painter: Painter, live: pygame.Surface | None = None) -> tuple[Legibility, ...]:
    """Measure every text of a scene, over black or over a live image as it comes from dimmed_mirror."""
    theme = painter.theme_of(scene)
    ground = pygame.Surface(theme.size_px, 0, 32)
    painter.paint_ground(ground, scene, live)
    return tuple(
        Legibility(
            wording=wording,
            text=text.text,
            cap_mm=cap_mm,
            contrast=_ratio(
                float(luminance(np.array(theme.colour(text.role)))),
                max(_brightest_behind(piece, ground, theme.px(HALO_MM)) for piece in text.pieces),
            ),
        )
        for (wording, cap_mm), text in zip(
            caps_mm_of(scene, painter).items(), painter.texts_of(scene).values(), strict=True
        )
    )


def caps_mm_of(scene: Scene, painter: Painter) -> dict[Wording, float]:
    """Return the height of every text's capitals on the panel, in millimetres."""
    px_per_mm = painter.theme_of(scene).px_per_mm
    return {wording: text.cap_px / px_per_mm for wording, text in painter.texts_of(scene).items()}


def _brightest_behind(piece: Piece, ground: pygame.Surface, halo_px: int) -> float:
    """Return the greatest luminance of the ground under the letters of a piece and a halo around them."""
    letters = np.pad(pygame.surfarray.array3d(piece.surface).max(axis=2) > LIT, halo_px)
    around = np.zeros_like(letters)
    for across, down in product((-halo_px, 0, halo_px), repeat=2):
        around |= np.roll(letters, (across, down), axis=(0, 1))  # the letters' own white is wider than what rolls over
    place = piece.surface.get_rect(topleft=piece.place).inflate(2 * halo_px, 2 * halo_px)
    seen = place.clip(ground.get_rect())
    behind = pygame.surfarray.array3d(ground.subsurface(seen))
    start = seen.left - place.left, seen.top - place.top
    lit = around[start[0] : start[0] + seen.width, start[1] : start[1] + seen.height]
    return float(luminance(behind[lit]).max(initial=0.0))


def white_room(size_px: tuple[int, int]) -> pygame.Surface:
    """Return the live image of a room that is all white, dimmed for a (width, height) panel: the worst ground."""
    width, height = WHITE_ROOM_PX
    return dimmed_mirror(np.full((height, width, 3), 255, dtype=np.uint8), size_px)


def luminance(pixels: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return relative luminance, 0 to 1, of sRGB values 0 to 255 in the last axis (WCAG 2)."""
    light: NDArray[np.float64] = _LINEAR[pixels] @ _WEIGHTS
    return light


def contrast(colour: Colour, ground: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    return _ratio(float(luminance(np.array(colour))), float(luminance(np.array(ground))))


def _ratio(one: float, other: float) -> float:
    lighter, darker = max(one, other), min(one, other)
    return (lighter + 0.05) / (darker + 0.05)
