"""Findings: what the doctor looked at, how it is, and what to do about it.

In:  checks: a name and a function that looks and returns a finding.
Out: findings, as lines for people and as JSON.
Not here: looking at anything (doctor_software.py, doctor_files.py, doctor_eye.py, doctor_devices.py,
doctor_machine.py).

Rule: every check ends in a finding. One that raises has failed, with the reason, and the next one is looked at.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from threading import Thread
from typing import Final

from kiosk.errors import KioskError, OwnerError

STATE_LETTERS: Final = 4
LONGEST_S: Final = 30.0
"""Of one check: a camera that opens slowly takes ten seconds, a device that hangs takes for ever."""


@unique
class FindingState(Enum):
    """How something is: as it should be, worth a look, or not fit for a session."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the doctor's table: what was looked at, how it is, what was seen, and what to do if anything."""

    name: str
    state: FindingState
    told: str
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look at, which has failed after `longest_s` seconds without an answer.

    None looks on the calling thread and waits for ever: SDL's windows belong to the main thread.
    """

    name: str
    look: Callable[[], Finding]
    longest_s: float | None = LONGEST_S


def ok(name: str, told: str) -> Finding:
    """Return that all is well."""
    return Finding(name=name, state=FindingState.OK, told=told)


def warn(name: str, told: str, advice: str) -> Finding:
    """Return that a session is possible, and what would make it better."""
    return Finding(name=name, state=FindingState.WARN, told=told, advice=advice)


def fail(name: str, told: str, advice: str) -> Finding:
    """Return that the station is not fit for a session, and what to do."""
    return Finding(name=name, state=FindingState.FAIL, told=told, advice=advice)


def failed(name: str, error: KioskError) -> Finding:
    """Return an error as a finding; its sentence ends in what to do, behind the last colon."""
    if isinstance(error, OwnerError) and len(error.problems) > 1:
        return fail(name, f"{len(error.problems)} problems:", "\n".join(error.problems))
    sentences = str(error).splitlines()
    if len(sentences) > 1:
        return fail(name, "none of the tries went well:", "\n".join(sentences))
    told, colon, advice = str(error).rpartition(": ")
    return fail(name, told, advice) if colon else fail(name, str(error), "")


def examine(checks: Sequence[Check]) -> Iterator[Finding]:
    """Yield the finding of each check, in order."""
    for check in checks:
        yield _found(check)


def is_fit(findings: Sequence[Finding]) -> bool:
    """Whether nothing has failed."""
    return all(finding.state is not FindingState.FAIL for finding in findings)


def lines_of(finding: Finding, *, name_letters: int) -> str:
    """Return a finding as a line of the table, with what to do in lines of its own below it."""
    told, *more = finding.told.splitlines() or [""]
    head = f"  {finding.state.value.ljust(STATE_LETTERS)}  {finding.name.ljust(name_letters)}  {told}".rstrip()
    indent = " " * (2 + STATE_LETTERS + 2 + name_letters + 2)
    below = [f"{indent}{line}" for line in more]
    below += [f"{indent}- {line}" for line in finding.advice.splitlines()]
    return "\n".join([head, *below]) + "\n"


def ending_of(findings: Sequence[Finding]) -> str:
    """Return the table's last line."""
    counts = {state: sum(finding.state is state for finding in findings) for state in FindingState}
    failures, warnings = counts[FindingState.FAIL], counts[FindingState.WARN]
    if failures:
        return f"{failures} of {len(findings)} failed, {warnings} to look at. What to do stands below each line.\n"
    if warnings:
        return f"Nothing failed, {warnings} of {len(findings)} to look at.\n"
    return "All is well.\n"


def json_of(findings: Sequence[Finding]) -> str:
    """Return the same as JSON."""
    rows = [
        {"name": finding.name, "state": finding.state.value, "told": finding.told, "advice": finding.advice}
        for finding in findings
    ]
    return json.dumps({"is_fit": is_fit(findings), "findings": rows}, indent=2, ensure_ascii=False) + "\n"


def _found(check: Check) -> Finding:
    """Return what a check found. It looks on a thread of its own, for a device that hangs cannot be called back."""
    if check.longest_s is None:
        return _survived(check)
    answers: list[Finding] = []
    thread = Thread(target=lambda: answers.append(_survived(check)), name=f"doctor {check.name}", daemon=True)
    thread.start()
    thread.join(check.longest_s)
    if answers:
        return answers[0]
    return fail(
        check.name,
        f"no answer within {check.longest_s:g} s",
        "unplug the device and plug it in again, or restart the machine",
    )


def _survived(check: Check) -> Finding:
    try:
        return check.look()
    except KioskError as error:
        return failed(check.name, error)
    except Exception as bug:  # noqa: BLE001 (whatever breaks is the finding; the other checks are still to come)
        return fail(check.name, f"the check itself broke ({type(bug).__name__}: {bug})", "report it with this line")
