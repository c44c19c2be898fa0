"""The audit: a coach counts a set too, and the station is told.

In:  the settings, a set's id, the true count.
Out: the recent sets as a table, what was entered in a sentence.
Not here: where it is kept (storage/audits.py), how often the station was right (report_machine.py).

Rule: what was entered is said back with what it replaced, so that a slip of the finger is seen.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from kiosk.storage.audits import AuditedSet, enter, recent_sets

HEADINGS: Final = ("set", "began", "drill", "number", "station", "true")
NOTHING_YET: Final = "The history has no set yet. Train one; it is listed once the athlete has left."


def add_audit(history: Path, *, set_id: int, true_reps: int) -> str:
    """Keep a coach's count of a set and return what was kept. Raises StorageError and InputError."""
    now = datetime.now().isoformat(timespec="seconds")  # noqa: DTZ005 (the station's wall clock, as in the history)
    before = enter(history, set_id, true_reps, entered=now)
    told = f"Set {set_id}, {before.drill} of {_when(before)}: the station counted {before.reps}, you {true_reps}"
    if before.true_reps is None:
        return f"{told}."
    if before.true_reps == true_reps:
        return f"{told}, as you said before."
    return f"{told}. This replaces your earlier {before.true_reps}."


def list_sets(history: Path, *, most: int) -> str:
    """Return the last sets as a table, the latest first. Raises StorageError."""
    sets = recent_sets(history, most)
    if not sets:
        return NOTHING_YET
    rows = [HEADINGS, *map(_row, sets)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _row(item: AuditedSet) -> tuple[str, ...]:
    true = "" if item.true_reps is None else str(item.true_reps)
    return str(item.id), _when(item), item.drill, str(item.number), str(item.reps), true


def _when(item: AuditedSet) -> str:
    """Return the minute in which a set began, or what was written of it when that is no time."""
    try:
        began = datetime.fromisoformat(item.began) + timedelta(seconds=item.after_s)
    except (ValueError, OverflowError):
        return item.began
    return f"{began:%Y-%m-%d %H:%M}"
