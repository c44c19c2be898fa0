"""A look through a camera: a few figures of its frames, and nothing of the frames themselves.

In:  an open frame source, the clock, how long to look.
Out: how many frames came, how often, how old they were, how light and how rich in contrast the last one was;
where the room's corners are.
Not here: what the figures mean (doctor_eye.py), opening a source (camera.py, webcam.py, clip.py).

Rule: a frame is measured and forgotten before the next one is read.
"""

from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np

from kiosk.core.camera_check import Corners
from kiosk.core.units import US_PER_S, us_of_s
from kiosk.ports import Clock
from kiosk.vision.corners import MOST_FOUND, CornerLooks
from kiosk.vision.movenet import LUMA_STEP_PX, LUMA_WEIGHTS, RgbFrame, mean_luma
from kiosk.vision.worker import FrameSource

LOWEST_SHARE: Final = 5.0
HIGHEST_SHARE: Final = 95.0
"""Percentiles between which the spread of brightness is taken: a lamp or a black corner alone is no contrast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look showed. Figures are None when no frame came.

    `rate_hz` is frames a second by their capture times, `age_ms` the median from capture to delivery, `luma` the last
    frame's mean brightness and `spread` the brightness between its darkest and lightest twentieth, both of 0 to 255.
    `corners` are places of the room's fixed points in pixels of the frame.
    """

    frame_px: tuple[int, int] | None = None
    frames: int = 0
    rate_hz: float | None = None
    age_ms: float | None = None
    luma: float | None = None
    spread: float | None = None
    corners: Corners = ()


def look_through(source: FrameSource, *, clock: Clock, for_s: float) -> Look:
    """Look for so many seconds, or until the source ends. Raises SourceError when it stops."""
    times_us: list[int] = []
    ages_us: list[int] = []
    looks = CornerLooks()
    frame_px, luma, spread = None, None, None
    end_us = clock.now_us() + us_of_s(for_s)
    while clock.now_us() < end_us and not source.is_finished():
        timed = source.read()
        if timed is None:
            continue
        frame, capture_us = timed
        times_us.append(capture_us)
        ages_us.append(clock.now_us() - capture_us)
        frame_px, luma, spread = (frame.shape[1], frame.shape[0]), mean_luma(frame), luma_spread(frame)
        looks.feed(frame, capture_us)
        del frame, timed
    return Look(
        frame_px=frame_px,
        frames=len(times_us),
        rate_hz=_rate_hz(times_us),
        age_ms=median(ages_us) / 1000 if ages_us else None,
        luma=luma,
        spread=spread,
        corners=looks.corners(MOST_FOUND),
    )


def luma_spread(frame: RgbFrame) -> float:
    """Return how far the frame's darkest and lightest twentieth are apart, 0 to 255, from the pixels of mean_luma."""
    luma = frame[::LUMA_STEP_PX, ::LUMA_STEP_PX] @ np.array(LUMA_WEIGHTS)
    low, high = np.percentile(luma, (LOWEST_SHARE, HIGHEST_SHARE))
    return round(float(high - low), 1)


def _rate_hz(times_us: list[int]) -> float | None:
    if len(times_us) < 2:  # noqa: PLR2004 (one time has no distance)
        return None
    return (len(times_us) - 1) * US_PER_S / max(1, times_us[-1] - times_us[0])
