"""What a recording shows, whichever drill it was judged with.

In:  attempts and events of a reading.
Out: its family; whether its stops may have been a wall.
Not here: one attempt's family (core/test_family.py), whole recordings (test_analyze_any.py).

Rule: what nobody could see is not called nothing.
"""

from dataclasses import replace

import pytest

from kiosk.core.events import MissingNoticed
from kiosk.core.params import TouchParams
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Family, Missing
from kiosk.shown import likeness_of, may_be_wall
from tests.core.test_family import DEEP_HINGE, HALF_SQUAT, done
from tests.visits import catalogue

WALL, FREE = catalogue().drill("wall_hinge"), catalogue().drill("hip_hinge")
TOUCH = replace(done(14, 24), is_touch=True, hold_s=1.0, travel_in=3.0)


def shown(attempts, drill=FREE, events=(), *, end_s=20.0):
    return likeness_of(attempts, events, drill, start_us=0, end_us=us_of_s(end_s))


def test_hinges_are_at_a_wall_when_the_drill_has_one_and_it_was_touched():
    touched = replace(DEEP_HINGE, is_touch=True)
    assert shown([touched] * 3, WALL).family is Family.WALL_HINGE
    assert shown([DEEP_HINGE] * 3, WALL).family is Family.HINGE
    assert shown([touched] * 3, FREE).family is Family.HINGE
    assert shown([HALF_SQUAT] * 3, WALL).family is Family.SQUAT


@pytest.mark.parametrize(
    ("hidden", "family"),
    [
        ([], Family.NEITHER),
        ([(2.0, Missing.NOT_STILL)], Family.NEITHER),
        ([(2.0, Missing.FEET_OUT_OF_VIEW), (5.0, None)], Family.NEITHER),
        ([(2.0, Missing.FEET_OUT_OF_VIEW)], Family.NOT_SURE),
        ([(2.0, Missing.TOO_DARK), (3.0, None), (6.0, Missing.NOT_SIDE_ON), (14.0, None)], Family.NOT_SURE),
    ],
)
def test_nothing_was_shown_only_if_it_could_be_seen(hidden, family):
    events = [MissingNoticed(at_us=us_of_s(at_s), missing=missing) for at_s, missing in hidden]
    assert shown([], events=events).family is family


@pytest.mark.parametrize(
    ("what", "attempts", "free_reps", "is_wall"),
    [
        ("held stops at one place", [TOUCH] * 3, 0, True),
        ("one stop", [TOUCH], 0, False),
        ("stops that only turn back", [replace(TOUCH, hold_s=0.5)] * 3, 0, False),
        ("a sway too small to tell a hold in", [replace(TOUCH, travel_in=0.8, lean_deg=7.0)] * 3, 0, False),
        ("stops here and there", [TOUCH] * 2 + [replace(TOUCH, is_touch=False)] * 3, 0, False),
        ("a set of free hinges that stop alike", [replace(TOUCH, lean_deg=45.0)] * 3, 3, False),
        ("a shallow one among free hinges", [TOUCH, *[replace(TOUCH, lean_deg=45.0)] * 3], 3, False),
    ],
)
def test_held_shallow_stops_that_agree_are_a_wall(what, attempts, free_reps, is_wall):
    assert may_be_wall(attempts, free_reps, TouchParams()) is is_wall, what
