"""Power cuts: a station and its owner's commands cut at every write to the disk, and what the next start finds.

In:  nothing; `python -m tests.power_cuts` for every write, a name to see one work only.
Out: a table: how many cuts each work was given, and every session that was lost, doubled or halved after one.
Not here: how writes are seen and cut (disk_trace.py), full and read-only disks (disk_faults.py), assertions
(storage/test_power_cuts.py).

Rule: after each cut the next start runs once: the history is whole, every page is in it once with the reps that the
page has, no rep is missing that was spoken, and what the owner had before is there.
"""

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.core.events import AttemptDecided
from kiosk.core.session import TickInput, TickOutput
from kiosk.core.units import US_PER_S
from kiosk.core.vocab import Stage
from kiosk.errors import KioskError
from kiosk.ports import Health
from kiosk.storage.clock_belief import WallClock
from kiosk.storage.expiry import SUFFIX
from kiosk.storage.filer import HEALTH_TICKS, Filer
from kiosk.storage.filing import Filing, pages_in
from kiosk.storage.history_copy import back_up, put_back
from kiosk.storage.history_forget import forget
from kiosk.storage.history_limits import Limits
from kiosk.storage.journal import FileJournal
from kiosk.storage.journal_reader import read_ticks
from tests.disk_trace import Disk, Left, traced
from tests.histories import history_of_form, history_with, rows_of
from tests.recordings import COUNTED, HEADER, SAMPLES, page_with

NAMES = ("2026-11-20T09-50-00", "2026-11-20T10-10-00")
BEFORE = ("2026-11-18T09:50:00", "2026-11-19T09:50:00")
REPS = 3
REP = b"rep\n"
MOMENT_S = 1_795_200_000.0
"""An afternoon of November 2026, as a wall clock has it."""


def run_station(folder: Path) -> None:
    """Record two sessions of three reps, each told on standard output once it may be spoken, and file them."""
    filer = Filer(filing_in(folder))
    names = iter(NAMES)
    journal = FileJournal(folder, HEADER, name=lambda: next(names), note=folder / "running", over=filer.page_over)
    for _ in NAMES:
        for tick in range(4 * REPS):
            rep = tick // 4 + 1
            counted = replace(COUNTED, at_us=rep * US_PER_S, attempt=replace(COUNTED.attempt, number=rep), count=rep)
            is_rep = tick % 4 == 3
            journal.record(
                TickInput(tick=tick, sample=SAMPLES[tick]), TickOutput(events=(counted,) if is_rep else ()), Stage.SET
            )
            if is_rep and journal.trouble() is None:
                sys.stdout.buffer.write(REP)
                sys.stdout.flush()
        _tell(journal.trouble())
        journal.turn_page()
    filer.note(Health(ticks=HEALTH_TICKS))
    journal.close()
    filer.close()
    _tell(filer.trouble())


def _tell(trouble: str | None) -> None:
    if trouble is not None:
        sys.stdout.write(f"trouble: {trouble}\n")
        sys.stdout.flush()


def filing_in(folder: Path, *, keep_days: float = 3650.0) -> Filing:
    """Return what files the pages of a folder."""
    limits = Limits(keep_days=keep_days, max_mb=500.0, clock=WallClock(now_s=lambda: MOMENT_S))
    return Filing(folder / "history.db", folder, limits, over=pages_in(folder), first_drills={})


def _with_pages(folder: Path) -> None:
    for name in NAMES:
        page_with(folder, [COUNTED], name=name)


def _with_history(folder: Path) -> None:
    history_with(folder / "history.db", *BEFORE)


def _with_both(folder: Path) -> None:
    _with_pages(folder)
    _with_history(folder)


def _with_form(form: int) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        _with_pages(folder)
        history_of_form(folder / "history.db", form, *BEFORE)

    return make


def _with_old(folder: Path) -> None:
    _with_pages(folder)
    history_with(folder / "history.db", *(f"2025-{month:02}-01T09:50:00" for month in range(1, 13)), *BEFORE)


def _with_damage(folder: Path) -> None:
    _with_pages(folder)
    (folder / "history.db").write_bytes(b"x" * 9_000)


def _with_backup(folder: Path) -> None:
    history_with(folder / "backup.db", *BEFORE)
    history_with(folder / "history.db", *BEFORE, "2026-11-17T09:50:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Something that writes: what is there before, what is done, which sessions must be there after any cut."""

    make: Callable[[Path], None]
    do: Callable[[Path], object]
    kept: Sequence[str] = ()


WORKS = {
    "two sessions of a new station": Work(make=lambda _: None, do=run_station),
    "two sessions beside a history": Work(make=_with_history, do=run_station, kept=BEFORE),
    "a start that files what was left": Work(make=_with_both, do=lambda folder: filing_in(folder).round(), kept=BEFORE),
    "a history of form 1 brought up to date": Work(
        make=_with_form(1), do=lambda folder: filing_in(folder).round(), kept=BEFORE
    ),
    "a history of form 2 brought up to date": Work(
        make=_with_form(2), do=lambda folder: filing_in(folder).round(), kept=BEFORE
    ),
    "sessions deleted by their age": Work(
        make=_with_old, do=lambda folder: filing_in(folder, keep_days=90.0).round(), kept=BEFORE
    ),
    "a damaged history set aside": Work(make=_with_damage, do=lambda folder: filing_in(folder).round()),
    "a day forgotten": Work(
        make=_with_both,
        do=lambda folder: forget(folder / "history.db", folder, before=date(2026, 11, 19), running=None),
        kept=BEFORE[1:],
    ),
    "a backup": Work(
        make=_with_both, do=lambda folder: back_up(folder / "history.db", folder / "backup.db"), kept=BEFORE
    ),
    "a backup put back": Work(
        make=_with_backup, do=lambda folder: put_back(folder / "history.db", folder / "backup.db"), kept=BEFORE
    ),
}


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of one work: how many writes it has, how many cuts were looked at, a sentence for each breach."""

    writes: int = 0
    cuts: int = 0
    wrong: list[str] = field(default_factory=list)


def cut_everywhere(name: str, folder: Path, *, every: int = 1) -> Outcome:
    """See one work done, cut it at every so many of its writes in each of four ways, and start again after each."""
    work, outcome = WORKS[name], Outcome()
    state, before, left = folder / "state", folder / "before", folder / "left"
    before.mkdir(parents=True)
    work.make(before)
    shutil.copytree(before, state)
    disk = Disk(state, before)
    for call in traced([sys.executable, "-m", "tests.power_cuts", "--child", name, str(state)], folder / "trace"):
        is_due = (outcome.writes + 1) % every == 0
        if is_due and disk.leave_half(call, left):
            start_again(left, work, disk.told, f"{name}, half of write {outcome.writes + 1}", outcome)
        if disk.do(call):
            outcome.writes += 1
            for way in Left if is_due else ():
                disk.leave(left, way)
                start_again(left, work, disk.told, f"{name}, write {outcome.writes}, {way.value}", outcome)
    return outcome


def start_again(folder: Path, work: Work, told: bytes, when: str, outcome: Outcome) -> None:
    """Do what a station does at its start, twice, and see that nothing is lost, doubled or halved."""
    outcome.cuts += 1
    pages = {
        page: reps for page in sorted(pages_in(folder)) if (reps := reps_in(folder / f"{page}{SUFFIX}")) is not None
    }
    promised = told.count(REP)
    if promised > sum(pages.values()):
        outcome.wrong.append(f"{when}: {promised} reps were told, {sum(pages.values())} are in the journals")
    try:
        for _ in range(2):
            filing = filing_in(folder)
            filing.round()
            outcome.wrong += [] if filing.trouble is None else [f"{when}: {filing.trouble}"]
        file = folder / "history.db"
        filed = dict(rows_of(file, "SELECT page, reps FROM sessions WHERE page >= ?", NAMES[0]))
        begans = [began for (began,) in rows_of(file, "SELECT began FROM sessions")]
        damage = [text for (text,) in rows_of(file, "PRAGMA integrity_check") if text != "ok"]
    except (sqlite3.Error, KioskError, OSError) as error:
        outcome.wrong.append(f"{when}: {error!r}")
        return
    if filed != pages:
        outcome.wrong.append(f"{when}: the journals hold {pages}, the history {filed}")
    if len(set(begans)) != len(begans) or not set(work.kept) <= set(begans):
        outcome.wrong.append(f"{when}: the sessions of before are {begans}")
    outcome.wrong += [f"{when}: {text}" for text in damage]
    backup = folder / "backup.db"
    if backup.exists() and rows_of(backup, "PRAGMA integrity_check") != [("ok",)]:
        outcome.wrong.append(f"{when}: the backup is damaged")


def reps_in(page: Path) -> int | None:
    """Return how many reps a page holds, read as a replay reads it; None for one cut in its first line."""
    if b"\n" not in page.read_bytes():
        return None
    events = [json.loads(text) for item in read_ticks(page)[1] for text in item.events]
    return sum(event["e"] == AttemptDecided.__name__ and event["count"] > 0 for event in events)


def table_of(outcomes: Mapping[str, Outcome]) -> str:
    """Return a row a work, and below them what was wrong."""
    rows = [f"{'work':<42} {'writes':>6} {'cuts':>6} {'wrong':>6}"]
    rows += [f"{name:<42} {item.writes:6} {item.cuts:6} {len(item.wrong):6}" for name, item in outcomes.items()]
    return "\n".join([*rows, *(sentence for item in outcomes.values() for sentence in item.wrong)])


def main(words: Sequence[str]) -> int:
    """Cut every work, or the one that is named; return 1 when anything was lost."""
    if words[:1] == ["--child"]:
        WORKS[words[1]].do(Path(words[2]))
        return 0
    outcomes = {}
    for name in words or WORKS:
        with TemporaryDirectory() as folder:
            outcomes[name] = cut_everywhere(name, Path(folder) / "cuts")
    sys.stdout.write(f"{table_of(outcomes)}\n")
    return int(any(item.wrong for item in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
