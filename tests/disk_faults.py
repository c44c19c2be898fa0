"""Disk faults: a station whose disk is full, read-only or broken from one call on, and what the next start finds.

In:  nothing; `python -m tests.disk_faults` for every call.
Out: a table: how many moments each fault was begun at, and every session that was stopped, lost, doubled or not told.
Not here: power cuts (power_cuts.py), assertions (storage/test_power_cuts.py).

Rule: the session goes on to its end and no error leaves the station; what the journal took without a complaint is
there; what is missing was told; and with a sound disk the next start puts everything in order.
"""

import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from kiosk.storage.expiry import SUFFIX
from kiosk.storage.filing import pages_in
from tests.histories import history_with
from tests.power_cuts import BEFORE, NAMES, REPS, Outcome, Work, reps_in, start_again, table_of

WRITES = "write,pwrite64,ftruncate"
NAMES_TOO = f"{WRITES},openat,unlink,rename"
FAULTS: Mapping[str, tuple[str, str]] = {
    "full": (WRITES, "ENOSPC"),
    "read-only": (NAMES_TOO, "EROFS"),
    "broken": (f"{NAMES_TOO},fsync,fdatasync,pread64", "EIO"),
}
"""What fails of a disk, and how."""
LONGEST_S = 60.0
FILES = ("history.db", "history.db-wal", "history.db-shm", "history.db-journal", "running")
"""Beside the pages."""
STATION = Work(make=lambda _: None, do=lambda _: None, kept=BEFORE)


def station_with(fault: str, first: int, folder: Path, outcome: Outcome) -> bool:
    """Run two sessions beside a history while each thread's calls fail from the `first` one on; look at what is left.

    Return whether anything failed: beyond the last call there is nothing to see.
    """
    folder.mkdir(parents=True)
    history_with(folder / "history.db", *BEFORE)
    calls, error = FAULTS[fault]
    paths = [folder / name for name in (*FILES, *(f"{page}{SUFFIX}" for page in NAMES), ".running.part")]
    only = [word for path in paths for word in ("-P", str(path))]
    trace = folder.with_suffix(".trace")
    words = ["strace", "-f", "-qq", "-o", str(trace), *only, "-e", f"inject={calls}:error={error}:when={first}+"]
    words += [sys.executable, "-m", "tests.power_cuts", "--child", "two sessions beside a history", str(folder)]
    run = subprocess.run(words, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    when = f"{fault} from call {first}"
    outcome.writes += 1
    if run.returncode != 0 or "Traceback" in run.stderr:
        outcome.wrong.append(f"{when}: the session ended with {run.returncode}: {run.stderr[-500:]}")
    kept = sum(reps_in(folder / f"{page}{SUFFIX}") or 0 for page in pages_in(folder))
    told = [line for line in run.stdout.splitlines() if line.startswith("trouble")]
    if kept < REPS * len(NAMES) and not told:
        outcome.wrong.append(f"{when}: {kept} reps are kept and nothing was told")
    start_again(folder, STATION, run.stdout.encode(), when, outcome)
    return "INJECTED" in trace.read_text(encoding="ascii", errors="replace")


def fail_everywhere(fault: str, folder: Path, moments: Iterable[int]) -> Outcome:
    """Begin a fault at each of these calls, until there is none that late."""
    outcome = Outcome()
    for first in moments:
        if not station_with(fault, first, folder / str(first), outcome):
            break
    return outcome


def main(words: Sequence[str]) -> int:
    """Begin every fault, or the one that is named, at every call; return 1 when anything was wrong."""
    outcomes = {}
    for fault in words or FAULTS:
        with TemporaryDirectory() as folder:
            outcomes[f"a disk that is {fault}"] = fail_everywhere(fault, Path(folder), range(1, 1_000))
    sys.stdout.write(f"{table_of(outcomes)}\n")
    return int(any(item.wrong for item in outcomes.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
