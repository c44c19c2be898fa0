"""The mirror's look as data: colours, type sizes in millimetres, and where things stand on the panel.

In:  the panel's pixels and diagonal, and which look the mirror has.
Out: the colour of a role, millimetres as pixels, places as pixel rectangles.
Not here: setting text (text.py), painting (paint.py).

Rule: a size is a length in millimetres, because that is what an eye 3 m away sees; a place is a share of the panel.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, unique
from types import MappingProxyType
from typing import Final, NamedTuple

import pygame

from kiosk.core.scene import Role
from kiosk.core.units import MM_PER_IN


class Colour(NamedTuple):
    """sRGB, 0 to 255 each."""

    red: int
    green: int
    blue: int


@unique
class Look(Enum):
    """What lies behind the words."""

    GLASS = "glass"
    """Two-way glass: black, which reflects."""
    CAMERA = "camera"
    """A plain screen: the mirrored live image, dimmed."""


BLACK: Final = Colour(0, 0, 0)
WHITE: Final = Colour(255, 255, 255)
_INK: Final = Colour(0xF2, 0xF3, 0xEE)
_PALE: Final = Colour(0xB8, 0xBC, 0xB8)
_DIM: Final = Colour(0x78, 0x7C, 0x78)
_FAINT: Final = Colour(0x34, 0x36, 0x34)
_CALM: Final = Colour(0x5C, 0xB8, 0xFF)
_HEED: Final = Colour(0xFF, 0xAA, 0x33)

COLOURS: Final[Mapping[Look, Mapping[Role, Colour]]] = MappingProxyType(
    {
        Look.GLASS: MappingProxyType(
            {Role.INK: _INK, Role.DIM: _DIM, Role.FAINT: _FAINT, Role.CALM: _CALM, Role.HEED: _HEED},
        ),
        # Over a live image a dim line has to be brighter to be seen at all.
        Look.CAMERA: MappingProxyType(
            {Role.INK: _INK, Role.DIM: _PALE, Role.FAINT: _DIM, Role.CALM: _CALM, Role.HEED: _HEED},
        ),
    },
)
READABLE_ROLES: Final = (Role.INK, Role.CALM, Role.HEED)
"""Roles that may carry words: at least 7:1 on black (WCAG 2, level AAA). Dim reaches 5:1 and draws lines only."""

LIVE_SHARE: Final = 0.40
"""Brightness left to the live image of the camera look (mirror.md)."""
BAND_SHARES: Final[Mapping[Role, float]] = MappingProxyType({Role.INK: 0.75, Role.HEED: 0.44, Role.CALM: 0.35})
"""Brightness left again under text of a role, so that it keeps 7:1 even where the room is white."""
LEAST_DIAGONAL_IN: Final = 24.0
"""The smallest panel with room for all lengths below; a smaller one shows the same picture, smaller."""
SAFE_SHARE: Final = 0.05
"""Share of the panel that text leaves free at every edge."""

LEGIBLE_CAP_MM: Final = 21.0
"""Smallest capital the athlete must read: 0.4° at 3 m (mirror.md)."""
HEADLINE_CAP_MM: Final = 32.0
HEADLINE_LEAST_CAP_MM: Final = 26.0
"""Below this a headline takes a second line instead of shrinking on: it stays the largest words."""
LINE_CAP_MM: Final = 22.0
NOTE_CAP_MM: Final = 26.0
FACT_CAP_MM: Final = 16.0
"""The fact may be missed, so it may be smaller: 0.3° at 3 m."""
COUNT_CAP_MM: Final = 150.0
RUNG_CAP_MM: Final = 22.0
RING_CAP_MM: Final = 21.0

RING_DIAMETER_MM: Final = 66.0
RING_STROKE_MM: Final = 5.0
WALL_MM: Final = 5.0
FLOOR_MM: Final = 2.0
OUTLINE_MM: Final = 3.5
GAUGE_MM: Final = 10.0
TICK_MM: Final = 2.0
HALF_TICK_MM: Final = 1.2
RUNG_LINE_MM: Final = 4.0

EDGE_SHARE: Final = 0.013
"""Width of one edge light as a share of the panel's width: in the corner of the eye, not in the picture, and so narrow
that the flash has at most 15 % of the light of the darkest scene before a rep (a short drill name over black)."""
EDGE_LIVE_PEAK: Final = 0.7
"""Brightness of the edge light at full hip travel, as a share of the flash at a touch."""


class Box(NamedTuple):
    """A place as shares of the panel's width and height."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where things stand beside a ladder. The picture's lower edge is the floor."""

    headline: Box
    count: Box
    note: Box
    picture: Box
    words: Box
    ring: Box
    ladder_top: float
    ladder_bottom: float
    bare_shift: float
    """How far everything moves where there is no ladder, as a share of the width: into the middle of the panel."""
    is_centred: bool
    """Whether words stand on the picture's axis, or start on one line beside it."""


PORTRAIT: Final = Layout(
    headline=Box(0.200, 0.058, 0.950, 0.166),
    count=Box(0.195, 0.170, 0.950, 0.454),
    note=Box(0.200, 0.486, 0.950, 0.540),
    picture=Box(0.270, 0.170, 0.880, 0.568),
    words=Box(0.200, 0.634, 0.950, 0.815),
    ring=Box(0.200, 0.820, 0.950, 0.946),
    ladder_top=0.110,
    ladder_bottom=0.940,
    bare_shift=-0.075,
    is_centred=True,
)
LANDSCAPE: Final = Layout(
    headline=Box(0.572, 0.130, 0.950, 0.365),
    count=Box(0.125, 0.130, 0.550, 0.635),
    note=Box(0.572, 0.544, 0.950, 0.660),
    picture=Box(0.170, 0.130, 0.515, 0.836),
    words=Box(0.572, 0.370, 0.950, 0.680),
    ring=Box(0.572, 0.690, 0.950, 0.911),
    ladder_top=0.185,
    ladder_bottom=0.910,
    bare_shift=-0.0375,
    is_centred=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One panel: `size_px` is (width, height) as the athlete sees it, `panel_diagonal_in` its diagonal in inches."""

    size_px: tuple[int, int]
    panel_diagonal_in: float = 24.0
    look: Look = Look.GLASS
    is_bare: bool = False
    """Whether there is no ladder to leave room for."""

    @property
    def px_per_mm(self) -> float:
        """Pixels in a millimetre of the panel; its pixels are square."""
        return math.hypot(*self.size_px) / (self.panel_diagonal_in * MM_PER_IN)

    @property
    def drawn_px_per_mm(self) -> float:
        """Pixels for a millimetre of what is drawn: less than one on a panel without room for it."""
        return self.px_per_mm * min(1.0, self.panel_diagonal_in / LEAST_DIAGONAL_IN)

    @property
    def layout(self) -> Layout:
        """The layout for this panel's orientation."""
        width, height = self.size_px
        return PORTRAIT if height > width else LANDSCAPE

    @property
    def safe(self) -> pygame.Rect:
        """The part of the panel that text may use, in pixels."""
        return self.rect(Box(SAFE_SHARE, SAFE_SHARE, 1 - SAFE_SHARE, 1 - SAFE_SHARE))

    def colour(self, role: Role) -> Colour:
        """Return the colour of a role in this look."""
        return COLOURS[self.look][role]

    def px(self, length_mm: float) -> int:
        """Return a drawn length in millimetres as whole pixels, at least one, never shorter than asked for."""
        return max(1, math.ceil(length_mm * self.drawn_px_per_mm))

    def rect(self, box: Box) -> pygame.Rect:
        """Return a place as a pixel rectangle, rounded inwards."""
        width, height = self.size_px
        left, top = math.ceil(box.left * width), math.ceil(box.top * height)
        return pygame.Rect(left, top, math.floor(box.right * width) - left, math.floor(box.bottom * height) - top)

    def place(self, box: Box) -> pygame.Rect:
        """Return a place of the layout as a pixel rectangle, moved into the middle where there is no ladder."""
        shift = self.layout.bare_shift if self.is_bare else 0.0
        return self.rect(Box(box.left + shift, box.top, box.right + shift, box.bottom))
