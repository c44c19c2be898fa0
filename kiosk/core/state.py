"""What the core remembers, is fed and gives back.

In:  nothing.
Out: Station, TickInput, TickOutput, State, the state before the first tick.
Not here: how any of it changes (session.py).

Rule: everything is frozen; a state can be kept, compared and gone back to.
"""

from dataclasses import dataclass, field

from kiosk.core.attempt import AttemptState
from kiosk.core.body import BodyState
from kiosk.core.course import CourseState
from kiosk.core.curve import Curve
from kiosk.core.decision import Case
from kiosk.core.distance import Unit, greatest_whole_in
from kiosk.core.drill import Drill
from kiosk.core.events import Event
from kiosk.core.frozen import replace
from kiosk.core.gesture import GestureState
from kiosk.core.hold import HoldState
from kiosk.core.hold_count import HoldCount
from kiosk.core.identity import Identity
from kiosk.core.lane import Lane
from kiosk.core.lean_back import LeanBackState
from kiosk.core.pack import CuePack
from kiosk.core.params import Params
from kiosk.core.place import PlaceState, Site
from kiosk.core.pose import PoseSample
from kiosk.core.programme import StepRule
from kiosk.core.progression import LadderState
from kiosk.core.speech import SpeechCommand
from kiosk.core.talk import TalkState
from kiosk.core.timer import TimerState
from kiosk.core.touch import TouchMemory
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import RepPhase, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """What does not change during a visit.

    `lane` is in the frame's own pixels; `is_recorded` for videos nobody can be asked in.
    """

    drill: Drill
    pack: CuePack
    lane: Lane | None = None
    params: Params = field(default_factory=Params)
    is_recorded: bool = False
    is_count_spoken: bool = True
    programme: str | None = None
    rule: StepRule | None = None
    """When the drill gives way to the next one of a programme; None without a programme."""
    steps: tuple["Station", ...] = ()
    """The stations of a programme's steps, in order; the visit is at one of them."""
    choices: tuple["Station", ...] = ()
    """What the athlete may choose to train by hand, the station's own first; two or more, or none."""

    @property
    def trains(self) -> str:
        """The name of what is trained: the programme's or the drill's."""
        return self.drill.id if self.programme is None else self.programme

    @property
    def unit(self) -> Unit:
        """What distances are shown and spoken in: the same in every drill of a programme."""
        return self.drill.unit

    @property
    def needs_lane(self) -> bool:
        """Whether distances can be judged here."""
        return self.drill.has_wall and self.lane is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class TickInput:
    """What the core is fed at one tick.

    `has_trouble` is true while the camera gives nothing, `is_silent` while no sound device can be used, `is_moved` when
    the camera no longer stands where the lane was measured, `is_missed` when the station was not running then,
    `is_dark` while a screen that showed pictures is lost.
    """

    tick: int
    sample: PoseSample | None = None
    has_trouble: bool = False
    is_moved: bool = False
    is_silent: bool = False
    is_missed: bool = False
    is_dark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TickOutput:
    """What one tick caused."""

    events: tuple[Event, ...] = ()
    speech: tuple[SpeechCommand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandsState:
    """What hands have asked for. Times are tick times in µs."""

    gesture: GestureState = GestureState()
    paused_us: int | None = None
    """Since when the session's clocks stand still; None while they run."""
    choice: int | None = None
    """The drill that the open choice is at, by its place; None while it is closed."""
    choice_us: int = 0
    """When the choice was opened or last went on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Everything the core remembers."""

    now_us: int = 0
    has_trouble: bool = False
    black_us: int | None = None
    """Since when every picture was black; None while something is seen."""
    is_moved: bool = False
    """Whether the lane does not hold for this visit; what is told during a visit holds for the next one."""
    is_silent: bool = False
    silent_us: int = 0
    """When the sound last went or came back, as far as the athlete was told."""
    body: BodyState = BodyState()
    attempt: AttemptState = AttemptState()
    place: PlaceState = PlaceState()
    touch: TouchMemory = TouchMemory()
    ladder: LadderState = LadderState()
    course: CourseState = CourseState()
    talk: TalkState = TalkState()
    records: tuple[Attempt, ...] = ()
    case: Case | None = None
    """What the movement that ended last was judged by, whether or not it left a record."""
    curves: tuple[Curve, ...] = ()
    """The courses of the running set's attempts, or of the last set's until the next begins."""
    is_felt: bool = False
    is_confirmed: bool = False
    is_lean_told: bool = False
    felt_us: int = 0
    felt_reach_in: float = 0.0
    hold: HoldState = HoldState()
    hold_count: HoldCount = HoldCount()
    lean_back: LeanBackState = LeanBackState()
    timer: TimerState = TimerState()
    height_in: float | None = None
    identity: Identity = field(default_factory=Identity)
    offset_in: float | None = None
    """What the lane read at the session's last zero (decision 16)."""
    hands: HandsState = HandsState()

    @property
    def count(self) -> int:
        """Counted reps of the running set, or its rounds."""
        counted = sum(item.verdict.is_counted for item in self.records[self.course.set_first :])
        return counted + self.course.rounds

    @property
    def reps(self) -> int:
        """Counted reps of the session, and its rounds."""
        counted = sum(item.verdict.is_counted for item in self.records)
        return counted + self.course.rounds_done + self.course.rounds


def is_in_rep(state: State) -> bool:
    """Whether the athlete is in a rep or holds a position: nothing on the mirror moves then, and no hand is asked."""
    return state.attempt.phase is not RepPhase.LOCKOUT or state.hold.is_running


def chosen(state: State, station: Station) -> Station:
    """Return the station of what was chosen; without choices the station itself."""
    return station.choices[state.course.choice] if station.choices else station


def here(state: State, station: Station) -> Station:
    """Return the station of the programme's step that the visit is at; without a programme the chosen one itself.

    It is without a lane while the camera has moved: distances are not judged then.
    """
    station = chosen(state, station)
    now = station.steps[state.course.step] if station.steps else station
    return replace(now, lane=None) if state.is_moved else now


def initial(station: Station) -> State:
    """Return the state before the first tick."""
    stage = Stage.SET if station.is_recorded else Stage.IDLE
    return State(course=CourseState(stage=stage))


def site_of(state: State, station: Station) -> Site:
    """Return the lane, rungs and cap that hold for the athlete in view."""
    assert station.lane is not None
    height_in = station.params.journey.assumed_stature_in if state.height_in is None else state.height_in
    # decision 15: the greatest whole rung within this share of the stature is an upper bound only
    drill = station.drill
    cap_in = max(
        drill.first_rung_in, greatest_whole_in(station.params.ladder.cap_stature_share * height_in, drill.unit)
    )
    return Site(lane=station.lane, rungs_in=drill.rungs_in, cap_in=cap_in)
