"""Speech: one voice and its earcons on the machine's sound device.

In:  speech commands that name clips of the cue pack, and earcons; how far the hips are, for the tone.
Out: sound; or silence, with a sentence that says why.
Not here: which cue and when (core/cues.py), making the clips (voice.py).

Rule: sound is never in the way. A command only puts work on a queue; playing, and opening a device again, happen on the
speech thread. A lost device costs the words spoken meanwhile and nothing else: they are also on the screen.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final, assert_never

import pygame
from pygame._sdl2.audio import get_audio_device_names

from kiosk.assets import SAMPLE_BYTES, SAMPLE_RATE_HZ, clip_path, earcon_path, read_samples
from kiosk.core.pack import CuePack
from kiosk.core.speech import Hush, Play, Speak
from kiosk.core.vocab import Earcon
from kiosk.output.hip_tone import HipTone

BUFFER_FRAMES: Final = 512
"""23 ms: the shortest that needs no luck on a Pi (platform.md, section 4)."""

VOICE, EARCON, TONE = 0, 1, 2
"""The channels of the mixer."""

TONE_LOOK_S: Final = 0.01
"""How often a sounding tone is looked after: four times a block."""

LOOK_S: Final = 1.0
"""How often a working device is looked at, and the first wait after a lost one."""

LONGEST_WAIT_S: Final = 60.0
"""The wait for a lost device doubles up to this."""

STUCK_S: Final = 2.0
"""A voice that sounds this much longer than it lasts is on a device that no longer takes samples."""

CLOSE_S: Final = 2.0
"""How long closing waits for the speech thread; a device that hangs must not keep the kiosk from stopping."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """The samples of all clips of one Speak, one after another."""

    samples: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """Let the tone follow hips that have come this far, 0 to 1; None ends it."""

    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The end of the speech thread."""


Job = Utterance | Hush | Play | Follow | Stop


class SoundDevice:
    """The mixer on the default sound device, opened again when it is lost. For one thread; times in seconds."""

    def __init__(self, *, earcons: dict[Earcon, bytes], volume: float) -> None:
        self._earcon_samples = earcons
        self._earcons: dict[Earcon, pygame.mixer.Sound] = {}
        self._volume = volume
        self._is_open = False
        self._connected: frozenset[str] = frozenset()
        self._wait_s = LOOK_S
        self._voice_ends_s = 0.0
        self._tone = HipTone()
        self._share: float | None = None
        self.next_look_s = 0.0
        """When `look` should be called again."""
        self.trouble: str | None = None
        """Why nothing can be heard and what to do, in one sentence; None when all is well."""

    def look(self, now_s: float) -> None:
        """Open the device if it is not open, and reopen it if it has been lost. Never raises for a device."""
        if self._is_open and not self._is_lost(now_s):
            self.next_look_s = now_s + LOOK_S
            return
        try:
            # The mixer may have been opened by someone else, in another form.
            pygame.mixer.quit()
            pygame.mixer.init(SAMPLE_RATE_HZ, -8 * SAMPLE_BYTES, 1, BUFFER_FRAMES, allowedchanges=0)
            self._earcons = {earcon: self._sound(samples) for earcon, samples in self._earcon_samples.items()}
        except pygame.error as error:
            self._fail(error, now_s)
        else:
            self._is_open = True
            self._connected = _listed()
            self._tone.begin()
            self.trouble = None
            self._wait_s = LOOK_S
            self.next_look_s = now_s + LOOK_S

    def perform(self, job: Utterance | Hush | Play | Follow, now_s: float) -> None:
        """Do one job; nothing while there is no device, but where the hips are is kept."""
        if isinstance(job, Follow):
            self._share = job.share
        if not self._is_open:
            return
        try:
            match job:
                case Utterance():
                    pygame.mixer.Channel(VOICE).play(self._sound(job.samples))
                    self._voice_ends_s = now_s + len(job.samples) / (SAMPLE_BYTES * SAMPLE_RATE_HZ)
                case Hush():
                    pygame.mixer.Channel(VOICE).fadeout(job.fade_ms)
                case Play():
                    pygame.mixer.Channel(EARCON).play(self._earcons[job.earcon])
                case Follow():
                    self._sound_tone()
                case _:
                    assert_never(job)
        except pygame.error as error:
            self._fail(error, now_s)

    @property
    def has_tone(self) -> bool:
        """Whether `keep_tone` must be called every TONE_LOOK_S."""
        return self._is_open and (self._share is not None or self._tone.is_sounding)

    def keep_tone(self, now_s: float) -> None:
        """Go on with the tone, if it sounds. Never raises for a device."""
        if self.has_tone:
            try:
                self._sound_tone()
            except pygame.error as error:
                self._fail(error, now_s)

    def _sound_tone(self) -> None:
        """Keep one block of the tone sounding and one waiting. Raises pygame.error for a lost device."""
        channel = pygame.mixer.Channel(TONE)
        if not channel.get_busy():
            # a new rep, or a thread that came too late
            self._tone.begin()
            if self._share is not None:
                channel.play(self._sound(self._tone.block(self._share)))
        if self.has_tone and channel.get_queue() is None:
            channel.queue(self._sound(self._tone.block(self._share)))

    def close(self) -> None:
        """Stop all sound and release the device. Safe to call twice."""
        self._is_open = False
        pygame.mixer.quit()

    def _sound(self, samples: bytes) -> pygame.mixer.Sound:
        sound = pygame.mixer.Sound(buffer=samples)
        # A channel forgets its volume with every sound, a sound keeps it.
        sound.set_volume(self._volume)
        return sound

    def _is_lost(self, now_s: float) -> bool:
        """Whether the open device may take no more samples: SDL said so, one is gone, or the voice does not end.

        SDL's own word can be heard only beside an open display, so its list of devices is looked at as well.
        """
        with suppress(pygame.error):  # the display is being closed by its own thread
            if pygame.display.get_init() and pygame.event.get(pygame.AUDIODEVICEREMOVED, pump=False):
                return True
        if not self._connected <= _listed():
            return True
        return now_s > self._voice_ends_s + STUCK_S and pygame.mixer.Channel(VOICE).get_busy()

    def _fail(self, error: pygame.error, now_s: float) -> None:
        self._is_open = False
        self.trouble = (
            f"no sound device can be used ({error}): connect a loudspeaker, or name one in AUDIODEV "
            "(for example plughw:CARD=vc4hdmi0); it is tried again by itself, and the words stay on the screen"
        )
        self.next_look_s = now_s + self._wait_s
        self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)


def _listed() -> frozenset[str]:
    """Return the names of all sound devices; none when SDL cannot tell, as while one is being pulled out."""
    try:
        return frozenset(get_audio_device_names())
    except pygame.error:
        return frozenset()


class PygameSpeaker:
    """The speaker port on pygame's mixer: every clip is in memory, and one thread owns the device.

    `folder` holds the sounds as `kiosk.assets` lays them out; `volume` is 0 to 1. Raises OwnerError when a sound cannot
    be read; a missing device raises nothing.
    """

    def __init__(self, *, pack: CuePack, folder: Path, volume: float = 1.0) -> None:
        self._clips = {key: read_samples(clip_path(folder, pack.language, key)) for key in pack.clips}
        earcons = {earcon: read_samples(earcon_path(folder, earcon)) for earcon in Earcon}
        self._device = SoundDevice(earcons=earcons, volume=volume)
        self._device.look(time.monotonic())
        self._jobs: SimpleQueue[Job] = SimpleQueue()
        self._thread = Thread(target=self._work, name="speech", daemon=True)
        self._thread.start()

    @property
    def is_audible(self) -> bool:
        """Whether a sound device is open."""
        return self._device.trouble is None

    def trouble(self) -> str | None:
        """Return why nothing can be heard and what to do, in one sentence; None when all is well."""
        return self._device.trouble

    def perform(self, command: Speak | Hush | Play) -> None:
        """Start speaking, fade the voice out, or sound an earcon. Never blocks and never raises for a lost device.

        Raises KeyError for a clip that is not in the pack: that is a bug, not a device.
        """
        match command:
            case Speak():
                self._jobs.put(Utterance(samples=b"".join(self._clips[key] for key in command.clips)))
            case Hush() | Play():
                self._jobs.put(command)
            case _:
                assert_never(command)

    def follow(self, share: float | None) -> None:
        """Let the tone follow hips that have come this far, 0 to 1; None ends it. Never blocks."""
        self._jobs.put(Follow(share=share))

    def close(self) -> None:
        """Stop all sound. Safe to call twice."""
        self._jobs.put(Stop())
        self._thread.join(CLOSE_S)

    def _work(self) -> None:
        """Do the jobs as they come, and look after the device in between, until a Stop."""
        while True:
            try:
                wait_s = max(0.0, self._device.next_look_s - time.monotonic())
                job = self._jobs.get(timeout=min(wait_s, TONE_LOOK_S) if self._device.has_tone else wait_s)
            except Empty:
                now_s = time.monotonic()
                if now_s >= self._device.next_look_s:
                    self._device.look(now_s)
                self._device.keep_tone(now_s)
                continue
            if isinstance(job, Stop):
                self._device.close()
                return
            self._device.perform(job, time.monotonic())
