"""The tone that follows the hips: samples whose pitch rises with their travel.

In:  how far the hips have come, 0 to 1, or None outside a rep.
Out: blocks of samples, each going on where the last one ended.
Not here: when a rep is (core/mirror.py), the device (speech.py).

Rule: phase and loudness never jump, so nothing clicks: pitch and loudness glide through each block.
"""

from typing import Final

import numpy as np

from kiosk.assets import SAMPLE_RATE_HZ

LOWEST_HZ: Final = 220.0
HIGHEST_HZ: Final = 660.0
"""The pitch of hips that have not moved, and of their full reach (hinge.md D)."""
PEAK: Final = 1300.0
"""-28 dB of full scale: softer than any syllable, which the voice is levelled to be far above."""
BLOCK_FRAMES: Final = 1024
"""Two whole buffers of the device, 46 ms: a mixer begins a queued block only with a buffer of its own."""


class HipTone:
    """One tone without an end. Not thread-safe."""

    def __init__(self) -> None:
        self._phase = 0.0
        self._hz = LOWEST_HZ
        self._peak = 0.0

    @property
    def is_sounding(self) -> bool:
        """Whether the last block ended with sound: another must follow."""
        return self._peak > 0

    def begin(self) -> None:
        """Begin anew from silence, where the last block was not followed in time."""
        self._phase, self._peak = 0.0, 0.0

    def block(self, share: float | None) -> bytes:
        """Return the next samples, gliding to the pitch of a share of the travel, or to silence for None."""
        hz = self._hz if share is None else LOWEST_HZ + (HIGHEST_HZ - LOWEST_HZ) * min(max(share, 0.0), 1.0)
        peak = 0.0 if share is None else PEAK
        if not self.is_sounding:
            self._hz = hz
        way = np.arange(1, BLOCK_FRAMES + 1) / BLOCK_FRAMES
        phase = self._phase + np.cumsum(self._hz + (hz - self._hz) * way) / SAMPLE_RATE_HZ
        samples = (self._peak + (peak - self._peak) * way) * np.sin(2 * np.pi * phase)
        self._phase, self._hz, self._peak = float(phase[-1] % 1.0), hz, peak
        return np.round(samples).astype("<i2").tobytes()
