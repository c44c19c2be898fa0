"""The history as text: one JSON object a session, with all that is kept of it.

In:  an open history, the days that are asked for.
Out: a line a session, in the order in which they were filed.
Not here: where the lines go (owners_data.py), the machine's health, which is no owner's data.

Rule: the names are those of the tables, so that both can be read with one description; numbers that tie one table to
another stay inside.
"""

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

INSIDE: Final = frozenset({"id", "session_id", "set_id", "attempt_id"})
FLAGS: Final = frozenset({"is_calibrated", "is_finished", "is_done", "is_counted", "is_touch"})

Json = dict[str, object]

SETS: Final = "SELECT * FROM sets WHERE session_id = ? ORDER BY number"
CUES: Final = (
    "SELECT cues.id, spoken_s, cue, sets.number AS 'set' FROM cues LEFT JOIN sets ON sets.id = cues.set_id"
    " WHERE cues.session_id = ? ORDER BY cues.id"
)
RUNGS: Final = "SELECT rowid AS id, at_s, move, rung_in FROM rungs WHERE session_id = ? ORDER BY rowid"
ATTEMPTS: Final = "SELECT * FROM attempts WHERE set_id = ? ORDER BY number"
FAULTS: Final = (
    "SELECT attempt_id, fault, is_judged FROM faults JOIN attempts ON attempts.id = attempt_id WHERE set_id = ?"
    " ORDER BY fault"
)
AUDITS: Final = "SELECT * FROM audits WHERE set_id = ?"


def lines_of(connection: sqlite3.Connection, *, first: date | None = None, last: date | None = None) -> Iterator[str]:
    """Yield a line a session that began from the day `first` to the day `last`. Raises sqlite3.Error."""
    connection.execute("BEGIN")  # one state of the file, whatever the station files meanwhile
    try:
        sessions = connection.execute(
            "SELECT * FROM sessions WHERE began >= ? AND began < ? ORDER BY id",
            (
                "" if first is None else first.isoformat(),
                "~" if last is None or last == date.max else (last + timedelta(days=1)).isoformat(),
            ),
        )
        for session_id, session in _objects(sessions):
            session["sets"] = [_set(connection, set_id, found) for set_id, found in _rows(connection, SETS, session_id)]
            session["cues"] = [found for _, found in _rows(connection, CUES, session_id)]
            session["rungs"] = [found for _, found in _rows(connection, RUNGS, session_id)]
            yield json.dumps(session, separators=(",", ":"))
    finally:
        connection.execute("COMMIT")


def _set(connection: sqlite3.Connection, set_id: int, found: Json) -> Json:
    faults = connection.execute(FAULTS, (set_id,)).fetchall()
    attempts = []
    for attempt_id, attempt in _rows(connection, ATTEMPTS, set_id):
        attempt["faults"] = [fault for place, fault, is_judged in faults if place == attempt_id and is_judged]
        attempt["not_judged"] = [fault for place, fault, is_judged in faults if place == attempt_id and not is_judged]
        attempts.append(attempt)
    found["attempts"] = attempts
    found["audit"] = next((audit for _, audit in _rows(connection, AUDITS, set_id)), None)
    return found


def _rows(connection: sqlite3.Connection, query: str, parent: int) -> Iterator[tuple[int, Json]]:
    return _objects(connection.execute(query, (parent,)))


def _objects(cursor: sqlite3.Cursor) -> Iterator[tuple[int, Json]]:
    """Yield the id of each row and what it holds, by the names of its columns."""
    names = [str(column[0]) for column in cursor.description]
    for row in cursor:
        found = dict(zip(names, row, strict=True))
        kept = {
            name: bool(value) if name in FLAGS and value is not None else value
            for name, value in found.items()
            if name not in INSIDE
        }
        yield int(found["id"]), kept
