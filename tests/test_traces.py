"""Real people: keypoint traces of four videos, counted as a hinge counter should.

In:  tests/replays/traces/*.json: MoveNet Lightning int8 with crop tracking, 30 poses/s, the reps counted by eye.
Out: the counted reps of the free hinge.
Not here: rendered people (make eval), the synthetic athlete (core/).

Rule: two barbell deadlifts, of three full reps and of one, with the bar on the floor at first, and two sets of squats,
in which there is no hinge. They are for regression; nothing is fitted to them.
"""

import json
from pathlib import Path

import pytest

from kiosk.analysis import Analysis, analyse
from kiosk.core.family import family_of
from kiosk.core.vocab import Family
from kiosk.evidence_json import trace_from_json
from kiosk.runs import at_rate
from tests.visits import catalogue

TRACES = Path(__file__).parent / "replays" / "traces"
HINGES = {"real_deadlift_a": 3, "real_deadlift_b": 1, "real_squat_a": 0, "real_squat_b": 0}


def analysis_of(name: str, rate_hz: float = 30.0, drill: str = "hip_hinge") -> Analysis:
    _, samples = trace_from_json(json.loads((TRACES / f"{name}.json").read_text(encoding="utf-8")))
    return analyse(at_rate(samples, rate_hz=rate_hz), drill=drill, lane=None, catalogue=catalogue())


@pytest.mark.parametrize(("name", "hinges"), HINGES.items())
def test_real_people_are_counted_as_by_eye(name: str, hinges: int) -> None:
    found = analysis_of(name)
    assert len(found.reps) == hinges, [item.verdict.value for item in found.attempts]


@pytest.mark.parametrize("rate_hz", [15, 10])
@pytest.mark.parametrize(("name", "hinges"), HINGES.items())
def test_a_slow_board_counts_real_people_the_same(name: str, hinges: int, rate_hz: float) -> None:
    found = analysis_of(name, rate_hz)
    assert len(found.reps) == hinges, [item.verdict.value for item in found.attempts]


@pytest.mark.parametrize("name", [name for name, hinges in HINGES.items() if hinges])
def test_reps_of_real_people_end_after_they_began(name: str) -> None:
    for item in analysis_of(name).reps:
        assert item.start_us < item.bottom_us < item.end_us


@pytest.mark.parametrize("name", HINGES)
def test_the_traces_say_themselves_what_a_hinge_counter_should_find(name: str) -> None:
    truth, samples = trace_from_json(json.loads((TRACES / f"{name}.json").read_text(encoding="utf-8")))
    assert (truth.least, truth.most) == (HINGES[name], HINGES[name])
    assert len(samples) > 100


@pytest.mark.parametrize("rate_hz", [30, 10])
@pytest.mark.parametrize(("name", "hinges"), HINGES.items())
def test_real_people_are_named_by_what_they_do(name: str, hinges: int, rate_hz: float) -> None:
    found = analysis_of(name, rate_hz, "auto")
    assert len(found.reps) == hinges
    assert found.likeness.family is (Family.HINGE if hinges else Family.SQUAT)


@pytest.mark.parametrize("name", HINGES)
def test_no_attempt_of_real_people_is_named_wrong(name: str) -> None:
    meant = Family.HINGE if HINGES[name] else Family.SQUAT
    assert {family_of(item).family for item in analysis_of(name).attempts} <= {meant, Family.NOT_SURE}
