"""The screen that comes back: opened again when it is lost, and waited for when it was not there at the start.

In:  how to open a display, the clock.
Out: ports.Display; frames for its live image are passed on.
Not here: the window and how its loss is noticed (output/display.py), what the voice says of it (core/cues.py).

Rule: a lost screen is opened again a few times, with growing pauses, while the session goes on by voice; then the
program ends, for a fresh process is the better try. All tries together take less than the watchdog's limit, so the
heart never beats for longer over a picture that was lost. A screen that was not there at the start is no loss: a
station without one works, and looks for one for as long as it runs.
"""

import logging
from collections.abc import Callable
from typing import Final

from kiosk.core.scene import Scene
from kiosk.core.units import us_of_s
from kiosk.errors import DisplayError
from kiosk.output.display import MirrorDisplay
from kiosk.ports import Clock
from kiosk.vision.movenet import RgbFrame

PAUSES_S: Final = (0.5, 1.0, 2.0, 4.0)
"""Before each try to open a lost screen; together half of the unit's WatchdogSec."""
ABSENT_PAUSE_S: Final = 30.0
"""Between looks for a screen that was never there; each costs a few milliseconds."""
STEADY_S: Final = 60.0
"""A screen that shows pictures for so long has come back; one that is lost again before goes on with its tries."""

logger: Final = logging.getLogger(__name__)


class ReturningDisplay:
    """ports.Display over the display that `open_display` opens; that one raises DisplayError, and here few do."""

    def __init__(self, open_display: Callable[[], MirrorDisplay], *, clock: Clock) -> None:
        self._open_display: Final = open_display
        self._clock: Final = clock
        self._display: MirrorDisplay | None = None
        self._trouble: str | None = None
        self._was_shown = False
        self._tries = 0
        self._next_us = 0
        self._since_us = clock.now_us()
        self._try_to_open()

    def present(self, scene: Scene) -> None:
        """Show the scene, on a screen that is opened again if it must be. Raises DisplayError after the last try."""
        now_us = self._clock.now_us()
        if self._display is None and now_us >= self._next_us:
            self._try_to_open()
        if self._display is None:
            return
        try:
            self._display.present(scene)
        except DisplayError as error:
            self._lose(error)
        else:
            self._was_shown = True
            if now_us - self._since_us >= us_of_s(STEADY_S):
                self._tries = 0

    def show_frame(self, rgb: RgbFrame) -> None:
        """Pass on the newest frame, (height, width, 3) RGB. It may be called from another thread."""
        display = self._display
        if display is not None:
            display.show_frame(rgb)

    def is_closed(self) -> bool:
        """Whether someone closed the window; a screen that is lost is not closed."""
        if self._display is None:
            return False
        try:
            return self._display.is_closed()
        except DisplayError as error:
            self._lose(error)
            return False

    def trouble(self) -> str | None:
        """Return why nothing can be seen and what to do, in one sentence; None when all is well."""
        return self._trouble

    def close(self) -> None:
        """Close the window. Safe to call twice."""
        if self._display is not None:
            self._display.close()

    def _try_to_open(self) -> None:
        self._since_us = self._clock.now_us()
        try:
            self._display, self._trouble = self._open_display(), None
        except DisplayError as error:
            self._wait(error)

    def _lose(self, error: DisplayError) -> None:
        assert self._display is not None
        self._display.close()
        self._display = None
        self._wait(error)

    def _wait(self, error: DisplayError) -> None:
        """Note why there is no screen, and when to try again. Raises the error when it was tried often enough."""
        pause_s = ABSENT_PAUSE_S
        if self._was_shown:
            if self._tries == len(PAUSES_S):
                message = f"{error}; it was opened again {self._tries} times, so the station ends"
                raise DisplayError(message) from error
            if self._tries == 0:
                logger.warning("The screen is lost: it is opened again, up to %d times.", len(PAUSES_S))
            pause_s = PAUSES_S[self._tries]
            self._tries += 1
        self._trouble = str(error)
        self._next_us = self._clock.now_us() + us_of_s(pause_s)
