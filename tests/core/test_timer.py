"""The guided timer as a clock: what it does at which second, whatever the tick it is asked at.

In:  ticks, and the numbers of a timer.
Out: its changes with the second of each.
Not here: what is said (test_drill_visits.py).

Rule: a phase lasts a fixed time, and the order of phases is a table.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

import pytest

from kiosk.core.timer import NEXT_PHASE, TimerChange, TimerParams, TimerPhase, TimerState, step
from kiosk.core.units import TICK_HZ, us_of_s, us_of_tick

LEAD, BEGAN, COUNTED, SIDE, DONE = (
    TimerChange.LEAD_BEGAN,
    TimerChange.WORK_BEGAN,
    TimerChange.COUNTED,
    TimerChange.SIDE_DONE,
    TimerChange.DONE,
)
PLAIN = TimerParams(work_s=20, lead_s=8)
COUNTING = TimerParams(work_s=10, pace_s=3, lead_s=3)
TWO_SIDES = TimerParams(work_s=5, sides=2, lead_s=3, change_s=4)
BOTH = TimerParams(work_s=7, pace_s=3, sides=2, lead_s=3, change_s=3)


def run(params: TimerParams, ticks: Iterable[int]) -> list[tuple[float, TimerChange, int]]:
    """Return each change with its second and its count."""
    state, changes = TimerState(), []
    for tick in ticks:
        state, change = step(state, us_of_tick(tick), params)
        if change is not TimerChange.NONE:
            changes.append((tick / TICK_HZ, change, state.counted))
    return changes


def ticks(seconds: float, every: int = 1) -> range:
    return range(0, round(seconds * TICK_HZ) + 1, every)


@pytest.mark.parametrize(
    ("clock", "params", "expected"),
    [
        ("plain", PLAIN, [(0, LEAD, 0), (8, BEGAN, 0), (28, DONE, 0)]),
        (
            "counting",
            COUNTING,
            [(0, LEAD, 0), (3, BEGAN, 0), (6, COUNTED, 1), (9, COUNTED, 2), (12, COUNTED, 3), (13, DONE, 0)],
        ),
        (
            "two sides",
            TWO_SIDES,
            [(0, LEAD, 0), (3, BEGAN, 0), (8, SIDE, 0), (12, BEGAN, 0), (17, DONE, 0)],
        ),
        (
            "two sides, counting each anew",
            BOTH,
            [
                *[(0, LEAD, 0), (3, BEGAN, 0), (6, COUNTED, 1), (9, COUNTED, 2), (10, SIDE, 0)],
                *[(13, BEGAN, 0), (16, COUNTED, 1), (19, COUNTED, 2), (20, DONE, 0)],
            ],
        ),
    ],
)
@pytest.mark.parametrize("every", [1, 3, 6])
def test_a_round_goes(
    clock: str, params: TimerParams, expected: list[tuple[float, TimerChange, int]], every: int
) -> None:
    found = run(params, ticks(expected[-1][0] + 0.5, every))
    assert [item[1:] for item in found[: len(expected)]] == [item[1:] for item in expected], clock
    assert [item[0] for item in found[: len(expected)]] == pytest.approx([item[0] for item in expected], abs=0.3)


def test_a_round_is_followed_by_the_lead_of_the_next() -> None:
    changes = [change for _, change, _ in run(TWO_SIDES, ticks(40))]
    assert changes == [LEAD, BEGAN, SIDE, BEGAN, DONE] * 2 + [LEAD, BEGAN]


def test_a_clock_that_was_not_asked_for_long_goes_on_where_it_was() -> None:
    """A count that was missed is not made up for, and no phase is passed over."""
    late = [*ticks(4), *range(11 * TICK_HZ, 11 * TICK_HZ + 2), *range(90 * TICK_HZ, 90 * TICK_HZ + 2)]
    assert [item[1:] for item in run(COUNTING, late)] == [(LEAD, 0), (BEGAN, 0), (COUNTED, 2), (DONE, 0), (LEAD, 0)]


@pytest.mark.parametrize(
    ("phase", "length_s"),
    [
        (TimerPhase.IDLE, 0),
        (TimerPhase.LEAD, 3),
        (TimerPhase.WORK, 7),
        (TimerPhase.CHANGE, 4),
        (TimerPhase.OTHER, 7),
    ],
)
def test_what_is_left_is_told_and_never_below_nothing(phase: TimerPhase, length_s: float) -> None:
    params = replace(BOTH, change_s=4)
    state = TimerState(phase=phase, since_us=us_of_s(100))
    assert state.left_us(us_of_s(100), params) == us_of_s(length_s)
    assert state.left_us(us_of_s(101), params) == us_of_s(max(length_s - 1, 0))
    assert state.left_us(us_of_s(200), params) == 0


CELLS = {
    (TimerPhase.IDLE, 1): (TimerPhase.LEAD, LEAD),
    (TimerPhase.IDLE, 2): (TimerPhase.LEAD, LEAD),
    (TimerPhase.LEAD, 1): (TimerPhase.WORK, BEGAN),
    (TimerPhase.LEAD, 2): (TimerPhase.WORK, BEGAN),
    (TimerPhase.WORK, 1): (TimerPhase.IDLE, DONE),
    (TimerPhase.WORK, 2): (TimerPhase.CHANGE, SIDE),
    (TimerPhase.CHANGE, 1): (TimerPhase.IDLE, DONE),
    (TimerPhase.CHANGE, 2): (TimerPhase.OTHER, BEGAN),
    (TimerPhase.OTHER, 1): (TimerPhase.IDLE, DONE),
    (TimerPhase.OTHER, 2): (TimerPhase.IDLE, DONE),
}


def test_every_phase_has_a_next_one_for_one_side_and_for_two() -> None:
    assert set(NEXT_PHASE) == set(product(TimerPhase, (1, 2))) == set(CELLS)


@pytest.mark.parametrize(("phase", "sides"), CELLS)
def test_each_cell_is_taken_when_its_time_is_over_and_not_before(phase: TimerPhase, sides: int) -> None:
    params = replace(BOTH, pace_s=0, sides=sides)
    state = TimerState(phase=phase)
    left_us = state.left_us(0, params)
    assert left_us == 0 or step(state, left_us - 1, params) == (state, TimerChange.NONE)
    after, change = step(state, left_us, params)
    assert (after.phase, change) == NEXT_PHASE[phase, sides] == CELLS[phase, sides]
    assert (after.since_us, after.counted) == (left_us, 0)
