"""Choices: what this station works with, decided from its settings and from what the machine has.

In:  the settings, whether there are weights, how to look for a camera.
Out: one Choice of a source, with the sentence that tells it; the lane and the drill that go with it.
Not here: opening anything that stays open (app.py).

Rule: what the owner named is used or refused. Only "auto" looks around, and it tells what it took and why.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, unique
from pathlib import Path
from typing import Final

from kiosk.assets import ASSETS
from kiosk.catalogue import Catalogue
from kiosk.config import Config, LaneConfig, SessionConfig, SourceKind
from kiosk.core.camera_check import Corners, scaled
from kiosk.core.drill import Dose, Drill, DrillKind
from kiosk.core.lane import Lane, LaneRefused, scaled_to
from kiosk.core.session import Station
from kiosk.errors import OwnerError, SourceError
from kiosk.stations import station_for
from kiosk.storage.calibration import load_calibration

DEMO_CLIP: Final = ASSETS / "demo" / "session.mp4"
DEMO_JOURNAL: Final = ASSETS / "demo" / "session.journal.jsonl"
DEMO_LANE: Final = ASSETS / "demo" / "lane.json"


@unique
class Eye(Enum):
    """What gives the samples."""

    PI = "pi"
    WEBCAM = "webcam"
    CLIP = "clip"
    JOURNAL = "journal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A source, its device or file (None: the first webcam), the lane measured with it, and why, as a sentence.

    `camera_id` names a Raspberry Pi camera (None: the first). `is_demo` when it is the bundled recording, taken for
    want of anything else.
    """

    eye: Eye
    path: Path | None
    lane_file: Path | None
    why: str
    is_demo: bool = False
    camera_id: str | None = None

    @property
    def file(self) -> Path:
        """The file of a clip or a journal."""
        assert self.path is not None
        return self.path


def choose_source(
    config: Config, *, has_weights: bool, try_pi: Callable[[], object] | None, try_webcam: Callable[[], object]
) -> Choice:
    """Return what the station looks through.

    `try_pi` and `try_webcam` raise SourceError, with the reason, when there is none; `try_pi` is None off the Pi.

    Raises OwnerError when the settings name a lane file that is not there.
    """
    source = config.camera.source
    match source.kind:
        case SourceKind.CLIP:
            return Choice(
                eye=Eye.CLIP, path=source.path, lane_file=_lane_file(config.lane), why="The settings name it."
            )
        case SourceKind.WEBCAM:
            return Choice(
                eye=Eye.WEBCAM, path=source.path, lane_file=_lane_file(config.lane), why="The settings name it."
            )
        case SourceKind.PI:
            lane_file = _lane_file(config.lane)
            why = "The settings name it."
            return Choice(eye=Eye.PI, path=None, camera_id=source.camera_id, lane_file=lane_file, why=why)
        case SourceKind.AUTO:
            return _look_around(config, has_weights=has_weights, try_pi=try_pi, try_webcam=try_webcam)


def load_lane(file: Path | None, frame_px: tuple[int, int]) -> Lane | None:
    """Return the lane in the pixels of a frame of (width, height). Raises OwnerError when it cannot be used there."""
    if file is None:
        return None
    try:
        return scaled_to(load_calibration(file).lane, frame_px)
    except LaneRefused as refusal:
        raise OwnerError([f"{file}: {reason}" for reason in refusal.reasons]) from refusal


def load_corners(file: Path | None, frame_px: tuple[int, int]) -> Corners:
    """Return the calibration's corners in the pixels of a frame; none without a file. Raises OwnerError as above."""
    if file is None:
        return ()
    calibration = load_calibration(file)
    return scaled(calibration.corners, calibration.lane.frame_px, frame_px)


def choose_station(config: Config, catalogue: Catalogue, lane: Lane | None) -> Station:
    """Return the station with the drill of the settings, dosed as they ask, or their programme.

    Raises OwnerError for a name that is neither.
    """
    name = config.session.drill
    try:
        dose = None if name in catalogue.programmes else _dose_of(config.session, catalogue.drill(name))
    except OwnerError as error:
        raise OwnerError([f"session.drill: {problem}" for problem in error.problems]) from error
    try:
        return station_for(
            name,
            catalogue,
            dose=dose,
            lane=lane,
            unit=config.session.units,
            is_count_spoken=config.sound.count,
            choices=config.session.choices,
        )
    except OwnerError as error:
        raise OwnerError([f"session.choices: {problem}" for problem in error.problems]) from error


def _dose_of(session: SessionConfig, drill: Drill) -> Dose:
    """Return the drill's own dose but for what the owner set; holds and rounds of a clock are no reps."""
    own = drill.dose
    reps_set = session.reps_per_set if drill.kind is DrillKind.REPS else None
    return replace(
        own,
        reps=own.reps if reps_set is None else reps_set,
        sets=own.sets if session.sets is None else session.sets,
        rest_s=own.rest_s if session.rest_s is None else session.rest_s,
    )


def _look_around(
    config: Config, *, has_weights: bool, try_pi: Callable[[], object] | None, try_webcam: Callable[[], object]
) -> Choice:
    demo = Choice(eye=Eye.CLIP, path=DEMO_CLIP, lane_file=DEMO_LANE, why="", is_demo=True)
    if not has_weights:
        why = "There are no pose weights; `make models` fetches them."
        return replace(demo, eye=Eye.JOURNAL, path=DEMO_JOURNAL, why=why)
    reasons = []
    for eye, try_it in ((Eye.PI, try_pi), (Eye.WEBCAM, try_webcam)):
        if try_it is None:
            continue
        try:
            try_it()
        except SourceError as error:
            reasons += str(error).splitlines()
        else:
            return Choice(eye=eye, path=None, lane_file=_lane_file(config.lane), why="It is connected.")
    return replace(demo, why=" ".join(reasons))


def _lane_file(lane: LaneConfig) -> Path | None:
    """Return the lane file to read, or None while the station is not calibrated yet."""
    is_own_wish = lane.file != LaneConfig().file
    return lane.file if is_own_wish or lane.file.is_file() else None
