"""The hold machine as athletes: what each did with the position, and what the clock made of it.

In:  degrees off the position, sample by sample; NaN where it could not be measured, no sample where nobody was seen.
Out: the changes, in order, and the time that was gathered.
Not here: what a position is (test_position.py), holds within reps (test_hold_count.py), visits (test_drill_visits.py).

Rule: the clock runs only while the position is seen to be held.
"""

from collections.abc import Sequence
from itertools import product
from math import inf, nan

import pytest

from kiosk.core.hold import GAP_S, NEXT_PHASE, STRAY_S, HoldChange, HoldParams, HoldPhase, HoldState, step
from kiosk.core.units import us_of_s

PARAMS = HoldParams()
BEGAN, SECOND, STRAYED, DONE, BROKEN = (
    HoldChange.BEGAN,
    HoldChange.SECOND,
    HoldChange.STRAYED,
    HoldChange.DONE,
    HoldChange.BROKEN,
)
ON, OFF, LOST = 0.0, 25.0, None
"""Degrees off the line, or nobody there to be measured."""

Value = float | None
Levels = Sequence[tuple[Value, float]]


def samples(levels: Levels, hz: int) -> list[Value]:
    """Stay at each level for its seconds."""
    return [value for value, seconds in levels for _ in range(round(seconds * hz))]


def run(levels: Levels, *, target_s: float = 3.0, hz: int = 10) -> tuple[list[HoldChange], HoldState]:
    state, changes = HoldState(), list[HoldChange]()
    for number, value in enumerate(samples(levels, hz)):
        if value is None:
            continue
        state, change = step(state, us_of_s(number / hz), value, target_s=target_s, params=PARAMS)
        if change is not HoldChange.NONE:
            changes.append(change)
    return changes, state


@pytest.mark.parametrize("hz", [10, 20, 30])
@pytest.mark.parametrize(
    ("athlete", "levels", "expected"),
    [
        ("never takes the position", [(OFF, 5)], []),
        ("passes through it", [(OFF, 1), (ON, 0.4), (OFF, 3)], []),
        ("holds it to the end", [(OFF, 1), (ON, 3.2)], [BEGAN, SECOND, SECOND, DONE]),
        ("is off for a moment", [(ON, 1.5), (OFF, 0.2), (ON, 2)], [BEGAN, SECOND, SECOND, DONE]),
        ("strays and comes back", [(ON, 1.5), (OFF, 1.5), (ON, 2)], [BEGAN, SECOND, STRAYED, SECOND, DONE]),
        ("strays twice", [(ON, 1.5), (OFF, 1), (ON, 0.3), (OFF, 1)], [BEGAN, SECOND, STRAYED, STRAYED]),
        ("gives up", [(ON, 1.5), (OFF, 3)], [BEGAN, SECOND, STRAYED, BROKEN]),
        ("stands up", [(ON, 1.5), (inf, 3)], [BEGAN, SECOND, STRAYED, BROKEN]),
        (
            "begins anew",
            [(ON, 1.5), (OFF, 3), (ON, 3.2)],
            [BEGAN, SECOND, STRAYED, BROKEN, BEGAN, SECOND, SECOND, DONE],
        ),
        ("cannot be measured for a while", [(ON, 1.5), (nan, 9), (ON, 1.9)], [BEGAN, SECOND, SECOND, DONE]),
        ("is covered for a moment", [(ON, 1.5), (LOST, 0.3), (ON, 1.4)], [BEGAN, SECOND, SECOND, DONE]),
        ("is covered for longer", [(ON, 1.5), (LOST, 1.5), (ON, 1.7)], [BEGAN, SECOND, SECOND, DONE]),
        ("goes away", [(ON, 1.5), (LOST, 30), (ON, 1)], [BEGAN, SECOND, BROKEN, BEGAN]),
        ("goes away while off", [(ON, 1.5), (OFF, 0.2), (LOST, 30), (ON, 1)], [BEGAN, SECOND, BROKEN, BEGAN]),
        ("stays in it after the end", [(ON, 9), (OFF, 3)], [BEGAN, SECOND, SECOND, DONE]),
        ("wobbles after the end", [(ON, 4), (OFF, 0.3), (ON, 4)], [BEGAN, SECOND, SECOND, DONE]),
        (
            "rests and does another",
            [(ON, 4), (OFF, 1), (ON, 3.2)],
            [BEGAN, SECOND, SECOND, DONE, BEGAN, SECOND, SECOND, DONE],
        ),
        ("goes away after the end", [(ON, 4), (LOST, 9), (ON, 1)], [BEGAN, SECOND, SECOND, DONE, BEGAN]),
        ("is seen in it twice", [(ON, 0.2), (LOST, 2), (ON, 0.2), (OFF, 2)], []),
    ],
)
def test_the_clock_makes_of_it(athlete: str, levels: Levels, expected: list[HoldChange], hz: int) -> None:
    assert run(levels, hz=hz)[0] == expected, athlete


@pytest.mark.parametrize(
    ("athlete", "levels", "held_s"),
    [
        ("holds", [(ON, 4.0)], 3.9),
        ("was off for a second", [(ON, 2.0), (OFF, 1.0), (ON, 2.0)], 3.8),
        ("was not to be measured for a second", [(ON, 2.0), (nan, 1.0), (ON, 2.0)], 3.8),
        ("was not seen for a second", [(ON, 2.0), (LOST, 1.0), (ON, 2.0)], 3.8),
        ("was not seen for a dip", [(ON, 2.0), (LOST, 0.3), (ON, 2.0)], 4.2),
    ],
)
def test_only_what_was_seen_to_be_held_is_gathered(athlete: str, levels: Levels, held_s: float) -> None:
    assert run(levels, target_s=20.0)[1].held_us == pytest.approx(us_of_s(held_s), abs=us_of_s(0.11)), athlete


@pytest.mark.parametrize("value", [PARAMS.low, PARAMS.high])
def test_the_limits_belong_to_the_position(value: float) -> None:
    assert run([(value, 1.0)])[0] == [BEGAN]


@pytest.mark.parametrize("value", [PARAMS.low - 0.1, PARAMS.high + 0.1])
def test_beyond_them_is_off(value: float) -> None:
    assert run([(value, 5.0)])[0] == []


def test_one_frame_off_the_line_is_no_stray_however_often_it_happens() -> None:
    levels = [(ON, 1.0), *[(OFF, 0.1), (ON, 0.4)] * 10]
    assert STRAYED not in run(levels, target_s=20.0)[0]


def test_a_stray_is_told_once_it_has_lasted_and_leaves_the_time_to_follow_a_word() -> None:
    state, times = HoldState(), list[float]()
    for number, value in enumerate(samples([(ON, 2.0), (OFF, 4.0)], 30)):
        state, change = step(state, us_of_s(number / 30), value or 0.0, target_s=20.0, params=PARAMS)
        if change in (STRAYED, BROKEN):
            times.append(number / 30)
    told_s, broken_s = times
    assert told_s == pytest.approx(2.0 + STRAY_S, abs=0.05)
    assert broken_s == pytest.approx(2.0 + PARAMS.patience_s, abs=0.05)


def test_the_time_before_it_counts_is_part_of_the_hold() -> None:
    changes, state = run([(ON, PARAMS.settle_s + 0.1)])
    assert changes == [BEGAN]
    assert (state.start_us, state.held_us) == (0, us_of_s(PARAMS.settle_s))


def test_what_is_done_is_over_and_keeps_its_length() -> None:
    changes, state = run([(ON, 3.1)], target_s=3.0)
    assert changes[-1] is DONE
    assert (state.phase, state.held_us) == (HoldPhase.OVER, us_of_s(3.0))


def test_an_unmeasurable_value_changes_nothing_but_the_time() -> None:
    held = HoldState(phase=HoldPhase.HELD, start_us=0, held_us=us_of_s(2), time_us=us_of_s(3))
    state, change = step(held, us_of_s(3.1), nan, target_s=9.0, params=PARAMS)
    assert (state.phase, state.held_us, change) == (HoldPhase.HELD, us_of_s(2), HoldChange.NONE)


def test_a_dip_and_a_stray_are_shorter_than_the_patience() -> None:
    assert PARAMS.patience_s > max(GAP_S, STRAY_S)


@pytest.mark.parametrize(("low", "high"), [(10.0, 10.0), (10.0, -10.0)])
def test_a_position_needs_room(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="give a low below the high"):
        HoldParams(low=low, high=high)


def test_every_phase_has_a_next_one_on_and_off_the_position() -> None:
    assert set(NEXT_PHASE) == set(product(HoldPhase, (True, False)))
    assert set(NEXT_PHASE.values()) == set(HoldPhase)


CELLS = {
    (HoldPhase.AWAY, True): HoldPhase.HELD,
    (HoldPhase.AWAY, False): HoldPhase.AWAY,
    (HoldPhase.HELD, True): HoldPhase.HELD,
    (HoldPhase.HELD, False): HoldPhase.OFF,
    (HoldPhase.OFF, True): HoldPhase.HELD,
    (HoldPhase.OFF, False): HoldPhase.AWAY,
    (HoldPhase.OVER, True): HoldPhase.OVER,
    (HoldPhase.OVER, False): HoldPhase.AWAY,
}
TOOK = {
    HoldPhase.AWAY: [],
    HoldPhase.HELD: [(ON, 1.0)],
    HoldPhase.OFF: [(ON, 1.0), (OFF, 0.5)],
    HoldPhase.OVER: [(ON, 2.1)],
}
"""How to come to each phase."""


@pytest.mark.parametrize(("phase", "is_held"), CELLS)
def test_each_cell_is_gone_through_in_time(phase: HoldPhase, *, is_held: bool) -> None:
    target_s = 2.0 if phase is HoldPhase.OVER else 60.0
    assert run(TOOK[phase], target_s=target_s)[1].phase is phase
    beyond = [*TOOK[phase], (ON if is_held else OFF, 0.7 if phase is not HoldPhase.OFF else 1.7)]
    assert run(beyond, target_s=target_s)[1].phase is NEXT_PHASE[phase, is_held] is CELLS[phase, is_held]
