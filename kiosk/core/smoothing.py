"""One-Euro filter over all keypoints, by capture time.

In:  keypoints in frame pixels with their capture time and the athlete's height in pixels.
Out: smoothed keypoints in frame pixels.
Not here: deciding whether a sample is good (presence.py).

Rule: time comes from the sample, never from counting frames, so 8 and 60 poses a second give the same curve.
Method: Casiez, Roussel, Vogel 2012 (hinge.md L28); a first sample, also one at time 0, passes through unchanged.
"""

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from kiosk.core.params import SmoothingParams
from kiosk.core.units import US_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothed:
    """The filter's memory: capture time in µs, points (17, 2) in px, their speed (17, 2) in px/s."""

    time_us: int
    xy_px: NDArray[np.float64]
    speed_px_s: NDArray[np.float64]


def smooth(
    memory: Smoothed | None, time_us: int, xy_px: NDArray[np.float64], height_px: float, params: SmoothingParams
) -> Smoothed:
    """Advance the filter by one sample. After a gap longer than `reset_after_s` it starts anew."""
    if memory is None or not 0 < time_us - memory.time_us <= params.reset_after_s * US_PER_S:
        return Smoothed(time_us=time_us, xy_px=xy_px, speed_px_s=np.zeros_like(xy_px))
    elapsed_s = (time_us - memory.time_us) / US_PER_S
    raw_speed = (xy_px - memory.xy_px) / elapsed_s
    speed = memory.speed_px_s + (raw_speed - memory.speed_px_s) * low_pass_gain(params.speed_cutoff_hz, elapsed_s)
    turn = (2 * pi * elapsed_s) * (params.min_cutoff_hz + (params.speed_gain / height_px) * np.abs(speed))
    moved = memory.xy_px + (xy_px - memory.xy_px) * (turn / (turn + 1))
    return Smoothed(time_us=time_us, xy_px=moved, speed_px_s=speed)


def low_pass_gain(cutoff_hz: float, elapsed_s: float) -> float:
    """Return the share of the way a first-order low-pass goes towards a new value in `elapsed_s`."""
    turn = 2 * pi * cutoff_hz * elapsed_s
    return turn / (turn + 1)
