"""An ear for contours: which earcon is heard in noise, when only the course of the pitch is known.

In:  samples with an earcon somewhere in them, and the earcons it may be.
Out: the one whose course of pitch fits best.
Not here: what the earcons are (kiosk/earcons.py), what is asked of them (test_earcons.py).

Rule: how high, how loud and when an earcon sounds is not known: its course is tried at every pitch, from every instant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from kiosk.assets import SAMPLE_RATE_HZ
from kiosk.core.vocab import Earcon
from kiosk.earcons import NOTES, Note, sound_of

FRAME = round(0.03 * SAMPLE_RATE_HZ)
HOP = round(0.01 * SAMPLE_RATE_HZ)
"""Three frames' windows lie over every instant: a tick of 55 ms is seen in five."""
BINS = 8192
STEPS_A_SEMITONE = 2
HZ = 150 * 2 ** (np.arange(12 * STEPS_A_SEMITONE * 5) / (12 * STEPS_A_SEMITONE))
"""The pitches listened to: five octaves, in quarter tones."""
LENGTH_S = 1.4
"""How long an ear listens: the longest earcon, the lead before it and some rest."""
ONSETS = 25
"""The frames an earcon may begin in."""
AUDIBLE_DB = 15.0
"""A note counts while it is at most this far below the earcon's loudest frame: then it lies in the noise."""
CLEAR, ABSENT = 2.5, 1.0
"""A frame speaks for a pitch by the logarithm of its amplitude over the noise, at most the first, less the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """An earcon's pitch in every frame as a place in HZ, and the frames in which it is to be heard."""

    places: np.ndarray
    frames: np.ndarray


def transposed(notes: Iterable[Note], semitones: float) -> tuple[Note, ...]:
    return tuple(replace(note, pitch_hz=note.pitch_hz * 2 ** (semitones / 12)) for note in notes)


def courses() -> dict[Earcon, Course]:
    return {earcon: _course(sound_of(notes, SAMPLE_RATE_HZ)) for earcon, notes in NOTES.items()}


def heard(samples: np.ndarray, known: Mapping[Earcon, Course]) -> Earcon:
    """Return the earcon whose course fits best."""
    amplitudes = _amplitudes(samples)
    floor = np.median(amplitudes, axis=0)
    floor = np.convolve(np.pad(floor, 6, mode="edge"), np.ones(13) / 13, "valid")
    clear = np.minimum(np.log(np.maximum(amplitudes / floor, 1e-3)), CLEAR) - ABSENT
    return max(known, key=lambda earcon: _fit(clear, known[earcon]))


def _fit(clear: np.ndarray, course: Course) -> float:
    """Return how well a course fits at its best pitch and instant."""
    moves = course.places - course.places[0]
    pitches = np.arange(-moves.min(), len(HZ) - moves.max())
    places = pitches[:, None] + moves[course.frames]
    return max(float(clear[course.frames + onset, places].sum(axis=1).max()) for onset in range(ONSETS))


def _course(samples: np.ndarray) -> Course:
    amplitudes = _amplitudes(samples)
    loudest = amplitudes.max(axis=1)
    audible = np.flatnonzero(loudest > loudest.max() * 10 ** (-AUDIBLE_DB / 20))
    return Course(places=np.argmax(amplitudes, axis=1)[: audible[-1] + 1], frames=audible)


def _amplitudes(samples: np.ndarray) -> np.ndarray:
    """Return the amplitude of every frame at every pitch, (frames, pitches)."""
    rest = np.zeros(round(LENGTH_S * SAMPLE_RATE_HZ))
    whole = np.concatenate((samples, rest))[: len(rest)]
    frames = sliding_window_view(whole, FRAME)[::HOP] * np.hanning(FRAME)
    places = np.round(HZ * BINS / SAMPLE_RATE_HZ).astype(int)
    return np.abs(np.fft.rfft(frames, BINS))[:, places]
