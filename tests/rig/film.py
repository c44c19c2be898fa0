"""A clip as the pictures that the virtual camera shows, each with its number in a corner that can be read again.

In:  a clip; frames that a camera gave.
Out: a folder of JPEG files; the number of a frame, and so its time in the clip.
Not here: the camera (kiosk/vision/camera.py), what the virtual pipeline shows (harness.py).

Rule: the virtual camera keeps no pace, so a frame's time is the one that its number tells.
"""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np

BITS: Final = 12
BLOCK_PX: Final = 8
"""As large as what JPEG looks at as one, so that a block stays black or white."""


def write_film(clip: Path, folder: Path, *, from_s: float, to_s: float) -> int:
    """Write the frames of a part of a clip as 0.jpg, 1.jpg … and return how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    with av.open(str(clip)) as film:
        for frame in film.decode(video=0):
            if frame.time is None or not from_s <= frame.time < to_s:
                continue
            picture = frame.to_ndarray(format="rgb24")
            for bit in range(BITS):
                block = slice(bit * BLOCK_PX, (bit + 1) * BLOCK_PX)
                picture[:BLOCK_PX, block] = 255 * (number >> bit & 1)
            _write_jpeg(picture, folder / f"{number}.jpg")
            number += 1
    return number


def number_of(frame: np.ndarray) -> int:
    """Return which picture of the film a frame shows."""
    blocks = frame[:BLOCK_PX, : BITS * BLOCK_PX].mean(axis=(0, 2)).reshape(BITS, BLOCK_PX).mean(axis=1)
    return sum(1 << bit for bit, level in enumerate(blocks) if level > 127)


def shown(frames: Iterator[np.ndarray], count: int) -> Iterator[tuple[int, np.ndarray]]:
    """Yield each new picture once with its number, in order, until the film begins anew."""
    newest = -1
    for frame in frames:
        number = number_of(frame)
        if number < newest and newest > count * 0.9:
            return
        if number > newest:
            newest = number
            yield number, frame


def _write_jpeg(picture: np.ndarray, path: Path) -> None:
    with av.open(str(path), "w", format="image2", options={"update": "1"}) as out:
        stream = out.add_stream("mjpeg", rate=Fraction(30))
        stream.width, stream.height, stream.pix_fmt = picture.shape[1], picture.shape[0], "yuvj420p"
        stream.codec_context.qmin = stream.codec_context.qmax = 3
        out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode())
