"""Numbers that know their range, unit and reason.

In:  a default with its bounds, unit and the reason for it.
Out: a dataclass field, and a check of every such field of an instance.
Not here: the numbers themselves (params.py, drill.py).

Rule: a number without a unit and a reason does not become a parameter.
"""

from dataclasses import field, fields
from typing import Any, ClassVar, Protocol


class _Instance(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


def number(default: float, low: float, high: float, unit: str, why: str) -> float:
    """Declare a dataclass field with its inclusive bounds, unit and reason; returns the field in the type's place."""
    declared: float = field(default=default, metadata={"low": low, "high": high, "unit": unit, "why": why})
    return declared


def problems_of(instance: _Instance) -> tuple[str, ...]:
    """Return one sentence for each number outside its bounds; NaN is outside."""
    found = []
    for item in fields(instance):
        if "low" not in item.metadata:
            continue
        value = getattr(instance, item.name)
        low, high, unit = item.metadata["low"], item.metadata["high"], item.metadata["unit"]
        if not low <= value <= high:
            found.append(f"{item.name} = {value} {unit}: give a number from {low} to {high}")
    return tuple(found)


def check(instance: _Instance) -> None:
    """Raise ValueError naming every number outside its bounds."""
    found = problems_of(instance)
    if found:
        raise ValueError("; ".join(found))
