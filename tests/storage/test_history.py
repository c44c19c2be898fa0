"""The history's file: made, migrated from every earlier form, refused when newer; a session is in it once or not."""

import sqlite3
from contextlib import closing

import pytest

from kiosk.errors import StorageError
from kiosk.storage.history import connect, file_health, file_session, transaction
from kiosk.storage.history_records import HealthRecord
from kiosk.storage.history_schema import MIGRATIONS, SCHEMA, TABLES, statements_of
from tests.histories import begans_of, history_of_form, history_with, rows_of, session_at

DAY = "2026-11-20T09:50:00"


def shape_of(path):
    """Return every table and index, and its columns."""
    names = rows_of(path, "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
    return {
        (kind, name): sorted(row[1:4] for row in rows_of(path, f"PRAGMA {kind}_info({name})")) for kind, name in names
    }


def test_a_new_history_is_safe_from_power_cuts_and_can_shrink(tmp_path):
    with closing(connect(tmp_path / "history.db")) as connection:
        settings = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "auto_vacuum", "user_version")
        found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in settings}
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "auto_vacuum": 2,
        "user_version": SCHEMA,
    }


def test_between_two_openings_it_is_one_file(tmp_path):
    history_with(tmp_path / "history.db", DAY)
    assert [path.name for path in tmp_path.iterdir()] == ["history.db"]


@pytest.mark.parametrize("form", range(1, SCHEMA))
def test_an_earlier_form_is_brought_up_to_date_with_its_data(tmp_path, form):
    path = history_of_form(tmp_path / "history.db", form, DAY, "2026-11-21T09:50:00")
    connect(path).close()
    assert shape_of(path) == shape_of(history_with(tmp_path / "new.db"))
    assert begans_of(path) == [DAY, "2026-11-21T09:50:00"]
    assert rows_of(path, "SELECT reps, samples_hz FROM sessions") == [(7, None)] * 2
    assert rows_of(path, "SELECT sets.reps, true_reps FROM sets LEFT JOIN audits ON set_id = sets.id") == (
        [(7, 8 if form > 1 else None)] * 2
    )


@pytest.mark.parametrize("form", range(1, SCHEMA))
def test_an_earlier_form_takes_sessions_once_it_is_up_to_date(tmp_path, form):
    path = history_of_form(tmp_path / "history.db", form, DAY)
    with closing(connect(path)) as connection:
        assert not file_session(connection, session_at(DAY))
        assert file_session(connection, session_at("2026-11-21T09:50:00"))
    assert begans_of(path) == [DAY, "2026-11-21T09:50:00"]


def test_a_newer_form_is_refused_with_what_to_do_and_stays_as_it_is(tmp_path):
    path = history_with(tmp_path / "history.db", DAY)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    before = path.read_bytes()
    with pytest.raises(StorageError) as refused:
        connect(path)
    assert str(refused.value) == (
        f"{path} is a history of form {SCHEMA + 1} and this program reads up to {SCHEMA}: update the program, or name"
        " another history.file."
    )
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("version", [0, SCHEMA])
def test_a_database_of_another_program_is_refused_and_stays_as_it_is(tmp_path, version):
    path = tmp_path / "history.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"CREATE TABLE recipes (name TEXT); PRAGMA user_version = {version};")
    before = rows_of(path, "SELECT * FROM sqlite_schema")
    with pytest.raises(StorageError, match=r"is a database of another program: name another history\.file"):
        connect(path)
    assert rows_of(path, "SELECT * FROM sqlite_schema") == before


def test_what_is_no_database_is_damage(tmp_path):
    (tmp_path / "history.db").write_bytes(b"hello " * 1_000)
    with pytest.raises(sqlite3.DatabaseError):
        connect(tmp_path / "history.db")


def test_a_page_is_filed_once(tmp_path):
    with closing(connect(tmp_path / "history.db")) as connection:
        assert file_session(connection, session_at(DAY))
        assert not file_session(connection, session_at(DAY, reps=9))
    assert rows_of(tmp_path / "history.db", "SELECT reps FROM sessions") == [(1,)]
    assert [rows_of(tmp_path / "history.db", f"SELECT count(*) FROM {table}") for table in sorted(TABLES)] == [
        *([(2,)], [(0,)], [(2,)], [(2,)], [(0,)], [(1,)], [(1,)], [(1,)])
    ]


def test_a_page_that_is_gone_by_then_is_not_filed(tmp_path):
    with closing(connect(tmp_path / "history.db")) as connection:
        assert not file_session(connection, session_at(DAY), is_kept=lambda: False)
        assert file_session(connection, session_at(DAY))


def test_half_a_session_is_none(tmp_path):
    path = history_with(tmp_path / "history.db")
    broken = session_at(DAY, rungs=(None,))
    with closing(connect(path)) as connection:
        with pytest.raises(AttributeError):
            file_session(connection, broken)
        assert not connection.in_transaction
        assert file_session(connection, session_at(DAY))
    assert rows_of(path, "SELECT count(*) FROM attempts") == [(2,)]


def test_a_session_takes_all_that_belongs_to_it_along(tmp_path):
    path = history_with(tmp_path / "history.db", DAY)
    with closing(connect(path)) as connection, transaction(connection):
        connection.execute("DELETE FROM sessions")
    assert all(rows_of(path, f"SELECT count(*) FROM {table}") == [(0,)] for table in TABLES)


def test_health_is_a_row_of_its_time(tmp_path):
    path = tmp_path / "history.db"
    with closing(connect(path)) as connection:
        file_health(connection, HealthRecord(at=DAY, dropped=3, late_ticks=2, ticks=18_000, temperature_c=51.5))
    assert rows_of(path, "SELECT at, dropped, late_ticks, ticks, temperature_c, memory_mb FROM health") == [
        (DAY, 3, 2, 18_000, 51.5, None)
    ]


def test_a_script_is_the_sum_of_its_statements():
    for script in MIGRATIONS:
        assert "".join(statements_of(script)) == script


def test_what_a_deleted_row_takes_along_is_found_by_an_index(tmp_path):
    path = history_with(tmp_path / "history.db")
    for table in TABLES:
        first_columns = {
            rows_of(path, f"PRAGMA index_info({row[1]})")[0][2] for row in rows_of(path, f"PRAGMA index_list({table})")
        }
        for key in rows_of(path, f"PRAGMA foreign_key_list({table})"):
            assert key[3] in first_columns, f"{table}.{key[3]}"
