"""Speech check: every spoken clip is heard back by a recogniser that knows only what the station says.

In:  a cue pack's clips as samples, the recogniser of the extra `speech`, and noises of fixed seeds.
Out: which clips are understood as other words, in quiet and in noise, as a table; whether any is.
Not here: making the clips (voice.py), what they say (assets/cues/*.toml).

Rule: the same clips give the same table. A clip is right when the words heard are its own, whichever cue says them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import numpy as np

from kiosk.assets import SAMPLE_RATE_HZ, clip_path, load_pack, read_samples
from kiosk.errors import OwnerError
from kiosk.loudness import Samples, amplitude, voiced_rms

LANGUAGE: Final = "en"
"""The recogniser brings a model of English alone."""

MODEL_RATE_HZ: Final = 16000
"""The rate its model was trained at."""

SNR_DB: Final = 10.0
"""Noise this far below a clip's voiced parts: a loud room (platform.md, section 4)."""

SEEDS: Final = (1, 2)
"""The noises every clip must be understood in."""

LEAD_S: Final = 0.3
"""What is heard before and after a clip, so that the recogniser can tell the room from the voice."""

LOWEST_HZ: Final = 50.0
"""Pink noise begins here: below it no loudspeaker of this size and no model listens."""

ACCURACY: Final[Mapping[str, str | bool | float]] = {
    "cmn": "batch",
    "bestpath": False,
    "beam": 1e-60,
    "wbeam": 1e-40,
    "pbeam": 1e-60,
}
"""How the recogniser searches. Batch: each clip is normalised by itself, so that none is heard in the light of the one
before. No second pass over the lattice: that pass forgets the grammar's end and returns half sentences ("Heels to" for
"Heels to the wall"). Beams wider than the library's (1e-48, 7e-29, 1e-48): with those a short sentence in noise can be
lost, and nothing is heard; wider still changes nothing. None of it prefers the right sentence to another."""

SPOKEN_AS: Final[Mapping[str, str]] = {
    "deadlift": "D EH D L IH F T",
    "flexor": "F L EH K S ER",
    "glute": "G L UW T",
    "kettlebell": "K EH T AH L B EH L",
    "shins": "SH IH N Z",
    "tailbone": "T EY L B OW N",
}
"""Words that the recogniser's dictionary lacks, in the sounds of its model (CMUdict's, without stress)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the recogniser made of one clip: its key, the words it says, the room, the words heard."""

    key: str
    said: str
    room: str
    heard: str

    @property
    def is_right(self) -> bool:
        """Whether the words heard are the clip's own."""
        return self.heard == self.said


class Listener:
    """The recogniser with a list of sentences as its grammar: it hears one of them, or nothing."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Raises OwnerError when the recogniser is not installed or a word has no pronunciation."""
        try:
            from pocketsphinx import Decoder  # noqa: PLC0415 (an extra that only this check needs)
        except ImportError as error:
            raise OwnerError(["pocketsphinx is not installed: run `make setup`"]) from error
        self._decoder: Any = Decoder(samprate=float(MODEL_RATE_HZ), lm=None, loglevel="FATAL", **ACCURACY)
        for word, sounds in SPOKEN_AS.items():
            if self._decoder.lookup_word(word) is None:
                self._decoder.add_word(word, sounds, True)  # noqa: FBT003 - the library takes it by place
        sentences = sorted({words_of(text) for text in texts})
        strange = sorted(
            {word for line in sentences for word in line.split() if self._decoder.lookup_word(word) is None}
        )
        if strange:
            raise OwnerError([f"{word!r} has no pronunciation: add it to SPOKEN_AS" for word in strange])
        self._decoder.add_jsgf_string("cues", f"#JSGF V1.0;\ngrammar cues;\npublic <cue> = {' | '.join(sentences)};\n")
        self._decoder.activate_search("cues")

    def hear(self, samples: Samples) -> str:
        """Return the words heard in samples at MODEL_RATE_HZ, nothing when none are."""
        self._decoder.start_utt()
        pcm = np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
        self._decoder.process_raw(pcm, no_search=False, full_utt=True)
        self._decoder.end_utt()
        hypothesis = self._decoder.hyp()
        return "" if hypothesis is None else str(hypothesis.hypstr)


def words_of(text: str) -> str:
    """Return a text as the recogniser knows it: its words in small letters, without marks."""
    return " ".join(re.findall(r"[a-z']+", text.lower().replace("-", " ")))


def pink_noise(length: int, seed: int, rate_hz: int) -> Samples:
    """Return pink noise of RMS 1, float64 (length,): its power falls by 3 dB an octave from LOWEST_HZ upwards."""
    hz = np.fft.rfftfreq(length, 1 / rate_hz)
    shape = np.where(hz >= LOWEST_HZ, 1 / np.sqrt(np.maximum(hz, LOWEST_HZ)), 0.0)
    white = np.fft.rfft(np.random.default_rng(seed).standard_normal(length))
    noise = np.fft.irfft(white * shape, length)
    return np.asarray(noise / np.sqrt(np.mean(np.square(noise))), dtype=np.float64)


def in_room(clip: Samples, seed: int | None) -> Samples:
    """Return a clip at MODEL_RATE_HZ with a lead on both sides, in the noise of a seed, or in quiet for None."""
    lead = np.zeros(round(LEAD_S * SAMPLE_RATE_HZ))
    voice = resampled(np.concatenate((lead, clip, lead)), SAMPLE_RATE_HZ, MODEL_RATE_HZ)
    if seed is None:
        return voice
    level = voiced_rms(clip, SAMPLE_RATE_HZ) * amplitude(-SNR_DB)
    return voice + level * pink_noise(len(voice), seed, MODEL_RATE_HZ)


def resampled(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """Return samples at a lower rate, what it cannot hold left out: the spectrum is cut."""
    length = len(samples) * to_hz // from_hz
    spectrum = np.fft.rfft(samples)[: length // 2 + 1]
    return np.asarray(np.fft.irfft(spectrum, length) * (length / len(samples)), dtype=np.float64)


def listen(
    clips: Mapping[str, tuple[str, Samples]], *, seeds: Sequence[int] = SEEDS, listener: Listener
) -> tuple[Heard, ...]:
    """Return what is heard of each clip (its text and samples at SAMPLE_RATE_HZ), in quiet and in every noise."""
    rooms = {"quiet": None} | {f"{SNR_DB:.0f} dB, noise {seed}": seed for seed in seeds}
    return tuple(
        Heard(key=key, said=words_of(text), room=room, heard=listener.hear(in_room(samples, seed)))
        for room, seed in rooms.items()
        for key, (text, samples) in clips.items()
    )


def report(heard: Sequence[Heard]) -> str:
    """Return the misheard clips as a table, and how many were understood in each room."""
    rows = [f"{one.key:28} {one.room:16} {one.said} -> {one.heard or 'nothing'}" for one in heard if not one.is_right]
    for room in dict.fromkeys(one.room for one in heard):
        here = [one.is_right for one in heard if one.room == room]
        rows.append(f"{room}: {sum(here)} of {len(here)} clips are understood")
    return "\n".join(rows)


def clips_of(folder: Path) -> dict[str, tuple[str, Samples]]:
    """Return every English clip below a folder of cue files: its text and samples at SAMPLE_RATE_HZ.

    Raises OwnerError when the pack is not whole.
    """
    return {
        key: (clip.text, np.frombuffer(read_samples(clip_path(folder, LANGUAGE, key)), dtype="<i2") / 32768)
        for key, clip in load_pack(LANGUAGE, folder).clips.items()
    }


def check_speech(*, folder: Path, seeds: Sequence[int], out: IO[str]) -> bool:
    """Write what a recogniser hears in the English clips; return whether it understands all of them.

    Raises OwnerError when the pack is not whole or the recogniser is not there.
    """
    clips = clips_of(folder)
    heard = listen(clips, seeds=seeds, listener=Listener(text for text, _ in clips.values()))
    out.write(f"{report(heard)}\n")
    return all(one.is_right for one in heard)
