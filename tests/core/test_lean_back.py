"""Leaning back after a rep, as athletes who end it so or otherwise.

In:  lean and hips against the lockout every twentieth of a second after a rep.
Out: whether it was found, and when.
Not here: reps (test_drill_visits.py has the visits), the other faults (test_faults.py).
"""

from collections.abc import Sequence

import pytest

from kiosk.core.bottom import FormRow
from kiosk.core.faults import FormParams
from kiosk.core.lean_back import LEAN_BACK_S, WATCHED_S, LeanBackState, is_back, step, watch
from kiosk.core.units import us_of_s

PARAMS = FormParams()
HZ = 20
TALL, BACK = (0.0, 0.0), (-10.0, -0.03)
Pose = tuple[float, float]
"""Degrees of lean, and how far back the hips are in body heights; past upright and ahead are negative."""


def row(number: int, pose: Pose) -> FormRow:
    lean_deg, hip_back_h = pose
    empty = FormRow(*[0.0] * len(FormRow._fields))
    return empty._replace(time_us=us_of_s(number / HZ), lean_deg=lean_deg, hip_back_h=hip_back_h)


def found_at(levels: Sequence[tuple[Pose, float]], state: LeanBackState | None = None) -> list[float]:
    """Return the seconds after the rep at which a lean back was found."""
    state = watch(1, 0) if state is None else state
    poses = [pose for pose, seconds in levels for _ in range(round(seconds * HZ))]
    times = []
    for number, pose in enumerate(poses):
        state, is_found = step(state, row(number, pose), PARAMS)
        times += [number / HZ] if is_found else []
    return times


@pytest.mark.parametrize(
    ("athlete", "levels", "times_s"),
    [
        ("stands tall", [(TALL, 5)], []),
        ("leans back at once", [(BACK, 3)], [LEAN_BACK_S]),
        ("leans back after a second", [(TALL, 1), (BACK, 1)], [1 + LEAN_BACK_S]),
        ("swings through it", [(TALL, 0.2), (BACK, 0.25), (TALL, 2)], []),
        ("swings through it twice", [(BACK, 0.25), (TALL, 0.2), (BACK, 0.25), (TALL, 1)], []),
        ("leans from the shoulders, hips where they were", [((-12.0, 0.0), 2)], []),
        ("pushes the hips ahead and stays upright", [((-4.0, -0.05), 2)], []),
        ("leans back long after", [(TALL, WATCHED_S + 0.1), (BACK, 3)], []),
    ],
)
def test_a_lean_back_is_found_in_who(athlete: str, levels: Sequence[tuple[Pose, float]], times_s: list[float]) -> None:
    assert found_at(levels) == pytest.approx(times_s, abs=1.5 / HZ), athlete


def test_a_rep_ends_in_one_lean_back() -> None:
    assert len(found_at([(BACK, 1), (TALL, 0.2), (BACK, 0.6)])) == 1


def test_nothing_is_found_where_no_rep_was() -> None:
    assert found_at([(BACK, 2)], LeanBackState()) == []


@pytest.mark.parametrize(
    ("pose", "expected"),
    [
        ((-PARAMS.lean_back_deg, -PARAMS.lean_back_hip_h), True),
        ((-PARAMS.lean_back_deg + 0.1, -PARAMS.lean_back_hip_h), False),
        ((-PARAMS.lean_back_deg, -PARAMS.lean_back_hip_h + 0.001), False),
    ],
)
def test_it_begins_at_its_thresholds(pose: Pose, expected: bool) -> None:  # noqa: FBT001
    assert is_back(row(0, pose), PARAMS) is expected
