"""Where a set of the history was recorded.

In:  the history's file and a set's id.
Out: the journal's name and the set's number in it.
Not here: the tables (history_schema.py), reading the journal (journal_reader.py).

Rule: nothing is written; a history that is not there is not made.
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import InputError, StorageError
from kiosk.storage.history_file import HISTORY_ERRORS, connect_reading


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedSet:
    """A set's journal, by its name without suffix, and its number within the session, from 1."""

    page: str
    number: int


def find_set(history: Path, set_id: int) -> RecordedSet:
    """Return where a set was recorded. Raises InputError when there is none, StorageError for a damaged history."""
    if not history.is_file():
        message = f"There is no history at {history}: name the settings with --config, or give a journal."
        raise InputError(message)
    try:
        with closing(connect_reading(history)) as connection:
            row = connection.execute(
                "SELECT sessions.page, sets.number FROM sets JOIN sessions ON sessions.id = sets.session_id"
                " WHERE sets.id = ?",
                (set_id,),
            ).fetchone()
            last = connection.execute("SELECT max(id) FROM sets").fetchone()[0]
    except HISTORY_ERRORS as error:
        message = f"{history} cannot be read ({error}): give the journal itself."
        raise StorageError(message) from error
    if row is None:
        known = "it holds none yet" if last is None else f"the newest is {last}"
        message = f"{history} has no set {set_id}: give the id of one of its sets ({known})."
        raise InputError(message)
    page, number = row
    return RecordedSet(page=page, number=number)
