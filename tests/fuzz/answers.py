"""What a coach may ask of a history or a journal that may be anything: a report, an audit, an explanation.

In:  the path of a file.
Out: nothing, or the KioskError that the coach would be told.
Not here: the other kinds of files and the table of all (targets.py).

Rule: each asks as its command does, and for all that the command can give.
"""

import os
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from kiosk.audit import add_audit, list_sets
from kiosk.config import Config, HistoryConfig, JournalConfig
from kiosk.core.distance import Unit
from kiosk.errors import KioskError
from kiosk.explain import explain, explain_set
from kiosk.report import Wanted, save_report
from kiosk.storage.history_figures import Asked
from tests.simulated_history import fill

SESSIONS = 12
"""A history with something in every section, of which a page is made in two seconds."""


def small_history() -> tuple[tuple[str, bytes], ...]:
    """Return a history of some days with audits."""
    path = Path(os.environ["FUZZ_FOLDER"]) / "some.db"
    if not path.exists():
        fill(path, sessions=SESSIONS, days=3)
    return (("history.db", path.read_bytes()),)


def read_report(path: Path) -> None:
    """Make a page and tables of a history."""
    _alone(path)
    config = _config(path)
    for unit, asked in ((Unit.INCH, Asked(is_all=True)), (Unit.CM, Asked(first=date(2025, 11, 20)))):
        wanted = Wanted(into=path.with_name("report.html"), csv_folder=path.with_name("tables"), asked=asked)
        save_report(replace(config, session=replace(config.session, units=unit)), wanted)


def read_audit(path: Path) -> None:
    """List the sets of a history, enter counts, and ask where the first of them was recorded."""
    _alone(path)
    list_sets(path, most=20)
    for set_id in (1, 999):
        with suppress(KioskError):
            add_audit(path, set_id=set_id, true_reps=9)
    with suppress(KioskError):
        explain_set(_config(path), 1, into=None, plot=None)
    list_sets(path, most=20)


def read_explain(path: Path) -> None:
    """Explain a journal in words, on a page, and its first set in a plot."""
    explain(path, number=None, into=None, plot=None)
    explain(path, number=None, into=path.with_name("why.html"), plot=None)
    explain(path, number=1, into=None, plot=path.with_name("why.svg"))


def commands_of_report(path: Path) -> tuple[list[str], ...]:
    """Return the commands that make a page of a history."""
    return (["report", "--all", "--into", str(path.with_name("report.html")), "--config", _settings(path)],)


def commands_of_audit(path: Path) -> tuple[list[str], ...]:
    """Return the commands of an audit."""
    settings = _settings(path)
    return (
        ["audit", "list", "--config", settings],
        ["audit", "add", "--set", "1", "--true", "9", "--config", settings],
        ["explain", "--set", "1", "--config", settings],
    )


def commands_of_explain(path: Path) -> tuple[list[str], ...]:
    """Return the commands that explain a journal."""
    return (["explain", str(path)], ["explain", str(path), "--into", str(path.with_name("why.html"))])


def _config(path: Path) -> Config:
    return replace(Config(), history=HistoryConfig(file=path), journal=JournalConfig(folder=path.parent))


def _settings(path: Path) -> str:
    settings = path.with_name("answers.toml")
    settings.write_text(f'[journal]\nfolder = "{path.parent}"\n[history]\nfile = "{path}"\n', encoding="utf-8")
    return str(settings)


def _alone(path: Path) -> None:
    """Take away what the case before left beside a history."""
    for old in path.parent.glob(f"{path.name}?*"):
        old.unlink()
