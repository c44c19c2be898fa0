"""A view: a camera or a clip that is known to work, before the vision thread takes it over.

In:  a choice of source, the clock.
Out: the frame's size, and how to start the thread that turns frames into samples.
Not here: which source is taken (choice.py), the thread (vision/worker.py).

Rule: what is wrong with a source at the start is told at the start, in its own words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.ports import Clock
from kiosk.vision.camera import PiCamera
from kiosk.vision.clip import ClipReader, PacedClip
from kiosk.vision.movenet import PoseEstimator, RgbFrame
from kiosk.vision.webcam import OPTIONS, Webcam
from kiosk.vision.worker import FrameSource, Worker

ShowFrame = Callable[[RgbFrame], None]
LookAtFrame = Callable[[RgbFrame, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A source that works. `frame_px` is the (width, height) of its frames; `open_source` opens it, and again."""

    frame_px: tuple[int, int]
    mode: str
    """What gives the frames, in what size and rate, for a calibration made with it."""
    open_source: Callable[[], FrameSource]

    def start(
        self, *, model: PoseEstimator, clock: Clock, show: ShowFrame | None, look: LookAtFrame | None = None
    ) -> Worker:
        """Start the vision thread; `show` sees every frame as well, `look` its time too, and both must forget it."""
        sees: list[LookAtFrame] = [] if look is None else [look]
        if show is not None:
            sees.append(lambda frame, _: show(frame))
        open_source = (lambda: _Seen(self.open_source(), sees)) if sees else self.open_source
        return Worker(open_source=open_source, model=model, clock=clock, frame_px=self.frame_px)


def view_of_clip(path: Path, *, clock: Clock) -> View:
    """Return a clip that plays once, in real time. Raises InputError when it holds no video that can be decoded."""
    reader = ClipReader(path)
    return View(frame_px=reader.frame_px, mode=mode_of_clip(reader), open_source=lambda: PacedClip(reader, clock))


def view_of_webcam(device: Path | None, *, clock: Clock) -> View:
    """Return a webcam, the first that opens for None. Raises SourceError, with what to do for each, when none opens."""
    webcam = Webcam(clock=clock, device=device)
    webcam.close()
    mode = f"webcam {webcam.device} {_told_size(webcam.frame_px)} {OPTIONS['framerate']}/s"
    return View(frame_px=webcam.frame_px, mode=mode, open_source=lambda: Webcam(clock=clock, device=device))


def view_of_pi(camera_id: str | None, *, turn_deg: int, clock: Clock) -> View:
    """Return a Raspberry Pi camera, the first for None. Raises SourceError, with what to do, when it does not open."""

    def open_source() -> PiCamera:
        return PiCamera(clock=clock, camera_id=camera_id, turn_deg=turn_deg)

    camera = open_source()
    camera.close()
    return View(frame_px=camera.frame_px, mode=camera.mode, open_source=open_source)


def is_raspberry_pi(model: Path = Path("/proc/device-tree/model")) -> bool:
    """Whether this machine is a Raspberry Pi, by what its firmware calls it."""
    try:
        return model.read_bytes().startswith(b"Raspberry Pi")
    except OSError:
        return False


def mode_of_clip(reader: ClipReader) -> str:
    """Return a clip's mode: its kind, its name and the size of its frames."""
    return f"clip {reader.path.name} {_told_size(reader.frame_px)}"


def _told_size(frame_px: tuple[int, int]) -> str:
    return f"{frame_px[0]}x{frame_px[1]}"


class _Seen:
    """A FrameSource whose frames are seen by others as they pass."""

    def __init__(self, source: FrameSource, sees: Sequence[LookAtFrame]) -> None:
        self._source: Final = source
        self._sees: Final = sees

    def read(self) -> tuple[RgbFrame, int] | None:
        """Return the next frame, once it was seen."""
        timed = self._source.read()
        if timed is not None:
            for see in self._sees:
                see(*timed)
        return timed

    def is_finished(self) -> bool:
        """Whether no further frame will come."""
        return self._source.is_finished()

    def close(self) -> None:
        """Release the device. Safe to call twice."""
        self._source.close()
