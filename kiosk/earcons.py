"""Earcons: short sounds that are told apart by the contour of their pitch.

In:  the name of an earcon.
Out: its samples, the same on every run.
Not here: when one sounds (core/session.py), playing it (output/speech.py), writing its file (voice.py).

Rule: no two earcons share a contour, because in a loud room loudness and timbre are lost first. All lie between 250 Hz
and 5.5 kHz, where small loudspeakers still answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.vocab import Earcon

PEAK: Final = 0.5
"""−6 dBFS: an earcon sounds beside the voice, and the sum of both seldom reaches full scale."""

OVERTONES: Final = (1.0, 0.35, 0.15)
"""Amplitudes of the fundamental and its overtones: bright enough to carry, plain enough to keep its pitch."""

RELEASE_S: Final = 0.01
"""A note that is cut short ends over this time, so that it does not click."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One tone: pitch, length, the time in which it fades to 1/e, its attack, and how its pitch falls or wobbles."""

    pitch_hz: float
    length_s: float
    decay_s: float
    attack_s: float = 0.003
    wobble_hz: float = 0.0
    wobble_share: float = 0.0
    fall_octaves: float = 0.0
    """How far the pitch has fallen when the note is over."""


NOTES: Final[Mapping[Earcon, tuple[Note, ...]]] = {
    # At once, high, very short and falling like a drop: it marks the instant of the touch.
    Earcon.TOUCH: (Note(pitch_hz=2349, length_s=0.055, decay_s=0.02, attack_s=0.0, fall_octaves=1.5),),
    # Falling: not there yet.
    Earcon.NEAR_MISS: (
        Note(pitch_hz=659, length_s=0.12, decay_s=0.10),
        Note(pitch_hz=440, length_s=0.20, decay_s=0.10),
    ),
    # Low and unsteady, three semitones to either side: weight rests on the wall.
    Earcon.LEAN: (Note(pitch_hz=294, length_s=0.45, decay_s=0.40, attack_s=0.01, wobble_hz=7, wobble_share=0.2),),
    # Rising: one rung out.
    Earcon.RUNG_UP: (
        Note(pitch_hz=523, length_s=0.10, decay_s=0.10),
        Note(pitch_hz=659, length_s=0.10, decay_s=0.10),
        Note(pitch_hz=784, length_s=0.22, decay_s=0.12),
    ),
    # A whole chord upwards that rings out: done.
    Earcon.SET_DONE: (
        Note(pitch_hz=523, length_s=0.09, decay_s=0.10),
        Note(pitch_hz=659, length_s=0.09, decay_s=0.10),
        Note(pitch_hz=784, length_s=0.09, decay_s=0.10),
        Note(pitch_hz=1047, length_s=0.70, decay_s=0.25),
    ),
    # The same note twice: look here.
    Earcon.ATTENTION: (
        Note(pitch_hz=880, length_s=0.15, decay_s=0.08),
        Note(pitch_hz=880, length_s=0.22, decay_s=0.08),
    ),
    # Two short ones, a little up, like a question: go on holding?
    Earcon.GESTURE_SEEN: (
        Note(pitch_hz=587, length_s=0.06, decay_s=0.05),
        Note(pitch_hz=698, length_s=0.09, decay_s=0.05),
    ),
    # Up and down again: taken.
    Earcon.GESTURE: (
        Note(pitch_hz=587, length_s=0.08, decay_s=0.08),
        Note(pitch_hz=880, length_s=0.08, decay_s=0.08),
        Note(pitch_hz=587, length_s=0.20, decay_s=0.10),
    ),
}


def sound(earcon: Earcon, rate_hz: int) -> NDArray[np.float64]:
    """Return an earcon's samples, float64 (n,), full scale ±1, peak PEAK."""
    return sound_of(NOTES[earcon], rate_hz)


def sound_of(notes: Sequence[Note], rate_hz: int) -> NDArray[np.float64]:
    """Return the samples of notes one after another, float64 (n,), full scale ±1, peak PEAK."""
    samples = np.concatenate([_tone(note, rate_hz) for note in notes])
    return np.asarray(samples * (PEAK / np.abs(samples).max()), dtype=np.float64)


def _tone(note: Note, rate_hz: int) -> NDArray[np.float64]:
    """Return one note's samples, float64 (n,): cosines, so an instant attack is one. The phase integrates pitch."""
    time_s = np.arange(round(note.length_s * rate_hz), dtype=np.float64) / rate_hz
    phase = 2 * np.pi * note.pitch_hz * time_s
    if note.fall_octaves:
        rate = note.fall_octaves * np.log(2) / note.length_s
        phase = 2 * np.pi * note.pitch_hz * (1 - np.exp(-rate * time_s)) / rate
    if note.wobble_hz:
        swing = note.wobble_share * note.pitch_hz / note.wobble_hz
        phase = phase + swing * (1 - np.cos(2 * np.pi * note.wobble_hz * time_s))
    tone = sum(share * np.cos(number * phase) for number, share in enumerate(OVERTONES, start=1))
    attack = np.minimum(1.0, time_s / note.attack_s) if note.attack_s else np.ones_like(time_s)
    release = np.minimum(1.0, (note.length_s - time_s) / RELEASE_S)
    return np.asarray(tone * attack * release * np.exp(-time_s / note.decay_s), dtype=np.float64)
