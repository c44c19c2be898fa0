"""Errors: software meeting trouble, one class per edge, each with a sentence that says what to do.

In:  a message for the owner.
Out: exceptions that the command line turns into exit codes.
Not here: form faults (core/faults.py), the machine's health (loop.py).

Rule: an OwnerError is the owner's to mend and ends with exit code 78, which systemd does not restart; every other
KioskError is a device's.
"""

from collections.abc import Sequence
from typing import Final

EXIT_DEVICE: Final = 1
EXIT_INPUT: Final = 2
EXIT_OWNER: Final = 78


class KioskError(Exception):
    """Trouble with a device or a file, told in one sentence that ends in what to do."""

    exit_code: int = EXIT_DEVICE


class OwnerError(KioskError):
    """Something only the owner can mend; carries every problem found in one run."""

    exit_code = EXIT_OWNER

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class InputError(KioskError):
    """A file given on the command line cannot be used."""

    exit_code = EXIT_INPUT


class SourceError(KioskError):
    """A camera, webcam or video stopped giving frames or never began."""


class ModelError(KioskError):
    """The pose model cannot be loaded or run."""


class SpeechError(KioskError):
    """Sound cannot be played."""


class DisplayError(KioskError):
    """The display cannot be opened."""


class StorageError(KioskError):
    """A journal, history or calibration cannot be read or written."""
