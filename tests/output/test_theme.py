"""The look as data: legible, readable, inside the panel."""

import pytest

from kiosk.core.scene import Role
from kiosk.output.legibility import contrast
from kiosk.output.theme import BAND_SHARES, BLACK, COLOURS, LIVE_SHARE, READABLE_ROLES, Box, Colour, Look, Theme


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("role", READABLE_ROLES)
def test_roles_that_carry_words_reach_seven_to_one_on_black(role, look):
    assert contrast(COLOURS[look][role], BLACK) >= 7.0


def test_dim_is_five_to_one_and_so_carries_no_words():
    assert contrast(COLOURS[Look.GLASS][Role.DIM], BLACK) == pytest.approx(4.99, abs=0.05)
    assert Role.DIM not in READABLE_ROLES


@pytest.mark.parametrize("role", READABLE_ROLES)
def test_words_keep_seven_to_one_over_a_white_room(role):
    level = round(round(255 * LIVE_SHARE) * BAND_SHARES[role])
    assert contrast(COLOURS[Look.CAMERA][role], Colour(level, level, level)) >= 7.0


@pytest.mark.parametrize(
    ("size_px", "diagonal_in", "px_per_mm"),
    [
        ((1080, 1920), 24.0, 3.614),
        ((1920, 1080), 24.0, 3.614),
        ((2160, 3840), 24.0, 7.227),
        ((1080, 1920), 32.0, 2.710),
    ],
)
def test_a_millimetre_is_measured_along_the_diagonal(size_px, diagonal_in, px_per_mm):
    assert Theme(size_px=size_px, panel_diagonal_in=diagonal_in).px_per_mm == pytest.approx(px_per_mm, abs=0.001)


def test_a_length_is_never_drawn_shorter_than_asked_for():
    theme = Theme(size_px=(1080, 1920))
    assert theme.px(21.0) == 76
    assert theme.px(0.01) == 1


def test_places_are_rounded_into_their_box():
    assert tuple(Theme(size_px=(1001, 1001)).rect(Box(0.05, 0.05, 0.95, 0.95))) == (51, 51, 899, 899)


@pytest.mark.parametrize("size_px", [(1080, 1920), (1920, 1080)])
def test_a_panel_without_a_ladder_has_its_places_in_the_middle(size_px):
    theme = Theme(size_px=size_px, is_bare=True)
    left, right = theme.place(theme.layout.count), theme.place(theme.layout.headline)
    assert abs((left.left + right.right) / 2 - size_px[0] / 2) <= 0.005 * size_px[0]
