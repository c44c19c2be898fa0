"""Replay: the core run once more on what a journal says it was fed.

In:  a journal file.
Out: every event as a line of text, a summary, and whether the events are those recorded; an exit code.
Not here: reading the file (storage/journal_reader.py), running the core (analysis.py).

Rule: a replay needs the journal, the drill files and the cue pack, never the owner's settings or calibration.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from difflib import unified_diff
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from kiosk.analysis import attempts_of, outputs_of
from kiosk.catalogue import Catalogue, load_catalogue
from kiosk.core.events import Event
from kiosk.core.session import Station, TickInput
from kiosk.core.units import TICK_HZ, s_of_us
from kiosk.core.verdict import Attempt
from kiosk.stations import station_for
from kiosk.storage.journal_header import Header, header_of, mismatches
from kiosk.storage.journal_lines import text_of_event
from kiosk.storage.journal_reader import RecordedTick, read_ticks

SAME: Final = 0
DIFFERENT: Final = 1
MOST_SHOWN: Final = 20
SHOWN_OF_AN_ATTEMPT: Final = ("number", "verdict", "lean_deg", "hold_s", "rung_in", "hip_gap_in", "is_touch", "faults")


def replay(path: Path, out: TextIO) -> int:
    """Replay a journal and tell its events; return 0 when they are those recorded, 1 when not.

    Raises InputError for a damaged file, and OwnerError when its drill or its language is not there.
    """
    header, ticks = read_ticks(path)
    station = station_of(header, load_catalogue(header.language))
    out.writelines(f"{line}\n" for line in mismatches(header, header_of(station, model_sha256=header.digests.model)))
    kept: list[RecordedTick] = []
    began_s = time.perf_counter()
    outputs = list(outputs_of(_fed(ticks, kept), station))
    took_s = time.perf_counter() - began_s
    events = [event for output in outputs for event in output.events]
    out.writelines(f"{line_of(event)}\n" for event in events)
    played_s = len(outputs) / TICK_HZ
    out.write(f"{played_s:.1f} s, {_counts(events)}, {played_s / took_s:.0f} times real time.\n")
    if kept and kept[-1].is_capped:
        out.write("The day's space was used up here: after it only counted reps were recorded.\n")
    return _compare([text for item in kept for text in item.events], events, out)


def station_of(header: Header, catalogue: Catalogue) -> Station:
    """Return the station that recorded a journal. Raises OwnerError when its drill is not there."""
    return station_for(
        header.drill,
        catalogue,
        dose=header.dose,
        lane=header.lane,
        unit=header.unit,
        is_recorded=header.is_recorded,
        is_count_spoken=header.is_count_spoken,
        choices=header.choices,
    )


def _fed(ticks: Iterable[RecordedTick], kept: list[RecordedTick]) -> Iterator[TickInput]:
    """Yield what the core was fed; keep the ticks with something to compare, for the samples would fill a memory."""
    for item in ticks:
        if item.events or item.is_capped:
            kept.append(item)
        yield item.tick_input


def _compare(recorded: Sequence[str], events: Sequence[Event], out: TextIO) -> int:
    """Tell whether the events are those recorded, to the last bit of every number."""
    replayed = [text_of_event(event) for event in events]
    if replayed == list(recorded):
        out.write(f"Identical to what was recorded: {len(events)} events.\n")
        return SAME
    out.write("Not what was recorded (- recorded, + replayed):\n")
    differing = unified_diff(recorded, replayed, n=0, lineterm="")
    out.writelines(f"  {line}\n" for line in islice(differing, 2, 2 + MOST_SHOWN))
    return DIFFERENT


def _counts(events: Sequence[Event]) -> str:
    attempts = attempts_of(events)
    reps = sum(attempt.verdict.is_counted for attempt in attempts)
    return f"{reps} {'rep' if reps == 1 else 'reps'} counted of {len(attempts)} attempts"


def line_of(event: Event) -> str:
    """Return the time in seconds, the name, and the fields that are set."""
    told = " ".join(
        f"{item.name}={_word(getattr(event, item.name))}"
        for item in fields(event)
        if item.name != "at_us" and getattr(event, item.name) is not None
    )
    return f"{s_of_us(event.at_us):9.3f}  {type(event).__name__:<15} {told}".rstrip()


def _word(value: object) -> str:
    if isinstance(value, Attempt):
        parts = ((name, getattr(value, name)) for name in SHOWN_OF_AN_ATTEMPT)
        return "(" + " ".join(f"{name}={_word(part)}" for name, part in parts if part not in (None, ())) + ")"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return ",".join(_word(item) for item in value)
    return f"{value:.2f}" if isinstance(value, float) else str(value)
