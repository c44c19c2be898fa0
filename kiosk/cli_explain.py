"""The commands that a coach and an owner ask for answers with: explain a set, print the privacy page.

In:  their arguments.
Out: their answers.
Not here: what a command does (explain.py, privacy.py); the other commands about what was recorded (cli_records.py).

Rule: a command is a row of EXPLAIN_COMMANDS.
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import Final

from kiosk.cli_words import MOST_DIGITS, path_word
from kiosk.command import Command, config_of, tell
from kiosk.errors import InputError
from kiosk.explain import explain, explain_set
from kiosk.mat import PAPERS
from kiosk.privacy import save_notice


def whole_word(text: str) -> int:
    """Return a whole number above 0. Raises ArgumentTypeError for anything else."""
    if not text.isdecimal() or len(text) > MOST_DIGITS or int(text) == 0:
        message = f"{text!r} is no number of a set; give a whole number such as 1"
        raise ArgumentTypeError(message)
    return int(text)


def _explain_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "journal", nargs="?", type=path_word, metavar="JOURNAL", help="a journal, instead of a set's id"
    )
    parser.add_argument(
        "--set",
        type=whole_word,
        metavar="ID",
        help="a set's id in the history; with a journal, the number of one of its sets",
    )
    parser.add_argument("--into", type=path_word, metavar="FILE", help="write a page there, with a plot of the signals")
    parser.add_argument("--plot", type=path_word, metavar="FILE", help="write the plot of one set there, as SVG")


def _explain(given: Namespace) -> int:
    if given.journal is not None:
        return tell(explain(given.journal, number=given.set, into=given.into, plot=given.plot))
    if given.set is None:
        message = "Nothing to explain: give a journal, or --set with the id of a set in the history."
        raise InputError(message)
    return tell(explain_set(config_of(given), given.set, into=given.into, plot=given.plot))


def _privacy_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--paper", choices=PAPERS, default="a4", help="what the printer takes (a4)")
    parser.add_argument(
        "--into", type=path_word, default=Path("privacy.pdf"), metavar="FILE", help="the PDF (privacy.pdf)"
    )


def _privacy(given: Namespace) -> int:
    return tell(save_notice(config_of(given), paper=given.paper, into=given.into))


EXPLAIN_COMMANDS: Final = {
    "explain": Command(
        help="say rep by rep why it was counted or not, by which rule and what margin",
        add_arguments=_explain_arguments,
        run=_explain,
    ),
    "privacy": Command(
        help="write a page for the wall that says what this station keeps",
        add_arguments=_privacy_arguments,
        run=_privacy,
    ),
}
