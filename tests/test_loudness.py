"""Loudness: cut at the voice, at one level, under one ceiling."""

import numpy as np
import pytest

from kiosk.loudness import amplitude, cut_to_voice, db, level, under_ceiling, voiced_rms

RATE_HZ = 22050
ROUNDING = 1e-12


def tone(*, length_s, peak, hz=200.0):
    return peak * np.sin(2 * np.pi * hz * np.arange(round(length_s * RATE_HZ)) / RATE_HZ)


def silence(length_s):
    return np.zeros(round(length_s * RATE_HZ))


def test_silence_before_and_after_the_voice_is_cut_and_a_pause_within_it_stays():
    spoken = np.concatenate([tone(length_s=0.3, peak=0.5), silence(0.2), tone(length_s=0.3, peak=0.5)])
    cut = cut_to_voice(np.concatenate([silence(0.4), spoken, silence(0.5)]), RATE_HZ)
    assert len(cut) / RATE_HZ == pytest.approx(0.8, abs=0.011)


def test_a_cut_end_is_faded_out():
    assert cut_to_voice(tone(length_s=0.3, peak=0.5), RATE_HZ)[-1] == 0


def test_a_pause_does_not_make_a_clip_quieter():
    spoken = tone(length_s=0.3, peak=0.5)
    paused = np.concatenate([spoken, silence(1.0), spoken])
    assert db(voiced_rms(paused, RATE_HZ)) == pytest.approx(db(voiced_rms(spoken, RATE_HZ)), abs=0.2)


@pytest.mark.parametrize("peak_at", [0, 1, 3000, 6614])
def test_no_peak_passes_the_ceiling_wherever_it_is(peak_at):
    samples = tone(length_s=0.3, peak=0.4)
    samples[peak_at] = -3.0
    assert np.abs(under_ceiling(samples, RATE_HZ, 0.5)).max() <= 0.5 + ROUNDING


def test_what_is_below_the_ceiling_is_left_alone():
    samples = tone(length_s=0.3, peak=0.4)
    assert np.array_equal(under_ceiling(samples, RATE_HZ, 0.5), samples)


@pytest.mark.parametrize("peak", [0.001, 0.2, 1.0])
def test_loud_and_quiet_recordings_come_to_one_level(peak):
    samples = np.concatenate([tone(length_s=0.5, peak=peak), tone(length_s=0.02, peak=4 * peak, hz=3000)])
    levelled = level(samples, RATE_HZ, target_rms=amplitude(-18), ceiling=amplitude(-6))
    assert db(voiced_rms(levelled, RATE_HZ)) == pytest.approx(-18, abs=0.1)
    assert np.abs(levelled).max() <= amplitude(-6) + ROUNDING
