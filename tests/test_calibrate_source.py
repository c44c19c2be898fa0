"""Calibrating from what a camera sees: what it leaves alone, and that bad marks are refused before."""

from io import StringIO

import pytest

from kiosk import calibrate_source
from kiosk.calibrate_source import calibrate_from_camera, calibrate_from_video, view_of_camera
from kiosk.config import CameraConfig, CameraSource, Config, SourceKind
from kiosk.errors import OwnerError, SourceError
from kiosk.loop import MonotonicClock
from kiosk.view import View
from kiosk.vision.movenet import MoveNet
from tests.clips import cut_demo


def test_a_video_in_which_nobody_stands_on_marks_leaves_the_lane_alone(model_path, tmp_path):
    into = tmp_path / "lane.json"
    into.write_text("the lane before", encoding="utf-8")
    with pytest.raises(OwnerError, match="Nobody stood on the mark at 0 in"):
        calibrate_from_video(cut_demo(tmp_path, 1.0), marks_in=(0, 6, 12, 24), into=into, model=MoveNet(model_path, 2))
    assert into.read_text(encoding="utf-8") == "the lane before"


@pytest.mark.parametrize("marks_in", [(0,), (6, 0)])
def test_marks_that_make_no_lane_are_refused_before_anyone_is_looked_at(model_path, tmp_path, marks_in):
    model = MoveNet(model_path, 1)
    with pytest.raises(OwnerError, match="mark"):
        calibrate_from_video(tmp_path / "none.mp4", marks_in=marks_in, into=tmp_path / "lane.json", model=model)
    with pytest.raises(OwnerError, match="mark"):
        calibrate_from_camera(
            Config(), marks_in=marks_in, into=tmp_path / "lane.json", model=model, patience_s=1, out=StringIO()
        )


def test_a_raspberry_pi_without_a_camera_of_its_own_is_calibrated_with_a_webcam(monkeypatch):
    def absent(*_, **__):
        message = "No Raspberry Pi camera is connected"
        raise SourceError(message)

    webcam = View(frame_px=(640, 480), mode="webcam", open_source=absent)
    monkeypatch.setattr(calibrate_source, "is_raspberry_pi", lambda: True)
    monkeypatch.setattr(calibrate_source, "view_of_pi", absent)
    monkeypatch.setattr(calibrate_source, "view_of_webcam", lambda *_, **__: webcam)
    assert view_of_camera(CameraConfig(), MonotonicClock()) is webcam


def test_a_recording_in_the_settings_is_no_camera_to_calibrate():
    clip = CameraConfig(source=CameraSource(kind=SourceKind.CLIP))
    with pytest.raises(OwnerError, match="calibrate from one with --video"):
        view_of_camera(clip, MonotonicClock())
