"""The journal when the disk fails or fills, when nothing is kept, and when it is played."""

import errno
import json
import threading
from dataclasses import replace

import pytest

from kiosk.core.events import DescentBegan
from kiosk.core.session import TickInput, TickOutput
from kiosk.core.vocab import Stage
from kiosk.errors import StorageError
from kiosk.storage.appender import open_new
from kiosk.storage.journal import NoJournal
from kiosk.storage.journal_lines import text_of_event
from kiosk.storage.journal_reader import JournalSource, read_journal, read_ticks
from tests.fakes import FakeClock
from tests.recordings import COUNTED, NAME, NOTHING, SAMPLES, assert_same, fed, journal_in, written


def test_a_full_disk_ends_the_record_and_not_the_session(tmp_path):
    journal = journal_in(tmp_path, open_file=lambda _: open("/dev/full", "wb"))  # noqa: PTH123, SIM115 -- the journal closes it
    for tick_input in fed():
        journal.record(tick_input, TickOutput(events=(COUNTED,)), Stage.SET)
    assert journal.trouble() == (
        f"{tmp_path} cannot be written (No space left on device):"
        " make space there or set journal.folder; the session goes on without a record."
    )
    journal.close()


def test_the_next_session_tries_again(tmp_path):
    fails = [True, False]

    def once_full(path):
        if fails.pop(0):
            raise OSError(errno.ENOSPC, "No space left on device")
        return open_new(path)

    journal = journal_in(tmp_path, open_file=once_full)
    journal.record(fed()[0], TickOutput(events=(COUNTED,)), Stage.SET)
    assert journal.trouble() is not None
    journal.turn_page()
    journal.record(fed()[0], TickOutput(events=(COUNTED,)), Stage.SET)
    assert journal.trouble() is None
    journal.close()
    assert_same(read_journal(tmp_path / f"{NAME}.jsonl")[1], fed(1))


def test_a_disk_that_does_not_answer_holds_a_rep_for_a_moment_only(tmp_path):
    answer = threading.Event()

    def slow(path):
        answer.wait()
        return open_new(path)

    journal = journal_in(tmp_path, open_file=slow, patience_s=0.01)
    journal.record(fed()[0], TickOutput(events=(COUNTED,)), Stage.SET)
    assert journal.trouble().startswith(f"{tmp_path} did not take a rep within 0.01 s: make space")
    journal.record(fed()[3], TickOutput(events=(COUNTED,)), Stage.SET)
    answer.set()
    journal.close()
    assert_same(read_journal(tmp_path / f"{NAME}.jsonl")[1], fed(1))


def test_after_the_days_bytes_only_counted_reps_are_recorded(tmp_path):
    inputs = [TickInput(tick=tick, sample=SAMPLES[tick]) for tick in range(40)]
    outputs = {39: TickOutput(events=(DescentBegan(at_us=1), COUNTED))}
    path = written(tmp_path, inputs, outputs, max_bytes=6_000)
    *_, last_sample, rep = path.read_text().splitlines()
    assert json.loads(rep) == {"t": 39, "events": [json.loads(text_of_event(COUNTED))]}
    assert json.loads(last_sample)["capped"] is True
    assert path.stat().st_size < 6_600
    *before, last = read_ticks(path)[1]
    assert last.is_capped
    assert not any(item.is_capped for item in before)
    assert_same([item.tick_input for item in (*before, last)], inputs[: len(before) + 1])


def test_the_days_bytes_are_shared_by_its_sessions(tmp_path):
    (tmp_path / "2026-11-20T08-00-00.jsonl").write_bytes(b"x" * 5_000)
    (tmp_path / "2026-11-19T08-00-00.jsonl").write_bytes(b"x" * 90_000)
    inputs = [TickInput(tick=tick, sample=SAMPLES[tick]) for tick in range(40)]
    assert written(tmp_path, inputs, max_bytes=9_000).stat().st_size < 4_600


def test_a_folder_that_cannot_be_made_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=r"cannot be made \(Not a directory\): set journal\.folder"):
        journal_in(tmp_path / "file" / "journals")


def test_closing_twice_and_recording_after_are_harmless(tmp_path):
    journal = journal_in(tmp_path)
    journal.close()
    journal.close()
    journal.record(fed()[0], TickOutput(events=(COUNTED,)), Stage.SET)
    journal.turn_page()
    assert list(tmp_path.iterdir()) == []


def test_a_station_that_keeps_nothing_has_a_journal_that_does_nothing():
    journal = NoJournal()
    journal.record(fed()[0], NOTHING, Stage.SET)
    journal.turn_page()
    journal.close()
    assert journal.trouble() is None


def test_a_journal_plays_in_real_time_from_its_first_tick(tmp_path):
    inputs = [
        TickInput(tick=tick, sample=replace(SAMPLES[tick - 300], capture_us=tick * 33_333)) for tick in range(300, 310)
    ]
    clock = FakeClock()
    start_us = clock.now_us()
    source = JournalSource(written(tmp_path, inputs), clock)
    assert source.newest().sequence == 0
    assert source.newest() is None
    clock.pass_us(33_334)
    second = source.newest()
    assert (second.sequence, second.capture_us - start_us) == (1, 33_333 - 100)
    clock.pass_us(100_000)
    assert (source.newest().sequence, source.dropped, source.is_finished()) == (4, 2, False)
    clock.pass_us(1_000_000)
    assert (source.newest().sequence, source.is_finished()) == (9, True)
    source.close()


def test_a_played_journal_is_in_trouble_where_its_camera_was(tmp_path):
    clock = FakeClock()
    source = JournalSource(
        written(tmp_path, [TickInput(tick=tick, has_trouble=tick in (1, 2)) for tick in range(5)]), clock
    )
    told = []
    for _ in range(5):
        source.newest()
        told.append(source.trouble() is not None)
        clock.pass_us(33_334)
    assert told == [False, True, True, False, False]
