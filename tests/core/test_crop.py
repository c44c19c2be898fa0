"""Where the model looks next: everything of the athlete that is seen stays inside."""

import math
import platform
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kiosk.core.crop import Crop, full_frame, next_crop
from kiosk.core.pose import KEYPOINT_COUNT, Pose
from kiosk.core.vocab import Keypoint

FRAME_PX = (640, 480)
FULL = Crop(x_px=0.0, y_px=-80.0, side_px=640.0)
# tflite-runtime, once imported, has an Arm processor take numbers below 2.2e-308 for zero.
HAS_SUBNORMAL = None if platform.machine() != "aarch64" else False

# A side view of an athlete 300 px tall, facing right: each pair of joints at one place.
STANDING = {
    "head": (320, 120),
    "shoulder": (315, 175),
    "elbow": (318, 225),
    "wrist": (325, 270),
    "hip": (320, 270),
    "knee": (322, 340),
    "ankle": (318, 410),
}
JOINTS = {
    "head": range(5),
    "shoulder": (5, 6),
    "elbow": (7, 8),
    "wrist": (9, 10),
    "hip": (11, 12),
    "knee": (13, 14),
    "ankle": (15, 16),
}


def athlete(unseen=(), **moved) -> Pose:
    xy_px, score = np.zeros((KEYPOINT_COUNT, 2)), np.full(KEYPOINT_COUNT, 0.7)
    for name, place in (STANDING | moved).items():
        xy_px[list(JOINTS[name])] = place
    for name in unseen:
        score[list(JOINTS[name])] = 0.2
    return Pose(xy_px=xy_px, score=score)


def margin_px(crop: Crop, pose: Pose) -> float:
    """Distance from the crop's nearest edge to the nearest seen joint; negative when a joint is cut off."""
    xy_px = pose.xy_px[pose.score > 0.2] - (crop.x_px, crop.y_px)
    return float(np.minimum(xy_px, crop.side_px - xy_px).min())


@pytest.mark.parametrize(
    ("frame_px", "expected"),
    [
        ((640, 480), Crop(x_px=0.0, y_px=-80.0, side_px=640.0)),
        ((480, 640), Crop(x_px=-80.0, y_px=0.0, side_px=640.0)),
        ((300, 300), Crop(x_px=0.0, y_px=0.0, side_px=300.0)),
    ],
)
def test_the_full_frame_is_padded_to_a_square_around_its_middle(frame_px, expected):
    assert full_frame(frame_px) == expected


@pytest.mark.parametrize(
    ("what", "pose"),
    [
        ("stands tall", athlete()),
        ("raises the arms", athlete(elbow=(318, 110), wrist=(320, 60))),
        ("sits in a deep squat", athlete(head=(370, 260), shoulder=(355, 310), hip=(270, 360), knee=(370, 350))),
        ("hinges with the hips far back", athlete(head=(420, 230), shoulder=(390, 250), wrist=(385, 350))),
        ("reaches out in front", athlete(elbow=(400, 190), wrist=(470, 185))),
        ("stands at the frame's edge", athlete(**{name: (x - 260, y) for name, (x, y) in STANDING.items()})),
        ("has the feet at the frame's bottom", athlete(knee=(322, 400), ankle=(318, 475))),
    ],
)
def test_no_seen_joint_is_cut_off_when_the_athlete(what, pose):
    crop = next_crop(pose, FRAME_PX)
    assert crop != FULL, what
    assert margin_px(crop, pose) > 0, what


def test_the_crop_is_centred_on_the_middle_of_the_hips():
    crop = next_crop(athlete(), FRAME_PX)
    assert (crop.x_px + crop.side_px / 2, crop.y_px + crop.side_px / 2) == (320, 270)


def test_the_farthest_joint_sets_the_side():
    assert next_crop(athlete(wrist=(320, 90)), FRAME_PX).side_px == pytest.approx(2 * 1.2 * (270 - 90))


def test_a_long_torso_sets_the_side_when_the_limbs_are_not_seen():
    crop = next_crop(athlete(unseen=("head", "elbow", "wrist", "knee", "ankle")), FRAME_PX)
    assert crop.side_px == pytest.approx(2 * 1.9 * (270 - 175))


@pytest.mark.parametrize("joint", list(Keypoint))
def test_every_single_joint_can_widen_the_crop(joint):
    xy_px = athlete().xy_px.copy()
    xy_px[joint] = (320 + 190, 270)
    far = Pose(xy_px=xy_px, score=np.full(KEYPOINT_COUNT, 0.7))
    assert next_crop(far, FRAME_PX).side_px > next_crop(athlete(), FRAME_PX).side_px


def test_an_unseen_limb_does_not_widen_the_crop():
    lost_ankle = athlete(unseen=("ankle",), ankle=(40, 470))
    assert next_crop(lost_ankle, FRAME_PX) == next_crop(athlete(), FRAME_PX)


@pytest.mark.parametrize(
    ("why", "pose"),
    [
        ("there was no pose", None),
        ("no shoulder is seen", athlete(unseen=("shoulder",))),
        ("no hip is seen", athlete(unseen=("hip",))),
        ("the athlete is too close", athlete(head=(320, 5), shoulder=(315, 90), ankle=(318, 650))),
        ("all joints fell onto one spot", athlete(**dict.fromkeys(STANDING, (300, 200)))),
        ("a coordinate is not a number", athlete(hip=(math.nan, 270))),
        ("a coordinate is endless", athlete(ankle=(318, math.inf))),
        ("no score is a number", Pose(xy_px=np.full((17, 2), 9.0), score=np.full(17, math.nan))),
    ],
)
def test_the_whole_frame_is_looked_at_when(why, pose):
    assert next_crop(pose, FRAME_PX) == FULL, why


def test_one_seen_shoulder_and_one_seen_hip_are_enough():
    score = np.full(KEYPOINT_COUNT, 0.1)
    score[[Keypoint.RIGHT_SHOULDER, Keypoint.RIGHT_HIP]] = 0.5
    assert next_crop(Pose(xy_px=athlete().xy_px.copy(), score=score), FRAME_PX) != FULL


@given(
    xy_px=arrays(
        np.float64,
        (KEYPOINT_COUNT, 2),
        elements=st.floats(-1e6, 1e6, allow_subnormal=HAS_SUBNORMAL) | st.just(math.nan),
    ),
    score=arrays(np.float64, KEYPOINT_COUNT, elements=st.floats(0, 1, allow_subnormal=HAS_SUBNORMAL)),
    frame_px=st.tuples(st.integers(16, 4000), st.integers(16, 4000)),
)
def test_whatever_the_pose_the_crop_is_a_finite_square_no_wider_than_the_frame(xy_px, score, frame_px):
    crop = next_crop(Pose(xy_px=xy_px, score=score), frame_px)
    assert all(math.isfinite(edge) for edge in astuple(crop))
    assert 0 < crop.side_px <= max(frame_px)
