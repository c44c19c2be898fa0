"""The command line: what every command refuses, in which words and with which exit code, and when there is a trace."""

import errno
import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

import pytest

from kiosk import VERSION, cli
from kiosk.errors import EXIT_DEVICE, EXIT_INPUT, EXIT_OWNER

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "assets" / "demo" / "session.mp4"
DRILL = ROOT / "assets" / "drills" / "wall_hinge.toml"


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run a command in an empty folder and return its exit code, its answer and its complaints."""
    monkeypatch.chdir(tmp_path)

    def run_once(*words):
        code = cli.main([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_once


def command_that(does):
    return cli.Command(help="", add_arguments=ArgumentParser.format_help, run=does)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("analyze none.mp4", EXIT_INPUT, "There is no video at none.mp4: check the path."),
        ("analyze text.txt", EXIT_INPUT, "text.txt is not a video that can be read: choose another one"),
        ("analyze . --json -", EXIT_INPUT, ". is not a video that can be read"),
        ("analyze none.mp4 --drill wall_hing", EXIT_OWNER, "There is no drill 'wall_hing'; did you mean wall_hinge?"),
        ("analyze none.mp4 --lane none.json", EXIT_OWNER, "none.json is not there: calibrate the lane once"),
        ("analyze none.mp4 --lane text.txt", EXIT_OWNER, "text.txt, line 1: the file is broken"),
        ("analyze none.mp4 --config none.toml", EXIT_OWNER, "none.toml: cannot be read"),
        ("calibrate --video none.mp4", EXIT_INPUT, "There is no video at none.mp4"),
        ("calibrate --video none.mp4 --marks 6,0", EXIT_OWNER, "give each once, from the wall outwards"),
        ("calibrate --video none.mp4 --marks 0", EXIT_OWNER, "1 marks asked for: give at least two"),
        ("calibrate --config webcam.toml", EXIT_DEVICE, "/dev/none does not open"),
        ("record none.mp4 --into .", EXIT_INPUT, "There is no video at none.mp4"),
        ("replay none.jsonl", EXIT_INPUT, "none.jsonl cannot be read"),
        ("replay text.txt", EXIT_INPUT, "text.txt, line 1"),
        ("eval --clips .", EXIT_INPUT, ". holds no *.json: give the folder"),
        ("sensitivity --clips .", EXIT_INPUT, ". holds no *.json: give the folder"),
        ("drills --check none.toml", EXIT_OWNER, "none.toml cannot be read"),
        ("screenshots --into text.txt", EXIT_DEVICE, "text.txt cannot be written"),
        ("voice --language xx", EXIT_OWNER, "xx.toml does not exist"),
        ("run --source clip:none.mp4", EXIT_INPUT, "none.mp4: check the path."),
        (f"run --source clip:{DEMO} --lane none.json", EXIT_OWNER, "none.json is not there: calibrate the lane once"),
        ("run --drill wall_hing", EXIT_OWNER, "did you mean wall_hinge?"),
        ("run --source webcam:/dev/none", EXIT_DEVICE, "/dev/none does not open"),
    ],
)
@pytest.mark.usefixtures("model_path")
def test_what_cannot_be_used_is_one_sentence(run, tmp_path, words, code, sentence):
    (tmp_path / "webcam.toml").write_text('[camera]\nsource = "webcam:/dev/none"\n', encoding="utf-8")
    (tmp_path / "text.txt").write_text("no such thing", encoding="utf-8")
    found, _, err = run(*words.split())
    assert found == code
    assert sentence in err
    assert len([line for line in err.splitlines() if "XNNPACK" not in line]) == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "required: COMMAND"),
        ("dance", "invalid choice: 'dance'"),
        ("analyze", "required: VIDEO"),
        ("calibrate --video x --marks 0,six", "'0,six' is no list of inches; write it as 0,6,12,24"),
        ("run --source film:x", "'film:x' is no source; give"),
        ("calibrate --seconds nan", "'nan' is no length of time; give seconds, such as 60"),
        ("calibrate --seconds inf", "'inf' is no length of time"),
        ("calibrate --seconds -5", "'-5' is no length of time"),
        ("calibrate --seconds 0", "'0' is no length of time"),
        ("calibrate --seconds soon", "'soon' is no length of time"),
        ("drills --config kiosk.toml", "unrecognized arguments: --config"),
        ("replay x --config kiosk.toml", "unrecognized arguments: --config"),
    ],
)
def test_words_that_are_no_command_are_told_with_the_usage(run, capsys, words, says):
    with pytest.raises(SystemExit) as end:
        run(*words.split())
    assert end.value.code == EXIT_INPUT
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("analyze", ""),
        ("analyze", "x", "--json", ""),
        ("analyze", "x", "--lane", " "),
        ("run", "--config", ""),
        ("calibrate", "--video", ""),
        ("calibrate", "--into", ""),
        ("record", "", "--into", "x"),
        ("record", "x", "--into", ""),
        ("screenshots", "--into", "x", "--manual", ""),
    ],
)
def test_an_empty_path_is_refused_and_not_taken_for_the_folder_one_is_in(run, capsys, words):
    with pytest.raises(SystemExit) as end:
        run(*words)
    assert end.value.code == EXIT_INPUT
    assert "the path is empty; give the name of a file or folder" in capsys.readouterr().err


def test_every_problem_of_the_settings_is_told_in_one_run(run, tmp_path):
    (tmp_path / "kiosk.toml").write_text("[sound]\nvolum = 1\n[model]\nthreads = 9\n", encoding="utf-8")
    code, _, err = run("run", "--config", "kiosk.toml")
    assert code == EXIT_OWNER
    assert len(err.splitlines()) == 2


def test_every_problem_of_every_drill_file_is_told_in_one_run(run, tmp_path):
    broken = tmp_path / "bent.toml"
    broken.write_text(DRILL.read_text(encoding="utf-8").replace("signal", "signl"), encoding="utf-8")
    code, out, err = run("drills", "--check", DRILL, broken, "none.toml")
    assert (code, out) == (EXIT_OWNER, "")
    assert "signl is not a key of a drill; did you mean signal?" in err
    assert "none.toml cannot be read" in err


def test_good_drill_files_are_named_as_good(run):
    assert run("drills", "--check", DRILL) == (0, f"{DRILL}: good, Wall hinge.\n", "")


def test_drills_are_listed_with_their_dose(run):
    code, out, _ = run("drills")
    rows = out.splitlines()
    assert code == 0
    assert rows[0].split() == ["drill", "title", "kind", "carried", "by", "dose"]
    assert any(row.startswith("  wall_hinge") and "3 x 15 reps" in row for row in rows)


def test_fetched_weights_are_left_alone_and_named(run, model_path):
    assert run("models", "--from", "none") == (0, f"The pose weights are at {model_path}.\n", "")


@pytest.mark.usefixtures("model_path")
def test_json_on_the_output_is_json_alone(tmp_path):
    ran = python("analyze", "none.mp4", "--json", "-", cwd=tmp_path)
    assert ran.returncode == EXIT_INPUT
    assert json.loads(ran.stdout)["error"] == "cannot_decode"


def test_the_version_is_told(run, capsys):
    with pytest.raises(SystemExit) as end:
        run("--version")
    assert (end.value.code, capsys.readouterr().out) == (0, f"{VERSION}\n")


def test_an_interrupted_tool_ends_quietly(run, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setitem(cli.COMMANDS, "drills", command_that(interrupted))
    assert run("drills") == (cli.EXIT_INTERRUPTED, "", "")


def test_what_is_closed_to_this_account_is_one_sentence(run, monkeypatch):
    def closed(_):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/var/lib/hinge-mirror/history.db")

    monkeypatch.setitem(cli.COMMANDS, "drills", command_that(closed))
    sentence = "/var/lib/hinge-mirror/history.db is closed to this account (Permission denied): open it, or use sudo.\n"
    assert run("drills") == (EXIT_DEVICE, "", sentence)


def test_a_bug_keeps_its_trace(run, monkeypatch):
    def broken(_):
        raise ZeroDivisionError

    monkeypatch.setitem(cli.COMMANDS, "drills", command_that(broken))
    with pytest.raises(ZeroDivisionError):
        run("drills")


def test_a_reader_that_has_seen_enough_is_no_trouble():
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = python("drills", stdout=writing)
    finally:
        os.close(writing)
    assert (ran.returncode, ran.stderr) == (cli.EXIT_BROKEN_PIPE, "")


@pytest.mark.parametrize(("package", "code"), [("reportlab", EXIT_OWNER), ("kiosk.core", 1)])
def test_a_package_that_is_missing_is_one_sentence_and_a_missing_part_of_ours_a_bug(package, code):
    start = f"import runpy, sys; sys.modules[{package!r}] = None; runpy.run_module('kiosk', run_name='__main__')"
    ran = subprocess.run([sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == code
    assert ("Traceback" in ran.stderr) is (code == 1)
    assert (f"The package {package} is missing: run `make setup`" in ran.stderr) is (code == EXIT_OWNER)


def python(*words, stdout=subprocess.PIPE, cwd=ROOT):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *words],
        cwd=cwd,
        env=environment,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
