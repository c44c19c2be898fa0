"""The history: an SQLite file of what was trained, a transaction a session.

In:  records of sessions and of the machine's health.
Out: the file; what an owner or coach asks of it, in other modules that open it here.
Not here: the tables (history_schema.py), journals into records (digest.py), figures out of it (history_figures.py).

Rule: each commit is on the disk itself, and a page of the journal is in the file once or not at all, so that filing it
again after a power cut changes nothing.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from kiosk.errors import StorageError
from kiosk.storage.history_records import AttemptRecord, HealthRecord, SessionRecord
from kiosk.storage.history_schema import MIGRATIONS, SCHEMA, TABLES, statements_of

MOST_FORMS: Final = 1_000
"""No program will ever have so many; a greater number is damage."""
BUSY_S: Final = 10.0
"""How long to wait for another program that writes: the station files a session in a fraction of it."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the history, made or migrated where needed, for reading and writing; the caller closes it.

    Raises StorageError when a newer program or another one made it, and sqlite3.DatabaseError when it is damaged.
    """
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    try:
        _prepare(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def damage(what: str) -> sqlite3.DatabaseError:
    """Return the error of a file that is not in order, as SQLite itself raises it."""
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = form_of(connection)
    if not 0 <= version <= MOST_FORMS:
        what = "no program made a history of such a form"
        raise damage(what)
    if version > SCHEMA:
        message = (
            f"{path} is a history of form {version} and this program reads up to {SCHEMA}: update the program, or name"
            " another history.file."
        )
        raise StorageError(message)
    if version == 0:
        if _tables(connection):
            raise _not_ours(path)
        # before the first table, or never: what is deleted gives its place back
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    for setting in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {setting}")
    _migrate(connection)
    if not _tables(connection) >= TABLES:
        raise _not_ours(path)


def _not_ours(path: Path) -> StorageError:
    return StorageError(f"{path} is a database of another program: name another history.file.")


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the tables to the present form, all of it or nothing."""
    if form_of(connection) < SCHEMA:
        with transaction(connection):
            # another program may have done it meanwhile
            for number in range(form_of(connection), SCHEMA):
                for statement in statements_of(MIGRATIONS[number]):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA}")


def form_of(connection: sqlite3.Connection) -> int:
    """Return how many scripts a history has been through; 0 for an empty file."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    assert isinstance(version, int)
    return version


def is_present(connection: sqlite3.Connection) -> bool:
    """Whether a database is a history of this program's own form."""
    return form_of(connection) == SCHEMA and _tables(connection) >= TABLES


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Put what is done meanwhile on the disk as one, or nothing of it when anything fails."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):  # a disk that fails may have rolled back already
            connection.execute("ROLLBACK")
        raise


def file_session(
    connection: sqlite3.Connection, session: SessionRecord, *, is_kept: Callable[[], bool] = lambda: True
) -> bool:
    """Put a session into the history; return False when its page is in there already.

    `is_kept` says, while nobody else can write, whether the page is still to be kept.
    """
    with transaction(connection):
        return is_kept() and _insert_session(connection, session)


def _insert_session(connection: sqlite3.Connection, session: SessionRecord) -> bool:
    inserted = connection.execute(
        "INSERT INTO sessions (page, began, length_s, drill, unit, program, is_calibrated, is_finished, reps,"
        " best_rung_in, samples_hz, trouble_s) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (page) DO NOTHING",
        (
            session.page,
            session.began,
            session.length_s,
            session.drill,
            session.unit,
            session.program,
            session.is_calibrated,
            session.is_finished,
            session.reps,
            session.best_rung_in,
            session.samples_hz,
            session.trouble_s,
        ),
    )
    if inserted.rowcount == 0:
        return False
    session_id = inserted.lastrowid
    set_ids: dict[int, int | None] = {}
    for item in session.sets:
        row = connection.execute(
            "INSERT INTO sets (session_id, number, drill, began_s, ended_s, reps, attempts, is_done, first_rung_in,"
            " last_rung_in) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                session_id,
                item.number,
                item.drill,
                item.began_s,
                item.ended_s,
                item.reps,
                len(item.attempts),
                item.is_done,
                item.first_rung_in,
                item.last_rung_in,
            ),
        )
        set_ids[item.number] = row.lastrowid
        for attempt in item.attempts:
            _insert_attempt(connection, row.lastrowid, attempt)
    connection.executemany(
        "INSERT INTO cues (session_id, set_id, spoken_s, cue) VALUES (?, ?, ?, ?)",
        [
            (session_id, None if cue.set_number is None else set_ids[cue.set_number], cue.spoken_s, cue.cue.value)
            for cue in session.cues
        ],
    )
    connection.executemany(
        "INSERT INTO rungs (session_id, at_s, move, rung_in) VALUES (?, ?, ?, ?)",
        [(session_id, rung.at_s, rung.move.value, rung.rung_in) for rung in session.rungs],
    )
    return True


def _insert_attempt(connection: sqlite3.Connection, set_id: int | None, attempt: AttemptRecord) -> None:
    row = connection.execute(
        "INSERT INTO attempts (set_id, number, verdict, is_counted, ended_s, tempo_s, hold_s, lean_deg, knee_deg,"
        " rung_in, wall_distance_in, hip_gap_in, is_touch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            set_id,
            attempt.number,
            attempt.verdict.value,
            attempt.verdict.is_counted,
            attempt.ended_s,
            attempt.tempo_s,
            attempt.hold_s,
            attempt.lean_deg,
            attempt.knee_deg,
            attempt.rung_in,
            attempt.wall_distance_in,
            attempt.hip_gap_in,
            attempt.is_touch,
        ),
    )
    connection.executemany(
        "INSERT INTO faults (attempt_id, fault, is_judged) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [
            *((row.lastrowid, fault.value, True) for fault in attempt.faults),
            *((row.lastrowid, fault.value, False) for fault in attempt.not_judged),
        ],
    )


def file_health(connection: sqlite3.Connection, health: HealthRecord) -> None:
    """Put a row of the machine's health into the history."""
    connection.execute(
        "INSERT INTO health (at, inference_median_ms, inference_p95_ms, age_median_ms, age_p95_ms, dropped, late_ticks,"
        " ticks, temperature_c, memory_mb) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            health.at,
            health.inference_median_ms,
            health.inference_p95_ms,
            health.age_median_ms,
            health.age_p95_ms,
            health.dropped,
            health.late_ticks,
            health.ticks,
            health.temperature_c,
            health.memory_mb,
        ),
    )
