"""Clip: a video file as frames, as a recording, and as a camera that plays it in real time.

In:  a path to any video PyAV can decode, from a phone or a screen, of any frame rate.
Out: upright RGB frames with the file's own times; pose samples; how much of a damaged file could be read.
Not here: finding the pose (movenet.py), the thread (worker.py).

Rule: time is what the file says, never a count of frames. A frame leaves with its long side at most MAX_SIDE_PX, and
keypoints are in the pixels of that frame.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation
from av.video.stream import VideoStream

from kiosk.core.pose import PoseSample
from kiosk.core.units import US_PER_S
from kiosk.errors import InputError
from kiosk.ports import Clock
from kiosk.vision.movenet import PoseEstimator, PoseTracker, RgbFrame
from kiosk.vision.worker import Worker

MAX_SIDE_PX: Final = 960
"""Keypoints gain nothing beyond this: the model looks at 192 or 256 px of it (hinge.md A.1, fact 5)."""

ASSUMED_PERIOD_US: Final = US_PER_S // 30
"""Between frames of a file that tells neither times nor a rate."""

TOLERATED_US: Final = US_PER_S // 2
TOLERATED_SHARE: Final = 0.02
"""A healthy file may tell a length that is rounded or a few frames too long; what is missing beyond both is damage."""

TENTH_US: Final = US_PER_S // 10
NAP_US: Final = 100_000
MAX_SKIPPED: Final = 10

TimedFrame = tuple[RgbFrame, int]


class ClipReader:
    """A video file. Every iteration reads it from the start: (frame, capture time in µs as the file tells it)."""

    def __init__(self, path: Path) -> None:
        """Look into the file. Raises InputError, in one sentence, when it holds no video that can be decoded."""
        self.path: Final = path
        with _open_video(path) as container:
            stream = container.streams.video[0]
            duration, rate = container.duration, stream.average_rate
            told_frames = stream.frames
        self.duration_us: Final = None if duration is None else duration * US_PER_S // av.time_base
        """Length of the file in µs; None when it does not tell."""
        estimated = None if self.duration_us is None or not rate else round(self.duration_us * rate / US_PER_S)
        self.frame_count: Final = told_frames or estimated
        """How many frames to expect, for a progress bar; None when the file does not tell."""
        self.damage: str | None = None
        """What the last reading to the end missed, in one sentence that ends in what to do; None for a whole file."""
        first = next(iter(self), None)
        if first is None:
            message = f"{path} holds no frame that can be decoded: choose another video or export it again as MP4."
            raise InputError(message)
        self.frame_px: Final = (first[0].shape[1], first[0].shape[0])
        """(width, height) of the first frame as it is delivered."""

    def __iter__(self) -> Generator[TimedFrame]:
        """Yield every frame that can be decoded, upright, at increasing times."""
        with _open_video(self.path) as container:
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            period_us = round(US_PER_S / stream.average_rate) if stream.average_rate else ASSUMED_PERIOD_US
            reading = _Reading(told_us=_told_us(container, stream), told_frames=stream.frames, period_us=period_us)
            last_us: int | None = None
            for frame in _decoded(container, stream):
                if frame is None:
                    reading.lose()
                    continue
                capture_us = _time_us(frame, last_us, period_us)
                last_us = capture_us
                reading.take(frame, capture_us)
                yield _upright(frame, stream.sample_aspect_ratio), capture_us
            told = reading.damage()
            self.damage = None if told is None else f"{self.path} is damaged: {told} could be read. Export it again."


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What came of a file's packets so far, beside what the file tells of itself."""

    told_us: int | None
    told_frames: int
    period_us: int
    frames: int = 0
    lost: int = 0
    lost_before: int = 0
    """Packets lost before the last frame that was read."""
    is_torn: bool = False
    """Whether a packet was lost after a frame; a file cut at its start begins with some that give none."""
    end_us: int = 0

    def take(self, frame: VideoFrame, capture_us: int) -> None:
        """Count a frame, which is shown for as long as it tells itself: the last one of a screen may stand long."""
        own_us = round((frame.duration or 0) * (frame.time_base or Fraction(0)) * US_PER_S)
        self.frames += 1
        self.lost_before = self.lost
        self.end_us = capture_us + max(own_us, self.period_us)

    def lose(self) -> None:
        """Count a packet that gave nothing."""
        self.lost += 1
        self.is_torn = self.is_torn or self.frames > 0

    def damage(self) -> str | None:
        """Return how much was read of how much, or None when all was."""
        whole_us = max(self.told_us or 0, self.end_us)
        cut_us = 0 if 0 < self.told_frames <= self.frames else whole_us - self.end_us
        lost_after = self.lost - self.lost_before
        missing_us = self.lost_before * self.period_us + max(cut_us, lost_after * self.period_us)
        if not self.is_torn and missing_us <= max(TOLERATED_US, TOLERATED_SHARE * whole_us):
            return None
        whole = round(whole_us / TENTH_US)
        read = max(min(round((whole_us - missing_us) / TENTH_US), whole - 1), 0)
        return f"{read / 10:.1f} s of {whole / 10:.1f} s"


class ClipRecording:
    """A clip seen through a pose model, read as fast as it goes (ports.Recording). Times are the video's own."""

    def __init__(
        self, path: Path, model: PoseEstimator, *, look: Callable[[RgbFrame, int], None] | None = None
    ) -> None:
        """Look into the file; `look` sees every frame and its time too. Raises InputError as ClipReader does."""
        self.reader: Final = ClipReader(path)
        self._model: Final = model
        self._look: Final = look

    def samples(self) -> Iterator[PoseSample]:
        """Yield every sample in order of capture. Raises ModelError when the model does not run."""
        tracker = PoseTracker(self._model)
        for frame, capture_us in self.reader:
            if self._look is not None:
                self._look(frame, capture_us)
            yield tracker.track(frame, capture_us)


class PacedClip:
    """A clip that plays like a camera (worker.FrameSource): a frame comes when its time has come by the clock.

    The first frame is due at the first read. Frames that a newer due frame has overtaken are skipped.
    """

    def __init__(self, reader: ClipReader, clock: Clock) -> None:
        self._clock: Final = clock
        self._frames: Final = iter(reader)
        self._next = next(self._frames, None)
        self._origin_us: int | None = None

    def read(self) -> TimedFrame | None:
        """Return the newest due frame with its time on the clock's axis, or None after a nap when none is due."""
        now_us = self._clock.now_us()
        due = None
        for _ in range(MAX_SKIPPED):
            if self._next is None:
                break
            frame, video_us = self._next
            if self._origin_us is None:
                self._origin_us = now_us - video_us
            due_us = self._origin_us + video_us
            if due_us > now_us:
                if due is None:
                    self._clock.sleep_until_us(min(due_us, now_us + NAP_US))
                break
            due, self._next = (frame, due_us), next(self._frames, None)
        return due

    def is_finished(self) -> bool:
        """Whether the last frame was read."""
        return self._next is None

    def close(self) -> None:
        """Close the file. Safe to call twice."""
        self._frames.close()


def play_clip(path: Path, *, model: PoseEstimator, clock: Clock) -> Worker:
    """Return a PoseSource that plays the clip in real time. Raises InputError as ClipReader does."""
    reader = ClipReader(path)
    return Worker(open_source=lambda: PacedClip(reader, clock), model=model, clock=clock)


def _open_video(path: Path) -> InputContainer:
    try:
        # titles and the like are not read; one that is no text is no reason to refuse the picture
        container = av.open(str(path), metadata_errors="replace")
    except FileNotFoundError as error:
        message = f"There is no video at {path}: check the path."
        raise InputError(message) from error
    except (av.FFmpegError, OSError) as error:
        message = f"{path} is not a video that can be read: choose another one or export it again as MP4."
        raise InputError(message) from error
    if not container.streams.video:
        container.close()
        message = f"{path} holds no video: choose a file with a picture."
        raise InputError(message)
    return container


def _told_us(container: InputContainer, stream: VideoStream) -> int | None:
    """Return how long the file tells its picture is; None when it does not, or when a longer sound may be meant."""
    if stream.duration is not None and stream.time_base is not None:
        return round(stream.duration * stream.time_base * US_PER_S)
    if container.duration is None or len(container.streams) > 1:
        return None
    return container.duration * US_PER_S // av.time_base


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame | None]:
    """Yield the frames in order of showing; a damaged packet gives None in place of its own frame, a damaged end one.

    What comes after a damaged end is not read.
    """
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except av.FFmpegError:
            yield None
            return
        try:
            frames = packet.decode()
        except av.FFmpegError:
            yield None
            continue
        yield from frames


def _time_us(frame: VideoFrame, last_us: int | None, period_us: int) -> int:
    """Return the frame's own time; one period after the last frame when it has none or would not come later."""
    own_us = None if frame.pts is None else round(frame.pts * (frame.time_base or Fraction(0)) * US_PER_S)
    if last_us is None:
        return own_us or 0
    return own_us if own_us is not None and own_us > last_us else last_us + period_us


def _upright(frame: VideoFrame, pixel_aspect: Fraction | None) -> RgbFrame:
    """Return the frame as it is meant to be shown: square pixels, turned upright, no larger than MAX_SIDE_PX."""
    width, height = float(frame.width * (pixel_aspect or 1)), float(frame.height)
    scale = min(1.0, MAX_SIDE_PX / max(width, height))
    picture = frame.reformat(
        width=round(width * scale), height=round(height * scale), format="rgb24", interpolation=Interpolation.AREA
    )
    # PyAV gives the display matrix as degrees counter-clockwise, rot90 turns counter-clockwise as well.
    return np.ascontiguousarray(np.rot90(picture.to_ndarray(), k=round(frame.rotation / 90)), dtype=np.uint8)
