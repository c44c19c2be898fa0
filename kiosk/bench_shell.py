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
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from kiosk.choice import DEMO_CLIP, DEMO_LANE
from kiosk.config import PROGRAM_DIR
from kiosk.core.scene import Scene
from kiosk.core.session import Station, initial, step
from kiosk.core.session import TickInput
from kiosk.core.mirror import describe
from kiosk.errors import DisplayError
from kiosk.output.display import MirrorDisplay

PANEL_PX: Final = (1080, 1920)
UNSEEN: Final = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
SCREENLESS: Final = {**UNSEEN, "SDL_VIDEODRIVER": "none"}
"""No such driver, so the station tells its events as text."""

DEMO: Final = ("run", "--source", f"clip:{DEMO_CLIP}", "--lane", str(DEMO_LANE))
PATIENCE_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StartUp:
    """Seconds of wall time from the start of the process, medians over rounds.

    `help_s` to the end of `--help`; `screen_s` until the window is open, just before the camera is started;
    `coached_s` until the core is fed what the camera sees, on a station without a screen.
    """

    help_s: float
    screen_s: float | None
    coached_s: float | None


def start_up(rounds: int) -> StartUp:
    """Start the program so many times in each way. None for a line that never came."""
    screen_s, coached_s = [], []
    for _ in range(rounds):
        screen_s.append(_line_s(UNSEEN, lambda line: 0.0 if line.startswith("Screen: open") else None))
        coached_s.append(_line_s(SCREENLESS, _event_s))
    return StartUp(
        help_s=median(_help_s() for _ in range(rounds)), screen_s=_median(screen_s), coached_s=_median(coached_s)
    )
