"""The code: plain text as a QR code, dark on a light square, for a phone at arm's length.

In:  the text, and a theme.
Out: a square on a surface, or nothing where the panel is too small for it.
Not here: what the text says (core/takeaway.py).

Rule: a module is a whole number of pixels and at least MODULE_MM wide, with the four modules of quiet around them that
ISO/IEC 18004 asks for; a code that could not be read is not shown.
"""

from functools import lru_cache
from typing import Final

import numpy as np
import pygame
import segno

from kiosk.output.theme import Box, Theme

MODULE_MM: Final = 4.0
"""Seen from 1 m: 4 mm are about 12 of the 3,000 pixels that a phone's camera has over 1 m; a reader needs three."""
QUIET: Final = 4
LIGHT: Final = (0xF2, 0xF3, 0xEE)
DARK: Final = (0, 0, 0)


def code_box(theme: Theme) -> pygame.Rect:
    """Return the place of the code: the picture's rows, as wide as a count."""
    layout = theme.layout
    return theme.place(Box(layout.count.left, layout.picture.top, layout.count.right, layout.picture.bottom))


def code_square(text: str, theme: Theme) -> pygame.Rect | None:
    """Return the code's square with its quiet zone, in pixels; None where it has no room."""
    box, side = code_box(theme), len(modules_of(text)) + 2 * QUIET
    module_px = min(box.width, box.height) // side
    if module_px < MODULE_MM * theme.px_per_mm:
        return None
    square = pygame.Rect(0, 0, module_px * side, module_px * side)
    square.center = box.center
    return square


def paint_code(surface: pygame.Surface, text: str, theme: Theme) -> None:
    """Paint the code of a text, if there is room for it."""
    square = code_square(text, theme)
    if square is None:
        return
    modules = np.array(modules_of(text), dtype=bool)
    framed = np.pad(modules, QUIET)
    pixels = np.where(framed[..., np.newaxis], np.array(DARK, np.uint8), np.array(LIGHT, np.uint8))
    small = pygame.surfarray.make_surface(pixels.swapaxes(0, 1))
    surface.blit(pygame.transform.scale(small, square.size), square.topleft)


@lru_cache(maxsize=4)
def modules_of(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the code's modules in rows from the top, true where dark: the smallest code that holds the text."""
    code = segno.make_qr(text, error="l", boost_error=True)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)
