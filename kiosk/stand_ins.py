"""Stand-ins: a port for a device that is not there, and ports that do a little more or less than what is behind them.

In:  a port, or nothing.
Out: the same port.
Not here: which one is taken (app.py).

Rule: the loop cannot tell a stand-in from a device.
"""

from dataclasses import replace
from typing import Final, TextIO

from kiosk.core.scene import Scene
from kiosk.core.session import TickInput, TickOutput
from kiosk.core.speech import Hush, Play, Speak
from kiosk.core.vocab import Stage
from kiosk.ports import Display, Journal, Speaker
from kiosk.replay import line_of


class NoDisplay:
    """ports.Display for a machine without a screen."""

    def present(self, scene: Scene) -> None:
        """Do nothing."""

    def is_closed(self) -> bool:
        """Return False: there is no window to close."""
        return False

    def trouble(self) -> str | None:
        """Return None: nobody expects to see anything."""
        return None

    def close(self) -> None:
        """Do nothing."""


class NoSpeaker:
    """ports.Speaker for a machine without sound."""

    def perform(self, command: Speak | Hush | Play) -> None:
        """Do nothing."""

    def trouble(self) -> str | None:
        """Return None: nobody expects to hear anything."""
        return None

    def close(self) -> None:
        """Do nothing."""


class FixedWallSide:
    """ports.Display that puts the wall on one side of every picture, whatever the lane says."""

    def __init__(self, display: Display, *, is_wall_right: bool) -> None:
        self._display: Final = display
        self._is_wall_right: Final = is_wall_right

    def present(self, scene: Scene) -> None:
        """Show the scene with its wall there."""
        self._display.present(replace(scene, is_wall_right=self._is_wall_right))

    def is_closed(self) -> bool:
        """Whether someone closed the window."""
        return self._display.is_closed()

    def trouble(self) -> str | None:
        """Return why nothing can be seen and what to do, in one sentence; None when all is well."""
        return self._display.trouble()

    def close(self) -> None:
        """Close the window. Safe to call twice."""
        self._display.close()


class EarconsOnly:
    """ports.Speaker without a voice."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker: Final = speaker

    def perform(self, command: Speak | Hush | Play) -> None:
        """Sound an earcon; pass over words."""
        if isinstance(command, Play):
            self._speaker.perform(command)

    def trouble(self) -> str | None:
        """Return why nothing can be heard and what to do, in one sentence; None when all is well."""
        return self._speaker.trouble()

    def close(self) -> None:
        """Stop all sound. Safe to call twice."""
        self._speaker.close()


class TellingJournal:
    """ports.Journal that tells every event in a line of text as well, while there is no screen to look at."""

    def __init__(self, journal: Journal, display: Display, out: TextIO) -> None:
        self._journal: Final = journal
        self._display: Final = display
        self._out: Final = out

    def record(self, tick_input: TickInput, tick_output: TickOutput, stage: Stage) -> None:
        """Record the tick, then tell its events."""
        self._journal.record(tick_input, tick_output, stage)
        if self._display.trouble() is None:
            return
        for event in tick_output.events:
            self._out.write(f"{line_of(event)}\n")
            self._out.flush()

    def turn_page(self) -> None:
        """End the page."""
        self._journal.turn_page()

    def trouble(self) -> str | None:
        """Return why nothing is recorded and what to do, in one sentence; None when all is well."""
        return self._journal.trouble()

    def close(self) -> None:
        """Flush and close. Safe to call twice."""
        self._journal.close()
