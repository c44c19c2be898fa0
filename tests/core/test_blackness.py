"""A black picture in the middle of a visit is a camera in trouble, and after a minute a room that was left."""

from dataclasses import replace

import pytest

from kiosk.analysis import inputs_of
from kiosk.core.blackness import BLACK_LUMA
from kiosk.core.mirror import describe
from kiosk.core.pose import Pose
from kiosk.core.scene import SceneKind
from kiosk.core.session import initial, step
from kiosk.core.units import US_PER_S, us_of_tick
from kiosk.core.vocab import Stage
from tests.builders import Posture, Story
from tests.fakes import moved
from tests.visits import free_station

HINGE = Posture(kappa_deg=25.0, theta_deg=60.0)
BEFORE = Story(has_wall=False).stand(3.0).reps(2, HINGE).stand(1.0)
AFTER = Story(has_wall=False).stand(3.0).reps(1, HINGE).stand(2.0)
NOBODY = Pose(xy_px=BEFORE.samples(fps=1)[0].pose.xy_px, score=BEFORE.samples(fps=1)[0].pose.score * 0.0)
FPS = 10


def seen(black_s, *, luma=0.0, before=BEFORE):
    """Run a visit whose picture is black for so long; return every state and the voice's clips."""
    first = before.samples(FPS)
    begin_us = first[-1].capture_us + US_PER_S // FPS
    dark = [
        replace(first[-1], sequence=number, capture_us=begin_us + number * US_PER_S // FPS, luma=luma, pose=NOBODY)
        for number in range(round(black_s * FPS))
    ]
    again_us = begin_us + round(black_s * US_PER_S)
    station, samples = free_station(), (*first, *dark, *(moved(sample, again_us) for sample in AFTER.samples(FPS)))
    states, clips, state = [], [], initial(station)
    for item in inputs_of(samples):
        state, output = step(state, item, station)
        states.append(state)
        clips += [clip for command in output.speech for clip in getattr(command, "clips", ())]
    return states, clips, begin_us


@pytest.mark.parametrize("black_s", [0.5, 5.0, 15.0, 55.0])
def test_a_covered_lens_costs_no_count(black_s):
    states, _, _ = seen(black_s)
    assert states[-1].reps == 3
    assert Stage.SUMMARY not in {state.course.stage for state in states}


@pytest.mark.parametrize(("black_s", "times"), [(0.5, 0), (5.0, 1), (55.0, 1)])
def test_it_is_told_after_a_second_and_said_once(black_s, times):
    states, clips, begin_us = seen(black_s)
    assert sum(clip.startswith("fail_safe") for clip in clips) == times
    told_us = [us_of_tick(tick) for tick, state in enumerate(states) if state.has_trouble]
    assert all(us - begin_us >= US_PER_S for us in told_us)
    scenes = {describe(state, free_station()).kind for state in states if state.has_trouble}
    assert scenes == ({SceneKind.FAIL_SAFE} if times else set())


def test_after_a_minute_it_is_a_room_that_was_left():
    states, _, _ = seen(80.0)
    assert Stage.SUMMARY in {state.course.stage for state in states}
    assert not states[-200].has_trouble


def test_a_room_that_is_only_dark_is_none_of_it():
    states, clips, _ = seen(5.0, luma=BLACK_LUMA)
    assert not any(state.has_trouble for state in states)
    assert not any(clip.startswith("fail_safe") for clip in clips)


def test_an_empty_room_may_be_black():
    states, clips, _ = seen(20.0, before=Story(has_wall=False).absent(2.0))
    assert not any(state.has_trouble for state in states)
    assert states[-1].reps == 1
    assert "fail_safe_1" not in clips
