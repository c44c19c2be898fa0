"""Weights: the pose model's file, fetched once and never used unless its digest is right.

In:  the manifest (models/manifest.toml), a folder of models if there is one, else the network.
Out: the model file under its own name, complete and checked.
Not here: running the model (vision/movenet.py).

Rule: the file appears under its name only after its size and its SHA-256 were checked; whatever fails leaves no trace.
"""

import hashlib
import os
import tomllib
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from pathlib import Path
from typing import BinaryIO, Final

from kiosk.errors import OwnerError, StorageError

TIMEOUT_S: Final = 30.0

KINDS: Final = {
    "file": str,
    "bytes": int,
    "sha256": str,
    "urls": list,
    "licence": str,
    "author": str,
    "input": str,
}

OpenUrl = Callable[[str], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """One model file as the manifest describes it."""

    file: str
    """Its name, in the folder of models and where it lands."""
    bytes: int
    sha256: str
    urls: tuple[str, ...]
    """Where it is published, best first; https only."""
    licence: str
    author: str
    input: str
    """What the model takes, for people."""


def open_https(url: str) -> AbstractContextManager[BinaryIO]:
    """Open an address for reading. Raises OSError when it cannot be reached or is not https."""
    if not url.startswith("https://"):
        message = f"{url} is not an https address"
        raise OSError(message)
    opened: AbstractContextManager[BinaryIO] = urllib.request.urlopen(url, timeout=TIMEOUT_S)  # noqa: S310 (https only)
    return opened


def read_manifest(path: Path) -> Weights:
    """Return what the manifest says. Raises OwnerError with every problem in it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("model")
    except (OSError, ValueError) as error:
        raise OwnerError([f"{path} cannot be read ({error}): restore it from the repository."]) from error
    if not isinstance(table, dict):
        raise OwnerError([f"{path} lacks the table [model]: restore it from the repository."])
    problems = [
        f"{path} lacks a right model.{name}: restore it from the repository."
        for name, kind in KINDS.items()
        if not isinstance(table.get(name), kind)
    ]
    problems += [f"{path} has an unknown key model.{name}: remove it." for name in table if name not in KINDS]
    if problems:
        raise OwnerError(problems)
    return Weights(**table | {"sha256": table["sha256"].lower(), "urls": tuple(table["urls"])})


def verify(path: Path, sha256: str, *, mend: str = "run `make models`") -> None:
    """Check a model file against a digest in hexadecimal. Raises OwnerError when it is missing or another file.

    `mend` is what brings the right file into place.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise OwnerError([f"The model {path} cannot be read ({error.strerror}): {mend}."]) from error
    if found != sha256.lower():
        problem = f"The model {path} has SHA-256 {found}, not {sha256}: {mend}, or set the digest you trust."
        raise OwnerError([problem])


def fetch(weights: Weights, model_dir: Path | None, into: Path, open_url: OpenUrl = open_https) -> Path:
    """Bring the model into the folder `into` and return its path; do nothing when it is there and right.

    The file is looked for in `model_dir`, then at each address. Raises OwnerError when a wrong file was found and
    StorageError when no file was, each with one sentence a place.
    """
    target = into / weights.file
    if target.is_file() and _digest_of(target) == weights.sha256:
        return target
    wrong, silent = [], []
    for place, open_place in _places(weights, model_dir, open_url):
        try:
            with open_place() as source:
                content = source.read(weights.bytes + 1)
        except (OSError, HTTPException) as error:
            advice = f"connect to the network, or put {weights.file} into the folder of models"
            silent.append(f"{place} cannot be read ({error}): {advice}.")
            continue
        problem = _judge(content, weights)
        if problem is None:
            _write(content, target)
            return target
        wrong.append(f"{place} {problem}: run `make models` again, or put the right file there.")
    if wrong:
        raise OwnerError([*wrong, *silent])
    raise StorageError("\n".join(silent))


def _places(
    weights: Weights, model_dir: Path | None, open_url: OpenUrl
) -> list[tuple[str, Callable[[], AbstractContextManager[BinaryIO]]]]:
    """Return every place the file may be at, nearest first, with how to open it."""
    local = [] if model_dir is None else [model_dir / weights.file]
    return [
        *((str(path), partial(_open_file, path)) for path in local),
        *((url, partial(open_url, url)) for url in weights.urls),
    ]


def _open_file(path: Path) -> AbstractContextManager[BinaryIO]:
    return path.open("rb")


def _judge(content: bytes, weights: Weights) -> str | None:
    """Return what is wrong with the content, or None when it is the file the manifest means."""
    if len(content) < weights.bytes:
        return f"is cut short: {len(content)} of {weights.bytes} bytes"
    if len(content) > weights.bytes:
        return f"is larger than the {weights.bytes} bytes it should have"
    found = hashlib.sha256(content).hexdigest()
    return None if found == weights.sha256 else f"has SHA-256 {found}, not {weights.sha256}"


def _write(content: bytes, target: Path) -> None:
    """Put the whole content under the target's name, or leave what was there."""
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        message = f"{target} cannot be written ({error.strerror}): free some space or mend the folder's permissions."
        raise StorageError(message) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
