"""Soak: days of the station's life, as fast as the machine goes, and whether anything grows.

In:  `python -m tests.soak --hours 72 --seed 1`; `--real --minutes 20` for the whole program in real time.
Out: a table, what was written a session and a day, what went wrong on purpose, the verdict; exit code 1 when it fails.
Not here: the life (life.py), the room (room.py), the real station (real.py).

Rule: the same seed gives the same people at the same times.
"""

import gc
import logging
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

from tests.soak.gauges import HEAD, Sample, complaints, growth_line, look, row_of
from tests.soak.life import CountedWarnings, Life
from tests.soak.real import soak_real
from tests.soak.room import SESSIONS_A_DAY, Room, SimulatedClock

WARM_H: Final = 12.0
"""Until every kind of trouble and of people was there once, and caches are full."""

ROW_H: Final = 6
STEP_S: Final = 10.0
DAY_MB: Final = 50.0
"""What a day with SESSIONS_A_DAY sessions may leave on the disk; journals are kept for a day."""

MOST_FACTOR: Final = 2.0
"""What is written of what is left: a page of 4 kB is written anew for each rep in it, and the history's pages twice."""


def soak(hours: float, seed: int, folder: Path) -> tuple[list[Sample], Life, CountedWarnings]:
    """Live so many hours in a folder, with a look every hour."""
    warnings = CountedWarnings()
    logging.basicConfig(handlers=[warnings], force=True)
    life = Life(Room(SimulatedClock(), seed=seed), folder)
    began_s, samples = life.clock.true_s(), list[Sample]()
    while (at_h := (life.clock.true_s() - began_s) / 3600.0) <= hours:
        if at_h >= len(samples):
            gc.collect()
            sample = look(os.getpid(), folder, at_h=at_h, objects=sys.getallocatedblocks(), sessions=life.room.sessions)
            samples.append(sample)
            if (len(samples) - 1) % ROW_H == 0:
                _tell(row_of(sample))
        life.turn(STEP_S)
    life.close()
    return samples, life, warnings


def verdict(samples: Sequence[Sample]) -> list[str]:
    """Return a sentence for everything that does not last."""
    found = complaints(samples, warm_h=WARM_H)
    most_mb = max(sample.disk_mb for sample in samples)
    if most_mb > DAY_MB:
        found.append(f"{most_mb:.0f} MB lay on the disk, more than {DAY_MB:g}")
    daily_mb = _written_mb(samples) / (max(samples[-1].at_h, 1.0) / 24.0)
    if daily_mb > MOST_FACTOR * most_mb:
        found.append(f"{daily_mb:.0f} MB a day are written for the {most_mb:.0f} MB that lay on the disk")
    return found


def _written_mb(samples: Sequence[Sample]) -> float:
    return samples[-1].written_mb - samples[0].written_mb


def main(words: list[str]) -> int:
    """Live, measure and tell."""
    parser = ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--hours", type=float, default=72.0, help="of the room's time (72)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real", action="store_true", help="the whole program, in real time")
    parser.add_argument("--minutes", type=float, default=20.0, help="of real time (20)")
    given = parser.parse_args(words)
    with TemporaryDirectory() as name:
        if given.real:
            return soak_real(given.minutes, Path(name))
        _tell(HEAD)
        began_s = time.monotonic()
        samples, life, warnings = soak(given.hours, given.seed, Path(name))
        took_s = time.monotonic() - began_s
    written_mb = _written_mb(samples)
    days, sessions = max(samples[-1].at_h, 1.0) / 24.0, max(samples[-1].sessions, 1)
    _tell(f"{samples[-1].at_h:.1f} h in {took_s / 60.0:.1f} min; {sessions} sessions came, {SESSIONS_A_DAY} a day.")
    _tell(f"On purpose: {', '.join(f'{name} {count}' for name, count in sorted(life.troubles.items()))}.")
    _tell(f"Sessions gone on with: {life.resumed}. Warnings told: {sum(warnings.told.values())}.")
    _tell(
        f"Written: {written_mb / days:.1f} MB a day, {1000 * written_mb / sessions:.0f} kB a session;"
        f" {max(sample.disk_mb for sample in samples):.1f} MB at most lay on the disk."
    )
    _tell(growth_line(samples, warm_h=WARM_H))
    found = verdict(samples)
    _tell("\n".join(found) if found else "It lasts.")
    return 1 if found else 0


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (it is what is asked for)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
