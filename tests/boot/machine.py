"""The machine that was booted, as a row of the table asks it: systemd, its log, and the files of the station.

In:  names of units, moments, commands.
Out: what systemd and the log say; a line a row on standard output, `FAILED` before one that is not as it should be.
Not here: what is done to the station (story.py, versions.py, visit.py).

Rule: the standard library only, for it runs on the machine. Waiting is for something, and bounded.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SOURCE = Path("/mnt/source")
CURRENT = Path("/opt/hinge-mirror/current")
DATA = Path("/var/lib/hinge-mirror")
SETTINGS = Path("/etc/hinge-mirror/kiosk.toml")
ENVIRONMENT = Path("/etc/hinge-mirror/environment")
DROP_IN = Path("/etc/systemd/system/kiosk.service.d/boot.conf")


def row(what: str, seen: object, *, is_well: bool) -> None:
    sys.stdout.write(f"{'ok    ' if is_well else 'FAILED'}  {what:<58} {seen}\n")
    sys.stdout.flush()


def command(*words: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
    )


def shown(name: str, unit: str = "kiosk.service") -> str:
    """Return a property of a unit; of systemd itself for no unit."""
    return command("systemctl", "show", "--value", "--property", name, *([unit] if unit else [])).stdout.strip()


def seconds(name: str) -> float:
    return int(shown(f"{name}TimestampMonotonic") or 0) / 1e6


def log_since(start: float) -> str:
    """Return what the machine logged since then: what systemd says before it has started a program is under no unit."""
    command("journalctl", "--sync")
    return command("journalctl", "--output=cat", f"--since=@{start:.3f}").stdout


def waited(until: Callable[[], bool], *, at_most_s: float) -> float | None:
    """Return after how many seconds it was so; None when it was not within the limit."""
    start = time.monotonic()
    while time.monotonic() - start < at_most_s:
        if until():
            return time.monotonic() - start
        time.sleep(0.05)
    return None


def is_up_again(than: str) -> Callable[[], bool]:
    return lambda: shown("ActiveState") == "active" and shown("MainPID") not in {than, "0"}


def install(verb: str, source: Path = SOURCE) -> subprocess.CompletedProcess[str]:
    done = command(source / "systemd" / "install.sh", verb)
    if source == SOURCE and done.returncode != 0:
        sys.exit(f"FAILED  {verb}: {done.stdout}")
    return done
