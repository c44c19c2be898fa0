"""Webcam: a V4L2 camera on USB, as a frame source for the worker.

In:  a device path, or none for the first one that gives frames; the clock.
Out: RGB frames with their capture time on the clock's axis.
Not here: the Raspberry Pi's own camera (camera.py), retry (worker.py).

Rule: a frame that waited in the driver's queue is old news and is thrown away before it is decoded. PyAV cannot put a
time limit on a webcam's read, so a webcam that hangs is noticed by the worker.
"""

import errno
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av.container import InputContainer

from kiosk.core.units import US_PER_S
from kiosk.errors import SourceError
from kiosk.ports import Clock
from kiosk.vision.movenet import RgbFrame

DEVICES: Final = Path("/dev")
OPTIONS: Final = {"video_size": "640x480", "framerate": "30"}

STALE_US: Final = 100_000
"""A frame older than this has queued: a webcam delivers within two frame periods of 33 ms."""

PLAUSIBLE_US: Final = 10 * US_PER_S
"""A kernel time within this of the clock is on the clock's axis; any other is not a capture time."""

MAX_QUEUED: Final = 32
"""V4L2's largest queue (VIDEO_MAX_FRAME): a frame that is still old behind so many others is as new as they get."""

REMEDIES: Final = {
    errno.EBUSY: "close the program that holds it",
    errno.EACCES: "add this account to the group `video` and log in again",
    errno.EPERM: "add this account to the group `video` and log in again",
}

OpenContainer = Callable[[Path], InputContainer]


def open_v4l2(device: Path) -> InputContainer:
    """Open a V4L2 device. Its packets carry kernel times, which are CLOCK_MONOTONIC for USB cameras."""
    return av.open(str(device), format="v4l2", options=OPTIONS)


def list_webcams(devices: Path = DEVICES) -> list[Path]:
    """Return the video devices, lowest number first. Some of them may be codecs that give no frames."""
    found = [path for path in devices.glob("video*") if path.name.removeprefix("video").isdecimal()]
    return sorted(found, key=lambda path: int(path.name.removeprefix("video")))


class Webcam:
    """An open webcam (worker.FrameSource)."""

    def __init__(
        self,
        *,
        clock: Clock,
        device: Path | None = None,
        open_container: OpenContainer = open_v4l2,
        devices: Path = DEVICES,
    ) -> None:
        """Open `device`, or the first of all devices that opens. Raises SourceError with what to do for each."""
        self._clock: Final = clock
        self.device, self._container = _open_first(
            [device] if device is not None else list_webcams(devices), open_container
        )
        stream = self._container.streams.video[0]
        self.frame_px: Final = (stream.width, stream.height)
        """(width, height) of its frames, as the driver tells it."""
        self._packets: Final = self._container.demux(stream)
        self._last_us: int | None = None

    def read(self) -> tuple[RgbFrame, int] | None:
        """Return the next fresh frame. Raises SourceError when the webcam stops."""
        for waiting in reversed(range(MAX_QUEUED)):
            try:
                packet = next(self._packets)
            except (StopIteration, av.FFmpegError) as error:
                raise self._stopped() from error
            if packet.size == 0:  # the empty packet that ends a stream
                raise self._stopped()
            capture_us = self._capture_us(packet.pts, packet.time_base)
            if waiting and self._clock.now_us() - capture_us > STALE_US:
                continue
            try:
                frames = packet.decode()
            except av.FFmpegError:
                continue  # USB loses bytes now and then; the next frame is whole again
            if frames:
                self._last_us = capture_us
                return np.asarray(frames[-1].to_ndarray(format="rgb24"), dtype=np.uint8), capture_us
        return None

    def is_finished(self) -> bool:
        """Return False: a webcam has no end."""
        return False

    def close(self) -> None:
        """Release the device. Safe to call twice."""
        self._container.close()

    def _stopped(self) -> SourceError:
        return SourceError(f"The webcam {self.device} stopped giving frames: check its cable.")

    def _capture_us(self, pts: int | None, time_base: Fraction) -> int:
        """Return the kernel's capture time when it is on the clock's axis, else the time of arrival."""
        now_us = self._clock.now_us()
        kernel_us = now_us if pts is None else round(pts * time_base * US_PER_S)
        capture_us = kernel_us if now_us - PLAUSIBLE_US <= kernel_us <= now_us else now_us
        return capture_us if self._last_us is None else max(capture_us, self._last_us + 1)


def _open_first(devices: list[Path], open_container: OpenContainer) -> tuple[Path, InputContainer]:
    problems = []
    for device in devices:
        try:
            container = open_container(device)
        except av.FFmpegError as error:
            remedy = REMEDIES.get(error.errno or 0, "check its cable or choose another camera")
            problems.append(f"{device} does not open ({error.strerror}): {remedy}.")
            continue
        if container.streams.video:
            return device, container
        container.close()
        problems.append(f"{device} gives no video: choose another camera.")
    if not problems:
        problems.append("No webcam is connected: plug one in and check that /dev/video0 appears.")
    raise SourceError("\n".join(problems))
