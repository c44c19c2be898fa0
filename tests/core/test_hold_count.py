"""Seconds of a hold within a rep as athletes who stay, waver or go.

In:  where the movement is every tenth of a second, in degrees; None away from where a hold belongs.
Out: the seconds told.
Not here: where a hold belongs (work.py), what is said (test_drill_visits.py).
"""

from collections.abc import Sequence

import pytest

from kiosk.core.hold_count import EASING_S, HoldCount, step
from kiosk.core.units import us_of_s

WITHIN_DEG = 6.0
AWAY = None
Levels = Sequence[tuple[float | None, float]]


def told(levels: Levels, *, target_s: float = 3.0, hz: int = 10) -> list[int]:
    state, seconds = HoldCount(), list[int]()
    places = [place for place, length_s in levels for _ in range(round(length_s * hz))]
    for number, place in enumerate(places):
        state, second = step(state, us_of_s(number / hz), place, within=WITHIN_DEG, target_s=target_s)
        seconds += [] if second is None else [second]
    return seconds


@pytest.mark.parametrize("hz", [8, 10, 20, 30])
@pytest.mark.parametrize(
    ("athlete", "levels", "expected"),
    [
        ("is not there", [(AWAY, 5)], []),
        ("stays for less than a second", [(50, 1.1), (AWAY, 1)], []),
        ("stays for one", [(50, 1.8), (AWAY, 1)], [1]),
        ("stays for the whole hold", [(50, 3.8)], [1, 2, 3]),
        ("stays for longer than asked", [(50, 9)], [1, 2, 3]),
        ("wavers", [(50, 0.5), (53, 0.5), (47, 0.5), (50, 2.5)], [1, 2, 3]),
        ("goes on down", [(40, 0.6), (47, 0.6), (54, 0.6), (61, 2.8)], [1, 2]),
        ("goes away and comes back", [(50, 1.8), (AWAY, 0.5), (50, 1.8)], [1, 1]),
        ("sways after the last second", [(50, 3.8), (AWAY, 0.5), (50, 5)], [1, 2, 3]),
        ("sinks after the last second", [(50, 3.8), (60, 5)], [1, 2, 3]),
    ],
)
def test_the_seconds_told_of_who(athlete: str, levels: Levels, expected: list[int], hz: int) -> None:
    assert told(levels, hz=hz) == expected, athlete


@pytest.mark.parametrize(("place", "expected"), [(50 + WITHIN_DEG, [1, 2]), (50 + WITHIN_DEG + 0.1, [1])])
def test_a_hold_may_wander_so_far_at_once_and_no_further(place: float, expected: list[int]) -> None:
    assert told([(50, 1.0), (place, 1.8)]) == expected


@pytest.mark.parametrize(("rate_deg_s", "expected"), [(3.0, [1, 2, 3]), (20.0, [])])
def test_who_drifts_slower_than_a_descent_holds_and_who_goes_down_does_not(
    rate_deg_s: float, expected: list[int]
) -> None:
    assert told([(30 + rate_deg_s * number / 20, 0.05) for number in range(80)], hz=20) == expected


def test_a_noisy_first_sample_does_not_end_the_hold() -> None:
    assert told([(45, 0.1), *[(50 + (1.0 if number % 2 else -1.0), 0.1) for number in range(24)]]) == [1, 2]


def test_the_first_second_is_over_after_a_second_and_the_easing_into_it() -> None:
    state, _ = step(HoldCount(), 0, 50.0, within=WITHIN_DEG, target_s=2)
    over_us = us_of_s(1 + EASING_S)
    assert step(state, over_us - 1, 50.0, within=WITHIN_DEG, target_s=2)[1] is None
    assert step(state, over_us, 50.0, within=WITHIN_DEG, target_s=2)[1] == 1


def test_seconds_that_fell_between_two_samples_are_told_one_a_sample() -> None:
    assert told([(50, 8)], hz=1) == [1, 2, 3]
