"""Benchmarks around the work: how soon the station is there, and what its picture costs.

In:  the program as a process of its own; scenes.
Out: seconds.
Not here: what is a good figure (bench.py), frames and ticks (bench_work.py).

Rule: the program is started as anyone starts it, and timed by what it prints.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from kiosk.choice import DEMO_CLIP, DEMO_LANE
from kiosk.core.scene import Scene
from kiosk.output.display import MirrorDisplay
from kiosk.setting_words import PROGRAM_DIR
from kiosk.surroundings import surroundings

PANEL_PX: Final = (1080, 1920)
UNSEEN: Final = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
SCREENLESS: Final = {**UNSEEN, "SDL_VIDEODRIVER": "none"}
"""No such driver, so the station tells its events as text."""

DEMO: Final = ("run", "--source", f"clip:{DEMO_CLIP}", "--lane", str(DEMO_LANE))


@dataclass(frozen=True, slots=True, kw_only=True)
class StartUp:
    """Seconds of wall time from the start of the process, medians over rounds; None for a line that never came.

    `help_s` to the end of `--help`; `screen_s` until the window is open, which is just before the camera is started;
    `coached_s` until what the camera sees reaches the core, on a station without a screen.
    """

    help_s: float
    screen_s: float | None
    coached_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaintCost:
    """Processor seconds of a present on a 1080 × 1920 panel: by scene, coming from rest; of a session, a tick."""

    scene_s: Mapping[str, float]
    tick_s: float


def start_up(rounds: int) -> StartUp:
    """Start the program so many times in each way."""
    screen_s = [_line_s(UNSEEN, _screen_s) for _ in range(rounds)]
    coached_s = [_line_s(SCREENLESS, _event_s) for _ in range(rounds)]
    return StartUp(
        help_s=median(_help_s() for _ in range(rounds)), screen_s=_median(screen_s), coached_s=_median(coached_s)
    )


def paint_cost(scenes: Mapping[str, Scene], ticks: Iterable[Scene], *, rest: Scene, rounds: int) -> PaintCost:
    """Present every scene `rounds` times, coming from `rest`; then the ticks of a session one after another."""
    with surroundings(UNSEEN):
        display = MirrorDisplay(window_px=PANEL_PX)
    try:
        scene_s = {
            name: median(_change_s(display, rest, scene) for _ in range(rounds)) for name, scene in scenes.items()
        }
        spent_s = [_present_s(display, scene) for scene in ticks]
    finally:
        display.close()
    return PaintCost(scene_s=scene_s, tick_s=sum(spent_s) / max(1, len(spent_s)))


def _change_s(display: MirrorDisplay, rest: Scene, scene: Scene) -> float:
    display.present(rest)
    return _present_s(display, scene)


def _present_s(display: MirrorDisplay, scene: Scene) -> float:
    began_s = time.process_time()
    display.present(scene)
    return time.process_time() - began_s


def _help_s() -> float:
    began_s = time.perf_counter()
    with _started(("--help",), UNSEEN) as process:
        process.communicate()
    return time.perf_counter() - began_s


def _line_s(environment: Mapping[str, str], time_in_s: Callable[[str], float | None]) -> float | None:
    """Return when a line came that `time_in_s` knows, less the time it tells; then stop the station."""
    with TemporaryDirectory() as home:
        began_s = time.perf_counter()
        with _started(DEMO, {**environment, "HOME": home}) as process:
            assert process.stdout is not None
            for line in process.stdout:
                told_s = time_in_s(line)
                if told_s is not None:
                    came_s = time.perf_counter() - began_s
                    process.terminate()
                    process.communicate()
                    return came_s - told_s
    return None


def _screen_s(line: str) -> float | None:
    return 0.0 if line.startswith("Screen: open") else None


def _event_s(line: str) -> float | None:
    """Return the time an event tells of itself, in s since the loop began; None for any other line."""
    word = line.split(maxsplit=1)[:1]
    try:
        return float(word[0]) if word else None
    except ValueError:
        return None


def _started(words: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - this program itself, no shell
        [sys.executable, "-m", "kiosk", *words],
        cwd=PROGRAM_DIR,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if len(known) == len(values) else None
