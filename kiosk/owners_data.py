"""The owner's data: taken out, forgotten, backed up and put back.

In:  the settings, and what the owner asks for.
Out: files; a sentence that says what was done.
Not here: how (storage/history_export.py, history_forget.py, history_copy.py), the words of the commands (cli_data.py).

Rule: everything here works while the station runs, but putting a history back.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final, TextIO

from kiosk.config import Config
from kiosk.doctor_machine import UNIT, is_station_running
from kiosk.errors import StorageError
from kiosk.keeping import running_page
from kiosk.storage.history_copy import BEFORE, back_up, put_back
from kiosk.storage.history_export import lines_of
from kiosk.storage.history_file import DAMAGED, told_errors
from kiosk.storage.history_forget import forget
from kiosk.storage.history_read import connect_to_ask
from kiosk.storage.running_note import Times
from kiosk.storage.whole import refuse_replacing, write_lines

MB: Final = 1_000_000


def export(config: Config, *, first: date | None, last: date | None, into: Path | None, out: TextIO) -> str | None:
    """Write a line of JSON a session into a file, or to `out`; return what is told of the file."""
    file = _there(config)
    if into is not None:
        refuse_replacing(into, file)
    lines = _lines(file, first, last)
    if into is None:
        out.writelines(lines)
        return None
    return f"{into} holds {_many(write_lines(into, lines), 'session')}."


def forget_before(config: Config, before: date) -> str:
    """Delete what was recorded before a day; return how much."""
    file, folder = config.history.file, config.journal.folder
    running = running_page(folder, times=Times())
    gone = forget(file, folder, before=before, running=running)
    went = f"{_many(gone.sessions, 'session')} and {_many(gone.journals, 'journal')}"
    told = [f"{went} of before {before} are deleted, and nothing of them is left in the history's file."]
    if running is not None and running < before.isoformat():
        told.append("The session that is running stays: ask again when it is over.")
    kept = sorted(file.parent.glob(f"{file.name}{DAMAGED}*")) + sorted(file.parent.glob(f"{file.name}{BEFORE}*"))
    if kept:
        told.append(f"Files that were set aside may hold sessions of then as well: delete {', '.join(map(str, kept))}.")
    return "\n".join(told)


def back_up_to(config: Config, target: Path) -> str:
    """Copy the history to a file; return what is told of it."""
    size = back_up(_there(config), target)
    return f"{target} is a backup of {config.history.file}, {size / MB:.1f} MB, and whole."


def put_back_from(config: Config, backup: Path) -> str:
    """Make a backup the history; return what is told of it. Raises StorageError while the station runs."""
    if is_station_running():
        message = f"The station is running: `sudo systemctl stop {UNIT}` first, and start it again afterwards."
        raise StorageError(message)
    former = put_back(config.history.file, backup)
    told = f"{config.history.file} is as {backup} has it."
    return told if former is None else f"{told} The former one is kept as {former}."


def _lines(file: Path, first: date | None, last: date | None) -> Iterator[str]:
    with told_errors(file), closing(connect_to_ask(file)) as connection:
        for line in lines_of(connection, first=first, last=last):
            yield f"{line}\n"


def _there(config: Config) -> Path:
    """Return the history's file. Raises StorageError when there is none."""
    file = config.history.file
    if not file.exists():
        message = f"There is no history at {file} yet: it begins with the first session, or name another history.file."
        raise StorageError(message)
    return file


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
