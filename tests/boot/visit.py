"""A visit on the machine: a recording plays in the camera's place, and process or card fail in the middle of it.

In:  the station as it was installed, playing assets/demo/session.mp4 as a camera whose sessions are recorded.
Out: rows: a session that goes on after a restart, what a station writes and where.
Not here: asking the machine (machine.py), the chapters (story.py).

Rule: how many reps there were is read from the journal on the disk, never from what the station says of itself.
"""

import json
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

from machine import DATA, command, is_up_again, log_since, row, shown, waited

REPS = 2
VISIT_S = 60
"""The recording's second rep is counted after 18 s, and after a restart it plays from its beginning."""


def page() -> Path | None:
    """Return the journal of the session that is not over."""
    try:
        return DATA / (DATA / "running").read_text().partition("\n")[0]
    except OSError:
        return None


def counts() -> list[int]:
    """Return what the count became with each attempt, in order, as the journal of the running session has it."""
    running = page()
    try:
        lines = [] if running is None else running.read_text().splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        try:
            events = json.loads(line).get("events", [])
        except ValueError:
            continue  # the last line may be cut
        found += [event["count"] for event in events if event["e"] in {"AttemptDecided", "AttemptRevised"}]
    return found


def has_counted(at_least: int) -> Callable[[], bool]:
    return lambda: max(counts(), default=0) >= at_least


def goes_on(what: str, number: int) -> None:
    """End the station in the middle of a set, and see the session go on with the next rep in the same journal."""
    waited(has_counted(REPS), at_most_s=VISIT_S)
    pid, start = shown("MainPID"), time.time()
    os.kill(int(pid), number)
    before, journal = (counts() or [0])[-1], page()
    after_s = waited(is_up_again(pid), at_most_s=40)
    log = log_since(start)
    told = re.findall(r"goes on after a restart: .*, (\d+) reps? so far", log)
    row(
        f"{what}: the session goes on",
        f"{before} reps before, {' and '.join(told) or 'none'} told, READY after {after_s or -1:.1f} s",
        is_well=before >= REPS and told == [str(before)],
    )
    waited(lambda: len(counts()) > 0 and counts()[-1] > before, at_most_s=VISIT_S)
    row(
        f"{what}: the next rep is",
        f"number {(counts() or [0])[-1]}, in {'the same' if page() == journal else 'another'} journal",
        is_well=(counts() or [0])[-1] == before + 1 and page() == journal,
    )


def begin_anew() -> None:
    """Start the station without a session to go on with."""
    command("systemctl", "stop", "kiosk")
    (DATA / "running").unlink(missing_ok=True)
    command("systemctl", "start", "kiosk")


def resumes() -> None:
    begin_anew()
    goes_on("SIGKILL in a set", signal.SIGKILL)
    goes_on("watchdog in a set (SIGSTOP)", signal.SIGSTOP)


def is_refused(path: str) -> str:
    try:
        Path(path).write_text("")
    except OSError as error:
        return str(error.strerror)
    return "done"


def writers() -> str:
    """Return the folders that hold anything of the station's account."""
    found = command(
        *("find", "/", *("(", "-path", "/proc", "-o", "-path", "/sys", "-o", "-path", "/dev", ")")),
        *("-prune", "-o", "-user", "hinge-mirror", "-printf", r"%h/%f\n"),
    ).stdout
    return ", ".join(sorted({"/".join(path.replace("//", "/").split("/")[:4]) for path in found.splitlines()}))


def sealed() -> None:
    """The root is read-only, and one folder, empty and root's at first, can be written."""
    row("the root", is_refused("/opt/hinge-mirror/probe"), is_well="Read-only" in is_refused("/opt/hinge-mirror/probe"))
    after_s = waited(lambda: shown("ActiveState") == "active", at_most_s=60)
    told = f"{shown('ActiveState')}, {shown('NRestarts')} restarts"
    row("read-only root: READY", told, is_well=after_s is not None and shown("NRestarts") == "0")
    seen_s = waited(has_counted(REPS), at_most_s=VISIT_S)
    row(
        "read-only root: a session is recorded",
        f"{max(counts(), default=0)} reps in {page()}",
        is_well=seen_s is not None,
    )
    goes_on("read-only root, SIGKILL in a set", signal.SIGKILL)
    row("what is the station's", writers(), is_well=writers() == f"/run/hinge-mirror, {DATA}")


def worn() -> None:
    """Nothing at all can be written: the card of the sealed machine wore out, and was mounted read-only."""
    kept = sorted(path.name for path in DATA.glob("2*.jsonl"))
    row("after the machine's restart: what was recorded", ", ".join(kept) or "nothing", is_well=bool(kept))
    is_ro = "Read-only" in is_refused(f"{DATA}/probe")
    row("the folder of the data", is_refused(f"{DATA}/probe"), is_well=is_ro)
    after_s = waited(lambda: shown("ActiveState") == "active", at_most_s=60)
    told = f"{shown('ActiveState')}, {shown('NRestarts')} restarts"
    row("no folder can be written: READY", told, is_well=after_s is not None and shown("NRestarts") == "0")
    lines = [line for line in log_since(0).splitlines() if line.startswith("Journal: none")]
    row("no folder can be written: told", lines[-1] if lines else "nothing", is_well=bool(lines))


def parted() -> None:
    """The root is an overlay in memory, and the partition for the data cannot be mounted."""
    root = command("findmnt", "--noheadings", "--output=FSTYPE", "/").stdout.strip()
    mount = shown("Result", r"var-lib-hinge\x2dmirror.mount")
    row("the root; the data's mount", f"{root}; {mount}", is_well=root == "overlay" and mount not in {"", "success"})
    after_s = waited(lambda: shown("ActiveState") == "active", at_most_s=60)
    told = f"{shown('ActiveState')}, {shown('NRestarts')} restarts"
    row("no partition for the data: READY", told, is_well=after_s is not None and shown("NRestarts") == "0")
    begin_anew()
    goes_on("no partition for the data, SIGKILL in a set", signal.SIGKILL)
