"""A command of the command line, as a row: what it says of itself, what it takes, what it does.

In:  the words given after it.
Out: its answer on standard output, and an exit code.
Not here: the rows (cli.py, cli_records.py).

Rule: a command answers in one text, and trouble is a KioskError.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.config import Config, find_config, load_config


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One word of the command line: what it says of itself, what it takes, what it does."""

    help: str
    add_arguments: Callable[[ArgumentParser], object]
    run: Callable[[Namespace], int]
    reads_settings: bool = True


def tell(text: str) -> int:
    """Write a command's answer, and return that all went well."""
    sys.stdout.write(text.rstrip("\n") + "\n")
    return 0


def config_of(given: Namespace) -> Config:
    """Return the settings that a command was given. Raises OwnerError."""
    return load_config(find_config(given.config))
