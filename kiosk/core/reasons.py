"""Why an attempt was counted or not: every question that was asked of it, in order, with what was measured.

In:  the case of an ended attempt (decision.py), or the record of a hold.
Out: Reasons: the questions' rows, the one that decided, the one that came nearest to deciding otherwise, the faults.
Not here: the decision itself (decision.py, verdict.py), words (explain_words.py).

Rule: the order of the rows is the order of the questions in decision.py and verdict.py, and every threshold is theirs.
The first row that speaks decides; when none does, the attempt is a clean rep.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, unique
from itertools import pairwise
from math import inf
from typing import NamedTuple

from kiosk.core.attempt import GAP_S
from kiosk.core.bottom import Bottom, median
from kiosk.core.decision import (
    FLOOR_REACH_H,
    QUICKEST_LEG_S,
    SHORTEST_ATTEMPT_S,
    Case,
    allowed_off_h,
    bottom_in,
    feet_off_h,
    needed_hold_s,
)
from kiosk.core.drill import Drill, Signal
from kiosk.core.dwell import Dwell, dwell_of
from kiosk.core.fault_signs import parts_of, sign_of
from kiosk.core.faults import Judgement, Unseen, judge, stricter_than
from kiosk.core.rep import RepChange
from kiosk.core.sign import Quantity, Sign, above, all_of, any_of, at_least, below
from kiosk.core.touch import Stop, line_at
from kiosk.core.touch_ground import Ground, brief_ground, ground_of
from kiosk.core.units import US_PER_S, s_of_us
from kiosk.core.verdict import Attempt, form_verdict
from kiosk.core.verdict_signs import PROGRESS_OF, lockout_sign, squat_sign
from kiosk.core.vocab import Fault, Severity, Verdict


@unique
class Question(Enum):
    """What is asked of an attempt, in the order in which it is asked."""

    LENGTH = "length"
    SIZE = "size"
    LEAST_LEAN = "least_lean"
    TRAVEL = "travel"
    FEET_MOVED = "feet_moved"
    LOST = "lost"
    TIME_OUT = "time_out"
    FEET_OFF = "feet_off"
    GAP = "gap"
    SQUAT = "squat"
    FLOOR_REACH = "floor_reach"
    LOCKOUT = "lockout"
    QUICK = "quick"
    DEPTH = "depth"
    BALANCE = "balance"
    REACHED = "reached"
    BRIEF = "brief"
    FOOTING = "footing"
    LEANING = "leaning"
    FORM = "form"
    HELD = "held"


class Row(NamedTuple):
    """One question: whether its answer decides, what the attempt is then, and the number on which the answer hangs.

    `verdict` None: the movement leaves no record. `sign` is met where the question speaks; None where it is no number.
    `parts` are the signs of a rule that takes several together.
    """

    question: Question
    speaks: bool
    verdict: Verdict | None
    sign: Sign | None = None
    parts: tuple[Sign, ...] = ()

    @property
    def distance_sds(self) -> float:
        """How far the number is from the border of the answer, in errors of its measurement."""
        return inf if self.sign is None else abs(self.sign.sds)


@unique
class Standing(Enum):
    """What became of a fault's rule."""

    FOUND = "found"
    LINGERING = "lingering"
    CLEAR = "clear"
    NOT_JUDGED = "not_judged"


class FaultRow(NamedTuple):
    """One fault that the drill looks for. `why` is None unless it was not judged."""

    fault: Fault
    severity: Severity
    standing: Standing
    sign: Sign | None
    parts: tuple[Sign, ...] = ()
    why: Unseen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Every question in order, and the faults. `height_in` turns body heights into inches.

    `is_passed`: it went down again so soon that the lockout had no dwell, and was up far enough for one all the same.
    """

    rows: tuple[Row, ...]
    faults: tuple[FaultRow, ...] = ()
    ground: Ground | None = None
    dwell: Dwell | None = None
    height_in: float | None = None
    is_passed: bool = False

    @property
    def decisive(self) -> Row | None:
        """The first row that speaks; None for a clean rep."""
        return next((row for row in self.rows if row.speaks), None)

    @property
    def outcome(self) -> Verdict | None:
        """What the rows make of the attempt; None when it leaves no record."""
        return Verdict.CLEAN if self.decisive is None else self.decisive.verdict

    @property
    def otherwise(self) -> Verdict | None:
        """What the attempt would have been without the row that decided."""
        rows = tuple(row for row in self.rows if row is not self.decisive)
        return Reasons(rows=rows).outcome

    @property
    def nearest(self) -> Row | None:
        """The silent row that came nearest to another verdict: only what is asked before the decision could have."""
        asked = self.rows if self.decisive is None else self.rows[: self.rows.index(self.decisive)]
        near = [row for row in asked if row.verdict is not self.outcome and row.distance_sds < inf]
        # feet and gaps are noted as they last: beyond their threshold for less than that, nothing was to spare
        near = [row for row in near if row.sign is not None and not row.sign.is_met]
        # a lockout is entered at its threshold: its number is always near, and says nothing
        near = [row for row in near if row.question is not Question.LOCKOUT]
        return min(near, key=lambda row: row.distance_sds, default=None)


def reasons_of(case: Case) -> Reasons:
    """Return why an ended attempt was judged as it was."""
    bottom, dwell = bottom_in(case), dwell_of(case.ended.rows)
    judgement = judge(bottom, [fault for fault, _ in case.drill.faults], case.drill.form, case.standing)
    early = tuple(_early(case, bottom, dwell))
    is_asked_all = case.drill.signal is not Signal.LEAN or any(row.speaks for row in early)
    small = tuple(_small(case, bottom))[: None if is_asked_all else 1]
    ground = None
    form = _form(case, bottom, judgement)
    match case.drill.signal:
        case Signal.REACH:
            ground = _ground(case, dwell)
            late = (*_at_wall(case, bottom, dwell, ground), form)
        case Signal.DROP:
            sign = below(Quantity.KNEE, bottom.knee_deg, case.drill.rep.depth)
            late = (Row(Question.DEPTH, sign.is_met, Verdict.SHALLOW, sign), form)
        case _:
            sign = below(Quantity.TRUNK, bottom.peak_lean_deg, case.drill.rep.depth)
            late = (Row(Question.DEPTH, sign.is_met, Verdict.SHALLOW, sign), form)
    return Reasons(
        rows=(*small, *early, *late),
        faults=tuple(_faults(case, bottom, judgement)),
        ground=ground,
        dwell=dwell,
        height_in=case.frame.lockout.height_px / case.frame.px_per_in,
        is_passed=case.change is RepChange.LOCKOUT_PASSED,
    )


def reasons_of_hold(attempt: Attempt, drill: Drill) -> Reasons:
    """Return why a hold was counted or not: it lasted its time, or was left before."""
    sign = below(Quantity.HOLD_S, attempt.hold_s, drill.dose.hold_s)
    return Reasons(rows=(Row(Question.HELD, sign.is_met, Verdict.SHALLOW, sign),))


def _small(case: Case, bottom: Bottom) -> Iterator[Row]:
    """Yield what makes a movement too small to be an attempt, its length first."""
    rows, drill, touch = case.ended.rows, case.drill, case.params.touch
    length = below(Quantity.LENGTH_S, s_of_us(rows[-1].time_us - rows[0].time_us), SHORTEST_ATTEMPT_S)
    yield Row(Question.LENGTH, length.is_met, None, length)
    size = below(PROGRESS_OF[drill.signal], max(row.progress for row in rows), drill.rep.silent)
    yield Row(Question.SIZE, size.is_met, None, size)
    if drill.signal is Signal.REACH:
        lean = below(Quantity.TRUNK, bottom.peak_lean_deg, touch.least_lean_deg)
        yield Row(Question.LEAST_LEAN, lean.is_met, None, lean)
    touches = [item.travel_in for item in case.before if item.is_touch and item.rung_in == case.footing.rung_in]
    if touches:
        travel_in = bottom.hip_back_h * case.frame.lockout.height_px / case.frame.px_per_in
        travel = below(Quantity.TRAVEL_IN, travel_in, touch.near_miss_share * median(touches))
        yield Row(Question.TRAVEL, travel.is_met, None, travel)


def _early(case: Case, bottom: Bottom, dwell: Dwell) -> Iterator[Row]:
    """Yield what is asked before depth and touch: who, where, what kind of movement, and whether it came to its end."""
    ended, drill, params = case.ended, case.drill, case.params
    furthest = above(Quantity.FEET, max(abs(row.ankle_ahead_h) for row in ended.rows), params.stance.feet_away_h)
    yield Row(Question.FEET_MOVED, ended.has_feet_moved, Verdict.VOID, furthest)
    took_s = s_of_us(ended.rows[-1].time_us - ended.rows[0].time_us)
    is_given_up = case.change is RepChange.TIMED_OUT
    if is_given_up and took_s < drill.rep.time_out_s - GAP_S:
        yield Row(Question.LOST, speaks=True, verdict=Verdict.VOID)
    yield Row(Question.TIME_OUT, is_given_up, Verdict.VOID, above(Quantity.LENGTH_S, took_s, drill.rep.time_out_s))
    off = above(Quantity.FEET, feet_off_h(ended.rows, params), allowed_off_h(drill, params))
    yield Row(Question.FEET_OFF, off.is_met, Verdict.VOID, off)
    longest_s = max((s_of_us(after.time_us - row.time_us) for row, after in pairwise(ended.rows)), default=0.0)
    unseen = above(Quantity.GAP_S, longest_s, GAP_S)
    strange = above(Quantity.STRANGER_S, ended.strange_us / US_PER_S, params.gate.stranger_s)
    yield Row(Question.GAP, ended.has_gap, Verdict.NOT_SURE, any_of(unseen, strange))
    if drill.signal is not Signal.DROP:
        squat, votes = squat_sign(bottom, drill)
        yield Row(Question.SQUAT, squat.is_met, Verdict.SQUAT, squat, votes)
    if not drill.has_floor_load:
        low = above(Quantity.HANDS_LOW, bottom.wrist_below_knee_h, FLOOR_REACH_H)
        yield Row(Question.FLOOR_REACH, low.is_met, Verdict.VOID, low)
    lockout, tall = lockout_sign(case)
    yield Row(Question.LOCKOUT, case.change is RepChange.LOCKOUT_MISSED, Verdict.NO_LOCKOUT, lockout, tall)
    quick = below(Quantity.LEG_S, dwell.quickest_s, QUICKEST_LEG_S)
    yield Row(Question.QUICK, quick.is_met, Verdict.NOT_SURE, quick)


def _needed_s(case: Case, dwell: Dwell) -> float:
    return needed_hold_s(dwell, line_at(case.memory, case.footing.rung_in), case.params.touch)


def _ground(case: Case, dwell: Dwell) -> Ground:
    rung_in, touch = case.footing.rung_in, case.params.touch
    if dwell.hold_s < _needed_s(case, dwell):
        return brief_ground(case.memory, rung_in, dwell.place_in, touch)
    stop = Stop(attempt=len(case.before) + 1, place_in=dwell.place_in, lean_deg=dwell.lean_deg)
    return ground_of(case.memory, rung_in, stop, touch)


def _at_wall(case: Case, bottom: Bottom, dwell: Dwell, ground: Ground) -> Iterator[Row]:
    """Yield what is asked of a stop at the wall, after the question what kind of movement it was."""
    touch = case.params.touch
    is_short = ground.sign is not None and ground.sign.is_met
    needed_s = _needed_s(case, dwell)
    brief = below(Quantity.HOLD_S, dwell.hold_s, needed_s)
    if is_short or brief.is_met:
        falling = below(Quantity.BALANCE, bottom.balance_h, touch.lost_balance_h)
        yield Row(Question.BALANCE, falling.is_met, Verdict.VOID, falling)
    yield Row(Question.REACHED, is_short, Verdict.NEAR_MISS, ground.sign)
    if needed_s > 0.0:
        yield Row(Question.BRIEF, brief.is_met, Verdict.NOT_SURE, brief)
    yield Row(Question.FOOTING, not case.footing.is_proven, Verdict.NOT_SURE)
    resting = (
        above(Quantity.HOLD_S, dwell.hold_s, touch.lean_s),
        below(Quantity.BALANCE, bottom.balance_h, touch.resting_balance_h),
    )
    leaning = any_of(*resting)
    yield Row(Question.LEANING, leaning.is_met, Verdict.LEAN, leaning, resting)


def _form(case: Case, bottom: Bottom, judgement: Judgement) -> Row:
    unseen = {fault for fault, _ in judgement.not_judged}
    signs = [
        sign
        for fault, severity in case.drill.faults
        if fault not in unseen and (sign := _weighty(fault, severity, bottom, case.drill)) is not None
    ]
    speaks = form_verdict(judgement, case.drill) is Verdict.FAULTED
    return Row(Question.FORM, speaks, Verdict.FAULTED, any_of(*signs) if signs else None)


def _weighty(fault: Fault, severity: Severity, bottom: Bottom, drill: Drill) -> Sign | None:
    """Return the sign of a fault that makes a rep faulted; None for one that does not."""
    sign = sign_of(fault, bottom, drill.form)
    if sign is None or severity is Severity.MAJOR:
        return sign
    if fault is Fault.HEAD_UP and severity is not Severity.HINT:
        return all_of(sign, at_least(Quantity.HEAD, bottom.head_extension_deg, drill.form.head_up_major_deg))
    return None


def _faults(case: Case, bottom: Bottom, judgement: Judgement) -> Iterator[FaultRow]:
    unseen, form = dict(judgement.not_judged), case.drill.form
    for fault, severity in case.drill.faults:
        sign = sign_of(fault, bottom, form)
        standing = _standing(fault, judgement, unseen)
        if standing is Standing.LINGERING:
            sign = sign_of(fault, bottom, stricter_than(form))
        if sign is not None:
            yield FaultRow(fault, severity, standing, sign, parts_of(fault, bottom, form), unseen.get(fault))


def _standing(fault: Fault, judgement: Judgement, unseen: dict[Fault, Unseen]) -> Standing:
    if fault in unseen:
        return Standing.NOT_JUDGED
    if fault in judgement.found:
        return Standing.FOUND
    return Standing.LINGERING if fault in judgement.lingering else Standing.CLEAR
