"""The history opened for somebody who asks: a coach, an owner, a report.

In:  the history's path.
Out: a connection, closed again; trouble in the owner's words.
Not here: how it is opened (history.py), what is asked.

Rule: asking makes no history, and asks for no more than reading, unless the file has an earlier form, which is brought
up to date first. Whatever is wrong with the file is told with what to do.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from kiosk.errors import StorageError
from kiosk.storage.history import connect, is_present
from kiosk.storage.history_file import HISTORY_ERRORS, connect_reading


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Give the history open for questions. Raises StorageError when there is none, or it cannot be read."""
    with _opened(path, connect_to_ask) as connection:
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Give the history open for what is to be kept. Raises StorageError as reading does, or when it is read-only."""
    with _opened(path, connect) as connection:
        yield connection


def connect_to_ask(path: Path) -> sqlite3.Connection:
    """Open a history of this program's form for reading; one of an earlier form is brought up to date.

    Raises as connect does.
    """
    connection = connect_reading(path)
    try:
        if is_present(connection):
            return connection
    except BaseException:
        connection.close()
        raise
    connection.close()
    return connect(path)


def is_filed(path: Path, page: str) -> bool:
    """Whether the history has a session of this page; False also where it cannot tell."""
    with suppress(OSError, *HISTORY_ERRORS), closing(connect_reading(path)) as connection:
        return connection.execute("SELECT 1 FROM sessions WHERE page = ?", (page,)).fetchone() is not None
    return False


@contextmanager
def _opened(path: Path, connected: Callable[[Path], sqlite3.Connection]) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        message = (
            f"There is no history at {path} yet: train a session with `history.keep` on, or name the right"
            " `history.file` in the settings."
        )
        raise StorageError(message)
    try:
        with closing(connected(path)) as connection:
            yield connection
    except sqlite3.OperationalError as trouble:
        message = (
            f"{path} cannot be used ({trouble}): see that this account may read and write it and its folder, that the"
            " disk has space, and try again."
        )
        raise StorageError(message) from trouble
    except (sqlite3.DatabaseError, UnicodeDecodeError) as trouble:
        message = f"{path} is damaged or no history ({trouble}): put a backup in its place, or name another file."
        raise StorageError(message) from trouble
