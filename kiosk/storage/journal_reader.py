"""Reading a journal back: every tick the core was fed, in order and without gaps, for a replay or as a camera.

In:  a journal file.
Out: its header, its ticks; a PoseSource that plays it in real time.
Not here: the text of a line (journal_lines.py), writing it (journal.py).

Rule: a cut-off last line is what a power cut leaves and is passed over; any other damage is named, with its line.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from kiosk.core.pose import PoseSample
from kiosk.core.session import TickInput
from kiosk.core.units import TICK_HZ, us_of_tick
from kiosk.errors import InputError
from kiosk.ports import Clock
from kiosk.storage.journal_header import Header, header_in
from kiosk.storage.journal_lines import TickLine, Unreadable, tick_in

LONGEST_GAP_TICKS: Final = 3600 * TICK_HZ
"""An hour: a camera that is silent for a minute ends the program, and no rest is so long. Every tick of a gap is fed to
the core, also at the start of a station that goes on with a damaged page, which must not take minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedTick:
    """What the core was fed at one tick, and what it said then, each event as one line of text.

    `is_capped` on the last one: from here on only counted reps were recorded.
    """

    tick_input: TickInput
    events: tuple[str, ...] = ()
    is_capped: bool = False


def read_journal(path: Path) -> tuple[Header, Iterator[TickInput]]:
    """Return a journal's header and what the core was fed, without gaps. Raises InputError, also while iterating."""
    header, ticks = read_ticks(path)
    return header, (item.tick_input for item in ticks)


def read_ticks(path: Path, *, is_to_go_on: bool = False) -> tuple[Header, Iterator[RecordedTick]]:
    """Return a journal's header and ticks without gaps. Raises InputError naming the line, also while iterating.

    `is_to_go_on`: the last line is passed over whenever it lacks its line break, as a journal that goes on drops it.
    """
    try:
        content = path.read_bytes()
        lines = (content[: content.rfind(b"\n") + 1] if is_to_go_on else content).split(b"\n")
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}): give the path of a journal."
        raise InputError(message) from error
    try:
        header = header_in(_decoded(lines[0]))
    except Unreadable as problem:
        message = f"{path}, line 1: {problem}: give a file that this program recorded."
        raise InputError(message) from problem
    return header, _ticks(path, lines)


class JournalSource:
    """ports.PoseSource that plays a journal in real time from its first tick, beginning with the first question.

    Raises InputError as read_ticks does, at once.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        header, ticks = read_journal(path)
        self.header: Final = header
        self._clock: Final = clock
        inputs = tuple(ticks)
        first_us = us_of_tick(inputs[0].tick) if inputs else 0
        self._due_us: Final = tuple(us_of_tick(item.tick) - first_us for item in inputs)
        self._inputs: Final = inputs
        self._first_us: Final = first_us
        self._origin_us: int | None = None
        self._next = 0
        self._dropped = 0
        self._has_trouble = self._is_moved = False

    def newest(self) -> PoseSample | None:
        """Return the newest sample whose tick has come, its capture time on the clock's axis, or None."""
        now_us = self._clock.now_us()
        if self._origin_us is None:
            self._origin_us = now_us
        newest: PoseSample | None = None
        while self._next < len(self._inputs) and self._origin_us + self._due_us[self._next] <= now_us:
            item = self._inputs[self._next]
            self._next += 1
            self._has_trouble, self._is_moved = item.has_trouble, item.is_moved
            if item.sample is not None:
                self._dropped += newest is not None
                newest = item.sample
        if newest is None:
            return None
        return replace(newest, capture_us=newest.capture_us - self._first_us + self._origin_us)

    def is_finished(self) -> bool:
        """Whether the last tick was played."""
        return self._next == len(self._inputs)

    def trouble(self) -> str | None:
        """Return a sentence while the recorded camera was silent."""
        return "The camera of this recording gave no frames here: wait." if self._has_trouble else None

    def look(self) -> None:
        """Do nothing: the journal is a ports.CameraWatch as well, and holds what was seen."""

    def is_moved(self) -> bool:
        """Return what was told of the recorded camera."""
        return self._is_moved

    def notice(self) -> str | None:
        """Return None: what a recorded camera's owner should have done is past."""
        return None

    @property
    def dropped(self) -> int:
        """How many samples came due together with a newer one."""
        return self._dropped

    def close(self) -> None:
        """Do nothing: the file was read whole."""


def _ticks(path: Path, lines: list[bytes]) -> Iterator[RecordedTick]:
    tick: int | None = None
    known = TickInput(tick=0)
    for line in _whole_lines(path, lines):
        tick = line.tick if tick is None else tick
        while tick < line.tick:
            yield RecordedTick(tick_input=replace(known, tick=tick))
            tick += 1
        known = TickInput(
            tick=tick,
            has_trouble=known.has_trouble if line.has_trouble is None else line.has_trouble,
            is_silent=known.is_silent if line.is_silent is None else line.is_silent,
            is_moved=known.is_moved if line.is_moved is None else line.is_moved,
            is_missed=known.is_missed if line.is_missed is None else line.is_missed,
            is_dark=known.is_dark if line.is_dark is None else line.is_dark,
        )
        yield RecordedTick(
            tick_input=replace(known, sample=line.sample),
            events=line.events,
            is_capped=line.is_capped,
        )
        if line.is_capped:
            return
        tick += 1


def _whole_lines(path: Path, lines: list[bytes]) -> Iterator[TickLine]:
    """Yield every line after the first; the last is passed over when it was cut off, so lacks its line break."""
    frame_px: tuple[int, int] | None = None
    last_tick = -1
    for number, raw in enumerate(lines[1:], start=2):
        is_unended = number == len(lines)
        if is_unended and not raw:
            return
        try:
            line = tick_in(_decoded(raw), frame_px)
            if line.tick <= last_tick:
                message = f"tick {line.tick} comes after tick {last_tick}"
                raise Unreadable(message)  # noqa: TRY301 -- told with its line below, like all other damage
            if last_tick >= 0 and line.tick - last_tick > LONGEST_GAP_TICKS:
                message = f"tick {line.tick} comes more than an hour after tick {last_tick}"
                raise Unreadable(message)  # noqa: TRY301 -- as above
        except Unreadable as problem:
            if is_unended:
                return
            message = (
                f"{path}, line {number}: {problem}: restore the file; the lines before it can be kept by themselves."
            )
            raise InputError(message) from problem
        if line.sample is not None:
            frame_px = line.sample.frame_px
        last_tick = line.tick
        yield line


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        message = "it is not text"
        raise Unreadable(message) from error
