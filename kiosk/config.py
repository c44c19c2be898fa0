"""Config: the settings file as one frozen value, with every complaint about it in one go.

In:  TOML text, or the path of a settings file.
Out: a Config, or an OwnerError that names every wrong key, what it is, and what it may be.
Not here: how a table is read and complained about (toml_table.py), whether a file or device exists (its edge says so),
the numbers of the core (core/params.py).

Rule: a setting's range is checked on the line that reads it, its default stands once, in its dataclass, and
assets/kiosk.example.toml shows them all.
"""

import os
import tomllib
from dataclasses import dataclass, field
from enum import Enum, unique
from pathlib import Path
from typing import Final

from kiosk.core.distance import Unit
from kiosk.errors import OwnerError
from kiosk.setting_words import PROGRAM_DIR, digest_of, expanded, language_of, minute_of, name_of, path_of
from kiosk.toml_table import TomlTable

SYSTEM_CONFIG: Final = Path("/etc/hinge-mirror/kiosk.toml")
STATE_DIR: Final = Path(os.environ.get("STATE_DIRECTORY", "~/.local/state/hinge-mirror"))
"""What the station keeps; systemd names the installed station a folder by STATE_DIRECTORY, see systemd.exec(5)."""


@unique
class SourceKind(Enum):
    """Where frames come from."""

    AUTO = "auto"
    PI = "pi"
    WEBCAM = "webcam"
    CLIP = "clip"


@unique
class Look(Enum):
    """What lies behind the words: black for two-way glass, or the dimmed camera image for a plain monitor."""

    GLASS = "glass"
    CAMERA = "camera"


@unique
class Orientation(Enum):
    """How the panel hangs."""

    AUTO = "auto"
    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


@unique
class WallSide(Enum):
    """On which side of the picture the wall stands."""

    LEFT = "left"
    RIGHT = "right"
    AUTO = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSource:
    """A kind of source, and its device or file, or the id of a Raspberry Pi camera, where one is named."""

    kind: SourceKind = SourceKind.AUTO
    path: Path | None = None
    camera_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraConfig:
    """The eye of the station."""

    source: CameraSource = CameraSource()
    """`auto` (on a Raspberry Pi its camera, else the first webcam, else the bundled demo), `pi`, `pi:ID`,
    `webcam:/dev/video0`, or `clip:FILE`."""
    turn_deg: int = 0
    """Clockwise turn that makes the Raspberry Pi camera's picture upright: 0, 90, 180 or 270 degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig:
    """The pose model."""

    path: Path | None = None
    """Another model file than the one `make models` fetches; given together with `sha256`."""
    sha256: str | None = None
    """The digest that file must have: 64 hexadecimal digits."""
    threads: int = 3
    """CPU threads for the model, 1 to 4; 3 leaves one core of a Raspberry Pi to the picture and the sound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneConfig:
    """The floor line from the wall out to the athlete."""

    file: Path = field(default_factory=(STATE_DIR / "lane.json").expanduser)
    """Where `make calibrate` keeps the lane."""
    marks_in: tuple[float, ...] = (0.0, 6.0, 12.0, 24.0)
    """The tapes that `make calibrate` asks its owner to stand on, in inches from the wall (hinge.md decision 9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayConfig:
    """The mirror's picture."""

    look: Look = Look.GLASS
    """`glass` behind two-way glass, `camera` on a plain monitor."""
    orientation: Orientation = Orientation.AUTO
    """`auto` follows the panel's own shape."""
    rotate_deg: int = 0
    """Clockwise turn of the picture: 0, 90, 180 or 270 degrees."""
    panel_diagonal_in: float = 24.0
    """Panel diagonal in inches, 7 to 65; sizes on screen are kept in millimetres."""
    wall_side: WallSide = WallSide.AUTO
    """The side on which the athlete sees the real wall; `auto` takes it from the lane."""
    sleep_after_min: float = 10.0
    """Minutes without anybody until the panel goes dark, 0 to 1440; 0 for never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundConfig:
    """The voice and its earcons."""

    volume: float = 0.8
    """Loudness, 0 (silent) to 1 (full)."""
    voice: bool = True
    """Whether cues are spoken; earcons stay."""
    count: bool = True
    """Whether the rep number is spoken."""
    tone: bool = False
    """Whether a soft tone rises with the travel of the hips in a rep."""
    quiet_from: int | None = None
    """From when on nothing sounds, as a minute of the day; "22:00" in the file, together with `quiet_to`."""
    quiet_to: int | None = None
    """When it may sound again; earlier than `quiet_from` is the next morning."""
    language: str = "en"
    """Two or three letters; assets/cues holds a file of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionConfig:
    """What an athlete is asked to do. The dose is the drill's own but for what is set here."""

    drill: str = "wall_hinge"
    """The name of a file in assets/drills or assets/programmes."""
    choices: tuple[str, ...] = ()
    """More of these names, offered to whoever holds an arm out to a side; none offers nothing."""
    units: Unit = Unit.INCH
    """What distances are shown and spoken in: `in`, or `cm` with a ladder of whole centimetres."""
    reps_per_set: int | None = None
    """Reps to the end of a set, 15 to 20."""
    sets: int | None = None
    """Sets in a session, 3 or 4."""
    rest_s: float | None = None
    """Rest between sets in seconds, 30 to 180."""
    summary_code: bool = True
    """Whether the summary has a code with the visit's numbers, which a phone reads as plain text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalConfig:
    """The record of keypoints and reps; never images."""

    folder: Path = field(default_factory=STATE_DIR.expanduser)
    """Where journals are kept."""
    keep: bool = True
    """Whether anything is recorded at all."""
    keep_h: float = 24.0
    """Hours after which a journal is deleted, 1 to 8760 (a year)."""
    max_mb: float = 500.0
    """Megabytes that all journals together may take, 60 to 100000; the oldest go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryConfig:
    """The record of sessions, sets and reps that outlives the journals it is read from."""

    file: Path = field(default_factory=(STATE_DIR / "history.db").expanduser)
    """Where it is kept."""
    keep: bool = True
    """Whether there is one; it needs `journal.keep`."""
    keep_days: float = 730.0
    """Days after which a session is deleted from it, 1 to 3650."""
    max_mb: float = 500.0
    """Megabytes it may take, 10 to 100000; the oldest sessions go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The whole settings file, one field a table; without a file, these defaults."""

    camera: CameraConfig = CameraConfig()
    model: ModelConfig = ModelConfig()
    lane: LaneConfig = field(default_factory=LaneConfig)
    display: DisplayConfig = DisplayConfig()
    sound: SoundConfig = SoundConfig()
    session: SessionConfig = SessionConfig()
    journal: JournalConfig = field(default_factory=JournalConfig)
    history: HistoryConfig = field(default_factory=HistoryConfig)


def find_config(given: Path | None, *, system: Path = SYSTEM_CONFIG) -> Path | None:
    """Return the settings file to read: the one given, else the system's if it exists, else None for the defaults."""
    if given is not None:
        return given
    return system if system.is_file() else None


def load_config(path: Path | None) -> Config:
    """Return the settings in a file, or the defaults for None. Raises OwnerError with every problem found."""
    if path is None:
        return Config()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as trouble:
        raise OwnerError([f"{path}: cannot be read ({trouble}); give another file with --config."]) from trouble
    return parse_config(text, origin=str(path))


def parse_config(text: str, *, origin: str) -> Config:
    """Return the settings in TOML text. Raises OwnerError with every problem, each beginning with `origin`."""
    try:
        document: dict[str, object] = tomllib.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise OwnerError([f"{origin}: is not TOML ({trouble}); mend that place."]) from trouble
    problems: list[str] = []
    top = TomlTable("", document, problems)
    config = Config(
        camera=_camera(top.table("camera")),
        model=_model(top.table("model")),
        lane=_lane(top.table("lane")),
        display=_display(top.table("display")),
        sound=_sound(top.table("sound")),
        session=_session(top.table("session")),
        journal=_journal(top.table("journal")),
        history=_history(top.table("history")),
    )
    top.refuse_unknown_keys()
    if problems:
        raise OwnerError([f"{origin}: {problem}" for problem in problems])
    return config


def source_of(text: str, *, folder: Path) -> CameraSource:
    """Return the camera source that a text names; a relative clip starts at `folder`. Raises ValueError with advice."""
    kind, colon, path = text.partition(":")
    match kind:
        case "auto" if not colon:
            return CameraSource()
        case "pi" if not colon or path:
            return CameraSource(kind=SourceKind.PI, camera_id=path or None)
        case "webcam" if path.startswith("/"):
            return CameraSource(kind=SourceKind.WEBCAM, path=Path(path))
        case "clip" if path:
            return CameraSource(kind=SourceKind.CLIP, path=folder / expanded(path))
    message = 'give "auto", "pi", "pi:ID", "webcam:/dev/video0" or "clip:FILE"'
    raise ValueError(message)


def _camera(table: TomlTable) -> CameraConfig:
    default = CameraConfig()
    return CameraConfig(
        source=table.parsed("source", default=default.source, parse=_source_here),
        turn_deg=table.whole("turn_deg", default=default.turn_deg, allowed=range(0, 360, 90)),
    )


def _model(table: TomlTable) -> ModelConfig:
    default = ModelConfig()
    model = ModelConfig(
        path=table.parsed("path", default=default.path, parse=path_of),
        sha256=table.parsed("sha256", default=default.sha256, parse=digest_of),
        threads=table.whole("threads", default=default.threads, allowed=range(1, 5)),
    )
    table.refuse_half_of_a_pair("path", "sha256")
    return model


def _lane(table: TomlTable) -> LaneConfig:
    default = LaneConfig()
    return LaneConfig(
        file=table.parsed("file", default=default.file, parse=path_of),
        marks_in=table.rising("marks_in", default=default.marks_in, least=0, most=48),
    )


def _display(table: TomlTable) -> DisplayConfig:
    default = DisplayConfig()
    return DisplayConfig(
        look=table.choice("look", default=default.look),
        orientation=table.choice("orientation", default=default.orientation),
        rotate_deg=table.whole("rotate_deg", default=default.rotate_deg, allowed=range(0, 360, 90)),
        panel_diagonal_in=table.number("panel_diagonal_in", default=default.panel_diagonal_in, least=7, most=65),
        wall_side=table.choice("wall_side", default=default.wall_side),
        sleep_after_min=table.number("sleep_after_min", default=default.sleep_after_min, least=0, most=1440),
    )


def _sound(table: TomlTable) -> SoundConfig:
    default = SoundConfig()
    sound = SoundConfig(
        volume=table.number("volume", default=default.volume, least=0, most=1),
        voice=table.flag("voice", default=default.voice),
        count=table.flag("count", default=default.count),
        tone=table.flag("tone", default=default.tone),
        quiet_from=table.parsed("quiet_from", default=default.quiet_from, parse=minute_of),
        quiet_to=table.parsed("quiet_to", default=default.quiet_to, parse=minute_of),
        language=table.parsed("language", default=default.language, parse=language_of),
    )
    table.refuse_half_of_a_pair("quiet_from", "quiet_to")
    return sound


def _session(table: TomlTable) -> SessionConfig:
    default = SessionConfig()
    return SessionConfig(
        drill=table.parsed("drill", default=default.drill, parse=name_of),
        choices=table.parsed_list("choices", default=default.choices, parse=name_of),
        units=table.choice("units", default=default.units),
        reps_per_set=table.whole("reps_per_set", default=default.reps_per_set, allowed=range(15, 21)),
        sets=table.whole("sets", default=default.sets, allowed=range(3, 5)),
        rest_s=table.number("rest_s", default=default.rest_s, least=30, most=180),
        summary_code=table.flag("summary_code", default=default.summary_code),
    )


def _journal(table: TomlTable) -> JournalConfig:
    default = JournalConfig()
    return JournalConfig(
        folder=table.parsed("folder", default=default.folder, parse=path_of),
        keep=table.flag("keep", default=default.keep),
        keep_h=table.number("keep_h", default=default.keep_h, least=1, most=8760),
        max_mb=table.number("max_mb", default=default.max_mb, least=60, most=100_000),
    )


def _history(table: TomlTable) -> HistoryConfig:
    default = HistoryConfig()
    return HistoryConfig(
        file=table.parsed("file", default=default.file, parse=path_of),
        keep=table.flag("keep", default=default.keep),
        keep_days=table.number("keep_days", default=default.keep_days, least=1, most=3650),
        max_mb=table.number("max_mb", default=default.max_mb, least=10, most=100_000),
    )


def _source_here(text: str) -> CameraSource:
    return source_of(text, folder=PROGRAM_DIR)
