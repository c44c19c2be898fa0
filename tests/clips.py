"""Short real clips.

In:  a folder, a length in seconds.
Out: the beginning of the bundled demo session as a video of its own.
Not here: drawn frames (vision/conftest.py), athletes made of numbers (builders.py).

Rule: packets are copied as they are, so the frames are the demo's own.
"""

from pathlib import Path

import av

from tests.conftest import DEMO


def cut_demo(folder: Path, length_s: float) -> Path:
    """Write the first seconds of the demo session and return the file."""
    path = folder / "short.mp4"
    with av.open(str(DEMO)) as whole, av.open(str(path), "w") as short:
        stream = short.add_stream_from_template(whole.streams.video[0])
        for packet in whole.demux(video=0):
            if packet.dts is not None and packet.pts * packet.time_base < length_s:
                packet.stream = stream
                short.mux(packet)
    return path
