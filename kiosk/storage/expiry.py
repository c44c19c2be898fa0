"""Expiry: journals are deleted when their time is over.

In:  a folder, and how long a journal is kept.
Out: the folder without the journals that are older; a sentence when one cannot be deleted.
Not here: when it is looked (appender.py), what a journal is (journal.py).

Rule: nothing but a file that has a journal's own name is deleted, so what the owner renames is the owner's; a file that
cannot be deleted stops nothing.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

SUFFIX: Final = ".jsonl"
JOURNAL: Final = re.compile(r"(?P<name>\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2})(-\d+)?\.jsonl")
SWEEP_S: Final = 600.0
"""How often it is looked, which is also how much earlier than its time a journal may go: it is never kept longer."""
S_PER_H: Final = 3600.0


class Expiry:
    """Deletes journals that were last written to more than `keep_h` hours ago. `trouble` tells what could not be."""

    def __init__(self, *, keep_h: float, now_s: Callable[[], float] = time.time) -> None:
        self._keep_s: Final = keep_h * S_PER_H - SWEEP_S
        self._now_s: Final = now_s
        self.trouble: str | None = None

    def sweep(self, folder: Path, *, but: str | None) -> None:
        """Delete the journals in a folder whose time is over, `but` not those of that name. Never raises OSError."""
        trouble = None
        for path in _found(folder):
            name = JOURNAL.fullmatch(path.name)
            if name is None or name["name"] == but:
                continue
            try:
                if self._now_s() - path.stat().st_mtime >= self._keep_s:
                    path.unlink()
            except FileNotFoundError:
                continue
            except OSError as error:
                trouble = f"{path} cannot be deleted ({error.strerror}): delete it, for its time is over."
        self.trouble = trouble


def _found(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
