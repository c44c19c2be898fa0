"""The words of an explanation: what each question asked, what was measured, and by how much it was so.

In:  rows of reasons (core/reasons.py) and the unit of the station.
Out: phrases for a coach.
Not here: the phrases (explain_phrases.py), which rows are told, and in what order (explain_text.py).

Rule: every number in a phrase comes with the row; a phrase holds none of its own. Lengths along the body are told in
the station's unit.
"""

from typing import Final

from kiosk.core.distance import MEASURES, Unit
from kiosk.core.reasons import FaultRow, Question, Reasons, Row, Standing
from kiosk.core.sign import Quantity, Sign
from kiosk.core.touch_ground import Basis, Ground
from kiosk.core.vocab import Fault
from kiosk.explain_phrases import BASES, MEASURED, SEVERITIES, SILENT, SPOKEN, UNSEEN

DEGREES: Final = frozenset(
    {Quantity.TRUNK, Quantity.KNEE, Quantity.KNEE_CHANGE, Quantity.SHIN, Quantity.LEAD, Quantity.HINGE}
    | {Quantity.HEAD, Quantity.NECK, Quantity.PROGRESS_DEG}
)
INCHES: Final = frozenset({Quantity.PROGRESS_IN, Quantity.PLACE_IN, Quantity.TRAVEL_IN})
HEIGHTS: Final = frozenset(
    {Quantity.BALANCE, Quantity.FEET, Quantity.HEELS, Quantity.HIPS_BACK, Quantity.HIPS_DOWN}
    | {Quantity.WRISTS, Quantity.ELBOWS}
)
SECONDS: Final = frozenset(
    {Quantity.LENGTH_S, Quantity.LEG_S, Quantity.DESCENT_S, Quantity.HOLD_S, Quantity.GAP_S, Quantity.STRANGER_S}
)
BEHIND: Final = frozenset({Quantity.BALANCE})
"""Measured ahead of the ankles; what is told is how far behind them."""


class Wording:
    """Phrases in one unit, for a body of one height."""

    def __init__(self, unit: Unit, height_in: float | None = None) -> None:
        self._unit: Final = unit
        self._height_in: Final = height_in

    def length(self, inches: float) -> str:
        """Return a length in the unit, to a tenth; hundredths where a tenth would be nothing or a threshold's own."""
        value = inches * MEASURES[self._unit].per_in
        digits = 2 if abs(value) < 1.0 and abs(value * 10 - round(value * 10)) > 0.05 else 1  # noqa: PLR2004
        return f"{value:.{digits}f} {self._unit.value}"

    def figure(self, quantity: Quantity, value: float) -> str:
        """Return a measured number or a threshold with its unit."""
        if quantity in DEGREES:
            return f"{value:.0f}°"
        if quantity in SECONDS:
            return f"{value:.2f} s" if value < 1.0 else f"{value:.1f} s"
        if quantity in INCHES:
            return self.length(value)
        if quantity in HEIGHTS:
            told = -value if quantity in BEHIND else value
            return f"{told:.3f} of the height" if self._height_in is None else self.length(told * self._height_in)
        if quantity is Quantity.CHORD:
            return f"{100 * value:.0f} %"
        return f"{value:.1f} %" if quantity is Quantity.PROGRESS_PERCENT else f"{value:.1f}"

    def measured(self, sign: Sign) -> str:
        """Return what was measured, in words."""
        if sign.measured != sign.measured:
            return MEASURED[sign.quantity].format("an unseen amount")
        return MEASURED[sign.quantity].format(self.figure(sign.quantity, sign.measured))

    def margin(self, sign: Sign) -> str:
        """Return how far the number is from the threshold."""
        quantity = sign.quantity
        distance = abs(sign.margin)
        return self.figure(quantity, -distance if quantity in BEHIND else distance)

    def against(self, sign: Sign) -> str:
        """Return what was measured against its threshold: "knees bent 96° (from 60° on)"."""
        return f"{self.measured(sign)} ({self._side(sign)} {self.figure(sign.quantity, sign.threshold)})"

    def spoken(self, row: Row, reasons: Reasons) -> str:
        """Return the sentence of the row that decided."""
        return self._filled(SPOKEN[row.question], row, reasons)

    def silent(self, row: Row, reasons: Reasons) -> str:
        """Return the phrase of a row that did not decide, with how much it had to spare."""
        told = self._filled(SILENT[row.question], row, reasons)
        if row.sign is None or row.question is Question.REACHED:
            return told
        return f"{told}: {self.margin(row.sign)} to spare"

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
        if ground.basis is Basis.NOTHING or ground.line_in is None or ground.sign is None:
            return "the first stop at this distance: a second one that agrees will say whether it was the wall"
        tolerance, basis = self.length(ground.tolerance_in), BASES[ground.basis]
        gap_in = ground.place_in - ground.line_in
        margin = self.length(abs(ground.place_in - ground.line_in - ground.tolerance_in))
        if is_short and ground.basis is Basis.UPRIGHT:
            return f"The hips cannot have reached the wall: {self.against(ground.sign)}, {basis}."
        if is_short:
            return (
                f"The hips stopped {self.length(gap_in)} short of the wall ({basis}); a touch is within {tolerance}:"
                f" {margin} more was needed."
            )
        where = f"{self.length(gap_in)} short of" if gap_in > 0 else f"{self.length(-gap_in)} beyond"
        return f"touched: stopped {where} the wall ({basis}), a touch is within {tolerance}: {margin} to spare"

    def _filled(self, template: str, row: Row, reasons: Reasons) -> str:
        wall = "" if reasons.ground is None else self.wall(reasons.ground, is_short=row.speaks)
        found = [self.fault(item) for item in reasons.faults if item.standing is Standing.FOUND]
        blanks = {"wall": wall, "parts": self.parts(row), "faults": "; ".join(found)}
        if row.sign is not None:
            sign = row.sign
            blanks |= {
                "m": self.figure(sign.quantity, sign.measured),
                "t": self.figure(sign.quantity, sign.threshold),
                "d": self.margin(sign),
                "what": self.measured(sign),
                "side": self._side(sign),
            }
        return template.format(**blanks)

    def _side(self, sign: Sign) -> str:
        is_above = sign.is_above is not (sign.quantity in BEHIND)
        return "from" if is_above else "under"


def name_of(fault: Fault) -> str:
    """Return a fault's name as words."""
    return fault.value.replace("_", " ")
