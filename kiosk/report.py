"""The report: what the history holds of a period, as a page for a phone and as tables.

In:  the settings, the days that are asked for, where page and tables go.
Out: the files, and a sentence that says where they are.
Not here: the figures (storage/history_figures.py), the sections (report_training.py and its neighbours), the page
(report_page.py), the tables' files (report_csv.py).

Rule: nothing in it tells who trained, because the history does not know.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from kiosk import VERSION
from kiosk.assets import CUES, load_script
from kiosk.catalogue import catalogue_with
from kiosk.config import Config
from kiosk.core.distance import Unit
from kiosk.core.pack import make_pack
from kiosk.core.vocab import Verdict
from kiosk.errors import InputError
from kiosk.report_csv import save_tables
from kiosk.report_form import form_sections
from kiosk.report_ladder import ladder_sections
from kiosk.report_machine import trust_sections
from kiosk.report_page import Head, page_of
from kiosk.report_parts import Section
from kiosk.report_training import training_sections
from kiosk.report_words import UNITS, cue_sentences, day, number, percent, some
from kiosk.storage.history_figures import Asked, figures_of
from kiosk.storage.history_tables import Figures
from kiosk.storage.whole import refuse_replacing, refuse_unwritable, write_whole

TITLE: Final = "Hinge Mirror report"
NO_NAMES: Final = "The station keeps no names, no pictures and nothing that tells one athlete from another."
NOT_MEDICAL: Final = "These are counts of practice. They say nothing about anybody's health."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where the page and the tables go, and of which days they are; no folder means no tables."""

    into: Path
    csv_folder: Path | None
    asked: Asked


def save_report(config: Config, wanted: Wanted) -> str:
    """Write the page, and the tables where wanted, and return where they are.

    Raises OwnerError for settings, InputError for days in the wrong order, StorageError for a history that cannot be
    read or a file that cannot be written.
    """
    first, last = wanted.asked.first, wanted.asked.last
    if first is not None and last is not None and first > last:
        message = f"--from {first} is after --to {last}: give the earlier day first."
        raise InputError(message)
    refuse_unwritable(wanted.into)
    refuse_replacing(wanted.into, config.history.file)
    now = datetime.now()  # noqa: DTZ005 (the station's wall clock, as in the history)
    figures = figures_of(config.history.file, wanted.asked, today=now.date(), judged=judged_faults())
    sections = sections_of(figures, config.session.units)
    write_whole(wanted.into, page_of(head_of(figures, unit=config.session.units, written=now.date()), sections))
    told = [f"The report is in {wanted.into}: open it in any browser. {period_words(figures)}"]
    if wanted.csv_folder is not None:
        files = save_tables(wanted.csv_folder, [section.table for section in sections])
        told.append(f"{len(files)} tables are in {wanted.csv_folder}; columns.csv says what every column is.")
    return "\n".join(told)


def judged_faults() -> tuple[tuple[str, str], ...]:
    """Return which drill judges which fault. Raises OwnerError for a drill file that is wrong."""
    # nothing is spoken here: the clips may be missing
    pack, _ = make_pack(load_script("en", CUES), {})
    drills = catalogue_with(pack).drills
    return tuple((drill.id, fault.value) for drill in drills.values() for fault, _ in drill.faults)


def sections_of(figures: Figures, unit: Unit) -> tuple[Section, ...]:
    """Return the report's sections; none for a period in which nobody came."""
    if not figures.training.sessions:
        return ()
    return (
        *training_sections(figures.training),
        *ladder_sections(figures.training, unit),
        *form_sections(figures.form, cue_sentences()),
        *trust_sections(figures.audits, figures.machine),
    )


def head_of(figures: Figures, *, unit: Unit, written: date) -> Head:
    """Return what stands above the sections and below them."""
    training = figures.training
    reps = sum(item.reps for item in training.drills)
    attempts = sum(item.count for item in training.verdicts)
    clean = sum(item.count for item in training.verdicts if item.verdict == Verdict.CLEAN.value)
    programs = ", ".join(figures.programs) or VERSION
    return Head(
        title=TITLE,
        period=period_words(figures),
        totals=(
            (number(training.sessions), "sessions"),
            (number(training.sets), "sets"),
            (number(reps), "reps counted"),
            (percent(clean / attempts) if attempts else "–", "of attempts clean"),
        )
        if training.sessions
        else (),
        warnings=_warnings(figures),
        foot=(
            f"Distances are in {UNITS[unit]} from heels to wall.",
            f"Recorded by Hinge Mirror {programs}; written by {VERSION} on {day(written)}.",
            NO_NAMES,
            NOT_MEDICAL,
        ),
    )


def period_words(figures: Figures) -> str:
    """Return which days the report is of."""
    period = figures.period
    if period.first is None or period.last is None:
        return "Sessions without a date, because the clock was not set." if figures.training.sessions else NOTHING_YET
    is_one = period.first == period.last
    words = f"On {day(period.first)}." if is_one else f"From {day(period.first)} to {day(period.last)}."
    if figures.training.sessions:
        return f"{words} Sessions without a date are among them." if period.has_undated and figures.undated else words
    if figures.earliest is None or figures.latest is None:
        return f"{words} {NOTHING_YET}"
    return (
        f"{words} Nobody trained in these days. There are sessions from {day(figures.earliest)} to"
        f" {day(figures.latest)}: give days among them with --from and --to, or --all."
    )


NOTHING_YET: Final = (
    "The history has no session yet. It fills by itself: after somebody has trained and left, make the report again."
)


def _warnings(figures: Figures) -> tuple[str, ...]:
    found = []
    if figures.training.cut:
        found.append(
            f"{some(figures.training.cut, 'session')} ended in a power cut or a stop of the station; what was counted"
            " until then is told."
        )
    if figures.undated:
        where = "told, but in no day and no hour" if figures.period.has_undated else "not told here, but with --all"
        one = figures.undated == 1
        found.append(
            f"{some(figures.undated, 'session')} {'has' if one else 'have'} a date that cannot be right, because the"
            f" clock was not set: {'it is' if one else 'they are'} {where}."
        )
    return tuple(found)
