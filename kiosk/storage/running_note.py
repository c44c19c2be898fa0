"""The note of the session that is not over: which page it is, and what its times mean.

In:  the page's name; the wall clock and the machine's time since boot.
Out: the note's text and what it says; how long ago a page was last written to.
Not here: when it is written (appender.py), what is made of it (resume.py).

Rule: a wall clock may jump by years between two writes and between two processes; the time since boot does not. So as
long as the machine was not restarted it is what tells how long no process ran.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
STEP_S: Final = 1.0
"""A wall clock that is corrected by less is believed to have gone on."""


def boot_id() -> str:
    """Return what Linux calls the time since this start of the machine; nothing where it does not say."""
    try:
        return BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def since_boot_s() -> float:
    """Return the seconds since the machine was started, those asleep included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The clocks of the machine, in seconds."""

    wall_s: Callable[[], float] = time.time
    boot_s: Callable[[], float] = since_boot_s
    boot: str = field(default_factory=boot_id)

    def ahead_s(self) -> float:
        """Return how far the wall clock is ahead of the time since boot."""
        return self.wall_s() - self.boot_s()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A page's file name, in which start of the machine it was last written to, how far its wall clock was ahead."""

    page: str
    boot: str = ""
    ahead_s: float = 0.0

    def age_s(self, written_s: float, times: Times) -> float:
        """Return for how long a page last written to at `written_s`, by the wall clock, was left alone."""
        if self.boot and self.boot == times.boot:
            age_s = times.boot_s() - (written_s - self.ahead_s)
            return 0.0 if -STEP_S < age_s < 0.0 else age_s
        return times.wall_s() - written_s


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFile:
    """Where the note is kept, and the machine's clocks that it is written by."""

    path: Path
    times: Times = field(default_factory=Times)


def text_of_note(note: Note) -> str:
    """Return a note as text: a line, or two."""
    return f"{note.page}\n{note.boot} {note.ahead_s:.3f}\n" if note.boot else f"{note.page}\n"


def note_in(text: str) -> Note:
    """Return what a note says. Raises ValueError for a text that is none."""
    match text.split():
        case [page]:
            return Note(page=page)
        case [page, boot, ahead]:
            return Note(page=page, boot=boot, ahead_s=float(ahead))
    message = "it is not the note of a page"
    raise ValueError(message)
