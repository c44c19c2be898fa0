"""What `explain` answers on the command line: a set by its id, files that it writes, what it cannot explain."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk import cli
from kiosk.core.vocab import Verdict
from kiosk.errors import EXIT_DEVICE, EXIT_INPUT, InputError, StorageError
from kiosk.explain import explain
from kiosk.storage.history import connect, file_session
from kiosk.storage.history_records import AttemptRecord, SessionRecord, SetRecord
from tests.builders import Posture, Story
from tests.floor import down, on_the_floor
from tests.replays.people import FOLDER, journal_of
from tests.test_explain import journal_from, told
from tests.visits import MODEL, free_station, station_of

HINGE = Posture(kappa_deg=15, theta_deg=48)


def history_at(folder, *, page):
    """Make a history that holds two sets of one session."""
    attempt = AttemptRecord(number=1, verdict=Verdict.CLEAN, ended_s=9.0, tempo_s=3.0, hold_s=1.0, lean_deg=20.0)
    sets = tuple(
        SetRecord(
            number=number, drill="wall_hinge", began_s=1.0, ended_s=9.0, reps=1, is_done=False, attempts=(attempt,)
        )
        for number in (1, 2)
    )
    session = SessionRecord(
        page=page,
        began="2026-11-20T09:50:00",
        length_s=60.0,
        drill="wall_hinge",
        unit="in",
        program="1",
        is_calibrated=True,
        is_finished=True,
        reps=2,
        best_rung_in=5.0,
        sets=sets,
    )
    with closing(connect(folder / "history.db")) as connection:
        file_session(connection, session)


@pytest.fixture
def station_folder(tmp_path):
    """Make a station's folder with a history, a journal and settings."""
    page = "2026-11-20T09-50-00"
    history_at(tmp_path, page=page)
    (tmp_path / f"{page}.jsonl").write_bytes(journal_of("near_misser").read_bytes())
    settings = f'[journal]\nfolder = "{tmp_path}"\nkeep_h = 48\n[history]\nfile = "{tmp_path}/history.db"\n'
    (tmp_path / "kiosk.toml").write_text(settings, encoding="utf-8")
    return tmp_path


def run(folder, *words):
    return cli.main(["explain", "--config", str(folder / "kiosk.toml"), *words])


def test_a_set_of_the_history_is_explained_by_its_id(station_folder, capsys):
    assert run(station_folder, "--set", "1") == 0
    assert "Attempt 4, 0:29.5, at 5.0 in: not counted: near miss." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--set", "2"), EXIT_INPUT, "has no set 2: give one of its sets (1)"),
        (("--set", "7"), EXIT_INPUT, "has no set 7: give the id of one of its sets (the newest is 2)"),
        ((), EXIT_INPUT, "give a journal, or --set with the id of a set"),
        (("none.jsonl",), EXIT_INPUT, "none.jsonl cannot be read"),
        (("--set", "1", "--into", "none/page.html"), EXIT_DEVICE, "none/page.html cannot be written"),
        (("--set", "1", "--into", "a", "--plot", "./a"), EXIT_INPUT, "a cannot be the page and the plot"),
        (("--set", "1", "--plot", "history.db"), EXIT_DEVICE, "history.db is what is read, and would be lost"),
        (("2026-11-20T09-50-00.jsonl", "--into", "link"), EXIT_DEVICE, "link is what is read, and would be lost"),
    ],
)
def test_what_cannot_be_explained_is_one_sentence(station_folder, monkeypatch, capsys, words, code, sentence):
    monkeypatch.chdir(station_folder)
    journal = station_folder / "2026-11-20T09-50-00.jsonl"
    (station_folder / "link").symlink_to(journal)
    assert run(station_folder, *words) == code
    told_wrong = capsys.readouterr().err
    assert sentence in told_wrong
    assert journal.read_bytes() == journal_of("near_misser").read_bytes()
    assert told_wrong.count("\n") == 1


def test_a_set_is_found_in_a_history_of_an_earlier_form_and_nothing_of_it_changes(station_folder):
    history = station_folder / "history.db"
    with closing(sqlite3.connect(history)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA user_version = 1")
    before = history.read_bytes()
    assert run(station_folder, "--set", "1") == 0
    assert history.read_bytes() == before
    assert sorted(path.name for path in station_folder.glob("history.db*")) == ["history.db"]


def test_a_journal_that_is_gone_is_said_to_be_so_and_what_to_do(station_folder, capsys):
    (station_folder / "2026-11-20T09-50-00.jsonl").unlink()
    assert run(station_folder, "--set", "1") == EXIT_INPUT
    told_wrong = capsys.readouterr().err
    assert "which is gone: journals are kept for 48 h; raise journal.keep_h" in told_wrong
    assert "or rename a journal to keep it" in told_wrong


def test_without_a_history_a_journal_is_asked_for_and_none_is_made(tmp_path, capsys):
    (tmp_path / "kiosk.toml").write_text(f'[history]\nfile = "{tmp_path}/history.db"\n', encoding="utf-8")
    assert run(tmp_path, "--set", "1") == EXIT_INPUT
    assert "There is no history at" in capsys.readouterr().err
    assert not (tmp_path / "history.db").exists()


def test_a_damaged_history_is_named(station_folder, capsys):
    (station_folder / "history.db").write_bytes(b"not a database, but long enough to be looked at" * 40)
    assert run(station_folder, "--set", "1") == EXIT_DEVICE
    assert "history.db cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["0", "-1", "one", "9" * 20, "9" * 5000])
def test_a_set_has_a_whole_number(word, capsys):
    with pytest.raises(SystemExit):
        cli.main(["explain", f"--set={word}"])
    assert "give a whole number such as 1" in capsys.readouterr().err


def test_a_page_and_a_plot_are_written_and_told(tmp_path):
    into, plot = tmp_path / "page.html", tmp_path / "plot.svg"
    told_of = explain(journal_of("near_misser"), number=1, into=into, plot=plot)
    assert told_of == f"The explanation is in {into}.\nThe plot is in {plot}."
    assert into.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert "<svg" in plot.read_text(encoding="utf-8")


def test_a_plot_is_of_one_set_and_nothing_is_written_when_it_is_not_told_which(tmp_path):
    story = Story(seed=1, model=MODEL).stand(3).reps(2, HINGE).stand(11).reps(1, HINGE).stand(1)
    station = station_of("hip_hinge", reps=2, rest_s=10)
    journal = journal_from(tmp_path, story, station)
    with pytest.raises(InputError, match="add --set with one of 1, 2"):
        explain(journal, number=None, into=tmp_path / "page.html", plot=tmp_path / "plot.svg")
    assert not (tmp_path / "page.html").exists()
    assert explain(journal, number=2, into=None, plot=tmp_path / "plot.svg").startswith("The plot is in")


@pytest.fixture
def closed(tmp_path):
    """Make a folder that this account may not look into; root may look everywhere, so it is nobody for a while."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0)
    nobody = 65534
    if os.geteuid() == 0:
        os.seteuid(nobody)
    yield folder
    os.seteuid(os.getuid())
    folder.chmod(0o700)


def test_a_folder_that_is_closed_to_this_account_is_refused_before_the_work(closed):
    with pytest.raises(StorageError, match=r"page\.html cannot be written \(Permission denied\)"):
        explain(closed / "none.jsonl", number=None, into=closed / "page.html", plot=None)


def test_a_set_on_the_floor_has_no_signal_to_draw(tmp_path):
    story = down(on_the_floor().absent(1.0).stand(3.0)).hold(8.0).absent(4.0)
    journal = journal_from(tmp_path, story, station_of("plank"))
    with pytest.raises(InputError, match="no set with a signal to draw"):
        explain(journal, number=None, into=None, plot=tmp_path / "plot.svg")


def test_a_journal_without_a_movement_says_so(tmp_path):
    text = told(tmp_path, Story(seed=1, model=MODEL).stand(6).absent(12), free_station())
    assert text == "Nothing that could be an attempt was seen.\n"


def test_the_journals_of_this_folder_are_left_as_they_were():
    before = {path: path.read_bytes() for path in Path(FOLDER).glob("*.jsonl")}
    explain(journal_of("leaver"), number=None, into=None, plot=None)
    assert {path: path.read_bytes() for path in before} == before
