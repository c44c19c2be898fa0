"""Analyze: recorded videos judged as fast as the machine goes.

In:  videos, a drill or the wish to choose it, a lane file if there is one.
Out: a table a video for people, or JSON for programs; how far it is, on a terminal.
Not here: the judging (analysis.py), the table (analysis_text.py), decoding and the model (vision/).

Rule: the same video gives the same bytes. One bad video is told and costs only itself.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from kiosk.analysis import AUTO, Analysis, analyse, json_object_of
from kiosk.analysis_text import table_of
from kiosk.catalogue import Catalogue
from kiosk.core.lane import Lane, LaneRefused
from kiosk.core.pose import PoseSample
from kiosk.errors import EXIT_INPUT, InputError
from kiosk.storage.calibration import load_calibration
from kiosk.storage.whole import write_whole
from kiosk.vision.clip import ClipRecording
from kiosk.vision.movenet import PoseEstimator

TO_STDOUT: Final = "-"
TELL_EVERY: Final = 15
"""Frames between two looks at the terminal: about a tenth of a second's work on a small board."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why one video could not be judged: one word for programs, one sentence for people."""

    error: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One video, as it was named on the command line, and what came of it."""

    file: str
    result: Analysis | Trouble


def run(
    videos: Sequence[str],
    *,
    drill: str,
    lane_file: Path | None,
    json_to: str | None,
    model: PoseEstimator,
    catalogue: Catalogue,
    out: TextIO,
    err: TextIO,
) -> int:
    """Judge the videos and return the exit code. `json_to` is a path, "-" for `out`, or None for tables on `out`.

    Raises OwnerError for an unknown drill or a lane file that cannot be used, before any video is looked at; ModelError
    when the model stops; StorageError when the JSON cannot be written.
    """
    if drill != AUTO:
        catalogue.drill(drill)
    lane = None if lane_file is None else load_calibration(lane_file).lane
    done = []
    for file in videos:
        judged = judge(file, drill=drill, lane=lane, model=model, catalogue=catalogue, err=err)
        if isinstance(judged.result, Trouble):
            err.write(f"{judged.result.message}\n")
        elif json_to is None:
            out.write(table_of(judged.result, file, catalogue.drill(judged.result.drill)))
            out.flush()
        done.append(judged)
    if json_to is not None:
        _write_json([_object_of(judged) for judged in done], json_to, out)
    return EXIT_INPUT if any(isinstance(judged.result, Trouble) for judged in done) else 0


def judge(
    file: str, *, drill: str, lane: Lane | None, model: PoseEstimator, catalogue: Catalogue, err: TextIO
) -> Judged:
    """Judge one video. What is wrong with the video itself is a result, not an exception."""
    try:
        recording = ClipRecording(Path(file), model)
        watched = _watched(recording.samples(), file=file, frames=recording.reader.frame_count, err=err)
        return Judged(file=file, result=analyse(tuple(watched), drill=drill, lane=lane, catalogue=catalogue))
    except InputError as error:
        return Judged(file=file, result=Trouble(error="cannot_decode", message=str(error)))
    except LaneRefused as refusal:
        return Judged(file=file, result=Trouble(error="lane_refused", message=f"{file}: {' '.join(refusal.reasons)}"))


def _watched(samples: Iterable[PoseSample], *, file: str, frames: int | None, err: TextIO) -> Iterator[PoseSample]:
    """Yield the samples, and on a terminal tell how far it is, in a line that is gone at the end."""
    if not err.isatty():
        yield from samples
        return
    try:
        for number, sample in enumerate(samples):
            if number % TELL_EVERY == 0:
                share = f"{100 * min(number, frames) // frames} %" if frames else f"{number} frames"
                err.write(f"\r{file}: {share}")
                err.flush()
            yield sample
    finally:
        err.write("\r\033[K")
        err.flush()


def _object_of(judged: Judged) -> dict[str, object]:
    if isinstance(judged.result, Trouble):
        return {"file": judged.file, "error": judged.result.error, "message": judged.result.message}
    return json_object_of(judged.result, judged.file)


def _write_json(objects: Sequence[dict[str, object]], json_to: str, out: TextIO) -> None:
    """Write one object for one video, a list for several."""
    text = json.dumps(objects[0] if len(objects) == 1 else objects, indent=1, allow_nan=False) + "\n"
    if json_to == TO_STDOUT:
        out.write(text)
    else:
        write_whole(Path(json_to), text)
