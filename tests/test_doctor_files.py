"""The doctor on files: a broken, missing or old one of each kind, and a disk that is full or may not be written."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from kiosk.assets import ASSETS
from kiosk.catalogue import DRILLS
from kiosk.config import Config, JournalConfig, LaneConfig, SessionConfig
from kiosk.doctor_files import (
    MB,
    disk_check,
    drills_check,
    free_bytes,
    lane_check,
    may_write,
    settings_check,
    sounds_check,
)
from kiosk.errors import OwnerError
from kiosk.findings import FindingState
from tests.packs import whole_pack

OK, WARN, FAIL = FindingState.OK, FindingState.WARN, FindingState.FAIL
TODAY = date(2026, 11, 29)
LANE = json.loads((ASSETS / "demo" / "lane.json").read_text(encoding="utf-8"))


def test_the_settings_file_is_named():
    assert settings_check(Path("/etc/x.toml")).told == "/etc/x.toml is right"
    assert "defaults" in settings_check(None).told


@pytest.fixture
def cues(tmp_path):
    return whole_pack(tmp_path / "cues")


def test_a_whole_pack_is_well(cues):
    assert sounds_check("en", cues).state is OK


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda cues: (cues / "en" / "n_7.wav").unlink(), "n_7 has no clip"),
        (lambda cues: (cues / "en" / "n_7.wav").write_bytes(b"RIFF"), r"n_7\.wav cannot be read"),
        (lambda cues: (cues / "earcons" / "touch.wav").unlink(), r"touch\.wav cannot be read"),
        (lambda cues: (cues / "en.toml").write_text("= 1", encoding="utf-8"), r"en\.toml cannot be read"),
        (lambda cues: (cues / "en.toml").unlink(), r"en\.toml does not exist"),
    ],
)
def test_a_clip_that_is_missing_or_broken_is_named(cues, spoil, sentence):
    spoil(cues)
    with pytest.raises(OwnerError, match=sentence):
        sounds_check("en", cues)


def test_drills_are_looked_at_even_without_a_single_clip(cues):
    shutil.rmtree(cues / "en")
    found = drills_check(Config(), cues=cues)
    assert found.state is OK
    assert found.told.endswith("the settings choose wall_hinge")


def test_a_drill_that_is_wrong_is_named(tmp_path):
    shutil.copytree(DRILLS, tmp_path / "drills")
    (tmp_path / "drills" / "squat.toml").write_text('id = "squat"\nsinal = "drop"\n', encoding="utf-8")
    with pytest.raises(OwnerError, match=r"squat\.toml: sinal .*did you mean signal\?"):
        drills_check(Config(), drills=tmp_path / "drills")


def test_a_drill_that_the_settings_name_must_be_there():
    with pytest.raises(OwnerError, match="did you mean wall_hinge"):
        drills_check(Config(session=SessionConfig(drill="wall_hing")))


@pytest.mark.parametrize(
    ("change", "state", "told"),
    [
        ({}, OK, "good to 0.5 in, made 9 days ago"),
        ({"date": "2026-11-29"}, OK, "made today"),
        ({"date": "2027-02-01"}, OK, "made today"),
        ({"date": "2026-06-02"}, OK, "made 180 days ago"),
        ({"date": "2026-06-01"}, WARN, "made 181 days ago"),
        ({"date": "some day"}, OK, "good to 0.5 in"),
        ({"date": None}, OK, "good to 0.5 in"),
        ({"marks": LANE["marks"][:2]}, WARN, "unverified"),
    ],
)
def test_a_calibration_is_as_good_as_its_error_and_its_age(tmp_path, change, state, told):
    file = tmp_path / "lane.json"
    kept = {key: value for key, value in {**LANE, "date": "2026-11-20", **change}.items() if value is not None}
    file.write_text(json.dumps(kept), encoding="utf-8")
    found = lane_check(LaneConfig(file=file), today=TODAY)
    assert (found.state, told in found.told) == (state, True)


def test_no_calibration_yet_is_worth_a_look(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert lane_check(LaneConfig(), today=TODAY).state is WARN


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "is not there: calibrate the lane once"),
        ("{", "the file is broken or cut short"),
        ('{"frame_px": [640, 480]}', "marks = null"),
    ],
)
def test_a_calibration_that_cannot_be_read_is_told(tmp_path, text, sentence):
    file = tmp_path / "lane.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(OwnerError, match=sentence):
        lane_check(LaneConfig(file=file), today=TODAY)


@pytest.mark.parametrize(
    ("free_mb", "state"), [(80_000, OK), (500, OK), (499, WARN), (50, WARN), (49, FAIL), (0, FAIL)]
)
def test_a_full_disk_is_told_before_it_is_full(tmp_path, free_mb, state):
    found = disk_check(JournalConfig(folder=tmp_path), free_bytes=lambda _: free_mb * MB)
    assert found.state is state


def test_a_folder_that_may_not_be_written_fails(tmp_path):
    found = disk_check(JournalConfig(folder=tmp_path), may_write=lambda _: False)
    assert (found.state, "cannot be written" in found.told) == (FAIL, True)


def test_a_file_in_the_place_of_the_folder_fails(tmp_path):
    (tmp_path / "taken").touch()
    assert disk_check(JournalConfig(folder=tmp_path / "taken")).state is FAIL


def test_a_folder_yet_to_be_made_is_judged_by_the_one_it_will_be_in_and_is_not_made(tmp_path):
    folder = tmp_path / "a" / "b"
    asked = []
    disk_check(JournalConfig(folder=folder), may_write=lambda path: asked.append(path) is None)
    assert asked == [tmp_path]
    assert not (tmp_path / "a").exists()


def test_nothing_is_asked_of_a_disk_that_keeps_nothing(tmp_path):
    assert disk_check(JournalConfig(folder=tmp_path, keep=False), may_write=lambda _: False).state is OK


def test_the_real_disk_answers(tmp_path):
    assert may_write(tmp_path)
    assert not may_write(tmp_path / "none")
    assert free_bytes(tmp_path) > 0
