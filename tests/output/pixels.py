"""What is measured on a painted picture: its pixels, where it is lit, and how bright it is."""

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.core.scene import Scene
from kiosk.output.paint import Painter
from kiosk.output.text import SetText
from kiosk.output.theme import Theme

LIT = 16
"""A channel above this is light; below it is the last trace of a smooth edge."""


def painted(scene: Scene, theme: Theme, live: pygame.Surface | None = None) -> pygame.Surface:
    surface = pygame.Surface(theme.size_px, 0, 32)
    Painter(theme).paint(surface, scene, live)
    return surface


def pixels_of(surface: pygame.Surface) -> NDArray[np.uint8]:
    """Return (width, height, 3) sRGB, a copy."""
    return np.array(pygame.surfarray.array3d(surface))


def is_lit(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    return pixels.max(axis=2) > LIT


def ink_of(text: SetText) -> pygame.Rect:
    """Return the rectangle that a text really lights."""
    inks = []
    for piece in text.pieces:
        columns, rows = np.nonzero(is_lit(pixels_of(piece.surface)))
        inks.append(pygame.Rect(columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1).move(piece.place))
    return inks[0].unionall(inks)
