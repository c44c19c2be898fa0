"""The table of legibility: every text of every scene as large and as clear as an eye three metres away needs it."""

from dataclasses import replace

import pygame
import pytest

from kiosk.legibility_table import DIAGONALS_IN, SMALL_DIAGONAL_IN, rows_of, text_of
from kiosk.output.legibility import LEAST_CONTRAST, angle_deg, legibility_of
from kiosk.output.paint import Painter
from kiosk.output.text import Typesetter, Weight
from kiosk.output.theme import FACT_CAP_MM, LEGIBLE_CAP_MM, Look, Theme
from kiosk.output.words import Wording
from kiosk.screenshots import LEGIBILITY_NAME, SCENES, render_all
from tests.output.pixels import is_lit, pixels_of

PORTRAIT_PX = (1080, 1920)
HEADLINE = replace(SCENES["ready"], line="", ladder=None)
SMALLEST_MM = 13.6
"""What the README says of a 15.6 in panel: the 21 mm of a 24 in one, smaller."""


@pytest.fixture(scope="module")
def rows():
    return rows_of(SCENES)


def test_the_table_has_every_text_of_every_scene(rows):
    painter = Painter(Theme(size_px=PORTRAIT_PX))
    assert [(row.scene, row.wording) for row in rows] == [
        (name, wording) for name, scene in SCENES.items() for wording in painter.texts_of(scene)
    ]


@pytest.mark.parametrize("diagonal_in", DIAGONALS_IN)
def test_everything_to_be_read_is_at_least_twenty_one_millimetres_tall(rows, diagonal_in):
    least_mm = {Wording.FACT: FACT_CAP_MM}
    short = [
        (row.scene, row.wording, row.caps_mm[diagonal_in])
        for row in rows
        if row.caps_mm[diagonal_in] < least_mm.get(row.wording, LEGIBLE_CAP_MM)
    ]
    assert short == []


@pytest.mark.parametrize("look", Look)
def test_every_word_stands_out_seven_to_one_the_camera_before_a_white_room_included(rows, look):
    assert [(row.scene, row.text, row.contrasts[look]) for row in rows if row.contrasts[look] < LEAST_CONTRAST] == []


def test_a_small_panel_keeps_what_the_readme_says_of_it(rows):
    least_mm = min(row.caps_mm[SMALL_DIAGONAL_IN] for row in rows if row.wording is not Wording.FACT)
    assert least_mm == pytest.approx(SMALLEST_MM, abs=0.2)


@pytest.mark.parametrize("size_px", [(1080, 1920), (1920, 1080)])
def test_a_small_panel_shows_the_picture_of_a_larger_one(size_px):
    small, large = (
        {name: Painter(Theme(size_px=size_px, panel_diagonal_in=inches)).texts_of(SCENES[name]) for name in SCENES}
        for inches in (SMALL_DIAGONAL_IN, 24.0)
    )
    for name, texts in small.items():
        for wording, text in texts.items():
            assert text.rect.height <= large[name][wording].rect.height + 1, (name, wording)


def test_twenty_one_millimetres_are_four_tenths_of_a_degree():
    assert angle_deg(LEGIBLE_CAP_MM) == pytest.approx(0.401, abs=0.001)


@pytest.mark.parametrize("weight", Weight)
@pytest.mark.parametrize("cap_mm", [16.0, 21.0, 32.0, 150.0])
def test_a_capital_is_as_tall_as_the_table_says(weight, cap_mm):
    """The font's own metrics, against what is drawn."""
    theme = Theme(size_px=PORTRAIT_PX)
    setter = Typesetter(theme)
    size = setter._size_for(cap_mm)  # noqa: SLF001 (the size that a style asks for)
    ink = is_lit(pixels_of(pygame.font.Font(weight.value, size).render("H", True, "white", "black")))  # noqa: FBT003
    assert ink.any(axis=0).sum() >= cap_mm * theme.px_per_mm - 1


def test_a_line_through_words_counts_as_their_ground():
    """On a wall as wide as the panel is high, the headline would stand on the wall's own grey."""
    painter = Painter(Theme(size_px=PORTRAIT_PX))
    (clear,) = legibility_of(HEADLINE, painter)
    wall = pygame.Rect(0, 0, 1080, 960)
    painter.paint_ground = lambda surface, *_: surface.fill("gray50", wall)
    (crossed,) = legibility_of(HEADLINE, painter)
    assert clear.contrast > LEAST_CONTRAST > crossed.contrast


def test_the_file_is_the_table(rows, tmp_path):
    render_all(tmp_path, {"portrait": (108, 192)})
    assert (tmp_path / LEGIBILITY_NAME).read_text(encoding="utf-8") == text_of(rows)
