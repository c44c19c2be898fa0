"""Form faults of one attempt, each judged, clear, or not judged and why.

In:  the attempt's bottom, and the faults that stood in the attempt before.
Out: the faults found, and those that could not be judged.
Not here: whether the attempt counts (verdict.py), what is said (cues.py).

Rule: a fault is found from its threshold on, and one that stood is clear only a margin better than it (C.7): between
the two it lingers, which is no fault of this attempt and no success either. Thresholds: hinge.md B.5, in its letters;
none hinges on less than 8° of knee or 5° of trunk (C.7).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from math import isnan
from typing import Final, NamedTuple

from kiosk.core.bottom import Bottom
from kiosk.core.bounds import check, number
from kiosk.core.frozen import replace
from kiosk.core.kinematics import expected_travel_h
from kiosk.core.vocab import Fault


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
    too_fast_s: float = number(0.6, 0.2, 3, "s", "B.5: descent")
    heels_up_h: float = number(0.015, 0.005, 0.05, "H", "B.5")
    arms_forward_h: float = number(0.08, 0.02, 0.3, "H", "B.7: wrists ahead of the knees")
    bar_drift_h: float = number(0.06, 0.02, 0.3, "H", "B.7: wrists ahead of where they hung")
    elbow_drop_h: float = number(0.08, 0.02, 0.3, "H", "B.7: raised elbows sink along the trunk")
    lean_back_deg: float = number(8.0, 4, 30, "deg", "B.5: past upright at the lockout")
    lean_back_hip_h: float = number(0.02, 0.005, 0.1, "H", "B.5: and the hips ahead of where they stood")
    head_from_lean_deg: float = number(30.0, 10, 60, "deg", "B.5: head rules hold from here")
    travel_from_lean_deg: float = number(20.0, 10, 45, "deg", "B.2: hip behind heel is a check from here")

    def __post_init__(self) -> None:
        check(self)


KNEE_MARGIN_DEG: Final = 8.0
TRUNK_MARGIN_DEG: Final = 5.0
"""C.7: what a difference of knee and of trunk must be to say anything."""
HEAD_MARGIN_DEG: Final = 4.0
"""C.7: the random error of head and neck."""
SHARE_MARGIN: Final = 0.1
"""Of an index, a ratio or a length that is made of several points: a tenth, as B.5 spaces its own pairs."""


@unique
class Unseen(Enum):
    """Why a fault was not judged."""

    TOO_UPRIGHT = "too_upright"
    """The trunk leaned too little for the rule to mean anything."""
    HEAD = "head"
    """The head was seen from behind or in front (decision 18)."""
    ARMS = "arms"
    """The arms were hidden."""
    TOO_SHORT = "too_short"
    """Too little of the movement was seen."""


class Judgement(NamedTuple):
    """The faults of one attempt, those that stood before and are not clear yet, and those that could not be judged."""

    found: tuple[Fault, ...]
    lingering: tuple[Fault, ...]
    not_judged: tuple[tuple[Fault, Unseen], ...]
    is_head_far_up: bool


Rule = Callable[[Bottom, FormParams], bool | Unseen]


def judge(bottom: Bottom, rules: Sequence[Fault], params: FormParams, standing: Sequence[Fault] = ()) -> Judgement:
    """Apply the drill's fault rules to the bottom of an attempt, in the order given.

    `standing`: the faults found in the attempt before, or lingering from it.
    """
    results = [(fault, _RULES[fault](bottom, params)) for fault in rules if fault in _RULES]
    found = tuple(fault for fault, result in results if result is True)
    if Fault.SQUATTY in found:
        found = tuple(fault for fault in found if fault is not Fault.KNEES_BENDING)
    stricter = stricter_than(params) if standing else params
    lingering = tuple(
        fault
        for fault, result in results
        if fault in standing and result is False and _RULES[fault](bottom, stricter) is True
    )
    return Judgement(
        found=found,
        lingering=lingering,
        not_judged=tuple((fault, result) for fault, result in results if isinstance(result, Unseen)),
        is_head_far_up=bottom.head_extension_deg >= params.head_up_major_deg,
    )


def stricter_than(params: FormParams) -> FormParams:
    """Return the thresholds at which a standing fault is clear."""
    return replace(
        params,
        squatty_knee_deg=_within(params.squatty_knee_deg - KNEE_MARGIN_DEG, 20, 80),
        squatty_index=_within(params.squatty_index * (1 + SHARE_MARGIN), 40, 90),
        squatty_path=_within(params.squatty_path * (1 + SHARE_MARGIN), 1, 6),
        knees_bending_deg=_within(params.knees_bending_deg - KNEE_MARGIN_DEG, 15, 60),
        knees_bending_index=_within(params.knees_bending_index * (1 + SHARE_MARGIN), 40, 90),
        knees_forward_deg=_within(params.knees_forward_deg - TRUNK_MARGIN_DEG, 5, 30),
        knees_locked_deg=_within(params.knees_locked_deg + KNEE_MARGIN_DEG, -30, 0),
        travel_share=_within(params.travel_share * (1 + SHARE_MARGIN), 0.2, 0.9),
        head_up_deg=_within(params.head_up_deg - HEAD_MARGIN_DEG, 10, 60),
        head_drop_deg=_within(params.head_drop_deg - HEAD_MARGIN_DEG, 10, 60),
        rounding_chord=_within(params.rounding_chord * (1 + SHARE_MARGIN), 0.7, 1),
        rounding_neck_deg=_within(params.rounding_neck_deg - HEAD_MARGIN_DEG, 5, 40),
        too_deep_deg=_within(params.too_deep_deg - TRUNK_MARGIN_DEG, 60, 110),
        too_fast_s=_within(params.too_fast_s * (1 + SHARE_MARGIN), 0.2, 3),
        heels_up_h=_within(params.heels_up_h * (1 - SHARE_MARGIN), 0.005, 0.05),
        arms_forward_h=_within(params.arms_forward_h * (1 - SHARE_MARGIN), 0.02, 0.3),
        bar_drift_h=_within(params.bar_drift_h * (1 - SHARE_MARGIN), 0.02, 0.3),
        elbow_drop_h=_within(params.elbow_drop_h * (1 - SHARE_MARGIN), 0.02, 0.3),
    )


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _at_least(value: float, threshold: float, why: Unseen) -> bool | Unseen:
    return why if isnan(value) else value >= threshold


def _is_squatty(bottom: Bottom, params: FormParams) -> bool | Unseen:
    votes = int(bottom.knee_deg >= params.squatty_knee_deg) + int(bottom.path < params.squatty_path)
    return votes + int(bottom.stoop_index < params.squatty_index) >= 2  # noqa: PLR2004 -- B.5: two of three


def _is_bending(bottom: Bottom, params: FormParams) -> bool | Unseen:
    return bottom.knee_deg >= params.knees_bending_deg or bottom.stoop_index < params.knees_bending_index


def _hips_not_back(bottom: Bottom, params: FormParams) -> bool | Unseen:
    if bottom.lean_deg < params.travel_from_lean_deg:
        return Unseen.TOO_UPRIGHT
    return bottom.hip_back_h < params.travel_share * expected_travel_h(bottom.lean_deg) - params.travel_bias_h


def _is_head_up(bottom: Bottom, params: FormParams) -> bool | Unseen:
    if bottom.lean_deg < params.head_from_lean_deg:
        return Unseen.TOO_UPRIGHT
    return _at_least(bottom.head_extension_deg, params.head_up_deg, Unseen.HEAD)


def _is_rounding(bottom: Bottom, params: FormParams) -> bool | Unseen:
    hanging = _at_least(bottom.neck_deg, params.rounding_neck_deg, Unseen.HEAD)
    return hanging if isinstance(hanging, Unseen) else hanging and bottom.chord < params.rounding_chord


def _is_too_fast(bottom: Bottom, params: FormParams) -> bool | Unseen:
    return Unseen.TOO_SHORT if isnan(bottom.descent_s) else bottom.descent_s < params.too_fast_s


_RULES: Final[dict[Fault, Rule]] = {
    Fault.SQUATTY: _is_squatty,
    Fault.HIPS_NOT_BACK: _hips_not_back,
    Fault.HEAD_UP: _is_head_up,
    Fault.HEAD_DROP: lambda bottom, params: _at_least(bottom.neck_deg, params.head_drop_deg, Unseen.HEAD),
    Fault.KNEES_BENDING: _is_bending,
    Fault.KNEES_FORWARD: lambda bottom, params: bottom.shin_deg >= params.knees_forward_deg,
    Fault.KNEES_LOCKED: lambda bottom, params: bottom.knee_change_deg <= params.knees_locked_deg,
    Fault.ROUNDING_HINT: _is_rounding,
    Fault.HEELS_UP: lambda bottom, params: bottom.ankle_rise_h >= params.heels_up_h,
    Fault.ARMS_FORWARD: lambda bottom, params: _at_least(bottom.wrist_ahead_h, params.arms_forward_h, Unseen.ARMS),
    Fault.BAR_DRIFT: lambda bottom, params: _at_least(bottom.wrist_drift_h, params.bar_drift_h, Unseen.ARMS),
    Fault.ELBOW_DROP: lambda bottom, params: _at_least(bottom.elbow_sunk_h, params.elbow_drop_h, Unseen.ARMS),
    Fault.TOO_DEEP: lambda bottom, params: bottom.peak_lean_deg > params.too_deep_deg,
    Fault.TOO_FAST: _is_too_fast,
}
"""The faults of a rep; leaning back comes after it (lean_back.py), sag and pike belong to holds (position.py)."""
