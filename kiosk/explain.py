"""Explain: why each attempt of a set was counted or not, by which rule and by what margin.

In:  a journal, or a set of the history; where a page or a plot shall go.
Out: the account as text, a page, a plot.
Not here: the replay (retold.py), the words (explain_text.py), the page (explain_page.py), the plot (explain_trace.py).

Rule: the journal's joint data is judged once more by the core itself; no record is changed.
"""

from collections.abc import Sequence
from pathlib import Path

from kiosk.config import Config
from kiosk.errors import InputError
from kiosk.explain_page import page_of
from kiosk.explain_text import text_of
from kiosk.explain_trace import trace_of
from kiosk.output.trace_plot import svg_of
from kiosk.retold import Retold, retell
from kiosk.storage.expiry import SUFFIX
from kiosk.storage.history_sets import find_set
from kiosk.storage.whole import refuse_replacing, refuse_unwritable, write_whole
from kiosk.told import ToldSet


def explain(journal: Path, *, number: int | None, into: Path | None, plot: Path | None) -> str:
    """Explain a journal's sets, or the one of this number, and return the text or what was written.

    Raises InputError for a journal or a set that is not there, OwnerError when its drill or language is not, and
    StorageError when a file cannot be written.
    """
    for target in (into, plot):
        if target is not None:
            refuse_unwritable(target)
            refuse_replacing(target, journal)
    if into is not None and plot is not None and into.resolve() == plot.resolve():
        message = f"{into} cannot be the page and the plot: name two files."
        raise InputError(message)
    retold = retell(journal)
    sets = _chosen(retold, number, journal)
    told = []
    drawn = {told_set.number: trace for told_set in sets if (trace := trace_of(told_set, retold)) is not None}
    if plot is not None and len(drawn) != 1:
        message = _not_one(journal, sorted(drawn))
        raise InputError(message)
    if into is not None:
        plots = {number: svg_of(trace) for number, trace in drawn.items()}
        write_whole(into, page_of(retold, sets, plots, title=f"Why it was counted: {journal.name}"))
        told.append(f"The explanation is in {into}.")
    if plot is not None:
        write_whole(plot, svg_of(next(iter(drawn.values()))))
        told.append(f"The plot is in {plot}.")
    return "\n".join(told) or text_of(retold, sets)


def explain_set(config: Config, set_id: int, *, into: Path | None, plot: Path | None) -> str:
    """Explain a set of the history by its id. Raises InputError also when its journal is gone."""
    for target in (into, plot):
        if target is not None:
            refuse_replacing(target, config.history.file)
    found = find_set(config.history.file, set_id)
    journal = config.journal.folder / f"{found.page}{SUFFIX}"
    if not journal.is_file():
        message = (
            f"Set {set_id} was recorded in {journal}, which is gone: journals are kept for {config.journal.keep_h:g} h;"
            " raise journal.keep_h to keep them longer, or rename a journal to keep it, and explain it by its new name."
        )
        raise InputError(message)
    return explain(journal, number=found.number, into=into, plot=plot)


def _chosen(retold: Retold, number: int | None, journal: Path) -> Sequence[ToldSet]:
    if number is None:
        return retold.sets
    chosen = [told for told in retold.sets if told.number == number]
    if not chosen:
        known = ", ".join(str(told.number) for told in retold.sets) or "none"
        message = f"{journal} has no set {number}: give one of its sets ({known})."
        raise InputError(message)
    return chosen


def _not_one(journal: Path, numbers: Sequence[int]) -> str:
    if not numbers:
        return f"{journal} has no set with a signal to draw: leave out --plot for the text."
    return f"A plot shows one set: add --set with one of {', '.join(map(str, numbers))}."
