"""The work with a body that can be measured: lockout, stance, zero, the rep in progress.

In:  the state with a good sample's geometry.
Out: the next state and the facts the sample caused.
Not here: who is there (sight.py), what an ended attempt was worth (ending.py, decision.py).

Rule: standing is measured while tall, a rep while away from the lockout; no sample serves both.
"""

from kiosk.core import attempt as attempts
from kiosk.core import body as bodies
from kiosk.core import course as courses
from kiosk.core import held
from kiosk.core import lean_back as lean_backs
from kiosk.core import place as places
from kiosk.core.attempt import AttemptState, Frame
from kiosk.core.body import BodyState
from kiosk.core.bottom import FormRow
from kiosk.core.course import CourseState
from kiosk.core.drill import DrillKind, HoldAt, Signal
from kiosk.core.ending import end_attempt, lose_lockout
from kiosk.core.events import (
    AskedToStep,
    AttemptRevised,
    DescentBegan,
    Event,
    LeanNoticed,
    TouchConfirmed,
    TouchFelt,
    ZeroTaken,
)
from kiosk.core.faults import FormParams
from kiosk.core.frozen import replace
from kiosk.core.hold_count import TOP_HINGE_DEG, TOP_LEAN_DEG, HoldCount
from kiosk.core.kinematics import Geometry
from kiosk.core.lane import px_per_in_at
from kiosk.core.lean_back import LeanBackState
from kiosk.core.pose import PoseSample
from kiosk.core.progression import LadderState
from kiosk.core.rep import RepChange, RepState
from kiosk.core.state import State, Station, site_of
from kiosk.core.touch import TouchMemory, reach_left_in
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Fault, Missing, Move, RepPhase, Severity, Stage, Verdict

COLD_LOCKOUT_S = 0.5
LIVE_LOCKOUT_S = 1.0
"""B.1's second of stillness; half of it for a recording, whose lockouts are themselves the baseline (decision 13)."""
USUAL_FORM = FormParams()
"""B.5's own lean back, whatever a drill's: no number of form may move a count, nor what it is measured against."""
TRUNK_ERROR_DEG = 3.0
"""C.7: planning value of the trunk's error."""


def measure(state: State, sample: PoseSample, station: Station) -> tuple[State, list[Event]]:
    """Measure one good sample: find the lockout, or advance the rep and the stance against it."""
    body, time_us = state.body, sample.capture_us
    assert body.geometry is not None
    if body.lockout is None:
        needed_s = COLD_LOCKOUT_S if station.is_recorded else LIVE_LOCKOUT_S
        body = bodies.come_home(bodies.stand(body, time_us, needed_s, station.params), station.params)
        state = replace(state, body=body)
        if body.lockout is None:
            is_placed = station.needs_lane and _is_tall(body.geometry, station)
            return _place(state, sample, None, station) if is_placed else (state, [])
    frame = frame_of(body, station)
    geometry = body.geometry
    assert geometry is not None
    if attempts.is_interrupted(state.attempt, time_us) and state.attempt.rows:
        return lose_lockout(state, time_us, frame, station)
    if station.drill.kind is DrillKind.HOLD:
        return _hold(state, geometry, frame, time_us, station)
    are_arms_seen = _are_arms_seen(sample, station)
    row = attempts.row_of(time_us, geometry, frame, station.drill, station.params, are_arms_seen=are_arms_seen)
    was_in_rep = state.attempt.phase is not RepPhase.LOCKOUT
    advanced, change = attempts.advance(state.attempt, row, geometry, frame, station.drill, station.params)
    state = replace(state, attempt=advanced)
    if advanced.has_feet_moved or change is RepChange.TIMED_OUT:
        return lose_lockout(state, time_us, frame, station)
    if change is RepChange.DESCENT_BEGAN:
        body = bodies.forget_standing(body)
        state = replace(
            state,
            body=body,
            is_felt=False,
            is_confirmed=False,
            is_lean_told=False,
            hold_count=HoldCount(),
            lean_back=LeanBackState(),
        )
        return state, [DescentBegan(at_us=time_us)]
    if change is not RepChange.NONE:
        return end_attempt(state, change, time_us, frame, station)
    if was_in_rep:
        state, is_settled = _settle(state, row.progress, time_us, station)
        if is_settled:
            return end_attempt(state, RepChange.LOCKOUT_REACHED, time_us, frame, station)
        state, felt = _feel(state, row, time_us, station)
        if station.drill.hold_at is HoldAt.BOTTOM:
            place = row.progress if _is_deep(state, row, station) else None
            state, felt = held.count_in_rep(state, time_us, HoldAt.BOTTOM, place, station)
    else:
        state, felt = _stand(state, row, frame, station), []
        if state.records:
            state, felt = _between_reps(state, row, geometry, frame, station)
    is_rising = state.attempt.phase is RepPhase.ASCENT and abs(state.attempt.rate) > station.drill.rep.still_rate * 2
    if row.progress >= station.drill.rep.start or is_rising or not station.needs_lane:
        return state, felt
    state, placed = _place(state, sample, frame, station)
    return state, [*felt, *placed]


def _hold(state: State, geometry: Geometry, frame: Frame, time_us: int, station: Station) -> tuple[State, list[Event]]:
    """Time a standing hold by its lean; between holds the athlete stands, and the lockout follows."""
    lean_deg = geometry.lean_deg - frame.lockout.lean_deg
    if not state.hold.is_running and abs(lean_deg) < station.params.gate.tall_lean_deg:
        state = replace(state, body=bodies.stand(state.body, time_us, LIVE_LOCKOUT_S, station.params))
    return held.feed(state, lean_deg, time_us, station)


def _is_deep(state: State, row: FormRow, station: Station) -> bool:
    """Whether the movement is where a hold counts: deep enough for a rep, not on its way up, and no squat so far."""
    if station.drill.is_squat_judged and row.knee_deg >= station.drill.verdict.squat_knee_deg:
        return False
    machine = state.attempt.rep
    least = max(station.drill.rep.depth, station.drill.verdict.bottom_share * machine.peak)
    return machine.phase in (RepPhase.DESCENT, RepPhase.BOTTOM) and state.attempt.progress >= least


def _between_reps(
    state: State, row: FormRow, geometry: Geometry, frame: Frame, station: Station
) -> tuple[State, list[Event]]:
    """Time a hold at the top, and see whether the rep before ended in a lean back."""
    drill, before, events = station.drill, state.records[-1], list[Event]()
    # who stands ready for a set holds nothing yet: the last rep was of the set, or the drill, before
    is_after_rep = before.verdict.is_counted and len(state.records) > state.course.set_first
    if drill.hold_at is HoldAt.TOP and is_after_rep and state.course.stage is Stage.SET:
        is_tall = abs(row.lean_deg) <= TOP_LEAN_DEG and geometry.hinge_deg <= TOP_HINGE_DEG + frame.lockout.hinge_deg
        place = 0.0 if is_tall else None
        state, events = held.count_in_rep(state, row.time_us, HoldAt.TOP, place, station)
    if state.lean_back.attempt is None:
        return state, events
    lean_back, is_found = lean_backs.step(state.lean_back, row, drill.form)
    state = replace(state, lean_back=lean_back)
    if not is_found:
        return state, events
    is_major = dict(drill.faults).get(Fault.LEAN_BACK) is Severity.MAJOR
    verdict = Verdict.FAULTED if is_major and before.verdict is Verdict.CLEAN else before.verdict
    found = replace(before, verdict=verdict, faults=(*before.faults, Fault.LEAN_BACK))
    state = replace(state, records=(*state.records[:-1], found))
    return state, [*events, AttemptRevised(at_us=row.time_us, attempt=found, count=state.count)]


def _are_arms_seen(sample: PoseSample, station: Station) -> bool:
    """Whether an elbow and a wrist of the same side are there to be measured; the model invents hidden ones (B.1)."""
    score, good = sample.pose.score, station.params.gate.good_score
    return bool((score[7] >= good and score[9] >= good) or (score[8] >= good and score[10] >= good))


def _is_tall(geometry: Geometry | None, station: Station) -> bool:
    """Whether the pose is tall by itself, before there is a lockout to compare it with (B.1)."""
    gate = station.params.gate
    return (
        geometry is not None and abs(geometry.lean_deg) < gate.tall_lean_deg and geometry.knee_deg < gate.tall_knee_deg
    )


def _settle(state: State, progress: float, time_us: int, station: Station) -> tuple[State, bool]:
    """Notice an athlete who has come to stand tall and still near the lockout although not quite in it.

    The old lockout may be off, after a shift of weight or hands that went to the hips; stillness makes a new one (B.1).
    """
    gate, machine = station.params.gate, state.attempt.rep
    is_nearly_up = machine.phase is RepPhase.ASCENT and progress <= gate.settle_share * machine.peak
    if progress >= station.drill.rep.start and not is_nearly_up:
        is_near = machine.phase is RepPhase.ASCENT and progress <= 1.25 * gate.settle_share * machine.peak
        return (state if is_near else replace(state, body=bodies.forget_standing(state.body))), False
    body = bodies.stand(state.body, time_us, gate.settle_s if is_nearly_up else LIVE_LOCKOUT_S, station.params)
    state = replace(state, body=body)
    if body.lockout_us != time_us:
        return state, False
    return replace(state, attempt=replace(state.attempt, rep=RepState(), tall_since_us=time_us)), True


def frame_of(body: BodyState, station: Station) -> Frame:
    """Return what a body with a lockout is measured against."""
    lockout = body.lockout
    assert lockout is not None
    params = station.params
    if station.lane is None:
        px_per_in = lockout.height_px / params.journey.assumed_stature_in
        return Frame(lockout=lockout, px_per_in=px_per_in, lane=None, facing=body.facing)
    flat = Frame(lockout=lockout, px_per_in=1.0, lane=station.lane, facing=body.facing)
    place_in = flat.wall_in(lockout.ankle_x, lockout.ankle_y)
    return replace(flat, px_per_in=px_per_in_at(station.lane, place_in))


def _stand(state: State, row: FormRow, frame: Frame, station: Station) -> State:
    """Refresh the lockout with a sample of standing in it.

    Unless it would follow the slow start of a descent, or a lean back, whose fault would then be the measure of the
    next.
    """
    if row.progress >= station.drill.rep.start or _leans_back(row, frame, station):
        return replace(state, body=bodies.forget_standing(state.body))
    body = bodies.stand(state.body, row.time_us, LIVE_LOCKOUT_S, station.params)
    if body.lockout is not frame.lockout and _shift(body, frame, station) > station.drill.rep.end / 2:
        body = replace(body, lockout=frame.lockout, home=frame.lockout, lockout_us=state.body.lockout_us)
    return replace(state, body=body)


def _leans_back(row: FormRow, frame: Frame, station: Station) -> bool:
    """Whether this is a lean back by the plumb line as well as by the lockout, which may itself be off."""
    is_behind = row.lean_deg + frame.lockout.lean_deg < -TRUNK_ERROR_DEG
    if not is_behind or not lean_backs.is_back(row, USUAL_FORM):
        return False
    return any(fault is Fault.LEAN_BACK for fault, _ in station.drill.faults)


def _shift(body: BodyState, frame: Frame, station: Station) -> float:
    """Return how far the newly found lockout is into the movement, measured against the one before."""
    found = body.lockout
    assert found is not None
    lean_deg = found.lean_deg - frame.lockout.lean_deg
    if station.drill.signal is Signal.LEAN:
        return lean_deg
    back_px = (frame.lockout.hip_x - frame.lockout.ankle_x) - (found.hip_x - found.ankle_x)
    return (back_px / frame.px_per_in + lean_deg / station.params.touch.reach_deg_per_in) / 2


def _place(state: State, sample: PoseSample, frame: Frame | None, station: Station) -> tuple[State, list[Event]]:
    """Use a sample of standing tall, or nearly, for the stance and, once there is a lockout, for the zero."""
    params, time_us = station.params, sample.capture_us
    assert station.lane is not None
    site = site_of(state, station)
    ankle_in = places.ankle_in_of(station.lane, sample)
    place, events = places.stand(state.place, time_us, ankle_in, site, params.stance)
    if state.place.is_at_zero and not place.is_at_zero:
        # with heels and seat at the wall a body tips forward; what is tall there is not tall on the rung
        body = replace(bodies.forget_standing(state.body), lockout=None, home=None)
        state = replace(state, body=body, attempt=AttemptState())
    height_in = state.height_in if frame is None else frame.lockout.height_px / frame.px_per_in
    state = replace(state, place=place, height_in=height_in)
    if (
        frame is not None
        and place.zero is None
        and state.body.missing in (None, Missing.NOT_STILL, Missing.NOT_TALL, Missing.NOT_AT_WALL)
    ):
        lockout = frame.lockout
        hip_in = frame.wall_in(lockout.hip_x, lockout.ankle_y)
        place, taken = places.take_zero(place, time_us, hip_in, lockout.height_px / frame.px_per_in, params.stance)
        events += taken
        state = replace(state, place=place)
    changed: list[Event] = []
    for event in events:
        changed.append(event)
        if isinstance(event, ZeroTaken):
            state, ended = _greet_again(state, event, station)
            changed += ended
            state = replace(state, touch=TouchMemory(zero_in=event.hip_in), ladder=replace(state.ladder, recent=()))
            # who comes back goes on where it was
            target_in = state.place.target_in or station.drill.first_rung_in
            state = replace(state, place=places.ask(state.place, target_in))
            changed.append(AskedToStep(at_us=time_us, target_in=target_in, move=Move.OUT))
    return state, changed


def _greet_again(state: State, zero: ZeroTaken, station: Station) -> tuple[State, tuple[Event, ...]]:
    """Start a new session when the zero is not that of the athlete who began this one (decision 16)."""
    before_in = state.offset_in
    state = replace(state, offset_in=zero.ankle_in)
    if before_in is None or abs(zero.ankle_in - before_in) <= station.params.journey.offset_change_in:
        return state, ()
    return begin_anew(replace(state, place=replace(state.place, target_in=None)), zero.at_us)


def begin_anew(state: State, at_us: int) -> tuple[State, tuple[Event, ...]]:
    """End the session of the athlete before, and let the one who stands here begin where the station is."""
    events = courses.finish(state.course, at_us, reps=state.reps, best_rung_in=state.ladder.best_in)[1]
    fresh = CourseState(stage=state.course.stage, since_us=at_us, choice=state.course.choice)
    return replace(state, records=(), curves=(), ladder=LadderState(), course=fresh), events[:1] if state.reps else ()


def _feel(state: State, row: FormRow, time_us: int, station: Station) -> tuple[State, list[Event]]:
    """Notice a touch as it happens, its dwell, and weight that rests on the wall (decision 11)."""
    is_out = station.drill.has_wall and state.attempt.phase is not RepPhase.ASCENT
    if not is_out or not _is_at_wall(state, row, station):
        return state, []
    params, number = station.params.touch, len(state.records) + 1
    if not state.is_felt:
        felt = replace(state, is_felt=True, felt_us=time_us, felt_reach_in=state.attempt.progress)
        return felt, [TouchFelt(at_us=time_us, attempt=number)]
    if state.attempt.progress > state.felt_reach_in + params.felt_again_in:
        # the wall was further: what was felt was a pause on the way
        return replace(state, is_felt=False, is_confirmed=False), []
    held_us = time_us - state.felt_us
    if not state.is_confirmed and held_us >= us_of_s(params.dwell_s):
        event = TouchConfirmed(at_us=time_us, attempt=number, hold_s=params.dwell_s)
        return replace(state, is_confirmed=True), [event]
    if not state.is_lean_told and held_us > us_of_s(params.lean_s):
        return replace(state, is_lean_told=True), [LeanNoticed(at_us=time_us, attempt=number)]
    return state, []


def _is_at_wall(state: State, row: FormRow, station: Station) -> bool:
    """Whether the hips are where a touch is felt, or kept.

    Slowing inside the band they touch; at a learned line so do hips that have all but stopped within the tolerance that
    will make the stop a touch.
    """
    params, attempt = station.params.touch, state.attempt
    left_in = reach_left_in(state.touch, state.place.rung_in, row.wall_in, row.lean_deg, params)
    slow_in_s = max(params.felt_rate_in_s, params.felt_share * attempt.top_rate)
    if left_in is None:
        zero_in = state.touch.zero_in
        is_in_band = zero_in is not None and row.wall_in <= zero_in + params.felt_band_in
        return is_in_band and (state.is_felt or attempt.rate <= slow_in_s)
    if state.is_felt:
        return left_in <= params.line_tolerance_in
    stopped_in_s = max(params.felt_rate_in_s, params.felt_stop_share * attempt.top_rate)
    is_slowing_near = left_in <= params.felt_band_in and attempt.rate <= slow_in_s
    return is_slowing_near or (left_in <= params.line_tolerance_in and attempt.rate <= stopped_in_s)
