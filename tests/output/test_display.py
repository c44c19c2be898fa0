"""The window's life, over a real SDL without a screen."""

import dataclasses

import numpy as np
import pygame
import pytest

from kiosk.core.scene import Scene, SceneKind
from kiosk.errors import DisplayError
from kiosk.output.display import MirrorDisplay, refuse_unseen, turned_rect
from kiosk.output.paint import Painter
from kiosk.output.screenshots import drawn_room
from kiosk.output.theme import Look, Theme
from kiosk.screenshots import SCENES
from tests.output.pixels import painted, pixels_of

WINDOW_PX = (270, 480)


def shown():
    return pixels_of(pygame.display.get_surface())


@pytest.fixture
def updates(monkeypatch):
    """Return the list of what is shown from now on."""
    calls = []
    monkeypatch.setattr(pygame.display, "update", lambda areas: calls.append(list(areas)))
    return calls


def test_a_scene_is_shown_as_it_is_painted(display):
    display.present(SCENES["rest"])
    assert np.array_equal(shown(), pixels_of(painted(SCENES["rest"], Theme(size_px=WINDOW_PX))))


def test_equal_scenes_are_shown_once(display, updates):
    display.present(SCENES["rest"])
    display.present(dataclasses.replace(SCENES["rest"]))
    assert len(updates) == 1


def test_within_a_rep_only_the_edges_are_shown_again(display, updates):
    for light in (0.2, 0.4):
        display.present(Scene(kind=SceneKind.REP, edge_light=light))
    assert [len(areas) for areas in updates] == [1, 2]
    assert all(area.width < 0.05 * WINDOW_PX[0] for area in updates[1])


def test_an_uncovered_window_is_shown_again(display, updates):
    display.present(SCENES["rest"])
    pygame.event.post(pygame.event.Event(pygame.VIDEOEXPOSE))
    display.present(SCENES["rest"])
    assert len(updates) == 2


@pytest.mark.parametrize("rotation_deg", [0, 90, 180, 270])
def test_the_picture_is_turned_as_a_whole(rotation_deg):
    display = MirrorDisplay(window_px=WINDOW_PX, rotation_deg=rotation_deg)
    display.present(SCENES["lockout"])
    size_px = WINDOW_PX if rotation_deg in (0, 180) else WINDOW_PX[::-1]
    upright = painted(SCENES["lockout"], Theme(size_px=size_px))
    assert np.array_equal(shown(), pixels_of(pygame.transform.rotate(upright, rotation_deg)))
    display.close()


@pytest.mark.parametrize("rotation_deg", [90, 180, 270])
def test_a_turned_display_shows_the_edges_again_in_their_place(rotation_deg):
    display = MirrorDisplay(window_px=WINDOW_PX, rotation_deg=rotation_deg)
    soft, strong = (Scene(kind=SceneKind.REP, edge_light=light) for light in (0.2, 0.9))
    display.present(soft)
    display.present(strong)
    size_px = WINDOW_PX if rotation_deg == 180 else WINDOW_PX[::-1]
    whole = pygame.transform.rotate(painted(strong, Theme(size_px=size_px)), rotation_deg)
    assert np.array_equal(shown(), pixels_of(whole))
    display.close()


@pytest.mark.parametrize(
    ("rotation_deg", "place"), [(0, (1, 2, 3, 4)), (90, (2, 6, 4, 3)), (180, (6, 14, 3, 4)), (270, (14, 1, 4, 3))]
)
def test_a_part_is_turned_with_its_canvas(rotation_deg, place):
    assert tuple(turned_rect(pygame.Rect(1, 2, 3, 4), (10, 20), rotation_deg)) == place


def test_an_odd_rotation_is_refused_with_what_to_use():
    with pytest.raises(DisplayError, match="rotation is 45; use one of 0, 90, 180, 270"):
        MirrorDisplay(rotation_deg=45)


@pytest.mark.parametrize(
    "event",
    [pygame.event.Event(pygame.QUIT), pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE)],
    ids=["quit", "escape"],
)
def test_closing_the_window_is_noticed(display, event):
    assert not display.is_closed()
    pygame.event.post(event)
    assert display.is_closed()


def test_other_keys_close_nothing(display):
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_SPACE))
    assert not display.is_closed()


def test_closing_twice_and_presenting_afterwards_do_no_harm(display):
    display.close()
    display.close()
    display.present(SCENES["rest"])
    assert display.is_closed()


def test_no_cursor_and_no_screensaver(display):
    assert not display.is_closed()
    assert not pygame.mouse.get_visible()
    assert not pygame.display.get_allow_screensaver()


def test_a_driver_that_does_not_exist_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "no_such_driver")
    with pytest.raises(DisplayError, match=r"no_such_driver.*groups video and render"):
        MirrorDisplay(window_px=WINDOW_PX)


@pytest.mark.parametrize(
    ("driver", "wished", "is_refused"),
    [
        ("offscreen", {}, True),
        ("evdev", {"SDL_VIDEODRIVER": "kmsdrm"}, True),
        ("dummy", {"SDL_VIDEODRIVER": "dummy"}, False),
        ("kmsdrm", {}, False),
        ("wayland", {}, False),
    ],
)
def test_a_driver_that_shows_nothing_is_refused_unless_asked_for(driver, wished, is_refused):
    if not is_refused:
        refuse_unseen(driver, wished)
        return
    with pytest.raises(DisplayError, match="shows nothing"):
        refuse_unseen(driver, wished)


@pytest.fixture
def camera_display():
    opened = MirrorDisplay(window_px=WINDOW_PX, look=Look.CAMERA)
    yield opened
    opened.close()


def test_the_glass_look_ignores_frames(display, updates):
    display.present(SCENES["rest"])
    display.show_frame(drawn_room())
    display.present(SCENES["rest"])
    assert len(updates) == 1


def test_a_new_frame_is_shown_behind_an_equal_scene(camera_display):
    camera_display.present(SCENES["rest"])
    assert not shown()[135, 5].any()
    camera_display.show_frame(drawn_room())
    camera_display.present(SCENES["rest"])
    assert shown()[135, 5].any()


def test_a_frame_is_shown_once_and_forgotten(camera_display, updates):
    camera_display.show_frame(drawn_room())
    camera_display.present(SCENES["rest"])
    camera_display.present(SCENES["rest"])
    assert len(updates) == 1


@pytest.mark.parametrize("name", ["rep", "fail_safe"])
def test_a_rep_and_trouble_show_no_live_image(camera_display, name):
    camera_display.show_frame(drawn_room())
    camera_display.present(SCENES["rest"])
    camera_display.show_frame(drawn_room())
    camera_display.present(SCENES[name])
    theme = Theme(size_px=WINDOW_PX, look=Look.CAMERA)
    surface = pygame.Surface(WINDOW_PX, 0, 32)
    Painter(theme).paint(surface, SCENES[name])
    assert np.array_equal(shown(), pixels_of(surface))
    camera_display.present(SCENES["rest"])
    assert not shown()[135, 5].any()
