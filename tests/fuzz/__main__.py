"""Fuzz: files that are nearly right, and whether the owner is told so in a sentence.

In:  `python -m tests.fuzz --seconds 120 config drills`; without names every target; `--seed` for where to begin.
Out: how many cases of each were accepted and refused; each finding once, and its file in build/fuzz; exit code 1.
Not here: reading a file (targets.py, child.py).

Rule: a seed gives the same file again. A child that dies or hangs is a finding, and the next one goes on after it.
"""

import json
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from tempfile import TemporaryDirectory
from typing import Final

from tests.conftest import ROOT
from tests.fuzz.targets import TARGETS

FOUND: Final = ROOT / "build" / "fuzz"
LOG: Final = "stderr.txt"
MEMORY: Final = Path("/dev/shm")
"""Where files take no time, if there is such a place."""

SILENT_S: Final = 150.0
"""Longer than a command may take; a child that says nothing for so long hangs where no signal reaches it."""

Findings = dict[str, tuple[int, str]]


def fuzz(name: str, seconds: float, first: int) -> tuple[Counter[str], Findings]:
    """Run one target for so long; return the outcomes, and the findings by their last line of code."""
    outcomes: Counter[str] = Counter()
    findings: Findings = {}
    ends_s, seed = time.monotonic() + seconds, first
    while time.monotonic() < ends_s:
        with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
            seed, end = _watched(name, seed, ends_s - time.monotonic(), Path(folder), outcomes, findings)
            if end is not None:
                outcomes["wrong"] += 1
                _keep(name, seed, end, [*Path(folder).glob("*.*")], findings)
        seed += 1
    return outcomes, findings


def _watched(
    name: str, first: int, seconds: float, folder: Path, outcomes: Counter[str], findings: Findings
) -> tuple[int, str | None]:
    """Run one child; return the case it came to, and how it died or None."""
    words = [sys.executable, "-m", "tests.fuzz.child", name, str(first), str(seconds), str(folder)]
    seed = first
    log = folder / LOG
    with (
        log.open("w") as err,
        subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=err, text=True) as child,
        DefaultSelector() as selector,
    ):
        assert child.stdout is not None
        selector.register(child.stdout, EVENT_READ)
        while True:
            if not selector.select(SILENT_S):
                child.kill()
                return seed, "it hangs"
            line = child.stdout.readline()
            if not line:
                break
            told, file, outcome, why = json.loads(line)
            seed = told + 1
            outcomes[outcome] += 1
            if outcome == "wrong":
                _keep(name, told, why, [folder / file], findings)
    return seed, None if child.returncode == 0 else f"it dies with {child.returncode}\n{log.read_text()[-2000:]}"


def _keep(name: str, seed: int, why: str, files: Sequence[Path], findings: Findings) -> None:
    """Keep the first case of every finding, with its file as it is now; a child that died leaves the newest."""
    frames = [line.strip() for line in why.splitlines() if "/kiosk/" in line]
    key = f"{frames[-1] if frames else ''} {why.strip().splitlines()[-1][:100]}"
    if key in findings:
        return
    findings[key] = (seed, why)
    into = FOUND / name
    into.mkdir(parents=True, exist_ok=True)
    (into / f"{seed}.txt").write_text(why, encoding="utf-8")
    newest = max((path for path in files if path.name != LOG), key=lambda path: path.stat().st_mtime_ns)
    (into / f"{seed}.{newest.name.removeprefix(f'{seed}.')}").write_bytes(newest.read_bytes())


def main(words: list[str]) -> int:
    """Run the targets one after another and tell what came of each."""
    parser = ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], metavar="TARGET")
    parser.add_argument("--seconds", type=float, default=120.0, help="of each target (120)")
    parser.add_argument("--seed", type=int, default=1, help="of its first case (1)")
    given = parser.parse_args(words)
    is_clean = True
    for name in given.targets or TARGETS:
        outcomes, findings = fuzz(name, given.seconds, given.seed)
        cases = outcomes["accepted"] + outcomes["refused"] + outcomes["wrong"]
        _tell(
            f"{name:<12} {cases:7} cases from seed {given.seed}: {outcomes['accepted']} accepted, {outcomes['refused']}"
            f" refused, {outcomes['command']} commands, {outcomes['wrong']} wrong in {len(findings)} ways"
        )
        for key, (seed, _) in findings.items():
            is_clean = False
            _tell(f"  seed {seed}, see build/fuzz/{name}/{seed}.txt: {key}")
    return 0 if is_clean else 1


def _tell(line: str) -> None:
    print(line, flush=True)  # noqa: T201 (it is what is asked for)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
