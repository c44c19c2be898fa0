"""A recording through the live station becomes a journal: deterministic, replayable, without touching other files."""

import io
import re
from pathlib import Path

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.choice import choose_station
from kiosk.config import Config
from kiosk.core.lane import Mark, fit_lane
from kiosk.record import record, record_clip
from kiosk.replay import replay
from tests.builders import Story, lane_marks
from tests.clips import cut_demo

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
    health = record(iter(samples), station, folder=tmp_path, name="visit", model_sha256="0" * 64).health
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


def test_every_file_that_was_written_is_named(visit, tmp_path):
    samples, station = visit
    names = [NAME, NAME.replace(".jsonl", "-2.jsonl")]
    for name in names:
        recorded = record(iter(samples), station, folder=tmp_path, name="visit", model_sha256="0" * 64)
        assert recorded.files == (tmp_path / name,)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)


def test_no_samples_make_no_journal(visit, tmp_path):
    recorded = record(iter(()), visit[1], folder=tmp_path, name="visit", model_sha256="0" * 64)
    assert recorded.files == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("length_s", "kept", "sentences"),
    [
        (0.5, 1.0, ["Nobody came into view in {}: nothing was recorded."]),
        (
            2.0,
            0.6,
            [
                "{} is damaged: [0-9.]+ s of 2.0 s could be read. Export it again.",
                "Nobody came into view in {}: nothing was recorded.",
            ],
        ),
    ],
    ids=["whole", "cut short"],
)
@pytest.mark.usefixtures("model_path")
def test_a_clip_that_gives_no_journal_or_only_a_part_is_complained_about(tmp_path, length_s, kept, sentences):
    clip = cut_demo(tmp_path, length_s, kept=kept)
    recorded = record_clip(clip, config=Config(), lane_file=None, folder=tmp_path / "into")
    assert recorded.files == ()
    for sentence, complaint in zip(sentences, recorded.complaints, strict=True):
        assert re.fullmatch(sentence.format(re.escape(str(clip))), complaint)
