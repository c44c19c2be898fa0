"""Families as the movements of the notes' tables: hinges, squats, and what is neither.

In:  stories of the synthetic athlete through a recording station; single attempts with one figure changed.
Out: the family of an attempt or of all, and how sure it is.
Not here: choosing the drill (test_analyze_any.py), real people (test_traces.py).

Rule: what lies at a border may be not sure, and is never called the other thing.
"""

from dataclasses import replace

import pytest

from kiosk.core.family import QUITE_SURE_FROM, SURE_FROM, family_of, family_of_all
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Family, Verdict
from tests.builders import TOP, Arms, Posture, Story, Tempo
from tests.visits import free_station, visit_of

HINGE, SQUAT, NEITHER, NOT_SURE = Family.HINGE, Family.SQUAT, Family.NEITHER, Family.NOT_SURE
SWING = Tempo(down_s=0.7, hold_s=0.1, up_s=0.6, rest_s=0.4)
FPS = 20


def attempts_of(story: Story) -> tuple[Attempt, ...]:
    return visit_of(story.samples(FPS), free_station(is_recorded=True)).attempts


def told(story: Story) -> tuple[Attempt, ...]:
    return attempts_of(story.stand(1.0))


def done(knee_deg: float, lean_deg: float, tempo: Tempo | None = None) -> Attempt:
    """Return one attempt at this depth."""
    story = Story(has_wall=False).stand(2.0).reps(1, Posture(kappa_deg=knee_deg, theta_deg=lean_deg), tempo or Tempo())
    (attempt,) = told(story)
    return attempt


DEEP_HINGE, HALF_SQUAT, UPRIGHT_SQUAT = done(15, 60), done(80, 35), done(90, 25)


@pytest.mark.parametrize(
    ("movement", "knee_deg", "lean_deg", "family"),
    [
        ("a free hinge", 15, 45, HINGE),
        ("the least hinge that counts surely", 15, 36, HINGE),
        ("a good morning on straight knees", 5, 60, HINGE),
        ("a Romanian deadlift", 25, 80, HINGE),
        ("a squatty hinge", 50, 45, HINGE),
        ("a deadlift from the floor", 65, 60, HINGE),
        ("a half squat", 80, 35, SQUAT),
        ("a parallel squat", 110, 42, SQUAT),
        ("knees at 90° under an upright trunk", 90, 25, SQUAT),
        ("a squat down to a plate", 115, 55, SQUAT),
        ("half a hinge", 13, 24, NEITHER),
    ],
)
def test_a_movement_is_told_by_its_own_bottom(movement, knee_deg, lean_deg, family):
    found = family_of(done(knee_deg, lean_deg))
    assert found.family is family, (movement, found)
    assert found.sure >= SURE_FROM


def test_a_swing_is_a_hinge_however_quick():
    assert family_of(done(38, 57, SWING)).family is HINGE


@pytest.mark.parametrize(("knee_deg", "lean_deg"), [(90, 62), (108, 62), (55, 42), (45, 42), (13, 30)])
def test_what_lies_at_a_border_is_a_hinge_or_not_sure(knee_deg, lean_deg):
    assert family_of(done(knee_deg, lean_deg)).family in (HINGE, NOT_SURE)


def test_quarter_squats_are_squats_or_not_sure_one_by_one_and_squats_together():
    attempts = told(Story(has_wall=False).stand(2.0).reps(4, Posture(kappa_deg=50, theta_deg=25)))
    assert {family_of(item).family for item in attempts} <= {SQUAT, NOT_SURE}
    assert family_of_all(attempts, seen_share=1.0).family is SQUAT


def test_knees_at_90_under_a_deadlifts_trunk_count_and_are_hinges_when_all_agree():
    attempts = told(Story(has_wall=False).stand(2.0).reps(4, Posture(kappa_deg=90, theta_deg=62)))
    assert [item.verdict for item in attempts] == [Verdict.FAULTED] * 4
    assert family_of_all(attempts, seen_share=1.0).family is HINGE


def test_who_sits_down_and_stands_up_squats_no_more_than_hinges():
    (attempt,) = told(Story(has_wall=False).stand(2.0).sit().hold(2.0).move_to(TOP, 1.5))
    assert family_of(attempt).family is NEITHER


def test_a_trunk_that_jerks_in_a_row_is_a_position_held():
    story = Story(has_wall=False).stand(2.0).move_to(Posture(kappa_deg=20, theta_deg=55), 1.5).hold(0.5)
    for _ in range(5):
        story = story.move_to(Posture(kappa_deg=18, theta_deg=40), 0.4).hold(0.2)
        story = story.move_to(Posture(kappa_deg=20, theta_deg=56), 0.6).hold(0.3)
    attempts = attempts_of(story)
    assert {family_of(item).family for item in attempts} == {NEITHER}
    assert family_of_all(attempts, seen_share=1.0).family is NEITHER


def test_a_plate_picked_up_on_straight_legs_does_not_make_a_recording_of_hinges():
    reach = Posture(kappa_deg=12, theta_deg=88, rounding=0.08, arms=Arms.REACHING)
    attempts = told(Story(has_wall=False).stand(2.0).reps(1, reach))
    assert [item.verdict for item in attempts] == [Verdict.VOID]
    assert family_of_all(attempts, seen_share=1.0).family is NEITHER


@pytest.mark.parametrize("verdict", [Verdict.NEAR_MISS, Verdict.CLEAN])
def test_where_a_wall_is_known_a_small_hinge_is_a_hinge(verdict):
    small = replace(done(13, 24), verdict=verdict)
    assert family_of(small).family is NEITHER
    assert family_of(replace(small, is_touch=verdict is Verdict.CLEAN)).family is HINGE


def test_what_was_not_seen_well_or_not_measured_is_not_sure():
    assert family_of(replace(DEEP_HINGE, verdict=Verdict.NOT_SURE)) == (NOT_SURE, 0.0)
    assert family_of(replace(DEEP_HINGE, knee_deg=None)) == (NOT_SURE, 0.0)


def test_the_further_from_the_border_the_surer():
    sures = [family_of(replace(DEEP_HINGE, lean_deg=lean_deg)).sure for lean_deg in (31, 32, 33, 36, 39, 45)]
    assert sures == sorted(sures)
    assert sures[0] < SURE_FROM < QUITE_SURE_FROM < sures[-1]


@pytest.mark.parametrize("figure", ["knee_deg", "lead_deg", "path", "stoop_index"])
def test_no_single_figure_makes_a_squat_of_a_hinge(figure):
    spoilt = replace(DEEP_HINGE, **{figure: getattr(HALF_SQUAT, figure)})
    assert family_of(spoilt).family in (HINGE, NOT_SURE)


@pytest.mark.parametrize(
    ("what", "attempts", "family"),
    [
        ("hinges", [DEEP_HINGE] * 3, HINGE),
        ("squats", [HALF_SQUAT] * 3, SQUAT),
        ("a squat among hinges", [DEEP_HINGE] * 4 + [HALF_SQUAT], HINGE),
        ("as many squats as hinges", [DEEP_HINGE, UPRIGHT_SQUAT] * 2, NOT_SURE),
        ("shallow hinges among deep ones", [done(13, 24)] * 4 + [DEEP_HINGE] * 2, HINGE),
        ("nothing but shallow ones", [done(13, 24)] * 4, NEITHER),
        ("nothing at all", [], NEITHER),
        ("nothing that was seen well", [replace(DEEP_HINGE, verdict=Verdict.NOT_SURE)], NOT_SURE),
    ],
)
def test_a_recording_is_what_most_of_its_evidence_says(what, attempts, family):
    assert family_of_all(attempts, seen_share=1.0).family is family, what


def test_many_that_agree_are_surer_than_one():
    border = done(14, 33)
    assert family_of_all([border] * 5, seen_share=1.0).sure > family_of_all([border], seen_share=1.0).sure


def test_a_room_that_could_not_be_seen_is_not_called_empty():
    assert family_of_all([], seen_share=0.9) == (NEITHER, 0.9)
    assert family_of_all([], seen_share=0.3) == (NOT_SURE, 0.3)
