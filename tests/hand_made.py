"""Hand-made histories: a session as its sets, a set as the verdicts and faults of its attempts.

In:  what a test cares about; everything else has a usual value.
Out: records, and a history file with them.
Not here: a year of them (simulated_history.py).
"""

from contextlib import closing
from dataclasses import replace
from itertools import accumulate

from kiosk.core.vocab import Verdict
from kiosk.core.vocab_cues import Cue
from kiosk.storage.history import connect, file_health, file_session
from kiosk.storage.history_records import AttemptRecord, CueRecord, HealthRecord, SessionRecord, SetRecord

REP_S = 4.0


def attempt(verdict=Verdict.CLEAN, *faults, unseen=()):
    """Return (verdict, faults, faults not judged) of one attempt."""
    return verdict, faults, unseen


def clean(times):
    return (attempt(),) * times


def with_fault(fault, times, verdict=Verdict.CLEAN):
    return (attempt(verdict, fault),) * times


def one_set(*attempts, drill="wall_hinge", rungs_in=(None, None), is_done=True):
    """Return what a set is made of; `rungs_in` are the rungs it began and ended on."""
    return attempts, drill, rungs_in, is_done


def session(
    *sets,
    began="2026-11-20T18:05:00",
    cues=(),
    best_rung_in=None,
    is_finished=True,
    samples_hz=18.0,
    trouble_s=0.0,
    program="0.1.0",
):
    """Return a session; an attempt ends every 4 s and a cue (name, attempts before it) follows one by a second."""
    starts = [0, *accumulate(len(attempts) for attempts, *_ in sets)]
    records = tuple(
        SetRecord(
            number=number,
            drill=drill,
            began_s=REP_S * start,
            ended_s=REP_S * (start + len(attempts)),
            reps=sum(verdict.is_counted for verdict, _, _ in attempts),
            is_done=is_done,
            first_rung_in=first_in,
            last_rung_in=last_in,
            attempts=tuple(
                AttemptRecord(
                    number=start + place,
                    verdict=verdict,
                    ended_s=REP_S * (start + place),
                    tempo_s=2.5,
                    hold_s=0.5,
                    lean_deg=20.0,
                    faults=faults,
                    not_judged=unseen,
                )
                for place, (verdict, faults, unseen) in enumerate(attempts, start=1)
            ),
        )
        for number, (start, (attempts, drill, (first_in, last_in), is_done)) in enumerate(
            zip(starts, sets, strict=False), start=1
        )
    )
    return SessionRecord(
        page="",
        began=began,
        length_s=REP_S * starts[-1],
        drill="wall_hinge",
        unit="in",
        program=program,
        is_calibrated=True,
        is_finished=is_finished,
        reps=sum(item.reps for item in records),
        best_rung_in=best_rung_in,
        sets=records,
        cues=tuple(CueRecord(spoken_s=REP_S * after + 1.0, cue=Cue(cue)) for cue, after in cues),
        samples_hz=samples_hz,
        trouble_s=trouble_s,
    )


def health(at, **figures):
    return HealthRecord(at=at, **figures)


def history_at(path, *sessions, machine=(), audits=()):
    """Write a history; an audit is (set's id, true reps), and sets are numbered from 1 in the order given."""
    with closing(connect(path)) as connection:
        for number, item in enumerate(sessions, start=1):
            file_session(connection, replace(item, page=f"page-{number}"))
        for row in machine:
            file_health(connection, row)
        connection.executemany("INSERT INTO audits (set_id, true_reps, entered) VALUES (?, ?, '')", audits)
    return path
