"""The rep machine as athletes: what each did with the hips, and what the machine made of it.

In:  progress in degrees every tenth of a second, with the rate it has.
Out: the changes, in order.
Not here: what a rep was worth (verdict.py), real signals (test_robustness.py).

Rule: a table of stories; every phase, zone and turn has a next phase.
"""

from collections.abc import Sequence
from itertools import pairwise, product
from math import nan

import pytest

from kiosk.core.rep import NEXT_PHASE, RepChange, RepParams, RepState, Turn, Zone, step
from kiosk.core.units import us_of_s
from kiosk.core.vocab import RepPhase

NAN = nan
STEPS = 5
STEP_S = 0.1
BEGAN, REACHED, MISSED, TIMED_OUT = (
    RepChange.DESCENT_BEGAN,
    RepChange.LOCKOUT_REACHED,
    RepChange.LOCKOUT_MISSED,
    RepChange.TIMED_OUT,
)


def signal(*levels_deg: float) -> list[float]:
    """Go from level to level in half a second each, and stay at the last one for as long."""
    values = [start + (end - start) * n / STEPS for start, end in pairwise(levels_deg) for n in range(STEPS)]
    return [*values, *[levels_deg[-1]] * STEPS]


def run(values: Sequence[float], *, is_tall: bool = True, params: RepParams | None = None) -> list[RepChange]:
    state, before = RepState(), values[0]
    changes: list[RepChange] = []
    for number, value in enumerate(values):
        rate = (value - before) / STEP_S
        state, change = step(
            state, us_of_s(number * STEP_S), value, rate, is_tall=is_tall, params=params or RepParams()
        )
        before = value if value == value else before  # noqa: PLR0124 -- only NaN differs from itself
        if change is not RepChange.NONE:
            changes.append(change)
    return changes


@pytest.mark.parametrize(
    ("athlete", "levels_deg", "expected"),
    [
        ("stands still", (0, 1, 0, -1), []),
        ("sways up to the start", (0, 14, 0, 14, 0), []),
        ("one clean rep", (0, 50, 50, 0, 0), [BEGAN, REACHED]),
        ("two reps", (0, 50, 0, 0, 50, 0, 0), [BEGAN, REACHED, BEGAN, REACHED]),
        ("turns back early", (0, 20, 0, 0), [BEGAN, REACHED]),
        ("wobbles at depth", (0, 61, 59, 61, 59, 61, 0, 0), [BEGAN, REACHED]),
        ("pauses half way down", (0, 25, 25, 25, 50, 0, 0), [BEGAN, REACHED]),
        ("pauses half way up", (0, 50, 25, 25, 25, 0, 0), [BEGAN, REACHED]),
        ("bounces at depth", (0, 50, 46, 50, 0, 0), [BEGAN, REACHED]),
        ("goes down again without a lockout", (0, 50, 22, 50, 0, 0), [BEGAN, MISSED, REACHED]),
        ("never comes all the way up", (0, 50, 22, 50, 22, 50, 22), [BEGAN, MISSED, MISSED]),
        ("leaves in the descent", (0, 50), [BEGAN]),
    ],
)
def test_counts_what_the_athlete_did(athlete: str, levels_deg: Sequence[float], expected: list[RepChange]) -> None:
    assert run(signal(*levels_deg)) == expected, athlete


def test_who_stays_down_is_timed_out() -> None:
    assert run(signal(0, *[50] * 25))[:2] == [BEGAN, TIMED_OUT]


@pytest.mark.parametrize("lost_at", range(20))
def test_two_lost_samples_change_nothing_wherever_they_fall(lost_at: int) -> None:
    values = signal(0, 50, 50, 0, 0)
    values[lost_at : lost_at + 2] = [NAN, NAN]
    assert run(values) == [BEGAN, REACHED]


def test_an_unmeasurable_progress_changes_no_state() -> None:
    state = RepState(phase=RepPhase.BOTTOM, start_us=1, peak=50.0)
    assert step(state, 2, NAN, NAN, is_tall=True, params=RepParams()) == (state, RepChange.NONE)


def test_a_slow_camera_that_misses_the_way_down_sees_the_rep() -> None:
    assert run([5, 5, 60, 60, 60, 5, 5, 5, 5, 5]) == [BEGAN, REACHED]


def test_there_is_no_lockout_with_bent_knees() -> None:
    assert run(signal(0, 50, 50, 0, 0), is_tall=False) == [BEGAN]


def test_a_lockout_shorter_than_its_dwell_is_none() -> None:
    assert run([*signal(0, 50, 50, 20), 5, *signal(20, 50, 50)]) == [BEGAN, MISSED]


def test_a_start_dwell_ignores_one_sample() -> None:
    assert run([0, 0, 20, 0, 0], params=RepParams(start_dwell_s=0.15)) == []


@pytest.mark.parametrize("scale", [0.05, 1.0])
def test_the_machine_knows_no_unit(scale: float) -> None:
    names = ("start", "end", "turn_back", "rise_again", "still_rate")
    params = RepParams(**{name: getattr(RepParams(), name) * scale for name in names})
    values = [value * scale for value in signal(0, 50, 50, 0, 0)]
    assert run(values, params=params) == [BEGAN, REACHED]


def test_every_phase_zone_and_turn_has_a_next_phase() -> None:
    assert set(NEXT_PHASE) == set(product(RepPhase, Zone, Turn))
    assert set(NEXT_PHASE.values()) == set(RepPhase)


@pytest.mark.parametrize("turn", Turn)
@pytest.mark.parametrize("zone", [Zone.TALL, Zone.LOW])
def test_nothing_but_leaving_the_lockout_s_band_begins_a_descent(zone: Zone, turn: Turn) -> None:
    assert NEXT_PHASE[RepPhase.LOCKOUT, zone, turn] is RepPhase.LOCKOUT
