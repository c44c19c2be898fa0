"""Benchmark of the picture: what presenting a whole session costs, and how much of the panel is painted anew.

In:  a session's samples, its station, frames for the camera look.
Out: processor seconds and shares of the panel, a tick each.
Not here: what is a good figure (bench.py), the dearest single scene (bench_shell.py).

Rule: a tick is what the station's main thread does in one, step, scene and present; the session is played whole.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.analysis import inputs_of
from kiosk.bench_shell import PANEL_PX, UNSEEN
from kiosk.core.mirror import describe
from kiosk.core.pose import PoseSample
from kiosk.core.session import Station, initial, step
from kiosk.output.display import MirrorDisplay
from kiosk.output.theme import Look
from kiosk.surroundings import surroundings
from kiosk.vision.movenet import RgbFrame

TAIL_SHARE: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class LookCost:
    """A session in one look on a 1080 × 1920 panel, a value a tick, in processor seconds and shares of the panel.

    `present_s` for the picture alone, `tick_s` with the step and the scene before it.
    """

    present_s: tuple[float, ...]
    tick_s: tuple[float, ...]
    redrawn: tuple[float, ...]


def look_cost(samples: Iterable[PoseSample], station: Station, *, look: Look, frames: Sequence[RgbFrame]) -> LookCost:
    """Play a session once, with a new frame in every tick while the frames go round."""
    with surroundings(UNSEEN):
        display = MirrorDisplay(window_px=PANEL_PX, look=look)
    state = initial(station)
    present_s, tick_s, redrawn = [], [], []
    try:
        for tick_input in inputs_of(samples):
            display.show_frame(frames[tick_input.tick % len(frames)])
            began_s = time.thread_time()
            state, _ = step(state, tick_input, station)
            scene = describe(state, station)
            described_s = time.thread_time()
            display.present(scene)
            presented_s = time.thread_time()
            present_s.append(presented_s - described_s)
            tick_s.append(presented_s - began_s)
            redrawn.append(display.redrawn_share)
    finally:
        display.close()
    return LookCost(present_s=tuple(present_s), tick_s=tuple(tick_s), redrawn=tuple(redrawn))


def tail_of(values: Sequence[float]) -> float:
    """Return the 95th percentile: what all but one in twenty stay within."""
    return sorted(values)[min(len(values) - 1, int(len(values) * TAIL_SHARE))]
