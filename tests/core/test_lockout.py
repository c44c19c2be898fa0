"""The lockout as people who stand, more or less.

In:  geometry of the synthetic athlete, twenty times a second.
Out: a lockout or none.
Not here: reps (test_rep.py), the zero (test_wall_cases.py).

Rule: tall, still and long enough, all three (B.1).
"""

from collections.abc import Callable

import pytest

from kiosk.core.kinematics import Geometry, geometry_of
from kiosk.core.lockout import Lockout, Window, collect, lockout_of
from kiosk.core.params import GateParams
from kiosk.core.units import us_of_s
from tests.builders import EXACT, Posture, Story
from tests.visits import MODEL

HZ = 20


def seen(story: Story, hz: float = HZ) -> list[Geometry]:
    return [geometry_of(sample.pose.xy_px, 1) for sample in story.samples(hz)]


def lockout(rows: list[Geometry], needed_s: float = 1.0, hz: float = HZ) -> Lockout | None:
    window: Window = ()
    for number, row in enumerate(rows):
        window = collect(window, us_of_s(number / hz), row, needed_s)
    return lockout_of(window, needed_s, GateParams())


PEOPLE: dict[str, Callable[[Story], Story]] = {
    "stands tall": lambda story: story.hold(1.2),
    "stands tall a little forward": lambda story: story.move_to(Posture(theta_deg=9), 0).hold(1.2),
    "stands too short a time": lambda story: story.hold(0.7),
    "stands bent": lambda story: story.move_to(Posture(theta_deg=25), 0).hold(1.2),
    "stands on bent knees": lambda story: story.move_to(Posture(kappa_deg=40, theta_deg=10), 0).hold(1.2),
    "is going down": lambda story: story.move_to(Posture(kappa_deg=15, theta_deg=45), 1.2),
    "walks": lambda story: story.walk(60, 40),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_a_lockout_is_tall_still_and_long_enough(who: str) -> None:
    found = lockout(seen(PEOPLE[who](Story(model=EXACT, has_wall=False))))
    assert (found is not None) == (who in ("stands tall", "stands tall a little forward"))


@pytest.mark.parametrize("needed_s", [0.3, 0.5, 1.0])
@pytest.mark.parametrize("hz", range(8, 61))
def test_stillness_is_found_at_any_rate_once_it_has_lasted(hz: int, needed_s: float) -> None:
    rows = seen(Story(model=EXACT, has_wall=False).hold(needed_s + 2.1 / hz), hz)
    assert lockout(rows, needed_s, hz) is not None


@pytest.mark.parametrize("stature_cm", [150, 175, 195])
def test_a_lockout_knows_the_stature_from_ear_and_ankle(stature_cm: float) -> None:
    from_px = stature_cm * 330 / 175
    story = Story(model=MODEL, has_wall=False)
    rows = seen(Story(model=MODEL, athlete=type(story.athlete)(stature_cm=stature_cm), has_wall=False).hold(1.5))
    smooth = [row._replace(lean_deg=2.0, ankle_x=0.0) for row in rows]
    found = lockout(smooth)
    assert found is not None
    assert found.height_px == pytest.approx(from_px, rel=0.03)


def test_the_window_forgets_what_is_older_than_it_keeps() -> None:
    window: Window = ()
    for number, row in enumerate(seen(Story(model=EXACT).hold(3))):
        window = collect(window, us_of_s(number / HZ), row, 1.0)
    assert window[-1][0] - window[0][0] == us_of_s(1.0)


def test_a_lockout_is_a_median_so_one_wild_sample_does_not_move_it() -> None:
    rows = seen(Story(model=EXACT, has_wall=False).hold(1.2))
    wild = [*rows]
    wild[-5] = rows[-5]._replace(hip_x=rows[-5].hip_x + 200.0)
    one, other = lockout(rows), lockout(wild)
    assert one is not None
    assert other is not None
    assert one.hip_x == other.hip_x
