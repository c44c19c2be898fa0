"""The cue pack: what every cue says, in which clips, and how long each clip lasts.

In:  a cue file as a table of plain values, and the measured length of every clip in whole microseconds.
Out: a CuePack, and every problem found on the way.
Not here: reading files and naming the nearest key (assets.py), samples (output/speech.py), which cue is said (cues.py).

Rule: the key of a clip follows from its place in the file alone: `n_12`, `in_3`, `cm_8`, `<cue>_1`, …, `<cue>_short`.
Cues are a closed list that the station knows; lines are as many as the drills need, and share their names with no cue.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.core.distance import MEASURES, distance_key
from kiosk.core.units import s_of_us
from kiosk.core.vocab_cues import Cue, ScreenWord

NUMBERS: Final = range(1, 21)
"""The counts that have a clip: the longest set has 20 reps."""

NUMBER_LIMIT_US: Final = 450_000
"""A number may still sound when the next descent begins (hinge.md, decision 12)."""

SHORT_LIMIT_US: Final = 700_000
"""A short form fits between two reps of a set without pauses (hinge.md, decision 12)."""

BLANKS: Final[Mapping[ScreenWord, frozenset[str]]] = {
    ScreenWord.OF: frozenset({"target"}),
    ScreenWord.REST: frozenset({"number"}),
    ScreenWord.REST_LINE: frozenset({"distance", "unit"}),
    ScreenWord.REST_NEXT: frozenset({"drill"}),
    ScreenWord.FACT_TRAVEL: frozenset({"distance", "unit"}),
    ScreenWord.NOTICE_KEPT: frozenset({"hours"}),
    ScreenWord.REPLAY_BEST: frozenset({"number"}),
    ScreenWord.REPLAY_MEND: frozenset({"number"}),
    ScreenWord.REPLAY_AFTER: frozenset({"number"}),
    ScreenWord.SUMMARY_LINE: frozenset({"distance", "unit"}),
    ScreenWord.SUMMARY_REPS: frozenset({"number"}),
    ScreenWord.SUMMARY_FACT: frozenset({"number", "sets"}),
    ScreenWord.CLEAN_SHARE: frozenset({"percent"}),
    ScreenWord.CALIBRATE_MARK: frozenset({"inches"}),
    ScreenWord.CAMERA_TILT: frozenset({"degrees"}),
}
"""The figures a screen word has a `{blank}` for; every other word has none."""

SECTIONS: Final = ("language", "engine", "voice", "numbers", "inches", "centimetres", "cue", "line", "screen")
CUE_KEYS: Final = ("say", "short")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a pack: where, what, and the keys that would have been right there, if any."""

    where: str
    says: str
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one clip says, and the longest it may last; None when it may take its time."""

    text: str
    limit_us: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The clips of one cue: its full variants, at least one, and its short form if it has one."""

    say: tuple[str, ...]
    short: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A cue file in validated form: the line of every clip key, the clips of every cue and line, the screen's words."""

    language: str
    engine: str
    """The program that speaks it, one of those in synthesis.py."""
    voice: str
    lines: Mapping[str, Line]
    wordings: Mapping[str, Wording]
    screen: Mapping[ScreenWord, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """The audio of one wording: its key, what it says, and its length in whole microseconds."""

    key: str
    text: str
    length_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CuePack:
    """Everything the station can say and show in one language."""

    language: str
    voice: str
    clips: Mapping[str, Clip]
    wordings: Mapping[str, Wording]
    screen: Mapping[ScreenWord, str]

    def variant(self, name: str, turn: int) -> str:
        """Return the clip of a cue's or line's full wording; `turn` counts from 0 and walks through the variants."""
        say = self.wordings[name].say
        return say[turn % len(say)]

    def length_us(self, clips: Iterable[str]) -> int:
        """Return how long these clips last, one after another without a gap."""
        return sum(self.clips[key].length_us for key in clips)

    def text(self, clips: Iterable[str]) -> str:
        """Return what these clips say, as one caption."""
        return " ".join(self.clips[key].text for key in clips)


def number_key(number: int) -> str:
    """Return the clip key of a count."""
    return f"n_{number}"


def read_script(table: Mapping[str, object]) -> tuple[Script, tuple[Problem, ...]]:
    """Return what the table of a cue file holds, and everything wrong with it; whole when nothing is wrong."""
    problems = [
        Problem(where=key, says="is not a key of a cue file", known=SECTIONS) for key in table if key not in SECTIONS
    ]
    lines: dict[str, Line] = {}
    counts = _texts("numbers", table, tuple(str(number) for number in NUMBERS), problems)
    lines |= {number_key(int(number)): Line(text=text, limit_us=NUMBER_LIMIT_US) for number, text in counts.items()}
    for unit, measure in MEASURES.items():
        texts = _texts(measure.section, table, tuple(str(number) for number in measure.spoken), problems)
        lines |= {distance_key(int(number), unit): Line(text=text, limit_us=None) for number, text in texts.items()}
    wordings: dict[str, Wording] = {}
    tables = _entries("cue", table, tuple(cue.value for cue in Cue), problems)
    for name, value in tables.items():
        wording, spoken_lines = _wording(name, value, problems, where=f"cue.{name}")
        wordings[name] = wording
        lines |= spoken_lines
    for name, value in _open_entries("line", table, problems).items():
        wording, spoken_lines = _wording(name, value, problems, where=f"line.{name}")
        wordings[name] = wording
        lines |= spoken_lines
    words = _texts("screen", table, tuple(word.value for word in ScreenWord), problems)
    screen = {ScreenWord(name): text for name, text in words.items()}
    problems += [problem for word, text in screen.items() for problem in _blank_problems(word, text)]
    script = Script(
        language=_text("language", table.get("language"), problems),
        engine=_text("engine", table.get("engine"), problems),
        voice=_text("voice", table.get("voice"), problems),
        lines=lines,
        wordings=wordings,
        screen=screen,
    )
    return script, tuple(problems)


def make_pack(script: Script, lengths_us: Mapping[str, int]) -> tuple[CuePack, tuple[Problem, ...]]:
    """Return the pack of a script and the measured clips, and every clip that is missing or too long."""
    spare = tuple(key for key in lengths_us if key not in script.lines)
    problems: list[Problem] = []
    for key, line in script.lines.items():
        length_us = lengths_us.get(key)
        if length_us is None:
            problems.append(Problem(where=key, says=f"has no clip for {line.text!r}", known=spare))
        elif line.limit_us is not None and length_us > line.limit_us:
            length_s, limit_s = s_of_us(length_us), s_of_us(line.limit_us)
            says = f"lasts {length_s:.2f} s and may last {limit_s:.2f} s: {line.text!r} needs fewer words"
            problems.append(Problem(where=key, says=says))
    clips = {
        key: Clip(key=key, text=line.text, length_us=lengths_us[key])
        for key, line in script.lines.items()
        if key in lengths_us
    }
    pack = CuePack(
        language=script.language, voice=script.voice, clips=clips, wordings=script.wordings, screen=script.screen
    )
    return pack, tuple(problems)


def _wording(name: str, value: object, problems: list[Problem], *, where: str) -> tuple[Wording, dict[str, Line]]:
    """Return the clip keys of one cue or line, and what each says."""
    if not isinstance(value, Mapping):
        problems.append(Problem(where=where, says=f"is {value!r} and must be a table with a list `say`"))
        return Wording(say=(), short=None), {}
    problems += [
        Problem(where=f"{where}.{key}", says="is not a key of a cue", known=CUE_KEYS)
        for key in value
        if key not in CUE_KEYS
    ]
    say = value.get("say")
    if not isinstance(say, list) or not say:
        problems.append(Problem(where=f"{where}.say", says=f"is {say!r} and must be a list of at least one sentence"))
        say = []
    lines = {
        f"{name}_{place}": Line(text=_text(f"{where}.say", sentence, problems), limit_us=None)
        for place, sentence in enumerate(say, start=1)
    }
    full = tuple(lines)
    if "short" not in value:
        return Wording(say=full, short=None), lines
    short = f"{name}_short"
    lines[short] = Line(text=_text(f"{where}.short", value["short"], problems), limit_us=SHORT_LIMIT_US)
    return Wording(say=full, short=short), lines


def _entries(
    section: str, table: Mapping[str, object], keys: tuple[str, ...], problems: list[Problem]
) -> dict[str, object]:
    """Return a section's entries that belong there, and complain about every other one and every missing one."""
    value = table.get(section)
    if not isinstance(value, Mapping):
        problems.append(Problem(where=section, says=f"is {value!r} and must be a table"))
        return {}
    strange = tuple(str(key) for key in value if key not in keys)
    missing = tuple(key for key in keys if key not in value)
    problems += [Problem(where=f"{section}.{key}", says="is not a known key", known=missing or keys) for key in strange]
    problems += [Problem(where=f"{section}.{key}", says="is missing", known=strange) for key in missing]
    return {key: value[key] for key in keys if key in value}


def _open_entries(section: str, table: Mapping[str, object], problems: list[Problem]) -> dict[str, object]:
    """Return the entries of a section that may have any names but those of cues; a file may do without it."""
    value = table.get(section, {})
    if not isinstance(value, Mapping):
        problems.append(Problem(where=section, says=f"is {value!r} and must be a table"))
        return {}
    taken = {cue.value for cue in Cue}
    problems += [
        Problem(where=f"{section}.{key}", says="has the name of a cue; give it another")
        for key in value
        if key in taken
    ]
    return {str(key): item for key, item in value.items() if key not in taken}


def _texts(section: str, table: Mapping[str, object], keys: tuple[str, ...], problems: list[Problem]) -> dict[str, str]:
    """Return a section of plain texts."""
    entries = _entries(section, table, keys, problems)
    return {key: _text(f"{section}.{key}", value, problems) for key, value in entries.items()}


def _text(where: str, value: object, problems: list[Problem]) -> str:
    """Return a text, and complain when it is none or empty."""
    if isinstance(value, str) and value.strip():
        return value
    problems.append(Problem(where=where, says=f"is {value!r} and must be a text"))
    return ""


def _blank_problems(word: ScreenWord, text: str) -> tuple[Problem, ...]:
    """Return what is wrong with the `{blanks}` of a screen word: it must have its own and no other, each closed."""
    pieces = [piece.partition("}") for piece in text.split("{")[1:]]
    found = frozenset(name for name, closed, _ in pieces if closed)
    wanted = BLANKS.get(word, frozenset())
    if found == wanted and text.count("{") == text.count("}") == len(wanted):
        return ()
    needs = " and ".join(f"{{{name}}} once" for name in sorted(wanted)) or "no blank"
    return (Problem(where=f"screen.{word.value}", says=f"is {text!r} and must have {needs}"),)
