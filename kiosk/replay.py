"""Replay: the core run once more on what a journal says it was fed.

In:  a journal file.
Out: every event as a line of text, a summary, and whether the events are those recorded; an exit code.
Not here: reading the file (storage/journal_reader.py), running the core (analysis.py).

Rule: a replay needs the journal, the drill files and the cue pack, never the owner's settings or calibration.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from difflib import unified_diff
from enum import Enum
from pathlib import Path
from typing import Final, TextIO

from kiosk.analysis import outputs_of
from kiosk.catalogue import Catalogue, load_catalogue
from kiosk.core.events import AttemptDecided, Event
from kiosk.core.session import Station, TickInput
from kiosk.core.units import TICK_HZ, s_of_us
from kiosk.core.verdict import Attempt
from kiosk.storage.journal_lines import Header, header_of, is_counting, text_of_event
from kiosk.storage.journal_reader import RecordedTick, mismatches, read_ticks

SAME: Final = 0
DIFFERENT: Final = 1
MOST_SHOWN: Final = 20
NAME_LETTERS: Final = 16
SHOWN_OF_AN_ATTEMPT: Final = ("number", "verdict", "start_us", "faults", "rung_in", "hip_gap_in", "is_touch")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tape:
    """What a journal holds, noted down while it is replayed."""

    ticks: Iterator[RecordedTick]
    events: list[str]
    marks: list[RecordedTick]

    def inputs(self) -> Iterator[TickInput]:
        """Yield what the core was fed."""
        last: RecordedTick | None = None
        for last in self.ticks:
            self.events.extend(last.events)
            yield last.tick_input
        if last is not None:
            self.marks.append(last)


def replay(path: Path, out: TextIO) -> int:
    """Replay a journal and tell its events; return 0 when they are those recorded, 1 when not.

    Raises InputError for a damaged file and OwnerError when its drill or language is not there.
    """
    header, ticks = read_ticks(path)
    station = station_of(header, load_catalogue(header.language))
    for sentence in mismatches(header, header_of(station, model_sha256=header.digests.model)):
        out.write(f"{sentence}\n")
    tape = _Tape(ticks=ticks, events=[], marks=[])
    began_s = time.perf_counter()
    count, events = 0, list[Event]()
    for output in outputs_of(tape.inputs(), station):
        events += output.events
        count += 1
    took_s = time.perf_counter() - began_s
    out.writelines(f"{_line_of(event)}\n" for event in events)
    speed = f", {count / TICK_HZ / took_s:.0f} times real time" if count else ""
    out.write(f"{count / TICK_HZ:.1f} s, {_counts(events)}{speed}.\n")
    if any(mark.is_capped for mark in tape.marks):
        out.write("The samples end here: the day's space was used up, and only counted reps were recorded after it.\n")
    differing = tuple(_differences(tape.events, events))
    out.writelines(f"{line}\n" for line in differing)
    return DIFFERENT if differing else SAME


def station_of(header: Header, catalogue: Catalogue) -> Station:
    """Return the station that recorded a journal. Raises OwnerError when its drill is not there."""
    return Station(
        drill=replace(catalogue.drill(header.drill), dose=header.dose),
        pack=catalogue.pack,
        lane=header.lane,
        params=catalogue.params,
        is_recorded=header.is_recorded,
        is_count_spoken=header.is_count_spoken,
    )
