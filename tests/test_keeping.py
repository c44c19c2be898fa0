"""What a running station keeps: a journal, a history of it, neither for the demo; and the loop tells how it went."""

import logging
import os
import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.choice import DEMO_CLIP, Choice, Eye
from kiosk.config import Config, HistoryConfig, JournalConfig
from kiosk.core.session import TickOutput
from kiosk.core.vocab import Stage
from kiosk.keeping import first_drills_of, open_records, running_page, take_up
from kiosk.loop import HEALTH_TICKS, Loop, Ports
from kiosk.ports import Health
from kiosk.prune import prune
from kiosk.resume import NOTE
from kiosk.storage.expiry import SWEEP_S
from kiosk.storage.filing import pages_in
from kiosk.storage.running_note import Note, RunningNote, Times, text_of_note
from tests.fakes import FakeClock, RecordingDisplay, RecordingJournal, RecordingSpeaker, ScriptedPoseSource
from tests.histories import begans_of, history_with, rows_of
from tests.recordings import COUNTED, HEADER, NAME, STATION, fed, journal_in, page_with, written
from tests.storage.test_filing import DAY, page_at

CAMERA = Choice(eye=Eye.WEBCAM, why="", path=Path("/dev/video0"), lane_file=None)
DEMO = Choice(eye=Eye.CLIP, why="", path=DEMO_CLIP, lane_file=None, is_demo=True)


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """Let a busy machine end its filing."""
    monkeypatch.setattr("kiosk.storage.filer.JOIN_S", 60.0)


def config_in(folder, *, keep=True, keep_history=True, **settings):
    return replace(
        Config(),
        journal=JournalConfig(folder=folder, keep=keep, **settings),
        history=HistoryConfig(file=folder / "history.db", keep=keep_history),
    )


def kept(config, choice=CAMERA, resumed=None):
    """Let a station record a session of one rep and stop; return what it told."""
    told = []
    with ExitStack() as opened:
        records = open_records(config, choice, HEADER, resumed, first_drills={}, tell=told.append, opened=opened)
        for tick_input in fed(6):
            events = (COUNTED,) if tick_input.tick == 3 else ()
            records.journal.record(tick_input, TickOutput(events=events), Stage.SET)
        records.journal.turn_page()
    return told


def test_a_session_is_in_the_journal_and_in_the_history(tmp_path):
    page_at(tmp_path, DAY)
    told = kept(config_in(tmp_path))
    assert told == [
        f"Journal: {tmp_path}, keypoints and reps for 24 h, never images.",
        f"History: {tmp_path}/history.db, sets, reps and cues for 730 days, no names.",
    ]
    assert rows_of(tmp_path / "history.db", "SELECT reps FROM sessions") == [(1,), (1,)]


def test_a_clock_that_gives_a_page_its_name_again_costs_no_session(tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.keeping._page_name", lambda: NAME)
    for names in ([NAME], [f"{NAME}-2"]):
        kept(config_in(tmp_path))
        assert sorted(pages_in(tmp_path)) == names
        (tmp_path / f"{names[0]}.jsonl").unlink()
    pages = rows_of(tmp_path / "history.db", "SELECT page, reps FROM sessions ORDER BY id")
    assert pages == [(NAME, 1), (f"{NAME}-2", 1)]


@pytest.mark.parametrize("content", [None, b"", b"hello"])
def test_a_history_that_cannot_tell_keeps_no_session_from_its_journal(tmp_path, monkeypatch, content):
    monkeypatch.setattr("kiosk.keeping._page_name", lambda: NAME)
    if content is None:
        (tmp_path / "history.db").mkdir()
    else:
        (tmp_path / "history.db").write_bytes(content)
    kept(config_in(tmp_path))
    assert pages_in(tmp_path) == {NAME}


@pytest.mark.parametrize(
    ("settings", "choice", "told"),
    [
        ({}, DEMO, ["Journal: none, because the demo is nobody's session."]),
        ({"keep": False}, CAMERA, ["Journal: none, because the settings say so."]),
        ({"keep_history": False}, CAMERA, ["Journal: ", "History: none, because the settings say so."]),
    ],
)
def test_where_none_is_kept_no_history_is_made(tmp_path, settings, choice, told):
    lines = kept(config_in(tmp_path, **settings), choice)
    assert len(lines) == len(told)
    assert all(line.startswith(words) for line, words in zip(lines, told, strict=True))
    assert not (tmp_path / "history.db").exists()


def test_where_there_can_be_no_journal_it_is_told_and_nothing_fails(tmp_path):
    (tmp_path / "file").touch()
    (told,) = kept(config_in(tmp_path / "file" / "state"))
    assert told.startswith("Journal: none. ")


def test_a_session_that_does_not_go_on_is_filed_and_no_later_process_goes_on_with_it(tmp_path):
    journal = journal_in(tmp_path, note=RunningNote(tmp_path / NOTE))
    journal.record(fed()[0], TickOutput(events=(COUNTED,)), Stage.SET)
    journal.close()
    assert running_page(tmp_path, times=Times()) == NAME
    other = replace(HEADER, drill="hip_hinge")
    assert take_up(config_in(tmp_path).journal, CAMERA, other, STATION) is None
    assert running_page(tmp_path, times=Times()) is None
    kept(config_in(tmp_path))
    assert begans_of(tmp_path / "history.db")[0] == DAY


def test_the_demo_leaves_the_running_page_to_the_station(tmp_path):
    (tmp_path / NOTE).write_text(f"{NAME}.jsonl", encoding="utf-8")
    assert take_up(config_in(tmp_path).journal, DEMO, HEADER, STATION) is None
    assert (tmp_path / NOTE).exists()


@pytest.mark.parametrize(("age_s", "is_running"), [(0, True), (SWEEP_S - 9, True), (SWEEP_S + 9, False), (-9, True)])
def test_a_page_runs_while_it_is_written_to(tmp_path, age_s, is_running):
    page = written(tmp_path, fed(6))
    (tmp_path / NOTE).write_text(page.name, encoding="utf-8")
    assert (running_page(tmp_path, times=Times(wall_s=lambda: page.stat().st_mtime + age_s)) is not None) is is_running


@pytest.mark.parametrize("content", [b"", b"\xff", b"lane.json", b"../2026-11-20T09-50-00.jsonl"])
def test_a_note_that_names_no_page_is_no_page(tmp_path, content):
    (tmp_path / NOTE).write_bytes(content)
    (tmp_path / "lane.json").touch()
    assert running_page(tmp_path, times=Times()) is None


def test_a_programme_is_known_by_its_first_drill():
    catalogue = load_catalogue()
    name, programme = next(iter(catalogue.programmes.items()))
    assert first_drills_of(catalogue)[name] == programme.steps[0].drill
    assert len(first_drills_of(catalogue)) == len(catalogue.programmes)


def test_pruning_files_what_is_over_before_it_deletes_it_and_leaves_the_running_page(tmp_path):
    page, running = page_at(tmp_path, DAY), page_at(tmp_path, "2026-11-20T10:00:00")
    os.utime(page, (page.stat().st_mtime - 2 * SWEEP_S,) * 2)
    (tmp_path / NOTE).write_text(running.name, encoding="utf-8")
    told = prune(config_in(tmp_path, max_mb=0.0001))
    assert told.splitlines() == [
        f"{tmp_path} holds no journal that is 24 h old.",
        f"{tmp_path}/history.db holds no session that is 730 days old.",
    ]
    assert begans_of(tmp_path / "history.db") == [DAY]
    assert (page.exists(), running.exists()) == (False, True)


def test_pruning_files_no_page_that_a_station_may_go_on_with_though_the_clock_has_jumped(tmp_path):
    page = page_at(tmp_path, DAY)
    # it was written to now by the time since boot, and hours ago by a clock that was put right since
    now_s, hours_s = time.time(), 10.0 * SWEEP_S
    os.utime(page, (now_s - hours_s,) * 2)
    note = Note(page=page.name, boot=Times().boot, ahead_s=Times().ahead_s() - hours_s)
    (tmp_path / NOTE).write_text(text_of_note(note), encoding="utf-8")
    prune(config_in(tmp_path))
    assert not (tmp_path / "history.db").exists()
    assert page.exists()


def test_a_page_of_a_programme_is_filed_under_its_first_drill_while_the_drills_are_right(tmp_path):
    name, drill = next(iter(first_drills_of(load_catalogue()).items()))
    for began, language in ((DAY, "en"), ("2026-11-20T10:00:00", "xx")):
        page = page_with(tmp_path, [COUNTED], header=replace(HEADER, drill=name), name=began.replace(":", "-"))
        os.utime(page, (page.stat().st_mtime - 2 * SWEEP_S,) * 2)
        config = config_in(tmp_path)
        prune(replace(config, sound=replace(config.sound, language=language)))
    assert rows_of(tmp_path / "history.db", "SELECT drill FROM sets ORDER BY id") == [(drill,), (name,)]


def test_pruning_leaves_a_page_that_is_written_to_even_without_a_note_of_it(tmp_path):
    page = page_at(tmp_path, DAY)
    for age_s, filed in ((0.0, 0), (2 * SWEEP_S, 1)):
        os.utime(page, (time.time() - age_s,) * 2)
        history_with(tmp_path / "history.db")
        prune(config_in(tmp_path))
        assert len(begans_of(tmp_path / "history.db")) == filed


def test_pruning_keeps_the_limits_of_a_history_that_is_switched_off(tmp_path):
    path = history_with(tmp_path / "history.db", "2025-01-02T09:50:00", "2026-11-20T09:50:00")
    page_at(tmp_path, DAY)
    config = config_in(tmp_path, keep_history=False)
    prune(replace(config, history=replace(config.history, max_mb=0.001)))
    assert begans_of(path) == []


@dataclass
class RecordingHistory:
    """ports.History that keeps what it is told."""

    says: str | None = None
    notes: list[Health] = field(default_factory=list)

    def note(self, health: Health) -> None:
        self.notes.append(health)

    def trouble(self) -> str | None:
        return self.says


def test_the_loop_notes_the_machines_condition_and_tells_a_trouble_of_the_history_once(caplog):
    caplog.set_level(logging.WARNING, logger="kiosk")
    clock, journal = FakeClock(), RecordingJournal()
    history = RecordingHistory(says="history.db cannot be written: make space there.")
    ports = Ports(
        clock=clock,
        source=ScriptedPoseSource((), clock, is_endless=True),
        speaker=RecordingSpeaker(),
        display=RecordingDisplay(),
        journal=journal,
        history=history,
    )
    Loop(ports, STATION, should_stop=lambda: len(journal.inputs) > 2 * HEALTH_TICKS).run()
    assert [health.ticks for health in history.notes] == [HEALTH_TICKS, 2 * HEALTH_TICKS]
    assert [record.getMessage() for record in caplog.records] == [history.says]
