"""Doubles of the ports: they do the protocol and keep a history.

In:  what the world would give.
Out: what the loop did.
Not here: people and poses (builders.py).

Rule: time passes only when someone sleeps or a double is told how long it takes.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kiosk.core.pose import PoseSample
from kiosk.core.scene import Scene
from kiosk.core.session import TickInput, TickOutput
from kiosk.core.speech import SpeechCommand
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Stage

History = list[tuple[str, object]]


@dataclass(kw_only=True)
class FakeClock:
    """Sleeping moves the hand and takes no time; `oversleep_us` gives what each sleep in turn takes too long."""

    now: int = 5_000_000
    oversleep_us: deque[int] = field(default_factory=deque)
    slept_until: list[int] = field(default_factory=list)
    minute: int = 600

    def minute_of_day(self) -> int:
        return self.minute

    def today(self) -> str:
        return "2026-11-20"

    def now_us(self) -> int:
        return self.now

    def sleep_until_us(self, time_us: int) -> None:
        self.slept_until.append(time_us)
        self.now = max(self.now, time_us) + (self.oversleep_us.popleft() if self.oversleep_us else 0)

    def pass_us(self, time_us: int) -> None:
        self.now += time_us


class ScriptedPoseSource:
    """Delivers each sample once, `latency_s` after its capture; its times count from the clock at construction."""

    def __init__(
        self,
        samples: Iterable[PoseSample],
        clock: FakeClock,
        *,
        latency_s: float = 0.05,
        trouble_s: Sequence[tuple[float, float]] = (),
        is_endless: bool = False,
    ) -> None:
        self.clock = clock
        self.origin_us = clock.now_us()
        self.waiting = deque(samples)
        self.latency_us = us_of_s(latency_s)
        self.trouble_us = [(us_of_s(start), us_of_s(end)) for start, end in trouble_s]
        self.is_endless = is_endless
        self.lost = 0
        self.is_closed = False

    def newest(self) -> PoseSample | None:
        newest = None
        while self.waiting and self.waiting[0].capture_us + self.latency_us <= self._now_us():
            self.lost += newest is not None
            newest = self.waiting.popleft()
        return None if newest is None else moved(newest, self.origin_us)

    def is_finished(self) -> bool:
        return not self.is_endless and not self.waiting

    def trouble(self) -> str | None:
        is_in_it = any(start <= self._now_us() < end for start, end in self.trouble_us)
        return "The camera is unplugged: plug it in." if is_in_it else None

    @property
    def dropped(self) -> int:
        return self.lost

    def close(self) -> None:
        self.is_closed = True

    def _now_us(self) -> int:
        return self.clock.now_us() - self.origin_us


@dataclass(kw_only=True)
class RecordingSpeaker:
    """Keeps every command."""

    history: History = field(default_factory=list)
    says: str | None = None

    def perform(self, command: SpeechCommand) -> None:
        self.history.append(("speak", command))

    def trouble(self) -> str | None:
        return self.says

    def close(self) -> None:
        self.history.append(("close speaker", None))


@dataclass(kw_only=True)
class RecordingDisplay:
    """Keeps every scene; showing one calls `on_present`; someone closes the window after `closes_after` of them."""

    scenes: list[Scene] = field(default_factory=list)
    closes_after: int | None = None
    on_present: Callable[[], None] | None = None
    says: str | None = None

    def present(self, scene: Scene) -> None:
        self.scenes.append(scene)
        if self.on_present is not None:
            self.on_present()

    def is_closed(self) -> bool:
        return len(self.scenes) == self.closes_after

    def trouble(self) -> str | None:
        return self.says

    def close(self) -> None:
        self.closes_after = len(self.scenes)


@dataclass(kw_only=True)
class RecordingHeartbeat:
    """Keeps every beat's time and every status."""

    beats: list[int] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)

    def beat(self, now_us: int) -> None:
        self.beats.append(now_us)

    def tell(self, status: str) -> None:
        self.statuses.append(status)

    def close(self) -> None:
        self.statuses.append("stopping")


@dataclass(kw_only=True)
class RecordingJournal:
    """Keeps every tick, a list a page."""

    history: History = field(default_factory=list)
    pages: list[list[tuple[TickInput, TickOutput, Stage]]] = field(default_factory=lambda: [[]])
    says: str | None = None

    def record(self, tick_input: TickInput, tick_output: TickOutput, stage: Stage) -> None:
        self.history.append(("record", tick_output))
        self.pages[-1].append((tick_input, tick_output, stage))

    def turn_page(self) -> None:
        self.pages.append([])

    def trouble(self) -> str | None:
        return self.says

    def close(self) -> None:
        self.history.append(("close journal", None))

    @property
    def inputs(self) -> list[TickInput]:
        return [tick_input for page in self.pages for tick_input, _, _ in page]


def moved(sample: PoseSample, by_us: int) -> PoseSample:
    return PoseSample(
        sequence=sample.sequence,
        capture_us=sample.capture_us + by_us,
        pose=sample.pose,
        luma=sample.luma,
        frame_px=sample.frame_px,
    )
