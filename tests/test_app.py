"""The whole station on a short clip: with and without a screen, a record, weights; and how it is stopped."""

import io
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk import app
from kiosk.app import outside_of, run
from kiosk.catalogue import load_catalogue
from kiosk.choice import choose_station
from kiosk.config import CameraConfig, CameraSource, Config, DisplayConfig, JournalConfig, SessionConfig, SourceKind
from kiosk.core.idle import Outside
from kiosk.core.scene import Scene
from kiosk.core.units import us_of_s
from kiosk.errors import OwnerError
from kiosk.output.display import MirrorDisplay
from kiosk.record import record
from tests.builders import Story
from tests.clips import cut_demo
from tests.conftest import DEMO, ROOT


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    """Half a second of the demo session."""
    return cut_demo(tmp_path_factory.mktemp("clip"), 0.5)


@pytest.fixture
def config(clip, tmp_path) -> Config:
    return replace(
        Config(),
        camera=CameraConfig(source=CameraSource(kind=SourceKind.CLIP, path=clip)),
        journal=JournalConfig(folder=tmp_path / "state"),
    )


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Keep the tests off the account's own lane and journals, and from waiting for last words."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("kiosk.loop.TAIL_TICKS", 3)


def told(config: Config) -> tuple[int, dict[str, str]]:
    """Run the station and return the exit code and what it told, by the first word."""
    out = io.StringIO()
    code = run(config, out=out)
    return code, dict(line.partition(": ")[::2] for line in out.getvalue().splitlines())


@pytest.mark.usefixtures("model_path")
def test_a_clip_plays_once_and_every_choice_is_told(config, clip, tmp_path):
    code, lines = told(config)
    assert code == 0
    assert list(lines) == ["Source", "Drill", "Journal", "History", "Sound", "Screen", "Ended"]
    assert lines["Source"] == f"clip {clip}. The settings name it."
    assert lines["Drill"] == (
        "Wall hinge, 3 x 15 reps, rest 75 s. Lane: none, so distances are not judged; `make calibrate` measures it."
    )
    assert lines["Journal"].startswith(f"{tmp_path / 'state'}, ")
    assert lines["Screen"] == "open, look glass."


@pytest.mark.usefixtures("model_path")
def test_without_a_screen_and_a_place_for_records_the_station_says_so_and_works(config, tmp_path, monkeypatch):
    (tmp_path / "state").write_text("a file where a folder should be", encoding="utf-8")
    monkeypatch.delenv("SDL_VIDEODRIVER")
    code, lines = told(config)
    assert code == 0
    assert lines["Screen"].startswith("none, so events follow as text; no display can be opened")
    assert lines["Journal"].startswith("none. ")
    assert "set journal.folder" in lines["Journal"]


def test_without_weights_the_recorded_keypoints_are_shown(config, tmp_path, monkeypatch):
    story = Story(seed=1).stand(1.5)
    record(
        iter(story.samples(fps=30)),
        choose_station(Config(), load_catalogue(), None),
        folder=tmp_path,
        name="demo",
        model_sha256="0" * 64,
    )
    monkeypatch.setattr("kiosk.choice.DEMO_JOURNAL", tmp_path / "demo.journal.jsonl")
    monkeypatch.setattr(app, "has_weights", lambda _: False)
    code, lines = told(replace(config, camera=CameraConfig()))
    assert code == 0
    assert lines["Source"].startswith("journal ")
    assert lines["Source"].endswith("There are no pose weights; `make models` fetches them.")
    assert lines["Journal"] == "none, because the demo is nobody's session."


@pytest.mark.usefixtures("model_path")
def test_the_station_speaks_and_shows_the_language_that_the_settings_name(config, monkeypatch):
    present, headlines = MirrorDisplay.present, set()

    def watch(display: MirrorDisplay, scene: Scene) -> object:
        headlines.update((scene.headline, scene.line))
        return present(display, scene)

    monkeypatch.setattr(MirrorDisplay, "present", watch)
    code, lines = told(replace(config, sound=replace(config.sound, language="de")))
    assert code == 0
    assert lines["Sound"].startswith("voice and short sounds")
    assert "Keine Bilder gespeichert" in headlines


@pytest.mark.usefixtures("model_path")
def test_a_drill_that_is_not_there_stops_the_station_before_it_starts(config):
    with pytest.raises(OwnerError, match="did you mean wall_hinge"):
        told(replace(config, session=replace(config.session, drill="wall_hing")))


@pytest.mark.usefixtures("model_path")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_station_cleanly(tmp_path, number):
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "kiosk", "run", "--source", f"clip:{DEMO}"]
    with subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as station:
        for line in station.stdout:
            if line.startswith("Screen: "):
                # `timeout` and a terminal signal the program twice: once by itself and once with its group
                for _ in range(20):
                    station.send_signal(number)
        assert "Traceback" not in station.stderr.read()
    assert station.returncode == 0
    assert line.startswith("Ended: ")


@pytest.mark.parametrize(
    ("changes", "is_recording", "expected"),
    [
        ({}, True, Outside(sleep_after_us=us_of_s(600), keep_h=24.0, has_code=True)),
        ({}, False, Outside(sleep_after_us=us_of_s(600), keep_h=None, has_code=True)),
        (
            {"journal": JournalConfig(keep_h=48.0)},
            True,
            Outside(sleep_after_us=us_of_s(600), keep_h=48.0, has_code=True),
        ),
        ({"display": DisplayConfig(sleep_after_min=0.0)}, True, Outside(keep_h=24.0, has_code=True)),
        ({"session": SessionConfig(summary_code=False)}, True, Outside(sleep_after_us=us_of_s(600), keep_h=24.0)),
    ],
)
def test_an_empty_room_is_told_what_is_true_of_this_station(changes, is_recording, expected):
    assert outside_of(replace(Config(), **changes), is_recording=is_recording) == expected
