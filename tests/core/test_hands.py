"""Hands that mean something: what pausing, going on, finishing and choosing do to a visit.

In:  the synthetic athlete, who raises a hand at lockout or in a rest.
Out: events, cues, what the mirror shows.
Not here: how surely gestures are told (test_gestures_meant.py, test_gestures_not_meant.py).

Rule: a story a test; times are seconds of the story.
"""

from dataclasses import replace

import pytest

from kiosk.analysis import inputs_of
from kiosk.core.events import (
    AttemptDecided,
    ChoiceClosed,
    ChoiceMoved,
    CueSpoken,
    DrillChosen,
    GestureSeen,
    GestureTaken,
    SessionEnded,
    SessionPaused,
    SessionResumed,
    SetDone,
    StageEntered,
    TimerMoved,
)
from kiosk.core.hands import going_on
from kiosk.core.hold_count import HoldCount
from kiosk.core.mirror import describe
from kiosk.core.scene import Scene, SceneKind
from kiosk.core.session import Station, initial, step
from kiosk.core.state import is_in_rep
from kiosk.core.units import s_of_us
from kiosk.core.vocab import Earcon, Gesture, Stage
from kiosk.replay import station_of as station_again
from kiosk.stations import station_for
from kiosk.storage.journal_header import header_in, header_of, text_of_header
from tests.athlete import Posture
from tests.builders import Story, Stream, Tempo
from tests.core.test_gestures_meant import choosing
from tests.hands import AHEAD, HANGING, OVERHEAD, Arm, held, seconds_of, with_arms
from tests.visits import MODEL, Visit, catalogue, station_of, visit_of

HINGE = Posture(kappa_deg=15, theta_deg=50)
FPS = 20.0
CALM = Tempo(rest_s=2.0)


def tall(reps: int = 0) -> Story:
    """Stand long enough to be ready, and do some reps."""
    story = Story(has_wall=False, model=MODEL, seed=3).stand(4)
    return story.reps(reps, HINGE, CALM) if reps else story


def told(story: Story, *gestures: tuple[float, Arm, Arm]) -> Stream:
    """Return the story's samples with hands raised at these seconds, each for three."""
    stream = story.samples(FPS)
    for at_s, near, far in gestures:
        moves = held(near, far, 2.9)
        raised = with_arms(story, moves, FPS, from_s=at_s)
        first, last = int(at_s * FPS), int((at_s + seconds_of(moves)) * FPS)
        stream = (*stream[:first], *raised[first:last], *stream[last:])
    return stream


def scenes_of(stream: Stream, station: Station) -> list[Scene]:
    """Return what the mirror shows after each tick."""
    state, shown = initial(station), []
    for tick_input in inputs_of(stream):
        state, _ = step(state, tick_input, station)
        shown.append(describe(state, station))
    return shown


def one_up(at_s: float) -> tuple[float, Arm, Arm]:
    return at_s, OVERHEAD, HANGING


def both_up(at_s: float) -> tuple[float, Arm, Arm]:
    return at_s, OVERHEAD, OVERHEAD


def aside(at_s: float) -> tuple[float, Arm, Arm]:
    return at_s, AHEAD, HANGING


def test_one_hand_pauses_and_the_same_goes_on() -> None:
    story = tall(1)
    at_s = story.now_s
    visit = visit_of(told(story.hold(30), one_up(at_s), one_up(at_s + 15)), choosing())
    assert [event.gesture for event in visit.of(GestureTaken)] == [Gesture.ONE_UP] * 2
    paused, resumed = visit.of(SessionPaused)[0], visit.of(SessionResumed)[0]
    assert resumed.paused_s == pytest.approx(s_of_us(resumed.at_us - paused.at_us))
    assert visit.earcons[-4:] == (Earcon.GESTURE_SEEN, Earcon.GESTURE) * 2
    assert [clip for clip in visit.clips if clip.startswith(("paused", "going_on"))] == ["paused_1", "going_on_1"]


def test_a_rep_in_a_pause_is_not_counted_and_one_after_it_is() -> None:
    story = tall(1)
    at_s = story.now_s
    paused = story.hold(6).reps(2, HINGE, CALM)
    again_s = paused.now_s
    story = paused.hold(7).reps(1, HINGE, CALM)
    visit = visit_of(told(story, one_up(at_s), one_up(again_s)), choosing())
    assert len(visit.of(SessionResumed)) == 1
    assert [event.count for event in visit.of(AttemptDecided)] == [1, 2]


def test_a_rest_stands_still_while_it_is_paused() -> None:
    station = station_of("hip_hinge", reps=1, sets=3, rest_s=30)
    story = tall(1)
    at_s = story.now_s
    still = visit_of(story.hold(60).samples(FPS), station)
    paused = visit_of(told(story.hold(80), one_up(at_s), one_up(at_s + 20)), station)
    pause_s = paused.of(SessionResumed)[0].paused_s
    ends_s = [
        next(
            s_of_us(event.at_us)
            for event in visit.of(StageEntered)
            if event.stage is Stage.SET and s_of_us(event.at_us) > at_s
        )
        for visit in (still, paused)
    ]
    assert ends_s[1] - ends_s[0] == pytest.approx(pause_s, abs=0.1)


def test_who_leaves_in_a_pause_is_gone_after_the_usual_grace() -> None:
    story = tall(1)
    at_s = story.now_s
    visit = visit_of(told(story.hold(8).absent(25), one_up(at_s)), choosing())
    ended_s = s_of_us(visit.of(SessionEnded)[0].at_us)
    assert at_s + 8 + 10 < ended_s < at_s + 8 + 14
    assert not [clip for clip in visit.clips if clip.startswith(("lost", "missing"))]


def test_both_hands_finish_with_the_summary() -> None:
    story = tall(2)
    at_s = story.now_s
    visit = visit_of(told(story.hold(8), both_up(at_s)), choosing())
    assert [event.gesture for event in visit.of(GestureTaken)] == [Gesture.BOTH_UP]
    assert visit.of(SessionEnded)[0].reps == 2
    assert visit.of(StageEntered)[-1].stage is Stage.SUMMARY


def test_both_hands_finish_out_of_a_pause_as_well() -> None:
    story = tall(2)
    at_s = story.now_s
    visit = visit_of(told(story.hold(18), one_up(at_s), both_up(at_s + 9)), choosing())
    assert visit.of(SessionEnded)[0].reps == 2


def test_who_has_done_nothing_has_nothing_to_finish() -> None:
    story = tall()
    visit = visit_of(told(story.hold(9), both_up(story.now_s)), choosing())
    assert not visit.of(GestureSeen)


def test_an_arm_aside_opens_the_choice_and_a_hand_overhead_takes_what_is_shown() -> None:
    story = tall()
    at_s = story.now_s
    story = story.hold(15).reps(1, HINGE, CALM)
    visit = visit_of(told(story, aside(at_s), one_up(at_s + 6)), choosing())
    assert [event.drill for event in visit.of(ChoiceMoved)] == ["band_pull_through"]
    assert [event.drill for event in visit.of(DrillChosen)] == ["band_pull_through"]
    assert not visit.of(SessionPaused)
    assert len(visit.of(AttemptDecided)) == 1


def test_the_choice_goes_round() -> None:
    story = tall()
    at_s = story.now_s
    visit = visit_of(told(story.hold(14), aside(at_s), aside(at_s + 6)), choosing())
    assert [event.place for event in visit.of(ChoiceMoved)] == [1, 0]


def test_the_choice_goes_by_itself_and_takes_nothing() -> None:
    story = tall()
    at_s = story.now_s
    visit = visit_of(told(story.hold(20), aside(at_s)), choosing())
    opened, closed = visit.of(ChoiceMoved)[0], visit.of(ChoiceClosed)[0]
    assert s_of_us(closed.at_us - opened.at_us) == pytest.approx(8.0, abs=0.1)
    assert not visit.of(DrillChosen)


def test_a_drill_chosen_in_a_rest_begins_at_once_and_keeps_what_was_done() -> None:
    hinge = station_of("hip_hinge", reps=1, sets=3, rest_s=40)
    pull = station_of("band_pull_through", reps=1, sets=3, rest_s=40)
    station = replace(hinge, choices=(hinge, pull))
    story = tall(1)
    at_s = story.now_s
    story = story.hold(16).reps(1, HINGE, Tempo(hold_s=1.0, rest_s=6.0))
    at_end_s = story.now_s
    visit = visit_of(told(story.hold(8), aside(at_s), one_up(at_s + 7), both_up(at_end_s)), station)
    assert [event.number for event in visit.of(SetDone)] == [1, 2]
    assert visit.of(SessionEnded)[0].reps == 2


def test_without_choices_an_arm_aside_means_nothing() -> None:
    story = tall()
    visit = visit_of(told(story.hold(9), aside(story.now_s)), station_of("hip_hinge"))
    assert not visit.of(GestureSeen)


def test_a_recording_takes_no_orders() -> None:
    story = tall(1)
    station = replace(choosing(), is_recorded=True)
    visit = visit_of(told(story.hold(18), one_up(story.now_s), both_up(story.now_s + 8)), station)
    assert not visit.of(GestureSeen)


def test_a_ring_grows_while_the_hand_is_held_and_the_pause_is_shown() -> None:
    story = tall(1)
    shown = scenes_of(told(story.hold(9), one_up(story.now_s)), choosing())
    shares = [scene.ring.share for scene in shown if scene.ring is not None]
    assert shares == sorted(shares)
    assert len(set(shares)) > 6
    assert shown[-1].kind is SceneKind.PAUSED
    assert shown[-1].headline == "Paused"


def test_the_choice_shows_the_drill_by_its_name() -> None:
    story = tall()
    shown = scenes_of(told(story.hold(6), aside(story.now_s)), choosing())
    assert shown[-1].kind is SceneKind.CHOICE
    assert shown[-1].headline == "Band pull through"


def spoken(visit: Visit) -> list[str]:
    return [clip for event in visit.of(CueSpoken) for clip in event.clips]


def test_the_choice_says_the_name() -> None:
    story = tall()
    visit = visit_of(told(story.hold(10), aside(story.now_s + 4)), choosing())
    name = choosing().choices[1].drill.name_cue
    assert name is not None
    assert f"{name}_1" in spoken(visit)


def test_what_hands_did_replays_from_the_journals_header_and_samples() -> None:
    station = station_for("hip_hinge", catalogue(), lane=None, choices=("band_pull_through",))
    header = header_in(text_of_header(header_of(station, model_sha256="0" * 64)))
    assert header.choices == ("hip_hinge", "band_pull_through")
    again = station_again(header, catalogue())
    story = tall()
    at_s = story.now_s
    stream = told(story.hold(15), aside(at_s), one_up(at_s + 6))
    visit = visit_of(stream, station)
    assert visit.of(DrillChosen)
    assert visit_of(stream, again).events == visit.events


def test_the_choices_begin_with_the_stations_own_and_keep_their_order() -> None:
    station = station_for("squat", catalogue(), lane=None, choices=("hip_hinge", "squat", "first_hinge"))
    assert [choice.trains for choice in station.choices] == ["squat", "first_hinge", "hip_hinge"]


def test_a_choice_is_over_when_a_rep_begins_and_the_rep_is_dark() -> None:
    story = tall()
    at_s = story.now_s
    story = story.hold(3.4).reps(2, HINGE, CALM)
    stream, station = told(story, aside(at_s)), choosing()
    assert len(visit_of(stream, station).of(ChoiceClosed)) == 1
    state, kinds = initial(station), []
    for tick_input in inputs_of(stream):
        state, _ = step(state, tick_input, station)
        kinds += [describe(state, station).kind] if is_in_rep(state) else []
    assert set(kinds) == {SceneKind.REP}


def test_a_rep_in_a_rest_is_dark_as_well() -> None:
    station = station_of("hip_hinge", reps=1, sets=3, rest_s=30)
    stream = tall(1).hold(3).reps(1, HINGE, CALM).samples(FPS)
    state, kinds = initial(station), []
    for tick_input in inputs_of(stream):
        state, _ = step(state, tick_input, station)
        if state.course.stage is Stage.REST and is_in_rep(state):
            kinds.append(describe(state, station).kind)
    assert set(kinds) == {SceneKind.REP}


def test_a_choice_does_not_open_over_a_running_clock() -> None:
    station = replace(station_of("leg_circles"), choices=(station_of("leg_circles"), station_of("hip_hinge")))
    story = tall().hold(40)
    visit = visit_of(told(story, aside(20.0)), station)
    assert visit.of(TimerMoved)
    assert not visit.of(ChoiceMoved)


def test_the_seconds_of_a_hold_do_not_run_on_through_a_pause() -> None:
    begun = replace(initial(choosing()), hold_count=HoldCount(since_us=1_000_000, told=1))
    paused = replace(begun, hands=replace(begun.hands, paused_us=2_000_000))
    assert going_on(paused, 62_000_000).hold_count == HoldCount()
