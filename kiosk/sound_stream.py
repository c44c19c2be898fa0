"""The sound stream: what the mixer hands to a sound device, kept with the time at which each part was handed over.

In:  SDL's disk driver, which writes to a path at the pace of a sound card.
Out: a Recording: samples, and the clock time of each.
Not here: what is heard in it (listening.py), playing (output/speech.py).

Rule: the time of a sample is when the mixer made the block it lies in. A sound card's own queue comes on top of it.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.assets import SAMPLE_BYTES, SAMPLE_RATE_HZ
from kiosk.core.units import US_PER_S
from kiosk.ports import Clock

READ_BYTES: Final = 65536
END: Final = b"\0" * SAMPLE_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Samples, int16 (n,), one channel; some of their indices in order, and the clock time of each in µs."""

    samples: NDArray[np.int16]
    known: NDArray[np.int64]
    known_us: NDArray[np.int64]

    def clock_us(self, sample: int) -> float:
        """Return when a sample was handed over, by the stream's own pace between known times, not the nominal one."""
        return float(np.interp(sample, self.known, self.known_us))

    def sample_at(self, clock_us: float) -> int:
        """Return the sample handed over at a time; the first or last for a time outside the recording."""
        return round(float(np.interp(clock_us, self.known_us, self.known)))


class SoundStream:
    """A pipe to name as SDL's disk file, and the thread that empties it from construction until `stop`."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.path: Final = folder / "sound"
        os.mkfifo(self.path)
        # Open for both: the pipe has a reader before SDL opens it, and outlives a device that is opened again.
        self._pipe: Final = os.open(self.path, os.O_RDWR)
        self._clock: Final = clock
        self._chunks: Final[list[tuple[int, bytes]]] = []
        self._is_ending: Final = Event()
        self._thread: Final = Thread(target=self._empty, name="sound stream", daemon=True)
        self._thread.start()

    def stop(self) -> Recording:
        """End the thread and return what came. Call it once, when the device is closed."""
        self._is_ending.set()
        os.write(self._pipe, END)
        self._thread.join()
        os.close(self._pipe)
        return recording_of(self._chunks)

    def _empty(self) -> None:
        while True:
            chunk = os.read(self._pipe, READ_BYTES)
            self._chunks.append((self._clock.now_us(), chunk))
            if self._is_ending.is_set() and chunk.endswith(END):
                return


def recording_of(chunks: list[tuple[int, bytes]]) -> Recording:
    """Return the recording of chunks, each with the time at which it came, the last one ending in END.

    SDL writes through the C library's buffer of four blocks, and a full buffer leaves when the next block is written:
    so a chunk comes when the mixer has made the sample after its last one.
    """
    samples = np.frombuffer(b"".join(chunk for _, chunk in chunks)[: -len(END)], dtype="<i2")
    known = np.cumsum([len(chunk) // SAMPLE_BYTES for _, chunk in chunks])[:-1]
    known_us = np.array([time_us for time_us, _ in chunks[:-1]], dtype=np.int64)
    if not len(known):
        known, known_us = np.zeros(1, dtype=np.int64), np.array([time_us for time_us, _ in chunks[:1]], dtype=np.int64)
    before_us = int(known_us[0]) - _nominal_us(int(known[0]))
    after_us = int(known_us[-1]) + _nominal_us(len(samples) - int(known[-1]))
    return Recording(
        samples=samples.astype(np.int16),
        known=np.concatenate(([0], known, [len(samples)])).astype(np.int64),
        known_us=np.concatenate(([before_us], known_us, [after_us])).astype(np.int64),
    )


def _nominal_us(samples: int) -> int:
    return samples * US_PER_S // SAMPLE_RATE_HZ
