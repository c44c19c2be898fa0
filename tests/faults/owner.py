"""Faults that only the owner can mend: a file of the station is missing or damaged, and the program is started.

In:  a folder for a copy of the station.
Out: a row each: the exit code and the first sentence of what a real process told.
Not here: devices (devices.py), the service manager that reads the exit code (service.py).

Rule: every row is `python -m kiosk run` on a copy in which one thing is wrong, from the outside.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.errors import EXIT_DEVICE, EXIT_INPUT, EXIT_OWNER
from tests.clips import cut_demo
from tests.conftest import ROOT
from tests.faults.table import Row, Story, judged

LONGEST_S: Final = 60.0
WEIGHTS: Final = "models/movenet_singlepose_lightning_int8_4.tflite"
DRILL: Final = "assets/drills/wall_hinge.toml"
CUE: Final = "assets/cues/en/n_1.wav"
CUES: Final = "assets/cues/en.toml"
LANE: Final = "assets/demo/lane.json"
NOISE: Final = b"\x00\xff broken"
CHATTER: Final = ("XNNPACK", "XDG_RUNTIME_DIR", "INFO:")
"""Of libraries, which nobody can mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a process said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def sentences(self) -> list[str]:
        """What it complained of, a line each."""
        return [line for line in self.err.splitlines() if not any(word in line for word in CHATTER)]


def copy_of_the_station(folder: Path) -> Path:
    """Return a station of its own: the program, and links to everything else, so that a file can be damaged."""
    station = folder / "station"
    shutil.copytree(ROOT / "kiosk", station / "kiosk", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("assets", "models"):
        shutil.copytree(ROOT / name, station / name, copy_function=os.symlink)
    return station


def damage(path: Path, content: bytes | None) -> None:
    """Put this in the place of a file, or take it away."""
    path.unlink(missing_ok=True)
    if content is not None:
        path.write_bytes(content)


def started(station: Path, *words: str) -> Told:
    """Start the station on half a second of the demo, and return what it told."""
    environment = {**os.environ, "HOME": str(station), "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "run", *words],
        cwd=station,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    return Told(code=done.returncode, out=done.stdout, err=done.stderr)


def refused(name: str, *, code: int, says: tuple[str, ...], breaks: Callable[[Path], tuple[str, ...]]) -> Story:
    """Return the story of a start that is refused: `breaks` damages a copy and returns what to start it with.

    `says` has a word or two of each sentence, in any order: no more sentences are told, and none less.
    """

    def story(folder: Path) -> Row:
        station = copy_of_the_station(folder)
        clip = cut_demo(folder, 0.5)
        words = breaks(station)
        source = () if "--source" in words else ("--source", f"clip:{clip}")
        told = started(station, *source, *words)
        first = next(iter(told.sentences), "").replace(f"{station}/", "")
        return judged(
            name,
            did=f"exit {told.code}, {len(told.sentences)} told: {first}",
            kept="nothing was begun",
            checks={
                f"exit {code}": told.code == code,
                "all of it told": all(any(word in line for line in told.sentences) for word in says),
                "a sentence each": len(told.sentences) == len(says),
                "what to do": all(":" in line or ";" in line for line in told.sentences),
                "no traceback": "Traceback" not in told.err,
            },
        )

    return story


def _settings(text: bytes | None) -> Callable[[Path], tuple[str, ...]]:
    def breaks(station: Path) -> tuple[str, ...]:
        damage(station / "kiosk.toml", text)
        return ("--config", "kiosk.toml")

    return breaks


def _file(name: str, content: bytes | None, *words: str) -> Callable[[Path], tuple[str, ...]]:
    def breaks(station: Path) -> tuple[str, ...]:
        damage(station / name, content)
        return words

    return breaks


def _everything(station: Path) -> tuple[str, ...]:
    damage(station / WEIGHTS, NOISE)
    damage(station / DRILL, (ROOT / DRILL).read_bytes().replace(b"signal", b"signl"))
    damage(station / CUE, None)
    damage(station / LANE, NOISE)
    return ("--lane", LANE)


def unwritable(folder: Path) -> Row:
    """The folder of journals cannot be written to: that is told, and people train all the same."""
    station = copy_of_the_station(folder)
    damage(station / "taken", b"a file where a folder should be")
    damage(station / "kiosk.toml", b'[journal]\nfolder = "taken"\n')
    told = started(station, "--config", "kiosk.toml", "--source", f"clip:{cut_demo(folder, 0.5)}")
    line = next((line for line in told.out.splitlines() if line.startswith("Journal: ")), "")
    return judged(
        "journal folder cannot be written",
        did=f"exit {told.code}; {line.replace(f'{station}/', '')}",
        kept="trains without a record",
        checks={
            "exit 0": told.code == 0,
            "told with what to do": line.startswith("Journal: none.") and "set journal.folder" in line,
            "ran": "Ended: " in told.out,
            "no traceback": "Traceback" not in told.err,
        },
    )


STORIES: Final[dict[str, Story]] = {
    "settings_missing": refused(
        "settings missing", code=EXIT_OWNER, says=("kiosk.toml: cannot be read",), breaks=_settings(None)
    ),
    "settings_damaged": refused(
        "settings damaged", code=EXIT_OWNER, says=("kiosk.toml",), breaks=_settings(b"[sound]\nvolume = = 1\n")
    ),
    "settings_no_text": refused("settings no text", code=EXIT_OWNER, says=("kiosk.toml",), breaks=_settings(NOISE)),
    "settings_wrong": refused(
        "settings with three wrong keys",
        code=EXIT_OWNER,
        says=("volume", "threads", "drill"),
        breaks=_settings(b'[sound]\nvolum = 1\n[model]\nthreads = 9\n[session]\ndril = "x"\n'),
    ),
    "calibration_missing": refused(
        "calibration missing",
        code=EXIT_OWNER,
        says=("none.json is not there",),
        breaks=lambda _: ("--lane", "none.json"),
    ),
    "calibration_damaged": refused(
        "calibration damaged", code=EXIT_OWNER, says=("lane.json",), breaks=_file(LANE, NOISE, "--lane", LANE)
    ),
    "calibration_cut": refused(
        "calibration cut off",
        code=EXIT_OWNER,
        says=("lane.json",),
        breaks=_file(LANE, (ROOT / LANE).read_bytes()[:200], "--lane", LANE),
    ),
    "weights_missing": refused("weights missing", code=EXIT_OWNER, says=("make models",), breaks=_file(WEIGHTS, None)),
    "weights_damaged": refused("weights damaged", code=EXIT_OWNER, says=("make models",), breaks=_file(WEIGHTS, NOISE)),
    "clip_missing": refused(
        "clip missing", code=EXIT_INPUT, says=("check the path",), breaks=lambda _: ("--source", "clip:none.mp4")
    ),
    "clip_damaged": refused(
        "clip damaged",
        code=EXIT_INPUT,
        says=("film.mp4",),
        breaks=_file("film.mp4", NOISE, "--source", "clip:film.mp4"),
    ),
    "camera_absent": refused(
        "camera absent at the start",
        code=EXIT_DEVICE,
        says=("/dev/none does not open",),
        breaks=lambda _: ("--source", "webcam:/dev/none"),
    ),
    "drill_damaged": refused("drill damaged", code=EXIT_OWNER, says=("wall_hinge.toml",), breaks=_file(DRILL, NOISE)),
    "drill_wrong": refused(
        "drill with a wrong key",
        code=EXIT_OWNER,
        says=("did you mean signal", "signal is missing"),
        breaks=_file(DRILL, (ROOT / DRILL).read_bytes().replace(b"signal", b"signl")),
    ),
    "drill_missing": refused(
        "drill missing", code=EXIT_OWNER, says=("did you mean wall_hinge",), breaks=lambda _: ("--drill", "wall_hing")
    ),
    "cue_clip_missing": refused(
        "a cue's sound missing", code=EXIT_OWNER, says=("n_1", "make voice"), breaks=_file(CUE, None)
    ),
    "cue_clip_damaged": refused("a cue's sound damaged", code=EXIT_OWNER, says=("n_1.wav",), breaks=_file(CUE, NOISE)),
    "cue_file_damaged": refused("cue file damaged", code=EXIT_OWNER, says=("en.toml",), breaks=_file(CUES, NOISE)),
    "everything_at_once": refused(
        "weights, drill, sound, calibration",
        code=EXIT_OWNER,
        says=("make models", "did you mean signal", "signal is missing", "n_1", "make voice", "lane.json"),
        breaks=_everything,
    ),
    "journal_folder_unwritable": unwritable,
}
