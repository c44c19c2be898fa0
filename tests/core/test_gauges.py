"""What the mirror measures for the eye: the live heel, stillness, the reach and the light of a rep."""

from dataclasses import replace
from math import nan

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.core.attempt import AttemptState
from kiosk.core.bottom import FormRow
from kiosk.core.course import CourseState
from kiosk.core.gauges import edge_light_of, live_place_in, range_gauge_of, step_gauge_of, stillness_ring
from kiosk.core.lane import Mark, fit_lane
from kiosk.core.mirror import describe
from kiosk.core.place import PlaceState, Zero
from kiosk.core.scene import RangeGauge
from kiosk.core.stance import Proof, StanceState
from kiosk.core.state import State, Station
from kiosk.core.units import us_of_s
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Stage, Verdict
from tests.builders import lane_marks

NOW_US = us_of_s(50.0)
HEIGHT_IN = 70.0
ZERO = Zero(ankle_in=-0.6, hip_in=3.0, height_in=HEIGHT_IN)
CATALOGUE = load_catalogue()
LANE = fit_lane([Mark(inches=inches, ankle_px=px) for inches, px in lane_marks()], (640, 480))
WALL = Station(drill=CATALOGUE.drill("wall_hinge"), pack=CATALOGUE.pack, lane=LANE)
FREE = Station(drill=CATALOGUE.drill("hip_hinge"), pack=CATALOGUE.pack)


def stance_at(*places_in: float, ago_s: float = 0.1, is_still: bool = True) -> StanceState:
    """Return a stance of readings ten a second, the last of them `ago_s` old."""
    times_us = tuple(NOW_US - us_of_s(ago_s + 0.1 * back) for back in reversed(range(len(places_in))))
    return StanceState(times_us=times_us, places_in=places_in, held_us=us_of_s(len(places_in) * 0.1), is_still=is_still)


def stepping(
    heel_in: float | None,
    *,
    target_in: float | None,
    anchor_in: float = 0.0,
    proven_in: float | None = None,
    refused_in: float | None = None,
) -> State:
    """Return the state of someone whose heels read `heel_in` from their own zero, and who was asked to `target_in`."""
    place = PlaceState(
        stance=StanceState() if heel_in is None else stance_at(*[heel_in + ZERO.ankle_in] * 10),
        zero=ZERO,
        proof=None if proven_in is None else Proof(rung_in=proven_in, reading_in=proven_in),
        anchor=Proof(rung_in=anchor_in, reading_in=anchor_in),
        target_in=target_in,
        refused_reading_in=refused_in,
    )
    return State(now_us=NOW_US, place=place, course=CourseState(stage=Stage.STEP_OUT))


@pytest.mark.parametrize(
    ("athlete", "state", "headline", "has_ring", "target_in"),
    [
        ("at the wall", stepping(0.0, target_in=3.0), "Step out", False, 3.0),
        ("on the way", stepping(1.9, target_in=3.0), "Step out", False, 3.0),
        ("on the line", stepping(3.4, target_in=3.0), "Hold it there", True, 3.0),
        ("beyond it", stepping(4.6, target_in=3.0), "Step in", False, 3.0),
        ("asked one further", stepping(4.1, target_in=5.0, anchor_in=4.0), "Step out", False, 5.0),
        ("not yet off the old one", stepping(4.6, target_in=5.0, anchor_in=4.0, proven_in=4.0), "Step out", False, 5.0),
        ("one further", stepping(4.8, target_in=5.0, anchor_in=4.0), "Hold it there", True, 5.0),
        ("two further", stepping(5.7, target_in=5.0, anchor_in=4.0), "Step in", False, 5.0),
        ("refused", stepping(4.7, target_in=5.0, anchor_in=4.0, refused_in=4.7), "Step out", False, 5.0),
        ("refused too far", stepping(5.4, target_in=5.0, anchor_in=4.0, refused_in=5.4), "Step in", False, 5.0),
        ("asked one in", stepping(5.0, target_in=4.0, anchor_in=5.0), "Step in", False, 4.0),
        ("not seen, asked one in", stepping(None, target_in=4.0, anchor_in=5.0), "Step in", False, 4.0),
        ("not seen, asked out", stepping(None, target_in=3.0), "Step out", False, 3.0),
        ("on a rung of their own", stepping(7.2, target_in=None, anchor_in=4.0), "Hold it there", True, 7.0),
        ("off the rungs", stepping(20.0, target_in=None, anchor_in=4.0), "Step in", False, 4.0),
    ],
)
def test_the_step_is_shown_as_it_is(athlete, state, headline, has_ring, target_in):
    scene = describe(state, WALL)
    assert (scene.headline, scene.ring is not None) == (headline, has_ring), athlete
    assert scene.step_gauge.target_in == scene.ladder.current_in == target_in


@pytest.mark.parametrize(
    ("places_in", "ago_s", "expected_in"),
    [
        ((), 0.0, None),
        ((4.0,), 0.1, 4.0),
        ((1.0, 1.0, 1.0, 4.0, 4.0, 4.0, 4.0, 4.0), 0.1, 4.0),
        ((4.0, 4.0), 1.1, None),
        ((4.0, nan), 0.1, None),
    ],
    ids=["never seen", "just seen", "half a second counts", "long ago", "not measurable"],
)
def test_the_live_heel_is_the_mean_of_the_newest_half_second(places_in, ago_s, expected_in):
    assert live_place_in(stance_at(*places_in, ago_s=ago_s), NOW_US) == expected_in


def test_the_heel_is_read_from_the_athletes_own_zero_in_quarter_inches():
    state = stepping(3.4, target_in=3.0)
    assert step_gauge_of(state, WALL).heel_in == 3.5
    biased = replace(state, place=replace(state.place, bias_in=0.3))
    assert step_gauge_of(biased, WALL).heel_in == 3.0


@pytest.mark.parametrize(
    ("readings", "is_still", "share"),
    [(0, False, 0.0), (5, False, 0.25), (30, False, 0.5), (15, True, 0.75), (30, True, 1)],
)
def test_the_ring_waits_at_half_until_the_feet_are_still(readings, is_still, share):
    assert stillness_ring(stance_at(*[0.0] * readings, is_still=is_still), 1.0, 2.0).share == share


def attempt_of(
    verdict: Verdict, *, travel_in: float = 3.0, gap_in: float | None = None, rung_in: float | None = 6.0
) -> Attempt:
    return Attempt(
        number=1,
        verdict=verdict,
        start_us=0,
        bottom_us=1,
        end_us=2,
        lean_deg=30.0,
        travel_in=travel_in,
        hold_s=1.0,
        tempo_s=3.5,
        rung_in=rung_in,
        hip_gap_in=gap_in,
    )


@pytest.mark.parametrize(
    ("attempt", "expected"),
    [
        (attempt_of(Verdict.CLEAN), RangeGauge(fill=1.0, is_touch=True)),
        (attempt_of(Verdict.NEAR_MISS, travel_in=4.5, gap_in=1.5), RangeGauge(fill=0.75, is_touch=False)),
        (attempt_of(Verdict.SQUAT, travel_in=-1.0, gap_in=4.0), RangeGauge(fill=0.0, is_touch=False)),
        (attempt_of(Verdict.NO_LOCKOUT, travel_in=2.25), RangeGauge(fill=0.5, is_touch=False)),
        (attempt_of(Verdict.NO_LOCKOUT, travel_in=9.0), RangeGauge(fill=1.0, is_touch=False)),
        (attempt_of(Verdict.SQUAT, rung_in=None), None),
        (attempt_of(Verdict.NOT_SURE, gap_in=1.0), None),
        (attempt_of(Verdict.VOID, gap_in=1.0), None),
    ],
)
def test_the_range_gauge_tells_how_far_towards_the_wall(attempt, expected):
    assert range_gauge_of(attempt, WALL) == expected
    assert range_gauge_of(attempt, FREE) is None


def rep_at(*travels_in: float, records: tuple[Attempt, ...] = ()) -> State:
    """Return the state in a rep at six inches whose hips were this far back at each sample."""
    rows = tuple(
        FormRow(index, travel_in, 0, 0, 0, travel_in / HEIGHT_IN, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, nan, nan, nan)
        for index, travel_in in enumerate(travels_in)
    )
    place = PlaceState(proof=Proof(rung_in=6.0, reading_in=6.0))
    return State(attempt=AttemptState(rows=rows), place=place, height_in=HEIGHT_IN, records=records)


@pytest.mark.parametrize(
    ("rep", "light"),
    [
        (rep_at(), 0.0),
        (rep_at(0.5), 0.0),
        (rep_at(0.5, 2.5), 0.5),
        (rep_at(0.5, 4.5), 1.0),
        (rep_at(0.5, 6.0), 1.0),
        (rep_at(0.5, 0.2), 0.0),
        (rep_at(0.5, nan), 0.0),
        (rep_at(4.0, 4.0), 0.78),
        (rep_at(1.0, 3.5, records=(attempt_of(Verdict.CLEAN, travel_in=6.0),)), 0.5),
        (rep_at(1.0, 3.5, records=(attempt_of(Verdict.CLEAN, travel_in=6.0, rung_in=5.0),)), 0.72),
        (rep_at(1.0, 3.5, records=(attempt_of(Verdict.SQUAT, travel_in=6.0),)), 0.72),
    ],
    ids=[
        "nothing seen",
        "begins",
        "half way",
        "at the reach of the rung",
        "further",
        "back",
        "not measurable",
        "seen late",
        "half way to the usual touch",
        "a touch on another rung says nothing",
        "neither does a squat",
    ],
)
def test_the_edge_light_is_the_share_of_the_usual_reach(rep, light):
    assert edge_light_of(rep, WALL) == pytest.approx(light)


def test_without_a_wall_the_usual_reach_is_that_of_forty_five_degrees():
    state = replace(rep_at(0.0, 0.11 * HEIGHT_IN), place=PlaceState())
    assert edge_light_of(state, FREE) == 1.0
