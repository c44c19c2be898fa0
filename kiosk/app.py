"""The station, put together: what is needed is opened in order, runs, and is closed in reverse.

In:  the settings.
Out: a running station, a line for every choice it made, an exit code.
Not here: the choices themselves (choice.py), the running (loop.py).

Rule: only the eye and the core are needed. A screen, a sound or a record that cannot be had is told once, and the
station works without it.
"""

import logging
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Final, TextIO

from kiosk.assets import CUES
from kiosk.camera_watch import CornerWatch, NoCorners
from kiosk.catalogue import Catalogue, load_catalogue
from kiosk.choice import Choice, Eye, choose_source, choose_station, load_corners, load_lane
from kiosk.config import Config, DisplayConfig, Orientation, SoundConfig, WallSide
from kiosk.core.camera_check import LEAST_CORNERS
from kiosk.core.idle import Outside
from kiosk.core.pack import CuePack
from kiosk.core.session import Station
from kiosk.core.units import us_of_s
from kiosk.drill_list import dose_of
from kiosk.errors import DisplayError
from kiosk.gauges import MachineGauges
from kiosk.keeping import first_drills_of, open_records, take_up
from kiosk.loop import Loop, MonotonicClock, Ports
from kiosk.model import has_weights, model_of
from kiosk.output.backlight import Backlight
from kiosk.output.display import WINDOW_PX, MirrorDisplay
from kiosk.output.sdnotify import SystemdHeartbeat
from kiosk.output.speech import PygameSpeaker
from kiosk.output.theme import Look
from kiosk.ports import CameraWatch, Clock, Display, PoseSource, Speaker
from kiosk.quiet_hours import QuietHours, QuietSpeaker, ToneOfHips
from kiosk.replay import station_of
from kiosk.stand_ins import EarconsOnly, FixedWallSide, NoDisplay, TellingJournal
from kiosk.storage.journal_header import Header, header_of
from kiosk.storage.journal_reader import JournalSource
from kiosk.view import ShowFrame, is_raspberry_pi, view_of_clip, view_of_pi, view_of_webcam
from kiosk.vision.movenet import MoveNet
from kiosk.vision.worker import Worker

FULL_TURN_DEG: Final = 360
S_PER_MIN: Final = 60
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

logger: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A station and its eye: what a journal says of them, and how to start the samples.

    `start` is given whom to show every frame, if anyone wants to see them; a watch of the camera comes with it.
    """

    station: Station
    header: Header
    start: Callable[[ShowFrame | None], tuple[PoseSource, CameraWatch | None]]


@dataclass(slots=True)
class StopWish:
    """Whether a signal asked to stop.

    No threading.Event: a second signal within the first one's handler would wait for its lock for ever.
    """

    is_told: bool = False

    def tell(self) -> None:
        """Ask to stop."""
        self.is_told = True


def run(config: Config, *, out: TextIO) -> int:
    """Run the station until it is told to stop, its window is closed or its recording ends; return the exit code.

    Raises OwnerError for settings that cannot be used, InputError for a clip and ModelError for weights that cannot,
    and SourceError when the camera gives up.
    """
    stop = StopWish()
    with ExitStack() as opened:
        opened.enter_context(stopped_by_signals(stop))
        clock = MonotonicClock()
        heartbeat = opened.enter_context(closing(SystemdHeartbeat(os.environ)))
        catalogue = load_catalogue(config.sound.language)
        turn_deg = config.camera.turn_deg
        choice = choose_source(
            config,
            has_weights=has_weights(config.model),
            try_pi=(lambda: view_of_pi(None, turn_deg=turn_deg, clock=clock)) if is_raspberry_pi() else None,
            try_webcam=lambda: view_of_webcam(None, clock=clock),
        )
        _tell(out, f"Source: {choice.eye.value}{'' if choice.path is None else f' {choice.path}'}. {choice.why}")
        sight = _sight(choice, config, catalogue, clock)
        _tell(out, _told_station(sight.station, choice))
        resumed = take_up(config.journal, choice, sight.header, sight.station)
        if resumed is not None:
            _tell(out, f"Session: {resumed.line(sight.station)}.")
        records = open_records(
            config,
            choice,
            sight.header,
            resumed,
            first_drills=first_drills_of(catalogue),
            tell=lambda line: _tell(out, line),
            opened=opened,
        )
        speaker = opened.enter_context(closing(open_speaker(config.sound, catalogue.pack, out)))
        display = opened.enter_context(closing(open_display(config.display, out)))
        show = display.show_frame if isinstance(display, MirrorDisplay) else None
        source, watch = sight.start(show)
        opened.enter_context(closing(source))
        outside = outside_of(config, is_recording=records.is_recording)
        shown = _with_wall_side(display, config.display.wall_side)
        voice: Speaker = speaker if config.sound.voice else EarconsOnly(speaker)
        quiet = _quiet_hours(config.sound, clock)
        ports = Ports(
            clock=clock,
            source=source,
            speaker=voice if quiet is None else QuietSpeaker(voice, quiet),
            display=ToneOfHips(shown, speaker, quiet) if config.sound.tone else shown,
            journal=TellingJournal(records.journal, out) if isinstance(display, NoDisplay) else records.journal,
            history=records.history,
            heartbeat=heartbeat,
            watch=watch,
            gauges=MachineGauges(inferences_us=source.inferences_us if isinstance(source, Worker) else None),
        )
        health = Loop(
            ports,
            sight.station,
            should_stop=lambda: stop.is_told,
            outside=outside,
            going_on=None if resumed is None else resumed.going_on(),
        ).run()
        _tell(out, f"Ended: {health.line}.")
    return 0


def _sight(choice: Choice, config: Config, catalogue: Catalogue, clock: Clock) -> Sight:
    match choice.eye:
        case Eye.JOURNAL:
            recorded = JournalSource(choice.file, clock)
            station = station_of(recorded.header, catalogue)
            return Sight(station=station, header=recorded.header, start=lambda _: (recorded, recorded))
        case Eye.CLIP:
            view = view_of_clip(choice.file, clock=clock)
        case Eye.PI:
            view = view_of_pi(choice.camera_id, turn_deg=config.camera.turn_deg, clock=clock)
        case Eye.WEBCAM:
            view = view_of_webcam(choice.path, clock=clock)
    weights = model_of(config.model)
    model = MoveNet(weights.path, config.model.threads)
    station = choose_station(config, catalogue, load_lane(choice.lane_file, view.frame_px))
    corners = load_corners(choice.lane_file, view.frame_px)

    def start(show: ShowFrame | None) -> tuple[PoseSource, CameraWatch | None]:
        worker = view.start(model=model, clock=clock, show=show)
        if station.lane is None:
            return worker, None
        if len(corners) >= LEAST_CORNERS:
            return worker, CornerWatch(worker, reference=corners, lane=station.lane, clock=clock)
        # a recording's camera does not move any more
        return worker, NoCorners() if choice.eye in (Eye.PI, Eye.WEBCAM) else None

    return Sight(station=station, header=header_of(station, model_sha256=weights.sha256), start=start)


def _told_station(station: Station, choice: Choice) -> str:
    told = f"Drill: {station.drill.title}, {dose_of(station.drill)}. Lane: "
    if station.programme is not None:
        told = f"Programme: {station.programme}, {len(station.steps)} drills, {station.drill.title} first. Lane: "
    if station.lane is None:
        return told + "none, so distances are not judged; `make calibrate` measures it."
    error_in = station.lane.error_in
    return told + f"{choice.lane_file}, {'unverified' if error_in is None else f'good to {error_in:.1f} in'}."


def outside_of(config: Config, *, is_recording: bool) -> Outside:
    """Return what the owner has set of the pictures beside a visit."""
    sleep_after_min = config.display.sleep_after_min
    return Outside(
        sleep_after_us=us_of_s(sleep_after_min * S_PER_MIN) if sleep_after_min > 0 else None,
        keep_h=config.journal.keep_h if is_recording else None,
        has_code=config.session.summary_code,
    )


def open_speaker(config: SoundConfig, pack: CuePack, out: TextIO) -> PygameSpeaker:
    """Open the voice and the short sounds, and tell what became of it."""
    speaker = PygameSpeaker(pack=pack, folder=CUES, volume=config.volume)
    trouble = speaker.trouble()
    voice = "voice and short sounds" if config.voice else "short sounds only, because the settings say so"
    _tell(out, f"Sound: {voice}." if trouble is None else f"Sound: none; {trouble}.")
    return speaker


def _quiet_hours(config: SoundConfig, clock: Clock) -> QuietHours | None:
    if config.quiet_from is None or config.quiet_to is None:
        return None
    return QuietHours(clock, from_minute=config.quiet_from, to_minute=config.quiet_to)


def open_display(config: DisplayConfig, out: TextIO) -> MirrorDisplay | NoDisplay:
    """Open the screen, or none, and tell what became of it."""
    try:
        display = MirrorDisplay(
            look=Look(config.look.value),
            panel_diagonal_in=config.panel_diagonal_in,
            # the settings turn clockwise, the display counter-clockwise
            rotation_deg=-config.rotate_deg % FULL_TURN_DEG,
            backlight=Backlight(),
            window_px=WINDOW_PX[::-1] if config.orientation is Orientation.LANDSCAPE else WINDOW_PX,
        )
    except DisplayError as error:
        _tell(out, f"Screen: none, so events follow as text; {error}.")
        return NoDisplay()
    _tell(out, f"Screen: open, look {config.look.value}.")
    return display


def _with_wall_side(display: Display, side: WallSide) -> Display:
    return display if side is WallSide.AUTO else FixedWallSide(display, is_wall_right=side is WallSide.RIGHT)


def _tell(out: TextIO, line: str) -> None:
    out.write(f"{line}\n")
    out.flush()


@contextmanager
def stopped_by_signals(stop: StopWish) -> Iterator[None]:
    """Let a signal end the run where it can end cleanly, between two ticks."""
    before = {number: signal.signal(number, lambda _number, _frame: stop.tell()) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
