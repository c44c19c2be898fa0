"""The unit checks of hinge.md E.4: geometry, scale, mirror, broken samples, time step.

In:  exact poses of the synthetic athlete, and points set by hand.
Out: angles, lengths and counts.
Not here: the athlete's own geometry (test_builders.py), noise (test_robustness.py).

Rule: the expected values are E.4's.
"""

from dataclasses import replace
from math import isnan, nan

import numpy as np
import pytest

from kiosk.core.kinematics import Geometry, expected_travel_h, geometry_of, stoop_squat_index
from kiosk.core.lockout import lockout_of
from kiosk.core.params import GateParams
from kiosk.core.pose import Pose, PoseSample
from kiosk.core.session import Station
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Keypoint
from tests.builders import Posture, Story, Stream, mirror, pose_at
from tests.visits import MODEL, arrived, free_station, visit_of, wall_station

HINGE = Posture(kappa_deg=15, theta_deg=45)
PAIRS = {
    "ankle": (Keypoint.LEFT_ANKLE, Keypoint.RIGHT_ANKLE),
    "knee": (Keypoint.LEFT_KNEE, Keypoint.RIGHT_KNEE),
    "hip": (Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP),
    "shoulder": (Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER),
}


def geometry(facing: int = 1, **points: tuple[float, float]) -> Geometry:
    """Measure a body whose joints are at these (x, y) in px, y down; the others at the frame's corner."""
    xy_px = np.zeros((17, 2))
    for name, point in points.items():
        xy_px[list(PAIRS[name])] = point
    return geometry_of(xy_px, facing)


@pytest.mark.parametrize(
    ("shoulder", "facing", "lean_deg"),
    [
        ((200, 100), 1, 0),
        ((300, 100), 1, 45),
        ((300, 100), -1, -45),
        ((300, 200), 1, 90),
        ((100, 100), -1, 45),
        ((200, 300), 1, 180),
    ],
)
def test_the_trunk_leans_from_the_vertical_towards_the_front(
    shoulder: tuple[float, float], facing: int, lean_deg: float
) -> None:
    assert geometry(facing, hip=(200, 200), shoulder=shoulder).lean_deg == pytest.approx(lean_deg)


@pytest.mark.parametrize(("hip", "knee_deg"), [((200, 200), 0), ((100, 300), 90), ((100, 200), 45), ((300, 200), -45)])
def test_the_knee_is_zero_when_straight_and_negative_when_it_bends_back(
    hip: tuple[float, float], knee_deg: float
) -> None:
    assert geometry(ankle=(200, 400), knee=(200, 300), hip=hip).knee_deg == pytest.approx(knee_deg)


@pytest.mark.parametrize(("hip_drop", "shoulder_drop", "index"), [(0.0, 0.1, 100), (0.1, 0.1, 0), (0.05, 0.1, 50)])
def test_the_stoop_squat_index_goes_from_squat_to_stoop(hip_drop: float, shoulder_drop: float, index: float) -> None:
    assert stoop_squat_index(hip_drop, shoulder_drop) == pytest.approx(index)


@pytest.mark.parametrize("shoulder_drop", [0.0, 0.049, nan, -0.1])
def test_the_stoop_squat_index_of_a_body_that_stays_up_is_unknown(shoulder_drop: float) -> None:
    assert isnan(stoop_squat_index(0.0, shoulder_drop))


@pytest.mark.parametrize(
    ("lean_deg", "travel_h", "within_h"),
    [(0, 0, 0), (5, 0.013, 0), (25, 0.0705, 0.001), (45, 0.1105, 0.001), (90, 0.152, 0), (120, 0.152, 0)],
)
def test_expected_travel_lies_between_the_table_s_rows(lean_deg: float, travel_h: float, within_h: float) -> None:
    assert expected_travel_h(lean_deg) == pytest.approx(travel_h, abs=within_h + 1e-9)


@pytest.mark.parametrize(("lean_deg", "ahead_cm"), [(2, 4.2), (8, 0), (18, -5.25), (45, -15)])
def test_the_hips_are_measured_where_the_balanced_body_has_them(lean_deg: float, ahead_cm: float) -> None:
    measured = geometry_of(pose_at(Posture(kappa_deg=15, theta_deg=lean_deg)).xy_px, 1)
    cm_per_px = 175 / 330
    assert (measured.hip_x - measured.ankle_x) * cm_per_px == pytest.approx(ahead_cm, abs=1.0)


@pytest.mark.parametrize(("kappa_deg", "theta_deg"), [(0, 0), (6, 2), (15, 45), (80, 35), (12, 88)])
def test_the_angles_of_a_posture_are_measured_as_they_are(kappa_deg: float, theta_deg: float) -> None:
    measured = geometry_of(pose_at(Posture(kappa_deg=kappa_deg, theta_deg=theta_deg)).xy_px, 1)
    assert (measured.knee_deg, measured.lean_deg) == pytest.approx((kappa_deg, theta_deg), abs=1.0)


def test_a_span_of_300_pixels_from_ear_to_ankle_gives_the_scale_of_a_man_of_175_cm() -> None:
    tall = geometry_of(pose_at().xy_px, 1)._replace(ear_y=300.0, ankle_y=0.0)
    lockout = lockout_of(tuple((us_of_s(n / 10), tall) for n in range(11)), 1.0, GateParams())
    assert lockout is not None
    assert 175 / lockout.height_px == pytest.approx(0.516, abs=0.001)


@pytest.mark.parametrize("posture", [Posture(), HINGE, Posture(kappa_deg=80, theta_deg=35)])
def test_a_mirrored_athlete_has_the_same_signals(posture: Posture) -> None:
    pose = pose_at(posture)
    xy_px = pose.xy_px * np.array((-1.0, 1.0))
    assert geometry_of(xy_px, -1) == pytest.approx(geometry_of(pose.xy_px, 1))


@pytest.mark.parametrize(
    ("left", "right", "story"),
    [
        (free_station(), free_station(), Story(has_wall=False, model=MODEL).stand(2.5).reps(3, HINGE).stand(1)),
        (wall_station(), wall_station(is_wall_right=True), arrived(3).touch_reps(2).stand(1)),
        (wall_station(), wall_station(is_wall_right=True), arrived(8).touch_reps(2).stand(1)),
    ],
    ids=["free", "wall 3 in", "wall 8 in"],
)
def test_a_mirrored_athlete_causes_the_same_events(left: Station, right: Station, story: Story) -> None:
    stream = story.samples(20)
    one, other = visit_of(stream, left), visit_of(mirror(stream), right)
    assert [(type(event), event.at_us) for event in one.events] == [
        (type(event), event.at_us) for event in other.events
    ]
    assert one.verdicts == other.verdicts


def points_in_one_place(pose: Pose) -> Pose:
    return Pose(xy_px=np.full((17, 2), 100.0), score=pose.score.copy())


def not_a_number(pose: Pose) -> Pose:
    return Pose(xy_px=np.full((17, 2), nan), score=pose.score.copy())


def not_a_number_without_score(pose: Pose) -> Pose:
    return score_zero(not_a_number(pose))


def score_zero(pose: Pose) -> Pose:
    return Pose(xy_px=pose.xy_px.copy(), score=np.zeros(17))


def hips_on_the_knees(pose: Pose) -> Pose:
    xy_px = pose.xy_px.copy()
    xy_px[[11, 12]] = xy_px[[13, 14]]
    return Pose(xy_px=xy_px, score=pose.score.copy())


def broken(stream: Stream, at_s: float, how: str, samples: int = 3) -> Stream:
    first = next(n for n, sample in enumerate(stream) if sample.capture_us >= us_of_s(at_s))

    def mended(number: int, sample: PoseSample) -> PoseSample:
        is_hit = first <= number < first + samples
        return replace(sample, pose=BREAKS[how](sample.pose)) if is_hit else sample

    return tuple(mended(number, sample) for number, sample in enumerate(stream))


BREAKS = {
    "points in one place": points_in_one_place,
    "not a number": not_a_number,
    "not a number, score zero": not_a_number_without_score,
    "score zero": score_zero,
    "hips on the knees": hips_on_the_knees,
}


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("into_s", [-1.5, 0.2, 1.5, 2.2, 3.3, 4.4], ids=str)
def test_three_broken_samples_change_nothing_wherever_they_fall(how: str, into_s: float) -> None:
    story = Story(has_wall=False, model=MODEL).stand(2.5).reps(3, HINGE).stand(1)
    visit = visit_of(broken(story.samples(20), story.reps_truth[1].start_s + into_s, how), free_station())
    assert visit.count == 3, visit.verdicts


@pytest.mark.parametrize("how", BREAKS)
def test_a_stream_of_broken_samples_is_nobody(how: str) -> None:
    stream = broken(Story(has_wall=False, model=MODEL).stand(3).samples(20), 0.0, how, samples=60)
    visit = visit_of(stream, free_station())
    assert visit.attempts == ()


def test_a_segment_without_length_has_no_angle() -> None:
    assert isnan(geometry(hip=(200, 200), shoulder=(200, 200)).lean_deg)
    assert isnan(geometry(ankle=(200, 300), knee=(200, 200), hip=(200, 200)).knee_deg)


def test_points_that_are_not_numbers_have_no_angles() -> None:
    measured = geometry_of(np.full((17, 2), nan), 1)
    assert all(isnan(value) for value in measured)


@pytest.mark.parametrize("fps", [10, 20, 30])
@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_time_step_changes_no_count(fps: float, seed: int) -> None:
    story = Story(has_wall=False, seed=seed, model=MODEL).stand(2).reps(5, HINGE).stand(1)
    assert visit_of(story.samples(fps), free_station()).count == 5
