"""The digest of a journal's page: what the history keeps of a session.

In:  a page, over or cut off anywhere; the first drill of each programme.
Out: a SessionRecord.
Not here: what the facts mean for sets and attempts (digest_sets.py), when a page is read (filer.py).

Rule: the page alone decides, so that reading it again gives the same record. A line that cannot be read is passed over:
what is whole of a session is worth more than a complaint.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.core.units import TICK_HZ, us_of_tick
from kiosk.core.vocab import Stage
from kiosk.errors import InputError
from kiosk.storage.digest_sets import Tally
from kiosk.storage.expiry import JOURNAL
from kiosk.storage.history_records import SessionRecord
from kiosk.storage.journal_header import Header, header_in
from kiosk.storage.journal_lines import LARGEST_WHOLE, finite

TOLD: Final = (b'"events":', b'"trouble":', b'"missed":', b'"capped":')
"""Keys of the lines that say more than where the keypoints are."""
SAMPLE: Final = b'"n":'
SAMPLE_WITHIN: Final = 40
"""Letters: a tick and then the sample's number begin a line."""
ESCAPE: Final = b"\\u"
LINES_A_REST: Final = 50
"""A millisecond's work on a small board."""
LEAST_SEEN_S: Final = 1.0
"""Of less a rate says nothing."""


@dataclass(slots=True, kw_only=True)
class _Pace:
    """How long a page is and how much of it had samples, in ticks."""

    first: int | None = None
    last: int = 0
    samples: int = 0
    trouble_since: int | None = None
    trouble: int = 0
    missed_since: int | None = None
    missed: int = 0
    capped: int | None = None

    def go_to(self, tick: int) -> None:
        """Take note of a tick."""
        self.first = tick if self.first is None else self.first
        self.last = max(self.last, tick)

    def flag(self, found: Mapping[object, object], tick: int) -> None:
        """Take note of what a line says of camera and process."""
        match found.get("trouble"):
            case True if self.trouble_since is None:
                self.trouble_since = tick
            case False if self.trouble_since is not None:
                self.trouble, self.trouble_since = self.trouble + tick - self.trouble_since, None
        match found.get("missed"):
            case True if self.missed_since is None:
                self.missed_since = tick
            case False if self.missed_since is not None:
                self.missed, self.missed_since = self.missed + tick - self.missed_since, None
        if found.get("capped") is True:
            self.capped = tick

    @property
    def length_s(self) -> float:
        """From the first line to the last."""
        return 0.0 if self.first is None else (self.last - self.first) / TICK_HZ

    @property
    def trouble_s(self) -> float:
        """How long the camera was silent."""
        running = 0 if self.trouble_since is None else self.last - self.trouble_since
        return (self.trouble + running) / TICK_HZ

    @property
    def samples_hz(self) -> float | None:
        """Samples a second of the time in which there could be any."""
        if self.first is None:
            return None
        end = self.last if self.capped is None else self.capped
        seen_s = (end - self.first - self.missed) / TICK_HZ - self.trouble_s
        return self.samples / seen_s if seen_s >= LEAST_SEEN_S else None


def digest(
    path: Path, first_drills: Mapping[str, str], *, rest: Callable[[], object] = lambda: None
) -> SessionRecord | None:
    """Return what a page tells; None for one that was cut off in its first line, before anything happened.

    `first_drills` names the drill that each programme begins with, `rest` is called now and then. Raises InputError
    when it is no page of this program, and OSError when it cannot be read.
    """
    began = _began(path)
    with path.open("rb") as file:
        first_line = file.readline()
        if not first_line.endswith(b"\n"):
            return None
        header = _header(path, first_line)
        pace, tally = _Pace(), Tally(header.drill, first_drills, reps=header.dose.reps)
        for found, tick in _told_lines(file, pace, rest):
            pace.flag(found, tick)
            events = found.get("events")
            for event in events if isinstance(events, list) else ():
                tally.take(event)
    sets, cues, rungs = tally.result(us_of_tick(pace.first or 0))
    return SessionRecord(
        page=path.stem,
        began=began,
        length_s=pace.length_s,
        drill=header.drill,
        unit=header.unit.value,
        program=header.program,
        is_calibrated=header.lane is not None and not tally.has_camera_moved,
        is_finished=tally.stage in (Stage.IDLE, Stage.SUMMARY),
        reps=sum(item.reps for item in sets),
        best_rung_in=tally.best_rung_in,
        sets=sets,
        cues=cues,
        rungs=rungs,
        samples_hz=pace.samples_hz,
        trouble_s=pace.trouble_s,
    )


def _header(path: Path, raw: bytes) -> Header:
    try:
        header = header_in(raw.decode())
        _refuse_half_letters(raw, (header.drill, header.program))
    except ValueError as error:
        message = f"{path} is no journal of this program: move it out of the folder."
        raise InputError(message) from error
    return header


def _refuse_half_letters(raw: bytes, found: object) -> None:
    """Raise the ValueError of a text that JSON can spell and no file can hold: a letter's first half alone."""
    if ESCAPE in raw:
        json.dumps(found, ensure_ascii=False).encode()


def _told_lines(
    lines: Iterator[bytes], pace: _Pace, rest: Callable[[], object]
) -> Iterator[tuple[Mapping[object, object], int]]:
    """Yield the lines that say more than keypoints, with their ticks; count the others.

    A whole object without its line break is the last one of a page that nobody goes on with.
    """
    unread: bytes | None = None
    for number, raw in enumerate(lines):
        if number % LINES_A_REST == 0:
            rest()
        is_sample = SAMPLE in raw[:SAMPLE_WITHIN] and raw.endswith(b"\n")
        pace.samples += is_sample
        if is_sample and pace.first is not None and not any(key in raw for key in TOLD):
            unread = raw
            continue
        found = _object_in(raw)
        if found is not None:
            yield found
            pace.go_to(found[1])
            unread = None
    last = None if unread is None else _object_in(unread)
    if last is not None:
        pace.go_to(last[1])


def _whole(text: str) -> int:
    """Return a whole number that the core may have written."""
    number = int(text)
    if abs(number) > LARGEST_WHOLE:
        message = f"{text} is no time and no number of anything"
        raise ValueError(message)
    return number


_DECODER: Final = json.JSONDecoder(parse_float=finite, parse_constant=finite, parse_int=_whole)


def _object_in(raw: bytes) -> tuple[Mapping[object, object], int] | None:
    try:
        found = _DECODER.decode(raw.decode())
        _refuse_half_letters(raw, found)
    except (ValueError, RecursionError):
        return None
    match found:
        case {"t": int(tick), **rest}:
            return rest, tick
    return None


def _began(path: Path) -> str:
    """Return the local time in a page's name, 2026-11-20T09-50-00-2.jsonl, as 2026-11-20T09:50:00."""
    page = JOURNAL.fullmatch(path.name)
    if page is None:
        message = f"{path} has no journal's own name: give it back the date and time it was recorded with."
        raise InputError(message)
    date, _, clock = page["name"].partition("T")
    return f"{date}T{clock.replace('-', ':')}"
