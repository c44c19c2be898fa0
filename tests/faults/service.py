"""Faults around the loop: it hangs, it has a bug, it is killed, its page is damaged, the account lacks a group.

In:  a folder.
Out: a row each.
Not here: a booted machine with a real systemd, which is where the last word on some of these is said (`make
test-systemd`, tests/boot/story.py).

Rule: what can be shown without such a machine is shown here, and the row names where the rest is.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from kiosk.choice import DEMO_CLIP, DEMO_LANE
from kiosk.resume import NOTE
from tests.conftest import ROOT
from tests.faults.devices import is_kept, kept_of
from tests.faults.run import Run
from tests.faults.table import Row, Story, judged
from tests.kills import DEATHS, session_with_deaths

LIMIT_S: Final = 1.5
"""A watchdog's limit for a process of this machine's own; the unit's is ten times as long."""
PATIENCE_S: Final = 60.0
UNIT: Final = ROOT / "systemd" / "kiosk.service"
SYSUSERS: Final = ROOT / "systemd" / "sysusers.conf"


def setting(name: str) -> str:
    """Return what the unit says."""
    found = re.search(rf"(?m)^{name}=(.*)$", UNIT.read_text(encoding="utf-8"))
    return "" if found is None else found[1]


def beats(listener: socket.socket, for_s: float) -> int:
    """Count the beats of a station for so long."""
    end_s, count = time.monotonic() + for_s, 0
    while (left_s := end_s - time.monotonic()) > 0:
        listener.settimeout(left_s)
        try:
            count += b"WATCHDOG=1" in listener.recv(4096)
        except TimeoutError:
            break
    return count


def until_ready(listener: socket.socket) -> bool:
    """Wait for a station's first picture."""
    end_s = time.monotonic() + PATIENCE_S
    listener.settimeout(PATIENCE_S)
    while time.monotonic() < end_s:
        if b"READY=1" in listener.recv(4096):
            return True
    return False


def hung(folder: Path) -> Row:
    """The loop of a real process stands still: its heart is silent, and beats on when it goes on."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        address = folder / "notify"
        listener.bind(str(address))
        environment = {
            **os.environ,
            "HOME": str(folder),
            "NOTIFY_SOCKET": str(address),
            "WATCHDOG_USEC": str(round(LIMIT_S * 1e6)),
            "SDL_VIDEODRIVER": "dummy",
            "SDL_AUDIODRIVER": "dummy",
        }
        words = [sys.executable, "-m", "kiosk", "run", "--source", f"clip:{DEMO_CLIP}", "--lane", str(DEMO_LANE)]
        with subprocess.Popen(words, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
            try:
                is_ready = until_ready(listener)
                running = beats(listener, 2 * LIMIT_S)
                process.send_signal(signal.SIGSTOP)
                beats(listener, 0.1)
                stopped = beats(listener, 2 * LIMIT_S)
                process.send_signal(signal.SIGCONT)
                again = beats(listener, 2 * LIMIT_S)
            finally:
                process.kill()
    return judged(
        "hung loop",
        did=(
            f"{running} beats in {2 * LIMIT_S:.0f} s, hung: {stopped}, so systemd ends it after "
            f"{setting('WatchdogSec')} s and starts it again (make test-systemd)"
        ),
        kept="the journal's",
        checks={
            "ready": is_ready,
            "beats": running >= 4,
            "silent while it hangs": stopped == 0,
            "beats on": again > 0,
            "always restarted": setting("Restart") == "always" and setting("StartLimitIntervalSec") == "0",
        },
    )


def bug(folder: Path) -> Row:
    """A broken invariant in the vision thread, in the middle of a set."""
    run = Run(folder=folder, is_blind=True)
    run.clock.actions = [(run.trouble_s, lambda: setattr(run.model, "samples", ()))]
    raised = ""
    try:
        run.go()
    except IndexError as error:
        raised = type(error).__name__
    run.model.samples = run.samples
    going_on = run.taken_up()
    run.go(going_on)
    return judged(
        "bug in the vision thread",
        did=(
            f"{raised or 'nothing'} raised in the loop: a trace and the end; "
            f"then the session {'goes on' if going_on else 'is lost'}"
        ),
        kept=kept_of(run),
        checks={**is_kept(run), "raised": raised == "IndexError", "resumed": going_on is not None},
    )


def killed(folder: Path) -> Row:
    """The process dies at random moments."""
    outcome = session_with_deaths(folder, seed=5)
    return judged(
        f"killed at {DEATHS} random moments",
        did=f"gone on {outcome.resumed} times; python -m tests.kills 1000 for more",
        kept=f"{outcome.counted} reps counted, {len(outcome.wrong)} lost or doubled",
        checks={"none lost or doubled": outcome.wrong == [], "died": outcome.deaths == DEATHS},
    )


def damaged_page(folder: Path) -> Row:
    """The page of the session that was cut short cannot be read: the station begins anew and says so."""
    run = Run(folder=folder)
    run.go(until_s=run.trouble_s)
    lines = run.page.read_bytes().split(b"\n")
    run.page.write_bytes(b"\n".join([*lines[:9], b"\0" * 40, *lines[10:]]))
    page = run.page
    with run.listening():
        going_on = run.taken_up()
    told = run.told[-1].replace(f"{folder}/", "") if run.told else ""
    return judged(
        "last session's page damaged",
        did=f"begins anew: {told}",
        kept="the page stays",
        checks={"anew": going_on is None, "told": "line 10" in told, "nothing lost": page.exists()},
    )


def note_cut(folder: Path) -> Row:
    """The note of the running session is empty after a power cut: the station begins anew."""
    run = Run(folder=folder)
    run.go(until_s=run.trouble_s)
    (folder / NOTE).write_bytes(b"")
    going_on = run.taken_up()
    return judged(
        "note of the running session empty",
        did="begins anew" if going_on is None else "goes on",
        kept="the page stays",
        checks={"anew": going_on is None, "nothing lost": run.page.exists()},
    )


def missing_group(_: Path) -> Row:
    """The account's groups are made before the service starts; without one systemd says 216/GROUP and tries again."""
    wanted = setting("SupplementaryGroups").split()
    made = re.findall(r"(?m)^g (\S+) ", SYSUSERS.read_text(encoding="utf-8"))
    joined = re.findall(r"(?m)^m hinge-mirror (\S+)$", SYSUSERS.read_text(encoding="utf-8"))
    return judged(
        "a group is missing",
        did=f"{', '.join(made)} are made at every boot; else 216/GROUP, tried again (make test-systemd)",
        kept="nothing was begun",
        checks={
            "all are made": set(wanted) == set(made) == set(joined),
            "restarted": setting("Restart") == "always" and setting("RestartPreventExitStatus") == "78",
        },
    )


STORIES: Final[dict[str, Story]] = {
    "loop_hangs": hung,
    "bug_in_the_vision_thread": bug,
    "killed": killed,
    "page_damaged": damaged_page,
    "note_empty": note_cut,
    "group_missing": missing_group,
}
