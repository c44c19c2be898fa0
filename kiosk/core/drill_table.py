"""A drill's table, as a TOML parser gives it, made into a Drill.

In:  a mapping of plain values.
Out: a Drill, or every complaint about the table at once.
Not here: what a drill is (drill.py), reading files and the nearest word (catalogue.py).

Rule: a complaint names its key and says what to write; a table is taken whole or not at all.
"""

import math
from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from itertools import pairwise
from typing import Final, NamedTuple

from kiosk.core.drill import POSTURE_OF, SIGNALS_OF, Dose, Drill, DrillKind, HoldAt, Legs, Posture, Signal, faults_of
from kiosk.core.faults import FormParams
from kiosk.core.hold import HoldParams
from kiosk.core.rep import RepParams
from kiosk.core.timer import TimerParams
from kiosk.core.verdict_params import VerdictParams
from kiosk.core.vocab import Fault, Severity
from kiosk.core.vocab_cues import Cue

MOST_RUNG_IN: Final = 48.0
"""Twice the usual lane of 24 in: heels further out than this are a slip of the pen, or centimetres."""
LARGEST: Final = 1e9
"""Far beyond every bound; a whole number may be too large even for a float."""

_TEXT_KEYS: Final = ("id", "title", "teaches", "origin")
_LIST_KEYS: Final = ("setup_cues", "not_judged")
_FLAGS: Final = {"is_squat_judged": True, "has_floor_load": False}
_WORDS: Final[dict[str, type[Enum]]] = {
    "kind": DrillKind,
    "signal": Signal,
    "posture": Posture,
    "legs": Legs,
    "hold_at": HoldAt,
}
_GROUPS: Final = {
    "rep": RepParams,
    "verdict": VerdictParams,
    "form": FormParams,
    "hold": HoldParams,
    "timer": TimerParams,
    "dose": Dose,
}
_OF_REPS: Final = ("rep", "verdict", "hold_at", "legs", *_FLAGS)
_PLACES_OF: Final = {
    DrillKind.REPS: (*_OF_REPS, "form", "dose", "faults"),
    DrillKind.HOLD: ("hold", "dose", "faults"),
    DrillKind.TIMER: ("timer", "dose"),
}
"""The keys that belong to some kinds of drill only."""
_KEYS: Final = (
    *(*_TEXT_KEYS, *_LIST_KEYS, *_FLAGS, *_WORDS, *_GROUPS),
    *("rungs_in", "first_rung_in", "faults", "cues", "name_cue"),
)
_CUES: Final = tuple(cue.value for cue in Cue)
_FAULTS: Final = tuple(fault.value for fault in Fault)


class Complaint(NamedTuple):
    """One mistake: its key, what is wrong there, and the word written in the place of one of the `allowed`."""

    key: str
    says: str
    given: str = ""
    allowed: tuple[str, ...] = ()


Problems = list[Complaint]


class DrillRefused(ValueError):  # noqa: N818 -- a refusal carries complaints, like LaneRefused
    """A drill's table is wrong; `problems` has one complaint for each mistake."""

    def __init__(self, problems: tuple[Complaint, ...]) -> None:
        super().__init__("; ".join(f"{problem.key}: {problem.says}" for problem in problems))
        self.problems = problems


def drill_from_table(table: Mapping[str, object], spoken: tuple[str, ...]) -> Drill:
    """Build a drill from its table, or raise DrillRefused with every complaint.

    `spoken`: the cues and lines that the voice has a sentence for.
    """
    problems = [Complaint(key, "is not a key of a drill", key, _KEYS) for key in table if key not in _KEYS]
    problems += [Complaint(key, "is missing; write a text") for key in _TEXT_KEYS if key not in table]
    texts = {key: _text(table[key], key, problems) for key in _TEXT_KEYS if key in table}
    lists = {key: _texts(table.get(key, []), key, problems) for key in _LIST_KEYS}
    flags = {key: _flag(table.get(key, default), key, problems) for key, default in _FLAGS.items()}
    words = {key: _word(table[key], key, kind, problems) for key, kind in _WORDS.items() if key in table}
    words.setdefault("kind", DrillKind.REPS)
    groups = {key: _group(table[key], key, problems) for key in _GROUPS if key in table}
    rungs = _rungs(table.get("rungs_in", []), problems)
    drill = {
        "faults": _faults(table.get("faults", {}), problems),
        "cues": _cues(table.get("cues", {}), problems),
        "name_cue": _text(table["name_cue"], "name_cue", problems) if "name_cue" in table else None,
        "rungs_in": rungs,
        "first_rung_in": _first_rung(table.get("first_rung_in", rungs[0] if rungs else 3.0), rungs, problems),
    }
    problems += _misfits(table, words)
    problems += _unlooked(table, words)
    if not any(problem.key.startswith("dose") for problem in problems):
        problems += _unheld(table, words["kind"], groups.get("dose"))
    problems += _unspoken(table, lists["setup_cues"], drill, spoken)
    if problems:
        raise DrillRefused(tuple(problems))
    words.setdefault("signal", None)
    return Drill(**texts, **lists, **flags, **words, **groups, **drill)  # type: ignore[arg-type]


def _misfits(table: Mapping[str, object], words: Mapping[str, Enum | None]) -> Problems:
    """Return what is right by itself and wrong in this kind of drill."""
    kind = words["kind"]
    if not isinstance(kind, DrillKind):
        return []
    found = [
        Complaint(key, f"has no place in a drill of kind {kind.value!r}")
        for key in dict.fromkeys((*_GROUPS, "faults", *_OF_REPS))
        if key in table and key not in _PLACES_OF[kind]
    ]
    signals = tuple(signal.value for signal in SIGNALS_OF[kind])
    signal = words.get("signal")
    if "signal" not in table and signals:
        found.append(Complaint("signal", f"is missing; write one of {', '.join(signals)}"))
    elif isinstance(signal, Signal) and signal.value not in signals:
        fits = f"write one of {', '.join(signals)}" if signals else "leave it out"
        found.append(Complaint("signal", f"is {signal.value!r}, which carries no drill of kind {kind.value!r}; {fits}"))
    elif ("rungs_in" in table) != (signal is Signal.REACH):
        found.append(Complaint("rungs_in", "and signal = 'reach' belong together: write both or neither"))
    elif "first_rung_in" in table and "rungs_in" not in table:
        found.append(Complaint("first_rung_in", "has no place without rungs_in"))
    return found


def _unlooked(table: Mapping[str, object], words: Mapping[str, Enum | None]) -> Problems:
    """Return what nothing looks at in such a drill: a posture its signal is not measured in, faults of another kind."""
    kind, signal, posture = words["kind"], words.get("signal"), words.get("posture", Posture.STANDING)
    if not isinstance(kind, DrillKind) or not isinstance(signal, Signal) or signal not in SIGNALS_OF[kind]:
        return []
    found, needed = [], POSTURE_OF[signal]
    if isinstance(posture, Posture) and posture is not needed:
        says = f"is {posture.value!r}, in which {signal.value!r} is not measured; write {needed.value!r}"
        found.append(Complaint("posture", says))
    faults = table.get("faults")
    if isinstance(faults, Mapping) and "faults" in _PLACES_OF[kind]:
        allowed = tuple(fault.value for fault in faults_of(kind, signal))
        says = f"is not looked for in a drill of kind {kind.value!r} that is carried by {signal.value!r}"
        strange = [name for name in faults if name not in allowed and name in _FAULTS]
        found += [Complaint(f"faults.{name}", says, str(name), allowed) for name in strange]
    return found


def _unheld(table: Mapping[str, object], kind: Enum | None, dose: object) -> Problems:
    """Return what a hold lacks: its seconds, or its place in a rep."""
    hold_s = dose.hold_s if isinstance(dose, Dose) else 0.0
    has_place = kind is DrillKind.HOLD or "hold_at" in table
    if has_place and hold_s == 0:
        return [Complaint("dose.hold_s", "is 0; write the seconds of a hold")]
    if hold_s > 0 and kind is DrillKind.REPS and not has_place:
        places = ", ".join(str(place.value) for place in HoldAt)
        return [Complaint("hold_at", f"is missing beside dose.hold_s; write one of {places}")]
    return []


def _unspoken(
    table: Mapping[str, object], setup: tuple[str, ...], drill: Mapping[str, object], spoken: tuple[str, ...]
) -> Problems:
    """Return every name of a cue or line that has no sentence."""
    named = [("setup_cues", name) for name in setup]
    if drill["name_cue"]:
        named.append(("name_cue", str(drill["name_cue"])))
    overrides = table.get("cues")
    if isinstance(overrides, Mapping):
        named += [(f"cues.{cue}", line) for cue, line in overrides.items() if isinstance(line, str) and line]
    return [Complaint(f"{key}.{name}", "is not a cue", name, spoken) for key, name in named if name not in spoken]


def _text(value: object, key: str, problems: Problems) -> str:
    if isinstance(value, str) and value.strip():
        return value
    problems.append(Complaint(key, f"is {value!r}; write a text"))
    return ""


def _texts(value: object, key: str, problems: Problems) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(str(item) for item in value)
    problems.append(Complaint(key, f"is {value!r}; write a list of texts"))
    return ()


def _flag(value: object, key: str, problems: Problems) -> bool:
    if isinstance(value, bool):
        return value
    problems.append(Complaint(key, f"is {value!r}; write true or false"))
    return False


def _word(value: object, key: str, words: type[Enum], problems: Problems) -> Enum | None:
    allowed = tuple(str(word.value) for word in words)
    if value in allowed:
        return words(value)
    problems.append(Complaint(key, f"is {value!r}; write one of {', '.join(allowed)}", str(value), allowed))
    return None


def _faults(value: object, problems: Problems) -> tuple[tuple[Fault, Severity], ...]:
    if not isinstance(value, Mapping):
        problems.append(Complaint("faults", f"is {value!r}; write fault = severity pairs"))
        return ()
    found = []
    for name, severity in value.items():
        fault = _word(name, f"faults.{name}", Fault, problems)
        weight = _word(severity, f"faults.{name}", Severity, problems)
        if isinstance(fault, Fault) and isinstance(weight, Severity):
            found.append((fault, weight))
    return tuple(found)


def _cues(value: object, problems: Problems) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, Mapping):
        problems.append(Complaint("cues", f"is {value!r}; write cue = line pairs"))
        return ()
    problems += [Complaint(f"cues.{cue}", "is not a cue", str(cue), _CUES) for cue in value if cue not in _CUES]
    return tuple((str(cue), _text(line, f"cues.{cue}", problems)) for cue, line in value.items())


def _rungs(value: object, problems: Problems) -> tuple[float, ...]:
    rungs = tuple(_inches(item) for item in value) if isinstance(value, list) else (math.nan,)
    if any(map(math.isnan, rungs)) or any(after <= before for before, after in pairwise(rungs)):
        says = f"is {value!r}; write a list of inches above 0, at most {MOST_RUNG_IN:g}, growing"
        problems.append(Complaint("rungs_in", says))
        return ()
    return rungs


def _first_rung(value: object, rungs: tuple[float, ...], problems: Problems) -> float:
    first = _inches(value)
    if math.isnan(first):
        says = f"is {value!r}; write inches above 0, at most {MOST_RUNG_IN:g}"
        problems.append(Complaint("first_rung_in", says))
    elif rungs and first not in rungs:
        nearest = min(rungs, key=lambda rung: abs(rung - first))
        says = f"is {first:g}, not one of rungs_in; the nearest is {nearest:g}"
        problems.append(Complaint("first_rung_in", says))
    return first


def _inches(value: object) -> float:
    """Return a rung's distance; NaN for what is none: true, nan, 0, or too far even for a float."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MOST_RUNG_IN:
        return math.nan
    return float(value)


def _group(value: object, key: str, problems: Problems) -> object:
    kind = _GROUPS[key]
    known = tuple(item.name for item in fields(kind))
    if not isinstance(value, Mapping):
        problems.append(Complaint(key, f"is {value!r}; write a table"))
        return None
    numbers: dict[str, float] = {}
    for name, given in value.items():
        if name not in known:
            problems.append(Complaint(f"{key}.{name}", "is not a key here", name, known))
        elif isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) <= LARGEST:
            problems.append(Complaint(f"{key}.{name}", f"is {given!r}; write a number"))
        else:
            numbers[name] = float(given)
    try:
        return kind(**numbers)
    except ValueError as error:
        problems.append(Complaint(key, str(error)))
        return None
