"""The journal: a file a session of what the core was fed, and what came of it.

In:  every tick, with the stage it ended in; when nobody is there and the core begins anew.
Out: `<folder>/<name>.jsonl`, which a replay can run.
Not here: the text of a line (journal_lines.py), reading it (journal_reader.py).

Rule: a counted rep is on disk before `record` returns; everything else is handed to the writer's thread, so that a slow
card never holds a tick. A disk that fails ends the page, never the session: `trouble` says so.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import BinaryIO, Final

from kiosk.core.session import TickInput, TickOutput
from kiosk.core.units import TICK_HZ
from kiosk.core.vocab import Stage
from kiosk.errors import StorageError
from kiosk.storage.journal_lines import Header, is_counting, text_of_event, text_of_header, text_of_tick

SUFFIX: Final = ".jsonl"
DAY_BYTES: Final = 50_000_000
"""A day of journals. A sample is about 260 bytes: 1.8 h of samples at 30 Hz, 5.3 h at 10 Hz."""

LONG_LINE_BYTES: Final = 400
"""A sample with an event or two: the last line before the day's bytes are used up."""

DAY_LETTERS: Final = len("2026-11-20")
HAND_OVER_TICKS: Final = 5 * TICK_HZ
"""What a power cut may cost, counted reps apart."""

PATIENCE_S: Final = 2.0
"""A card at its worst answers within a second; one that does not in two is broken, and the count must be spoken."""

JOIN_S: Final = 5.0
FREE_SPACE: Final = "make space there or set journal.folder; the session goes on without a record"

OpenFile = Callable[[Path], BinaryIO]


class NoJournal:
    """ports.Journal for a station that keeps nothing."""

    def record(self, tick_input: TickInput, tick_output: TickOutput, stage: Stage) -> None:
        """Do nothing."""

    def turn_page(self) -> None:
        """Do nothing."""

    def trouble(self) -> str | None:
        """Return None."""
        return None

    def close(self) -> None:
        """Do nothing."""


class FileJournal:
    """ports.Journal in a folder of files. One thread calls it; `close` ends its own.

    `name` is called at the start of a session and gives its local start time, the date first (2026-11-20T09-50-00).
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
        open_file: OpenFile | None = None,
    ) -> None:
        _make(folder)
        self._folder: Final = folder
        self._first_line: Final = text_of_header(header)
        self._new_name: Final = name
        self._max_bytes: Final = max_bytes
        self._patience_s: Final = patience_s
        self._writer: Final = _Writer(folder, open_file or open_new)
        self._is_closed = False
        self._begin_blank()

    def record(self, tick_input: TickInput, tick_output: TickOutput, stage: Stage) -> None:
        """Append one tick and the stage it ended in; a counted rep is on disk when this returns."""
        if self._is_given_up():
            return
        is_counted = any(is_counting(event) for event in tick_output.events)
        self._append(tick_input, tick_output, is_counted=is_counted)
        if self._name is None:
            if stage is Stage.IDLE:
                return
            self._begin_page()
        is_pause = stage is not self._stage and stage in (Stage.REST, Stage.SUMMARY)
        self._stage = stage
        if is_counted:
            self._hand_over_and_wait()
        elif is_pause or tick_input.tick - self._handed_tick >= HAND_OVER_TICKS:
            self._hand_over(is_durable=is_pause)

    def turn_page(self) -> None:
        """End the page, if one was begun: nobody is there and the core begins anew with the next tick."""
        if self._name is not None and not self._is_given_up():
            if self._last_tick > self._written_tick:
                self._lines.append(f'{{"t":{self._last_tick}}}')
            self._hand_over(is_durable=True)
        self._begin_blank()

    def trouble(self) -> str | None:
        """Return why nothing is recorded and what to do, in one sentence; None when all is well."""
        if self._is_stalled:
            return f"{self._folder} did not take a rep within {self._patience_s:g} s: {FREE_SPACE}."
        return self._writer.trouble

    def close(self) -> None:
        """Flush and close. Safe to call twice."""
        if self._is_closed:
            return
        self.turn_page()
        self._is_closed = True
        self._writer.close()

    def _begin_blank(self) -> None:
        self._name: str | None = None
        self._lines: list[str] = []
        self._room = self._max_bytes
        self._is_capped = False
        self._is_stalled = False
        self._frame_px: tuple[int, int] | None = None
        self._has_trouble = False
        self._stage = Stage.IDLE
        self._last_tick = self._written_tick = self._handed_tick = 0

    def _is_given_up(self) -> bool:
        return self._is_closed or self._is_stalled or (self._name is not None and self._writer.failed == self._name)

    def _begin_page(self) -> None:
        self._name = self._new_name()
        self._room -= _bytes_of_day(self._folder, self._name[:DAY_LETTERS]) + len(self._first_line)
        self._lines.insert(0, self._first_line)

    def _append(self, tick_input: TickInput, tick_output: TickOutput, *, is_counted: bool) -> None:
        self._last_tick = tick_input.tick
        is_changed = tick_input.has_trouble is not self._has_trouble
        if self._is_capped:
            if not is_counted:
                return
            counted = [text_of_event(event) for event in tick_output.events if is_counting(event)]
            line = text_of_tick(TickInput(tick=tick_input.tick), counted)
        elif tick_input.sample is None and not is_changed and not tick_output.events:
            return
        else:
            line = self._whole_line(tick_input, tick_output, is_changed=is_changed)
        self._lines.append(line)
        self._room -= len(line) + 1
        self._written_tick = tick_input.tick

    def _whole_line(self, tick_input: TickInput, tick_output: TickOutput, *, is_changed: bool) -> str:
        frame_px = None if tick_input.sample is None else tick_input.sample.frame_px
        is_new_frame = frame_px is not None and frame_px != self._frame_px
        self._frame_px, self._has_trouble = frame_px or self._frame_px, tick_input.has_trouble
        self._is_capped = self._room < LONG_LINE_BYTES
        return text_of_tick(
            tick_input,
            [text_of_event(event) for event in tick_output.events],
            frame_px=frame_px if is_new_frame else None,
            has_trouble=tick_input.has_trouble if is_changed else None,
            is_capped=self._is_capped,
        )

    def _hand_over(self, *, is_durable: bool, done: Event | None = None) -> None:
        assert self._name is not None
        text = "".join(f"{line}\n" for line in self._lines)
        self._lines = []
        self._handed_tick = self._last_tick
        self._writer.put(_Job(name=self._name, text=text.encode(), is_durable=is_durable, done=done))

    def _hand_over_and_wait(self) -> None:
        done = Event()
        self._hand_over(is_durable=True, done=done)
        self._is_stalled = not done.wait(self._patience_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """Text for the end of a file, and whether it must be on the disk itself before `done` is told."""

    name: str
    text: bytes
    is_durable: bool
    done: Event | None


class _Writer:
    """The writer's thread: it opens a file when a job has another name than the last one."""

    def __init__(self, folder: Path, open_file: OpenFile) -> None:
        self._folder: Final = folder
        self._open_file: Final = open_file
        self._jobs: Final[SimpleQueue[_Job | None]] = SimpleQueue()
        self._file: BinaryIO | None = None
        self._name: str | None = None
        self.trouble: str | None = None
        self.failed: str | None = None
        self._thread: Final = Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def put(self, job: _Job) -> None:
        """Hand over one job; never waits."""
        self._jobs.put(job)

    def close(self) -> None:
        """Write what was handed over and end the thread; a disk that does not answer is left behind."""
        self._jobs.put(None)
        self._thread.join(JOIN_S)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._write(job)
            except OSError as error:
                self.failed = job.name
                self.trouble = f"{self._folder} cannot be written ({error.strerror}): {FREE_SPACE}."
                self._release()
            if job.done is not None:
                job.done.set()
        self._release()

    def _write(self, job: _Job) -> None:
        if job.name == self.failed:
            return
        if job.name != self._name:
            self._release()
            self._file = _open_unused(self._folder, job.name, self._open_file)
            self._name, self.trouble, self.failed = job.name, None, None
        assert self._file is not None
        self._file.write(job.text)
        self._file.flush()
        if job.is_durable:
            os.fsync(self._file.fileno())

    def _release(self) -> None:
        file, self._file, self._name = self._file, None, None
        if file is not None:
            with suppress(OSError):  # what could not be flushed was told already
                file.close()


def open_new(path: Path) -> BinaryIO:
    """Create a file that is not there yet, for its name to last as well. Raises FileExistsError and other OSError."""
    file = path.open("xb")
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return file


def _open_unused(folder: Path, name: str, open_file: OpenFile) -> BinaryIO:
    """Open a file of this name; a board without a clock's battery may give one name twice, then `-2` and on follow."""
    turn = 1
    while True:
        try:
            return open_file(folder / f"{name}{'' if turn == 1 else f'-{turn}'}{SUFFIX}")
        except FileExistsError:
            turn += 1


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
        message = f"{folder} may not be written to by this program: set journal.folder to another one, or journal.keep = false."
        raise StorageError(message)
