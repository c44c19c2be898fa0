"""Presence as people in a room: who is there, who is lost, and what is missing.

In:  samples of the synthetic athlete, some with scores taken away.
Out: absent, arriving, present, lost; and the first thing that keeps the station from working.
Not here: two bodies in a set (test_robustness.py).

Rule: a dip shorter than half a second is held; a jump of a quarter of the body is somebody else.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kiosk.core.params import GateParams
from kiosk.core.pose import Pose, PoseSample
from kiosk.core.presence import Home, PresenceState, missing_of, observe, shoulder_ratio
from kiosk.core.vocab import Keypoint, Missing, Presence
from tests.builders import Athlete, Camera, Posture, Story, dip_scores, lose, second_person
from tests.visits import MODEL

GATE = GateParams()
LEGS = (Keypoint.LEFT_ANKLE, Keypoint.RIGHT_ANKLE)
STANDING = Story(has_wall=False, model=MODEL).stand(4)


def changes(stream: Sequence[PoseSample]) -> list[Presence]:
    state, found = PresenceState(), []
    for sample in stream:
        before, state = state.presence, observe(state, sample, None, GATE)
        if state.presence is not before:
            found.append(state.presence)
    return found


ARRIVING, PRESENT, LOST, ABSENT = Presence.ARRIVING, Presence.PRESENT, Presence.LOST, Presence.ABSENT


@pytest.mark.parametrize(
    ("athlete", "stream", "expected"),
    [
        ("stands there", STANDING.samples(20), [ARRIVING, PRESENT]),
        ("is nobody", Story(model=MODEL).absent(4).samples(20), []),
        ("was a ghost", dip_scores(STANDING.samples(20), 0.3, 4.0), [ARRIVING, ABSENT]),
        ("is hidden for a moment", dip_scores(STANDING.samples(20), 2.0, 2.4), [ARRIVING, PRESENT]),
        (
            "is hidden for long",
            dip_scores(STANDING.samples(20), 2.0, 3.0),
            [ARRIVING, PRESENT, LOST, PRESENT],
        ),
        ("hides the feet", dip_scores(STANDING.samples(20), 2.0, 4.0, keypoints=LEGS), [ARRIVING, PRESENT, LOST]),
        ("is taken for another for a moment", second_person(STANDING.samples(20), 2.0, 2.3), [ARRIVING, PRESENT]),
        ("hinges", STANDING.reps(2, Posture(kappa_deg=15, theta_deg=70)).samples(20), [ARRIVING, PRESENT]),
    ],
)
def test_presence_follows_who_is_there(athlete: str, stream: Sequence[PoseSample], expected: list[Presence]) -> None:
    assert changes(stream) == expected, athlete


def test_another_body_is_told_by_its_jump() -> None:
    stream = second_person(STANDING.samples(20), 2.0, 2.3)
    state, others = PresenceState(), []
    for sample in stream:
        state = observe(state, sample, None, GATE)
        others.append(state.is_other_body)
    assert sum(others) == 6


def test_a_pause_of_the_camera_alone_loses_nobody() -> None:
    assert changes(lose(STANDING.samples(20), 2.0, 2.9)) == [ARRIVING, PRESENT]


def first_missing(story: Story, luma: float = 120.0) -> Missing | None:
    state = PresenceState()
    found: Missing | None = None
    for sample in story.samples(10):
        dim = replace(sample, luma=luma)
        state = observe(state, dim, None, GATE)
        found = missing_of(dim, state, GATE)
    return found


NEAR = Camera(px_per_in=7.1, height_in=35.0)
HIGH = Camera(height_in=45.0)


@pytest.mark.parametrize(
    ("story", "luma", "missing"),
    [
        (Story(has_wall=False), 120, None),
        (Story(has_wall=False), 10, Missing.TOO_DARK),
        (Story(has_wall=False, camera=NEAR, athlete=Athlete(stature_cm=185)), 120, Missing.TOO_CLOSE),
        (Story(has_wall=False, camera=HIGH), 120, None),
        (Story(has_wall=False, camera=replace(HIGH, height_in=55.0)), 120, Missing.FEET_OUT_OF_VIEW),
        (Story(has_wall=False, yaw_deg=15), 120, None),
        (Story(has_wall=False, yaw_deg=60), 120, Missing.NOT_SIDE_ON),
        (Story(has_wall=False, yaw_deg=90), 120, Missing.NOT_SIDE_ON),
    ],
)
def test_what_is_missing_is_named(story: Story, luma: float, missing: Missing | None) -> None:
    assert first_missing(story.hold(1), luma) is missing


@pytest.mark.parametrize(("yaw_deg", "is_more"), [(0, False), (20, False), (35, True), (60, True)])
def test_the_shoulders_tell_a_turn_of_more_than_22_degrees(yaw_deg: float, *, is_more: bool) -> None:
    sample = (
        Story(heel_in=10, has_wall=False, yaw_deg=yaw_deg, model=replace(MODEL, noise=0.0)).hold(0.2).samples(10)[0]
    )
    assert (shoulder_ratio(sample.pose.xy_px.tolist()) > 0.30) is is_more


def moved(sample: PoseSample, ankles: Sequence[Keypoint]) -> PoseSample:
    """Return the sample with these ankles read a third of a leg higher up."""
    xy_px = sample.pose.xy_px.copy()
    for ankle in ankles:
        xy_px[ankle] = (xy_px[ankle] * 2 + xy_px[ankle - 2]) / 3
    return replace(sample, pose=Pose(xy_px=xy_px, score=sample.pose.score))


@pytest.mark.parametrize(("ankles", "is_other"), [((), False), (LEGS[:1], False), (LEGS[1:], False), (LEGS, True)])
def test_while_somebody_else_is_about_one_foot_at_home_is_enough(ankles: Sequence[Keypoint], *, is_other: bool) -> None:
    *before, last = STANDING.samples(20)
    state = PresenceState()
    for sample in before:
        state = observe(state, sample, None, GATE)
    left, right = before[-1].pose.xy_px[15:17].tolist()
    feet_px = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
    home = Home(feet_px=feet_px, length_px=state.span_px, is_left=False, is_kept=True)
    state = observe(replace(state, two_us=before[-1].capture_us), moved(last, ankles), home, GATE)
    assert state.is_other_body is is_other
