"""The words of an explanation: what each question asked, what was measured, and by how much it was so.

In:  rows of reasons (core/reasons.py) and the unit of the station.
Out: phrases for a coach.
Not here: the phrases (explain_phrases.py), which rows are told, and in what order (explain_text.py).

Rule: every number in a phrase comes with the row; a phrase holds none of its own. Lengths along the body are told in
the station's unit.
"""

from math import isnan
from typing import Final

from kiosk.core.distance import MEASURES, Unit
from kiosk.core.reasons import FaultRow, Question, Reasons, Row, Standing
from kiosk.core.sign import Quantity, Sign
from kiosk.core.touch_ground import Basis, Ground
from kiosk.core.vocab import Fault
from kiosk.explain_phrases import (
    IN_PASSING,
    MADE,
    MEASURED,
    PASSED,
    SETTLED,
    SEVERITIES,
    SHORT_OF,
    SILENT,
    SPOKEN,
    STOPPED,
    UNSEEN,
)

DEGREES: Final = frozenset(
    {Quantity.TRUNK, Quantity.KNEE, Quantity.KNEE_CHANGE, Quantity.SHIN, Quantity.LEAD, Quantity.HINGE}
    | {Quantity.HEAD, Quantity.NECK, Quantity.PROGRESS_DEG}
)
INCHES: Final = frozenset({Quantity.PROGRESS_IN, Quantity.PLACE_IN, Quantity.TRAVEL_IN})
HEIGHTS: Final = frozenset(
    {Quantity.BALANCE, Quantity.FEET, Quantity.HEELS, Quantity.HIPS_BACK, Quantity.HIPS_DOWN}
    | {Quantity.WRISTS, Quantity.HANDS_LOW, Quantity.ELBOWS}
)
SECONDS: Final = frozenset(
    {Quantity.LENGTH_S, Quantity.LEG_S, Quantity.DESCENT_S, Quantity.HOLD_S, Quantity.GAP_S, Quantity.STRANGER_S}
)
LEAST_TOLD: Final = 0.05
"""What is less rounds to nothing, and is told as less than a tenth."""
PROGRESS: Final = frozenset({Quantity.PROGRESS_DEG, Quantity.PROGRESS_IN, Quantity.PROGRESS_PERCENT})


class Wording:
    """Phrases in one unit, for a body of one height."""

    def __init__(self, unit: Unit, height_in: float | None = None) -> None:
        self._unit: Final = unit
        self._height_in: Final = height_in

    @property
    def unit(self) -> str:
        """The unit's name."""
        return self._unit.value

    def length(self, inches: float) -> str:
        """Return a measured length in the unit, to a tenth: the camera sees a quarter of an inch."""
        value = inches * MEASURES[self._unit].per_in
        told = "less than 0.1" if 0.0 < abs(value) < LEAST_TOLD else f"{value:.1f}"
        return f"{told} {self._unit.value}"

    def limit(self, quantity: Quantity, value: float) -> str:
        """Return a threshold with its unit; one of the tables may have hundredths, as 0.75 in and 0.15 s have."""
        if quantity in SECONDS:
            return f"{round(value, 2):g} s"
        if quantity in INCHES and self._unit is Unit.INCH:
            return f"{round(value, 2):g} in"
        return self.figure(quantity, value)

    def figure(self, quantity: Quantity, value: float) -> str:
        """Return a measured number with its unit."""
        match quantity:
            case Quantity.KNEE_CHANGE:
                return f"{abs(value):.0f}° {'more' if value >= 0 else 'less'}"
            case Quantity.BALANCE:
                return f"{self._of_height(abs(value))} {'ahead of' if value >= 0 else 'behind'}"
            case Quantity.HANDS_LOW:
                return f"{self._of_height(abs(value))} {'below' if value >= 0 else 'above'}"
            case Quantity.CHORD:
                return f"{100 * value:.0f} %"
            case Quantity.PROGRESS_PERCENT:
                return f"{value:.1f} %"
            case Quantity.INDEX:
                return f"{value:.0f}"
        if quantity in DEGREES:
            return f"{value:.0f}°"
        if quantity in SECONDS:
            return "less than 0.1 s" if 0.0 < value < LEAST_TOLD else f"{value:.1f} s"
        if quantity in INCHES:
            return self.length(value)
        return self._of_height(value) if quantity in HEIGHTS else f"{value:.1f}"

    def measured(self, sign: Sign) -> str:
        """Return what was measured, in words."""
        phrase = MEASURED[sign.quantity]
        if isnan(sign.measured):
            return phrase.format("an unseen amount")
        if sign.quantity in PROGRESS:
            return phrase.format(self.figure(sign.quantity, max(sign.measured, 0.0)))
        return phrase.format(self.figure(sign.quantity, sign.measured))

    def margin(self, sign: Sign) -> str:
        """Return how far the number is from the threshold."""
        match sign.quantity:
            case Quantity.KNEE_CHANGE:
                return f"{abs(sign.margin):.0f}°"
            case Quantity.BALANCE | Quantity.HANDS_LOW:
                return self._of_height(abs(sign.margin))
        return self.figure(sign.quantity, abs(sign.margin))

    def _of_height(self, height_h: float) -> str:
        """Return a length in body heights: as a length, or as a share where the height is not known."""
        return (
            f"{100 * height_h:.1f} % of the height"
            if self._height_in is None
            else self.length(height_h * self._height_in)
        )

    def against(self, sign: Sign) -> str:
        """Return what was measured against its threshold: "knees bent 96° (from 60° on)"."""
        return f"{self.measured(sign)} ({_side(sign)} {self.limit(sign.quantity, sign.threshold)})"

    def spoken(self, row: Row, reasons: Reasons) -> str:
        """Return the sentence of the row that decided."""
        is_brief = row.question is Question.LOCKOUT and row.sign is not None and not row.sign.is_met
        return self._filled(IN_PASSING if is_brief else SPOKEN[row.question], row, reasons)

    def silent(self, row: Row, reasons: Reasons) -> str:
        """Return the phrase of a row that did not decide, with how much it had to spare."""
        told = self._filled(SILENT[row.question], row, reasons)
        if row.sign is None:
            return told
        return f"{told}: {self.margin(row.sign)} to spare"

    def made(self, row: Row, reasons: Reasons) -> str:
        """Return the sentence of a row that helped to make a counted rep."""
        first = row.parts[0] if row.parts else row.sign
        template = MADE[row.question]
        if row.question is Question.LOCKOUT and first is not None and not first.is_met:
            template = PASSED if reasons.is_passed else SETTLED
        return _capital(self._filled(template, row._replace(sign=first), reasons))

    def fault(self, row: FaultRow) -> str:
        """Return a fault with its number, its threshold and its margin, or why it was not judged."""
        name = f"{name_of(row.fault)} ({SEVERITIES[row.severity]})"
        if row.why is not None:
            return f"{name_of(row.fault)}: {UNSEEN[row.why]}"
        assert row.sign is not None
        told = f"{name}: {self.against(row.sign)}"
        if row.standing is Standing.FOUND:
            return f"{told}, {self.margin(row.sign)} beyond it"
        if row.standing is Standing.LINGERING:
            return f"{told}, left from the attempt before: not clear by {self.margin(row.sign)}"
        return f"{told}, {self.margin(row.sign)} to spare"

    def parts(self, row: Row) -> str:
        """Return the signs that a rule took together, those that spoke first."""
        met = [self.against(sign) for sign in row.parts if sign.is_met]
        unmet = [self.against(sign) for sign in row.parts if not sign.is_met]
        count = f"{len(met)} of {len(row.parts)} signs: " if unmet else ""
        return f"{count}{', '.join(met)}" + (f"; but {', '.join(unmet)}" if unmet else "")

    def wall(self, ground: Ground, *, is_short: bool) -> str:
        """Return where the hips stopped against the wall, and by how much that was a touch or none."""
        if ground.line_in is None or ground.sign is None:
            return "The first stop at this distance: a second one that agrees will say whether it was the wall."
        tolerance = self.limit(Quantity.PLACE_IN, ground.tolerance_in)
        gap_in = ground.place_in - ground.line_in
        gap, margin = self.length(abs(gap_in)), self.length(abs(gap_in - ground.tolerance_in))
        if is_short and ground.basis is Basis.UPRIGHT:
            return f"The hips cannot have reached the wall: {self.against(ground.sign)}; it took more at a nearer one."
        if is_short:
            return (
                f"The hips stopped {gap} short of the wall{SHORT_OF[ground.basis]}; a touch is within {tolerance}:"
                f" {margin} more was needed."
            )
        side = "short of" if gap_in > 0 else "beyond"
        return STOPPED[ground.basis].format(gap=gap, side=side, tolerance=tolerance, margin=margin)

    def asked(self, row: Row, reasons: Reasons) -> str:
        """Return what was measured against what; a place at the wall is told from the wall's line."""
        ground = reasons.ground
        is_place = row.sign is not None and row.sign.quantity is Quantity.PLACE_IN
        if is_place and ground is not None and ground.line_in is not None:
            gap_in = ground.place_in - ground.line_in
            side = "short of" if gap_in > 0 else "beyond"
            limit = self.limit(Quantity.PLACE_IN, ground.tolerance_in)
            return f"stopped {self.length(abs(gap_in))} {side} the wall's line (a miss from {limit} short)"
        return "" if row.sign is None else self.against(row.sign)

    def _filled(self, template: str, row: Row, reasons: Reasons) -> str:
        wall = "" if reasons.ground is None else self.wall(reasons.ground, is_short=row.speaks)
        found = [self.fault(item) for item in reasons.faults if item.standing is Standing.FOUND]
        blanks = {"wall": wall, "asked": self.asked(row, reasons), "parts": self.parts(row), "faults": "; ".join(found)}
        if row.sign is not None:
            sign = row.sign
            blanks |= {
                "m": self.figure(sign.quantity, sign.measured),
                "t": self.limit(sign.quantity, sign.threshold),
                "d": self.margin(sign),
                "what": self.measured(sign),
                "side": _side(sign),
            }
        return template.format(**blanks)


def _side(sign: Sign) -> str:
    return "from" if sign.is_above or sign.quantity is Quantity.KNEE_CHANGE else "under"


def _capital(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]


def name_of(fault: Fault) -> str:
    """Return a fault's name as words."""
    return fault.value.replace("_", " ")
