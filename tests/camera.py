"""The synthetic camera and model: inches in the room to frame pixels, and what the pose model adds.

In:  joints in inches (along the lane from the wall, up from the floor, towards the camera).
Out: 17 points in pixels and scores, with noise, bias and the int8 model's steps.
Not here: the body (athlete.py), time (motion.py).

Rule: the wall is at the left of this frame; a wall at the right is the finished stream mirrored (streams.py).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import cos, radians, sin, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.pose import KEYPOINT_COUNT
from kiosk.core.vocab import Keypoint
from tests.athlete import ANKLE_UP, HEEL_TO_ANKLE, Athlete, Part

FRAME_PX: Final = (640, 480)
LANE_MARKS_IN: Final = (0.0, 6.0, 12.0, 24.0)
CROP_OF_HEIGHT: Final = 1.18
NETWORK_PX: Final = 192
INT8_STEP: Final = 0.0041
ABSENT_SCORE: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A level pinhole. `px_per_in` holds at the lane point in the image centre, `centre_in` from the wall.

    330 px for 175 cm; 39.4 in (1.0 m) high, 108 in (2.75 m) away. `yaw_deg` turns it off the right angle:
    0 is linear along the lane, 10 to 20 a mild foreshortening.
    """

    px_per_in: float = 330.0 / (175.0 / 2.54)
    centre_in: float = 12.0
    height_in: float = 39.4
    distance_in: float = 108.0
    yaw_deg: float = 0.0
    frame_px: tuple[int, int] = FRAME_PX

    def project(self, room_in: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n, 2) frame pixels of (n, 3) room points in inches."""
        cosine, sine = cos(radians(self.yaw_deg)), sin(radians(self.yaw_deg))
        along = room_in[:, 0] - self.centre_in
        across = along * cosine + room_in[:, 2] * sine
        towards = room_in[:, 2] * cosine - along * sine
        scale = self.px_per_in * self.distance_in / (self.distance_in - towards)
        x_px = self.frame_px[0] / 2.0 + across * scale
        y_px = self.frame_px[1] / 2.0 + (self.height_in - room_in[:, 1]) * scale
        return np.stack((x_px, y_px), axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseTable:
    """SD per axis of each kind of point, in network px (1 px = 1.18/192 H); `ar1` from frame to frame.

    `far_side` times the near.
    """

    ankle: float
    knee: float
    hip: float
    shoulder: float
    ear: float
    nose: float
    arm: float
    ar1: float
    far_side: float

    def of(self, part: Part) -> float:
        return {
            Part.ANKLE: self.ankle,
            Part.KNEE: self.knee,
            Part.HIP: self.hip,
            Part.SHOULDER: self.shoulder,
            Part.EAR: self.ear,
            Part.NOSE: self.nose,
            Part.EYE: self.nose,
            Part.ELBOW: self.arm,
            Part.WRIST: self.arm,
        }[part]


E1: Final = NoiseTable(ankle=0.95, knee=1.25, hip=1.35, shoulder=1.4, ear=1.0, nose=0.9, arm=2.0, ar1=0.5, far_side=1.0)
"""hinge.md E.1; the arm from F.2 (elbow up to 2.6, half hidden)."""

MEASURED: Final = NoiseTable(
    ankle=1.15, knee=1.35, hip=1.6, shoulder=1.35, ear=0.97, nose=0.9, arm=2.4, ar1=0.1, far_side=1.15
)
"""In x over the stands of the rendered sessions, Lightning int8 at 30 poses/s, 0.423 in a network px: near ankle 0.49
in,
knee 0.57, hip 0.61–0.68 (decision 20), shoulder 0.57, ear 0.41; the far side 1.15 times that; from frame to frame
uncorrelated (−0.1…0.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bias:
    """Constant errors in inches; back is towards the wall. `hip_back_at_45_in` grows with the trunk lean."""

    hip_back_at_45_in: float = 0.0
    hip_back_in: float = 0.0
    hip_up_in: float = 0.0
    knee_ahead_in: float = 0.0
    ankle_ahead_in: float = 0.0

    def at(self, trunk_deg: float) -> NDArray[np.float64]:
        """Return (17, 2) inches ahead and up to add to the joints."""
        shift = np.zeros((KEYPOINT_COUNT, 2))
        back_in = self.hip_back_in + self.hip_back_at_45_in * trunk_deg / 45.0
        shift[[Part.HIP.left, Part.HIP.right]] = (-back_in, self.hip_up_in)
        shift[[Part.KNEE.left, Part.KNEE.right], 0] = self.knee_ahead_in
        shift[[Part.ANKLE.left, Part.ANKLE.right], 0] = self.ankle_ahead_in
        return shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """How the pose model errs. `noise` multiplies the table, 0 is exact; `is_int8` rounds to 0.0041 of the crop."""

    noise: float = 1.0
    table: NoiseTable = MEASURED
    bias: Bias = field(default_factory=Bias)
    is_int8: bool = False
    near_score: float = 0.70
    far_score: float = 0.60
    score_sd: float = 0.03


EXACT: Final = Model(noise=0.0, score_sd=0.0)


def lane_marks(
    camera: Camera | None = None, athlete: Athlete | None = None, *, marks_in: tuple[float, ...] = LANE_MARKS_IN
) -> list[tuple[float, tuple[float, float]]]:
    """Return (heels in inches from the wall, the mid-ankle's exact pixel) for each taped mark; the wall at the left."""
    height_in = (athlete or Athlete()).height_in
    room_in = np.array([(mark + HEEL_TO_ANKLE * height_in, ANKLE_UP * height_in, 0.0) for mark in marks_in])
    pixels = (camera or Camera()).project(room_in)
    return [(mark, (float(x_px), float(y_px))) for mark, (x_px, y_px) in zip(marks_in, pixels, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What is truly in the frame at one instant: pixels, each point's side, and the body's size."""

    xy_px: NDArray[np.float64]
    is_far: NDArray[np.bool_]
    height_px: float


Sense = Callable[[Sight | None], tuple[NDArray[np.float64], NDArray[np.float64]]]


def sensor(model: Model, *, seed: int, frame_px: tuple[int, int]) -> Sense:
    """Return a function from what is there to (xy_px, score); call it once a sample, in order.

    None is an empty room: points jump about the frame with scores near 0.1, as a point outside the frame has.
    The same seed gives the same numbers.
    """
    generator = np.random.Generator(np.random.PCG64(seed))
    sd_px = np.zeros(KEYPOINT_COUNT)
    for part in Part:
        sd_px[[part.left, part.right]] = model.table.of(part)
    wander = generator.standard_normal((KEYPOINT_COUNT, 3))

    def sense(sight: Sight | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        nonlocal wander
        wander = model.table.ar1 * wander + sqrt(1.0 - model.table.ar1**2) * generator.standard_normal(
            (KEYPOINT_COUNT, 3)
        )
        if sight is None:
            anywhere = generator.random((KEYPOINT_COUNT, 2)) * np.array(frame_px)
            return anywhere, np.clip(ABSENT_SCORE + 0.04 * wander[:, 2], 0.0, 1.0)
        network_px = CROP_OF_HEIGHT * sight.height_px / NETWORK_PX
        side = np.where(sight.is_far, model.table.far_side, 1.0)
        xy_px = sight.xy_px + wander[:, :2] * (model.noise * network_px * sd_px * side)[:, None]
        if model.is_int8:
            xy_px = _stepped(xy_px, sight)
        certainty = np.where(sight.is_far, model.far_score, model.near_score)
        inside_px = np.clip(xy_px, 0.0, np.array(frame_px))
        is_outside = (inside_px != xy_px).any(axis=1)
        score = np.where(is_outside, ABSENT_SCORE, certainty) + model.score_sd * wander[:, 2]
        return inside_px, np.clip(score, 0.0, 1.0)

    return sense


def _stepped(xy_px: NDArray[np.float64], sight: Sight) -> NDArray[np.float64]:
    """Round to the int8 model's grid, which starts at the crop's corner and so moves with the hips."""
    step_px = INT8_STEP * CROP_OF_HEIGHT * sight.height_px
    corner_px = np.round((sight.xy_px[Keypoint.LEFT_HIP] + sight.xy_px[Keypoint.RIGHT_HIP]) / 2.0)
    return np.asarray(corner_px + np.round((xy_px - corner_px) / step_px) * step_px, dtype=np.float64)
