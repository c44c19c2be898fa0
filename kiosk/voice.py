"""Voice: the sounds of a language, rendered once and kept as files.

In:  the cue file of a language, the synthesiser it names, and `sox`.
Out: one WAV a clip and one an earcon, and a table of what was made.
Not here: how a tool is made to speak (synthesis.py), the sentences (assets/cues/*.toml), playing (output/speech.py),
the pitch of earcons (earcons.py).

Rule: the same cue file gives the same bytes. Nothing is replaced before everything has been rendered.
"""

import os
import shutil
import tempfile
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.assets import SAMPLE_BYTES, SAMPLE_RATE_HZ, clip_path, earcon_path, load_script
from kiosk.core.distance import Unit, distance_key
from kiosk.core.pack import Line, Script
from kiosk.core.units import US_PER_S, s_of_us
from kiosk.core.vocab import Earcon
from kiosk.earcons import sound
from kiosk.errors import OwnerError
from kiosk.loudness import Samples, amplitude, cut_to_voice, db, level, voiced_rms
from kiosk.synthesis import SYNTHESISERS, Synthesiser, run_tool

EQUALISER: Final = "sox"

HEADROOM: Final = ("gain", "-12")
CHAIN: Final = (
    *("highpass", "300"),
    *("treble", "+10", "1000"),
    *("compand", "0.002,0.05", "6:-50,-28,-20,-9,0,-6"),
)
"""Room for the boost; then nothing below a telephone's band, bright consonants, an even level: so quick that the
consonant behind a vowel is lifted too. Beginning with 200 Hz, 1500 Hz and a slower, weaker compressor (platform.md,
section 4), "Ten" was heard as "Two" in pink noise at 10 dB."""

TARGET_RMS_DB: Final = -18.0
"""The level of the voiced parts: the loudest at which the ceiling turns no peak down by much more than 6 dB."""

CEILING_DB: Final = -1.1
"""A tenth below −1 dBFS, so that rounding to 16 bit stays under it."""

TEMPO_STEP: Final = 0.01
"""A clip over its limit is spoken faster by this much at a time, from the tempo that should do."""

TEMPO_LIMIT: Final = 2.1
"""Beyond this words blur: the clip stays too long, and reading the pack says so. "Seventeen" needs 2.0."""

LEAD_OUT: Final = distance_key(3, Unit.INCH)
"""A wording without a full stop leads into a distance. It is spoken as if this clip's words came behind it, so that its
melody does not fall, and cut where they begin."""

BREATH_S: Final = 0.2
"""The silence behind a wording that ends in a colon, before the distance that follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One rendered sound: key, words, tempo (1 is the voice's own), length, voiced RMS and peak in dBFS."""

    key: str
    text: str
    tempo: float
    length_us: int
    rms_db: float
    peak_db: float


def render(*, language: str, folder: Path) -> tuple[Take, ...]:
    """Render every clip of a language and every earcon below `folder`, and remove clips that no wording names.

    Raises OwnerError when a tool is missing or fails, or when the cue file is wrong; no file has changed then.
    """
    script = load_script(language, folder)
    synthesiser = _synthesiser_of(script, folder / f"{language}.toml")
    takes: list[Take] = []
    with tempfile.TemporaryDirectory(dir=folder, prefix=".voice-") as made:
        ready: list[tuple[Path, Path]] = []
        for key, line in script.lines.items():
            samples, tempo = speak(line, script, synthesiser, Path(made))
            takes.append(_write(samples, Path(made) / f"{key}.wav", text=line.text, tempo=tempo))
            ready.append((Path(made) / f"{key}.wav", clip_path(folder, language, key)))
        for earcon in Earcon:
            path = Path(made) / f"earcon_{earcon.value}.wav"
            takes.append(_write(sound(earcon, SAMPLE_RATE_HZ), path, text="", tempo=1.0))
            ready.append((path, earcon_path(folder, earcon)))
        for source, target in ready:
            target.parent.mkdir(exist_ok=True)
            source.replace(target)
    for path in (folder / language).glob("*.wav"):
        if path.stem not in script.lines:
            path.unlink()
    _settle(folder / language, earcon_path(folder, Earcon.TOUCH).parent)
    return tuple(takes)


def table_of(takes: Sequence[Take]) -> str:
    """Return the takes as a table to read: length, level, peak and tempo of each."""
    rows = [f"{'clip':28} {'s':>5} {'rms dB':>7} {'peak dB':>8} {'tempo':>6}  text"]
    rows += [
        f"{take.key:28} {s_of_us(take.length_us):5.2f} {take.rms_db:7.1f} {take.peak_db:8.1f} {take.tempo:6.2f}  "
        + take.text
        for take in takes
    ]
    return "\n".join(rows)


def speak(line: Line, script: Script, synthesiser: Synthesiser, folder: Path) -> tuple[Samples, float]:
    """Return a line spoken within its limit, float64 (n,) at SAMPLE_RATE_HZ, and the tempo it took.

    `folder` holds the synthesiser's intermediate file. The same line gives the same samples.
    """
    spoken = folder / "spoken.wav"
    trim: list[str] = []
    if line.limit_us is None and line.text[-1].isalnum():
        trim = synthesiser.speak_into(line.text, script.lines[LEAD_OUT].text, script.voice, spoken)
    else:
        synthesiser.speak(line.text, script.voice, spoken)
    tempo = 1.0
    voice = _equalise(spoken, trim)
    while line.limit_us is not None and _length_us(voice) > line.limit_us and tempo < TEMPO_LIMIT:
        needed = max(tempo, _length_us(voice) / line.limit_us) + TEMPO_STEP
        tempo = min(round(needed, 2), TEMPO_LIMIT)
        voice = _equalise(spoken, ["tempo", "-s", f"{tempo:.2f}"])
    if line.text.endswith(":"):
        voice = np.concatenate((voice, np.zeros(round(BREATH_S * SAMPLE_RATE_HZ))))
    return voice, tempo


def _synthesiser_of(script: Script, path: Path) -> Synthesiser:
    """Return the synthesiser that a cue file names. Raises OwnerError when it, its voice or a tool is not there."""
    synthesiser = SYNTHESISERS.get(script.engine)
    if synthesiser is None:
        known = " or ".join(SYNTHESISERS)
        raise OwnerError([f"{path}: engine {script.engine!r} is unknown: use {known}"])
    missing = [tool for tool in (synthesiser.tool, EQUALISER) if shutil.which(tool) is None]
    if missing:
        raise OwnerError([f"{' and '.join(missing)} not found: run `sudo apt-get install -y {' '.join(missing)}`"])
    advice = synthesiser.lacks(script.voice)
    if advice:
        raise OwnerError([f"{path}: voice {script.voice!r} is unknown: {advice}"])
    return synthesiser


def pcm_of(samples: Samples) -> bytes:
    """Return samples as signed 16-bit little-endian PCM, the content of a clip's file."""
    return np.round(samples * 32767).astype("<i2").tobytes()


def _equalise(spoken: Path, effects: Sequence[str]) -> Samples:
    """Return the voice in a recording, after `effects` and the chain, at the clips' common level."""
    form = ["-t", "raw", "-e", "signed-integer", "-b", "32", "-r", str(SAMPLE_RATE_HZ), "-c", "1"]
    # -R and -D: sox's random numbers and dither are off, so the bytes repeat.
    output = run_tool([EQUALISER, "-V1", "-R", "-D", str(spoken), *form, "-", *HEADROOM, *effects, *CHAIN])
    samples = np.frombuffer(output, dtype="<i4").astype(np.float64) / 2**31
    return level(
        cut_to_voice(samples, SAMPLE_RATE_HZ),
        SAMPLE_RATE_HZ,
        target_rms=amplitude(TARGET_RMS_DB),
        ceiling=amplitude(CEILING_DB),
    )


def _length_us(samples: Samples) -> int:
    """Return how long samples last, in whole microseconds."""
    return len(samples) * US_PER_S // SAMPLE_RATE_HZ


def _write(samples: Samples, path: Path, *, text: str, tempo: float) -> Take:
    """Write samples as a 16-bit WAV file, on disk when this returns, and return what was written."""
    with path.open("wb") as file:
        with wave.open(file, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(SAMPLE_BYTES)
            out.setframerate(SAMPLE_RATE_HZ)
            out.writeframes(pcm_of(samples))
        file.flush()
        os.fsync(file.fileno())
    return Take(
        key=path.stem,
        text=text,
        tempo=tempo,
        length_us=_length_us(samples),
        rms_db=db(voiced_rms(samples, SAMPLE_RATE_HZ)),
        peak_db=db(float(np.abs(samples).max())),
    )


def _settle(*folders: Path) -> None:
    """Make the renamed files of these folders last through a power cut."""
    for folder in folders:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
