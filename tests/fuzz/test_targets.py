"""What spoilt files are made of: good ones, which every target accepts, and chance, which can be drawn again."""

from contextlib import suppress
from random import Random

import pytest

from kiosk.errors import KioskError
from tests.fuzz.targets import TARGETS

CASES = range(30)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("FUZZ_FOLDER", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("model_path")
@pytest.mark.parametrize("name", TARGETS)
def test_a_good_file_is_accepted(place, name):
    target = TARGETS[name]
    file, content = target.seeds()[0]
    (place / file).write_bytes(content)
    target.read(place / file)


@pytest.mark.parametrize("name", TARGETS)
def test_a_seed_gives_the_same_file_again_and_another_one_another(place, name):
    target = TARGETS[name]
    _, content = target.seeds()[0]
    cases = [target.mutate(content, Random(seed)) for seed in CASES]
    assert cases == [target.mutate(content, Random(seed)) for seed in CASES]
    assert len(set(cases)) > len(CASES) // 2
    assert place.is_dir()


@pytest.mark.parametrize("name", ["config", "drills", "calibration"])
def test_nothing_but_a_refusal_comes_of_spoilt_files(place, name):
    target = TARGETS[name]
    file, content = target.seeds()[0]
    for seed in CASES:
        (place / file).write_bytes(target.mutate(content, Random(seed)))
        with suppress(KioskError):
            target.read(place / file)
