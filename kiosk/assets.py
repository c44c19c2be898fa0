"""Assets: what is read from `assets/`, checked as it is read.

In:  a language and the folder of cue files: `<language>.toml`, `<language>/<clip>.wav`, `earcons/<earcon>.wav`.
Out: a cue pack that is whole, and the samples of its sounds.
Not here: what a valid pack is (core/pack.py), making the sounds (voice.py), playing them (output/speech.py).

Rule: a pack is used whole or not at all, and everything wrong with it is told in one run.
"""

import tomllib
import wave
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from kiosk.core.pack import CuePack, Problem, Script, make_pack, read_script
from kiosk.core.units import US_PER_S
from kiosk.core.vocab import Earcon
from kiosk.errors import OwnerError

ASSETS: Final = Path(__file__).resolve().parent.parent / "assets"
CUES: Final = ASSETS / "cues"

SAMPLE_RATE_HZ: Final = 22050
SAMPLE_BYTES: Final = 2
"""Every sound is 22,050 Hz, one channel, signed 16 bit, little-endian: what the mixer is opened with."""


def clip_path(folder: Path, language: str, key: str) -> Path:
    """Return the file of a clip."""
    return folder / language / f"{key}.wav"


def earcon_path(folder: Path, earcon: Earcon) -> Path:
    """Return the file of an earcon."""
    return folder / "earcons" / f"{earcon.value}.wav"


def load_script(language: str, folder: Path) -> Script:
    """Read the cue file of a language. Raises OwnerError with everything wrong with it."""
    script, problems = _read_cue_file(language, folder)
    if problems:
        raise OwnerError(problems)
    return script


def load_pack(language: str, folder: Path) -> CuePack:
    """Read a language's cue file, measure its clips, try the earcons. Raises OwnerError with everything wrong."""
    script, complaints = _read_cue_file(language, folder)
    lengths_us: dict[str, int] = {}
    unreadable: set[str] = set()
    for path in sorted((folder / language).glob("*.wav")):
        try:
            samples = read_samples(path)
        except OwnerError as error:
            complaints += error.problems
            unreadable.add(path.stem)
        else:
            lengths_us[path.stem] = len(samples) // SAMPLE_BYTES * US_PER_S // SAMPLE_RATE_HZ
    pack, problems = make_pack(script, lengths_us)
    missing = [problem for problem in problems if problem.where not in unreadable]
    complaints += _sentences(folder / language, missing)
    if missing:
        complaints.append(f"{folder / language}: run `make voice LANG={language}` to render the clips")
    for earcon in Earcon:
        try:
            read_samples(earcon_path(folder, earcon))
        except OwnerError as error:
            complaints += error.problems
    if complaints:
        raise OwnerError(complaints)
    return pack


def read_samples(path: Path) -> bytes:
    """Return the samples of a WAV file as the mixer takes them.

    Raises OwnerError when the file is missing, cut short or of another form.
    """
    try:
        with wave.open(str(path), "rb") as sound:
            form = (sound.getframerate(), sound.getnchannels(), sound.getsampwidth())
            promised = sound.getnframes() * SAMPLE_BYTES
            samples = sound.readframes(sound.getnframes())
    except (OSError, EOFError, RuntimeError, wave.Error) as error:  # RuntimeError: a chunk longer than the file
        raise OwnerError([f"{path} cannot be read ({error}): run `make voice LANG=…`"]) from error
    if form != (SAMPLE_RATE_HZ, 1, SAMPLE_BYTES):
        rate_hz, channels, width = form
        problem = (
            f"{path} is {rate_hz} Hz, {channels} channel(s), {8 * width} bit "
            f"and must be {SAMPLE_RATE_HZ} Hz, 1 channel, 16 bit: run `make voice LANG=…`"
        )
        raise OwnerError([problem])
    if not samples or len(samples) != promised:
        raise OwnerError([f"{path} is empty or cut short: run `make voice LANG=…`"])
    return samples


def _read_cue_file(language: str, folder: Path) -> tuple[Script, list[str]]:
    """Return what a cue file holds and every complaint about it. Raises OwnerError when it is no TOML at all."""
    path = folder / f"{language}.toml"
    try:
        table: Mapping[str, object] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        languages = sorted(found.stem for found in folder.glob("*.toml"))
        advice = f"set sound.language to one of: {', '.join(languages)}{_nearest(language, languages)}"
        raise OwnerError([f"{path} does not exist: {advice}"]) from error
    except (OSError, ValueError, RecursionError) as error:
        raise OwnerError([f"{path} cannot be read ({error}): mend it or restore it from the repository"]) from error
    script, problems = read_script(table)
    return script, _sentences(path, problems)


def _sentences(path: Path, problems: Sequence[Problem]) -> list[str]:
    """Return one sentence a problem: the file, the key, what is wrong, the nearest key that would be right."""
    return [
        f"{path}: {problem.where} {problem.says}{_nearest(problem.where.rpartition('.')[2], problem.known)}"
        for problem in problems
    ]


def _nearest(key: str, known: Sequence[str]) -> str:
    """Return the nearest of the known keys as the end of a sentence, or nothing when none is near."""
    return "".join(f"; did you mean {near}?" for near in get_close_matches(key, known, n=1))
