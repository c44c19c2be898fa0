"""The commands about the history that a coach asks for, as rows: the report and the audit.

In:  their arguments.
Out: their answers.
Not here: what a command does: report.py, audit.py.

Rule: a command is a row of REPORT_COMMANDS.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Final

from kiosk.audit import add_audit, list_sets
from kiosk.cli_words import count_word, date_word, path_word
from kiosk.command import Command, config_of, tell
from kiosk.errors import InputError
from kiosk.report import Wanted, save_report
from kiosk.storage.history_figures import Asked


def _report_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--into", type=path_word, default=Path("report.html"), metavar="FILE", help="the page (report.html)"
    )
    parser.add_argument("--csv", type=path_word, metavar="FOLDER", help="write every table there too")
    parser.add_argument("--from", dest="first", type=date_word, metavar="DATE", help="the first day, as 2026-11-20")
    parser.add_argument("--to", dest="last", type=date_word, metavar="DATE", help="the last day")
    parser.add_argument("--all", action="store_true", help="every day there is, instead of the last 90")


def _report(given: Namespace) -> int:
    asked = Asked(first=given.first, last=given.last, is_all=given.all)
    return tell(save_report(config_of(given), Wanted(into=given.into, csv_folder=given.csv, asked=asked)))


def _audit_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("action", choices=("add", "list"), help="enter or correct a count; list the last sets")
    parser.add_argument("--set", dest="set_id", type=count_word, metavar="ID", help="add: the set's id in the list")
    parser.add_argument("--true", dest="true_reps", type=count_word, metavar="N", help="add: what you counted")
    parser.add_argument("--last", type=count_word, default=20, metavar="N", help="list: how many (20)")


def _audit(given: Namespace) -> int:
    history = config_of(given).history.file
    if given.action == "list":
        return tell(list_sets(history, most=given.last))
    if given.set_id is None or given.true_reps is None:
        message = "audit add needs a set and your count: audit add --set ID --true N. `audit list` names the sets."
        raise InputError(message)
    return tell(add_audit(history, set_id=given.set_id, true_reps=given.true_reps))


REPORT_COMMANDS: Final = {
    "report": Command(
        help="write what the history holds as a page for a phone, or as tables",
        add_arguments=_report_arguments,
        run=_report,
    ),
    "audit": Command(
        help="enter your own count of a set beside the station's", add_arguments=_audit_arguments, run=_audit
    ),
}
