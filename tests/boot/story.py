"""What the station does below a real systemd: a table told by a machine that was booted for it (`make test-systemd`).

In:  the chapter: `installed` (everything), `booted` (after a restart of the machine), `sealed` (the root is read-only),
`worn` (nothing can be written), `parted` (the partition for the data cannot be mounted), `removed`.
Out: a line a row on standard output; `FAILED` begins a row that is not as it should be.
Not here: making and booting the machine (build, run), asking it (machine.py), updates (versions.py), a session that a
restart cuts in two (visit.py), the unit's own text (tests/test_systemd.py).

Rule: the standard library only, for it runs on the machine. Waiting is for something, and bounded.
"""

import json
import os
import re
import shutil
import signal
import sys
import time
from pathlib import Path

from machine import (
    DATA,
    DROP_IN,
    ENVIRONMENT,
    SETTINGS,
    SOURCE,
    command,
    install,
    is_up_again,
    log_since,
    row,
    seconds,
    shown,
    waited,
)
from versions import updates
from visit import parted, resumes, sealed, worn

PROBE_FILE = Path("/usr/local/lib/probe.py")
LOG = Path("/var/log/journal")
MOST_LOG_MB = 16
SOME_LOG_MB = 8
MANY_LINES = 10_000
FLOOD = "for part in $(seq 40); do head -c 750000 /dev/urandom | base64 --wrap=500; done"
WATCHDOG_S = 4
NO_PANEL = f"""[Service]
# This machine has no console, panel or sound; the limit is short, so that nobody waits.
StandardInput=null
TTYReset=no
TTYVHangup=no
WatchdogSec={WATCHDOG_S}
ExecStartPre=/usr/bin/python3 {PROBE_FILE}
[Unit]
OnFailure=
"""
PROBE = f"""
import json, os, socket
def told(do):
    try:
        do()
    except OSError as error:
        return error.strerror
    return "done"
seen = {{
    "write to /etc": told(lambda: open("/etc/probe", "w")),
    "write to /opt": told(lambda: open("/opt/hinge-mirror/probe", "w")),
    "open a network socket": told(lambda: socket.socket(socket.AF_INET)),
    "hear of devices": told(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 15)),
    "groups": len(os.getgroups()),
}}
told(lambda: open("{DATA}/probe.json", "w").write(json.dumps(seen)))
"""


def tree() -> str:
    """Every path the installer makes, with its mode, size and time."""
    found = command(
        *("find", "/opt/hinge-mirror", "/etc/hinge-mirror", "/etc/systemd", "/etc/sysusers.d", "/etc/tmpfiles.d"),
        *("/usr/local/bin", "!", "-path", "*/__pycache__/*", "-printf", r"%p %m %s %T@ %l\n"),
    ).stdout
    return "\n".join(
        sorted(line for line in found.splitlines() if not line.startswith(("/opt/hinge-mirror/current ", "find:")))
    )


def prepare() -> None:
    for path in (SETTINGS.parent, DROP_IN.parent, DATA):
        path.mkdir(parents=True, exist_ok=True)
    SETTINGS.write_text(
        (SOURCE / "systemd" / "kiosk.toml").read_text()
        + '\n[camera]\nsource = "clip:assets/demo/session.mp4"\n'
        + '\n[lane]\nfile = "assets/demo/lane.json"\n'
    )
    ENVIRONMENT.write_text("SDL_VIDEODRIVER=dummy\nSDL_AUDIODRIVER=dummy\n")
    DROP_IN.write_text(NO_PANEL)
    PROBE_FILE.write_text(PROBE)


def starts() -> None:
    done = install("install")
    told = [line for line in done.stdout.splitlines() if line.endswith("in use")]
    row("make install", " ".join(told), is_well=done.returncode == 0 and bool(told))
    took_s = seconds("ActiveEnter") - seconds("ExecMainStart")
    row("READY received", f"{took_s:.2f} s after the start", is_well=shown("ActiveState") == "active" and took_s > 0)
    before = tree()
    done = install("install")
    row("make install again", "the same tree" if tree() == before else "another tree", is_well=tree() == before)
    after_s = waited(lambda: "ticks" in shown("StatusText"), at_most_s=20)
    row("STATUS", shown("StatusText"), is_well=after_s is not None)
    seen = json.loads((DATA / "probe.json").read_text())
    row("may it write to /etc?", f"{seen['write to /etc']}", is_well="Read-only" in seen["write to /etc"])
    row("may it write to the program?", f"{seen['write to /opt']}", is_well="Read-only" in seen["write to /opt"])
    row(
        "may it open a network socket?",
        seen["open a network socket"],
        is_well="not supported" in seen["open a network socket"],
    )
    row("may it hear of devices that come and go?", seen["hear of devices"], is_well=seen["hear of devices"] == "done")
    row("runs as", f"{shown('User')}, in {seen['groups']} groups", is_well=seen["groups"] >= 5)


def heals() -> None:
    for what, number, result in (
        ("hung loop (SIGSTOP): the watchdog ends it", signal.SIGSTOP, "watchdog"),
        ("SIGKILL: it is started again", signal.SIGKILL, "signal"),
        ("SIGSEGV: it is started again", signal.SIGSEGV, ""),
    ):
        pid, start = shown("MainPID"), time.time()
        os.kill(int(pid), number)
        after_s = waited(is_up_again(pid), at_most_s=40)
        log = log_since(start)
        told = "no restart" if after_s is None else f"READY again after {after_s:.1f} s, restart {shown('NRestarts')}"
        row(what, told, is_well=after_s is not None and f"Failed with result '{result}" in log)
    row("a start limit", shown("StartLimitIntervalUSec") or "none", is_well=shown("StartLimitIntervalUSec") == "0")


def tells_the_owner() -> None:
    settings = SETTINGS.read_text()
    SETTINGS.write_text(settings + "\n[sound]\nvolum = 0.5\n")
    start = time.time()
    command("systemctl", "restart", "kiosk")
    restarts = shown("NRestarts")
    stays = waited(lambda: shown("ActiveState") != "failed" or shown("NRestarts") != restarts, at_most_s=6) is None
    told = [line for line in log_since(start).splitlines() if "volum" in line]
    row("wrong setting: exit code", shown("ExecMainStatus"), is_well=shown("ExecMainStatus") == "78")
    row("wrong setting: not started again", shown("ActiveState"), is_well=stays and shown("ActiveState") == "failed")
    row("wrong setting: told", told[0] if told else "nothing", is_well=bool(told))
    SETTINGS.write_text(settings)
    command("systemctl", "start", "kiosk")

    start = time.time()
    command("groupdel", "render")
    command("systemctl", "restart", "kiosk")
    log = log_since(start)
    told = [line for line in log.splitlines() if "supplementary" in line]
    row("missing group: told", told[0] if told else "nothing", is_well=bool(told) and "216/GROUP" in log)
    command("systemd-sysusers")
    after_s = waited(lambda: shown("ActiveState") == "active", at_most_s=30)
    told_s = "never" if after_s is None else f"after {after_s:.1f} s"
    row("group made again: the station starts by itself", told_s, is_well=after_s is not None)


def prunes() -> None:
    names = ("2020-01-01T08-00-00.jsonl", "2099-01-01T08-00-00.jsonl", "my own.jsonl")
    for name in names:
        path = DATA / name
        path.write_text("{}\n")
        shutil.chown(path, "hinge-mirror", "hinge-mirror")
    old_s = time.time() - 400 * 24 * 3600
    for name in names[::2]:
        os.utime(DATA / name, (old_s, old_s))
    command("systemctl", "start", "kiosk-prune")
    left = [name for name in names if (DATA / name).exists()]
    row("old journals pruned, young ones and others kept", ", ".join(left), is_well=left == list(names[1:]))


def installed() -> None:
    prepare()
    starts()
    heals()
    resumes()
    tells_the_owner()
    updates()
    prunes()
    done = command("hinge-mirror", "drills")
    told = [line.strip() for line in done.stdout.splitlines() if line.split()[:1] == ["drill"]]
    row("sudo hinge-mirror drills", told[0] if told else done.stdout, is_well=done.returncode == 0 and bool(told))


def booted() -> None:
    after_s = waited(lambda: shown("ActiveState") == "active", at_most_s=60)
    began = shown("UserspaceTimestampMonotonic", "")
    told = f"READY {seconds('ActiveEnter') - int(began) / 1e6:.1f} s after it"
    row("the machine is started: so is the station", told, is_well=after_s is not None)
    timer = shown("ActiveState", "kiosk-prune.timer")
    row("the timer of old journals", timer, is_well=timer == "active")
    start = time.monotonic()
    command("systemctl", "stop", "kiosk")
    row("stopped", f"in {time.monotonic() - start:.1f} s", is_well=shown("Result") == "success")
    keeps_a_small_log()


def keeps_a_small_log() -> None:
    """Let a unit say more than the log may hold, and another one more than a unit may say."""
    began_s = time.time() - time.monotonic() + int(shown("UserspaceTimestampMonotonic", "")) / 1e6
    limits = command("journalctl", "--boot", "--output=cat", "--grep=^Runtime Journal", "_COMM=systemd-journal").stdout
    told = limits.splitlines()[-1] if limits.strip() else "nothing"
    row("the machine's log", told, is_well=re.search(rf"max {MOST_LOG_MB}(\.0)?M", told) is not None)
    at_once = ("--property=LogRateLimitIntervalSec=1s", "--property=LogRateLimitBurst=1000000")
    command("systemd-run", "--quiet", "--wait", *at_once, "sh", "-c", FLOOD)
    command("systemd-run", "--quiet", "--wait", "seq", str(MANY_LINES))
    command("journalctl", "--sync")
    taken = command("journalctl", "--directory=/run/log/journal", "--disk-usage").stdout.strip()
    taken_mb = float((re.findall(r"take up ([0-9.]+)M", taken) or ["0"])[0])
    row("a unit says 40 MB: the log in memory", taken, is_well=SOME_LOG_MB < taken_mb <= MOST_LOG_MB)
    kept = len(command("journalctl", "--boot", "--output=cat", "--identifier=seq").stdout.splitlines())
    row(f"a unit says {MANY_LINES} lines at once: kept", f"{kept}", is_well=0 < kept < MANY_LINES // 4)
    written = [path for path in LOG.rglob("*.journal") if path.stat().st_mtime > began_s]
    row("of the log on the card since the start", f"{len(written)} files", is_well=not written)


def removed() -> None:
    done = install("uninstall")
    row("make uninstall", done.stdout.strip().splitlines()[-1], is_well=done.returncode == 0)
    left = [
        line.split()[0]
        for line in tree().splitlines()
        if "hinge-mirror" in line.split()[0] or "kiosk" in line.split()[0]
    ]
    expected = [str(path) for path in sorted((DROP_IN.parent, DROP_IN, SETTINGS.parent, ENVIRONMENT, SETTINGS))]
    row(
        "what is left",
        ", ".join([*left, str(DATA)]),
        is_well=sorted(left) == sorted(expected) and (DATA / "my own.jsonl").exists(),
    )
    row(
        "the account",
        command("id", "hinge-mirror").stdout.strip(),
        is_well="no such user" in command("id", "hinge-mirror").stdout,
    )
    PROBE_FILE.unlink()
    shutil.rmtree(DATA)
    shutil.rmtree(DROP_IN.parent)
    shutil.rmtree(SETTINGS.parent)


if __name__ == "__main__":
    chapters = (installed, booted, sealed, worn, parted, removed)
    {chapter.__name__: chapter for chapter in chapters}[sys.argv[1]]()
    sys.stdout.write(f"all is well, {sys.argv[1]}\n")
