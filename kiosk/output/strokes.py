"""Strokes: thick lines with round ends, rings and arrow heads, all with smooth edges.

In:  pixel places, a width in pixels and a colour.
Out: light laid over a surface.
Not here: what is drawn (paint_ladder.py, paint_picture.py).

Rule: light only adds. Every shape is drawn on black and laid over the picture by the brighter value of each channel, so
shapes join without seams and no surface needs an alpha channel.
"""

import math
from functools import lru_cache
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.output.theme import WHITE, Colour

Place = tuple[float, float]
Coverage = NDArray[np.float32]

RING_STEPS: Final = 720
"""A ring moves in half degrees, so that a still ring is found in the cache."""


class Pen:
    """Draws shapes and remembers the last ones, wherever they stood."""

    def __init__(self) -> None:
        self._stroke = lru_cache(maxsize=96)(_stroke)
        self._arc = lru_cache(maxsize=16)(_arc)
        self._head = lru_cache(maxsize=16)(_head)

    def stroke(self, surface: pygame.Surface, start: Place, end: Place, *, width_px: int, colour: Colour) -> None:
        """Draw a line with round ends; the ends stand half a width beyond `start` and `end`."""
        run, place = _run(start, end, width_px)
        lay(surface, self._stroke(run, width_px, colour), place)

    def clear(self, surface: pygame.Surface, start: Place, end: Place, *, width_px: int) -> None:
        """Put out the light along a line, so that what is drawn there next stands free of what lies behind."""
        run, place = _run(start, end, width_px)
        put_out(surface, self._stroke(run, width_px, WHITE), place)

    def ring(self, surface: pygame.Surface, box: pygame.Rect, *, share: float, width_px: int, colour: Colour) -> None:
        """Draw a ring inside a square box, from the top clockwise over a share of the circle, hiding what it covers."""
        steps = round(min(max(share, 0.0), 1.0) * RING_STEPS)
        if steps > 0:
            put_out(surface, self._arc(box.width, steps, width_px, WHITE), box.topleft)
            lay(surface, self._arc(box.width, steps, width_px, colour), box.topleft)

    def arrow_head(
        self, surface: pygame.Surface, tip: Place, *, length_px: int, is_right: bool, colour: Colour
    ) -> None:
        """Draw a filled triangle that points right or left with its tip at a place, hiding what it covers."""
        place = (round(tip[0]) - (length_px if is_right else 0), round(tip[1]) - length_px * 2 // 3)
        put_out(surface, self._head(length_px, is_right, WHITE), place)
        lay(surface, self._head(length_px, is_right, colour), place)


def lay(surface: pygame.Surface, light: pygame.Surface, place: Place) -> None:
    """Lay light over a surface: the brighter value of each channel stays."""
    surface.blit(light, place, special_flags=pygame.BLEND_RGB_MAX)


def put_out(surface: pygame.Surface, light: pygame.Surface, place: Place) -> None:
    """Take light away from a surface; where `light` is white, black is left."""
    surface.blit(light, place, special_flags=pygame.BLEND_RGB_SUB)


def _grid(width: int, height: int) -> tuple[Coverage, Coverage]:
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    return across, down


def _near(across: Coverage, down: Coverage, run: tuple[float, float, float, float]) -> Coverage:
    """Return every pixel's distance from a line segment (x0, y0, x1, y1), in pixels."""
    from_x, from_y, to_x, to_y = run
    run_x, run_y = to_x - from_x, to_y - from_y
    length2 = run_x * run_x + run_y * run_y or 1.0
    along = np.clip(((across - from_x) * run_x + (down - from_y) * run_y) / length2, 0.0, 1.0)
    return np.hypot(across - from_x - along * run_x, down - from_y - along * run_y)


def _run(start: Place, end: Place, width_px: int) -> tuple[tuple[int, int, int, int], tuple[int, int]]:
    """Return a line from its own corner (x0, y0, x1, y1), and where the upper left pixel of its light belongs."""
    left, top = round(min(start[0], end[0])), round(min(start[1], end[1]))
    reach = width_px // 2 + 2
    run = (round(start[0]) - left, round(start[1]) - top, round(end[0]) - left, round(end[1]) - top)
    return run, (left - reach, top - reach)


def _stroke(run: tuple[int, int, int, int], width_px: int, colour: Colour) -> pygame.Surface:
    reach = width_px // 2 + 2
    from_x, from_y, to_x, to_y = (value + reach for value in run)
    across, down = _grid(max(run[0], run[2]) + 2 * reach + 1, max(run[1], run[3]) + 2 * reach + 1)
    return _tinted(width_px / 2 - _near(across, down, (from_x, from_y, to_x, to_y)), colour)


def _arc(diameter_px: int, steps: int, width_px: int, colour: Colour) -> pygame.Surface:
    across, down = _grid(diameter_px, diameter_px)
    middle = (diameter_px - 1) / 2
    radius = middle - width_px / 2 - 1
    inside = width_px / 2 - np.abs(np.hypot(across - middle, down - middle) - radius)
    if steps < RING_STEPS:
        angle = 2 * math.pi * steps / RING_STEPS
        turned = np.mod(np.arctan2(across - middle, middle - down), 2 * math.pi)
        inside = np.where(turned <= angle, inside, -1.0)
        for turn in (0.0, angle):
            end_x, end_y = middle + radius * math.sin(turn), middle - radius * math.cos(turn)
            inside = np.maximum(inside, width_px / 2 - np.hypot(across - end_x, down - end_y))
    return _tinted(inside, colour)


def _head(length_px: int, is_right: bool, colour: Colour) -> pygame.Surface:  # noqa: FBT001 (a cache takes it by place)
    half = length_px * 2 // 3
    across, down = _grid(length_px + 1, 2 * half + 1)
    from_base = across if is_right else length_px - across
    slope = half / length_px
    inside = (half - from_base * slope - np.abs(down - half)) / math.hypot(1.0, slope)
    return _tinted(np.minimum(inside, from_base + 0.5), colour)


def _tinted(inside: NDArray[np.floating], colour: Colour) -> pygame.Surface:
    """Return a colour on black, full where `inside`, pixels from the shape's edge as (height, width), is over 0.5."""
    cover = np.clip(inside + 0.5, 0.0, 1.0)[..., np.newaxis]
    pixels = np.rint(cover * np.asarray(colour, dtype=np.float32)).astype(np.uint8)
    surface = pygame.Surface((cover.shape[1], cover.shape[0]), 0, 32)
    pygame.surfarray.blit_array(surface, pixels.swapaxes(0, 1))
    return surface
