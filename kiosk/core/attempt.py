"""One attempt from lockout to lockout: the rep machine fed with the drill's progress, and the rows the verdict needs.

In:  the smoothed body relative to its lockout, sample by sample; what could not be seen.
Out: the phase, live hip travel, and at the end the attempt's rows.
Not here: the table of phases (rep.py), the verdict (verdict.py).

Rule: an attempt that lost sight of the athlete for longer than a dip is not sure, and feet that moved make it void.
"""

from dataclasses import dataclass, replace
from math import nan

from kiosk.core import rep
from kiosk.core.bottom import FormRow
from kiosk.core.drill import Drill, Signal
from kiosk.core.kinematics import Geometry, balance_px, elbow_up_px
from kiosk.core.lane import Lane, inches_at
from kiosk.core.lockout import Lockout
from kiosk.core.params import Params
from kiosk.core.rep import RepChange, RepParams, RepState
from kiosk.core.smoothing import low_pass_gain
from kiosk.core.units import US_PER_S
from kiosk.core.vocab import RepPhase

SQUAT_START_DROP_H = 0.035
SQUAT_START_KNEE_DEG = 30.0
"""B.4: hips this low over knees this bent begin an attempt although the trunk stays up."""
TALL_KNEE_DEG = 16.0
TALL_HINGE_DEG = 24.0
TALL_DROP_H = 0.03
"""B.4: what a lockout needs beside the trunk, against the athlete's own."""
STANDING_BALANCE_H = 0.029
"""E.1: standing, the mass is 5 cm ahead of the ankle of a 175 cm athlete."""
GAP_S = 0.5
"""B.1: a dip shorter than this is held."""
LEAVING_STILL_RATES = 2.0
"""B.4: below one still rate a body stands; twice that is motion."""
LOST_S = 2.0
"""Longer than a whole bottom out of sight: what came before is no part of what comes after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptState:
    """The attempt in progress. Progress and rate in the drill's unit; `travel_in` is how far back the hips are now."""

    rep: RepState = RepState()
    rows: tuple[FormRow, ...] = ()
    progress: float = 0.0
    rate: float = 0.0
    time_us: int | None = None
    feet_off_us: int | None = None
    begun: tuple[int, float] | None = None
    """When the descent crossed its start, in µs, and the progress then; None when it did so unseen."""
    strange_us: int = 0
    """How long another body was seen in its place."""
    has_gap: bool = False
    has_feet_moved: bool = False
    tall_since_us: int | None = None
    top_rate: float = 0.0
    """The fastest of this descent so far, in the drill's unit per second."""

    @property
    def phase(self) -> RepPhase:
        """The rep phase."""
        return self.rep.phase

    def is_leaving(self, params: RepParams) -> bool:
        """Whether a descent seems to begin: past its threshold and in motion.

        The rep machine waits for its dwell to be sure; what only falls silent need not (decision 12).
        """
        is_moving = self.rate > LEAVING_STILL_RATES * params.still_rate
        return self.phase is RepPhase.LOCKOUT and self.progress >= params.start and is_moving


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What one sample is measured against: the lockout, the scale at the athlete, the lane if there is one.

    The facing (±1).
    """

    lockout: Lockout
    px_per_in: float
    lane: Lane | None
    facing: int

    def wall_in(self, x_px: float, y_px: float) -> float:
        """Return inches from the wall of a place (x to the front, y up); without a lane, from an arbitrary start."""
        if self.lane is None:
            return x_px / self.px_per_in
        return inches_at(self.lane, x_px * self.facing, -y_px)


def row_of(
    time_us: int, geometry: Geometry, frame: Frame, drill: Drill, params: Params, *, are_arms_seen: bool
) -> FormRow:
    """Measure one sample against the lockout, in body heights and degrees."""
    base, height = frame.lockout, frame.lockout.height_px
    back_px = (base.hip_x - base.ankle_x) - (geometry.hip_x - geometry.ankle_x)
    drop_h = ((base.hip_y - base.ankle_y) - (geometry.hip_y - geometry.ankle_y)) / height
    lean = geometry.lean_deg - base.lean_deg
    return FormRow(
        time_us,
        _progress(lean, back_px / frame.px_per_in, drop_h, geometry.knee_deg, drill, params),
        lean,
        geometry.knee_deg,
        geometry.shin_deg - base.shin_deg,
        back_px / height,
        drop_h,
        ((base.shoulder_y - base.ankle_y) - (geometry.shoulder_y - geometry.ankle_y)) / height,
        geometry.head_deg - base.head_deg,
        geometry.neck_deg - base.neck_deg,
        geometry.torso_px / base.torso_px if base.torso_px > 0 else nan,
        (geometry.knee_y - geometry.wrist_y) / height,
        STANDING_BALANCE_H + (balance_px(geometry) - base.balance_px) / height,
        frame.wall_in(geometry.hip_x, geometry.ankle_y),
        (geometry.ankle_x - base.ankle_x) / height,
        (geometry.ankle_y - base.ankle_y) / height,
        (geometry.wrist_x - geometry.knee_x) / height if are_arms_seen else nan,
        (geometry.wrist_x - geometry.ankle_x - base.wrist_ahead_px) / height if are_arms_seen else nan,
        (base.elbow_up_px - elbow_up_px(geometry)) / height if are_arms_seen else nan,
    )


def _progress(lean_deg: float, back_in: float, drop_h: float, knee_deg: float, drill: Drill, params: Params) -> float:
    """Return how far the movement is, in the unit of the drill's signal."""
    match drill.signal:
        case Signal.REACH:
            return (back_in + lean_deg / params.touch.reach_deg_per_in) / 2
        case Signal.DROP:
            return 100.0 * drop_h
        case Signal.LEAN | Signal.LINE | None:
            if knee_deg <= SQUAT_START_KNEE_DEG:
                return lean_deg
            return max(lean_deg, drop_h * drill.rep.start / SQUAT_START_DROP_H)


def advance(
    state: AttemptState, row: FormRow, geometry: Geometry, frame: Frame, drill: Drill, params: Params
) -> tuple[AttemptState, RepChange]:
    """Feed one good sample to the rep machine. On the change that ends an attempt the rows are still in the state."""
    if is_interrupted(state, row.time_us):
        return AttemptState(), RepChange.NONE
    state = _after_gap(state, row.time_us)
    rate = _rate(state, row, params)
    is_tall = (
        row.knee_deg <= frame.lockout.knee_deg + TALL_KNEE_DEG
        and geometry.hinge_deg <= TALL_HINGE_DEG + frame.lockout.lean_deg
        and row.hip_drop_h < TALL_DROP_H
    )
    before, lowest, peak = state.phase, state.rep.lowest, state.rep.peak
    if before is RepPhase.LOCKOUT:
        state = _note_crossing(state, row, drill.rep.start)
    machine, change = rep.step(state.rep, row.time_us, _steady(row, drill), rate, is_tall=is_tall, params=drill.rep)
    top_rate = max(state.top_rate, rate)
    state = replace(state, rep=machine, progress=row.progress, rate=rate, time_us=row.time_us, top_rate=top_rate)
    if change is RepChange.DESCENT_BEGAN:
        begun = replace(
            state,
            rows=(row,),
            feet_off_us=None,
            strange_us=0,
            has_gap=False,
            has_feet_moved=False,
            tall_since_us=None,
            top_rate=rate,
        )
        return begun, change
    if change is RepChange.LOCKOUT_MISSED:
        if drill.signal is Signal.REACH and lowest <= params.gate.settle_share * peak:
            change = RepChange.LOCKOUT_PASSED
        return replace(state, rows=(*state.rows, row)), change
    if before is not RepPhase.LOCKOUT:
        state = replace(state, rows=(*state.rows, row))
    state = _watch_feet(state, row, params)
    if state.tall_since_us is None and state.phase is RepPhase.LOCKOUT:
        state = replace(state, tall_since_us=row.time_us)
    return state, change


def _steady(row: FormRow, drill: Drill) -> float:
    """Return the progress for the rep machine, where hips that go down count no further than a rep's depth.

    On a seat B.4's 6° to turn back are 0.014 H of the hips' height, and their noise would be a new descent.
    """
    if drill.signal is not Signal.LEAN or row.progress <= row.lean_deg:
        return row.progress
    return max(row.lean_deg, min(row.progress, drill.rep.depth))


def restarted(state: AttemptState) -> AttemptState:
    """Return the state after a missing lockout: the next attempt begins with the newest row."""
    return replace(state, rows=state.rows[-1:], has_gap=False, begun=None)


def with_stranger(state: AttemptState, elapsed_us: int, params: Params) -> AttemptState:
    """Note that somebody else was seen; before long nobody can tell whose rep it is."""
    strange_us = state.strange_us + elapsed_us
    has_gap = state.has_gap or strange_us > params.gate.stranger_s * US_PER_S
    return replace(state, strange_us=strange_us, has_gap=has_gap)


def is_interrupted(state: AttemptState, time_us: int) -> bool:
    """Whether nothing was seen of the athlete for so long that what comes now is no part of what came before."""
    return state.time_us is not None and time_us - state.time_us > LOST_S * US_PER_S


def _note_crossing(state: AttemptState, row: FormRow, start: float) -> AttemptState:
    """Note between which two samples the movement left the lockout."""
    if row.progress < start:
        return replace(state, begun=None) if state.begun is not None else state
    if state.begun is not None or state.time_us is None or not state.progress < start:
        return state
    share = (start - state.progress) / (row.progress - state.progress)
    return replace(state, begun=(state.time_us + round((row.time_us - state.time_us) * share), start))


def _after_gap(state: AttemptState, time_us: int) -> AttemptState:
    if state.time_us is None or time_us - state.time_us <= GAP_S * US_PER_S:
        return state
    return replace(state, has_gap=state.phase is not RepPhase.LOCKOUT)


def _rate(state: AttemptState, row: FormRow, params: Params) -> float:
    if state.time_us is None or not 0 < row.time_us - state.time_us <= GAP_S * US_PER_S:
        return 0.0
    elapsed_s = (row.time_us - state.time_us) / US_PER_S
    raw = (row.progress - state.progress) / elapsed_s
    return state.rate + (raw - state.rate) * low_pass_gain(params.smoothing.rate_cutoff_hz, elapsed_s)


def _watch_feet(state: AttemptState, row: FormRow, params: Params) -> AttemptState:
    if abs(row.ankle_ahead_h) <= params.stance.feet_away_h:
        return replace(state, feet_off_us=None) if state.feet_off_us is not None else state
    assert state.time_us is not None
    since_us = state.time_us if state.feet_off_us is None else state.feet_off_us
    has_moved = state.has_feet_moved or state.time_us - since_us >= params.stance.feet_moved_s * US_PER_S
    return replace(state, feet_off_us=since_us, has_feet_moved=has_moved)
