"""What a program did to the files of a folder, call by call, and what a power cut between two calls leaves of it.

In:  a command; the folder it works in.
Out: the calls that change files, in their order, as strace saw them; the folder after any number of them.
Not here: what a station makes of such a folder (power_cuts.py).

Rule: four things a cut may leave: all that was written, half of the last write, of each file only what was flushed to
the disk, or beside that any of the writes since, in whatever order the disk took them. The names in a folder are as
they were last. SQLite's shared memory is none of it: it does not outlive a power cut.
"""

import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, unique
from pathlib import Path

CALLS = (
    "openat,open,creat,close,write,pwrite64,lseek,ftruncate,fsync,fdatasync,unlink,unlinkat,rename,renameat,"
    "renameat2,link,linkat,mkdir"
)
LINE = re.compile(r"(?P<name>\w+)\((?P<words>.*)\)\s+= (?P<result>-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
WRITES = ("write", "pwrite64")
EVEN = 0.5
VOLATILE = "-shm"
STANDARD_OUTPUT = 1


@unique
class Left(Enum):
    """What a power cut leaves of what was written."""

    ALL = "all that was written"
    FLUSHED = "what was flushed"
    SOME = "what was flushed and some of the rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the system: its name, the texts and numbers it was given, its result."""

    name: str
    texts: tuple[bytes, ...]
    numbers: tuple[int, ...]
    flags: str
    result: int


@dataclass(slots=True)
class _File:
    """A file's bytes, those of them that were flushed, and each change since: a place and what is from there on."""

    content: bytearray = field(default_factory=bytearray)
    flushed: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def change(self, place: int, text: bytes | None) -> None:
        """Write a text, or end the file there for None."""
        _change(self.content, place, text)
        self.since.append((place, text))

    def flush(self) -> None:
        """Put it on the disk itself."""
        self.flushed, self.since = bytes(self.content), []

    def left(self, left: Left, chance: random.Random) -> bytes:
        """Return what a power cut leaves of it."""
        if left is Left.ALL:
            return bytes(self.content)
        content = bytearray(self.flushed)
        for place, text in self.since if left is Left.SOME else ():
            if chance.random() < EVEN:
                _change(content, place, text)
        return bytes(content)


def _change(content: bytearray, place: int, text: bytes | None) -> None:
    if text is None:
        del content[place:]
    content.extend(bytes(max(0, place - len(content))))
    if text is not None:
        content[place : place + len(text)] = text


@dataclass(slots=True)
class _Handle:
    file: _File
    place: int = 0


def has_strace() -> bool:
    """Whether calls can be seen here."""
    return shutil.which("strace") is not None


def traced(words: Sequence[str], trace: Path) -> tuple[Call, ...]:
    """Run a command that must go well, and return its calls."""
    strace = ["strace", "-f", "-qq", "-xx", "-s", "100000000", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", trace]
    subprocess.run([*map(str, strace), *words], check=True, stdout=subprocess.DEVNULL)
    return tuple(_calls(trace.read_text(encoding="ascii", errors="replace").splitlines()))


def _calls(lines: Sequence[str]) -> Iterator[Call]:
    begun: dict[str, str] = {}
    for line in lines:
        process, _, told = line.partition(" ")
        told = told.strip()
        if told.endswith("<unfinished ...>"):
            begun[process] = told.removesuffix("<unfinished ...>").rstrip()
            continue
        if told.startswith("<..."):
            told = begun.pop(process, "") + told.partition("resumed>")[2]
        found = LINE.match(told)
        if found is None or int(found["result"]) < 0:
            continue
        words = found["words"]
        bare = TEXT.sub("", words)
        yield Call(
            name=found["name"],
            texts=tuple(bytes.fromhex(text.replace("\\x", "")) for text in TEXT.findall(words)),
            numbers=tuple(int(word) for word in re.findall(r"(?<![\w.])\d+(?![\w.])", bare)),
            flags=bare,
            result=int(found["result"]),
        )


class Disk:
    """A folder as it is after some calls. It begins as `before` is."""

    def __init__(self, folder: Path, before: Path | None = None) -> None:
        self._root = str(folder)
        self._names: dict[str, _File] = {}
        self._handles: dict[int, _Handle] = {}
        self._chance = random.Random(0)
        self.told = b""
        """What was written to standard output: a promise."""
        for path in () if before is None else before.iterdir():
            content = path.read_bytes()
            self._names[str(folder / path.name)] = _File(bytearray(content), content)

    def do(self, call: Call, *, share: float = 1.0) -> bool:
        """Do one call, or a share of a write; return whether it changed anything."""
        match call.name:
            case "openat" | "open" | "creat":
                return self._open(call)
            case "close":
                self._handles.pop(call.numbers[0], None)
            case "lseek":
                # a read moves the place as well, and Python seeks before it writes after one
                if call.numbers[0] in self._handles:
                    self._handles[call.numbers[0]].place = call.result
            case "write" | "pwrite64":
                return self._write(call, share)
            case "ftruncate":
                handle = self._handles.get(call.numbers[0])
                if handle is not None:
                    handle.file.change(call.numbers[1], None)
                return handle is not None
            case "fsync" | "fdatasync":
                handle = self._handles.get(call.numbers[0])
                if handle is not None:
                    handle.file.flush()
                return handle is not None
            case "unlink" | "unlinkat":
                return self._names.pop(self._path(call.texts[0]), None) is not None
            case "rename" | "renameat" | "renameat2" | "link" | "linkat":
                old, new = map(self._path, call.texts)
                file = self._names.get(old)
                if file is not None:
                    self._names[new] = file
                    if call.name.startswith("rename"):
                        del self._names[old]
                return file is not None
        return False

    def leave(self, folder: Path, left: Left) -> None:
        """Make a folder as a power cut now would leave it."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, file in self._names.items():
            (folder / Path(name).name).write_bytes(file.left(left, self._chance))

    def leave_half(self, call: Call, folder: Path) -> bool:
        """Make a folder as a power cut within a write would leave it; return False for what is no write here."""
        handle = self._handles.get(call.numbers[0]) if call.name in WRITES else None
        if handle is None or call.result < 2:
            return False
        file, place = handle.file, handle.place
        content = bytes(file.content)
        self.do(call, share=0.5)
        self.leave(folder, Left.ALL)
        file.content[:], handle.place = content, place
        file.since.pop()
        return True

    def _path(self, text: bytes) -> str:
        return text.decode()

    def _is_ours(self, path: str) -> bool:
        return path.startswith(f"{self._root}/") and not path.endswith(VOLATILE)

    def _open(self, call: Call) -> bool:
        path = self._path(call.texts[0])
        self._handles.pop(call.result, None)
        if not self._is_ours(path) or "O_DIRECTORY" in call.flags:
            return False
        is_new = path not in self._names
        if is_new and "O_CREAT" not in call.flags:
            return False
        file = self._names.setdefault(path, _File())
        if "O_TRUNC" in call.flags:
            file.change(0, None)
        self._handles[call.result] = _Handle(file)
        return is_new or "O_TRUNC" in call.flags

    def _write(self, call: Call, share: float) -> bool:
        number, text = call.numbers[0], call.texts[0][: call.result]
        text = text[: int(len(text) * share)]
        if number == STANDARD_OUTPUT:
            self.told += text
            return False
        handle = self._handles.get(number)
        if handle is None:
            return False
        place = call.numbers[-1] if call.name == "pwrite64" else handle.place
        handle.file.change(place, text)
        if call.name == "write":
            handle.place += len(text)
        return True
