"""A recording from an oblique side, turned into the side view it should have been.

In:  pose samples of a recording, and the attempts first seen in them.
Out: the angle of view; the same samples with what the angle had shortened drawn out again.
Not here: stations (they ask the athlete to turn), judging (session.py).

Rule: only a recording is turned, and only beyond the side-on gate of B.1; the angle is one for the whole recording and
is read where it matters, in the athlete standing before and after attempts. The view shortens what points along the
athlete's own front and nothing else, and left and right cancel in their mid-points.
"""

from collections.abc import Sequence
from math import asin, ceil, cos, degrees, hypot, radians
from typing import Final

from kiosk.core.bottom import median
from kiosk.core.frozen import replace
from kiosk.core.kinematics import inclination_deg
from kiosk.core.params import GateParams
from kiosk.core.pose import PoseSample, quantised
from kiosk.core.presence import shoulder_ratio
from kiosk.core.units import us_of_s
from kiosk.core.verdict import Attempt

SIDE_ON_RATIO: Final = 0.30
"""B.1: with less shoulder width to the torso's length the view is side-on, and rules hold as they are."""
WIDTH_OF_TORSO: Final = 0.233 / 0.29
"""B.1: shoulder breadth over torso length, both in body heights."""
MOST_YAW_DEG: Final = 60.0
"""45° as it may be read: 7° is the error, measured, and 8° what the nearness of one shoulder adds. Half of the side is
left to draw out at 60°."""
LOOK_US: Final = us_of_s(1.0)
"""Before and after an attempt: the second of standing of B.1."""
LEAST_SAMPLES: Final = 5
"""Half a second at ten a second."""


def yaw_deg_of(samples: Sequence[PoseSample], attempts: Sequence[Attempt], gate: GateParams) -> float:
    """Return how far off the side the athlete was seen around the attempts, 0 to 90; 0 when it cannot be told."""
    looks = [(item.start_us - LOOK_US, item.start_us) for item in attempts]
    looks += [(item.end_us, item.end_us + LOOK_US) for item in attempts]
    ratios = [
        shoulder_ratio(sample.pose.xy_px.tolist())
        for sample in samples
        if any(start_us <= sample.capture_us <= end_us for start_us, end_us in looks) and _is_tall(sample, gate)
    ]
    if len(ratios) < LEAST_SAMPLES:
        return 0.0
    return degrees(asin(min(median(ratios) / WIDTH_OF_TORSO, 1.0)))


def side_on(samples: Sequence[PoseSample], attempts: Sequence[Attempt], gate: GateParams) -> Sequence[PoseSample]:
    """Return the samples as seen from the side; the very same when they were, or when too little of a side was seen."""
    yaw_deg = yaw_deg_of(samples, attempts, gate)
    if not degrees(asin(SIDE_ON_RATIO / WIDTH_OF_TORSO)) < yaw_deg <= MOST_YAW_DEG:
        return samples
    return tuple(_drawn_out(sample, 1.0 / cos(radians(yaw_deg))) for sample in samples)


def _is_tall(sample: PoseSample, gate: GateParams) -> bool:
    """Whether shoulders and hips are seen, the ones above the others."""
    (left, right), (left_hip, right_hip) = sample.pose.xy_px[5:7].tolist(), sample.pose.xy_px[11:13].tolist()
    if min(sample.pose.score[[5, 6]]) < gate.good_score or max(sample.pose.score[[11, 12]]) < gate.good_score:
        return False
    forward, up = left[0] + right[0] - left_hip[0] - right_hip[0], left_hip[1] + right_hip[1] - left[1] - right[1]
    return hypot(forward, up) > 0 and abs(inclination_deg(forward, up)) < gate.tall_lean_deg


def _drawn_out(sample: PoseSample, stretch: float) -> PoseSample:
    xy_px = sample.pose.xy_px.copy()
    xy_px[:, 0] *= stretch
    width, height = sample.frame_px
    return replace(sample, pose=quantised(xy_px, sample.pose.score), frame_px=(ceil(width * stretch), height))
