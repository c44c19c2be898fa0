"""Filing: the pages of a folder that are over go into the history, each of them once.

In:  the history's file, the folder of journals, names of pages that are over, figures of the machine's health.
Out: rows; a sentence when the disk or the file does not take them.
Not here: the thread (filer.py), what is in a page (digest.py), the file's tables (history.py).

Rule: the journals are the record and the history is made from them, so whatever becomes of the history a session waits
in its journal until it is filed. Nothing here raises for a disk or a file that fails.
"""

import logging
import sqlite3
import time
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from kiosk.errors import InputError, StorageError
from kiosk.storage.digest import digest
from kiosk.storage.expiry import JOURNAL, SUFFIX
from kiosk.storage.history import connect, file_health, file_session
from kiosk.storage.history_file import HISTORY_ERRORS, connect_checked, is_damage, sentence_of, set_aside
from kiosk.storage.history_limits import Limits
from kiosk.storage.history_records import HealthRecord

HEALTH_KEPT: Final = 144
"""A day of rows, while the history takes none."""

REST_S: Final = 0.001
"""As long as the work between two rests, so that it takes half of the interpreter at most."""

logger: Final = logging.getLogger(__name__)


def pages_in(folder: Path) -> frozenset[str]:
    """Return the names of the pages in a folder, without their suffix."""
    try:
        return frozenset(path.stem for path in folder.iterdir() if JOURNAL.fullmatch(path.name))
    except OSError:
        return frozenset()


class Filing:
    """Files pages that are over. `over` are those known to be, `first_drills` names each programme's first drill.

    A damaged history is set aside at the first opening or when it is met, and all pages known to be over are filed
    again. A history of a newer program is left alone for good. `trouble` says why nothing can be filed; `filed` is how
    many sessions were.
    """

    def __init__(
        self, file: Path, folder: Path, limits: Limits, *, over: Iterable[str], first_drills: Mapping[str, str]
    ) -> None:
        self._file: Final = file
        self._folder: Final = folder
        self._limits: Final = limits
        self._first_drills: Final = first_drills
        self._over: Final = set(over)
        self._waiting = set(self._over)
        self._health: Final[deque[HealthRecord]] = deque(maxlen=HEALTH_KEPT)
        self._is_checked = False
        self._is_given_up = False
        self.trouble: str | None = None
        self.filed = 0

    @property
    def waiting(self) -> frozenset[str]:
        """The pages that are not filed yet."""
        return frozenset(self._waiting)

    def add(self, page: str) -> None:
        """Take note of a page that is over."""
        self._over.add(page)
        self._waiting.add(page)

    def note(self, health: HealthRecord) -> None:
        """Take a row of the machine's health."""
        self._health.append(health)

    def round(self) -> None:
        """File what waits, and keep the limits."""
        if self._is_given_up:
            return
        self._over.intersection_update(pages_in(self._folder) | self._waiting)
        try:
            self._file_all()
        except HISTORY_ERRORS as error:
            self.trouble = self._begin_anew() if is_damage(error) else sentence_of(self._file, error)
        except StorageError as error:
            self.trouble, self._is_given_up = f"{error} Sessions are kept in their journals only.", True
        except OSError as error:
            self.trouble = f"{self._file} cannot be written ({error.strerror}): check the disk or set history.file."
        else:
            self.trouble = None

    def _begin_anew(self) -> str | None:
        """Set a damaged history aside and file in a new one; return what keeps it from that."""
        try:
            if not self._goes_after_all():
                aside = set_aside(self._file)
                logger.warning(
                    "%s was damaged: it is kept as %s, and a new one is begun from the journals.", self._file, aside
                )
                self._waiting = set(self._over)
                self._file_all()
        except HISTORY_ERRORS as error:
            return sentence_of(self._file, error)
        except StorageError as error:
            return str(error)
        except OSError as error:
            return f"{self._file} is damaged and cannot be moved ({error.strerror}): move it away."
        return None

    def _goes_after_all(self) -> bool:
        """Try once more, with a look at all of it: another program may have begun a new one meanwhile."""
        self._is_checked = False
        self._waiting = set(self._over)
        try:
            self._file_all()
        except HISTORY_ERRORS as error:
            if is_damage(error):
                return False
            raise
        return True

    def _file_all(self) -> None:
        with closing(self._opened()) as connection:
            for page in sorted(self._waiting):
                if not _is_known(connection, page):
                    self._file_page(connection, page)
                self._waiting.discard(page)
            while self._health:
                file_health(connection, self._health[0])
                self._health.popleft()
            self._limits.keep(connection)

    def _opened(self) -> sqlite3.Connection:
        """Open the history, the first time with a look at all of it."""
        if self._is_checked:
            return connect(self._file)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        connection = connect_checked(self._file)
        self._is_checked = True
        return connection

    def _file_page(self, connection: sqlite3.Connection, page: str) -> None:
        path = self._folder / f"{page}{SUFFIX}"
        try:
            session = digest(path, self._first_drills, rest=_rest)
        except InputError as error:
            logger.warning("A session is not in the history: %s", error)
            return
        except FileNotFoundError:
            return
        except OSError as error:
            logger.warning("%s cannot be read (%s): check the disk; the next start tries again.", path, error.strerror)
            return
        if session is not None:
            # whoever deletes a session deletes its journal first
            self.filed += file_session(connection, session, is_kept=path.exists)


def _rest() -> None:
    """Let the loop go on: it shares one interpreter with this work, which can wait."""
    time.sleep(REST_S)


def _is_known(connection: sqlite3.Connection, page: str) -> bool:
    return connection.execute("SELECT 1 FROM sessions WHERE page = ?", (page,)).fetchone() is not None
