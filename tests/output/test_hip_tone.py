"""The tone of the hips, sample by sample and on the mixer."""

import numpy as np
import pygame
import pytest

from kiosk.assets import SAMPLE_RATE_HZ
from kiosk.output.hip_tone import BLOCK_FRAMES, HIGHEST_HZ, LOWEST_HZ, PEAK, HipTone
from kiosk.output.speech import TONE, Follow, SoundDevice
from tests.output.test_speech import EARCONS, heard, samples_of, until

__all__ = ["heard"]

STEEPEST = PEAK * 2 * np.pi * HIGHEST_HZ / SAMPLE_RATE_HZ
"""The largest step between two samples of the highest tone."""
A_REP = [*np.linspace(0, 1, 12), 1.0, 0.2, *np.linspace(1, 0, 12), None, None, None, 0.5, None]


def pitch_hz(samples):
    """Return the strongest frequency of some samples."""
    size = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 16 * len(samples)))
    return np.argmax(size) * SAMPLE_RATE_HZ / (16 * len(samples))


def test_nothing_clicks_and_it_ends_in_silence():
    tone = HipTone()
    samples = samples_of(b"".join(tone.block(share) for share in A_REP))
    assert np.abs(np.diff(samples, prepend=0)).max() <= STEEPEST + 2
    assert np.abs(samples).max() <= PEAK
    assert samples[-1] == 0
    assert not tone.is_sounding
    assert not np.any(samples[27 * BLOCK_FRAMES : 29 * BLOCK_FRAMES])


@pytest.mark.parametrize(("share", "hz"), [(0, LOWEST_HZ), (0.5, 440), (1, HIGHEST_HZ), (1.5, HIGHEST_HZ)])
def test_the_pitch_is_that_of_the_travel(share, hz):
    tone = HipTone()
    samples = samples_of(b"".join(tone.block(share) for _ in range(8)))
    assert pitch_hz(samples[BLOCK_FRAMES:]) == pytest.approx(hz, abs=2)


def test_on_the_mixer_the_pitch_follows_and_ends_at_lockout(heard):
    device = SoundDevice(earcons=EARCONS, volume=1.0)
    device.look(0.0)
    for share, blocks in ((0.0, 8), (1.0, 8)):
        device.perform(Follow(share=share), 0.0)
        end = heard.stat().st_size + 2 * blocks * BLOCK_FRAMES

        def is_over(end=end):
            device.keep_tone(0.0)
            return heard.stat().st_size > end

        until(is_over)
    device.perform(Follow(share=None), 0.0)

    def is_silent():
        device.keep_tone(0.0)
        return not pygame.mixer.Channel(TONE).get_busy()

    until(is_silent)
    assert not device.has_tone
    device.close()
    samples = np.trim_zeros(samples_of(heard.read_bytes()))
    assert pitch_hz(samples[BLOCK_FRAMES : 5 * BLOCK_FRAMES]) == pytest.approx(LOWEST_HZ, abs=10)
    assert pitch_hz(samples[-5 * BLOCK_FRAMES : -3 * BLOCK_FRAMES]) == pytest.approx(HIGHEST_HZ, abs=20)
