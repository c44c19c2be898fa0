"""The numbers that tell a squat from a hinge.

In:  nothing.
Out: VerdictParams, range-checked, with unit and source.
Not here: the questions themselves (verdict.py), form thresholds (faults.py).

Rule: no number of form is among these, so that a change of form cannot move a count.
"""

from dataclasses import dataclass

from kiosk.core.bounds import check, number


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictParams:
    """B.4 rule 1: votes of four, or an upright trunk over bent knees with the hips going down."""

    bottom_share: float = number(0.8, 0.5, 0.95, "share of peak", "B.4: samples that describe the bottom")
    squat_index: float = number(50.0, 20, 80, "SSI", "B.4 rule 1: below, one vote for a squat")
    squat_path: float = number(2.0, 0.5, 5, "back/down", "B.4 rule 1: below, one vote")
    squat_lead_deg: float = number(20.0, 5, 45, "deg", "B.4 rule 1: trunk minus shin below this, one vote")
    squat_knee_deg: float = number(45.0, 25, 90, "deg", "B.4 rule 1: from here, one vote")
    squat_votes: float = number(3, 1, 4, "votes", "B.4 rule 1: three of four")
    upright_lean_deg: float = number(30.0, 15, 45, "deg", "B.4 rule 1: a squat with less lean than this")
    upright_knee_deg: float = number(38.0, 20, 80, "deg", "B.4 rule 1: and knees bent from here")
    upright_path: float = number(2.5, 1, 5, "back/down", "B.4 rule 1: and hips going down")
    deep_knee_deg: float = number(
        60.0, 45, 120, "deg", "B.3: midway between squats (80–110) and swings and deadlifts (30–65)"
    )
    deep_lean_deg: float = number(50.0, 30, 70, "deg", "B.3: squats lean 35–42, swings and deadlifts 50–65")
    hinge_lean_deg: float = number(
        55.0, 45, 90, "deg", "decision 20, B.3: deadlifts lean 55–65; from here knees near 90° make no squat"
    )
    hinge_knee_deg: float = number(
        100.0, 80, 140, "deg", "and these are near 90°; a squat down to a plate has 115° under 55° of lean (E.2)"
    )

    def __post_init__(self) -> None:
        check(self)
