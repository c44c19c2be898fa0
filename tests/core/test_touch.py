"""The touch line as sequences of stops: what each was held to be, and what a later one made of it.

In:  where the hips stopped, in inches from the wall as the lane reads them.
Out: touch, miss or unknown.
Not here: finding the stop in a rep (verdict.py), the wall cases (test_wall_cases.py).

Rule: a wall is solid, and one stop alone teaches nothing.
"""

from collections.abc import Sequence

import pytest

from kiosk.core.params import TouchParams
from kiosk.core.touch import Contact, Stop, TouchMemory, answer, expected_line_in, reach_left_in

PARAMS = TouchParams()
ZERO_IN = 3.0
TOUCH, MISS, UNKNOWN = Contact.TOUCH, Contact.MISS, Contact.UNKNOWN


def judged(
    places_in: Sequence[float],
    *,
    rung_in: float | None = 5.0,
    memory: TouchMemory | None = None,
    lean_deg: float = 18.0,
    first: int = 1,
) -> tuple[TouchMemory, list[Contact]]:
    """Let the hips stop at these places, and return what is known and what each stop is held to be at last."""
    held: dict[int, Contact] = {}
    memory = memory or TouchMemory(zero_in=ZERO_IN)
    for number, place_in in enumerate(places_in, start=first):
        stop = Stop(attempt=number, place_in=place_in, lean_deg=lean_deg)
        memory, result = answer(memory, rung_in, stop, PARAMS)
        held[number] = result.contact
        held |= dict.fromkeys(result.now_touch, TOUCH) | dict.fromkeys(result.now_miss, MISS)
    return memory, list(held.values())


@pytest.mark.parametrize(
    ("athlete", "places_in", "expected"),
    [
        ("touches once", (3.0,), [UNKNOWN]),
        ("touches twice", (3.0, 3.2), [TOUCH, TOUCH]),
        ("touches, and the reading scatters", (3.0, 3.4, 2.8, 3.3, 2.9), [TOUCH] * 5),
        ("touches, then falls 1.5 in short", (3.0, 3.1, 3.0, 4.5, 4.6), [TOUCH, TOUCH, TOUCH, MISS, MISS]),
        ("falls 1.5 in short first, then touches", (4.5, 3.0, 3.1), [MISS, TOUCH, TOUCH]),
        ("falls short twice, then touches twice", (4.5, 4.5, 3.0, 3.1), [MISS, MISS, TOUCH, TOUCH]),
        ("falls 2.5 in short every time", (5.5, 5.4, 5.6), [MISS, MISS, MISS]),
        ("has a hip that reads an inch too far in", (2.0, 2.1, 3.6, 2.0), [TOUCH, TOUCH, MISS, TOUCH]),
        ("has a hip that reads an inch short", (4.0, 4.1, 5.5, 4.0), [TOUCH, TOUCH, MISS, TOUCH]),
    ],
)
def test_stops_are_held_to_be_what_they_were(athlete: str, places_in: Sequence[float], expected: list[Contact]) -> None:
    assert judged(places_in)[1] == expected, athlete


def test_without_a_zero_two_stops_that_agree_are_the_wall() -> None:
    assert judged((9.0, 9.1, 10.6), rung_in=None, memory=TouchMemory())[1] == [TOUCH, TOUCH, MISS]


def test_the_line_learned_at_one_rung_is_expected_at_the_next() -> None:
    memory, _ = judged((3.6, 3.7, 3.6))
    assert expected_line_in(memory, 6.0, PARAMS) == pytest.approx(3.6)
    _, held = judged((3.6, 5.2), rung_in=6.0, memory=memory, lean_deg=23.0, first=4)
    assert held == [TOUCH, MISS]


def test_the_line_follows_the_last_five_touches() -> None:
    memory, _ = judged((3.0, 3.0, *[3.5] * 5))
    assert expected_line_in(memory, 5.0, PARAMS) == pytest.approx(3.5)


def test_a_bias_that_grows_with_the_lean_is_learned_anew_at_a_further_rung() -> None:
    memory, _ = judged((3.0, 3.0, 3.0), lean_deg=10.0)
    _, held = judged((4.0, 4.1), rung_in=8.0, memory=memory, lean_deg=36.0, first=4)
    assert held == [TOUCH, TOUCH]


def test_a_stop_far_out_with_hardly_any_lean_teaches_no_touch() -> None:
    memory, _ = judged((3.0, 3.0, 3.0), lean_deg=36.0, rung_in=8.0)
    _, held = judged((3.2,), rung_in=9.0, memory=memory, lean_deg=10.0, first=4)
    assert TOUCH not in held


def test_nothing_is_expected_before_anything_was_learned() -> None:
    assert expected_line_in(TouchMemory(zero_in=ZERO_IN), 5.0, PARAMS) is None


LEARNED = judged((3.0, 3.0, 3.0))[0]


@pytest.mark.parametrize(
    ("seen", "hip_in", "lean_deg", "expected_in"),
    [
        ("hips and trunk where they always touch", 3.0, 18.0, 0.0),
        ("hips that read an inch short under a trunk that is all the way down", 4.0, 18.0, 0.5),
        ("hips and trunk 1.5 in short", 4.5, 12.0, 1.5),
        ("hips beyond the wall", 2.5, 18.0, -0.25),
    ],
)
def test_hips_and_trunk_tell_together_what_is_left_to_the_wall(
    seen: str, hip_in: float, lean_deg: float, expected_in: float
) -> None:
    left_in = reach_left_in(LEARNED, 5.0, hip_in, lean_deg, PARAMS)
    assert left_in == pytest.approx(expected_in), seen


def test_on_a_rung_without_a_touch_of_its_own_the_hips_alone_tell() -> None:
    assert reach_left_in(LEARNED, 6.0, 4.0, 18.0, PARAMS) == pytest.approx(1.0)


def test_before_anything_is_learned_nothing_tells() -> None:
    assert reach_left_in(TouchMemory(zero_in=ZERO_IN), 5.0, 3.0, 18.0, PARAMS) is None
