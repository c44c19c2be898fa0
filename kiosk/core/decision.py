"""The end of an attempt: from its rows to a record, and what a later stop changes in earlier records.

In:  the attempt's state at its end, why it ended, where the feet are proven to stand.
Out: the Attempt (or nothing, when it was too small to mention), what the touch line learned, attempts to revise.
Not here: when an attempt ends (attempt.py, rep.py), the questions' thresholds (verdict.py, faults.py).

Rule: every attempt of any size leaves exactly one record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from kiosk.core import touch
from kiosk.core.attempt import AttemptState, Frame
from kiosk.core.bottom import Bottom, FormRow, bottom_of, median, quantile
from kiosk.core.drill import Drill, Legs, Signal
from kiosk.core.dwell import Dwell, dwell_of
from kiosk.core.faults import Judgement, judge
from kiosk.core.frozen import replace
from kiosk.core.params import Params, TouchParams
from kiosk.core.rep import RepChange
from kiosk.core.touch import Answer, Contact, Stop, TouchLine, TouchMemory
from kiosk.core.units import US_PER_S
from kiosk.core.verdict import Attempt, free_verdict, has_lost_balance, is_squat, squat_verdict, wall_verdict
from kiosk.core.vocab import Fault, Verdict

NOSE_AHEAD_H = 0.04
"""Decision 18: with less, the head is seen from behind or in front and its pitch says nothing."""
SHORTEST_ATTEMPT_S = 0.6
"""Half of the shortest valid rep of B.4."""
QUICKEST_LEG_S = 0.25
"""Half of E.2's dive bomb (0.45 s) and less: nobody moves so fast, but the model can hop to another body."""
FLOOR_REACH_H = 0.15
"""Decision 19: wrists this far below the knees pick something up; clean deep hinges reach 0.10."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """Where the attempt took place, best estimate of the heels, and whether it may count. An unknown rung is None."""

    rung_in: float | None
    heel_in: float | None
    is_proven: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that an ended attempt is judged by. `before`: earlier attempts, oldest first.

    `standing`: the faults that the attempt before left standing.
    """

    ended: AttemptState
    change: RepChange
    frame: Frame
    footing: Footing
    memory: TouchMemory
    before: tuple[Attempt, ...]
    standing: tuple[Fault, ...]
    drill: Drill
    params: Params


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one ended attempt gave."""

    attempt: Attempt | None
    memory: TouchMemory
    answer: Answer | None = None


def decide(case: Case) -> Decision:
    """Judge an attempt that came to its end."""
    ended, change, frame, drill, params = case.ended, case.change, case.frame, case.drill, case.params
    footing, memory, before = case.footing, case.memory, case.before
    bottom = bottom_in(case)
    judgement = judge(bottom, [fault for fault, _ in drill.faults], drill.form, case.standing)
    dwell = dwell_of(ended.rows)
    record = _record(ended, len(before) + 1, bottom, judgement, dwell, footing, frame)
    verdict = _early_verdict(ended, change, bottom, drill, params)
    if verdict is None and dwell.quickest_s < QUICKEST_LEG_S:
        verdict = Verdict.NOT_SURE
    if verdict is not None:
        is_silent = _is_small(ended, record, before, drill, params)
        return Decision(attempt=None if is_silent else replace(record, verdict=verdict, faults=()), memory=memory)
    if drill.signal is Signal.LEAN:
        if not _is_long(ended):
            return Decision(attempt=None, memory=memory)
        free = free_verdict(bottom, judgement, drill)
        return Decision(attempt=replace(record, verdict=free, faults=_faults(free, judgement)), memory=memory)
    if _is_small(ended, record, before, drill, params):
        return Decision(attempt=None, memory=memory)
    if drill.signal is Signal.DROP:
        asked = squat_verdict(bottom, judgement, drill)
        return Decision(attempt=replace(record, verdict=asked, faults=_faults(asked, judgement)), memory=memory)
    return _at_wall(record, bottom, judgement, dwell, footing, memory, drill, params)


def bottom_in(case: Case) -> Bottom:
    """Describe the bottom of a case."""
    lockout, rows = case.frame.lockout, case.ended.rows
    return bottom_of(
        rows,
        begun=case.ended.begun or (rows[0].time_us, rows[0].progress),
        standing_knee_deg=lockout.knee_deg,
        is_head_seen=lockout.nose_ahead_px >= NOSE_AHEAD_H * lockout.height_px,
        share=case.drill.verdict.bottom_share,
    )


def _record(
    ended: AttemptState,
    number: int,
    bottom: Bottom,
    judgement: Judgement,
    dwell: Dwell,
    footing: Footing,
    frame: Frame,
) -> Attempt:
    return Attempt(
        number=number,
        verdict=Verdict.NOT_SURE,
        start_us=ended.rows[0].time_us,
        bottom_us=dwell.middle_us,
        end_us=ended.rows[-1].time_us,
        lean_deg=bottom.peak_lean_deg,
        travel_in=bottom.hip_back_h * frame.lockout.height_px / frame.px_per_in,
        hold_s=dwell.hold_s,
        tempo_s=dwell.tempo_s,
        faults=judgement.found,
        lingering=judgement.lingering,
        not_judged=judgement.not_judged,
        rung_in=footing.rung_in,
        wall_distance_in=footing.heel_in,
        knee_deg=_known(bottom.knee_deg),
        path=_known(bottom.path),
        stoop_index=_known(bottom.stoop_index),
        lead_deg=_known(bottom.lead_deg),
        balance_h=_known(bottom.balance_h),
        rise_share=_rise_share(ended.rows),
    )


def _known(value: float) -> float | None:
    """Return a measured number, or None in the place of one that could not be measured."""
    return None if isnan(value) else value


def _rise_share(rows: Sequence[FormRow]) -> float:
    """Return how much of the way from the deepest sample to the lockout was gone at the highest sample after it."""
    deepest = max(range(len(rows)), key=lambda index: rows[index].progress)
    peak, highest = rows[deepest].progress, min(row.progress for row in rows[deepest:])
    return min(max(1.0 - highest / peak, 0.0), 1.0) if peak > 0 else 0.0


def _early_verdict(
    ended: AttemptState, change: RepChange, bottom: Bottom, drill: Drill, params: Params
) -> Verdict | None:
    are_feet_off = feet_off_h(ended.rows, params) > allowed_off_h(drill, params)
    is_void = ended.has_feet_moved or change is RepChange.TIMED_OUT or are_feet_off
    if is_void:
        return Verdict.VOID
    if ended.has_gap:
        return Verdict.NOT_SURE
    if is_squat(bottom, drill):
        return Verdict.SQUAT
    if not drill.has_floor_load and bottom.wrist_below_knee_h > FLOOR_REACH_H:
        return Verdict.VOID
    return Verdict.NO_LOCKOUT if change is RepChange.LOCKOUT_MISSED else None


def allowed_off_h(drill: Drill, params: Params) -> float:
    """Return how far the ankles may stay from where the attempt began, in body heights (B.5)."""
    # the free foot of one leg comes down where it may, and near the camera it is the lower of the two
    return params.stance.feet_away_h if drill.legs is Legs.ONE else params.stance.feet_moved_h


def feet_off_h(rows: Sequence[FormRow], params: Params) -> float:
    """Return how far the ankles stay from where the attempt began, at its end, in body heights (B.5).

    By decision 13 seven of ten samples must say so: the model can misplace a foot for a tenth of a second or two.
    """
    since_us = rows[-1].time_us - params.stance.feet_moved_s * US_PER_S
    return quantile([abs(row.ankle_ahead_h) for row in rows if row.time_us >= since_us], 1.0 - params.gate.good_share)


def is_of_size(ended: AttemptState, drill: Drill) -> bool:
    """Whether the movement went far enough and lasted long enough to be anything (B.4)."""
    return _is_long(ended) and max(row.progress for row in ended.rows) >= drill.rep.silent


def _is_long(ended: AttemptState) -> bool:
    return ended.rows[-1].time_us - ended.rows[0].time_us >= SHORTEST_ATTEMPT_S * US_PER_S


def _is_small(ended: AttemptState, record: Attempt, before: Sequence[Attempt], drill: Drill, params: Params) -> bool:
    """Whether the movement was too small to be an attempt (B.4, C.4)."""
    if not is_of_size(ended, drill):
        return True
    if drill.signal is Signal.REACH and record.lean_deg < params.touch.least_lean_deg:
        return True
    touches = [item.travel_in for item in before if item.is_touch and item.rung_in == record.rung_in]
    return bool(touches) and record.travel_in < params.touch.near_miss_share * median(touches)


def _faults(verdict: Verdict, judgement: Judgement) -> tuple[Fault, ...]:
    return judgement.found if verdict.is_counted else ()


def _at_wall(
    record: Attempt,
    bottom: Bottom,
    judgement: Judgement,
    dwell: Dwell,
    footing: Footing,
    memory: TouchMemory,
    drill: Drill,
    params: Params,
) -> Decision:
    if dwell.hold_s < needed_hold_s(dwell, touch.line_at(memory, footing.rung_in), params.touch):
        line_in = touch.expected_line_in(memory, footing.rung_in, params.touch)
        contact = None
        if line_in is not None and dwell.place_in > line_in + params.touch.line_tolerance_in:
            contact = Contact.MISS
        answered = None
    else:
        stop = Stop(attempt=record.number, place_in=dwell.place_in, lean_deg=dwell.lean_deg)
        memory, answered = touch.answer(memory, footing.rung_in, stop, params.touch)
        contact = answered.contact
        line_in = touch.expected_line_in(memory, footing.rung_in, params.touch)
    verdict = wall_verdict(contact, dwell, bottom, judgement, drill, params.touch)
    if verdict.is_counted and not footing.is_proven:
        verdict = Verdict.NOT_SURE
    is_touch = None if contact in (None, Contact.UNKNOWN) else contact is Contact.TOUCH
    gap_in = None if line_in is None else max(0.0, dwell.place_in - line_in)
    attempt = replace(
        record,
        verdict=verdict,
        faults=_faults(verdict, judgement),
        is_touch=is_touch,
        hip_gap_in=0.0 if is_touch else gap_in,
        stop_in=dwell.place_in,
        has_lost_balance=has_lost_balance(contact, bottom, params.touch),
        is_timed=dwell.reach_in >= params.touch.dwell_from_in,
    )
    return Decision(attempt=attempt, memory=memory, answer=answered)


def needed_hold_s(dwell: Dwell, line: TouchLine, params: TouchParams) -> float:
    """Return the hold that makes a stop a touch: the less sure its place, the longer (C.4)."""
    if dwell.reach_in < params.dwell_from_in:
        return 0.0
    return params.dwell_known_s if line.is_learned else params.dwell_s


def revised(attempts: Sequence[Attempt], answer: Answer, line_in: float | None) -> tuple[Attempt, ...]:
    """Return the earlier attempts whose contact a later stop has changed, in their new form."""
    changed = []
    for item in attempts:
        if item.number in answer.now_touch:
            changed.append(replace(item, is_touch=True, hip_gap_in=0.0))
        elif item.number in answer.now_miss:
            assert item.stop_in is not None
            gap_in = None if line_in is None else max(0.0, item.stop_in - line_in)
            changed.append(replace(item, is_touch=False, verdict=Verdict.NEAR_MISS, faults=(), hip_gap_in=gap_in))
    return tuple(changed)
