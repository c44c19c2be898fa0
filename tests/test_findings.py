"""Findings: a check that breaks, hangs or raises is a line like any other, and the exit code follows the worst."""

import io
import json
from threading import Event

import pytest

from kiosk.doctor import answer
from kiosk.errors import EXIT_DEVICE, DisplayError, OwnerError, SourceError
from kiosk.findings import Check, FindingState, examine, fail, ok, warn


def raising(error):
    def look():
        raise error

    return look


def found_of(look, longest_s=30.0):
    (finding,) = examine([Check(name="thing", look=look, longest_s=longest_s)])
    return finding


@pytest.mark.parametrize(
    ("error", "told", "advice"),
    [
        (SourceError("No camera: plug one in."), "No camera", "plug one in."),
        (SourceError("/dev/video0: is busy: close the other."), "/dev/video0: is busy", "close the other."),
        (DisplayError("nothing"), "nothing", ""),
        (OwnerError(["a: mend a."]), "a", "mend a."),
        (OwnerError(["a: mend a.", "b: mend b."]), "2 problems:", "a: mend a.\nb: mend b."),
        (SourceError("one: do.\ntwo: do."), "none of the tries went well:", "one: do.\ntwo: do."),
        (ZeroDivisionError("by 0"), "the check itself broke (ZeroDivisionError: by 0)", "report it with this line"),
    ],
)
@pytest.mark.parametrize("longest_s", [30.0, None])
def test_a_check_that_raises_has_failed_with_the_reason(error, told, advice, longest_s):
    found = found_of(raising(error), longest_s)
    assert (found.state, found.told, found.advice) == (FindingState.FAIL, told, advice)


def test_a_device_that_hangs_is_told_and_the_next_check_is_looked_at():
    never = Event()

    def hang():
        never.wait()
        return ok("hangs", "at last")

    checks = [Check(name="hangs", look=hang, longest_s=0.01), Check(name="next", look=lambda: ok("next", "fine"))]
    hung, following = examine(checks)
    never.set()
    assert (hung.name, hung.state, hung.told) == ("hangs", FindingState.FAIL, "no answer within 0.01 s")
    assert following.state is FindingState.OK


FINE, DIM, BROKEN = ok("a", "fine"), warn("light", "dim", "more light"), fail("camera", "gone", "plug it in\nor not")


@pytest.mark.parametrize(
    ("findings", "code", "ending"),
    [
        ([FINE], 0, "All is well."),
        ([FINE, DIM], 0, "Nothing failed, 1 of 2 to look at."),
        ([FINE, DIM, BROKEN], EXIT_DEVICE, "1 of 3 failed, 1 to look at. What to do stands below each line."),
    ],
)
def test_the_exit_code_tells_whether_anything_failed(findings, code, ending):
    out = io.StringIO()
    checks = [Check(name=finding.name, look=lambda finding=finding: finding) for finding in findings]
    assert answer(checks, is_json=False, out=out) == code
    assert out.getvalue().splitlines()[-1] == ending


def test_the_table_has_a_line_a_check_and_what_to_do_below_it():
    out = io.StringIO()
    answer([Check(name=each.name, look=lambda each=each: each) for each in (FINE, DIM, BROKEN)], is_json=False, out=out)
    assert out.getvalue().splitlines()[:-1] == [
        "  ok    a       fine",
        "  warn  light   dim",
        "                - more light",
        "  fail  camera  gone",
        "                - plug it in",
        "                - or not",
    ]


def test_json_says_the_same():
    out = io.StringIO()
    checks = [Check(name=finding.name, look=lambda finding=finding: finding) for finding in (FINE, BROKEN)]
    assert answer(checks, is_json=True, out=out) == EXIT_DEVICE
    assert json.loads(out.getvalue()) == {
        "is_fit": False,
        "findings": [
            {"name": "a", "state": "ok", "told": "fine", "advice": ""},
            {"name": "camera", "state": "fail", "told": "gone", "advice": "plug it in\nor not"},
        ],
    }
