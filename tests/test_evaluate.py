"""The walk over a folder of clips: grouping by station, and files that are missing."""

import json

import pytest

from kiosk.errors import InputError
from kiosk.evaluate import stations_in

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
