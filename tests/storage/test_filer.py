"""The filer: what is over is filed behind everybody's back; nobody waits for it, and its thread ends."""

import threading
from dataclasses import replace
from threading import Event

from kiosk.core.session import TickInput, TickOutput
from kiosk.core.vocab import Stage
from kiosk.ports import Health, Machine
from kiosk.storage import filer as filers
from kiosk.storage.clock_belief import S_PER_H, local_time
from kiosk.storage.expiry import Expiry
from kiosk.storage.filer import HEALTH_TICKS, Filer
from kiosk.storage.filing import Filing
from kiosk.storage.journal import OpenPage
from tests.histories import begans_of, rows_of
from tests.recordings import COUNTED, NAME, fed, journal_in
from tests.storage.test_filing import DAY, filing_in, page_at


def session(journal, ticks=6):
    for tick_input in fed(ticks):
        journal.record(tick_input, TickOutput(events=(COUNTED,) if tick_input.tick == 3 else ()), Stage.SET)


class Held(Filing):
    """Files once it is let go."""

    def __init__(self, folder):
        inner = filing_in(folder)
        super().__init__(folder / "history.db", folder, inner._limits, over=inner.waiting, first_drills={})  # noqa: SLF001
        self.may_go, self.has_begun = Event(), Event()

    def round(self):
        self.has_begun.set()
        assert self.may_go.wait(5.0)
        super().round()


def test_a_session_is_filed_when_its_page_is_over_and_not_before(tmp_path):
    filer = Filer(filing_in(tmp_path))
    journal = journal_in(tmp_path, over=filer.page_over)
    session(journal)
    journal.turn_page()
    session(journal)
    journal.close()
    filer.close()
    assert rows_of(tmp_path / "history.db", "SELECT page, reps FROM sessions") == [(NAME, 1)]


def test_the_second_page_of_a_second_is_filed_under_its_own_name(tmp_path):
    page_at(tmp_path, DAY)
    filer = Filer(filing_in(tmp_path))
    journal = journal_in(tmp_path, over=filer.page_over)
    session(journal)
    journal.turn_page()
    journal.close()
    filer.close()
    assert rows_of(tmp_path / "history.db", "SELECT page FROM sessions ORDER BY id") == [(NAME,), (f"{NAME}-2",)]


def test_what_was_left_is_filed_at_the_start(tmp_path):
    page_at(tmp_path, DAY)
    Filer(filing_in(tmp_path)).close()
    assert begans_of(tmp_path / "history.db") == [DAY]


def test_nobody_waits_for_a_history_that_is_slow_and_closing_has_an_end(tmp_path, monkeypatch):
    monkeypatch.setattr(filers, "JOIN_S", 0.01)
    page_at(tmp_path, DAY)
    held = Held(tmp_path)
    filer = Filer(held)
    filer.page_over("2026-11-20T10-00-00")
    filer.note(Health(ticks=HEALTH_TICKS))
    filer.close()
    assert filer.untried() == {NAME}
    held.may_go.set()
    monkeypatch.setattr(filers, "JOIN_S", 5.0)
    filer.close()
    assert filer.untried() == frozenset()
    assert begans_of(tmp_path / "history.db") == [DAY]


def test_a_journal_whose_time_is_over_is_filed_before_it_is_deleted(tmp_path):
    page = page_at(tmp_path, DAY)
    day_later_s = page.stat().st_mtime + 25 * S_PER_H
    held = Held(tmp_path)
    filer = Filer(held)
    expiry = Expiry(keep_h=24.0, spared=filer.untried, now_s=lambda: day_later_s)
    expiry.sweep(tmp_path, but=None)
    assert page.exists()
    held.may_go.set()
    filer.close()
    expiry.sweep(tmp_path, but=None)
    assert (page.exists(), begans_of(tmp_path / "history.db")) == (False, [DAY])


def test_it_is_tried_again_after_a_while(tmp_path, monkeypatch):
    monkeypatch.setattr(filers, "ROUND_S", 0.01)
    done = Event()

    class Watched(Held):
        def round(self):
            super().round()
            if self.trouble is None:
                done.set()

    (tmp_path / "state").mkdir()
    page_at(tmp_path / "state", DAY)
    (tmp_path / "state" / "history.db").mkdir()
    watched = Watched(tmp_path / "state")
    watched.may_go.set()
    filer = Filer(watched)
    assert watched.has_begun.wait(5.0)
    (tmp_path / "state" / "history.db").rmdir()
    assert done.wait(5.0)
    filer.close()
    assert (filer.trouble(), begans_of(tmp_path / "state" / "history.db")) == (None, [DAY])


def test_every_ten_minutes_a_row_tells_how_the_machine_was(tmp_path):
    filer = Filer(filing_in(tmp_path), now_s=lambda: 1_790_000_000.0)
    machine = Machine(inference_median_ms=40.0, temperature_c=60.0)
    for ticks in range(0, 2 * HEALTH_TICKS + 1, 300):
        filer.note(Health(ticks=ticks, late=ticks // 100, dropped=ticks // 1_000, age_median_ms=90.0, machine=machine))
    filer.close()
    at = local_time(1_790_000_000.0)
    told = "SELECT at, ticks, late_ticks, dropped, age_median_ms, inference_median_ms, temperature_c FROM health"
    assert (
        rows_of(tmp_path / "history.db", told)
        == [(at, HEALTH_TICKS, HEALTH_TICKS // 100, HEALTH_TICKS // 1_000, 90.0, 40.0, 60.0)] * 2
    )


def test_closing_twice_is_harmless_and_leaves_no_thread(tmp_path):
    before = threading.active_count()
    filer = Filer(filing_in(tmp_path))
    filer.close()
    filer.close()
    assert threading.active_count() == before


def test_a_page_that_goes_on_after_a_restart_is_filed_once_and_whole(tmp_path):
    first = journal_in(tmp_path)
    session(first)
    first.close()
    filer = Filer(filing_in(tmp_path, over=()))
    journal = journal_in(tmp_path, over=filer.page_over, going_on=OpenPage(name=NAME, last=fed(6)[-1], stage=Stage.SET))
    second = replace(COUNTED, attempt=replace(COUNTED.attempt, number=2), count=2)
    journal.record(TickInput(tick=10), TickOutput(events=(second,)), Stage.SET)
    journal.turn_page()
    journal.close()
    filer.close()
    assert rows_of(tmp_path / "history.db", "SELECT page, reps FROM sessions") == [(NAME, 2)]
