"""What an attempt looked like at its bottom: the samples of a rep, and the few numbers that sum them up.

In:  the attempt's samples as FormRows, relative to the athlete's own lockout.
Out: a Bottom.
Not here: the rules that judge it (faults.py, verdict.py), when an attempt ends (attempt.py).

Rule: one sample never decides anything; every number is a median or a percentile over its own window of the attempt,
and NaN when less than half of the window was seen.
"""

from collections.abc import Sequence
from math import acos, isnan, nan, pi
from typing import Final, NamedTuple

from kiosk.core.kinematics import stoop_squat_index
from kiosk.core.units import US_PER_S

LEAST_SHARE_SEEN: Final = 0.15
"""Share of a descent that must be seen for its length to be told from it."""
HEELS_US: Final = 300_000
"""B.5: heels are up when they are for 0.3 s."""


class FormRow(NamedTuple):
    """One sample of an attempt. Degrees; lengths in body heights; changes are against the athlete's lockout."""

    time_us: int
    progress: float
    lean_deg: float
    knee_deg: float
    shin_deg: float
    hip_back_h: float
    hip_drop_h: float
    shoulder_drop_h: float
    head_deg: float
    neck_deg: float
    chord: float
    wrist_below_knee_h: float
    balance_h: float
    """Mass ahead of the ankle; standing it is 0.029 H (E.1), which takes the place of the model's own reading."""
    wall_in: float
    """Hips along the lane from the wall, in inches; without a lane from an arbitrary start."""
    ankle_ahead_h: float
    ankle_rise_h: float
    wrist_ahead_h: float
    """Wrists ahead of the knees. This and the next two are NaN where the arms are not seen."""
    wrist_drift_h: float
    """Wrists ahead of where they hung at the lockout."""
    elbow_sunk_h: float
    """Elbows nearer the hips, along the trunk, than at the lockout."""


class Bottom(NamedTuple):
    """Medians over the samples with at least `bottom_share` of the peak; the knee is the 70th percentile (B.4)."""

    lean_deg: float
    peak_lean_deg: float
    knee_deg: float
    knee_change_deg: float
    """Against the athlete's own standing knee, because the model's knee is biased by several degrees."""
    shin_deg: float
    stoop_index: float
    path: float
    lead_deg: float
    """β: trunk minus tibia, each against the lockout."""
    hip_back_h: float
    hip_drop_h: float
    head_extension_deg: float
    neck_deg: float
    chord: float
    wrist_below_knee_h: float
    balance_h: float
    ankle_rise_h: float
    """The highest that was kept for as long as B.5 asks."""
    wrist_ahead_h: float
    wrist_drift_h: float
    elbow_sunk_h: float
    descent_s: float
    hold_s: float


def bottom_of(
    rows: Sequence[FormRow],
    *,
    begun: tuple[int, float],
    standing_knee_deg: float,
    is_head_seen: bool,
    share: float,
) -> Bottom:
    """Describe the bottom of an attempt.

    `rows` is not empty. `begun`: a time early in the descent, in µs, and the progress then. `is_head_seen` by
    decision 18.
    """
    peak = max(row.progress for row in rows)
    deep = [row for row in rows if row.progress >= share * peak]
    lean = median([row.lean_deg for row in deep])
    hip_back = median([row.hip_back_h for row in deep])
    hip_drop = median([row.hip_drop_h for row in deep])
    shin = median([row.shin_deg for row in deep])
    knee = quantile([row.knee_deg for row in deep], 0.7)
    head = median([row.lean_deg - row.head_deg for row in deep]) if is_head_seen else nan
    return Bottom(
        lean_deg=lean,
        peak_lean_deg=quantile([row.lean_deg for row in deep], 0.9),
        knee_deg=knee,
        knee_change_deg=knee - standing_knee_deg,
        shin_deg=shin,
        stoop_index=stoop_squat_index(hip_drop, median([row.shoulder_drop_h for row in deep])),
        path=hip_back / max(hip_drop, 0.01),
        lead_deg=lean - shin,
        hip_back_h=hip_back,
        hip_drop_h=hip_drop,
        head_extension_deg=head,
        neck_deg=median([row.neck_deg for row in deep]) if is_head_seen else nan,
        chord=median([row.chord for row in deep]),
        wrist_below_knee_h=median([row.wrist_below_knee_h for row in deep]),
        balance_h=median([row.balance_h for row in deep]),
        ankle_rise_h=_kept_rise_h(rows),
        wrist_ahead_h=_seen_median([row.wrist_ahead_h for row in deep]),
        wrist_drift_h=_seen_median([row.wrist_drift_h for row in deep]),
        elbow_sunk_h=_seen_median([row.elbow_sunk_h for row in deep]),
        descent_s=_descent_s(rows, begun, share),
        hold_s=(deep[-1].time_us - deep[0].time_us) / US_PER_S,
    )


def _descent_s(rows: Sequence[FormRow], begun: tuple[int, float], share: float) -> float:
    """Return the length of the whole way down, from the part of it between `begun` and the crossing into the bottom.

    People ease in and out of a descent; a half cosine is the usual model of it (E.1), and tells which share was seen.
    Both ends are crossings between two samples: at ten a second a whole sample is a quarter of a quick descent.
    """
    peak = max(row.progress for row in rows)
    usual = median([row.progress for row in rows if row.progress >= share * peak])
    level = share * usual
    first = next(index for index, row in enumerate(rows) if row.progress >= level)
    before_us, before = begun if first == 0 else (rows[first - 1].time_us, rows[first - 1].progress)
    row = rows[first]
    rise = row.progress - before
    part = (level - before) / rise if rise > 0 and before < level else 1.0
    deep_us = before_us + (row.time_us - before_us) * part
    seen = _ease_phase(share) - _ease_phase(begun[1] / usual)
    return (deep_us - begun[0]) / US_PER_S / seen if seen > LEAST_SHARE_SEEN else nan


def _ease_phase(share: float) -> float:
    """Return how much of the time of a half-cosine move has passed at a share of its way."""
    return acos(1.0 - 2.0 * min(max(share, 0.0), 1.0)) / pi


def _kept_rise_h(rows: Sequence[FormRow]) -> float:
    """Return the highest that the ankles' running median over HEELS_US came."""
    best, first = 0.0, 0
    for index, row in enumerate(rows):
        while row.time_us - rows[first].time_us > HEELS_US:
            first += 1
        if first > 0:
            best = max(best, median([item.ankle_rise_h for item in rows[first : index + 1]]))
    return best


def _seen_median(values: Sequence[float]) -> float:
    seen = [value for value in values if not isnan(value)]
    return median(seen) if 2 * len(seen) > len(values) else nan


def median(values: Sequence[float]) -> float:
    """Return the median of a non-empty sequence."""
    return quantile(values, 0.5)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the linearly interpolated quantile of a non-empty sequence."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
