"""Prune: what is over its time or too much is deleted now, whether the station runs or not.

In:  the settings of journal and history.
Out: the folder of journals and the history without it, and a sentence for each.
Not here: what is over (storage/expiry.py, storage/history_limits.py), the same while the station runs (keeping.py).

Rule: as often as one likes; what is young, and what has no journal's name, stays. What is in a journal and not yet in
the history is filed first.
"""

import time
from collections.abc import Mapping

from kiosk.catalogue import load_catalogue
from kiosk.config import Config
from kiosk.errors import OwnerError, StorageError
from kiosk.keeping import expiry_of, first_drills_of, limits_of, running_page, written_lately
from kiosk.storage.filing import Filing, pages_in
from kiosk.storage.running_note import Times


def prune(config: Config) -> str:
    """Delete what is over. Raises StorageError, naming the file, when something cannot be deleted or filed."""
    journal, history = config.journal, config.history
    told = [f"{journal.folder} holds no journal that is {journal.keep_h:g} h old."]
    troubles = []
    over = frozenset[str]()
    running = running_page(journal.folder, times=Times())
    if journal.keep and history.keep:
        # a wall clock that has jumped makes the page of a station that starts again look old
        over = pages_in(journal.folder) - written_lately(journal.folder, now_s=time.time()) - {running}
    if over or history.file.exists():
        first_drills = _first_drills(config) if over else {}
        filing = Filing(history.file, journal.folder, limits_of(history), over=over, first_drills=first_drills)
        filing.round()
        told.append(f"{history.file} holds no session that is {history.keep_days:g} days old.")
        troubles.append(filing.trouble)
    expiry = expiry_of(journal)
    expiry.sweep(journal.folder, but=running)
    found = [trouble for trouble in (expiry.trouble, *troubles) if trouble is not None]
    if found:
        raise StorageError("\n".join(found))
    return "\n".join(told)


def _first_drills(config: Config) -> Mapping[str, str]:
    try:
        return first_drills_of(load_catalogue(config.sound.language))
    except OwnerError:
        # the doctor tells what is wrong with the drills; a session is filed under its programme's name then
        return {}
