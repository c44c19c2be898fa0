"""Targets: what an owner may hand to the station, and the code that reads it.

In:  the bytes of a file that may be anything.
Out: nothing, or the KioskError that the owner would be told.
Not here: where the bytes come from (mutate.py), what is done about what is found (child.py).

Rule: a target calls what its command calls, and what is accepted is used too: the core runs on it.
"""

import io
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

import av

from kiosk import analyze
from kiosk.app import outside_of
from kiosk.assets import ASSETS, CUES, load_pack
from kiosk.catalogue import DRILLS, PROGRAMMES, Catalogue, catalogue_with, is_programme, load_drill, load_programme
from kiosk.choice import DEMO_LANE, choose_station, load_corners, load_lane
from kiosk.config import Config, HistoryConfig, JournalConfig, ModelConfig, load_config
from kiosk.core.idle import INSIDE, Outside
from kiosk.core.mirror import describe
from kiosk.core.session import Station, TickInput, initial, step
from kiosk.core.units import TICK_HZ
from kiosk.drill_list import check_drills
from kiosk.errors import KioskError
from kiosk.model import open_model
from kiosk.owners_data import back_up_to, export, forget_before, put_back_from
from kiosk.quiet_hours import QuietHours
from kiosk.replay import replay, station_of
from kiosk.resume import NOTE, resume
from kiosk.stations import station_for
from kiosk.storage.digest import digest
from kiosk.storage.expiry import SUFFIX, Expiry
from kiosk.storage.filing import Filing
from kiosk.storage.history_file import connect_checked, look_at
from kiosk.storage.history_limits import Limits
from kiosk.storage.history_records import HealthRecord
from kiosk.storage.journal_reader import JournalSource, read_ticks
from kiosk.storage.running_note import Times
from kiosk.vision.movenet import PoseEstimator
from tests.builders import Posture, Story
from tests.clips import cut_demo
from tests.conftest import ROOT
from tests.fakes import FakeClock
from tests.fuzz.answers import (
    commands_of_audit,
    commands_of_explain,
    commands_of_report,
    read_audit,
    read_explain,
    read_report,
    small_history,
)
from tests.fuzz.mutate import Mutate, mutated_bytes, mutated_history, mutated_json, mutated_lines, mutated_toml
from tests.visits import catalogue, inputs_with_latency, lane

Seeds = tuple[tuple[str, bytes], ...]

LIMITS: Final = Limits(keep_days=HistoryConfig().keep_days, max_mb=HistoryConfig().max_mb)
PAGE: Final = "2026-11-20T09-50-00.jsonl"
KEPT_LINES: Final = 160
"""Of a recorded journal: arriving and the first deeds of a session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One kind of file: good ones by name, how they are spoilt, what reads them, and the commands that do."""

    seeds: Callable[[], Seeds]
    mutate: Mutate
    read: Callable[[Path], object]
    commands: Callable[[Path], tuple[list[str], ...]]


def _files(folder: Path, pattern: str) -> Seeds:
    return tuple((path.name, path.read_bytes()) for path in sorted(folder.glob(pattern)))


def _run(station: Station, outside: Outside = INSIDE) -> None:
    """Let somebody come, stand at the wall and hinge twice, and describe a picture every third of a second."""
    state = initial(station)
    for tick_input in _visit():
        state, _ = step(state, tick_input, station)
        if tick_input.tick % (TICK_HZ // 3) == 0:
            describe(state, station, outside)


@cache
def _visit() -> tuple[TickInput, ...]:
    story = Story(seed=3).absent(0.5).stand(1.5).zero(4.0).step_to(3).touch_reps(1).stand(1.0)
    story = story.reps(1, Posture(kappa_deg=20.0, theta_deg=55.0)).stand(1.0)
    return tuple(inputs_with_latency(story.samples(fps=10), 0.05))


def _read_config(path: Path) -> None:
    config = load_config(path)
    known = catalogue_in(config.sound.language)
    station = choose_station(config, known, None)
    Expiry(keep_h=config.journal.keep_h)
    if config.sound.quiet_from is not None and config.sound.quiet_to is not None:
        QuietHours(FakeClock(), from_minute=config.sound.quiet_from, to_minute=config.sound.quiet_to)
    _run(station, outside_of(config, is_recording=True))


def catalogue_in(language: str) -> Catalogue:
    """Return the drills with the voice of a language. Raises OwnerError for one that is not there."""
    return catalogue() if language == "en" else catalogue_with(load_pack(language, CUES))


def _read_drill(path: Path) -> None:
    known = catalogue()
    check_drills([path], known)
    if is_programme(path):
        programme = load_programme(path, known.drills)
        with_it = replace(known, programmes={programme.id: programme})
        _run(station_for(programme.id, with_it, lane=lane()))
        return
    drill = load_drill(path, known.pack)
    for has_lane in (False, True):
        _run(Station(drill=drill, pack=known.pack, lane=lane() if has_lane else None))


def _read_cues(path: Path) -> None:
    folder = _cues_with(path)
    pack = load_pack("en", folder)
    known = catalogue_with(pack)
    _run(Station(drill=known.drill("wall_hinge"), pack=pack, lane=lane()))


def _cues_with(path: Path) -> Path:
    """Return a folder with the whole pack, linked, and this one file in its place."""
    folder = path.parent / "cues"
    if not folder.exists():
        for name in ("en", "earcons"):
            (folder / name).mkdir(parents=True)
            for sound in (CUES / name).iterdir():
                (folder / name / sound.name).symlink_to(sound)
        (folder / "en.toml").symlink_to(CUES / "en.toml")
    for place in [*folder.glob("*.toml"), *folder.glob("*/*.wav")]:
        if not place.is_symlink():
            place.unlink()
            place.symlink_to(CUES / place.relative_to(folder))
    place = next(folder.rglob(path.name))
    place.unlink()
    shutil.copy(path, place)
    return folder


def _read_lane(path: Path) -> None:
    for frame_px in ((640, 480), (1280, 960)):
        found = load_lane(path, frame_px)
        load_corners(path, frame_px)
        _run(Station(drill=catalogue().drill("wall_hinge"), pack=catalogue().pack, lane=found))


def _read_journal(path: Path) -> None:
    digest(path, {})
    _file_page(path)
    _run_journal(path)


def _file_page(path: Path) -> None:
    """File a page into a new history: whatever it holds, it keeps no other page from being filed."""
    for old in path.parent.glob("filed.db*"):
        old.unlink()
    filing = Filing(path.with_name("filed.db"), path.parent, LIMITS, over={path.stem}, first_drills={})
    filing.round()
    if filing.trouble is not None:
        raise AssertionError(filing.trouble)


def _run_journal(path: Path) -> None:
    (path.parent / NOTE).write_text(path.name, encoding="utf-8")
    written_s = path.stat().st_mtime
    with io.TextIOWrapper(io.BytesIO(), encoding="utf-8") as out:
        replay(path, out)
    header, _ = read_ticks(path)
    known = catalogue_in(header.language)
    resume(path.parent, header, station_of(header, known), times=Times(wall_s=lambda: written_s + 5.0))
    clock = FakeClock()
    source = JournalSource(path, clock)
    source.newest()
    clock.pass_us(10**7)
    source.newest()


def _journals() -> Seeds:
    paths = sorted((ROOT / "tests" / "replays").glob("*.journal.jsonl"))
    return tuple((PAGE, b"".join(path.read_bytes().splitlines(keepends=True)[:KEPT_LINES])) for path in paths)


def _read_history(path: Path) -> None:
    """File a session into what may be a history, twice; it is in there then, or why not is told."""
    for old in path.parent.glob("history.db*"):
        if old != path:
            old.unlink()
    page = path.parent / PAGE
    page.write_bytes(_journals()[0][1])
    _ask_for_owners_data(path)
    for _ in range(2):
        filing = Filing(path, path.parent, LIMITS, over={page.stem}, first_drills={})
        filing.note(HealthRecord(at="2026-11-20T09:50:00"))
        filing.round()
        if filing.trouble is None:
            with closing(connect_checked(path)) as connection:
                assert connection.execute("SELECT 1 FROM sessions WHERE page = ?", (page.stem,)).fetchone()
        elif not filing.trouble.endswith("."):
            raise AssertionError(filing.trouble)


def _ask_for_owners_data(path: Path) -> None:
    """Let the owner look at it, copy it, read it, take it for a backup; each may be refused."""
    config = replace(Config(), history=HistoryConfig(file=path), journal=JournalConfig(folder=path.parent / "none"))
    other = replace(config, history=HistoryConfig(file=path.with_name("other.db")))
    for left in path.parent.glob("*.copy.db*"):
        left.unlink()
    for asked in (
        lambda: look_at(path),
        lambda: export(config, first=None, last=None, into=None, out=io.StringIO()),
        lambda: back_up_to(config, path.with_name("a.copy.db")),
        lambda: put_back_from(other, path),
        lambda: forget_before(other, date(2026, 11, 20)),
    ):
        with suppress(KioskError):
            asked()


def _histories() -> Seeds:
    """Return a history of one session, and one that is empty."""
    folder = Path(os.environ["FUZZ_FOLDER"])
    found = []
    for name, over in (("one", {"2026-11-19T08-00-00"}), ("none", set[str]())):
        (folder / f"2026-11-19T08-00-00{SUFFIX}").write_bytes(_journals()[-1][1])
        path = folder / f"{name}.db"
        Filing(path, folder, Limits(keep_days=730.0, max_mb=500.0), over=over, first_drills={}).round()
        found.append(("history.db", path.read_bytes()))
    return tuple(found)


@cache
def _model() -> PoseEstimator:
    return open_model(ModelConfig(threads=1))


def _read_video(path: Path) -> None:
    with io.TextIOWrapper(io.BytesIO(), encoding="utf-8") as out, io.TextIOWrapper(io.BytesIO()) as err:
        analyze.run(
            [str(path)],
            drill="auto",
            lane_file=None,
            json_to="-",
            model=_model(),
            catalogue=catalogue(),
            out=out,
            err=err,
        )


FORMS: Final = (
    ("a.mp4", "libx264", "yuv420p"),
    ("a.mkv", "ffv1", "yuv420p"),
    ("a.avi", "mjpeg", "yuvj420p"),
    ("a.mov", "mpeg4", "yuv420p"),
    ("a.webm", "libvpx", "yuv420p"),
    ("a.gif", "gif", "rgb8"),
)


def _videos() -> Seeds:
    """Return a third of a second of the demo session, small, in the forms that phones and screens record."""
    folder = Path(os.environ["FUZZ_FOLDER"])
    short = cut_demo(folder, 0.34)
    found = [("cut.mp4", short.read_bytes())]
    for name, codec, form in FORMS:
        path = folder / name
        with av.open(str(short)) as source, av.open(str(path), "w") as target:
            stream = target.add_stream(codec, 30)
            stream.width, stream.height, stream.pix_fmt = 160, 120, form
            for frame in source.decode(video=0):
                target.mux(stream.encode(frame.reformat(width=160, height=120, format=form)))
            target.mux(stream.encode())
        found.append((name, path.read_bytes()))
    return tuple(found)


def _mutated_cues(content: bytes, chance: Random) -> bytes:
    return mutated_bytes(content, chance) if content.startswith(b"RIFF") else mutated_toml(content, chance)


def _history_commands(path: Path) -> tuple[list[str], ...]:
    settings = path.with_name("history.toml")
    text = f'[journal]\nfolder = "{path.parent}"\n[history]\nfile = "{path}"\n'
    settings.write_text(text, encoding="utf-8")
    asked = (["export"], ["doctor", "--quiet"], ["forget", "--before", "2026-11-20"], ["prune"])
    return tuple([*words, "--config", str(settings)] for words in asked)


TARGETS: Final[Mapping[str, Target]] = {
    "config": Target(
        seeds=lambda: _uncommented(ASSETS / "kiosk.example.toml"),
        mutate=mutated_toml,
        read=_read_config,
        commands=lambda path: (
            ["mat", "--config", str(path), "--into", str(path.with_name("mat.pdf"))],
            ["doctor", "--quiet", "--config", str(path)],
        ),
    ),
    "drills": Target(
        seeds=lambda: (*_files(DRILLS, "*.toml"), *_files(PROGRAMMES, "*.toml")),
        mutate=mutated_toml,
        read=_read_drill,
        commands=lambda path: (["drills", "--check", str(path)],),
    ),
    "cues": Target(
        seeds=lambda: (*_files(CUES, "en.toml"), *_files(CUES / "en", "n_1*.wav"), *_files(CUES / "earcons", "*.wav")),
        mutate=_mutated_cues,
        read=_read_cues,
        commands=lambda _: (),
    ),
    "calibration": Target(
        seeds=lambda: (("lane.json", DEMO_LANE.read_bytes()),),
        mutate=mutated_json,
        read=_read_lane,
        commands=lambda path: (["analyze", str(path), "--lane", str(path)],),
    ),
    "journal": Target(
        seeds=_journals,
        mutate=mutated_lines,
        read=_read_journal,
        commands=lambda path: (["replay", str(path)],),
    ),
    "history": Target(
        seeds=_histories,
        mutate=mutated_history,
        read=_read_history,
        commands=_history_commands,
    ),
    "report": Target(seeds=small_history, mutate=mutated_history, read=read_report, commands=commands_of_report),
    "audit": Target(seeds=small_history, mutate=mutated_history, read=read_audit, commands=commands_of_audit),
    "explain": Target(seeds=_journals, mutate=mutated_lines, read=read_explain, commands=commands_of_explain),
    "analyze": Target(
        seeds=_videos,
        mutate=mutated_bytes,
        read=_read_video,
        commands=lambda path: (["analyze", str(path)], ["analyze", "--json", "-", str(path)]),
    ),
}


def _uncommented(example: Path) -> Seeds:
    """Return the example of the settings, once as it is and once with the settings it shows in comments."""
    text = example.read_text(encoding="utf-8")
    lines = [
        line[2:] if line.startswith("# ") and " = " in line and '"' in line else line for line in text.splitlines()
    ]
    return ((example.name, text.encode()), (example.name, "\n".join(lines).encode()))
