"""Text: words fitted into a box, never cut off, and set once.

In:  words, a style and a box in pixels.
Out: set lines with their places, ready to be laid over the picture.
Not here: which words stand where (words.py), lengths in millimetres (theme.py).

Rule: a text shrinks to fit only down to its least capital height, then takes another line; where even that does not
fit, the largest setting that does is taken, because a small word is better than half a word.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, unique
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Final

import pygame
from font_roboto import Roboto, RobotoBold, RobotoMedium

from kiosk.core.scene import Role
from kiosk.output.theme import BLACK, Theme

CAP_SHARE: Final = 1456 / 2048
"""Height of Roboto's capitals as a share of the font size (the font's own OS/2 table)."""
PITCH_SHARE: Final = 1.16
"""Distance of two baselines as a share of the font size."""
TRIM_SHARE: Final = 0.03
"""How much narrower a digit's cell is than its advance, in font sizes: large figures stand closer than running text."""
BEARING_SHARE: Final = 0.024
"""White that every digit keeps in its cell, left and right together, in font sizes; it may leave the box."""
ROUGHNESS: Final = 1.15
"""A break inside a phrase is taken only where it makes the longest line this much shorter than one after a comma."""
DIGITS: Final = "0123456789"
CELLS: Final = 2
"""A number is set as large as two digits fit, so that it keeps its size from 9 to 10."""


@unique
class Weight(Enum):
    """A weight of Roboto: bold for numbers and headlines, medium for the line, regular for the fact."""

    BOLD = str(RobotoBold)
    MEDIUM = str(RobotoMedium)
    REGULAR = str(Roboto)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How words are set: the capital height wanted, and the least before another line is taken, in millimetres."""

    weight: Weight
    cap_mm: float
    least_cap_mm: float
    is_centred: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One set line or digit: its light on black, and the place of its upper left corner."""

    surface: pygame.Surface
    place: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetText:
    """Words on the panel: their colour's role, their pieces, and the capital height in pixels.

    `rect` runs from the top of the first line's capitals to the last line's descenders.
    """

    text: str
    role: Role
    pieces: tuple[Piece, ...]
    cap_px: int
    rect: pygame.Rect


class Typesetter:
    """Sets text with Roboto for one panel and remembers what it has set."""

    def __init__(self, theme: Theme) -> None:
        pygame.font.init()
        self._theme = theme
        self._font = lru_cache(maxsize=48)(_open_font)
        self._set_line = lru_cache(maxsize=96)(self._render)
        self.arrange = lru_cache(maxsize=128)(self._arrange)
        self._number_size = lru_cache(maxsize=32)(self._fitted_number_size)

    def set_words(self, text: str, *, style: Style, role: Role, box: pygame.Rect) -> SetText:
        """Set words from the top of a box, as large as wanted or as large as they fit."""
        size, lines = self.arrange(text, style, box.size)
        font, pitch_px = self._font(style.weight, size), round(size * PITCH_SHARE)
        cap_px = math.floor(size * CAP_SHARE)
        top = box.top - (font.get_ascent() - cap_px)
        pieces = []
        for row, line in enumerate(lines):
            surface = self._set_line(line, style.weight, size, role)
            left = box.centerx - surface.get_width() // 2 if style.is_centred else box.left
            pieces.append(Piece(surface=surface, place=(left, top + row * pitch_px)))
        left = min(piece.place[0] for piece in pieces)
        width = max(piece.surface.get_width() for piece in pieces)
        height = cap_px + (len(lines) - 1) * pitch_px - font.get_descent()
        rect = pygame.Rect(left, box.top, width, height)
        return SetText(text=text, role=role, pieces=tuple(pieces), cap_px=cap_px, rect=rect)

    def set_number(self, number: int, *, style: Style, role: Role, box: pygame.Rect) -> SetText:
        """Set a number from the top of a box, every digit in a cell of the same width."""
        text = str(number)
        size = self._number_size(max(CELLS, len(text)), style, box.size)
        font, cell_px = self._font(style.weight, size), self._cell_px(style.weight, size)
        cap_px = math.floor(size * CAP_SHARE)
        width = cell_px * len(text)
        left = box.centerx - width // 2 if style.is_centred else box.left
        start, top = left - round(size * TRIM_SHARE / 2), box.top - (font.get_ascent() - cap_px)
        pieces = tuple(
            Piece(surface=self._set_line(digit, style.weight, size, role), place=(start + index * cell_px, top))
            for index, digit in enumerate(text)
        )
        rect = pygame.Rect(left, box.top, width, cap_px)
        return SetText(text=text, role=role, pieces=pieces, cap_px=cap_px, rect=rect)

    def _cell_px(self, weight: Weight, size: int) -> int:
        return max(self._font(weight, size).size(digit)[0] for digit in DIGITS) - round(size * TRIM_SHARE)

    def _fitted_number_size(self, cells: int, style: Style, box_px: tuple[int, int]) -> int:
        width_px, height_px = box_px
        size = self._size_for(style.cap_mm)
        while size > 1:
            is_wide = self._cell_px(style.weight, size) * cells > width_px + size * BEARING_SHARE
            if not is_wide and size * CAP_SHARE <= height_px + 1:
                break
            size -= 1
        return size

    def _size_for(self, cap_mm: float) -> int:
        return math.ceil(self._theme.px(cap_mm) / CAP_SHARE)

    def _arrange(self, text: str, style: Style, box_px: tuple[int, int]) -> tuple[int, tuple[str, ...]]:
        """Return the font size and the lines: as few lines as keep the least size, each as short as can be."""
        words = text.split() or [""]
        least = self._size_for(style.least_cap_mm)
        best: tuple[int, tuple[str, ...]] = (0, ())
        for count in range(1, len(words) + 1):
            widths = {rows: self._width_px(rows, style.weight, least) for rows in _breaks(words, count)}
            for lines in sorted(widths, key=lambda rows: widths[rows] * _roughness(rows)):
                size = self._largest_size(lines, style, box_px)
                if size > best[0]:
                    best = (size, lines)
                if size >= least:
                    return size, lines
        return best

    def _largest_size(self, lines: Sequence[str], style: Style, box_px: tuple[int, int]) -> int:
        width_px, height_px = box_px
        per_size = CAP_SHARE + (len(lines) - 1) * PITCH_SHARE
        size = max(1, min(self._size_for(style.cap_mm), math.floor((height_px + 1) / per_size)))
        size = min(size, math.ceil(size * width_px / max(1, self._width_px(lines, style.weight, size))))
        while size > 1 and self._width_px(lines, style.weight, size) > width_px:
            size -= 1
        return size

    def _width_px(self, lines: Sequence[str], weight: Weight, size: int) -> int:
        return max(self._font(weight, size).size(line)[0] for line in lines)

    def _render(self, text: str, weight: Weight, size: int, role: Role) -> pygame.Surface:
        """Return text as light on black; a 32-bit surface needs no open window, unlike `convert`."""
        rendered = self._font(weight, size).render(text, True, self._theme.colour(role), BLACK)  # noqa: FBT003 (by place)
        surface = pygame.Surface(rendered.get_size(), 0, 32)
        surface.blit(rendered, (0, 0))
        return surface


def _open_font(weight: Weight, size: int) -> pygame.font.Font:
    return pygame.font.Font(weight.value, size)


def _breaks(words: Sequence[str], count: int) -> list[tuple[str, ...]]:
    """Return every way to break words into `count` lines, in order."""
    choices = []
    for breaks in combinations(range(1, len(words)), count - 1):
        edges = (0, *breaks, len(words))
        choices.append(tuple(" ".join(words[start:end]) for start, end in pairwise(edges)))
    return choices


def _roughness(lines: Sequence[str]) -> float:
    return 1.0 if all(line.endswith((",", ".", ":", ";")) for line in lines[:-1]) else ROUGHNESS
