"""One leg on the floor: whichever the model calls it, the sample shows the one that carries the body."""

from dataclasses import replace

import numpy as np
import pytest

from kiosk.core.pose import Pose, PoseSample
from kiosk.core.stance_leg import on_stance_leg
from kiosk.core.vocab import Keypoint
from tests.builders import EXACT, Posture, Story, on_one_leg, swap_sides

HINGE = Posture(kappa_deg=18, theta_deg=60)
LEGS = (Keypoint.LEFT_KNEE, Keypoint.RIGHT_KNEE, Keypoint.LEFT_ANKLE, Keypoint.RIGHT_ANKLE)


def bent(*, is_left_free: bool) -> PoseSample:
    story = Story(model=EXACT, has_wall=False).move_to(HINGE, 0).hold(0.1)
    return on_one_leg(story.samples(fps=10), is_left_free=is_left_free)[0]


@pytest.mark.parametrize(
    ("is_left_free", "stance"),
    [
        (True, (Keypoint.RIGHT_KNEE, Keypoint.RIGHT_ANKLE)),
        (False, (Keypoint.LEFT_KNEE, Keypoint.LEFT_ANKLE)),
    ],
)
def test_both_legs_are_the_one_that_stands(is_left_free: bool, stance: tuple[Keypoint, Keypoint]) -> None:  # noqa: FBT001
    sample = bent(is_left_free=is_left_free)
    points = on_stance_leg(sample).pose.xy_px
    knee, ankle = stance
    assert points[Keypoint.LEFT_KNEE].tolist() == points[Keypoint.RIGHT_KNEE].tolist()
    assert points[Keypoint.LEFT_KNEE].tolist() == sample.pose.xy_px[knee].tolist()
    assert points[Keypoint.LEFT_ANKLE].tolist() == points[Keypoint.RIGHT_ANKLE].tolist()
    assert points[Keypoint.LEFT_ANKLE].tolist() == sample.pose.xy_px[ankle].tolist()


@pytest.mark.parametrize("is_left_free", [True, False])
def test_legs_that_swap_their_names_change_nothing(is_left_free: bool) -> None:  # noqa: FBT001
    sample = bent(is_left_free=is_left_free)
    (swapped,) = swap_sides((sample,), 1)
    legs = list(LEGS)
    one, other = on_stance_leg(sample).pose, on_stance_leg(swapped).pose
    assert one.xy_px[legs].tolist() == other.xy_px[legs].tolist()
    assert one.score[legs].tolist() == other.score[legs].tolist()


def test_a_knee_and_an_ankle_of_different_names_are_still_the_lower_ones() -> None:
    """Legs that cross in the picture: the model gives one leg's knee to the other."""
    sample = bent(is_left_free=True)
    crossed = sample.pose.xy_px.copy()
    crossed[[Keypoint.LEFT_KNEE, Keypoint.RIGHT_KNEE]] = crossed[[Keypoint.RIGHT_KNEE, Keypoint.LEFT_KNEE]]
    pose = Pose(xy_px=crossed, score=sample.pose.score)
    assert on_stance_leg(replace(sample, pose=pose)).pose.xy_px[list(LEGS)].tolist() == (
        on_stance_leg(sample).pose.xy_px[list(LEGS)].tolist()
    )


def test_nothing_but_the_legs_is_touched_and_the_sample_given_stays_as_it_was() -> None:
    sample = bent(is_left_free=True)
    before = sample.pose.xy_px.copy()
    after = on_stance_leg(sample)
    others = [point for point in Keypoint if point not in LEGS]
    assert after.pose.xy_px[others].tolist() == before[others].tolist()
    assert sample.pose.xy_px.tolist() == before.tolist()
    assert (after.sequence, after.capture_us, after.luma) == (sample.sequence, sample.capture_us, sample.luma)


def test_an_unseen_free_leg_takes_the_score_of_the_one_that_is_seen() -> None:
    sample = bent(is_left_free=True)
    score = sample.pose.score.copy()
    score[[Keypoint.LEFT_KNEE, Keypoint.LEFT_ANKLE]] = 0.05
    dim = replace(sample, pose=Pose(xy_px=sample.pose.xy_px, score=score))
    assert np.min(on_stance_leg(dim).pose.score[list(LEGS)]) > 0.5
