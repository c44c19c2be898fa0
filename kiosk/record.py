"""Recording: a clip becomes a journal, so that a replay needs neither the clip nor the model.

In:  a clip, its lane if it has one, a drill, a model.
Out: a journal a session, in a folder; their names, and what was wrong with the clip.
Not here: judging a clip (analyze.py): here the athlete meets the live station, which asks, waits and speaks.

Rule: the loop runs on a clock that only the loop moves, so the same clip gives the same bytes on every run.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from kiosk.catalogue import load_catalogue
from kiosk.choice import choose_station, load_lane
from kiosk.config import Config
from kiosk.core.pose import PoseSample
from kiosk.core.session import Station
from kiosk.core.units import TICK_SLACK_US
from kiosk.errors import StorageError
from kiosk.loop import Loop, Ports
from kiosk.model import model_of
from kiosk.ports import Health
from kiosk.stand_ins import NoDisplay, NoSpeaker
from kiosk.storage.appender import open_new
from kiosk.storage.journal import FileJournal
from kiosk.storage.journal_header import header_of
from kiosk.vision.clip import ClipRecording
from kiosk.vision.movenet import MoveNet

SUFFIX: Final = ".journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What came of a recording. A complaint is a sentence for whoever named the clip."""

    health: Health
    files: tuple[Path, ...]
    complaints: tuple[str, ...] = ()


class FreeClock:
    """ports.Clock of nobody's time: sleeping moves it on at once."""

    def __init__(self) -> None:
        self._now_us = 0

    def now_us(self) -> int:
        """Return microseconds since the start."""
        return self._now_us

    def sleep_until_us(self, time_us: int) -> None:
        """Move on to `time_us`."""
        self._now_us = max(self._now_us, time_us)

    def minute_of_day(self) -> int:
        """Return noon: a recording has no time of day."""
        return 720

    def today(self) -> str:
        """Return no date: nobody reads it."""
        return ""


class FreeSource:
    """ports.PoseSource over samples in order of capture, each handed out when the clock has come to it."""

    def __init__(self, samples: Iterator[PoseSample], clock: FreeClock) -> None:
        self._samples: Final = samples
        self._clock: Final = clock
        self._next = next(samples, None)
        self._first_us: Final = 0 if self._next is None else self._next.capture_us
        self.dropped = 0

    def newest(self) -> PoseSample | None:
        """Return the newest sample whose time has come, its capture time on the clock's axis, or None."""
        newest: PoseSample | None = None
        due_us = self._clock.now_us() + self._first_us + TICK_SLACK_US
        while self._next is not None and self._next.capture_us <= due_us:
            self.dropped += newest is not None
            newest = replace(self._next, capture_us=self._next.capture_us - self._first_us)
            self._next = next(self._samples, None)
        return newest

    def is_finished(self) -> bool:
        """Whether the last sample was handed out."""
        return self._next is None

    def trouble(self) -> str | None:
        """Return None."""
        return None

    def close(self) -> None:
        """Do nothing."""


def record_clip(clip: Path, *, config: Config, lane_file: Path | None, folder: Path) -> Recorded:
    """Journal a clip as the station of these settings would have met it.

    Raises OwnerError for settings or a lane that cannot be used, InputError for a clip that cannot be decoded, and as
    `record` does.
    """
    catalogue = load_catalogue(config.sound.language)
    weights = model_of(config.model)
    recording = ClipRecording(clip, MoveNet(weights.path, config.model.threads))
    station = choose_station(config, catalogue, load_lane(lane_file, recording.reader.frame_px))
    recorded = record(recording.samples(), station, folder=folder, name=clip.stem, model_sha256=weights.sha256)
    nobody = None if recorded.files else f"Nobody came into view in {clip}: nothing was recorded."
    return replace(recorded, complaints=tuple(told for told in (recording.reader.damage, nobody) if told is not None))


def record(samples: Iterator[PoseSample], station: Station, *, folder: Path, name: str, model_sha256: str) -> Recorded:
    """Run the live station on the samples and journal it as `<name>.journal.jsonl`, then `-2` and on.

    A file of that name is left as it is. Raises StorageError when the folder cannot be written to, and whatever the
    samples raise.
    """
    files: list[Path] = []

    def open_noted(path: Path) -> BinaryIO:
        file = open_new(path)
        files.append(path)
        return file

    clock = FreeClock()
    header = header_of(station, model_sha256=model_sha256)
    journal = FileJournal(folder, header, name=lambda: f"{name}{SUFFIX}", open_file=open_noted)
    ports = Ports(
        clock=clock, source=FreeSource(samples, clock), speaker=NoSpeaker(), display=NoDisplay(), journal=journal
    )
    try:
        health = Loop(ports, station, should_stop=lambda: False).run()
    finally:
        journal.close()
    trouble = journal.trouble()
    if trouble is not None:
        raise StorageError(trouble)
    return Recorded(health=health, files=tuple(files))
