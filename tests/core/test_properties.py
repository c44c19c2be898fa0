"""Properties that hold for any stream: it never stops the core, never adds a rep, and may be cut anywhere.

In:  stories of an athlete drawn by hypothesis, with gaps, NaNs, swaps, strangers and scores drawn over them.
Out: -
Not here: what a known story counts (test_wall_cases.py, test_free_cases.py).

Rule: the number of ways from lockout to lockout is known from the story, so a count above it is a rep that never was.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import nan

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.analysis import inputs_of
from kiosk.core.pose import Pose, PoseSample
from kiosk.core.session import Station, TickInput, TickOutput, initial, step
from kiosk.stations import station_for
from tests.builders import Posture, Story
from tests.visits import MODEL, catalogue, lane, visit_of

FPS = 15.0
PLAIN = settings(
    max_examples=min(40, settings().max_examples),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""Drawn anew only when the test changes, so that a landing never fails by chance."""

DRILLS = (
    "wall_hinge",
    "hip_hinge",
    "one_leg_deadlift",
    "kettlebell_swing",
    "squat",
    "held_hinge",
    "plank",
    "leg_circles",
)
STATIONS = {
    (name, is_recorded): station_for(name, catalogue(), lane=lane(), is_recorded=is_recorded)
    for name in DRILLS
    for is_recorded in (False, True)
}

HINGE = Posture(kappa_deg=15, theta_deg=48)
PARTIAL = Posture(kappa_deg=12, theta_deg=24)
DOINGS = ("hinge", "partial", "squat", "sway", "absent", "walk", "turn", "stand")
CYCLES = {"hinge": 1, "partial": 1, "squat": 1}
"""How many ways from lockout to lockout each of them is."""


def story_of(doings: Sequence[str], seed: int) -> Story:
    """Tell what the athlete does, one thing after another."""
    story = Story(seed=seed, model=MODEL).stand(2.5)
    for doing in doings:
        match doing:
            case "hinge":
                story = story.reps(1, HINGE)
            case "partial":
                story = story.reps(1, PARTIAL)
            case "squat":
                story = story.squats(1)
            case "sway":
                story = story.reps(1, Posture(kappa_deg=6, theta_deg=7))
            case "absent":
                story = story.absent(1.5)
            case "walk":
                story = story.walk(20).walk(24).stand(1.0)
            case "turn":
                story = story.turn(60.0).turn(0.0)
            case "stand":
                story = story.stand(1.5)
    return story.stand(1.5)


@st.composite
def damages(draw: st.DrawFn) -> tuple[str, int, int]:
    """Draw what befalls the stream: its kind, its first sample, how many samples."""
    kinds = ("gap", "nan", "swap", "scores", "stranger", "collapse", "dark")
    return draw(st.sampled_from(kinds)), draw(st.integers(0, 300)), draw(st.integers(1, 25))


def damaged(samples: Sequence[PoseSample], befalls: Sequence[tuple[str, int, int]]) -> list[PoseSample]:
    """Return the stream with everything that befell it."""
    stream: list[PoseSample | None] = list(samples)
    for kind, first, length in befalls:
        for place in range(first, min(first + length, len(stream))):
            sample = stream[place]
            if sample is not None:
                stream[place] = None if kind == "gap" else spoilt(sample, kind)
    return [sample for sample in stream if sample is not None]


def spoilt(sample: PoseSample, kind: str) -> PoseSample:
    """Return a sample with one kind of damage."""
    xy_px, score = sample.pose.xy_px.copy(), sample.pose.score.copy()
    match kind:
        case "nan":
            xy_px[11:13] = nan
        case "swap":
            order = [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15]
            xy_px, score = xy_px[order], score[order]
        case "scores":
            score[:] = 0.12
        case "stranger":
            xy_px = xy_px * 0.6 + 150.0
        case "collapse":
            xy_px[:] = 100.0
        case "dark":
            return replace(sample, luma=3.0)
    return replace(sample, pose=Pose(xy_px=xy_px, score=score))


def run(inputs: Sequence[TickInput], station: Station, cuts: Sequence[int] = ()) -> list[TickOutput]:
    """Run the core over the inputs in as many calls as there are cuts, each from a state that was put away."""
    state, outputs = initial(station), []
    borders = sorted({0, len(inputs), *(cut % (len(inputs) + 1) for cut in cuts)})
    for first, last in pairwise(borders):
        for tick_input in inputs[first:last]:
            state, output = step(state, tick_input, station)
            outputs.append(output)
        state = replace(state)
    return outputs


DOING_LISTS = st.lists(st.sampled_from(DOINGS), min_size=1, max_size=5)
BEFALLS = st.lists(damages(), max_size=4)


@pytest.mark.parametrize("name", DRILLS)
@PLAIN
@given(doings=DOING_LISTS, befalls=BEFALLS, is_recorded=st.booleans(), seed=st.integers(1, 50))
def test_nothing_stops_the_core_nor_counts_more_than_there_was(
    name: str, doings: list[str], befalls: list[tuple[str, int, int]], *, is_recorded: bool, seed: int
) -> None:
    stream = damaged(story_of(doings, seed).samples(FPS), befalls)
    visit = visit_of(stream, STATIONS[name, is_recorded])
    assert visit.count <= sum(CYCLES.get(doing, 0) for doing in doings)


@PLAIN
@given(doings=DOING_LISTS, befalls=BEFALLS, cuts=st.lists(st.integers(0, 1_000), max_size=6), seed=st.integers(1, 50))
def test_a_stream_may_be_cut_into_calls_anywhere(
    doings: list[str], befalls: list[tuple[str, int, int]], cuts: list[int], seed: int
) -> None:
    inputs = list(inputs_of(damaged(story_of(doings, seed).samples(FPS), befalls)))
    station = STATIONS["hip_hinge", False]
    assert run(inputs, station, cuts) == run(inputs, station)
