"""Screenshots: scenes painted to files, in both orientations and both looks.

In:  scenes by name, and a folder.
Out: one PNG a picture, a sheet with all pictures of an orientation, a strip of some of them, the drawing of the room.
Not here: which scenes (kiosk/screenshots.py), painting (paint.py, paint_room.py).

Rule: no frame of a camera is ever in here; the camera look is painted over a drawn room.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.core.scene import Scene
from kiosk.output.backdrop import dimmed_mirror
from kiosk.output.paint import Painter
from kiosk.output.paint_room import paint_room
from kiosk.output.theme import Look, Theme

PANELS_PX: Final = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
ROOM_PX: Final = (640, 480)
ROOM_LIGHT: Final = (
    (0, 0, 640, 480, 150),
    (330, 0, 640, 360, 175),
    (200, 50, 300, 210, 245),
    (0, 360, 640, 480, 95),
    (0, 420, 640, 428, 210),
)
"""A made-up room as (left, top, right, bottom, brightness): a wall, its lit part, a window, the floor, a line on it."""
SHEET_WIDTH_PX: Final = 1600
SHEET_GAP_PX: Final = 8
PORTRAIT_COLUMNS: Final = 8
LANDSCAPE_COLUMNS: Final = 4
SHEET_COLOUR: Final = (0x22, 0x22, 0x22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A picture of some scenes side by side: its name, the panel's orientation, the scenes' names in order."""

    name: str
    panel: str
    scenes: tuple[str, ...]


def save_pictures(
    scenes: Mapping[str, Scene], into: Path, panels_px: Mapping[str, tuple[int, int]] = PANELS_PX
) -> list[Path]:
    """Write `<name>_<orientation>_<look>.png` for every scene and `overview_<orientation>.png`; return the files.

    `panels_px` gives (width, height) by orientation.
    Raises OSError when the folder cannot be made, pygame.error when a file cannot be written.
    """
    into.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for panel, size_px in panels_px.items():
        for look in Look:
            painted = paint_all(scenes, size_px, look)
            for name, surface in painted.items():
                files.append(into / f"{name}_{panel}_{look.value}.png")
                pygame.image.save(surface, str(files[-1]))
            if look is Look.GLASS:
                files.append(into / f"overview_{panel}.png")
                pygame.image.save(sheet_of(list(painted.values())), str(files[-1]))
    return files


def save_strip(scenes: Mapping[str, Scene], strip: Strip, into: Path) -> Path:
    """Write `<name>.png`, scenes side by side behind glass; return the file. Raises as save_pictures does."""
    into.mkdir(parents=True, exist_ok=True)
    chosen = {name: scenes[name] for name in strip.scenes}
    painted = paint_all(chosen, PANELS_PX[strip.panel], Look.GLASS)
    file = into / f"{strip.name}.png"
    pygame.image.save(sheet_of(list(painted.values())), str(file))
    return file


def save_room(into: Path) -> Path:
    """Write `room.png`, the drawing of a station's room; return the file. Raises as save_pictures does."""
    into.mkdir(parents=True, exist_ok=True)
    file = into / "room.png"
    pygame.image.save(paint_room(), str(file))
    return file


def paint_all(scenes: Mapping[str, Scene], size_px: tuple[int, int], look: Look) -> dict[str, pygame.Surface]:
    """Return every scene painted on a panel of that size, by name."""
    painter = Painter(Theme(size_px=size_px, look=look))
    live = dimmed_mirror(drawn_room(), size_px) if look is Look.CAMERA else None
    painted = {}
    for name, scene in scenes.items():
        painted[name] = pygame.Surface(size_px, 0, 32)
        painter.paint(painted[name], scene, live)
    return painted


def drawn_room() -> NDArray[np.uint8]:
    """Return a made-up training room as a frame, (480, 640, 3) RGB: nobody is in it."""
    width, height = ROOM_PX
    light = np.zeros((height, width), dtype=np.float32)
    for left, top, right, bottom, brightness in ROOM_LIGHT:
        light[top:bottom, left:right] = brightness
    fall = np.linspace(1.0, 0.75, width, dtype=np.float32)
    tint = np.array([1.0, 0.94, 0.86], dtype=np.float32)
    room: NDArray[np.uint8] = ((light * fall)[..., np.newaxis] * tint).astype(np.uint8)
    return room


def sheet_of(pictures: list[pygame.Surface]) -> pygame.Surface:
    """Return pictures of one size side by side on a sheet 1600 px wide."""
    is_tall = pictures[0].get_height() > pictures[0].get_width()
    columns = min(PORTRAIT_COLUMNS if is_tall else LANDSCAPE_COLUMNS, len(pictures))
    rows = -(-len(pictures) // columns)
    width = (SHEET_WIDTH_PX - SHEET_GAP_PX * (columns + 1)) // columns
    height = round(width * pictures[0].get_height() / pictures[0].get_width())
    sheet = pygame.Surface((SHEET_WIDTH_PX, rows * (height + SHEET_GAP_PX) + SHEET_GAP_PX), 0, 32)
    sheet.fill(SHEET_COLOUR)
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        place = (SHEET_GAP_PX + column * (width + SHEET_GAP_PX), SHEET_GAP_PX + row * (height + SHEET_GAP_PX))
        sheet.blit(pygame.transform.smoothscale(picture, (width, height)), place)
    return sheet
