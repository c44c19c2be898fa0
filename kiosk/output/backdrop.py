"""What lies behind the words: black, or the live image mirrored and dimmed, darker still in bands under text.

In:  a frame as it comes from the camera, and the places of the text.
Out: a surface to paint on.
Not here: the words (words.py), the camera (vision/).

Rule: a frame is drawn and forgotten; nothing here keeps or writes one.
"""

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.core.scene import Role
from kiosk.output.theme import BAND_SHARES, LIVE_SHARE

FEATHER_SHARE: Final = 0.016
"""How far a band reaches beyond its text, and how far it then fades, as a share of the height."""
FULL: Final = 255


def dimmed_mirror(rgb: NDArray[np.uint8], size_px: tuple[int, int]) -> pygame.Surface:
    """Return the live image as a mirror shows it, at 40 % brightness, in the shape of a (width, height) panel.

    `rgb` is (height, width, 3). The image keeps the frame's own pixels, which are few; what does not fit the panel's
    shape is cut off evenly at both sides.
    """
    height, width = rgb.shape[:2]
    scale = max(size_px[0] / width, size_px[1] / height)
    cut = pygame.Rect(0, 0, min(width, round(size_px[0] / scale)), min(height, round(size_px[1] / scale)))
    cut.center = (width // 2, height // 2)
    image = pygame.image.frombuffer(np.ascontiguousarray(rgb).data, (width, height), "RGB")
    mirrored = pygame.Surface(cut.size, 0, 32)
    mirrored.blit(pygame.transform.flip(image.subsurface(cut), True, False), (0, 0))  # noqa: FBT003 (by place)
    _darken(mirrored, mirrored.get_rect(), LIVE_SHARE)
    return mirrored


def paint_live(surface: pygame.Surface, live: pygame.Surface, texts: Iterable[tuple[pygame.Rect, Role]]) -> None:
    """Fill a surface with the live image, darker in the rows behind texts, as much as each text's colour needs.

    The bands run from edge to edge and fade above and below. They are drawn on the small image: a tenth of the pixels.
    """
    image = live.copy()
    width, height = image.get_size()
    scale = height / surface.get_height()
    feather = max(1, round(height * FEATHER_SHARE))
    shares = np.ones(height + 2 * feather)
    for rect, role in texts:
        # Row 0 of the image is row `feather` here, so this reaches two feathers above and below the text.
        top, bottom = math.floor(rect.top * scale) - feather, math.ceil(rect.bottom * scale) + 3 * feather
        rows = slice(max(0, top), max(0, bottom))
        shares[rows] = np.minimum(shares[rows], BAND_SHARES[role])
    faded = np.convolve(shares, np.full(2 * feather + 1, 1 / (2 * feather + 1)), mode="valid")
    for row in np.flatnonzero(faded < 1.0).tolist():
        _darken(image, pygame.Rect(0, row, width, 1), faded[row])
    surface.blit(pygame.transform.scale(image, surface.get_size()), (0, 0))


def _darken(surface: pygame.Surface, area: pygame.Rect, share: float) -> None:
    level = round(FULL * share)
    surface.fill((level, level, level), area, pygame.BLEND_RGB_MULT)
