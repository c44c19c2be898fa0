"""What belongs to one hold, one set or one drill, and is not carried into the next.

In:  athletes who stay in a position after its end, or who stand and wait for the next set.
Out: what was counted and said.
Not here: the machines themselves (test_hold.py, test_programme.py).

Rule: what was said of before is over; nothing of the next is counted before it begins.
"""

from dataclasses import replace

import pytest

from kiosk.core.events import AttemptDecided, DrillChanged, HoldCounted, SessionEnded, SetDone, StageEntered
from kiosk.core.session import Station
from kiosk.core.vocab import Stage, Verdict
from kiosk.stations import station_for
from tests.builders import Posture, Story, Tempo
from tests.floor import ON_ALL_FOURS, PLANK, down, on_the_floor
from tests.visits import MODEL, catalogue, visit_of

DEEP = Posture(kappa_deg=15, theta_deg=50)
HELD_TALL = Tempo(rest_s=4.5)


def station_with(drill: str, **dose: float) -> Station:
    station = station_for(drill, catalogue(), lane=None)
    return replace(station, drill=replace(station.drill, dose=replace(station.drill.dose, **dose)))


def test_who_stands_ready_for_the_next_set_holds_nothing_yet() -> None:
    station = station_with("band_pull_through", reps=2, sets=2, rest_s=12)
    story = Story(has_wall=False, model=MODEL).stand(4).reps(2, DEEP, HELD_TALL).stand(20).reps(1, DEEP, HELD_TALL)
    visit = visit_of(story.stand(1).samples(15), station)
    (rest_us,) = [event.at_us for event in visit.of(SetDone)]
    (again_us,) = [
        event.at_us for event in visit.of(StageEntered) if event.stage is Stage.SET and event.at_us > rest_us
    ]
    (next_us,) = [event.at_us for event in visit.of(AttemptDecided) if event.at_us > rest_us]
    assert rest_us < again_us < next_us
    assert [event.seconds for event in visit.of(HoldCounted) if event.at_us < rest_us] == [1, 2, 3]
    assert [event.seconds for event in visit.of(HoldCounted) if rest_us < event.at_us < next_us] == []
    assert [event.seconds for event in visit.of(HoldCounted) if event.at_us > next_us] == [1, 2, 3]


def test_after_a_hold_is_done_the_next_begins_with_taking_the_position_anew() -> None:
    station = station_with("plank", reps=2, sets=1, hold_s=5)
    story = down(on_the_floor(model=MODEL).stand(3)).hold(12).move_to(ON_ALL_FOURS, 1).hold(4).move_to(PLANK, 1).hold(7)
    visit = visit_of(story.samples(15), station)
    assert visit.verdicts == (Verdict.CLEAN, Verdict.CLEAN)
    assert [event.seconds for event in visit.of(HoldCounted)] == [1, 2, 3, 4, 1, 2, 3, 4]
    said = [clip for clip in visit.clips if clip.split("_")[0] in ("hold", "sag", "pike")]
    assert said == ["hold_done_1"]


def test_without_a_lane_the_wall_of_a_programme_is_done_with_its_sets() -> None:
    station = station_for("first_hinge", catalogue(), lane=None)
    steps = tuple(
        replace(step, drill=replace(step.drill, dose=replace(step.drill.dose, reps=2, sets=2, rest_s=10)))
        for step in station.steps
    )
    story = Story(model=MODEL, has_wall=False).stand(4)
    for _ in range(2):
        story = story.reps(2, DEEP).stand(12)
    visit = visit_of(story.samples(12), replace(station, drill=steps[0].drill, steps=steps))
    assert [event.drill for event in visit.of(DrillChanged)] == ["dowel_hinge"]
    assert visit.of(SessionEnded) == ()


@pytest.mark.parametrize(("drill", "is_reminded"), [("hip_hinge", True), ("squat", False)])
def test_before_each_further_set_a_long_spine_is_reminded_of_where_nobody_can_judge_it(
    drill: str, *, is_reminded: bool
) -> None:
    station = station_with(drill, reps=1, sets=2, rest_s=12)
    rep = Story(has_wall=False, model=MODEL).stand(4)
    story = rep.squats(1) if drill == "squat" else rep.reps(1, DEEP)
    visit = visit_of(story.stand(18).samples(15), station)
    assert "next_set_1" in visit.clips
    assert ("rounding_hint_1" in visit.clips) is is_reminded
