"""The figures of a period, out of the history: what was trained, how well, and how the machine did.

In:  the history's path, the days that are asked for, which drill judges which fault.
Out: Figures.
Not here: faults and cues (history_form.py), camera, machine and audits (history_machine.py), words and pictures.

Rule: the file adds up, and what cannot be added up is read row by row: a year fits into a small board's memory.
A session whose date cannot be right belongs to no day; it is told apart.
"""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Final

from kiosk.core.shares import Share, Spread, spread_of
from kiosk.core.vocab import Verdict
from kiosk.storage.history_form import form_of
from kiosk.storage.history_machine import audits_of, machine_of
from kiosk.storage.history_read import reading
from kiosk.storage.history_tables import (
    DayCount,
    DrillCount,
    Figures,
    Period,
    RungCount,
    SetRung,
    Tally,
    Training,
    Verdicts,
)

CLOCK_UNTIL: Final = date(2100, 1, 1)
"""A later date is believed of no clock, not even while the one here is not set."""
USUAL_DAYS: Final = 90
"""How many days are told when none are asked for: a season, and few enough to see single days."""
CLOCK_SET_FROM: Final = "2020-01-01"
"""An earlier date was written before the clock was set: a Raspberry Pi begins at 1970 without one."""
DAYS: Final = 7
HOURS: Final = 24

# The day is NULL where the date cannot be right. CROSS JOIN keeps SQLite, here and below, at the order as written.
_CHOOSE: Final = """
CREATE TEMP TABLE dated AS
    SELECT id, CASE WHEN began >= :from_clock AND date(began) <= :until THEN date(began) END AS day,
        CAST(strftime('%w', began) AS INTEGER) AS weekday, CAST(strftime('%H', began) AS INTEGER) AS hour
    FROM main.sessions
"""
_NARROW: Final = """
CREATE TEMP TABLE chosen AS
    SELECT id, day, weekday, hour FROM dated WHERE day BETWEEN :first AND :last OR (day IS NULL AND :has_undated)
    ORDER BY id
"""
_TALLY: Final = """
SELECT drill, verdict, attempts.is_counted, count(*) FROM chosen
CROSS JOIN sets ON session_id = chosen.id CROSS JOIN attempts ON set_id = sets.id GROUP BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The days that are asked for, as far as there are any; without either the last 90, with `is_all` every session."""

    first: date | None = None
    last: date | None = None
    is_all: bool = False


def figures_of(path: Path, asked: Asked, *, today: date, judged: Sequence[tuple[str, str]]) -> Figures:
    """Return the figures of a period. `judged` are (drill, fault) pairs. Raises StorageError in the owner's words."""
    with reading(path) as connection:
        connection.execute("PRAGMA temp_store = MEMORY")
        period, extent, undated = _choose(connection, asked, today)
        tallies = tuple(Tally(*row) for row in connection.execute(_TALLY))
        return Figures(
            period=period,
            earliest=extent[0],
            latest=extent[1],
            undated=undated,
            programs=tuple(
                program
                for (program,) in connection.execute(
                    "SELECT program FROM chosen JOIN main.sessions USING (id) GROUP BY program ORDER BY max(id)"
                )
            ),
            training=_training(connection, period, tallies),
            form=form_of(connection, judged, tallies),
            machine=machine_of(connection, period),
            audits=audits_of(connection),
        )


def _choose(
    connection: sqlite3.Connection, asked: Asked, today: date
) -> tuple[Period, tuple[date | None, date | None], int]:
    """Note in a table of its own which sessions are told; return the period, the days there are, how many have none."""
    from_clock = date.fromisoformat(CLOCK_SET_FROM)
    # a day of grace: the session may have been written in another time zone
    until = today + timedelta(days=1) if today >= from_clock else CLOCK_UNTIL
    connection.execute(_CHOOSE, {"from_clock": CLOCK_SET_FROM, "until": until.isoformat()})
    earliest, latest, undated = connection.execute("SELECT min(day), max(day), sum(day IS NULL) FROM dated").fetchone()
    extent = _day(earliest), _day(latest)
    period = _period(asked, *extent)
    connection.execute(
        _NARROW,
        {
            "first": None if period.first is None else period.first.isoformat(),
            "last": None if period.last is None else period.last.isoformat(),
            "has_undated": period.has_undated,
        },
    )
    connection.execute("CREATE UNIQUE INDEX temp.chosen_id ON chosen (id)")
    return period, extent, undated or 0


def _period(asked: Asked, earliest: date | None, latest: date | None) -> Period:
    if latest is None or earliest is None:
        is_asked = asked.first is not None or asked.last is not None
        return Period(first=asked.first, last=asked.last, has_undated=not is_asked)
    first, last = asked.first or earliest, asked.last or latest
    if asked.first is None and asked.last is None and not asked.is_all:
        first = max(earliest, latest - timedelta(days=USUAL_DAYS - 1))
    if first <= latest and last >= earliest:
        first, last = max(first, earliest), min(last, latest)
    elif asked.first is None:
        first = last
    elif asked.last is None:
        last = first
    return Period(first=first, last=last, has_undated=asked.is_all)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _training(connection: sqlite3.Connection, period: Period, tallies: Sequence[Tally]) -> Training:
    sessions, cut = connection.execute(
        "SELECT count(*), coalesce(sum(NOT is_finished), 0) FROM chosen CROSS JOIN main.sessions USING (id)"
    ).fetchone()
    sets, done = connection.execute(
        "SELECT count(*), coalesce(sum(is_done), 0) FROM chosen CROSS JOIN sets ON session_id = chosen.id"
    ).fetchone()
    return Training(
        sessions=sessions,
        cut=cut,
        sets=sets,
        sets_done=done,
        days=_days(connection, period),
        hours=_hours(connection),
        verdicts=_verdicts(tallies),
        drills=_drills(connection, tallies),
        best_rungs=tuple(
            RungCount(rung_in=rung_in, sessions=number)
            for rung_in, number in connection.execute(
                "SELECT best_rung_in, count(*) FROM chosen CROSS JOIN main.sessions USING (id)"
                " WHERE best_rung_in BETWEEN 0 AND 100 GROUP BY best_rung_in ORDER BY best_rung_in"
            )
        ),
        set_rungs=_set_rungs(connection),
        rise_in=_rise(connection),
    )


def _verdicts(tallies: Sequence[Tally]) -> tuple[Verdicts, ...]:
    counts = Counter[tuple[str, bool]]()
    for tally in tallies:
        counts[tally.verdict, bool(tally.is_counted)] += tally.attempts
    ordered = sorted(counts.items(), key=lambda item: (not item[0][1], -item[1], item[0][0]))
    return tuple(
        Verdicts(verdict=verdict, is_counted=is_counted, count=count) for (verdict, is_counted), count in ordered
    )


def _drills(connection: sqlite3.Connection, tallies: Sequence[Tally]) -> tuple[DrillCount, ...]:
    return tuple(
        DrillCount(
            drill=drill,
            sets=sets,
            reps=reps,
            clean=Share(
                count=sum(
                    tally.attempts for tally in tallies if (tally.drill, tally.verdict) == (drill, Verdict.CLEAN.value)
                ),
                of=sum(tally.attempts for tally in tallies if tally.drill == drill and tally.is_counted),
            ),
        )
        for drill, sets, reps in connection.execute(
            "SELECT drill, count(*), sum(reps) FROM chosen CROSS JOIN sets ON session_id = chosen.id"
            " GROUP BY drill ORDER BY 2 DESC, drill"
        )
    )


def _days(connection: sqlite3.Connection, period: Period) -> tuple[DayCount, ...]:
    """Return every day of the period, also those on which nobody trained; none when nobody did on any."""
    found = {
        day: (sessions, reps)
        for day, sessions, reps in connection.execute(
            "SELECT day, count(*), sum(reps) FROM chosen CROSS JOIN main.sessions USING (id)"
            " WHERE day IS NOT NULL GROUP BY day"
        )
    }
    if period.first is None or period.last is None or not found:
        return ()
    days = (period.first + timedelta(days=number) for number in range((period.last - period.first).days + 1))
    told = ((day, found.get(day.isoformat(), (0, 0))) for day in days)
    return tuple(DayCount(day=day, sessions=sessions, reps=reps) for day, (sessions, reps) in told)


def _hours(connection: sqlite3.Connection) -> tuple[tuple[int, ...], ...]:
    found = {
        # SQLite's week begins with Sunday
        ((weekday - 1) % DAYS, hour): number
        for weekday, hour, number in connection.execute(
            "SELECT weekday, hour, count(*) FROM chosen WHERE day IS NOT NULL GROUP BY weekday, hour"
        )
    }
    return tuple(tuple(found.get((weekday, hour), 0) for hour in range(HOURS)) for weekday in range(DAYS))


# No ladder is longer than 100 in: a rung beyond it is a damaged figure.
def _set_rungs(connection: sqlite3.Connection) -> tuple[SetRung, ...]:
    rows = connection.execute(
        "WITH climbs AS ("
        " SELECT last_rung_in, row_number() OVER (PARTITION BY session_id ORDER BY number) AS climb FROM chosen"
        " CROSS JOIN sets ON session_id = chosen.id WHERE last_rung_in BETWEEN 0 AND 100)"
        " SELECT climb, last_rung_in, count(*) FROM climbs GROUP BY climb, last_rung_in ORDER BY climb"
    )
    spreads = (
        (number, spread_of((rung_in, count) for _, rung_in, count in found))
        for number, found in groupby(rows, key=lambda row: int(row[0]))
    )
    return tuple(SetRung(number=number, rung_in=spread) for number, spread in spreads if spread is not None)


def _rise(connection: sqlite3.Connection) -> Spread | None:
    # SQLite takes a bare column from the row of the min() or max() beside it
    return spread_of(
        connection.execute(
            "WITH ends AS ("
            " SELECT chosen.id, number, first_rung_in, last_rung_in FROM chosen"
            " CROSS JOIN sets ON session_id = chosen.id WHERE first_rung_in BETWEEN 0 AND 100"
            " AND last_rung_in BETWEEN 0 AND 100),"
            " firsts AS (SELECT id, min(number) AS number, first_rung_in FROM ends GROUP BY id),"
            " lasts AS (SELECT id, max(number) AS number, last_rung_in FROM ends GROUP BY id)"
            " SELECT last_rung_in - first_rung_in AS rise_in, count(*) FROM firsts JOIN lasts USING (id)"
            " WHERE lasts.number > firsts.number GROUP BY rise_in"
        )
    )
