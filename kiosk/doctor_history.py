"""The doctor's look at the history: its form, its size, what was set aside, whether it can be written.

In:  the settings of history and journal; ports for the disk.
Out: a finding.
Not here: what a finding is (findings.py), the file itself (storage/history_file.py), the journals' disk
(doctor_files.py).

Rule: it is looked at and never changed, neither migrated nor mended.
"""

from typing import Final

from kiosk.config import Config
from kiosk.doctor_files import FreeBytes, MayWrite, free_bytes, may_write
from kiosk.errors import StorageError
from kiosk.findings import Finding, ok, warn
from kiosk.storage.history_file import look_at, set_aside_files, size_of
from kiosk.storage.history_schema import SCHEMA

MB: Final = 1_000_000
NAME: Final = "history"


def history_check(config: Config, *, free_bytes: FreeBytes = free_bytes, may_write: MayWrite = may_write) -> Finding:
    """Return how the history is."""
    file = config.history.file
    if not (config.history.keep and config.journal.keep):
        told = "none is kept, as the settings say"
        return ok(NAME, f"{told}; {file} is from before" if file.exists() else told)
    if not file.exists():
        return ok(NAME, f"none yet; {file} begins with the first session")
    try:
        look = look_at(file)
    except StorageError as error:
        # a session is possible without: it waits in its journal
        told, _, advice = str(error).rpartition(": ")
        return warn(NAME, told, advice)
    if look.form > SCHEMA:
        told = f"{file} is of form {look.form} and this program reads up to {SCHEMA}"
        return warn(NAME, told, "update the program, or set history.file to another one")
    told = f"{file}, form {look.form}, {size_of(file) / MB:.1f} MB"
    told += ", older than this program, which will bring it up to date" if look.sessions is None else ""
    told += "" if look.sessions is None else f", {look.sessions} session{'' if look.sessions == 1 else 's'}"
    aside = set_aside_files(file)
    if aside:
        told += f"; damaged and set aside: {', '.join(item.name for item in aside)}"
        return warn(NAME, told, "delete what was set aside when you have no use for it; look at the disk")
    if not may_write(file.parent):
        return warn(NAME, f"{told}; {file.parent} cannot be written", "let this account, or set history.file")
    if free_bytes(file.parent) < config.history.max_mb * MB - size_of(file):
        return warn(
            NAME, f"{told}; the disk has not the {config.history.max_mb:g} MB it may take", "set history.max_mb"
        )
    return ok(NAME, told)
