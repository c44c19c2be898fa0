"""Journals are deleted when their time is over: real files, a real folder, a clock of our own."""

import os
import time
from threading import Semaphore

import pytest

from kiosk.core.session import TickOutput
from kiosk.core.vocab import Stage
from kiosk.storage import appender, expiry
from kiosk.storage.appender import Appender, Job, open_new
from kiosk.storage.clock_belief import S_PER_H, YEAR_S
from kiosk.storage.expiry import SWEEP_S, Expiry
from kiosk.storage.journal import NoJournal
from kiosk.storage.journal_reader import read_journal
from tests.recordings import COUNTED, NAME, assert_same, fed, journal_in

NOW_S = 1_790_000_000.0
DAY_OLD = "2026-11-19T08-00-00.jsonl"


def lay_down(folder, name, *, age_h):
    path = folder / name
    path.write_text("{}\n", encoding="utf-8")
    os.utime(path, (NOW_S - age_h * S_PER_H,) * 2)
    return path


def sweep(folder, *, keep_h=24.0, but=None):
    swept = Expiry(keep_h=keep_h, now_s=lambda: NOW_S)
    swept.sweep(folder, but=but)
    return swept


@pytest.mark.parametrize(
    ("name", "age_h", "is_kept"),
    [
        (DAY_OLD, 23.8, True),
        (DAY_OLD, 23.9, False),
        (DAY_OLD, 240.0, False),
        (DAY_OLD, -5.0, True),
        ("2026-11-19T08-00-00-2.jsonl", 25.0, False),
        ("squat-of-the-month.jsonl", 240.0, True),
        ("2026-11-19T08-00-00.txt", 240.0, True),
        ("lane.json", 240.0, True),
    ],
)
def test_a_journal_goes_before_its_time_is_over_and_nothing_else_goes(tmp_path, name, age_h, is_kept):
    path = lay_down(tmp_path, name, age_h=age_h)
    assert sweep(tmp_path).trouble is None
    assert path.exists() is is_kept


@pytest.mark.parametrize(("keep_h", "is_kept"), [(1.0, False), (24.0, False), (48.0, True), (8760.0, True)])
def test_the_owner_says_how_long(tmp_path, keep_h, is_kept):
    path = lay_down(tmp_path, DAY_OLD, age_h=30.0)
    sweep(tmp_path, keep_h=keep_h)
    assert path.exists() is is_kept


def test_between_two_looks_nothing_grows_older_than_it_may():
    assert SWEEP_S < S_PER_H  # the shortest time that a journal may be kept


def test_the_running_page_is_never_deleted(tmp_path):
    running = lay_down(tmp_path, DAY_OLD, age_h=240.0)
    sweep(tmp_path, but=DAY_OLD.removesuffix(".jsonl"))
    assert running.exists()


def test_a_folder_that_is_not_there_is_no_trouble(tmp_path):
    assert sweep(tmp_path / "nothing").trouble is None


def test_a_failing_delete_is_told_and_the_others_go(tmp_path):
    stuck = tmp_path / "2026-11-18T08-00-00.jsonl"
    stuck.mkdir()
    os.utime(stuck, (NOW_S - 240 * S_PER_H,) * 2)
    other = lay_down(tmp_path, DAY_OLD, age_h=240.0)
    swept = sweep(tmp_path)
    assert "cannot be deleted" in swept.trouble
    assert str(stuck) in swept.trouble
    assert not other.exists()
    stuck.rmdir()
    swept.sweep(tmp_path, but=None)
    assert swept.trouble is None


class Watched(Expiry):
    """Tells when it has swept."""

    def __init__(self):
        super().__init__(keep_h=24.0, now_s=lambda: NOW_S)
        self.swept = Semaphore(0)

    def sweep(self, folder, *, but):
        super().sweep(folder, but=but)
        self.swept.release()

    def wait(self, sweeps=1):
        assert all(self.swept.acquire(timeout=5.0) for _ in range(sweeps))


def test_old_journals_go_at_the_start_and_again_later(tmp_path, monkeypatch):
    monkeypatch.setattr(appender, "SWEEP_S", 0.02)
    first, watched = lay_down(tmp_path, DAY_OLD, age_h=240.0), Watched()
    journal = NoJournal(tmp_path, watched)
    watched.wait()
    assert not first.exists()
    second = lay_down(tmp_path, DAY_OLD, age_h=240.0)
    watched.wait(sweeps=2)  # one may have begun before
    assert not second.exists()
    journal.close()
    journal.close()
    assert journal.trouble() is None


def test_the_page_that_is_written_outlives_a_clock_that_leaps(tmp_path, monkeypatch):
    monkeypatch.setattr(appender, "SWEEP_S", 0.0)
    writer = Appender(tmp_path, open_new, Expiry(keep_h=1.0, now_s=lambda: time.time() + 1e6))
    for text in (b"1\n", b"2\n", b"3\n"):
        writer.put(Job(name="2026-11-20T08-00-00", text=text, is_durable=False))
    writer.put(Job(name="2026-11-20T09-00-00", text=b"4\n", is_durable=False, is_last=True))
    writer.close()
    assert [path.name for path in sorted(tmp_path.iterdir())] == []


def test_without_an_expiry_nothing_is_deleted(tmp_path):
    old = lay_down(tmp_path, DAY_OLD, age_h=240.0)
    writer = Appender(tmp_path, open_new)
    writer.close()
    assert old.exists()
    assert expiry.SUFFIX == ".jsonl"


def test_a_journal_that_cannot_delete_tells_it_and_records_on(tmp_path):
    stuck = tmp_path / DAY_OLD
    stuck.mkdir()
    os.utime(stuck, (NOW_S - 240 * S_PER_H,) * 2)
    watched = Watched()
    journal = journal_in(tmp_path, expiry=watched)
    journal.record(fed()[0], TickOutput(events=(COUNTED,)), Stage.SET)
    watched.wait()
    assert journal.trouble().startswith(f"{stuck} cannot be deleted")
    journal.close()
    assert_same(read_journal(tmp_path / f"{NAME}.jsonl")[1], fed(1))


class Wall:
    """A wall clock that somebody sets, and the machine's own, which goes on."""

    def __init__(self) -> None:
        self.offset_s, self.run_s = NOW_S, 100.0

    def now_s(self) -> float:
        return self.offset_s + self.run_s - 100.0

    def expiry(self) -> Expiry:
        return Expiry(keep_h=24.0, now_s=self.now_s, run_s=lambda: self.run_s)


@pytest.mark.parametrize("jump_s", [10 * YEAR_S, -10 * YEAR_S, -3.0 * YEAR_S], ids=["ahead", "back", "before 2025"])
def test_a_clock_that_jumped_by_years_deletes_nothing_until_their_time_is_over_by_the_machines_own(tmp_path, jump_s):
    fresh = [lay_down(tmp_path, f"2026-11-2{day}T08-00-00.jsonl", age_h=5.0 * day) for day in range(1, 4)]
    wall = Wall()
    swept = wall.expiry()
    swept.sweep(tmp_path, but=None)
    wall.offset_s += jump_s
    for hour in (0.2, 1.0, 23.0):
        wall.run_s = 100.0 + hour * S_PER_H
        swept.sweep(tmp_path, but=None)
        assert all(path.exists() for path in fresh)
    wall.run_s += 1.5 * S_PER_H
    swept.sweep(tmp_path, but=fresh[0].stem)
    assert [path.exists() for path in fresh] == [True, False, False]


@pytest.mark.parametrize("jump_s", [10 * YEAR_S, -10 * YEAR_S], ids=["ahead", "back"])
def test_a_clock_that_is_wrong_from_the_start_deletes_nothing(tmp_path, jump_s):
    path = lay_down(tmp_path, DAY_OLD, age_h=1.0)
    wall = Wall()
    wall.offset_s += jump_s
    wall.expiry().sweep(tmp_path, but=None)
    assert path.exists()


@pytest.mark.parametrize("jump_h", [-1.0, 1.0, 14.0], ids=["summer time ends", "summer time begins", "off overnight"])
def test_a_clock_that_is_set_by_hours_deletes_what_is_old_and_keeps_what_is_not(tmp_path, jump_h):
    old, fresh = lay_down(tmp_path, DAY_OLD, age_h=40.0), lay_down(tmp_path, "2026-11-20T08-00-00.jsonl", age_h=2.0)
    wall = Wall()
    swept = wall.expiry()
    wall.offset_s += jump_h * S_PER_H
    swept.sweep(tmp_path, but=None)
    assert (old.exists(), fresh.exists()) == (False, True)


def test_the_running_page_of_a_second_of_the_same_name_is_never_deleted(tmp_path):
    running = lay_down(tmp_path, "2026-11-19T08-00-00-2.jsonl", age_h=240.0)
    sweep(tmp_path, but=running.stem)
    assert running.exists()


@pytest.mark.parametrize(("max_bytes", "left"), [(12, 4), (11, 3), (6, 2), (3, 1), (0, 1)])
def test_of_too_many_journals_the_oldest_go_and_never_the_running_one(tmp_path, max_bytes, left):
    days = [lay_down(tmp_path, f"2026-11-1{day}T08-00-00.jsonl", age_h=24.0 - day) for day in range(4)]
    mine = lay_down(tmp_path, "my best.jsonl", age_h=9.0)
    swept = Expiry(keep_h=8760.0, max_bytes=max_bytes, now_s=lambda: NOW_S)
    swept.sweep(tmp_path, but=days[-1].stem)
    assert [path.exists() for path in days] == [False] * (4 - left) + [True] * left
    assert (mine.exists(), swept.trouble) == (True, None)


def test_size_counts_whatever_the_clock_says(tmp_path):
    pages = [lay_down(tmp_path, f"2026-11-1{day}T08-00-00.jsonl", age_h=24.0 - day) for day in range(2)]
    Expiry(keep_h=8760.0, max_bytes=3, now_s=lambda: 0.0).sweep(tmp_path, but=None)
    assert [path.exists() for path in pages] == [False, True]


def test_a_page_that_waits_for_the_history_is_spared(tmp_path):
    page = lay_down(tmp_path, DAY_OLD, age_h=240.0)
    waiting = {page.stem}
    swept = Expiry(keep_h=24.0, max_bytes=0, spared=lambda: frozenset(waiting), now_s=lambda: NOW_S)
    swept.sweep(tmp_path, but=None)
    assert page.exists()
    waiting.clear()
    swept.sweep(tmp_path, but=None)
    assert not page.exists()
