"""Expiry: journals are deleted when their time is over, or when all of them together take too much.

In:  a folder, how long a journal is kept, how much all may take.
Out: the folder without the journals that are older, or too many; a sentence when one cannot be deleted.
Not here: when it is looked (appender.py), what a journal is (journal.py), whether the clock is right (clock_belief.py).

Rule: nothing but a file that has a journal's own name is deleted, so what the owner renames is the owner's; a file that
cannot be deleted stops nothing; a clock that cannot be right deletes nothing.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kiosk.storage.clock_belief import S_PER_H, WallClock

SUFFIX: Final = ".jsonl"
JOURNAL: Final = re.compile(r"(?P<name>\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2})(-\d+)?\.jsonl")
SWEEP_S: Final = 600.0
"""How often it is looked, which is also how much earlier than its time a journal may go: it is never kept longer."""


class Expiry:
    """Deletes journals that were last written to more than `keep_h` hours ago. `trouble` tells what could not be.

    What this process has seen lying there for `keep_h` hours by its own clock goes whatever the wall clock says. Of
    more than `max_bytes` the oldest go first. `spared` names the pages that were not looked at yet for the history.
    """

    def __init__(
        self,
        *,
        keep_h: float,
        max_bytes: float | None = None,
        spared: Callable[[], frozenset[str]] = frozenset,
        now_s: Callable[[], float] = time.time,
        run_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keep_s: Final = keep_h * S_PER_H - SWEEP_S
        self._max_bytes: Final = max_bytes
        self._spared: Final = spared
        self._clock: Final = WallClock(now_s=now_s, run_s=run_s)
        self._seen_s: dict[str, float] = {}
        self.trouble: str | None = None

    def sweep(self, folder: Path, *, but: str | None) -> None:
        """Delete the journals in a folder whose time is over, `but` not those of that name. Never raises OSError."""
        found = _found(folder)
        self._seen_s = {
            path.name: self._seen_s.get(path.name, self._clock.run_s()) for path in found if path.stem != but
        }
        kept = {but, *self._spared()}
        journals = [path for path in found if JOURNAL.fullmatch(path.name)]
        times_s = [_written_s(path) for path in journals]
        is_believed = self._clock.is_believed(max(times_s, default=None))
        free = [path for path in journals if kept.isdisjoint(_names_of(path))]
        over = [path for path in free if self._is_over(path, is_believed=is_believed)]
        left = [path for path in journals if path not in over]
        over += self._too_much(left, [path for path in left if path in free])
        self.trouble = None
        for path in over:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                self.trouble = f"{path} cannot be deleted ({error.strerror}): delete it, for its time is over."

    def _is_over(self, path: Path, *, is_believed: bool) -> bool:
        if self._clock.run_s() - self._seen_s[path.name] >= self._keep_s:
            return True
        written_s = _written_s(path)
        return is_believed and written_s > 0 and self._clock.now_s() - written_s >= self._keep_s

    def _too_much(self, journals: list[Path], free: list[Path]) -> list[Path]:
        """Return the oldest of the free ones, as many as all together are too much."""
        if self._max_bytes is None:
            return []
        too_many = sum(_bytes_of(path) for path in journals) - self._max_bytes
        gone = []
        for path in sorted(free, key=_written_s):
            if too_many <= 0:
                break
            too_many -= _bytes_of(path)
            gone.append(path)
        return gone


def _names_of(path: Path) -> tuple[str, str]:
    """Return a journal's name, and the one it shares with others that began in the same second."""
    name = JOURNAL.fullmatch(path.name)
    assert name is not None
    return path.stem, name["name"]


def _written_s(path: Path) -> float:
    """Return when it was last written to; 0 when that cannot be told."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _bytes_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _found(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
