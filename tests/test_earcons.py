"""Earcons: each has its own contour, and its file is what the recipe gives."""

import numpy as np
import pytest

from kiosk.assets import CUES, SAMPLE_RATE_HZ, earcon_path, read_samples
from kiosk.core.vocab import Earcon
from kiosk.earcons import NOTES, sound
from kiosk.voice import pcm_of

LOW_HZ, HIGH_HZ = 200.0, 2000.0


def pitch_hz(samples):
    """Return the strongest frequency below the overtones of the highest note."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), n=1 << 15))
    hz = np.fft.rfftfreq(1 << 15, 1 / SAMPLE_RATE_HZ)
    in_range = (hz > LOW_HZ) & (hz < HIGH_HZ)
    return float(hz[in_range][np.argmax(spectrum[in_range])])


def note_pitches_hz(earcon):
    ends = np.cumsum([round(note.length_s * SAMPLE_RATE_HZ) for note in NOTES[earcon]])
    return [pitch_hz(note) for note in np.split(sound(earcon, SAMPLE_RATE_HZ), ends[:-1])]


def test_there_is_a_sound_for_every_earcon():
    assert set(NOTES) == set(Earcon)


@pytest.mark.parametrize(
    ("earcon", "contour"),
    [
        (Earcon.TOUCH, []),
        (Earcon.NEAR_MISS, [-1]),
        (Earcon.LEAN, []),
        (Earcon.RUNG_UP, [1, 1]),
        (Earcon.SET_DONE, [1, 1, 1]),
        (Earcon.ATTENTION, [0]),
        (Earcon.GESTURE_SEEN, [1]),
        (Earcon.GESTURE, [1, -1]),
    ],
)
def test_the_contour_is_heard_in_the_samples(earcon, contour):
    steps = np.diff(note_pitches_hz(earcon))
    assert list(np.sign(np.where(np.abs(steps) < 20, 0, steps))) == contour


def test_a_touch_is_over_before_a_word_could_begin_and_strikes_at_once():
    touch = np.abs(sound(Earcon.TOUCH, SAMPLE_RATE_HZ))
    assert len(touch) <= 0.060 * SAMPLE_RATE_HZ
    assert np.argmax(touch) < 0.001 * SAMPLE_RATE_HZ


def test_a_lean_is_low_and_wavers():
    pieces = np.array_split(sound(Earcon.LEAN, SAMPLE_RATE_HZ), 16)
    pitches = [pitch_hz(piece) for piece in pieces]
    assert max(pitches) < 400
    assert max(pitches) - min(pitches) > 30


@pytest.mark.parametrize("earcon", list(Earcon))
def test_the_file_is_what_the_recipe_gives(earcon):
    assert read_samples(earcon_path(CUES, earcon)) == pcm_of(sound(earcon, SAMPLE_RATE_HZ))
