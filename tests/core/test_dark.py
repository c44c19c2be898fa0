"""While the screen is lost the session goes on by voice, which says so once, to somebody, and between reps."""

import pytest

from kiosk.analysis import inputs_of
from kiosk.core.frozen import replace
from kiosk.core.units import US_PER_S, s_of_us, us_of_tick
from tests.builders import Story
from tests.visits import visit_with, wall_station

SET = Story(heel_in=0.0).zero(4.0).step_to(3.0).stand(3.0).touch_reps(3).stand(3.0).samples(fps=30)
FAIL_SAFE = "fail_safe"
END_S = SET[-1].capture_us / US_PER_S


def visit(from_s, to_s, samples=SET):
    """Run a visit whose screen is lost between two moments."""
    inputs = [replace(item, is_dark=from_s <= s_of_us(us_of_tick(item.tick)) < to_s) for item in inputs_of(samples)]
    return visit_with(inputs, wall_station())


def said(found):
    return [clip for clip in found.clips if clip.startswith(FAIL_SAFE)]


def test_a_lost_screen_changes_no_rep():
    well, dark = visit(0.0, 0.0), visit(6.0, END_S)
    assert dark.attempts == well.attempts
    assert dark.count == 3


@pytest.mark.parametrize(
    ("case", "spans", "times"),
    [("never", (0.0, 0.0), 0), ("to the end", (6.0, END_S), 1), ("and back", (6.0, 10.0), 1)],
)
def test_it_is_said_once(case, spans, times):
    assert len(said(visit(*spans))) == times, case


@pytest.mark.parametrize("from_s", [9.0, 10.5, 11.5, 12.5, 13.5])
def test_it_is_said_in_no_rep(from_s):
    found = visit(from_s, END_S)
    at_s = next(at_s for at_s, clip in found.said if clip.startswith(FAIL_SAFE))
    spans = [(s_of_us(item.start_us), s_of_us(item.end_us)) for item in found.attempts]
    assert not any(start_s <= at_s < end_s for start_s, end_s in spans)


def test_an_empty_room_is_told_nothing():
    assert said(visit(0.0, 20.0, Story(has_wall=False).absent(20.0).samples(fps=30))) == []
