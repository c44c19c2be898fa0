"""Prune: the journals whose time is over are deleted now, whether the station runs or not.

In:  the settings of the journal.
Out: its folder without them, and a sentence that says so.
Not here: whose time is over (storage/expiry.py), the same while the station runs (storage/appender.py).

Rule: as often as one likes; what is young, and what has no journal's name, stays.
"""

from kiosk.config import JournalConfig
from kiosk.errors import StorageError
from kiosk.storage.expiry import Expiry


def prune(config: JournalConfig) -> str:
    """Delete the journals whose time is over. Raises StorageError, naming the file, when one cannot be deleted."""
    expiry = Expiry(keep_h=config.keep_h)
    expiry.sweep(config.folder, but=None)
    if expiry.trouble is not None:
        raise StorageError(expiry.trouble)
    return f"{config.folder} holds no journal that is {config.keep_h:g} h old."
