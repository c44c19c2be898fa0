"""Form faults of one attempt, each judged, clear, or not judged.

In:  the attempt's samples as FormRows, relative to the athlete's own lockout.
Out: the faults found with their severity, and those that could not be judged.
Not here: whether the attempt counts (verdict.py), what is said (cues.py).

Rule: one sample never decides a fault; every rule looks at a median or percentile over its own window of the attempt.
Thresholds: hinge.md B.5, in its letters; no rule hinges on less than 8° of knee or 5° of trunk (C.7).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import acos, isnan, nan, pi
from typing import Final, NamedTuple

from kiosk.core.bounds import check, number
from kiosk.core.kinematics import expected_travel_h, stoop_squat_index
from kiosk.core.units import US_PER_S
from kiosk.core.vocab import Fault


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FormParams:
    """Thresholds of form; none of them can move a count."""

    squatty_knee_deg: float = number(40.0, 20, 80, "deg", "B.5")
    squatty_index: float = number(65.0, 40, 90, "SSI", "B.5")
    squatty_path: float = number(2.5, 1, 6, "back/down", "B.5")
    knees_bending_deg: float = number(32.0, 15, 60, "deg", "B.5")
    knees_bending_index: float = number(70.0, 40, 90, "SSI", "B.5")
    knees_forward_deg: float = number(14.0, 5, 30, "deg", "B.5")
    knees_locked_deg: float = number(-8.0, -30, 0, "deg", "decision 17: below the athlete's own standing knee")
    travel_share: float = number(0.55, 0.2, 0.9, "share of expected travel", "B.5: hips not back")
    travel_bias_h: float = number(0.017, 0, 0.05, "H", "decision 20: the hip is biased by up to 1.2 in")
    head_up_deg: float = number(25.0, 10, 60, "deg", "B.5: 15° never fires, 35° fires in 98 %")
    head_up_major_deg: float = number(40.0, 20, 80, "deg", "B.5")
    head_drop_deg: float = number(25.0, 10, 60, "deg", "B.5")
    rounding_chord: float = number(0.90, 0.7, 1, "share of torso", "B.5, B.6")
    rounding_neck_deg: float = number(15.0, 5, 40, "deg", "B.5")
    too_deep_deg: float = number(85.0, 60, 110, "deg", "B.4")
    too_fast_s: float = number(0.6, 0.2, 2, "s", "B.5: descent")
    bottom_share: float = number(0.8, 0.5, 0.95, "share of peak", "B.4: samples that describe the bottom")
    head_from_lean_deg: float = number(30.0, 10, 60, "deg", "B.5: head rules hold from here")
    travel_from_lean_deg: float = number(20.0, 10, 45, "deg", "B.2: hip behind heel is a check from here")

    def __post_init__(self) -> None:
        check(self)


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
    descent_s: float
    hold_s: float


class Judgement(NamedTuple):
    """The faults of one attempt and those the camera could not judge."""

    found: tuple[Fault, ...]
    not_judged: tuple[Fault, ...]
    is_head_far_up: bool


def bottom_of(
    rows: Sequence[FormRow], *, start_us: int, standing_knee_deg: float, is_head_seen: bool, params: FormParams
) -> Bottom:
    """Describe the bottom of an attempt. `rows` is not empty; `is_head_seen` by decision 18."""
    peak = max(row.progress for row in rows)
    deep = [row for row in rows if row.progress >= params.bottom_share * peak]
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
        descent_s=_descent_s(rows[0], deep[0], start_us, peak),
        hold_s=(deep[-1].time_us - deep[0].time_us) / US_PER_S,
    )


def _descent_s(first: FormRow, deep: FormRow, start_us: int, peak: float) -> float:
    """Return the length of the whole way down, from the part of it between the attempt's start and its bottom samples.

    People ease in and out of a descent; a half cosine is the usual model of it (E.1), and tells which share was seen.
    """
    seen = _ease_phase(deep.progress / peak) - _ease_phase(first.progress / peak)
    return (deep.time_us - start_us) / US_PER_S / seen if seen > LEAST_SHARE_SEEN else nan


def _ease_phase(share: float) -> float:
    """Return how much of the time of a half-cosine move has passed at a share of its way."""
    return acos(1.0 - 2.0 * min(max(share, 0.0), 1.0)) / pi


LEAST_SHARE_SEEN: Final = 0.15


def _at_least(value: float, threshold: float) -> bool | None:
    return None if isnan(value) else value >= threshold


def _is_squatty(bottom: Bottom, params: FormParams) -> bool | None:
    votes = int(bottom.knee_deg >= params.squatty_knee_deg) + int(bottom.path < params.squatty_path)
    return votes + int(bottom.stoop_index < params.squatty_index) >= 2  # noqa: PLR2004 -- B.5: two of three


def _is_bending(bottom: Bottom, params: FormParams) -> bool | None:
    return bottom.knee_deg >= params.knees_bending_deg or bottom.stoop_index < params.knees_bending_index


def _hips_not_back(bottom: Bottom, params: FormParams) -> bool | None:
    if bottom.lean_deg < params.travel_from_lean_deg:
        return None
    return bottom.hip_back_h < params.travel_share * expected_travel_h(bottom.lean_deg) - params.travel_bias_h


def _is_head_up(bottom: Bottom, params: FormParams) -> bool | None:
    return (
        None
        if bottom.lean_deg < params.head_from_lean_deg
        else _at_least(bottom.head_extension_deg, params.head_up_deg)
    )


def _is_rounding(bottom: Bottom, params: FormParams) -> bool | None:
    hanging = _at_least(bottom.neck_deg, params.rounding_neck_deg)
    return None if hanging is None else hanging and bottom.chord < params.rounding_chord


_RULES: Final[dict[Fault, Callable[[Bottom, FormParams], bool | None]]] = {
    Fault.SQUATTY: _is_squatty,
    Fault.HIPS_NOT_BACK: _hips_not_back,
    Fault.HEAD_UP: _is_head_up,
    Fault.HEAD_DROP: lambda bottom, params: _at_least(bottom.neck_deg, params.head_drop_deg),
    Fault.KNEES_BENDING: _is_bending,
    Fault.KNEES_FORWARD: lambda bottom, params: bottom.shin_deg >= params.knees_forward_deg,
    Fault.KNEES_LOCKED: lambda bottom, params: bottom.knee_change_deg <= params.knees_locked_deg,
    Fault.ROUNDING_HINT: _is_rounding,
    Fault.TOO_DEEP: lambda bottom, params: bottom.peak_lean_deg > params.too_deep_deg,
    Fault.TOO_FAST: lambda bottom, params: None if isnan(bottom.descent_s) else bottom.descent_s < params.too_fast_s,
}


def judge(bottom: Bottom, rules: Sequence[Fault], params: FormParams) -> Judgement:
    """Apply the drill's fault rules to the bottom of an attempt, in the order given."""
    results = [(fault, _RULES[fault](bottom, params)) for fault in rules if fault in _RULES]
    found = tuple(fault for fault, result in results if result)
    if Fault.SQUATTY in found:
        found = tuple(fault for fault in found if fault is not Fault.KNEES_BENDING)
    return Judgement(
        found=found,
        not_judged=tuple(fault for fault, result in results if result is None),
        is_head_far_up=bool(_at_least(bottom.head_extension_deg, params.head_up_major_deg)),
    )


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
