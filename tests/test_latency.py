"""Latency: sounds put into recordings at known places are found there, and scored against a known truth."""

import os
import threading
import time
from contextlib import closing
from dataclasses import replace

import numpy as np
import pygame
import pytest

from kiosk.assets import CUES, SAMPLE_RATE_HZ, load_pack
from kiosk.catalogue import load_catalogue
from kiosk.choice import DEMO_LANE, choose_station, load_lane
from kiosk.config import Config
from kiosk.core.speech import Hush, Play, Speak
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Earcon
from kiosk.evidence import Drill, Kind, Span, TrueRep, Truth
from kiosk.latency import samples_of
from kiosk.latency_figures import figures_of
from kiosk.latency_score import (
    Delay,
    Score,
    Sounded,
    answers,
    first_within,
    match_counts,
    match_touches,
    most_between,
    repeats_in,
    said,
    words_within,
)
from kiosk.listening import Heard, best_match, listen
from kiosk.live_take import Command, TimedSource, take_of
from kiosk.loop import MonotonicClock
from kiosk.output.speech import EARCON, PygameSpeaker
from kiosk.sound_stream import END, Recording, SoundStream, recording_of
from kiosk.surroundings import surroundings
from kiosk.vision.movenet import MoveNet
from tests.clips import cut_demo

WITHIN = 5 * SAMPLE_RATE_HZ // 1_000
LENGTH_S = 6.0
PATIENCE_S = 10.0
TOUCH, LEAN = Play(earcon=Earcon.TOUCH), Play(earcon=Earcon.LEAN)
COUNT, SENTENCE = Speak(clips=("n_3",)), Speak(clips=("greet_1",))


def sound_of(command):
    return samples_of(command, "en")


def recorded(*parts, noise=0.0):
    """Return a recording of sounds, each (command, begins_s, gain), on the clock's axis from 0 on."""
    samples = np.random.default_rng(1).normal(0.0, noise, round(LENGTH_S * SAMPLE_RATE_HZ))
    for command, begins_s, gain in parts:
        sound, at = gain * sound_of(command), round(begins_s * SAMPLE_RATE_HZ)
        samples[at : at + len(sound)] += sound
    known = np.array([0, len(samples)])
    return Recording(samples=np.round(samples).astype(np.int16), known=known, known_us=known * 10**6 // SAMPLE_RATE_HZ)


def sound(speaker, earcon):
    """Play an earcon and wait for its end; the device takes its samples in real time."""
    speaker.perform(earcon)
    nap, end_s = threading.Event(), time.monotonic() + PATIENCE_S
    for is_busy in (True, False):
        while pygame.mixer.Channel(EARCON).get_busy() is not is_busy:
            assert time.monotonic() < end_s, "the device took too long"
            nap.wait(0.002)


def commanded(command, at_s):
    return Command(at_us=round(at_s * 1e6), command=command)


def heard_in(recording, *commands):
    return listen(recording, [commanded(command, at_s) for command, at_s in commands], sound_of)


@pytest.mark.parametrize(
    ("case", "parts", "noise"),
    [
        ("alone", [(TOUCH, 2.10, 0.8)], 0),
        ("very soft", [(TOUCH, 2.10, 0.05)], 0),
        ("in noise", [(TOUCH, 2.10, 0.8)], 300),
    ],
)
def test_an_earcon_is_found_where_it_was_put(case, parts, noise):
    (found,), missed = heard_in(recorded(*parts, noise=noise), (TOUCH, 2.08))
    assert abs(found.begins - 2.10 * SAMPLE_RATE_HZ) < WITHIN, case
    assert missed == ()


@pytest.mark.parametrize("touch_s", [2.05, 2.15, 2.4])
def test_an_earcon_and_a_voice_that_sound_together_are_both_found(touch_s):
    both = recorded((COUNT, 2.0, 0.8), (TOUCH, touch_s, 0.8))
    (count, touch), _ = heard_in(both, (COUNT, 1.99), (TOUCH, touch_s - 0.01))
    assert abs(count.begins - 2.0 * SAMPLE_RATE_HZ) < WITHIN
    assert abs(touch.begins - touch_s * SAMPLE_RATE_HZ) < WITHIN
    assert count.is_alone


def test_a_voice_beneath_a_louder_earcon_is_found():
    rung_up, count = Play(earcon=Earcon.RUNG_UP), Speak(clips=("n_5",))
    both = recorded((count, 2.0, 0.1), (rung_up, 2.1, 1.0))
    (voice, _), missed = heard_in(both, (count, 1.99), (rung_up, 2.09))
    assert abs(voice.begins - 2.0 * SAMPLE_RATE_HZ) < WITHIN
    assert missed == ()


def test_a_sentence_that_was_faded_ends_where_it_is_last_heard():
    recording = recorded((SENTENCE, 1.0, 0.8))
    recording.samples[round(1.8 * SAMPLE_RATE_HZ) :] = 0
    (found,), _ = heard_in(recording, (SENTENCE, 0.99), (Hush(), 1.7))
    assert found.is_cut
    assert abs(found.ends - 1.8 * SAMPLE_RATE_HZ) < 0.05 * SAMPLE_RATE_HZ


def test_a_second_voice_beside_the_first_is_noticed():
    other = Speak(clips=("zero_1",))
    (found,), _ = heard_in(recorded((SENTENCE, 1.0, 0.8), (other, 1.2, 0.8)), (SENTENCE, 0.99))
    assert not found.is_alone


@pytest.mark.parametrize(("command", "instead"), [(TOUCH, LEAN), (COUNT, Speak(clips=("n_5",))), (COUNT, TOUCH)])
def test_another_sound_is_not_taken_for_the_one_commanded(command, instead):
    heard, missed = heard_in(recorded((instead, 1.0, 0.8)), (command, 0.99))
    assert (heard, [item.command for item in missed]) == ((), [command])


def test_a_sound_that_was_overtaken_at_once_is_neither_heard_nor_missed():
    heard, missed = heard_in(recorded((COUNT, 1.0, 0.8)), (SENTENCE, 0.98), (COUNT, 0.99))
    assert ([item.command.command for item in heard], missed) == ([COUNT], ())


def test_nothing_is_found_in_what_is_shorter_than_the_sound():
    assert best_match(np.ones(3), np.ones(2)) is None


def test_a_stream_that_runs_slow_is_read_by_its_own_pace():
    block = bytes(4096)
    recording = recording_of([(1_000_000, block), (1_100_000, block), (1_200_000, block), (1_250_000, b"1234" + END)])
    assert recording.samples.shape == (6146,)
    assert recording.clock_us(2048) == 1_000_000
    assert recording.clock_us(3072) == 1_050_000
    assert recording.sample_at(1_150_000) == 5120
    assert 900_000 < recording.clock_us(0) < 910_000


def test_no_sound_is_handed_over_before_it_is_commanded(tmp_path):
    clock = MonotonicClock()
    stream = SoundStream(tmp_path, clock)
    with surroundings({"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(stream.path)}):
        speaker = PygameSpeaker(pack=load_pack("en", CUES), folder=CUES)
        with closing(speaker):
            sound(speaker, LEAN)
            asked_us = clock.now_us()
            sound(speaker, LEAN)
    recording = stream.stop()
    (found,), _ = listen(recording, [Command(at_us=asked_us, command=LEAN)], sound_of)
    assert recording.clock_us(found.begins) >= asked_us - 5_000


def test_surroundings_are_put_back(monkeypatch):
    monkeypatch.setenv("ONE", "before")
    monkeypatch.delenv("TWO", raising=False)
    with surroundings({"ONE": "during", "TWO": "during"}):
        assert (os.environ["ONE"], os.environ["TWO"]) == ("during", "during")
    assert (os.environ["ONE"], os.environ.get("TWO")) == ("before", None)


class Frames:
    """A FrameSource of empty frames, one every 0.1 s."""

    def __init__(self):
        self.time_us = 0

    def read(self):
        self.time_us += 100_000
        return np.zeros((1, 1, 3), np.uint8), self.time_us

    def is_finished(self):
        return False

    def close(self):
        pass


def test_a_take_ends_after_the_length_asked_for():
    source = TimedSource(Frames(), 0.5)
    while not source.is_finished():
        source.read()
    assert (source.first_us, source.played_s) == (100_000, 0.5)


def test_a_take_runs_the_whole_station(model_path, tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.loop.TAIL_TICKS", 3)
    catalogue = load_catalogue("en")
    take = take_of(
        cut_demo(tmp_path, 0.4),
        model=MoveNet(model_path, 1),
        model_sha256="",
        station=choose_station(Config(), catalogue, load_lane(DEMO_LANE, (640, 480))),
        config=Config(),
        length_s=10.0,
    )
    assert take.length_s == pytest.approx(0.4, abs=0.04)
    assert take.health.samples > 0
    assert take.zero_us > 0
    assert len(take.recording.samples) > 0


def rep(start_s, end_s, *, touch=None, kind=Kind.HINGE):
    span = None if touch is None else Span(start_s=touch[0], end_s=touch[1])
    return TrueRep(
        span=Span(start_s=start_s, end_s=end_s), kind=kind, severity={}, touch=span, is_at_wall=True, heel_in=3.0
    )


def truth(*reps, contacts=()):
    return Truth(
        name="",
        drill=Drill.WALL_HINGE,
        station="",
        is_calibration=False,
        least=0,
        most=0,
        reps=reps,
        stops=(),
        steps=(),
        contacts=tuple(rep.touch for rep in reps if rep.touch) + contacts,
        marks=(),
        duration_s=60.0,
    )


def sounded(command, begins_s, ends_s=None, *, is_cut=False):
    heard = Heard(command=commanded(command, begins_s), begins=0, ends=0, is_cut=is_cut, is_alone=True)
    return Sounded(
        heard=heard, commanded_s=begins_s - 0.02, begins_s=begins_s, ends_s=begins_s if ends_s is None else ends_s
    )


ONE_TOUCH = truth(rep(10, 13, touch=(11.0, 12.0)), contacts=(Span(start_s=5.0, end_s=7.0),))


@pytest.mark.parametrize(
    ("case", "earcons_s", "delays_s", "missing", "false"),
    [
        ("in time", [11.1], [0.1], 0, 0),
        ("a little early", [10.9], [-0.1], 0, 0),
        ("far too early", [10.5], [], 1, 1),
        ("after the touch", [12.4], [], 1, 1),
        ("twice", [11.1, 11.8], [0.1], 0, 1),
        ("during another contact", [6.0, 11.1], [0.1], 0, 0),
        ("never", [], [], 1, 0),
    ],
)
def test_a_touch_has_one_earcon(case, earcons_s, delays_s, missing, false):
    found = match_touches([sounded(TOUCH, time_s) for time_s in earcons_s], ONE_TOUCH, until_s=60.0)
    assert [delay.sound_s for delay in found[0]] == pytest.approx(delays_s), case
    assert found[1:] == (missing, false), case


def test_a_touch_after_the_end_of_the_take_is_not_asked_for():
    assert match_touches([], ONE_TOUCH, until_s=11.5) == ((), 0, 0)


@pytest.mark.parametrize(
    ("case", "kind", "count_s", "delays_s", "missing"),
    [
        ("soon", Kind.HINGE, [13.2], [0.2], 0),
        ("before the very end", Kind.HINGE, [12.9], [-0.1], 0),
        ("too late", Kind.HINGE, [14.6], [], 1),
        ("a near miss needs none", Kind.NEAR_MISS, [], [], 0),
    ],
)
def test_a_hinge_has_one_count(case, kind, count_s, delays_s, missing):
    found = match_counts([sounded(COUNT, time_s) for time_s in count_s], truth(rep(10, 13, kind=kind)), until_s=60.0)
    assert [delay.sound_s for delay in found[0]] == pytest.approx(delays_s), case
    assert found[1] == missing, case


@pytest.mark.parametrize(
    ("case", "words", "is_told"),
    [
        ("a number's tail", sounded(COUNT, 9.9, 10.34), False),
        ("a late number", sounded(COUNT, 10.3, 10.75), False),
        ("a sentence", sounded(SENTENCE, 9.0, 10.5), True),
        ("a sentence over before it could be known", sounded(SENTENCE, 9.0, 10.3), False),
        ("a sentence that fades", sounded(SENTENCE, 9.0, 10.45, is_cut=True), False),
        ("a sentence faded late", sounded(SENTENCE, 9.0, 10.6, is_cut=True), True),
        ("a sentence at the bottom", sounded(SENTENCE, 11.0, 12.0), False),
    ],
)
def test_words_in_a_descent_are_told(case, words, is_told):
    assert bool(words_within([words], [Span(start_s=10.3, end_s=11.0)])) is is_told, case


@pytest.mark.parametrize(("faded_after_s", "sentences"), [(0.2, 1), (0.69, 1), (0.8, 2), (None, 2)])
def test_a_sentence_that_was_faded_at_once_has_not_been_said(faded_after_s, sentences):
    fades = [] if faded_after_s is None else [Command(at_us=us_of_s(faded_after_s), command=Hush())]
    commands = [Command(at_us=0, command=SENTENCE), *fades, Command(at_us=us_of_s(3), command=SENTENCE)]
    assert len(said(commands)) == sentences


@pytest.mark.parametrize(
    ("sentences", "repeats"),
    [([("a",), ("a",)], 1), ([("a",), ("b",), ("a",)], 0), ([("n_1",), ("n_1",)], 0), ([("a",)] * 3, 2)],
)
def test_a_sentence_that_follows_itself_is_a_repetition_and_a_number_is_none(sentences, repeats):
    assert repeats_in(sentences) == repeats


def test_the_most_cues_from_rep_to_rep_are_counted():
    cues = [sounded(SENTENCE, time_s) for time_s in (1.0, 4.0, 5.0, 11.0)]
    assert most_between(cues, [3.0, 6.0, 12.0]) == 2
    assert most_between(cues, []) == 0


@pytest.mark.parametrize(("times_s", "seen_s"), [([9.0, 10.4, 10.6], 10.4), ([9.0, 11.1], None)])
def test_a_descent_is_seen_when_the_station_first_says_so_within_it(times_s, seen_s):
    assert first_within(times_s, Span(start_s=10.0, end_s=11.0)) == seen_s


@pytest.mark.parametrize(
    ("clip", "is_answer"),
    [("near_miss_2", True), ("squatty_short", True), ("praise_1", True), ("step_out_one_1", False), ("greet_1", False)],
)
def test_an_answer_to_a_rep_is_told_from_the_way_on(clip, is_answer):
    assert answers(sounded(Speak(clips=(clip, "in_3")), 1.0)) is is_answer


SCORE = Score(
    name="one",
    touches=(
        Delay(command_s=0.10, sound_s=0.12),
        Delay(command_s=0.20, sound_s=0.22),
        Delay(command_s=0.3, sound_s=0.32),
    ),
    touches_missing=0,
    touches_false=2,
    counts=(),
    counts_missing=1,
    command_to_sound_s=(0.02,),
    in_descents=("greet_1 at 1.00 for 1.00 s",),
    in_true_descents=("greet_1 at 1.00 for 1.00 s",),
    not_alone=0,
    seen_s=(0.3,),
    most_cues_a_rep=1,
    most_sentences_a_rep=2,
    repeats=0,
    repeats_heard=0,
    deferred=3,
    dropped=4,
    unheard=0,
)


def test_figures_are_medians_sums_and_the_worst_session():
    figures = {figure.name: figure for figure in figures_of([SCORE, replace(SCORE, name="two", touches_false=0)])}
    assert figures["touch to earcon, median"].value == pytest.approx(220)
    assert figures["touch to earcon, median"].holds is False
    assert figures["touch to earcon, most"].value == pytest.approx(320)
    assert figures["touch to earcon, most"].holds
    assert figures["earcons without a touch, most a session"].value == 2
    assert figures["lockout to count, median"].value is None
    assert figures["words in a descent"].value == 2
    assert figures["cues deferred"].value == 6
