"""Calibrating from a video or from the station's own webcam: the owner stands on the marks, the lane file comes out.

In:  a video, or a webcam and how long to look; the marks' distances from the wall in inches; a model.
Out: the lane file and a table.
Not here: finding the marks and fitting (calibrate.py), frames (vision/).

Rule: the distances are judged before anyone is looked at.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from kiosk.calibrate import refuse_distances, run
from kiosk.core.pose import PoseSample
from kiosk.core.units import us_of_s
from kiosk.loop import MonotonicClock
from kiosk.ports import Clock
from kiosk.vision.clip import ClipRecording
from kiosk.vision.corners import CornerLooks
from kiosk.vision.movenet import PoseEstimator, PoseTracker
from kiosk.vision.webcam import Webcam
from kiosk.vision.worker import FrameSource


def calibrate_from_video(video: Path, *, marks_in: Sequence[float], into: Path, model: PoseEstimator) -> str:
    """Save the lane seen in a video at `into` and return the table.

    Raises InputError for a video that cannot be decoded, OwnerError when it gives no lane, StorageError when the lane
    cannot be saved.
    """
    refuse_distances(marks_in)
    looks = CornerLooks()
    samples = ClipRecording(video, model, look=looks.feed).samples()
    return run(samples, marks_in, into=into, today=_today(), corners=looks.corners)


def calibrate_from_webcam(
    device: Path | None, *, marks_in: Sequence[float], into: Path, model: PoseEstimator, for_s: float
) -> str:
    """Look through a webcam, the first that opens for None, for so many seconds; then as for a video.

    Raises SourceError when no webcam opens or it stops, OwnerError and StorageError as for a video.
    """
    refuse_distances(marks_in)
    clock = MonotonicClock()
    webcam = Webcam(clock=clock, device=device)
    try:
        looks = CornerLooks()
        samples = samples_for(webcam, model=model, clock=clock, for_s=for_s, looks=looks)
        return run(samples, marks_in, into=into, today=_today(), corners=looks.corners)
    finally:
        webcam.close()


def samples_for(
    source: FrameSource, *, model: PoseEstimator, clock: Clock, for_s: float, looks: CornerLooks | None = None
) -> Iterator[PoseSample]:
    """Yield the samples of the next `for_s` seconds, or until the source ends; `looks` sees the frames too."""
    tracker = PoseTracker(model)
    end_us = clock.now_us() + us_of_s(for_s)
    while clock.now_us() < end_us and not source.is_finished():
        timed = source.read()
        if timed is not None:
            if looks is not None:
                looks.feed(*timed)
            yield tracker.track(*timed)


def _today() -> str:
    """Return the owner's own calendar day, year-month-day."""
    return date.today().isoformat()  # noqa: DTZ011 (the day on the owner's calendar, wherever that is)
