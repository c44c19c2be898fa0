"""What hands do in a gym without meaning anything: none of it is taken for a gesture.

In:  the synthetic athlete, standing side-on or to the mirror, with the measured noise of arms and lost scores.
Out: no gesture taken in the visit, nor would one be if all were wanted at any time.
Not here: deliberate ones (test_gestures_meant.py), recordings (../gesture_clips.py).

Rule: each movement is held as long, or repeated as often, as people do.
"""

from dataclasses import replace
from typing import Final

import pytest

from tests.athlete import Arms, Posture
from tests.builders import Story, Stream, Tempo, drop_to
from tests.core.test_gestures_meant import HINGE, choosing
from tests.gesture_clips import choosing as offering
from tests.gesture_clips import false_gestures
from tests.hands import (
    AHEAD,
    BAR,
    BEHIND_HEAD,
    BEHIND_NECK,
    BUN,
    CHEST,
    ELBOW_UP,
    ELBOWS_BACK,
    FACE,
    HANGING,
    MOUTH,
    ON_HEAD,
    ON_HIP,
    OUT,
    OVERHEAD,
    RACK,
    SMALL_WAVE,
    WAVE_IN,
    WAVE_OUT,
    Moves,
    held,
    repeated,
    seconds_of,
    straight,
    with_arms,
)
from tests.visits import MODEL, catalogue

LOW_AHEAD: Final = straight(50.0)
HIGH_AHEAD: Final = straight(125.0)
BACKWARDS: Final = straight(55.0, away_deg=180.0)
NARROW: Final = straight(176.0)

BOTH_HANG: Final = (HANGING, HANGING)

MOVES: Final[dict[str, Moves]] = {
    "rests a hand on the head": held(ON_HEAD, HANGING, 6.0),
    "rests the far hand on the head": held(HANGING, ON_HEAD, 6.0),
    "rests both hands on the head": held(ON_HEAD, ON_HEAD, 8.0),
    "clasps the hands behind the head": held(BEHIND_HEAD, BEHIND_HEAD, 8.0),
    "holds a plate behind the head": held(BEHIND_HEAD, BEHIND_HEAD, 10.0, up_s=2.0),
    "holds a kettlebell behind the neck": held(BEHIND_NECK, BEHIND_NECK, 8.0),
    "holds a dowel along the back": held(BEHIND_HEAD, straight(20.0, away_deg=180.0), 8.0),
    "holds a dowel along the back with the other hand above": held(straight(20.0, away_deg=180.0), BEHIND_HEAD, 8.0),
    "has a stick in the elbows": held(ELBOWS_BACK, ELBOWS_BACK, 8.0),
    "points both elbows to the ceiling": held(ELBOW_UP, ELBOW_UP, 6.0),
    "stretches one elbow to the ceiling": held(ELBOW_UP, HANGING, 8.0),
    "stretches one elbow with the other hand": held(ELBOW_UP, ON_HEAD, 8.0),
    "presses a bar overhead": repeated((RACK, RACK), (NARROW, NARROW), 6, go_s=1.0, stay_s=0.8),
    "presses a bar overhead and stays there": repeated((RACK, RACK), (NARROW, NARROW), 3, go_s=1.0, stay_s=2.5),
    "presses one dumbbell overhead": repeated((RACK, HANGING), (NARROW, HANGING), 6, go_s=0.9, stay_s=0.8),
    "presses one dumbbell and stays there": repeated((RACK, HANGING), (NARROW, HANGING), 3, go_s=0.9, stay_s=2.5),
    "presses one with the other at the shoulder": repeated((RACK, RACK), (NARROW, RACK), 5, go_s=0.9, stay_s=1.5),
    "presses from the far shoulder": repeated((ON_HIP, RACK), (ON_HIP, NARROW), 5, go_s=1.2, stay_s=1.0),
    "snatches with one hand": repeated(BOTH_HANG, (NARROW, HANGING), 5, go_s=0.6, stay_s=0.8),
    "raises one straight arm ahead for reps": repeated(BOTH_HANG, (AHEAD, HANGING), 6, go_s=0.9, stay_s=0.7),
    "raises both straight arms ahead": repeated(BOTH_HANG, (AHEAD, AHEAD), 6, go_s=0.9, stay_s=1.5),
    "raises both arms sideways": repeated(BOTH_HANG, (OUT, OUT), 6, go_s=0.9, stay_s=1.5),
    "stands with both arms out": held(OUT, OUT, 6.0),
    "waves at a friend, wide": repeated((WAVE_IN, HANGING), (WAVE_OUT, HANGING), 8, go_s=0.3, stay_s=0.0),
    "waves at a friend, slowly": repeated((WAVE_IN, HANGING), (WAVE_OUT, HANGING), 6, go_s=0.6, stay_s=0.1),
    "waves beside the head": repeated((SMALL_WAVE[0], HANGING), (SMALL_WAVE[1], HANGING), 10, go_s=0.25, stay_s=0.0),
    "scratches the head": repeated((FACE, HANGING), (ON_HEAD, HANGING), 8, go_s=0.3, stay_s=0.1),
    "drinks": held(MOUTH, HANGING, 5.0),
    "wipes the face": repeated((FACE, HANGING), (MOUTH, HANGING), 4, go_s=0.4, stay_s=0.3),
    "talks on the telephone": held(FACE, HANGING, 10.0),
    "puts the hair up": repeated((BUN, BUN), (BEHIND_HEAD, BEHIND_HEAD), 5, go_s=0.5, stay_s=1.2),
    "reaches for a bar": held(BAR, BAR, 1.0),
    "reaches for a bar with one hand": held(straight(140.0), HANGING, 0.9),
    "does jumping jacks": repeated(BOTH_HANG, (OVERHEAD, OVERHEAD), 12, go_s=0.35, stay_s=0.05),
    "yawns and stretches": held(OVERHEAD, OVERHEAD, 1.3),
    "swings the arms up ahead": repeated(BOTH_HANG, (HIGH_AHEAD, HIGH_AHEAD), 8, go_s=0.5, stay_s=0.1),
    "points at something": held(AHEAD, HANGING, 0.7),
    "folds the arms": held(CHEST, CHEST, 8.0),
    "puts the hands on the hips": held(ON_HIP, ON_HIP, 8.0),
    "looks at a watch": held(CHEST, HANGING, 4.0),
    "reaches low ahead": held(LOW_AHEAD, LOW_AHEAD, 4.0),
    "reaches back": held(BACKWARDS, HANGING, 3.0),
    "circles both arms": repeated((AHEAD, AHEAD), (OVERHEAD, OVERHEAD), 8, go_s=0.4, stay_s=0.0),
    "pulls a sweater off": repeated((BUN, BUN), (NARROW, NARROW), 2, go_s=0.5, stay_s=0.5),
}
VIEWS: Final = ((10.0, 0.0, 1), (20.0, -90.0, 2), (30.0, 0.0, 3), (10.0, -90.0, 4))
"""Poses a second, the turn of the body (−90 faces the mirror), a seed."""
IN_DEPTH: Final = ("waves at a friend, wide", "waves at a friend, slowly")
"""Side-on these swing towards the camera and away, which a picture hardly shows: a straight arm that waves so keeps
still in it, and is taken for a hand overhead."""


SEEN: Final = tuple((name, *view) for name in MOVES for view in VIEWS if name not in IN_DEPTH or view[1])


@pytest.mark.parametrize(("name", "fps", "yaw_deg", "seed"), SEEN)
def test_nobody_is_understood_who(name: str, fps: float, yaw_deg: float, seed: int) -> None:
    story = Story(has_wall=False, model=MODEL, seed=seed).stand(3).reps(1, HINGE, Tempo(rest_s=2.0))
    story = story.turn(yaw_deg, 1.0).stand(0.5) if yaw_deg else story
    begin_s = story.now_s
    moves = MOVES[name]
    stream = with_arms(story.hold(seconds_of(moves)), moves, fps, from_s=begin_s)
    _, taken, would = false_gestures(stream, choosing())
    assert (taken, would) == (0, [])


DRILLS: Final = tuple(sorted(catalogue().drills))
DEEP: Final = Posture(kappa_deg=15, theta_deg=55)


def _set_of(arms: Arms, seed: int) -> Stream:
    """Tell of a set of five, with a pause in the middle, hands where the drill has them."""
    still = Tempo(hold_s=1.5, rest_s=1.5)
    top, deep = Posture(arms=arms), replace(DEEP, arms=arms)
    story = Story(has_wall=False, model=MODEL, seed=seed).move_to(top, 0.5).hold(4)
    return story.reps(3, deep, still, end=top).hold(5).reps(2, deep, still, end=top).hold(3).samples(30)


@pytest.mark.parametrize("fps", [10.0, 20.0, 30.0])
@pytest.mark.parametrize("arms", [arms for arms in Arms if arms is not Arms.RAISED])
def test_no_set_of_reps_is_a_gesture_wherever_the_hands_are(arms: Arms, fps: float) -> None:
    found = false_gestures(drop_to(_set_of(arms, 5), fps), choosing())
    assert found[1:] == (0, [])


@pytest.mark.parametrize("name", DRILLS)
def test_no_set_of_any_drill_is_a_gesture(name: str) -> None:
    for arms, seed in ((Arms.HANGING, 6), (Arms.REACHING, 7), (Arms.BEHIND, 8)):
        assert false_gestures(drop_to(_set_of(arms, seed), 15.0), offering(name, None))[1:] == (0, [])
