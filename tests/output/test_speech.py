"""Speech on the real mixer: SDL writes to a file what a loudspeaker would have played."""

import os
import threading
import time
import wave

import numpy as np
import pygame
import pytest

from kiosk.assets import CUES, SAMPLE_RATE_HZ, clip_path, earcon_path, load_pack, read_samples
from kiosk.core.pack import Clip, CuePack
from kiosk.core.speech import Hush, Play, Speak
from kiosk.core.vocab import Earcon
from kiosk.errors import OwnerError
from kiosk.output.display import MirrorDisplay
from kiosk.output.speech import EARCON, LONGEST_WAIT_S, VOICE, PygameSpeaker, SoundDevice, Utterance

PATIENCE_S = 10.0
TONE_PEAK = 8000
TONE_HZ = 441.0
EARCONS = {earcon: read_samples(earcon_path(CUES, earcon)) for earcon in Earcon}


def until(is_true):
    """Wait for the device, which takes its samples in real time."""
    end_s = time.monotonic() + PATIENCE_S
    nap = threading.Event()
    while not is_true():
        assert time.monotonic() < end_s, "the device took too long"
        nap.wait(0.002)


def is_busy(channel):
    return pygame.mixer.Channel(channel).get_busy()


def until_some_was_heard(path):
    """Wait until the voice has sounded for about a fifth of a second."""
    until(lambda: is_busy(VOICE))
    start = path.stat().st_size
    until(lambda: path.stat().st_size > start + SAMPLE_RATE_HZ * 2 // 5)


def samples_of(pcm):
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2").astype(float)


def tone(length_s):
    time_s = np.arange(round(length_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return np.round(TONE_PEAK * np.sin(2 * np.pi * TONE_HZ * time_s)).astype("<i2").tobytes()


def strength(samples, hz):
    """Return the amplitude of one frequency in samples."""
    turns = np.exp(-2j * np.pi * hz * np.arange(len(samples)) / SAMPLE_RATE_HZ)
    return 2 * abs(np.mean(samples * turns))


@pytest.fixture
def heard(monkeypatch, tmp_path):
    """Send the sound to a file, and return its path; it is whole once the device is closed."""
    path = tmp_path / "heard.raw"
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(path))
    yield path
    pygame.mixer.quit()


@pytest.fixture
def speaker(heard):
    assert not heard.exists()
    speaker = PygameSpeaker(pack=load_pack("en", CUES), folder=CUES)
    yield speaker
    speaker.close()


@pytest.fixture
def tone_pack(tmp_path):
    """Return a pack of one long steady tone, and its folder."""
    path = clip_path(tmp_path, "en", "tone_1")
    path.parent.mkdir()
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE_HZ)
        out.writeframes(tone(3.0))
    (tmp_path / "earcons").symlink_to(CUES / "earcons")
    clip = Clip(key="tone_1", text="Tone.", length_us=3_000_000)
    return CuePack(language="en", voice="rms", clips={"tone_1": clip}, wordings={}, screen={}), tmp_path


def test_the_clips_asked_for_are_heard_whole_and_without_a_gap(speaker, heard):
    speaker.perform(Speak(clips=("step_out_to_1", "in_3")))
    until(lambda: is_busy(VOICE))
    until(lambda: not is_busy(VOICE))
    speaker.close()
    spoken = b"".join(read_samples(clip_path(CUES, "en", key)) for key in ("step_out_to_1", "in_3"))
    assert spoken in heard.read_bytes()


def test_a_count_stops_the_sentence_before_it(speaker, heard):
    speaker.perform(Speak(clips=("squat_1",)))
    until(lambda: is_busy(VOICE))
    speaker.perform(Speak(clips=("n_3",)))
    until(lambda: not is_busy(VOICE))
    speaker.close()
    pcm = heard.read_bytes()
    assert read_samples(clip_path(CUES, "en", "n_3")) in pcm
    assert read_samples(clip_path(CUES, "en", "squat_1")) not in pcm


def test_a_hush_fades_the_voice_out_within_its_time(heard, tone_pack):
    pack, folder = tone_pack
    speaker = PygameSpeaker(pack=pack, folder=folder)
    speaker.perform(Speak(clips=("tone_1",)))
    until_some_was_heard(heard)
    speaker.perform(Hush())
    until(lambda: not is_busy(VOICE))
    speaker.close()
    size = np.abs(samples_of(heard.read_bytes()))
    period = round(SAMPLE_RATE_HZ / TONE_HZ)
    peaks = size[: len(size) // period * period].reshape(-1, period).max(axis=1)
    loud = np.flatnonzero(peaks > 0.99 * TONE_PEAK)
    sounding = np.flatnonzero(peaks > 0)
    fade_s = (sounding[-1] - loud[-1]) * period / SAMPLE_RATE_HZ
    assert 0.05 <= fade_s <= 0.150 + 512 / SAMPLE_RATE_HZ


def test_words_after_a_hush_are_as_loud_as_before(speaker, heard):
    speaker.perform(Speak(clips=("squat_1",)))
    speaker.perform(Hush())
    speaker.perform(Speak(clips=("n_3",)))
    until(lambda: is_busy(VOICE))
    until(lambda: not is_busy(VOICE))
    speaker.close()
    assert read_samples(clip_path(CUES, "en", "n_3")) in heard.read_bytes()


def test_an_earcon_sounds_beside_the_voice(heard, tone_pack):
    pack, folder = tone_pack
    speaker = PygameSpeaker(pack=pack, folder=folder)
    speaker.perform(Speak(clips=("tone_1",)))
    speaker.perform(Play(earcon=Earcon.ATTENTION))
    until(lambda: is_busy(EARCON))
    until(lambda: not is_busy(EARCON))
    assert is_busy(VOICE)
    speaker.close()
    samples = np.trim_zeros(samples_of(heard.read_bytes()))[: round(0.3 * SAMPLE_RATE_HZ)]
    assert strength(samples, TONE_HZ) == pytest.approx(TONE_PEAK, rel=0.1)
    assert strength(samples, 880.0) > 0.1 * TONE_PEAK


def test_half_the_volume_is_half_the_amplitude(heard, tone_pack):
    pack, folder = tone_pack
    speaker = PygameSpeaker(pack=pack, folder=folder, volume=0.5)
    speaker.perform(Speak(clips=("tone_1",)))
    until_some_was_heard(heard)
    speaker.close()
    assert np.abs(samples_of(heard.read_bytes())).max() == pytest.approx(TONE_PEAK / 2, rel=0.01)


def test_no_sound_device_is_silence_and_a_sentence(monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuch")
    speaker = PygameSpeaker(pack=load_pack("en", CUES), folder=CUES)
    for command in (Speak(clips=("n_3",)), Play(earcon=Earcon.TOUCH), Hush()):
        speaker.perform(command)
    assert not speaker.is_audible
    assert (speaker.trouble() or "").startswith(
        "no sound device can be used (Audio target 'nosuch' not available): connect"
    )
    speaker.close()


def test_closing_twice_is_safe_and_ends_the_thread(speaker):
    speaker.close()
    speaker.close()
    speaker.perform(Play(earcon=Earcon.TOUCH))
    assert [thread.name for thread in threading.enumerate() if thread.name == "speech"] == []
    assert pygame.mixer.get_init() is None


def test_a_clip_nobody_rendered_is_a_bug_and_raises(speaker):
    with pytest.raises(KeyError):
        speaker.perform(Speak(clips=("n_99",)))


def test_a_missing_file_is_refused_at_the_start(heard, tone_pack):
    pack, folder = tone_pack
    clip_path(folder, "en", "tone_1").unlink()
    with pytest.raises(OwnerError, match=r"tone_1\.wav cannot be read"):
        PygameSpeaker(pack=pack, folder=folder)
    assert not heard.exists()


def test_a_missing_device_is_tried_again_ever_more_seldom_and_found(heard, monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuch")
    device = SoundDevice(earcons=EARCONS, volume=1.0)
    waits_s = []
    now_s = 100.0
    for _ in range(8):
        device.look(now_s)
        waits_s.append(device.next_look_s - now_s)
        now_s = device.next_look_s
    assert waits_s == [1, 2, 4, 8, 16, 32, LONGEST_WAIT_S, LONGEST_WAIT_S]
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    device.look(now_s)
    assert (device.trouble, device.next_look_s - now_s, heard.exists()) == (None, 1, True)
    device.close()


def plugged_in(path, monkeypatch):
    """Make the sound go into a pipe; closing what is returned breaks it, like a cable pulled out."""
    os.mkfifo(path)
    plug = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(path))
    return plug


def test_a_device_that_is_pulled_out_is_noticed_and_opened_again(heard, monkeypatch):
    plug = plugged_in(heard.with_name("plug"), monkeypatch)
    pygame.display.init()
    device = SoundDevice(earcons=EARCONS, volume=1.0)
    device.look(0.0)
    os.close(plug)
    until(lambda: pygame.event.peek(pygame.AUDIODEVICEREMOVED, pump=False))
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(heard))
    device.look(1.0)
    device.perform(Utterance(samples=tone(0.1)), 1.0)
    until(lambda: not is_busy(VOICE))
    device.close()
    pygame.display.quit()
    assert tone(0.1) in heard.read_bytes()


@pytest.mark.parametrize(("now_s", "is_reopened"), [(1.0, False), (4.9, False), (5.1, True)])
def test_a_voice_that_does_not_come_to_its_end_is_a_lost_device(heard, now_s, is_reopened):
    device = SoundDevice(earcons=EARCONS, volume=1.0)
    device.look(0.0)
    device.perform(Utterance(samples=tone(3.0)), 0.0)
    device.look(now_s)
    assert is_busy(VOICE) is not is_reopened
    device.close()
    assert heard.exists()


def test_without_a_window_a_device_that_is_no_longer_listed_is_a_lost_one(heard, monkeypatch):
    listed = ["Headset", "HDMI"]
    monkeypatch.setattr("kiosk.output.speech.get_audio_device_names", lambda: list(listed))
    device = SoundDevice(earcons=EARCONS, volume=1.0)
    device.look(0.0)
    listed.append("Another")
    monkeypatch.setenv("SDL_AUDIODRIVER", "nosuch")
    device.look(1.0)
    assert device.trouble is None
    listed.remove("Headset")
    device.look(2.0)
    assert device.trouble is not None
    device.close()
    assert heard.exists()


def test_a_list_of_devices_that_changes_while_it_is_read_is_a_lost_device_and_no_bug(heard, monkeypatch):
    listed = [["Headset"], pygame.error("There is no such device"), pygame.error("Audio system not initialised")]

    def names():
        answer = listed.pop(0)
        if isinstance(answer, pygame.error):
            raise answer
        return answer

    monkeypatch.setattr("kiosk.output.speech.get_audio_device_names", names)
    device = SoundDevice(earcons=EARCONS, volume=1.0)
    device.look(0.0)
    device.perform(Utterance(samples=tone(3.0)), 0.0)
    device.look(1.0)
    assert (device.trouble, is_busy(VOICE), listed) == (None, False, [])
    device.close()
    assert heard.exists()


def test_a_mixer_opened_in_another_form_is_opened_in_ours(heard):
    pygame.mixer.init(48000, -16, 2)
    device = SoundDevice(earcons=EARCONS, volume=1.0)
    device.look(0.0)
    assert pygame.mixer.get_init() == (SAMPLE_RATE_HZ, -16, 1)
    device.close()
    assert heard.exists()


def test_a_display_that_asks_for_its_own_news_leaves_the_devices_to_the_voice(heard, monkeypatch):
    plug = plugged_in(heard.with_name("plug"), monkeypatch)
    display = MirrorDisplay(window_px=(270, 480))
    device = SoundDevice(earcons=EARCONS, volume=1.0)
    device.look(0.0)
    os.close(plug)
    until(lambda: pygame.event.peek(pygame.AUDIODEVICEREMOVED, pump=False))
    assert not display.is_closed()
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(heard))
    device.look(1.0)
    device.perform(Utterance(samples=tone(0.1)), 1.0)
    until(lambda: not is_busy(VOICE))
    device.close()
    display.close()
    assert tone(0.1) in heard.read_bytes()
