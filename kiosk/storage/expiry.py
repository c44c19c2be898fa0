"""Expiry: journals are deleted when their time is over.

In:  a folder, and how long a journal is kept.
Out: the folder without the journals that are older; a sentence when one cannot be deleted.
Not here: when it is looked (appender.py), what a journal is (journal.py).

Rule: nothing but a file that has a journal's own name is deleted, so what the owner renames is the owner's; a file that
cannot be deleted stops nothing; a clock that cannot be right deletes nothing.
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
FIRST_S: Final = 1_735_689_600.0
"""2025-01-01: no journal of this program is older."""
YEAR_S: Final = 365 * 24 * S_PER_H
"""No station rests so long between two sessions, and a clock set by the network moves by less than its time off."""


class Expiry:
    """Deletes journals that were last written to more than `keep_h` hours ago. `trouble` tells what could not be.

    A board without a battery may believe that it is 2015 or 2036. A wall clock from before this program, from before
    the newest journal, a year after it, or that jumped by a year deletes nothing; what this process has seen lying
    there for `keep_h` hours by its own clock goes all the same.
    """

    def __init__(
        self,
        *,
        keep_h: float,
        now_s: Callable[[], float] = time.time,
        run_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keep_s: Final = keep_h * S_PER_H - SWEEP_S
        self._now_s: Final = now_s
        self._run_s: Final = run_s
        self._offset_s: float | None = None
        self._seen_s: dict[str, float] = {}
        self.trouble: str | None = None

    def sweep(self, folder: Path, *, but: str | None) -> None:
        """Delete the journals in a folder whose time is over, `but` not those of that name. Never raises OSError."""
        trouble, found = None, _found(folder)
        is_believed = self._is_believed(found)
        self._seen_s = {path.name: self._seen_s.get(path.name, self._run_s()) for path in found if path.stem != but}
        for path in found:
            name = JOURNAL.fullmatch(path.name)
            if name is None or but in (name["name"], path.stem):
                continue
            try:
                if self._is_over(path, is_believed=is_believed):
                    path.unlink()
            except FileNotFoundError:
                continue
            except OSError as error:
                trouble = f"{path} cannot be deleted ({error.strerror}): delete it, for its time is over."
        self.trouble = trouble

    def _is_over(self, path: Path, *, is_believed: bool) -> bool:
        if self._run_s() - self._seen_s[path.name] >= self._keep_s:
            return True
        return is_believed and self._now_s() - path.stat().st_mtime >= self._keep_s

    def _is_believed(self, found: list[Path]) -> bool:
        """Whether the wall clock may be right, and has not jumped by a year while this process ran."""
        now_s = self._now_s()
        self._offset_s = now_s - self._run_s() if self._offset_s is None else self._offset_s
        times_s = [_written_s(path) for path in found if JOURNAL.fullmatch(path.name)]
        newest_s = max(times_s, default=now_s)
        has_jumped = abs(now_s - self._run_s() - self._offset_s) > YEAR_S
        return now_s >= FIRST_S and newest_s - SWEEP_S <= now_s <= newest_s + YEAR_S and not has_jumped


def _written_s(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _found(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
