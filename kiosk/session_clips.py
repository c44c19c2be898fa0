"""Session clips: rendered wall sessions with their truth and the calibration of their station.

In:  a folder that holds `<name>_session.mp4` and `<name>_calib.mp4`, each with its truth as JSON beside it.
Out: the sessions, and the lane of each as its owner would have measured it.
Not here: what a truth means (evidence_json.py), fitting a lane (calibrate.py).

Rule: a folder with a file missing is refused before anything is measured.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.core.lane import Lane, LaneRefused
from kiosk.errors import InputError, OwnerError
from kiosk.evidence import Span, Truth
from kiosk.evidence_json import number, record_of, records, truth_from_json
from kiosk.trial import lane_from_calibration
from kiosk.vision.clip import ClipRecording
from kiosk.vision.movenet import PoseEstimator

SESSION: Final = "_session"
CALIBRATION: Final = "_calib"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One rendered session. `descents` are the true ways down, from leaving the lockout to the bottom, in s."""

    name: str
    video: Path
    truth: Truth
    descents: tuple[Span, ...]
    calibration_video: Path
    calibration: Truth


def sessions_in(folder: Path) -> tuple[Session, ...]:
    """Return the sessions of a folder by name. Raises InputError when there is none or one lacks a file."""
    truths = sorted(folder.glob(f"*{SESSION}.json"))
    if not truths:
        message = f"{folder} holds no *{SESSION}.json: give the folder of the recorded sessions"
        raise InputError(message)
    return tuple(_session(path) for path in truths)


def lane_of(session: Session, model: PoseEstimator) -> Lane:
    """Return the lane that the calibration video gives. Raises InputError and OwnerError as `calibrate` does."""
    samples = tuple(ClipRecording(session.calibration_video, model).samples())
    try:
        return lane_from_calibration(samples, session.calibration)
    except LaneRefused as refusal:
        raise OwnerError([f"{session.calibration_video}: {reason}" for reason in refusal.reasons]) from refusal


def _session(path: Path) -> Session:
    calibration = path.with_name(path.name.replace(SESSION, CALIBRATION))
    videos = path.with_suffix(".mp4"), calibration.with_suffix(".mp4")
    missing = [str(file) for file in (calibration, *videos) if not file.is_file()]
    if missing:
        message = f"Missing beside {path}: {', '.join(missing)}. Put it there, or take the session away."
        raise InputError(message)
    value = _json(path)
    return Session(
        name=path.stem,
        video=videos[0],
        truth=truth_from_json(value),
        descents=tuple(
            Span(start_s=number(rep, "t_start"), end_s=number(rep, "t_bottom"))
            for rep in records(record_of(value, what="truth"), "reps")
        ),
        calibration_video=videos[1],
        calibration=truth_from_json(_json(calibration)),
    )


def _json(path: Path) -> object:
    try:
        value: object = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read as JSON: put the original file there"
        raise InputError(message) from error
    return value
