"""The commands about what was recorded, as rows.

In:  their arguments.
Out: their answers.
Not here: what a command does: each has its own module; the other commands (cli.py).

Rule: a command is a row of RECORD_COMMANDS.
"""

import sys
from argparse import ArgumentParser, Namespace
from typing import Final

from kiosk import replay
from kiosk.cli_data import DATA_COMMANDS
from kiosk.cli_explain import EXPLAIN_COMMANDS
from kiosk.cli_report import REPORT_COMMANDS
from kiosk.cli_words import path_word
from kiosk.command import Command, config_of, tell
from kiosk.errors import EXIT_INPUT
from kiosk.prune import prune
from kiosk.record import record_clip


def _record_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("video", type=path_word, metavar="VIDEO")
    parser.add_argument("--into", type=path_word, required=True, metavar="DIR", help="where the journal goes")
    parser.add_argument("--lane", type=path_word, metavar="FILE", help="the lane of the camera that made the video")


def _record(given: Namespace) -> int:
    recorded = record_clip(given.video, config=config_of(given), lane_file=given.lane, folder=given.into)
    if recorded.files:
        tell(f"{given.video} is recorded in {', '.join(map(str, recorded.files))}: {recorded.health.line}.")
    sys.stderr.writelines(f"{complaint}\n" for complaint in recorded.complaints)
    return EXIT_INPUT if recorded.complaints else 0


def _replay_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("journal", type=path_word, metavar="FILE")


def _replay(given: Namespace) -> int:
    return replay.replay(given.journal, sys.stdout)


RECORD_COMMANDS: Final = {
    "record": Command(
        help="turn a video into a journal, which holds no images", add_arguments=_record_arguments, run=_record
    ),
    "replay": Command(
        help="run a journal through the core again", add_arguments=_replay_arguments, run=_replay, reads_settings=False
    ),
    **EXPLAIN_COMMANDS,
    "prune": Command(
        help="delete the journals and the sessions in the history whose time is over",
        add_arguments=lambda _: None,
        run=lambda given: tell(prune(config_of(given))),
    ),
    **REPORT_COMMANDS,
    **DATA_COMMANDS,
}
