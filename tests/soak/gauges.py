"""Gauges: what a process needs, hour by hour, and whether it needs more and more.

In:  a process of this machine by its number, the folder it writes to.
Out: samples; a table of them; sentences for what grows.
Not here: the life that is measured (life.py, real.py).

Rule: growth is the slope of a line laid through the samples after the first hours by least squares; every bound says
why it is where it is.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

MB: Final = 1_000_000
LEAST_SAMPLES: Final = 12
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One look. `objects` are Python's own memory blocks, `written_mb` what was handed to the disk since the start."""

    at_h: float
    rss_mb: float
    objects: float
    handles: int
    threads: int
    disk_mb: float
    written_mb: float
    sessions: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How fast something may grow, in its own unit a day."""

    name: str
    most_a_day: float
    why: str


MEMORY: Final = Bound(
    name="rss_mb",
    most_a_day=6.0,
    why="a station with the 900 MB of its unit may then run for three months without a restart",
)
OBJECTS: Final = Bound(
    name="objects", most_a_day=20_000, why="a block is a hundred bytes: 2 MB a day, within the bound of memory"
)
HANDLES: Final = Bound(
    name="handles", most_a_day=0.5, why="one handle in two days would be a leak, a page at times is none"
)
THREADS: Final = Bound(name="threads", most_a_day=0.5, why="as for handles")
BOUNDS: Final = (MEMORY, OBJECTS, HANDLES, THREADS)


def look(process: int, folder: Path, *, at_h: float, objects: float = 0.0, sessions: int = 0) -> Sample:
    """Look at a process and at what it has written."""
    place = Path("/proc") / str(process)
    status = dict(line.split(":", 1) for line in (place / "status").read_text().splitlines())
    counters = dict(line.split(": ", 1) for line in (place / "io").read_text().splitlines())
    return Sample(
        at_h=at_h,
        rss_mb=int((place / "statm").read_text().split()[1]) * PAGE_BYTES / MB,
        objects=objects,
        handles=sum(not _is_typeface(handle) for handle in (place / "fd").iterdir()),
        threads=int(status["Threads"]),
        disk_mb=disk_bytes(folder) / MB,
        written_mb=(int(counters["write_bytes"]) - int(counters["cancelled_write_bytes"])) / MB,
        sessions=sessions,
    )


def _is_typeface(handle: Path) -> bool:
    """Whether it is a size of the letters: the painter keeps at most 48 of them open, and meets the last one late."""
    with suppress(OSError):
        return handle.readlink().suffix == ".ttf"
    return False


def disk_bytes(folder: Path) -> int:
    """Return how much is in a folder; what vanishes meanwhile counts no more."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size
    return total


def growth_a_day(samples: Sequence[Sample], name: str) -> float:
    """Return the slope of the best line through one gauge, a day."""
    hours = np.array([sample.at_h for sample in samples])
    values = np.array([getattr(sample, name) for sample in samples], dtype=float)
    slope, _ = np.polyfit(hours, values, 1)
    return float(slope) * 24.0


def complaints(samples: Sequence[Sample], *, warm_h: float, bounds: Sequence[Bound] = BOUNDS) -> list[str]:
    """Return a sentence for everything that grows faster than it may after the first hours."""
    settled = [sample for sample in samples if sample.at_h >= warm_h]
    if len(settled) < LEAST_SAMPLES:
        return [f"no more than {len(settled)} looks after the first {warm_h:g} h: live longer"]
    found = []
    for bound in bounds:
        slope = growth_a_day(settled, bound.name)
        if slope > bound.most_a_day:
            found.append(f"{bound.name} grows by {slope:.1f} a day, more than {bound.most_a_day:g} ({bound.why})")
    return found


def growth_line(samples: Sequence[Sample], *, warm_h: float) -> str:
    """Return how fast each gauge grows after the first hours."""
    settled = [sample for sample in samples if sample.at_h >= warm_h]
    if len(settled) < LEAST_SAMPLES:
        return "Growth: not known yet."
    told = (f"{bound.name} {growth_a_day(settled, bound.name):+.2f}" for bound in BOUNDS)
    return f"Growth a day after the first {warm_h:g} h: {', '.join(told)}."


HEAD: Final = "    hour  RSS MB   objects  handles  threads  disk MB  written MB  sessions"


def row_of(sample: Sample) -> str:
    """Return a sample as a row below HEAD."""
    return (
        f"{sample.at_h:8.2f}{sample.rss_mb:8.1f}{sample.objects:10.0f}{sample.handles:9}{sample.threads:9}"
        f"{sample.disk_mb:9.2f}{sample.written_mb:12.2f}{sample.sessions:10}"
    )
