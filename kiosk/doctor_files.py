"""The doctor's look at files: settings, sounds, drills, calibration, and the place where sessions are recorded.

In:  the settings and where they came from; today's date; ports for the disk.
Out: a finding each.
Not here: what a finding is (findings.py), reading the files (config.py, assets.py, catalogue.py, storage/).

Rule: files are read and never written; whether a folder can be written is asked of the system, not tried.
"""

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from kiosk.assets import CUES, load_pack, load_script
from kiosk.catalogue import DRILLS, PROGRAMMES, catalogue_with
from kiosk.choice import choose_station
from kiosk.config import Config, JournalConfig, LaneConfig
from kiosk.core.pack import make_pack
from kiosk.findings import Finding, fail, ok, warn
from kiosk.storage.calibration import load_calibration

MB: Final = 1_000_000
GB: Final = 1_000_000_000
LEAST_FREE_BYTES: Final = 50 * MB
"""A day of journals (storage/journal.py)."""
SCARCE_FREE_BYTES: Final = 500 * MB
"""Ten days of journals: time to notice."""
OLD_DAYS: Final = 180
"""Tape and screws last longer, but in half a year somebody has leaned on the mirror or moved it without a word."""
LARGEST_ERROR_IN: Final = 0.55
"""README: 0.5 in is usual, above 0.55 in a mark is out of place."""

FreeBytes = Callable[[Path], int]
MayWrite = Callable[[Path], bool]


def free_bytes(folder: Path) -> int:
    """Return how much an ordinary account may still write there."""
    return shutil.disk_usage(folder).free


def may_write(folder: Path) -> bool:
    """Whether this account may make files in a folder, as the system says."""
    return os.access(folder, os.W_OK | os.X_OK)


def settings_check(path: Path | None) -> Finding:
    """Return where the settings are from; they were read before any check, or there would be none."""
    return ok("settings", "the defaults, for there is no settings file" if path is None else f"{path} is right")


def sounds_check(language: str, cues: Path = CUES) -> Finding:
    """Return whether every clip of the language is there. Raises OwnerError with everything that is not."""
    pack = load_pack(language, cues)
    return ok("clips", f"all {len(pack.clips)} of {language!r}, and the short sounds")


def drills_check(config: Config, drills: Path = DRILLS, programmes: Path = PROGRAMMES, cues: Path = CUES) -> Finding:
    """Return whether every drill and programme can be used. Raises OwnerError with everything wrong with them."""
    # without its clips: what is wrong with those is told of them
    pack, _ = make_pack(load_script(config.sound.language, cues), {})
    catalogue = catalogue_with(pack, drills, programmes)
    station = choose_station(config, catalogue, None)
    told = f"{len(catalogue.drills)} drills and {len(catalogue.programmes)} programmes are right"
    return ok("drills", f"{told}; the settings choose {station.programme or station.drill.id}")


def lane_check(config: LaneConfig, *, today: date) -> Finding:
    """Return how good and how old the calibration is. Raises OwnerError when the file cannot be used."""
    if config.file == LaneConfig().file and not config.file.exists():
        return warn("calibration", "none yet, so distances are not judged", "run `make calibrate`")
    calibration = load_calibration(config.file)
    error_in = calibration.lane.error_in
    told = f"{config.file}, {'unverified' if error_in is None else f'good to {error_in:.1f} in'}"
    days = _days_since(calibration.made_on, today)
    if days is not None:
        told += f", made {days} days ago" if days > 0 else ", made today"
    if error_in is not None and error_in > LARGEST_ERROR_IN:
        return warn("calibration", told, "check the tape with a ruler, then run `make calibrate`")
    if error_in is None:
        return warn("calibration", told, "calibrate on three marks or more: then the error is known")
    if days is not None and days > OLD_DAYS:
        return warn("calibration", told, "run `make calibrate` again: twice a year is a good habit")
    return ok("calibration", told)


def disk_check(
    config: JournalConfig, *, free_bytes: FreeBytes = free_bytes, may_write: MayWrite = may_write
) -> Finding:
    """Return whether sessions can be recorded."""
    if not config.keep:
        return ok("disk", "nothing is recorded, as the settings say")
    there = config.folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        return fail("disk", f"{there} is no folder", "name another one in journal.folder")
    if not may_write(there):
        return fail("disk", f"{there} cannot be written by this account", "let it, or set journal.folder")
    free = free_bytes(there)
    told = f"{free / GB:.1f} GB free in {config.folder}"
    if free < LEAST_FREE_BYTES:
        return fail("disk", told, "make space there: a day of sessions takes up to 50 MB")
    if free < SCARCE_FREE_BYTES:
        return warn("disk", told, "make space there: delete old journals")
    return ok("disk", told)


def _days_since(made_on: str | None, today: date) -> int | None:
    """Return how long ago a date was, never less than 0; None for none."""
    if made_on is None:
        return None
    try:
        return max(0, (today - date.fromisoformat(made_on)).days)
    except ValueError:
        return None
