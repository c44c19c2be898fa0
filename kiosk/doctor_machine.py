"""The doctor's look at the machine: its clock, its heat and power, and the service that starts the station.

In:  the date, the folder of thermal sensors, a port that runs a command and gives what it said.
Out: a finding each.
Not here: what a finding is (findings.py), the unit file.

Rule: what this kind of machine does not have is told as such and is no trouble.
"""

import re
import subprocess
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from kiosk.findings import Finding, fail, ok, warn

UNIT: Final = "kiosk"
TIMEOUT_S: Final = 5.0

LEAST_YEAR: Final = 2025
"""The year before this program was begun in: an earlier one is a clock that nobody has set."""
SYNCHRONISED: Final = Path("/run/systemd/timesync/synchronized")
"""Made by systemd-timesyncd when the first answer from a time server arrived."""

THERMAL: Final = Path("/sys/class/thermal")
HOT_C: Final = 80.0
"""From here on a Raspberry Pi slows its processor down (Raspberry Pi documentation, "Frequency management")."""

THROTTLED_NOW: Final = {0: "too little voltage", 1: "a capped clock", 2: "throttling", 3: "the soft limit of heat"}
THROTTLED_SINCE: Final = 16
"""`vcgencmd get_throttled`: a bit for each of these now, and 16 higher since the start (the same documentation)."""
VOLTAGE_BIT: Final = 0

SYSTEMD: Final = Path("/run/systemd/system")
"""Is there when systemd runs the machine (sd_booted)."""

Tell = Callable[[Sequence[str]], str | None]


def tell(words: Sequence[str]) -> str | None:
    """Return what a command writes, or None when it is not there, fails or takes too long."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=TIMEOUT_S)  # noqa: S603 (our own words)
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return done.stdout.strip()


def clock_check(now: datetime, *, tell: Tell = tell, synchronised: Path = SYNCHRONISED) -> Finding:
    """Return whether the date can be right; a count or a timer never needs it, the names of journals do."""
    told = f"{now:%Y-%m-%d %H:%M}"
    if now.year < LEAST_YEAR:
        return warn("clock", f"{told}, which is past", "connect a network for a minute, or run `sudo date -s`")
    if synchronised.exists() or tell(["timedatectl", "show", "-p", "NTPSynchronized", "--value"]) == "yes":
        return ok("clock", f"{told}, set by a time server")
    return warn("clock", f"{told}, not set by a time server since the start", "check it; a network sets it by itself")


def heat_check(thermal: Path = THERMAL) -> Finding:
    """Return how warm the warmest sensor is."""
    found_c = [value for path in sorted(thermal.glob("thermal_zone*/temp")) if (value := _celsius(path)) is not None]
    if not found_c:
        return ok("temperature", "no sensor on this machine")
    told = f"{max(found_c):.0f} °C"
    if max(found_c) >= HOT_C:
        return warn("temperature", told, "the processor slows down: a heatsink or a fan, and air around the board")
    return ok("temperature", told)


def power_check(*, tell: Tell = tell) -> Finding:
    """Return whether a Raspberry Pi runs slower than it could, now or since its start."""
    found = re.fullmatch(r"throttled=0x([0-9a-fA-F]+)", tell(["vcgencmd", "get_throttled"]) or "")
    if found is None:
        return ok("throttling", "not told by this machine")
    bits = int(found.group(1), 16)
    now = [word for bit, word in THROTTLED_NOW.items() if bits >> bit & 1]
    since = [word for bit, word in THROTTLED_NOW.items() if bits >> (bit + THROTTLED_SINCE) & 1]
    if not now and not since:
        return ok("throttling", "none since the start")
    told = f"{' and '.join(now)} now" if now else f"{' and '.join(since)} since the start"
    is_power = (bits >> VOLTAGE_BIT | bits >> (VOLTAGE_BIT + THROTTLED_SINCE)) & 1
    advice = "use the Raspberry Pi's own power supply and a short cable" if is_power else "cool the board"
    return warn("throttling", told, advice)


def is_station_running(*, tell: Tell = tell, systemd: Path = SYSTEMD) -> bool:
    """Whether the service runs and so holds camera, panel and sound."""
    return systemd.is_dir() and tell(["systemctl", "is-active", UNIT]) == "active"


def service_check(*, tell: Tell = tell, systemd: Path = SYSTEMD) -> Finding:
    """Return how the service is."""
    if not systemd.is_dir():
        return ok("service", "systemd does not run this machine")
    answer = tell(["systemctl", "show", UNIT, "-p", "LoadState,ActiveState,UnitFileState,NRestarts"])
    if answer is None:
        return warn("service", "systemctl does not answer", "try `systemctl status`")
    shown = dict(line.split("=", 1) for line in answer.splitlines() if "=" in line)
    if shown.get("LoadState") != "loaded":
        return ok("service", "not installed; the station is started by hand")
    active, enabled, restarts = (shown.get(key, "") for key in ("ActiveState", "UnitFileState", "NRestarts"))
    told = f"{UNIT} is {active} and {enabled}, {restarts or '0'} restarts"
    if active == "failed":
        return fail("service", told, f"`journalctl -u {UNIT} -n 50` says why; then `sudo systemctl restart {UNIT}`")
    if enabled != "enabled":
        return warn("service", told, f"`sudo systemctl enable {UNIT}` lets it start with the machine")
    if active != "active":
        return warn("service", told, f"`sudo systemctl start {UNIT}` starts it")
    if restarts not in ("", "0"):
        return warn("service", told, f"`journalctl -u {UNIT}` says why it began again")
    return ok("service", told)


def _celsius(path: Path) -> float | None:
    try:
        return int(path.read_text(encoding="ascii")) / 1000
    except (OSError, ValueError):
        return None
