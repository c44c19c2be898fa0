"""What one attempt was worth.

In:  the attempt's rows, its bottom, and for the wall the answer of the touch line.
Out: an Attempt with its verdict, faults, distance and gap.
Not here: the phases (rep.py), the fault rules (faults.py), the wall's place (touch.py).

Rule: the order of the questions is the order of B.4 and C.4: void, squat, too small to mention, short, then a rep
with its faults.
"""

from dataclasses import dataclass

from kiosk.core.bottom import Bottom
from kiosk.core.drill import Drill, Signal
from kiosk.core.dwell import Dwell
from kiosk.core.faults import Judgement, Unseen
from kiosk.core.params import TouchParams
from kiosk.core.touch import Contact
from kiosk.core.vocab import Fault, Severity, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt as the record keeps it. Times are capture times in µs; distances in inches from the wall."""

    number: int
    verdict: Verdict
    start_us: int
    bottom_us: int
    end_us: int
    lean_deg: float
    travel_in: float
    hold_s: float
    tempo_s: float
    """Estimated length from lockout to lockout."""
    faults: tuple[Fault, ...] = ()
    lingering: tuple[Fault, ...] = ()
    """Faults of the attempt before that are neither found here nor clear."""
    not_judged: tuple[tuple[Fault, Unseen], ...] = ()
    rung_in: float | None = None
    wall_distance_in: float | None = None
    hip_gap_in: float | None = None
    is_touch: bool | None = None
    stop_in: float | None = None
    has_lost_balance: bool = False
    is_timed: bool = True
    """False when the movement was so small that neither its hold nor its length can be told."""
    knee_deg: float | None = None
    path: float | None = None
    stoop_index: float | None = None
    lead_deg: float | None = None
    balance_h: float | None = None
    """Of the bottom (faults.Bottom), None where not measured: what tells a hinge from a squat (family.py)."""
    rise_share: float | None = None
    """How much of the way up from the deepest sample was gone at the highest one after it: 1 for all of it."""


def is_squat(bottom: Bottom, drill: Drill) -> bool:
    """Whether the movement was a squat where none was asked for.

    Knees far bent under an upright trunk, or B.4 rule 1 where the drill wants it. With the trunk as far down as in a
    deadlift, knees near 90° make it none (decision 20).
    """
    params = drill.verdict
    if drill.signal is Signal.DROP:
        return False
    if bottom.peak_lean_deg >= params.hinge_lean_deg and bottom.knee_deg <= params.hinge_knee_deg:
        return False
    is_deep = bottom.knee_deg >= params.deep_knee_deg and bottom.peak_lean_deg < params.deep_lean_deg
    if not drill.is_squat_judged:
        return is_deep
    votes = (
        int(bottom.stoop_index < params.squat_index)
        + int(bottom.path < params.squat_path)
        + int(bottom.lead_deg < params.squat_lead_deg)
        + int(bottom.knee_deg >= params.squat_knee_deg)
    )
    is_upright = bottom.peak_lean_deg < params.upright_lean_deg
    is_down = bottom.knee_deg >= params.upright_knee_deg and bottom.path < params.upright_path
    return is_deep or votes >= params.squat_votes or (is_upright and is_down)


def free_verdict(bottom: Bottom, judgement: Judgement, drill: Drill) -> Verdict:
    """Return the verdict of a free hinge that reached its lockout."""
    assert drill.signal is Signal.LEAN
    if is_squat(bottom, drill):
        return Verdict.SQUAT
    if bottom.peak_lean_deg < drill.rep.depth:
        return Verdict.SHALLOW
    return form_verdict(judgement, drill)


def squat_verdict(bottom: Bottom, judgement: Judgement, drill: Drill) -> Verdict:
    """Return the verdict of a squat that was asked for, by how far the knees bent (B.7)."""
    assert drill.signal is Signal.DROP
    return Verdict.SHALLOW if bottom.knee_deg < drill.rep.depth else form_verdict(judgement, drill)


def wall_verdict(
    contact: Contact | None, dwell: Dwell, bottom: Bottom, judgement: Judgement, drill: Drill, params: TouchParams
) -> Verdict:
    """Return the verdict of an attempt at the wall that is neither void nor a squat.

    A contact of None was too brief to tell. Mass behind the heel at a touch is borne by the wall, however short.
    """
    if has_lost_balance(contact, bottom, params):
        return Verdict.VOID
    if contact is Contact.MISS:
        return Verdict.NEAR_MISS
    if contact is None:
        return Verdict.NOT_SURE
    if dwell.hold_s > params.lean_s or bottom.balance_h < params.resting_balance_h:
        return Verdict.LEAN
    return form_verdict(judgement, drill)


def has_lost_balance(contact: Contact | None, bottom: Bottom, params: TouchParams) -> bool:
    """Whether the athlete was falling back with no wall to bear the weight."""
    return contact in (None, Contact.MISS) and bottom.balance_h < params.lost_balance_h


def form_verdict(judgement: Judgement, drill: Drill) -> Verdict:
    """Return faulted when a major fault was found, or a head far up where that is more than a hint; else clean."""
    weights = dict(drill.faults)
    is_major = any(weights.get(fault) is Severity.MAJOR for fault in judgement.found)
    is_head_told = Fault.HEAD_UP in judgement.found and weights.get(Fault.HEAD_UP) is not Severity.HINT
    return Verdict.FAULTED if is_major or (is_head_told and judgement.is_head_far_up) else Verdict.CLEAN
