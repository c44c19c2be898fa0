"""Appender: a thread that adds text to the ends of files and deletes old ones, so that a slow card holds nobody up.

In:  jobs: the name of a file, text for its end, whether it must be on the disk itself.
Out: files in one folder; a sentence when the disk fails.
Not here: what the text says (journal_lines.py), when it is handed over (journal.py), which files are old (expiry.py).

Rule: whatever the disk does, a job is never refused, never waits and never raises: a file that failed takes no more.
"""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import BinaryIO, Final

from kiosk.errors import StorageError
from kiosk.storage.expiry import SUFFIX, SWEEP_S, Expiry
from kiosk.storage.whole import replace_whole

JOIN_S: Final = 5.0
LONGEST_LINE_BYTES: Final = 1_000_000
"""Far more than a header with a lane and its marks; the last line break is looked for in so much."""
FREE_SPACE: Final = "make space there or set journal.folder; the session goes on without a record"

OpenFile = Callable[[Path], BinaryIO]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Text for the end of a file. `done` is set when it was written, to the disk itself if durable, or was lost."""

    name: str
    text: bytes
    is_durable: bool
    is_last: bool = False
    """Whether the file ends with it; a later job of this name begins another file."""
    is_over: bool = False
    """Whether what the file records is over, so that no later process goes on with it."""
    done: Event | None = None


class Appender:
    """The running thread. It opens a new file when a job has another name than the last one, and closes the old.

    With an `expiry` it deletes old files at its start and every SWEEP_S, but never the one it writes.
    With a `note` that file holds the name of the one it writes until that is over, whatever the wall clock does.
    The file of the name `going_on` is there already and is gone on with.
    `over` is told the name of each file, as it is in the folder and without suffix, that is over.
    `trouble` and `failed` (the name of the file that takes no more) are written by the thread alone.
    """

    def __init__(
        self,
        folder: Path,
        open_file: OpenFile,
        expiry: Expiry | None = None,
        *,
        note: Path | None = None,
        going_on: str | None = None,
        over: Callable[[str], object] = lambda _: None,
    ) -> None:
        self._folder: Final = folder
        self._note: Final = note
        self._going_on = going_on
        self._over: Final = over
        self._page = going_on
        self._open_file: Final = open_file
        self._expiry: Final = expiry
        self._swept_s = 0.0
        self._jobs: Final[SimpleQueue[Job | None]] = SimpleQueue()
        self._file: BinaryIO | None = None
        self._name: str | None = going_on
        self.trouble: str | None = None
        self.failed: str | None = None
        self._thread: Final = Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        """Hand over one job."""
        self._jobs.put(job)

    def close(self) -> None:
        """Write what was handed over and end the thread; a disk that does not answer is left behind."""
        self._jobs.put(None)
        self._thread.join(JOIN_S)

    def _run(self) -> None:
        self._sweep()
        while True:
            try:
                job = self._jobs.get(timeout=SWEEP_S)
            except Empty:
                self._sweep()
                continue
            if job is None:
                break
            try:
                self._write(job)
            except OSError as error:
                self.failed = job.name
                self.trouble = f"{self._folder} cannot be written ({error.strerror}): {FREE_SPACE}."
                self._release()
            if job.is_last:
                self._release()
                self.failed = None
            if job.is_over:
                self._end_page()
            if job.done is not None:
                job.done.set()
            if time.monotonic() - self._swept_s >= SWEEP_S:
                self._sweep()
        self._release()

    def _end_page(self) -> None:
        if self._note is not None:
            with suppress(OSError):  # without a note no process goes on, which is what is asked for
                self._note.unlink(missing_ok=True)
        page, self._page = self._page, None
        if page is not None:
            self._over(page)

    def _sweep(self) -> None:
        self._swept_s = time.monotonic()
        if self._expiry is not None:
            self._expiry.sweep(self._folder, but=self._name)

    def _write(self, job: Job) -> None:
        if job.name == self.failed:
            return
        if self._file is None or job.name != self._name:
            self._release()
            self._file = self._opened(job.name)
            self._name, self.trouble, self.failed = job.name, None, None
        self._file.write(job.text)
        self._file.flush()
        if not job.text:
            # a silent camera is no silent station: the file's time tells how long no process ran
            os.utime(self._file.fileno())
        if job.is_durable:
            os.fsync(self._file.fileno())

    def _opened(self, name: str) -> BinaryIO:
        if name == self._going_on:
            self._going_on = None
            return open_again(self._folder / f"{name}{SUFFIX}")
        file, path = _open_unused(self._folder, name, self._open_file)
        self._page = path.stem
        if self._note is not None:
            with suppress(OSError, StorageError):  # the record is worth more than the note of it
                replace_whole(self._note, path.name.encode())
        return file

    def _release(self) -> None:
        file, self._file, self._name = self._file, None, None
        if file is not None:
            with suppress(OSError):  # what could not be flushed was told already
                file.close()


def open_new(path: Path) -> BinaryIO:
    """Create a file that is not there yet, and its name on the disk. Raises FileExistsError and other OSError."""
    file = path.open("xb")
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return file


def open_again(path: Path) -> BinaryIO:
    """Open a file to go on after its last whole line; what a cut left behind that goes. Raises OSError."""
    file = path.open("r+b")
    size = file.seek(0, os.SEEK_END)
    begin = file.seek(max(0, size - LONGEST_LINE_BYTES))
    kept = begin + file.read().rfind(b"\n") + 1
    file.truncate(kept)
    file.seek(kept)
    return file


def _open_unused(folder: Path, name: str, open_file: OpenFile) -> tuple[BinaryIO, Path]:
    """Open a file of this name; a board whose clock has no battery may give a name twice, then `-2` and on follow."""
    turn = 1
    while True:
        path = folder / f"{name}{'' if turn == 1 else f'-{turn}'}{SUFFIX}"
        try:
            return open_file(path), path
        except FileExistsError:
            turn += 1
