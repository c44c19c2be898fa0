"""The owner's data: taken out whole, forgotten without a trace, backed up while the station runs, put back."""

import io
import json
import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from kiosk import owners_data
from kiosk.cli import main
from kiosk.config import Config, HistoryConfig, JournalConfig
from kiosk.errors import InputError, StorageError
from kiosk.keeping import running_page
from kiosk.owners_data import back_up_to, export, forget_before, put_back_from
from kiosk.resume import NOTE
from kiosk.storage import history, history_copy
from kiosk.storage.filing import pages_in
from kiosk.storage.history import connect, file_session
from kiosk.storage.history_file import check, connect_reading, set_aside
from kiosk.storage.running_note import Times
from tests.histories import begans_of, history_of_form, history_with, rows_of, session_at
from tests.storage.test_filing import filed, page_at

DAYS = [f"2026-11-{day}T09:50:00" for day in (18, 19, 20, 21)]


@pytest.fixture
def config(tmp_path):
    """Settings whose records are in a folder of the test's own."""
    return replace(
        Config(),
        journal=JournalConfig(folder=tmp_path / "state"),
        history=HistoryConfig(file=tmp_path / "state" / "history.db"),
    )


@pytest.fixture
def file(config):
    """A history of four days."""
    config.journal.folder.mkdir()
    return history_with(config.history.file, *DAYS, health=DAYS)


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch):
    monkeypatch.setattr(owners_data, "is_station_running", lambda: False)


def exported(config, first=None, last=None):
    out = io.StringIO()
    assert export(config, first=first, last=last, into=None, out=out) is None
    return [json.loads(line) for line in out.getvalue().splitlines()]


def every_byte_of(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


@pytest.mark.usefixtures("file")
def test_a_session_is_taken_out_with_all_that_is_kept_of_it(config):
    with closing(connect(config.history.file)) as connection:
        connection.execute("INSERT INTO audits (set_id, true_reps, entered) VALUES (1, 2, '2026-11-18T18:00:00')")
    first, *_ = exported(config)
    assert first == {
        "page": "2026-11-18T09-50-00",
        "began": "2026-11-18T09:50:00",
        "length_s": 60.0,
        "drill": "wall_hinge",
        "unit": "in",
        "program": "0.1.0",
        "is_calibrated": True,
        "is_finished": True,
        "reps": 1,
        "best_rung_in": 3.0,
        "samples_hz": 29.5,
        "trouble_s": 0.0,
        "sets": [
            {
                "number": 1,
                "drill": "wall_hinge",
                "began_s": 5.0,
                "ended_s": 13.0,
                "reps": 1,
                "attempts": [
                    {
                        "number": 1,
                        "verdict": "clean",
                        "is_counted": True,
                        "ended_s": 8.5,
                        "tempo_s": 3.5,
                        "hold_s": 1.0,
                        "lean_deg": 31.5,
                        "knee_deg": None,
                        "rung_in": None,
                        "is_touch": None,
                        "wall_distance_in": None,
                        "hip_gap_in": None,
                        "faults": [],
                        "not_judged": [],
                    },
                    {
                        "number": 2,
                        "verdict": "near_miss",
                        "is_counted": False,
                        "ended_s": 13.0,
                        "tempo_s": 3.0,
                        "hold_s": 0.5,
                        "lean_deg": 30.0,
                        "knee_deg": 12.0,
                        "rung_in": 4.0,
                        "is_touch": False,
                        "wall_distance_in": 4.1,
                        "hip_gap_in": 1.5,
                        "faults": ["head_up"],
                        "not_judged": ["heels_up"],
                    },
                ],
                "is_done": True,
                "first_rung_in": None,
                "last_rung_in": None,
                "audit": {"true_reps": 2, "entered": "2026-11-18T18:00:00"},
            }
        ],
        "cues": [{"spoken_s": 1.0, "cue": "greet", "set": None}, {"spoken_s": 9.0, "cue": "near_miss", "set": 1}],
        "rungs": [{"at_s": 9.0, "move": "out", "rung_in": 3.0}],
    }


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, DAYS),
        (date(2026, 11, 20), None, DAYS[2:]),
        (None, date(2026, 11, 19), DAYS[:2]),
        (date(2026, 11, 19), date(2026, 11, 19), DAYS[1:2]),
        (date(2027, 1, 1), date.max, []),
    ],
)
def test_both_days_of_a_period_are_in_it(config, first, last, days):
    assert [session["began"] for session in exported(config, first, last)] == days


@pytest.mark.usefixtures("file")
def test_it_is_taken_out_into_a_file_whole_or_not_at_all(config, tmp_path):
    into = tmp_path / "sessions.jsonl"
    told = export(config, first=None, last=None, into=into, out=io.StringIO())
    assert (told, len(into.read_text(encoding="utf-8").splitlines())) == (f"{into} holds 4 sessions.", 4)
    with pytest.raises(StorageError, match="cannot be written"):
        export(config, first=None, last=None, into=tmp_path / "none" / "file", out=io.StringIO())
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("ask", [exported, lambda config: back_up_to(config, config.lane.file)])
def test_where_there_is_no_history_it_is_said_and_none_is_made(config, ask):
    with pytest.raises(StorageError, match=r"There is no history at .* yet"):
        ask(config)
    assert not config.history.file.exists()


def test_what_is_forgotten_leaves_no_byte_and_is_not_filed_again(config, file):
    folder = config.journal.folder
    for day in DAYS:
        page_at(folder, day)
    assert forget_before(config, date(2026, 11, 20)) == (
        "2 sessions and 2 journals of before 2026-11-20 are deleted, and nothing of them is left in the history's file."
    )
    filed(folder)
    assert begans_of(file) == DAYS[2:]
    assert rows_of(file, "SELECT at FROM health") == [(day,) for day in DAYS[2:]]
    left = every_byte_of(folder)
    for day in ("2026-11-18", "2026-11-19"):
        assert day.encode() not in left
    assert sorted(pages_in(folder)) == [day.replace(":", "-") for day in DAYS[2:]]


def test_a_page_that_is_being_filed_while_it_is_forgotten_is_forgotten(config, file):
    page = page_at(config.journal.folder, "2026-11-17T09:50:00")
    with closing(connect(file)) as connection:
        forget_before(config, date(2026, 11, 18))
        assert not file_session(connection, session_at("2026-11-17T09:50:00"), is_kept=page.exists)
    assert begans_of(file) == DAYS


def test_the_running_session_is_not_forgotten(config, file):
    page = page_at(config.journal.folder, "2026-11-17T09:50:00")
    (config.journal.folder / NOTE).write_text(page.name, encoding="utf-8")
    told = forget_before(config, date(2026, 11, 18)).splitlines()
    assert told[1] == "The session that is running stays: ask again when it is over."
    assert page.exists()
    os.utime(page, (1e9, 1e9))
    assert running_page(config.journal.folder, times=Times(wall_s=lambda: 2e9, boot="another start")) is None
    assert "1 journal " in forget_before(config, date(2026, 11, 18))
    assert begans_of(file) == DAYS


def test_files_that_were_set_aside_are_named_when_something_is_forgotten(config, file):
    aside = set_aside(file)
    assert str(aside) in forget_before(config, date(2026, 11, 20))


def test_what_somebody_reads_meanwhile_is_not_called_gone_from_the_file(config, file, monkeypatch):
    monkeypatch.setattr(history, "BUSY_S", 0.01)
    with closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sessions").fetchall()
        with pytest.raises(StorageError, match="is being read by another program, so traces of 2 sessions are left"):
            forget_before(config, date(2026, 11, 20))
    assert "nothing of them is left" in forget_before(config, date(2026, 11, 20))
    assert b"2026-11-18" not in every_byte_of(file.parent)


def test_a_history_beside_which_no_log_can_be_made_is_taken_out_and_backed_up(config, file, tmp_path):
    # what SQLite meets on a read-only disk, or in a folder of another account
    file.with_name("history.db-shm").mkdir()
    before = file.read_bytes()
    assert len(exported(config)) == len(DAYS)
    assert "and whole" in back_up_to(config, tmp_path / "copy.db")
    assert file.read_bytes() == before


@pytest.mark.parametrize("form", [1, 2])
def test_a_history_of_an_earlier_form_is_taken_out(config, form):
    config.journal.folder.mkdir()
    history_of_form(config.history.file, form, *DAYS)
    assert [session["began"] for session in exported(config)] == DAYS


def test_a_session_that_is_filed_while_the_history_is_read_spoils_nothing(file):
    with closing(connect_reading(file)) as reader:
        assert reader.execute("SELECT count(*) FROM sessions").fetchone() == (len(DAYS),)
        history_with(file, *(f"2026-12-01T{hour:02}:00:00" for hour in range(20)))
        check(reader)
        assert reader.execute("SELECT count(*) FROM sessions").fetchone() == (len(DAYS) + 20,)
    assert list(file.parent.iterdir()) == [file]


def test_nothing_is_taken_out_into_the_history_itself(config, file):
    with pytest.raises(StorageError, match="is what is read, and would be lost"):
        export(config, first=None, last=None, into=file, out=io.StringIO())
    assert begans_of(file) == DAYS


def test_a_backup_is_made_while_the_station_writes_and_is_whole(config, file, tmp_path):
    target = tmp_path / "backup.db"
    with closing(connect(file)) as station:
        station.execute("BEGIN IMMEDIATE")
        station.execute("DELETE FROM sessions")
        told = back_up_to(config, target)
        station.execute("ROLLBACK")
    assert told.startswith(f"{target} is a backup of {file}, 0.")
    assert begans_of(target) == DAYS
    assert rows_of(target, "PRAGMA integrity_check") == [("ok",)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.db", "state"]


def test_a_backup_takes_the_place_of_an_earlier_one_and_of_nothing_else(config, file, tmp_path):
    for _ in range(2):
        back_up_to(config, tmp_path / "backup.db")
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    for target, says in ((tmp_path / "letter.txt", "is another file"), (file, "is the history itself")):
        with pytest.raises(StorageError, match=f"{says}: name a new one"):
            back_up_to(config, target)
    with pytest.raises(StorageError, match="cannot be written"):
        back_up_to(config, tmp_path / "none" / "backup.db")
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "dear"


def test_a_damaged_history_is_not_backed_up(config, file, tmp_path):
    file.write_bytes(b"x" * 9_000)
    with pytest.raises(StorageError, match="is damaged: start the station"):
        back_up_to(config, tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()


def test_a_history_is_put_back_and_the_former_one_kept(config, file, tmp_path):
    back_up_to(config, tmp_path / "backup.db")
    history_with(file, "2026-11-22T09:50:00")
    for turn in ("", "-2"):
        told = put_back_from(config, tmp_path / "backup.db")
        assert (
            told == f"{file} is as {tmp_path}/backup.db has it. The former one is kept as {file}.before-restore{turn}."
        )
    assert begans_of(file) == DAYS
    assert begans_of(file.with_name("history.db.before-restore")) == [*DAYS, "2026-11-22T09:50:00"]
    filed(config.journal.folder)
    assert begans_of(file) == DAYS


@pytest.mark.parametrize("form", [1, 2])
def test_a_backup_of_an_earlier_form_is_put_back_and_brought_up_to_date(config, file, tmp_path, form):
    put_back_from(config, history_of_form(tmp_path / "old.db", form, DAYS[0]))
    connect(file).close()
    assert begans_of(file) == DAYS[:1]


def test_a_backup_is_put_back_where_there_is_no_history_or_a_damaged_one(config, file, tmp_path):
    back_up_to(config, tmp_path / "backup.db")
    file.unlink()
    assert put_back_from(config, tmp_path / "backup.db") == f"{file} is as {tmp_path}/backup.db has it."
    file.write_bytes(b"x" * 9_000)
    assert "is kept as" in put_back_from(config, tmp_path / "backup.db")
    assert (begans_of(file), file.with_name("history.db.damaged").exists()) == (DAYS, True)


def test_what_is_no_backup_is_refused_and_the_history_stays(config, file, tmp_path):
    backup = tmp_path / "backup.db"
    back_up_to(config, backup)
    whole = backup.read_bytes()
    newer = history_of_form(tmp_path / "newer.db", 3)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("PRAGMA user_version = 9")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    backup.write_bytes(whole[: len(whole) // 2])
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    for given, says in (
        (backup, "is damaged"),
        (newer, "is of form 9 and this program reads 1 to 3: update the program"),
        (other, "is of form 0"),
        (tmp_path / "letter.txt", "is no backup of a history"),
        (tmp_path / "none.db", "is no backup of a history"),
        (file, "is no backup of a history"),
    ):
        with pytest.raises(InputError, match=says):
            put_back_from(config, given)
        assert begans_of(file) == DAYS


def test_nothing_is_put_back_while_the_station_runs_or_has_the_history_open(config, file, tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.storage.history.BUSY_S", 0.01)
    back_up_to(config, tmp_path / "backup.db")
    history_with(file, "2026-11-22T09:50:00")
    with closing(connect(file)) as station:
        station.execute("SELECT count(*) FROM sessions").fetchone()
        with pytest.raises(StorageError, match="is being written by another program"):
            put_back_from(config, tmp_path / "backup.db")
    monkeypatch.setattr(owners_data, "is_station_running", lambda: True)
    with pytest.raises(StorageError, match="The station is running: `sudo systemctl stop kiosk` first"):
        put_back_from(config, tmp_path / "backup.db")
    assert begans_of(file) == [*DAYS, "2026-11-22T09:50:00"]


def test_a_power_cut_before_the_last_step_of_putting_back_leaves_the_former_history(
    config, file, tmp_path, monkeypatch
):
    back_up_to(config, tmp_path / "backup.db")
    history_with(file, "2026-11-22T09:50:00")

    def cut(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(history_copy, "_place", cut)
    with pytest.raises(KeyboardInterrupt):
        put_back_from(config, tmp_path / "backup.db")
    assert begans_of(file) == [*DAYS, "2026-11-22T09:50:00"]


def test_the_commands_are_given_by_hand(config, file, tmp_path, capsys):
    settings = tmp_path / "kiosk.toml"
    settings.write_text(
        f'[journal]\nfolder = "{config.journal.folder}"\n[history]\nfile = "{file}"\n', encoding="utf-8"
    )
    for words in (
        ["export", "--from", "2026-11-20", "--to", "2026-11-20"],
        ["export", "--into", str(tmp_path / "all.jsonl")],
        ["backup", str(tmp_path / "backup.db")],
        ["forget", "--before", "2026-11-20"],
        ["restore", str(tmp_path / "backup.db")],
    ):
        assert main([*words, "--config", str(settings)]) == 0
    session, *told = capsys.readouterr().out.splitlines()
    assert json.loads(session)["began"] == DAYS[2]
    assert [line.split(" ", 1)[0] for line in told] == [
        *(str(tmp_path / "all.jsonl"), str(tmp_path / "backup.db"), "2", str(file))
    ]
    assert begans_of(file) == DAYS
    with pytest.raises(SystemExit):
        main(["forget", "--before", "last week", "--config", str(settings)])
    assert "is no day; write it as 2026-11-20" in capsys.readouterr().err
