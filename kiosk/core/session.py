"""The only door of the core: one athlete's visit, tick by tick.

In:  State, TickInput (the tick's number, the newest pose sample if there is one, device trouble), Station.
Out: the next State, and TickOutput (events and what the voice should do).
Not here: what time it is, where samples come from, pixels on the mirror (scene.py).

Rule: `step` is a function. The same inputs give the same outputs, however they are cut into calls.
"""

from dataclasses import replace

from kiosk.core import body as bodies
from kiosk.core import course as courses
from kiosk.core import talk
from kiosk.core.events import Event
from kiosk.core.facts import TalkFacts
from kiosk.core.sight import take_sample
from kiosk.core.state import State, Station, TickInput, TickOutput, initial, site_of
from kiosk.core.units import us_of_s, us_of_tick
from kiosk.core.vocab import Presence, RepPhase, Stage

__all__ = ["State", "Station", "TickInput", "TickOutput", "initial", "site_of", "step"]


def step(state: State, tick_input: TickInput, station: Station) -> tuple[State, TickOutput]:
    """Advance the visit by one tick."""
    now_us = us_of_tick(tick_input.tick)
    events: tuple[Event, ...] = ()
    if tick_input.sample is not None:
        state, events = take_sample(state, tick_input.sample, station)
    state, timed = _pass_time(state, now_us, station)
    events += timed
    facts = _facts(state, now_us, station, has_trouble=tick_input.has_trouble)
    spoken, speech, told = talk.step(state.talk, events, facts, station.pack, station.params.talk)
    state = replace(state, talk=spoken, now_us=now_us, has_trouble=tick_input.has_trouble)
    return state, TickOutput(events=(*events, *told), speech=speech)


def _pass_time(state: State, now_us: int, station: Station) -> tuple[State, tuple[Event, ...]]:
    """Move the journey on: arriving, being ready, resting, leaving."""
    presence, course = state.body.presence.presence, state.course
    is_lifeless = not station.is_recorded and bodies.is_lifeless(state.body, station.params.gate)
    is_gone = courses.is_gone(course, presence, now_us, station.drill, station.params.journey)
    if is_gone or courses.is_unused(course, is_lifeless=is_lifeless):
        return _leave(state, now_us, station)
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
            if course.sets_done >= station.drill.dose.sets and not station.is_recorded:
                return _leave(state, now_us, station)
            if now_us < course.rest_until_us:
                return state, ()
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
    return (replace(state, course=course) if events else state), events


def _leave(state: State, now_us: int, station: Station) -> tuple[State, tuple[Event, ...]]:
    reps = sum(item.verdict.is_counted for item in state.records)
    course, events = courses.finish(state.course, now_us, reps=reps, best_rung_in=state.ladder.best_in)
    if course.stage is Stage.IDLE or station.is_recorded:
        fresh = initial(station)
        return replace(fresh, now_us=now_us, body=bodies.forget(state.body)), events
    return replace(state, course=replace(course, lost_us=None)), events


def _facts(state: State, now_us: int, station: Station, *, has_trouble: bool) -> TalkFacts:
    course = state.course
    return TalkFacts(
        now_us=now_us,
        stage=course.stage,
        is_in_rep=state.attempt.phase is not RepPhase.LOCKOUT and state.body.presence.presence is Presence.PRESENT,
        is_leaving=state.attempt.is_leaving(station.drill.rep),
        tall_since_us=state.attempt.tall_since_us,
        is_counting=course.set_start_us is not None and course.stage in (Stage.SET, Stage.STEP_OUT),
        missing=state.body.missing,
        has_wall=station.needs_lane,
        rung_in=state.place.rung_in,
        target_in=state.place.target_in,
        best_in=state.ladder.best_in,
        rest_until_us=course.rest_until_us,
        sets_done=course.sets_done,
        set_count=state.count,
        has_trouble=has_trouble,
        is_count_spoken=station.is_count_spoken,
        severities=station.drill.faults,
        setup_cues=station.drill.setup_cues,
    )
