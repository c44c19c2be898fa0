"""A pose, and a pose with its place in time.

In:  keypoints in frame pixels (x right, y down) as the pose edge delivers them.
Out: read-only arrays.
Not here: angles (kinematics.py), smoothing (smoothing.py).

Rule: a pose is never changed after it is made; its arrays refuse writes.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

KEYPOINT_COUNT: Final = 17
XY_STEP_PX: Final = 0.1
SCORE_STEP: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """17 keypoints at one instant.

    `xy_px`: float64 (17, 2), frame pixels, x right and y down. `score`: float64 (17,), the model's certainty 0–1.
    """

    xy_px: NDArray[np.float64]
    score: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.xy_px.shape != (KEYPOINT_COUNT, 2) or self.score.shape != (KEYPOINT_COUNT,):
            message = f"a pose is (17, 2) and (17,), not {self.xy_px.shape} and {self.score.shape}"
            raise ValueError(message)
        self.xy_px.setflags(write=False)
        self.score.setflags(write=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseSample:
    """A pose with its sequence number and the capture time of its frame, in µs since the session's clock started.

    `luma` is the frame's mean brightness, 0 (black) to 255, and `frame_px` the frame's (width, height).
    """

    sequence: int
    capture_us: int
    pose: Pose
    luma: float
    frame_px: tuple[int, int]


def quantised(xy_px: NDArray[np.float64], score: NDArray[np.float64]) -> Pose:
    """Return a pose rounded to the journal's steps, so that what is recorded is exactly what was consumed.

    0.1 px and 0.01 are a tenth of the measured noise (hinge.md F.2: 1–1.6 network pixels; scores step by 0.049). Adding
    zero takes the sign off a negative zero, which a whole number of steps cannot hold.
    """
    return Pose(
        xy_px=np.round(xy_px / XY_STEP_PX) * XY_STEP_PX + 0.0, score=np.round(score / SCORE_STEP) * SCORE_STEP + 0.0
    )
