"""Visits that are holds or clocks: planks, held hinges, guided timers, through the core's only door.

In:  the synthetic athlete with the measured noise, lying, standing, out of sight.
Out: what was counted and what was said when.
Not here: the machines alone (test_hold.py, test_timer.py), reps (test_drill_visits.py), pictures (test_mirror.py).
"""

from itertools import pairwise

import pytest

from kiosk.core.events import DrillChanged, HoldCounted, HoldStrayed, SessionEnded, SetDone, StageEntered, TimerMoved
from kiosk.core.timer import TimerChange
from kiosk.core.vocab import Fault, Stage, Verdict
from tests.athlete import Posture
from tests.floor import PLANK, down, on_the_floor, plank_off, up
from tests.motion import Story
from tests.visits import MODEL, Visit, station_of, visit_of

PLANKS = station_of("plank")
HELD = station_of("held_hinge")
CIRCLES = station_of("leg_circles")
BRIDGES = station_of("glute_bridge")
SAG = plank_off(22.0)
PIKE = plank_off(-22.0)
FPS = 12.0


def planked(story: Story, fps: float = FPS) -> Visit:
    return visit_of(story.samples(fps), PLANKS)


def only(visit: Visit, *clips: str) -> list[str]:
    return [clip for clip in visit.clips if clip in clips]


@pytest.mark.parametrize(("fps", "seed"), [(10, 1), (20, 2), (30, 3)])
def test_a_plank_sags_is_told_comes_back_and_is_done_after_its_twenty_seconds(fps: float, seed: int) -> None:
    story = down(on_the_floor(seed=seed).stand(3)).hold(6).move_to(SAG, 0.4).hold(1.0).move_to(PLANK, 0.4).hold(17)
    visit = planked(story, fps)
    assert visit.clips == ("greet_1", "long_board_1", "sag_short", "n_10", "n_3", "n_2", "n_1", "set_done_1")
    assert [event.fault for event in visit.of(HoldStrayed)] == [Fault.SAG]
    (attempt,) = visit.attempts
    assert (attempt.verdict, attempt.hold_s) == (Verdict.CLEAN, pytest.approx(20, abs=0.2))
    assert [event.reps for event in visit.of(SetDone)] == [1]
    off_s = (attempt.end_us - attempt.start_us) / 1e6 - 20
    assert 1.0 < off_s < 2.2
    """The clock stood still for as long as the hips hung, and for that long only."""


def test_the_seconds_of_a_plank_are_seconds() -> None:
    visit = planked(down(on_the_floor().stand(3)).hold(22))
    times = [event.at_us / 1e6 for event in visit.of(HoldCounted)]
    assert [event.seconds for event in visit.of(HoldCounted)] == list(range(1, 20))
    assert [after - before for before, after in pairwise(times)] == pytest.approx([1.0] * 18, abs=0.1)
    assert visit.said_at("n_3")[0] == pytest.approx(visit.attempts[0].end_us / 1e6 - 3, abs=0.1)


def test_hips_too_high_are_told_as_such_and_a_second_time_in_other_words() -> None:
    story = down(on_the_floor().stand(3)).hold(5)
    for _ in range(3):
        story = story.move_to(PIKE, 0.4).hold(0.8).move_to(PLANK, 0.4).hold(4)
    assert only(planked(story), "pike_short", "pike_1") == ["pike_short", "pike_1", "pike_short"]


def test_who_gets_up_early_is_told_to_set_up_again_and_may() -> None:
    story = up(down(on_the_floor().stand(3)).hold(8)).stand(4)
    visit = planked(down(story).hold(22))
    assert visit.verdicts == (Verdict.SHALLOW, Verdict.CLEAN)
    assert visit.attempts[0].hold_s == pytest.approx(8.5, abs=0.8)
    (told_s,) = visit.said_at("hold_broken_1")
    assert told_s == pytest.approx(visit.attempts[0].end_us / 1e6, abs=0.2)
    assert [event.reps for event in visit.of(SetDone)] == [1]
    assert "lost_1" not in visit.clips


@pytest.mark.parametrize("away_s", [1.0, 3.0, 6.0])
def test_a_plank_that_is_out_of_sight_gathers_nothing_meanwhile(away_s: float) -> None:
    visit = planked(down(on_the_floor().stand(3)).hold(8).absent(away_s).hold(21))
    assert visit.verdicts[-1] is Verdict.CLEAN
    held_s = [attempt.hold_s for attempt in visit.attempts]
    # up to two seconds the hold goes on; after that it begins anew
    assert held_s == pytest.approx([20.0] if away_s < 2 else [8.0, 20.0], abs=0.7)
    assert visit.attempts[-1].tempo_s == pytest.approx(20.0 + (away_s if away_s < 2 else 0), abs=0.7)


def test_who_stands_in_the_rests_does_every_set_and_is_introduced_once() -> None:
    story = on_the_floor().stand(3)
    for _ in range(2):
        story = up(down(story).hold(21.5)).stand(42)
    visit = planked(up(down(story).hold(21.5)).stand(6))
    assert visit.verdicts == (Verdict.CLEAN,) * 3
    assert [event.number for event in visit.of(SetDone)] == [1, 2, 3]
    assert [event.reps for event in visit.of(SessionEnded)] == [3]
    assert only(visit, "long_board_1", "next_set_1") == ["long_board_1", "next_set_1", "next_set_1"]
    assert only(visit, "rest_ten_1") == ["rest_ten_1"] * 2


def test_who_lies_down_only_when_told_loses_no_set_and_no_session() -> None:
    story = up(down(on_the_floor().stand(3)).hold(21.5)).stand(48)
    visit = planked(down(story).hold(22))
    assert [event.number for event in visit.of(SetDone)] == [1, 2]
    assert visit.of(SessionEnded) == ()


def test_on_all_fours_or_upright_nothing_is_held() -> None:
    kneeling = on_the_floor().stand(3).move_to(Posture(kappa_deg=90, theta_deg=0, phi_deg=90), 1).hold(8)
    fours = kneeling.move_to(Posture(kappa_deg=90, theta_deg=80, phi_deg=90), 1).hold(8)
    visit = planked(fours)
    assert (visit.attempts, visit.of(HoldCounted)) == ((), ())


def hinging(story: Story, fps: float = FPS) -> Visit:
    return visit_of(story.samples(fps), HELD)


def standing(seed: int = 1) -> Story:
    return Story(has_wall=False, model=MODEL, seed=seed).stand(5.5)


HINGE = Posture(kappa_deg=15, theta_deg=50)


@pytest.mark.parametrize(("fps", "seed"), [(10, 1), (20, 2), (30, 3)])
def test_a_held_hinge_is_held_for_twenty_seconds(fps: float, seed: int) -> None:
    visit = hinging(standing(seed).move_to(HINGE, 1.5).hold(21).stand(2), fps)
    assert visit.verdicts == (Verdict.CLEAN,)
    assert visit.clips == ("greet_1", "like_table_1", "eyes_floor_1", "n_10", "n_3", "n_2", "n_1", "set_done_1")


@pytest.mark.parametrize(("theta_deg", "is_held"), [(20, False), (25, False), (36, True), (70, True), (82, False)])
def test_only_a_lean_from_thirty_to_seventy_five_degrees_is_held(theta_deg: float, *, is_held: bool) -> None:
    visit = hinging(standing().move_to(Posture(kappa_deg=15, theta_deg=theta_deg), 1.5).hold(8))
    assert bool(visit.of(HoldCounted)) is is_held


def test_who_comes_up_from_a_held_hinge_is_asked_to_set_up_again_and_nothing_is_said_of_form() -> None:
    visit = hinging(standing().move_to(HINGE, 1.5).hold(12).stand(6).move_to(HINGE, 1.5).hold(21))
    assert visit.verdicts == (Verdict.SHALLOW, Verdict.CLEAN)
    assert [event.fault for event in visit.of(HoldStrayed)] == [None]
    assert visit.clips.count("hold_broken_1") == 1


def timed(story: Story, station: object = CIRCLES, fps: float = 10) -> Visit:
    return visit_of(story.samples(fps), station)  # type: ignore[arg-type]


def moves(visit: Visit) -> list[TimerChange]:
    return [event.change for event in visit.of(TimerMoved)]


ROUND = [
    *(TimerChange.LEAD_BEGAN, TimerChange.WORK_BEGAN, TimerChange.SIDE_DONE),
    *(TimerChange.WORK_BEGAN, TimerChange.DONE),
]
LYING = ("stands", "lies", "is seen for a moment")


@pytest.mark.parametrize("who", LYING)
def test_a_clock_with_two_sides_runs_for_who(who: str) -> None:
    story = on_the_floor().stand(2)
    match who:
        case "stands":
            story = story.stand(56)
        case "lies":
            story = down(story).hold(52)
        case _:
            story = story.absent(56)
    visit = timed(story)
    assert moves(visit) == ROUND
    assert visit.clips == ("greet_1", "round_circles_1", "timer_begin_1", "other_side_1", "timer_begin_1", "set_done_1")
    begun_s, other_s = visit.said_at("timer_begin_1")
    assert (visit.said_at("other_side_1")[0] - begun_s, other_s - begun_s) == pytest.approx((20, 25), abs=0.1)
    assert [(event.reps, event.attempts) for event in visit.of(SetDone)] == [(1, 0)]
    assert visit.attempts == ()


def test_counts_are_heard_at_their_pace_even_when_nobody_is_seen_for_a_while() -> None:
    story = down(on_the_floor().stand(2)).hold(12).absent(15).hold(3).absent(20).hold(6)
    visit = timed(story, BRIDGES)
    counts = [(time_s, clip) for time_s, clip in visit.said if clip.startswith("n_")]
    assert [clip for _, clip in counts] == [f"n_{number}" for number in range(1, 16)]
    assert [after - before for (before, _), (after, _) in pairwise(counts)] == pytest.approx([3.0] * 14, abs=0.04)
    assert "lost_1" not in visit.clips


def test_who_comes_back_in_the_rest_goes_on_and_who_does_not_is_let_go() -> None:
    begun = down(on_the_floor().stand(2)).hold(20).absent(45)
    stays = timed(begun.stand(40))
    assert moves(stays)[: len(ROUND) + 2] == [*ROUND, TimerChange.LEAD_BEGAN, TimerChange.WORK_BEGAN]
    assert stays.of(SessionEnded) == ()
    goes = timed(begun.absent(80))
    assert moves(goes) == ROUND
    assert [(event.reps, event.sets) for event in goes.of(SessionEnded)] == [(1, 1)]
    over_s = goes.of(SessionEnded)[0].at_us / 1e6 - goes.of(SetDone)[0].at_us / 1e6
    assert over_s == pytest.approx(20 + 60, abs=0.5)


def test_the_last_set_ends_the_session_and_its_rounds_are_its_reps() -> None:
    visit = timed(on_the_floor().stand(208))
    assert moves(visit) == ROUND * 3
    assert [(event.reps, event.sets) for event in visit.of(SessionEnded)] == [(3, 3)]
    assert visit.of(DrillChanged) == ()
    entered = [event.stage for event in visit.of(StageEntered)]
    assert entered.count(Stage.SUMMARY) == 1
    assert visit.clips.count("summary_1") == 1
