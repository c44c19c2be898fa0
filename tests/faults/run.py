"""The whole station on a synthetic athlete in accelerated time: the real loop, core, worker, journal, window and sound.

In:  what is in trouble when.
Out: what it told, showed, said, counted and recorded.
Not here: which trouble (devices.py, clocks.py), the command line and damaged files (owner.py).

Rule: nothing between the frames and the journal is a double; only the athlete, the camera and the time are made.
"""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

from kiosk.assets import CUES
from kiosk.core.events import AskedToStep, AttemptDecided, Event, SetDone
from kiosk.core.pose import PoseSample
from kiosk.core.scene import Scene, SceneKind
from kiosk.core.session import Station, TickInput, TickOutput
from kiosk.core.speech import Speak, SpeechCommand
from kiosk.core.units import s_of_us, us_of_s
from kiosk.core.vocab import Stage
from kiosk.errors import KioskError
from kiosk.loop import Health, Loop, Ports
from kiosk.output.display import MirrorDisplay
from kiosk.output.speech import PygameSpeaker
from kiosk.quiet_hours import QuietHours, QuietSpeaker
from kiosk.resume import NOTE, Resumed, resume
from kiosk.returning_display import ReturningDisplay
from kiosk.storage.appender import OpenFile, open_new
from kiosk.storage.expiry import Expiry
from kiosk.storage.journal import FileJournal
from kiosk.storage.journal_header import header_of
from kiosk.storage.running_note import NoteFile, Times
from kiosk.vision.worker import Worker
from tests.builders import Story
from tests.camera import FRAME_PX
from tests.fakes import RecordingHeartbeat
from tests.faults.scripted import NumberModel, ScriptedCamera, SharedClock, Trouble
from tests.visits import catalogue, wall_station

FPS: Final = 15.0
RUNG_IN: Final = 5.0
WINDOW_PX: Final = (270, 480)
SAFE_CLIP: Final = "fail_safe"
WELL: Final = ((1, 2, 1, 2), (RUNG_IN,), (1, 2))
"""What a visit comes to without trouble: counts, rungs, sets."""
OUTAGE_S: Final = 24.0
WAIT_S: Final = 8.0


@cache
def station() -> Station:
    """Return a wall hinge of sets of three reps with a short rest."""
    found = wall_station()
    return replace(found, drill=replace(found.drill, dose=replace(found.drill.dose, reps=2, rest_s=10.0)))


def visit(*, is_blind: bool, wait_s: float) -> tuple[tuple[PoseSample, ...], float]:
    """Return a whole visit, and the second at which trouble may begin.

    A set and one of the next one's two reps at the athlete's own distance; then they wait for whatever it is, and do
    the last rep. Where the camera is blind for longer than an athlete may be away they take the zero again before it.
    """
    before = Story(seed=1).absent(0.5).stand(1.5).zero(4.0).step_to(RUNG_IN).stand(4.0).touch_reps(2).stand(12.0)
    before = before.touch_reps(1).stand(1.0)
    after = before.stand(OUTAGE_S + 1.0).zero(4.0).step_to(RUNG_IN).stand(4.0) if is_blind else before.stand(wait_s)
    return after.touch_reps(1).stand(3.0).samples(FPS), before.now_s


@dataclass(kw_only=True)
class Run:
    """One run of the station, or several processes of it one after another, in one folder."""

    folder: Path
    is_blind: bool = False
    troubles: tuple[tuple[float, float, Trouble], ...] = ()
    wait_s: float = WAIT_S
    quiet: tuple[int, int] | None = None
    open_file: OpenFile = open_new
    takes_s: float = 0.0
    clock: SharedClock = field(default_factory=SharedClock)
    events: list[Event] = field(default_factory=list)
    inputs: list[TickInput] = field(default_factory=list)
    shown: list[tuple[float, Scene]] = field(default_factory=list)
    said: list[tuple[float, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    heartbeat: RecordingHeartbeat = field(default_factory=RecordingHeartbeat)
    health: Health = field(default_factory=Health)
    ended: KioskError | None = None
    speaker: PygameSpeaker | None = None
    display: ReturningDisplay | None = None

    def __post_init__(self) -> None:
        self.samples, self.trouble_s = visit(is_blind=self.is_blind, wait_s=self.wait_s)
        self.camera = ScriptedCamera(clock=self.clock, samples=self.samples, troubles=self.troubles)
        self.model = NumberModel(clock=self.clock, samples=self.samples, takes_s=self.takes_s)
        self.times = Times(wall_s=self.clock.wall_s, boot_s=self.clock.boot_s, boot="this-start")
        self.expiry = Expiry(keep_h=24.0, now_s=self.clock.wall_s, run_s=self.clock.boot_s)
        self.header = header_of(station(), model_sha256="ab" * 32)

    def go(self, going_on: Resumed | None = None, *, until_s: float | None = None) -> "Run":
        """Run one process to the end of the visit, until it gives up, or until it is stopped."""
        self.ended = None
        self.clock.begin()
        with ExitStack() as opened:
            opened.enter_context(self.listening())
            page = None if going_on is None else going_on.page
            journal = opened.enter_context(
                closing(
                    FileJournal(
                        self.folder,
                        self.header,
                        name=self.name,
                        note=NoteFile(path=self.folder / NOTE, times=self.times),
                        going_on=page,
                        open_file=self.open_file,
                        expiry=self.expiry,
                    )
                )
            )
            self.speaker = opened.enter_context(closing(PygameSpeaker(pack=catalogue().pack, folder=CUES)))
            self.display = opened.enter_context(
                closing(ReturningDisplay(lambda: MirrorDisplay(window_px=WINDOW_PX), clock=self.clock))
            )
            worker = opened.enter_context(
                closing(
                    Worker(
                        open_source=self.camera.open,
                        model=self.model,
                        clock=self.clock,
                        frame_px=FRAME_PX,
                        backoff_s=(0.0,),
                    )
                )
            )
            opened.callback(self.clock.end)
            ports = Ports(
                clock=self.clock,
                source=worker,
                speaker=self.quietened(_Heard(self, self.speaker)),
                display=_Seen(self, self.display),
                journal=_Read(self, journal),
                heartbeat=self.heartbeat,
            )
            loop = Loop(
                ports,
                station(),
                should_stop=lambda: until_s is not None and self.clock.now_s >= until_s,
                going_on=None if going_on is None else going_on.going_on(),
            )
            try:
                self.health = loop.run()
            except KioskError as error:
                self.ended = error
        return self

    def taken_up(self, after_s: float = 3.0) -> Resumed | None:
        """Return what the next process finds to go on with, so long after the last one ended."""
        self.wait(after_s)
        return resume(self.folder, self.header, station(), times=self.times)

    def skip_to(self, to_s: float) -> None:
        """Let the story be so far now: what lies between was waiting."""
        behind_us = self.clock.now - self.clock.start_us - us_of_s(to_s)
        self.clock.start_us += behind_us
        self.camera.next = next(
            number for number, sample in enumerate(self.samples) if sample.capture_us >= us_of_s(to_s)
        )

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Keep what goes to the log."""
        handler = _Kept(self.told)
        logging.getLogger("kiosk").addHandler(handler)
        try:
            yield
        finally:
            logging.getLogger("kiosk").removeHandler(handler)

    def name(self) -> str:
        """Name a page by the wall clock, as app.py does."""
        return time.strftime("%Y-%m-%dT%H-%M-%S", time.localtime(self.clock.wall_s()))

    def quietened(self, speaker: "_Heard") -> "_Heard | QuietSpeaker":
        """Let the speaker keep the quiet hours, if there are any."""
        if self.quiet is None:
            return speaker
        from_minute, to_minute = self.quiet
        return QuietSpeaker(speaker, QuietHours(self.clock, from_minute=from_minute, to_minute=to_minute))

    @property
    def pages(self) -> tuple[Path, ...]:
        """The journals in the folder, the oldest name first."""
        return tuple(sorted(self.folder.glob("*.jsonl")))

    @property
    def page(self) -> Path:
        """The only journal."""
        (page,) = self.pages
        return page

    def wait(self, seconds: float) -> None:
        """Let no process run for so long; the page keeps the time of its last write, by the story's own clock."""
        os.utime(self.page, (self.clock.wall_s(),) * 2)
        self.clock.now += us_of_s(seconds)

    @property
    def kept(self) -> tuple[tuple[int, ...], tuple[float | None, ...], tuple[int, ...]]:
        """The counts in order, every rung that a rep was done at, and the sets that were done."""
        decided = [
            event for event in self.events if isinstance(event, AttemptDecided) and event.attempt.verdict.is_counted
        ]
        sets = tuple(event.number for event in self.events if isinstance(event, SetDone))
        rungs = tuple(dict.fromkeys(event.attempt.rung_in for event in decided))
        return tuple(event.count for event in decided), rungs, sets

    def asked_in(self) -> tuple[float, ...]:
        """Where the athlete was sent after the trouble began."""
        return tuple(
            event.target_in
            for event in self.events
            if isinstance(event, AskedToStep) and s_of_us(event.at_us) > self.trouble_s
        )

    def headlines(self, from_s: float, to_s: float) -> tuple[str, ...]:
        """What stood large on the mirror between two moments, each once."""
        return tuple(dict.fromkeys(scene.headline for at_s, scene in self.shown if from_s <= at_s < to_s))

    def safe_s(self) -> float | None:
        """When the mirror first showed that it sees nothing."""
        return next((at_s for at_s, scene in self.shown if scene.kind is SceneKind.FAIL_SAFE), None)

    def safe_from_s(self) -> float | None:
        """The same, in seconds from the trouble's begin."""
        first_s = self.safe_s()
        return None if first_s is None else first_s - self.trouble_s

    def safe_said(self) -> int:
        """How often the voice said so."""
        return sum(clip.startswith(SAFE_CLIP) for _, clip in self.said)


class _Kept(logging.Handler):
    def __init__(self, told: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        self._told.append(record.getMessage())


class _Seen:
    """ports.Display that notes every new scene and passes it on."""

    def __init__(self, run: Run, display: ReturningDisplay) -> None:
        self._run, self._display = run, display

    def present(self, scene: Scene) -> None:
        if not self._run.shown or self._run.shown[-1][1] != scene:
            self._run.shown.append((self._run.clock.now_s, scene))
        self._display.present(scene)

    def is_closed(self) -> bool:
        return self._display.is_closed()

    def trouble(self) -> str | None:
        return self._display.trouble()

    def close(self) -> None:
        self._display.close()


class _Heard:
    """ports.Speaker that notes every clip and passes it on."""

    def __init__(self, run: Run, speaker: PygameSpeaker) -> None:
        self._run, self._speaker = run, speaker

    def perform(self, command: SpeechCommand) -> None:
        if isinstance(command, Speak):
            self._run.said += [(self._run.clock.now_s, clip) for clip in command.clips]
        self._speaker.perform(command)

    def trouble(self) -> str | None:
        return self._speaker.trouble()

    def close(self) -> None:
        self._speaker.close()


class _Read:
    """ports.Journal that notes what it records."""

    def __init__(self, run: Run, journal: FileJournal) -> None:
        self._run, self._journal = run, journal

    def record(self, tick_input: TickInput, tick_output: TickOutput, stage: Stage) -> None:
        self._run.inputs.append(tick_input)
        self._run.events += tick_output.events
        self._journal.record(tick_input, tick_output, stage)

    def turn_page(self) -> None:
        self._journal.turn_page()

    def trouble(self) -> str | None:
        return self._journal.trouble()

    def close(self) -> None:
        self._journal.close()
