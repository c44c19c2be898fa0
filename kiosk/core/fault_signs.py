"""The signs of each fault: what was measured, the threshold of its rule, and how far apart they are.

In:  the bottom of an attempt, and the drill's thresholds of form.
Out: for every fault the sign on which it hangs, and all the signs that its rule looks at.
Not here: whether the fault was found (faults.py), what is told of it.

Rule: a sign is met exactly where the rule of faults.py says the fault is there; a rule with several signs is written
here as it is written there.
"""

from collections.abc import Callable, Mapping
from typing import Final

from kiosk.core.bottom import Bottom
from kiosk.core.faults import FormParams
from kiosk.core.kinematics import expected_travel_h
from kiosk.core.sign import Quantity, Sign, above, all_of, any_of, at_least, at_most, below, most_of
from kiosk.core.vocab import Fault

SQUATTY_SIGNS: Final = 2
"""B.5: two of three."""

Parts = tuple[Sign, ...]


def parts_of(fault: Fault, bottom: Bottom, params: FormParams) -> Parts:
    """Return every sign that a fault's rule looks at; none for a fault that is not one of a rep's bottom."""
    return _PARTS[fault](bottom, params) if fault in _PARTS else ()


def sign_of(fault: Fault, bottom: Bottom, params: FormParams) -> Sign | None:
    """Return the sign on which a fault hangs; None for a fault that is not one of a rep's bottom."""
    parts = parts_of(fault, bottom, params)
    if not parts:
        return None
    if fault is Fault.SQUATTY:
        return most_of(SQUATTY_SIGNS, *parts)
    return any_of(*parts) if fault is Fault.KNEES_BENDING else all_of(*parts)


def _squatty(bottom: Bottom, params: FormParams) -> Parts:
    return (
        at_least(Quantity.KNEE, bottom.knee_deg, params.squatty_knee_deg),
        below(Quantity.PATH, bottom.path, params.squatty_path),
        below(Quantity.INDEX, bottom.stoop_index, params.squatty_index),
    )


def _bending(bottom: Bottom, params: FormParams) -> Parts:
    return (
        at_least(Quantity.KNEE, bottom.knee_deg, params.knees_bending_deg),
        below(Quantity.INDEX, bottom.stoop_index, params.knees_bending_index),
    )


def _not_back(bottom: Bottom, params: FormParams) -> Parts:
    needed_h = params.travel_share * expected_travel_h(bottom.lean_deg) - params.travel_bias_h
    return (below(Quantity.HIPS_BACK, bottom.hip_back_h, needed_h),)


def _rounding(bottom: Bottom, params: FormParams) -> Parts:
    return (
        at_least(Quantity.NECK, bottom.neck_deg, params.rounding_neck_deg),
        below(Quantity.CHORD, bottom.chord, params.rounding_chord),
    )


_PARTS: Final[Mapping[Fault, Callable[[Bottom, FormParams], Parts]]] = {
    Fault.SQUATTY: _squatty,
    Fault.HIPS_NOT_BACK: _not_back,
    Fault.HEAD_UP: lambda item, params: (at_least(Quantity.HEAD, item.head_extension_deg, params.head_up_deg),),
    Fault.HEAD_DROP: lambda item, params: (at_least(Quantity.NECK, item.neck_deg, params.head_drop_deg),),
    Fault.KNEES_BENDING: _bending,
    Fault.KNEES_FORWARD: lambda item, params: (at_least(Quantity.SHIN, item.shin_deg, params.knees_forward_deg),),
    Fault.KNEES_LOCKED: lambda item, params: (
        at_most(Quantity.KNEE_CHANGE, item.knee_change_deg, params.knees_locked_deg),
    ),
    Fault.ROUNDING_HINT: _rounding,
    Fault.HEELS_UP: lambda item, params: (at_least(Quantity.HEELS, item.ankle_rise_h, params.heels_up_h),),
    Fault.ARMS_FORWARD: lambda item, params: (at_least(Quantity.WRISTS, item.wrist_ahead_h, params.arms_forward_h),),
    Fault.BAR_DRIFT: lambda item, params: (at_least(Quantity.WRISTS, item.wrist_drift_h, params.bar_drift_h),),
    Fault.ELBOW_DROP: lambda item, params: (at_least(Quantity.ELBOWS, item.elbow_sunk_h, params.elbow_drop_h),),
    Fault.TOO_DEEP: lambda item, params: (above(Quantity.TRUNK, item.peak_lean_deg, params.too_deep_deg),),
    Fault.TOO_FAST: lambda item, params: (below(Quantity.DESCENT_S, item.descent_s, params.too_fast_s),),
}
