"""The drawn athlete: balanced as a body is, and as long as a body is."""

from itertools import pairwise
from math import dist

import pytest

from kiosk.core.figure import HEAD, SHANK, STANDING, THIGH, TORSO, figure_of

STATURE_CM = 175.0


@pytest.mark.parametrize(
    ("lean_deg", "hip_ahead_cm"),
    [(2, 4.2), (8, 0.0), (18, -5.25), (45, -15.0)],
    ids=["stands tall", "over the ankle", "over the heel", "behind it"],
)
def test_the_hips_go_back_as_balance_wants(lean_deg, hip_ahead_cm):
    assert figure_of(lean_deg=lean_deg).hip[0] * STATURE_CM == pytest.approx(hip_ahead_cm, abs=1.0)


@pytest.mark.parametrize("lean_deg", [-20, 0, 8, 45, 90, 200])
@pytest.mark.parametrize("knee_deg", [0, 15, 40])
def test_no_limb_changes_its_length(lean_deg, knee_deg):
    figure = figure_of(lean_deg=lean_deg, knee_deg=knee_deg)
    joints = (figure.ankle, figure.knee, figure.hip, figure.shoulder, figure.head)
    assert [dist(*pair) for pair in pairwise(joints)] == pytest.approx([SHANK, THIGH, TORSO, HEAD])


def test_who_stands_is_taller_than_who_hinges():
    assert STANDING.head[1] > figure_of(lean_deg=20).head[1] > figure_of(lean_deg=60).head[1]
