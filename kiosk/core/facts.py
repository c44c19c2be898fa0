"""What the voice needs to know of the visit, beside this tick's events.

In:  nothing.
Out: TalkFacts, filled by session.py at every tick.
Not here: any rule.

Rule: plain values and data only, so that the voice's rules can be tested without an athlete.
"""

from typing import NamedTuple

from kiosk.core.drill import Drill
from kiosk.core.vocab import Missing, Stage


class TalkFacts(NamedTuple):
    """Where the visit is at this tick. Times are in µs; distances in inches.

    A tuple, because one is made at every tick and a frozen dataclass takes five times as long to make.
    """

    now_us: int
    stage: Stage
    is_in_rep: bool
    is_leaving: bool
    """Whether a descent seems to begin, before it is one."""
    tall_since_us: int | None
    is_counting: bool
    """Whether reps are being done: at least one in the running set."""
    missing: Missing | None
    is_astray: bool
    """Whether a hold's position was left, and is waited for."""
    has_wall: bool
    rung_in: float | None
    target_in: float | None
    best_in: float | None
    rest_until_us: int
    step_sets: int
    """Sets done of this drill."""
    set_count: int
    """Counted reps of the running set."""
    has_trouble: bool
    is_count_spoken: bool
    drill: Drill
    """The one that this tick's reps belong to."""
    following: Drill | None = None
    """The one that the programme went on to in this tick."""
    is_paused: bool = False
    """Whether a hand has stopped the session's clocks."""
    is_dark: bool = False
    """Whether the screen is lost."""
    shown: Drill | None = None
    """The one that the open choice is at."""
