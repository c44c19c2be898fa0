"""The closed lists of the project: one word per thing, the glossary in code.

In:  nothing.
Out: enumerations that every other module shares.
Not here: numbers (params.py), sentences (assets/cues/*.toml).

Rule: a word that appears in a journal, a report or a drill file is an enumeration value here, and its value is what
is written.
"""

from enum import Enum, IntEnum, unique


@unique
class Keypoint(IntEnum):
    """The 17 COCO points in the model's order; left and right are the athlete's own."""

    NOSE = 0
    LEFT_EYE = 1
    RIGHT_EYE = 2
    LEFT_EAR = 3
    RIGHT_EAR = 4
    LEFT_SHOULDER = 5
    RIGHT_SHOULDER = 6
    LEFT_ELBOW = 7
    RIGHT_ELBOW = 8
    LEFT_WRIST = 9
    RIGHT_WRIST = 10
    LEFT_HIP = 11
    RIGHT_HIP = 12
    LEFT_KNEE = 13
    RIGHT_KNEE = 14
    LEFT_ANKLE = 15
    RIGHT_ANKLE = 16


@unique
class Presence(Enum):
    """Whether one athlete owns the zone."""

    ABSENT = "absent"
    ARRIVING = "arriving"
    PRESENT = "present"
    LOST = "lost"


@unique
class Missing(Enum):
    """What keeps the station from working with the person it sees, most urgent first."""

    CAMERA = "camera"
    TOO_DARK = "too_dark"
    TOO_CLOSE = "too_close"
    FEET_OUT_OF_VIEW = "feet_out_of_view"
    NOT_ON_LANE = "not_on_lane"
    NOT_SIDE_ON = "not_side_on"
    FACING_WALL = "facing_wall"
    NOT_STILL = "not_still"
    NOT_TALL = "not_tall"
    NOT_AT_WALL = "not_at_wall"


@unique
class Stage(Enum):
    """The athlete's journey from arrival to leaving."""

    IDLE = "idle"
    PLACEMENT = "placement"
    ZERO = "zero"
    STEP_OUT = "step_out"
    SET = "set"
    REST = "rest"
    SUMMARY = "summary"


@unique
class RepPhase(Enum):
    """Where in a rep the athlete is."""

    LOCKOUT = "lockout"
    DESCENT = "descent"
    BOTTOM = "bottom"
    ASCENT = "ascent"


@unique
class Verdict(Enum):
    """What one attempt was. The first three are counted, the others are not."""

    CLEAN = "clean"
    FAULTED = "faulted"
    LEAN = "lean"
    NEAR_MISS = "near_miss"
    SHALLOW = "shallow"
    SQUAT = "squat"
    NO_LOCKOUT = "no_lockout"
    NOT_SURE = "not_sure"
    VOID = "void"

    @property
    def is_counted(self) -> bool:
        """Whether the attempt is a rep."""
        return self in (Verdict.CLEAN, Verdict.FAULTED, Verdict.LEAN)


@unique
class Family(Enum):
    """The kind of movement that was shown. Only of a whole recording can be said that its hinges were at a wall."""

    HINGE = "hinge"
    WALL_HINGE = "wall_hinge"
    SQUAT = "squat"
    NEITHER = "neither"
    NOT_SURE = "not_sure"


@unique
class Fault(Enum):
    """A named deviation of form."""

    SQUATTY = "squatty"
    HIPS_NOT_BACK = "hips_not_back"
    HEAD_UP = "head_up"
    HEAD_DROP = "head_drop"
    KNEES_BENDING = "knees_bending"
    KNEES_FORWARD = "knees_forward"
    KNEES_LOCKED = "knees_locked"
    ROUNDING_HINT = "rounding_hint"
    LEAN_BACK = "lean_back"
    HEELS_UP = "heels_up"
    ARMS_FORWARD = "arms_forward"
    BAR_DRIFT = "bar_drift"
    ELBOW_DROP = "elbow_drop"
    SAG = "sag"
    PIKE = "pike"
    TOO_DEEP = "too_deep"
    TOO_FAST = "too_fast"


@unique
class Severity(Enum):
    """How much a fault weighs: a major one makes a rep faulted, a hint never changes a verdict."""

    MAJOR = "major"
    MINOR = "minor"
    HINT = "hint"


@unique
class Earcon(Enum):
    """A short non-speech sound."""

    TOUCH = "touch"
    NEAR_MISS = "near_miss"
    LEAN = "lean"
    RUNG_UP = "rung_up"
    SET_DONE = "set_done"
    ATTENTION = "attention"
    GESTURE_SEEN = "gesture_seen"
    GESTURE = "gesture"


@unique
class Gesture(Enum):
    """What hands say from afar. Left and right are those of the mirror's picture."""

    ONE_UP = "one_up"
    BOTH_UP = "both_up"
    LEFT = "left"
    RIGHT = "right"


@unique
class Move(Enum):
    """What the ladder decides."""

    OUT = "out"
    IN = "in"
    STAY = "stay"
    BEST_FOR_TODAY = "best_for_today"
    CAP = "cap"
    FIRST = "first"
