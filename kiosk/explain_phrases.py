"""The phrases of an explanation, a row each: questions, quantities, verdicts, and why something was not seen.

In:  nothing.
Out: tables of words for a coach, with blanks for the numbers.
Not here: filling the blanks (explain_words.py).

Rule: no phrase holds a number of its own.
"""

from collections.abc import Mapping
from typing import Final

from kiosk.blind import Cause
from kiosk.core.faults import Unseen
from kiosk.core.reasons import Question
from kiosk.core.sign import Quantity
from kiosk.core.touch_ground import Basis
from kiosk.core.vocab import RepPhase, Severity, Verdict

QUESTIONS: Final[Mapping[Question, str]] = {
    Question.LENGTH: "Too short to be an attempt?",
    Question.SIZE: "Too small to be an attempt?",
    Question.LEAST_LEAN: "Only a shift of weight?",
    Question.TRAVEL: "Too small against the touches before?",
    Question.FEET_MOVED: "Did the feet go away?",
    Question.LOST: "Was the athlete lost before the end?",
    Question.TIME_OUT: "No lockout in time?",
    Question.FEET_OFF: "Did the feet end elsewhere?",
    Question.GAP: "Covered, or somebody else, for too long?",
    Question.SQUAT: "A squat?",
    Question.FLOOR_REACH: "Hands to the floor?",
    Question.LOCKOUT: "Down again without standing tall?",
    Question.QUICK: "Faster than a body can be?",
    Question.DEPTH: "Not deep enough?",
    Question.BALANCE: "Balance lost before the wall?",
    Question.REACHED: "Short of the wall?",
    Question.BRIEF: "Too brief to tell a touch?",
    Question.FOOTING: "Feet not proven on a line?",
    Question.LEANING: "Weight on the wall?",
    Question.FORM: "A fault that weighs?",
    Question.HELD: "Left before its time?",
}
"""As the page asks them; yes makes the attempt what stands beside it."""

MEASURED: Final[Mapping[Quantity, str]] = {
    Quantity.TRUNK: "trunk leaning {0}",
    Quantity.KNEE: "knees bent {0}",
    Quantity.KNEE_CHANGE: "knees {0} bent than they stand",
    Quantity.SHIN: "shins {0} forward",
    Quantity.LEAD: "trunk {0} further forward than the shins",
    Quantity.HINGE: "hips bent {0}",
    Quantity.HEAD: "head {0} above the trunk's line",
    Quantity.NECK: "neck hanging {0}",
    Quantity.INDEX: "stoop index {0} of 100",
    Quantity.PATH: "hips going {0} times as far back as down",
    Quantity.CHORD: "shoulder to hip {0} of its standing length",
    Quantity.PROGRESS_DEG: "trunk {0} from the lockout",
    Quantity.PROGRESS_IN: "hips {0} from the lockout",
    Quantity.PROGRESS_PERCENT: "hips {0} of the height below the lockout",
    Quantity.PLACE_IN: "hips {0} from the wall",
    Quantity.TRAVEL_IN: "hips {0} back",
    Quantity.BALANCE: "weight {0} the ankles",
    Quantity.FEET: "feet {0} from where they stood",
    Quantity.HEELS: "ankles {0} up",
    Quantity.HIPS_BACK: "hips {0} back",
    Quantity.HIPS_DOWN: "hips {0} down",
    Quantity.WRISTS: "wrists {0} ahead",
    Quantity.HANDS_LOW: "hands {0} the knees",
    Quantity.ELBOWS: "elbows {0} down",
    Quantity.LENGTH_S: "{0} long",
    Quantity.LEG_S: "one way in {0}",
    Quantity.DESCENT_S: "down in {0}",
    Quantity.HOLD_S: "held {0}",
    Quantity.GAP_S: "covered for {0}",
    Quantity.STRANGER_S: "somebody else in the athlete's place for {0}",
}

SPOKEN: Final[Mapping[Question, str]] = {
    Question.LENGTH: "It took {m}; what takes less than {t} is no attempt.",
    Question.SIZE: "It went {m}; what goes less than {t} is too small to be an attempt.",
    Question.LEAST_LEAN: "The trunk leaned {m}; less than {t} is a shift of weight.",
    Question.TRAVEL: "The hips went {m} back; less than {t} is too small against the touches before.",
    Question.FEET_MOVED: "The feet went {m} from where they stood; beyond {t} nothing can be measured.",
    Question.LOST: "The athlete stepped away or was out of sight for long before standing tall again.",
    Question.TIME_OUT: "There was no lockout within {t}.",
    Question.FEET_OFF: "The feet ended {m} from where they began; up to {t} is allowed: {d} too far.",
    Question.GAP: "It could not be followed: {what}; up to {t} is bridged.",
    Question.SQUAT: "It was a squat, not a hinge: {parts}.",
    Question.FLOOR_REACH: "It was as if to pick something up: {what}; up to {t} is allowed.",
    Question.LOCKOUT: "It went down again before standing tall. At best: {what}; tall is {t} or less: {d} short.",
    Question.QUICK: "One way took {m}; in less than {t} nobody moves, so the camera had lost the athlete.",
    Question.DEPTH: "It was not deep enough: {what}, and a rep needs {t}: {d} short.",
    Question.BALANCE: "Balance was lost before the wall: {what}; {side} {t} is falling back.",
    Question.REACHED: "{wall}",
    Question.BRIEF: "The stop was too brief to tell a touch: {m} of {t}.",
    Question.FOOTING: "The feet were not proven on a line of the ladder, so the distance was not known.",
    Question.LEANING: "Weight rested on the wall: {what}; {side} {t} is a lean.",
    Question.FORM: "A fault made it so: {what}, major {side} {t}.",
    Question.HELD: "It was held {m} of {t}: {d} short.",
}
"""What decided: {m} measured, {t} threshold, {d} the margin."""

SILENT: Final[Mapping[Question, str]] = {
    Question.LENGTH: "long enough to be an attempt: {m}, at least {t}",
    Question.SIZE: "large enough to be an attempt: {m}, at least {t}",
    Question.LEAST_LEAN: "enough lean to be an attempt: {m}, at least {t}",
    Question.TRAVEL: "far enough back to be an attempt: {m}, at least {t}",
    Question.FEET_MOVED: "feet where they stood: {m} off, up to {t}",
    Question.TIME_OUT: "a lockout in time: {m}, at most {t}",
    Question.FEET_OFF: "feet where they began: {m} off, up to {t}",
    Question.GAP: "followed all the way: {what}, up to {t} is bridged",
    Question.SQUAT: "no squat: {what}, a squat {side} {t}",
    Question.FLOOR_REACH: "hands not at the floor: {what}, up to {t}",
    Question.LOCKOUT: "stood tall: {what}, tall is {t} or less",
    Question.QUICK: "a movement that a body can make: one way in {m}, at least {t}",
    Question.DEPTH: "deep enough: {what}, at least {t}",
    Question.BALANCE: "balance kept: {what}, falling {side} {t}",
    Question.REACHED: "the touch: {asked}",
    Question.BRIEF: "held long enough to tell: {m}, at least {t}",
    Question.LEANING: "no weight on the wall: {what}, a lean {side} {t}",
    Question.FORM: "no major fault: {what}, a fault {side} {t}",
    Question.HELD: "held its time: {m} of {t}",
}
"""What did not decide, with the margin told behind it."""

MADE: Final[Mapping[Question, str]] = {
    Question.DEPTH: "Deep enough: {what}, a rep from {t}.",
    Question.REACHED: "{wall}",
    Question.LEANING: "{what} ({side} {t} it is a lean: {d} to spare).",
    Question.LOCKOUT: "Tall again: {what} (tall is {t} or less).",
    Question.HELD: "Held its time: {m} of {t}.",
}
"""What makes a counted rep one, each told by the first sign of its row."""

SETTLED: Final = "Came to stand still near the lockout, which makes one: {what} (tall is {t} or less)."
"""In the place of the lockout's sentence, where the body stood still without being quite tall."""

PASSED: Final = "Up far enough for a lockout, and down again at once: {what} (tall is {t} or less)."
"""In the place of the lockout's sentence, where the body was never still there."""

IN_PASSING: Final = "It was tall only in passing and went down again: a lockout lasts a moment."
"""In the place of a missing lockout's sentence, where nothing was short of tall."""

SHORT_OF: Final[Mapping[Basis, str]] = {
    Basis.LEARNED: "",
    Basis.NEIGHBOUR: ", taken from the touches at the nearest other distance",
    Basis.UPRIGHT: "",
    Basis.ZERO: " as the zero puts it",
    Basis.BODY: " as the size of the body puts it",
    Basis.COMPANY: " as another stop had it",
    Basis.NOTHING: "",
}
"""Where the wall was taken from; of the athlete's own touches at the distance nothing more is said."""

STOPPED: Final[Mapping[Basis, str]] = {
    Basis.LEARNED: "Touched: {gap} {side} the wall's line (a touch is within {tolerance}: {margin} to spare).",
    Basis.NEIGHBOUR: "Touched: {gap} {side} the wall's line, taken from the touches at the nearest other distance"
    " (a touch is within {tolerance}: {margin} to spare).",
    Basis.UPRIGHT: "Touched: {gap} {side} the wall's line (a touch is within {tolerance}: {margin} to spare).",
    Basis.ZERO: "The wall was not known yet: stopped {gap} {side} where the zero puts it (until two stops agree, up to"
    " {tolerance} counts: {margin} to spare).",
    Basis.BODY: "The wall was not known yet: stopped {gap} {side} where the size of the body puts it (until two stops"
    " agree, up to {tolerance} counts: {margin} to spare).",
    Basis.COMPANY: "Stopped {gap} {side} where the stop before it had come to (more than {tolerance} short of it is a"
    " miss: {margin} to spare).",
    Basis.NOTHING: "",
}

VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.CLEAN: "counted, clean",
    Verdict.FAULTED: "counted, faulted",
    Verdict.LEAN: "counted as a lean, so not clean",
    Verdict.NEAR_MISS: "not counted: near miss",
    Verdict.SHALLOW: "not counted: shallow",
    Verdict.SQUAT: "not counted: squat",
    Verdict.NO_LOCKOUT: "not counted: no lockout",
    Verdict.NOT_SURE: "not counted: not sure",
    Verdict.VOID: "not counted: void",
}

UNSEEN: Final[Mapping[Unseen, str]] = {
    Unseen.TOO_UPRIGHT: "the trunk leaned too little for it to mean anything",
    Unseen.HEAD: "the head was seen from behind or in front",
    Unseen.ARMS: "the arms were hidden",
    Unseen.TOO_SHORT: "too little of the way down was seen",
}

CAUSES: Final[Mapping[Cause, str]] = {
    Cause.PAUSED: "paused by hand",
    Cause.MISSED: "the station was not running",
    Cause.CAMERA: "the camera gave no pictures",
    Cause.NOBODY: "nobody was seen",
    Cause.COVERED: "the athlete was covered or not whole",
    Cause.TOO_DARK: "too dark",
    Cause.TOO_CLOSE: "too close to the camera",
    Cause.FEET_OUT_OF_VIEW: "the feet were hidden",
    Cause.NOT_ON_LANE: "beside the floor line",
    Cause.NOT_SIDE_ON: "not side-on",
}

PHASES: Final[Mapping[RepPhase, str]] = {
    RepPhase.LOCKOUT: "tall",
    RepPhase.DESCENT: "down",
    RepPhase.BOTTOM: "bottom",
    RepPhase.ASCENT: "up",
}

SEVERITIES: Final[Mapping[Severity, str]] = {
    Severity.MAJOR: "major",
    Severity.MINOR: "minor",
    Severity.HINT: "a hint",
}
