"""The journey: stages from arrival to leaving, sets and rests, and the rung that is asked for.

In:  what happened at this tick (presence, zero, proven heels, a decided attempt) and the time.
Out: the next CourseState and the facts that changed in it.
Not here: measuring (body.py, place.py), the ladder's rule (progression.py), words (cues.py).

Rule: a stage only says what the station asks of the athlete; counting never waits for a stage, only for proof.
"""

from dataclasses import dataclass

from kiosk.core.drill import Drill, DrillKind
from kiosk.core.events import Event, SessionEnded, SetDone, StageEntered
from kiosk.core.frozen import replace
from kiosk.core.params import JourneyParams
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Presence, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseState:
    """Where the journey is. Times are in µs; `set_first` is the number of attempts before the running set."""

    stage: Stage = Stage.IDLE
    since_us: int = 0
    set_number: int = 1
    set_first: int = 0
    set_start_us: int | None = None
    done_first: int = 0
    """The number of attempts before the set that was done last."""
    sets_done: int = 0
    rounds: int = 0
    """Rounds of a timer in the running set, which nobody judges."""
    rounds_done: int = 0
    """Those of the sets before."""
    choice: int = 0
    """What is trained, by its place among the station's choices."""
    step: int = 0
    """The drill of the programme, by its place."""
    step_sets: int = 0
    """Sets done of this drill."""
    is_step_over: bool = False
    """Whether this drill is done for today; without a programme when all its sets are."""
    best_before_in: float | None = None
    """The session's best rung when the running set began."""
    is_ladder_done: bool = False
    rest_until_us: int = 0
    lost_us: int | None = None

    @property
    def is_between_drills(self) -> bool:
        """Whether the rest is one before another drill of the programme."""
        return self.stage is Stage.REST and self.step_sets == 0

    @property
    def rest_us(self) -> int:
        """The length of the rest the athlete is in."""
        return self.rest_until_us - self.since_us


def enter(state: CourseState, stage: Stage, at_us: int) -> tuple[CourseState, tuple[Event, ...]]:
    """Go to a stage; nothing happens when it is the present one."""
    if state.stage is stage:
        return state, ()
    return replace(state, stage=stage, since_us=at_us), (StageEntered(at_us=at_us, stage=stage),)


def work_stage(*, needs_zero: bool, needs_step: bool) -> Stage:
    """Return the stage of an athlete who is ready for the next thing."""
    if needs_zero:
        return Stage.ZERO
    return Stage.STEP_OUT if needs_step else Stage.SET


def count_attempt(
    state: CourseState, at_us: int, *, count: int, attempts: int, drill: Drill, params: JourneyParams
) -> tuple[CourseState, tuple[Event, ...]]:
    """Take a counted attempt: begin a set with its first, end the set with its last or after its time limit."""
    if state.stage is Stage.REST:
        state = replace(state, stage=Stage.SET, since_us=at_us)
    if state.set_start_us is None:
        state = replace(state, set_start_us=at_us)
    assert state.set_start_us is not None
    is_long = at_us - state.set_start_us >= us_of_s(params.set_limit_s)
    if count < drill.dose.reps and not is_long:
        return state, ()
    done = SetDone(at_us=at_us, number=state.set_number, reps=count, attempts=attempts - state.set_first)
    ended = replace(
        state,
        sets_done=state.sets_done + 1,
        step_sets=state.step_sets + 1,
        set_number=state.set_number + 1,
        set_first=attempts,
        done_first=state.set_first,
        set_start_us=None,
        rounds=0,
        rounds_done=state.rounds_done + state.rounds,
        rest_until_us=at_us + us_of_s(drill.dose.rest_s),
    )
    resting, events = enter(ended, Stage.REST, at_us)
    return resting, (done, *events)


def finish_round(
    state: CourseState, at_us: int, *, attempts: int, drill: Drill, params: JourneyParams
) -> tuple[CourseState, tuple[Event, ...]]:
    """Take a finished round of a timer, which counts towards its set as a rep does."""
    state = replace(state, rounds=state.rounds + 1)
    return count_attempt(state, at_us, count=state.rounds, attempts=attempts, drill=drill, params=params)


def is_gone(
    state: CourseState, presence: Presence, now_us: int, drill: Drill, params: JourneyParams, *, is_paused: bool = False
) -> bool:
    """Whether the athlete has been away for longer than the grace of the stage (decision 16), paused or not."""
    if state.lost_us is None or presence is Presence.PRESENT or state.stage is Stage.SUMMARY:
        return False
    if drill.kind is DrillKind.TIMER and state.stage is Stage.SET and not is_paused:
        # whoever lies on the floor may be out of sight; the rest asks for them again
        return False
    grace_us = us_of_s(params.grace_set_s)
    if state.stage is Stage.REST:
        grace_us = state.rest_us + us_of_s(params.grace_rest_extra_s)
    # a stage waits for its own grace, also for whoever a clock did not look at before
    return now_us - max(state.lost_us, state.since_us) > grace_us


def later(state: CourseState, by_us: int) -> CourseState:
    """Return the journey with every clock of it put off: it stood still for so long."""
    return replace(
        state,
        since_us=state.since_us + by_us,
        set_start_us=None if state.set_start_us is None else state.set_start_us + by_us,
        rest_until_us=state.rest_until_us + by_us,
    )


def is_unused(state: CourseState, *, is_lifeless: bool) -> bool:
    """Whether the station waits for work from something that is nobody; a rest and a summary end by themselves."""
    return is_lifeless and state.stage in (Stage.PLACEMENT, Stage.ZERO, Stage.STEP_OUT, Stage.SET)


def finish(
    state: CourseState, at_us: int, *, reps: int, best_rung_in: float | None
) -> tuple[CourseState, tuple[Event, ...]]:
    """End the session with its summary; a session without a rep has nothing to sum up and goes idle."""
    sets = state.sets_done + (1 if state.set_start_us is not None else 0)
    ended = SessionEnded(at_us=at_us, reps=reps, sets=sets, best_rung_in=best_rung_in)
    entered, events = enter(state, Stage.SUMMARY if reps else Stage.IDLE, at_us)
    return entered, ((ended, *events) if reps else events)
