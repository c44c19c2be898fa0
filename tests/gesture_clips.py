"""False gestures in recordings: every clip and trace through the real model and the core, as live visits.

In:  a folder of clips with their truths; `python -m tests.gesture_clips --clips FOLDER`.
Out: a line per clip: gestures taken in its visits, and those that would be taken if any were wanted at any time.
Not here: synthetic hands (core/test_gestures_meant.py, core/test_gestures_not_meant.py).

Rule: nobody in the clips means a gesture, so every one is false. The station offers a choice, so that all four are
wanted where they ever are. Poses, never frames, are kept in `--keep` for another run.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.analysis import inputs_of
from kiosk.config import ModelConfig
from kiosk.core import gesture as gestures
from kiosk.core.events import GestureSeen, GestureTaken
from kiosk.core.gesture import GestureState
from kiosk.core.lane import Lane, LaneRefused
from kiosk.core.pose import Pose, PoseSample
from kiosk.core.session import Station, initial, step
from kiosk.core.vocab import Gesture
from kiosk.errors import OwnerError
from kiosk.evaluate import stations_in
from kiosk.evidence import Truth
from kiosk.evidence_json import trace_from_json, truth_from_json
from kiosk.model import model_of
from kiosk.runs import at_rate
from kiosk.trial import lane_from_calibration, lane_from_tape
from kiosk.vision.clip import ClipRecording
from kiosk.vision.movenet import MoveNet
from tests.visits import station_of

RATES_HZ: Final = (30.0, 20.0, 15.0, 10.0)
TRACES: Final = Path(__file__).parent / "replays" / "traces"


def false_gestures(samples: Sequence[PoseSample], station: Station) -> tuple[int, int, list[Gesture]]:
    """Return the gestures seen and taken in a live visit, and those that would be taken were they always wanted."""
    state, open_state = initial(station), GestureState()
    seen = taken = 0
    would: list[Gesture] = []
    for tick_input in inputs_of(samples):
        state, output = step(state, tick_input, station)
        seen += sum(isinstance(event, GestureSeen) for event in output.events)
        taken += sum(isinstance(event, GestureTaken) for event in output.events)
        if tick_input.sample is not None:
            open_state, change = gestures.observe(
                open_state, tick_input.sample, state.body.presence, lambda _: True, station.params.gesture
            )
            if change is not None and change.is_taken:
                would.append(change.gesture)
    return seen, taken, would


def choosing(drill: str, lane: Lane | None) -> Station:
    """Return a live station for a drill that offers another one."""
    own = replace(station_of(drill), lane=lane)
    other = replace(station_of("band_pull_through"), lane=lane)
    return replace(own, choices=(own, other))


def clips_in(folder: Path, keep: Path | None) -> Iterator[tuple[Truth, tuple[PoseSample, ...], Lane | None]]:
    """Yield every clip's truth, poses and lane; the lane of a station is that of its calibration."""
    path = model_of(ModelConfig()).path
    model = MoveNet(path, 1)
    for group in stations_in(folder, model=path):
        lane: Lane | None = None
        for clip in group.clips:
            truth = truth_from_json(json.loads(clip.read_text(encoding="utf-8")))
            samples = _samples(clip, model, keep)
            try:
                if truth.is_calibration:
                    lane = lane_from_calibration(samples, truth)
                elif not truth.station:
                    lane = lane_from_tape(truth, samples[0].frame_px)
            except (LaneRefused, OwnerError):
                lane = None
            yield truth, samples, lane


def _samples(clip: Path, model: MoveNet, keep: Path | None) -> tuple[PoseSample, ...]:
    kept = None if keep is None else keep / f"{clip.stem}.npz"
    if kept is not None and kept.is_file():
        return _loaded(kept)
    samples = tuple(ClipRecording(clip.with_suffix(".mp4"), model).samples())
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(
            kept,
            poses=np.array([np.column_stack((item.pose.xy_px, item.pose.score)) for item in samples]),
            times_us=np.array([(item.sequence, item.capture_us) for item in samples]),
            luma=np.array([item.luma for item in samples]),
            frame_px=np.array(samples[0].frame_px),
        )
    return samples


def _loaded(kept: Path) -> tuple[PoseSample, ...]:
    with np.load(kept) as found:
        width, height = (int(value) for value in found["frame_px"])
        rows = zip(found["poses"], found["times_us"].tolist(), found["luma"].tolist(), strict=True)
        return tuple(
            PoseSample(
                sequence=sequence,
                capture_us=capture_us,
                pose=Pose(xy_px=pose[:, :2].copy(), score=pose[:, 2].copy()),
                luma=luma,
                frame_px=(width, height),
            )
            for pose, (sequence, capture_us), luma in rows
        )


def traces() -> Iterator[tuple[str, tuple[PoseSample, ...]]]:
    """Yield the poses of real people."""
    for path in sorted(TRACES.glob("*.json")):
        yield path.stem, tuple(trace_from_json(json.loads(path.read_text(encoding="utf-8")))[1])


def report(clips: Path, keep: Path | None) -> Iterator[str]:
    """Yield a line for each clip and trace, and the sum."""
    runs = all_taken = all_would = 0
    for name, samples, station in _visits(clips, keep):
        found = [false_gestures(at_rate(samples, rate_hz=rate), station) for rate in RATES_HZ]
        runs += len(found)
        seen, taken = sum(item[0] for item in found), sum(item[1] for item in found)
        would = [gesture.value for item in found for gesture in item[2]]
        all_taken, all_would = all_taken + taken, all_would + len(would)
        yield f"{name:<32} {len(samples):6d} poses  seen {seen}  taken {taken}  if always wanted {len(would)} {would}"
    yield f"{runs} runs: {all_taken} gestures taken, {all_would} if they were always wanted"


def _visits(clips: Path, keep: Path | None) -> Iterable[tuple[str, tuple[PoseSample, ...], Station]]:
    for name, samples in traces():
        yield name, samples, choosing("hip_hinge", None)
    for truth, samples, lane in clips_in(clips, keep):
        yield truth.name, samples, choosing(truth.drill.value, lane)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    for line in report(given.clips, given.keep):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
