"""Calibrating from what a camera sees: what it leaves alone, and that bad marks are refused before."""

from io import StringIO

import pytest

from kiosk.calibrate_source import calibrate_from_camera, calibrate_from_video
from kiosk.config import Config
from kiosk.errors import OwnerError
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
