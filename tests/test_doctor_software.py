"""The doctor on Python, packages and the model: old ones, missing ones, wrong ones and slow ones."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from kiosk.config import ModelConfig
from kiosk.doctor_software import (
    MOST_INFERENCES,
    NEEDED,
    digest_check,
    installed_version,
    judged_speed,
    median_ms,
    packages_check,
    python_check,
    speed_check,
)
from kiosk.errors import ModelError, OwnerError
from kiosk.findings import FindingState
from kiosk.loop import MonotonicClock
from tests.fakes import FakeClock

ROOT = Path(__file__).resolve().parent.parent
OK, WARN, FAIL = FindingState.OK, FindingState.WARN, FindingState.FAIL
DIGEST = "0" * 64


def test_what_is_needed_is_what_the_project_asks_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = dict(re.fullmatch(r"([a-z-]+)[>=]=([\d.]+)", line).groups() for line in project["dependencies"])
    assert asked == NEEDED
    assert project["requires-python"] == ">=3.11"


@pytest.mark.parametrize(
    ("running", "state"), [((3, 11, 0), OK), ((3, 13, 1), OK), ((3, 10, 12), FAIL), ((4, 0, 0), OK)]
)
def test_python_must_be_recent(running, state):
    assert python_check(running).state is state


@pytest.mark.parametrize(
    ("change", "state", "told"),
    [
        ({}, OK, "numpy 1.24"),
        ({"numpy": "2.4.6"}, OK, "numpy 2.4.6"),
        ({"numpy": "1.24.2+dfsg"}, OK, "numpy 1.24.2+dfsg"),
        ({"numpy": "1.9"}, FAIL, "numpy is 1.9 and must be 1.24 or later"),
        ({"pygame": "2.1.2"}, OK, "pygame 2.1.2"),
        ({"pygame": None, "pygame-ce": "2.5.8"}, OK, "pygame 2.5.8"),
        ({"pygame": None}, FAIL, "pygame is missing"),
        ({"av": None, "segno": "1.5"}, FAIL, "av is missing; segno is 1.5 and must be 1.6 or later"),
    ],
)
def test_packages_must_be_there_and_recent(change, state, told):
    versions = {**NEEDED, **change}
    found = packages_check(versions.get)
    assert found.state is state
    assert told in found.told


def test_the_packages_of_this_environment_will_do():
    assert packages_check(installed_version).state is OK
    assert installed_version("no-such-package-anywhere") is None


@pytest.mark.parametrize(
    ("inference_ms", "state"), [(8.0, OK), (99.0, OK), (100.0, OK), (101.0, WARN), (1500.0, WARN), (0.0, OK)]
)
def test_fewer_than_ten_poses_a_second_are_worth_a_look(inference_ms, state):
    assert judged_speed("runtime", inference_ms).state is state


class TimedModel:
    """A model that takes this long each time."""

    def __init__(self, clock, each_us):
        self.clock, self.each_us, self.count = clock, each_us, 0

    def estimate(self, frame, crop):  # noqa: ARG002
        self.count += 1
        self.clock.pass_us(self.each_us)


@pytest.mark.parametrize(("each_ms", "count"), [(8, MOST_INFERENCES + 1), (1500, 3)])
def test_a_slow_model_is_timed_for_three_seconds_only(each_ms, count):
    clock = FakeClock()
    model = TimedModel(clock, each_ms * 1000)
    assert median_ms(model, clock) == each_ms
    assert model.count == count


@pytest.mark.model
@pytest.mark.usefixtures("model_path")
def test_the_real_model_runs_and_its_digest_is_right():
    assert digest_check(ModelConfig()).state is OK
    found = speed_check(ModelConfig(threads=1), MonotonicClock())
    assert re.search(r"(ai-edge-litert|tflite-runtime) [\d.]+, 1 threads: [\d.]+ ms a pose", found.told)


def test_weights_with_a_wrong_digest_are_refused(tmp_path):
    (tmp_path / "other.tflite").write_bytes(b"something else")
    config = ModelConfig(path=tmp_path / "other.tflite", sha256=DIGEST)
    with pytest.raises(OwnerError, match=r"other\.tflite.*correct model\.path"):
        digest_check(config)


def test_weights_that_are_no_model_are_refused(tmp_path):
    (tmp_path / "other.tflite").write_bytes(b"something else")
    right = hashlib.sha256(b"something else").hexdigest()
    with pytest.raises(ModelError, match="is not a model"):
        speed_check(ModelConfig(path=tmp_path / "other.tflite", sha256=right), MonotonicClock())
