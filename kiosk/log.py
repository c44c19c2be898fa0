"""Log: text for people about the machine, on standard error.

In:  whether the owner wants to see everything.
Out: one handler, one format, one level.
Not here: what the core was fed (storage/journal.py), what a command answers (its standard output).

Rule: a line has no time of its own; the service manager's log puts one before it.
"""

import logging
import sys
from typing import Final

FORMAT: Final = "%(levelname)s %(name)s: %(message)s"


def set_up_log(*, is_verbose: bool) -> None:
    """Send warnings and worse to standard error, or everything of ours when verbose. May be called again."""
    logging.basicConfig(stream=sys.stderr, format=FORMAT, level=logging.WARNING, force=True)
    logging.getLogger("kiosk").setLevel(logging.DEBUG if is_verbose else logging.WARNING)
