"""Bench: what the station costs this machine, each figure beside its bar.

In:  a folder of recorded sessions, the pose weights.
Out: a table, and the same figures as JSON in a file.
Not here: measuring (bench_work.py, bench_shell.py), delays an athlete hears (latency.py).

Rule: it is a report. It never fails because a figure is poor: the machine may be busy, and then so it says.
"""

import json
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Final, TextIO

from kiosk.analysis import inputs_of
from kiosk.bench_picture import LookCost, look_cost, tail_of
from kiosk.bench_shell import PANEL_PX, PaintCost, StartUp, paint_cost, start_up
from kiosk.bench_work import (
    FrameCost,
    Material,
    ReplaySpeed,
    TickCost,
    frame_cost,
    material_of,
    memory_held,
    replay_speed,
    tick_cost,
)
from kiosk.catalogue import Catalogue, load_catalogue
from kiosk.choice import choose_station
from kiosk.config import Config
from kiosk.core.mirror import describe
from kiosk.core.pose import PoseSample
from kiosk.core.scene import Scene
from kiosk.core.session import Station, initial, step
from kiosk.core.units import TICK_HZ
from kiosk.measured import Measured, json_objects_of, table_of
from kiosk.model import model_of
from kiosk.output.theme import Look
from kiosk.screenshots import SCENES
from kiosk.session_clips import lane_of, sessions_in
from kiosk.storage.whole import write_whole
from kiosk.vision.movenet import MoveNet

MB: Final = 1_000_000
MS: Final = 1_000
PERCENT: Final = 100
MINUTE_TICKS: Final = 60 * TICK_HZ


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is measured. `held_frames` from `from_s` of the session stay in memory, 0.9 MB each at 640 × 480.

    Memory is looked at every `look_ticks`, of which there are a whole number in both other lengths.
    """

    rounds: int = 7
    held_frames: int = 240
    from_s: float = 12.0
    warm_up_ticks: int = MINUTE_TICKS
    ticks: int = 10 * MINUTE_TICKS
    look_ticks: int = MINUTE_TICKS
    starts: int = 5
    paints: int = 5


def bench(
    *, clips_dir: Path, config: Config, effort: Effort, json_file: Path | None, out: TextIO, progress: TextIO
) -> tuple[Measured, ...]:
    """Measure everything on the first session of the folder, write table and JSON, and return the figures.

    Raises InputError for a folder without sessions, OwnerError and ModelError for weights that cannot be used, and
    StorageError when the file cannot be written.
    """
    session = sessions_in(clips_dir)[0]
    weights = model_of(config.model).path
    model = MoveNet(weights, 1)
    catalogue = load_catalogue(config.sound.language)
    out.write(f"{session.name}, {weights.name}, 1 thread, {TICK_HZ} poses/s; {machine()}\n")
    station = choose_station(config, catalogue, lane_of(session, model))
    figures = measure(
        session.video,
        model=model,
        weights=weights,
        station=station,
        catalogue=catalogue,
        effort=effort,
        progress=progress,
    )
    out.write(table_of(figures))
    out.write(f"Load at the end: {load()}\n")
    if json_file is not None:
        write_whole(json_file, json.dumps(json_objects_of(figures), indent=1) + "\n")
    return figures


def measure(
    video: Path,
    *,
    model: MoveNet,
    weights: Path,
    station: Station,
    catalogue: Catalogue,
    effort: Effort,
    progress: TextIO,
) -> tuple[Measured, ...]:
    """Return every figure, measured on one video; a word on `progress` before each part."""
    _tell(progress, "session")
    material = material_of(video, model=model, station=station, from_s=effort.from_s, frames=effort.held_frames)
    # First, because what the other parts leave free would hide what is kept.
    _tell(progress, "memory")
    memory = _of_memory(material, model=model, effort=effort)
    _tell(progress, "frame")
    frame = frame_cost(material, model=model, weights=weights, rounds=effort.rounds)
    _tell(progress, "tick")
    tick = tick_cost(material.samples, station)
    _tell(progress, "replay")
    replay = replay_speed(material.samples, station, catalogue=catalogue, rounds=effort.rounds)
    _tell(progress, "start")
    start = start_up(effort.starts)
    _tell(progress, "picture")
    paint = paint_cost(SCENES, _scenes(material.samples, station), rest=SCENES["attract"], rounds=effort.paints)
    looks = {look: look_cost(material.samples, station, look=look, frames=material.frames) for look in Look}
    return (
        *_of_frame(frame),
        *_of_tick(tick),
        *_of_replay(replay),
        memory,
        *_of_start(start),
        *_of_paint(paint),
        *(figure for look, cost in looks.items() for figure in of_look(look, cost)),
    )


def machine() -> str:
    """Return what was measured on, and how busy it is."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load()}"


def load() -> str:
    """Return how many tasks wanted a processor in the last 1, 5 and 15 minutes."""
    return ", ".join(f"{tasks:.1f}" for tasks in os.getloadavg())


def _of_frame(cost: FrameCost) -> tuple[Measured, ...]:
    return (
        Measured(name="frame, from pixels to scene", value=cost.whole_s * MS, unit="ms CPU"),
        Measured(name="frame, bare inference", value=cost.bare_s * MS, unit="ms CPU"),
        Measured(name="frame, whole to bare", value=cost.whole_s / cost.bare_s, unit="×", at_most=1.3),
    )


def _of_tick(cost: TickCost) -> tuple[Measured, ...]:
    return (
        Measured(name="tick, step", value=median(cost.step_s) * MS, unit="ms", at_most=0.10, note=_tail(cost.step_s)),
        Measured(
            name="tick, step and scene",
            value=median(cost.with_scene_s) * MS,
            unit="ms",
            at_most=0.3,
            note=_tail(cost.with_scene_s),
        ),
    )


def _tail(spent_s: Sequence[float]) -> str:
    ordered = sorted(spent_s)
    return f"median of {len(ordered)}; 99 % within {ordered[len(ordered) * 99 // 100] * MS:.2f}"


def _of_replay(speed: ReplaySpeed) -> tuple[Measured, ...]:
    note = f"{speed.played_s:.0f} s of journal"
    return (
        Measured(name="replay, by CPU time", value=speed.cpu, unit="× real time", at_least=250, note=note),
        Measured(name="replay, by the clock", value=speed.wall, unit="× real time", at_least=250, note=note),
    )


def _of_memory(material: Material, *, model: MoveNet, effort: Effort) -> Measured:
    held = memory_held(material, model=model, frames=effort.warm_up_ticks + effort.ticks, every=effort.look_ticks)
    warm = effort.warm_up_ticks // effort.look_ticks
    before, after = held[warm - 1], held[warm:]
    return Measured(
        name=f"memory, growth in {effort.ticks / MINUTE_TICKS:.3g} min of video",
        value=(after[-1] - before) / MB,
        unit="MB",
        at_most=1,
        note=" ".join(f"{(bytes_held - before) / MB:+.2f}" for bytes_held in after),
    )


def _of_start(start: StartUp) -> tuple[Measured, ...]:
    return (
        Measured(name="start, --help", value=start.help_s, unit="s"),
        Measured(name="start, to the open window", value=start.screen_s, unit="s"),
        Measured(
            name="start, to the first coached tick", value=start.coached_s, unit="s", at_most=3, note="demo, no screen"
        ),
    )


def _of_paint(cost: PaintCost) -> tuple[Measured, ...]:
    worst = max(cost.scene_s, key=lambda name: cost.scene_s[name])
    width, height = PANEL_PX
    return (
        Measured(
            name="picture, dearest change of scene",
            value=cost.scene_s[worst] * MS,
            unit="ms CPU",
            note=f"to {worst}, {width} × {height}, unseen",
        ),
        Measured(
            name="picture, a tick of a session",
            value=cost.tick_s * MS,
            unit="ms CPU",
            note=f"{cost.tick_s * TICK_HZ:.1%} of a core at {TICK_HZ} presents/s",
        ),
        *(
            Measured(name=f"picture, to {name}", value=spent_s * MS, unit="ms CPU")
            for name, spent_s in cost.scene_s.items()
        ),
    )


def of_look(look: Look, cost: LookCost) -> tuple[Measured, ...]:
    """Return what a whole session costs the main thread in one look, and how much of the panel it paints."""
    name, mean_s = f"{look.value} look", fmean(cost.tick_s)
    return (
        Measured(
            name=f"{name}, a present",
            value=median(cost.present_s) * MS,
            unit="ms CPU",
            note=f"median of {len(cost.present_s)}; 95 % within {tail_of(cost.present_s) * MS:.2f}",
        ),
        Measured(
            name=f"{name}, share of the panel redrawn",
            value=fmean(cost.redrawn) * PERCENT,
            unit="%",
            note=f"mean; median {median(cost.redrawn):.0%}",
        ),
        Measured(
            name=f"{name}, main thread",
            value=mean_s * TICK_HZ * PERCENT,
            unit="% of a core",
            at_most=25,
            note=f"step, scene and present at {TICK_HZ}/s",
        ),
    )


def _scenes(samples: Sequence[PoseSample], station: Station) -> Iterator[Scene]:
    state = initial(station)
    for tick_input in inputs_of(samples):
        state, _ = step(state, tick_input, station)
        yield describe(state, station)


def _tell(progress: TextIO, part: str) -> None:
    progress.write(f"Measuring: {part}\n")
    progress.flush()
