"""The fault table: every trouble a station meets, and what it did in a run made for it (`make faults`).

In:  the stories of the devices, the clocks, the owner's files and the service.
Out: a line a row: the fault, what the station did, what became of count, set and rung, and whether that is right.
Not here: the stories; that a row is right is also a test (test_fault_table.py).

Rule: what a row says was seen in its run, or is one of the checks that it passed; a check that failed is named.
"""

import logging
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ELSEWHERE: Final = (
    "On the real camera class (stall, reopening, another mode, held by a program, absent): make test-camera.\n"
    "Below a real systemd (watchdog, restarts, exit 78, 216/GROUP): make test-systemd."
)
WIDTHS: Final = (34, 34)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fault. `wrong` names what was not as it should be; nothing, when all is well."""

    fault: str
    did: str
    kept: str = "–"
    wrong: tuple[str, ...] = ()


Story = Callable[[Path], Row]
"""Makes one fault in a folder of its own."""


def judged(fault: str, *, did: str, kept: str = "–", checks: Mapping[str, bool]) -> Row:
    """Return the row, with the names of the checks that failed."""
    return Row(fault=fault, did=did, kept=kept, wrong=tuple(name for name, is_well in checks.items() if not is_well))


def line_of(row: Row) -> str:
    """Return the row as it is printed."""
    verdict = "ok    " if not row.wrong else f"FAILED ({', '.join(row.wrong)}) "
    return f"{verdict}  {row.fault:<{WIDTHS[0]}}  {row.kept:<{WIDTHS[1]}}  {row.did}"


def main() -> int:
    """Run every story and print its row."""
    os.environ |= {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "PYGAME_HIDE_SUPPORT_PROMPT": "1"}
    logging.getLogger("kiosk").propagate = False
    from tests.faults.stories import STORIES  # noqa: PLC0415 (SDL reads the environment when it is loaded)

    rows = []
    for story in STORIES.values():
        with TemporaryDirectory() as folder:
            rows.append(story(Path(folder)))
        sys.stdout.write(f"{line_of(rows[-1])}\n")
        sys.stdout.flush()
    failed = sum(bool(row.wrong) for row in rows)
    sys.stdout.write(f"{len(rows)} faults, {failed} not met as they should be.\n{ELSEWHERE}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
