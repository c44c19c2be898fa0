"""The doctor on the history: none, whole, old, newer, damaged, set aside, out of reach; and nothing is changed."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from kiosk.config import Config, HistoryConfig, JournalConfig
from kiosk.doctor_history import history_check
from kiosk.findings import FindingState
from kiosk.storage.history import connect
from tests.histories import history_of_form, history_with

OK, WARN = FindingState.OK, FindingState.WARN
DAY = "2026-11-20T09:50:00"


def config_in(folder, **settings):
    return replace(Config(), history=HistoryConfig(file=folder / "history.db", **settings))


def look(folder, *, free_bytes=10**12, **settings):
    """Return what the doctor finds; a look changes nothing."""
    before = {path: path.read_bytes() for path in folder.iterdir()}
    found = history_check(config_in(folder, **settings), free_bytes=lambda _: free_bytes)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    return found


def test_no_history_yet_is_no_trouble(tmp_path):
    assert look(tmp_path).told == f"none yet; {tmp_path}/history.db begins with the first session"


def test_a_whole_history_is_told_with_its_form_its_size_and_its_sessions(tmp_path):
    history_with(tmp_path / "history.db", DAY)
    found = look(tmp_path)
    assert (found.state, found.told) == (OK, f"{tmp_path}/history.db, form 3, 0.1 MB, 1 session")


def test_a_history_in_use_is_read_as_it_is(tmp_path):
    path = history_with(tmp_path / "history.db", DAY)
    with closing(connect(path)) as station:
        station.execute("DELETE FROM sessions")
        assert history_check(config_in(tmp_path)).told.endswith("0 sessions")


@pytest.mark.parametrize("form", [1, 2])
def test_an_older_one_is_told_and_not_migrated(tmp_path, form):
    history_of_form(tmp_path / "history.db", form, DAY)
    found = look(tmp_path)
    assert (found.state, f"form {form}" in found.told, "bring it up to date" in found.told) == (OK, True, True)


def test_a_newer_one_is_told_with_what_to_do(tmp_path):
    with closing(sqlite3.connect(history_with(tmp_path / "history.db"))) as connection:
        connection.execute("PRAGMA user_version = 9")
    found = look(tmp_path)
    assert (found.state, found.advice) == (WARN, "update the program, or set history.file to another one")


@pytest.mark.parametrize("content", [b"x" * 9_000, b"SQLite format 3\0" + bytes(9_000)])
def test_a_damaged_one_is_told_with_what_to_do(tmp_path, content):
    (tmp_path / "history.db").write_bytes(content)
    found = look(tmp_path)
    assert (found.state, found.told) == (WARN, f"{tmp_path}/history.db is damaged")
    assert found.advice == "start the station, which sets it aside and begins a new one from its journals."


def test_what_was_set_aside_is_named(tmp_path):
    history_with(tmp_path / "history.db", DAY)
    for name in ("history.db.damaged-2", "history.db.damaged", "history.db.damaged-wal"):
        (tmp_path / name).touch()
    found = look(tmp_path)
    assert (found.state, found.told.split("; ")[1]) == (
        WARN,
        "damaged and set aside: history.db.damaged, history.db.damaged-2",
    )


def test_a_folder_that_may_not_be_written_and_a_disk_that_is_nearly_full_are_worth_a_look(tmp_path):
    history_with(tmp_path / "history.db", DAY)
    assert history_check(config_in(tmp_path), may_write=lambda _: False).state is WARN
    assert look(tmp_path, free_bytes=9_000_000, max_mb=10.0).state is WARN
    assert look(tmp_path, free_bytes=10_000_000, max_mb=10.0).state is OK


@pytest.mark.parametrize("settings", [{"history": HistoryConfig(keep=False)}, {"journal": JournalConfig(keep=False)}])
def test_where_none_is_kept_the_one_from_before_is_named(tmp_path, settings):
    config = replace(Config(), **settings)
    config = replace(config, history=replace(config.history, file=tmp_path / "history.db"))
    assert history_check(config).told == "none is kept, as the settings say"
    history_with(tmp_path / "history.db", DAY)
    assert history_check(config).told == f"none is kept, as the settings say; {tmp_path}/history.db is from before"
