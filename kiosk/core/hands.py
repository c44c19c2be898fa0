"""What gestures do: pause and go on, finish, and the choice of a drill.

In:  the state after a sample, the sample, the station with its choices.
Out: the next state, its events, and whether the athlete has finished.
Not here: telling a gesture (gesture.py), ending a session (session.py), what is said (hand_cues.py).

Rule: one hand overhead is yes: it pauses, goes on, and takes the drill shown. Both finish. An arm held out to a side
goes to the drill before or after, one a time. None of them does anything in a rep, and the choice takes nothing by
itself.
"""

from typing import Final

from kiosk.core import course as courses
from kiosk.core import gesture as gestures
from kiosk.core.attempt import AttemptState
from kiosk.core.course import CourseState
from kiosk.core.drill import DrillKind
from kiosk.core.events import (
    ChoiceClosed,
    ChoiceMoved,
    DrillChosen,
    Event,
    GestureSeen,
    GestureTaken,
    SessionPaused,
    SessionResumed,
    StageEntered,
)
from kiosk.core.frozen import replace
from kiosk.core.hold_count import HoldCount
from kiosk.core.lean_back import LeanBackState
from kiosk.core.lineup import clean_sheet
from kiosk.core.pose import PoseSample
from kiosk.core.state import HandsState, State, Station, chosen, here, is_in_rep
from kiosk.core.timer import TimerPhase
from kiosk.core.units import s_of_us, us_of_s
from kiosk.core.vocab import Gesture, Presence, RepPhase, Stage

CHOICE_S: Final = 8.0
"""Two names read at a glance, an arm lowered and raised again: 3 to 4 s, twice."""
SESSION: Final = (Stage.ZERO, Stage.STEP_OUT, Stage.SET, Stage.REST)
"""Where there is something to pause or to finish."""
BEGINNING: Final = (Stage.PLACEMENT, Stage.ZERO, Stage.STEP_OUT, Stage.SET)
"""Where another drill may be chosen while nothing has been done of this one."""
STEPS: Final = {Gesture.LEFT: -1, Gesture.RIGHT: 1}


def take_hands(
    state: State, sample: PoseSample | None, now_us: int, station: Station
) -> tuple[State, tuple[Event, ...], bool]:
    """Advance what hands ask for by one tick; the last value tells that the athlete has finished."""
    events: tuple[Event, ...] = ()
    hands = state.hands
    if hands.choice is not None and _is_choice_over(state, now_us):
        hands = replace(hands, choice=None)
        state, events = replace(state, hands=hands), (ChoiceClosed(at_us=now_us),)
    if sample is None:
        return state, events, False
    presence = state.body.presence

    def is_wanted(gesture: Gesture) -> bool:
        return _is_wanted(gesture, state, station)

    gesture, change = gestures.observe(hands.gesture, sample, presence, is_wanted, station.params.gesture)
    if gesture is not hands.gesture:
        state = replace(state, hands=replace(hands, gesture=gesture))
    if change is None:
        return state, events, False
    if not change.is_taken:
        return state, (*events, GestureSeen(at_us=sample.capture_us, gesture=change.gesture)), False
    taken = GestureTaken(at_us=sample.capture_us, gesture=change.gesture)
    if change.gesture is Gesture.BOTH_UP:
        return going_on(state, now_us), (*events, taken), True
    state, caused = _take(state, change.gesture, now_us, station)
    return state, (*events, taken, *caused), False


def going_on(state: State, now_us: int) -> State:
    """Return the state with its clocks running again and no choice open."""
    hands = state.hands
    if hands.paused_us is None:
        return state if hands.choice is None else replace(state, hands=replace(hands, choice=None))
    by_us = now_us - hands.paused_us
    timer = state.timer
    return replace(
        state,
        hands=HandsState(gesture=hands.gesture),
        course=courses.later(state.course, by_us),
        timer=replace(timer, since_us=timer.since_us + by_us),
        # what was seen before the pause is no part of what comes after it
        attempt=AttemptState(),
        hold_count=HoldCount(),
        lean_back=LeanBackState(),
    )


def _is_choice_over(state: State, now_us: int) -> bool:
    """Whether nobody goes on choosing: time has passed, a rep has begun, or nobody is there."""
    is_away = state.body.presence.presence is not Presence.PRESENT
    is_late = now_us - state.hands.choice_us >= us_of_s(CHOICE_S) and state.hands.gesture.held is None
    return is_late or is_away or is_in_rep(state) or not _may_choose(state)


def _is_wanted(gesture: Gesture, state: State, station: Station) -> bool:
    """Whether a gesture would do anything now. A clock needs no rep to be over; whoever lies is not seen to stand."""
    course = state.course
    is_at_rest = course.stage is Stage.REST and state.attempt.phase is RepPhase.LOCKOUT
    if station.is_recorded or state.has_trouble or state.body.presence.presence is not Presence.PRESENT:
        return False
    if not is_at_rest and not _is_at_lockout(state, station):
        return False
    match gesture:
        case Gesture.ONE_UP:
            return state.hands.choice is not None or (course.stage in SESSION and not course.is_step_over)
        case Gesture.BOTH_UP:
            return course.stage in SESSION and state.reps > 0
        case Gesture.LEFT | Gesture.RIGHT:
            return bool(station.choices) and state.hands.paused_us is None and _may_choose(state)


def _is_at_lockout(state: State, station: Station) -> bool:
    if is_in_rep(state):
        return False
    drill = here(state, station).drill
    return drill.kind is not DrillKind.REPS or not state.attempt.is_leaving(drill.rep)


def _may_choose(state: State) -> bool:
    """Whether a drill may be chosen: between sets, or before anything was done or a clock runs."""
    course = state.course
    if state.timer.phase not in (TimerPhase.IDLE, TimerPhase.LEAD):
        return False
    if course.stage is Stage.REST:
        return True
    return course.stage in BEGINNING and len(state.records) == course.set_first and course.rounds == 0


def _take(state: State, gesture: Gesture, now_us: int, station: Station) -> tuple[State, tuple[Event, ...]]:
    """Do what a gesture does that was held long enough."""
    hands = state.hands
    if gesture in STEPS:
        at = state.course.choice if hands.choice is None else hands.choice
        place = (at + STEPS[gesture]) % len(station.choices)
        moved = ChoiceMoved(at_us=now_us, place=place, drill=station.choices[place].trains)
        return replace(state, hands=replace(hands, choice=place, choice_us=now_us)), (moved,)
    if hands.choice is not None:
        return _choose(state, hands.choice, now_us, station)
    if hands.paused_us is not None:
        resumed = SessionResumed(at_us=now_us, paused_s=s_of_us(now_us - hands.paused_us))
        return going_on(state, now_us), (resumed,)
    return replace(state, hands=replace(hands, paused_us=now_us)), (SessionPaused(at_us=now_us),)


def _choose(state: State, place: int, now_us: int, station: Station) -> tuple[State, tuple[Event, ...]]:
    """Begin what was chosen with a clean sheet but for the athlete, the ladder and the record."""
    state = going_on(state, now_us)
    before = state.course
    course = CourseState(
        stage=Stage.PLACEMENT,
        since_us=now_us,
        choice=place,
        set_number=before.set_number,
        set_first=len(state.records),
        sets_done=before.sets_done,
        rounds_done=before.rounds_done + before.rounds,
        lost_us=before.lost_us,
        best_before_in=state.ladder.best_in,
    )
    state = clean_sheet(state, course)
    drill = chosen(state, station).trains
    begun = DrillChosen(at_us=now_us, place=place, drill=drill)
    return state, (begun, StageEntered(at_us=now_us, stage=Stage.PLACEMENT))
