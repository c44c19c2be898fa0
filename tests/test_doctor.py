"""`kiosk doctor` as a whole: on the bundled recording, where everything is broken, beside a running station."""

import io
import json
from datetime import UTC, datetime

import pytest

from kiosk import cli
from kiosk.assets import ASSETS
from kiosk.config import Config
from kiosk.doctor import HELD, answer, checks_of
from kiosk.errors import EXIT_DEVICE, EXIT_OWNER
from kiosk.findings import FindingState
from tests.fakes import FakeClock

NAMES = [
    *("python", "packages", "settings", "model", "runtime", "camera", "light", "contrast", "calibration"),
    *(
        "camera place",
        "display",
        "sound",
        "clips",
        "drills",
        "disk",
        "history",
        "clock",
        "temperature",
        "throttling",
        "service",
    ),
]
DEMO = f"""
[camera]
source = "clip:{ASSETS / "demo" / "session.mp4"}"
[lane]
file = "{ASSETS / "demo" / "lane.json"}"
[journal]
folder = "records"
"""
BROKEN = """
[camera]
source = "webcam:/dev/none"
[model]
path = "{folder}/weights"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
[lane]
file = "{folder}/lane.json"
[session]
drill = "wall_hing"
[sound]
language = "xx"
[journal]
folder = "{folder}/weights"
"""


@pytest.fixture
def run(tmp_path, capsys):
    """Run the doctor with these settings; return its exit code and its findings by name."""

    def run_once(settings):
        (tmp_path / "kiosk.toml").write_text(settings.replace("{folder}", str(tmp_path)), encoding="utf-8")
        code = cli.main(["doctor", "--quiet", "--json", "--config", str(tmp_path / "kiosk.toml")])
        told = json.loads(capsys.readouterr().out)
        assert told["is_fit"] is (code == 0)
        return code, {finding["name"]: finding for finding in told["findings"]}

    return run_once


@pytest.mark.model
@pytest.mark.usefixtures("model_path")
def test_the_bundled_recording_is_looked_at_line_by_line(run):
    _, found = run(DEMO)
    assert list(found) == NAMES
    seen = ("python", "packages", "settings", "model", "camera", "light", "contrast", "calibration", "drills")
    assert {name: found[name]["state"] for name in seen} == dict.fromkeys(seen, "ok")
    assert not [finding for finding in found.values() if "broke" in finding["told"]]


def test_a_station_where_everything_is_broken_is_told_line_by_line_and_nothing_is_touched(run, tmp_path, monkeypatch):
    monkeypatch.setenv("SDL_VIDEODRIVER", "no_such_driver")
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuch")
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "weights").write_text("not these", encoding="utf-8")
    (tmp_path / "lane.json").write_text('{"frame_px": [640', encoding="utf-8")
    code, found = run(BROKEN)
    assert code == EXIT_DEVICE
    assert list(found) == NAMES
    expected = {
        "model": "correct model.path in the settings",
        "runtime": "correct model.path in the settings",
        "camera": "/dev/none does not open",
        "calibration": "the file is broken",
        "display": "no display can be opened",
        "sound": "no sound device",
        "clips": "xx.toml does not exist",
        "drills": "xx.toml does not exist",
        "disk": "is no folder",
    }
    failed = {name: finding for name, finding in found.items() if finding["state"] == "fail"}
    assert set(failed) == set(expected)
    for name, words in expected.items():
        assert words in f"{failed[name]['told']} {failed[name]['advice']}"
    assert all(finding["advice"] for finding in failed.values())
    assert not [finding for finding in found.values() if "broke (" in finding["told"]]
    assert {path.name for path in tmp_path.iterdir()} == {"weights", "lane.json", "kiosk.toml"}


def test_settings_that_cannot_be_read_end_as_everywhere_else(tmp_path, capsys):
    (tmp_path / "kiosk.toml").write_text("[camera\n", encoding="utf-8")
    assert cli.main(["doctor", "--config", str(tmp_path / "kiosk.toml")]) == EXIT_OWNER
    assert "is not TOML" in capsys.readouterr().err


def test_what_a_running_station_holds_is_left_to_it():
    checks = checks_of(
        Config(), origin=None, is_quiet=True, is_running=True, clock=FakeClock(), now=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert [check.name for check in checks] == NAMES
    held = [check.look() for check in checks if check.name in HELD]
    assert {finding.state for finding in held} == {FindingState.WARN}
    assert {finding.told for finding in held} == {"in use by the running station"}
    assert answer([check for check in checks if check.name in HELD], is_json=False, out=io.StringIO()) == 0
