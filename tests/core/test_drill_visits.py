"""Visits to the drills that are reps: what each counts, what it refuses, and what is said when.

In:  the synthetic athlete with the measured noise, doing the drill well, badly, or doing another.
Out: counts, faults, seconds told and cues.
Not here: holds and clocks (test_hold_visits.py), programmes (test_programme_visits.py), the wall (test_wall_cases.py).

Rule: hinge.md B.7's row of each drill; tempo and depth are the row's own.
"""

from dataclasses import replace
from itertools import pairwise

import pytest

from kiosk.core.drill import HoldAt
from kiosk.core.events import AttemptDecided, CueSpoken, DescentBegan, HoldCounted, SetDone
from kiosk.core.vocab import Fault, Verdict
from tests.athlete import TOP, Arms, Posture
from tests.builders import Story, Stream, Tempo, dip_scores, on_one_leg, swap_sides
from tests.streams import OTHER_SIDE
from tests.visits import MODEL, Visit, station_of, visit_of

HINGE = Posture(kappa_deg=15, theta_deg=50)
SQUATTY = Posture(kappa_deg=50, theta_deg=45)
LEANT_BACK = Posture(kappa_deg=2, theta_deg=-12, phi_deg=9)
FPS = 15.0


def tall(seed: int = 1) -> Story:
    """Stand long enough to hear the introduction out."""
    return Story(has_wall=False, model=MODEL, seed=seed).stand(7)


def visits(story: Story | Stream, drill: str, fps: float = FPS) -> Visit:
    return visit_of(story.samples(fps) if isinstance(story, Story) else story, station_of(drill))


def after_setup(visit: Visit) -> list[str]:
    """Everything said from the first rep on."""
    first_us = visit.of(AttemptDecided)[0].attempt.start_us
    return [clip for event in visit.of(CueSpoken) if event.at_us >= first_us for clip in event.clips]


# The six-step hinge holds two seconds at the bottom.


@pytest.mark.parametrize(("fps", "seed"), [(10, 1), (15, 2), (20, 3), (30, 4)])
def test_two_seconds_at_the_bottom_of_the_six_step_are_counted_aloud(fps: float, seed: int) -> None:
    visit = visits(tall(seed).reps(3, HINGE, Tempo(hold_s=2.6, rest_s=1.2)), "hip_hinge", fps)
    assert visit.verdicts == (Verdict.CLEAN,) * 3
    assert [(event.seconds, event.at) for event in visit.of(HoldCounted)] == [
        (1, HoldAt.BOTTOM),
        (2, HoldAt.BOTTOM),
    ] * 3
    assert after_setup(visit) == ["n_1", "n_2", "n_1", "n_1", "n_2", "n_2", "n_1", "n_2", "n_3"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_seconds_at_the_bottom_are_told_while_it_is_held(seed: int) -> None:
    story = tall(seed).reps(2, HINGE, Tempo(hold_s=2.6, rest_s=1.2))
    visit = visits(story, "hip_hinge", 20)
    for truth in story.reps_truth:
        told_s = [event.at_us / 1e6 for event in visit.of(HoldCounted) if abs(event.at_us / 1e6 - truth.bottom_s) < 4]
        assert [truth.bottom_s < time_s < truth.bottom_end_s + 0.1 for time_s in told_s] == [True, True]


def test_who_is_short_twice_running_is_told_to_stay_and_not_before() -> None:
    quick = Tempo(down_s=1.5, hold_s=0.2, rest_s=3.2)
    once = visits(tall().reps(1, HINGE, quick).reps(2, HINGE, Tempo(hold_s=2.6, rest_s=3.2)), "hip_hinge")
    assert not [clip for clip in once.clips if clip.startswith("hold_longer")]
    visit = visits(tall().reps(2, HINGE, quick), "hip_hinge")
    assert after_setup(visit) == ["n_1", "n_2", "hold_longer_1"]


def test_who_has_no_pause_long_enough_for_the_sentence_is_told_in_short() -> None:
    visit = visits(tall().reps(8, HINGE, Tempo(hold_s=0.3, rest_s=0.5)), "hip_hinge")
    assert "hold_longer_short" in visit.clips


def test_who_holds_it_again_is_not_told_any_more() -> None:
    story = tall().reps(2, HINGE, Tempo(hold_s=0.4, rest_s=3.2)).reps(3, HINGE, Tempo(hold_s=2.6, rest_s=3.2))
    assert [clip for clip in visits(story, "hip_hinge").clips if clip.startswith("hold_longer")] == ["hold_longer_1"]


# The pull-through holds three at the top, and ends tall.

AT_THE_TOP = Tempo(rest_s=4.2)


@pytest.mark.parametrize(("fps", "seed"), [(10, 1), (15, 2), (20, 3), (30, 4)])
def test_three_seconds_at_the_top_of_a_pull_through_are_counted_aloud(fps: float, seed: int) -> None:
    visit = visits(tall(seed).reps(3, HINGE, AT_THE_TOP), "band_pull_through", fps)
    assert [(event.seconds, event.at) for event in visit.of(HoldCounted)] == [(n, HoldAt.TOP) for n in (1, 2, 3)] * 3
    held = ["hold_1", "n_2", "n_3"]
    assert after_setup(visit) == ["n_1", *held, "n_2", *held, "n_3", *held]


def test_no_second_of_the_top_is_told_in_a_descent() -> None:
    story = tall().reps(4, HINGE, Tempo(rest_s=1.6))
    visit = visits(story, "band_pull_through", 20)
    begun_us = [event.at_us for event in visit.of(DescentBegan)]
    decided_us = [event.at_us for event in visit.of(AttemptDecided)]
    told_us = [event.at_us for event in visit.of(HoldCounted)]
    assert told_us
    assert not [
        time_us for time_us in told_us for rep in zip(begun_us, decided_us, strict=True) if rep[0] <= time_us < rep[1]
    ]


def test_a_hold_at_the_top_that_is_over_is_not_counted_again_for_a_sway() -> None:
    swayed = Posture(kappa_deg=6, theta_deg=13)
    story = tall().reps(1, HINGE, AT_THE_TOP).move_to(swayed, 0.6).move_to(TOP, 0.6).hold(4)
    assert [event.seconds for event in visits(story, "band_pull_through").of(HoldCounted)] == [1, 2, 3]


def test_a_cue_is_heard_out_although_the_hold_at_the_top_goes_on() -> None:
    visit = visits(tall().reps(3, SQUATTY, AT_THE_TOP), "band_pull_through")
    (told_s,) = visit.said_at("band_back_2")[:1] or visit.said_at("band_back_1")[-1:]
    pack = station_of("band_pull_through").pack
    over_s = told_s + pack.length_us(("band_back_1",)) / 1e6
    assert not [clip for time_s, clip in visit.said if told_s < time_s < over_s - 0.05]


@pytest.mark.parametrize("rest_s", [1.5, 3.5, 6.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_lean_back_that_persists_is_found_every_time_however_long_it_is_held(rest_s: float, seed: int) -> None:
    visit = visits(tall(seed).reps(4, HINGE, Tempo(rest_s=rest_s), end=LEANT_BACK), "band_pull_through")
    assert [item.faults for item in visit.attempts] == [(Fault.LEAN_BACK,)] * 4
    assert visit.verdicts == (Verdict.FAULTED,) * 4
    assert [item.lean_deg for item in visit.attempts] == pytest.approx([48] * 4, abs=4)


def test_a_lean_back_is_told_after_the_second_and_not_after_the_first() -> None:
    story = tall()
    for _ in range(2):
        story = story.reps(1, HINGE, Tempo(rest_s=0.8), end=LEANT_BACK).move_to(TOP, 0.4).hold(3.5)
    visit = visits(story, "romanian_deadlift")
    (told_s,) = visit.said_at("lean_back_1")
    assert told_s > visit.attempts[1].end_us / 1e6
    assert visit.verdicts == (Verdict.CLEAN,) * 2
    """It is minor there."""


def test_a_lean_back_without_a_pause_to_speak_in_is_told_in_short() -> None:
    story = tall()
    for _ in range(8):
        story = story.reps(1, HINGE, Tempo(rest_s=0.5), end=LEANT_BACK).move_to(TOP, 0.3)
    assert "lean_back_short" in visits(story, "romanian_deadlift").clips


def test_who_stops_tall_again_is_measured_as_before() -> None:
    story = tall().reps(2, HINGE, Tempo(rest_s=4), end=LEANT_BACK).stand(2).reps(3, HINGE, AT_THE_TOP)
    visit = visits(story, "band_pull_through")
    assert [bool(item.faults) for item in visit.attempts] == [True, True, False, False, False]
    assert visit.attempts[-1].lean_deg == pytest.approx(48, abs=4)


# The swing keeps its own tempo.

SWING = Posture(kappa_deg=35, theta_deg=55)


@pytest.mark.parametrize("fps", [20, 30])
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    "tempo",
    [
        Tempo(down_s=0.55, hold_s=0.0, up_s=0.55, rest_s=0.1),
        Tempo(down_s=0.6, hold_s=0.05, up_s=0.6, rest_s=0.15),
        Tempo(down_s=0.7, hold_s=0.05, up_s=0.65, rest_s=0.2),
    ],
    ids=["1.2 s", "1.4 s", "1.6 s"],
)
def test_a_set_of_swings_at_its_own_tempo_is_counted(tempo: Tempo, seed: int, fps: float) -> None:
    visit = visits(tall(seed).reps(15, SWING, tempo), "kettlebell_swing", fps)
    assert [(event.reps, event.attempts) for event in visit.of(SetDone)] == [(15, 15)]
    assert [item.faults for item in visit.attempts] == [()] * 15
    assert [clip for clip in visit.clips if clip.startswith("n_")] == [f"n_{number}" for number in range(1, 16)]


def test_slow_hinges_count_as_swings_and_squats_do_not() -> None:
    visit = visits(tall().reps(2, SWING).squats(2), "kettlebell_swing")
    assert visit.verdicts == (Verdict.CLEAN, Verdict.CLEAN, Verdict.SQUAT, Verdict.SQUAT)


# The squat is the contrast: it counts squats, and nothing else.


@pytest.mark.parametrize(("kappa_deg", "theta_deg"), [(80, 35), (100, 40), (110, 42)])
@pytest.mark.parametrize(("fps", "seed"), [(10, 1), (20, 2), (30, 3)])
def test_a_set_of_squats_is_counted_where_squats_are_asked_for(
    kappa_deg: float, theta_deg: float, fps: float, seed: int
) -> None:
    story = tall(seed).squats(5, Posture(kappa_deg=kappa_deg, theta_deg=theta_deg), Tempo(rest_s=1.5))
    visit = visits(story, "squat", fps)
    assert [(event.reps, event.attempts) for event in visit.of(SetDone)] == [(5, 5)]
    assert [item.faults for item in visit.attempts] == [()] * 5


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("kappa_deg", "theta_deg"), [(15, 45), (18, 75), (5, 60), (25, 50)])
def test_hinges_count_nothing_where_squats_are_asked_for(kappa_deg: float, theta_deg: float, seed: int) -> None:
    visit = visits(tall(seed).reps(3, Posture(kappa_deg=kappa_deg, theta_deg=theta_deg)), "squat")
    assert visit.count == 0


def test_of_a_squat_it_is_not_said_how_far_the_hips_went_back() -> None:
    visit = visits(tall().squats(4, tempo=Tempo(rest_s=5)), "squat")
    assert visit.count == 4
    assert "praise_1" not in visit.clips


# One leg: legs cross in the picture and swap their names.

ONE_LEG = Posture(kappa_deg=18, theta_deg=60)


def crossed(stream: Stream, every: int) -> Stream:
    """Exchange only the knees' names in every n-th sample."""
    order = list(range(17))
    order[13], order[14] = OTHER_SIDE[13], OTHER_SIDE[14]

    def taken(index: int) -> bool:
        return index % every == every - 1

    return tuple(
        replace(sample, pose=replace(sample.pose, xy_px=sample.pose.xy_px[order])) if taken(index) else sample
        for index, sample in enumerate(stream)
    )


@pytest.mark.parametrize("is_left_free", [True, False])
@pytest.mark.parametrize(("fps", "seed"), [(12, 1), (20, 2), (30, 3)])
def test_a_one_leg_deadlift_is_counted_though_its_legs_cross_and_swap(
    fps: float, seed: int, *, is_left_free: bool
) -> None:
    plain = on_one_leg(tall(seed).reps(5, ONE_LEG).stand(1).samples(fps), is_left_free=is_left_free)
    for stream in (plain, swap_sides(plain, 2), swap_sides(plain, 3), crossed(plain, 2)):
        visit = visits(stream, "one_leg_deadlift")
        assert visit.verdicts == (Verdict.CLEAN,) * 5
        assert [item.faults for item in visit.attempts] == [()] * 5


def test_the_same_on_two_legs_needs_both_feet_on_the_floor() -> None:
    stream = on_one_leg(tall().reps(3, ONE_LEG).stand(1).samples(FPS))
    assert visits(stream, "hip_hinge").count == 0


def test_a_one_leg_deadlift_of_thirty_degrees_is_shallow() -> None:
    stream = on_one_leg(tall().reps(3, Posture(kappa_deg=15, theta_deg=30)).stand(1).samples(20))
    assert visits(stream, "one_leg_deadlift").verdicts == (Verdict.SHALLOW,) * 3


# The deadlift goes down to the floor, and its knees with it.

FROM_THE_FLOOR = Posture(kappa_deg=65, theta_deg=60, arms=Arms.REACHING)


@pytest.mark.parametrize(("fps", "seed"), [(10, 1), (20, 2), (30, 3)])
def test_a_deadlift_from_the_floor_is_counted_with_its_hands_below_its_knees(fps: float, seed: int) -> None:
    visit = visits(tall(seed).reps(5, FROM_THE_FLOOR, Tempo(rest_s=1.5)), "deadlift", fps)
    assert [(event.reps, event.attempts) for event in visit.of(SetDone)] == [(5, 5)]
    assert visit.verdicts == (Verdict.CLEAN,) * 5


def test_plates_before_the_ankles_for_half_a_second_lose_nothing() -> None:
    story = tall().reps(2, FROM_THE_FLOOR, Tempo(hold_s=0.4, rest_s=1.5)).stand(1)
    stream = story.samples(20)
    for truth in story.reps_truth:
        stream = dip_scores(stream, truth.bottom_s, truth.bottom_end_s, keypoints=(15, 16))  # type: ignore[arg-type]
    assert visits(stream, "deadlift").count == 2


@pytest.mark.parametrize("drill", ["romanian_deadlift", "hip_hinge", "good_morning"])
def test_picking_something_up_is_no_rep_where_no_load_is_on_the_floor(drill: str) -> None:
    pick_up = Posture(kappa_deg=12, theta_deg=88, rounding=0.08, arms=Arms.REACHING)
    visit = visits(tall().reps(1, pick_up).stand(2), drill)
    assert visit.verdicts == (Verdict.VOID,)
    assert visits(tall().reps(1, pick_up).stand(2), "deadlift").count == 1


def test_a_squat_is_no_deadlift() -> None:
    visit = visits(tall().squats(3, Posture(kappa_deg=95, theta_deg=30)), "deadlift")
    assert visit.verdicts == (Verdict.SQUAT,) * 3


# What holds in every drill of reps.


@pytest.mark.parametrize(
    "drill",
    ["hip_hinge", "broomstick_hinge", "dowel_hinge", "handcuff_hinge", "hip_flexor_activation", "landmine_hinge"],
)
def test_a_clean_hinge_is_clean_in_every_drill_that_is_one(drill: str) -> None:
    visit = visits(tall(3).reps(3, HINGE, Tempo(down_s=2.2, hold_s=2.6, rest_s=1.5)), drill)
    assert visit.verdicts == (Verdict.CLEAN,) * 3
    assert [item.faults for item in visit.attempts] == [()] * 3


@pytest.mark.parametrize("drill", ["hip_hinge", "dowel_hinge", "band_pull_through", "squat", "held_hinge", "plank"])
def test_a_drill_is_introduced_once_and_in_its_own_words(drill: str) -> None:
    station = station_of(drill, rest_s=10, reps=1, sets=2, hold_s=2)
    bottom = Posture(kappa_deg=90, theta_deg=40) if drill == "squat" else HINGE
    story = tall().reps(1, bottom, Tempo(hold_s=3.5, rest_s=13)).reps(1, bottom, Tempo(hold_s=3.5, rest_s=2))
    clips = visit_of(story.samples(FPS), station).clips
    for cue in station.drill.setup_cues:
        assert clips.count(station.pack.variant(cue, 0)) == 1, cue


def test_counts_of_a_set_go_up_by_one() -> None:
    counts = [
        event.count for event in visits(tall().reps(5, HINGE, Tempo(rest_s=0.8)), "dowel_hinge").of(AttemptDecided)
    ]
    assert [after - before for before, after in pairwise(counts)] == [1] * 4
