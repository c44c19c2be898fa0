"""The commands about the owner's data, as rows.

In:  their arguments.
Out: their answers.
Not here: what a command does (owners_data.py); the other commands about records (cli_records.py).

Rule: a command is a row of DATA_COMMANDS.
"""

import sys
from argparse import ArgumentParser, Namespace
from typing import Final

from kiosk.cli_words import date_word, path_word
from kiosk.command import Command, config_of, tell
from kiosk.owners_data import back_up_to, export, forget_before, put_back_from


def _export_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", type=date_word, metavar="DATE", help="the first day, as 2026-11-20")
    parser.add_argument("--to", dest="last", type=date_word, metavar="DATE", help="the last day")
    parser.add_argument("--into", type=path_word, metavar="FILE", help="where it goes, else to standard output")


def _export(given: Namespace) -> int:
    told = export(config_of(given), first=given.first, last=given.last, into=given.into, out=sys.stdout)
    return 0 if told is None else tell(told)


def _forget_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--before", type=date_word, required=True, metavar="DATE", help="the first day that stays, as 2026-11-20"
    )


def _file_argument(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=path_word, metavar="FILE")


DATA_COMMANDS: Final = {
    "export": Command(
        help="write the history as text, a JSON object a session", add_arguments=_export_arguments, run=_export
    ),
    "forget": Command(
        help="delete what was recorded before a day, for good",
        add_arguments=_forget_arguments,
        run=lambda given: tell(forget_before(config_of(given), given.before)),
    ),
    "backup": Command(
        help="copy the history, also while the station runs",
        add_arguments=_file_argument,
        run=lambda given: tell(back_up_to(config_of(given), given.file)),
    ),
    "restore": Command(
        help="make a backup the history again",
        add_arguments=_file_argument,
        run=lambda given: tell(put_back_from(config_of(given), given.file)),
    ),
}
