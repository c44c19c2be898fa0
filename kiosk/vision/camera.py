"""The Raspberry Pi's own camera, through Picamera2, as a frame source for the worker.

In:  which camera (its id, or none for the first), the frame's size, how the picture is to be turned, the clock.
Out: upright RGB frames with their capture time on the clock's axis.
Not here: USB webcams (webcam.py), retry (worker.py), mirroring the picture for the athlete (output/backdrop.py).

Rule: picamera2 is imported when a camera is opened, so that a machine without it runs everything else. The picture is
turned upright here and nowhere else, in memory, because no sensor can turn it by a quarter.
"""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import SourceError
from kiosk.ports import Clock
from kiosk.vision.movenet import RgbFrame

if TYPE_CHECKING:
    from picamera2 import Picamera2

RATE_HZ: Final = 30
FRAME_US: Final = 1_000_000 // RATE_HZ
"""Fixed: with limits apart a dim room would slow the camera to 12 frames a second (platform.md 2)."""
BUFFERS: Final = 4
FRAME_WAIT_S: Final = 1.0
"""A frame is due every 33 ms. Without a limit Picamera2 waits for a dead sensor for ever (platform.md 2)."""
FRAME_PX: Final = (640, 480)
"""Lightning sees 192 pixels; 480 lines are twice finer than the body is in them (hinge.md 0, 5)."""
QUARTER_DEG: Final = 90
NS_PER_US: Final = 1_000

ABSENT: Final = (
    "No Raspberry Pi camera is connected: check both ends of its ribbon cable with the power off; "
    "`rpicam-hello --list-cameras` must show it."
)
NO_LIBRARY: Final = (
    "Picamera2 is not installed ({reason}): on Raspberry Pi OS `sudo apt install -y python3-picamera2 "
    "--no-install-recommends`, in an environment made with --system-site-packages."
)
SILENT: Final = "The camera gave no frame for a second: check its ribbon cable and its power supply."

ToRgb = Callable[[NDArray[np.uint8], tuple[int, int]], RgbFrame]


class PiCamera:
    """An open Raspberry Pi camera (worker.FrameSource)."""

    def __init__(
        self,
        *,
        clock: Clock,
        camera_id: str | None = None,
        turn_deg: int = 0,
        frame_px: tuple[int, int] = FRAME_PX,
    ) -> None:
        """Open the camera of that id, or the first; a camera without frames of `frame_px` gives its nearest size.

        `turn_deg` is the clockwise turn that makes its picture upright: 0, 90, 180 or 270. Raises SourceError with what
        to do.
        """
        self._clock: Final = clock
        self._turns: Final = turn_deg // QUARTER_DEG
        self._last_us: int | None = None
        self._camera: Picamera2 | None = None
        self.camera_id, camera = _opened(camera_id)
        try:
            _configure(camera, frame_px)
            main = camera.camera_configuration()["main"]
            self._to_rgb: Final = _converter_of(str(main["format"]))
            self._sensor_px: Final[tuple[int, int]] = (int(main["size"][0]), int(main["size"][1]))
            camera.start()
        except SourceError:
            camera.close()
            raise
        except RuntimeError as error:
            camera.close()
            message = (
                f"The camera {self.camera_id} does not start ({error}): `rpicam-hello` must show its picture first."
            )
            raise SourceError(message) from error
        self._camera = camera
        width, height = self._sensor_px
        self.frame_px: Final = (height, width) if self._turns % 2 else (width, height)
        """(width, height) of its upright frames."""

    @property
    def mode(self) -> str:
        """What a calibration notes of the camera: its id, the size and rate of its frames, and its turn."""
        width, height = self._sensor_px
        return f"pi {self.camera_id} {width}x{height} {RATE_HZ}/s turned {self._turns * QUARTER_DEG}"

    def read(self) -> tuple[RgbFrame, int] | None:
        """Return the next frame that is complete. Raises SourceError when none comes within FRAME_WAIT_S."""
        camera = self._camera
        if camera is None:
            raise SourceError(SILENT)
        try:
            request = camera.capture_request(wait=FRAME_WAIT_S)
        except TimeoutError as error:
            # the wish stays queued, and would swallow a later frame
            camera.cancel_all_and_flush()
            raise SourceError(SILENT) from error
        try:
            sensor_ns = int(request.get_metadata()["SensorTimestamp"])
            # a copy, for the buffer is the camera's own again once it is released
            frame = self._to_rgb(request.make_array("main"), self._sensor_px)
        finally:
            request.release()
        if self._turns:
            frame = np.ascontiguousarray(np.rot90(frame, k=-self._turns))
        return frame, self._capture_us(sensor_ns)

    def is_finished(self) -> bool:
        """Return False: a camera has no end."""
        return False

    def close(self) -> None:
        """Release the camera. Safe to call twice; with a dead sensor it can take seconds."""
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()
            camera.close()

    def _capture_us(self, sensor_ns: int) -> int:
        """Return a sensor time, which counts from boot with suspended time, on the clock's axis; it only grows."""
        age_us = (time.clock_gettime_ns(time.CLOCK_BOOTTIME) - sensor_ns) // NS_PER_US
        capture_us = self._clock.now_us() - max(0, age_us)
        self._last_us = capture_us if self._last_us is None else max(capture_us, self._last_us + 1)
        return self._last_us


def list_pi_cameras() -> tuple[str, ...]:
    """Return the stable ids of the connected cameras. Raises SourceError where Picamera2 is not installed."""
    return tuple(str(info["Id"]) for info in _library().global_camera_info())


def _library() -> "type[Picamera2]":
    try:
        from picamera2 import Picamera2  # noqa: PLC0415 (a device library inside its own edge)
    except ImportError as error:
        raise SourceError(NO_LIBRARY.format(reason=error)) from error
    library: type[Picamera2] = Picamera2
    return library


def _opened(camera_id: str | None) -> "tuple[str, Picamera2]":
    library = _library()
    # an index is a place in this list, not the number that a camera tells of itself
    ids = list_pi_cameras()
    if not ids:
        raise SourceError(ABSENT)
    if camera_id is not None and camera_id not in ids:
        message = (
            f"There is no camera {camera_id!r}: camera.source may name {' or '.join(f'pi:{name}' for name in ids)}."
        )
        raise SourceError(message)
    name = ids[0] if camera_id is None else camera_id
    try:
        return name, library(ids.index(name))
    except (RuntimeError, IndexError) as error:
        message = f"The camera {name} cannot be taken ({error}): close the program that holds it, such as rpicam-hello."
        raise SourceError(message) from error


def _configure(camera: "Picamera2", frame_px: tuple[int, int]) -> None:
    camera.configure(
        camera.create_video_configuration(
            # a word of 24 bits, little-endian: in memory red comes first
            main={"size": frame_px, "format": "BGR888"},
            buffer_count=BUFFERS,
            queue=False,
            controls={"FrameDurationLimits": (FRAME_US, FRAME_US)},
        )
    )


def _converter_of(pixel_format: str) -> ToRgb:
    convert = TO_RGB.get(pixel_format)
    if convert is None:
        message = f"The camera gives {pixel_format} frames, and can be used with {', '.join(TO_RGB)}: take another one."
        raise SourceError(message)
    return convert


def _rgb(frame: NDArray[np.uint8], _: tuple[int, int]) -> RgbFrame:
    return frame


def _bgr(frame: NDArray[np.uint8], _: tuple[int, int]) -> RgbFrame:
    return np.ascontiguousarray(frame[:, :, ::-1])


def _planes(name: str) -> ToRgb:
    """Return how frames of 12 bits a pixel in two or three planes become RGB: (height · 3/2, stride) of bytes."""

    def convert(planes: NDArray[np.uint8], size_px: tuple[int, int]) -> RgbFrame:
        width, height = size_px
        rows = np.ascontiguousarray(planes.reshape(height * 3 // 2, -1)[:, :width])
        return np.asarray(av.VideoFrame.from_ndarray(rows, format=name).to_ndarray(format="rgb24"), dtype=np.uint8)

    return convert


TO_RGB: Final[Mapping[str, ToRgb]] = {
    "BGR888": _rgb,
    "RGB888": _bgr,
    "NV12": _planes("nv12"),
    "YUV420": _planes("yuv420p"),
}
"""How a frame of each format becomes RGB; the names are those of the Linux display drivers, which count from behind."""
