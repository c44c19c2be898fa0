"""Quiet hours: a speaker that keeps still at certain times of the day, and the tone of the hips beside it.

In:  the ports for sound and picture, the wall clock, the settings.
Out: the same ports.
Not here: the clock itself (loop.py), sound devices (output/speech.py).

Rule: the wall clock decides about sound and nothing else. The core does not know of it, so neither does a journal.
"""

from typing import Final, Protocol

from kiosk.core.scene import Scene
from kiosk.core.speech import Hush, Play, Speak
from kiosk.ports import Clock, Display, Speaker


class QuietHours:
    """The minutes of a day from `from_minute` up to `to_minute`, over midnight where the first is the later."""

    def __init__(self, clock: Clock, *, from_minute: int, to_minute: int) -> None:
        self._clock: Final = clock
        self._from: Final = from_minute
        self._to: Final = to_minute

    def are_now(self) -> bool:
        """Whether the wall clock is within them."""
        now = self._clock.minute_of_day()
        if self._from <= self._to:
            return self._from <= now < self._to
        return now >= self._from or now < self._to


class QuietSpeaker:
    """ports.Speaker that says and sounds nothing in quiet hours; a sentence that was begun is said to its end."""

    def __init__(self, speaker: Speaker, hours: QuietHours) -> None:
        self._speaker: Final = speaker
        self._hours: Final = hours

    def perform(self, command: Speak | Hush | Play) -> None:
        """Perform the command, or pass over it in quiet hours; a hush is always welcome."""
        if isinstance(command, Hush) or not self._hours.are_now():
            self._speaker.perform(command)

    def trouble(self) -> str | None:
        """Return why nothing can be heard and what to do, in one sentence; None when all is well."""
        return self._speaker.trouble()

    def close(self) -> None:
        """Stop all sound. Safe to call twice."""
        self._speaker.close()


class Follower(Protocol):
    """A tone."""

    def follow(self, share: float | None) -> None:
        """Sound for hips that have come this far, 0 to 1; be silent for None. Never blocks."""


class ToneOfHips:
    """ports.Display that lets a tone follow the hips of every scene, but in quiet hours, and shows the scene."""

    def __init__(self, display: Display, tone: Follower, hours: QuietHours | None) -> None:
        self._display: Final = display
        self._tone: Final = tone
        self._hours: Final = hours
        self._share: float | None = None

    def present(self, scene: Scene) -> None:
        """Show the scene; the tone hears of its hips when they have moved."""
        self._display.present(scene)
        share = scene.edge_light if scene.is_light_of_hips else None
        if share is not None and self._hours is not None and self._hours.are_now():
            share = None
        if share != self._share:
            self._share = share
            self._tone.follow(share)

    def is_closed(self) -> bool:
        """Whether someone closed the window."""
        return self._display.is_closed()

    def trouble(self) -> str | None:
        """Return why nothing can be seen and what to do, in one sentence; None when all is well."""
        return self._display.trouble()

    def close(self) -> None:
        """Close the window. Safe to call twice."""
        self._display.close()
