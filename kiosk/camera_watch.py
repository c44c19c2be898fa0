"""Camera watch: at every start and then hourly, while nobody is there, whether the camera still stands where it stood.

In:  the calibration's corners and lane, the vision thread that measures corners on request, the clock.
Out: whether the camera moved, for the core; what the owner should do, for the log.
Not here: finding corners (vision/corners.py), comparing them (core/camera_check.py), what the mirror shows
(core/mirror.py).

Rule: an answer changes only when two looks in a row agree on the other one; a look that is unsure changes nothing, is
told, and is tried again soon.
"""

import logging
from typing import Final, Protocol

from kiosk.core.camera_check import CameraPlace, CameraReading, Corners, compare
from kiosk.core.lane import Lane
from kiosk.core.units import us_of_s
from kiosk.ports import Clock

EVERY_S: Final = 3600.0
"""The issue asks for daily; a look costs milliseconds, and a camera that was knocked is known before the next visit."""
AGAIN_S: Final = 20.0
"""To confirm a change: whoever stood before the camera has gone on, a lamp has warmed up."""
UNSURE_S: Final = 300.0
UNSURE_TOLD: Final = 3
"""Unsure looks in a row before the owner is told: a quarter of an hour, no passing shadow."""

NO_CORNERS: Final = "The lane file holds no corners, so a moved camera is not noticed: calibrate again to have them."
MOVED: Final = "The camera has moved since the lane was measured, so distances are not judged: calibrate again."
UNSURE: Final = "Too little of the room is seen to tell whether the camera moved: light it, clear the view."

logger: Final = logging.getLogger(__name__)


class CornerFinder(Protocol):
    """What measures corners where the frames are (vision/worker.py)."""

    def ask_corners(self) -> None:
        """Begin to measure; never blocks."""

    def take_corners(self) -> Corners | None:
        """Return what was asked for, once; None while it is not measured."""


class CornerWatch:
    """ports.CameraWatch by the room's corners."""

    def __init__(self, finder: CornerFinder, *, reference: Corners, lane: Lane, clock: Clock) -> None:
        self._finder: Final = finder
        self._reference: Final = reference
        self._lane: Final = lane
        self._clock: Final = clock
        self._due_us = clock.now_us()
        self._is_asked = self._is_moved = self._was_moved = False
        self._unsure = 0

    def look(self) -> None:
        """Begin a look when one is due, or take note of what one found. The room is empty now."""
        if not self._is_asked:
            if self._clock.now_us() >= self._due_us:
                self._is_asked = True
                self._finder.ask_corners()
            return
        corners = self._finder.take_corners()
        if corners is not None:
            self._is_asked = False
            self._take_note(compare(self._reference, corners, self._lane))

    def is_moved(self) -> bool:
        """Return whether the camera moved, by the last two looks that were sure."""
        return self._is_moved

    def notice(self) -> str | None:
        """Return what the owner should know and do, in one sentence; None when all is well."""
        if self._is_moved:
            return MOVED
        return UNSURE if self._unsure >= UNSURE_TOLD else None

    def _take_note(self, reading: CameraReading) -> None:
        logger.info("%s", line_of(reading))
        if reading.place is CameraPlace.UNSURE:
            self._unsure += 1
            self._wait(UNSURE_S)
            return
        self._unsure = 0
        is_moved = reading.place is CameraPlace.MOVED
        if is_moved is not self._is_moved and is_moved is not self._was_moved:
            self._wait(AGAIN_S)
        else:
            self._is_moved = is_moved
            self._wait(EVERY_S)
        self._was_moved = is_moved

    def _wait(self, wait_s: float) -> None:
        self._due_us = self._clock.now_us() + us_of_s(wait_s)


class NoCorners:
    """ports.CameraWatch for a lane file from before corners were kept: the camera is believed, the owner is told."""

    def look(self) -> None:
        """Do nothing: there is nothing to compare with."""

    def is_moved(self) -> bool:
        """Return False."""
        return False

    def notice(self) -> str | None:
        """Return what to do."""
        return NO_CORNERS


def line_of(reading: CameraReading) -> str:
    """Return a comparison as one line for the log."""
    line = f"Camera {reading.place.value}: {reading.matched} of {reading.of} corners where they should be"
    if reading.moved_in is None or reading.roll_deg is None or reading.zoom is None:
        return f"{line}."
    return (
        f"{line}; the lane is off by {reading.moved_in:.2f} in,"
        f" roll {reading.roll_deg:+.1f} degrees, zoom {100 * (reading.zoom - 1):+.1f} %."
    )
