"""The walk over a folder of clips: grouping by station, and files that are missing."""

import json

import pytest

from kiosk.errors import InputError
from kiosk.evaluate import stations_in, to_json_object
from kiosk.evidence import View
from kiosk.evidence_json import truth_from_json
from kiosk.runs import Run
from kiosk.scorecard import ClipScore, score_run, summary

TRUTH = {"duration_s": 9.0, "expected": {"hinges": 0, "hinges_max": 0}, "reps": []}


def put(folder, name, *, station="", video=True):
    (folder / f"{name}.json").write_text(json.dumps({**TRUTH, "clip": name, "station": station}))
    if video:
        (folder / f"{name}.mp4").touch()


def test_a_session_shares_its_station_with_the_calibration_which_comes_first(tmp_path):
    put(tmp_path, "a_session", station="a")
    put(tmp_path, "a_calib", station="a")
    put(tmp_path, "alone")
    names = [[path.stem for path in station.clips] for station in stations_in(tmp_path, model=tmp_path)]
    assert sorted(names) == [["a_calib", "a_session"], ["alone"]]


def test_every_missing_video_is_named(tmp_path):
    put(tmp_path, "one", video=False)
    put(tmp_path, "two", video=False)
    with pytest.raises(InputError, match=r"one\.mp4.*two\.mp4"):
        stations_in(tmp_path, model=tmp_path)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="give the folder"):
        stations_in(tmp_path, model=tmp_path)


def test_a_truth_that_is_no_json_is_named(tmp_path):
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "bad.mp4").touch()
    with pytest.raises(InputError, match=r"bad\.json cannot be read"):
        stations_in(tmp_path, model=tmp_path)


def test_the_figures_can_be_written_as_json():
    analysis = {"reps_counted": 0, "pose_rate_hz": 30}
    run = score_run(analysis, truth_from_json({**TRUTH, "clip": "one"}), samples=(), lane=None, is_live=True)
    score = ClipScore(
        name="one",
        drill="hip_hinge",
        is_trace=False,
        least=0,
        most=0,
        runs={Run.GIVEN: run, Run.LIVE: run},
        troubles=(),
        view=View(facing="left"),
    )
    found = json.loads(json.dumps(to_json_object([score], summary([score]))))
    assert [group["name"] for group in found["groups"]] == ["left"]
    assert found["groups"][0]["runs"]["given"]["exact"] == 1
    assert found["clips"][0]["runs"]["live"]["live"]["numbers"]["said"] == []
