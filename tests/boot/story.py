"""What the station does below a real systemd: a table told by a machine that was booted for it (`make test-systemd`).

In:  the chapter: `installed` (everything), `booted` (after a restart of the machine), `removed`.
Out: a line a row on standard output; `FAILED` begins a row that is not as it should be.
Not here: making and booting the machine (build, run), the unit's own text (tests/test_systemd.py).

Rule: the standard library only, for it runs on the machine. Waiting is for something, and bounded.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

SOURCE = Path("/mnt/source")
COPY = Path("/root/another")
CURRENT = Path("/opt/hinge-mirror/current")
DATA = Path("/var/lib/hinge-mirror")
SETTINGS = Path("/etc/hinge-mirror/kiosk.toml")
ENVIRONMENT = Path("/etc/hinge-mirror/environment")
DROP_IN = Path("/etc/systemd/system/kiosk.service.d/boot.conf")
WATCHDOG_S = 4
NO_PANEL = f"""[Service]
# This machine has no console, panel or sound; the limit is short, so that nobody waits.
StandardInput=null
TTYReset=no
TTYVHangup=no
WatchdogSec={WATCHDOG_S}
ExecStartPre=/usr/bin/python3 {DATA}/probe.py
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
open("{DATA}/probe.json", "w").write(json.dumps(seen))
"""


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
    return command("systemctl", "show", "--value", "--property", name, unit).stdout.strip()


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
        (SOURCE / "systemd" / "kiosk.toml").read_text() + '\n[camera]\nsource = "clip:assets/demo/session.mp4"\n'
    )
    ENVIRONMENT.write_text("SDL_VIDEODRIVER=dummy\nSDL_AUDIODRIVER=dummy\n")
    DROP_IN.write_text(NO_PANEL)
    (DATA / "probe.py").write_text(PROBE)


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


def another(doctor: int, run: int | None = None) -> Path:
    """Return a copy of the source that says of itself what is wanted."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir()
    for name in ("kiosk", "assets", "models", "systemd", "requirements-station.lock", "README.md", "LICENSE"):
        path = SOURCE / name
        if path.is_dir():
            shutil.copytree(path, COPY / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, COPY / name)
    main = COPY / "kiosk" / "__main__.py"
    says = {"doctor": doctor} if run is None else {"doctor": doctor, "run": run}
    main.write_text(
        f"import sys\nsaid = {says}.get(sys.argv[1])\nif said is not None:\n    sys.exit(said)\n" + main.read_text()
    )
    return COPY


def updates() -> None:
    first = CURRENT.readlink()
    for what, doctor, run in (("update whose doctor fails", 1, None), ("update that does not start", 0, 1)):
        done = install("update", another(doctor, run))
        is_well = done.returncode != 0 and CURRENT.readlink() == first and shown("ActiveState") == "active"
        row(what, done.stdout.strip().splitlines()[-1], is_well=is_well)
    done = install("update", another(0))
    is_well = done.returncode == 0 and CURRENT.readlink() != first and shown("ActiveState") == "active"
    row("update that passes", done.stdout.strip().splitlines()[-1], is_well=is_well)
    kept = sorted(path.name for path in (CURRENT.parent / "releases").iterdir())
    row("versions kept", ", ".join(kept), is_well=len(kept) == 2)


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
    tells_the_owner()
    updates()
    prunes()
    done = command("hinge-mirror", "drills")
    row("sudo hinge-mirror drills", done.stdout.splitlines()[0].strip(), is_well=done.returncode == 0)


def booted() -> None:
    after_s = waited(lambda: shown("ActiveState") == "active", at_most_s=60)
    began = command("systemctl", "show", "--value", "--property=UserspaceTimestampMonotonic").stdout
    told = f"READY {seconds('ActiveEnter') - int(began) / 1e6:.1f} s after it"
    row("the machine is started: so is the station", told, is_well=after_s is not None)
    timer = shown("ActiveState", "kiosk-prune.timer")
    row("the timer of old journals", timer, is_well=timer == "active")
    start = time.monotonic()
    command("systemctl", "stop", "kiosk")
    row("stopped", f"in {time.monotonic() - start:.1f} s", is_well=shown("Result") == "success")


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
    shutil.rmtree(DATA)
    shutil.rmtree(DROP_IN.parent)
    shutil.rmtree(SETTINGS.parent)


if __name__ == "__main__":
    chapter = {"installed": installed, "booted": booted, "removed": removed}[sys.argv[1]]
    chapter()
    sys.stdout.write(f"all is well, {sys.argv[1]}\n")
