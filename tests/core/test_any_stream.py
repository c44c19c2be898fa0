"""Whatever the camera gives: gaps, jumps, broken points, strangers, darkness.

In:  stories whose samples are damaged at random, with fixed seeds.
Out: no exception, and the same events however the inputs are cut into calls.
Not here: what is counted (test_robustness.py).

Rule: every kind of damage here has been seen from the model on a real camera, or is worse.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from kiosk.analysis import inputs_of
from kiosk.core.events import AttemptDecided, AttemptRevised, SessionEnded, SetDone
from kiosk.core.pose import Pose, PoseSample
from kiosk.core.session import Station, initial, step
from tests.builders import Posture, Story
from tests.floor import down, on_the_floor, up
from tests.visits import MODEL, arrived, free_station, station_of, wall_station

STORIES = {
    "touches": arrived(3, seed=1).touch_reps(3),
    "comes back": Story(seed=2, model=MODEL).stand(2).walk(6).zero(3).step_to(4).stand(2).absent(3).walk(0).zero(3),
    "hinges and squats": Story(has_wall=False, model=MODEL)
    .stand(2)
    .reps(2, Posture(kappa_deg=15, theta_deg=45))
    .absent(12)
    .stand(2)
    .squats(2),
}
STATIONS = {
    "wall, live": wall_station(),
    "wall, recorded": wall_station(is_recorded=True),
    "free, live": free_station(),
    "free, recorded": free_station(is_recorded=True),
}


def damaged(samples: Sequence[PoseSample], seed: int) -> list[PoseSample]:
    """Lose, delay, scatter, collapse, mirror or blind one sample in ten."""
    chance = np.random.Generator(np.random.PCG64(seed))
    kept: list[PoseSample] = []
    late_us = 0
    skip = 0
    for sample in samples:
        kind = int(chance.integers(0, 100))
        if kind == 0:
            skip = int(chance.integers(1, 60))
        if kind == 1:
            late_us += int(chance.integers(0, 4_000_000))
        skip -= 1
        if skip > 0:
            continue
        xy_px, score = sample.pose.xy_px.copy(), sample.pose.score.copy()
        match kind:
            case 2:
                xy_px = chance.random((17, 2)) * 600
            case 3:
                xy_px[:] = xy_px.mean(axis=0)
            case 4:
                score = chance.random(17)
            case 5:
                xy_px = xy_px + chance.normal(0, 60, (1, 2))
            case 6:
                xy_px[:, 0] = 640 - xy_px[:, 0]
            case 7:
                xy_px[int(chance.integers(17))] = np.nan
            case 8:
                score[:] = 0.0
        luma = 5.0 if kind == 9 else 100.0
        pose = Pose(xy_px=xy_px, score=score)
        kept.append(replace(sample, capture_us=sample.capture_us + late_us, pose=pose, luma=luma))
    return kept


@pytest.mark.parametrize("station", STATIONS)
@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_the_camera_gives_stops_the_core(story: str, station: str, seed: int) -> None:
    run(STATIONS[station], damaged(STORIES[story].samples(20), seed))


ON_THE_FLOOR = up(down(on_the_floor(seed=3).stand(3)).hold(12).absent(4).hold(8)).stand(6).absent(14).stand(3)
FLOOR_STATIONS = ("plank", "held_hinge", "glute_bridge", "mobility_first")


@pytest.mark.parametrize("name", FLOOR_STATIONS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_on_the_floor_stops_it_either(name: str, seed: int) -> None:
    run(station_of(name, has_lane=True), damaged(ON_THE_FLOOR.samples(15), seed))


def test_a_body_that_begins_as_a_single_point_stops_nothing() -> None:
    """The model gives such poses when it loses the floor's athlete; there is no height in them to measure by."""
    samples = ON_THE_FLOOR.samples(15)
    point = Pose(xy_px=np.full((17, 2), 100.0), score=np.full(17, 0.9))
    points = [replace(sample, pose=point) for sample in samples[:10]]
    run(station_of("plank", has_lane=True), [*points, *samples[10:]])


def run(station: Station, samples: Sequence[PoseSample]) -> None:
    state = initial(station)
    for tick_input in inputs_of(samples):
        before = state
        state, output = step(state, tick_input, station)
        decided = [event for event in output.events if isinstance(event, AttemptDecided)]
        assert len(decided) <= 1
        has_end = any(isinstance(event, SetDone | SessionEnded | AttemptRevised) for event in output.events)
        assert has_end or state.count <= before.count + len(decided)
