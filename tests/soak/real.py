"""The whole program in real time: the model on the frames of the demo session, over and over, with sound and screen.

In:  minutes, a folder.
Out: a table with a row every half minute, the verdict.
Not here: the accelerated life (life.py).

Rule: it is the program an owner starts, looked at from outside.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import av

from tests.conftest import DEMO, ROOT
from tests.soak.gauges import HEAD, LEAST_SAMPLES, Sample, look, row_of

LOOK_S: Final = 30.0
WARM_MIN: Final = 5.0
START_MIN: Final = 2.0
"""More than the station is looked at, so that the recording does not end before."""

MOST_GROWTH_MB: Final = 10.0
"""From the first to the last quarter of what comes after the first minutes: the allocator's own coming and going."""

SETTINGS: Final = """
[display]
look = "camera"
[journal]
folder = "{folder}"
[history]
file = "{folder}/history.db"
[lane]
file = "{lane}"
[sound]
tone = true
"""


def long_clip(into: Path, minutes: float) -> Path:
    """Write the demo session over and over until it is so long; packets are copied as they are."""
    with av.open(str(into), "w") as long:
        stream, offset = None, 0
        while stream is None or offset * stream.time_base < minutes * 60.0:
            with av.open(str(DEMO)) as whole:
                source = whole.streams.video[0]
                stream = stream or long.add_stream_from_template(source)
                stream.time_base = source.time_base
                length = source.duration
                for packet in whole.demux(source):
                    if packet.dts is not None:
                        packet.pts, packet.dts, packet.stream = packet.pts + offset, packet.dts + offset, stream
                        packet.time_base = source.time_base
                        long.mux(packet)
            offset += length
    return into


def soak_real(minutes: float, folder: Path) -> int:
    """Run the station so long, look at it every half minute, and tell."""
    clip, state, settings = folder / "long.mp4", folder / "state", folder / "kiosk.toml"
    state.mkdir()
    lane = DEMO.with_name("lane.json")
    settings.write_text(SETTINGS.format(folder=state, lane=lane), encoding="utf-8")
    long_clip(clip, minutes + START_MIN)
    words = [sys.executable, "-m", "kiosk", "run", "--config", str(settings), "--source", f"clip:{clip}"]
    environment = {**os.environ, "HOME": str(folder)}
    samples = list[Sample]()
    _tell(HEAD)
    with subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as station:
        began_s = time.monotonic()
        while station.poll() is None and time.monotonic() - began_s < minutes * 60.0:
            time.sleep(LOOK_S)
            if station.poll() is None:
                at_h = (time.monotonic() - began_s) / 3600.0
                samples.append(look(station.pid, state, at_h=at_h, sessions=len(list(state.glob("*.jsonl")))))
                _tell(row_of(samples[-1]))
        station.terminate()
        out, err = station.communicate()
    _tell(out.strip().splitlines()[-1] if out.strip() else err)
    found = _complaints(samples, station.returncode, err)
    _tell("\n".join(found) if found else "It lasts.")
    return 1 if found else 0


def _complaints(samples: list[Sample], code: int, err: str) -> list[str]:
    settled = [sample for sample in samples if sample.at_h >= WARM_MIN / 60.0]
    if len(settled) < LEAST_SAMPLES:
        return [f"no more than {len(settled)} looks after the first {WARM_MIN:g} min: live longer"]
    quarter = max(len(settled) // 4, 1)
    first, last = settled[:quarter], settled[-quarter:]
    growth_mb = sum(item.rss_mb for item in last) / quarter - sum(item.rss_mb for item in first) / quarter
    _tell(f"RSS {growth_mb:+.1f} MB from the first to the last quarter after {WARM_MIN:g} min.")
    found = [] if growth_mb <= MOST_GROWTH_MB else [f"RSS grows by {growth_mb:.1f} MB, more than {MOST_GROWTH_MB:g}"]
    for name in ("handles", "threads"):
        most_first = max(getattr(item, name) for item in first)
        most_last = max(getattr(item, name) for item in last)
        if most_last > most_first + 1:
            found.append(f"{name}: {most_first} at first, {most_last} at last")
    if code != 0 or "Traceback" in err:
        found.append(f"it ended with {code}: {err[-500:]}")
    return found


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (it is what is asked for)
