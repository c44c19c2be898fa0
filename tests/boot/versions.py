"""Updates on the machine: versions that are good, and versions with something wrong with them.

In:  the source of the version that is installed.
Out: rows: what was rolled back and why, what was taken into use, what is kept.
Not here: the installer's every power cut (tests/test_systemd.py), asking the machine (machine.py).

Rule: a version's own doctor judges it; only in a row that says so is it another's word.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from machine import CURRENT, SOURCE, command, install, row, shown

COPY = Path("/root/another")
PARTS = ("kiosk", "assets", "models", "systemd", "requirements-station.lock", "README.md", "LICENSE")


def copied() -> Path:
    """Return a copy of the source, as it is."""
    shutil.rmtree(COPY, ignore_errors=True)
    COPY.mkdir()
    for name in PARTS:
        path = SOURCE / name
        if path.is_dir():
            shutil.copytree(path, COPY / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, COPY / name)
    return COPY


def saying(doctor: int, run: int | None = None) -> Path:
    """Return a version that says of itself what is wanted."""
    main = copied() / "kiosk" / "__main__.py"
    says = {"doctor": doctor} if run is None else {"doctor": doctor, "run": run}
    main.write_text(
        f"import sys\nsaid = {says}.get(sys.argv[1])\nif said is not None:\n    sys.exit(said)\n" + main.read_text()
    )
    return COPY


def cut_clip(source: Path) -> None:
    clip = min((source / "assets" / "cues" / "en").glob("*.wav"))
    clip.write_bytes(clip.read_bytes()[:1000])


def damaged_drill(source: Path) -> None:
    drill = source / "assets" / "drills" / "wall_hinge.toml"
    drill.write_text(drill.read_text().replace("[dose]", "[dosis]"))


def other_weights(source: Path) -> None:
    manifest = source / "models" / "manifest.toml"
    manifest.write_text(re.sub(r'(sha256 = ")\w{8}', r"\g<1>00000000", manifest.read_text()))


def another_page(source: Path) -> None:
    readme = source / "README.md"
    readme.write_text(readme.read_text() + "\nThe next version.\n")


def updated(source: Path) -> tuple[subprocess.CompletedProcess[str], bool]:
    """Update; return what was told, and whether what was in use before is in use and active."""
    first = CURRENT.readlink()
    done = install("update", source)
    return done, CURRENT.readlink() == first and shown("ActiveState") == "active"


def judged(what: str, change: Callable[[Path], None], reason: str) -> None:
    """Update to a version with something wrong; its own doctor, or the installer, must find that and nothing else."""
    change(copied())
    done, is_as_it_was = updated(COPY)
    lines = done.stdout.strip().splitlines()
    # the model's runtime writes into the middle of a line
    found = [line.partition("INFO:")[0] for line in lines if re.match(r" *fail ", line)] or lines[-2:-1]
    row(what, lines[-1], is_well=done.returncode != 0 and is_as_it_was)
    reasons = [line for line in lines if reason in line and line not in found]
    told = " ".join(" ".join([*found, *reasons[:1]]).split())
    row("  because", told, is_well=len(found) == 1 and reason in told)


def updates() -> None:
    judged("update with a cue's sound cut short", cut_clip, "clips")
    judged("update with a damaged drill", damaged_drill, "dosis")
    judged("update with other weights than its list names", other_weights, "movenet_singlepose_lightning")
    another_page(copied())
    done, is_as_it_was = updated(COPY)
    lines = done.stdout.strip().splitlines()
    is_well = done.returncode == 0 and not is_as_it_was and shown("ActiveState") == "active"
    row("update that its own doctor passes", lines[-1], is_well=is_well)
    passed, warned = (sum(bool(re.match(rf" *{state} ", line)) for line in lines) for state in ("ok", "warn"))
    row("  its doctor's table", f"{passed} ok, {warned} warn", is_well=passed >= 10)

    for what, doctor, run in (("update whose doctor fails", 1, None), ("update that does not start", 0, 1)):
        done, is_as_it_was = updated(saying(doctor, run))
        row(what, done.stdout.strip().splitlines()[-1], is_well=done.returncode != 0 and is_as_it_was)
    first = CURRENT.readlink()
    done = install("update", saying(0))
    is_well = done.returncode == 0 and CURRENT.readlink() != first and shown("ActiveState") == "active"
    row("update that passes", done.stdout.strip().splitlines()[-1], is_well=is_well)
    kept = sorted(path.name for path in (CURRENT.parent / "releases").iterdir())
    row("versions kept", ", ".join(kept), is_well=len(kept) == 2)
    command("rm", "-rf", str(COPY))
