"""The athlete's own lockout: the tall, still pose that everything in a rep is measured against.

In:  smoothed geometry, one a sample.
Out: a Lockout, refreshed whenever the athlete stands tall and still.
Not here: the zero at the wall (stance.py), reps (rep.py).

Rule: a lockout is a median over a window of stillness. In a live session it is a second before the first rep; in a
recording it may come from any lockout (decision 13), because nobody can be asked to stand still any more.
"""

from dataclasses import dataclass
from itertools import pairwise

from kiosk.core.bottom import median
from kiosk.core.kinematics import Geometry, balance_px, elbow_up_px
from kiosk.core.params import GateParams
from kiosk.core.presence import EAR_ANKLE_H
from kiosk.core.units import US_PER_S

_FIELDS = (
    "lean_deg",
    "knee_deg",
    "shin_deg",
    "head_deg",
    "neck_deg",
    "torso_px",
    "ankle_x",
    "ankle_y",
    "hip_x",
    "hip_y",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lockout:
    """Medians of the tall pose. Points in px of the athlete's own plane (x to the front, y up), angles in degrees."""

    lean_deg: float
    knee_deg: float
    shin_deg: float
    head_deg: float
    neck_deg: float
    torso_px: float
    ankle_x: float
    ankle_y: float
    hip_x: float
    hip_y: float
    shoulder_y: float
    balance_px: float
    height_px: float
    """Stature: ear–ankle span over 0.884."""
    wrist_ahead_px: float
    """How far the wrists hang ahead of the ankles."""
    elbow_up_px: float
    """How far the elbows are above the shoulders, along the trunk."""
    nose_ahead_px: float
    """How far the nose is ahead of the ears; little of it means seen from behind or in front (decision 18)."""

    @property
    def hinge_deg(self) -> float:
        """Hip flexion of the tall pose: what any other is measured against (B.2)."""
        return self.lean_deg - self.shin_deg + self.knee_deg


LONGEST_GAP_S = 0.2
"""One sample missing at eight a second, whatever the window."""
MIN_SAMPLES = 3
"""A third of a second at eight poses a second."""

Window = tuple[tuple[int, Geometry], ...]


def collect(window: Window, time_us: int, geometry: Geometry, keep_s: float) -> Window:
    """Append one sample to the window and forget what is not needed to span `keep_s`.

    The last sample before the span is kept: at fifteen a second those within 0.3 s lie 0.27 s apart.
    """
    oldest_us = time_us - round(keep_s * US_PER_S)
    start = 0
    while start + 1 < len(window) and window[start + 1][0] <= oldest_us:
        start += 1
    return (*window[start:], (time_us, geometry))


def lockout_of(window: Window, needed_s: float, params: GateParams) -> Lockout | None:
    """Return the lockout if the window spans `needed_s` of standing tall and still, else None (B.1)."""
    if len(window) < MIN_SAMPLES or window[-1][0] - window[0][0] < 0.9 * needed_s * US_PER_S:
        return None
    gap_us = max(after[0] - before[0] for before, after in pairwise(window))
    if gap_us > max((1.0 - params.good_share) * needed_s, LONGEST_GAP_S) * US_PER_S:
        return None
    rows = [geometry for _, geometry in window]
    leans = [row.lean_deg for row in rows]
    lean = median(leans)
    if not (max(leans) - min(leans) < params.still_lean_range_deg and abs(lean) < params.tall_lean_deg):
        return None
    half = len(leans) // 2
    if abs(sum(leans[-half:]) - sum(leans[:half])) > params.still_lean_drift_deg * half:
        return None
    if not abs(median([row.knee_deg for row in rows])) < params.tall_knee_deg:
        return None
    height = median([row.ear_y - row.ankle_y for row in rows]) / EAR_ANKLE_H
    feet = [row.ankle_x for row in rows]
    if not (height > 0 and max(feet) - min(feet) < params.still_feet_range * height):
        return None
    return Lockout(
        **{name: median([getattr(row, name) for row in rows]) for name in _FIELDS},
        shoulder_y=median([row.shoulder_y for row in rows]),
        balance_px=median([balance_px(row) for row in rows]),
        height_px=height,
        wrist_ahead_px=median([row.wrist_x - row.ankle_x for row in rows]),
        elbow_up_px=median([elbow_up_px(row) for row in rows]),
        nose_ahead_px=median([row.nose_x - row.ear_x for row in rows]),
    )
