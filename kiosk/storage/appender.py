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

from kiosk.storage.expiry import SUFFIX, SWEEP_S, Expiry

JOIN_S: Final = 5.0
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
    done: Event | None = None


class Appender:
    """The running thread. It opens a new file when a job has another name than the last one, and closes the old.

    With an `expiry` it deletes old files at its start and every SWEEP_S, but never the one it writes.
    `trouble` and `failed` (the name of the file that takes no more) are written by the thread alone.
    """

    def __init__(self, folder: Path, open_file: OpenFile, expiry: Expiry | None = None) -> None:
        self._folder: Final = folder
        self._open_file: Final = open_file
        self._expiry: Final = expiry
        self._swept_s = 0.0
        self._jobs: Final[SimpleQueue[Job | None]] = SimpleQueue()
        self._file: BinaryIO | None = None
        self._name: str | None = None
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
            if job.done is not None:
                job.done.set()
            if time.monotonic() - self._swept_s >= SWEEP_S:
                self._sweep()
        self._release()

    def _sweep(self) -> None:
        self._swept_s = time.monotonic()
        if self._expiry is not None:
            self._expiry.sweep(self._folder, but=self._name)

    def _write(self, job: Job) -> None:
        if job.name == self.failed:
            return
        if self._file is None or job.name != self._name:
            self._release()
            self._file = _open_unused(self._folder, job.name, self._open_file)
            self._name, self.trouble, self.failed = job.name, None, None
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
    """Create a file that is not there yet, and its name on the disk. Raises FileExistsError and other OSError."""
    file = path.open("xb")
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return file


def _open_unused(folder: Path, name: str, open_file: OpenFile) -> BinaryIO:
    """Open a file of this name; a board whose clock has no battery may give a name twice, then `-2` and on follow."""
    turn = 1
    while True:
        try:
            return open_file(folder / f"{name}{'' if turn == 1 else f'-{turn}'}{SUFFIX}")
        except FileExistsError:
            turn += 1
