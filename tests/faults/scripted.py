"""A camera that fails by a script, and the time it fails in: a fake clock that waits for the vision thread.

In:  what the synthetic athlete does; when the camera has which trouble.
Out: frames that carry a number, a model that reads it and gives the pose of that number; a clock for all of them.
Not here: the station around them (run.py), what is expected of it (devices.py).

Rule: time passes only when the loop sleeps, and no further before every vision thread waits for it; so what happens
does not depend on how fast the machine is.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum, unique
from typing import Final

import numpy as np

from kiosk.core.pose import Pose, PoseSample
from kiosk.core.units import US_PER_S, us_of_s
from kiosk.errors import SourceError
from kiosk.vision.worker import BACKOFF_S, STEADY_S
from tests.camera import FRAME_PX

PATIENCE_S: Final = 30.0
LOOK_S: Final = 0.02
GREY: Final = 110
LATENCY_US: Final = 40_000
NOW_S: Final = 1_795_168_200.0
"""2026-11-20 09:50, as seconds since 1970."""
SILENCE_S: Final = 1.0
"""After which the real camera's read gives up (vision/camera.py)."""
UNSEEN: Final = Pose(xy_px=np.full((17, 2), 10.0), score=np.zeros(17))


class SharedClock:
    """ports.Clock: the loop's sleep moves the hand, does what is due, and waits until every vision thread waits too."""

    def __init__(self) -> None:
        self.now = 5_000_000
        self.start_us = self.now
        self.ahead_s = NOW_S
        """How far the wall clock is ahead of the time since the machine's start; what makes it jump."""
        self.actions: list[tuple[float, Callable[[], object]]] = []
        self._turn = threading.Condition()
        self._parked: dict[int, int] = {}
        self._is_over = False

    @property
    def now_s(self) -> float:
        """Seconds since the story began."""
        return (self.now - self.start_us) / US_PER_S

    def now_us(self) -> int:
        return self.now

    def boot_s(self) -> float:
        """Seconds since the machine was started."""
        return self.now / US_PER_S

    def wall_s(self) -> float:
        """Seconds since 1970, as the machine believes."""
        return self.ahead_s + self.boot_s()

    def minute_of_day(self) -> int:
        local = time.localtime(self.wall_s())
        return local.tm_hour * 60 + local.tm_min

    def today(self) -> str:
        return time.strftime("%Y-%m-%d", time.localtime(self.wall_s()))

    def sleep_until_us(self, time_us: int) -> None:
        with self._turn:
            self.now = max(self.now, time_us)
            for ident in [ident for ident, until_us in self._parked.items() if until_us <= self.now]:
                del self._parked[ident]
            self._turn.notify_all()
            end_s = time.monotonic() + PATIENCE_S
            # a thread that ends tells nobody
            while not self._turn.wait_for(self._all_wait, LOOK_S):
                assert time.monotonic() < end_s, "a vision thread neither waits nor ends"
        while self.actions and self.actions[0][0] <= self.now_s:
            self.actions.pop(0)[1]()

    def park(self, until_us: int) -> None:
        """Let a vision thread wait for its time, or for the end of the run."""
        with self._turn:
            if until_us > self.now and not self._is_over:
                ident = threading.get_ident()
                self._parked[ident] = until_us
                self._turn.notify_all()
                self._turn.wait_for(lambda: ident not in self._parked or self._is_over)

    def end(self) -> None:
        """Let every vision thread go."""
        with self._turn:
            self._is_over = True
            self._parked.clear()
            self._turn.notify_all()

    def begin(self) -> None:
        """Let threads wait again: another process begins."""
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """Whether no vision thread waits for anything any more."""
        return self._is_over

    def _all_wait(self) -> bool:
        threads = [thread for thread in threading.enumerate() if thread.name == "vision"]
        return all(thread.ident in self._parked for thread in threads)


@unique
class Trouble(Enum):
    """What a camera can have."""

    STALL = "stall"
    UNPLUGGED = "unplugged"
    HELD = "held"
    BLACK = "black"
    OTHER_MODE = "other mode"


@dataclass(kw_only=True)
class ScriptedCamera:
    """A camera before an athlete. `troubles` are (from, to, what) in seconds of the story."""

    clock: SharedClock
    samples: Sequence[PoseSample]
    troubles: Sequence[tuple[float, float, Trouble]] = ()
    gives_one_from_s: float | None = None
    """From when on it fails after each picture."""
    step: int = 1
    """It takes each so manieth frame."""
    openings_s: list[float] = field(default_factory=list)
    failures: int = 0
    next: int = 0

    def open(self) -> "ScriptedFrames":
        """Open as the worker asks for it; the worker's pauses are made here, in the clock's own time."""
        if self.failures:
            pause_s = BACKOFF_S[min(self.failures, len(BACKOFF_S)) - 1]
            self.clock.park(self.clock.now + us_of_s(pause_s))
        self.openings_s.append(self.clock.now_s)
        trouble = self.trouble()
        if trouble is Trouble.UNPLUGGED:
            self.failures += 1
            message = "No camera is connected: check its cable."
            raise SourceError(message)
        return ScriptedFrames(self, is_other_mode=trouble is Trouble.OTHER_MODE)

    def trouble(self) -> Trouble | None:
        """What the camera has now."""
        now_s = self.clock.now_s
        return next((what for from_s, to_s, what in self.troubles if from_s <= now_s < to_s), None)


class ScriptedFrames:
    """worker.FrameSource of a scripted camera."""

    def __init__(self, camera: ScriptedCamera, *, is_other_mode: bool) -> None:
        self._camera = camera
        self._is_other_mode = is_other_mode
        self._opened_s = camera.clock.now_s
        self._has_given = False

    def read(self) -> tuple[np.ndarray, int] | None:
        camera, clock = self._camera, self._camera.clock
        number = self._due()
        clock.park(clock.start_us + camera.samples[number].capture_us + LATENCY_US)
        if clock.is_over:
            return None
        trouble = camera.trouble()
        if trouble is Trouble.HELD:
            clock.park(1 << 62)
            return None
        if trouble is Trouble.STALL:
            clock.park(clock.now + us_of_s(SILENCE_S))
            camera.failures += 1
            message = "The camera gave no frame for a second: check its ribbon cable and its power supply."
            raise SourceError(message)
        if self._has_given and camera.gives_one_from_s is not None and clock.now_s >= camera.gives_one_from_s:
            camera.failures += 1
            message = "The camera was unplugged: plug it in."
            raise SourceError(message)
        if trouble is Trouble.UNPLUGGED or (trouble is Trouble.OTHER_MODE and not self._is_other_mode):
            camera.failures += 1
            message = "The camera was unplugged: plug it in."
            raise SourceError(message)
        number = max(number, self._due())
        self._has_given = True
        camera.next = number + camera.step
        if self._is_other_mode:
            # the worker refuses it
            camera.failures += 1
        elif clock.now_s - self._opened_s >= STEADY_S:
            camera.failures = 0
        return self._frame(number, trouble), clock.start_us + camera.samples[number].capture_us

    def is_finished(self) -> bool:
        return self._camera.next >= len(self._camera.samples)

    def close(self) -> None:
        """Nothing is held."""

    def _due(self) -> int:
        """Return the newest frame that was captured, or the next one: those between are nobody's any more."""
        camera, due_us = self._camera, self._camera.clock.now - self._camera.clock.start_us - LATENCY_US
        number = camera.next
        while number + 1 < len(camera.samples) and camera.samples[number + 1].capture_us <= due_us:
            number += 1
        return number

    def _frame(self, number: int, trouble: Trouble | None) -> np.ndarray:
        width, height = FRAME_PX
        shape = (height * 2, width * 2, 3) if self._is_other_mode else (height, width, 3)
        frame = np.full(shape, 0 if trouble is Trouble.BLACK else GREY, np.uint8)
        if trouble is not Trouble.BLACK:
            frame[1, 1] = (number >> 8, number & 0xFF, 1)
        return frame


@dataclass(kw_only=True)
class NumberModel:
    """movenet.PoseEstimator: gives the pose of the number that a frame carries, after so many seconds."""

    clock: SharedClock
    samples: Sequence[PoseSample]
    takes_s: float = 0.0

    def estimate(self, frame: np.ndarray, _crop: object) -> Pose:
        if self.takes_s:
            self.clock.park(self.clock.now + us_of_s(self.takes_s))
        high, low, is_lit = (int(value) for value in frame[1, 1])
        return self.samples[high << 8 | low].pose if is_lit else UNSEEN
