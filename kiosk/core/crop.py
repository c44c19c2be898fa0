"""Crop: where the model looks in the next frame, from the last pose.

In:  the last pose in frame pixels (x right, y down), and the frame's (width, height).
Out: a square in frame pixels. It may reach outside the frame; what lies outside is black.
Not here: reading pixels (vision/movenet.py), deciding whose pose it is (presence.py).

Rule: the crop follows the body in every frame and is never frozen: a moving crop averages out the model's coordinate
steps, a frozen one bends them (hinge.md F.2).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.core.pose import Pose
from kiosk.core.vocab import Keypoint

# The rule and its three numbers are MoveNet's published ones (platform.md 6).
MIN_SCORE: Final = 0.2
TORSO_FACTOR: Final = 1.9
BODY_FACTOR: Final = 1.2

# A body that fills less of the frame than this is a handful of pixels, or 17 points fallen onto one spot.
MIN_SIDE_SHARE: Final = 0.1

_SHOULDERS: Final = [Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER]
_HIPS: Final = [Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP]
_TORSO: Final = [*_SHOULDERS, *_HIPS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """A square in frame pixels: its left edge, its top edge and its side."""

    x_px: float
    y_px: float
    side_px: float


def full_frame(frame_px: tuple[int, int]) -> Crop:
    """Return the smallest square around the whole frame of (width, height), centred on it."""
    width, height = frame_px
    side = max(width, height)
    return Crop(x_px=(width - side) / 2, y_px=(height - side) / 2, side_px=float(side))


def has_torso(pose: Pose) -> bool:
    """Whether a shoulder and a hip score above 0.2: there is somebody to look at."""
    is_seen = pose.score > MIN_SCORE
    return bool(is_seen[_SHOULDERS].any() and is_seen[_HIPS].any())


def next_crop(pose: Pose | None, frame_px: tuple[int, int]) -> Crop:
    """Return the square to look at next: around the hips and wide enough for every seen joint, or the full frame.

    Distances are the larger of the horizontal and the vertical one. The full frame is the answer when there is no
    pose, when no shoulder or no hip scores above 0.2, and when the square would be wider than it anyway.
    """
    full = full_frame(frame_px)
    if pose is None or not np.isfinite(pose.xy_px).all():
        return full
    if not has_torso(pose):
        return full
    is_seen = pose.score > MIN_SCORE
    left_hip, right_hip = pose.xy_px[_HIPS].tolist()
    centre_x, centre_y = (left_hip[0] + right_hip[0]) / 2, (left_hip[1] + right_hip[1]) / 2
    distances = np.abs(pose.xy_px - (centre_x, centre_y)).max(axis=1)
    half = max(TORSO_FACTOR * float(distances[_TORSO].max()), BODY_FACTOR * float(distances[is_seen].max()))
    # The published rule also ends the square at the farthest border; that border is never nearer than half the full
    # frame's side, so the full frame is the answer there already.
    if not MIN_SIDE_SHARE * full.side_px <= 2 * half <= full.side_px:
        return full
    return Crop(x_px=centre_x - half, y_px=centre_y - half, side_px=2 * half)
