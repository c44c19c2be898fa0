"""Faults of form out of the history: how common they are, and whether they fade after their cue.

In:  the history with its chosen sessions (history_figures.py), which drill judges which fault.
Out: Form.
Not here: when a cue is chosen (core/form_cues.py), what a coach may make of it (report_words.py).

Rule: faults are noted on counted reps only, so a share is one of counted reps in drills that judge the fault, without
those in which the camera could not see enough. A cue's word is that of its fault.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final

from kiosk.core.params import TalkParams
from kiosk.core.shares import Share, change_of
from kiosk.core.vocab import Fault
from kiosk.core.vocab_cues import Cue
from kiosk.storage.history_tables import Counted, Fade, FaultShare, Form, Tally

CUE_OF: Final = {fault: Cue(fault.value) for fault in Fault}
"""Every fault has a cue of its own name."""

_NOTED: Final = """
SELECT drill, fault, total(attempts.is_counted AND is_judged), total(attempts.is_counted AND NOT is_judged)
FROM chosen CROSS JOIN sets ON session_id = chosen.id
CROSS JOIN attempts ON set_id = sets.id CROSS JOIN faults ON attempt_id = attempts.id GROUP BY 1, 2
"""
_AROUND_CUES: Final = """
WITH cued AS (
    SELECT session_id, cue AS fault, min(spoken_s) AS cue_s FROM chosen
    CROSS JOIN cues ON session_id = chosen.id
    WHERE cue IN (SELECT fault FROM judges) GROUP BY session_id, cue
)
SELECT cued.fault,
    total((attempts.ended_s <= cue_s) * (coalesce(noted.is_judged, 0))), sum(attempts.ended_s <= cue_s),
    total((attempts.ended_s > cue_s) * (coalesce(noted.is_judged, 0))), sum(attempts.ended_s > cue_s)
FROM cued CROSS JOIN sets ON sets.session_id = cued.session_id
CROSS JOIN judges ON judges.drill = sets.drill AND judges.fault = cued.fault
CROSS JOIN attempts ON set_id = sets.id
LEFT JOIN faults AS noted ON noted.attempt_id = attempts.id AND noted.fault = cued.fault
WHERE attempts.is_counted AND coalesce(noted.is_judged, 1)
GROUP BY cued.fault, cued.session_id ORDER BY cued.fault
"""


def form_of(connection: sqlite3.Connection, judged: Sequence[tuple[str, str]], tallies: Sequence[Tally]) -> Form:
    """Return the faults, how they fade, and the cues of the chosen sessions."""
    noted = {(drill, fault): (int(seen), int(unseen)) for drill, fault, seen, unseen in connection.execute(_NOTED)}
    # a drill that is gone from the catalogue judged what was noted of it
    judges = sorted({*judged, *noted})
    connection.execute("CREATE TEMP TABLE judges (drill TEXT, fault TEXT, PRIMARY KEY (drill, fault)) WITHOUT ROWID")
    connection.executemany("INSERT INTO judges VALUES (?, ?)", judges)
    return Form(faults=_faults(noted, judges, tallies), fades=_fades(connection), cues=_cues(connection))


def _faults(
    noted: Mapping[tuple[str, str], tuple[int, int]], judges: Sequence[tuple[str, str]], tallies: Sequence[Tally]
) -> tuple[FaultShare, ...]:
    counted, seen, unseen = Counter[str](), Counter[str](), Counter[str]()
    for drill, fault in judges:
        counted[fault] += sum(tally.attempts for tally in tallies if tally.drill == drill and tally.is_counted)
        seen_here, unseen_here = noted.get((drill, fault), (0, 0))
        seen[fault] += seen_here
        unseen[fault] += unseen_here
    shares = (
        FaultShare(
            fault=fault, share=Share(count=seen[fault], of=counted[fault] - unseen[fault]), not_judged=unseen[fault]
        )
        for fault in counted
        if counted[fault]
    )
    return tuple(sorted(shares, key=lambda item: (-item.share.count, item.fault)))


def _fades(connection: sqlite3.Connection) -> tuple[Fade, ...]:
    rows = ((fault, tuple(map(int, counts))) for fault, *counts in connection.execute(_AROUND_CUES))
    fades = (
        _fade(fault, (counts for _, counts in found)) for fault, found in groupby(rows, key=lambda row: str(row[0]))
    )
    told = [fade for fade in fades if fade.change.sessions]
    return tuple(sorted(told, key=lambda fade: (-fade.change.sessions, fade.fault)))


def _fade(fault: str, counts: Iterable[tuple[int, ...]]) -> Fade:
    """Return how a fault changed with its cue, from (with, of) before and after in each session that has both."""
    sessions = [(early, early_of, late, late_of) for early, early_of, late, late_of in counts if early_of and late_of]
    # a cue comes after so many reps in a row with the fault
    brought = [min(int(TalkParams().persist_reps), row[0]) for row in sessions]
    return Fade(
        fault=fault,
        change=change_of(sessions),
        before_alone=Share(
            count=sum(row[0] for row in sessions) - sum(brought), of=sum(row[1] for row in sessions) - sum(brought)
        ),
    )


def _cues(connection: sqlite3.Connection) -> tuple[Counted, ...]:
    return tuple(
        Counted(name=cue, count=count)
        for cue, count in connection.execute(
            "SELECT cue, count(*) AS number FROM chosen CROSS JOIN cues ON session_id = chosen.id"
            " GROUP BY cue ORDER BY number DESC, cue"
        )
    )
