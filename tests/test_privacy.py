"""No pixel leaves the station: it is watched call by call while its camera sees a mark, and so is a program that leaks.

The screen is SDL's own memory here: on a real panel the picture goes to the graphics card, and nowhere else.
"""

import os
import shutil
import socket
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.choice import DEMO_LANE
from kiosk.core.session import initial, step
from kiosk.replay import station_of
from kiosk.storage.filing import Filing
from kiosk.storage.history_limits import Limits
from kiosk.storage.journal import FileJournal
from kiosk.storage.journal_reader import read_journal
from kiosk.storage.running_note import Note, boot_id, note_in
from tests.conftest import DEMO, ROOT
from tests.leaks import Watched, marked_clip, watch

pytestmark = [
    pytest.mark.apt,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace not found: run `sudo apt-get install -y strace`"),
]

SETTINGS = """
[display]
look = "camera"

[journal]
folder = "{folder}"

[history]
file = "{folder}/history.db"
"""
HISTORY = ("history.db", "history.db-journal", "history.db-shm", "history.db-wal")
"""The history and what SQLite writes beside it. It maps the third as shared memory: which page of the log is where."""
MOST_TOLD_BYTES = 4_000
"""Twenty seconds of a station that tells everything: its choices at the start, and a line every ten seconds."""

LEAST_SAMPLES = 50
"""Of some four hundred, on a machine with better things to do."""

LEAKS = {
    "as it is": "put(name, frame.tobytes())",
    "the other order of colours": "put(name, frame[:, :, ::-1].tobytes())",
    "with a fourth byte": "put(name, np.dstack([frame, frame[:, :, :1] * 0]).tobytes())",
    "mirrored": "put(name, frame[:, ::-1].tobytes())",
    "turned": "put(name, np.rot90(frame).tobytes())",
    "a plane a colour": "put(name, frame.transpose(2, 0, 1).tobytes())",
    "luminance": "put(name, (frame @ [0.299, 0.587, 0.114]).astype(np.uint8).tobytes())",
    "YUV planes": "put(name, av.VideoFrame.from_ndarray(frame).reformat(format='yuv420p').to_ndarray().tobytes())",
    "YUYV": "put(name, av.VideoFrame.from_ndarray(frame).reformat(format='yuyv422').to_ndarray().tobytes())",
    "whole numbers of 32 bit": "put(name, frame.astype('<i4').tobytes())",
    "numbers from 0 to 1": "put(name, (frame / 255).astype('<f4').tobytes())",
    "numbers from -1 to 1": "put(name, (frame / 127.5 - 1).astype('<f4').tobytes())",
    "a part of it": "put(name, frame[150:300, 200:320].tobytes())",
    "hexadecimal": "put(name, frame.tobytes().hex().encode())",
    "base64": "put(name, base64.encodebytes(frame.tobytes()))",
    "decimal letters": "put(name, str(frame[:80].tolist()).encode())",
    "in pieces": "[put(name, row.tobytes()) for row in frame[:40, :40].reshape(-1, 3)]",
    "socket": "pair[0].send(frame[:20].tobytes())",
    "1": "os.write(1, frame[:20].tobytes().hex().encode())",
    "2": "logging.error('%s', frame[:20].tolist())",
    "rename": "os.rename('there', frame[5, :16, 0].tobytes().hex())",
}
"""By the name of the file, the socket, the output or the call it goes to."""

LEAKING = """
import av, base64, logging, mmap, os, socket, sys
from pathlib import Path
import numpy as np
from kiosk.vision.clip import ClipReader

def put(name, content):
    with open(name, "ab", buffering=0) as file:
        file.write(content)

frame = next(iter(ClipReader(Path(sys.argv[1]))))[0]
os.chdir(sys.argv[2])
put("there", b"a")
pair = socket.socketpair()
socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
with open("shared", "wb+") as file:
    file.write(bytes(4096))
    file.flush()
    mmap.mmap(file.fileno(), 4096)
os.memfd_create("hidden")
"""


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    """The demo session up to its third rep, with the mark all over it."""
    return marked_clip(DEMO, tmp_path_factory.mktemp("clip") / "marked.mkv", length_s=20.0)


@pytest.fixture(scope="module")
def state(tmp_path_factory) -> Path:
    """The one folder that the station is given."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def watched(clip, state, model_path, tmp_path_factory) -> Watched:
    """The station with everything on: frames on the screen, sound, records, a service manager, all its words."""
    assert model_path
    folder = tmp_path_factory.mktemp("station")
    (folder / "kiosk.toml").write_text(SETTINGS.format(folder=state), encoding="utf-8")
    environment = {**os.environ, "HOME": str(folder), "NOTIFY_SOCKET": str(folder / "notify")}
    words = ["run", "--verbose", "--config", str(folder / "kiosk.toml")]
    words += ["--source", f"clip:{clip}", "--lane", str(DEMO_LANE)]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(environment["NOTIFY_SOCKET"])
        return watch([sys.executable, "-m", "kiosk", *words], folder, environment)


@pytest.fixture(scope="module")
def leaking(clip, tmp_path_factory) -> Watched:
    """A program that gives a frame away in every form."""
    folder = tmp_path_factory.mktemp("leaking")
    program = LEAKING + "\n".join(f"name = {name!r}; {leak}" for name, leak in LEAKS.items())
    words = [sys.executable, "-c", program, str(clip), str(folder)]
    return watch(words, folder, {**os.environ, "PYTHONPATH": str(ROOT)})


@pytest.fixture(scope="module")
def found_out(leaking) -> set[str]:
    """The names of what its leaks went to."""
    assert leaking.code == 0, leaking.err
    return {Path(target).name.partition(":")[0] for target in leaking.marked}


@pytest.fixture(scope="module")
def page(watched, state) -> Path:
    """The one journal that the station wrote."""
    assert watched.code == 0, watched.err
    (page,) = state.glob("*.jsonl")
    return page


def test_the_station_saw_somebody_and_began_a_session(watched, page):
    assert "Screen: open, look camera" in watched.out
    assert "Sound: voice" in watched.out
    assert sum(tick_input.sample is not None for tick_input in read_journal(page)[1]) > LEAST_SAMPLES


def test_no_file_socket_or_log_of_it_received_a_pixel(watched):
    assert watched.marked == frozenset()


def test_it_writes_its_records_its_words_and_nothing_else(watched, page, state):
    sizes = {target: len(stream) for target, stream in watched.written.items()}
    files = {target for target in sizes if target.startswith("/")}
    assert files - {str(state / name) for name in HISTORY} == {str(page), str(state / ".running.part")}
    assert sizes[str(page)] == page.stat().st_size
    note = note_in(watched.written[str(state / ".running.part")].decode())
    assert note == Note(page=page.name, boot=boot_id(), ahead_s=note.ahead_s)
    assert {target.partition(":")[0] for target in set(sizes) - files} == {"1", "2", "socket"}
    assert sum(sizes[target] for target in set(sizes) - files) < MOST_TOLD_BYTES


def test_every_byte_of_the_record_follows_from_the_joints(page, tmp_path):
    header, ticks = read_journal(page)
    station = station_of(header, load_catalogue(header.language))
    journal, state = FileJournal(tmp_path, header, name=lambda: page.stem), initial(station)
    for tick_input in ticks:
        state, output = step(state, tick_input, station)
        journal.record(tick_input, output, state.course.stage)
    journal.close()
    assert (tmp_path / page.name).read_bytes() == page.read_bytes()


def test_every_row_of_the_history_follows_from_the_record(page, state, tmp_path):
    again = tmp_path / "again.db"
    Filing(again, state, Limits(keep_days=730.0, max_mb=500.0), over=(page.stem,), first_drills={}).round()
    rows = rows_of(again)
    assert any(page.stem in row for row in rows)
    assert rows_of(state / "history.db") == rows


def rows_of(file):
    """Return all there is in a history as statements of SQL; of the machine's health only how many rows there are."""
    with closing(sqlite3.connect(file)) as connection:
        (health,) = connection.execute("SELECT count(*) FROM health").fetchone()
        assert health <= 1
        return [row for row in connection.iterdump() if "health" not in row]


def test_it_opens_no_socket_but_the_service_managers(watched):
    assert watched.families == {"AF_UNIX"}


def test_no_file_is_shared_memory_of_it_but_the_index_of_the_histories_log(watched, state):
    assert watched.shared == {str(state / "history.db-shm")}


def test_it_opens_no_door_that_cannot_be_watched(watched):
    assert watched.unseen == frozenset()


@pytest.mark.parametrize("leak", LEAKS)
def test_a_program_that_leaks_is_found_out(found_out, leak):
    assert leak in found_out


def test_what_holds_no_pixel_is_not_found_out(found_out):
    assert found_out == set(LEAKS)


def test_a_program_that_opens_sockets_and_shared_memory_is_found_out(leaking):
    assert leaking.families == {"AF_UNIX", "AF_INET", "AF_INET6"}
    assert {Path(path).name for path in leaking.shared} == {"shared"}
    assert leaking.unseen == {"memfd_create"}
