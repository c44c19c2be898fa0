"""The privacy page of this station: what it keeps and what it does not, to print and hang beside the mirror.

In:  the settings, the paper, where the PDF goes.
Out: the page's sentences; the file, and what to do with it.
Not here: setting the page (output/notice_pdf.py).

Rule: every sentence is true of the code, and a row of SENTENCES says under which settings. What is not so as set is not
on the page.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final, NamedTuple

from kiosk.config import Config, Look
from kiosk.core.mat import Paper
from kiosk.errors import StorageError
from kiosk.output.notice_pdf import Notice, Part, notice_pdf
from kiosk.storage.expiry import JOURNAL
from kiosk.storage.history_copy import BEFORE
from kiosk.storage.history_file import DAMAGED
from kiosk.storage.whole import replace_whole

TITLE: Final = "What this mirror keeps"
LINES: Final = ("Who to ask:", "How to reach them:")
HOURS_A_DAY: Final = 24.0
DAYS_A_YEAR: Final = 365.0


def _always(_: Config) -> bool:
    return True


def _has_journal(config: Config) -> bool:
    return config.journal.keep


def _has_history(config: Config) -> bool:
    return config.journal.keep and config.history.keep


class Sentence(NamedTuple):
    """A sentence, its heading, and when it is true. Blanks: {journal} and {history}, for how long each is kept."""

    heading: str
    holds: Callable[[Config], bool]
    words: str


PICTURES: Final = "No pictures are kept"
NETWORK: Final = "Nothing is sent"
NAMES: Final = "No names"
RECORD: Final = "What is noted while you train"
HISTORY: Final = "What is kept for longer"
DELETION: Final = "If you want it deleted"

SENTENCES: Final = (
    Sentence(
        PICTURES,
        _always,
        "The camera's pictures are looked at in the machine's memory and forgotten at once. None is ever stored.",
    ),
    Sentence(
        PICTURES,
        lambda config: config.display.look is Look.CAMERA,
        "The screen shows you what the camera sees while it sees it, and forgets it.",
    ),
    Sentence(
        PICTURES,
        lambda config: config.display.look is Look.GLASS,
        "The screen shows no picture of you either, only a drawn figure that moves as you did.",
    ),
    Sentence(PICTURES, _always, "No microphone is used."),
    Sentence(NETWORK, _always, "The mirror opens no connection to any network. Everything stays in this machine."),
    Sentence(
        NETWORK,
        lambda config: config.session.summary_code,
        "The square code at the end is plain text with your numbers, no link: it goes nowhere but into your own phone,"
        " if you want it.",
    ),
    Sentence(
        NAMES,
        _always,
        "It asks for no name and recognises no face. The next time you come it does not know you.",
    ),
    Sentence(
        RECORD,
        _has_journal,
        "From your coming to your leaving: where 17 points of the body are in the picture, from the nose to the ankles,"
        " and what was counted and said. It is deleted after {journal}.",
    ),
    Sentence(
        RECORD,
        _has_journal,
        "A recording that the owner sets aside, to look into a count, stays until the owner deletes it.",
    ),
    Sentence(RECORD, lambda config: not config.journal.keep, "Nothing: records are switched off here."),
    Sentence(
        HISTORY,
        _has_history,
        "A list of sessions without names: day and time, sets, reps and why they counted, form, distances, pace, what"
        " was said. It is deleted after {history}; a copy that the owner makes stays until the owner deletes it.",
    ),
    Sentence(HISTORY, lambda config: not _has_history(config), "Nothing: no list of sessions is kept here."),
    Sentence(
        HISTORY,
        _always,
        "Of the room: how the floor line lies in the picture, and up to 50 fixed corners, to notice a moved camera.",
    ),
    Sentence(
        DELETION,
        _has_journal,
        "Ask the person below. There are no names in it, so say when you trained: everything up to then can be deleted"
        " at once. You can also ask for the record to be switched off before you train.",
    ),
    Sentence(DELETION, lambda config: not config.journal.keep, "There is nothing about you to delete."),
)


def notice_of(config: Config) -> Notice:
    """Return the page's sentences as the settings have them."""
    blanks = {
        "journal": _span(config.journal.keep_h),
        "history": _span(config.history.keep_days * HOURS_A_DAY),
    }
    held = [(item.heading, item.words.format(**blanks)) for item in SENTENCES if item.holds(config)]
    parts = tuple(
        Part(heading=heading, text=" ".join(words for _, words in rows))
        for heading, rows in groupby(held, key=itemgetter(0))
    )
    return Notice(title=TITLE, parts=parts, lines=LINES)


def save_notice(config: Config, *, paper: str, into: Path) -> str:
    """Write the page and return what to do with it. Raises StorageError when it cannot be written."""
    try:
        replace_whole(into, notice_pdf(notice_of(config), Paper(paper)))
    except OSError as error:
        message = f"{into} cannot be written ({error.strerror}): name a file in a folder that exists and has space."
        raise StorageError(message) from error
    advice = (
        "Print it, write in who to ask, and hang it beside the mirror; print it again when a setting of [journal],"
        " [history], [display] or [session] changes."
    )
    return "\n".join([f"The privacy page is in {into}, as this station is set now.", advice, *_left_over(config)])


def _left_over(config: Config) -> Iterator[str]:
    """Yield what was kept before it was switched off or was set aside, which the page does not tell of."""
    folder, history = config.journal.folder, config.history.file
    if not config.journal.keep and folder.is_dir() and any(JOURNAL.fullmatch(path.name) for path in folder.iterdir()):
        yield f"There are still journals in {folder}: delete them, so that the page is true."
    if not _has_history(config) and history.exists():
        yield f"There is still a history at {history}: delete it, so that the page is true."
    aside = [path for ending in (DAMAGED, BEFORE) for path in sorted(history.parent.glob(f"{history.name}{ending}*"))]
    if aside:
        yield f"Histories that were set aside are never deleted by themselves: delete {', '.join(map(str, aside))}."


def _span(hours: float) -> str:
    """Return a length of time in words: hours up to two days, then days, and years where they are whole."""
    days = hours / HOURS_A_DAY
    if days < 2:  # noqa: PLR2004 -- a day or less is told in hours
        return _counted(hours, "hour")
    years = days / DAYS_A_YEAR
    return _counted(years, "year") if years >= 1 and years == int(years) else _counted(days, "day")


def _counted(number: float, word: str) -> str:
    return f"{number:g} {word}" if number == 1 else f"{number:g} {word}s"
