"""A drill in the owner's unit.

In:  a drill or a rule of a programme as its file has it, in inches, and the unit.
Out: the same with the rungs nearest to it that are whole numbers of the unit.
Not here: what a unit is (distance.py), reading drill files (drill_table.py).

Rule: a rung is an entry of the drill's list (decision 14), so another unit is another list and nothing else changes.
"""

from collections.abc import Mapping
from typing import Final

from kiosk.core.distance import Unit, inches_of, whole
from kiosk.core.drill import Drill
from kiosk.core.frozen import replace
from kiosk.core.programme import StepRule
from kiosk.core.vocab_cues import Cue

UNEQUAL_STEPS: Final[Mapping[str, str]] = {
    Cue.STEP_OUT_ONE.value: Cue.SMALL_STEP_OUT.value,
    Cue.STEP_IN_ONE.value: Cue.SMALL_STEP_IN.value,
}
"""Rungs an inch apart are two or three centimetres apart: a step is not said by its size but by where it leads."""


def in_unit(drill: Drill, unit: Unit) -> Drill:
    """Return the drill with its distances in this unit, and its ladder if it has one; in inches it is as its file."""
    if unit is Unit.INCH:
        return drill
    if not drill.has_wall:
        return replace(drill, unit=unit)
    own = dict(drill.cues)
    return replace(
        drill,
        unit=unit,
        rungs_in=tuple(dict.fromkeys(_rung_in(rung_in, unit) for rung_in in drill.rungs_in)),
        first_rung_in=_rung_in(drill.first_rung_in, unit),
        cues=tuple({**UNEQUAL_STEPS, **own}.items()),
    )


def rule_in_unit(rule: StepRule, unit: Unit) -> StepRule:
    """Return the rule with the rung it asks for as the ladder in this unit has it; 0 asks for none."""
    if unit is Unit.INCH or rule.from_rung_in == 0:
        return rule
    return replace(rule, from_rung_in=_rung_in(rule.from_rung_in, unit))


def _rung_in(rung_in: float, unit: Unit) -> float:
    """Return the nearest whole number of the unit in inches; the wall itself is no rung."""
    return inches_of(max(1, whole(rung_in, unit)), unit)
