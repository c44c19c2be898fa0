"""Thresholds: every number that decides a verdict or a fault, and the catalogue with one of them changed.

In:  the catalogue: its drills' groups of numbers, and the core's.
Out: Thresholds; a catalogue in which one of them is so many times what it was.
Not here: what a change does (sensitivity.py), the numbers themselves (core).

Rule: a drill's groups are found, not listed, so a new one is in; its dose is no threshold. Drills that share a value
share the row. A constant of a core module is in no group and cannot be changed here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, dataclass, fields, is_dataclass, replace
from typing import Final

from kiosk.catalogue import Catalogue
from kiosk.core.drill import Dose, Drill
from kiosk.core.params import Params

EARCON_ONLY: Final = ("felt_rate_in_s", "felt_band_in", "felt_again_in", "felt_share")
"""hinge.md decision 11: a touch that is felt drives the earcon and nothing else."""

FEET: Final = ("rung_tolerance_in", "step_tolerance_in", "feet_moved_h", "feet_away_h", "feet_moved_s")
"""What makes an attempt void or its distance unproven; the rest of the stance is how it is measured."""

STANDING: Final = (
    *("tall_lean_deg", "tall_knee_deg", "still_lean_range_deg", "still_lean_drift_deg", "still_feet_range"),
    *("settle_s", "settle_share"),
)
"""What makes a lockout, and with it the end of an attempt; the rest of the gate is who is there at all."""

CORE_GROUPS: Final[Mapping[str, Callable[[str], bool]]] = {
    "touch": lambda name: name not in EARCON_ONLY,
    "stance": lambda name: name in FEET,
    "gate": lambda name: name in STANDING,
}
"""The groups of the core that decide verdicts, and which of their numbers do."""

AT_WALL: Final = ("touch",)
"""The groups that only a drill with a wall has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One number of one group, at the value that it has in these drills."""

    group: str
    name: str
    value: float
    unit: str
    low: float
    high: float
    drills: tuple[str, ...]

    def times(self, factor: float) -> float:
        """Return so many times its value, or the nearest it may have."""
        return min(max(self.value * factor, self.low), self.high)


def thresholds_of(catalogue: Catalogue) -> tuple[Threshold, ...]:
    """Return every threshold that is not 0, the drills' first."""
    found: dict[tuple[str, str, float], Threshold] = {}
    for drill in catalogue.drills.values():
        for group, item, value in _numbers(drill):
            key = (group, item.name, value)
            drills = (*(found[key].drills if key in found else ()), drill.id)
            found[key] = _threshold(group, item, value, drills)
    walls = tuple(drill.id for drill in catalogue.drills.values() if drill.has_wall)
    core = [
        _threshold(group, item, value, walls if group in AT_WALL else tuple(catalogue.drills))
        for group, item, value in _core_numbers(catalogue.params)
    ]
    return tuple(threshold for threshold in (*found.values(), *core) if threshold.value)


def changed(catalogue: Catalogue, threshold: Threshold, factor: float) -> Catalogue | None:
    """Return the catalogue with one threshold changed; None when its group cannot be with that value."""
    part, numbers = threshold.group, {threshold.name: threshold.times(factor)}
    try:
        if part in CORE_GROUPS:
            group = replace(getattr(catalogue.params, part), **numbers)
            return replace(catalogue, params=replace(catalogue.params, **{part: group}))
        drills = {
            name: replace(drill, **{part: replace(getattr(drill, part), **numbers)})
            if name in threshold.drills
            else drill
            for name, drill in catalogue.drills.items()
        }
    except ValueError:
        return None
    return replace(catalogue, drills=drills)


def _numbers(drill: Drill) -> Iterator[tuple[str, Field[float], float]]:
    for part in fields(drill):
        group = getattr(drill, part.name)
        if is_dataclass(group) and not isinstance(group, Dose):
            for item in fields(group):
                yield part.name, item, getattr(group, item.name)


def _core_numbers(params: Params) -> Iterator[tuple[str, Field[float], float]]:
    for part, is_wanted in CORE_GROUPS.items():
        group = getattr(params, part)
        for item in fields(group):
            if is_wanted(item.name):
                yield part, item, getattr(group, item.name)


def _threshold(group: str, item: Field[float], value: float, drills: tuple[str, ...]) -> Threshold:
    bounds = item.metadata
    return Threshold(
        group=group,
        name=item.name,
        value=value,
        unit=bounds["unit"],
        low=bounds["low"],
        high=bounds["high"],
        drills=drills,
    )
