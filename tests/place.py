"""One instant of the synthetic athlete: how the body stands in the room, and what is there to be seen.

In:  two places and a share of the way; or a place, an athlete, a camera and a model's bias.
Out: the place between; the exact picture.
Not here: the body (athlete.py), time (motion.py), noise (camera.py).

Rule: a place is exact; only its picture carries the model's bias.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, radians, sin

import numpy as np

from tests.athlete import FOOT_LIFT, HEEL_TO_ANKLE, TOP, Athlete, Foot, Part, Posture, joints_of
from tests.camera import Camera, Model, Sight


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How the body stands at one instant. Heels in inches from the wall; yaw turns the chest away from the camera."""

    posture: Posture = TOP
    near_heel_in: float
    far_heel_in: float
    near_lift: float = 0.0
    far_lift: float = 0.0
    yaw_deg: float = 0.0
    towards_in: float = 0.0

    @property
    def heel_in(self) -> float:
        return (self.near_heel_in + self.far_heel_in) / 2.0


def blend(before: Place, after: Place, elapsed: float, *, is_even: bool) -> Place:
    """Return the place a share of the way, by cosine ease; a foot that travels is lifted."""
    share = elapsed if is_even else (1.0 - cos(pi * elapsed)) / 2.0

    def mix(start: float, end: float) -> float:
        return start + (end - start) * share

    def lift(start_in: float, end_in: float) -> float:
        return min(FOOT_LIFT, abs(end_in - start_in) / 100.0) * sin(pi * elapsed)

    start, end = before.posture, after.posture
    is_balanced = start.phi_deg is None and end.phi_deg is None
    is_head_free = start.head_deg is None and end.head_deg is None
    return Place(
        posture=Posture(
            kappa_deg=mix(start.kappa_deg, end.kappa_deg),
            theta_deg=mix(start.theta_deg, end.theta_deg),
            phi_deg=None if is_balanced else mix(start.shank_deg, end.shank_deg),
            head_deg=None if is_head_free else mix(start.pitch_deg, end.pitch_deg),
            rounding=mix(start.rounding, end.rounding),
            arms=start.arms if share < 0.5 else end.arms,
        ),
        near_heel_in=mix(before.near_heel_in, after.near_heel_in),
        far_heel_in=mix(before.far_heel_in, after.far_heel_in),
        near_lift=lift(before.near_heel_in, after.near_heel_in),
        far_lift=lift(before.far_heel_in, after.far_heel_in),
        yaw_deg=mix(before.yaw_deg, after.yaw_deg),
        towards_in=mix(before.towards_in, after.towards_in),
    )


@lru_cache(maxsize=4096)
def sight_of(place: Place, *, athlete: Athlete, camera: Camera, model: Model) -> Sight:
    """Return the exact picture of a body in place, the model's bias included, its noise not.

    It is remembered: a body that holds still, or the same story with another noise, is in the same places again.
    """
    height_in = athlete.height_in
    cosine, sine = cos(radians(place.yaw_deg)), sin(radians(place.yaw_deg))
    stride = (place.near_heel_in - place.far_heel_in) / 2.0 / height_in * cosine
    joints_in = height_in * joints_of(
        place.posture,
        near_foot=Foot(ahead=stride, lift=place.near_lift),
        far_foot=Foot(ahead=-stride, lift=place.far_lift),
    )
    joints_in[:, :2] += model.bias.at(place.posture.theta_deg)
    ahead_in, lateral_in = joints_in[:, 0] + HEEL_TO_ANKLE * height_in, joints_in[:, 2]
    towards_in = lateral_in * cosine - ahead_in * sine + place.towards_in
    along_in = place.heel_in + ahead_in * cosine + lateral_in * sine
    is_far = np.zeros(len(joints_in), dtype=np.bool_)
    for part in Part:
        if part is not Part.NOSE:
            is_far[part.left if towards_in[part.left] < towards_in[part.right] else part.right] = True
    return Sight(
        xy_px=camera.project(np.stack((along_in, joints_in[:, 1], towards_in), axis=1)),
        is_far=is_far,
        height_px=height_in * camera.px_per_in,
    )
