"""A programme's table, as a TOML parser gives it, made into a Programme.

In:  a mapping of plain values, the drills there are.
Out: a Programme, or every complaint about the table at once.
Not here: what a programme is (programme.py), reading files (catalogue.py).

Rule: a complaint names its key and says what to write; a table is taken whole or not at all.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from kiosk.core.drill import Dose, Drill, DrillKind
from kiosk.core.drill_table import LARGEST, Complaint, DrillRefused, Problems
from kiosk.core.programme import MoveOn, Programme, Step, StepRule

_TEXT_KEYS: Final = ("id", "title", "teaches", "origin")
_KEYS: Final = (*_TEXT_KEYS, "step")
_RULE_KEYS: Final = ("clean_reps", "from_rung_in")
_DOSE_KEYS: Final = tuple(item.name for item in fields(Dose))
_STEP_KEYS: Final = ("drill", "move_on", *_RULE_KEYS, *_DOSE_KEYS)
_WORDS: Final = tuple(word.value for word in MoveOn)


def programme_from_table(table: Mapping[str, object], drills: Mapping[str, Drill]) -> Programme:
    """Build a programme from its table, or raise DrillRefused with every complaint."""
    problems = [Complaint(key, "is not a key of a programme", key, _KEYS) for key in table if key not in _KEYS]
    texts = {}
    for key in _TEXT_KEYS:
        value = table.get(key)
        texts[key] = value if isinstance(value, str) else ""
        if not texts[key].strip():
            problems.append(Complaint(key, f"is {value!r}; write a text"))
    given = table.get("step")
    steps: list[Step] = []
    if not isinstance(given, list) or not given:
        problems.append(Complaint("step", f"is {given!r}; write at least one [[step]]"))
    else:
        steps = [_step(item, f"step {place}", drills, problems) for place, item in enumerate(given, start=1)]
    if problems:
        raise DrillRefused(tuple(problems))
    return Programme(**texts, steps=tuple(steps))


def _step(given: object, where: str, drills: Mapping[str, Drill], problems: Problems) -> Step:
    if not isinstance(given, Mapping):
        problems.append(Complaint(where, f"is {given!r}; write a table"))
        return Step(drill="")
    told = len(problems)
    problems += [
        Complaint(f"{where}.{key}", "is not a key of a step", key, _STEP_KEYS) for key in given if key not in _STEP_KEYS
    ]
    drill, word = given.get("drill"), given.get("move_on", MoveOn.SETS_DONE.value)
    if not isinstance(drill, str) or drill not in drills:
        problems.append(Complaint(f"{where}.drill", f"is {drill!r}, which is not a drill", str(drill), tuple(drills)))
        drill = ""
    if word not in _WORDS:
        problems.append(
            Complaint(f"{where}.move_on", f"is {word!r}; write one of {', '.join(_WORDS)}", str(word), _WORDS)
        )
        word = MoveOn.SETS_DONE.value
    numbers = {key: _number(given[key], f"{where}.{key}", problems) for key in given if key in _RULE_KEYS + _DOSE_KEYS}
    dose = {key: value for key, value in numbers.items() if key in _DOSE_KEYS}
    if drill in drills and "hold_s" in dose:
        problems += _held(drills[drill], dose["hold_s"], f"{where}.hold_s")
    rule = StepRule()
    try:
        Dose(**dose)
        rule = StepRule(move_on=MoveOn(word), **{key: value for key, value in numbers.items() if key in _RULE_KEYS})
    except ValueError as error:
        problems.append(Complaint(where, str(error)))
    if len(problems) == told:
        problems += _out_of_reach(rule, drills[drill], dose.get("reps"), where)
    return Step(drill=drill, rule=rule, dose=tuple(dose.items()))


def _out_of_reach(rule: StepRule, drill: Drill, reps: float | None, where: str) -> Problems:
    """Return why the rule can never be met with this drill, so that the programme would end there."""
    key, reps = f"{where}.move_on", drill.dose.reps if reps is None else reps
    match rule.move_on:
        case MoveOn.LADDER_DONE if not drill.has_wall:
            return [Complaint(key, f"is 'ladder_done', and {drill.id} has no wall; write another")]
        case MoveOn.CLEAN_SET if drill.kind is DrillKind.TIMER:
            return [Complaint(key, f"is 'clean_set', and nothing of {drill.id} is judged; write 'sets_done'")]
        case MoveOn.CLEAN_SET if rule.clean_reps > reps:
            says = f"is {rule.clean_reps:g}, and a set of {drill.id} has {reps:g} reps; write so many or fewer"
            return [Complaint(f"{where}.clean_reps", says)]
        case _:
            return []


def _held(drill: Drill, hold_s: float, key: str) -> Problems:
    """Return what is wrong with the seconds of a hold in this drill: it must have one, and it must last."""
    if drill.kind is not DrillKind.HOLD and drill.hold_at is None:
        return [Complaint(key, f"is {hold_s:g}, and {drill.id} has no hold; leave it out")]
    return [Complaint(key, "is 0; write the seconds of a hold")] if hold_s == 0 else []


def _number(value: object, key: str, problems: Problems) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        problems.append(Complaint(key, f"is {value!r}; write a number"))
        return 1.0
    return float(value)
