"""Where in the programme a visit is: what the end of a set changes.

In:  the state and this tick's events.
Out: the next state, and that another drill begins.
Not here: the rules to move on (programme.py), what a drill asks (work.py, held.py).

Rule: another drill begins with a clean sheet but for the athlete, the ladder and the record.
"""

from collections.abc import Sequence

from kiosk.core.attempt import AttemptState
from kiosk.core.course import CourseState
from kiosk.core.events import DrillChanged, Event, LadderMoved, SetDone
from kiosk.core.frozen import replace
from kiosk.core.hold import HoldState
from kiosk.core.hold_count import HoldCount
from kiosk.core.lean_back import LeanBackState
from kiosk.core.programme import StepRule, is_over, next_step
from kiosk.core.state import State, Station, here
from kiosk.core.timer import TimerState
from kiosk.core.vocab import Move

ENDS = (Move.BEST_FOR_TODAY, Move.CAP, Move.FIRST)
"""The moves after which the ladder grows no more today."""


def follow(state: State, events: Sequence[Event], station: Station) -> tuple[State, tuple[Event, ...]]:
    """Take note of what the events mean for the programme; go on to its next drill at the end of a set."""
    if any(isinstance(event, LadderMoved) and event.move in ENDS for event in events):
        state = replace(state, course=replace(state.course, is_ladder_done=True))
    done = next((event for event in events if isinstance(event, SetDone)), None)
    return (state, ()) if done is None else _after_set(state, done, station)


def _after_set(state: State, done: SetDone, station: Station) -> tuple[State, tuple[Event, ...]]:
    course, now = state.course, here(state, station)
    is_last = course.step_sets >= now.drill.dose.sets
    course = replace(course, best_before_in=state.ladder.best_in, is_step_over=is_last)
    if now.rule is None:
        return replace(state, course=course), ()
    # without a lane nothing is known of rungs: a ladder is done with its sets
    is_ladder_done = course.is_ladder_done or (is_last and not now.needs_lane)
    over = is_over(
        now.rule,
        sets_done=course.step_sets,
        sets=now.drill.dose.sets,
        attempts=state.records[state.course.set_first - done.attempts : state.course.set_first],
        best_before_in=state.course.best_before_in,
        best_in=state.ladder.best_in,
        is_ladder_done=is_ladder_done,
    )
    following = next_step(_rules(station), course.step, state.ladder.best_in) if over else None
    if following is None:
        return replace(state, course=replace(course, is_step_over=is_last or over)), ()
    course = replace(course, step=following, step_sets=0, is_step_over=False, is_ladder_done=False, best_before_in=None)
    state = clean_sheet(state, course)
    drill = here(state, station).drill.id
    return state, (DrillChanged(at_us=done.at_us, step=following, drill=drill),)


def clean_sheet(state: State, course: CourseState) -> State:
    """Return the state in which another drill begins: nothing of a rep, a hold or a clock is left."""
    return replace(
        state,
        course=course,
        attempt=AttemptState(),
        hold=HoldState(),
        hold_count=HoldCount(),
        lean_back=LeanBackState(),
        timer=TimerState(),
        is_felt=False,
        is_confirmed=False,
        is_lean_told=False,
    )


def _rules(station: Station) -> tuple[StepRule, ...]:
    return tuple(StepRule() if step.rule is None else step.rule for step in station.steps)
