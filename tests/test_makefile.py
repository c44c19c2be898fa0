"""The command surface: what `make` lists, what it runs, and when it sets up again. Nothing is installed here."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
LISTED = dict(re.findall(r"(?m)^([a-z-]+):.*?## (.+)$", MAKEFILE))
FAKE_PYTHON = """#!/bin/sh
echo "$@ in $LANG"
test "$3" != models
"""


@pytest.fixture
def station(tmp_path):
    """A folder that looks set up, with a Python that says what it was asked and cannot fetch weights."""
    for name in ("Makefile", "requirements.lock", "requirements-tflite.lock"):
        shutil.copy(ROOT / name, tmp_path)
    for environment in (".venv", ".venv-tflite"):
        python = tmp_path / environment / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(FAKE_PYTHON, encoding="utf-8")
        python.chmod(0o755)
        (tmp_path / environment / ".from-lock").touch()
    return tmp_path


def make(folder, *words, **environment):
    """Run make there, with nothing of what a surrounding make or shell passes on but the path."""
    only = {"PATH": os.environ["PATH"]} | environment
    return subprocess.run(["make", *words], cwd=folder, env=only, capture_output=True, text=True, check=False)


def test_make_alone_lists_every_command_with_what_it_does(station):
    lines = make(station).stdout.splitlines()
    assert [line.split()[1] for line in lines] == list(LISTED)
    assert [line.split(maxsplit=2)[2] for line in lines] == list(LISTED.values())


def test_every_command_is_phony_and_listed():
    (phony,) = re.findall(r"(?m)^\.PHONY: (.+)$", MAKEFILE)
    assert set(phony.split()) == set(LISTED)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("run", "ARGS=--config x.toml"), "-m kiosk run --config x.toml"),
        (("doctor", "ARGS=--json --quiet"), "-m kiosk doctor --json --quiet"),
        (("calibrate", "-i"), "-m kiosk calibrate"),
        (("mat", "ARGS=--paper letter"), "-m kiosk mat --paper letter"),
        (("report", "ARGS=--all"), "-m kiosk report --all"),
        (("report-bench",), "-m tests.report_bench"),
        (("replay", "FILE=a.jsonl"), "-m kiosk replay a.jsonl"),
        (("voice",), "-m kiosk voice --language en"),
        (("speech-check",), "-m kiosk speech-check"),
        (("screenshots",), "-m kiosk screenshots --into build/screenshots --manual assets/pictures"),
        (("eval", "-i", "CLIPS_DIR=clips"), "-m kiosk eval --clips clips"),
        (("sensitivity", "-i", "CLIPS_DIR=clips"), "-m kiosk sensitivity --clips clips"),
        (("bench", "-i", "CLIPS_DIR=clips"), "-m kiosk bench --clips clips"),
        (("latency", "-i", "CLIPS_DIR=clips"), "-m kiosk latency --clips clips"),
        (("models", "-i", "MODEL_DIR=weights"), "-m kiosk models --from weights"),
        (("lint",), "-m ruff format --check ."),
        (("type",), "-m mypy"),
        (("test", "ARGS=tests/core"), "-m pytest --numprocesses auto tests/core"),
        (("test-tflite",), "-m pytest --numprocesses auto tests/vision tests/core tests/storage"),
    ],
)
def test_each_command_runs_what_it_says(station, words, expected):
    done = make(station, *words)
    assert done.returncode == 0, done.stderr
    assert f"{expected} in" in re.sub(r" +", " ", done.stdout)


def test_the_language_is_taken_from_the_command_line_and_does_not_become_the_locale(station):
    assert "voice --language de in C.UTF-8" in make(station, "voice", "LANG=de").stdout


def test_the_machines_own_locale_is_no_language(station):
    assert "voice --language en in fr_FR.UTF-8" in make(station, "voice", LANG="fr_FR.UTF-8").stdout


def test_weights_that_cannot_be_had_stop_make_models(station):
    assert make(station, "models").returncode != 0


@pytest.mark.parametrize("command", ["run", "test", "test-tflite"])
def test_weights_that_cannot_be_had_do_not_stop_the_rest(station, command):
    done = make(station, command)
    assert done.returncode == 0
    assert "Going on without the pose weights" in done.stderr


def test_a_replay_without_a_journal_asks_for_one(station):
    done = make(station, "replay")
    assert done.returncode != 0
    assert "make replay FILE=path" in done.stderr


@pytest.mark.parametrize(
    ("target", "lock", "environment"),
    [("setup", "requirements.lock", ".venv"), (".venv-tflite/.from-lock", "requirements-tflite.lock", ".venv-tflite")],
)
def test_setting_up_again_waits_for_another_lock(station, target, lock, environment):
    assert make(station, "-q", target).returncode == 0
    done_ns = (station / environment / ".from-lock").stat().st_mtime_ns
    os.utime(station / lock, ns=(done_ns + 10**9, done_ns + 10**9))
    assert make(station, "-q", target).returncode == 1


def test_an_old_python_is_refused_with_what_to_do(station):
    (station / ".venv" / ".from-lock").unlink()
    done = make(station, "setup", "PYTHON=false")
    assert done.returncode != 0
    assert "Python 3.11 or later is needed" in done.stderr


def test_clean_leaves_environments_and_weights(station):
    weights = station / "models" / "movenet.tflite"
    weights.parent.mkdir()
    weights.touch()
    (station / "kiosk" / "__pycache__").mkdir(parents=True)
    (station / "tests").mkdir()
    assert make(station, "clean").returncode == 0
    assert not (station / "kiosk" / "__pycache__").exists()
    assert weights.exists()
    assert (station / ".venv" / ".from-lock").exists()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-station.lock", "requirements-tflite.lock"])
def test_a_lock_pins_every_package_with_its_digests(lock):
    text = re.sub(r"\\\n", "", re.sub(r"(?m)^#.*\n", "", (ROOT / lock).read_text(encoding="utf-8")))
    assert [line for line in text.splitlines() if not re.match(r"[a-z0-9-]+==[\w.]+ +--hash=sha256:", line)] == []


def test_the_build_machines_script_ends_with_the_tests_and_can_be_run():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    steps = re.findall(r"(?m)^step (.+)$", script.read_text(encoding="utf-8"))
    assert steps[-1] == "make test"
