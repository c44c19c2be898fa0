"""The doctor through the camera: what a look at real frames measures, and from which figures on it is told."""

import dataclasses
import sys

import numpy as np
import pytest

from kiosk.assets import ASSETS
from kiosk.config import CameraConfig, CameraSource, Config, LaneConfig, SourceKind, parse_config
from kiosk.core.params import GateParams
from kiosk.doctor_eye import Sighting, camera_check, contrast_check, light_check, look_at_room, place_check
from kiosk.errors import InputError, SourceError
from kiosk.findings import FindingState
from kiosk.storage.calibration import Calibration, save_calibration
from kiosk.vision.look import Look, look_through, luma_spread
from tests import camera_moves
from tests.fakes import FakeClock

OK, WARN, FAIL = FindingState.OK, FindingState.WARN, FindingState.FAIL
PARAMS = GateParams()
MODE = "webcam /dev/video0 640x480 30/s"
GOOD = Look(frame_px=(640, 480), frames=60, rate_hz=30.0, age_ms=40.0, luma=120.0, spread=150.0)


def seeing(**change):
    return Sighting(look=dataclasses.replace(GOOD, **change), mode=MODE)


class FramesAt:
    """A source of frames a period apart, each this old when it is read."""

    def __init__(self, clock, frames, *, period_us=33_333, age_us=40_000):
        self.clock, self.frames, self.period_us, self.age_us = clock, list(frames), period_us, age_us

    def read(self):
        self.clock.pass_us(self.period_us)
        frame = self.frames.pop(0)
        return None if frame is None else (frame, self.clock.now_us() - self.age_us)

    def is_finished(self):
        return not self.frames

    def close(self):
        self.frames.clear()


def frame_of(luma):
    return np.full((480, 640, 3), luma, np.uint8)


def test_a_look_measures_rate_age_light_and_contrast_of_what_came():
    clock = FakeClock()
    half = frame_of(40)
    half[:, 320:] = 200
    look = look_through(FramesAt(clock, [frame_of(10), None, *[half] * 100]), clock=clock, for_s=2.0)
    # the wait without a frame is one period longer between the first two
    assert look.frames == 60
    assert look.rate_hz == pytest.approx(29.5, abs=0.1)
    assert (look.frame_px, look.age_ms) == ((640, 480), 40.0)
    assert (look.luma, look.spread) == (120.0, 160.0)


@pytest.mark.parametrize(("frames", "expected"), [([], 0), ([None, None], 0), ([frame_of(9)], 1)])
def test_a_look_at_next_to_nothing_has_no_rate(frames, expected):
    clock = FakeClock()
    look = look_through(FramesAt(clock, frames), clock=clock, for_s=2.0)
    assert (look.frames, look.rate_hz) == (expected, None)


def test_a_lamp_alone_is_no_contrast():
    frame = frame_of(60)
    frame[:48, :64] = 255
    assert luma_spread(frame) == 0.0


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, OK),
        ({"rate_hz": 24.0}, OK),
        ({"rate_hz": 23.9}, WARN),
        ({"rate_hz": 5.0}, WARN),
        ({"age_ms": 100.0}, OK),
        ({"age_ms": 101.0}, WARN),
        ({"frames": 1, "rate_hz": None}, FAIL),
        ({"frames": 0, "frame_px": None, "rate_hz": None, "age_ms": None}, FAIL),
    ],
)
def test_a_camera_must_give_frames_often_and_fresh(change, state):
    sighting = Sighting()
    found = camera_check(lambda: (MODE, dataclasses.replace(GOOD, **change)), sighting)
    assert found.state is state
    assert found.told.startswith(MODE)
    assert sighting.mode == MODE


@pytest.mark.parametrize(
    ("luma", "state"),
    [(0.0, FAIL), (24.9, FAIL), (25.0, WARN), (49.9, WARN), (50.0, OK), (220.0, OK), (220.1, WARN), (None, WARN)],
)
def test_light_is_told_from_what_the_mirror_calls_too_dark(luma, state):
    assert light_check(seeing(luma=luma), PARAMS).state is state


@pytest.mark.parametrize(("spread", "state"), [(0.0, WARN), (29.9, WARN), (30.0, OK), (None, WARN)])
def test_a_flat_picture_is_worth_a_look(spread, state):
    assert contrast_check(seeing(spread=spread)).state is state


def test_without_a_camera_the_rest_is_not_looked_at(tmp_path):
    sighting = Sighting()
    lane = LaneConfig(file=tmp_path / "lane.json")
    for found in (light_check(sighting, PARAMS), contrast_check(sighting), place_check(lane, sighting)):
        assert (found.state, found.told, found.advice) == (
            WARN,
            "not looked at, for the camera gave no frame",
            "mend the camera first",
        )


@pytest.mark.parametrize(
    ("source", "error", "sentence"),
    [
        ("webcam:/dev/none", SourceError, "/dev/none does not open"),
        ("clip:/none.mp4", InputError, "There is no video at /none.mp4"),
        ("pi", SourceError, "Picamera2 is not installed"),
    ],
)
def test_a_camera_that_is_not_there_is_told(monkeypatch, source, error, sentence):
    monkeypatch.setitem(sys.modules, "picamera2", None)
    config = parse_config(f'[camera]\nsource = "{source}"', origin="test")
    with pytest.raises(error, match=sentence):
        look_at_room(config, FakeClock())


def test_a_real_clip_is_looked_at_for_two_seconds():
    source = CameraSource(kind=SourceKind.CLIP, path=ASSETS / "demo" / "session.mp4")
    mode, look = look_at_room(Config(camera=CameraConfig(source=source)), FakeClock())
    assert mode == "clip session.mp4 640x480"
    assert look.rate_hz == pytest.approx(30, abs=1)
    assert len(look.corners) > 20
    assert camera_check(lambda: (mode, look), Sighting()).state is OK


def corners_of(picture):
    """Return the corners that a look of two seconds at a room finds."""
    clock = FakeClock()
    frame = np.clip(picture, 0, 255).astype(np.uint8)
    return look_through(FramesAt(clock, [frame] * 100), clock=clock, for_s=2.0).corners


@pytest.fixture(scope="module")
def room():
    return camera_moves.room(1)


@pytest.fixture
def lane(tmp_path, room):
    """Return a lane file with the room's corners."""
    file = tmp_path / "lane.json"
    calibration = Calibration(
        lane=camera_moves.lane_in(), made_on="2026-11-29", camera_mode=MODE, corners=corners_of(room)[:50]
    )
    save_calibration(file, calibration)
    return LaneConfig(file=file)


def test_a_camera_in_its_place_is_well(lane, room):
    found = place_check(lane, seeing(corners=corners_of(room)))
    assert (found.state, "Camera same" in found.told) == (OK, True)


def test_a_camera_that_moved_is_told_with_how_far(lane, room):
    found = place_check(lane, seeing(corners=corners_of(np.roll(room, 12, axis=1))))
    assert found.state is WARN
    assert "the lane is off by" in found.told
    assert "distances are not judged" in found.advice


def test_a_room_in_which_nothing_is_seen_is_no_answer(lane):
    found = place_check(lane, seeing(corners=()))
    assert (found.state, "light the room" in found.advice) == (WARN, True)


def test_another_camera_than_the_calibrations_is_told(lane):
    sighting = Sighting(look=GOOD, mode="pi imx708 640x480 30/s turned 0")
    found = place_check(lane, sighting)
    assert found.told == f"calibrated with {MODE}, and now it is {sighting.mode}"


@pytest.mark.parametrize("camera_mode", [None, "clip marks.mp4 640x480"])
def test_a_lane_from_a_recording_or_without_corners_says_that_nothing_would_be_noticed(tmp_path, camera_mode):
    file = tmp_path / "old.json"
    save_calibration(file, Calibration(lane=camera_moves.lane_in(), camera_mode=camera_mode))
    found = place_check(LaneConfig(file=file), seeing())
    assert (found.state, "holds no corners" in found.told) == (WARN, True)


def test_without_a_calibration_there_is_nothing_to_compare(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert place_check(LaneConfig(), seeing()).state is OK
