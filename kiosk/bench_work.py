"""Benchmarks of the work itself: a frame, a tick, a replay, memory.

In:  a session's frames and samples, the model.
Out: times in seconds, speeds, resident memory.
Not here: what is a good figure (bench.py), starting and painting (bench_shell.py).

Rule: frames are decoded beforehand and held in memory, so that no figure holds the video decoder's work.
"""

import gc
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from kiosk.analysis import inputs_of, outputs_of
from kiosk.catalogue import Catalogue
from kiosk.core.crop import full_frame
from kiosk.core.mirror import describe
from kiosk.core.pose import PoseSample
from kiosk.core.scene import Scene
from kiosk.core.session import State, Station, TickInput, initial, step
from kiosk.core.units import TICK_HZ, us_of_tick
from kiosk.record import record
from kiosk.replay import station_of
from kiosk.storage.journal_reader import read_journal
from kiosk.vision.clip import ClipReader
from kiosk.vision.movenet import MoveNet, PoseTracker, RgbFrame, load_runtime, resample

MEMORY_FILE: Final = Path("/proc/self/statm")
RESIDENT: Final = 1
"""The second number of statm: resident pages."""

BLOCK_SIZES: Final = (4096, 1024, 480, 256, 128, 64, 32)
BLOCKS_AT_ONCE: Final = 64
GROWN_BYTES: Final = 65536
"""Blocks for both allocators, Python's own (up to 512 bytes) and the C library's; so much growth is past the slack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What is measured on: a whole session as samples, some of its frames, and the state just before those frames."""

    station: Station
    samples: tuple[PoseSample, ...]
    frames: tuple[RgbFrame, ...]
    state: State
    tick: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameCost:
    """Processor seconds a frame, medians over rounds: from frame to scene, and the model's `invoke` alone."""

    whole_s: float
    bare_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TickCost:
    """Seconds of every tick of a session: `step` alone, and with the scene after it."""

    step_s: tuple[float, ...]
    with_scene_s: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySpeed:
    """How many times faster than real time a journal is read and run, by processor time and by the wall clock."""

    played_s: float
    cpu: float
    wall: float


def material_of(video: Path, *, model: MoveNet, station: Station, from_s: float, frames: int) -> Material:
    """Run a session through the model once and hold `frames` frames from `from_s` on, each taken as one tick's."""
    tracker = PoseTracker(model)
    first = round(from_s * TICK_HZ)
    held: list[RgbFrame] = []
    samples: list[PoseSample] = []
    for index, (frame, capture_us) in enumerate(ClipReader(video)):
        samples.append(tracker.track(frame, capture_us))
        if first <= index < first + frames:
            held.append(frame)
    state, tick = initial(station), 0
    for tick_input in inputs_of(samples[:first]):
        state, _ = step(state, tick_input, station)
        tick = tick_input.tick + 1
    return Material(station=station, samples=tuple(samples), frames=tuple(held), state=state, tick=tick)


def frame_cost(material: Material, *, model: MoveNet, weights: Path, rounds: int) -> FrameCost:
    """Time whole ticks and the bare model in turns, so that whatever slows the machine slows both."""
    bare = load_runtime().make(model_path=str(weights), num_threads=1)
    bare.allocate_tensors()
    (source, *_) = bare.get_input_details()
    frame = material.frames[0]
    image = resample(frame, full_frame((frame.shape[1], frame.shape[0])), model.input_px)
    bare.set_tensor(source["index"], image[None].astype(source["dtype"], copy=False))
    whole_s, bare_s = [], []
    for _ in range(rounds):
        began_s = time.process_time()
        _count(scenes_of(material, model=model, frames=len(material.frames)))
        whole_s.append((time.process_time() - began_s) / len(material.frames))
        began_s = time.process_time()
        for _ in material.frames:
            bare.invoke()
        bare_s.append((time.process_time() - began_s) / len(material.frames))
    return FrameCost(whole_s=median(whole_s), bare_s=median(bare_s))


def scenes_of(material: Material, *, model: MoveNet, frames: int) -> Iterator[Scene]:
    """Yield the scene of every tick while the held frames go round, their capture times going on."""
    tracker, state, station = PoseTracker(model), material.state, material.station
    for index in range(frames):
        tick = material.tick + index
        sample = tracker.track(material.frames[index % len(material.frames)], us_of_tick(tick))
        state, _ = step(state, TickInput(tick=tick, sample=sample), station)
        yield describe(state, station)


def tick_cost(samples: Sequence[PoseSample], station: Station) -> TickCost:
    """Time every tick of a session on its stored samples."""
    state = initial(station)
    step_s, with_scene_s = [], []
    for tick_input in inputs_of(samples):
        began_s = time.perf_counter()
        state, _ = step(state, tick_input, station)
        stepped_s = time.perf_counter()
        describe(state, station)
        with_scene_s.append(time.perf_counter() - began_s)
        step_s.append(stepped_s - began_s)
    return TickCost(step_s=tuple(step_s), with_scene_s=tuple(with_scene_s))


def replay_speed(samples: Sequence[PoseSample], station: Station, *, catalogue: Catalogue, rounds: int) -> ReplaySpeed:
    """Journal a session, then read and run the journal without scenes; medians over rounds."""
    cpu, wall, ticks = [], [], 0
    with TemporaryDirectory() as folder:
        record(iter(samples), station, folder=Path(folder), name="bench", model_sha256="")
        pages = sorted(Path(folder).iterdir())
        for _ in range(rounds):
            began_s, began_cpu_s = time.perf_counter(), time.process_time()
            ticks = sum(_replayed(page, catalogue) for page in pages)
            cpu.append(time.process_time() - began_cpu_s)
            wall.append(time.perf_counter() - began_s)
    played_s = ticks / TICK_HZ
    return ReplaySpeed(played_s=played_s, cpu=played_s / median(cpu), wall=played_s / median(wall))


def memory_held(material: Material, *, model: MoveNet, frames: int, every: int) -> tuple[int, ...]:
    """Return the resident bytes after each `every` frames, while the held frames go round."""
    slack = slack_taken_up()
    scenes = scenes_of(material, model=model, frames=frames)
    held = []
    while _count(islice(scenes, every)) == every:
        gc.collect()
        held.append(resident_bytes())
    slack.clear()
    return tuple(held)


def slack_taken_up() -> list[bytes]:
    """Fill what earlier work has left free inside the process: otherwise what is kept from now on would hide there."""
    gc.collect()
    taken: list[bytes] = []
    for size in BLOCK_SIZES:
        full = resident_bytes() + GROWN_BYTES
        while resident_bytes() < full:
            taken.extend(bytes(size) for _ in range(BLOCKS_AT_ONCE))
    return taken


def resident_bytes() -> int:
    """Return how much memory of this process is in use, in bytes."""
    pages = MEMORY_FILE.read_text(encoding="ascii").split()[RESIDENT]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _replayed(page: Path, catalogue: Catalogue) -> int:
    header, ticks = read_journal(page)
    return _count(outputs_of(ticks, station_of(header, catalogue)))


def _count(items: Iterator[object]) -> int:
    return sum(1 for _ in items)
