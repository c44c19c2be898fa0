"""Analyze: recorded videos judged as fast as the machine goes.

In:  videos, a drill or the wish to choose it, a lane file if there is one.
Out: a table a video for people, or JSON for programs; how far it is, on a terminal.
Not here: the judging (analysis.py), the table (analysis_text.py), decoding and the model (vision/).

Rule: the same video gives the same bytes. One bad video is told and costs only itself; of a damaged one, what could be
read is judged.
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
from kiosk.storage.whole import file_at, refuse_unwritable, write_whole
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
    damage: str | None = None
    """How much of the video could be read, in one sentence; None when it is whole."""

    @property
    def complaint(self) -> str | None:
        """What to tell the owner of the video; None when all is well."""
        return self.result.message if isinstance(self.result, Trouble) else self.damage


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

    Raises, before any video is looked at, OwnerError for an unknown drill or a lane file that cannot be used,
    InputError for JSON onto a video, and StorageError for JSON where no file can be; later ModelError when the model
    stops and StorageError when the JSON cannot be written.
    """
    if json_to is not None and json_to != TO_STDOUT:
        _refuse_target(Path(json_to), videos)
    if drill != AUTO:
        catalogue.drill(drill)
    lane = None if lane_file is None else load_calibration(lane_file).lane
    done = []
    for file in videos:
        judged = judge(file, drill=drill, lane=lane, model=model, catalogue=catalogue, err=err)
        if judged.complaint is not None:
            err.write(f"{judged.complaint}\n")
        if json_to is None and not isinstance(judged.result, Trouble):
            out.write(table_of(judged.result, file, catalogue.drill(judged.result.drill)))
            out.flush()
        done.append(judged)
    if json_to is not None:
        _write_json([_object_of(judged) for judged in done], json_to, out)
    return EXIT_INPUT if any(judged.complaint is not None for judged in done) else 0


def judge(
    file: str, *, drill: str, lane: Lane | None, model: PoseEstimator, catalogue: Catalogue, err: TextIO
) -> Judged:
    """Judge one video. What is wrong with the video itself is a result, not an exception."""
    try:
        recording = ClipRecording(Path(file), model)
        watched = _watched(recording.samples(), file=file, frames=recording.reader.frame_count, err=err)
        analysis = analyse(tuple(watched), drill=drill, lane=lane, catalogue=catalogue)
        return Judged(file=file, result=analysis, damage=recording.reader.damage)
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
    error = {} if judged.damage is None else {"error": judged.damage}
    return json_object_of(judged.result, judged.file) | error


def _refuse_target(target: Path, videos: Sequence[str]) -> None:
    """Raise what is wrong with a place for the JSON, which hours of judging should not find out."""
    refuse_unwritable(target)
    if file_at(target) in [Path(video).resolve() for video in videos]:
        message = f"{target} is one of the videos: name another file for the JSON."
        raise InputError(message)


def _write_json(objects: Sequence[dict[str, object]], json_to: str, out: TextIO) -> None:
    """Write one object for one video, a list for several."""
    text = json.dumps(objects[0] if len(objects) == 1 else objects, indent=1, allow_nan=False) + "\n"
    if json_to == TO_STDOUT:
        out.write(text)
    else:
        write_whole(Path(json_to), text)
