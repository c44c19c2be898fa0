"""The installed service on the real board, right after a boot: it runs, it is watched, its picture is there soon."""

from pathlib import Path

import pytest

from kiosk.doctor_machine import UNIT, service_check
from kiosk.doctor_machine import tell as answer_of
from kiosk.findings import FindingState
from tests.hardware.conftest import systemctl

pytestmark = pytest.mark.pi

PICTURE_S = 10.0
"""From the start of the program to its first picture, on a board that reads everything from a card."""
BOOT_S = 60.0


def shown(name: str, unit: str = UNIT) -> str:
    return answer_of(["systemctl", "show", "--value", "--property", name, unit]) or ""


def moment_s(name: str) -> float:
    """Return when that was, in seconds since the kernel began."""
    return int(shown(f"{name}TimestampMonotonic") or 0) / 1e6


def test_the_service_runs_and_starts_with_the_machine(tell):
    found = service_check()
    tell("service", found.told, "active and enabled, 0 restarts")
    assert found.state is FindingState.OK


def test_the_picture_was_there_soon_after_the_power(tell):
    restarted = shown("NRestarts")
    took_s = moment_s("ActiveEnter")
    tell("from power to picture", f"{took_s:.1f} s, {restarted} restarts", f"{BOOT_S:.0f} s, right after a boot")
    assert 0 < took_s <= BOOT_S


def test_a_hung_station_and_a_hung_machine_are_noticed(tell):
    devices = sorted(path.name for path in Path("/dev").glob("watchdog*"))
    station = shown("WatchdogUSec")
    machine = answer_of(["systemctl", "show", "--value", "--property", "RuntimeWatchdogUSec"]) or "0"
    tell("watchdog of the station", station, "15s")
    tell("watchdog of the machine", f"{machine}, {', '.join(devices) or 'no device'}", "a device, and not 0")
    assert station == "15s"
    assert devices
    assert machine not in {"0", "infinity"}, (
        "[Manager] RuntimeWatchdogSec=15 in /etc/systemd/system.conf.d/watchdog.conf"
    )


def test_a_restart_shows_a_picture_soon(tell):
    systemctl("restart", UNIT)
    took_s = moment_s("ActiveEnter") - moment_s("ExecMainStart")
    tell("from start to picture", f"{took_s:.1f} s", f"at most {PICTURE_S:.0f} s")
    assert 0 < took_s <= PICTURE_S
