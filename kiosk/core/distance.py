"""The unit in which distances are shown and spoken, and the whole numbers of it.

In:  a distance from the wall in inches, and the owner's unit.
Out: whole numbers of the unit, the distance of a whole number in inches, the clips that say it.
Not here: which drill is in which unit (drill_unit.py), the words of a language (pack.py).

Rule: everything is measured in inches. A unit decides which rungs a ladder has and what they are called, and no decimal
is ever shown or spoken (hinge.md decision 7).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from kiosk.core.units import CM_PER_IN
from kiosk.core.vocab_cues import ScreenWord


@unique
class Unit(Enum):
    """What an owner may count distances in; the value is the setting, and the beginning of a clip's key."""

    INCH = "in"
    CM = "cm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One unit: how many make an inch, what it is called on the mirror, which whole numbers of it have a clip."""

    per_in: float
    word: ScreenWord
    section: str
    """Its table in a cue file."""
    spoken: tuple[int, ...]
    about: int
    """Measured travel is told in multiples of this."""


MEASURES: Final[Mapping[Unit, Measure]] = {
    Unit.INCH: Measure(per_in=1.0, word=ScreenWord.UNIT_IN, section="inches", spoken=tuple(range(1, 13)), about=1),
    Unit.CM: Measure(
        per_in=CM_PER_IN,
        word=ScreenWord.UNIT_CM,
        section="centimetres",
        spoken=(5, 8, 10, 13, 15, 18, 20, 23, 25, 28, 30),
        about=5,
    ),
}
"""The clips are the wall ladder's rungs, 3 to 12 in, and what travel is told in. Travel is known to about an inch
(decision 7: "about six"): a single centimetre of it would claim too much, so it goes by fives."""

NEAR_WHOLE: Final = 1e-6
"""How far a whole number may be off after it was kept in inches."""


def whole(distance_in: float, unit: Unit) -> int:
    """Return the whole number of the unit nearest to a distance in inches."""
    return round(distance_in * MEASURES[unit].per_in)


def about(travel_in: float, unit: Unit) -> int:
    """Return how far the hips travelled, as it is told: a whole number of the unit, never nothing."""
    step = MEASURES[unit].about
    return max(1, round(travel_in * MEASURES[unit].per_in / step)) * step


def inches_of(number: int, unit: Unit) -> float:
    """Return a whole number of the unit in inches; the same number is always the same to the last bit."""
    return number / MEASURES[unit].per_in


def greatest_whole_in(distance_in: float, unit: Unit) -> float:
    """Return the greatest whole number of the unit within a distance, in inches."""
    return inches_of(int(distance_in * MEASURES[unit].per_in), unit)


def distance_key(number: int, unit: Unit) -> str:
    """Return the clip key of a whole number of the unit."""
    return f"{unit.value}_{number}"


def place_clips(distance_in: float | None, unit: Unit) -> tuple[str, ...]:
    """Return the clip of a distance in inches that is a whole number of the unit; none for one without a clip."""
    if distance_in is None:
        return ()
    number = whole(distance_in, unit)
    return _clips(number, unit) if abs(inches_of(number, unit) - distance_in) <= NEAR_WHOLE else ()


def travel_clips(travel_in: float, unit: Unit) -> tuple[str, ...]:
    """Return the clip of how far the hips travelled; none for a way without one."""
    return _clips(about(travel_in, unit), unit)


def _clips(number: int, unit: Unit) -> tuple[str, ...]:
    return (distance_key(number, unit),) if number in MEASURES[unit].spoken else ()
