"""The calibration file: what it holds, what it survives, what it refuses."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.core.camera_check import MOST_REFERENCE
from kiosk.core.lane import LaneKind, Mark, fit_lane, inches_at
from kiosk.errors import OwnerError, StorageError
from kiosk.storage.calibration import Calibration, backup_of, load_calibration, save_calibration

FRAME_PX = (640, 480)
HAND_WRITTEN = {
    "frame_px": [640, 480],
    "marks": [
        {"inches": 0, "ankle_px": [385.3, 391.5]},
        {"inches": 6, "ankle_px": [357.3, 391.8]},
        {"inches": 12, "ankle_px": [329.2, 392.2]},
        {"inches": 24, "ankle_px": [272.5, 392.9]},
    ],
}


def calibration_with(first_px: float = 100.0) -> Calibration:
    marks = [
        Mark(inches=inches, ankle_px=(first_px + 5 * inches, 400.25), height_px=281.3, scatter_in=0.36)
        for inches in (0.0, 6.0, 12.0, 24.0)
    ]
    return Calibration(lane=fit_lane(marks, FRAME_PX), made_on="2026-11-20", camera_mode="640x480 at 30 Hz")


def problems_of(path):
    with pytest.raises(OwnerError) as refusal:
        load_calibration(path)
    return refusal.value.problems


def test_what_is_saved_is_what_is_loaded(tmp_path):
    saved = calibration_with()
    save_calibration(tmp_path / "lane.json", saved)
    assert load_calibration(tmp_path / "lane.json") == saved


def test_a_person_can_write_the_file(tmp_path):
    path = tmp_path / "lane.json"
    path.write_text(json.dumps(HAND_WRITTEN))
    lane = load_calibration(path).lane
    assert lane.kind is LaneKind.PROJECTIVE
    assert lane.is_wall_right
    assert inches_at(lane, 371.3, 391.6) == pytest.approx(3, abs=0.1)


def test_a_person_can_read_the_file(tmp_path):
    save_calibration(tmp_path / "lane.json", calibration_with())
    lines = (tmp_path / "lane.json").read_text().splitlines()
    assert '    {"inches": 6.0, "ankle_px": [130.0, 400.25], "height_px": 281.3, "scatter_in": 0.36},' in lines


def test_the_room_is_kept_as_at_most_fifty_places_and_nothing_else(tmp_path):
    path = tmp_path / "lane.json"
    corners = tuple((10.5 + 12 * index, 7.25 + 9 * index) for index in range(MOST_REFERENCE))
    save_calibration(path, replace(calibration_with(), corners=corners))
    assert load_calibration(path).corners == corners
    kept = json.loads(path.read_text())
    assert set(kept) == {"frame_px", "date", "camera_mode", "error_in", "marks", "corners"}
    assert len(kept["corners"]) == MOST_REFERENCE == 50
    assert all([type(number) for number in place] == [float, float] for place in kept["corners"])


def test_an_older_file_has_no_corners(tmp_path):
    path = tmp_path / "lane.json"
    path.write_text(json.dumps(HAND_WRITTEN))
    assert load_calibration(path).corners == ()


def test_two_marks_are_saved_without_an_error(tmp_path):
    path = tmp_path / "lane.json"
    lane = fit_lane(calibration_with().lane.marks[::3], FRAME_PX)
    save_calibration(path, Calibration(lane=lane))
    assert "error_in" not in path.read_text()
    assert load_calibration(path).lane == lane


def test_the_last_calibration_stays_beside_the_new_one(tmp_path):
    path = tmp_path / "lane.json"
    save_calibration(path, calibration_with(first_px=100))
    save_calibration(path, calibration_with(first_px=150))
    assert load_calibration(path) == calibration_with(first_px=150)
    assert load_calibration(backup_of(path)) == calibration_with(first_px=100)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["lane.json", "lane.json.bak"]


def test_a_save_cut_short_leaves_the_last_calibration(tmp_path, monkeypatch):
    path = tmp_path / "lane.json"
    save_calibration(path, calibration_with(first_px=100))

    def fail(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StorageError, match=r"lane\.json cannot be written \(No space left on device\): give"):
        save_calibration(path, calibration_with(first_px=150))
    assert load_calibration(path) == calibration_with(first_px=100)


def test_a_place_that_holds_no_ordinary_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for name in ("folder", "pipe", "", ".", ".."):
        with pytest.raises(StorageError, match="is no ordinary file: give the name of a file"):
            save_calibration(Path(name), calibration_with())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "pipe"]


def test_a_link_stays_and_the_file_behind_it_is_replaced(tmp_path):
    (tmp_path / "state").mkdir()
    link, file = tmp_path / "lane.json", tmp_path / "state" / "lane.json"
    link.symlink_to(file)
    for first_px in (100, 150):
        save_calibration(link, calibration_with(first_px=first_px))
        assert link.is_symlink()
        assert load_calibration(file) == calibration_with(first_px=first_px)
    assert load_calibration(backup_of(link)) == calibration_with(first_px=100)


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "here").write_text("")
    with pytest.raises(StorageError, match="give a folder"):
        save_calibration(tmp_path / "here" / "lane.json", calibration_with())


def test_a_missing_folder_is_made(tmp_path):
    save_calibration(tmp_path / "state" / "lane.json", calibration_with())
    assert load_calibration(tmp_path / "state" / "lane.json") == calibration_with()


def test_a_missing_file_is_told_with_what_to_do(tmp_path):
    assert problems_of(tmp_path / "lane.json") == (
        f"{tmp_path / 'lane.json'} is not there: calibrate the lane once, or write the file by hand.",
    )


def test_a_file_cut_short_anywhere_is_refused(tmp_path):
    path = tmp_path / "lane.json"
    save_calibration(path, calibration_with())
    whole = path.read_bytes()
    for length in range(0, len(whole.rstrip()), 7):
        path.write_bytes(whole[:length])
        assert "restore lane.json.bak or calibrate again" in problems_of(path)[0]


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b"[1, 2]", b"null", b"", b'{"frame_px": ' + b"9" * 5000 + b"}", b"[" * 100_000],
    ids=["no text", "a list", "null", "empty", "a huge number", "deep"],
)
def test_a_file_that_is_no_object_is_refused(tmp_path, content):
    path = tmp_path / "lane.json"
    path.write_bytes(content)
    assert "restore lane.json.bak or calibrate again" in problems_of(path)[0]


def with_mark(**fields):
    marks = [dict(mark) for mark in HAND_WRITTEN["marks"]]
    marks[1] |= fields
    return HAND_WRITTEN | {"marks": marks}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"marks": HAND_WRITTEN["marks"]}, "frame_px = null: give the frame's width and height"),
        (HAND_WRITTEN | {"frame_px": [640]}, "frame_px = [640]: give"),
        (HAND_WRITTEN | {"frame_px": [640.5, 480]}, "frame_px = [640.5, 480]: give"),
        (HAND_WRITTEN | {"frame_px": [True, True]}, "frame_px = [true, true]: give"),
        (HAND_WRITTEN | {"frame_px": "640x480"}, 'frame_px = "640x480": give'),
        ({"frame_px": [640, 480]}, "marks = null: give a list"),
        (HAND_WRITTEN | {"marks": [7]}, "marks[0] = 7: give an object"),
        (HAND_WRITTEN | {"framepx": [640, 480]}, "framepx = [640, 480]: this key is not known, write frame_px"),
        (HAND_WRITTEN | {"qq": 1}, "qq = 1: this key is not known, leave it out"),
        (HAND_WRITTEN | {"date": 20261120}, "date = 20261120: give words in quotes"),
        (HAND_WRITTEN | {"corners": 7}, "corners = 7: give a list of at most 50 places"),
        (HAND_WRITTEN | {"corners": [[1, 2]] * 51}, "give a list of at most 50 places"),
        (HAND_WRITTEN | {"corners": [[1, 2], [3]]}, "corners[1] = [3]: give two numbers in pixels of the frame"),
        (HAND_WRITTEN | {"corners": [[1, 2, 3]]}, "corners[0] = [1, 2, 3]: give two numbers"),
        (HAND_WRITTEN | {"corners": [[641, 2]]}, "corners[0] = [641, 2]: give two numbers in pixels of the frame"),
        (HAND_WRITTEN | {"corners": ["a"]}, 'corners[0] = "a": give two numbers'),
        (HAND_WRITTEN | {"error_in": "small"}, 'error_in = "small": give a number'),
        (with_mark(inches="six"), 'marks[1].inches = "six": give a number'),
        (with_mark(inches=None), "marks[1].inches = null: give a number"),
        (with_mark(inches=True), "marks[1].inches = true: give a number"),
        (with_mark(inches=float("nan")), "marks[1].inches = NaN: give a number"),
        (with_mark(inches=10**400), "marks[1].inches = 1"),
        (with_mark(ankle_px=[357.3]), "marks[1].ankle_px = [357.3]: give two numbers"),
        (with_mark(ankle_px=[357.3, None]), "marks[1].ankle_px = [357.3, null]: give two numbers"),
        (with_mark(ankle=[1, 2]), "marks[1].ankle = [1, 2]: this key is not known, write ankle_px"),
        (with_mark(height_px=[1]), "marks[1].height_px = [1]: give a number"),
        (with_mark(inches=7), "marks: The marks contradict each other"),
        (HAND_WRITTEN | {"marks": []}, "marks: 0 of the marks are there: give at least two"),
    ],
)
def test_a_wrong_value_is_refused_with_its_key_and_what_to_do(tmp_path, content, told):
    path = tmp_path / "lane.json"
    path.write_text(json.dumps(content))
    (problem,) = problems_of(path)
    assert problem.startswith(f"{path}: ")
    assert told in problem


def test_all_problems_are_told_in_one_run(tmp_path):
    path = tmp_path / "lane.json"
    path.write_text(json.dumps(with_mark(inches="six", ankle_px=0) | {"frame_px": 0, "data": "x"}))
    assert len(problems_of(path)) == 4


def test_an_edited_mark_changes_the_lane(tmp_path):
    path = tmp_path / "lane.json"
    calibration = calibration_with()
    moved = replace(calibration.lane.marks[0], ankle_px=(101.0, 400.25))
    save_calibration(path, calibration)
    path.write_text(path.read_text().replace("[100.0, 400.25]", "[101.0, 400.25]"))
    assert load_calibration(path).lane == fit_lane((moved, *calibration.lane.marks[1:]), FRAME_PX)
