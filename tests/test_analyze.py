"""Recorded videos through the real decoder and the real model: the JSON, the table, and what a bad video costs."""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk import analyze
from kiosk.analysis_text import likeness_told
from kiosk.analyze import Trouble, judge
from kiosk.catalogue import load_catalogue
from kiosk.core.family import Likeness
from kiosk.core.vocab import Family
from kiosk.errors import EXIT_INPUT, InputError, OwnerError, StorageError
from kiosk.vision.movenet import MoveNet
from tests.clips import cut_demo
from tests.conftest import DEMO

LANE = DEMO.with_name("lane.json")
CATALOGUE = load_catalogue()
OBJECT_KEYS = [
    "file",
    "drill",
    "family",
    "family_sure",
    "reps_counted",
    "reps",
    "attempts",
    "zero",
    "rungs",
    "events",
    "frames",
    "pose_rate_hz",
]
REP_KEYS = [
    "start_s",
    "bottom_s",
    "end_s",
    "verdict",
    "family",
    "family_sure",
    "faults",
    "not_judged",
    "wall_distance_in",
    "hip_gap_in",
    "touch",
    "lean_deg",
    "hold_s",
]


class NoModel:
    """A model that nobody may ask."""

    def estimate(self, *_):
        pytest.fail("a video was looked at")


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(scope="module")
def model(model_path) -> MoveNet:
    return MoveNet(model_path, 2)


@pytest.fixture(scope="module")
def second(tmp_path_factory) -> Path:
    """One second of video, in which nothing happens."""
    return cut_demo(tmp_path_factory.mktemp("cut"), 1.0)


@pytest.fixture
def run(model) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Run the command and return its exit code, its answer and its complaints."""

    def run_once(*videos, drill="auto", lane_file=None, json_to=None, model=model, err=None):
        out, err = io.StringIO(), err or io.StringIO()
        files = [str(video) for video in videos]
        settings = {"drill": drill, "lane_file": lane_file, "json_to": json_to, "catalogue": CATALOGUE}
        code = analyze.run(files, model=model, out=out, err=err, **settings)
        return code, out.getvalue(), err.getvalue()

    return run_once


def test_a_session_is_judged_with_its_reps_and_its_zero(run, tmp_path):
    code, out, err = run(cut_demo(tmp_path, 28.0), lane_file=LANE, json_to="-")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert list(found) == OBJECT_KEYS
    assert found["drill"] == "wall_hinge"
    assert found["family"] == "wall_hinge"
    assert found["family_sure"] > 0.95
    assert {item["family"] for item in found["reps"]} == {"hinge"}
    assert found["zero"] is not None
    assert found["reps_counted"] == len(found["reps"]) > 0
    assert all(list(rep) == REP_KEYS for rep in found["reps"])


def test_the_same_video_gives_the_same_bytes(run, second):
    assert run(second, json_to="-") == run(second, json_to="-")


def test_the_file_is_named_as_it_was_given(run, second, monkeypatch):
    monkeypatch.chdir(second.parent)
    assert json.loads(run(second.name, json_to="-")[1])["file"] == second.name


def test_several_videos_are_a_list_and_a_bad_one_costs_only_itself(run, second, tmp_path):
    torn = tmp_path / "torn.mp4"
    torn.write_bytes(b"no video")
    code, out, err = run(torn, second, tmp_path / "none.mp4", json_to="-")
    bad, good, missing = json.loads(out)
    assert code == EXIT_INPUT
    assert list(bad) == list(missing) == ["file", "error", "message"]
    assert bad["error"] == missing["error"] == "cannot_decode"
    assert list(good) == OBJECT_KEYS
    assert err.splitlines() == [bad["message"], missing["message"]]


@pytest.mark.parametrize("is_json", [True, False])
def test_what_could_be_read_of_a_damaged_video_is_judged_and_the_rest_is_told(run, tmp_path, is_json):
    half = cut_demo(tmp_path, 4.0, kept=0.6)
    code, out, err = run(half, json_to="-" if is_json else None)
    assert code == EXIT_INPUT
    assert re.fullmatch(rf"{half} is damaged: 2\.\d s of 4\.0 s could be read\. Export it again\.\n", err)
    if is_json:
        found = json.loads(out)
        assert list(found) == [*OBJECT_KEYS, "error"]
        assert found["error"] == err.rstrip("\n")
        assert 60 <= found["frames"] < 120
    else:
        assert f"{half}: " in out


def test_one_bad_video_is_one_object(run, tmp_path):
    code, out, _ = run(tmp_path / "none.mp4", json_to="-")
    assert (code, json.loads(out)["error"]) == (EXIT_INPUT, "cannot_decode")


def test_without_json_every_video_gets_a_table(run, second):
    code, out, _ = run(second, second, drill="hip_hinge")
    assert code == 0
    assert out.count(f"{second}: Hip hinge, 0 reps of 0 attempts counted, 30 frames at 30 a second.\n") == 2
    assert out.count("Looks like neither hinges nor squats, sure.\n") == 2
    assert out.count("Not judged: shape of the back;") == 2


@pytest.mark.parametrize(
    ("family", "sure", "sentence"),
    [
        (Family.HINGE, 0.99, "Looks like hinges, sure."),
        (Family.WALL_HINGE, 0.95, "Looks like hinges at a wall, sure."),
        (Family.SQUAT, 0.8, "Probably squats."),
        (Family.NEITHER, 0.7, "Probably neither hinges nor squats."),
        (Family.NOT_SURE, 0.4, "Not sure what this shows: name it with --drill."),
    ],
)
def test_the_table_says_what_it_looks_like_and_how_sure_that_is(family, sure, sentence):
    assert likeness_told(Likeness(family, sure)) == sentence


def test_json_goes_to_a_file_and_leaves_the_output_alone(run, second, tmp_path):
    target = tmp_path / "found.json"
    assert run(second, json_to=str(target))[:2] == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["frames"] == 30
    assert [path.name for path in tmp_path.iterdir()] == ["found.json"]


@pytest.mark.parametrize(
    ("json_to", "trouble", "sentence"),
    [
        ("none/found.json", StorageError, r"cannot be written \(No such .*\): name a file in a folder that exists"),
        ("folder", StorageError, "folder is no ordinary file: give the name of a file"),
        ("", StorageError, "is no ordinary file"),
        ("short.mp4", InputError, "short.mp4 is one of the videos: name another file"),
        ("folder/../short.mp4", InputError, "is one of the videos"),
        ("link.json", InputError, "link.json is one of the videos"),
    ],
)
def test_a_place_where_no_json_can_be_is_refused_before_any_video_is_looked_at(
    run, second, tmp_path, monkeypatch, json_to, trouble, sentence
):
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("short.mp4").write_bytes(second.read_bytes())
    Path("link.json").symlink_to("short.mp4")
    with pytest.raises(trouble, match=sentence):
        run("short.mp4", json_to=json_to, model=NoModel())
    assert Path("short.mp4").read_bytes() == second.read_bytes()


def test_an_unknown_drill_is_refused_before_any_video_is_looked_at(run, second):
    with pytest.raises(OwnerError, match="did you mean wall_hinge"):
        run(second, drill="wall_hing", model=NoModel())


def test_a_missing_lane_file_is_refused_before_any_video_is_looked_at(run, second, tmp_path):
    with pytest.raises(OwnerError, match=r"none\.json is not there: calibrate"):
        run(second, lane_file=tmp_path / "none.json", model=NoModel())


def test_a_lane_of_another_shape_is_a_sentence_about_its_video(run, second, tmp_path):
    lane = json.loads(LANE.read_text(encoding="utf-8")) | {"frame_px": [1280, 720]}
    wide = tmp_path / "wide.json"
    wide.write_text(json.dumps(lane), encoding="utf-8")
    code, _, err = run(second, lane_file=wide)
    assert code == EXIT_INPUT
    assert (
        err
        == f"{second}: The lane was measured at 1280x720, the camera gives 640x480, another shape: calibrate again.\n"
    )


def test_a_terminal_sees_how_far_it_is_and_nothing_is_left_of_it(run, second):
    err = run(second, json_to="-", err=Terminal())[2]
    assert f"\r{second}: 50 %" in err
    assert err.endswith("\r\033[K")


def test_the_trouble_of_a_video_has_a_word_and_a_sentence(model, tmp_path):
    judged = judge(str(tmp_path), drill="auto", lane=None, model=model, catalogue=CATALOGUE, err=io.StringIO())
    assert isinstance(judged.result, Trouble)
    assert judged.result.error == "cannot_decode"
