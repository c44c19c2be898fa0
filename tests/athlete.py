"""The synthetic athlete's body: a planar three-link model over a fixed foot, with two sides.

In:  a posture in degrees, and where the heels stand.
Out: 17 joints in body heights (forward from the mean ankle, up from the floor, lateral towards the camera).
Not here: time (motion.py), pixels and noise (camera.py).

Rule: lengths and masses are hinge.md E.1; everything is in body heights (H) until a stature turns it into inches.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, unique
from math import asin, atan2, cos, degrees, hypot, radians, sin, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.pose import KEYPOINT_COUNT
from kiosk.core.units import CM_PER_IN
from kiosk.core.vocab import Keypoint

SHANK: Final = 0.246
THIGH: Final = 0.245
TORSO: Final = 0.288
ANKLE_UP: Final = 0.039
HEEL_TO_ANKLE: Final = 0.030
BUTTOCK: Final = 0.075
EAR_UP: Final = 0.10
EAR_AHEAD_DEG: Final = 8.0
NOSE_AHEAD: Final = 0.065
UPPER_ARM: Final = 0.186
FOREARM: Final = 0.146
REACH_DOWN: Final = 0.43
FOOT_LIFT: Final = 0.04

FOOT_MASS, FOOT_AT = 0.029, 0.046
SHANK_MASS, THIGH_MASS, LEG_AT = 0.093, 0.200, 0.567
HAT_MASS, HAT_AT = 0.678, 0.626
STEEPEST_DEG: Final = 90.0

Point = tuple[float, float]


@unique
class Arms(Enum):
    """Where the hands are."""

    HIPS = "hips"
    HANGING = "hanging"
    REACHING = "reaching"
    BEHIND = "behind"
    RAISED = "raised"


@unique
class Part(Enum):
    """A kind of joint, its half breadth in H and its two keypoints (left, right)."""

    NOSE = (0.0, Keypoint.NOSE, Keypoint.NOSE)
    EYE = (0.018, Keypoint.LEFT_EYE, Keypoint.RIGHT_EYE)
    EAR = (0.044, Keypoint.LEFT_EAR, Keypoint.RIGHT_EAR)
    SHOULDER = (0.1165, Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER)
    ELBOW = (0.135, Keypoint.LEFT_ELBOW, Keypoint.RIGHT_ELBOW)
    WRIST = (0.09, Keypoint.LEFT_WRIST, Keypoint.RIGHT_WRIST)
    HIP = (0.050, Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP)
    KNEE = (0.048, Keypoint.LEFT_KNEE, Keypoint.RIGHT_KNEE)
    ANKLE = (0.046, Keypoint.LEFT_ANKLE, Keypoint.RIGHT_ANKLE)

    @property
    def half_breadth(self) -> float:
        return self.value[0]

    @property
    def left(self) -> Keypoint:
        return self.value[1]

    @property
    def right(self) -> Keypoint:
        return self.value[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """Joint angles in degrees. `phi_deg` None is solved for balance; `head_deg` None follows the trunk."""

    kappa_deg: float = 6.0
    theta_deg: float = 2.0
    phi_deg: float | None = None
    head_deg: float | None = None
    rounding: float = 0.0
    arms: Arms = Arms.HIPS

    @property
    def shank_deg(self) -> float:
        return balanced_phi_deg(self) if self.phi_deg is None else self.phi_deg

    @property
    def pitch_deg(self) -> float:
        return self.theta_deg if self.head_deg is None else self.head_deg


TOP: Final = Posture()
SEATED: Final = Posture(kappa_deg=92.0, theta_deg=5.0, phi_deg=2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """A body of one stature."""

    stature_cm: float = 175.0

    @property
    def height_in(self) -> float:
        return self.stature_cm / CM_PER_IN


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """One foot against the mean ankle, in H: forward, and lifted off the floor."""

    ahead: float = 0.0
    lift: float = 0.0


FLAT: Final = Foot()


def along(start: Point, length: float, angle_deg: float) -> Point:
    """Return the point `length` from `start`, at an angle from the vertical, growing forward."""
    return start[0] + length * sin(radians(angle_deg)), start[1] + length * cos(radians(angle_deg))


def balanced_phi_deg(posture: Posture) -> float:
    """Return the shank angle that puts the mass centre 5 → 3 cm (of 175) ahead of the ankle (E.1), in closed form."""
    kappa, theta = radians(posture.kappa_deg), radians(posture.theta_deg)
    above_knee, above_hip = THIGH_MASS + HAT_MASS, THIGH_MASS * LEG_AT + HAT_MASS
    sine = SHANK * (SHANK_MASS * LEG_AT + above_knee) + THIGH * cos(kappa) * above_hip
    cosine = -THIGH * sin(kappa) * above_hip
    wanted = (5.0 - 2.0 * min(posture.theta_deg, 20.0) / 20.0) / 175.0
    torso = HAT_MASS * HAT_AT * TORSO * (1.0 - posture.rounding) * sin(theta)
    return _solve_wave_deg(sine, cosine, wanted - FOOT_MASS * FOOT_AT - torso)


def phi_for_hip_deg(kappa_deg: float, hip_ahead: float) -> float:
    """Return the shank angle that puts the hip centre `hip_ahead` H in front of the ankle, balanced or not."""
    kappa = radians(kappa_deg)
    return _solve_wave_deg(SHANK + THIGH * cos(kappa), -THIGH * sin(kappa), hip_ahead)


def _solve_wave_deg(sine: float, cosine: float, wanted: float) -> float:
    size = hypot(sine, cosine)
    if abs(wanted) > size:
        message = f"no shank angle gives {wanted:.3f} H: the legs reach {size:.3f} H"
        raise ValueError(message)
    return degrees(asin(wanted / size) - atan2(cosine, sine))


def hip_ahead_of_ankle(posture: Posture) -> float:
    """Return the hip centre's place in front of the ankle, in H."""
    knee = along((0.0, 0.0), SHANK, posture.shank_deg)
    return along(knee, THIGH, posture.shank_deg - posture.kappa_deg)[0]


def hip_gap_in(athlete: Athlete, posture: Posture, *, heel_in: float) -> float:
    """Return inches from the buttock's skin to the wall; 0 touches, negative would be inside the wall."""
    return heel_in + athlete.height_in * (HEEL_TO_ANKLE + hip_ahead_of_ankle(posture) - BUTTOCK)


def theta_for_gap(athlete: Athlete, *, heel_in: float, gap_in: float = 0.0, kappa_deg: float = 14.0) -> float:
    """Return the trunk lean of the balanced posture whose buttock is `gap_in` from the wall; ValueError if too far."""

    def gap_at(theta_deg: float) -> float:
        return hip_gap_in(athlete, Posture(kappa_deg=kappa_deg, theta_deg=theta_deg), heel_in=heel_in)

    low, high = 0.0, STEEPEST_DEG
    if not gap_at(high) <= gap_in <= gap_at(low):
        message = f"no lean puts the hips {gap_in} in from the wall with the heels at {heel_in} in"
        raise ValueError(message)
    return _bisect(lambda theta_deg: gap_at(theta_deg) - gap_in, low, high)


def _bisect(falling: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(50):
        middle = (low + high) / 2.0
        low, high = (middle, high) if falling(middle) > 0.0 else (low, middle)
    return (low + high) / 2.0


def with_hips_at_gap(athlete: Athlete, posture: Posture, *, heel_in: float, gap_in: float = 0.0) -> Posture:
    """Return the posture tipped at the ankles until the buttock is `gap_in` from the wall: the wall holds it."""
    hip_ahead = (gap_in - heel_in) / athlete.height_in + BUTTOCK - HEEL_TO_ANKLE
    return replace(posture, phi_deg=phi_for_hip_deg(posture.kappa_deg, hip_ahead))


def joints_of(posture: Posture, *, near_foot: Foot = FLAT, far_foot: Foot = FLAT) -> NDArray[np.float64]:
    """Return (17, 3) joints in H of a body facing +x: forward of the mean ankle, up from the floor, towards the camera.

    A body facing +x shows its right side, so right is near. Joints sit half a breadth from the middle.
    """
    ankle = (0.0, ANKLE_UP)
    knee = along(ankle, SHANK, posture.shank_deg)
    hip = along(knee, THIGH, posture.shank_deg - posture.kappa_deg)
    shoulder = along(hip, TORSO * (1.0 - posture.rounding), posture.theta_deg)
    pitch_deg = posture.pitch_deg
    ear = along(shoulder, EAR_UP, pitch_deg + EAR_AHEAD_DEG)
    wrist = _wrist(posture, hip, shoulder)
    middle = {
        Part.NOSE: along(ear, NOSE_AHEAD, pitch_deg + 90.0),
        Part.EYE: along(along(ear, 0.05, pitch_deg + 90.0), 0.02, pitch_deg),
        Part.EAR: ear,
        Part.SHOULDER: shoulder,
        Part.ELBOW: _middle_joint(shoulder, wrist, UPPER_ARM, FOREARM, side=-1.0),
        Part.WRIST: wrist,
        Part.HIP: hip,
    }
    joints = np.zeros((KEYPOINT_COUNT, 3))
    for foot, towards_camera in ((near_foot, 1.0), (far_foot, -1.0)):
        own_ankle = (foot.ahead, ANKLE_UP + foot.lift)
        own_knee = knee if foot == FLAT else _middle_joint(hip, own_ankle, THIGH, SHANK, side=1.0)
        for part, point in (middle | {Part.KNEE: own_knee, Part.ANKLE: own_ankle}).items():
            keypoint = part.right if towards_camera > 0.0 else part.left
            joints[keypoint] = (*point, towards_camera * part.half_breadth)
    return joints


def _wrist(posture: Posture, hip: Point, shoulder: Point) -> Point:
    lean_deg = posture.theta_deg
    match posture.arms:
        case Arms.HIPS:
            return along(along(hip, 0.02, lean_deg), 0.05, lean_deg + 90.0)
        case Arms.HANGING:
            return along(shoulder, UPPER_ARM + FOREARM, 180.0)
        case Arms.REACHING:
            return along(shoulder, REACH_DOWN, 180.0)
        case Arms.BEHIND:
            return along(along(hip, 0.04, lean_deg), 0.06, lean_deg - 90.0)
        case Arms.RAISED:
            return along(shoulder, UPPER_ARM + FOREARM, 0.0)


def _middle_joint(top: Point, bottom: Point, upper: float, lower: float, *, side: float) -> Point:
    """Return the joint of two links from top to bottom, bulging forward (+1) or back (-1); straight if out of reach."""
    gap_x, gap_y = bottom[0] - top[0], bottom[1] - top[1]
    span = hypot(gap_x, gap_y)
    if span >= upper + lower:
        share = upper / (upper + lower)
        return top[0] + gap_x * share, top[1] + gap_y * share
    foot = (span * span + upper * upper - lower * lower) / (2.0 * span)
    bulge = side * sqrt(max(upper * upper - foot * foot, 0.0))
    return top[0] + (gap_x * foot - gap_y * bulge) / span, top[1] + (gap_y * foot + gap_x * bulge) / span
