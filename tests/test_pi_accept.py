"""The first hour on a real Raspberry Pi, as far as any machine can tell: tests collected, marked, skipped by name."""

import re
import subprocess
import sys

import pytest

from kiosk.view import is_raspberry_pi
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "hardware"
RUN = FOLDER / "run"
elsewhere = pytest.mark.skipif(is_raspberry_pi(), reason="this is a Raspberry Pi")


@pytest.fixture(scope="module")
def collected() -> str:
    words = (sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", str(FOLDER), "-m", "pi")
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout


@elsewhere
@pytest.mark.parametrize(
    "what",
    [
        "goes_straight_to_the_panel",
        "tone_is_played",
        "as_often_and_as_fresh",
        "time_between_frames",
        "fast_enough_with_the_threads",
        "camera_flowing_and_the_board_cool",
        "runs_and_starts_with_the_machine",
        "hung_machine",
        "soon_after_the_power",
        "restart_shows_a_picture",
    ],
)
def test_what_only_a_raspberry_pi_can_prove_is_skipped_by_name_elsewhere(collected, what):
    assert re.search(rf"SKIPPED .*test_\w*{what}\w*: this is no Raspberry Pi", collected)


@elsewhere
def test_every_one_of_them_is_marked_for_the_raspberry_pi(collected):
    written = sum(len(re.findall(r"(?m)^def test_", path.read_text())) for path in FOLDER.glob("test_*.py"))
    assert re.search(rf"{written} skipped", collected)


@elsewhere
def test_the_command_says_what_it_needs():
    done = subprocess.run([RUN], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "make pi-accept: this is no Raspberry Pi.\n")


def test_the_command_takes_the_test_runner_out_of_the_developers_lock():
    (program,) = re.findall(r"awk '(.+?)' requirements\.lock", RUN.read_text(encoding="utf-8"))
    words = ("awk", program, ROOT / "requirements.lock")
    taken = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"(?m)^([a-z]+)==", taken) == ["iniconfig", "packaging", "pluggy", "pygments", "pytest"]
    assert re.sub(r"(?m)^ +--hash=sha256:\w{64}( \\)?\n", "", taken).count("\n") == 5


def test_a_warning_of_somebody_else_s_package_fails_no_figure(tmp_path):
    (words,) = re.findall(r"-m pytest (.+?) tests/hardware", RUN.read_text(encoding="utf-8"))
    warned = tmp_path / "test_warned.py"
    warned.write_text(
        "import warnings\n\nimport pytest\n\n\n@pytest.mark.pi\ndef test_warned():\n"
        "    warnings.warn('old', DeprecationWarning)\n",
        encoding="utf-8",
    )
    settings = ("-n0", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml")
    codes = [
        subprocess.run(
            (sys.executable, "-m", "pytest", *settings, *told.split(), warned),
            cwd=ROOT,
            capture_output=True,
            check=False,
        ).returncode
        for told in ("-m pi", words)
    ]
    assert codes == [1, 0]


def test_the_makefile_runs_it():
    words = ["make", "--no-print-directory", "-n", "pi-accept", "ARGS=-k camera"]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told == "tests/hardware/run -k camera\n"
