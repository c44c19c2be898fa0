"""Calibrating from a video or with the station's own camera: somebody stands on the marks, the lane file comes out.

In:  a video, or the settings; the marks' distances from the wall in inches; a model.
Out: the lane file and a table.
Not here: finding the marks and fitting (calibrate.py), leading the owner (calibrate_live.py), frames (vision/).

Rule: the distances are judged before anyone is looked at. Only the eye is needed: without a screen the voice leads,
without a sound the screen does.
"""

from collections.abc import Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TextIO

from kiosk.app import StopWish, open_display, open_speaker, stopped_by_signals
from kiosk.assets import CUES, load_pack
from kiosk.calibrate import keep, reasons_of, refuse_distances, run
from kiosk.calibrate_live import CalibrationPorts, lead
from kiosk.config import CameraConfig, Config, SourceKind
from kiosk.core.calibration_state import Calibrated, CalibrationRefused, Guide
from kiosk.errors import OwnerError, SourceError
from kiosk.loop import MonotonicClock
from kiosk.ports import Clock
from kiosk.stand_ins import EarconsOnly
from kiosk.view import View, is_raspberry_pi, mode_of_clip, view_of_pi, view_of_webcam
from kiosk.vision.clip import ClipRecording
from kiosk.vision.corners import CornerLooks
from kiosk.vision.movenet import PoseEstimator


def calibrate_from_video(video: Path, *, marks_in: Sequence[float], into: Path, model: PoseEstimator) -> str:
    """Save the lane seen in a video at `into` and return the table.

    Raises InputError for a video that cannot be decoded, OwnerError when it gives no lane, StorageError when the lane
    cannot be saved.
    """
    refuse_distances(marks_in)
    looks = CornerLooks()
    recording = ClipRecording(video, model, look=looks.feed)
    mode = mode_of_clip(recording.reader)
    return run(recording.samples(), marks_in, into=into, today=_today(), camera_mode=mode, corners=looks.corners)


def calibrate_from_camera(
    config: Config,
    *,
    marks_in: Sequence[float],
    into: Path,
    model: PoseEstimator,
    patience_s: float,
    out: TextIO,
) -> None:
    """Lead the owner through with the settings' camera; wait so long at each mark.

    Raises SourceError when no camera opens or it stops, OwnerError when there is no lane in the end, and StorageError
    when it cannot be saved.
    """
    refuse_distances(marks_in)
    stop = StopWish()
    with ExitStack() as opened:
        opened.enter_context(stopped_by_signals(stop))
        clock = MonotonicClock()
        view = view_of_camera(config.camera, clock)
        pack = load_pack(config.sound.language, CUES)
        speaker = opened.enter_context(closing(open_speaker(config.sound, pack, out)))
        display = opened.enter_context(closing(open_display(config.display, clock, out)))
        looks = CornerLooks()
        source = opened.enter_context(
            closing(view.start(model=model, clock=clock, show=display.show_frame, look=looks.feed))
        )
        told = ", ".join(f"{inches:g}" for inches in marks_in)
        _tell(out, f"Stand side-on, back to the wall, heels on each mark as it is asked for: {told} in.")
        ended = lead(
            CalibrationPorts(
                clock=clock,
                source=source,
                speaker=speaker if config.sound.voice else EarconsOnly(speaker),
                display=display,
            ),
            Guide(marks_in=tuple(marks_in), pack=pack, patience_s=patience_s),
            should_stop=lambda: stop.is_told,
            on_refused=lambda refused: _tell_refused(refused, looks, out),
            on_calibrated=lambda result: _tell(out, _kept(result, into, view.mode, looks)),
        )
    if ended is None:
        _tell(out, "Stopped; the last calibration stays as it was.")
    if isinstance(ended, CalibrationRefused):
        raise OwnerError(reasons_of(ended))


def view_of_camera(camera: CameraConfig, clock: Clock) -> View:
    """Return the settings' camera; where they name none, a Raspberry Pi's own, else the first webcam."""
    source = camera.source
    match source.kind:
        case SourceKind.CLIP:
            raise OwnerError(["camera.source names a recording: calibrate from one with --video FILE."])
        case SourceKind.PI:
            return view_of_pi(source.camera_id, turn_deg=camera.turn_deg, clock=clock)
        case SourceKind.WEBCAM:
            return view_of_webcam(source.path, clock=clock)
        case SourceKind.AUTO:
            if is_raspberry_pi():
                with suppress(SourceError):
                    return view_of_pi(None, turn_deg=camera.turn_deg, clock=clock)
            return view_of_webcam(None, clock=clock)


def _kept(result: Calibrated, into: Path, camera_mode: str, looks: CornerLooks) -> str:
    return keep(result, into=into, today=_today(), camera_mode=camera_mode, corners=looks.corners())


def _tell_refused(refused: CalibrationRefused, looks: CornerLooks, out: TextIO) -> None:
    """Tell why it is tried again, perhaps with the camera turned; the last refusal is the command's own end."""
    looks.forget()
    if not refused.is_last:
        _tell(out, "\n".join(reasons_of(refused)))


def _tell(out: TextIO, line: str) -> None:
    out.write(f"{line}\n")
    out.flush()


def _today() -> str:
    """Return the owner's own calendar day, year-month-day."""
    return MonotonicClock().today()
