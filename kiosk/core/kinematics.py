"""Pose → the athlete's sagittal geometry.

In:  17 keypoints in frame pixels (x right, y down) and the way the athlete faces (+1 right, −1 left).
Out: Geometry: points and angles in the athlete's own plane; NaN in, NaN out.
Not here: smoothing, baselines, judgement.

Rule: paired points are taken as the mid-point of left and right. A swap of sides, the commonest mistake of the model in
a side view, then changes nothing, and the mid-point's noise is 0.7 of one side's. Signs: x grows towards the athlete's
front, y grows upwards, lean and shin grow forwards, head pitch grows downwards.
"""

from math import atan2, cos, degrees, hypot, nan, radians, sin
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Geometry(NamedTuple):
    """One sample's geometry. Points in px, x towards the front and y up from the frame's origin; angles in degrees."""

    ankle_x: float
    ankle_y: float
    knee_x: float
    knee_y: float
    hip_x: float
    hip_y: float
    shoulder_x: float
    shoulder_y: float
    ear_x: float
    ear_y: float
    nose_x: float
    nose_y: float
    elbow_x: float
    elbow_y: float
    wrist_x: float
    wrist_y: float
    lean_deg: float
    """Torso inclination: hip→shoulder from the vertical, 0 upright."""
    knee_deg: float
    """Knee flexion, signed: 0 straight, negative hyperextended (decision 17)."""
    hinge_deg: float
    """Hip flexion: 0 tall."""
    shin_deg: float
    """Ankle→knee from the vertical, forward positive."""
    head_deg: float
    """Ear→nose below the horizontal."""
    neck_deg: float
    """Shoulder→ear from the vertical minus the lean: grows when the head hangs."""
    torso_px: float
    shoulder_width_px: float
    """Horizontal distance between the two shoulders in the picture."""


def geometry_of(xy_px: NDArray[np.float64], facing: int) -> Geometry:
    """Measure one pose. Zero-length segments give NaN angles."""
    points = xy_px.tolist()
    ankle_x, ankle_y = _middle(points[15], points[16], facing)
    knee_x, knee_y = _middle(points[13], points[14], facing)
    hip_x, hip_y = _middle(points[11], points[12], facing)
    shoulder_x, shoulder_y = _middle(points[5], points[6], facing)
    ear_x, ear_y = _middle(points[3], points[4], facing)
    elbow_x, elbow_y = _middle(points[7], points[8], facing)
    wrist_x, wrist_y = _middle(points[9], points[10], facing)
    nose_x, nose_y = points[0][0] * facing, -points[0][1]
    lean = inclination_deg(shoulder_x - hip_x, shoulder_y - hip_y)
    shin = inclination_deg(knee_x - ankle_x, knee_y - ankle_y)
    thigh = inclination_deg(hip_x - knee_x, hip_y - knee_y)
    neck = inclination_deg(ear_x - shoulder_x, ear_y - shoulder_y) - lean
    head = _angle_deg(-(nose_y - ear_y), nose_x - ear_x)
    return Geometry(
        ankle_x,
        ankle_y,
        knee_x,
        knee_y,
        hip_x,
        hip_y,
        shoulder_x,
        shoulder_y,
        ear_x,
        ear_y,
        nose_x,
        nose_y,
        elbow_x,
        elbow_y,
        wrist_x,
        wrist_y,
        lean,
        wrapped_deg(shin - thigh),
        wrapped_deg(lean - thigh),
        shin,
        head,
        wrapped_deg(neck),
        hypot(shoulder_x - hip_x, shoulder_y - hip_y),
        abs(points[5][0] - points[6][0]),
    )


def inclination_deg(forward: float, up: float) -> float:
    """Return a segment's angle from the vertical, forward positive; NaN for a segment without length."""
    return _angle_deg(forward, up)


def wrapped_deg(angle_deg: float) -> float:
    """Return the angle in −180…180."""
    return (angle_deg + 180.0) % 360.0 - 180.0


def _angle_deg(opposite: float, adjacent: float) -> float:
    if opposite == 0.0 and adjacent == 0.0:
        return nan
    return degrees(atan2(opposite, adjacent))


def _middle(left: list[float], right: list[float], facing: int) -> tuple[float, float]:
    return (left[0] + right[0]) * 0.5 * facing, -(left[1] + right[1]) * 0.5


# Balanced hinge, knees at 15°: hip-back travel in body heights against trunk lean in degrees (hinge.md B.2, model M).
_EXPECTED_LEAN_DEG = (0.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 75.0, 90.0)
_EXPECTED_TRAVEL_H = (0.0, 0.013, 0.029, 0.044, 0.059, 0.082, 0.102, 0.119, 0.134, 0.148, 0.152)


def balance_px(geometry: Geometry) -> float:
    """Return how far the mass above the foot is ahead of the ankle, in px, weighted by its share of the body.

    Shares and centres of shank, thigh and head-arms-trunk after E.1: 0.093 and 0.200 at 0.567 of their length from
    below, 0.678 at 0.626 of hip to shoulder.
    """
    knee = geometry.knee_x - geometry.ankle_x
    hip = geometry.hip_x - geometry.ankle_x
    shoulder = geometry.shoulder_x - geometry.ankle_x
    trunk = hip + 0.626 * (shoulder - hip)
    return 0.093 * 0.567 * knee + 0.200 * (knee + 0.567 * (hip - knee)) + 0.678 * trunk


def elbow_up_px(geometry: Geometry) -> float:
    """Return how far the elbows are above the shoulders, along the trunk, in px."""
    lean = radians(geometry.lean_deg)
    ahead, up = geometry.elbow_x - geometry.shoulder_x, geometry.elbow_y - geometry.shoulder_y
    return ahead * sin(lean) + up * cos(lean)


def expected_travel_h(lean_deg: float) -> float:
    """Return how far back the hips are in a balanced hinge, in body heights (hinge.md B.2)."""
    return float(np.interp(lean_deg, _EXPECTED_LEAN_DEG, _EXPECTED_TRAVEL_H))


def stoop_squat_index(hip_drop: float, shoulder_drop: float) -> float:
    """Return 100 for a pure stoop and 0 for a pure squat; NaN below 0.05 H of shoulder drop (hinge.md B.2, L5)."""
    if not shoulder_drop >= 0.05:  # noqa: PLR2004 -- B.2: valid from 0.05 H
        return nan
    return 100.0 * (1.0 - hip_drop / shoulder_drop)
