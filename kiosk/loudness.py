"""Loudness: a recording cut to its voice and brought to one level under one ceiling.

In:  samples, float64 (n,), full scale ±1.
Out: samples of the same form, or a level in dBFS.
Not here: synthesis and equalisation (voice.py), earcons (earcons.py).

Rule: every clip is equally loud (mean power of its voiced parts) and none is clipped; peaks are turned down, not cut.
"""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Samples = NDArray[np.float64]

FRAME_S: Final = 0.01
"""Power is measured in frames of about two pitch periods of a deep voice."""

VOICED_DB: Final = 25.0
"""A frame is voiced when it is at most this far below the loudest one: vowels and strong consonants, no pauses."""

ONSET_DB: Final = 40.0
"""The voice begins at the first sample at most this far below the peak."""

TAIL_DB: Final = 30.0
"""The voice ends with the last frame at most this far below the loudest one; what follows is breath."""

FADE_S: Final = 0.005
"""A cut end is faded out so that it does not click."""

LOOK_AHEAD_S: Final = 0.003
"""The ceiling's gain moves over this time to either side of a peak: too slow to buzz, too fast to hear."""

LEVEL_ROUNDS: Final = 6
"""The ceiling takes some power away, so gain and ceiling are repeated; six rounds settle within 0.1 dB."""


def db(amplitude: float) -> float:
    """Return an amplitude as dBFS."""
    return float(20 * np.log10(max(amplitude, 1e-9)))


def amplitude(level_db: float) -> float:
    """Return a level in dBFS as an amplitude."""
    return float(10 ** (level_db / 20))


def frame_rms(samples: Samples, rate_hz: int) -> Samples:
    """Return the RMS of every whole frame, float64 (frames,); a recording shorter than a frame is one frame."""
    size = min(round(rate_hz * FRAME_S), len(samples))
    whole = len(samples) // size * size
    return np.asarray(np.sqrt(np.mean(np.square(samples[:whole].reshape(-1, size)), axis=1)), dtype=np.float64)


def voiced_rms(samples: Samples, rate_hz: int) -> float:
    """Return the RMS over the voiced frames."""
    frames = frame_rms(samples, rate_hz)
    voiced = frames[frames >= frames.max() * amplitude(-VOICED_DB)]
    return float(np.sqrt(np.mean(np.square(voiced))))


def onset(samples: Samples) -> int:
    """Return the index of the first sample of voice."""
    size = np.abs(samples)
    return int(np.argmax(size >= size.max() * amplitude(-ONSET_DB)))


def cut_to_voice(samples: Samples, rate_hz: int) -> Samples:
    """Return the recording from the first sample of voice to the last frame of voice, its end faded out."""
    voice = samples[onset(samples) :]
    frames = frame_rms(voice, rate_hz)
    last = int(np.flatnonzero(frames >= frames.max() * amplitude(-TAIL_DB))[-1])
    voice = voice[: (last + 1) * round(rate_hz * FRAME_S)].copy()
    fade = min(round(rate_hz * FADE_S), len(voice))
    voice[-fade:] *= np.linspace(1.0, 0.0, fade)
    return voice


def under_ceiling(samples: Samples, rate_hz: int, ceiling: float) -> Samples:
    """Return the recording with every peak above `ceiling` turned down smoothly.

    The gain a sample needs is spread over the look-ahead on both sides (a running minimum) and then averaged over
    the same window, so the average never exceeds what any sample in reach needs.
    """
    reach = round(rate_hz * LOOK_AHEAD_S)
    needed = np.minimum(1.0, ceiling / np.maximum(np.abs(samples), ceiling))
    padded = np.pad(needed, 2 * reach, constant_values=1.0)
    lowest = sliding_window_view(padded, 2 * reach + 1).min(axis=1)
    return np.asarray(samples * sliding_window_view(lowest, 2 * reach + 1).mean(axis=1), dtype=np.float64)


def level(samples: Samples, rate_hz: int, *, target_rms: float, ceiling: float) -> Samples:
    """Return the recording with its voiced RMS at `target_rms` and no sample above `ceiling`, both amplitudes."""
    gain = target_rms / voiced_rms(samples, rate_hz)
    levelled = under_ceiling(samples * gain, rate_hz, ceiling)
    for _ in range(LEVEL_ROUNDS):
        gain *= target_rms / voiced_rms(levelled, rate_hz)
        levelled = under_ceiling(samples * gain, rate_hz, ceiling)
    return levelled
