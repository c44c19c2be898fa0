"""What the voice says while a lane is calibrated.

In:  what is asked for, refused or measured, and the cue pack.
Out: the clips to speak.
Not here: when (calibrating.py), the sentences (assets/cues/*.toml).

Rule: an error is told as a quarter, a half or one inch, never as better than it is; a tilt in whole degrees.
"""

from collections.abc import Mapping
from enum import Enum, unique
from typing import Final

from kiosk.core.distance import MEASURES, Unit, distance_key
from kiosk.core.pack import CuePack, number_key
from kiosk.core.vocab_cues import Cue


@unique
class Refusal(Enum):
    """Why a mark or a whole calibration is refused."""

    TOO_DARK = "too_dark"
    NOBODY = "nobody"
    TOO_CLOSE = "too_close"
    FEET_CUT_OFF = "feet_cut_off"
    NOT_SIDE_ON = "not_side_on"
    FACING_WALL = "facing_wall"
    NOT_TALL = "not_tall"
    NOT_STILL = "not_still"
    WRONG_ORDER = "wrong_order"
    MARKS_DISAGREE = "marks_disagree"
    CAMERA_TILTED = "camera_tilted"


REFUSED: Final[Mapping[Refusal, Cue]] = {
    Refusal.TOO_DARK: Cue.MISSING_TOO_DARK,
    Refusal.NOBODY: Cue.CALIBRATE_NOBODY,
    Refusal.TOO_CLOSE: Cue.MISSING_TOO_CLOSE,
    Refusal.FEET_CUT_OFF: Cue.MISSING_FEET_OUT_OF_VIEW,
    Refusal.NOT_SIDE_ON: Cue.MISSING_NOT_SIDE_ON,
    Refusal.FACING_WALL: Cue.MISSING_FACING_WALL,
    Refusal.NOT_TALL: Cue.MISSING_NOT_TALL,
    Refusal.NOT_STILL: Cue.CALIBRATE_NOT_STILL,
    Refusal.WRONG_ORDER: Cue.CALIBRATE_WRONG_ORDER,
    Refusal.MARKS_DISAGREE: Cue.CALIBRATE_DISAGREE,
    Refusal.CAMERA_TILTED: Cue.CALIBRATE_TILTED,
}
UNSAID: Final = (Refusal.NOBODY, Refusal.NOT_STILL)
"""What is no warning: whoever is not there yet is asked again, whoever moves hears nothing."""
FEET_IN: Final[Mapping[float, Cue]] = {24.0: Cue.CALIBRATE_TWO_FEET}
SIZES: Final = ((0.25, Cue.CALIBRATED_QUARTER), (0.5, Cue.CALIBRATED_HALF))
"""The errors that are told as less than an inch, in inches: a quarter, a half."""


def wanted_clips(at_in: float, pack: CuePack) -> tuple[str, ...]:
    """Return the words that ask for a mark."""
    if at_in == 0:
        return (pack.variant(Cue.CALIBRATE_WALL.value, 0),)
    if at_in in MEASURES[Unit.INCH].spoken:
        return pack.variant(Cue.CALIBRATE_MARK.value, 0), distance_key(int(at_in), Unit.INCH)
    return (pack.variant(FEET_IN.get(at_in, Cue.CALIBRATE_NEXT).value, 0),)


def warned_clips(hindrance: Refusal, pack: CuePack) -> tuple[str, ...]:
    """Return the words for what hinders a measurement, or none."""
    return () if hindrance in UNSAID else (pack.variant(REFUSED[hindrance].value, 0),)


def refused_clips(refusal: Refusal, pack: CuePack, *, is_last: bool) -> tuple[str, ...]:
    """Return the reason in words, and whether it is tried again."""
    cues = (REFUSED[refusal],) if is_last else (REFUSED[refusal], Cue.CALIBRATE_AGAIN)
    return tuple(pack.variant(cue.value, 0) for cue in cues)


def result_clips(error_in: float | None, roll_deg: float | None, pack: CuePack) -> tuple[str, ...]:
    """Return how good the lane is (None: it could not be checked), and how the camera stands."""
    if error_in is None:
        told: tuple[str, ...] = (pack.variant(Cue.CALIBRATED_UNVERIFIED.value, 0),)
    else:
        size = next(
            (pack.variant(cue.value, 0) for most_in, cue in SIZES if error_in <= most_in), distance_key(1, Unit.INCH)
        )
        told = (pack.variant(Cue.CALIBRATED.value, 0), size)
    if roll_deg is None:
        return told
    tilt = round(abs(roll_deg))
    if tilt == 0:
        return (*told, pack.variant(Cue.CALIBRATED_LEVEL.value, 0))
    return (*told, pack.variant(Cue.CALIBRATED_TILT.value, 0), number_key(tilt))
