"""A live take: one session clip through the real station, with all that was commanded, decided and heard.

In:  a session clip, its station, the settings.
Out: a Take.
Not here: finding the sounds (listening.py), judging them (latency_score.py).

Rule: everything is what a station runs: loop, vision thread, speech thread, display, journal. Only the clip stands in
for the camera, and a pipe for the loudspeaker.
"""

from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from kiosk.assets import CUES
from kiosk.bench_shell import PANEL_PX, UNSEEN
from kiosk.config import Config
from kiosk.core.events import DescentBegan, Event
from kiosk.core.session import Station, TickInput, TickOutput
from kiosk.core.speech import Hush, Play, Speak, SpeechCommand
from kiosk.core.units import s_of_us
from kiosk.core.vocab import Stage
from kiosk.errors import SpeechError
from kiosk.loop import Loop, MonotonicClock, Ports
from kiosk.output.display import MirrorDisplay
from kiosk.output.speech import PygameSpeaker
from kiosk.ports import Clock, Health, Journal, Speaker
from kiosk.sound_stream import Recording, SoundStream
from kiosk.storage.journal import FileJournal
from kiosk.storage.journal_header import header_of
from kiosk.surroundings import surroundings
from kiosk.view import view_of_clip
from kiosk.vision.movenet import PoseEstimator, RgbFrame
from kiosk.vision.worker import FrameSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What the loop asked of the speaker, and when, in µs of the clock."""

    at_us: int
    command: SpeechCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One run. `zero_us` is the clock time of the video's first frame, `length_s` how much of the video was played.

    `seen_us` are the clock times at which the station knew a descent for one.
    """

    zero_us: int
    length_s: float
    commands: tuple[Command, ...]
    events: tuple[Event, ...]
    seen_us: tuple[int, ...]
    recording: Recording
    health: Health


class NotedSpeaker:
    """ports.Speaker that notes when each command came, and passes it on."""

    def __init__(self, speaker: Speaker, clock: Clock) -> None:
        self._speaker: Final = speaker
        self._clock: Final = clock
        self.noted: Final[list[Command]] = []

    def perform(self, command: Speak | Hush | Play) -> None:
        """Note the command, then perform it."""
        self.noted.append(Command(at_us=self._clock.now_us(), command=command))
        self._speaker.perform(command)

    def trouble(self) -> str | None:
        """Return why nothing can be heard and what to do, in one sentence; None when all is well."""
        return self._speaker.trouble()

    def close(self) -> None:
        """Stop all sound. Safe to call twice."""
        self._speaker.close()


class NotedJournal:
    """ports.Journal that keeps the events of every tick and when a descent was seen, and passes the tick on."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal: Final = journal
        self._clock: Final = clock
        self.noted: Final[list[Event]] = []
        self.seen_us: Final[list[int]] = []

    def record(self, tick_input: TickInput, tick_output: TickOutput, stage: Stage) -> None:
        """Keep the events, then record the tick."""
        self.noted.extend(tick_output.events)
        if any(isinstance(event, DescentBegan) for event in tick_output.events):
            self.seen_us.append(self._clock.now_us())
        self._journal.record(tick_input, tick_output, stage)

    def turn_page(self) -> None:
        """End the page."""
        self._journal.turn_page()

    def trouble(self) -> str | None:
        """Return why nothing is recorded and what to do, in one sentence; None when all is well."""
        return self._journal.trouble()

    def close(self) -> None:
        """Flush and close. Safe to call twice."""
        self._journal.close()


class TimedSource:
    """A FrameSource that notes the capture times of its first and last frame, and ends `length_s` after the first."""

    def __init__(self, source: FrameSource, length_s: float) -> None:
        self._source: Final = source
        self._length_s: Final = length_s
        self.first_us: int | None = None
        self.last_us: int | None = None

    @property
    def played_s(self) -> float:
        """How much of the video was played, in s."""
        return 0.0 if self.first_us is None or self.last_us is None else s_of_us(self.last_us - self.first_us)

    def read(self) -> tuple[RgbFrame, int] | None:
        """Return the next frame, and note its time."""
        timed = self._source.read()
        if timed is not None:
            self.last_us = timed[1]
            self.first_us = self.last_us if self.first_us is None else self.first_us
        return timed

    def is_finished(self) -> bool:
        """Whether no further frame will come."""
        return self.played_s >= self._length_s or self._source.is_finished()

    def close(self) -> None:
        """Release the source. Safe to call twice."""
        self._source.close()


def take_of(
    video: Path, *, model: PoseEstimator, model_sha256: str, station: Station, config: Config, length_s: float
) -> Take:
    """Play the first `length_s` of a clip to the live station, in real time, and return all that came of it.

    Raises InputError for a clip that cannot be decoded, SpeechError when the mixer does not open its pipe, and
    StorageError when the temporary folder cannot be written to.
    """
    clock = MonotonicClock()
    with ExitStack() as opened:
        folder = Path(opened.enter_context(TemporaryDirectory()))
        stream = SoundStream(folder, clock)
        opened.enter_context(surroundings({**UNSEEN, "SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(stream.path)}))
        journal = NotedJournal(
            FileJournal(folder / "journal", header_of(station, model_sha256=model_sha256), name=lambda: "take"), clock
        )
        opened.enter_context(closing(journal))
        voice = PygameSpeaker(pack=station.pack, folder=CUES, volume=config.sound.volume)
        speaker = NotedSpeaker(voice, clock)
        with closing(speaker), closing(MirrorDisplay(window_px=PANEL_PX)) as display:
            trouble = voice.trouble()
            if trouble is not None:
                raise SpeechError(trouble)
            view = view_of_clip(video, clock=clock)
            source = TimedSource(view.open_source(), length_s)
            eye = replace(view, open_source=lambda: source).start(model=model, clock=clock, show=None)
            with closing(eye):
                ports = Ports(clock=clock, source=eye, speaker=speaker, display=display, journal=journal)
                health = Loop(ports, station, should_stop=lambda: False).run()
        recording = stream.stop()
    return Take(
        zero_us=source.first_us or 0,
        length_s=source.played_s,
        commands=tuple(speaker.noted),
        events=tuple(journal.noted),
        seen_us=tuple(journal.seen_us),
        recording=recording,
        health=health,
    )
