"""Calibrating from a video: the owner walks the marks before any camera, and the lane file is made of the recording.

In:  a video, the marks' distances from the wall in inches, a model, where the lane goes.
Out: the lane file and a table.
Not here: finding the marks and fitting (calibrate.py), decoding (vision/clip.py).

Rule: the distances are judged before the video is looked at.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kiosk.calibrate import refuse_distances
from kiosk.calibrate import run as fit_and_save
from kiosk.vision.clip import ClipRecording
from kiosk.vision.movenet import PoseEstimator


def calibrate_from(video: Path, *, marks_in: Sequence[float], into: Path, model: PoseEstimator) -> str:
    """Save the lane seen in a video at `into` and return the table.

    Raises InputError for a video that cannot be decoded, OwnerError when it gives no lane, StorageError when the lane
    cannot be saved.
    """
    refuse_distances(marks_in)
    today = date.today().isoformat()  # noqa: DTZ011 (the owner's own calendar day)
    return fit_and_save(ClipRecording(video, model).samples(), marks_in, into=into, today=today)
