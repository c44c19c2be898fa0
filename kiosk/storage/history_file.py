"""The history's file: whether it is whole, and what is done with one that is not.

In:  the path of a history.
Out: a connection to a whole one; a damaged one beside it under a name of its own.
Not here: tables and rows (history.py), when it is opened (filer.py), copies of it (history_copy.py).

Rule: no byte of a damaged history is thrown away, and nothing of it gets into the next one: its log of writes moves
first, for SQLite would take it for the new file's.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.errors import StorageError
from kiosk.storage.history import BUSY_S, connect, damage, form_of
from kiosk.storage.history_schema import SCHEMA
from kiosk.storage.whole import sync_folder

DAMAGED: Final = ".damaged"
BESIDE: Final = ("-wal", "-shm", "")
"""The endings of SQLite's files, in the order in which they move."""
PRIMARY_CODE: Final = 0xFF
DAMAGE_CODES: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
"""The last is what a file's header or its list of tables gives that makes no sense."""
NO_LOG_CODES: Final = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
)
"""What a folder or a disk gives that takes no new file."""
HISTORY_ERRORS: Final = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises: Python cannot read a complaint that names what is damaged."""


def is_damage(error: sqlite3.Error | UnicodeDecodeError) -> bool:
    """Whether an error means that the file itself is broken; a full disk or another writer does not."""
    return isinstance(error, UnicodeDecodeError) or getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE in DAMAGE_CODES


def connect_checked(path: Path) -> sqlite3.Connection:
    """Open a history after looking at every page of it.

    Raises as connect does: sqlite3.DatabaseError with SQLITE_CORRUPT when it is not whole.
    """
    connection = connect(path)
    try:
        check(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_reading(path: Path) -> sqlite3.Connection:
    """Open a history that is there as it is, whatever its form, so that nothing of it changes. Raises sqlite3.Error.

    Where there is no log of writes, SQLite makes one while it is open, so that the station may write meanwhile. Where
    none can be made, nobody writes, and the file alone is read.
    """
    if _beside(path, "-wal").exists():
        return _opened(path, "mode=ro")
    try:
        return _opened(path, "mode=rw")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & PRIMARY_CODE not in NO_LOG_CODES:
            raise
        return _opened(path, "mode=ro&immutable=1")


def _opened(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=BUSY_S, isolation_level=None)
    try:
        form_of(connection)  # SQLite opens a file when it is first asked for something
    except BaseException:
        connection.close()
        raise
    return connection


def check(connection: sqlite3.Connection) -> None:
    """Look at every page. Raises sqlite3.DatabaseError with SQLITE_CORRUPT for one that is not in order."""
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise damage(found)


def set_aside(path: Path) -> Path:
    """Move a damaged history and what belongs to it out of the way; return its new path. Raises OSError."""
    aside = aside_of(path, DAMAGED)
    for part in BESIDE:
        with suppress(FileNotFoundError):
            _beside(path, part).rename(_beside(aside, part))
    sync_folder(path.parent)
    return aside


def aside_of(path: Path, ending: str) -> Path:
    """Return the first free name beside a history: `history.db<ending>`, then `-2` and on."""
    turn = 1
    while True:
        aside = path.with_name(f"{path.name}{ending}{'' if turn == 1 else f'-{turn}'}")
        if not any(_beside(aside, part).exists() for part in BESIDE):
            return aside
        turn += 1


def set_aside_files(path: Path) -> tuple[Path, ...]:
    """Return the damaged histories beside this one, oldest first."""
    with suppress(OSError):
        found = (item for item in path.parent.glob(f"{path.name}{DAMAGED}*") if not item.name.endswith(BESIDE[:2]))
        return tuple(sorted(found, key=lambda item: (len(item.name), item.name)))
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLook:
    """What a look at a history found; `sessions` is None for one of another form than this program's."""

    form: int
    sessions: int | None


def look_at(path: Path) -> HistoryLook:
    """Look at a whole history and change nothing. Raises StorageError for one that is damaged or out of reach."""
    with told_errors(path), closing(connect_reading(path)) as connection:
        check(connection)
        form = form_of(connection)
        if form != SCHEMA:
            return HistoryLook(form=form, sessions=None)
        (sessions,) = connection.execute("SELECT count(*) FROM sessions").fetchone()
        return HistoryLook(form=form, sessions=int(sessions))


@contextmanager
def told_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite raises for a history into a StorageError in the owner's words."""
    try:
        yield
    except HISTORY_ERRORS as error:
        raise StorageError(sentence_of(path, error)) from error


def sentence_of(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> str:
    """Return what is wrong with a history and what to do."""
    if is_damage(error):
        return f"{path} is damaged: start the station, which sets it aside and begins a new one from its journals."
    code = getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{path} is being written by another program: wait until it is done and try again."
    if code == sqlite3.SQLITE_CANTOPEN and not path.parent.is_dir():
        return f"{path} cannot be there, for {path.parent} is no folder: make it or set history.file."
    if code == sqlite3.SQLITE_FULL:
        return f"{path} cannot be written (no space left on the disk): make space there or set history.file."
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return f"{path} cannot be written ({error}): let this account write there or set history.file."
    return f"{path} cannot be read or written ({error}): check the disk, or set history.file to another one."


def size_of(path: Path) -> int:
    """Return the bytes of a history and of what belongs to it."""
    total = 0
    for part in BESIDE:
        with suppress(OSError):
            total += _beside(path, part).stat().st_size
    return total


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}{ending}")
