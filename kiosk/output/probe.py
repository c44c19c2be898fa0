"""A probe of the panel and the loudspeaker: each is opened for a moment, as the station would, and closed again.

In:  the settings of the display, the volume, an earcon's samples.
Out: which driver shows and how large the panel is; whether a tone could be played.
Not here: what that means for the owner (doctor_devices.py).

Rule: nothing stays open, and nothing is changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pygame

from kiosk.core.speech import Play
from kiosk.core.units import US_PER_S, us_of_s
from kiosk.core.vocab import Earcon
from kiosk.errors import SpeechError
from kiosk.output.display import UNSEEN_DRIVERS, MirrorDisplay
from kiosk.output.speech import SoundDevice
from kiosk.ports import Clock

TONE_S: Final = 1.0
"""Longer than the longest earcon, and what a device needs to begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What SDL shows pictures on: its driver, and the (width, height) of the window or the whole screen in pixels."""

    driver: str
    size_px: tuple[int, int]

    @property
    def is_unseen(self) -> bool:
        """Whether the driver shows nothing, because somebody asked for that."""
        return self.driver in UNSEEN_DRIVERS


def probe_panel() -> Panel:
    """Open the display and close it again. Raises DisplayError, with what to do, when none opens."""
    display = MirrorDisplay()
    try:
        return Panel(driver=pygame.display.get_driver(), size_px=pygame.display.get_window_size())
    finally:
        display.close()


def probe_sound(earcons: Mapping[Earcon, bytes], *, volume: float, tone: Earcon | None, clock: Clock) -> None:
    """Open the sound device, play the tone to its end if one is given, and close. Raises SpeechError when none opens.

    `volume` is 0 to 1.
    """
    device = SoundDevice(earcons=dict(earcons), volume=volume)
    try:
        device.look(clock.now_us() / US_PER_S)
        if device.trouble is None and tone is not None:
            device.perform(Play(earcon=tone), clock.now_us() / US_PER_S)
            clock.sleep_until_us(clock.now_us() + us_of_s(TONE_S))
        if device.trouble is not None:
            raise SpeechError(device.trouble)
    finally:
        device.close()
