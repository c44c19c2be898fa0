"""Whole files: a file appears complete under its name, or not at all.

In:  a path and what the file shall hold.
Out: the file.
Not here: what is in it; records that grow (journal.py).

Rule: a reader, or a power cut, meets the old file or the new one, never a part.
"""

import os
from contextlib import suppress
from pathlib import Path

from kiosk.errors import StorageError


def write_whole(path: Path, text: str) -> None:
    """Put `text` at `path` in UTF-8, on disk when this returns. Raises StorageError when the disk refuses."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        message = f"{path} cannot be written ({error.strerror}): name a file in a folder that exists and has space."
        raise StorageError(message) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
