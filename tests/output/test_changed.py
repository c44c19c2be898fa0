"""Painting what changed is painting everything: from any scene to any other the picture is the same to the byte."""

from dataclasses import replace
from itertools import permutations

import pygame
import pytest

from kiosk.core.scene import Ring, SceneKind, StepGauge
from kiosk.output.paint import Painter
from kiosk.output.theme import Theme
from kiosk.screenshots import SCENES
from tests.output.conftest import ALL_SCENES

SMALL_PX = {"portrait": (270, 480), "landscape": (480, 270)}
PANEL_PX = (1080, 1920)


def at(name, **parts):
    return replace(SCENES[name], **parts)


NEIGHBOURS = {
    "the heels move": [
        at("step_out", step_gauge=StepGauge(heel_in=heel_in, target_in=6.0, tolerance_in=0.5))
        for heel_in in (None, 3.0, 4.5, 5.75, 6.0, 9.0)
    ],
    "the heels are there": [SCENES["step_out"], SCENES["step_held"]],
    "the ring grows": [at("zero_held", ring=ring) for ring in (None, Ring(share=0.1, number=None))],
    "a second passes": [at("rest", ring=Ring(share=left / 60, number=left)) for left in (60, 10, 9, 8)],
    "the clock counts": [at("timer", number=left) for left in (10, 9, 1, None)],
    "the rung moves": [
        at("ready", ladder=replace(SCENES["ready"].ladder, current_in=rung_in)) for rung_in in (3.0, 9.0, 12.0)
    ],
    "the words move": [at("ready"), at("ready", headline="Hip hinge"), at("ready", line=""), at("ready", headline="")],
    "the next rep counts": [at("between_reps", number=number) for number in (1, 9, 10)],
    "the result differs": [SCENES["lockout"], SCENES["near_miss"]],
    "the side changes": [at("rest"), at("rest", is_wall_right=False), at("rest", has_wall=False)],
    "the ghost goes": [at("rest"), at("rest", ghost=None), at("rest", figure=None, ghost=None)],
}


def assert_same(before, scene, painter):
    size_px = painter.theme_of(scene).size_px
    surface, fresh = (pygame.Surface(size_px, 0, 32) for _ in range(2))
    painter.paint(surface, before)
    painter.repaint(surface, scene, before)
    painter.paint(fresh, scene)
    assert surface.get_clip() == surface.get_rect()
    assert surface.get_buffer().raw == fresh.get_buffer().raw


@pytest.mark.parametrize("size_px", SMALL_PX.values(), ids=SMALL_PX)
@pytest.mark.parametrize("name", sorted(ALL_SCENES))
def test_any_scene_after_any_other_is_painted_as_if_alone(name, size_px):
    scene, painter = ALL_SCENES[name], Painter(Theme(size_px=size_px))
    for before in ALL_SCENES.values():
        assert_same(before, scene, painter)


@pytest.mark.parametrize("size_px", [(720, 1280), (1280, 720)], ids=SMALL_PX)
@pytest.mark.parametrize("change", NEIGHBOURS)
def test_a_step_within_a_scene_is_painted_as_if_alone(change, size_px):
    painter = Painter(Theme(size_px=size_px))
    for before, scene in permutations(NEIGHBOURS[change], 2):
        assert_same(before, scene, painter)


@pytest.mark.parametrize(
    ("change", "at_most"), [("the ring grows", 0.05), ("a second passes", 0.10), ("the rung moves", 0.25)]
)
def test_a_small_change_is_a_small_part_of_the_panel(change, at_most):
    painter, surface = Painter(Theme(size_px=PANEL_PX)), pygame.Surface(PANEL_PX, 0, 32)
    before, scene = NEIGHBOURS[change][:2]
    areas = painter.repaint(surface, scene, before)
    assert sum(area.width * area.height for area in areas) <= at_most * PANEL_PX[0] * PANEL_PX[1]


def test_another_kind_of_scene_is_a_new_picture():
    painter, surface = Painter(Theme(size_px=PANEL_PX)), pygame.Surface(PANEL_PX, 0, 32)
    other = replace(SCENES["ready"], kind=SceneKind.SUMMARY)
    assert painter.repaint(surface, other, SCENES["ready"]) == [surface.get_rect()]
