"""Filing: every page once, whatever became of the history, the disk or the page meanwhile."""

import errno
import os
import resource
import sqlite3
from contextlib import closing, contextmanager

import pytest

from kiosk.core.events import AttemptDecided
from kiosk.core.units import US_PER_S
from kiosk.errors import StorageError
from kiosk.storage import filing as filings
from kiosk.storage.clock_belief import WallClock
from kiosk.storage.filing import HEALTH_KEPT, Filing, pages_in
from kiosk.storage.history import connect, damage
from kiosk.storage.history_file import set_aside
from kiosk.storage.history_limits import Limits
from kiosk.storage.history_records import HealthRecord
from tests.histories import begans_of, history_of_form, history_with, rows_of
from tests.recordings import ATTEMPT, page_with

DAY = "2026-11-20T09:50:00"
REPS = [AttemptDecided(at_us=US_PER_S, attempt=ATTEMPT, count=1)]


def page_at(folder, began, events=REPS):
    return page_with(folder, events, name=began.replace(":", "-"))


def filing_in(folder, over=None, file=None):
    return Filing(
        folder / "history.db" if file is None else file,
        folder,
        Limits(keep_days=3650.0, max_mb=500.0, clock=WallClock()),
        over=pages_in(folder) if over is None else over,
        first_drills={},
    )


def filed(folder, **given):
    """Do one round in a folder."""
    filing = filing_in(folder, **given)
    filing.round()
    return filing


@contextmanager
def largest_file(size):
    """Let no file grow beyond a size, as a disk does that has so much space."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_every_page_of_the_folder_is_filed_once(tmp_path):
    for minute in (50, 51, 52):
        page_at(tmp_path, f"2026-11-20T09:{minute}:00")
    assert (filed(tmp_path).filed, filed(tmp_path).filed) == (3, 0)
    assert begans_of(tmp_path / "history.db") == [f"2026-11-20T09:{minute}:00" for minute in (50, 51, 52)]


def test_the_running_page_and_what_is_no_page_are_left_alone(tmp_path):
    running, _ = page_at(tmp_path, DAY), page_at(tmp_path, "2026-11-20T10:00:00")
    (tmp_path / "my best.jsonl").write_text("mine", encoding="utf-8")
    (tmp_path / "lane.json").write_text("{}", encoding="utf-8")
    filed(tmp_path, over=pages_in(tmp_path) - {running.stem})
    assert begans_of(tmp_path / "history.db") == ["2026-11-20T10:00:00"]


def test_a_page_that_is_over_later_is_filed_then(tmp_path):
    filing = filed(tmp_path)
    filing.add(page_at(tmp_path, DAY).stem)
    assert filing.waiting == {DAY.replace(":", "-")}
    filing.round()
    assert (begans_of(tmp_path / "history.db"), filing.waiting) == ([DAY], frozenset())


def test_a_page_that_cannot_be_read_is_told_and_the_others_are_filed(tmp_path, caplog):
    page_at(tmp_path, DAY)
    strange, empty, unreadable = (tmp_path / f"2026-11-20T08-00-0{number}.jsonl" for number in range(3))
    strange.write_text("hello\n", encoding="utf-8")
    empty.touch()
    unreadable.mkdir()
    filing = filed(tmp_path)
    assert (filing.trouble, filing.waiting, filing.filed) == (None, frozenset(), 1)
    assert [record.getMessage() for record in caplog.records] == [
        f"A session is not in the history: {strange} is no journal of this program: move it out of the folder.",
        f"{unreadable} cannot be read (Is a directory): check the disk; the next start tries again.",
    ]


def test_a_page_that_is_deleted_before_its_time_is_not_filed(tmp_path):
    page = page_at(tmp_path, DAY)
    filing = filing_in(tmp_path)
    page.unlink()
    filing.round()
    assert (filing.trouble, begans_of(tmp_path / "history.db")) == (None, [])


def test_a_folder_that_is_not_there_has_no_pages(tmp_path):
    filing = filed(tmp_path / "none", file=tmp_path / "new" / "history.db")
    assert (filing.trouble, begans_of(tmp_path / "new" / "history.db")) == (None, [])


def test_health_waits_for_a_history_that_takes_it_and_no_more_than_a_day(tmp_path):
    filing = filing_in(tmp_path, file=tmp_path / "file" / "history.db")
    (tmp_path / "file").touch()
    for number in range(HEALTH_KEPT + 9):
        filing.note(HealthRecord(at=DAY, ticks=number))
    filing.round()
    assert filing.trouble is not None
    (tmp_path / "file").unlink()
    filing.round()
    assert filing.trouble is None
    found = rows_of(tmp_path / "file" / "history.db", "SELECT min(ticks), count(*) FROM health")
    assert found == [(9, HEALTH_KEPT)]


def spoilt(path, how):
    """Damage a history in one of the ways in which cards do."""
    content = bytearray(path.read_bytes())
    match how:
        case "no database":
            content[:100] = b"x" * 100
        case "cut off":
            del content[len(content) // 2 // 4096 * 4096 + 100 :]
        case "a form that no program made":
            content[60:64] = b"\xff\xff\xff\xfb"
        case "a form of the far future":
            content[60:64] = b"\x7f\xff\xff\xfb"
        case "a way to keep tables that SQLite does not know":
            content[47] = 9
        case "the name of an index that is no text":
            content[:] = content.replace(b"attempts_set", b"attempts\xfcset", 1)
        case "a page of zeros":
            # the second page is the map of an incremental vacuum, the third the first table's
            content[2 * 4096 : 3 * 4096] = bytes(4096)
    path.write_bytes(content)


DAMAGES = (
    "no database",
    "cut off",
    "a page of zeros",
    "a form that no program made",
    "a form of the far future",
    "a way to keep tables that SQLite does not know",
    "the name of an index that is no text",
)


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_history_is_set_aside_and_a_new_one_begun_from_the_journals(tmp_path, caplog, how):
    page_at(tmp_path, DAY)
    path = tmp_path / "history.db"
    filed(tmp_path)
    history_with(path, *(f"2025-01-{day:02}T09:50:00" for day in range(1, 30)))
    spoilt(path, how)
    damaged = path.read_bytes()
    page_at(tmp_path, "2026-11-20T10:00:00")
    filing = filed(tmp_path)
    assert (filing.trouble, filing.waiting) == (None, frozenset())
    assert begans_of(path) == [DAY, "2026-11-20T10:00:00"]
    assert (tmp_path / "history.db.damaged").read_bytes() == damaged
    (record,) = caplog.records
    assert record.getMessage() == (
        f"{path} was damaged: it is kept as {path}.damaged, and a new one is begun from the journals."
    )


def test_a_second_damaged_history_does_not_replace_the_first(tmp_path):
    for _ in range(3):
        (tmp_path / "history.db").write_bytes(b"x" * 9_000)
        filed(tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*damaged*")) == [
        *("history.db.damaged", "history.db.damaged-2", "history.db.damaged-3")
    ]


def test_a_history_that_is_damaged_while_the_station_runs_is_set_aside_as_well(tmp_path):
    page_at(tmp_path, DAY)
    filing = filed(tmp_path)
    (tmp_path / "history.db").write_bytes(b"x" * 9_000)
    filing.add(page_at(tmp_path, "2026-11-20T10:00:00").stem)
    filing.round()
    assert (filing.trouble, begans_of(tmp_path / "history.db")) == (None, [DAY, "2026-11-20T10:00:00"])


def test_the_log_of_a_damaged_history_does_not_get_into_the_next_one(tmp_path):
    path = history_with(tmp_path / "history.db")
    with closing(connect(path)) as connection:
        connection.execute("INSERT INTO health (at, dropped, late_ticks, ticks) VALUES ('then', 0, 0, 1)")
        left = {name: (tmp_path / name).read_bytes() for name in ("history.db", "history.db-wal")}
    for name, content in left.items():
        (tmp_path / name).write_bytes(content)
    aside = set_aside(path)
    assert not (tmp_path / "history.db-wal").exists()
    filed(tmp_path)
    assert rows_of(path, "SELECT * FROM health") == []
    assert [at for (at,) in rows_of(aside, "SELECT at FROM health")] == ["then"]


def test_damage_that_shows_only_when_it_is_written_to_is_set_aside_as_well(tmp_path, monkeypatch):
    page_at(tmp_path, DAY)
    history_with(tmp_path / "history.db", "2026-11-19T09:50:00")
    real = filings.file_session

    def cannot(connection, session, **given):
        if begans_of(tmp_path / "history.db"):
            raise damage(DAY)
        return real(connection, session, **given)

    monkeypatch.setattr(filings, "file_session", cannot)
    assert filed(tmp_path).trouble is None
    assert begans_of(tmp_path / "history.db") == [DAY]
    assert begans_of(tmp_path / "history.db.damaged") == ["2026-11-19T09:50:00"]


def test_a_history_that_another_program_has_renewed_meanwhile_is_gone_on_with(tmp_path, monkeypatch):
    page_at(tmp_path, DAY)
    real, tries = filings.connect_checked, []

    def once_damaged(path):
        tries.append(path)
        if len(tries) == 1:
            raise damage(DAY)
        return real(path)

    monkeypatch.setattr(filings, "connect_checked", once_damaged)
    assert filed(tmp_path).trouble is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-11-20T09-50-00.jsonl", "history.db"]


def test_a_damaged_history_that_becomes_a_newer_one_meanwhile_is_left_alone(tmp_path, monkeypatch):
    page_at(tmp_path, DAY)
    tries = []

    def newer(path):
        tries.append(path)
        raise damage(DAY) if len(tries) == 1 else StorageError(DAY)

    monkeypatch.setattr(filings, "connect_checked", newer)
    assert (filed(tmp_path).trouble, list(tmp_path.glob("*damaged*"))) == (DAY, [])


def test_a_damaged_history_that_cannot_be_moved_is_told(tmp_path, monkeypatch):
    (tmp_path / "history.db").write_bytes(b"x" * 9_000)

    def stuck(_):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(filings, "set_aside", stuck)
    assert filed(tmp_path).trouble == (
        f"{tmp_path}/history.db is damaged and cannot be moved (Read-only file system): move it away."
    )


def test_a_newer_history_is_left_alone_and_told_and_nothing_is_lost(tmp_path):
    page, path = page_at(tmp_path, DAY), history_of_form(tmp_path / "history.db", 3)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9")
    before = path.read_bytes()
    filing = filed(tmp_path)
    filing.round()
    assert filing.trouble == (
        f"{path} is a history of form 9 and this program reads up to 3: update the program, or name another"
        " history.file. Sessions are kept in their journals only."
    )
    assert (path.read_bytes(), filing.waiting) == (before, {page.stem})


def test_another_writer_is_waited_for_and_then_told(tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.storage.history.BUSY_S", 0.01)
    page_at(tmp_path, DAY)
    path = history_with(tmp_path / "history.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        filing = filed(tmp_path)
        assert filing.trouble == f"{path} is being written by another program: wait until it is done and try again."
    filing.round()
    assert (filing.trouble, begans_of(path)) == (None, [DAY])


def test_a_disk_that_is_full_at_any_size_is_told_once_and_takes_everything_when_it_has_space(tmp_path):
    troubles = set()
    for step, size in enumerate(range(0, 480_000, 24_576)):
        folder = tmp_path / str(step)
        for minute in range(50, 54):
            page_at(folder, f"2026-11-20T09:{minute}:00")
        filing = filing_in(folder)
        with largest_file(size):
            filing.round()
            assert filing.trouble is not None or not filing.waiting
        troubles.add(None if filing.trouble is None else filing.trouble.removeprefix(str(folder)))
        filing.round()
        assert filing.trouble is None
        assert begans_of(folder / "history.db") == [f"2026-11-20T09:{minute}:00" for minute in range(50, 54)]
        assert rows_of(folder / "history.db", "PRAGMA integrity_check") == [("ok",)]
    assert None in troubles
    assert len(troubles) > 1


def test_a_history_is_kept_within_its_limits_while_it_grows(tmp_path):
    path = history_with(tmp_path / "history.db", "2015-11-20T09:50:00", "2025-02-01T09:50:00")
    page_at(tmp_path, DAY)
    filing = Filing(path, tmp_path, Limits(keep_days=365.0, max_mb=500.0), over=pages_in(tmp_path), first_drills={})
    filing.round()
    assert begans_of(path) == [DAY]
