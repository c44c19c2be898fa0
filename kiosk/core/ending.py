"""The end of an attempt in the visit: its record, what it changes in earlier ones, the ladder, the set.

In:  the state at the sample that ended the attempt, and why it ended.
Out: the next state and the facts it caused.
Not here: judging the attempt (decision.py), the ladder's rule (progression.py).

Rule: the feet are looked at before the attempt is judged, and the ladder moves after.
"""

from kiosk.core import attempt as attempts
from kiosk.core import body as bodies
from kiosk.core import course as courses
from kiosk.core import decision as decisions
from kiosk.core import lean_back as lean_backs
from kiosk.core import place as places
from kiosk.core import progression
from kiosk.core.attempt import AttemptState, Frame
from kiosk.core.curve import curve_of, has_curve
from kiosk.core.decision import Case, Footing
from kiosk.core.events import (
    AskedToStep,
    AttemptDecided,
    AttemptRevised,
    Event,
    LadderMoved,
    LeanNoticed,
    TouchConfirmed,
)
from kiosk.core.frozen import replace
from kiosk.core.hold_count import HoldCount
from kiosk.core.rep import RepChange
from kiosk.core.stance import heel_in_of
from kiosk.core.state import State, Station, site_of
from kiosk.core.touch import expected_line_in
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Fault, Move, Stage, Verdict


def end_attempt(
    state: State, change: RepChange, time_us: int, frame: Frame, station: Station
) -> tuple[State, list[Event]]:
    """Judge the attempt that `change` ended, record it, and let ladder and set follow."""
    ended = state.attempt
    is_down_again = change in (RepChange.LOCKOUT_MISSED, RepChange.LOCKOUT_PASSED)
    kept = attempts.restarted(ended) if is_down_again else replace(ended, rows=())
    state = replace(state, attempt=kept)
    if is_down_again:
        state = replace(state, is_felt=False, is_confirmed=False, is_lean_told=False)
    proven: tuple[Event, ...] = ()
    if change is not RepChange.TIMED_OUT and decisions.is_of_size(ended, station.drill):
        state, proven = _look_at_feet(state, time_us, station)
    memory = state.touch
    if station.needs_lane and memory.zero_in is None:
        body_in = station.params.touch.contact_h * frame.lockout.height_px / frame.px_per_in
        memory = replace(memory, body_in=body_in)
    case = Case(
        ended=ended,
        change=change,
        frame=frame,
        footing=_footing(state, station),
        memory=memory,
        before=state.records,
        standing=_standing(state),
        drill=station.drill,
        params=station.params,
    )
    decided = decisions.decide(case)
    state = replace(state, touch=decided.memory, case=case)
    events: list[Event] = list(proven)
    if decided.answer is not None and (decided.answer.now_touch or decided.answer.now_miss):
        line_in = expected_line_in(state.touch, state.place.rung_in, station.params.touch)
        if line_in is None and decided.attempt is not None:
            line_in = decided.attempt.stop_in
        for item in decisions.revised(state.records, decided.answer, line_in):
            records = tuple(item if old.number == item.number else old for old in state.records)
            state = replace(state, records=records)
            events.append(AttemptRevised(at_us=time_us, attempt=item, count=state.count))
    # one more rep in the rest before another drill is none of that drill, and leaves its rest alone
    is_off = state.course.stage is Stage.SUMMARY or state.course.is_between_drills
    if decided.attempt is None or is_off:
        return state, events
    state = _keep_curve(state, decided.attempt, ended, station)
    state = replace(state, records=(*state.records, decided.attempt), hold_count=HoldCount())
    if decided.attempt.verdict.is_counted and Fault.LEAN_BACK in dict(station.drill.faults):
        state = replace(state, lean_back=lean_backs.watch(decided.attempt.number, time_us))
    if decided.attempt.is_touch and not state.is_confirmed:
        events.append(TouchConfirmed(at_us=time_us, attempt=decided.attempt.number, hold_s=decided.attempt.hold_s))
    if decided.attempt.verdict is Verdict.LEAN and not state.is_lean_told:
        events.append(LeanNoticed(at_us=time_us, attempt=decided.attempt.number))
    events.append(AttemptDecided(at_us=time_us, attempt=decided.attempt, count=state.count))
    done: tuple[Event, ...] = ()
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
    if not done:
        # a set that ends here keeps its rung (E.3 W14)
        state, moved = _climb(state, decided.attempt, time_us, station)
        events += moved
    events += done
    return state, events


def _keep_curve(state: State, attempt: Attempt, ended: AttemptState, station: Station) -> State:
    """Keep the course of an attempt while its set lasts; in a rest the last set's stay until a new rep is counted."""
    if state.course.stage is Stage.REST and not attempt.verdict.is_counted:
        return state
    kept = tuple(curve for curve in state.curves if curve.number > state.course.set_first)
    if has_curve(station.drill) and len(ended.rows) > 1:
        kept = (*kept, curve_of(attempt.number, ended.rows))
    return replace(state, curves=kept)


def _standing(state: State) -> tuple[Fault, ...]:
    """Return the faults that the attempt before left standing, in this set."""
    if len(state.records) <= state.course.set_first:
        return ()
    return (*state.records[-1].faults, *state.records[-1].lingering)


def lose_lockout(state: State, time_us: int, frame: Frame, station: Station) -> tuple[State, list[Event]]:
    """Give up the attempt of somebody who stepped away or stays down, and look for a new lockout."""
    events: list[Event] = []
    if state.attempt.rows:
        state, events = end_attempt(state, RepChange.TIMED_OUT, time_us, frame, station)
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
    # without a zero only a recording is judged, and neither with heels at the wall, where there is no way
    # back, nor beyond the last rung, where no wall can be reached
    stance = station.params.stance
    furthest_in = station.drill.rungs_in[-1] + stance.rung_tolerance_in
    is_away = heel is None or stance.zero_tolerance_in < heel <= furthest_in
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
