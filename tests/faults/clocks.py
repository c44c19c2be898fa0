"""Faults of the wall clock: it jumps by years, changes to summer time and back, or was never set.

In:  a folder for the journal.
Out: a row each.
Not here: devices (devices.py), journals whose time is over (tests/storage/test_expiry.py).

Rule: what an athlete did is told by the time since the machine's start, so no row may count, ask or record otherwise.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Final

from kiosk.replay import SAME, replay
from kiosk.resume import resume
from tests.faults.devices import is_kept, kept_of
from tests.faults.run import RUNG_IN, Run, station
from tests.faults.scripted import NOW_S
from tests.faults.table import Row, Story, judged

TEN_YEARS_S: Final = 10 * 365 * 86_400.0
DAY_S: Final = 86_400.0
BERLIN: Final = "CET-1CEST,M3.5.0,M10.5.0/3"
SPRING_S: Final = 1_774_746_000.0
"""2026-03-29 02:00 in Berlin, which is 03:00."""
AUTUMN_S: Final = 1_792_890_000.0
"""2026-10-25 03:00 in Berlin, which is 02:00 again."""
HOUR: Final = 60


def replays(run: Run) -> bool:
    """Whether every page is replayed to the very events it recorded."""
    return all(replay(page, StringIO()) == SAME for page in run.pages)


def yesterdays(folder: Path, run: Run) -> Path:
    """Leave a journal of some hours ago, which nobody may delete yet."""
    old = folder / "2026-11-20T05-00-00.jsonl"
    old.write_text("{}\n", encoding="utf-8")
    os.utime(old, (run.clock.wall_s() - 4 * 3600.0,) * 2)
    return old


def jump_in_a_session(by_s: float, name: str) -> Story:
    """Return the story of a wall clock that jumps between two reps."""

    def story(folder: Path) -> Row:
        run = Run(folder=folder)
        run.clock.actions = [(run.trouble_s, lambda: setattr(run.clock, "ahead_s", run.clock.ahead_s + by_s))]
        run.go()
        is_same = replays(run)
        begun = run.page.stem
        old = yesterdays(folder, run)
        os.utime(old, (NOW_S - 4 * 3600.0,) * 2)
        run.expiry.sweep(folder, but=None)
        return judged(
            name,
            did=f"page {begun} {'replays the same' if is_same else 'differs'}; {len(run.pages)} of 2 journals kept",
            kept=kept_of(run),
            checks={
                **is_kept(run),
                "ticks gap-free": [item.tick for item in run.inputs] == list(range(len(run.inputs))),
                "on time": run.health.late == run.health.slips == 0,
                "replays the same": is_same,
                "nothing deleted": old.exists() and len(run.pages) == 2,
                "nothing told": run.told == [],
            },
        )

    return story


def jump_in_a_restart(by_s: float, name: str) -> Story:
    """Return the story of a process that dies, and a wall clock that jumps before the next one."""

    def story(folder: Path) -> Row:
        run = Run(folder=folder, is_blind=True)
        run.go(until_s=run.trouble_s)
        run.wait(5.0)
        run.clock.ahead_s += by_s
        going_on = resume(folder, run.header, station(), times=run.times)
        missed_s = 0.0 if going_on is None else going_on.going_on().missed_us / 1e6
        run.go(going_on)
        return judged(
            name,
            did=f"session goes on {missed_s:.0f} s later, sent to {run.asked_in()} in; {len(run.pages)} page",
            kept=kept_of(run),
            checks={
                **is_kept(run),
                "resumed": going_on is not None,
                "the time between": missed_s == 5.0,
                "sent back to the same rung": run.asked_in() == (RUNG_IN,),
                "one page": len(run.pages) == 1,
                "replays the same": replays(run),
            },
        )

    return story


@contextmanager
def time_zone(name: str) -> Iterator[None]:
    """Let local time be that of a place."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


def summer_time(at_s: float, quiet: tuple[int, int], name: str) -> Story:
    """Return the story of a visit through a change of the hour, at the begin or the end of quiet hours."""

    def story(folder: Path) -> Row:
        with time_zone(BERLIN):
            run = Run(folder=folder, quiet=quiet)
            run.clock.ahead_s = at_s - run.clock.boot_s() - run.trouble_s
            local = [time.strftime("%H:%M", time.localtime(second)) for second in (at_s - 1.0, at_s)]
            run.go()
            is_quiet_first = quiet[0] <= 2 * HOUR + 59 < quiet[1] and at_s == AUTUMN_S
            before = sum(at < run.trouble_s for at, _ in run.said)
            after = len(run.said) - before
            is_same = replays(run)
        return judged(
            name,
            did=f"{local[0]} to {local[1]}: {before} clips heard before it, {after} after; page {run.page.stem}",
            kept=kept_of(run),
            checks={
                **is_kept(run),
                "quiet by the local hour": (before == 0 < after) if is_quiet_first else (after == 0 < before),
                "replays the same": is_same,
            },
        )

    return story


def the_same_hour_twice(folder: Path) -> Row:
    """Two visits an hour apart at the same local time: neither writes over the other."""
    with time_zone(BERLIN):
        for since_s in (-3600.0, 0.0):
            run = Run(folder=folder)
            run.clock.ahead_s = AUTUMN_S + since_s + 1800.0 - run.clock.boot_s()
            run.go()
        pages, is_same = run.pages, replays(run)
    return judged(
        "two visits at 02:30, an hour apart",
        did=f"pages {' and '.join(page.stem for page in pages)}, whole",
        kept=kept_of(run),
        checks={**is_kept(run), "two pages": len(pages) == 2, "replay the same": is_same},
    )


def never_set(wall_s: float, name: str) -> Story:
    """Return the story of a machine that believes in a year before this program, with a restart in the visit."""

    def story(folder: Path) -> Row:
        run = Run(folder=folder, is_blind=True)
        run.clock.ahead_s = wall_s
        run.go(until_s=run.trouble_s)
        going_on = run.taken_up()
        run.go(going_on)
        is_same, page = replays(run), run.page
        old = yesterdays(folder, run)
        os.utime(old, (NOW_S,) * 2)
        run.expiry.sweep(folder, but=None)
        return judged(
            name,
            did=(
                f"page {page.stem} {'replays the same' if is_same else 'differs'}, "
                f"{'gone on with' if going_on else 'left'} after a restart"
            ),
            kept=kept_of(run),
            checks={
                **is_kept(run),
                "resumed": going_on is not None,
                "replays the same": is_same,
                "nothing deleted": old.exists() and page.exists(),
            },
        )

    return story


STORIES: Final[dict[str, Story]] = {
    "clock_ten_years_on": jump_in_a_session(TEN_YEARS_S, "clock +10 years in a set"),
    "clock_ten_years_back": jump_in_a_session(-TEN_YEARS_S, "clock -10 years in a set"),
    "clock_on_between_processes": jump_in_a_restart(TEN_YEARS_S, "clock +10 years in a restart"),
    "clock_back_between_processes": jump_in_a_restart(-TEN_YEARS_S, "clock -10 years in a restart"),
    "summer_time_begins": summer_time(SPRING_S, (3 * HOUR, 5 * HOUR), "summer time begins in a set"),
    "summer_time_ends": summer_time(AUTUMN_S, (2 * HOUR + 30, 3 * HOUR), "summer time ends in a set"),
    "the_same_hour_twice": the_same_hour_twice,
    "year_1970": never_set(86_400.0, "clock in 1970, restart in a set"),
    "year_2019": never_set(1_546_300_800.0, "clock in 2019, restart in a set"),
}
