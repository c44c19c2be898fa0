"""What the mirror shows: people's visits moment by moment, and single states as a table."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, pairwise

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.core.body import BodyState
from kiosk.core.course import CourseState
from kiosk.core.drill import Dose
from kiosk.core.events import (
    AttemptDecided,
    DescentBegan,
    Event,
    HeelsProven,
    HoldCounted,
    SessionEnded,
    SetDone,
    StageEntered,
    TimerMoved,
    ZeroTaken,
)
from kiosk.core.figure import STANDING
from kiosk.core.lane import Mark, fit_lane
from kiosk.core.mirror import MISSING_WORDS, OF_THE_ZERO, describe
from kiosk.core.place import PlaceState
from kiosk.core.presence import PresenceState
from kiosk.core.progression import LadderState
from kiosk.core.scene import Role, Scene, SceneKind
from kiosk.core.session import step
from kiosk.core.stance import Proof
from kiosk.core.state import State, Station, TickInput, initial
from kiosk.core.talk import TalkState
from kiosk.core.units import us_of_s
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Missing, Presence, Stage, Verdict
from kiosk.core.wishes import Memory
from tests.builders import EXACT, Posture, Story, lane_marks, ticks_of
from tests.floor import PLANK, down, on_the_floor, plank_off, up

NOW_S = 100.0
REST_S = 20
FREE_BOTTOM = Posture(kappa_deg=15.0, theta_deg=50.0)


@cache
def wall_station(*, is_wall_right: bool = False) -> Station:
    catalogue = load_catalogue()
    marks = [
        Mark(inches=inches, ankle_px=(640 - x_px if is_wall_right else x_px, y_px))
        for inches, (x_px, y_px) in lane_marks()
    ]
    drill = replace(catalogue.drill("wall_hinge"), dose=Dose(reps=10, sets=2, rest_s=REST_S))
    return Station(drill=drill, pack=catalogue.pack, lane=fit_lane(marks, (640, 480)))


@cache
def free_station() -> Station:
    catalogue = load_catalogue()
    drill = replace(catalogue.drill("hip_hinge"), dose=Dose(reps=3, sets=2, rest_s=10))
    return Station(drill=drill, pack=catalogue.pack)


@cache
def timer_station() -> Station:
    catalogue = load_catalogue()
    drill = catalogue.drill("leg_circles")
    timer = replace(drill.timer, work_s=6, lead_s=3, change_s=3)
    return Station(drill=replace(drill, timer=timer, dose=Dose(reps=1, sets=2, rest_s=15)), pack=catalogue.pack)


@cache
def hold_station() -> Station:
    catalogue = load_catalogue()
    drill = replace(catalogue.drill("plank"), dose=Dose(reps=1, sets=2, rest_s=15, hold_s=10))
    return Station(drill=drill, pack=catalogue.pack)


STATIONS = {"free": free_station, "timer": timer_station, "hold": hold_station}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    state: State
    events: tuple[Event, ...]
    scene: Scene


@cache
def visit(name: str) -> tuple[Moment, ...]:
    """Return every tick of a visit, at ten poses a second; the camera is silent for its last tick."""
    station = STATIONS.get(name, wall_station)()
    ticks = list(ticks_of(VISITS[name].samples(fps=10)))
    state, moments = initial(station), []
    for tick, sample in ticks:
        state, output = step(state, TickInput(tick=tick, sample=sample, has_trouble=tick == len(ticks) - 1), station)
        scene = describe(state, station)
        moments.append(Moment(state=state, events=output.events, scene=scene))
    return tuple(moments)


VISITS = {
    "wall": (
        Story(model=EXACT)
        .hold(2)
        .zero(4)
        .walk(14)
        .hold(2)
        .step_to(6)
        .hold(5)
        .touch_reps(8)
        .touch_reps(1, gap_in=1.5)
        .hold(2)
        .touch_reps(2)
        .hold(23)
        .absent(26)
    ),
    "free": (
        Story(model=EXACT).hold(3).reps(3, FREE_BOTTOM).hold(11).reps(1, FREE_BOTTOM).squats(1).hold(2).absent(24)
    ),
    "timer": on_the_floor(model=EXACT).stand(60),
    "hold": down(up(down(on_the_floor(model=EXACT).stand(3)).hold(5)).stand(4))
    .hold(5)
    .move_to(plank_off(25), 0.4)
    .hold(0.6)
    .move_to(PLANK, 0.4)
    .hold(10)
    .stand(4),
}


Find = Callable[[Moment], bool]


def when(event: type[Event], verdict: Verdict | None = None) -> Find:
    """Find the first tick of an event; of an attempt, the first with that verdict."""

    def is_it(happened: Event) -> bool:
        return isinstance(happened, event) and (
            verdict is None or (isinstance(happened, AttemptDecided) and happened.attempt.verdict is verdict)
        )

    return lambda moment: any(is_it(happened) for happened in moment.events)


def at(moments: tuple[Moment, ...], find: Find, later_s: float) -> Scene:
    found = next(index for index, moment in enumerate(moments) if find(moment))
    return moments[found + round(later_s * 30)].scene


@pytest.mark.parametrize(
    ("moment", "name", "find", "later_s", "expected"),
    [
        ("nobody is there", "wall", lambda _: True, 0, (SceneKind.ATTRACT, "Step in", None)),
        ("has come in", "wall", when(ZeroTaken), -4.2, (SceneKind.PLACEMENT, "Stand still", None)),
        ("goes to the wall", "wall", when(ZeroTaken), -3, (SceneKind.ZERO, "To the wall", None)),
        ("stands at the wall", "wall", when(ZeroTaken), -0.1, (SceneKind.ZERO, "Hold it there", None)),
        ("is asked to step", "wall", when(ZeroTaken), 0, (SceneKind.STEP_OUT, "Step out", None)),
        ("stands on the rung", "wall", when(HeelsProven), 0, (SceneKind.READY, "Ready", None)),
        ("begins a rep", "wall", when(DescentBegan), 0, (SceneKind.REP, "", None)),
        ("is counted", "wall", when(AttemptDecided), 0, (SceneKind.LOCKOUT, "", 1)),
        ("stands between reps", "wall", when(AttemptDecided), 1.2, (SceneKind.READY, "", 1)),
        (
            "stops short",
            "wall",
            when(AttemptDecided, Verdict.NEAR_MISS),
            0,
            (SceneKind.LOCKOUT, "Nearly", 8),
        ),
        (
            "is asked one further",
            "wall",
            when(AttemptDecided, Verdict.NEAR_MISS),
            1.2,
            (SceneKind.STEP_OUT, "Step out", None),
        ),
        ("has done a set", "wall", when(SetDone), 0, (SceneKind.LOCKOUT, "", 10)),
        ("has seen the count", "wall", when(SetDone), 1.2, (SceneKind.REST, "Set 1 done", None)),
        ("sees what to mend", "wall", when(SetDone), 2.5, (SceneKind.REPLAY, "After rep 8", None)),
        ("rests", "wall", when(SetDone), 12, (SceneKind.REST, "Set 1 done", None)),
        ("has gone", "free", when(SessionEnded), -5, (SceneKind.PLACEMENT, "Step back in", None)),
        ("is done", "free", when(SessionEnded), 0, (SceneKind.SUMMARY, "Well done", None)),
        ("begins a free rep", "free", when(DescentBegan), 1, (SceneKind.REP, "", None)),
        ("is counted in the free", "free", when(AttemptDecided), 0, (SceneKind.LOCKOUT, "", 1)),
        ("squats", "free", when(AttemptDecided, Verdict.SQUAT), 0, (SceneKind.LOCKOUT, "Hips back", 1)),
        ("hears a clock's lead", "timer", when(TimerMoved), 0, (SceneKind.TIMER, "Leg circles", 3)),
        ("comes to a plank", "hold", when(StageEntered), 1, (SceneKind.READY, "Plank", None)),
        ("holds it", "hold", when(HoldCounted), 0, (SceneKind.REP, "", None)),
        ("gives up", "hold", when(AttemptDecided, Verdict.SHALLOW), 0, (SceneKind.READY, "Plank", None)),
        ("has held it", "hold", when(AttemptDecided, Verdict.CLEAN), 0, (SceneKind.LOCKOUT, "", 1)),
        ("rests of it", "hold", when(AttemptDecided, Verdict.CLEAN), 1.2, (SceneKind.REST, "Set 1 done", None)),
    ],
)
def test_each_moment_of_a_visit_has_its_picture(moment, name, find, later_s, expected):
    scene = at(visit(name), find, later_s)
    assert (scene.kind, scene.headline, scene.number) == expected, moment


def test_the_visits_show_every_kind_of_picture():
    of_an_empty_room = {SceneKind.CLOCK, SceneKind.NOTICE, SceneKind.SLEEP}
    # test_hands.py shows those of the hands, test_calibrating.py the calibration's
    of_others = {SceneKind.PAUSED, SceneKind.CHOICE, SceneKind.CALIBRATION}
    shown = {moment.scene.kind for name in VISITS for moment in visit(name)}
    assert shown == set(SceneKind) - of_an_empty_room - of_others


def reps_of(moments: tuple[Moment, ...]) -> Iterator[list[Scene]]:
    scenes: list[Scene] = []
    for moment in moments:
        if moment.scene.kind is SceneKind.REP:
            scenes.append(moment.scene)
        elif scenes:
            yield scenes
            scenes = []


@pytest.mark.parametrize(("name", "reps"), [("wall", 11), ("free", 5)])
def test_during_a_rep_nothing_changes_but_the_light(name, reps):
    found = list(reps_of(visit(name)))
    assert len(found) == reps
    for scenes in found:
        assert len({replace(scene, edge_light=0.0, is_flash=False) for scene in scenes}) == 1
        assert len(scenes) > 60


@pytest.mark.parametrize("name", ["wall", "free"])
def test_the_light_grows_to_the_usual_reach_and_goes_again(name):
    light = [scene.edge_light for scene in list(reps_of(visit(name)))[2]]
    assert light[0] == 0.0
    assert max(light) >= 0.9
    assert light[-1] == 0.0
    assert all(0.0 <= level <= 1.0 for level in light)


def test_a_hold_is_dark_but_for_a_light_that_grows_with_its_seconds():
    for scenes in reps_of(visit("hold")):
        light = [scene.edge_light for scene in scenes]
        assert all(before <= after for before, after in pairwise(light))
        assert light[0] <= 0.1
        assert len({replace(scene, edge_light=0.0) for scene in scenes}) == 1
    assert [round(max(scene.edge_light for scene in scenes), 1) for scenes in reps_of(visit("hold"))] == [0.6, 1.0]


def test_a_clock_shows_what_it_is_at_and_the_seconds_left_of_it():
    scenes = [moment.scene for moment in visit("timer") if moment.scene.kind is SceneKind.TIMER]
    shown = [(scene.number_note, scene.number) for scene in scenes]
    lead = [("Get ready", left) for left in (3, 2, 1)]
    work = [("", left) for left in (6, 5, 4, 3, 2, 1)]
    change = [("Other side", left) for left in (3, 2, 1)]
    a_round = [*lead, *work, *change, *work]
    assert [key for key, _ in groupby(shown)] == a_round * 2
    assert {scene.headline for scene in scenes} == {"Leg circles"}


def test_a_touch_flashes_once_and_briefly():
    flashes = [scene.is_flash for scene in list(reps_of(visit("wall")))[4]]
    assert 3 <= sum(flashes) <= 9
    assert sum(after and not before for before, after in pairwise(flashes)) == 1


@pytest.mark.parametrize("name", VISITS)
def test_words_are_few_and_without_decimals(name):
    for moment in visit(name):
        scene = moment.scene
        assert len(scene.headline.split()) <= (4 if scene.kind is SceneKind.FAIL_SAFE else 3)
        assert len(scene.line.split()) <= 5
        for text in (scene.headline, scene.line, scene.fact, scene.number_note):
            assert not re.search(r"\d[.,]\d|[{}]", text), text
        assert not scene.fact or scene.kind in (SceneKind.REST, SceneKind.SUMMARY)


@pytest.mark.parametrize("name", VISITS)
def test_the_same_state_is_the_same_picture(name):
    station = STATIONS.get(name, wall_station)()
    moments = visit(name)
    assert [describe(moment.state, station) for moment in moments] == [moment.scene for moment in moments]


@pytest.mark.parametrize("name", VISITS)
def test_a_picture_that_says_the_same_is_the_same(name):
    """Ticks come 30 times a second; between reps a second brings fewer than two new pictures."""
    moving = (SceneKind.REP, SceneKind.REPLAY)
    scenes = [moment.scene for moment in visit(name) if moment.scene.kind not in moving]
    changes = sum(after != before for before, after in pairwise(scenes))
    assert changes < len(scenes) / 20


def attempt_of(verdict: Verdict = Verdict.CLEAN, *, number: int = 1, ago_s: float = 0.2) -> Attempt:
    end_us = us_of_s(NOW_S - ago_s)
    return Attempt(
        number=number,
        verdict=verdict,
        start_us=end_us - us_of_s(4),
        bottom_us=end_us - us_of_s(2),
        end_us=end_us,
        lean_deg=30.4,
        travel_in=5.6,
        hold_s=1.0,
        tempo_s=3.5,
        rung_in=6.0,
        hip_gap_in=1.4,
    )


def state_of(stage: Stage, *records: Attempt, lost_s: float | None = None, missing: Missing | None = None) -> State:
    """Return the state of someone who stands tall on six inches."""
    presence = Presence.PRESENT if lost_s is None else Presence.LOST
    lost_us = None if lost_s is None else us_of_s(NOW_S - lost_s)
    proof = Proof(rung_in=6.0, reading_in=6.1)
    return State(
        now_us=us_of_s(NOW_S),
        body=BodyState(presence=PresenceState(presence=presence), missing=missing),
        place=PlaceState(proof=proof, anchor=proof),
        ladder=LadderState(best_in=6.0),
        course=CourseState(stage=stage, lost_us=lost_us),
        talk=TalkState(memory=Memory(missing=missing, missing_us=us_of_s(NOW_S - 2))),
        records=records,
    )


@pytest.mark.parametrize("missing", [missing for missing in Missing if missing not in OF_THE_ZERO])
@pytest.mark.parametrize("stage", [Stage.PLACEMENT, Stage.ZERO, Stage.STEP_OUT, Stage.SET])
def test_what_is_missing_is_asked_for_with_its_own_word(missing, stage):
    scene = describe(state_of(stage, missing=missing), wall_station())
    assert (scene.kind, scene.headline_role) == (SceneKind.PLACEMENT, Role.HEED)
    assert scene.headline == wall_station().pack.screen[MISSING_WORDS[missing]]


def test_a_glance_at_the_mirror_between_reps_is_no_turn():
    state = state_of(Stage.SET, attempt_of(ago_s=5), missing=Missing.NOT_SIDE_ON)
    glance = replace(state, talk=TalkState(memory=Memory(missing=Missing.NOT_SIDE_ON, missing_us=us_of_s(NOW_S - 1))))
    assert describe(glance, wall_station()).number == 1


@pytest.mark.parametrize(
    ("verdict", "headline", "number", "is_touch"),
    [
        (Verdict.CLEAN, "", 2, True),
        (Verdict.FAULTED, "", 2, True),
        (Verdict.LEAN, "Just a tap", 2, True),
        (Verdict.NEAR_MISS, "Nearly", 1, False),
        (Verdict.SHALLOW, "Deeper", 1, False),
        (Verdict.SQUAT, "Hips back", 1, False),
        (Verdict.NO_LOCKOUT, "Stand tall", 1, False),
        (Verdict.NOT_SURE, "Not seen", 1, None),
        (Verdict.VOID, "Feet moved", 1, None),
    ],
)
def test_every_verdict_has_its_word_and_its_gauge(verdict, headline, number, is_touch):
    records = attempt_of(number=1, ago_s=6), attempt_of(verdict, number=2)
    scene = describe(state_of(Stage.SET, *records), wall_station())
    assert (scene.kind, scene.headline, scene.number) == (SceneKind.LOCKOUT, headline, number)
    assert (None if scene.range_gauge is None else scene.range_gauge.is_touch) == is_touch


def test_nothing_counted_is_no_number():
    scene = describe(state_of(Stage.SET, attempt_of(Verdict.NEAR_MISS)), wall_station())
    assert (scene.headline, scene.number, scene.number_note) == ("Nearly", None, "")


@pytest.mark.parametrize(
    ("stage", "lost_s", "headline"),
    [
        (Stage.SET, 0.9, "Ready"),
        (Stage.SET, 1.1, "Step back in"),
        (Stage.STEP_OUT, 1.1, "Step back in"),
        (Stage.ZERO, 1.1, "Step back in"),
        (Stage.REST, 30.0, "Set 0 done"),
    ],
)
def test_who_is_lost_is_asked_back(stage, lost_s, headline):
    assert describe(state_of(stage, lost_s=lost_s), wall_station()).headline == headline


def test_a_silent_camera_stands_over_everything():
    for stage in Stage:
        scene = describe(replace(state_of(stage), has_trouble=True), wall_station())
        assert (scene.kind, scene.headline_role) == (SceneKind.FAIL_SAFE, Role.HEED)
        assert (scene.ladder, scene.figure, scene.number) == (None, None, None)


def resting(*, left_s: float, sets_done: int = 1, records: tuple[Attempt, ...] = ()) -> State:
    state = state_of(Stage.REST, *records)
    until_us = us_of_s(NOW_S + left_s)
    course = replace(
        state.course,
        sets_done=sets_done,
        step_sets=sets_done,
        since_us=until_us - us_of_s(REST_S),
        rest_until_us=until_us,
        set_first=len(records),
    )
    return replace(state, course=course, place=replace(state.place, target_in=7.0))


def test_a_rest_shows_the_last_rep_the_next_rung_and_the_seconds_left():
    scene = describe(resting(left_s=14.3, records=(attempt_of(ago_s=9),)), wall_station())
    assert (scene.headline, scene.line) == ("Set 1 done", "Next: 7 in")
    assert scene.fact == "Hips went back about 6 in"
    assert (scene.ring.number, scene.ring.share) == (15, 15 / REST_S)
    assert scene.ladder.current_in == 7.0
    assert scene.ghost == STANDING
    assert scene.figure.shoulder[0] - scene.figure.hip[0] == pytest.approx(0.288 * 0.506, abs=0.001)  # sine of 30.4°
    assert scene.range_gauge.is_touch


def test_a_rest_changes_once_a_second():
    scenes = [describe(resting(left_s=10 - tick / 30), wall_station()) for tick in range(30)]
    assert len(set(scenes)) <= 2


def test_after_the_last_set_there_is_no_next_one():
    state = resting(left_s=14, sets_done=2, records=(attempt_of(ago_s=9),))
    scene = describe(replace(state, course=replace(state.course, is_step_over=True)), wall_station())
    assert (scene.kind, scene.line, scene.fact) == (SceneKind.SUMMARY, "Best: 6 in", "1 reps in 2 sets")


@pytest.mark.parametrize(
    ("best_in", "sets_done", "line", "fact"),
    [
        (7.0, 3, "Best: 7 in", "4 reps in 3 sets"),
        (7.0, 1, "Best: 7 in", "4 reps"),
        (None, 3, "4 reps in 3 sets", ""),
        (None, 0, "4 reps", ""),
    ],
)
def test_a_summary_tells_the_best_rung_the_reps_and_the_sets(best_in, sets_done, line, fact):
    state = state_of(Stage.SUMMARY, *(attempt_of(number=number) for number in range(1, 5)))
    state = replace(state, ladder=LadderState(best_in=best_in), course=replace(state.course, sets_done=sets_done))
    scene = describe(state, wall_station())
    assert (scene.headline, scene.line, scene.fact) == ("Well done", line, fact)


@pytest.mark.parametrize("is_lane_right", [False, True])
def test_the_wall_stands_where_a_mirror_shows_it(is_lane_right):
    scene = describe(state_of(Stage.IDLE), wall_station(is_wall_right=is_lane_right))
    assert scene.is_wall_right is not is_lane_right


@pytest.mark.parametrize(("facing", "is_wall_right"), [(1, True), (-1, False), (0, True)])
def test_without_a_lane_the_wall_is_behind_the_athlete(facing, is_wall_right):
    state = replace(state_of(Stage.IDLE), body=BodyState(facing=facing))
    assert describe(state, replace(wall_station(), lane=None)).is_wall_right is is_wall_right


@pytest.mark.parametrize(
    ("station", "has_wall", "has_ladder"),
    [
        (wall_station, True, True),
        (lambda: replace(wall_station(), lane=None), True, False),
        (free_station, False, False),
    ],
    ids=["wall with a lane", "wall without a lane", "free"],
)
def test_only_what_is_measured_has_a_ladder(station, has_wall, has_ladder):
    for stage in (Stage.SET, Stage.REST, Stage.SUMMARY):
        scene = describe(state_of(stage, attempt_of()), station())
        assert (scene.has_wall, scene.ladder is not None) == (has_wall, has_ladder)
        assert (scene.range_gauge is not None) <= has_wall
