"""Visits to programmes: from one drill to the next, in the rest and nowhere else.

In:  the synthetic athlete with the measured noise, and the programmes that ship, with fewer reps.
Out: which drill was on when, what was said of the next, what leaked from the one before, and the session's end.
Not here: the rules to move on as a table (test_programme.py).
"""

from dataclasses import replace
from itertools import pairwise

import pytest

from kiosk.analysis import inputs_of
from kiosk.core.drill import DrillKind
from kiosk.core.events import (
    AttemptDecided,
    AttemptRevised,
    DescentBegan,
    DrillChanged,
    Event,
    HoldCounted,
    SessionEnded,
    SetDone,
    StageEntered,
    TimerMoved,
    ZeroTaken,
)
from kiosk.core.mirror import describe
from kiosk.core.scene import Scene, SceneKind
from kiosk.core.session import Station, here, initial, step
from kiosk.core.vocab import Fault, Presence, Stage, Verdict
from tests.athlete import Posture
from tests.builders import EXACT, Athlete, Story, Stream, Tempo
from tests.floor import down, on_the_floor, up
from tests.visits import MODEL, Visit, arrived, catalogue, lane, station_of, visit_of

BRISK = Tempo(down_s=1.2, hold_s=0.7, up_s=0.9, rest_s=1.2)
HINGE = Posture(kappa_deg=15, theta_deg=50)
LOOKING_UP = Posture(kappa_deg=15, theta_deg=50, head_deg=5)
FPS = 12.0
REST_S = 20.0


def programme(*names: str, **dose: float) -> Station:
    """Return a station that goes through these drills, a set of each."""
    given = {"reps": 2, "sets": 1, "rest_s": REST_S, **dose}
    steps = tuple(replace(station_of(name, **given), lane=lane()) for name in names)
    first = steps[0]
    return replace(first, programme="by_hand", steps=tuple(replace(each, rule=RULE) for each in steps))


RULE = catalogue().programmes["between_sets"].steps[0].rule
FIRST_HINGE = station_of("first_hinge", has_lane=True, reps=6, rest_s=REST_S)


def moments(stream: Stream, station: Station) -> list[tuple[float, str, Scene, tuple[Event, ...]]]:
    """Return each tick's second, the drill after it, its picture and its events."""
    state, found = initial(station), []
    for tick_input in inputs_of(stream):
        state, output = step(state, tick_input, station)
        found.append((tick_input.tick / 30, here(state, station).drill.id, describe(state, station), output.events))
    return found


def free(seed: int = 1) -> Story:
    return Story(has_wall=False, model=MODEL, seed=seed).stand(6)


def rested(story: Story) -> Story:
    return story.stand(REST_S + 5)


def at_the_wall() -> Story:
    """Do two sets at the wall, the second without a new best rung, and walk out to where there is none."""
    first = arrived(4).touch_reps(6, tempo=replace(BRISK, hold_s=1.0)).stand(REST_S + 2)
    second = first.touch_reps(3, tempo=replace(BRISK, hold_s=1.0)).touch_reps(3, tempo=replace(BRISK, hold_s=1.0))
    return second.stand(2).walk(24)


def test_the_wall_gives_way_to_the_dowel_when_the_best_rung_has_stopped_growing() -> None:
    visit = visit_of(at_the_wall().stand(REST_S + 4).reps(2, HINGE, BRISK).samples(FPS), FIRST_HINGE)
    first, second = visit.of(SetDone)
    (changed,) = visit.of(DrillChanged)
    assert (changed.step, changed.drill) == (1, "dowel_hinge")
    assert changed.at_us == second.at_us
    assert (first.reps, second.reps) == (6, 6)
    assert "next_drill_1" in visit.clips


def test_the_next_drill_is_named_in_the_rest_and_introduced_when_it_begins() -> None:
    visit = visit_of(at_the_wall().stand(REST_S + 4).reps(2, HINGE, BRISK).samples(FPS), FIRST_HINGE)
    (changed,) = visit.of(DrillChanged)
    begins_s = [event.at_us / 1e6 for event in visit.of(StageEntered) if event.stage is Stage.SET][-1]
    (named_s,) = visit.said_at("name_dowel_hinge_1")
    assert changed.at_us / 1e6 <= named_s < begins_s
    (told_s,) = visit.said_at("stick_points_1")
    assert begins_s <= told_s < begins_s + 1
    assert visit.said_at("lost_point_1") == [told_s]
    # the first set's end was no change: there the next set was called
    assert len(visit.said_at("next_set_1")) == 1
    assert visit.said_at("next_set_1")[0] < changed.at_us / 1e6


def test_the_mirror_s_rest_shows_the_next_drill_and_its_own_length() -> None:
    story = rested(free().reps(2, HINGE, BRISK))
    found = moments(story.samples(FPS), programme("dowel_hinge", "squat"))
    rests = [scene for _, _, scene, _ in found if scene.kind is SceneKind.REST]
    assert {(scene.headline, scene.line) for scene in rests} == {("Set 1 done", "Next: Squat")}
    shares = [scene.ring.share for scene in rests if scene.ring is not None]
    assert shares[0] == pytest.approx(1.0 - 1.0 / REST_S)  # the last rep's count has had its second
    assert all(before >= after for before, after in pairwise(shares))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_drill_ever_changes_but_at_the_end_of_a_set(seed: int) -> None:
    story = rested(free(seed).reps(2, HINGE, BRISK))
    story = rested(story.squats(2, tempo=BRISK))
    story = story.reps(2, HINGE, BRISK).stand(4)
    found = moments(story.samples(FPS), programme("dowel_hinge", "squat", "handcuff_hinge"))
    drills = [drill for _, drill, _, _ in found]
    changes = [found[index][3] for index in range(1, len(found)) if drills[index] != drills[index - 1]]
    assert len(changes) == 2
    assert all(any(isinstance(event, SetDone) for event in events) for events in changes)
    assert list(dict.fromkeys(drills)) == ["dowel_hinge", "squat", "handcuff_hinge"]
    decided = [event for *_, events in found for event in events if isinstance(event, AttemptDecided)]
    assert [event.count for event in decided] == [1, 2, 1, 2, 1, 2]


def test_one_more_rep_in_the_rest_is_none_of_the_next_drill_and_leaves_the_rest_alone() -> None:
    story = free().reps(3, HINGE, BRISK).stand(REST_S)
    visit = visit_of(story.squats(2, tempo=BRISK).stand(2).samples(FPS), programme("dowel_hinge", "squat"))
    assert visit.verdicts == (Verdict.CLEAN,) * 4
    assert [(event.number, event.reps) for event in visit.of(SetDone)] == [(1, 2), (2, 2)]
    assert "name_squat_1" in visit.clips
    assert "sit_down_1" in visit.clips


def test_one_more_rep_in_the_rest_before_the_same_drill_counts_as_ever() -> None:
    visit = visit_of(
        free().reps(3, HINGE, BRISK).samples(FPS), station_of("dowel_hinge", reps=2, sets=2, rest_s=REST_S)
    )
    assert [event.count for event in visit.of(AttemptDecided)] == [1, 2, 1]


# Nothing of one drill is held against the next.


def test_a_fault_of_the_last_drill_is_not_told_after_the_first_rep_of_the_next() -> None:
    slow = replace(BRISK, rest_s=4)
    story = rested(free().reps(3, LOOKING_UP, slow))
    station = programme("hip_hinge", "handcuff_hinge", reps=3)
    visit = visit_of(story.reps(3, LOOKING_UP, slow).samples(FPS), station)
    assert [Fault.HEAD_UP in attempt.faults for attempt in visit.attempts] == [True] * 6
    ends_s = [attempt.end_us / 1e6 for attempt in visit.attempts]
    told_s = [time_s for time_s, clip in visit.said if clip.startswith("head_up")]
    assert [sum(end_s < time_s for end_s in ends_s) for time_s in told_s] == [2, 5]


def test_a_fault_that_stood_in_one_drill_begins_anew_in_the_next() -> None:
    """22° of head are below the threshold and above its margin: they are a fault only where one stood."""
    nearly = Posture(kappa_deg=15, theta_deg=50, head_deg=28)
    alone = Story(has_wall=False, model=EXACT).stand(6)
    one_drill = alone.reps(2, LOOKING_UP, BRISK).reps(2, nearly, BRISK)
    stood = visit_of(one_drill.stand(1).samples(FPS), programme("handcuff_hinge", reps=4))
    assert [Fault.HEAD_UP in (*item.faults, *item.lingering) for item in stood.attempts] == [True] * 4
    story = rested(alone.reps(2, LOOKING_UP, BRISK)).reps(2, nearly, BRISK)
    visit = visit_of(story.stand(1).samples(FPS), programme("handcuff_hinge", "landmine_hinge"))
    assert [Fault.HEAD_UP in (*item.faults, *item.lingering) for item in visit.attempts] == [True, True, False, False]


def test_the_last_rep_of_a_drill_is_counted_aloud_whatever_comes_next() -> None:
    story = free().reps(2, HINGE, BRISK).stand(4)
    for following in ("plank", "leg_circles", "squat", "wall_hinge"):
        visit = visit_of(story.samples(FPS), programme("dowel_hinge", following))
        assert [clip for clip in visit.clips if clip.startswith("n_")] == ["n_1", "n_2"], following
        assert f"name_{following}_1" in visit.clips


def test_a_hold_s_end_is_no_count_of_reps_whatever_comes_next() -> None:
    story = on_the_floor().stand(4)
    visit = visit_of(up(down(story).hold(5)).stand(3).samples(FPS), programme("plank", "dowel_hinge", reps=1, hold_s=4))
    assert [clip for clip in visit.clips if clip.startswith("n_")] == ["n_1", "n_2", "n_3"]
    assert [event.seconds for event in visit.of(HoldCounted)] == [1, 2, 3]
    assert visit.clips[-3:] == ("set_done_1", "next_drill_1", "name_dowel_hinge_1")


@pytest.mark.parametrize("names", [("plank", "hip_hinge"), ("leg_circles", "plank"), ("hip_hinge", "plank")])
def test_from_the_floor_to_the_feet_and_back(names: tuple[str, str]) -> None:
    story = on_the_floor().stand(6)
    station = programme(*names, reps=1, hold_s=4)
    for name in names:
        drill = catalogue().drill(name)
        if name == "plank":
            story = up(down(story).hold(6))
        elif drill.kind is DrillKind.TIMER:
            story = story.stand(50)
        else:
            story = story.reps(1, HINGE, Tempo(hold_s=2.6))
        story = rested(story) if name == names[0] else story.stand(3)
    visit = visit_of(story.samples(FPS), station)
    assert [event.reps for event in visit.of(SetDone)] == [1, 1]
    assert [event.drill for event in visit.of(DrillChanged)] == [names[1]]
    assert [event.reps for event in visit.of(SessionEnded)] == [2]


# Who is not there when a rest ends.


@pytest.mark.parametrize("away_s", [5.0, 30.0, 70.0])
def test_who_comes_back_after_the_rest_s_end_begins_then(away_s: float) -> None:
    story = free().reps(2, HINGE, BRISK).absent(REST_S + away_s).stand(6).squats(2, tempo=BRISK).stand(2)
    visit = visit_of(story.samples(FPS), programme("dowel_hinge", "squat"))
    assert [event.reps for event in visit.of(SessionEnded)] == ([4] if away_s <= 60 else [2])
    if away_s <= 60:
        began_s = next(time_s for time_s, clip in visit.said if clip == "sit_down_1")
        returned_s = 6 + 2 * 4.0 + REST_S + away_s
        assert began_s == pytest.approx(returned_s, abs=2.5)


def test_a_session_that_is_over_is_told_once_although_its_athlete_walks_off_at_once() -> None:
    story = free().reps(2, HINGE, BRISK).absent(40)
    visit = visit_of(story.samples(FPS), station_of("dowel_hinge", reps=2, sets=1))
    assert [(event.reps, event.sets) for event in visit.of(SessionEnded)] == [(2, 1)]
    assert visit.clips.count("summary_1") == 1


# The programmes that ship.


def short(station: Station, **timer: float) -> Station:
    """Return a programme whose clocks are short."""

    def shortened(each: Station) -> Station:
        return replace(each, drill=replace(each.drill, timer=replace(each.drill.timer, **timer)))

    steps = tuple(shortened(each) for each in station.steps)
    return replace(station, drill=steps[0].drill, steps=steps)


def test_mobility_comes_before_the_wall_and_the_wall_is_introduced_as_if_it_were_alone() -> None:
    station = short(station_of("mobility_first", has_lane=True, sets=1, rest_s=10), work_s=5, lead_s=3, change_s=3)
    clocks_s = 3 * (3 + 5 + 3 + 5) + (3 + 5) + 4 * 10
    story = Story(model=MODEL).stand(clocks_s + 2).zero(4.0).step_to(3).stand(5).touch_reps(2).stand(2)
    visit = visit_of(story.samples(FPS), station)
    assert [event.drill for event in visit.of(DrillChanged)] == [
        *("ninety_ninety", "fire_hydrant", "glute_bridge", "wall_hinge")
    ]
    assert [event.reps for event in visit.of(SetDone)] == [1, 1, 1, 1]
    said = [
        clip for clip in visit.clips if clip.partition("_")[0] not in ("n", "timer", "other", "set", "next", "name")
    ]
    assert said[:5] == ["greet_1", "round_circles_1", "sit_tall_1", "open_gate_1", "push_heels_1"]
    assert [clip for clip in said if clip in ("zero_1", "hips_to_wall_1")] == ["zero_1", "hips_to_wall_1"]
    assert len(visit.of(ZeroTaken)) == 1
    assert visit.count == 2
    assert len([event for event in visit.of(TimerMoved) if event.change.value == "done"]) == 4


def test_in_a_rest_of_ten_seconds_the_next_drill_is_still_named() -> None:
    station = short(station_of("mobility_first", has_lane=True, sets=1, rest_s=10), work_s=5, lead_s=3, change_s=3)
    visit = visit_of(Story(model=MODEL).stand(30).samples(FPS), station)
    assert "name_ninety_ninety_1" in visit.clips
    assert "rest_ten_1" not in visit.clips


@pytest.mark.parametrize(("rung_in", "last"), [(6, "romanian_deadlift"), (4, "hip_hinge")])
def test_a_step_that_asks_for_a_rung_is_passed_over_without_it(rung_in: float, last: str) -> None:
    """The wall's two sets, then one clean set each of dowel, handcuff and hinge; then the load, or the end."""
    wall = Tempo(down_s=1.6, hold_s=1.0, up_s=1.2, rest_s=0.8)
    station = station_of("first_hinge", has_lane=True, reps=2, rest_s=10)
    steps = tuple(replace(each, rule=replace(each.rule, clean_reps=2)) for each in station.steps if each.rule)
    story = arrived(rung_in).touch_reps(2, tempo=wall).stand(12).touch_reps(2, tempo=wall).walk(24).stand(13)
    for hold_s in (0.7, 0.7, 2.6, 0.7):
        story = story.reps(2, HINGE, Tempo(hold_s=hold_s)).stand(14)
    visit = visit_of(story.samples(FPS), replace(station, steps=steps))
    drills = ["wall_hinge", *(event.drill for event in visit.of(DrillChanged))]
    assert (
        drills
        == ["wall_hinge", "dowel_hinge", "handcuff_hinge", "hip_hinge", "romanian_deadlift"][: 5 if rung_in == 6 else 4]
    )
    assert drills[-1] == last
    if last == "hip_hinge":
        assert [(event.sets, event.best_rung_in) for event in visit.of(SessionEnded)][:1] == [(5, rung_in)]


def totals(visit: Visit) -> list[tuple[int, int]]:
    return [(event.reps, event.sets) for event in visit.of(SessionEnded)]


def test_the_summary_counts_reps_holds_and_rounds_alike() -> None:
    station = short(programme("dowel_hinge", "leg_circles", "plank", reps=1, hold_s=4), work_s=5, lead_s=3, change_s=3)
    story = rested(on_the_floor().stand(6).reps(1, HINGE, Tempo(hold_s=0.7)))
    story = up(down(rested(story.stand(16))).hold(6)).stand(3)
    found = moments(story.samples(FPS), station)
    visit = visit_of(story.samples(FPS), station)
    assert totals(visit) == [(3, 3)]
    last = [scene for *_, scene, _ in found if scene.kind is SceneKind.SUMMARY][-1]
    assert (last.headline, last.line) == ("Well done", "3 reps in 3 sets")
    assert visit.clips[-1] == "summary_1"


def test_another_athlete_at_the_zero_begins_the_programme_from_its_start() -> None:
    station = short(station_of("mobility_first", has_lane=True, sets=1, rest_s=10), work_s=5, lead_s=3, change_s=3)
    assert station.steps[-1].drill.has_wall
    first = Story(model=MODEL).stand(104).zero(4.0).step_to(3).stand(5).touch_reps(1).absent(5)
    before = first.samples(FPS)
    other = Story(seed=2, model=MODEL, athlete=Athlete(stature_cm=192)).stand(3).zero(5).step_to(3).stand(2)
    after = other.samples(FPS, start_us=before[-1].capture_us + 100_000)
    stream = (*before, *(replace(sample, sequence=sample.sequence + len(before)) for sample in after))
    visit = visit_of(stream, station)
    assert totals(visit) == [(5, 5)]
    later = [event.at_us for event in visit.of(TimerMoved) if event.at_us > visit.of(SessionEnded)[0].at_us]
    assert later


def test_a_presence_is_none_of_the_drill_s() -> None:
    """Who stays in view through every change of drill is never lost."""
    story = rested(on_the_floor().stand(6).reps(1, HINGE, Tempo(hold_s=0.7)))
    story = up(down(rested(story.stand(50))).hold(6)).stand(6)
    visit = visit_of(story.samples(FPS), programme("dowel_hinge", "leg_circles", "plank", reps=1, hold_s=4))
    lost = [event for event in visit.events if getattr(event, "presence", None) is Presence.LOST]
    assert lost == []
    assert not visit.of(AttemptRevised)
    assert visit.of(DescentBegan)
