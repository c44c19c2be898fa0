"""What one attempt was worth.

In:  the attempt's rows, its bottom, and for the wall the answer of the touch line.
Out: an Attempt with its verdict, faults, distance and gap.
Not here: the phases (rep.py), the fault rules (faults.py), the wall's place (touch.py).

Rule: the order of the questions is the order of B.4 and C.4: void, squat, too small to mention, short, then a rep with its faults.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import acos, pi

from kiosk.core.drill import Drill, Signal
from kiosk.core.faults import Bottom, FormRow, Judgement, median
from kiosk.core.params import TouchParams
from kiosk.core.touch import Contact
from kiosk.core.units import US_PER_S
from kiosk.core.vocab import Fault, Severity, Verdict

SQUAT_INDEX = 50.0
SQUAT_PATH = 2.0
SQUAT_LEAD_DEG = 20.0
SQUAT_KNEE_DEG = 45.0
UPRIGHT_SQUAT_LEAN_DEG = 30.0
UPRIGHT_SQUAT_KNEE_DEG = 38.0
UPRIGHT_SQUAT_PATH = 2.5
"""B.4 rule 1: three of four votes, or an upright trunk over bent knees with the hips going down."""
DEEP_SQUAT_KNEE_DEG = 60.0
DEEP_SQUAT_LEAN_DEG = 50.0
"""B.3: midway between its squats (knee 80–110 at a lean of 35–42) and its swings and deadlifts (30–65 at 50–65)."""


STEADY_US = 400_000
"""C.4 takes a quarter of a second; four tenths hold five samples at ten a second, so that a median stands a spike."""


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
    faults: tuple[Fault, ...] = ()
    not_judged: tuple[Fault, ...] = ()
    rung_in: float | None = None
    wall_distance_in: float | None = None
    hip_gap_in: float | None = None
    is_touch: bool | None = None
    stop_in: float | None = None
    has_lost_balance: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dwell:
    """Where and how long the hips stopped: inches along the lane, seconds, lean in degrees."""

    place_in: float
    hold_s: float
    lean_deg: float
    middle_us: int


def dwell_of(rows: Sequence[FormRow], params: TouchParams) -> Dwell:
    """Find the stop of an attempt: the span of samples near the peak of reach; the place is the mean of its middle 60 % (C.4)."""
    peak = _steady_peak(rows)
    band_in = max(params.stop_band_in, params.stop_band_share * peak)
    floor = peak - band_in
    near = [index for index, row in enumerate(rows) if row.progress >= floor] or [len(rows) - 1]
    first, last = near[0], near[-1]
    trim = (last - first) // 5
    middle = rows[first + trim : last - trim + 1]
    return Dwell(
        place_in=sum(row.wall_in for row in middle) / len(middle),
        hold_s=_hold_us(rows, first, last, band_in / max(peak, band_in)) / US_PER_S,
        lean_deg=sum(row.lean_deg for row in middle) / len(middle),
        middle_us=rows[(first + last) // 2].time_us,
    )


def _hold_us(rows: Sequence[FormRow], first: int, last: int, band_share: float) -> float:
    """Return how long the stop was held: the time near the peak, less what a move without a hold spends there in passing.

    A half-cosine move spends `passing` of its time within `band_share` of its end (E.1's ease).
    """
    near_us = rows[last].time_us - rows[first].time_us + _step_us(rows)
    away_us = rows[-1].time_us - rows[0].time_us - near_us
    passing = acos(1.0 - 2.0 * min(max(band_share, 0.0), 0.5)) / pi
    return max(0.0, near_us - max(away_us, 0.0) * passing / (1.0 - passing))


def _step_us(rows: Sequence[FormRow]) -> float:
    """Return the usual time from row to row: n samples stand for n such steps, however few they are a second."""
    return (rows[-1].time_us - rows[0].time_us) / max(len(rows) - 1, 1)


def _steady_peak(rows: Sequence[FormRow]) -> float:
    """Return the highest running median of progress: one noisy sample made misses of touches (C.4)."""
    best, first = float("-inf"), 0
    for index, row in enumerate(rows):
        while row.time_us - rows[first].time_us > STEADY_US:
            first += 1
        if index > first or len(rows) == 1:
            best = max(best, median([item.progress for item in rows[first : index + 1]]))
    return best


def is_squat(bottom: Bottom) -> bool:
    """Whether the movement was a squat (B.4 rule 1)."""
    votes = (
        int(bottom.stoop_index < SQUAT_INDEX)
        + int(bottom.path < SQUAT_PATH)
        + int(bottom.lead_deg < SQUAT_LEAD_DEG)
        + int(bottom.knee_deg >= SQUAT_KNEE_DEG)
    )
    is_upright = bottom.peak_lean_deg < UPRIGHT_SQUAT_LEAN_DEG
    is_down = bottom.knee_deg >= UPRIGHT_SQUAT_KNEE_DEG and bottom.path < UPRIGHT_SQUAT_PATH
    is_deep = bottom.knee_deg >= DEEP_SQUAT_KNEE_DEG and bottom.peak_lean_deg < DEEP_SQUAT_LEAN_DEG
    return is_deep or votes >= 3 or (is_upright and is_down)  # noqa: PLR2004 -- B.4: three of four


def free_verdict(bottom: Bottom, judgement: Judgement, drill: Drill) -> Verdict | None:
    """Return the verdict of a free hinge that reached its lockout, or None when it was no attempt."""
    assert drill.signal is Signal.LEAN
    if is_squat(bottom):
        return Verdict.SQUAT
    if bottom.peak_lean_deg < drill.rep.silent:
        return None
    if bottom.peak_lean_deg < drill.rep.depth:
        return Verdict.SHALLOW
    return form_verdict(judgement, drill)


def wall_verdict(
    contact: Contact | None, dwell: Dwell, bottom: Bottom, judgement: Judgement, drill: Drill, params: TouchParams
) -> Verdict:
    """Return the verdict of an attempt at the wall that is neither void nor a squat.

    A contact of None was too brief to tell. Mass behind the heel at a touch is borne by the wall, however short the stay.
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
    """Return faulted when a major fault was found, else clean."""
    weights = dict(drill.faults)
    is_major = any(weights.get(fault) is Severity.MAJOR for fault in judgement.found)
    if Fault.HEAD_UP in judgement.found and judgement.is_head_far_up:
        is_major = True
    return Verdict.FAULTED if is_major else Verdict.CLEAN
