"""The empty room: what it shows, minute by minute."""

from dataclasses import replace

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.core.idle import INSIDE, Outside, idle_scene
from kiosk.core.mirror import describe
from kiosk.core.scene import SceneKind
from kiosk.core.state import Station, initial
from kiosk.core.units import us_of_s

CATALOGUE = load_catalogue()
STATION = Station(drill=CATALOGUE.drill("wall_hinge"), pack=CATALOGUE.pack)
EVENING = Outside(minute_of_day=19 * 60 + 5, today="2026-11-20", empty_us=0, sleep_after_us=us_of_s(600), keep_h=24.0)


@pytest.mark.parametrize(
    ("empty_s", "kind", "headline", "line"),
    [
        (0, SceneKind.CLOCK, "19:05", "Step in"),
        (49.9, SceneKind.CLOCK, "19:05", "Step in"),
        (50, SceneKind.NOTICE, "No pictures kept", "Joint positions: kept 24 h"),
        (59.9, SceneKind.NOTICE, "No pictures kept", "Joint positions: kept 24 h"),
        (60, SceneKind.CLOCK, "19:05", "Step in"),
        (115, SceneKind.NOTICE, "No pictures kept", "Joint positions: kept 24 h"),
        (599.9, SceneKind.NOTICE, "No pictures kept", "Joint positions: kept 24 h"),
        (600, SceneKind.SLEEP, "", ""),
        (86_400, SceneKind.SLEEP, "", ""),
    ],
)
def test_an_empty_room_shows_the_clock_the_notice_and_then_nothing(empty_s, kind, headline, line):
    scene = describe(initial(STATION), STATION, replace(EVENING, empty_us=us_of_s(empty_s)))
    assert (scene.kind, scene.headline, scene.line) == (kind, headline, line)
    assert scene.figure is None


def test_a_panel_may_never_sleep():
    scene = describe(initial(STATION), STATION, replace(EVENING, sleep_after_us=None, empty_us=us_of_s(86_400)))
    assert scene.kind is SceneKind.CLOCK


@pytest.mark.parametrize(("minute", "clock"), [(0, "0:00"), (9, "0:09"), (600, "10:00"), (1439, "23:59")])
def test_the_clock_is_read_as_a_clock(minute, clock):
    assert idle_scene(STATION, replace(EVENING, minute_of_day=minute)).headline == clock


@pytest.mark.parametrize(
    ("keep_h", "line", "has_fact"),
    [
        (24.0, "Joint positions: kept 24 h", True),
        (1.0, "Joint positions: kept 1 h", True),
        (8760.0, "Joint positions: kept 8760 h", True),
        (None, "Joint positions: not recorded", False),
    ],
)
def test_the_notice_says_what_the_owner_has_set(keep_h, line, has_fact):
    scene = idle_scene(STATION, replace(EVENING, keep_h=keep_h, empty_us=us_of_s(55)))
    assert (scene.line, bool(scene.fact)) == (line, has_fact)


def test_whoever_comes_sees_where_to_stand():
    for outside in (INSIDE, replace(EVENING, empty_us=None)):
        scene = describe(initial(STATION), STATION, outside)
        assert (scene.headline, scene.figure is not None) == ("Step in", True)


def test_a_clock_that_stands_makes_no_new_picture():
    scenes = {describe(initial(STATION), STATION, replace(EVENING, empty_us=us_of_s(s / 30))) for s in range(1500)}
    assert len(scenes) == 1
