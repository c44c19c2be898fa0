"""What a drill is: the validated form of `assets/drills/*.toml`.

In:  a table as a TOML parser gives it.
Out: a Drill, or every complaint about the table at once.
Not here: reading files (kiosk/assets.py), running the drill (session.py).

Rule: a drill is data. Rep thresholds and form thresholds are separate groups, so that a change of form cannot move a
count.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum, unique
from itertools import pairwise
from typing import Final

from kiosk.core.bounds import check, number
from kiosk.core.faults import FormParams
from kiosk.core.rep import RepParams
from kiosk.core.vocab import Fault, Severity
from kiosk.core.vocab_cues import Cue

MOST_RUNG_IN: Final = 48.0
"""Twice the usual lane of 24 in: heels further out than this are a slip of the pen, or centimetres."""


@unique
class Signal(Enum):
    """What carries the rep forward: trunk lean in degrees, or reach towards the wall in inches."""

    LEAN = "lean"
    REACH = "reach"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """How much: reps a set, sets, and the rest between them."""

    reps: float = number(15, 1, 30, "reps", "A.2: 15–20")
    sets: float = number(3, 1, 6, "sets", "A.2: 3–4")
    rest_s: float = number(75.0, 10, 300, "s", "C.5: 60–90 s")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """One named exercise with its targets. `rungs_in` is empty for a drill without a wall."""

    id: str
    title: str
    teaches: str
    origin: str
    signal: Signal
    rep: RepParams
    form: FormParams = field(default_factory=FormParams)
    dose: Dose = field(default_factory=Dose)
    rungs_in: tuple[float, ...] = ()
    first_rung_in: float = 3.0
    faults: tuple[tuple[Fault, Severity], ...] = ()
    setup_cues: tuple[str, ...] = ()
    not_judged: tuple[str, ...] = ()

    @property
    def has_wall(self) -> bool:
        """Whether distance from the wall is part of the drill."""
        return bool(self.rungs_in)


class DrillRefused(ValueError):  # noqa: N818 -- a refusal carries complaints, like LaneRefused
    """A drill's table is wrong; `problems` has one (key, sentence, allowed words) for each mistake."""

    def __init__(self, problems: tuple[tuple[str, str, tuple[str, ...]], ...]) -> None:
        super().__init__("; ".join(f"{key}: {sentence}" for key, sentence, _ in problems))
        self.problems = problems


_TEXT_KEYS: Final = ("id", "title", "teaches", "origin")
_LIST_KEYS: Final = ("setup_cues", "not_judged")
_GROUPS: Final = {"rep": RepParams, "form": FormParams, "dose": Dose}
_KEYS: Final = (*_TEXT_KEYS, *_LIST_KEYS, *_GROUPS, "signal", "rungs_in", "first_rung_in", "faults")
_CUES: Final = tuple(cue.value for cue in Cue)
_LARGEST: Final = 1e9
"""Far beyond every bound; a whole number may be too large even for a float."""


def drill_from_table(table: Mapping[str, object]) -> Drill:
    """Build a drill from its table, or raise DrillRefused with every complaint."""
    problems: list[tuple[str, str, tuple[str, ...]]] = [
        (key, "is not a key of a drill", _KEYS) for key in table if key not in _KEYS
    ]
    texts = {key: _text(table, key, problems) for key in _TEXT_KEYS}
    lists = {key: _texts(table.get(key, []), key, problems) for key in _LIST_KEYS}
    groups = {key: _group(table.get(key, {}), key, problems) for key in _GROUPS}
    signal = _word(table.get("signal"), "signal", Signal, problems)
    faults = _faults(table.get("faults", {}), problems)
    rungs = _rungs(table.get("rungs_in", []), problems)
    first = _first_rung(table.get("first_rung_in", rungs[0] if rungs else 3.0), rungs, problems)
    problems += [(f"setup_cues.{cue}", "is not a cue", _CUES) for cue in lists["setup_cues"] if cue not in _CUES]
    rep, form, dose = groups["rep"], groups["form"], groups["dose"]
    if problems or not isinstance(signal, Signal):
        raise DrillRefused(tuple(problems))
    assert isinstance(rep, RepParams)
    assert isinstance(form, FormParams)
    assert isinstance(dose, Dose)
    return Drill(
        **texts,
        signal=signal,
        rep=rep,
        form=form,
        dose=dose,
        rungs_in=rungs,
        first_rung_in=first,
        faults=faults,
        setup_cues=lists["setup_cues"],
        not_judged=lists["not_judged"],
    )


_Problems = list[tuple[str, str, tuple[str, ...]]]


def _text(table: Mapping[str, object], key: str, problems: _Problems) -> str:
    value = table.get(key)
    if isinstance(value, str) and value:
        return value
    problems.append((key, f"is {value!r}; write a text", ()))
    return ""


def _texts(value: object, key: str, problems: _Problems) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(str(item) for item in value)
    problems.append((key, f"is {value!r}; write a list of texts", ()))
    return ()


def _word(value: object, key: str, words: type[Enum], problems: _Problems) -> Enum | None:
    allowed = tuple(str(word.value) for word in words)
    if value in allowed:
        return words(value)
    problems.append((key, f"is {value!r}; write one of {', '.join(allowed)}", allowed))
    return None


def _faults(value: object, problems: _Problems) -> tuple[tuple[Fault, Severity], ...]:
    if not isinstance(value, Mapping):
        problems.append(("faults", f"is {value!r}; write fault = severity pairs", ()))
        return ()
    found = []
    for name, severity in value.items():
        fault = _word(name, f"faults.{name}", Fault, problems)
        weight = _word(severity, f"faults.{name}", Severity, problems)
        if isinstance(fault, Fault) and isinstance(weight, Severity):
            found.append((fault, weight))
    return tuple(found)


def _rungs(value: object, problems: _Problems) -> tuple[float, ...]:
    rungs = tuple(_inches(item) for item in value) if isinstance(value, list) else (math.nan,)
    if any(map(math.isnan, rungs)) or any(after <= before for before, after in pairwise(rungs)):
        says = f"is {value!r}; write a list of inches above 0, at most {MOST_RUNG_IN:g}, growing"
        problems.append(("rungs_in", says, ()))
        return ()
    return rungs


def _first_rung(value: object, rungs: tuple[float, ...], problems: _Problems) -> float:
    first = _inches(value)
    if math.isnan(first):
        says = f"is {value!r}; write inches above 0, at most {MOST_RUNG_IN:g}"
        problems.append(("first_rung_in", says, ()))
    elif rungs and first not in rungs:
        nearest = min(rungs, key=lambda rung: abs(rung - first))
        problems.append(("first_rung_in", f"is {first:g}, not one of rungs_in; the nearest is {nearest:g}", ()))
    return first


def _inches(value: object) -> float:
    """Return a rung's distance; NaN for what is none: true, nan, 0, or too far even for a float."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MOST_RUNG_IN:
        return math.nan
    return float(value)


def _group(value: object, key: str, problems: _Problems) -> object:
    kind = _GROUPS[key]
    known = tuple(item.name for item in fields(kind))
    if not isinstance(value, Mapping):
        problems.append((key, f"is {value!r}; write a table", ()))
        return None
    numbers: dict[str, float] = {}
    for name, given in value.items():
        if name not in known:
            problems.append((f"{key}.{name}", "is not a key here", known))
        elif isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) <= _LARGEST:
            problems.append((f"{key}.{name}", f"is {given!r}; write a number", ()))
        else:
            numbers[name] = float(given)
    try:
        return kind(**numbers)
    except ValueError as error:
        problems.append((key, str(error), ()))
        return None
