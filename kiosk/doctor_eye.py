"""The doctor's look through the camera: whether it gives frames, how many, and how the room looks in them.

In:  the settings, the clock.
Out: a finding each: the camera, the light, the contrast, and whether the camera still stands where it stood.
Not here: what a finding is (findings.py), measuring frames (vision/look.py), comparing corners (core/camera_check.py),
the panel (doctor_devices.py).

Rule: the camera is opened once, and what the other checks judge is what that one look saw: figures, never a frame.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.camera_watch import line_of
from kiosk.choice import Choice, Eye, choose_source, load_corners, load_lane
from kiosk.config import Config, LaneConfig
from kiosk.core.camera_check import CameraPlace, compare
from kiosk.core.params import GateParams
from kiosk.errors import SourceError
from kiosk.findings import Finding, fail, ok, warn
from kiosk.ports import Clock
from kiosk.storage.calibration import load_calibration
from kiosk.view import View, is_raspberry_pi, view_of_clip, view_of_pi, view_of_webcam
from kiosk.vision.look import Look, look_through

LOOK_S: Final = 2.0
LEAST_RATE_HZ: Final = 24.0
"""A camera is asked for 30 frames a second; one that gives a fifth fewer exposes too long or is on a slow port."""
OLDEST_MS: Final = 100.0
"""Three frames of 33 ms: an older frame has queued (vision/webcam.py), and the touch's sound comes late by as much."""
DIM_TIMES: Final = 2.0
"""One stop above what the mirror calls too dark: dusk takes that much in a quarter of an hour."""
GLARING_LUMA: Final = 220.0
"""Most of the frame is near full scale, 255: limbs in the light have no edges left."""
LEAST_SPREAD: Final = 30.0
"""Six SD of the noise of a cheap sensor (5 of 255): with less, light and dark parts of the room are hardly apart."""

RECORDED: Final = "clip "
"""How the mode of a recording begins: the camera that made it is not told."""
CALIBRATE: Final = "run `make calibrate` again"
NOT_SEEN: Final = "not looked at, for the camera gave no frame"
CAMERA_FIRST: Final = "mend the camera first"


@dataclass(slots=True)
class Sighting:
    """What the camera's check saw, for the checks after it; None before and when it failed."""

    look: Look | None = None
    mode: str = ""


def look_at_room(config: Config, clock: Clock) -> tuple[str, Look]:
    """Open the station's camera for LOOK_S; return its mode and what was seen. Raises KioskError when it cannot be."""
    turn_deg = config.camera.turn_deg
    choice = choose_source(
        config,
        has_weights=True,
        try_pi=(lambda: view_of_pi(None, turn_deg=turn_deg, clock=clock)) if is_raspberry_pi() else None,
        try_webcam=lambda: view_of_webcam(None, clock=clock),
    )
    if choice.is_demo:
        raise SourceError(choice.why)
    view = _view_of(choice, turn_deg, clock)
    source = view.open_source()
    try:
        look = look_through(source, clock=clock, for_s=LOOK_S)
    finally:
        source.close()
    return view.mode, look


def camera_check(look_at_room: Callable[[], tuple[str, Look]], sighting: Sighting) -> Finding:
    """Return whether frames come, often and fresh; keep what was seen. Raises KioskError when there is no camera."""
    mode, look = look_at_room()
    sighting.mode, sighting.look = mode, look
    if look.frame_px is None or look.rate_hz is None or look.age_ms is None:
        return fail("camera", f"{mode} gave {look.frames} frames in {LOOK_S:g} s", "check its cable and its power")
    told = f"{mode}: {look.rate_hz:.0f} frames a second came, {look.age_ms:.0f} ms old"
    if look.rate_hz < LEAST_RATE_HZ:
        return warn("camera", told, "give it more light, and another USB port or cable")
    if look.age_ms > OLDEST_MS:
        return warn("camera", told, "close other programs; another USB port or camera may be quicker")
    return ok("camera", told)


def light_check(sighting: Sighting, params: GateParams) -> Finding:
    """Return whether there is enough light, and not too much."""
    luma = None if sighting.look is None else sighting.look.luma
    if luma is None:
        return warn("light", NOT_SEEN, CAMERA_FIRST)
    told = f"brightness {luma:.0f} of 255"
    if luma < params.dark_luma:
        return fail("light", f"{told}: too dark for a session", "light the room, and take the cap off the lens")
    if luma < DIM_TIMES * params.dark_luma:
        return warn("light", f"{told}: dim", "more light from the side of the mirror")
    if luma > GLARING_LUMA:
        return warn("light", f"{told}: glaring", "no lamp or window should shine into the camera")
    return ok("light", told)


def contrast_check(sighting: Sighting) -> Finding:
    """Return whether light and dark parts of the room can be told apart."""
    spread = None if sighting.look is None else sighting.look.spread
    if spread is None:
        return warn("contrast", NOT_SEEN, CAMERA_FIRST)
    told = f"light and dark are {spread:.0f} of 255 apart"
    if spread < LEAST_SPREAD:
        return warn("contrast", told, "wipe the lens and the glass, and see that nothing covers them")
    return ok("contrast", told)


def place_check(config: LaneConfig, sighting: Sighting) -> Finding:
    """Return whether the camera still is what and where it was. Raises OwnerError for a lane that does not fit it."""
    name = "camera place"
    if config.file == LaneConfig().file and not config.file.exists():
        return ok(name, "no calibration to compare with")
    look = sighting.look
    if look is None or look.frame_px is None:
        return warn(name, NOT_SEEN, CAMERA_FIRST)
    made_with = load_calibration(config.file).camera_mode
    if made_with is not None and not made_with.startswith(RECORDED) and made_with != sighting.mode:
        return warn(name, f"calibrated with {made_with}, and now it is {sighting.mode}", CALIBRATE)
    lane = load_lane(config.file, look.frame_px)
    corners = load_corners(config.file, look.frame_px)
    if not corners or lane is None:
        return warn(name, "the lane file holds no corners, so a moved camera is not noticed", CALIBRATE)
    reading = compare(corners, look.corners, lane)
    match reading.place:
        case CameraPlace.SAME:
            return ok(name, line_of(reading))
        case CameraPlace.MOVED:
            return warn(name, line_of(reading), "put it back or calibrate again: distances are not judged")
        case CameraPlace.UNSURE:
            return warn(name, line_of(reading), "light the room, clear the view, and run this again")


def _view_of(choice: Choice, turn_deg: int, clock: Clock) -> View:
    match choice.eye:
        case Eye.PI:
            return view_of_pi(choice.camera_id, turn_deg=turn_deg, clock=clock)
        case Eye.WEBCAM:
            return view_of_webcam(choice.path, clock=clock)
        case Eye.CLIP | Eye.JOURNAL:
            return view_of_clip(choice.file, clock=clock)
