"""What the mirror shows while a lane is calibrated.

In:  the calibration's state and its guide.
Out: a Scene.
Not here: what happens (calibrating.py), pixels (output/).

Rule: one thing is asked for at a time; the figure stands where the owner is to stand.
"""

from collections.abc import Mapping
from typing import Final

from kiosk.core.calibrating import NOTICED_US
from kiosk.core.calibration_state import CalibrationState, Guide, Phase
from kiosk.core.calibration_talk import SIZES, Refusal
from kiosk.core.figure import STANDING
from kiosk.core.gauges import RING_STEPS
from kiosk.core.mark_stand import facing_of
from kiosk.core.scene import Ring, Role, Scene, SceneKind
from kiosk.core.vocab_cues import ScreenWord

REFUSED_WORDS: Final[Mapping[Refusal, ScreenWord]] = {
    Refusal.TOO_DARK: ScreenWord.TOO_DARK,
    Refusal.NOBODY: ScreenWord.CALIBRATE_NOBODY,
    Refusal.TOO_CLOSE: ScreenWord.TOO_CLOSE,
    Refusal.FEET_CUT_OFF: ScreenWord.FEET_OUT_OF_VIEW,
    Refusal.NOT_SIDE_ON: ScreenWord.NOT_SIDE_ON,
    Refusal.FACING_WALL: ScreenWord.FACING_WALL,
    Refusal.NOT_TALL: ScreenWord.NOT_TALL,
    Refusal.NOT_STILL: ScreenWord.CALIBRATE_NOT_STILL,
    Refusal.WRONG_ORDER: ScreenWord.CALIBRATE_WRONG_ORDER,
    Refusal.MARKS_DISAGREE: ScreenWord.CALIBRATE_DISAGREE,
    Refusal.CAMERA_TILTED: ScreenWord.CALIBRATE_TILTED,
}
SIZE_WORDS: Final = (ScreenWord.CALIBRATED_QUARTER, ScreenWord.CALIBRATED_HALF)


def describe_calibration(state: CalibrationState, guide: Guide) -> Scene:
    """Return the picture of this instant."""
    if state.result is not None:
        return _result(state, guide)
    if state.phase is not Phase.STAND and state.refused is not None:
        return _refusal(state, guide)
    at_in = guide.marks_in[min(len(state.stands), len(guide.marks_in) - 1)]
    headline = (
        _text(guide, ScreenWord.CALIBRATE_MARK, inches=f"{at_in:g}")
        if at_in
        else _text(guide, ScreenWord.CALIBRATE_WALL)
    )
    is_hindered = state.hindrance not in (None, Refusal.NOBODY) and state.now_us - state.hindrance_us >= NOTICED_US
    word = ScreenWord.ON_LINE if state.progress > 0 else ScreenWord.CALIBRATE_LINE
    if is_hindered and state.hindrance is not None:
        word = REFUSED_WORDS[state.hindrance]
    return Scene(
        kind=SceneKind.CALIBRATION,
        headline=headline,
        line=_text(guide, word),
        line_role=Role.HEED if is_hindered else Role.INK,
        figure=STANDING,
        heel_in=at_in,
        ring=Ring(share=round(state.progress * RING_STEPS) / RING_STEPS, number=None),
        is_wall_right=_is_wall_right(state),
    )


def _refusal(state: CalibrationState, guide: Guide) -> Scene:
    assert state.refused is not None
    word = ScreenWord.CALIBRATE_STOPPED if state.refused.is_last else ScreenWord.CALIBRATE_AGAIN
    return Scene(
        kind=SceneKind.CALIBRATION,
        headline=_text(guide, REFUSED_WORDS[state.refused.refusal]),
        headline_role=Role.HEED,
        line=_text(guide, word),
        is_wall_right=_is_wall_right(state),
    )


def _result(state: CalibrationState, guide: Guide) -> Scene:
    assert state.result is not None
    error_in, roll_deg = state.result.lane.error_in, state.result.roll_deg
    good = ScreenWord.CALIBRATED_UNVERIFIED
    if error_in is not None:
        sizes = zip(SIZES, SIZE_WORDS, strict=True)
        good = next((word for (most_in, _), word in sizes if error_in <= most_in), ScreenWord.CALIBRATED_INCH)
    tilt = None if roll_deg is None else round(abs(roll_deg))
    fact = ""
    if tilt is not None:
        fact = (
            _text(guide, ScreenWord.CAMERA_TILT, degrees=str(tilt)) if tilt else _text(guide, ScreenWord.CAMERA_LEVEL)
        )
    return Scene(
        kind=SceneKind.CALIBRATION,
        headline=_text(guide, ScreenWord.CALIBRATED),
        headline_role=Role.CALM,
        line=_text(guide, good),
        fact=fact,
        is_wall_right=_is_wall_right(state),
    )


def _is_wall_right(state: CalibrationState) -> bool:
    """Whether the wall is on the right: whoever stands with the back to it looks left."""
    facing = state.stands[0].facing if state.stands else facing_of(state.stay)
    return facing < 0 if facing else True


def _text(guide: Guide, word: ScreenWord, **figures: str) -> str:
    return guide.pack.screen[word].format(**figures)
