"""The display: the window's life, and scenes shown in it.

In:  scenes, and in the camera look frames as the camera gives them.
Out: light on the panel, and whether someone closed the window.
Not here: painting (paint.py).

Rule: equal scenes are not painted twice, and only what changed is shown again. A frame is shown once and forgotten.
What SDL refuses of a window that was open is a lost display; trouble with the painting itself is a bug.
"""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import numpy as np
import pygame
from numpy.typing import NDArray

from kiosk.core.scene import Scene, SceneKind
from kiosk.errors import DisplayError
from kiosk.output.backdrop import dimmed_mirror
from kiosk.output.backlight import Backlight
from kiosk.output.paint import SIGHTLESS_KINDS, Painter
from kiosk.output.plug import PanelPlug
from kiosk.output.theme import Look, Theme

ROTATIONS_DEG: Final = (0, 90, 180, 270)
WINDOW_PX: Final = (540, 960)
"""Size of the window where a desktop is running: half a portrait panel."""
STATION_DRIVERS: Final = ("kmsdrm",)
"""Drivers that own the whole screen."""
UNSEEN_DRIVERS: Final = ("dummy", "offscreen", "evdev")
"""Drivers that show nothing. SDL falls back to one of them without a word, so only a stated wish makes them right."""
WHAT_TO_DO: Final = (
    "on the station stop any desktop, add the service's user to the groups video and render, and use a pygame with "
    "kmsdrm (Debian's python3-pygame or pygame-ce, not the pygame wheel); on a desktop start from a terminal of the "
    "session; to run unseen set SDL_VIDEODRIVER=dummy"
)
LOST: Final = (
    "the display is lost ({reason}): check the panel's cable and power, and that no other program draws on it; it is "
    "opened again by itself"
)
PLUG_LOOK_S: Final = 1.0
"""How often the plug is looked at: a few reads of the kernel's memory."""


class MirrorDisplay:
    """The port Display over pygame: the whole screen on the station, a window on a desktop.

    `rotation_deg` turns the finished picture counter-clockwise, for a panel hung on its side.
    `is_fullscreen` None means: as the driver suggests. `backlight` is switched off while the mirror sleeps. `plug` is
    asked where a driver owns the whole screen.
    Raises DisplayError when no driver can show anything, and later when the display is lost.
    """

    def __init__(
        self,
        *,
        look: Look = Look.GLASS,
        panel_diagonal_in: float = 24.0,
        rotation_deg: int = 0,
        window_px: tuple[int, int] = WINDOW_PX,
        is_fullscreen: bool | None = None,
        backlight: Backlight | None = None,
        plug: PanelPlug | None = None,
    ) -> None:
        if rotation_deg not in ROTATIONS_DEG:
            message = f"display rotation is {rotation_deg}; use one of 0, 90, 180, 270"
            raise DisplayError(message)
        self._backlight = backlight
        self._window = _opened(window_px, is_fullscreen=is_fullscreen)
        self._plug = plug if pygame.display.get_driver() in STATION_DRIVERS else None
        self._plug_look_s = time.monotonic()
        self._rotation_deg = rotation_deg
        width, height = self._window.get_size()
        size_px = (width, height) if rotation_deg in (0, 180) else (height, width)
        self._canvas = self._window if rotation_deg == 0 else pygame.Surface(size_px, 0, 32)
        self._look = look
        self._painter = Painter(Theme(size_px=size_px, panel_diagonal_in=panel_diagonal_in, look=look))
        self._shown: Scene | None = None
        self._frame: NDArray[np.uint8] | None = None
        self._live: pygame.Surface | None = None
        self._is_closed = False
        self._redrawn_px = 0

    @property
    def redrawn_share(self) -> float:
        """Share of the panel that the last `present` painted anew; where parts overlap, more than their union."""
        width, height = self._canvas.get_size()
        return self._redrawn_px / (width * height)

    def present(self, scene: Scene) -> None:
        """Paint the scene and show it, if it or the live image is new. Raises DisplayError when the display is lost."""
        self._take_events()
        self._redrawn_px = 0
        if self._is_closed:
            return
        self._refuse_lost()
        if self._backlight is not None:
            self._backlight.light(is_lit=scene.kind is not SceneKind.SLEEP)
        frame, self._frame = self._frame, None
        if scene.kind in SIGHTLESS_KINDS:
            frame, self._live = None, None
        if frame is None and scene == self._shown:
            return
        if frame is not None:
            self._live = dimmed_mirror(frame, self._canvas.get_size())
        if self._shown is None or self._live is not None:
            self._painter.paint(self._canvas, scene, self._live)
            changed = [self._canvas.get_rect()]
        else:
            changed = self._painter.repaint(self._canvas, scene, self._shown)
        self._show(changed)
        self._redrawn_px = sum(area.width * area.height for area in changed)
        self._shown = scene

    def show_frame(self, rgb: NDArray[np.uint8]) -> None:
        """Take the newest frame, (height, width, 3) RGB, for the next picture of the camera look.

        The glass look ignores it. The frame is held until the next `present` and not longer.
        It may be called from another thread.
        """
        if self._look is Look.CAMERA:
            self._frame = rgb

    def is_closed(self) -> bool:
        """Whether someone closed the window or pressed Escape. Raises DisplayError when the display is lost."""
        self._take_events()
        return self._is_closed

    def trouble(self) -> str | None:
        """Return None: a display that shows nothing raises."""
        return None

    def close(self) -> None:
        """Close the window. Safe to call twice."""
        self._is_closed = True
        if self._backlight is not None:
            self._backlight.light(is_lit=True)
        self._frame, self._live, self._shown = None, None, None
        pygame.display.quit()

    def _take_events(self) -> None:
        if self._is_closed:
            return
        # the speech thread waits for news of its own device
        with _told_as_lost():
            events = pygame.event.get(exclude=pygame.AUDIODEVICEREMOVED)
        for event in events:
            if event.type == pygame.QUIT or (event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE):
                self._is_closed = True
            elif event.type == pygame.VIDEOEXPOSE:
                self._shown = None

    def _refuse_lost(self) -> None:
        """Raise DisplayError when the window is another's, or its panel was pulled out."""
        if pygame.display.get_surface() is not self._window:
            raise DisplayError(LOST.format(reason="its window is gone"))
        now_s = time.monotonic()
        if self._plug is not None and now_s - self._plug_look_s >= PLUG_LOOK_S:
            self._plug_look_s = now_s
            if self._plug.is_out():
                raise DisplayError(LOST.format(reason="no panel is connected"))

    def _show(self, changed: list[pygame.Rect]) -> None:
        if self._rotation_deg != 0:
            size_px = self._canvas.get_size()
            turned = [turned_rect(area, size_px, self._rotation_deg) for area in changed]
            for area, place in zip(changed, turned, strict=True):
                self._window.blit(pygame.transform.rotate(self._canvas.subsurface(area), self._rotation_deg), place)
            changed = turned
        with _told_as_lost():
            pygame.display.update(changed)


@contextmanager
def _told_as_lost() -> Iterator[None]:
    """Turn what SDL says of an open window into what the owner can do. Raises DisplayError."""
    try:
        yield
    except pygame.error as error:
        raise DisplayError(LOST.format(reason=error)) from error


def turned_rect(area: pygame.Rect, size_px: tuple[int, int], rotation_deg: int) -> pygame.Rect:
    """Return where a part of a canvas of (width, height) lies once the canvas is turned counter-clockwise."""
    width, height = size_px
    match rotation_deg:
        case 90:
            return pygame.Rect(area.top, width - area.right, area.height, area.width)
        case 180:
            return pygame.Rect(width - area.right, height - area.bottom, area.width, area.height)
        case 270:
            return pygame.Rect(height - area.bottom, area.left, area.height, area.width)
        case _:
            return area


def _opened(window_px: tuple[int, int], *, is_fullscreen: bool | None) -> pygame.Surface:
    try:
        pygame.display.init()
        driver = pygame.display.get_driver()
        refuse_unseen(driver, os.environ)
        is_whole = driver in STATION_DRIVERS if is_fullscreen is None else is_fullscreen
        pygame.display.set_caption("Hinge Mirror")
        window = pygame.display.set_mode((0, 0), pygame.FULLSCREEN) if is_whole else pygame.display.set_mode(window_px)
        pygame.display.set_allow_screensaver(False)
        pygame.mouse.set_visible(False)
    except pygame.error as error:
        pygame.display.quit()
        message = f"no display can be opened ({error}): {WHAT_TO_DO}"
        raise DisplayError(message) from error
    except DisplayError:
        pygame.display.quit()
        raise
    return window


def refuse_unseen(driver: str, environment: Mapping[str, str]) -> None:
    """Raise DisplayError when SDL chose a driver that shows nothing and nobody asked for it."""
    if driver in UNSEEN_DRIVERS and environment.get("SDL_VIDEODRIVER") != driver:
        message = f"no display can be opened (SDL fell back to {driver!r}, which shows nothing): {WHAT_TO_DO}"
        raise DisplayError(message)
