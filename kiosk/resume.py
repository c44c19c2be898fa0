"""Resuming: the session that was cut short when the process ended, taken up where its journal ends.

In:  the folder of journals, this station and its header, the machine's clocks.
Out: the state after the last recorded tick, and the page to go on with; None when the athlete is not to be met again.
Not here: what the core makes of the time between (core/sight.py), going on (loop.py), the note (storage/appender.py).

Rule: the core is a function and the journal holds what it was fed, so nothing else is stored. Whatever is in doubt
(another station, another time, a damaged page) begins anew; nothing here stops the station.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from kiosk.core.session import State, Station, TickInput, here, initial, step
from kiosk.core.units import TICK_HZ, US_PER_S, us_of_s
from kiosk.core.vocab import Stage
from kiosk.errors import InputError
from kiosk.loop import GoingOn
from kiosk.storage.expiry import JOURNAL
from kiosk.storage.journal import HAND_OVER_TICKS, OpenPage
from kiosk.storage.journal_header import Header
from kiosk.storage.journal_reader import read_ticks
from kiosk.storage.running_note import Times, note_in

NOTE: Final = "running"
"""The file in the folder of journals that names the page of the session that is not over."""

RESTART_S: Final = HAND_OVER_TICKS / TICK_HZ + 25.0
"""How long after its last line a page can be taken up without any of it being the athlete's absence: five seconds that
were not handed over yet, fifteen until the watchdog ends a loop that hangs, ten to start again on a small board."""

CLOSED: Final = (Stage.IDLE, Stage.SUMMARY)

logger: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed:
    """A session to go on with; `age_s` tells for how long its page has been left alone."""

    state: State
    page: OpenPage
    age_s: Callable[[], float]
    longest_s: float

    def going_on(self) -> GoingOn:
        """Return where the loop goes on now; a clock that jumps meanwhile changes the time between by little."""
        missed_s = min(max(self.age_s(), 0.0), self.longest_s)
        return GoingOn(state=self.state, last=self.page.last, missed_us=us_of_s(missed_s))

    def line(self, station: Station) -> str:
        """Return what is told of it."""
        reps = self.state.reps
        drill = here(self.state, station).drill
        return f"goes on after a restart: {drill.title}, {reps} {'rep' if reps == 1 else 'reps'} so far"


def resume(folder: Path, header: Header, station: Station, *, times: Times) -> Resumed | None:
    """Return the session that the last process left open, if whoever trained may still be there."""
    try:
        note = note_in((folder / NOTE).read_bytes().decode())
        page = folder / note.page
        written_s = page.stat().st_mtime if JOURNAL.fullmatch(note.page) else None
    except (OSError, ValueError):
        return None
    if written_s is None:
        return None
    left_for_s = partial(note.age_s, written_s, times)
    age_s = left_for_s()
    journey = station.params.journey
    if not 0.0 <= age_s <= RESTART_S + _longest_rest_s(station) + journey.grace_rest_extra_s:
        return None
    try:
        found = _replayed(page, header, station)
    except InputError as error:
        logger.warning("The last session does not go on: %s", error)
        return None
    if found is None:
        return None
    state, last = found
    longest_s = RESTART_S + _grace_s(state, station)
    if state.course.stage in CLOSED or age_s > longest_s:
        return None
    open_page = OpenPage(name=page.stem, last=last, stage=state.course.stage)
    return Resumed(state=state, page=open_page, age_s=left_for_s, longest_s=longest_s)


def _replayed(page: Path, header: Header, station: Station) -> tuple[State, TickInput] | None:
    """Return the state after a page and its last tick; None when another station recorded it, or not all of it."""
    recorded, ticks = read_ticks(page, is_to_go_on=True)
    if recorded != header:
        return None
    state, last = initial(station), None
    for item in ticks:
        if item.is_capped:
            return None
        last = item.tick_input
        state, _ = step(state, last, station)
    return None if last is None else (state, last)


def _grace_s(state: State, station: Station) -> float:
    """Return for how long the core itself would wait for the athlete in this stage (decision 16)."""
    journey = station.params.journey
    if state.course.stage is Stage.REST:
        return state.course.rest_us / US_PER_S + journey.grace_rest_extra_s
    return journey.grace_set_s


def _longest_rest_s(station: Station) -> float:
    stations = (station, *station.steps, *(step for choice in station.choices for step in (choice, *choice.steps)))
    return max(item.drill.dose.rest_s for item in stations)
