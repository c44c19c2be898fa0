"""Whole files: a file appears complete under its name, or not at all.

In:  a path and what the file shall hold.
Out: the file, behind a link when the path is one.
Not here: what is in it; records that grow (journal.py).

Rule: a reader, or a power cut, meets the old file or the new one, never a part.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from errno import ENOENT
from pathlib import Path

from kiosk.errors import StorageError


def write_whole(path: Path, text: str) -> None:
    """Put `text` at `path` in UTF-8, on disk when this returns. Raises StorageError when it cannot be there."""
    try:
        replace_whole(path, text.encode())
    except OSError as error:
        raise StorageError(_refusal(path, error.strerror)) from error


def write_lines(path: Path, lines: Iterable[str]) -> int:
    """Put lines, each with its line break, at `path` in UTF-8; return how many.

    Raises as `write_whole` does, and whatever the lines raise.
    """
    target, count = file_at(path), 0
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            for line in lines:
                file.write(line)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except BaseException as error:
        with suppress(OSError):
            part.unlink()
        if isinstance(error, OSError):
            raise StorageError(_refusal(path, error.strerror)) from error
        raise
    return count


def replace_whole(path: Path, content: bytes) -> None:
    """Put `content` at `path`. Raises StorageError as `file_at` does, and OSError when the disk refuses."""
    target = file_at(path)
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def file_at(path: Path) -> Path:
    """Return the file that `path` leads to, there or not yet. Raises StorageError when no ordinary file can be there.

    A device or a folder would be replaced like a file, and a link would lose what it points to. A folder of somebody
    else may be closed to this account.
    """
    target = Path(os.path.realpath(path))
    try:
        is_other = target.exists() and not target.is_file()
    except OSError as error:
        raise StorageError(_refusal(path, error.strerror)) from error
    if not path.name or is_other:
        message = f"{path} is no ordinary file: give the name of a file."
        raise StorageError(message)
    return target


def refuse_unwritable(path: Path) -> None:
    """Raise the StorageError of `write_whole` before the work whose outcome shall be written."""
    if not file_at(path).parent.is_dir():
        raise StorageError(_refusal(path, os.strerror(ENOENT)))


def refuse_replacing(path: Path, kept: Path) -> None:
    """Raise a StorageError when what is to be written at `path` would take the place of a file that is read."""
    if path.exists() and kept.exists() and path.samefile(kept):
        message = f"{path} is what is read, and would be lost: name a new file."
        raise StorageError(message)


def _refusal(path: Path, reason: str | None) -> str:
    return f"{path} cannot be written ({reason}): name a file in a folder that exists and has space."


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk itself. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
