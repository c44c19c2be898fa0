"""Audits: what a coach counted, beside what the station counted, set by set.

In:  the history's path, a set's id, the true count.
Out: the recent sets; the audit as it is now in the history.
Not here: what the audits tell together (history_machine.py), the coach's words (kiosk/audit.py).

Rule: a set has one true count: a later one takes its place. The station's own count is never changed.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.errors import InputError
from kiosk.storage.history_read import reading, writing

NEAREST: Final = 3
"""How many ids are named to somebody who gave a wrong one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedSet:
    """One set as a coach recognises it; `true_reps` is None until a coach has counted it.

    `began` is the session's local wall time, `after_s` how long after it the set began.
    """

    id: int
    began: str
    after_s: float
    number: int
    drill: str
    reps: int
    true_reps: int | None


_SETS: Final = """
SELECT sets.id, sessions.began, began_s, number, sets.drill, sets.reps, true_reps
FROM sets JOIN sessions ON sessions.id = session_id LEFT JOIN audits ON set_id = sets.id
"""


def recent_sets(path: Path, most: int) -> tuple[AuditedSet, ...]:
    """Return the last sets, the latest first. Raises StorageError for a history that cannot be read."""
    with reading(path) as connection:
        rows = connection.execute(f"{_SETS} ORDER BY sets.id DESC LIMIT ?", (most,))
        return tuple(map(_set_of, rows))


def enter(path: Path, set_id: int, true_reps: int, *, entered: str) -> AuditedSet:
    """Note how many reps a set had, and return it as it was before.

    Raises StorageError for a history that cannot be written, InputError for an id that no set has.
    """
    with writing(path) as connection:
        row = connection.execute(f"{_SETS} WHERE sets.id = ?", (set_id,)).fetchone()
        if row is None:
            raise InputError(_no_such_set(connection, set_id))
        connection.execute(
            "INSERT INTO audits (set_id, true_reps, entered) VALUES (?, ?, ?)"
            " ON CONFLICT (set_id) DO UPDATE SET true_reps = excluded.true_reps, entered = excluded.entered",
            (set_id, true_reps, entered),
        )
        return _set_of(row)


def _set_of(row: tuple[int, str, float, int, str, int, int | None]) -> AuditedSet:
    set_id, began, after_s, number, drill, reps, true_reps = row
    return AuditedSet(
        id=set_id, began=began, after_s=after_s, number=number, drill=drill, reps=reps, true_reps=true_reps
    )


def _no_such_set(connection: sqlite3.Connection, set_id: int) -> str:
    # near ids are looked for on both sides, so that no table is sorted
    near = connection.execute(
        "SELECT id FROM (SELECT * FROM (SELECT id FROM sets WHERE id < :id ORDER BY id DESC LIMIT :most)"
        " UNION ALL SELECT * FROM (SELECT id FROM sets WHERE id > :id ORDER BY id LIMIT :most))"
        " ORDER BY abs(id - :id), id LIMIT :most",
        {"id": set_id, "most": NEAREST},
    ).fetchall()
    if not near:
        return f"There is no set {set_id}: the history has no set yet. Train one first."
    named = ", ".join(str(found) for (found,) in near)
    return f"There is no set {set_id}: the nearest are {named}. `audit list` names the last ones."
