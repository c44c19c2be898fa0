"""The confusion table: what each rep truly was, and what the station called it.

In:  pairs of a true rep and its attempt (judge.py).
Out: counts by truth, then by verdict.
Not here: which verdict would have been right (judge.py).

Rule: every true rep and every attempt is in exactly one cell, also where the judge leaves the answer open.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from kiosk.core.vocab import Verdict
from kiosk.evidence import Kind, TrueRep
from kiosk.judge import Pair, true_verdict

UNSEEN: Final = "not seen"
"""What the station says of a true rep for which it saw no attempt."""


def truth_name(rep: TrueRep | None) -> str:
    """Return what truly happened in a few words; a hinge is told apart by what is wrong with it."""
    if rep is None:
        return "nothing"
    if rep.kind is not Kind.HINGE:
        name: str = rep.kind.value
        return name
    match true_verdict(rep):
        case Verdict.CLEAN:
            return "hinge, no fault"
        case Verdict.FAULTED:
            return "hinge, major fault"
        case _:
            return "hinge, other fault"


def confusion_of(pairs: Iterable[Pair]) -> dict[str, dict[str, int]]:
    """Count how often each truth was called what: by truth, then by verdict or UNSEEN."""
    table: dict[str, dict[str, int]] = {}
    for pair in pairs:
        row = table.setdefault(truth_name(pair.rep), {})
        said = UNSEEN if pair.attempt is None else pair.attempt.verdict.value
        row[said] = row.get(said, 0) + 1
    return table


def sum_of(tables: Iterable[Mapping[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    """Add the tables of many clips."""
    total: dict[str, dict[str, int]] = {}
    for table in tables:
        for truth, row in table.items():
            summed = total.setdefault(truth, {})
            for said, times in row.items():
                summed[said] = summed.get(said, 0) + times
    return total
