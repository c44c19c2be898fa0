"""Screenshots: every scene painted to a file, in both orientations and both looks.

In:  a folder.
Out: one PNG a picture, and a sheet with all of them side by side.
Not here: painting (output/paint.py), what a live session shows (core/session.py).

Rule: no frame of a camera is ever in here; the camera look is painted over a drawn room.
"""

from pathlib import Path
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.core.scene import (
    Figure,
    LadderView,
    RangeGauge,
    Ring,
    Role,
    Scene,
    SceneKind,
    StepGauge,
)
from kiosk.output.backdrop import dimmed_mirror
from kiosk.output.paint import Painter
from kiosk.output.theme import Look, Theme

RUNGS_IN: Final = tuple(float(inches) for inches in range(3, 13))
STANDING: Final = Figure(
    ankle=(0.0, 0.0), knee=(0.008, 0.246), hip=(0.0, 0.491), shoulder=(0.005, 0.779), head=(0.018, 0.89)
)
HINGED: Final = Figure(
    ankle=(0.0, 0.0), knee=(0.005, 0.246), hip=(-0.1, 0.468), shoulder=(0.138, 0.63), head=(0.235, 0.69)
)
UPRIGHT: Final = Figure(
    ankle=(0.0, 0.0), knee=(0.01, 0.246), hip=(-0.075, 0.477), shoulder=(0.07, 0.726), head=(0.13, 0.82)
)

SCENES: Final[dict[str, Scene]] = {
    "attract": Scene(kind=SceneKind.ATTRACT, headline="Step in", line="Side on, back to wall", figure=STANDING),
    "placement": Scene(
        kind=SceneKind.PLACEMENT,
        headline="Turn side-on",
        headline_role=Role.HEED,
        line="Back to the wall",
        figure=STANDING,
    ),
    "zero": Scene(
        kind=SceneKind.ZERO,
        headline="To the wall",
        line="Heels and hips, stand tall",
        figure=STANDING,
        ring=Ring(share=0.6, number=None),
    ),
    "step_out": Scene(
        kind=SceneKind.STEP_OUT,
        headline="Step out",
        line="Heels to the line",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=5.0),
        step_gauge=StepGauge(heel_in=4.8, target_in=6.0, tolerance_in=0.75),
    ),
    "step_held": Scene(
        kind=SceneKind.STEP_OUT,
        headline="Step out",
        line="Hold it there",
        line_role=Role.CALM,
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=5.0),
        step_gauge=StepGauge(heel_in=6.1, target_in=6.0, tolerance_in=0.75),
        ring=Ring(share=0.7, number=None),
    ),
    "step_in": Scene(
        kind=SceneKind.STEP_OUT,
        headline="Step in",
        line="Heels to the line",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=5.0, best_in=5.0),
        step_gauge=StepGauge(heel_in=6.3, target_in=5.0, tolerance_in=0.75),
        is_wall_right=False,
    ),
    "ready": Scene(
        kind=SceneKind.READY,
        headline="Ready",
        line="Eyes on the floor",
        number=0,
        number_note="of 15",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=5.0, best_in=5.0),
    ),
    "rep": Scene(kind=SceneKind.REP, edge_light=0.7),
    "rep_touch": Scene(kind=SceneKind.REP, edge_light=1.0, is_flash=True),
    "lockout": Scene(
        kind=SceneKind.LOCKOUT,
        number=12,
        number_note="of 15",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=5.0, best_in=6.0),
        range_gauge=RangeGauge(fill=1.0, is_touch=True),
    ),
    "near_miss": Scene(
        kind=SceneKind.LOCKOUT,
        headline="Nearly",
        headline_role=Role.HEED,
        number=8,
        number_note="of 15",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=12.0, best_in=11.0),
        range_gauge=RangeGauge(fill=0.82, is_touch=False),
    ),
    "rest": Scene(
        kind=SceneKind.REST,
        headline="Set 1 done",
        line="Next: 7 in",
        fact="Hips went back about 6 in",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=6.0, best_in=6.0),
        figure=HINGED,
        ghost=UPRIGHT,
        range_gauge=RangeGauge(fill=1.0, is_touch=True),
        ring=Ring(share=0.7, number=42),
    ),
    "summary": Scene(
        kind=SceneKind.SUMMARY,
        headline="Well done",
        line="Best: 7 in",
        fact="45 reps in 3 sets",
        ladder=LadderView(rungs_in=RUNGS_IN, current_in=7.0, best_in=7.0),
        figure=HINGED,
    ),
    "fail_safe": Scene(kind=SceneKind.FAIL_SAFE, headline="Back in a moment", headline_role=Role.HEED),
}
"""One scene or more of every kind, as a session would show it."""

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
SHEET_COLUMNS: Final = 7
SHEET_COLOUR: Final = (0x22, 0x22, 0x22)


def render_all(into: Path) -> list[Path]:
    """Write every scene in portrait and landscape, glass and camera look, and the sheet; return the files in order.

    Raises OSError when the folder cannot be made; pygame reports a file it cannot write.
    """
    into.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for panel, size_px in PANELS_PX.items():
        for look in Look:
            painted = paint_all(size_px, look)
            for name, surface in painted.items():
                files.append(into / f"{name}_{panel}_{look.value}.png")
                pygame.image.save(surface, str(files[-1]))
            if look is Look.GLASS:
                files.append(into / f"overview_{panel}.png")
                pygame.image.save(sheet_of(list(painted.values())), str(files[-1]))
    return files


def paint_all(size_px: tuple[int, int], look: Look) -> dict[str, pygame.Surface]:
    """Return every scene painted on a panel of that size, by name."""
    painter = Painter(Theme(size_px=size_px, look=look))
    live = dimmed_mirror(drawn_room(), size_px) if look is Look.CAMERA else None
    painted = {}
    for name, scene in SCENES.items():
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
    columns = min(SHEET_COLUMNS, len(pictures))
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
