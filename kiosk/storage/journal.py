"""The journal: a file a session of what the core was fed, and what came of it.

In:  every tick, with the stage it ended in; when nobody is there and the core begins anew.
Out: `<folder>/<name>.jsonl`, which a replay can run.
Not here: the text of a line (journal_lines.py), the thread that writes (appender.py), reading (journal_reader.py).

Rule: a counted rep is on disk before `record` returns; everything else is handed over and not waited for. A disk that
fails ends the page, never the session: `trouble` says so.

A session that a restart of the process cut in two stays one page, so that a replay of it is the whole session: the new
process drops what follows the last line break, which no reader ever took for whole, and goes on behind it. The ticks
between are lines of no sample, the first told as `missed`. Whatever byte the power fails at, the file is whole lines
and at most one cut one. Which page runs is kept in a note beside the pages (appender.py), for dates may jump.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Final

from kiosk.core.session import TickInput, TickOutput
from kiosk.core.units import TICK_HZ
from kiosk.core.vocab import Stage
from kiosk.errors import StorageError
from kiosk.storage.appender import FREE_SPACE, Appender, Job, OpenFile, open_new
from kiosk.storage.expiry import SUFFIX, Expiry
from kiosk.storage.journal_header import Header, text_of_header
from kiosk.storage.journal_lines import is_counting, text_of_event, text_of_tick

DAY_BYTES: Final = 50_000_000
"""A day of journals: at about 275 bytes a sample, 1.7 h of samples at 30 Hz and 5.0 h at 10 Hz."""

LONG_LINE_BYTES: Final = 400
"""A sample with an event or two: the last line before the day's bytes are used up."""

DAY_LETTERS: Final = len("2026-11-20")
HAND_OVER_TICKS: Final = 5 * TICK_HZ
"""What a power cut may cost, counted reps apart."""

PATIENCE_S: Final = 2.0
"""A card at its worst answers within a second; one that does not in two is broken, and the count must be spoken."""


class NoJournal:
    """ports.Journal for a station that records nothing; with an expiry it deletes what earlier sessions left."""

    def __init__(self, folder: Path | None = None, expiry: Expiry | None = None) -> None:
        self._expiry: Final = expiry
        self._appender: Final = None if folder is None or expiry is None else Appender(folder, open_new, expiry)

    def record(self, tick_input: TickInput, tick_output: TickOutput, stage: Stage) -> None:
        """Do nothing."""

    def turn_page(self) -> None:
        """Do nothing."""

    def trouble(self) -> str | None:
        """Return what keeps an old journal from being deleted, or None."""
        return None if self._expiry is None else self._expiry.trouble

    def close(self) -> None:
        """End the thread that deletes, if there is one. Safe to call twice."""
        if self._appender is not None:
            self._appender.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPage:
    """The page of a session that goes on: its name without suffix, the last tick recorded in it, and its stage."""

    name: str
    last: TickInput
    stage: Stage


@dataclass(slots=True, kw_only=True)
class _Page:
    """One session's file as it grows. It has no name, and nothing of it is on disk, before the session begins."""

    room_bytes: int
    name: str | None = None
    lines: list[str] = field(default_factory=list)
    is_capped: bool = False
    is_stalled: bool = False
    frame_px: tuple[int, int] | None = None
    has_trouble: bool = False
    is_moved: bool = False
    is_silent: bool = False
    is_missed: bool = False
    stage: Stage = Stage.IDLE
    last_tick: int | None = None
    written_tick: int | None = None
    handed_tick: int = 0


class FileJournal:
    """ports.Journal in a folder of files. One thread calls it; `close` ends its own.

    `name` is called at the start of a session and gives its local start time, the date first (2026-11-20T09-50-00).
    `expiry` deletes journals whose time is over. `note` is the file that names the page of a session until it is over;
    `going_on` is the page to go on with.
    `over` is told the name of each page that is over, once it is on the disk.
    `max_bytes` are for all journals of that date together; after them counted reps alone are recorded.
    Raises StorageError when the folder cannot be written to.
    """

    def __init__(
        self,
        folder: Path,
        header: Header,
        *,
        name: Callable[[], str],
        max_bytes: int = DAY_BYTES,
        patience_s: float = PATIENCE_S,
        open_file: OpenFile = open_new,
        expiry: Expiry | None = None,
        note: Path | None = None,
        going_on: OpenPage | None = None,
        over: Callable[[str], object] = lambda _: None,
    ) -> None:
        _make(folder)
        self._folder: Final = folder
        self._first_line: Final = text_of_header(header)
        self._new_name: Final = name
        self._max_bytes: Final = max_bytes
        self._patience_s: Final = patience_s
        self._expiry: Final = expiry
        self._appender: Final = Appender(
            folder, open_file, expiry, note=note, going_on=None if going_on is None else going_on.name, over=over
        )
        self._page = _Page(room_bytes=max_bytes) if going_on is None else _gone_on(going_on, folder, max_bytes)
        self._is_closed = False

    def record(self, tick_input: TickInput, tick_output: TickOutput, stage: Stage) -> None:
        """Append one tick and the stage it ended in; a counted rep is on disk when this returns."""
        if self._is_given_up():
            return
        page = self._page
        is_counted = any(is_counting(event) for event in tick_output.events)
        self._append(tick_input, tick_output, is_counted=is_counted)
        if page.name is None:
            if stage is Stage.IDLE:
                return
            self._begin()
        is_pause = stage is not page.stage and stage in (Stage.REST, Stage.SUMMARY)
        page.stage = stage
        if is_counted:
            self._hand_over_and_wait()
        elif is_pause or tick_input.tick - page.handed_tick >= HAND_OVER_TICKS:
            self._hand_over(is_durable=is_pause)

    def turn_page(self) -> None:
        """End the page, if one was begun: nobody is there and the core begins anew with the next tick."""
        self._end(is_over=True)

    def trouble(self) -> str | None:
        """Return why nothing is recorded and what to do, in one sentence; None when all is well."""
        if self._page.is_stalled:
            return f"{self._folder} did not take a rep within {self._patience_s:g} s: {FREE_SPACE}."
        if self._appender.trouble is not None or self._expiry is None:
            return self._appender.trouble
        return self._expiry.trouble

    def close(self) -> None:
        """Flush and close; a session that is not over stays one that may go on. Safe to call twice."""
        if self._is_closed:
            return
        self._end(is_over=False)
        self._is_closed = True
        self._appender.close()

    def _end(self, *, is_over: bool) -> None:
        page = self._page
        if page.name is not None and not self._is_closed:
            if page.last_tick is not None and page.last_tick != page.written_tick:
                page.lines.append(text_of_tick(TickInput(tick=page.last_tick)))
            self._hand_over(is_durable=True, is_last=True, is_over=is_over)
        self._page = _Page(room_bytes=self._max_bytes)

    def _is_given_up(self) -> bool:
        page = self._page
        return self._is_closed or page.is_stalled or (page.name is not None and self._appender.failed == page.name)

    def _begin(self) -> None:
        page, page.name = self._page, self._new_name()
        page.room_bytes -= _bytes_of_day(self._folder, page.name[:DAY_LETTERS]) + len(self._first_line)
        page.lines.insert(0, self._first_line)

    def _append(self, tick_input: TickInput, tick_output: TickOutput, *, is_counted: bool) -> None:
        page = self._page
        is_first, page.last_tick = page.last_tick is None, tick_input.tick
        is_changed = _health_of(tick_input) != _health_of(page)
        if page.is_capped:
            if not is_counted:
                return
            counted = [text_of_event(event) for event in tick_output.events if is_counting(event)]
            line = text_of_tick(TickInput(tick=tick_input.tick), counted)
        elif tick_input.sample is None and not (is_first or is_changed or tick_output.events):
            return
        else:
            line = self._whole_line(tick_input, tick_output)
        page.lines.append(line)
        page.room_bytes -= len(line) + 1
        page.written_tick = tick_input.tick

    def _whole_line(self, tick_input: TickInput, tick_output: TickOutput) -> str:
        page, (has_trouble, is_silent, is_moved, is_missed) = self._page, _health_of(tick_input)
        frame_px = None if tick_input.sample is None else tick_input.sample.frame_px
        is_new_frame = frame_px is not None and frame_px != page.frame_px
        is_new_trouble, is_new_silence = has_trouble is not page.has_trouble, is_silent is not page.is_silent
        is_new_place, is_new_gap = is_moved is not page.is_moved, is_missed is not page.is_missed
        page.has_trouble, page.is_silent, page.is_moved, page.is_missed = has_trouble, is_silent, is_moved, is_missed
        page.frame_px = frame_px or page.frame_px
        page.is_capped = page.room_bytes < LONG_LINE_BYTES
        return text_of_tick(
            tick_input,
            [text_of_event(event) for event in tick_output.events],
            frame_px=frame_px if is_new_frame else None,
            has_trouble=has_trouble if is_new_trouble else None,
            is_silent=is_silent if is_new_silence else None,
            is_moved=is_moved if is_new_place else None,
            is_missed=is_missed if is_new_gap else None,
            is_capped=page.is_capped,
        )

    def _hand_over(
        self, *, is_durable: bool, is_last: bool = False, is_over: bool = False, done: Event | None = None
    ) -> None:
        page = self._page
        assert page.name is not None
        text = "".join(f"{line}\n" for line in page.lines)
        page.lines, page.handed_tick = [], page.last_tick or 0
        self._appender.put(
            Job(
                name=page.name,
                text=text.encode(),
                is_durable=is_durable,
                is_last=is_last,
                is_over=is_over,
                done=done,
            )
        )

    def _hand_over_and_wait(self) -> None:
        done = Event()
        self._hand_over(is_durable=True, done=done)
        self._page.is_stalled = not done.wait(self._patience_s)


def _health_of(told: TickInput | _Page) -> tuple[bool, bool, bool, bool]:
    """Return what of a tick is written only when it changes, or what a page was told of it last."""
    return told.has_trouble, told.is_silent, told.is_moved, told.is_missed


def _gone_on(page: OpenPage, folder: Path, max_bytes: int) -> _Page:
    last = page.last
    return _Page(
        room_bytes=max_bytes - _bytes_of_day(folder, page.name[:DAY_LETTERS]),
        name=page.name,
        has_trouble=last.has_trouble,
        is_silent=last.is_silent,
        is_moved=last.is_moved,
        is_missed=last.is_missed,
        stage=page.stage,
        last_tick=last.tick,
        written_tick=last.tick,
        handed_tick=last.tick,
    )


def _bytes_of_day(folder: Path, day: str) -> int:
    """Return how much was recorded on a date; what vanishes meanwhile counts no more."""
    total = 0
    for path in folder.glob(f"{day}*{SUFFIX}"):
        with suppress(OSError):
            total += path.stat().st_size
    return total


def _make(folder: Path) -> None:
    """Make the folder. Raises StorageError when it cannot be made or written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{folder} cannot be made ({error.strerror}): set journal.folder to one this program may write to."
        raise StorageError(message) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        message = f"{folder} may not be written to by this program: set journal.folder to another one."
        raise StorageError(message)
