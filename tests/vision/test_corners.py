"""Corners and the camera check together: no camera that moved is called the same, none that stayed is called moved."""

from collections import Counter

import numpy as np
import pytest

from kiosk.core.camera_check import MOST_REFERENCE, CameraPlace, compare
from kiosk.vision.corners import MOST_FOUND, MOST_LOOKS, CornerLooks, corners_in
from tests.camera_moves import (
    DEMO,
    MOVED_LOOKS,
    SAME_LOOKS,
    Look,
    frames_of,
    lane_in,
    looked_at,
    recorded,
    room,
    rooms,
    table,
)

ROOMS = range(1)


@pytest.fixture(scope="module", params=["rendered rooms", "the demo"])
def told(request):
    return table(rooms(ROOMS) if request.param == "rendered rooms" else recorded([DEMO]))


def over(told, looks):
    return sum((told[name] for name in looks), Counter())


def test_no_moved_camera_is_called_the_same(told):
    assert over(told, MOVED_LOOKS)[CameraPlace.SAME] == 0


def test_nearly_every_moved_camera_is_called_moved(told):
    counted = over(told, MOVED_LOOKS)
    assert counted[CameraPlace.MOVED] >= 0.95 * counted.total()


def test_no_camera_that_stayed_is_called_moved_whatever_the_light_and_the_people(told):
    counted = over(told, SAME_LOOKS)
    assert counted[CameraPlace.MOVED] == 0
    assert counted[CameraPlace.SAME] >= 0.95 * counted.total()


def test_furniture_that_went_elsewhere_is_no_moved_camera():
    before = room(3)
    after = before.copy()
    after[260:400, 60:220] = before[60:200, 400:560]
    after[60:140, 420:560] = 120
    reference = looked_at([before], Look(), 1, MOST_REFERENCE)
    reading = compare(reference, looked_at([after], Look(), 2, MOST_FOUND), lane_in((560, 400)))
    assert reading.place is CameraPlace.SAME
    assert reading.matched < reading.of


def test_a_dark_room_is_unsure():
    reference = looked_at([room(4)], Look(), 1, MOST_REFERENCE)
    dark = looked_at([room(4)], Look(gain=0.03), 2, MOST_FOUND)
    assert compare(reference, dark, lane_in((560, 400))).place is CameraPlace.UNSURE


def test_another_room_is_a_moved_camera():
    reference = looked_at([room(5)], Look(), 1, MOST_REFERENCE)
    other = looked_at([room(6)], Look(), 2, MOST_FOUND)
    reading = compare(reference, other, lane_in((560, 400)))
    assert (reading.place, reading.moved_in) == (CameraPlace.MOVED, None)


def test_corners_are_where_they_are():
    frame = np.full((480, 640, 3), 60, dtype=np.uint8)
    frame[100:200, 200:400] = 200
    places = corners_in(frame)[:, :2]
    assert len(places) == 4
    for x_px, y_px in ((200, 100), (400, 100), (200, 200), (400, 200)):
        assert np.abs(places - (x_px - 0.5, y_px - 0.5)).max(axis=1).min() < 3.0  # smoothing draws them inwards


def test_a_wide_frame_gives_places_in_its_own_pixels():
    small = room(7, (480, 360)).astype(np.uint8)
    large = small.repeat(4, axis=0).repeat(4, axis=1)
    assert large.shape[1] == 1920
    wide = corners_in(large)[:, :2]
    assert wide[:, 0].max() > 1_000
    near = [np.abs(wide - 4 * place - 1.5).max(axis=1).min() for place in corners_in(small)[:12, :2]]
    assert np.median(near) < 4


@pytest.mark.parametrize(
    "frame",
    [np.zeros((480, 640, 3), dtype=np.uint8), np.full((480, 640, 3), 255, dtype=np.uint8)],
    ids=["black", "white"],
)
def test_an_empty_frame_has_no_corners(frame):
    looks = CornerLooks()
    looks.feed(frame, 0)
    assert looks.corners() == ()
    assert CornerLooks().corners() == ()


def test_noise_has_no_corners():
    noise = np.random.default_rng(1).normal(120, 6, (480, 640, 3))
    assert len(corners_in(np.clip(noise, 0, 255).astype(np.uint8))) == 0


def test_who_walks_through_is_not_kept():
    looks = CornerLooks()
    for index, (frame, capture_us) in enumerate(frames_of([room(8)], Look(), 3)):
        walked = frame.copy()
        walked[100:380, 60 + 90 * index : 110 + 90 * index] = (20, 240, 20)
        looks.feed(walked, capture_us)
    kept, empty = looks.corners(), looked_at([room(8)], Look(), 4, MOST_FOUND)
    apart_px = np.abs(np.array(kept)[:, None] - np.array(empty)[None]).max(axis=2).min(axis=1)
    assert (apart_px < 1).mean() >= 0.9


def test_what_is_kept_of_a_room_is_at_most_fifty_pairs_of_numbers():
    kept = looked_at([room(9)], Look(), 1, MOST_REFERENCE)
    assert MOST_REFERENCE == 50
    assert 0 < len(kept) <= 50
    assert all(type(place) is tuple and [type(number) for number in place] == [float, float] for place in kept)


def test_a_long_calibration_keeps_few_looks_spread_over_all_of_it():
    looks, frame = CornerLooks(), room(1).astype(np.uint8)[:120, :160]
    for second in range(40):
        looks.feed(frame, second * 1_000_000)
    assert 4 <= looks.count <= MOST_LOOKS


def test_what_was_seen_before_the_camera_was_turned_is_forgotten():
    before, after = room(3), np.roll(room(3), 30, axis=1)
    looks, expected = CornerLooks(), CornerLooks()
    for second in range(5):
        looks.feed(before, second * 1_000_000)
    looks.forget()
    for second in range(5, 10):
        looks.feed(after, second * 1_000_000)
        expected.feed(after, second * 1_000_000)
    assert looks.corners() == expected.corners() != ()
