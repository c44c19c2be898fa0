"""The signs of a squat and of a missing lockout: rules of several numbers, told number by number.

In:  the bottom of an attempt, its samples, the drill.
Out: the sign on which the rule hangs, and the signs it was made of.
Not here: the rules themselves (verdict.py, attempt.py, rep.py), the order of the questions (reasons.py).

Rule: the sign of a squat is met exactly where verdict.is_squat says so.
"""

from collections.abc import Mapping
from math import ceil
from typing import Final

from kiosk.core.attempt import TALL_DROP_H, TALL_HINGE_DEG, TALL_KNEE_DEG
from kiosk.core.bottom import Bottom, FormRow
from kiosk.core.decision import Case
from kiosk.core.drill import Drill, Signal
from kiosk.core.rep import RepChange
from kiosk.core.sign import Quantity, Sign, all_of, any_of, at_least, at_most, below, most_of, unless

PROGRESS_OF: Final[Mapping[Signal | None, Quantity]] = {
    Signal.LEAN: Quantity.PROGRESS_DEG,
    Signal.REACH: Quantity.PROGRESS_IN,
    Signal.DROP: Quantity.PROGRESS_PERCENT,
}

Parts = tuple[Sign, ...]


def squat_sign(bottom: Bottom, drill: Drill) -> tuple[Sign, Parts]:
    """Return the sign on which a squat hangs, and the signs of the rule that came nearest to saying so."""
    params = drill.verdict
    hinged = (
        at_least(Quantity.TRUNK, bottom.peak_lean_deg, params.hinge_lean_deg),
        at_most(Quantity.KNEE, bottom.knee_deg, params.hinge_knee_deg),
    )
    deep = (
        at_least(Quantity.KNEE, bottom.knee_deg, params.deep_knee_deg),
        below(Quantity.TRUNK, bottom.peak_lean_deg, params.deep_lean_deg),
    )
    votes = (
        at_least(Quantity.KNEE, bottom.knee_deg, params.squat_knee_deg),
        below(Quantity.INDEX, bottom.stoop_index, params.squat_index),
        below(Quantity.PATH, bottom.path, params.squat_path),
        below(Quantity.LEAD, bottom.lead_deg, params.squat_lead_deg),
    )
    upright = (
        at_least(Quantity.KNEE, bottom.knee_deg, params.upright_knee_deg),
        below(Quantity.TRUNK, bottom.peak_lean_deg, params.upright_lean_deg),
        below(Quantity.PATH, bottom.path, params.upright_path),
    )
    told: dict[Sign, Parts] = {all_of(*deep): deep}
    if drill.is_squat_judged:
        told |= {most_of(ceil(params.squat_votes), *votes): votes, all_of(*upright): upright}
    nearest = any_of(*told)
    return all_of(nearest, unless(all_of(*hinged))), told[nearest]


def lockout_sign(case: Case) -> tuple[Sign, Parts]:
    """Return the sign on which a missing lockout hangs: what was furthest from tall where the body was highest."""
    tall = _tall(_highest(case), case)
    return unless(all_of(*tall)), tall


def _highest(case: Case) -> FormRow:
    """Return the sample of the lockout; where it ended on its way down again, the nearest to one after the deepest."""
    rows = case.ended.rows
    if case.change not in (RepChange.LOCKOUT_MISSED, RepChange.LOCKOUT_PASSED):
        return rows[-1]
    deepest = max(range(len(rows)), key=lambda index: rows[index].progress)
    return min(rows[deepest:], key=lambda row: row.progress)


def _tall(row: FormRow, case: Case) -> Parts:
    rep, base = case.drill.rep, case.frame.lockout
    peak = max(item.progress for item in case.ended.rows)
    hinge_deg = row.lean_deg + base.lean_deg - row.shin_deg - base.shin_deg + row.knee_deg
    return (
        at_most(PROGRESS_OF[case.drill.signal], row.progress, max(rep.end, rep.end_share * peak)),
        at_most(Quantity.KNEE, row.knee_deg, base.knee_deg + TALL_KNEE_DEG),
        at_most(Quantity.HINGE, hinge_deg, base.lean_deg + TALL_HINGE_DEG),
        below(Quantity.HIPS_DOWN, row.hip_drop_h, TALL_DROP_H),
    )
