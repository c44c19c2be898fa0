"""Worker: the vision thread, from frames to the newest pose sample.

In:  a way to open a frame source, a pose model, and the clock.
Out: the newest sample; what troubles the device, as a sentence for the fail-safe scene.
Not here: pacing (the frame source waits for its next frame), what the core makes of silence (core/session.py).

Rule: device trouble closes the source, is told, and is retried with growing pauses; a thread that a device never lets
go of is left behind for a fresh one, MOST_THREADS at most; a source silent for GIVE_UP_S, or one that came and went
MOST_TRIES times, ends the program, which the service manager starts anew; each step is logged once; a bug is raised
where the loop sees it. When `close` returns, the thread is gone, but for those left behind, which nothing can end but
the end of the process.
"""

import logging
from collections import deque
from collections.abc import Callable
from threading import Event, Thread
from typing import Final, Protocol, TypeVar

from kiosk.core.camera_check import Corners
from kiosk.core.crop import has_torso
from kiosk.core.params import GateParams
from kiosk.core.pose import PoseSample
from kiosk.core.units import us_of_s
from kiosk.errors import ModelError, SourceError
from kiosk.ports import Clock
from kiosk.vision.corners import MOST_FOUND, CornerLooks
from kiosk.vision.movenet import PoseEstimator, PoseTracker, RgbFrame
from kiosk.vision.slot import Slot

BACKOFF_S: Final = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Pauses before each new try; the last one repeats. A crashed holder frees a camera within 2 s (platform.md 2)."""

STALL_S: Final = 3.0
"""Silence that is told: longer than a camera takes to open and longer than the slowest inference."""

SILENT_S: Final = 1.0
"""Silence that is told once frames have come, outside the model: thirty frames that did not."""

HUNG_S: Final = 8.0
"""A device that has not answered for so long will not: it opens within STALL_S, and a read of the camera that can be
given a limit has one of a second."""

MOST_THREADS: Final = 4
"""With HUNG_S each, before GIVE_UP_S: a device that holds three threads holds the next one too."""

TIMES_KEPT: Final = 300
"""Inferences whose times are kept: ten seconds of a fast board, a minute of a slow one."""

GIVE_UP_S: Final = 60.0
"""Silence after which a fresh process is the better try: about ten tries, or one read that never returns."""

STEADY_S: Final = 10.0
"""Frames for so long are a source that is back; one that is lost again before waits longer for its next try."""

UNSTEADY_TRIES: Final = 3
"""After so many a single frame is not believed to be the end of the trouble: the mirror would flicker."""

MOST_TRIES: Final = 15
"""Of a source that comes and goes: a minute and a half, where GIVE_UP_S is for one that stays away."""

LEAST_POSES: Final = 25
SLOW_S: Final = 5.0
"""So few samples in so long are told: with four a second nobody gets as far as the zero, with five some reps are lost,
and with ten none (README)."""
WELL_S: Final = 4.5
"""So many in less than that are enough again: at the limit itself the mirror would flicker with every sample."""
DARK_LUMA: Final = GateParams().dark_luma
ALONE_S: Final = 60.0
"""After nobody was seen for so long too few samples are missed by nobody: at night many a webcam slows down to see."""

LOOKS: Final = 5
"""Frames that a corner must be seen in, over two seconds: whoever walks through is in few of them."""

JOIN_S: Final = 5.0

NO_FRAMES: Final = "The camera gives no frames: check its cable and its power."
NO_POSES: Final = "The pose model does not answer: let the board cool, and close other programs."
SLOW: Final = (
    "Fewer than five poses a second come, and ten are needed: let the board cool, close other programs, give the "
    "camera light, and run the doctor."
)
OTHER_MODE: Final = (
    "The camera gives frames of {}x{} pixels now, and began with {}x{}: unplug it and plug it in again, and see that "
    "no other program uses it."
)


T = TypeVar("T")

logger: Final = logging.getLogger(__name__)


class FrameSource(Protocol):
    """An open camera, webcam or clip, used by one thread only."""

    def read(self) -> tuple[RgbFrame, int] | None:
        """Wait for the next frame: uint8 (height, width, 3) RGB and its capture time, in µs on the clock's axis.

        None after a short wait when no frame is due yet. Raises SourceError when a frame is due and does not come.
        """

    def is_finished(self) -> bool:
        """Whether no further frame will come."""

    def close(self) -> None:
        """Release the device. Safe to call twice."""


class _Turn:
    """One vision thread's own marks: the loop's thread reads them, and may tell it that it is left behind.

    `since_us` is when it last asked the device for something, `flows_us` when the open device gave its first frame.
    """

    def __init__(self, now_us: int) -> None:
        self.stop: Final = Event()
        self.since_us = now_us
        self.flows_us: int | None = None
        self.is_at_device = self.is_in_model = self.has_flowed = False


class Worker:
    """A running vision thread, and the PoseSource it fills. It runs from construction until `close`.

    `frame_px` is the (width, height) that the lane holds for; a device that gives other frames is in trouble.
    """

    def __init__(
        self,
        *,
        open_source: Callable[[], FrameSource],
        model: PoseEstimator,
        clock: Clock,
        frame_px: tuple[int, int] | None = None,
        backoff_s: tuple[float, ...] = BACKOFF_S,
    ) -> None:
        self._open_source: Final = open_source
        self._tracker: Final = PoseTracker(model)
        self._clock: Final = clock
        self._frame_px: Final = frame_px
        self._backoff_s: Final = backoff_s
        self._slot: Final = Slot()
        self._poses_us: Final[deque[int]] = deque(maxlen=LEAST_POSES)
        self._inferences_us: Final[deque[int]] = deque(maxlen=TIMES_KEPT)
        self._was_slow = False
        self._seen_us: int | None = None
        self._looks: CornerLooks | None = None
        self._corners: Corners | None = None
        self._failures = 0
        self._trouble: str | None = None
        self._last_trouble: str | None = None
        self._bug: Exception | None = None
        self._alive_us = clock.now_us()
        self._threads = 0
        self._turn = _Turn(self._alive_us)
        self._thread = self._thread_of(self._turn)
        self._thread.start()

    def newest(self) -> PoseSample | None:
        """Return the newest sample not yet returned, or None.

        Raises SourceError after GIVE_UP_S without a frame or MOST_TRIES in vain, and whatever bug ended the thread.
        """
        if self._bug is not None:
            raise self._bug
        if self._thread.is_alive() and self._silent_us() > us_of_s(GIVE_UP_S):
            message = f"{self.trouble()} There was no frame for {GIVE_UP_S:.0f} s, so the station ends."
            raise SourceError(message)
        if self._failures >= MOST_TRIES:
            message = f"{self._last_trouble} It was opened {MOST_TRIES} times and did not stay, so the station ends."
            raise SourceError(message)
        self._leave_behind_what_hangs()
        return self._slot.take()

    def is_finished(self) -> bool:
        """Whether no further sample will come."""
        return self._bug is None and not self._thread.is_alive() and self._slot.is_empty()

    def trouble(self) -> str | None:
        """Return what keeps frames from coming and what to do, in one sentence; None when all is well."""
        turn = self._turn
        silent_s = SILENT_S if turn.has_flowed and not turn.is_in_model else STALL_S
        if self._trouble is None and self._thread.is_alive() and self._silent_us() > us_of_s(silent_s):
            return NO_POSES if turn.is_in_model else NO_FRAMES
        return SLOW if self._trouble is None and self._is_slow() else self._trouble

    def ask_corners(self) -> None:
        """Have the corners of the next LOOKS looks measured; `take_corners` gives them."""
        self._corners, self._looks = None, CornerLooks()

    def take_corners(self) -> Corners | None:
        """Return the corners asked for, once, or None while they are not measured."""
        corners, self._corners = self._corners, None
        return corners

    @property
    def dropped(self) -> int:
        """How many samples were replaced by newer ones before the loop took them."""
        return self._slot.dropped

    def inferences_us(self) -> tuple[int, ...]:
        """Return how long the last TIMES_KEPT inferences took, oldest first."""
        return tuple(self._inferences_us)

    def close(self) -> None:
        """Stop the thread and release the device. Safe to call twice. Raises SourceError when the device holds it."""
        if self._turn.stop.is_set():
            return
        self._turn.stop.set()
        self._thread.join(JOIN_S)
        if self._thread.is_alive():
            message = f"The camera did not let go within {JOIN_S:.0f} s: unplug it, then start the station again."
            raise SourceError(message)

    def _silent_us(self) -> int:
        return self._clock.now_us() - self._alive_us

    def _is_slow(self) -> bool:
        """Whether samples have come for SLOW_S, and too few of them; once it is so, until enough come again.

        Of somebody who is seen, or was a minute ago: in an empty room, or in the dark, nobody is judged.
        """
        flows_us, seen_us, now_us, slow_us = self._turn.flows_us, self._seen_us, self._clock.now_us(), us_of_s(SLOW_S)
        is_alone = seen_us is None or now_us - seen_us > us_of_s(ALONE_S)
        if flows_us is None or now_us - flows_us < slow_us or is_alone or not self._thread.is_alive():
            self._was_slow = False
            return False
        poses_us = tuple(self._poses_us)
        enough_us = us_of_s(WELL_S) if self._was_slow else slow_us
        self._was_slow = len(poses_us) < LEAST_POSES or now_us - poses_us[0] > enough_us
        return self._was_slow

    def _thread_of(self, turn: _Turn) -> Thread:
        self._threads += 1
        return Thread(target=self._run, args=(turn,), name="vision", daemon=True)

    def _leave_behind_what_hangs(self) -> None:
        """Begin a new thread when the device holds this one; one in the model is let be, for there is one model."""
        turn = self._turn
        is_held = turn.is_at_device and self._clock.now_us() - turn.since_us > us_of_s(HUNG_S)
        if not is_held or self._threads == MOST_THREADS or turn.stop.is_set() or not self._thread.is_alive():
            return
        turn.stop.set()
        logger.warning("The camera does not answer: thread %d of %d is begun.", self._threads + 1, MOST_THREADS)
        self._turn = _Turn(self._clock.now_us())
        self._thread = self._thread_of(self._turn)
        self._thread.start()

    def _run(self, turn: _Turn) -> None:
        try:
            while not turn.stop.is_set():
                try:
                    self._read_to_the_end(turn)
                except (SourceError, ModelError) as error:
                    if turn.stop.is_set():
                        return
                    # its words only: the error itself holds the last frame for as long as it is kept
                    self._trouble = self._last_trouble = str(error)
                else:
                    return
                if self._failures == 0:
                    logger.warning("The camera is opened again, until it stays or the station ends.")
                turn.stop.wait(self._backoff_s[min(self._failures, len(self._backoff_s) - 1)])
                self._failures += 1
        except Exception as bug:  # noqa: BLE001 (kept for the loop's thread, where `newest` raises it)
            if turn is self._turn:
                self._bug = bug

    def _look(self, frame: RgbFrame, capture_us: int) -> None:
        looks = self._looks
        if looks is None:
            return
        looks.feed(frame, capture_us)
        if looks.count == LOOKS and self._looks is looks:
            self._looks, self._corners = None, looks.corners(MOST_FOUND)

    def _read_to_the_end(self, turn: _Turn) -> None:
        source = self._asked(turn, self._open_source)
        try:
            while not turn.stop.is_set() and not source.is_finished():
                frame = self._asked(turn, source.read)
                if turn.stop.is_set():
                    return  # left behind, or closed: another thread may be at the model
                if frame is not None:
                    self._refuse_other_mode(frame[0])
                    sample = self._track(turn, *frame)
                    if sample.luma >= DARK_LUMA and has_torso(sample.pose):
                        self._seen_us = self._clock.now_us()
                    self._slot.put(sample)
                    self._look(*frame)
                    self._note_flow(turn)
                self._alive_us = self._clock.now_us()
        finally:
            turn.flows_us = None
            self._asked(turn, source.close)

    def _note_flow(self, turn: _Turn) -> None:
        """End the trouble with a frame, or with a second of them, and forget its tries after STEADY_S of frames."""
        now_us = self._clock.now_us()
        turn.has_flowed = True
        self._poses_us.append(now_us)
        turn.flows_us = now_us if turn.flows_us is None else turn.flows_us
        flowed_us = now_us - turn.flows_us
        if self._failures <= UNSTEADY_TRIES or flowed_us >= us_of_s(SILENT_S):
            self._trouble = None
        if flowed_us >= us_of_s(STEADY_S):
            self._failures = 0

    def _refuse_other_mode(self, frame: RgbFrame) -> None:
        """Raise SourceError for a frame in which the lane's pixels mean other inches."""
        height, width = frame.shape[:2]
        if self._frame_px not in (None, (width, height)):
            message = OTHER_MODE.format(width, height, *self._frame_px)
            raise SourceError(message)

    def _asked(self, turn: _Turn, ask: Callable[[], T]) -> T:
        """Ask the device for something, and mark how long it takes to answer."""
        turn.since_us, turn.is_at_device = self._clock.now_us(), True
        try:
            return ask()
        finally:
            turn.is_at_device = False

    def _track(self, turn: _Turn, frame: RgbFrame, capture_us: int) -> PoseSample:
        began_us, turn.is_in_model = self._clock.now_us(), True
        try:
            return self._tracker.track(frame, capture_us)
        finally:
            turn.is_in_model = False
            self._inferences_us.append(self._clock.now_us() - began_us)
