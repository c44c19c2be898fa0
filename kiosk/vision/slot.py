"""Slot: the newest sample, handed from the vision thread to the loop.

In:  samples, as fast as the model makes them.
Out: the newest one, once.
Not here: making samples (worker.py), deciding when one is too old (core/presence.py).

Rule: this is the only lock in the program. A sample nobody took is replaced and counted, never queued.
"""

from threading import Lock
from typing import Final

from kiosk.core.pose import PoseSample


class Slot:
    """Room for one sample. Any thread may put, any thread may take."""

    def __init__(self) -> None:
        self._lock: Final = Lock()
        self._sample: PoseSample | None = None
        self._dropped = 0

    def put(self, sample: PoseSample) -> None:
        """Make this the newest sample; the one before is dropped and counted when nobody took it."""
        with self._lock:
            self._dropped += self._sample is not None
            self._sample = sample

    def take(self) -> PoseSample | None:
        """Return the newest sample not yet taken, or None."""
        with self._lock:
            sample, self._sample = self._sample, None
        return sample

    def is_empty(self) -> bool:
        """Whether there is nothing to take."""
        with self._lock:
            return self._sample is None

    @property
    def dropped(self) -> int:
        """How many samples were replaced before anyone took them."""
        with self._lock:
            return self._dropped
