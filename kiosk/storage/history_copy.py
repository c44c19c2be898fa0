"""Copies of the history: a backup made while the station runs, and a history put back from one.

In:  the history's file; the file of a backup.
Out: a backup that is whole; the history as a backup had it, the former one kept beside it.
Not here: a damaged history (history_file.py), what an owner is told (owners_data.py).

Rule: a copy is looked at before it gets its name, and gets it in one step, so that a power cut leaves the old file or
the new one.
"""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from kiosk.errors import InputError, StorageError
from kiosk.storage.history import connect, form_of
from kiosk.storage.history_file import (
    HISTORY_ERRORS,
    aside_of,
    check,
    connect_reading,
    is_damage,
    sentence_of,
    set_aside,
    told_errors,
)
from kiosk.storage.history_read import connect_to_ask
from kiosk.storage.history_schema import SCHEMA
from kiosk.storage.whole import file_at, sync_folder

BEFORE: Final = ".before-restore"
MAGIC: Final = b"SQLite format 3\0"


def back_up(file: Path, target: Path) -> int:
    """Copy the history to `target`, in place of an earlier backup; return its bytes.

    Raises StorageError when it is damaged, or when `target` cannot be written or is another file.
    """
    place = file_at(target)
    if place.exists() and (place.samefile(file) or not _is_sqlite(place)):
        message = f"{target} is {'the history itself' if place.samefile(file) else 'another file'}: name a new one."
        raise StorageError(message)
    with told_errors(file), closing(connect_to_ask(file)) as source:
        check(source)
        part = _written_part(source, place)
    _place(part, place)
    return place.stat().st_size


def put_back(file: Path, backup: Path) -> Path | None:
    """Make a backup the history; return where the former one is kept, None when there was none.

    Raises InputError when it is no whole history of this program or an earlier one, and StorageError when the history
    cannot be replaced.
    """
    if not backup.is_file() or not _is_sqlite(backup) or (file.exists() and file.samefile(backup)):
        message = f"{backup} is no backup of a history: name a file that `backup` has written."
        raise InputError(message)
    place = file_at(file)
    try:
        with closing(connect_reading(backup)) as source:
            _refuse_unfit(source, backup)
            is_sound = _let_go(place)
            part = _written_part(source, place)
    except HISTORY_ERRORS as error:
        message = f"{backup} is damaged: name another backup; the history is as it was."
        raise InputError(message) from error
    former = _kept(place, is_sound=is_sound)
    _place(part, place)
    return former


def _refuse_unfit(source: sqlite3.Connection, backup: Path) -> None:
    check(source)
    form = form_of(source)
    if not 0 < form <= SCHEMA:
        message = f"{backup} is of form {form} and this program reads 1 to {SCHEMA}: update the program."
        raise InputError(message)


def _is_sqlite(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}): name another file."
        raise StorageError(message) from error


def _let_go(file: Path) -> bool:
    """Put all that was written into the one file; return False for a damaged one, which stays as it is.

    Raises StorageError while another program has it open.
    """
    if not file.exists():
        return True
    try:
        with closing(connect(file)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except HISTORY_ERRORS as error:
        if not is_damage(error):
            raise StorageError(sentence_of(file, error)) from error
        return False
    return True


def _kept(file: Path, *, is_sound: bool) -> Path | None:
    """Give the present history another name as well; it keeps its own until the next one takes it."""
    if not file.exists():
        return None
    try:
        if not is_sound:
            return set_aside(file)
        aside = aside_of(file, BEFORE)
        os.link(file, aside)
    except OSError as error:
        raise _refused(file, error.strerror) from error
    return aside


def _written_part(source: sqlite3.Connection, place: Path) -> Path:
    """Return a whole copy beside the place it is for, on the disk itself. Raises StorageError."""
    part = place.with_name(f".{place.name}.part")
    try:
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            check(copy)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
    except (*HISTORY_ERRORS, OSError) as error:
        with suppress(OSError):
            part.unlink()
        raise _refused(place, str(error)) from error
    return part


def _place(part: Path, place: Path) -> None:
    try:
        part.replace(place)
        sync_folder(place.parent)
    except OSError as error:
        raise _refused(place, error.strerror) from error


def _refused(place: Path, reason: str | None) -> StorageError:
    return StorageError(f"{place} cannot be written ({reason}): see that its folder exists and has space.")
