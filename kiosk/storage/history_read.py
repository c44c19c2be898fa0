"""The history opened for somebody who asks: a coach, an owner, a report.

In:  the history's path.
Out: a connection, closed again; trouble in the owner's words.
Not here: how it is opened (history.py), what is asked.

Rule: asking makes no history, and whatever is wrong with the file is told with what to do.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk.errors import StorageError
from kiosk.storage.history import connect


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Give the history open for questions. Raises StorageError when there is none, or it cannot be read."""
    if not path.is_file():
        message = (
            f"There is no history at {path} yet: train a session with `history.keep` on, or name the right"
            " `history.file` in the settings."
        )
        raise StorageError(message)
    try:
        with closing(connect(path)) as connection:
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
