"""The only door of the core: one athlete's visit, tick by tick.

In:  State, TickInput (the tick's number, the newest pose sample if there is one, trouble of the devices), Station.
Out: the next State, and TickOutput (events and what the voice should do).
Not here: what time it is, where samples come from, pixels on the mirror (scene.py).

Rule: `step` is a function. The same inputs give the same outputs, however they are cut into calls.
"""

from kiosk.core import blackness, talk
from kiosk.core import body as bodies
from kiosk.core import course as courses
from kiosk.core import timer as timers
from kiosk.core.drill import Drill, DrillKind, Posture
from kiosk.core.events import CameraMoved, DrillChanged, DrillChosen, Event, TimerMoved
from kiosk.core.facts import TalkFacts
from kiosk.core.frozen import replace
from kiosk.core.hands import going_on, take_hands
from kiosk.core.hold import HoldPhase
from kiosk.core.lineup import follow
from kiosk.core.sight import miss, take_sample
from kiosk.core.silence import note_sound
from kiosk.core.state import State, Station, TickInput, TickOutput, chosen, here, initial, site_of
from kiosk.core.timer import TimerChange, TimerPhase, TimerState
from kiosk.core.units import us_of_s, us_of_tick
from kiosk.core.vocab import Presence, RepPhase, Stage

__all__ = ["State", "Station", "TickInput", "TickOutput", "here", "initial", "site_of", "step"]


def step(state: State, tick_input: TickInput, station: Station) -> tuple[State, TickOutput]:
    """Advance the visit by one tick."""
    now_us = us_of_tick(tick_input.tick)
    if tick_input.is_missed:
        # nothing is judged or said at a tick that nobody saw; what is due then comes at the next one
        return replace(miss(state, now_us), now_us=now_us), TickOutput()
    state, tick_input = _unblinded(state, tick_input, now_us, station)
    state = _placed(state, tick_input, station)
    now = here(state, station)
    events: tuple[Event, ...] = ()
    if tick_input.sample is not None:
        state, events = take_sample(state, tick_input.sample, now)
    has_finished = False
    if not station.is_recorded:
        state, asked, has_finished = take_hands(state, tick_input.sample, now_us, station)
        events += asked
    is_timed = now.drill.kind is DrillKind.TIMER and state.hands.paused_us is None
    state, timed = _run_timer(state, now_us, here(state, station)) if is_timed else (state, ())
    events += timed
    if events:
        state, moved = follow(state, events, chosen(state, station))
        events += moved
    was_idle = state.course.stage is Stage.IDLE
    state, timed = _leave(state, now_us, station) if has_finished else _pass_time(state, now_us, station)
    events += timed
    if state.is_moved and was_idle and state.course.stage is not Stage.IDLE:
        events += (CameraMoved(at_us=now_us),)
    following = None
    if events:
        now = here(state, station) if any(isinstance(event, DrillChosen) for event in events) else now
        following = here(state, station).drill if any(isinstance(event, DrillChanged) for event in events) else None
    choice = state.hands.choice
    shown = None if choice is None else station.choices[choice].drill
    facts = _facts(state, tick_input, now_us, now, following=following, shown=shown)
    spoken, speech, told = talk.step(state.talk, events, facts, station.pack, station.params.talk)
    state = replace(state, talk=spoken, now_us=now_us, has_trouble=tick_input.has_trouble)
    if tick_input.is_silent is not state.is_silent:
        state, changed = note_sound(state, now_us, is_silent=tick_input.is_silent)
        told = (*told, *changed)
    return _placed(state, tick_input, station), TickOutput(events=(*events, *told), speech=speech)


def _unblinded(state: State, tick_input: TickInput, now_us: int, station: Station) -> tuple[State, TickInput]:
    """Take a black picture in the middle of a visit for trouble of the camera, and look at nothing in it."""
    black_us = blackness.note_black(state.black_us, tick_input.sample)
    if black_us != state.black_us:
        state = replace(state, black_us=black_us)
    if station.is_recorded or not blackness.is_blind(state, now_us):
        return state, tick_input
    has_trouble = tick_input.has_trouble or blackness.is_told(state, now_us)
    return state, replace(tick_input, sample=None, has_trouble=has_trouble)


def _placed(state: State, tick_input: TickInput, station: Station) -> State:
    """Take note between visits of whether the camera moved: no distance changes its meaning during one."""
    if state.is_moved is tick_input.is_moved or state.course.stage is not Stage.IDLE or station.lane is None:
        return state
    return replace(state, is_moved=tick_input.is_moved)


def _pass_time(state: State, now_us: int, station: Station) -> tuple[State, tuple[Event, ...]]:
    """Move the journey on: arriving, being ready, resting, leaving."""
    presence, course, now = state.body.presence.presence, state.course, here(state, station)
    # nobody has to move, nor to be seen, while a clock runs
    must_live = not station.is_recorded and now.drill.kind is not DrillKind.TIMER
    is_lifeless = must_live and bodies.is_lifeless(state.body, station.params.gate)
    is_paused = state.hands.paused_us is not None
    is_gone = courses.is_gone(course, presence, now_us, now.drill, now.params.journey, is_paused=is_paused)
    if is_gone or courses.is_unused(course, is_lifeless=is_lifeless) or (is_paused and is_lifeless):
        return _leave(going_on(state, now_us), now_us, station)
    return (state, ()) if is_paused else _go_on(state, now_us, station, now, is_lifeless=is_lifeless)


def _go_on(
    state: State, now_us: int, station: Station, now: Station, *, is_lifeless: bool
) -> tuple[State, tuple[Event, ...]]:
    """Leave a stage whose time is over, or where what it asks for is done; `now` is where the visit is."""
    presence, course = state.body.presence.presence, state.course
    match course.stage:
        case Stage.IDLE:
            if presence is not Presence.PRESENT or is_lifeless:
                return state, ()
            return _go(state, Stage.PLACEMENT, now_us)
        case Stage.SUMMARY:
            if now_us - course.since_us < us_of_s(station.params.journey.summary_s):
                return state, ()
            return _go(replace(initial(station), now_us=now_us, body=bodies.forget(state.body)), Stage.IDLE, now_us)
        case Stage.REST:
            if course.is_step_over and not station.is_recorded:
                return _leave(state, now_us, station)
            # nobody begins a set who is not there (decision 16); a recording asks nobody
            is_here = presence is Presence.PRESENT or station.is_recorded
            if now_us < course.rest_until_us or not is_here:
                return state, ()
            return _go(state, _work(state, now), now_us)
        case Stage.PLACEMENT:
            is_ready = presence is Presence.PRESENT and _is_ready(state, now)
            return _go(state, _work(state, now), now_us) if is_ready else (state, ())
        case Stage.ZERO | Stage.STEP_OUT | Stage.SET:
            return _go(state, _work(state, now), now_us)


def _is_ready(state: State, station: Station) -> bool:
    """Whether the drill can begin with what is seen: a clock needs nobody in full view, a lying body no lockout."""
    if station.drill.kind is DrillKind.TIMER:
        return True
    needs_lockout = station.drill.posture is Posture.STANDING
    return state.body.missing is None and (state.body.lockout is not None or not needs_lockout)


def _run_timer(state: State, now_us: int, station: Station) -> tuple[State, tuple[Event, ...]]:
    """Advance a guided timer; nothing runs outside a set."""
    if state.course.stage is not Stage.SET:
        return (replace(state, timer=TimerState()) if state.timer.phase is not TimerPhase.IDLE else state), ()
    timer, change = timers.step(state.timer, now_us, station.drill.timer)
    if timer is state.timer:
        return state, ()
    state = replace(state, timer=timer)
    events: tuple[Event, ...] = (TimerMoved(at_us=now_us, change=change, counted=timer.counted),)
    if change is not TimerChange.DONE:
        return state, events
    course, done = courses.finish_round(
        state.course, now_us, attempts=len(state.records), drill=station.drill, params=station.params.journey
    )
    return replace(state, course=course), (*events, *done)


def _work(state: State, station: Station) -> Stage:
    if not station.needs_lane:
        return Stage.SET
    needs_zero = state.place.zero is None and not station.is_recorded
    needs_step = state.place.zero is not None and (state.place.proof is None or state.place.target_in is not None)
    return courses.work_stage(needs_zero=needs_zero, needs_step=needs_step)


def _go(state: State, stage: Stage, now_us: int) -> tuple[State, tuple[Event, ...]]:
    course, events = courses.enter(state.course, stage, now_us)
    return (replace(state, course=course) if events else state), events


def _leave(state: State, now_us: int, station: Station) -> tuple[State, tuple[Event, ...]]:
    course, events = courses.finish(state.course, now_us, reps=state.reps, best_rung_in=state.ladder.best_in)
    if course.stage is Stage.IDLE or station.is_recorded:
        fresh = initial(station)
        return replace(fresh, now_us=now_us, body=bodies.forget(state.body)), events
    return replace(state, course=replace(course, lost_us=None)), events


def _facts(
    state: State,
    tick_input: TickInput,
    now_us: int,
    station: Station,
    *,
    following: Drill | None = None,
    shown: Drill | None = None,
) -> TalkFacts:
    course, is_paused = state.course, state.hands.paused_us is not None
    return TalkFacts(
        now_us=now_us,
        stage=course.stage,
        is_in_rep=state.attempt.phase is not RepPhase.LOCKOUT and state.body.presence.presence is Presence.PRESENT,
        is_leaving=state.attempt.is_leaving(station.drill.rep),
        tall_since_us=state.attempt.tall_since_us,
        is_counting=station.drill.kind is DrillKind.REPS
        and not is_paused
        and course.set_start_us is not None
        and course.stage in (Stage.SET, Stage.STEP_OUT),
        missing=None if station.drill.kind is DrillKind.TIMER else state.body.missing,
        is_astray=state.hold.phase is HoldPhase.OFF,
        has_wall=station.needs_lane,
        rung_in=state.place.rung_in,
        target_in=state.place.target_in,
        best_in=state.ladder.best_in,
        rest_until_us=course.rest_until_us,
        step_sets=course.step_sets,
        set_count=state.count,
        has_trouble=tick_input.has_trouble,
        is_dark=tick_input.is_dark,
        is_count_spoken=station.is_count_spoken,
        drill=station.drill,
        following=following,
        is_paused=is_paused,
        shown=shown,
    )
