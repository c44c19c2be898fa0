"""The speech check: what counts as heard, and a handful of clips heard back."""

import importlib.util

import numpy as np
import pytest

from kiosk.assets import CUES
from kiosk.speech_check import MODEL_RATE_HZ, Heard, Listener, clips_of, listen, pink_noise, report, words_of

needs_recogniser = pytest.mark.skipif(
    importlib.util.find_spec("pocketsphinx") is None, reason="pocketsphinx is not installed: run `make setup`"
)


@pytest.mark.parametrize(
    ("text", "words"),
    [("Hips back, not down.", "hips back not down"), ("Ball curl-up.", "ball curl up"), ("One… two.", "one two")],
)
def test_a_text_is_its_words_alone(text, words):
    assert words_of(text) == words


def test_the_noise_of_a_seed_is_the_same_again_and_falls_three_decibels_an_octave():
    noise = pink_noise(MODEL_RATE_HZ * 8, 1, MODEL_RATE_HZ)
    assert np.array_equal(noise, pink_noise(MODEL_RATE_HZ * 8, 1, MODEL_RATE_HZ))
    power = np.abs(np.fft.rfft(noise)) ** 2
    low, high = (power[8 * hz : 16 * hz].mean() for hz in (500, 1000))
    assert 10 * np.log10(low / high) == pytest.approx(3.0, abs=0.3)


def test_the_report_lists_what_is_misheard_and_counts_the_rest():
    heard = [
        Heard(key="n_10", said="ten", room="quiet", heard="two"),
        Heard(key="n_2", said="two", room="quiet", heard="two"),
    ]
    row, total = report(heard).splitlines()
    assert row.split() == ["n_10", "quiet", "ten", "->", "two"]
    assert total == "quiet: 1 of 2 clips are understood"


@needs_recogniser
def test_clips_are_heard_as_themselves_in_quiet_and_as_misheard_when_they_say_something_else():
    every = clips_of(CUES)
    clips = {key: every[key] for key in ("n_3", "in_5", "cap_1")} | {"n_4": (every["n_4"][0], every["n_12"][1])}
    heard = listen(clips, seeds=(), listener=Listener(text for text, _ in every.values()))
    assert [one.key for one in heard if not one.is_right] == ["n_4"]
