"""The closed set of facts the core reports: one frozen dataclass each, past tense.

In:  nothing.
Out: events; every one carries the capture time of the sample that caused it, in µs, or the tick's time without a
sample.
Not here: what is said about them (cues.py), how they are written (storage/journal.py).

Rule: events are facts for the record. The voice and the programme follow those of their own tick; nothing reads older
ones back.
"""

from dataclasses import dataclass

from kiosk.core.drill import HoldAt
from kiosk.core.timer import TimerChange
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Fault, Gesture, Missing, Move, Presence, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceChanged:
    """Someone arrived, is present, was lost, or left."""

    at_us: int
    presence: Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class StageEntered:
    """The journey went on."""

    at_us: int
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraMoved:
    """A visit began while the camera no longer stood where the lane was measured: its distances are not judged."""

    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingNoticed:
    """Something keeps the station from working; None when it is put right."""

    at_us: int
    missing: Missing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroTaken:
    """The athlete's own zero: where the lane read the ankles and the hips at the wall, in inches."""

    at_us: int
    ankle_in: float
    hip_in: float
    height_in: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedToStep:
    """The station asked for another rung."""

    at_us: int
    target_in: float
    move: Move


@dataclass(frozen=True, slots=True, kw_only=True)
class HeelsProven:
    """The ankles proved a rung: the best estimate of the heels, and the bare reading from the zero, in inches."""

    at_us: int
    rung_in: float
    measured_in: float
    reading_in: float
    was_asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRefused:
    """Feet came to rest somewhere else than asked, and were asked to put it right."""

    at_us: int
    measured_in: float
    target_in: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DescentBegan:
    """The athlete left the lockout."""

    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchFelt:
    """The hips are inside the learned band and slowing; it drives the earcon and nothing else."""

    at_us: int
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchConfirmed:
    """The hips stayed at the touch line for the dwell; it decides verdict and ladder."""

    at_us: int
    attempt: int
    hold_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeanNoticed:
    """Weight rests on the wall."""

    at_us: int
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptDecided:
    """An attempt came to its lockout, or to its end without one. `count` is the set's count after it."""

    at_us: int
    attempt: Attempt
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRevised:
    """A later stop proved what an earlier attempt was; `attempt` is its new record."""

    at_us: int
    attempt: Attempt
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCounted:
    """Another whole second of a hold is over: at the bottom or the top of a rep, or in a drill that is a hold."""

    at_us: int
    seconds: int
    at: HoldAt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldStrayed:
    """A hold's position was left, and its clock stands still: by sagging or by piking, where that can be told."""

    at_us: int
    fault: Fault | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerMoved:
    """A guided timer went on. `counted` is the number of counts on this side, 0 where none are asked for."""

    at_us: int
    change: TimerChange
    counted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderMoved:
    """The ladder decided."""

    at_us: int
    move: Move
    rung_in: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDone:
    """A set came to its end. `attempts`: how many it had, counted or not."""

    at_us: int
    number: int
    reps: int
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillChanged:
    """The programme went on to another drill, by its place in the programme, from 0."""

    at_us: int
    step: int
    drill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded:
    """The athlete left or finished."""

    at_us: int
    reps: int
    sets: int
    best_rung_in: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GestureSeen:
    """A gesture is being held, and will be taken if it is held on."""

    at_us: int
    gesture: Gesture


@dataclass(frozen=True, slots=True, kw_only=True)
class GestureTaken:
    """A gesture was held long enough, and did what it does."""

    at_us: int
    gesture: Gesture


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPaused:
    """A hand stopped the session's clocks."""

    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResumed:
    """The session went on after so many seconds."""

    at_us: int
    paused_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceMoved:
    """The choice of drills was opened at a drill, or went on to it; by its place among the choices, from 0."""

    at_us: int
    place: int
    drill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceClosed:
    """The choice of drills went by itself, and nothing was chosen."""

    at_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillChosen:
    """Another drill was chosen, by its place among the choices, from 0; it begins now."""

    at_us: int
    place: int
    drill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundChanged:
    """The athlete was told that nothing can be heard, or that all can be again."""

    at_us: int
    is_silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CueSpoken:
    """A cue began to sound, and why."""

    at_us: int
    clips: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CueDropped:
    """A cue was never said: it lost to a more urgent one or its moment passed."""

    at_us: int
    cue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CueDeferred:
    """A cue waits for a pause."""

    at_us: int
    cue: str


Event = (
    PresenceChanged
    | StageEntered
    | CameraMoved
    | MissingNoticed
    | ZeroTaken
    | AskedToStep
    | HeelsProven
    | StepRefused
    | DescentBegan
    | TouchFelt
    | TouchConfirmed
    | LeanNoticed
    | AttemptDecided
    | AttemptRevised
    | HoldCounted
    | HoldStrayed
    | TimerMoved
    | LadderMoved
    | SetDone
    | DrillChanged
    | SessionEnded
    | GestureSeen
    | GestureTaken
    | SessionPaused
    | SessionResumed
    | ChoiceMoved
    | ChoiceClosed
    | DrillChosen
    | SoundChanged
    | CueSpoken
    | CueDropped
    | CueDeferred
)
