"""Words of the command line that are more than text: a path, a length of time, a day, a list of inches, a source.

In:  one word.
Out: its value, or an ArgumentTypeError that says what to give.
Not here: which command takes which (cli.py).

Rule: a word that an unset variable of a shell leaves empty is refused.
"""

import math
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Final

from kiosk.config import CameraSource, source_of

MOST_DIGITS: Final = 9
"""A longer number was not meant, and would not fit into a file."""


def filled_word(text: str) -> str:
    """Refuse what an unset variable of a shell leaves: pathlib would take it for the folder one is in."""
    if not text.strip():
        message = "the path is empty; give the name of a file or folder"
        raise ArgumentTypeError(message)
    return text


def path_word(text: str) -> Path:
    """Return the path. Raises ArgumentTypeError for an empty word."""
    return Path(filled_word(text))


def seconds_word(text: str) -> float:
    """Return a length of time in seconds, above 0. Raises ArgumentTypeError for anything else."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        message = f"{text!r} is no length of time; give seconds, such as 60"
        raise ArgumentTypeError(message)
    return seconds


def date_word(text: str) -> date:
    """Return the day. Raises ArgumentTypeError for anything but year-month-day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is no day; write it as 2026-11-20"
        raise ArgumentTypeError(message) from error


def inches_word(text: str) -> tuple[float, ...]:
    """Return distances in inches, separated by commas. Raises ArgumentTypeError for anything else."""
    try:
        return tuple(float(word) for word in text.split(","))
    except ValueError as error:
        message = f"{text!r} is no list of inches; write it as 0,6,12,24"
        raise ArgumentTypeError(message) from error


def count_word(text: str) -> int:
    """Return a whole number of 0 or more. Raises ArgumentTypeError for anything else."""
    if not (text.isascii() and text.isdigit()) or len(text) > MOST_DIGITS:
        message = f"{text!r} is no count; give a whole number such as 15"
        raise ArgumentTypeError(message)
    return int(text)


def source_word(text: str) -> CameraSource:
    """Return the source that is named; a relative clip starts where one is. Raises ArgumentTypeError for no source."""
    try:
        return source_of(text, folder=Path.cwd())
    except ValueError as error:
        message = f"{text!r} is no source; {error}"
        raise ArgumentTypeError(message) from error
