"""The panel's plug: whether a panel that was connected still is.

In:  what Linux tells of the connectors of its displays, under /sys/class/drm.
Out: whether all that were connected have been pulled out.
Not here: opening a display again (returning_display.py).

Rule: SDL draws on to a panel that is gone without a word, so the kernel is asked. A machine that tells nothing of a
panel at the start is believed to have one for ever. A connector that writes the picture back to memory has no plug, and
says of itself that it is connected.
"""

from pathlib import Path
from typing import Final

CONNECTORS: Final = Path("/sys/class/drm")
STATUS: Final = "*/status"
CONNECTED: Final = "connected"
WRITEBACK: Final = "Writeback"
"""As in card1-Writeback-1, of a Raspberry Pi."""


class PanelPlug:
    """The connectors as they were when the display was opened."""

    def __init__(self, folder: Path = CONNECTORS) -> None:
        plugs = (path for path in sorted(folder.glob(STATUS)) if WRITEBACK not in path.parent.name)
        self._connected: Final = tuple(path for path in plugs if _is_connected(path))

    def is_out(self) -> bool:
        """Whether a panel was connected, and now none is."""
        return bool(self._connected) and not any(_is_connected(path) for path in self._connected)


def _is_connected(status: Path) -> bool:
    """Whether a connector's status says so; a connector that has gone says nothing any more."""
    try:
        return status.read_text(encoding="ascii").strip() == CONNECTED
    except OSError:
        return False
