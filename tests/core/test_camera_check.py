"""A moved camera in a visit: its distances are not judged, from one visit to the next and never within one."""

import pytest

from kiosk.core.camera_check import scaled
from kiosk.core.events import CameraMoved, HeelsProven, StageEntered, ZeroTaken
from kiosk.core.frozen import replace
from kiosk.core.mirror import describe
from kiosk.core.scene import SceneKind
from kiosk.core.session import TickInput, here, initial, step
from kiosk.core.vocab import Stage
from tests.builders import EXACT, Story
from tests.visits import free_station, inputs_with_latency, station_of, wall_station

STATION = wall_station()
TOUCHES = Story(model=EXACT).hold(2).zero(4).walk(14).hold(2).step_to(6).hold(5).touch_reps(2).hold(2)


def events_of(is_moved, *, station=STATION):
    """Return the visit's events when the camera is told as moved at the ticks that `is_moved` names."""
    state, events = initial(station), []
    for tick_input in inputs_with_latency(TOUCHES.samples(fps=10), 0.05):
        state, output = step(state, replace(tick_input, is_moved=is_moved(tick_input.tick)), station)
        events += output.events
    return events, state


def kinds(events):
    return {type(event) for event in events}


def test_a_visit_at_a_moved_camera_judges_no_distance_and_says_so_once():
    events, state = events_of(lambda _: True)
    assert [type(event) for event in events].count(CameraMoved) == 1
    assert not {ZeroTaken, HeelsProven} & kinds(events)
    assert Stage.SET in {event.stage for event in events if isinstance(event, StageEntered)}
    assert not here(state, STATION).needs_lane
    assert not describe(state, STATION).ladder


def test_a_camera_that_is_told_moved_during_a_visit_changes_nothing_in_it():
    arrived = 90
    events, state = events_of(lambda tick: tick > arrived)
    assert events == events_of(lambda _: False)[0]
    assert ZeroTaken in kinds(events)
    assert not state.is_moved


@pytest.mark.parametrize(
    ("station", "headline", "line"),
    [
        (STATION, "Camera moved", "Calibrate again"),
        (station_of("mobility_first", has_lane=True), "Camera moved", "Calibrate again"),
        (free_station(), "Step in", "Turn side-on"),
    ],
    ids=["wall", "a programme that comes to the wall later", "no lane"],
)
def test_the_idle_mirror_tells_the_owner(station, headline, line):
    state, output = step(initial(station), TickInput(tick=0, is_moved=True), station)
    scene = describe(state, station)
    assert (scene.kind, scene.headline, scene.line) == (SceneKind.ATTRACT, headline, line)
    assert output.events == ()
    state, _ = step(state, TickInput(tick=1), station)
    assert describe(state, station).headline == "Step in"


def test_corners_are_scaled_with_the_frame():
    assert scaled(((10.0, 20.0),), (640, 480), (320, 240)) == ((5.0, 10.0),)
