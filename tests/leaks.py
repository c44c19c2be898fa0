"""Leaks: a program run under strace, and whether anything it handed to the outside holds pixels of its camera.

In:  a clip to mark; words of a command.
Out: the marked clip; what went to each file, pipe and socket; the doors that were opened; where the mark was found.
Not here: assertions (test_privacy.py).

Rule: every call is looked at but those of UNWATCHED, which hand nothing out. The mark is a tile of gray noise, many
times over the whole frame, so that any part of it larger than a hand is known again: in any order of colours, as
luminance or numbers, mirrored or turned, in hex, base64 or decimal letters, in however many pieces.
"""

import base64
import binascii
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from tests.conftest import ROOT

Bytes = NDArray[np.uint8]

TILE_PX: Final = 16
STRIDE_PX: Final = 80
TILE: Final = np.random.default_rng(7).integers(80, 161, (TILE_PX, TILE_PX), dtype=np.uint8)
"""Noise so soft that the pose is still found."""
TOLERANCE: Final = 3
"""What a way of computing luminance may differ from another."""

EVERY: Final = (1, 2, 3, 4, 12)
"""Bytes from one pixel to the next: a plane, YUYV, RGB, RGBX or a plane of 32-bit numbers, RGB of those."""

UNWATCHED: Final = (
    *("read", "pread64", "readv", "preadv", "lseek", "close", "getdents64", "readlink", "getcwd", "access"),
    *("stat", "fstat", "lstat", "newfstatat", "statx", "statfs", "fstatfs", "poll", "ppoll", "select", "pselect6"),
    *("epoll_wait", "epoll_ctl", "futex", "sched_yield", "sched_getaffinity", "sched_setaffinity", "gettid", "getpid"),
    *("clock_gettime", "clock_nanosleep", "nanosleep", "gettimeofday", "times", "getrusage", "getrandom", "sysinfo"),
    *("brk", "munmap", "mprotect", "madvise", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack"),
    *("set_robust_list", "rseq", "prlimit64", "arch_prctl", "fsync", "fdatasync", "membarrier", "exit", "exit_group"),
)
WRITES: Final = frozenset({"write", "writev", "pwrite64", "pwritev", "pwritev2", "sendto", "sendmsg", "sendmmsg"})
UNSEEN: Final = frozenset(
    {
        *("sendfile", "splice", "vmsplice", "tee", "copy_file_range", "process_vm_writev", "ptrace", "shmget", "shmat"),
        *("memfd_create", "io_uring_setup", "io_submit", "mq_open", "msgsnd", "pidfd_getfd", "userfaultfd"),
    }
)
"""Doors through which something could go that strace does not show."""

CALL: Final = re.compile(r"^\d+ +(?:<\.\.\. )?(\w+)")
TEXT: Final = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
HANDLE: Final = re.compile(r"\((\d+)<((?:\\x[0-9a-f]{2})*)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What a program did: its exit code, the bytes for each target in their order, the other calls."""

    code: int
    out: str
    err: str
    written: dict[str, bytes]
    """By what it was written to: `1` and `2`, a path, or the kernel's name of a socket or a pipe."""
    calls: tuple[tuple[str, str], ...]
    """Every watched call: its name, its line."""

    @property
    def families(self) -> frozenset[str]:
        """The address families of every socket that was asked for."""
        lines = [line for name, line in self.calls if name in ("socket", "socketpair")]
        return frozenset(family for line in lines for family in re.findall(r"\b(?:AF|PF)_\w+", line))

    @property
    def unseen(self) -> frozenset[str]:
        """The doors that were opened through which nothing can be seen to go."""
        return frozenset(name for name, _ in self.calls) & UNSEEN

    @property
    def shared(self) -> frozenset[str]:
        """The files that were mapped so that what is written to memory is written to them."""
        found = set()
        for name, line in self.calls:
            if name == "mmap" and "MAP_SHARED" in line and "PROT_WRITE" in line:
                handle = re.search(r"(\d+)<((?:\\x[0-9a-f]{2})*)>", line)
                found.add("memory" if handle is None else _unescaped(handle[2]).decode())
        return frozenset(found)

    @property
    def marked(self) -> frozenset[str]:
        """The targets to which some of the mark went, and the names of calls that told it in another way."""
        told: defaultdict[str, list[bytes]] = defaultdict(list)
        for name, line in self.calls:
            if name not in WRITES:
                told[name] += _texts(line)
        streams = self.written | {name: b" ".join(texts) for name, texts in told.items()}
        return frozenset(name for name, stream in streams.items() if has_mark(stream))


def watch(words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Watched:
    """Run a command to its end under strace, its children too."""
    log = folder / "strace.txt"
    strace = ["strace", "--follow-forks", "--seccomp-bpf", "--decode-fds=path", "--strings-in-hex=all"]
    strace += ["--string-limit=100000000", f"--trace=!{','.join(UNWATCHED)}", "--signal=none", f"--output={log}"]
    done = subprocess.run([*strace, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    written: defaultdict[str, bytearray] = defaultdict(bytearray)
    calls = []
    with log.open(encoding="ascii") as lines:
        for line in lines:
            call = CALL.match(line)
            if call is None:
                continue
            calls.append((call[1], line))
            handle = HANDLE.search(line)
            if call[1] in WRITES and handle is not None:
                target = handle[1] if handle[1] in "12" else _unescaped(handle[2]).decode()
                written[target] += b"".join(_texts(line))
    return Watched(
        code=done.returncode,
        out=done.stdout,
        err=done.stderr,
        written={target: bytes(stream) for target, stream in written.items()},
        calls=tuple(calls),
    )


def mark(frame: Bytes) -> None:
    """Put the mark all over an RGB frame, in place."""
    height, width, _ = frame.shape
    for y in range(0, height - TILE_PX + 1, STRIDE_PX):
        for x in range(0, width - TILE_PX + 1, STRIDE_PX):
            frame[y : y + TILE_PX, x : x + TILE_PX] = TILE[:, :, np.newaxis]


def marked_clip(clip: Path, into: Path, *, length_s: float) -> Path:
    """Write the beginning of a clip with the mark all over every frame, so that it is decoded to the last bit."""
    with av.open(str(clip)) as source, av.open(str(into), "w") as target:
        seen = source.streams.video[0]
        stream = target.add_stream("libx264rgb", seen.average_rate, {"qp": "0", "preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = seen.width, seen.height, "rgb24"
        for frame in source.decode(video=0):
            if frame.time is not None and frame.time >= length_s:
                break
            pixels = frame.to_ndarray(format="rgb24")
            mark(pixels)
            target.mux(stream.encode(av.VideoFrame.from_ndarray(pixels)))
        target.mux(stream.encode())
    return into


def has_mark(stream: bytes) -> bool:
    """Whether a stream of bytes holds a row or a column of the mark, in whatever form."""
    return any(_has_run(form) for form in _forms(stream))


def _forms(stream: bytes) -> Iterator[Bytes]:
    """Yield the bytes that a stream is, or may stand for."""
    if len(stream) < TILE_PX:
        return
    yield np.frombuffer(stream, np.uint8)
    for run in re.findall(rb"[0-9A-Fa-f]{32,}", stream):
        for start in (0, 1):
            pairs = run[start : len(run) - (len(run) - start) % 2]
            yield np.frombuffer(binascii.unhexlify(pairs), np.uint8)
    for run in re.findall(rb"[A-Za-z0-9+/\r\n]{32,}", stream):
        letters = re.sub(rb"\s", b"", run)
        for start in range(4):
            whole = letters[start : len(letters) - (len(letters) - start) % 4]
            yield np.frombuffer(base64.b64decode(whole), np.uint8)
    numbers = [int(number) for number in re.findall(rb"(?<![\d.])\d{1,3}(?![\d.])", stream)]
    yield np.array([number for number in numbers if number < 256], np.uint8)
    for start in range(4):
        floats = np.frombuffer(stream[start : len(stream) - (len(stream) - start) % 4], "<f4")
        known = floats[np.isfinite(floats) & (np.abs(floats) <= 255)]
        for values in (known, known * 255, (known + 1) * 127.5):
            yield np.clip(np.round(values), 0, 255).astype(np.uint8)


def _has_run(stream: Bytes) -> bool:
    """Whether a row or a column of the mark is there, forwards or backwards, at any distance of EVERY."""
    wide = stream.astype(np.int16)
    for line in (TILE[5], TILE[:, 5], TILE[5, ::-1], TILE[::-1, 5]):
        for levels in (line.astype(np.int16), np.round(16 + line * (219 / 255)).astype(np.int16)):
            for every in EVERY:
                length = len(wide) - every * (TILE_PX - 1)
                if length <= 0:
                    continue
                starts = np.flatnonzero(np.abs(wide[:length] - levels[0]) <= TOLERANCE)
                for number, level in enumerate(levels[1:], start=1):
                    starts = starts[np.abs(wide[starts + number * every] - level) <= TOLERANCE]
                if len(starts):
                    return True
    return False


def _texts(line: str) -> list[bytes]:
    return [_unescaped(text) for text in TEXT.findall(line)]


def _unescaped(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
