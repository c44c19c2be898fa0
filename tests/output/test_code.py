"""The code on the panel: read back module by module, and large enough for a phone a metre away."""

from dataclasses import replace

import numpy as np
import pygame
import pytest
import segno

from kiosk.output.backdrop import dimmed_mirror
from kiosk.output.legibility import luminance
from kiosk.output.paint_code import MODULE_MM, QUIET, code_square, modules_of
from kiosk.output.screenshots import drawn_room
from kiosk.output.text import Typesetter
from kiosk.output.theme import Look, Theme
from kiosk.output.words import set_scene
from kiosk.screenshots import SCENES
from tests.output.pixels import ink_of, painted, pixels_of

SUMMED_UP = SCENES["summary_code"]
LONGEST = "Reifenhinge an der Wand, 2026-11-20\n120 Wiederholungen in 12 Sätzen\nBestweite: 12 Zoll\nSauber: 100 %"
PANELS = [
    ((1080, 1920), 24.0),
    ((1920, 1080), 24.0),
    ((2160, 3840), 32.0),
    ((720, 1280), 24.0),
    ((1280, 720), 24.0),
    ((1920, 1080), 43.0),
]


def read(pixels, square, modules):
    """Return the middle of every module, and of the quiet ones around them, true where dark."""
    side = modules + 2 * QUIET
    step = square.width / side
    at = [int((place + 0.5) * step) for place in range(side)]
    light = luminance(pixels[square.left : square.right, square.top : square.bottom])
    return (light[np.ix_(at, at)] < 0.5).T


@pytest.mark.parametrize(("size_px", "diagonal_in"), PANELS)
@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("text", [SUMMED_UP.code, LONGEST])
def test_the_painted_code_is_read_back_module_by_module(text, look, size_px, diagonal_in):
    theme = Theme(size_px=size_px, panel_diagonal_in=diagonal_in, look=look)
    live = dimmed_mirror(drawn_room(), size_px) if look is Look.CAMERA else None
    pixels = pixels_of(painted(replace(SUMMED_UP, code=text), theme, live))
    square = code_square(text, theme)
    wanted = np.array(segno.make_qr(text, error="l").matrix, dtype=bool)
    found = read(pixels, square, len(wanted))
    assert np.array_equal(found[QUIET:-QUIET, QUIET:-QUIET], wanted)
    found[QUIET:-QUIET, QUIET:-QUIET] = False
    assert not found.any()


@pytest.mark.parametrize(("size_px", "diagonal_in"), PANELS)
@pytest.mark.parametrize("text", [SUMMED_UP.code, LONGEST])
def test_a_module_is_four_millimetres_and_whole_pixels(text, size_px, diagonal_in):
    theme = Theme(size_px=size_px, panel_diagonal_in=diagonal_in)
    square, side = code_square(text, theme), len(modules_of(text)) + 2 * QUIET
    assert square.width % side == 0
    assert square.width / side / theme.px_per_mm >= MODULE_MM


@pytest.mark.parametrize(("size_px", "diagonal_in"), PANELS)
def test_the_code_stands_apart_from_the_words_and_inside_the_panel(size_px, diagonal_in):
    theme = Theme(size_px=size_px, panel_diagonal_in=diagonal_in)
    square = code_square(LONGEST, theme)
    texts = set_scene(replace(SUMMED_UP, code=LONGEST), theme, Typesetter(theme))
    assert theme.safe.contains(square)
    assert not [wording for wording, text in texts.items() if square.colliderect(ink_of(text))]


def test_a_panel_too_small_for_it_shows_none():
    theme = Theme(size_px=(480, 800), panel_diagonal_in=7.0)
    assert code_square(SUMMED_UP.code, theme) is None
    assert isinstance(painted(SUMMED_UP, theme), pygame.Surface)
