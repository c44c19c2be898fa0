"""The panel's light: off in sleep, on again for whoever comes, where there is a switch."""

import logging

import pygame
import pytest

from kiosk.core.scene import Scene, SceneKind
from kiosk.output.backlight import Backlight
from kiosk.output.display import MirrorDisplay
from tests.output.pixels import is_lit, pixels_of

SLEEP = Scene(kind=SceneKind.SLEEP)
AWAKE = Scene(kind=SceneKind.ATTRACT, headline="Step in")


@pytest.fixture
def switch(tmp_path):
    path = tmp_path / "panel" / "bl_power"
    path.parent.mkdir()
    path.write_text("0", encoding="ascii")
    return path


def test_the_light_goes_out_and_on_with_the_scenes(switch, tmp_path):
    display = MirrorDisplay(window_px=(270, 480), backlight=Backlight(tmp_path))
    said = []
    for scene in (AWAKE, SLEEP, SLEEP, AWAKE, SLEEP):
        display.present(scene)
        said.append(switch.read_text(encoding="ascii"))
    assert said == ["0", "4", "4", "0", "4"]
    display.close()
    assert switch.read_text(encoding="ascii") == "0"


def test_a_light_is_switched_once_for_each_change(switch, tmp_path):
    light = Backlight(tmp_path)
    light.light(is_lit=False)
    switch.write_text("7", encoding="ascii")
    light.light(is_lit=False)
    assert switch.read_text(encoding="ascii") == "7"


def test_a_monitor_without_a_switch_is_left_alone(tmp_path):
    light = Backlight(tmp_path / "nothing")
    assert not light.can_switch
    light.light(is_lit=False)


def test_a_switch_that_fails_is_told_once_and_stops_nothing(switch, tmp_path, caplog):
    light = Backlight(tmp_path)
    switch.unlink()
    switch.mkdir()
    with caplog.at_level(logging.WARNING, "kiosk.output.backlight"):
        light.light(is_lit=False)
        light.light(is_lit=True)
    assert len(caplog.messages) == 1
    assert "let this program write to it" in caplog.messages[0]
    assert not light.can_switch


def test_sleep_is_all_black(display):
    display.present(AWAKE)
    assert is_lit(pixels_of(pygame.display.get_surface())).any()
    display.present(SLEEP)
    assert not pixels_of(pygame.display.get_surface()).any()
