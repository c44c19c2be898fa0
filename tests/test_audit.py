"""`kiosk audit`: a coach's own count of a set is kept, corrected and told."""

import pytest

from kiosk import cli
from kiosk.core.vocab import Verdict
from kiosk.errors import EXIT_DEVICE, EXIT_INPUT
from kiosk.storage.audits import recent_sets
from tests.hand_made import attempt, clean, history_at, one_set, session


@pytest.fixture
def gym(tmp_path):
    """A history of three sets: two of a wall hinge with 15 and 9 reps, one of a hip hinge with 10."""
    history_at(
        tmp_path / "history.db",
        session(one_set(*clean(15)), one_set(*clean(9), attempt(Verdict.NEAR_MISS)), began="2026-11-20T18:05:00"),
        session(one_set(*clean(10), drill="hip_hinge"), began="2026-11-20T19:00:30"),
    )
    return tmp_path


def audit(folder, *words):
    config = folder / "kiosk.toml"
    config.write_text(f'[history]\nfile = "{folder / "history.db"}"\n', encoding="utf-8")
    return cli.main(["audit", *words, "--config", str(config)])


def true_counts(folder):
    return {item.id: item.true_reps for item in recent_sets(folder / "history.db", 100)}


def test_the_list_names_the_last_sets_with_what_the_station_counted(gym, capsys):
    audit(gym, "add", "--set", "2", "--true", "10")
    capsys.readouterr()
    assert audit(gym, "list") == 0
    assert capsys.readouterr().out == (
        "set  began             drill       number  station  true\n"
        "3    2026-11-20 19:00  hip_hinge   1       10\n"
        "2    2026-11-20 18:06  wall_hinge  2       9        10\n"
        "1    2026-11-20 18:05  wall_hinge  1       15\n"
    )


def test_the_list_is_as_long_as_asked_for(gym, capsys):
    audit(gym, "list", "--last", "1")
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["set", "3"]


@pytest.mark.parametrize(
    ("counts", "said", "kept"),
    [
        ((10,), "Set 2, wall_hinge of 2026-11-20 18:06: the station counted 9, you 10.", 10),
        ((10, 8), "the station counted 9, you 8. This replaces your earlier 10.", 8),
        ((10, 10), "the station counted 9, you 10, as you said before.", 10),
        ((0,), "the station counted 9, you 0.", 0),
    ],
    ids=["a first count", "a correction", "the same again", "none"],
)
def test_a_count_is_kept_and_said_back_with_what_it_replaced(gym, capsys, counts, said, kept):
    for count in counts:
        assert audit(gym, "add", "--set", "2", "--true", str(count)) == 0
    assert said in capsys.readouterr().out.splitlines()[-1]
    assert true_counts(gym) == {1: None, 2: kept, 3: None}


@pytest.mark.parametrize(
    ("set_id", "nearest"),
    [("0", "1, 2, 3"), ("4", "3, 2, 1"), ("999999999", "3, 2, 1")],
    ids=["before", "after", "far"],
)
def test_an_id_that_no_set_has_is_answered_with_the_nearest_and_nothing_is_kept(gym, capsys, set_id, nearest):
    assert audit(gym, "add", "--set", set_id, "--true", "9") == EXIT_INPUT
    assert capsys.readouterr().err.startswith(f"There is no set {set_id}: the nearest are {nearest}.")
    assert set(true_counts(gym).values()) == {None}


@pytest.mark.parametrize("words", [("add",), ("add", "--set", "2"), ("add", "--true", "9")])
def test_a_count_without_its_set_or_a_set_without_its_count_is_told(gym, capsys, words):
    assert audit(gym, *words) == EXIT_INPUT
    assert "audit add --set ID --true N" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["-1", "nine", "9.5", "1e3", "", "²", "1234567890"])
def test_a_word_that_is_no_count_is_refused(gym, capsys, word):
    with pytest.raises(SystemExit, match=str(EXIT_INPUT)):
        audit(gym, "add", "--set", "2", f"--true={word}")
    assert "give a whole number such as 15" in capsys.readouterr().err


def test_a_history_without_sets_says_what_to_do(tmp_path, capsys):
    history_at(tmp_path / "history.db")
    assert audit(tmp_path, "list") == 0
    assert audit(tmp_path, "add", "--set", "1", "--true", "9") == EXIT_INPUT
    told = capsys.readouterr()
    assert told.out.startswith("The history has no set yet.")
    assert "has no set yet" in told.err


def test_sets_are_listed_where_nothing_can_be_written_and_a_count_is_refused_there(gym, capsys):
    # what SQLite meets on a read-only disk, or in a folder of another account
    (gym / "history.db-shm").mkdir()
    assert audit(gym, "list", "--last", "1") == 0
    assert audit(gym, "add", "--set", "2", "--true", "10") == EXIT_DEVICE
    told = capsys.readouterr()
    assert told.out.splitlines()[1].startswith("3 ")
    assert "see that this account may read and write it" in told.err


def test_no_history_is_told_and_none_is_made(tmp_path, capsys):
    assert audit(tmp_path, "list") == EXIT_DEVICE
    assert "There is no history at" in capsys.readouterr().err
    assert not (tmp_path / "history.db").exists()


def test_a_set_of_a_session_whose_time_is_no_time_is_listed_as_it_was_written(tmp_path, capsys):
    history_at(tmp_path / "history.db", session(one_set(*clean(1)), began="at noon"))
    audit(tmp_path, "list")
    assert "1    at noon  wall_hinge" in capsys.readouterr().out
