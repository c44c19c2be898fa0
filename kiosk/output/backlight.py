"""The panel's backlight: off while the mirror sleeps, where the platform lets a program switch it.

In:  whether the panel is to be lit.
Out: the light of every panel that Linux shows under /sys/class/backlight, and this program may switch.
Not here: when the mirror sleeps (core/idle.py), the black picture (paint.py).

Rule: a light that cannot be switched is told once and left as it is; the picture goes on without it.
"""

import logging
import os
from pathlib import Path
from typing import Final

BACKLIGHTS: Final = Path("/sys/class/backlight")
SWITCH: Final = "bl_power"
LIT: Final = "0"
UNLIT: Final = "4"
"""FB_BLANK_UNBLANK and FB_BLANK_POWERDOWN, which the kernel's Documentation/ABI/stable/sysfs-class-backlight names."""

logger: Final = logging.getLogger(__name__)


class Backlight:
    """The switches found at the start; none on an HDMI monitor, whose light is its own."""

    def __init__(self, folder: Path = BACKLIGHTS) -> None:
        found = sorted(folder.glob(f"*/{SWITCH}"))
        self._switches = [path for path in found if os.access(path, os.W_OK)]
        self._is_lit = True

    @property
    def can_switch(self) -> bool:
        """Whether there is a light that this program may switch."""
        return bool(self._switches)

    def light(self, *, is_lit: bool) -> None:
        """Switch every light, if it is not so already."""
        if is_lit is self._is_lit:
            return
        self._is_lit = is_lit
        for path in tuple(self._switches):
            try:
                path.write_text(LIT if is_lit else UNLIT, encoding="ascii")
            except OSError as error:
                self._switches.remove(path)
                logger.warning("%s cannot be switched (%s): let this program write to it.", path, error.strerror)
