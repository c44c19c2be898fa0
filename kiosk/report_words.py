"""Words and numbers of the report, as a coach reads them.

In:  counts, shares, dates; the words of the history.
Out: text.
Not here: which figures are told (report_training.py, report_form.py, report_machine.py).

Rule: plain words, no blame, and nothing about health or injury. A word that this program does not know is told as it
was written.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from kiosk.assets import CUES, load_script
from kiosk.core.distance import Unit
from kiosk.core.shares import Share
from kiosk.core.vocab import Fault, Verdict

VERDICT_WORDS: Final[Mapping[str, str]] = {
    Verdict.CLEAN.value: "Clean",
    Verdict.FAULTED.value: "Counted, form to mend",
    Verdict.LEAN.value: "Counted, weight on the wall",
    Verdict.NEAR_MISS.value: "Just short of the wall",
    Verdict.SHALLOW.value: "Turned back early",
    Verdict.SQUAT.value: "A squat",
    Verdict.NO_LOCKOUT.value: "Down again before tall",
    Verdict.NOT_SURE.value: "Not seen well enough",
    Verdict.VOID.value: "Feet moved or off balance",
}
FAULT_WORDS: Final[Mapping[str, str]] = {
    Fault.SQUATTY.value: "More down than back",
    Fault.HIPS_NOT_BACK.value: "Hips stayed forward",
    Fault.HEAD_UP.value: "Head up",
    Fault.HEAD_DROP.value: "Head hanging",
    Fault.KNEES_BENDING.value: "Knees bending",
    Fault.KNEES_FORWARD.value: "Knees over the toes",
    Fault.KNEES_LOCKED.value: "Knees locked",
    Fault.ROUNDING_HINT.value: "Perhaps rounding",
    Fault.LEAN_BACK.value: "Leaning back at the top",
    Fault.HEELS_UP.value: "Heels up",
    Fault.ARMS_FORWARD.value: "Arms forward",
    Fault.BAR_DRIFT.value: "Bar away from the body",
    Fault.ELBOW_DROP.value: "Elbows sinking",
    Fault.SAG.value: "Hips hanging",
    Fault.PIKE.value: "Hips high",
    Fault.TOO_DEEP.value: "Below level",
    Fault.TOO_FAST.value: "Quick descent",
}
UNITS: Final[Mapping[Unit, str]] = {Unit.INCH: "inches", Unit.CM: "centimetres"}
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIN_S: Final = 60
SPACE: Final = "\N{NO-BREAK SPACE}"
"""Between a number and its unit: a line must not end there."""


def verdict_words(verdict: str) -> str:
    """Return a verdict as a coach says it."""
    return VERDICT_WORDS.get(verdict, verdict)


def fault_words(fault: str) -> str:
    """Return a fault as a coach says it."""
    return FAULT_WORDS.get(fault, fault)


def cue_sentences() -> Mapping[str, str]:
    """Return the first English sentence of every cue. Raises OwnerError for a cue file that is wrong."""
    script = load_script("en", CUES)
    return {name: _whole(script.lines[wording.say[0]].text) for name, wording in script.wordings.items() if wording.say}


def _whole(text: str) -> str:
    """Return what is said; a beginning that leads into a distance shows that more follows."""
    return text if text.endswith((".", "?", "!")) else f"{text.rstrip(':')} …"


def number(count: int) -> str:
    """Return a count with its thousands apart."""
    return f"{count:,}"


def some(count: int, one: str, many: str | None = None) -> str:
    """Return a count with what is counted: 1 session, 2 sessions."""
    return f"{number(count)} {one if count == 1 else many or f'{one}s'}"


def percent(share: float) -> str:
    """Return a share as whole percent; what is not nothing and not all is never told as either."""
    if math.isnan(share):
        return "–"
    whole_percent = round(100 * share)
    if share and not whole_percent:
        return f"under 1{SPACE}%"
    if share < 1 and whole_percent == round(100.0):
        return f"over 99{SPACE}%"
    return f"{whole_percent}{SPACE}%"


def likely(share: Share) -> str:
    """Return the interval of a share: "between 80 and 93 %"."""
    low, high = share.interval
    return f"between {math.floor(100 * low)} and {math.ceil(100 * high)}{SPACE}%"


def day(when: date) -> str:
    """Return a date: 29 Nov 2026."""
    return f"{when.day}{SPACE}{MONTHS[when.month - 1]} {when.year}"


def short_day(when: date) -> str:
    """Return a date within a year: 29 Nov."""
    return f"{when.day}{SPACE}{MONTHS[when.month - 1]}"


def length(seconds: float) -> str:
    """Return a length of time in whole seconds, or in minutes."""
    return f"{seconds:.0f}{SPACE}s" if seconds < 2 * MIN_S else f"{seconds / MIN_S:,.0f}{SPACE}min"


def distance(rung: int, unit: Unit) -> str:
    """Return a whole number of the unit with its name: 7 in."""
    return f"{rung}{SPACE}{unit.value}"


def spaced(places: Sequence[str], most: int) -> tuple[tuple[int, str], ...]:
    """Return at most so many places with their words, evenly apart from the first on."""
    step = max(1, -(-len(places) // most))
    return tuple((place, places[place]) for place in range(0, len(places), step))
