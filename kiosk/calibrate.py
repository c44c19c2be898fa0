"""Calibration: someone stands on the taped marks, one after another, and the lane is fitted from where they were seen.

In:  pose samples in order of capture, and the marks' distances from the wall in inches, nearest first.
Out: the calibration file, and a table a person can read; or why there is none.
Not here: leading somebody from mark to mark (core/calibrating.py), the fit (core/lane.py), the file's form
(storage/calibration.py), doing it live (calibrate_live.py).

Rule: a recording is judged by what leads the owner live: it is a visit in which nobody can be asked.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from kiosk.assets import CUES, load_pack
from kiosk.core.calibrating import given_up, mark_of, step
from kiosk.core.calibration_state import Calibrated, CalibrationRefused, CalibrationState, Guide
from kiosk.core.calibration_talk import Refusal
from kiosk.core.camera_check import LEAST_CORNERS, Corners
from kiosk.core.lane import MARKS_FOR_A_LINE, Lane, LaneKind, Mark, inches_at
from kiosk.core.pose import PoseSample
from kiosk.core.units import tick_at_us
from kiosk.errors import OwnerError
from kiosk.storage.calibration import Calibration, save_calibration

ENDLESS_S: Final = 1e9
"""A recording has all the time it lasts."""

AGAIN: Final = "stand there upright and still, side-on, both feet in view, and calibrate again."
SENTENCES: Final[Mapping[Refusal, str]] = {
    Refusal.TOO_DARK: "At the mark at {at} in it was too dark: switch on more light and calibrate again.",
    Refusal.NOBODY: "Nobody stood on the mark at {at} in: " + AGAIN,
    Refusal.TOO_CLOSE: "At the mark at {at} in the body fills the frame: move the camera back and calibrate again.",
    Refusal.FEET_CUT_OFF: (
        "At the mark at {at} in the frame cuts the feet off: turn the camera until it sees both, and calibrate again."
    ),
    Refusal.NOT_SIDE_ON: "At the mark at {at} in nobody stood side-on to the camera: " + AGAIN,
    Refusal.FACING_WALL: (
        "At the mark at {at} in somebody faced the wall: stand on every mark with the back to it and calibrate again."
    ),
    Refusal.NOT_TALL: "At the mark at {at} in nobody stood upright: " + AGAIN,
    Refusal.NOT_STILL: "At the mark at {at} in the feet moved while they were measured: " + AGAIN,
    Refusal.WRONG_ORDER: (
        "Somebody stood on another mark than the one at {at} in: stand on them in order, from the wall outwards, with "
        "the back to the wall, and calibrate again."
    ),
    Refusal.MARKS_DISAGREE: "The marks disagree: measure every tape from the wall and calibrate again.",
    Refusal.CAMERA_TILTED: "The camera is tilted: turn it until it is level and calibrate again.",
}
"""Where the fit has no reasons of its own."""


def run(
    samples: Iterable[PoseSample],
    inches: Sequence[float],
    *,
    into: Path,
    today: str,
    camera_mode: str | None = None,
    corners: Callable[[], Corners] = tuple,
) -> str:
    """Find the marks, fit the lane, save it at `into` and return the table. `today` is a date as year-month-day.

    `corners` gives the room's corners once the last sample was taken; a moved camera is known by them.

    Raises OwnerError with the reasons when no lane can be had, and then leaves the file as it was; StorageError when it
    cannot be written.
    """
    refuse_distances(inches)
    _, result = _led_through(samples, inches)
    if isinstance(result, CalibrationRefused):
        raise OwnerError(reasons_of(result))
    return keep(result, into=into, today=today, camera_mode=camera_mode, corners=corners())


def keep(result: Calibrated, *, into: Path, today: str, camera_mode: str | None, corners: Corners) -> str:
    """Save a measured lane at `into` and return its table. Raises StorageError when it cannot be written."""
    save_calibration(into, Calibration(lane=result.lane, made_on=today, camera_mode=camera_mode, corners=corners))
    return f"{table_of(result.lane)}\n{roll_told(result.roll_deg)}\n{told_of(corners)}\nSaved in {into}."


def reasons_of(refused: CalibrationRefused) -> tuple[str, ...]:
    """Return why there is no lane and what to do: the fit's own reasons, or one sentence."""
    return refused.reasons or (SENTENCES[refused.refusal].format(at=f"{refused.at_in:g}"),)


def roll_told(roll_deg: float | None) -> str:
    """Return how the camera stands, in whole degrees: people do not stand plumb enough for more."""
    if roll_deg is None:
        return "Whether the camera is level was not seen: no ear was in view."
    if round(roll_deg) == 0:
        return "The camera is level, to a degree or two."
    side = "clockwise" if roll_deg > 0 else "anti-clockwise"
    degrees = round(abs(roll_deg))
    return f"The camera is tilted {side} by {degrees} degree{'' if degrees == 1 else 's'}, to a degree or two."


def marks_from_samples(samples: Iterable[PoseSample], inches: Sequence[float]) -> list[Mark]:
    """Return one mark for each distance, read while someone stood still there, nearest the wall first.

    Works at 10 samples a second and more. Raises OwnerError, saying what was missing, when a mark was not stood on.
    """
    refuse_distances(inches)
    state, result = _led_through(samples, inches)
    if isinstance(result, CalibrationRefused) and len(state.stands) < len(inches):
        raise OwnerError(reasons_of(result))
    return [mark_of(stand, at_in) for stand, at_in in zip(state.stands, inches, strict=True)]


def _led_through(
    samples: Iterable[PoseSample], inches: Sequence[float]
) -> tuple[CalibrationState, Calibrated | CalibrationRefused]:
    """Lead a recording through: return the state it ended in, and the lane or the refusal."""
    guide = Guide(marks_in=tuple(inches), pack=load_pack("en", CUES), is_recorded=True, patience_s=ENDLESS_S)
    state = CalibrationState()
    is_empty = True
    for sample in samples:
        if not is_empty and sample.frame_px != state.frame_px:
            raise OwnerError(["The frame's size changed while calibrating: keep one camera mode and calibrate again."])
        is_empty = False
        state, output = step(state, tick_at_us(sample.capture_us), sample, guide)
        for event in output.events:
            if isinstance(event, Calibrated | CalibrationRefused):
                return state, event
    if is_empty:
        raise OwnerError(["No sample came: check that the camera is plugged in and free, then calibrate again."])
    state, output = given_up(state, guide)
    (refused,) = (event for event in output.events if isinstance(event, CalibrationRefused))
    return state, refused


def refuse_distances(inches: Sequence[float]) -> None:
    """Raise OwnerError unless the marks' distances make sense; worth asking before anyone stands on them."""
    told = ", ".join(f"{at_in:g}" for at_in in inches)
    if len(inches) < MARKS_FOR_A_LINE:
        raise OwnerError([f"{len(inches)} marks asked for: give at least two, better four (0, 6, 12, 24)."])
    if not all(nearer < farther for nearer, farther in pairwise(inches)):
        raise OwnerError([f"The marks are {told} in: give each once, from the wall outwards."])


def table_of(lane: Lane) -> str:
    """Return the lane as a table: each mark, where it was seen, its scatter and residual, and the error told."""
    lines = ["mark in   ankle x   ankle y  scatter in  residual in"]
    for mark in lane.marks:
        x_px, y_px = mark.ankle_px
        scatter = "-" if mark.scatter_in is None else f"{mark.scatter_in:.2f}"
        residual_in = inches_at(lane, x_px, y_px) - mark.inches
        lines.append(f"{mark.inches:7g} {x_px:9.1f} {y_px:9.1f} {scatter:>11} {residual_in:+12.2f}")
    side = "right" if lane.is_wall_right else "left"
    lines.append(f"The wall is at the {side} of the frame. The fit is {lane.kind.value}.")
    if lane.kind is LaneKind.UNVERIFIED or lane.error_in is None:
        lines.append("Two marks cannot be checked against each other: distances are shown as unverified.")
    else:
        lines.append(f"A distance is good to {lane.error_in:.1f} in (1 SD).")
    return "\n".join(lines)


def told_of(corners: Corners) -> str:
    """Return whether a moved camera will be noticed, as a sentence."""
    if len(corners) < LEAST_CORNERS:
        return f"Only {len(corners)} corners of the room are in view: a moved camera will not be noticed."
    return f"A moved camera will be noticed by {len(corners)} corners of the room."
