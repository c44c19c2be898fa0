"""Forgetting: what was recorded before a day is deleted, for good.

In:  the history's file, the folder of journals, the day, the page that is being written.
Out: neither sessions nor journals nor health of before; how many went.
Not here: what goes by itself (history_limits.py, expiry.py), what an owner is told (owners_data.py).

Rule: journals go first, or the station would file them again. What is deleted is overwritten in the file, its log of
writes is emptied, and the file is written anew, so that no free place of it holds a trace.
"""

from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kiosk.errors import StorageError
from kiosk.storage.expiry import JOURNAL
from kiosk.storage.history import connect, transaction
from kiosk.storage.history_file import told_errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How much went."""

    sessions: int
    journals: int


def forget(file: Path, folder: Path, *, before: date, running: str | None) -> Forgotten:
    """Delete what was recorded before a local day, but not the running page.

    Raises StorageError, naming the file, when something cannot be deleted; what could be is gone then.
    """
    journals = _delete_journals(folder, before.isoformat(), running)
    sessions = _delete_sessions(file, before.isoformat()) if file.exists() else 0
    return Forgotten(sessions=sessions, journals=journals)


def _delete_journals(folder: Path, before: str, running: str | None) -> int:
    gone = 0
    try:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if JOURNAL.fullmatch(path.name) and path.name < before and path.stem != running:
                path.unlink()
                gone += 1
    except OSError as error:
        message = f"{error.filename} cannot be deleted ({error.strerror}): delete it by hand and try again."
        raise StorageError(message) from error
    return gone


def _delete_sessions(file: Path, before: str) -> int:
    with told_errors(file), closing(connect(file)) as connection:
        with transaction(connection):
            gone = connection.execute("DELETE FROM sessions WHERE began < ?", (before,)).rowcount
            connection.execute("DELETE FROM health WHERE at < ?", (before,))
        connection.execute("VACUUM")
        (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        message = f"{file} is being read by another program, so traces of {gone} sessions are left: ask again later."
        raise StorageError(message)
    return gone
