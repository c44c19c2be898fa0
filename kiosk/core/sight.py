"""A pose sample taken in: who is there, what is missing, and on to the work with the body.

In:  the state and a sample.
Out: the next state and the facts the sample caused.
Not here: what is done with a body that can be measured (work.py).

Rule: a sample that shows no whole athlete changes presence and what is missing, and nothing else.
"""

from kiosk.core import attempt as attempts
from kiosk.core import body as bodies
from kiosk.core import held
from kiosk.core import place as places
from kiosk.core.attempt import AttemptState
from kiosk.core.body import BodyState
from kiosk.core.drill import DrillKind, Legs, Posture
from kiosk.core.events import Event, MissingNoticed, PresenceChanged
from kiosk.core.frozen import replace
from kiosk.core.identity import doubted, recognise
from kiosk.core.lane import is_on_lane
from kiosk.core.place import PlaceState
from kiosk.core.pose import PoseSample
from kiosk.core.position import line_off_deg
from kiosk.core.presence import PresenceState, missing_of
from kiosk.core.stance_leg import on_stance_leg
from kiosk.core.state import State, Station
from kiosk.core.touch import TouchMemory
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Missing, Presence, RepPhase, Stage
from kiosk.core.work import begin_anew, measure


def take_sample(state: State, sample: PoseSample, station: Station) -> tuple[State, tuple[Event, ...]]:
    """Advance the visit by one pose sample."""
    if station.drill.legs is Legs.ONE:
        sample = on_stance_leg(sample)
    state = _after_blindness(state, sample.capture_us, station)
    before = state.body
    is_in_rep = state.attempt.phase is not RepPhase.LOCKOUT
    smoothing = station.params.wall_smoothing if station.drill.has_wall else station.params.smoothing
    body = bodies.observe(
        before,
        sample,
        is_in_rep=is_in_rep,
        may_lie=station.drill.posture is Posture.FLOOR,
        has_count=any(item.verdict.is_counted for item in state.records),
        smoothing=smoothing,
        params=station.params,
    )
    missing = _missing(body, sample, station)
    if missing is None and state.course.stage is Stage.ZERO:
        missing = _zero_missing(state, station)
    body = bodies.notice(body, missing, sample.capture_us, station.params.gate)
    missing = body.missing
    state = replace(state, body=body)
    if is_in_rep and body.presence.is_other_body:
        elapsed_us = sample.capture_us - before.presence.observed_us
        state = replace(state, attempt=attempts.with_stranger(state.attempt, elapsed_us, station.params))
    events: list[Event] = []
    time_us = sample.capture_us
    if body.presence.presence is not before.presence.presence:
        events.append(PresenceChanged(at_us=time_us, presence=body.presence.presence))
        state = _on_presence(state, before.presence.presence, time_us)
    if missing is not before.missing:
        events.append(MissingNoticed(at_us=time_us, missing=missing))
    body = state.body
    if state.hands.paused_us is not None:
        return state, tuple(events)
    if body.presence.is_good and body.presence.presence is Presence.PRESENT:
        state, measured = _measure(state, sample, station)
        events += measured
    state, renewed = _recognise(state, sample, station)
    return state, (*events, *renewed)


def _recognise(state: State, sample: PoseSample, station: Station) -> tuple[State, tuple[Event, ...]]:
    """Look who it is at each lockout found, and begin anew with another athlete (decision 16)."""
    body = state.body
    if body.lockout is None:
        identity = doubted(state.identity)
        return (state if identity is state.identity else replace(state, identity=identity)), ()
    if station.is_recorded or state.course.stage is Stage.SUMMARY or body.lockout_us != sample.capture_us:
        return state, ()
    identity, is_other = recognise(
        state.identity, body.lockout, sample.frame_px, stature_change=station.params.journey.stature_change
    )
    state = replace(state, identity=identity)
    if not is_other:
        return state, ()
    place = PlaceState(stance=state.place.stance)
    fresh = replace(state, attempt=AttemptState(), place=place, touch=TouchMemory(), offset_in=None)
    return begin_anew(fresh, sample.capture_us)


def _measure(state: State, sample: PoseSample, station: Station) -> tuple[State, list[Event]]:
    """Measure a good sample in the way of the drill: by its clock alone, lying, or standing."""
    if station.drill.kind is DrillKind.TIMER:
        return state, []
    if station.drill.posture is Posture.FLOOR:
        smoothed = state.body.smoothed
        if smoothed is None:
            return state, []
        return held.feed(state, line_off_deg(smoothed.xy_px), sample.capture_us, station)
    return measure(state, sample, station) if state.body.geometry is not None else (state, [])


def _after_blindness(state: State, time_us: int, station: Station) -> State:
    """Forget the place when the camera showed nothing for longer than an athlete may be away.

    The count is kept (it was no fault of the athlete), but whoever stands there now takes a zero: decision 16.
    """
    grace_us = us_of_s(station.params.journey.grace_set_s)
    seen = state.body.presence
    if seen.presence is not Presence.PRESENT or time_us - seen.observed_us <= grace_us:
        return state
    return _elsewhere(replace(state, body=replace(state.body, stir=None)))


def miss(state: State, now_us: int) -> State:
    """Return the state after a tick at which the station was not running: whoever comes next arrives anew.

    As after blindness the count is kept and a zero is taken; the grace of whoever is awaited begins with the last one.
    """
    if state.course.stage in (Stage.IDLE, Stage.SUMMARY):
        return state
    nobody = PresenceState(presence=Presence.LOST, since_us=now_us, observed_us=now_us)
    unseen = replace(state.body, presence=nobody, stir=None)
    course = replace(state.course, lost_us=now_us)
    return _elsewhere(replace(state, body=unseen, course=course))


def _elsewhere(state: State) -> State:
    """Return the state of somebody who may stand elsewhere now, and may be somebody else."""
    body, identity = bodies.forget(state.body), doubted(state.identity)
    return replace(state, body=body, attempt=AttemptState(), place=places.left(state.place), identity=identity)


def _missing(body: BodyState, sample: PoseSample, station: Station) -> Missing | None:
    lane, missing = station.lane, missing_of(sample, body.presence, station.params.gate)
    if missing is not None or lane is None or not station.drill.has_wall or body.facing == 0:
        return missing
    if (body.facing > 0) is lane.is_wall_right:
        return Missing.FACING_WALL
    points = sample.pose.xy_px
    x_px, y_px = float(points[15, 0] + points[16, 0]) / 2, float(points[15, 1] + points[16, 1]) / 2
    return None if is_on_lane(lane, x_px, y_px) else Missing.NOT_ON_LANE


def _zero_missing(state: State, station: Station) -> Missing | None:
    """Return why the zero cannot be taken yet, most useful first."""
    gate, geometry, stance = station.params.gate, state.body.geometry, state.place.stance
    if geometry is not None and (abs(geometry.lean_deg) > gate.tall_lean_deg or geometry.knee_deg > gate.tall_knee_deg):
        return Missing.NOT_TALL
    if stance.places_in and abs(stance.reading_in) > station.params.stance.zero_tolerance_in:
        return Missing.NOT_AT_WALL
    return None if stance.is_still else Missing.NOT_STILL


def _on_presence(state: State, before: Presence, time_us: int) -> State:
    match state.body.presence.presence:
        case Presence.LOST:
            return replace(state, course=replace(state.course, lost_us=time_us))
        case Presence.PRESENT:
            was_lost = state.course.lost_us is not None
            state = replace(state, course=replace(state.course, lost_us=None))
            # who had to arrive again was away for longer than anybody is only hidden
            return _elsewhere(state) if was_lost and before is Presence.ARRIVING else state
        case Presence.ABSENT | Presence.ARRIVING:
            return state
