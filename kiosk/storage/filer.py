"""The filer: a thread that files what is over, so that no session waits for the history.

In:  the pages that were there at the start; the name of each page that is over; the machine's condition.
Out: the history; a sentence when it does not take them.
Not here: what is filed and how (filing.py), pages in the making (journal.py).

Rule: nobody waits for it: what is handed over is put on a list, and what could not be filed in time is filed at the
next start. It runs at the program's own priority: at a lower one it would keep the interpreter from the loop while
others use every core.
"""

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

from kiosk.core.units import TICK_HZ
from kiosk.ports import Health
from kiosk.storage.clock_belief import local_time
from kiosk.storage.filing import Filing
from kiosk.storage.history_records import HealthRecord

ROUND_S: Final = 600.0
"""How often it is tried again, and the limits are looked at."""
HEALTH_TICKS: Final = 600 * TICK_HZ
JOIN_S: Final = 5.0
"""As long as the journal's own thread is waited for (appender.py)."""

Filed = str | HealthRecord | None


class Filer:
    """ports.History, and the thread behind it. `waiting` are pages that no try was made to file yet."""

    def __init__(self, filing: Filing, *, now_s: Callable[[], float] = time.time) -> None:
        self._filing: Final = filing
        self._now_s: Final = now_s
        self._last = Health()
        self._jobs: Final[SimpleQueue[Filed]] = SimpleQueue()
        self._untried = filing.waiting
        self._is_closed = False
        self._thread: Final = Thread(target=self._run, name="filer", daemon=True)
        self._thread.start()

    def page_over(self, page: str) -> None:
        """Take the name of a page that is over, without its suffix."""
        self._jobs.put(page)

    def note(self, health: Health) -> None:
        """Take the machine's condition; every ten minutes a row is made of it."""
        last = self._last
        if health.ticks - last.ticks < HEALTH_TICKS:
            return
        self._last = health
        self._jobs.put(
            HealthRecord(
                at=local_time(self._now_s()),
                inference_median_ms=health.machine.inference_median_ms,
                inference_p95_ms=health.machine.inference_p95_ms,
                age_median_ms=health.age_median_ms,
                age_p95_ms=health.age_p95_ms,
                dropped=health.dropped - last.dropped,
                late_ticks=health.late - last.late,
                ticks=health.ticks - last.ticks,
                temperature_c=health.machine.temperature_c,
                memory_mb=health.machine.memory_mb,
            )
        )

    def untried(self) -> frozenset[str]:
        """Return the pages that no try was made to file yet, so that nobody deletes them before."""
        return self._untried

    def trouble(self) -> str | None:
        """Return why nothing is filed and what to do, in one sentence; None when all is well."""
        return self._filing.trouble

    def close(self) -> None:
        """File what was handed over and end the thread; a disk that does not answer is left behind."""
        if not self._is_closed:
            self._is_closed = True
            self._jobs.put(None)
        self._thread.join(JOIN_S)

    def _run(self) -> None:
        self._filing.round()
        self._untried = frozenset()
        is_due = False
        while True:
            try:
                job = self._jobs.get(timeout=ROUND_S)
            except Empty:
                self._filing.round()
                continue
            match job:
                case HealthRecord():
                    self._filing.note(job)
                case str():
                    self._filing.add(job)
            is_due = is_due or job is not None
            if is_due and self._jobs.empty():
                self._filing.round()
                is_due = False
            if job is None:
                return
