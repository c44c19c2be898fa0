"""Athletes who dawdle, stray or do not do as they are told: the station gets over it, and asks for one thing.

In:  the synthetic athlete of 175 cm with the measured noise, at few and many poses a second.
Out: counts, requests and words of whole visits.
Not here: the movement notes' own wall cases (test_wall_cases.py), damaged streams (test_robustness.py).
"""

from dataclasses import replace

import pytest

from kiosk.analysis import inputs_of
from kiosk.core.events import AskedToStep, LadderMoved, StageEntered, StepRefused, ZeroTaken
from kiosk.core.session import initial, step
from kiosk.core.vocab import Move, Stage, Verdict
from tests.builders import WALL_TEMPO, Athlete, Story
from tests.visits import MODEL, arrived, visit_of, visit_with, wall_station

LIVE = wall_station()


@pytest.mark.parametrize("fps", [12, 20, 30])
@pytest.mark.parametrize("seed", [1, 2, 7])
def test_whoever_stays_long_at_the_wall_after_the_zero_loses_no_rep_to_it(fps: float, seed: int) -> None:
    story = Story(seed=seed, model=MODEL).stand(1.5).zero(30).step_to(3).stand(4).touch_reps(5)
    visit = visit_of(story.stand(1).samples(fps), LIVE)
    assert visit.number_of(Verdict.VOID) == 0
    assert visit.of(StepRefused) == ()
    assert visit.count >= 4


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_two_inch_step_is_asked_back_to_the_rung_asked_for_and_taken_where_it_is_insisted_on(seed: int) -> None:
    story = arrived(3, seed=seed).touch_reps(5).step_to(5).stand(15).touch_reps(3).stand(2)
    visit = visit_of(story.samples(12), LIVE)
    assert {event.target_in for event in visit.of(StepRefused)} <= {4.0}
    assert visit.count >= 7


@pytest.mark.parametrize("fps", [12, 30])
@pytest.mark.parametrize("to_in", [3, 20])
def test_stepping_away_does_not_move_the_zero(fps: float, to_in: float) -> None:
    state, taken_in = initial(LIVE), None
    story = Story(seed=5, model=MODEL).stand(1.5).zero(3.4).step_to(to_in).stand(3)
    for tick_input in inputs_of(story.samples(fps)):
        state, output = step(state, tick_input, LIVE)
        if any(isinstance(event, ZeroTaken) for event in output.events):
            assert state.place.zero is not None
            taken_in = state.place.zero.ankle_in
    assert state.place.zero is not None
    assert state.place.zero.ankle_in == pytest.approx(taken_in, abs=0.25)


def test_a_camera_that_was_blind_for_a_minute_keeps_the_count_and_asks_for_a_zero() -> None:
    before = arrived(3).touch_reps(3).samples(12)
    other = Story(seed=2, model=MODEL, athlete=Athlete(stature_cm=190), heel_in=3).stand(4).touch_reps(2).stand(2)
    later_us = before[-1].capture_us + 60_000_000
    after = tuple(
        replace(sample, sequence=sample.sequence + len(before)) for sample in other.samples(12, start_us=later_us)
    )
    visit = visit_with(inputs_of((*before, *after)), LIVE)
    assert visit.count == 3
    assert visit.of(StageEntered)[-1].stage is Stage.ZERO


def test_misses_at_a_rung_that_was_to_be_left_are_not_a_second_regression() -> None:
    story = arrived(6).touch_reps(2).touch_reps(4, gap_in=1.8).step_to(5).stand(3).touch_reps(5).stand(1)
    moves = [event.move for event in visit_of(story.samples(20), LIVE).of(LadderMoved)]
    assert moves[0] is Move.IN
    assert Move.BEST_FOR_TODAY not in moves


def test_a_request_to_step_that_is_ignored_is_not_said_after_every_rep() -> None:
    visit = visit_of(arrived(3).touch_reps(12, tempo=replace(WALL_TEMPO, rest_s=5)).samples(12), LIVE)
    asked = [event for event in visit.of(AskedToStep) if event.target_in == 4]
    assert asked
    assert sum(clip.startswith("heels_to") for clip in visit.clips) <= 2


def test_who_walks_away_in_a_set_is_told_the_summary() -> None:
    visit = visit_of(arrived(3).touch_reps(3).walk(60).absent(30).samples(20), LIVE)
    assert any(clip.startswith("summary") for clip in visit.clips)
