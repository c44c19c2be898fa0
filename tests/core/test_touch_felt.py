"""The touch as it is felt: soon after the contact, and not short of it.

In:  synthetic athletes whose contacts are known, with the measured noise.
Out: when the station felt the touch that its earcon tells.
Not here: what a stop is judged to be (test_touch.py), sound (test_latency.py).

Rule: capture times, so that no machine's speed is in them. The first two touches of a session teach the wall. A hip
that comes to its stop in a slow cosine is within the band of half an inch before it touches; that early is no miss.
"""

from itertools import pairwise
from statistics import median

import pytest

from kiosk.core.events import TouchFelt
from tests.builders import Story
from tests.visits import arrived, visit_of, wall_station

LIVE = wall_station()
TAUGHT = 2
SOON_S, AT_MOST_S = 0.2, 0.35


def felt_s(story: Story, fps: float) -> list[tuple[float, list[float]]]:
    """Return, for each rep in order, when its bottom began and the touches felt in it, in s after that."""
    visit = visit_of(story.samples(fps), LIVE)
    times_s = [event.at_us / 1e6 for event in visit.of(TouchFelt)]
    starts_s = [rep.bottom_s for rep in story.reps_truth]
    ends_s = [*[(one + other) / 2 for one, other in pairwise(starts_s)], starts_s[-1] + 2.0]
    return [
        (start_s, [time_s - start_s for time_s in times_s if start_s - 1.0 <= time_s < end_s])
        for start_s, end_s in zip(starts_s, ends_s, strict=True)
    ]


@pytest.mark.parametrize("rung_in", [4, 6, 8])
@pytest.mark.parametrize("fps", [20, 30])
def test_a_touch_is_felt_soon_after_the_contact(rung_in: float, fps: float) -> None:
    delays_s = []
    for seed in (1, 2, 3):
        reps = felt_s(arrived(rung_in, seed=seed).touch_reps(6), fps)[TAUGHT:]
        assert all(felt for _, felt in reps), reps
        delays_s += [felt[0] for _, felt in reps]
    assert median(delays_s) <= SOON_S
    assert max(delays_s) <= AT_MOST_S


@pytest.mark.parametrize("rung_in", [5, 8])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_inch_and_a_half_short_of_a_known_wall_is_not_felt(rung_in: float, seed: int) -> None:
    reps = felt_s(arrived(rung_in, seed=seed).touch_reps(3).touch_reps(4, gap_in=1.5), 20)
    assert [felt for _, felt in reps[3:]] == [[], [], [], []]
