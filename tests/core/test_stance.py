"""The stance as feet: standing, stepping, creeping, and the rung that a reading stands for.

In:  readings of the ankles in inches along the lane.
Out: still or not, how long, and the rung.
Not here: pixels (test_lane.py), what is asked for (place.py).

Rule: a one-inch step is proved by 0.5–1.5 in of change and by 0.75 in of distance (decision 14).
"""

from collections.abc import Sequence

import pytest

from kiosk.core.params import StanceParams
from kiosk.core.stance import Proof, StanceState, heel_in_of, observe, rung_of
from kiosk.core.units import us_of_s

PARAMS = StanceParams()
RUNGS_IN = tuple(float(rung) for rung in range(3, 13))
HZ = 20
WOBBLE_IN = (0.2, -0.3, 0.1, 0.3, -0.2, -0.1)


def stood(places_in: Sequence[float]) -> StanceState:
    """Read these places, one every twentieth of a second, each with the noise of a frame."""
    state = StanceState()
    for number, place_in in enumerate(places_in):
        noisy_in = place_in + WOBBLE_IN[number % len(WOBBLE_IN)]
        state = observe(state, us_of_s(number / HZ), noisy_in, PARAMS)
    return state


def seconds(place_in: float, s: float) -> list[float]:
    return [place_in] * round(s * HZ)


def test_standing_for_a_second_is_still_and_less_is_not() -> None:
    assert stood(seconds(5.0, 0.8)).still_s == 0.0
    assert stood(seconds(5.0, 1.2)).still_s >= 1.0


def test_a_still_stance_reads_the_mean() -> None:
    assert stood(seconds(5.0, 2.0)).reading_in == pytest.approx(5.0, abs=0.1)


@pytest.mark.parametrize("step_in", [1.0, -1.0, 2.0, 5.0])
def test_a_step_begins_a_new_stance(step_in: float) -> None:
    moved = stood([*seconds(5.0, 3.0), *seconds(5.0 + step_in, 0.7)])
    assert moved.still_s == 0.0
    settled = stood([*seconds(5.0, 3.0), *seconds(5.0 + step_in, 2.0)])
    assert settled.still_s >= 1.0
    assert settled.reading_in == pytest.approx(5.0 + step_in, abs=0.15)


def test_noise_alone_never_ends_a_stance() -> None:
    assert stood(seconds(5.0, 60.0)).still_s > 55.0


def test_feet_that_walk_are_never_still() -> None:
    assert stood([0.5 * n for n in range(4 * HZ)]).still_s == 0.0


@pytest.mark.parametrize(
    ("reading_in", "before_in", "rung_in"),
    [
        (4.0, 3.0, 4.0),
        (3.6, 3.0, 4.0),
        (4.4, 3.0, 4.0),
        (5.0, 3.0, 5.0),
        (3.1, 3.0, 3.0),
        (0.1, 0.0, None),
        (1.5, 0.0, None),
        (14.0, 12.0, None),
    ],
)
def test_a_reading_stands_for_the_rung_it_is_near(reading_in: float, before_in: float, rung_in: float | None) -> None:
    before = Proof(rung_in=before_in, reading_in=before_in)
    assert rung_of(reading_in, 0.0, before, RUNGS_IN, PARAMS) == rung_in


def test_an_athlete_who_reads_half_an_inch_far_keeps_the_steps() -> None:
    """The change counts, too: from 3 read as 3.5, a step to 4 reads 4.5 and is not 5."""
    assert rung_of(4.5, 0.0, Proof(rung_in=3.0, reading_in=3.5), RUNGS_IN, PARAMS) == 4.0


def test_the_best_estimate_of_the_heels_lies_between_the_reading_and_the_line() -> None:
    assert 4.0 < heel_in_of(4.4, 4.0, PARAMS) < 4.4
    assert heel_in_of(4.0, 4.0, PARAMS) == pytest.approx(4.0)
