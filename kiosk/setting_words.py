"""Words of the settings file that are more than text: a path, a digest, a time of day, a name.

In:  one word.
Out: its value, or a ValueError that says what to give.
Not here: which setting takes which (config.py).

Rule: a relative path starts in the folder of the program, wherever the command was given.
"""

import re
from pathlib import Path
from typing import Final

PROGRAM_DIR: Final = Path(__file__).resolve().parent.parent
"""The folder of the program; a relative path in a settings file starts here."""
NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
TIME_OF_DAY: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
SHA256: Final = re.compile(r"[0-9a-f]{64}")


def path_of(text: str) -> Path:
    """Return a path; a relative one starts in the folder of the program. Raises ValueError with advice."""
    if not text or "\0" in text:
        message = "give a path"
        raise ValueError(message)
    return PROGRAM_DIR / expanded(text)


def expanded(text: str) -> Path:
    """Return a path with ~ replaced by the home folder. Raises ValueError when nobody has that home."""
    try:
        return Path(text).expanduser()
    except RuntimeError as trouble:
        message = "there is no such home folder; give a full path"
        raise ValueError(message) from trouble


def digest_of(text: str) -> str:
    """Return a SHA-256 in hexadecimal. Raises ValueError with advice."""
    return _matching(text, SHA256, "give 64 hexadecimal digits in lower case")


def minute_of(text: str) -> int:
    """Return a time such as "22:00" as a minute of the day. Raises ValueError with advice."""
    hours, _, minutes = _matching(text, TIME_OF_DAY, 'give a time such as "22:00"').partition(":")
    return 60 * int(hours) + int(minutes)


def language_of(text: str) -> str:
    """Return the name of a language. Raises ValueError with advice."""
    return _matching(text, LANGUAGE, 'give letters such as "en"')


def name_of(text: str) -> str:
    """Return the name of a drill or programme. Raises ValueError with advice."""
    return _matching(text, NAME, 'give a name such as "wall_hinge"')


def _matching(text: str, pattern: re.Pattern[str], advice: str) -> str:
    if not pattern.fullmatch(text):
        raise ValueError(advice)
    return text
