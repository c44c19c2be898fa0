"""What spoilt files brought to light once: each is told in a sentence now, or does no harm."""

import sqlite3
import struct
from contextlib import closing

import av
import pytest

from kiosk.assets import CUES
from kiosk.choice import DEMO_LANE
from kiosk.errors import KioskError
from kiosk.storage.filing import Filing
from kiosk.storage.history_file import look_at
from kiosk.storage.history_limits import Limits
from kiosk.vision.clip import ClipReader
from tests.clips import cut_demo
from tests.fuzz.targets import TARGETS

DEEP = 3_000
LANE = DEMO_LANE.read_text(encoding="utf-8")
LONG_NUMBER = "9" * 5_000


def a_chunk_longer_than_its_file(sound: bytes) -> bytes:
    """Return a WAV file whose first chunk claims to go far beyond its end, and is passed over for another."""
    return sound[:12] + b"LIST" + struct.pack("<I", 2**31) + sound[12:]


@pytest.mark.parametrize(
    ("target", "name", "content", "told"),
    [
        ("config", "kiosk.toml", f"[lane]\nmarks_in = [0, 1{'0' * 400}]", "give a list of at least"),
        ("config", "kiosk.toml", f"[sound]\nvolume = {LONG_NUMBER}", "is not TOML"),
        ("config", "kiosk.toml", f"a = {'[' * DEEP}", "is not TOML"),
        ("drills", "plank.toml", f"a = {'[' * DEEP}", "cannot be read"),
        ("cues", "en.toml", f"a = {'[' * DEEP}", "cannot be read"),
        ("cues", "en.toml", f"a = {LONG_NUMBER}", "cannot be read"),
        ("cues", "n_1.wav", a_chunk_longer_than_its_file((CUES / "en" / "n_1.wav").read_bytes()), "cannot be read"),
        ("calibration", "lane.json", "[" * 100_000, "not a text of JSON"),
        ("calibration", "lane.json", LANE.replace("480", f"1{'0' * 400}"), "give the frame's width and height"),
        ("journal", "2026-11-20T09-50-00.jsonl", "[" * 100_000, "line 1"),
    ],
)
def test_a_spoilt_file_is_told_in_a_sentence(tmp_path, target, name, content, told):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(KioskError, match=told):
        TARGETS[target].read(path)


def test_a_video_whose_title_is_no_text_is_judged_all_the_same(tmp_path):
    short = cut_demo(tmp_path, 0.3)
    titled = tmp_path / "titled.mkv"
    with av.open(str(short)) as source, av.open(str(titled), "w") as target:
        target.metadata["title"] = "A title to spoil"
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    whole = titled.read_bytes()
    titled.write_bytes(whole.replace(b"A title", b"A\xd4itle"))
    assert whole != titled.read_bytes()
    assert len(list(ClipReader(titled))) == len(list(ClipReader(short)))


@pytest.fixture
def broken_history(tmp_path):
    """A history in whose list of tables a name is no text."""
    path = tmp_path / "history.db"
    Filing(path, tmp_path, Limits(keep_days=730.0, max_mb=500.0), over=(), first_drills={}).round()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET name = CAST(x'e1e1ff' AS TEXT), sql = 'CREATE TABLE x' WHERE name = 'cues'"
        )
    return path


def test_a_history_whose_tables_are_no_text_is_damaged(broken_history):
    with pytest.raises(KioskError, match="is damaged"):
        look_at(broken_history)


def test_a_history_whose_tables_are_no_text_is_set_aside(broken_history, tmp_path):
    filing = Filing(broken_history, tmp_path, Limits(keep_days=730.0, max_mb=500.0), over=(), first_drills={})
    filing.round()
    assert filing.trouble is None
    assert (tmp_path / "history.db.damaged").exists()
