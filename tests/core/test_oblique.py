"""Recordings from an oblique side, turned into the side view.

In:  the synthetic athlete before a camera that is off the side.
Out: the angle that was read; how far the trunk is seen to lean.
Not here: what is counted then (test_analyze_any.py).

Rule: what was seen from the side is left alone, to the last bit.
"""

from collections.abc import Sequence

import pytest

from kiosk.core.bottom import median
from kiosk.core.kinematics import geometry_of
from kiosk.core.oblique import MOST_YAW_DEG, side_on, yaw_deg_of
from kiosk.core.params import GateParams
from kiosk.core.pose import PoseSample
from kiosk.core.verdict import Attempt
from tests.builders import Camera, Posture, Story, dip_scores
from tests.visits import free_station, visit_of

GATE = GateParams()
HINGE = Posture(kappa_deg=15, theta_deg=45)
FAR = Camera(distance_in=2000.0, centre_in=24.0)
"""So far away that both shoulders are of a size, as the tables of the notes have it."""


def seen(yaw_deg: float, camera: Camera = FAR) -> tuple[Sequence[PoseSample], Sequence[Attempt]]:
    story = Story(has_wall=False, camera=camera, yaw_deg=yaw_deg).stand(2.0).reps(2, HINGE).stand(1.0)
    samples = story.samples(20)
    return samples, visit_of(samples, free_station(is_recorded=True)).attempts


def bottom_lean_deg(samples: Sequence[PoseSample]) -> float:
    held = [item for item in samples if 4.1 <= item.capture_us / 1e6 <= 4.4]
    return median([geometry_of(item.pose.xy_px, 1).lean_deg for item in held])


@pytest.mark.parametrize("yaw_deg", [-45, -30, 30, 45])
def test_the_angle_of_view_is_read_off_the_shoulders(yaw_deg):
    samples, attempts = seen(yaw_deg)
    assert yaw_deg_of(samples, attempts, GATE) == pytest.approx(abs(yaw_deg), abs=4)


@pytest.mark.parametrize("yaw_deg", [-45, -30, 30, 45])
def test_a_lean_that_the_view_had_shortened_is_whole_again(yaw_deg):
    samples, attempts = seen(yaw_deg)
    turned = side_on(samples, attempts, GATE)
    assert bottom_lean_deg(samples) < 42
    assert bottom_lean_deg(turned) == pytest.approx(45, abs=3)
    assert turned[0].frame_px[0] > samples[0].frame_px[0]
    assert [item.capture_us for item in turned] == [item.capture_us for item in samples]


@pytest.mark.parametrize("yaw_deg", [0, 10, -15])
def test_a_side_view_is_left_as_it_is(yaw_deg):
    samples, attempts = seen(yaw_deg)
    assert side_on(samples, attempts, GATE) is samples


def test_a_view_from_nearly_the_front_cannot_be_turned():
    samples, attempts = seen(68)
    assert yaw_deg_of(samples, attempts, GATE) > MOST_YAW_DEG or not attempts
    assert side_on(samples, attempts, GATE) is samples


def test_without_attempts_or_without_both_shoulders_no_angle_is_told():
    samples, attempts = seen(45)
    assert yaw_deg_of(samples, (), GATE) == 0.0
    assert yaw_deg_of(dip_scores(samples, 0.0, 60.0), attempts, GATE) == 0.0
