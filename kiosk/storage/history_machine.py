"""Camera, machine and audits out of the history.

In:  the history with its chosen sessions (history_figures.py), the period.
Out: Machine and Audits.
Not here: how a rate or a temperature was measured (loop.py), entering an audit (audits.py).

Rule: a day is told by medians of its rows, because one bad minute is not a bad day; of temperatures the highest counts.
"""

import sqlite3
from datetime import date
from itertools import groupby
from statistics import median
from typing import Final

from kiosk.core.shares import spread_of
from kiosk.storage.history_tables import Audits, DayMachine, DayRate, Machine, Period, Trouble

_HEALTH: Final = """
SELECT date(at), inference_median_ms, inference_p95_ms, age_median_ms, age_p95_ms, dropped, late_ticks, ticks,
    temperature_c, memory_mb
FROM health WHERE date(at) BETWEEN ? AND ? ORDER BY at
"""


UNBELIEVED: Final = 1e9
"""No time, count, temperature or memory of ten minutes is as large: such a figure is damaged."""


def machine_of(connection: sqlite3.Connection, period: Period) -> Machine:
    """Return how camera and machine did in the period."""
    troubled, silent_s = connection.execute(
        "SELECT count(*), total(trouble_s) FROM chosen CROSS JOIN main.sessions USING (id)"
        " WHERE trouble_s > 0 AND trouble_s < 1e9"
    ).fetchone()
    all_rates = connection.execute(
        "SELECT samples_hz, count(*) FROM chosen CROSS JOIN main.sessions USING (id)"
        " WHERE samples_hz BETWEEN 0 AND 1000 GROUP BY samples_hz"
    )
    return Machine(
        samples_hz=spread_of(all_rates, tail=0.1),
        rates=_rates(connection),
        trouble=Trouble(sessions=troubled, seconds=silent_s),
        days=_machine_days(connection, period),
    )


def _rates(connection: sqlite3.Connection) -> tuple[DayRate, ...]:
    rows = connection.execute(
        "SELECT day, samples_hz FROM chosen CROSS JOIN main.sessions USING (id)"
        " WHERE day IS NOT NULL AND samples_hz BETWEEN 0 AND 1000 ORDER BY day"
    )
    spreads = (
        (day, spread_of(((hz, 1) for _, hz in found), tail=0.1))
        for day, found in groupby(rows, key=lambda row: str(row[0]))
    )
    return tuple(
        DayRate(day=date.fromisoformat(day), samples_hz=spread) for day, spread in spreads if spread is not None
    )


def _machine_days(connection: sqlite3.Connection, period: Period) -> tuple[DayMachine, ...]:
    if period.first is None or period.last is None:
        return ()
    rows = connection.execute(_HEALTH, (period.first.isoformat(), period.last.isoformat()))
    return tuple(_machine_day(day, list(found)) for day, found in groupby(rows, key=lambda row: str(row[0])))


def _machine_day(day: str, rows: list[tuple[str, float | None, *tuple[float | None, ...]]]) -> DayMachine:
    columns = [
        [value for value in column if value is not None and abs(value) < UNBELIEVED]
        for column in zip(*(row[1:] for row in rows), strict=True)
    ]
    inference, inference_p95, age, age_p95, dropped, late, ticks, temperature, memory = columns
    return DayMachine(
        day=date.fromisoformat(day),
        inference_median_ms=median(inference) if inference else None,
        inference_p95_ms=median(inference_p95) if inference_p95 else None,
        age_median_ms=median(age) if age else None,
        age_p95_ms=median(age_p95) if age_p95 else None,
        dropped=int(sum(dropped)),
        late_ticks=int(sum(late)),
        ticks=int(sum(ticks)),
        temperature_c=max(temperature) if temperature else None,
        memory_mb=max(memory) if memory else None,
    )


def audits_of(connection: sqlite3.Connection) -> Audits:
    """Return how far the station was from the coach in the audited sets of the chosen sessions."""
    return Audits(
        differences=tuple(
            (off, sets)
            for off, sets in connection.execute(
                "SELECT sets.reps - true_reps AS off, count(*) FROM audits JOIN sets ON sets.id = set_id"
                " JOIN chosen ON chosen.id = session_id GROUP BY off ORDER BY off"
            )
        )
    )
