"""What a recording shows: the family of its movements, however it was judged.

In:  attempts and events of one reading of a recording.
Out: a Likeness; whether stops at one place may have been a wall.
Not here: one attempt's family (core/family.py), the judging itself (analysis.py).

Rule: a wall is known by a lane or by the name of the drill. Without either it is known by what a wall asks for: shallow
hinges that are held for a full count at one place; shorter stops are a habit as likely as a wall.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from kiosk.core.drill import Drill
from kiosk.core.events import Event, MissingNoticed
from kiosk.core.family import Likeness, family_of_all
from kiosk.core.params import TouchParams
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Family, Missing

AGREEING: Final = 2
"""Stops that agree before they are the wall (touch.py)."""
SHALLOW_LEAN_DEG: Final = 30.0
"""B.4: a free hinge that leans less is no rep; at the wall it may be (C.3)."""
HELD_S: Final = 0.75
"""Halfway between the half second of turning back (E.1) and the whole count that a touch is held for (C.4)."""
OUT_OF_SIGHT: Final = frozenset(
    {Missing.CAMERA, Missing.TOO_DARK, Missing.TOO_CLOSE, Missing.FEET_OUT_OF_VIEW, Missing.NOT_SIDE_ON}
)
"""Someone is there, and what they do cannot be told."""


def likeness_of(
    attempts: Sequence[Attempt], events: Iterable[Event], drill: Drill, *, start_us: int, end_us: int
) -> Likeness:
    """Return the family of one reading of a recording whose first and last samples were captured then."""
    found = family_of_all(attempts, seen_share=_seen_share(events, start_us, end_us))
    if found.family is Family.HINGE and drill.has_wall and any(item.is_touch for item in attempts):
        return found._replace(family=Family.WALL_HINGE)
    return found


def may_be_wall(attempts: Sequence[Attempt], free_reps: int, params: TouchParams) -> bool:
    """Whether the wall reading of a recording without a lane has held stops that agree, in more than half of it.

    And more that are too shallow for a free hinge than the free reading counts.
    """
    stops = [item for item in attempts if item.is_touch and item.hold_s >= HELD_S and _can_hold_be_told(item, params)]
    shallow = sum(item.lean_deg < SHALLOW_LEAN_DEG for item in stops)
    return len(stops) >= AGREEING and 2 * len(stops) > len(attempts) and shallow > free_reps


def _can_hold_be_told(attempt: Attempt, params: TouchParams) -> bool:
    reach_in = (attempt.travel_in + attempt.lean_deg / params.reach_deg_per_in) / 2.0
    return reach_in >= params.dwell_from_in


def _seen_share(events: Iterable[Event], start_us: int, end_us: int) -> float:
    """Return the share of the recording in which nothing kept the athlete, or the empty room, from being seen."""
    hidden_us, since_us = 0, None
    for event in events:
        if not isinstance(event, MissingNoticed):
            continue
        if since_us is not None:
            hidden_us += event.at_us - since_us
        since_us = event.at_us if event.missing in OUT_OF_SIGHT else None
    if since_us is not None:
        hidden_us += end_us - since_us
    return 1.0 - hidden_us / (end_us - start_us) if end_us > start_us else 0.0
