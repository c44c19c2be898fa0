"""A recording through the live station becomes a journal: deterministic, replayable, without touching other files."""

import io
from pathlib import Path

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.choice import choose_station
from kiosk.config import Config
from kiosk.core.lane import Mark, fit_lane
from kiosk.record import record
from kiosk.replay import replay
from tests.builders import Story, lane_marks

CATALOGUE = load_catalogue()
NAME = "visit.journal.jsonl"


@pytest.fixture(scope="module")
def visit():
    """Somebody comes, takes the zero, steps out and does three reps; seen at 30 Hz."""
    story = Story(heel_in=24, seed=1).stand(3).zero(4).step_to(3).stand(3).touch_reps(3).stand(2).absent(12)
    marks = [Mark(inches=inches, ankle_px=place) for inches, place in lane_marks(story.camera)]
    station = choose_station(Config(), CATALOGUE, fit_lane(marks, story.camera.frame_px))
    return tuple(story.samples(fps=30)), station


@pytest.fixture
def recorded(visit, tmp_path):
    def once(folder: str) -> Path:
        samples, station = visit
        record(iter(samples), station, folder=tmp_path / folder, name="visit", model_sha256="0" * 64)
        return tmp_path / folder / NAME

    return once


def test_every_sample_reaches_the_station(visit, tmp_path):
    samples, station = visit
    health = record(iter(samples), station, folder=tmp_path, name="visit", model_sha256="0" * 64)
    assert (health.samples, health.dropped, health.late, health.slips) == (len(samples), 0, 0, 0)


def test_the_same_samples_give_the_same_bytes(recorded):
    assert recorded("one").read_bytes() == recorded("other").read_bytes()


def test_a_replay_says_what_was_recorded(recorded):
    out = io.StringIO()
    assert replay(recorded("one"), out) == 0
    assert "Identical to what was recorded" in out.getvalue()


def test_a_file_of_that_name_is_left_as_it_is(recorded, tmp_path):
    first = recorded("one")
    before = first.read_bytes()
    recorded("one")
    assert first.read_bytes() == before
    assert len(list((tmp_path / "one").iterdir())) == 2


def test_no_samples_make_no_journal(visit, tmp_path):
    record(iter(()), visit[1], folder=tmp_path, name="visit", model_sha256="0" * 64)
    assert list(tmp_path.iterdir()) == []
