"""Short real clips.

In:  a folder, a length in seconds.
Out: the beginning of the bundled demo session as a video of its own.
Not here: drawn frames (vision/conftest.py), athletes made of numbers (builders.py).

Rule: packets are copied as they are, so the frames are the demo's own.
"""

import os
from pathlib import Path

import av

from tests.conftest import DEMO


def cut_demo(folder: Path, length_s: float, *, kept: float = 1.0) -> Path:
    """Write the first seconds of the demo session and return the file, of which a share of the bytes is kept."""
    path = folder / "short.mp4"
    with av.open(str(DEMO)) as whole, av.open(str(path), "w", options={"movflags": "faststart"}) as short:
        stream = short.add_stream_from_template(whole.streams.video[0])
        for packet in whole.demux(video=0):
            if packet.dts is not None and packet.pts * packet.time_base < length_s:
                packet.stream = stream
                short.mux(packet)
    os.truncate(path, round(path.stat().st_size * kept))
    return path
