"""How long a session stays in the history, and how large the file may grow.

In:  an open history; the owner's days and megabytes; the wall clock.
Out: the history without what is over its time, or too much; its file smaller by as much.
Not here: journals (expiry.py), what an owner deletes (history_data.py).

Rule: what is too much goes in the order in which it was filed, for the wall clock may have been wrong then. A clock
that cannot be right now deletes nothing by age. What is deleted is overwritten.
"""

import sqlite3
from datetime import datetime
from typing import Final

from kiosk.storage.clock_belief import FIRST_S, WallClock, local_time
from kiosk.storage.history import transaction

MB: Final = 1_000_000
S_PER_DAY: Final = 86_400.0
STEP_SHARE: Final = 20
"""A twentieth of the sessions goes at a time until the rest fits."""
INCREMENTAL: Final = 2
"""What `PRAGMA auto_vacuum` answers for a file that can shrink in place."""

FIRST: Final = local_time(FIRST_S)

OVER: Final = "(began >= :first AND began < :cutoff)"
UNDATED: Final = "((began < :first OR began > :now) AND id < (SELECT max(id) FROM sessions WHERE {over}))"
"""Recorded while the clock was wrong: it goes with the sessions that were filed after it."""


class Limits:
    """The owner's limits. `keep_days` after its session began a record goes; `max_mb` is the most the file may take."""

    def __init__(self, *, keep_days: float, max_mb: float, clock: WallClock | None = None) -> None:
        self._keep_s: Final = keep_days * S_PER_DAY
        self._max_bytes: Final = max_mb * MB
        self._clock: Final = WallClock() if clock is None else clock

    def keep(self, connection: sqlite3.Connection) -> int:
        """Delete what is over the limits; return how many sessions. Raises sqlite3.Error."""
        gone = self._delete_old(connection)
        while _used_bytes(connection) > self._max_bytes:
            sessions, health = _delete_oldest(connection)
            gone += sessions
            if sessions + health == 0:
                break
        give_back(connection)
        return gone

    def _delete_old(self, connection: sqlite3.Connection) -> int:
        now_s = self._clock.now_s()
        if not self._clock.is_believed(_newest_s(connection)):
            return 0
        times = {"first": FIRST, "now": local_time(now_s), "cutoff": local_time(now_s - self._keep_s)}
        with transaction(connection):
            gone = connection.execute(
                f"DELETE FROM sessions WHERE {OVER} OR {UNDATED.format(over=OVER)}",  # noqa: S608 (constants)
                times,
            ).rowcount
            connection.execute("DELETE FROM health WHERE at >= :first AND at < :cutoff", times)
        return gone


def give_back(connection: sqlite3.Connection) -> None:
    """Make the file smaller by what was deleted from it. Raises sqlite3.Error."""
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    if free == 0:
        return
    (kind,) = connection.execute("PRAGMA auto_vacuum").fetchone()
    if kind == INCREMENTAL:
        # `execute` would stop after the first page
        connection.executescript("PRAGMA incremental_vacuum")
    else:
        # a file of an earlier form becomes one that can shrink
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("VACUUM")


def _used_bytes(connection: sqlite3.Connection) -> int:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return int((pages - free) * size)


def _delete_oldest(connection: sqlite3.Connection) -> tuple[int, int]:
    """Delete a part of the sessions and of the health, the first filed; return how many of each went."""
    with transaction(connection):
        return _delete_first(connection, "sessions"), _delete_first(connection, "health")


def _delete_first(connection: sqlite3.Connection, table: str) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 (a constant)
    return connection.execute(
        f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY id LIMIT ?)",  # noqa: S608 (a constant)
        (-(-count // STEP_SHARE),),
    ).rowcount


def _newest_s(connection: sqlite3.Connection) -> float | None:
    """Return when the last filed session with a possible date began, on the wall clock's axis; None for none."""
    row = connection.execute(
        "SELECT began FROM sessions WHERE began >= ? ORDER BY id DESC LIMIT 1", (FIRST,)
    ).fetchone()
    try:
        return None if row is None else datetime.fromisoformat(row[0]).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
