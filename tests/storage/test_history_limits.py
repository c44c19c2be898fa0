"""What goes from the history by itself: the old, the too much; never by a clock that cannot be right."""

import time
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from kiosk.storage.clock_belief import YEAR_S, WallClock
from kiosk.storage.history import connect
from kiosk.storage.history_limits import MB, Limits, give_back
from tests.histories import begans_of, history_of_form, history_with, rows_of

NOW = datetime(2029, 11, 20, 18, 0, 0)  # noqa: DTZ001 -- local wall time, as the history has it


def at(days_ago):
    return (NOW - timedelta(days=days_ago)).isoformat(timespec="seconds")


def kept(path, *, keep_days=730.0, max_mb=500.0, now=NOW, clock=None):
    """Keep the limits once; return how many sessions went."""
    wall = WallClock(now_s=now.timestamp) if clock is None else clock
    with closing(connect(path)) as connection:
        return Limits(keep_days=keep_days, max_mb=max_mb, clock=wall).keep(connection)


@pytest.mark.parametrize(("keep_days", "gone"), [(3650.0, 0), (730.0, 1), (30.0, 2), (1.0, 3)])
def test_the_owner_says_for_how_many_days(tmp_path, keep_days, gone):
    ages = (731, 31, 2, 0)
    path = history_with(tmp_path / "history.db", *map(at, ages), health=map(at, ages))
    assert kept(path, keep_days=keep_days) == gone
    assert begans_of(path) == [at(days) for days in ages[gone:]]
    assert rows_of(path, "SELECT at FROM health ORDER BY id") == [(at(days),) for days in ages[gone:]]


@pytest.mark.parametrize("years", [-11, -2, 2, 11], ids=lambda years: f"{years:+} years")
def test_a_clock_that_cannot_be_right_deletes_nothing(tmp_path, years):
    path = history_with(tmp_path / "history.db", at(5), at(0))
    assert kept(path, keep_days=1.0, now=NOW + timedelta(days=365.3 * years)) == 0


def test_a_clock_that_jumps_by_years_while_the_station_runs_deletes_nothing(tmp_path):
    path, wall_s = history_with(tmp_path / "history.db", at(500), at(400)), [NOW.timestamp() - 400 * 86_400]
    clock = WallClock(now_s=lambda: wall_s[0], run_s=lambda: 100.0)
    assert kept(path, clock=clock) == 0
    wall_s[0] += YEAR_S + 9
    assert kept(path, keep_days=1.0, clock=clock) == 0


def test_a_session_of_an_impossible_date_goes_with_those_that_were_filed_after_it(tmp_path):
    begans = ("1970-01-01T00:00:10", at(800), "1970-01-01T00:00:20", "2039-01-01T00:00:00", at(1))
    path = history_with(tmp_path / "history.db", *begans)
    assert kept(path) == 2
    assert begans_of(path) == list(begans[2:])
    later = NOW + timedelta(days=731)
    history_with(path, at(-731))
    assert kept(path, now=later) == 3
    assert begans_of(path) == [at(-731)]


def test_an_empty_history_loses_nothing(tmp_path):
    assert kept(history_with(tmp_path / "history.db")) == 0


def test_of_too_much_the_first_filed_go_and_the_file_shrinks(tmp_path):
    path = history_with(tmp_path / "history.db", *(at(200 - age) for age in range(200)), health=map(at, range(100)))
    before = path.stat().st_size
    begans = begans_of(path)
    gone = kept(path, keep_days=3650.0, max_mb=0.6 * before / MB)
    assert 0 < gone < 200
    assert begans_of(path) == begans[gone:]
    assert 0.4 * before < path.stat().st_size <= 0.6 * before


def test_a_limit_that_nothing_can_keep_leaves_an_empty_history(tmp_path):
    path = history_with(tmp_path / "history.db", at(3), at(2), health=[at(1)])
    assert kept(path, max_mb=0.001) == 2
    assert rows_of(path, "SELECT count(*) FROM health") == [(0,)]


@pytest.mark.parametrize("form", [1, 2])
def test_a_file_of_an_earlier_form_shrinks_as_well(tmp_path, form):
    path = history_of_form(tmp_path / "history.db", form, *(at(1_000 - age) for age in range(250)), at(0))
    before = path.stat().st_size
    assert kept(path) == 250
    assert path.stat().st_size < before
    assert rows_of(path, "PRAGMA auto_vacuum") == [(2,)]


def test_what_was_deleted_is_overwritten(tmp_path):
    path = history_with(tmp_path / "history.db", at(800), at(0))
    assert at(800).encode() in path.read_bytes()
    kept(path)
    assert at(800).encode() not in path.read_bytes()


def test_a_file_without_free_places_is_left_alone(tmp_path):
    path = history_with(tmp_path / "history.db", at(0))
    before = path.read_bytes()
    with closing(connect(path)) as connection:
        give_back(connection)
    assert path.read_bytes() == before


def test_the_machines_own_clocks_are_used_where_none_are_given():
    clock = WallClock()
    assert clock.is_believed(None)
    assert clock.now_s() <= time.time()
