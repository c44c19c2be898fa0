"""The only door of the core: one athlete's visit, tick by tick.

In:  State, TickInput (the tick's number, the newest pose sample if there is one, device trouble), Station.
Out: the next State, and TickOutput (events and what the voice should do).
Not here: what time it is, where samples come from, pixels on the mirror (scene.py).

Rule: `step` is a function. The same inputs give the same outputs, however they are cut into calls.
"""

from dataclasses import dataclass, field, replace

from kiosk.core import attempt as attempts
from kiosk.core import body as bodies
from kiosk.core import course as courses
from kiosk.core import decision as decisions
from kiosk.core import place as places
from kiosk.core import progression, talk
from kiosk.core.attempt import AttemptState, Frame
from kiosk.core.body import BodyState
from kiosk.core.course import CourseState
from kiosk.core.decision import Footing
from kiosk.core.drill import Drill
from kiosk.core.events import (
    AskedToStep,
    AttemptDecided,
    AttemptRevised,
    DescentBegan,
    Event,
    LadderMoved,
    LeanNoticed,
    MissingNoticed,
    PresenceChanged,
    TouchConfirmed,
    TouchFelt,
    ZeroTaken,
)
from kiosk.core.facts import TalkFacts
from kiosk.core.lane import Lane, px_per_in_at
from kiosk.core.pack import CuePack
from kiosk.core.params import Params
from kiosk.core.place import PlaceState, Site
from kiosk.core.pose import PoseSample
from kiosk.core.presence import missing_of
from kiosk.core.progression import LadderState
from kiosk.core.rep import RepChange, RepState
from kiosk.core.speech import SpeechCommand
from kiosk.core.stance import heel_in_of
from kiosk.core.talk import TalkState
from kiosk.core.touch import TouchMemory, expected_line_in
from kiosk.core.units import us_of_s, us_of_tick
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Missing, Move, Presence, RepPhase, Stage, Verdict

COLD_LOCKOUT_S = 0.5
LIVE_LOCKOUT_S = 1.0
"""B.1's second of stillness; a recording may take half of it (decision 13: the lockouts themselves are the baseline)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """What does not change during a visit. `lane` is in the frame's own pixels; `is_recorded` for videos nobody can be asked in."""

    drill: Drill
    pack: CuePack
    lane: Lane | None = None
    params: Params = field(default_factory=Params)
    is_recorded: bool = False
    is_count_spoken: bool = True

    @property
    def needs_lane(self) -> bool:
        """Whether distances can be judged here."""
        return self.drill.has_wall and self.lane is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class TickInput:
    """What the core is fed at one tick. `trouble` is true while the camera gives nothing."""

    tick: int
    sample: PoseSample | None = None
    has_trouble: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TickOutput:
    """What one tick caused."""

    events: tuple[Event, ...] = ()
    speech: tuple[SpeechCommand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the core remembers."""

    now_us: int = 0
    has_trouble: bool = False
    body: BodyState = BodyState()
    attempt: AttemptState = AttemptState()
    place: PlaceState = PlaceState()
    touch: TouchMemory = TouchMemory()
    ladder: LadderState = LadderState()
    course: CourseState = CourseState()
    talk: TalkState = TalkState()
    records: tuple[Attempt, ...] = ()
    is_felt: bool = False
    is_confirmed: bool = False
    is_lean_told: bool = False
    felt_us: int = 0
    height_in: float | None = None

    @property
    def count(self) -> int:
        """Counted reps of the running set."""
        return sum(item.verdict.is_counted for item in self.records[self.course.set_first :])


def initial(station: Station) -> State:
    """Return the state before the first tick."""
    stage = Stage.SET if station.is_recorded else Stage.IDLE
    return State(course=CourseState(stage=stage))


def step(state: State, tick_input: TickInput, station: Station) -> tuple[State, TickOutput]:
    """Advance the visit by one tick."""
    now_us = us_of_tick(tick_input.tick)
    state = replace(state, now_us=now_us, has_trouble=tick_input.has_trouble)
    events: tuple[Event, ...] = ()
    if tick_input.sample is not None:
        state, events = _take_sample(state, tick_input.sample, station)
    state, timed = _pass_time(state, now_us, station)
    events += timed
    spoken, speech, told = talk.step(state.talk, events, _facts(state, station), station.pack, station.params.talk)
    return replace(state, talk=spoken), TickOutput(events=(*events, *told), speech=speech)


def _take_sample(state: State, sample: PoseSample, station: Station) -> tuple[State, tuple[Event, ...]]:
    before = state.body
    is_in_rep = state.attempt.phase is not RepPhase.LOCKOUT
    body = bodies.observe(before, sample, is_in_rep=is_in_rep, params=station.params)
    body = bodies.notice(body, _missing(body, sample, station), sample.capture_us, station.params.gate)
    missing = body.missing
    state = replace(state, body=body)
    events: list[Event] = []
    time_us = sample.capture_us
    if body.presence.presence is not before.presence.presence:
        events.append(PresenceChanged(at_us=time_us, presence=body.presence.presence))
        state = _on_presence(state, time_us)
    if missing is not before.missing:
        events.append(MissingNoticed(at_us=time_us, missing=missing))
    if body.presence.is_good and body.geometry is not None and body.presence.presence is Presence.PRESENT:
        state, measured = _measure(state, sample, station)
        events += measured
    return state, tuple(events)


def _missing(body: BodyState, sample: PoseSample, station: Station) -> Missing | None:
    lane, missing = station.lane, missing_of(sample, body.presence, station.params.gate)
    if missing is not None or lane is None or not station.drill.has_wall or body.facing == 0:
        return missing
    return Missing.FACING_WALL if (body.facing > 0) is lane.is_wall_right else None


def _on_presence(state: State, time_us: int) -> State:
    match state.body.presence.presence:
        case Presence.LOST:
            return replace(state, course=replace(state.course, lost_us=time_us))
        case Presence.PRESENT:
            lost_us = state.course.lost_us
            state = replace(state, course=replace(state.course, lost_us=None))
            if lost_us is not None and time_us - lost_us > us_of_s(attempts.LOST_S):
                # whoever was away stands elsewhere now, and may be somebody else (decision 16)
                body = bodies.forget(state.body)
                return replace(state, body=body, attempt=AttemptState(), place=PlaceState(target_in=state.place.target_in))
            return state
        case Presence.ABSENT | Presence.ARRIVING:
            return state


def _measure(state: State, sample: PoseSample, station: Station) -> tuple[State, list[Event]]:
    body, time_us = state.body, sample.capture_us
    assert body.geometry is not None
    if body.lockout is None:
        needed_s = COLD_LOCKOUT_S if station.is_recorded else LIVE_LOCKOUT_S
        body = bodies.stand(body, time_us, needed_s, station.params)
        state = replace(state, body=body)
        if body.lockout is None:
            return state, []
    frame = _frame(body, station)
    geometry = body.geometry
    assert geometry is not None
    row = attempts.row_of(time_us, geometry, frame, station.drill, station.params)
    was_in_rep = state.attempt.phase is not RepPhase.LOCKOUT
    advanced, change = attempts.advance(state.attempt, row, geometry, frame, station.drill, station.params)
    state = replace(state, attempt=advanced)
    if advanced.has_feet_moved or change is RepChange.TIMED_OUT:
        return _lose_lockout(state, time_us, frame, station)
    if change is RepChange.DESCENT_BEGAN:
        body = bodies.forget_standing(body)
        state = replace(state, body=body, is_felt=False, is_confirmed=False, is_lean_told=False)
        return state, [DescentBegan(at_us=time_us)]
    if change is not RepChange.NONE:
        return _end_attempt(state, change, time_us, frame, station)
    if was_in_rep:
        state, is_settled = _settle(state, row.progress, time_us, station)
        if is_settled:
            return _end_attempt(state, RepChange.LOCKOUT_REACHED, time_us, frame, station)
        state, felt = _feel(state, row.wall_in, time_us, station)
    else:
        state, felt = _stand(state, row.progress, time_us, station), []
    is_rising = state.attempt.phase is RepPhase.ASCENT and abs(state.attempt.rate) > station.drill.rep.still_rate * 2
    if row.progress >= station.drill.rep.start or is_rising or not station.needs_lane:
        return state, felt
    state, placed = _place(state, sample, frame, station)
    return state, [*felt, *placed]


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


def _frame(body: BodyState, station: Station) -> Frame:
    lockout = body.lockout
    assert lockout is not None
    params = station.params
    if station.lane is None:
        px_per_in = lockout.height_px / params.journey.assumed_stature_in
        return Frame(lockout=lockout, px_per_in=px_per_in, lane=None, facing=body.facing)
    flat = Frame(lockout=lockout, px_per_in=1.0, lane=station.lane, facing=body.facing)
    place_in = flat.wall_in(lockout.ankle_x, lockout.ankle_y)
    return replace(flat, px_per_in=px_per_in_at(station.lane, place_in))


def _stand(state: State, progress: float, time_us: int, station: Station) -> State:
    """Refresh the lockout with a sample of standing in it."""
    if progress > station.drill.rep.end:
        return replace(state, body=bodies.forget_standing(state.body))
    return replace(state, body=bodies.stand(state.body, time_us, LIVE_LOCKOUT_S, station.params))


def _place(state: State, sample: PoseSample, frame: Frame, station: Station) -> tuple[State, list[Event]]:
    """Use a sample of standing tall, or nearly, to measure the stance and to take the zero."""
    params, time_us = station.params, sample.capture_us
    assert station.lane is not None
    height_in = frame.lockout.height_px / frame.px_per_in
    site = site_of(state, station)
    ankle_in = places.ankle_in_of(station.lane, sample)
    place, events = places.stand(state.place, time_us, ankle_in, site, params.stance)
    state = replace(state, place=place, height_in=height_in)
    if place.zero is None and state.body.missing is None:
        lockout = state.body.lockout
        assert lockout is not None
        hip_in = frame.wall_in(lockout.hip_x, lockout.ankle_y)
        place, taken = places.take_zero(place, time_us, hip_in, height_in, params.stance)
        events += taken
        state = replace(state, place=place)
    changed: list[Event] = []
    for event in events:
        changed.append(event)
        if isinstance(event, ZeroTaken):
            state = replace(state, touch=TouchMemory(zero_in=event.hip_in), ladder=replace(state.ladder, recent=()))
            target_in = station.drill.first_rung_in
            state = replace(state, place=places.ask(state.place, target_in))
            changed.append(AskedToStep(at_us=time_us, target_in=target_in, move=Move.OUT))
    if place.proof is not None and events:
        state = replace(state, ladder=progression.on_rung(state.ladder))
    return state, changed


def site_of(state: State, station: Station) -> Site:
    """Return the lane, rungs and cap that hold for the athlete in view."""
    assert station.lane is not None
    height_in = station.params.journey.assumed_stature_in if state.height_in is None else state.height_in
    # decision 15: the greatest whole rung within this share of the stature is an upper bound only
    cap_in = max(station.drill.first_rung_in, float(int(station.params.ladder.cap_stature_share * height_in)))
    return Site(lane=station.lane, rungs_in=station.drill.rungs_in, cap_in=cap_in)


def _feel(state: State, hip_in: float, time_us: int, station: Station) -> tuple[State, list[Event]]:
    """Notice a touch as it happens, its dwell, and weight that rests on the wall (decision 11)."""
    if not station.drill.has_wall:
        return state, []
    params, number = station.params.touch, len(state.records) + 1
    line_in = expected_line_in(state.touch, state.place.rung_in, params)
    if line_in is None:
        line_in = state.touch.zero_in
    if line_in is None or hip_in > line_in + params.line_tolerance_in or state.attempt.phase is RepPhase.ASCENT:
        return state, []
    if not state.is_felt:
        if abs(state.attempt.rate) > params.felt_rate_in_s:
            return state, []
        return replace(state, is_felt=True, felt_us=time_us), [TouchFelt(at_us=time_us, attempt=number)]
    held_us = time_us - state.felt_us
    if not state.is_confirmed and held_us >= us_of_s(params.dwell_s):
        event = TouchConfirmed(at_us=time_us, attempt=number, hold_s=params.dwell_s)
        return replace(state, is_confirmed=True), [event]
    if not state.is_lean_told and held_us > us_of_s(params.lean_s):
        return replace(state, is_lean_told=True), [LeanNoticed(at_us=time_us, attempt=number)]
    return state, []


def _end_attempt(
    state: State, change: RepChange, time_us: int, frame: Frame, station: Station
) -> tuple[State, list[Event]]:
    assert state.body.geometry is not None
    ended = state.attempt
    is_down_again = change in (RepChange.LOCKOUT_MISSED, RepChange.LOCKOUT_PASSED)
    kept = attempts.restarted(ended) if is_down_again else replace(ended, rows=())
    state = replace(state, attempt=kept)
    if is_down_again:
        state = replace(state, is_felt=False, is_confirmed=False, is_lean_told=False)
    state, proven = _look_at_feet(state, time_us, station)
    decided = decisions.decide(
        ended,
        change,
        number=len(state.records) + 1,
        frame=frame,
        feet_off_h=abs(state.body.geometry.ankle_x - frame.lockout.ankle_x) / frame.lockout.height_px,
        footing=_footing(state, station),
        memory=state.touch,
        before=state.records,
        drill=station.drill,
        params=station.params,
    )
    state = replace(state, touch=decided.memory)
    events: list[Event] = list(proven)
    if decided.answer is not None and (decided.answer.now_touch or decided.answer.now_miss):
        line_in = expected_line_in(state.touch, state.place.rung_in, station.params.touch)
        for item in decisions.revised(state.records, decided.answer, line_in):
            records = tuple(item if old.number == item.number else old for old in state.records)
            state = replace(state, records=records)
            events.append(AttemptRevised(at_us=time_us, attempt=item, count=state.count))
    if decided.attempt is None:
        return state, events
    state = replace(state, records=(*state.records, decided.attempt))
    events.append(AttemptDecided(at_us=time_us, attempt=decided.attempt, count=state.count))
    state, moved = _climb(state, decided.attempt, time_us, station)
    events += moved
    if decided.attempt.verdict.is_counted:
        course, done = courses.count_attempt(
            state.course,
            time_us,
            count=state.count,
            attempts=len(state.records),
            drill=station.drill,
            params=station.params.journey,
        )
        state = replace(state, course=course)
        events += done
    return state, events


def _lose_lockout(state: State, time_us: int, frame: Frame, station: Station) -> tuple[State, list[Event]]:
    """Give up the attempt of somebody who stepped away or stays down, and look for a new lockout."""
    events: list[Event] = []
    if state.attempt.rows:
        state, events = _end_attempt(state, RepChange.TIMED_OUT, time_us, frame, station)
    body = replace(bodies.forget_standing(state.body), lockout=None)
    return replace(state, body=body, attempt=AttemptState()), events


def _look_at_feet(state: State, time_us: int, station: Station) -> tuple[State, tuple[Event, ...]]:
    """Prove the rung of a rep that began before its stance had a whole second, if the readings around it allow."""
    if not station.needs_lane or state.place.proof is not None:
        return state, ()
    proof = places.known(state.place, station.drill.rungs_in, station.params.stance)
    if proof is None:
        return state, ()
    place, events = places.adopt(state.place, time_us, proof, station.params.stance)
    return replace(state, place=place), events


def _footing(state: State, station: Station) -> Footing:
    place = state.place
    if not station.needs_lane:
        return Footing(rung_in=None, heel_in=None, is_proven=True)
    proof = place.proof
    if proof is not None:
        heel_in = heel_in_of(proof.reading_in - place.bias_in, proof.rung_in, station.params.stance)
        return Footing(rung_in=proof.rung_in, heel_in=heel_in, is_proven=True)
    zero_in = 0.0 if place.zero is None else place.zero.ankle_in
    heel = place.stance.reading_in - zero_in - place.bias_in if place.stance.places_in else None
    # without a zero only a recording is judged, and not with heels at the wall, where there is no way back
    is_away = heel is None or heel > station.params.stance.zero_tolerance_in
    return Footing(rung_in=None, heel_in=heel, is_proven=place.zero is None and station.is_recorded and is_away)


def _climb(state: State, attempt: Attempt, time_us: int, station: Station) -> tuple[State, list[Event]]:
    if not station.needs_lane or attempt.rung_in is None:
        return state, []
    site = site_of(state, station)
    if attempt.rung_in not in site.rungs_in:
        return state, []
    ladder, move = progression.decide(state.ladder, attempt, site.rungs_in, site.cap_in, station.params.ladder)
    state = replace(state, ladder=ladder)
    if move is Move.STAY:
        return _lapse(state, attempt), []
    events: list[Event] = [LadderMoved(at_us=time_us, move=move, rung_in=attempt.rung_in)]
    place = site.rungs_in.index(attempt.rung_in)
    match move:
        case Move.OUT:
            target_in = site.rungs_in[place + 1]
        case Move.IN | Move.BEST_FOR_TODAY:
            target_in = site.rungs_in[place - 1]
        case Move.CAP | Move.FIRST:
            return state, events
    events.append(AskedToStep(at_us=time_us, target_in=target_in, move=move))
    return replace(state, place=places.ask(state.place, target_in)), events


def _lapse(state: State, attempt: Attempt) -> State:
    """Let a request to come in lapse when the athlete stays and does well: kindness does not insist."""
    target_in = state.place.target_in
    if target_in is None or attempt.rung_in is None or target_in >= attempt.rung_in:
        return state
    if attempt.verdict is not Verdict.CLEAN:
        return state
    return replace(state, place=replace(state.place, target_in=None))


def _pass_time(state: State, now_us: int, station: Station) -> tuple[State, tuple[Event, ...]]:
    """Move the journey on: arriving, being ready, resting, leaving."""
    presence, course = state.body.presence.presence, state.course
    if courses.is_gone(course, presence, now_us, station.drill, station.params.journey):
        return _leave(state, now_us, station)
    match course.stage:
        case Stage.IDLE:
            if presence is not Presence.PRESENT:
                return state, ()
            return _go(state, Stage.PLACEMENT, now_us)
        case Stage.SUMMARY:
            if now_us - course.since_us < us_of_s(station.params.journey.summary_s):
                return state, ()
            return _go(replace(initial(station), now_us=now_us, body=bodies.forget(state.body)), Stage.IDLE, now_us)
        case Stage.REST:
            if now_us < course.rest_until_us:
                return state, ()
            if course.sets_done >= station.drill.dose.sets and not station.is_recorded:
                return _leave(state, now_us, station)
            return _go(state, _work(state, station), now_us)
        case Stage.PLACEMENT:
            is_ready = presence is Presence.PRESENT and state.body.missing is None and state.body.lockout is not None
            return _go(state, _work(state, station), now_us) if is_ready else (state, ())
        case Stage.ZERO | Stage.STEP_OUT | Stage.SET:
            return _go(state, _work(state, station), now_us)


def _work(state: State, station: Station) -> Stage:
    if not station.needs_lane:
        return Stage.SET
    needs_zero = state.place.zero is None and not station.is_recorded
    needs_step = state.place.zero is not None and (state.place.proof is None or state.place.target_in is not None)
    return courses.work_stage(needs_zero=needs_zero, needs_step=needs_step)


def _go(state: State, stage: Stage, now_us: int) -> tuple[State, tuple[Event, ...]]:
    course, events = courses.enter(state.course, stage, now_us)
    return replace(state, course=course), events


def _leave(state: State, now_us: int, station: Station) -> tuple[State, tuple[Event, ...]]:
    reps = sum(item.verdict.is_counted for item in state.records)
    course, events = courses.finish(state.course, now_us, reps=reps, best_rung_in=state.ladder.best_in)
    if course.stage is Stage.IDLE or station.is_recorded:
        fresh = initial(station)
        return replace(fresh, now_us=now_us, body=bodies.forget(state.body)), events
    return replace(state, course=replace(course, lost_us=None)), events


def _facts(state: State, station: Station) -> TalkFacts:
    course = state.course
    return TalkFacts(
        now_us=state.now_us,
        stage=course.stage,
        is_in_rep=state.attempt.phase is not RepPhase.LOCKOUT,
        tall_since_us=state.attempt.tall_since_us,
        is_counting=course.set_start_us is not None,
        missing=state.body.missing,
        has_wall=station.needs_lane,
        rung_in=state.place.rung_in,
        target_in=state.place.target_in,
        best_in=state.ladder.best_in,
        rest_until_us=course.rest_until_us,
        has_trouble=state.has_trouble,
        is_count_spoken=station.is_count_spoken,
        severities=station.drill.faults,
        setup_cues=station.drill.setup_cues,
    )
