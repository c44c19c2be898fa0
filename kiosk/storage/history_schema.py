"""The history's tables, and how each earlier form of them becomes the present one.

In:  nothing.
Out: one script a version, and its statements; the number of the newest; the names of its tables.
Not here: opening the file (history.py), filling it (history.py), reading it (history_figures.py).

Rule: a script that has been released is never changed; a change of the tables is another script. The file says in
`user_version` how many of them it has been through. Nothing here tells who trained: no name, no face, no identifier.
"""

from collections.abc import Iterator
from sqlite3 import complete_statement
from typing import Final

_SESSIONS: Final = """
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- in the order in which they ended, whatever the wall clock did
    page TEXT NOT NULL UNIQUE,             -- the journal it was read from, without suffix
    began TEXT NOT NULL,                   -- local wall time, 2026-11-20T09:50:00; for people
    length_s REAL NOT NULL,
    drill TEXT NOT NULL,                   -- what the station trained: a drill or a programme
    unit TEXT NOT NULL,                    -- in or cm
    program TEXT NOT NULL,                 -- the version that recorded it
    is_calibrated INTEGER NOT NULL,
    is_finished INTEGER NOT NULL,          -- 0: the record was cut by a power failure or a stop
    reps INTEGER NOT NULL,
    best_rung_in REAL
) STRICT;
CREATE INDEX sessions_began ON sessions (began);
CREATE TABLE sets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,               -- within the session, from 1
    drill TEXT NOT NULL,
    began_s REAL NOT NULL,                 -- since the session began
    ended_s REAL NOT NULL,
    reps INTEGER NOT NULL,                 -- counted
    attempts INTEGER NOT NULL,             -- counted or not
    is_done INTEGER NOT NULL,              -- 0: left before its last rep
    first_rung_in REAL,
    last_rung_in REAL,
    UNIQUE (session_id, number)
) STRICT;
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    set_id INTEGER NOT NULL REFERENCES sets (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,               -- within the session, from 1
    verdict TEXT NOT NULL,
    is_counted INTEGER NOT NULL,
    ended_s REAL NOT NULL,
    tempo_s REAL NOT NULL,
    hold_s REAL NOT NULL,
    lean_deg REAL NOT NULL,
    knee_deg REAL,
    rung_in REAL,
    wall_distance_in REAL,
    hip_gap_in REAL,
    is_touch INTEGER
) STRICT;
CREATE INDEX attempts_set ON attempts (set_id);
CREATE TABLE faults (
    attempt_id INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    fault TEXT NOT NULL,
    is_judged INTEGER NOT NULL,            -- 1: it was there; 0: the camera could not see enough to say
    PRIMARY KEY (attempt_id, fault)
) STRICT, WITHOUT ROWID;
CREATE TABLE cues (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    set_id INTEGER REFERENCES sets (id) ON DELETE CASCADE,  -- NULL: in none, so also in a rest
    spoken_s REAL NOT NULL,
    cue TEXT NOT NULL                      -- a cue's name; counts are not kept
) STRICT;
CREATE INDEX cues_session ON cues (session_id);
CREATE INDEX cues_set ON cues (set_id);    -- a set that is deleted takes its cues along
CREATE TABLE rungs (
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    at_s REAL NOT NULL,
    move TEXT NOT NULL,                    -- what the ladder decided
    rung_in REAL NOT NULL                  -- where the athlete stood then
) STRICT;
CREATE INDEX rungs_session ON rungs (session_id);
"""

_AUDITS: Final = """
CREATE TABLE audits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    set_id INTEGER NOT NULL UNIQUE REFERENCES sets (id) ON DELETE CASCADE,
    true_reps INTEGER NOT NULL,            -- what a coach counted
    entered TEXT NOT NULL                  -- local wall time
) STRICT;
"""

_HEALTH: Final = """
ALTER TABLE sessions ADD COLUMN samples_hz REAL;      -- poses a second while somebody was there
ALTER TABLE sessions ADD COLUMN trouble_s REAL;       -- how long the camera was silent
CREATE TABLE health (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,                      -- local wall time; one row every ten minutes
    inference_median_ms REAL,
    inference_p95_ms REAL,
    age_median_ms REAL,
    age_p95_ms REAL,
    dropped INTEGER NOT NULL,              -- of these ten minutes, as are the next two
    late_ticks INTEGER NOT NULL,
    ticks INTEGER NOT NULL,
    temperature_c REAL,
    memory_mb REAL
) STRICT;
CREATE INDEX health_at ON health (at);
"""

MIGRATIONS: Final = (_SESSIONS, _AUDITS, _HEALTH)
SCHEMA: Final = len(MIGRATIONS)
TABLES: Final = frozenset({"sessions", "sets", "attempts", "faults", "cues", "rungs", "audits", "health"})


def statements_of(script: str) -> Iterator[str]:
    """Yield the statements of a script one by one, so that they can be parts of one transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if complete_statement(statement):
            yield statement
            statement = ""
