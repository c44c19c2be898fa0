"""Evaluate: every rendered clip and every keypoint trace through the station, judged and reported.

In:  a folder of clips (`<clip>.mp4` with its truth `<clip>.json`), a folder of traces, the pose model.
Out: a report on a text stream, a line per clip on another, and the same figures as JSON in a file.
Not here: what an analysis is (analysis.py), how it is judged (trial.py, scorecard.py).

Rule: it is a report. It never fails because a figure is poor, only because a file is missing or unreadable.
"""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final, TextIO

from kiosk.breakdown import groups_of
from kiosk.catalogue import Catalogue, load_catalogue
from kiosk.core.lane import Lane, LaneRefused
from kiosk.core.pose import PoseSample
from kiosk.errors import InputError, OwnerError
from kiosk.evidence import Truth
from kiosk.evidence_json import trace_from_json, truth_from_json
from kiosk.judge_family import family_line, with_family
from kiosk.scorecard import ClipScore, Line, summary
from kiosk.scorecard_text import report
from kiosk.storage.whole import write_whole
from kiosk.trial import judged, lane_from_calibration, lane_from_tape
from kiosk.vision.clip import ClipRecording
from kiosk.vision.movenet import MoveNet

PROCESSES: Final = 2
"""One model a process, one thread a model: half of a small board stays free."""

THREADS: Final = 1
CALIBRATION: Final = "_calib"


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """Clips that share one lane: a calibration, if there is one, comes first."""

    clips: tuple[Path, ...]
    model: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """One clip with what the model saw in it; `troubles` say why there is no lane."""

    truth: Truth
    samples: tuple[PoseSample, ...]
    lane: Lane | None
    troubles: tuple[str, ...]


def evaluate(
    *, clips_dir: Path, traces_dir: Path | None, model: Path, json_file: Path | None, out: TextIO, progress: TextIO
) -> tuple[Line, ...]:
    """Judge every clip and trace, write the report and the JSON file, and return the summary.

    Raises InputError when a file is missing or is no truth, and ModelError when the model cannot be loaded.
    """
    stations = stations_in(clips_dir, model=model)
    catalogue = load_catalogue()
    scores = [] if traces_dir is None else [_judge_trace(path, catalogue) for path in _files(traces_dir, "*.json")]
    # Threads and locks of the caller do not survive a fork; a fresh process has none.
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        jobs = [pool.submit(judge_station, station) for station in stations]
        for job in as_completed(jobs):
            for score in job.result():
                wrong = [f"{run.value}: {result.counted}" for run, result in score.runs.items() if not result.is_exact]
                progress.write(f"{score.name}  {', '.join(wrong) or 'counted exactly in every run'}\n")
                progress.flush()
                scores.append(score)
    scores.sort(key=lambda score: (score.is_trace, score.name))
    lines = summary(scores)
    out.write(report(scores, lines))
    out.write(family_line(scores))
    if json_file is not None:
        write_whole(json_file, json.dumps(to_json_object(scores, lines), indent=1) + "\n")
    return lines


def stations_in(clips_dir: Path, *, model: Path) -> tuple[Station, ...]:
    """Group the clips of a folder by their lane, the longest first. Raises InputError naming every missing file."""
    truths = _files(clips_dir, "*.json")
    missing = [path.with_suffix(".mp4") for path in truths if not path.with_suffix(".mp4").is_file()]
    if missing:
        message = f"Missing beside their truth: {', '.join(map(str, missing))}. Put them there, or remove the truth."
        raise InputError(message)
    groups: dict[str, list[Path]] = {}
    for path in truths:
        station = _truth(path).station
        groups.setdefault(station or path.stem, []).append(path)
    stations = [
        Station(clips=tuple(sorted(group, key=lambda path: (not path.stem.endswith(CALIBRATION), path))), model=model)
        for group in groups.values()
    ]
    return tuple(sorted(stations, key=lambda station: -sum(_truth_size(path) for path in station.clips)))


def judge_station(station: Station) -> tuple[ClipScore, ...]:
    """Find the poses of each clip once and judge it in every way. A refused lane is a trouble, not an end."""
    catalogue = load_catalogue()
    return tuple(
        with_family(
            judged(
                clip.truth,
                samples=clip.samples,
                lane=clip.lane,
                is_trace=False,
                troubles=clip.troubles,
                catalogue=catalogue,
            ),
            clip.truth,
            samples=clip.samples,
            lane=clip.lane,
            catalogue=catalogue,
        )
        for clip in watched(station)
    )


def watched(station: Station) -> Iterator[Watched]:
    """Yield the clips of a station, each with its poses and the lane that holds for it."""
    model = MoveNet(station.model, THREADS)
    lane: Lane | None = None
    refused: tuple[str, ...] = ()
    for path in station.clips:
        truth = _truth(path)
        samples = tuple(ClipRecording(path.with_suffix(".mp4"), model).samples())
        try:
            if truth.is_calibration or not truth.station:
                lane, refused = _lane(truth, samples), ()
        except LaneRefused as refusal:
            lane, refused = None, refusal.reasons
        except OwnerError as refusal:
            lane, refused = None, refusal.problems
        yield Watched(truth=truth, samples=samples, lane=lane, troubles=refused)


def to_json_object(scores: Sequence[ClipScore], lines: Sequence[Line]) -> dict[str, object]:
    """Return the whole evaluation as plain JSON values."""
    return {
        "summary": [{**asdict(line), "holds": line.holds} for line in lines],
        "groups": [
            {
                "respect": group.respect,
                "name": group.name,
                "runs": {run.name.lower(): asdict(figures) for run, figures in group.figures.items()},
            }
            for group in groups_of(scores)
        ],
        "clips": [
            {
                "name": score.name,
                "drill": score.drill,
                "is_trace": score.is_trace,
                "view": asdict(score.view),
                "truth": [score.least, score.most],
                "runs": {run.name.lower(): asdict(result) for run, result in score.runs.items()},
                "troubles": list(score.troubles),
            }
            for score in scores
        ],
    }


def _lane(truth: Truth, samples: Sequence[PoseSample]) -> Lane | None:
    return lane_from_calibration(samples, truth) if truth.is_calibration else lane_from_tape(truth, samples[0].frame_px)


def _judge_trace(path: Path, catalogue: Catalogue) -> ClipScore:
    truth, samples = trace_from_json(_json(path))
    score = judged(truth, samples=samples, lane=None, is_trace=True, troubles=(), catalogue=catalogue)
    return with_family(score, truth, samples=samples, lane=None, catalogue=catalogue)


def _truth(path: Path) -> Truth:
    try:
        return truth_from_json(_json(path))
    except InputError as error:
        message = f"{path}: {error}"
        raise InputError(message) from error


def _json(path: Path) -> object:
    try:
        value: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read as JSON: put the original file there"
        raise InputError(message) from error
    return value


def _files(folder: Path, pattern: str) -> tuple[Path, ...]:
    found = tuple(sorted(folder.glob(pattern)))
    if not found:
        message = f"{folder} holds no {pattern}: give the folder of the judge's files"
        raise InputError(message)
    return found


def _truth_size(path: Path) -> int:
    """Return the size of a truth file in bytes: it grows with the clip's frames."""
    return path.stat().st_size
