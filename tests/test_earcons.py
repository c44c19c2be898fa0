"""Earcons: each has its own contour, and its file is what the recipe gives."""

import numpy as np
import pytest

from kiosk.assets import CUES, SAMPLE_RATE_HZ, earcon_path, read_samples
from kiosk.core.vocab import Earcon
from kiosk.earcons import NOTES, sound, sound_of
from kiosk.loudness import voiced_rms
from kiosk.speech_check import pink_noise
from kiosk.voice import pcm_of
from tests.contour import LENGTH_S, courses, heard, transposed

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


@pytest.mark.parametrize("semitones", [-4, 0, 4])
@pytest.mark.parametrize("earcon", list(Earcon))
def test_an_earcon_is_known_by_its_contour_in_noise_as_loud_as_itself_at_any_pitch(earcon, semitones):
    """Pink noise at 0 dB over the parts that sound. What is known of it is the course of its pitch alone."""
    clean = sound_of(transposed(NOTES[earcon], semitones), SAMPLE_RATE_HZ)
    length = round(LENGTH_S * SAMPLE_RATE_HZ)
    lead = np.zeros(round(0.1 * SAMPLE_RATE_HZ))
    signal = np.pad(np.concatenate((lead, clean)), (0, length - len(lead) - len(clean)))
    level = voiced_rms(clean, SAMPLE_RATE_HZ)
    known = courses()
    rooms = [signal + level * pink_noise(length, seed, SAMPLE_RATE_HZ) for seed in range(1, 7)]
    assert [heard(room, known) for room in rooms] == [earcon] * len(rooms)


def test_the_pitch_of_a_touch_falls_and_its_first_sample_is_the_instant():
    touch = sound(Earcon.TOUCH, SAMPLE_RATE_HZ)
    (note,) = NOTES[Earcon.TOUCH]
    crossings = np.flatnonzero(np.diff(np.sign(touch)))
    assert np.diff(crossings)[:4].mean() < np.diff(crossings)[-4:].mean() / 2
    assert abs(touch[0]) > 0.9 * np.abs(touch).max()
    assert note.attack_s == 0.0
