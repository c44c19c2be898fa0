"""Retold: a journal replayed through the core, set by set, and how it compares with what was recorded.

In:  a journal file.
Out: a Retold: its sets, its signals, and what a replay today does otherwise than the station that recorded.
Not here: watching the replay (teller.py), the records (told.py), words (explain_text.py).

Rule: as for a replay, the journal, the drill files and the cue pack are all that is needed.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.blind import Blind
from kiosk.catalogue import load_catalogue
from kiosk.core.frozen import replace
from kiosk.core.session import Station
from kiosk.core.units import us_of_tick
from kiosk.core.verdict import Attempt
from kiosk.replay import station_of
from kiosk.storage.journal_header import Header, header_of, mismatches
from kiosk.storage.journal_reader import read_ticks
from kiosk.teller import Teller
from kiosk.told import Instant, Movement, ToldSet, since


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """A whole journal. `differences` are sentences: what is judged otherwise today than it was recorded."""

    header: Header
    station: Station
    sets: tuple[ToldSet, ...]
    instants: tuple[Instant, ...]
    blinds: tuple[Blind, ...]
    mismatches: tuple[str, ...]
    differences: tuple[str, ...]
    is_capped: bool


def retell(path: Path) -> Retold:
    """Replay a journal. Raises InputError for a damaged one, OwnerError when its drill or language is not there."""
    header, ticks = read_ticks(path)
    station = station_of(header, load_catalogue(header.language))
    teller = Teller(station)
    recorded: list[str] = []
    is_capped = False
    first_tick: int | None = None
    for item in ticks:
        first_tick = item.tick_input.tick if first_tick is None else first_tick
        teller.take(item)
        recorded += item.events
        is_capped = item.is_capped
    start_us = us_of_tick(first_tick or 0)
    sets = tuple(since(start_us, told) for told in teller.close())
    return Retold(
        header=header,
        station=station,
        sets=sets,
        instants=tuple(item._replace(time_us=item.time_us - start_us) for item in teller.instants),
        blinds=tuple(
            replace(item, start_us=item.start_us - start_us, end_us=item.end_us - start_us) for item in teller.blinds
        ),
        mismatches=mismatches(header, header_of(station, model_sha256=header.digests.model)),
        differences=tuple(_differences(recorded, [item for told in sets for item in told.recorded])),
        is_capped=is_capped,
    )


def _differences(recorded: Iterable[str], attempts: Iterable[tuple[Movement, Attempt]]) -> Iterator[str]:
    """Yield a sentence for each attempt whose verdict is another than the one recorded."""
    then = _recorded_verdicts(recorded)
    now = [(movement.number, attempt.verdict.value) for movement, attempt in attempts]
    for (number, was), (again, verdict) in zip(then, now, strict=False):
        if (number, was) != (again, verdict):
            yield f"Attempt {number} was recorded as {was}; replayed today, attempt {again} is {verdict}."
    if len(then) != len(now):
        yield f"{len(then)} attempts were recorded; replayed today there are {len(now)}."


def _recorded_verdicts(recorded: Iterable[str]) -> list[tuple[int, str]]:
    """Return number and last verdict of every recorded attempt, in order, numbered through the journal."""
    verdicts: list[tuple[int, str]] = []
    before = 0
    for text in recorded:
        match json.loads(text):
            case {"e": "AttemptDecided", "attempt": {"number": int(number), "verdict": str(verdict)}}:
                before = len(verdicts) if number == 1 else before
                verdicts.append((before + number, verdict))
            case {"e": "AttemptRevised", "attempt": {"number": int(number), "verdict": str(verdict)}}:
                verdicts = [(at, verdict if at == before + number else was) for at, was in verdicts]
            case _:
                continue
    return verdicts
