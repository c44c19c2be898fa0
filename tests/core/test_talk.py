"""The voice as a timeline: what happens, and what is said when (hinge.md decision 12, B.5).

In:  events at ticks, and where the athlete is.
Out: clips spoken, hushes, and what was deferred or dropped.
Not here: the sentences (test_assets.py).

Rule: nothing but the tail of a number sounds in a descent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

import pytest

from kiosk.analysis import inputs_of
from kiosk.core.events import (
    AskedToStep,
    AttemptDecided,
    CueDeferred,
    CueDropped,
    CueSpoken,
    DescentBegan,
    Event,
    HeelsProven,
    LadderMoved,
    StageEntered,
    TouchFelt,
)
from kiosk.core.facts import TalkFacts
from kiosk.core.params import TalkParams
from kiosk.core.session import Station, initial, step
from kiosk.core.speech import Hush, Play, Speak, SpeechCommand
from kiosk.core.talk import TalkState
from kiosk.core.talk import step as talk_step
from kiosk.core.units import US_PER_S, us_of_s, us_of_tick
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Earcon, Fault, Move, RepPhase, Severity, Stage, Verdict
from tests.builders import Posture, Story, Tempo
from tests.visits import MODEL, arrived, catalogue, free_station, visit_of, wall_station

PACK: Final = catalogue().pack
QUICK_BACK: Final = Posture(kappa_deg=15, theta_deg=48)
FACTS: Final = TalkFacts(
    now_us=0,
    stage=Stage.SET,
    is_in_rep=False,
    is_leaving=False,
    tall_since_us=0,
    is_counting=True,
    missing=None,
    is_astray=False,
    has_wall=True,
    rung_in=5.0,
    target_in=None,
    best_in=None,
    rest_until_us=0,
    has_trouble=False,
    is_count_spoken=True,
    drill=replace(
        catalogue().drills["wall_hinge"],
        faults=((Fault.SQUATTY, Severity.MAJOR), (Fault.HEAD_UP, Severity.MINOR), (Fault.KNEES_LOCKED, Severity.HINT)),
        setup_cues=(),
    ),
    step_sets=0,
    set_count=3,
)


@dataclass(slots=True)
class Told:
    """What was said, by tick."""

    spoken: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    hushed: list[int] = field(default_factory=list)
    sounds: list[Earcon] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    @property
    def clips(self) -> list[str]:
        return [clip for _, clips in self.spoken for clip in clips]

    def take(self, tick: int, speech: Sequence[SpeechCommand], events: Sequence[Event]) -> None:
        self.events += events
        for command in speech:
            match command:
                case Speak(clips=clips):
                    self.spoken.append((tick, clips))
                case Hush():
                    self.hushed.append(tick)
                case Play(earcon=earcon):
                    self.sounds.append(earcon)


def told(
    happens: Mapping[int, Sequence[Event]],
    ticks: int,
    descents: Sequence[range] = (),
    facts: TalkFacts = FACTS,
    leaving: range = range(0),
) -> Told:
    """Let things happen at ticks; in a descent's range the athlete is in a rep, after it tall."""
    state, found, tall_tick = TalkState(), Told(), 0
    for tick in range(ticks):
        is_in_rep = any(tick in descent for descent in descents)
        events = list(happens.get(tick, ()))
        if any(tick == descent.start for descent in descents):
            events.append(DescentBegan(at_us=us_of_tick(tick)))
        tall_tick = tick + 1 if is_in_rep else tall_tick
        now = facts._replace(
            now_us=us_of_tick(tick),
            is_in_rep=is_in_rep,
            is_leaving=tick in leaving,
            tall_since_us=None if is_in_rep else us_of_tick(tall_tick),
        )
        state, speech, said = talk_step(state, tuple(events), now, PACK, TalkParams())
        found.take(tick, speech, said)
    return found


def decided(
    verdict: Verdict, number: int = 1, faults: tuple[Fault, ...] = (), count: int | None = None
) -> AttemptDecided:
    attempt = Attempt(
        number=number,
        verdict=verdict,
        start_us=0,
        bottom_us=1,
        end_us=2,
        lean_deg=40.0,
        travel_in=6.2,
        hold_s=1.0,
        tempo_s=3.5,
        faults=faults,
        rung_in=5.0,
    )
    return AttemptDecided(at_us=0, attempt=attempt, count=number if count is None else count)


ASKED = AskedToStep(at_us=0, target_in=4.0, move=Move.OUT)
EARNED = LadderMoved(at_us=0, move=Move.OUT, rung_in=3.0)


def names(found: Told) -> list[str]:
    return [clip.rpartition("_")[0] for clip in found.clips]


def test_the_count_is_spoken_at_the_lockout_at_once() -> None:
    assert told({10: [decided(Verdict.CLEAN)]}, 40).spoken[0] == (10, ("n_1",))


@pytest.mark.parametrize(
    "verdict", [Verdict.NEAR_MISS, Verdict.SHALLOW, Verdict.SQUAT, Verdict.NO_LOCKOUT, Verdict.NOT_SURE, Verdict.VOID]
)
def test_what_is_not_counted_has_no_number(verdict: Verdict) -> None:
    assert not [clip for clip in told({10: [decided(verdict, count=3)]}, 90).clips if clip.startswith("n_")]


def test_a_cue_waits_for_six_tenths_of_a_second_of_standing_tall() -> None:
    found = told({10: [decided(Verdict.SQUAT)]}, 90, [range(10)])
    assert [tick for tick, _ in found.spoken] == [10 + 18]


def test_a_cue_that_has_no_pause_waits_for_the_next() -> None:
    found = told({10: [decided(Verdict.SQUAT)]}, 200, [range(10), range(20, 100)])
    assert [tick for tick, _ in found.spoken] == [100 + 18]


def test_a_descent_hushes_a_cue_and_defers_it() -> None:
    found = told({10: [decided(Verdict.SQUAT)]}, 200, [range(10), range(32, 110)])
    assert found.hushed == [32]
    assert sum(isinstance(event, CueDeferred) for event in found.events) == 1
    assert names(found)[0] == "squat"


def test_whoever_bends_on_the_way_to_the_zero_still_hears_where_to_go() -> None:
    zero = {0: [StageEntered(at_us=0, stage=Stage.ZERO)]}
    found = told(zero, 90, [range(10, 30)], facts=FACTS._replace(stage=Stage.ZERO, is_counting=False))
    assert (found.clips, found.hushed) == (["zero_1"], [])


def test_a_cue_is_hushed_where_a_descent_seems_to_begin() -> None:
    found = told({10: [decided(Verdict.SQUAT)]}, 200, [range(10), range(38, 110)], leaving=range(32, 38))
    assert found.hushed == [32]
    assert [tick for tick, _ in found.spoken] == [10 + 18, 110 + 18]


def test_a_cue_that_is_cut_twice_is_dropped() -> None:
    found = told({10: [decided(Verdict.SQUAT)]}, 400, [range(10), range(32, 110), range(132, 210)])
    assert [tick for tick, _ in found.spoken] == [10 + 18, 110 + 18]
    assert sum(isinstance(event, CueDropped) for event in found.events) == 1


def test_a_cue_cut_for_a_sway_waits_for_six_tenths_of_a_second_of_quiet() -> None:
    found = told({10: [decided(Verdict.SQUAT)]}, 200, [range(10)], leaving=range(32, 34))
    assert [tick for tick, _ in found.spoken] == [10 + 18, 33 + 18]


def test_no_cue_starts_where_a_descent_seems_to_begin() -> None:
    found = told({10: [decided(Verdict.SQUAT)]}, 200, [range(10), range(32, 110)], leaving=range(27, 32))
    assert [tick for tick, _ in found.spoken] == [110 + 18]


def test_being_told_to_step_goes_on_while_the_athlete_moves() -> None:
    found = told({10: [ASKED]}, 60, facts=FACTS._replace(target_in=4.0), leaving=range(32, 34))
    assert found.hushed == []


def test_the_drills_own_lines_and_cues_introduce_it_in_their_order() -> None:
    drill = replace(FACTS.drill, setup_cues=("stick_points", "lost_point", "eyes_floor"))
    facts = FACTS._replace(is_counting=False, drill=drill)
    proven = HeelsProven(at_us=0, rung_in=5.0, measured_in=5.0, reading_in=5.0, was_asked=True)
    assert names(told({10: [proven]}, 90, facts=facts)) == ["stick_points", "lost_point", "eyes_floor"]


def test_a_number_may_end_in_a_descent() -> None:
    found = told({10: [decided(Verdict.CLEAN)]}, 60, [range(10), range(14, 50)])
    assert found.spoken == [(10, ("n_1",))]
    assert found.hushed == []


def test_every_number_is_short_enough_to_end_in_a_descent() -> None:
    assert max(PACK.length_us((f"n_{number}",)) for number in range(1, 21)) <= us_of_s(0.45)


def test_an_earcon_sounds_in_a_descent_and_says_nothing() -> None:
    found = told({20: [TouchFelt(at_us=0, attempt=1)]}, 60, [range(10, 50)])
    assert found.sounds == [Earcon.TOUCH]
    assert found.spoken == []


def test_whoever_climbs_twice_running_is_told_twice_to_step() -> None:
    story = arrived(seed=3).touch_reps(5).stand(2).step_to(4).stand(2).touch_reps(5).stand(2)
    said = visit_of(story.samples(15), wall_station()).clips
    assert [clip for clip in said if clip in ("five_clean_1", "step_out_one_1", "heels_to_1", "in_5")] == [
        *("five_clean_1", "step_out_one_1"),
        *("five_clean_1", "heels_to_1", "in_5"),
    ]


def test_a_cue_of_one_wording_that_did_not_help_is_said_again_in_its_short_form() -> None:
    story = Story(has_wall=False, model=MODEL).stand(3).reps(5, QUICK_BACK, Tempo(hold_s=0.4, rest_s=3)).stand(2)
    said = visit_of(story.samples(12), free_station()).clips
    assert [clip for clip in said if clip.startswith("hold_longer")] == [
        *("hold_longer_1", "hold_longer_short", "hold_longer_1", "hold_longer_short"),
    ]


def test_at_most_one_cue_follows_a_rep() -> None:
    event = decided(Verdict.FAULTED, faults=(Fault.SQUATTY, Fault.HEAD_UP))
    happens = {10: [event], 110: [decided(Verdict.FAULTED, 2, (Fault.SQUATTY, Fault.HEAD_UP))]}
    found = told(happens, 210, [range(10), range(80, 110)])
    assert names(found) == ["n", "n", "squatty"]


def test_a_fault_seen_once_is_not_spoken() -> None:
    assert names(told({10: [decided(Verdict.FAULTED, faults=(Fault.HEAD_UP,))]}, 100)) == ["n"]


def test_a_hint_is_never_spoken() -> None:
    happens = {60 * n: [decided(Verdict.CLEAN, n, (Fault.KNEES_LOCKED,))] for n in range(1, 4)}
    assert set(names(told(happens, 250))) == {"n"}


def test_the_same_sentence_is_never_said_twice_running() -> None:
    happens = {120 * n: [decided(Verdict.SQUAT, n, count=0)] for n in range(1, 9)}
    spoken = [clips for _, clips in told(happens, 1100).spoken]
    assert all(one != other for one, other in pairwise(spoken))


def test_the_count_goes_before_everything_else_of_its_tick() -> None:
    found = told({10: [decided(Verdict.CLEAN, 5), EARNED, ASKED]}, 200, [range(10)], FACTS._replace(target_in=4.0))
    assert found.clips[0] == "n_5"
    assert "step_out_one" in names(found)


def test_the_first_step_after_a_zero_is_not_called_earned() -> None:
    found = told({10: [ASKED]}, 200, facts=FACTS._replace(target_in=4.0))
    assert names(found)[:2] == ["zero_taken", "step_out_to"]


@pytest.mark.parametrize("verdict", [Verdict.NEAR_MISS, Verdict.LEAN, Verdict.SQUAT])
def test_a_rep_that_moves_the_ladder_has_no_second_answer(verdict: Verdict) -> None:
    moved = replace(EARNED, move=Move.IN)
    asked = AskedToStep(at_us=0, target_in=4.0, move=Move.IN)
    found = told({10: [decided(verdict), moved, asked]}, 300, [range(10)], FACTS._replace(target_in=4.0))
    assert [name for name in names(found) if name != "n"] == ["ease_in", "step_in_one"]


def test_a_rep_that_cannot_count_before_a_step_is_not_told_to_hold() -> None:
    attempt = replace(decided(Verdict.NOT_SURE).attempt, rung_in=None)
    unsure = AttemptDecided(at_us=0, attempt=attempt, count=0)
    assert told({10: [unsure]}, 200, [range(10)], FACTS._replace(target_in=4.0)).spoken == []


def test_what_was_to_be_said_of_a_rep_is_forgotten_after_half_a_minute() -> None:
    found = told({10: [decided(Verdict.SQUAT)]}, 1200, [range(10), range(12, 1000)])
    assert found.spoken == []


def test_a_newer_request_takes_the_place_of_the_older() -> None:
    ease_in = AskedToStep(at_us=0, target_in=3.0, move=Move.IN)
    found = told({10: [ASKED], 15: [ease_in]}, 200, [range(30)], FACTS._replace(target_in=3.0))
    assert "step_in_one" in names(found)
    assert "step_out_one" not in names(found)


@pytest.mark.parametrize("move", [Move.OUT, Move.IN, Move.BEST_FOR_TODAY, Move.CAP, Move.FIRST])
def test_where_no_pause_is_long_enough_the_ladder_speaks_in_its_short_form(move: Move) -> None:
    """Twelve ticks tall between reps are 0.4 s: too short for any sentence."""
    moved = replace(EARNED, move=move)
    asked = [] if move in (Move.CAP, Move.FIRST) else [AskedToStep(at_us=0, target_in=4.0, move=move)]
    descents = [range(10), *(range(start, start + 45) for start in range(22, 400, 57))]
    found = told({10: [moved, *asked]}, 420, descents, FACTS._replace(target_in=4.0))
    assert found.clips
    assert all(clip.endswith("_short") for clip in found.clips)
    assert not any(tick in descent for tick, _ in found.spoken for descent in descents)


def test_a_short_form_is_short_enough_for_a_set_without_pauses() -> None:
    shorts = [wording.short for wording in PACK.wordings.values() if wording.short is not None]
    assert shorts
    assert max(PACK.length_us((key,)) for key in shorts) <= us_of_s(0.7)


def sounding(story: Story, station: Station) -> list[tuple[float, tuple[str, ...]]]:
    """Seconds into a descent at which something still sounded, with what it was."""
    state = initial(station)
    sounds: tuple[int, tuple[str, ...]] = (0, ())
    late: list[tuple[float, tuple[str, ...]]] = []
    for tick_input in inputs_of(story.samples(20)):
        state, output = step(state, tick_input, station)
        now_us = us_of_tick(tick_input.tick)
        for command in output.speech:
            match command:
                case Speak(clips=clips):
                    sounds = (now_us + station.pack.length_us(clips), clips)
                case Hush():
                    sounds = (now_us, ())
                case Play():
                    pass
        if state.attempt.phase in (RepPhase.DESCENT, RepPhase.BOTTOM) and now_us < sounds[0]:
            late.append((now_us / US_PER_S, sounds[1]))
    return late


def test_no_word_but_a_number_sounds_in_any_descent_of_a_visit() -> None:
    story = Story(has_wall=False, model=MODEL).stand(2.5)
    for bottom in (
        Posture(kappa_deg=15, theta_deg=45),
        Posture(kappa_deg=50, theta_deg=45),
        Posture(kappa_deg=80, theta_deg=35),
    ):
        story = story.reps(4, bottom)
    late = sounding(story.stand(2), free_station())
    assert {clip.rpartition("_")[0] for _, clips in late for clip in clips} <= {"n"}


def test_a_visit_s_events_say_what_was_spoken() -> None:
    found = told({10: [decided(Verdict.CLEAN)]}, 40)
    assert [event.clips for event in found.events if isinstance(event, CueSpoken)] == [("n_1",)]
