"""The station's life: opened as the program opens it, on real files, and what goes wrong with it meanwhile.

In:  a room, a folder, the hour.
Out: the loop turned on; restarts, stalls, full disks, lost sound, clocks that jump, a history that breaks.
Not here: who comes (room.py), what is measured (gauges.py).

Rule: what keeps time takes it from the room's clock; everything else is the station's own. A trouble is a row of
TROUBLES, the same every day.
"""

import logging
import os
import resource
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any, Final

from kiosk.assets import CUES
from kiosk.config import HistoryConfig, JournalConfig
from kiosk.core.scene import Scene
from kiosk.core.session import Station
from kiosk.core.speech import SpeechCommand
from kiosk.core.vocab import Stage
from kiosk.loop import Loop, Ports
from kiosk.output.display import MirrorDisplay
from kiosk.output.speech import PygameSpeaker
from kiosk.resume import NOTE, resume
from kiosk.storage import appender
from kiosk.storage.clock_belief import WallClock
from kiosk.storage.expiry import Expiry
from kiosk.storage.filer import Filer
from kiosk.storage.filing import Filing, pages_in
from kiosk.storage.history_limits import MB, Limits
from kiosk.storage.journal import FileJournal
from kiosk.storage.journal_header import header_of
from kiosk.storage.running_note import RunningNote, Times
from tests.soak.room import DAY_S, Room, SimulatedClock
from tests.visits import wall_station

JOURNAL: Final = JournalConfig()
HISTORY: Final = HistoryConfig()
PICTURES_EVERY: Final = 600
"""Of the thirty a second one in so many is painted: every twenty seconds of the room."""

NO_LIMIT: Final = resource.RLIM_INFINITY
YEARS_S: Final = 11 * 365 * DAY_S
HOUR_S: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What goes wrong every day: from when, for how many minutes, and whether it waits for a session."""

    name: str
    at_h: float
    minutes: float = 0.0
    is_within_a_session: bool = True


TROUBLES: Final = (
    Trouble(name="history_damaged", at_h=3.2, is_within_a_session=False),
    Trouble(name="killed", at_h=8.1),
    Trouble(name="camera_silent", at_h=9.1, minutes=4.0),
    Trouble(name="camera_stutters", at_h=10.1, minutes=0.1),
    Trouble(name="disk_full", at_h=11.1, minutes=20.0),
    Trouble(name="screen_lost", at_h=12.1, minutes=2.0),
    Trouble(name="sound_lost", at_h=13.1, minutes=10.0),
    Trouble(name="stopped", at_h=14.1),
    Trouble(name="clock_of_2015", at_h=15.1, minutes=30.0),
    Trouble(name="killed", at_h=16.1),
    Trouble(name="clock_of_2037", at_h=17.1, minutes=30.0),
    Trouble(name="clock_an_hour_off", at_h=18.1, minutes=60.0 * 12),
    Trouble(name="restarted", at_h=23.2, is_within_a_session=False),
)
CLOCKS_S: Final = {"clock_of_2015": -YEARS_S, "clock_of_2037": YEARS_S, "clock_an_hour_off": HOUR_S}


@dataclass
class SampledDisplay:
    """ports.Display that shows one scene in PICTURES_EVERY on the real one, for painting takes longer than a tick."""

    display: MirrorDisplay
    scenes: int = 0
    is_lost: bool = False

    def present(self, scene: Scene) -> None:
        self.scenes += 1
        if self.scenes % PICTURES_EVERY == 0 and not self.is_lost:
            self.display.present(scene)

    def trouble(self) -> str | None:
        return "The screen is lost: plug it in." if self.is_lost else None

    def is_closed(self) -> bool:
        return False

    def close(self) -> None:
        self.display.close()


@dataclass
class LosableSpeaker:
    """ports.Speaker over the real one, which may be lost for a while."""

    speaker: PygameSpeaker
    is_lost: bool = False

    def perform(self, command: SpeechCommand) -> None:
        if not self.is_lost:
            self.speaker.perform(command)

    def trouble(self) -> str | None:
        return "The sound is lost: plug it in." if self.is_lost else self.speaker.trouble()

    def close(self) -> None:
        self.speaker.close()


@dataclass
class Stamps:
    """Gives the pages that were written since the last time the room's wall time, for real files tell the machine's."""

    folder: Path
    clock: SimulatedClock
    known: dict[Path, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def stamp(self) -> None:
        """Look at every page."""
        found = {}
        with self.lock:
            for path in self.folder.glob("*.jsonl"):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime_ns != self.known.get(path):
                        os.utime(path, (self.clock.wall_s(),) * 2)
                    found[path] = path.stat().st_mtime_ns
            self.known = found


class StampedExpiry(Expiry):
    """An expiry that meets no page with the machine's time."""

    def __init__(self, stamps: Stamps, **settings: Any) -> None:
        super().__init__(**settings)
        self._stamps: Final = stamps

    def sweep(self, folder: Path, *, but: str | None) -> None:
        self._stamps.stamp()
        super().sweep(folder, but=but)


class CountedWarnings(logging.Handler):
    """The log, counted by the first words of what it told."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        self.told[record.name] += 1


@dataclass
class Process:
    """What ends with a process: the open records, and the loop."""

    opened: ExitStack
    journal: FileJournal
    loop: Loop
    resumed: bool


@dataclass
class Life:
    """A station in a folder. `turn` lets a span of the room's time pass; `troubles` counts what went wrong."""

    room: Room
    folder: Path
    station: Station = field(default_factory=wall_station)
    troubles: Counter[str] = field(default_factory=Counter)
    resumed: int = 0
    _until_us: int = 0
    _ends: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    _waiting: list[Trouble] = field(default_factory=list)
    _last_h: float | None = None

    def __post_init__(self) -> None:
        # sweeps are due by this clock, and a page's name and age tell it too
        appender.time = SimpleNamespace(monotonic=self.clock.run_s)  # type: ignore[assignment]
        self.stamps = Stamps(self.folder, self.clock)
        self.header = header_of(self.station, model_sha256="ab" * 32)
        self.display = SampledDisplay(MirrorDisplay())
        self.speaker = LosableSpeaker(PygameSpeaker(pack=self.station.pack, folder=CUES, volume=0.5))
        self.process = self._started()

    @property
    def clock(self) -> SimulatedClock:
        return self.room.clock

    @property
    def history(self) -> Path:
        return self.folder / "history.db"

    def turn(self, span_s: float) -> None:
        """Let so much of the room's time pass."""
        self._begin_troubles()
        self._until_us = self.clock.now + int(span_s * 1e6)
        self.process.loop.run()
        self.stamps.stamp()

    def close(self) -> None:
        """End it all."""
        self.end_troubles()
        self.process.opened.close()
        self.speaker.close()
        self.display.close()
        appender.time = time

    def end_troubles(self) -> None:
        """Let all be well again, at once."""
        for _, end in self._ends:
            end()
        self._ends.clear()

    def _started(self) -> Process:
        self.stamps.stamp()
        times = Times(wall_s=self.clock.wall_s, boot_s=self.clock.run_s, boot="soak")
        going_on = resume(self.folder, self.header, self.station, times=times)
        if going_on is None:
            (self.folder / NOTE).unlink(missing_ok=True)
        self.resumed += going_on is not None
        wall = {"now_s": self.clock.wall_s, "run_s": self.clock.run_s}
        opened = ExitStack()
        filing = Filing(
            self.history,
            self.folder,
            Limits(keep_days=HISTORY.keep_days, max_mb=HISTORY.max_mb, clock=WallClock(**wall)),
            over=pages_in(self.folder) - ({going_on.page.name} if going_on is not None else set()),
            first_drills={},
        )
        filer = opened.enter_context(closing(Filer(filing, now_s=self.clock.wall_s)))
        journal = FileJournal(
            self.folder,
            self.header,
            name=self.clock.page_name,
            expiry=StampedExpiry(
                self.stamps, keep_h=JOURNAL.keep_h, max_bytes=JOURNAL.max_mb * MB, spared=filer.untried, **wall
            ),
            note=RunningNote(self.folder / NOTE, times),
            going_on=None if going_on is None else going_on.page,
            over=filer.page_over,
        )
        opened.enter_context(closing(journal))
        ports = Ports(
            clock=self.clock,
            source=self.room,
            speaker=self.speaker,
            display=self.display,
            journal=journal,
            history=filer,
        )
        loop = Loop(
            ports,
            self.station,
            should_stop=lambda: self.clock.now >= self._until_us,
            going_on=None if going_on is None else going_on.going_on(),
        )
        return Process(opened=opened, journal=journal, loop=loop, resumed=going_on is not None)

    def _restart(self, *, away_s: float = 5.0) -> None:
        self.process.opened.close()
        self.clock.now += int(away_s * 1e6)
        self.process = self._started()

    def _begin_troubles(self) -> None:
        hour = self.clock.true_s() % DAY_S / HOUR_S
        last, self._last_h = self._last_h, hour
        self._end_what_is_over()
        if last is not None:
            self._waiting += [item for item in TROUBLES if last < item.at_h <= hour]
        for trouble in tuple(self._waiting):
            if self.is_in_session or not trouble.is_within_a_session:
                self._waiting.remove(trouble)
                self.troubles[trouble.name] += 1
                self.begin(trouble)

    @property
    def is_in_session(self) -> bool:
        """Whether somebody is at work."""
        return self.process.loop._state.course.stage is Stage.SET  # noqa: SLF001 (the loop tells nobody)

    def begin(self, trouble: Trouble) -> None:
        """Let something go wrong now."""
        end: Callable[[], None] | None = None
        match trouble.name:
            case "killed":
                self.process.journal._appender.close()  # noqa: SLF001 (a kill asks nobody)
                self.process.journal._is_closed = True  # noqa: SLF001 (as above)
                self._restart()
            case "stopped" | "restarted":
                self._restart()
            case "history_damaged":
                self.process.opened.close()
                with self.history.open("r+b") as file:
                    file.seek(5_000)
                    file.write(b"\xff" * 3_000)
                self.process = self._started()
            case "camera_silent" | "camera_stutters":
                self.room.is_dark, end = True, self._see_again
            case "sound_lost":
                self.speaker.is_lost, end = True, self._hear_again
            case "screen_lost":
                self.display.is_lost, end = True, self._show_again
            case "disk_full":
                resource.setrlimit(resource.RLIMIT_FSIZE, (0, NO_LIMIT))
                end = _make_space
            case name:
                self.clock.off_s, end = CLOCKS_S[name], self._put_clock_right
        if end is not None:
            self._ends.append((self.clock.true_s() + trouble.minutes * 60.0, end))

    def _end_what_is_over(self) -> None:
        for at_s, end in tuple(self._ends):
            if self.clock.true_s() >= at_s:
                self._ends.remove((at_s, end))
                end()

    def _see_again(self) -> None:
        self.room.is_dark = False

    def _hear_again(self) -> None:
        self.speaker.is_lost = False

    def _show_again(self) -> None:
        self.display.is_lost = False

    def _put_clock_right(self) -> None:
        self.clock.off_s = 0.0


def _make_space() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (NO_LIMIT, NO_LIMIT))
