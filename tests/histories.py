"""What history tests file: records, pages, histories of every form."""

import sqlite3
from contextlib import closing

from kiosk.core.vocab import Fault, Move, Verdict
from kiosk.core.vocab_cues import Cue
from kiosk.storage.history import connect, file_health, file_session
from kiosk.storage.history_records import (
    AttemptRecord,
    CueRecord,
    HealthRecord,
    RungRecord,
    SessionRecord,
    SetRecord,
)
from kiosk.storage.history_schema import MIGRATIONS

ATTEMPT = AttemptRecord(number=1, verdict=Verdict.CLEAN, ended_s=8.5, tempo_s=3.5, hold_s=1.0, lean_deg=31.5)
MISS = AttemptRecord(
    number=2,
    verdict=Verdict.NEAR_MISS,
    ended_s=13.0,
    tempo_s=3.0,
    hold_s=0.5,
    lean_deg=30.0,
    knee_deg=12.0,
    rung_in=4.0,
    wall_distance_in=4.1,
    hip_gap_in=1.5,
    is_touch=False,
    faults=(Fault.HEAD_UP,),
    not_judged=(Fault.HEELS_UP,),
)
SET = SetRecord(number=1, drill="wall_hinge", began_s=5.0, ended_s=13.0, reps=1, is_done=True, attempts=(ATTEMPT, MISS))


def session_at(began, **fields):
    """Return a session that began at a local time, 2026-11-20T09:50:00."""
    told = {
        "page": began.replace(":", "-"),
        "began": began,
        "length_s": 60.0,
        "drill": "wall_hinge",
        "unit": "in",
        "program": "0.1.0",
        "is_calibrated": True,
        "is_finished": True,
        "reps": 1,
        "best_rung_in": 3.0,
        "sets": (SET,),
        "cues": (CueRecord(spoken_s=1.0, cue=Cue.GREET), CueRecord(spoken_s=9.0, cue=Cue.NEAR_MISS, set_number=1)),
        "rungs": (RungRecord(at_s=9.0, move=Move.OUT, rung_in=3.0),),
        "samples_hz": 29.5,
        "trouble_s": 0.0,
    }
    return SessionRecord(**(told | fields))


def history_with(path, *begans, health=()):
    """Make a history of sessions that began then, and of health rows of those times."""
    with closing(connect(path)) as connection:
        for began in begans:
            assert file_session(connection, session_at(began))
        for at in health:
            file_health(connection, HealthRecord(at=at, ticks=18_000))
    return path


def history_of_form(path, form, *begans):
    """Make a history as a program of an earlier form left it, with these sessions and a set each."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript("".join(MIGRATIONS[:form]) + f"PRAGMA user_version = {form};")
        connection.execute("BEGIN")
        for began in begans:
            (session,) = connection.execute(
                "INSERT INTO sessions (page, began, length_s, drill, unit, program, is_calibrated, is_finished, reps)"
                " VALUES (?, ?, 60.0, 'wall_hinge', 'in', '0.1.0', 1, 1, 7) RETURNING id",
                (began.replace(":", "-"), began),
            ).fetchone()
            (number,) = connection.execute(
                "INSERT INTO sets (session_id, number, drill, began_s, ended_s, reps, attempts, is_done)"
                " VALUES (?, 1, 'wall_hinge', 1.0, 9.0, 7, 8, 1) RETURNING id",
                (session,),
            ).fetchone()
            if form > 1:
                connection.execute(
                    "INSERT INTO audits (set_id, true_reps, entered) VALUES (?, 8, '2026-11-20T18:00:00')", (number,)
                )
        connection.execute("COMMIT")
    return path


def rows_of(path, query, *values):
    """Return what a query finds in a history."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query, values).fetchall()


def begans_of(path):
    """Return when the sessions of a history began, in the order in which they were filed."""
    return [began for (began,) in rows_of(path, "SELECT began FROM sessions ORDER BY id")]
