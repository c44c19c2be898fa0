"""Deliberate gestures: how many are taken, by whom, seen from where, and how often the poses come.

In:  the synthetic athlete at lockout or before a set, with the measured noise of arms and lost scores.
Out: the share taken; `python -m tests.core.test_gestures_meant` prints the table.
Not here: what must not be taken for one (test_gestures_not_meant.py), what a gesture does (test_hands.py).

Rule: people differ: each seed raises the arm at another pace, to another tilt, and holds it for as long as is asked and
half a second more.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import pytest

from kiosk.core.events import GestureTaken
from kiosk.core.gesture import dwell_s
from kiosk.core.gesture_params import GestureParams
from kiosk.core.session import Station
from kiosk.core.vocab import Gesture
from tests.athlete import Posture
from tests.builders import Story, Tempo
from tests.hands import HANGING, Arm, held, seconds_of, straight, with_arms
from tests.visits import MODEL, catalogue, station_of, visit_of

RATES: Final = (10.0, 20.0, 30.0)
SEEDS: Final = range(20)
TESTED_SEEDS: Final = range(7)
LEAST_SHARE: Final = 0.95
HINGE: Final = Posture(kappa_deg=15, theta_deg=50)
SPARE_S: Final = 0.5
MOUNTING_S: Final = 0.4
"""Until a raised arm has come to rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way to make a gesture: the turn of the body, and the arms for a tilt in degrees."""

    gesture: Gesture
    yaw_deg: float
    arms: Callable[[float], tuple[Arm, Arm]]


def _up(tilt_deg: float) -> Arm:
    return straight(178.0 - abs(tilt_deg), away_deg=50.0)


def _out(tilt_deg: float) -> Arm:
    return straight(90.0 + tilt_deg / 2, away_deg=85.0)


def _ahead(tilt_deg: float) -> Arm:
    return straight(90.0 + tilt_deg / 2)


ROWS: Final = {
    "one hand, near arm, side-on": Row(gesture=Gesture.ONE_UP, yaw_deg=0, arms=lambda tilt: (_up(tilt), HANGING)),
    "one hand, far arm, side-on": Row(gesture=Gesture.ONE_UP, yaw_deg=0, arms=lambda tilt: (HANGING, _up(tilt))),
    "one hand, facing the mirror": Row(gesture=Gesture.ONE_UP, yaw_deg=-90, arms=lambda tilt: (_up(tilt), HANGING)),
    "both hands, side-on": Row(gesture=Gesture.BOTH_UP, yaw_deg=0, arms=lambda tilt: (_up(tilt), _up(tilt))),
    "both hands, facing the mirror": Row(
        gesture=Gesture.BOTH_UP, yaw_deg=-90, arms=lambda tilt: (_up(tilt), _up(tilt))
    ),
    "to the left, facing the mirror": Row(gesture=Gesture.LEFT, yaw_deg=-90, arms=lambda tilt: (HANGING, _out(tilt))),
    "to the right, facing the mirror": Row(gesture=Gesture.RIGHT, yaw_deg=-90, arms=lambda tilt: (_out(tilt), HANGING)),
    "ahead, near arm, side-on": Row(gesture=Gesture.LEFT, yaw_deg=0, arms=lambda tilt: (_ahead(tilt), HANGING)),
    "ahead, far arm, side-on": Row(gesture=Gesture.LEFT, yaw_deg=0, arms=lambda tilt: (HANGING, _ahead(tilt))),
    "the other way, side-on": Row(gesture=Gesture.RIGHT, yaw_deg=180, arms=lambda tilt: (_ahead(tilt), HANGING)),
}


@cache
def choosing() -> Station:
    """Return a station that offers two drills."""
    pull = station_of("band_pull_through")
    hinge = station_of("hip_hinge")
    return replace(hinge, choices=(hinge, pull))


def taken(row: Row, fps: float, seed: int) -> bool:
    """Whether one athlete's gesture was taken, once, and no other."""
    tilt_deg = (-1.0) ** seed * (seed * 7 % 20)
    up_s = 0.6 + 0.05 * (seed % 10)
    params = GestureParams()
    moves = held(*row.arms(tilt_deg), dwell_s(row.gesture, params) + MOUNTING_S + SPARE_S, up_s=up_s)
    story = Story(has_wall=False, model=MODEL, seed=seed).stand(3)
    if row.gesture in (Gesture.ONE_UP, Gesture.BOTH_UP):
        story = story.reps(1, HINGE, Tempo(rest_s=2.0))
    story = story.turn(row.yaw_deg, 1.0).stand(0.5) if row.yaw_deg else story
    begin_s = story.now_s
    stream = with_arms(story.hold(seconds_of(moves) + 0.5), moves, fps, from_s=begin_s)
    return [event.gesture for event in visit_of(stream, choosing()).of(GestureTaken)] == [row.gesture]


def share_taken(row: Row, fps: float, seeds: range) -> float:
    """Return how many of the gestures were taken."""
    return sum(taken(row, fps, seed) for seed in seeds) / len(seeds)


@pytest.mark.parametrize("name", ROWS)
def test_nearly_every_deliberate_gesture_is_taken(name: str) -> None:
    shares = [share_taken(ROWS[name], fps, TESTED_SEEDS) for fps in RATES]
    assert sum(shares) / len(shares) >= LEAST_SHARE, shares


def table() -> Iterator[str]:
    """Yield the table, line by line."""
    catalogue()
    yield f"{'deliberate gestures taken, of ' + str(len(SEEDS)):<40}" + "".join(f"{rate:>8.0f}/s" for rate in RATES)
    for name, row in ROWS.items():
        yield f"{name:<40}" + "".join(f"{share_taken(row, rate, SEEDS):>9.1%} " for rate in RATES)


if __name__ == "__main__":
    for line in table():
        sys.stdout.write(f"{line}\n")
