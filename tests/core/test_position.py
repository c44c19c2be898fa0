"""How far bodies are from a plank's line: lying, sagging, piking, and those that are not down at all."""

from math import cos, isnan, nan, radians, sin

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.core.position import line_off_deg
from tests.athlete import SEATED, TOP, Posture
from tests.builders import EXACT, pose_at
from tests.floor import CROUCH, KNEELING, ON_ALL_FOURS, PLANK, on_the_floor, plank_off

FRAME_PX = 640.0


def exact(posture: Posture) -> NDArray[np.float64]:
    return on_the_floor(model=EXACT).move_to(posture, 0).hold(0.1).samples(fps=10)[0].pose.xy_px


def mirrored(xy_px: NDArray[np.float64]) -> NDArray[np.float64]:
    return xy_px * np.array((-1.0, 1.0)) + np.array((FRAME_PX, 0.0))


@pytest.mark.parametrize("off_deg", [-25.0, -11.0, -5.0, 0.0, 5.0, 11.0, 25.0])
def test_a_sag_is_positive_and_a_pike_negative_whichever_way_the_head_is(off_deg: float) -> None:
    xy_px = exact(plank_off(off_deg))
    assert line_off_deg(xy_px) == pytest.approx(off_deg, abs=1.0)
    assert line_off_deg(mirrored(xy_px)) == pytest.approx(line_off_deg(xy_px))


@pytest.mark.parametrize("posture", [TOP, KNEELING, CROUCH, Posture(kappa_deg=15, theta_deg=70), SEATED])
def test_who_is_not_down_is_infinitely_far_from_any_line(posture: Posture) -> None:
    assert line_off_deg(exact(posture)) == float("inf")


def test_on_all_fours_is_no_plank() -> None:
    assert abs(line_off_deg(exact(ON_ALL_FOURS))) > 30.0


@pytest.mark.parametrize("tilt_deg", [-8.0, 8.0])
def test_a_tilted_camera_tilts_the_line_as_well(tilt_deg: float) -> None:
    cosine, sine = cos(radians(tilt_deg)), sin(radians(tilt_deg))
    xy_px = exact(plank_off(12.0)) @ np.array(((cosine, sine), (-sine, cosine)))
    assert line_off_deg(xy_px) == pytest.approx(12.0, abs=1.0)


@pytest.mark.parametrize("points", [(5, 6), (11, 12), (15, 16)])
def test_what_is_not_measured_gives_no_angle(points: tuple[int, int]) -> None:
    xy_px = exact(PLANK).copy()
    xy_px[list(points)] = nan
    assert isnan(line_off_deg(xy_px))


def test_a_body_without_length_gives_no_angle() -> None:
    assert isnan(line_off_deg(np.full((17, 2), 100.0)))


def test_a_standing_body_s_line_is_as_straight_and_still_no_plank() -> None:
    assert line_off_deg(pose_at().xy_px) == float("inf")
