"""The child that reads spoilt files, one a line of its output, so that its parent sees what becomes of each.

In:  `python -m tests.fuzz.child TARGET FIRST SECONDS FOLDER`.
Out: a line of JSON a case: its seed, its file, its outcome, and for a finding the trace.
Not here: how many (the parent, __main__.py).

Rule: a case is wrong when anything but a KioskError comes out, when it needs more than CPU_S or MOST_BYTES, or when a
command of it leaves a trace or another exit code than those the owner is told of.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path
from random import Random
from typing import Final

from kiosk.errors import EXIT_DEVICE, EXIT_INPUT, EXIT_OWNER, KioskError
from tests.conftest import ROOT
from tests.fuzz.targets import TARGETS, Target

CPU_S: Final = 10.0
"""A case takes milliseconds; a page of a journal seconds."""

MOST_BYTES: Final = 3 * 2**30
"""Of addresses, the libraries' own and their threads' stacks included."""

COMMAND_SHARE: Final = 0.15
"""Of the time: a command is a process, which takes as long as fifty cases."""

CODES: Final = (0, EXIT_DEVICE, EXIT_INPUT, EXIT_OWNER)


class TooSlow(BaseException):
    """The case needs too long. No Exception, so that nothing takes it for trouble with a file."""


def outcome_of(target: Target, path: Path) -> tuple[str, str]:
    """Read one file; return `accepted`, `refused` or `wrong`, and why."""
    signal.setitimer(signal.ITIMER_PROF, CPU_S)
    try:
        target.read(path)
    except KioskError as error:
        return ("refused", str(error)) if str(error).strip() else ("wrong", "an error without a sentence")
    except (Exception, TooSlow):  # noqa: BLE001 (whatever it is, it is what is looked for)
        return "wrong", traceback.format_exc()
    else:
        return "accepted", ""
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)


def command_outcome_of(words: list[str]) -> tuple[str, str]:
    """Run one command as a process of its own."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kiosk", *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
        )
    except subprocess.TimeoutExpired:
        return "wrong", f"{words} does not end"
    if done.returncode not in CODES or "Traceback" in done.stderr:
        return "wrong", f"{words} ends with {done.returncode}\n{done.stderr[-3000:]}"
    return "command", ""


def main(words: list[str]) -> int:
    """Read cases from the first on until the seconds are over."""
    name, first, seconds, folder = words[0], int(words[1]), float(words[2]), Path(words[3])
    os.environ["FUZZ_FOLDER"] = str(folder)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, _too_slow)
    target, began_s, commands_s = TARGETS[name], time.monotonic(), 0.0
    seeds = target.seeds()
    seed = first
    while time.monotonic() - began_s < seconds:
        chance = Random(seed)
        file, content = chance.choice(seeds)
        path = folder / file
        path.write_bytes(target.mutate(content, chance))
        spoilt = path.read_bytes()
        outcome = outcome_of(target, path)
        _tell(seed, _kept(path, seed, spoilt, outcome), *outcome)
        for words_of_it in target.commands(path):
            if commands_s < COMMAND_SHARE * (time.monotonic() - began_s):
                command_s = time.monotonic()
                outcome = command_outcome_of(words_of_it)
                _tell(seed, _kept(path, seed, spoilt, outcome), *outcome)
                commands_s += time.monotonic() - command_s
        seed += 1
    return 0


def _kept(path: Path, seed: int, spoilt: bytes, outcome: tuple[str, str]) -> str:
    """Keep the file of a finding under a name of its own, for the next case takes its place; return the name."""
    if outcome[0] != "wrong":
        return path.name
    kept = path.with_name(f"{seed}.{path.name}")
    kept.write_bytes(spoilt)
    return kept.name


def _too_slow(_number: int, _frame: object) -> None:
    raise TooSlow


def _tell(seed: int, file: str, outcome: str, why: str) -> None:
    print(json.dumps([seed, file, outcome, why if outcome == "wrong" else ""]), flush=True)  # noqa: T201 (for the parent)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
