"""A screen that is lost, comes back, is lost for good, or was never there."""

import logging
from collections import deque
from itertools import repeat

import numpy as np
import pygame
import pytest

from kiosk.core.scene import Scene, SceneKind
from kiosk.core.units import us_of_s
from kiosk.errors import DisplayError
from kiosk.output.display import MirrorDisplay
from kiosk.output.plug import PanelPlug
from kiosk.returning_display import ABSENT_PAUSE_S, PAUSES_S, STEADY_S, ReturningDisplay
from tests.conftest import ROOT
from tests.fakes import FakeClock, RecordingDisplay

THERE, GONE = True, False
SCENE = Scene(kind=SceneKind.ATTRACT, headline="Step in")


class Screens:
    """A machine whose screens are there or not, one answer an opening; `pull` takes away the one that is open."""

    def __init__(self, *answers: bool):
        self.answers = deque(answers)
        self.clock = FakeClock()
        self.opened: list[RecordingDisplay] = []
        self.tries_s: list[float] = []
        self.display = ReturningDisplay(self.open, clock=self.clock)

    def open(self):
        self.tries_s.append((self.clock.now_us() - 5_000_000) / 1e6)
        if not (self.answers.popleft() if self.answers else False):
            message = "no display can be opened"
            raise DisplayError(message)
        self.opened.append(RecordingDisplay())
        return self.opened[-1]

    def pull(self):
        def gone():
            message = "the display is lost"
            raise DisplayError(message)

        self.opened[-1].on_present = gone

    def show(self, seconds: float, step_s: float = 0.1):
        """Present pictures for so long."""
        for _ in range(round(seconds / step_s)):
            self.display.present(SCENE)
            self.clock.pass_us(us_of_s(step_s))


def test_a_lost_screen_is_opened_again_after_growing_pauses(caplog):
    screens = Screens(THERE, GONE, GONE, THERE)
    screens.show(1.0)
    screens.pull()
    screens.show(1.0)
    assert screens.display.trouble() == "no display can be opened"
    assert not screens.display.is_closed()
    screens.show(3.0)
    assert screens.display.trouble() is None
    assert screens.tries_s == [0.0, 1.5, 2.5, 4.5]
    assert len(screens.opened[1].scenes) == 5
    assert caplog.messages == ["The screen is lost: it is opened again, up to 4 times."]


def test_after_the_last_try_the_station_ends():
    screens = Screens(THERE)
    screens.show(1.0)
    screens.pull()
    with pytest.raises(
        DisplayError, match=r"no display can be opened; it was opened again 4 times, so the station ends"
    ):
        screens.show(60.0)
    assert len(screens.tries_s) == 1 + len(PAUSES_S)


def test_a_screen_that_comes_and_goes_ends_the_station_too():
    screens = Screens(*repeat(THERE, 9))
    for _ in range(1 + len(PAUSES_S)):
        screens.show(5.0)
        screens.pull()
    with pytest.raises(DisplayError, match="is lost; it was opened again 4 times"):
        screens.show(60.0)
    assert len(screens.opened) == 1 + len(PAUSES_S)


def test_a_screen_that_stayed_for_a_minute_has_all_its_tries_again():
    screens = Screens(*repeat(THERE, 9))
    for _ in range(8):
        screens.show(STEADY_S + 10.0)
        screens.pull()
    assert len(screens.opened) == 8


def test_a_screen_that_was_never_there_is_looked_for_without_end(caplog):
    screens = Screens(*repeat(GONE, 5), THERE)
    assert screens.display.trouble() == "no display can be opened"
    screens.show(4.5 * ABSENT_PAUSE_S)
    assert screens.opened == []
    screens.show(ABSENT_PAUSE_S)
    assert screens.display.trouble() is None
    assert screens.tries_s == [ABSENT_PAUSE_S * number for number in range(6)]
    with caplog.at_level(logging.WARNING):
        screens.display.close()
    assert caplog.messages == []


def test_all_tries_take_less_than_the_watchdogs_limit():
    (limit,) = [
        line.partition("=")[2]
        for line in (ROOT / "systemd" / "kiosk.service").read_text().splitlines()
        if line.startswith("WatchdogSec=")
    ]
    assert sum(PAUSES_S) <= float(limit) / 2


def test_closing_the_window_is_passed_on_and_closing_without_one_is_safe():
    screens = Screens(THERE)
    assert not screens.display.is_closed()
    screens.display.close()
    assert screens.display.is_closed()
    Screens(GONE).display.close()


def real(**settings):
    return MirrorDisplay(window_px=(270, 480), **settings)


def test_a_real_window_that_is_lost_comes_back_with_the_picture():
    clock = FakeClock()
    display = ReturningDisplay(real, clock=clock)
    display.present(SCENE)
    before = pygame.surfarray.array3d(pygame.display.get_surface())
    pygame.display.quit()
    display.show_frame(np.zeros((4, 4, 3), np.uint8))
    assert not display.is_closed()
    assert display.trouble().startswith("the display is lost (video system not initialized): check the panel's cable")
    clock.pass_us(us_of_s(PAUSES_S[0]))
    display.present(SCENE)
    assert display.trouble() is None
    assert np.array_equal(pygame.surfarray.array3d(pygame.display.get_surface()), before)
    display.close()


def test_a_window_that_another_took_over_is_lost():
    display = real()
    pygame.display.quit()
    pygame.display.init()
    pygame.display.set_mode((10, 10))
    with pytest.raises(DisplayError, match="its window is gone"):
        display.present(SCENE)
    display.close()


@pytest.fixture
def connectors(tmp_path):
    """Let Linux tell of two connectors, one with a panel."""
    paths = [tmp_path / name / "status" for name in ("card1-HDMI-A-1", "card1-HDMI-A-2")]
    for path, status in zip(paths, ("connected\n", "disconnected\n"), strict=True):
        path.parent.mkdir()
        path.write_text(status, encoding="ascii")
    return paths


def test_a_panel_that_is_pulled_out_is_a_lost_display(connectors, tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.output.display.STATION_DRIVERS", ("dummy",))
    monkeypatch.setattr("kiosk.output.display.PLUG_LOOK_S", 0.0)
    display = real(plug=PanelPlug(tmp_path), is_fullscreen=False)
    display.present(SCENE)
    connectors[0].write_text("disconnected\n", encoding="ascii")
    with pytest.raises(DisplayError, match="no panel is connected"):
        display.present(SCENE)
    display.close()


def test_where_a_desktop_shows_the_window_nobody_asks_for_the_plug(connectors, tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.output.display.PLUG_LOOK_S", 0.0)
    display = real(plug=PanelPlug(tmp_path))
    connectors[0].unlink()
    display.present(SCENE)
    display.close()


def test_a_plug_that_nothing_is_known_of_is_in(connectors, tmp_path):
    plug = PanelPlug(tmp_path)
    assert not plug.is_out()
    connectors[0].unlink()
    assert plug.is_out()
    assert not PanelPlug(tmp_path).is_out()
    assert not PanelPlug(tmp_path / "none").is_out()


def test_a_connector_that_writes_to_memory_is_no_panel(connectors, tmp_path):
    writeback = tmp_path / "card1-Writeback-1" / "status"
    writeback.parent.mkdir()
    writeback.write_text("connected\n", encoding="ascii")
    plug = PanelPlug(tmp_path)
    connectors[0].write_text("disconnected\n", encoding="ascii")
    assert plug.is_out()
