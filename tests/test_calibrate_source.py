"""Calibrating from what a camera sees: how long it is looked at, and that bad marks are refused before."""

import pytest

from kiosk.calibrate_source import calibrate_from_video, calibrate_from_webcam, samples_for
from kiosk.errors import OwnerError
from kiosk.vision.clip import ClipReader, PacedClip
from kiosk.vision.movenet import MoveNet
from tests.clips import cut_demo
from tests.conftest import DEMO
from tests.fakes import FakeClock


def test_the_camera_is_looked_at_for_as_long_as_was_said(model_path):
    clock = FakeClock()
    playing = PacedClip(ClipReader(DEMO), clock)
    try:
        samples = list(samples_for(playing, model=MoveNet(model_path, 1), clock=clock, for_s=0.5))
    finally:
        playing.close()
    assert len(samples) == 15
    assert [sample.sequence for sample in samples] == list(range(15))


def test_a_video_in_which_nobody_stands_on_marks_leaves_the_lane_alone(model_path, tmp_path):
    into = tmp_path / "lane.json"
    into.write_text("the lane before", encoding="utf-8")
    with pytest.raises(OwnerError, match="Nobody was seen whole"):
        calibrate_from_video(cut_demo(tmp_path, 1.0), marks_in=(0, 6, 12, 24), into=into, model=MoveNet(model_path, 2))
    assert into.read_text(encoding="utf-8") == "the lane before"


@pytest.mark.parametrize("marks_in", [(0,), (6, 0)])
def test_marks_that_make_no_lane_are_refused_before_anyone_is_looked_at(model_path, tmp_path, marks_in):
    model = MoveNet(model_path, 1)
    with pytest.raises(OwnerError, match="mark"):
        calibrate_from_video(tmp_path / "none.mp4", marks_in=marks_in, into=tmp_path / "lane.json", model=model)
    with pytest.raises(OwnerError, match="mark"):
        calibrate_from_webcam(None, marks_in=marks_in, into=tmp_path / "lane.json", model=model, for_s=1)
