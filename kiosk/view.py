"""A view: a camera or a clip that is known to work, before the vision thread takes it over.

In:  a choice of source, the clock.
Out: the frame's size, and how to start the thread that turns frames into samples.
Not here: which source is taken (choice.py), the thread (vision/worker.py).

Rule: what is wrong with a source at the start is told at the start, in its own words.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.ports import Clock
from kiosk.vision.camera import PiCamera
from kiosk.vision.clip import ClipReader, PacedClip
from kiosk.vision.movenet import PoseEstimator, RgbFrame
from kiosk.vision.webcam import Webcam
from kiosk.vision.worker import FrameSource, Worker

ShowFrame = Callable[[RgbFrame], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A source that works. `frame_px` is the (width, height) of its frames; `open_source` opens it, and again."""

    frame_px: tuple[int, int]
    open_source: Callable[[], FrameSource]

    def start(self, *, model: PoseEstimator, clock: Clock, show: ShowFrame | None) -> Worker:
        """Start the vision thread; `show` is given every frame as well, and must forget it."""
        return Worker(open_source=self._shown(show), model=model, clock=clock)

    def _shown(self, show: ShowFrame | None) -> Callable[[], FrameSource]:
        return self.open_source if show is None else lambda: _Shown(self.open_source(), show)


def view_of_clip(path: Path, *, clock: Clock) -> View:
    """Return a clip that plays once, in real time. Raises InputError when it holds no video that can be decoded."""
    reader = ClipReader(path)
    return View(frame_px=reader.frame_px, open_source=lambda: PacedClip(reader, clock))


def view_of_webcam(device: Path | None, *, clock: Clock) -> View:
    """Return a webcam, the first that opens for None. Raises SourceError, with what to do for each, when none opens."""
    webcam = Webcam(clock=clock, device=device)
    webcam.close()
    return View(frame_px=webcam.frame_px, open_source=lambda: Webcam(clock=clock, device=device))


def view_of_pi(camera_id: str | None, *, turn_deg: int, clock: Clock) -> View:
    """Return a Raspberry Pi camera, the first for None. Raises SourceError, with what to do, when it does not open."""

    def open_source() -> PiCamera:
        return PiCamera(clock=clock, camera_id=camera_id, turn_deg=turn_deg)

    camera = open_source()
    camera.close()
    return View(frame_px=camera.frame_px, open_source=open_source)


def is_raspberry_pi(model: Path = Path("/proc/device-tree/model")) -> bool:
    """Whether this machine is a Raspberry Pi, by what its firmware calls it."""
    try:
        return model.read_bytes().startswith(b"Raspberry Pi")
    except OSError:
        return False


class _Shown:
    """A FrameSource whose frames are shown as they pass."""

    def __init__(self, source: FrameSource, show: ShowFrame) -> None:
        self._source: Final = source
        self._show: Final = show

    def read(self) -> tuple[RgbFrame, int] | None:
        """Return the next frame, and show it."""
        timed = self._source.read()
        if timed is not None:
            self._show(timed[0])
        return timed

    def is_finished(self) -> bool:
        """Whether no further frame will come."""
        return self._source.is_finished()

    def close(self) -> None:
        """Release the device. Safe to call twice."""
        self._source.close()
