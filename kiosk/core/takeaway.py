"""What leaves with the athlete: the visit's few numbers as plain text, for a code that a phone reads.

In:  the state at the summary, its lines, the local date.
Out: a few lines of text.
Not here: drawing the code (output/paint_code.py).

Rule: no link, no account, no name and no number of anybody: what it says can be read aloud in the gym.
"""

from typing import Final

from kiosk.core.drill import DrillKind
from kiosk.core.state import State, Station
from kiosk.core.vocab import Verdict
from kiosk.core.vocab_cues import ScreenWord
from kiosk.core.wording import name_of, text_of

TITLE: Final = "Hinge Mirror"
"""Of a visit with more than one drill."""


def takeaway_of(state: State, station: Station, today: str, *, done: str, best: str) -> str:
    """Return the text to take along. `done` and `best` are the summary's own lines, `best` may be empty."""
    title = name_of(station) if station.programme is None else TITLE
    head = ", ".join(part for part in (title, today) if part)
    return "\n".join(line for line in (head, done, best, _clean(state, station)) if line)


def _clean(state: State, station: Station) -> str:
    """Return the share of clean reps among the counted; nothing where no camera judged them."""
    counted = [item for item in state.records if item.verdict.is_counted]
    if not counted or station.drill.kind is not DrillKind.REPS:
        return ""
    clean = sum(item.verdict is Verdict.CLEAN for item in counted)
    return text_of(station, ScreenWord.CLEAN_SHARE, percent=100 * clean / len(counted))
