"""Real clips written on the spot, the demo clip, the model, and a clock that tests turn by hand."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "movenet_singlepose_lightning_int8_4.tflite"
DEMO_CLIP = ROOT / "assets" / "demo" / "session.mp4"


class HandClock:
    """ports.Clock: sleeping takes no time, it only moves the hand."""

    def __init__(self) -> None:
        self.time_us = 0

    def now_us(self) -> int:
        return self.time_us

    def sleep_until_us(self, time_us: int) -> None:
        self.time_us = max(self.time_us, time_us)

    def minute_of_day(self) -> int:
        return 720


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def model_path() -> Path:
    if not MODEL.is_file():
        pytest.skip(f"{MODEL.name} is not fetched: run `make models`")
    return MODEL


@pytest.fixture(scope="session")
def athlete_clip() -> Path:
    """A clip of a whole session: the athlete stands at the wall 20 s in."""
    folder = os.environ.get("CLIPS_DIR")
    for clip in ([Path(folder) / "dev_0_session.mp4"] if folder else []) + [DEMO_CLIP]:
        if clip.is_file():
            return clip
    pytest.skip("there is no clip: set CLIPS_DIR or put one at assets/demo/session.mp4")


@pytest.fixture
def write_clip(tmp_path: Path) -> Callable[..., Path]:
    """Write frames shown at the given milliseconds to a real video file."""

    def write(
        name: str,
        times_ms: Sequence[int],
        frames: Sequence[np.ndarray],
        *,
        codec: str = "mpeg4",
        pix_fmt: str = "yuv420p",
        rotation: int = 0,
        pixel_aspect: Fraction = Fraction(1),
    ) -> Path:
        path = tmp_path / name
        height, width = frames[0].shape[:2]
        with av.open(str(path), "w") as container:
            stream = container.add_stream(codec, rate=30)
            stream.width, stream.height, stream.pix_fmt = width, height, pix_fmt
            stream.codec_context.sample_aspect_ratio = pixel_aspect
            stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
            if rotation:
                stream.set_display_rotation(rotation)
            for time_ms, image in zip(times_ms, frames, strict=True):
                frame = av.VideoFrame.from_ndarray(image, format="rgb24")
                frame.pts, frame.time_base = time_ms, Fraction(1, 1000)
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
        return path

    return write


@pytest.fixture(autouse=True)
def _no_vision_thread_is_left() -> Iterator[None]:
    yield
    assert [thread.name for thread in threading.enumerate() if thread.name == "vision"] == []
