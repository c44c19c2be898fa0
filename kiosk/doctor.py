"""The doctor: everything a session needs is looked at, one line each, with what to do.

In:  the settings and where they are from; whether to be quiet, and whether to answer in JSON.
Out: a table, or JSON; the exit code: 0 when nothing failed, else 1.
Not here: what is looked at (doctor_software.py, doctor_files.py, doctor_history.py, doctor_eye.py, doctor_devices.py,
doctor_machine.py), what a finding is (findings.py).

Rule: the doctor looks and changes nothing. A check is a row of the table made in `checks_of`.
"""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, TextIO

from kiosk.config import Config
from kiosk.core.params import GateParams
from kiosk.doctor_devices import panel_check, sound_check
from kiosk.doctor_eye import Sighting, camera_check, contrast_check, light_check, look_at_room, place_check
from kiosk.doctor_files import disk_check, drills_check, lane_check, settings_check, sounds_check
from kiosk.doctor_history import history_check
from kiosk.doctor_machine import UNIT, clock_check, heat_check, is_station_running, power_check, service_check
from kiosk.doctor_software import digest_check, packages_check, python_check, speed_check
from kiosk.errors import EXIT_DEVICE
from kiosk.findings import Check, Finding, ending_of, examine, is_fit, json_of, lines_of, warn
from kiosk.loop import MonotonicClock
from kiosk.ports import Clock

HELD: Final = ("camera", "light", "contrast", "camera place", "display", "sound")
"""What a running station holds."""


def doctor(config: Config, *, origin: Path | None, is_quiet: bool, is_json: bool, out: TextIO) -> int:
    """Look at everything, write what was found, return the exit code. `origin` is the settings' file, if any."""
    checks = checks_of(
        config,
        origin=origin,
        is_quiet=is_quiet,
        is_running=is_station_running(),
        clock=MonotonicClock(),
        now=datetime.now().astimezone(),
    )
    return answer(checks, is_json=is_json, out=out)


def answer(checks: Sequence[Check], *, is_json: bool, out: TextIO) -> int:
    """Look, write each line as soon as it is known (JSON at the end), return the exit code."""
    name_letters = max(len(check.name) for check in checks)
    findings = []
    for finding in examine(checks):
        findings.append(finding)
        if not is_json:
            out.write(lines_of(finding, name_letters=name_letters))
            out.flush()
    out.write(json_of(findings) if is_json else ending_of(findings))
    return 0 if is_fit(findings) else EXIT_DEVICE


def checks_of(
    config: Config, *, origin: Path | None, is_quiet: bool, is_running: bool, clock: Clock, now: datetime
) -> tuple[Check, ...]:
    """Return the table of checks; what a running station holds is left to it."""
    sighting = Sighting()
    environment = dict(os.environ)
    table = (
        Check(name="python", look=python_check),
        Check(name="packages", look=packages_check),
        Check(name="settings", look=lambda: settings_check(origin)),
        Check(name="model", look=lambda: digest_check(config.model)),
        Check(name="runtime", look=lambda: speed_check(config.model, clock)),
        Check(name="camera", look=lambda: camera_check(lambda: look_at_room(config, clock), sighting)),
        Check(name="light", look=lambda: light_check(sighting, GateParams())),
        Check(name="contrast", look=lambda: contrast_check(sighting)),
        Check(name="calibration", look=lambda: lane_check(config.lane, today=now.date())),
        Check(name="camera place", look=lambda: place_check(config.lane, sighting)),
        Check(name="display", look=lambda: panel_check(config.display), longest_s=None),
        Check(
            name="sound",
            look=lambda: sound_check(config.sound, is_quiet=is_quiet, clock=clock, environment=environment),
        ),
        Check(name="clips", look=lambda: sounds_check(config.sound.language)),
        Check(name="drills", look=lambda: drills_check(config)),
        Check(name="disk", look=lambda: disk_check(config.journal)),
        Check(name="history", look=lambda: history_check(config)),
        Check(name="clock", look=lambda: clock_check(now)),
        Check(name="temperature", look=heat_check),
        Check(name="throttling", look=power_check),
        Check(name="service", look=service_check),
    )
    return tuple(_left_alone(check) if is_running and check.name in HELD else check for check in table)


def _left_alone(check: Check) -> Check:
    """Return the check of what a running station holds, which no other program can open."""

    def look() -> Finding:
        return warn(check.name, "in use by the running station", f"to look, first `sudo systemctl stop {UNIT}`")

    return Check(name=check.name, look=look)
