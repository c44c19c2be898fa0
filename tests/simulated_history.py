"""A simulated gym: a history as a year of training would leave it, for tests and for `make report-bench`.

People arrive when people do, climb the ladder as the station moves them, and show a fault less often once it was named.
The same seed gives the same file. Nothing here says how people really train; it has a history's size and shape.
"""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

FIRST_DAY = date(2025, 1, 1)
DAYS = 365
HOURS = {6: 4, 7: 8, 8: 6, 9: 3, 10: 3, 11: 3, 12: 6, 13: 4, 14: 2, 15: 3, 16: 5, 17: 9, 18: 12, 19: 9, 20: 5, 21: 2}
"""How many people come in each hour of a usual day, compared with one another."""
BUSY = (1.3, 1.1, 1.2, 1.0, 0.9, 0.7, 0.4)
"""How many come on each day of the week, Monday first, compared with a usual one."""
DRILLS = {"wall_hinge": 16, "hip_hinge": 3, "deadlift": 1}
FAULTS = {Fault.HEAD_UP: 0.16, Fault.KNEES_BENDING: 0.10, Fault.SQUATTY: 0.06, Fault.KNEES_FORWARD: 0.04}
AFTER_CUE = 0.5
"""What a named fault's share is multiplied with from then on."""
RUNGS_IN = tuple(float(rung) for rung in range(3, 13))


def fill(path: Path, *, sessions: int, days: int = DAYS, seed: int = 1, audits: int = 60) -> None:
    """Write a history of so many sessions over so many days, one in 200 of them from before the clock was set."""
    chance = Random(seed)
    with closing(connect(path)) as connection:
        # a power cut costs nothing here, and 20,000 sessions must not wait for the disk
        connection.execute("PRAGMA synchronous = OFF")
        for session in simulated(chance, sessions=sessions, days=days):
            file_session(connection, session)
        connection.execute("BEGIN")
        for health in machine(chance, days=days):
            file_health(connection, health)
        connection.execute("COMMIT")
        audit(connection, chance, audits=audits)


def simulated(chance: Random, *, sessions: int, days: int) -> Iterator[SessionRecord]:
    weights = [BUSY[(FIRST_DAY + timedelta(days=day)).weekday()] for day in range(days)]
    chosen = sorted(chance.choices(range(days), weights, k=sessions))
    for number, day in enumerate(chosen):
        hour = chance.choices(list(HOURS), list(HOURS.values()))[0]
        began = datetime.combine(FIRST_DAY + timedelta(days=day), datetime.min.time()).replace(
            hour=hour, minute=chance.randrange(60), second=chance.randrange(60)
        )
        if number % 200 == 7:
            began = datetime(1970, 1, 1, 0, 1, number % 60)  # noqa: DTZ001 (a station's wall clock has no zone)
        yield visit(chance, page=f"{began:%Y-%m-%dT%H-%M-%S}-{number}", began=began)


def visit(chance: Random, *, page: str, began: datetime) -> SessionRecord:
    """Return one session: up to three sets, on the ladder where the drill has one."""
    drill = chance.choices(list(DRILLS), list(DRILLS.values()))[0]
    rung = chance.choice((0, 0, 0, 1, 2, 3)) if drill == "wall_hinge" else None
    limit = (rung or 0) + chance.choice((1, 2, 2, 3, 4))
    shares = {fault: share * chance.choice((0.2, 0.5, 1, 1, 2, 3)) for fault, share in FAULTS.items()}
    sets, cues, moves = [], [CueRecord(spoken_s=2.0, cue=Cue.GREET)], []
    at_s, number, best = 30.0, 0, None
    for set_number in range(1, chance.choice((1, 2, 3, 3, 3, 3, 3)) + 1):
        began_s, attempts, first, clean, running, reps = at_s, [], rung, 0, dict.fromkeys(FAULTS, 0), 0
        target = chance.choice((15, 15, 15, 15, 15, 15, 15, 15, 15, 9))
        is_done = target == 15
        while reps < target:
            number += 1
            at_s += chance.uniform(3.0, 5.0)
            found = tuple(fault for fault, share in shares.items() if chance.random() < share)
            verdict = verdict_of(chance, found, too_far=rung is not None and rung > limit)
            running = {fault: running[fault] + 1 if fault in found else 0 for fault in FAULTS}
            attempts.append(attempt_of(chance, number, verdict, at_s, found, None if rung is None else RUNGS_IN[rung]))
            reps += verdict.is_counted
            clean = clean + 1 if verdict is Verdict.CLEAN else 0
            if verdict is Verdict.NEAR_MISS:
                cues.append(CueRecord(spoken_s=at_s + 0.4, cue=Cue.NEAR_MISS, set_number=set_number))
            for fault, length in running.items():
                if length == 2:
                    cues.append(CueRecord(spoken_s=at_s + 0.4, cue=Cue(fault.value), set_number=set_number))
                    shares[fault] *= AFTER_CUE
            if rung is None:
                continue
            if verdict is Verdict.CLEAN:
                best = max(best or 0.0, RUNGS_IN[rung])
            if clean == 5:
                move = Move.OUT if rung + 1 < len(RUNGS_IN) else Move.CAP
                moves.append(RungRecord(at_s=at_s, move=move, rung_in=RUNGS_IN[rung]))
                rung, clean = min(rung + 1, len(RUNGS_IN) - 1), 0
            elif verdict is Verdict.LEAN and rung > 0:
                moves.append(RungRecord(at_s=at_s, move=Move.IN, rung_in=RUNGS_IN[rung]))
                rung -= 1
        sets.append(
            SetRecord(
                number=set_number,
                drill=drill,
                began_s=began_s,
                ended_s=at_s,
                reps=reps,
                is_done=is_done,
                attempts=tuple(attempts),
                first_rung_in=None if first is None else RUNGS_IN[first],
                last_rung_in=None if rung is None else RUNGS_IN[rung],
            )
        )
        at_s += 75.0
    return SessionRecord(
        page=page,
        began=began.isoformat(timespec="seconds"),
        length_s=at_s,
        drill=drill,
        unit="in",
        program="0.1.0",
        is_calibrated=drill == "wall_hinge",
        is_finished=chance.random() > 0.01,
        reps=sum(item.reps for item in sets),
        best_rung_in=best,
        sets=tuple(sets),
        cues=tuple(cues),
        rungs=tuple(moves),
        samples_hz=round(chance.gauss(18.0, 1.5), 2),
        trouble_s=round(chance.expovariate(0.2), 1) if chance.random() < 0.02 else 0.0,
    )


def verdict_of(chance: Random, found: tuple[Fault, ...], *, too_far: bool) -> Verdict:
    fate = chance.random()
    if fate < (0.25 if too_far else 0.06):
        return Verdict.NEAR_MISS
    if fate > 0.985:
        return Verdict.NOT_SURE
    if fate > (0.93 if too_far else 0.975):
        return Verdict.LEAN
    return Verdict.FAULTED if Fault.SQUATTY in found else Verdict.CLEAN


def attempt_of(
    chance: Random, number: int, verdict: Verdict, at_s: float, found: tuple[Fault, ...], rung_in: float | None
) -> AttemptRecord:
    return AttemptRecord(
        number=number,
        verdict=verdict,
        ended_s=at_s,
        tempo_s=round(chance.uniform(2.0, 3.5), 2),
        hold_s=round(chance.uniform(0.4, 1.5), 2),
        lean_deg=round(chance.uniform(10.0, 60.0), 1),
        knee_deg=round(chance.uniform(8.0, 30.0), 1),
        rung_in=rung_in,
        wall_distance_in=None if rung_in is None else rung_in + round(chance.gauss(0.0, 0.2), 2),
        hip_gap_in=None if rung_in is None else (1.4 if verdict is Verdict.NEAR_MISS else 0.0),
        is_touch=None if rung_in is None else verdict is not Verdict.NEAR_MISS,
        faults=found if verdict.is_counted else (),
        not_judged=(Fault.HEELS_UP,) if chance.random() < 0.1 else (),
    )


def machine(chance: Random, *, days: int) -> Iterator[HealthRecord]:
    """Yield a row every ten minutes from six to ten, warmer in the afternoon and in summer."""
    for day in range(days):
        opened = datetime.combine(FIRST_DAY + timedelta(days=day), datetime.min.time()) + timedelta(hours=6)
        for row in range(16 * 6):
            yield HealthRecord(
                at=(opened + timedelta(minutes=10 * row)).isoformat(timespec="seconds"),
                inference_median_ms=round(chance.gauss(44.0, 1.0), 1),
                inference_p95_ms=round(chance.gauss(51.0, 1.5), 1),
                age_median_ms=round(chance.gauss(82.0, 2.0), 1),
                age_p95_ms=round(chance.gauss(98.0, 3.0), 1),
                dropped=chance.randrange(3),
                late_ticks=chance.randrange(4),
                ticks=18_000,
                temperature_c=round(52.0 + 8.0 * (abs(day - 190) < 50) + row / 12 + chance.gauss(0.0, 1.0), 1),
                memory_mb=round(chance.gauss(210.0, 2.0), 1),
            )


def audit(connection: sqlite3.Connection, chance: Random, *, audits: int) -> None:
    rows = connection.execute("SELECT id, reps FROM sets ORDER BY id DESC LIMIT ?", (audits,)).fetchall()
    connection.executemany(
        "INSERT INTO audits (set_id, true_reps, entered) VALUES (?, ?, ?)",
        [
            (set_id, reps + chance.choices((-1, 0, 1, 2), (2, 90, 6, 2))[0], "2025-12-31T20:00:00")
            for set_id, reps in rows
        ],
    )
