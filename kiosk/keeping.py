"""What a running station keeps: the session to go on with, the journal, the history that is read from it.

In:  the settings, the station and its header, what each programme begins with.
Out: open records, and a line for each of them.
Not here: what is in them (storage/), who closes them (app.py).

Rule: the demo is nobody's session and nothing of it is kept; a record that cannot be had is told once, and the station
works without it. There is a history of what is in a journal, and of nothing else.
"""

import os
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from datetime import datetime
from errno import EEXIST
from functools import partial
from pathlib import Path
from typing import BinaryIO

from kiosk.catalogue import Catalogue
from kiosk.choice import Choice
from kiosk.config import Config, HistoryConfig, JournalConfig
from kiosk.core.session import Station
from kiosk.errors import StorageError
from kiosk.ports import History, Journal
from kiosk.resume import NOTE, Resumed, resume
from kiosk.storage.appender import open_new
from kiosk.storage.expiry import JOURNAL, SUFFIX, SWEEP_S, Expiry
from kiosk.storage.filer import Filer
from kiosk.storage.filing import Filing, pages_in
from kiosk.storage.history_limits import MB, Limits
from kiosk.storage.history_read import is_filed
from kiosk.storage.journal import FileJournal, NoJournal
from kiosk.storage.journal_header import Header
from kiosk.storage.running_note import RunningNote, Times, note_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The open records of a station; without a history when none is kept."""

    journal: Journal
    history: History | None = None

    @property
    def is_recording(self) -> bool:
        """Whether sessions are written down."""
        return isinstance(self.journal, FileJournal)


def take_up(config: JournalConfig, choice: Choice, header: Header, station: Station) -> Resumed | None:
    """Return the session to go on with. Of one that does not go on no later process takes up the page."""
    if choice.is_demo or not config.keep:
        return None
    resumed = resume(config.folder, header, station, times=Times())
    if resumed is None:
        with suppress(OSError):
            (config.folder / NOTE).unlink(missing_ok=True)
    return resumed


def open_records(
    config: Config,
    choice: Choice,
    header: Header,
    resumed: Resumed | None,
    *,
    first_drills: Mapping[str, str],
    tell: Callable[[str], None],
    opened: ExitStack,
) -> Records:
    """Open journal and history, to be closed with `opened`, and tell what became of them."""
    if choice.is_demo or not config.journal.keep:
        why = "the demo is nobody's session" if choice.is_demo else "the settings say so"
        tell(f"Journal: none, because {why}.")
        expiry = expiry_of(config.journal)
        return Records(journal=opened.enter_context(closing(NoJournal(config.journal.folder, expiry))))
    filer = None
    if config.history.keep:
        over = pages_in(config.journal.folder) - ({resumed.page.name} if resumed is not None else set())
        filing = Filing(
            config.history.file,
            config.journal.folder,
            limits_of(config.history),
            over=over,
            first_drills=first_drills,
        )
        filer = opened.enter_context(closing(Filer(filing)))
    try:
        journal = FileJournal(
            config.journal.folder,
            header,
            name=_page_name,
            expiry=expiry_of(config.journal, spared=frozenset if filer is None else filer.untried),
            note=RunningNote(config.journal.folder / NOTE),
            open_file=open_new if filer is None else partial(_open_unfiled, config.history.file),
            going_on=None if resumed is None else resumed.page,
            over=(lambda _: None) if filer is None else filer.page_over,
        )
    except StorageError as error:
        tell(f"Journal: none. {error}")
        return Records(journal=opened.enter_context(closing(NoJournal())), history=filer)
    opened.enter_context(closing(journal))
    tell(f"Journal: {config.journal.folder}, keypoints and reps for {config.journal.keep_h:g} h, never images.")
    if filer is None:
        tell("History: none, because the settings say so.")
    else:
        tell(f"History: {config.history.file}, sets, reps and cues for {config.history.keep_days:g} days, no names.")
    return Records(journal=journal, history=filer)


def expiry_of(config: JournalConfig, *, spared: Callable[[], frozenset[str]] = frozenset) -> Expiry:
    """Return what deletes journals as the settings say."""
    return Expiry(keep_h=config.keep_h, max_bytes=config.max_mb * MB, spared=spared)


def limits_of(config: HistoryConfig) -> Limits:
    """Return the limits of the history as the settings say."""
    return Limits(keep_days=config.keep_days, max_mb=config.max_mb)


def running_page(folder: Path, *, times: Times) -> str | None:
    """Return the name of the page that a station writes, or may go on with after a restart; None when there is none."""
    try:
        note = note_in((folder / NOTE).read_bytes().decode())
        page = folder / note.page
        age_s = note.age_s(page.stat().st_mtime, times) if JOURNAL.fullmatch(note.page) else None
    except (OSError, ValueError):
        return None
    return page.stem if age_s is not None and abs(age_s) < SWEEP_S else None


def written_lately(folder: Path, *, now_s: float) -> frozenset[str]:
    """Return the names of the pages that a station may be writing: a session writes to its page every few seconds."""
    lately = set()
    for page in pages_in(folder):
        with suppress(OSError):
            if abs(now_s - (folder / f"{page}{SUFFIX}").stat().st_mtime) < SWEEP_S:
                lately.add(page)
    return frozenset(lately)


def first_drills_of(catalogue: Catalogue) -> Mapping[str, str]:
    """Return with which drill each programme begins."""
    return {name: programme.steps[0].drill for name, programme in catalogue.programmes.items()}


def _open_unfiled(history: Path, page: Path) -> BinaryIO:
    """Create a page as open_new does, whose name no session of the history has.

    A board whose clock has no battery may give a name again after the page that had it first was deleted.
    """
    if is_filed(history, page.stem):
        raise FileExistsError(EEXIST, os.strerror(EEXIST), str(page))
    return open_new(page)


def _page_name() -> str:
    """Return the local time, for the name of a session's journal."""
    return datetime.now().astimezone().strftime("%Y-%m-%dT%H-%M-%S")
