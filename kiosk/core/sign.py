"""Signs: one measured number against one threshold, and how several are taken together.

In:  what was measured, and the threshold of a rule.
Out: a Sign: whether it is met, and by how much.
Not here: which rule takes which signs (fault_signs.py, reasons.py), the thresholds themselves.

Rule: signs are taken together as truths are (all, any, so many of them), and what comes of it is the one sign on which
the answer hangs: the weakest of all, the strongest of any. Signs of different units are compared in errors of their
measurement.
"""

from collections.abc import Mapping
from enum import Enum, unique
from math import inf, isnan
from typing import Final, NamedTuple


@unique
class Quantity(Enum):
    """What can be measured of an attempt."""

    TRUNK = "trunk"
    KNEE = "knee"
    KNEE_CHANGE = "knee_change"
    SHIN = "shin"
    LEAD = "lead"
    HINGE = "hinge"
    HEAD = "head"
    NECK = "neck"
    INDEX = "index"
    PATH = "path"
    CHORD = "chord"
    PROGRESS_DEG = "progress_deg"
    PROGRESS_IN = "progress_in"
    PROGRESS_PERCENT = "progress_percent"
    PLACE_IN = "place_in"
    TRAVEL_IN = "travel_in"
    BALANCE = "balance"
    FEET = "feet"
    HEELS = "heels"
    HIPS_BACK = "hips_back"
    HIPS_DOWN = "hips_down"
    WRISTS = "wrists"
    HANDS_LOW = "hands_low"
    ELBOWS = "elbows"
    LENGTH_S = "length_s"
    LEG_S = "leg_s"
    DESCENT_S = "descent_s"
    HOLD_S = "hold_s"
    GAP_S = "gap_s"
    STRANGER_S = "stranger_s"


ERRORS: Final[Mapping[Quantity, float]] = {
    Quantity.TRUNK: 3.0,
    Quantity.KNEE: 6.0,
    Quantity.KNEE_CHANGE: 6.0,
    Quantity.SHIN: 3.0,
    Quantity.LEAD: 4.2,
    Quantity.HINGE: 6.0,
    Quantity.HEAD: 4.0,
    Quantity.NECK: 4.0,
    Quantity.INDEX: 10.0,
    Quantity.PATH: 0.3,
    Quantity.CHORD: 0.05,
    Quantity.PROGRESS_DEG: 3.0,
    Quantity.PROGRESS_IN: 0.3,
    Quantity.PROGRESS_PERCENT: 1.0,
    Quantity.PLACE_IN: 0.25,
    Quantity.TRAVEL_IN: 0.6,
    Quantity.BALANCE: 0.017,
    Quantity.FEET: 0.006,
    Quantity.HEELS: 0.006,
    Quantity.HIPS_BACK: 0.017,
    Quantity.HIPS_DOWN: 0.01,
    Quantity.WRISTS: 0.02,
    Quantity.HANDS_LOW: 0.02,
    Quantity.ELBOWS: 0.02,
    Quantity.LENGTH_S: 0.1,
    Quantity.LEG_S: 0.1,
    Quantity.DESCENT_S: 0.1,
    Quantity.HOLD_S: 0.15,
    Quantity.GAP_S: 0.1,
    Quantity.STRANGER_S: 0.1,
}
"""One standard deviation, in the quantity's own unit: angles by C.7, a hip's place by C.4, balance and ankles by
decision 20, holds by C.5, other times by a sample at ten a second. They only order what stands in different units;
nothing is decided by them."""


class Sign(NamedTuple):
    """One measured number against its threshold; `is_above` tells on which side of it the sign is met."""

    quantity: Quantity
    measured: float
    threshold: float
    is_above: bool
    is_met: bool

    @property
    def margin(self) -> float:
        """Return how far the number is on the side that meets the sign, in its own unit; negative for how far short."""
        return self.measured - self.threshold if self.is_above else self.threshold - self.measured

    @property
    def sds(self) -> float:
        """Return the margin in errors of the measurement. What was not measured is as far as can be from being met."""
        margin = self.margin / ERRORS[self.quantity]
        if isnan(margin):
            return inf if self.is_met else -inf
        return margin


def at_least(quantity: Quantity, measured: float, threshold: float) -> Sign:
    """Return the sign that is met from the threshold on."""
    return Sign(quantity, measured, threshold, is_above=True, is_met=measured >= threshold)


def above(quantity: Quantity, measured: float, threshold: float) -> Sign:
    """Return the sign that is met beyond the threshold."""
    return Sign(quantity, measured, threshold, is_above=True, is_met=measured > threshold)


def at_most(quantity: Quantity, measured: float, threshold: float) -> Sign:
    """Return the sign that is met up to the threshold."""
    return Sign(quantity, measured, threshold, is_above=False, is_met=measured <= threshold)


def below(quantity: Quantity, measured: float, threshold: float) -> Sign:
    """Return the sign that is met short of the threshold."""
    return Sign(quantity, measured, threshold, is_above=False, is_met=measured < threshold)


def unless(sign: Sign) -> Sign:
    """Return the sign that is met where this one is not."""
    return sign._replace(is_above=not sign.is_above, is_met=not sign.is_met)


def all_of(*signs: Sign) -> Sign:
    """Return the sign on which hangs whether all are met: the weakest."""
    return min(signs, key=_strength)


def any_of(*signs: Sign) -> Sign:
    """Return the sign on which hangs whether one is met: the strongest."""
    return max(signs, key=_strength)


def most_of(count: int, *signs: Sign) -> Sign:
    """Return the sign on which hangs whether `count` of them are met."""
    return sorted(signs, key=_strength, reverse=True)[count - 1]


def _strength(sign: Sign) -> tuple[bool, float]:
    return sign.is_met, sign.sds
