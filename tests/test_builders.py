"""The synthetic athlete against the numbers of hinge.md B.2, C.3, E.1 and E.4."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from kiosk.core.pose import Pose
from kiosk.core.units import CM_PER_IN, us_of_tick
from kiosk.core.vocab import Keypoint
from tests.builders import (
    E1,
    EXACT,
    SEATED,
    SQUAT,
    TOP,
    WALL_TEMPO,
    Arms,
    Athlete,
    Bias,
    Camera,
    Model,
    Posture,
    Story,
    Tempo,
    dip_scores,
    drop_to,
    hip_ahead_of_ankle,
    hip_gap_in,
    hop_to,
    lane_marks,
    lose,
    mirror,
    pose_at,
    second_person,
    swap_sides,
    theta_for_gap,
    ticks_of,
)

SESSION = Story(seed=1).zero().step_to(3.0).touch_reps(2)
ANKLES = [Keypoint.LEFT_ANKLE, Keypoint.RIGHT_ANKLE]
HIPS = [Keypoint.LEFT_HIP, Keypoint.RIGHT_HIP]


def angle_deg(pose: Pose, corner: Keypoint, first: Keypoint, second: Keypoint) -> float:
    a, b = pose.xy_px[first] - pose.xy_px[corner], pose.xy_px[second] - pose.xy_px[corner]
    return float(np.degrees(np.arccos(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))))


def middle_x(pose: Pose, pair: list[Keypoint]) -> float:
    return float(pose.xy_px[pair, 0].mean())


@pytest.mark.parametrize(("theta_deg", "ahead_cm"), [(2, 4.2), (8, 0.0), (18, -5.25), (45, -15.0)])
def test_the_hip_is_where_the_balance_model_puts_it(theta_deg: float, ahead_cm: float) -> None:
    posture = Posture(kappa_deg=15, theta_deg=theta_deg)
    assert hip_ahead_of_ankle(posture) * 175 == pytest.approx(ahead_cm, abs=1.0)


@pytest.mark.parametrize(
    ("theta_deg", "back"), [(5, 0.013), (10, 0.029), (20, 0.059), (30, 0.082), (45, 0.1105), (60, 0.134), (75, 0.148)]
)
def test_hip_travel_follows_the_table_of_expected_travel(theta_deg: float, back: float) -> None:
    standing = hip_ahead_of_ankle(Posture(kappa_deg=15, theta_deg=0))
    assert standing - hip_ahead_of_ankle(Posture(kappa_deg=15, theta_deg=theta_deg)) == pytest.approx(back, abs=0.004)


@pytest.mark.parametrize(
    ("stature_cm", "lean_deg_by_heel_in"),
    [
        (150, {3: 10, 5: 22, 7: 38, 9: 58}),
        (175, {3: 8, 4: 13, 5: 17, 6: 23, 7: 29, 8: 36, 9: 44, 10: 53}),
        (195, {3: 7, 5: 15, 8: 31, 11: 52}),
    ],
)
def test_the_lean_that_touches_is_that_of_the_level_table(
    stature_cm: float, lean_deg_by_heel_in: dict[int, float]
) -> None:
    athlete = Athlete(stature_cm=stature_cm)
    leans = {heel_in: theta_for_gap(athlete, heel_in=heel_in, kappa_deg=15) for heel_in in lean_deg_by_heel_in}
    assert leans == pytest.approx(lean_deg_by_heel_in, abs=2.0)


def test_a_wall_out_of_reach_is_refused() -> None:
    with pytest.raises(ValueError, match="no lean puts the hips"):
        theta_for_gap(Athlete(), heel_in=14)


@pytest.mark.parametrize("gap_in", [0.0, 1.5, 2.5])
def test_the_gap_asked_for_is_the_gap_made(gap_in: float) -> None:
    theta_deg = theta_for_gap(Athlete(), heel_in=6, gap_in=gap_in)
    assert hip_gap_in(Athlete(), Posture(kappa_deg=14, theta_deg=theta_deg), heel_in=6) == pytest.approx(gap_in)


@pytest.mark.parametrize("posture", [TOP, Posture(kappa_deg=15, theta_deg=45), SQUAT, Posture(kappa_deg=0)])
def test_the_picture_shows_the_posture(posture: Posture) -> None:
    pose = pose_at(posture)
    knee_deg = angle_deg(pose, Keypoint.RIGHT_KNEE, Keypoint.RIGHT_HIP, Keypoint.RIGHT_ANKLE)
    trunk = (pose.xy_px[[Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER]] - pose.xy_px[HIPS]).mean(axis=0)
    assert 180 - knee_deg == pytest.approx(posture.kappa_deg, abs=1.0)
    assert np.degrees(np.arctan2(trunk[0], -trunk[1])) == pytest.approx(posture.theta_deg, abs=1.0)


@pytest.mark.parametrize(
    ("arms", "is_below_knee"),
    [(Arms.HIPS, False), (Arms.HANGING, False), (Arms.BEHIND, False), (Arms.RAISED, False), (Arms.REACHING, True)],
)
def test_only_reaching_arms_pass_the_wrist_guard_in_a_deep_hinge(arms: Arms, *, is_below_knee: bool) -> None:
    pose = pose_at(Posture(kappa_deg=12, theta_deg=88, rounding=0.08, arms=arms))
    below_px = pose.xy_px[Keypoint.RIGHT_WRIST, 1] - pose.xy_px[Keypoint.RIGHT_KNEE, 1]
    assert (below_px > 0.15 * 330) == is_below_knee


def test_the_lane_marks_are_where_the_ankles_are_seen() -> None:
    for heel_in, (x_px, y_px) in lane_marks():
        if heel_in > 0:
            ankles = pose_at(heel_in=heel_in).xy_px[ANKLES].mean(axis=0)
            assert ankles == pytest.approx([x_px, y_px], abs=0.5)


@pytest.mark.parametrize(("yaw_deg", "is_linear"), [(0.0, True), (15.0, False)])
def test_a_turned_camera_foreshortens_the_lane(yaw_deg: float, *, is_linear: bool) -> None:
    x_px = [mark[1][0] for mark in lane_marks(Camera(yaw_deg=yaw_deg), marks_in=(0.0, 12.0, 24.0))]
    near_px, far_px = (after - before for before, after in pairwise(x_px))
    assert (abs(near_px - far_px) < 1e-6) == is_linear


def test_at_the_zero_the_seat_is_at_the_wall_and_the_heels_too() -> None:
    place = Story(heel_in=0).zero(3.0).place_at(1.5)
    assert place.heel_in == 0
    assert hip_gap_in(Athlete(), place.posture, heel_in=0) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(("gap_in", "is_touch"), [(0.0, True), (1.5, False)])
def test_the_truth_tells_touches_from_near_misses(gap_in: float, *, is_touch: bool) -> None:
    story = Story(heel_in=5).stand(1).touch_reps(3, gap_in=gap_in)
    assert [rep.is_touch for rep in story.reps_truth] == [is_touch] * 3
    bottom = story.place_at(story.reps_truth[0].bottom_s + 0.5)
    assert hip_gap_in(Athlete(), bottom.posture, heel_in=5) == pytest.approx(gap_in, abs=1e-6)


def test_the_truth_has_the_times_of_each_rep() -> None:
    truth = Story().stand(2).reps(2, Posture(kappa_deg=15, theta_deg=45)).reps_truth[1]
    times_s = (truth.start_s, truth.bottom_s, truth.bottom_end_s, truth.end_s)
    assert times_s == pytest.approx((6.8, 8.8, 9.3, 10.8))


def test_a_step_moves_one_foot_after_the_other() -> None:
    story = Story(heel_in=3).step_to(4, s=0.8)
    half = story.place_at(0.4)
    assert (half.near_heel_in, half.far_heel_in) == (4, 3)
    assert [stop.heel_in for stop in story.heel_stops] == [4]


def test_a_walk_arrives_at_its_speed_with_the_feet_together() -> None:
    story = Story(heel_in=80, yaw_deg=180).walk(10, speed_in_s=35)
    assert story.now_s == pytest.approx(2.0)
    assert story.place.near_heel_in == story.place.far_heel_in == 10


def test_a_lean_rests_at_the_wall_more_upright_than_a_touch() -> None:
    lean, touch = Story(heel_in=6).lean_reps(1).reps_truth[0], Story(heel_in=6).touch_reps(1).reps_truth[0]
    assert lean.is_touch
    assert lean.bottom.theta_deg < touch.bottom.theta_deg - 5
    assert lean.bottom_end_s - lean.bottom_s == pytest.approx(3.0)


def test_a_seat_lowers_the_hips_to_the_knees() -> None:
    pose = pose_at(SEATED)
    assert pose.xy_px[Keypoint.RIGHT_HIP, 1] == pytest.approx(pose.xy_px[Keypoint.RIGHT_KNEE, 1], abs=10)


def flat(story: Story, fps: float = 20) -> list[float]:
    return [float(value) for sample in story.samples(fps) for value in (*sample.pose.xy_px.flat, *sample.pose.score)]


def test_the_same_story_gives_the_same_samples_and_another_seed_others() -> None:
    assert flat(SESSION) == flat(SESSION)
    assert flat(SESSION) != flat(replace(SESSION, seed=2))


@pytest.mark.parametrize("fps", [8, 10, 20, 30, 60])
def test_samples_are_numbered_and_timed_by_the_frame_rate(fps: int) -> None:
    samples = Story().stand(2).samples(fps)
    assert [sample.sequence for sample in samples] == list(range(2 * fps))
    assert [sample.capture_us for sample in samples] == [round(n * 1e6 / fps) for n in range(2 * fps)]


def test_a_wall_at_the_right_is_the_exact_mirror() -> None:
    left, right = SESSION.samples(10), replace(SESSION, is_wall_right=True).samples(10)
    for one, other in zip(mirror(left), right, strict=True):
        assert np.array_equal(one.pose.xy_px, other.pose.xy_px)
    for one, other in zip(mirror(mirror(left)), left, strict=True):
        assert np.array_equal(one.pose.xy_px, other.pose.xy_px)
        assert np.array_equal(one.pose.score, other.pose.score)


def test_a_mirrored_athlete_faces_the_other_way_with_the_left_side_near() -> None:
    pose = Story(model=Model(noise=0, score_sd=0), is_wall_right=True).stand(1).samples(10)[0].pose
    assert pose.xy_px[Keypoint.NOSE, 0] < pose.xy_px[Keypoint.LEFT_EAR, 0]
    assert pose.score[Keypoint.LEFT_HIP] > pose.score[Keypoint.RIGHT_HIP]


@pytest.mark.parametrize(
    ("model", "ankle_in", "hip_in"),
    [(Model(), (0.40, 0.55), (0.60, 0.75)), (Model(table=E1), (0.36, 0.45), (0.52, 0.62)), (EXACT, (0, 0), (0, 0))],
)
def test_near_noise_is_that_of_its_table(
    model: Model, ankle_in: tuple[float, float], hip_in: tuple[float, float]
) -> None:
    camera = Camera()
    samples = Story(model=model).stand(60).samples(30)
    x_in = np.array([sample.pose.xy_px[:, 0] for sample in samples]) / camera.px_per_in
    assert ankle_in[0] <= round(float(x_in[:, Keypoint.RIGHT_ANKLE].std()), 3) <= ankle_in[1]
    assert hip_in[0] <= round(float(x_in[:, Keypoint.RIGHT_HIP].std()), 3) <= hip_in[1]
    assert x_in[:, Keypoint.LEFT_HIP].std() >= 0.98 * x_in[:, Keypoint.RIGHT_HIP].std()


def test_int8_coordinates_come_in_steps_of_the_crop() -> None:
    samples = Story(model=Model(is_int8=True)).stand(10).samples(30)
    gaps_px = np.diff(np.unique([sample.pose.xy_px[Keypoint.RIGHT_ANKLE, 0] for sample in samples]))
    assert gaps_px.min() == pytest.approx(0.0041 * 1.18 * 330, abs=0.11)


@pytest.mark.parametrize(("theta_deg", "shift_in"), [(0, 0.0), (45, 1.0), (90, 2.0)])
def test_the_hip_bias_grows_with_the_lean(theta_deg: float, shift_in: float) -> None:
    def hip_px(model: Model) -> float:
        story = Story(heel_in=20, model=model).move_to(Posture(kappa_deg=15, theta_deg=theta_deg), 0).hold(1)
        return middle_x(story.samples(10)[0].pose, HIPS)

    biased = replace(EXACT, bias=Bias(hip_back_at_45_in=1.0))
    assert (hip_px(EXACT) - hip_px(biased)) / Camera().px_per_in == pytest.approx(shift_in, abs=0.05)


@pytest.mark.parametrize(("yaw_deg", "ratio"), [(0, 0.0), (20, 0.277), (35, 0.464)])
def test_yaw_shows_the_breadth_of_the_shoulders(yaw_deg: float, ratio: float) -> None:
    pose = pose_at(heel_in=12, yaw_deg=yaw_deg)
    shoulders, hips = pose.xy_px[[Keypoint.LEFT_SHOULDER, Keypoint.RIGHT_SHOULDER]], pose.xy_px[HIPS]
    breadth_px, torso_px = abs(shoulders[0, 0] - shoulders[1, 0]), abs((shoulders - hips).mean(axis=0)[1])
    assert breadth_px / torso_px == pytest.approx(ratio, abs=0.06)


def test_an_empty_room_gives_jumping_points_of_low_score() -> None:
    samples = Story().absent(2).samples(30)
    assert max(sample.pose.score.max() for sample in samples) < 0.3
    assert np.std([sample.pose.xy_px[0, 0] for sample in samples]) > 100


def test_points_outside_the_frame_score_low() -> None:
    pose = pose_at(heel_in=120)
    assert pose.score.max() < 0.3
    assert pose.xy_px[:, 0].max() <= 640


def test_a_slow_board_drops_samples_and_keeps_their_times() -> None:
    samples = Story().stand(1).samples(30)
    assert [sample.sequence for sample in drop_to(samples, 10)] == list(range(0, 30, 3))


def test_a_silent_camera_leaves_a_hole() -> None:
    samples = lose(Story().stand(1).samples(10), 0.3, 0.6)
    assert [sample.sequence for sample in samples] == [0, 1, 2, 6, 7, 8, 9]


def test_swapped_sides_come_back_in_the_next_sample() -> None:
    plain = Story(model=EXACT).stand(0.6).samples(10)
    swapped = swap_sides(plain, every=3)
    is_swapped = [not np.array_equal(a.pose.xy_px, b.pose.xy_px) for a, b in zip(plain, swapped, strict=True)]
    assert is_swapped == [False, False, True, False, False, True]


def test_a_second_person_takes_the_pose_for_a_while() -> None:
    plain = Story(model=EXACT).stand(1).samples(10)
    hopped = second_person(plain, 0.3, 0.6, shift_px=165)
    shifts = [middle_x(b.pose, HIPS) - middle_x(a.pose, HIPS) for a, b in zip(plain, hopped, strict=True)]
    assert shifts == pytest.approx([0, 0, 0, 165, 165, 165, 0, 0, 0, 0])


def test_crossing_people_alternate() -> None:
    plain, other = (Story(heel_in=heel_in, model=EXACT).stand(0.6).samples(10) for heel_in in (6, 40))
    crossed = hop_to(plain, other, 0.0, 0.6, every=2)
    assert [a.pose is b.pose for a, b in zip(plain, crossed, strict=True)] == [False, True] * 3


def test_dipped_scores_touch_only_the_named_points() -> None:
    dipped = dip_scores(Story(model=EXACT).stand(1).samples(10), 0.0, 0.5, keypoints=ANKLES)
    assert [sample.pose.score[Keypoint.RIGHT_ANKLE] < 0.2 for sample in dipped] == [True] * 5 + [False] * 5
    assert all(sample.pose.score[Keypoint.RIGHT_HIP] > 0.5 for sample in dipped)


@pytest.mark.parametrize(("latency_s", "first_tick"), [(0.0, 0), (0.05, 2), (0.15, 5)])
def test_a_tick_is_given_each_sample_once_and_never_early(latency_s: float, first_tick: int) -> None:
    given = [(tick, sample) for tick, sample in ticks_of(Story().stand(1).samples(10), latency_s) if sample]
    assert given[0][0] == first_tick
    assert [sample.sequence for _, sample in given] == list(range(10))
    assert all(us_of_tick(tick) >= sample.capture_us + latency_s * 1e6 - 1 for tick, sample in given)


def test_a_fast_camera_is_thinned_to_the_newest_sample() -> None:
    samples = Story().stand(0.5).samples(60)
    given = [(tick, sample) for tick, sample in ticks_of(samples, 0.0) if sample]
    newest = [max(sample.sequence for sample in samples if sample.capture_us <= us_of_tick(tick)) for tick, _ in given]
    assert [sample.sequence for _, sample in given] == newest
    assert len(given) < len(samples)


def test_a_tempo_is_kept() -> None:
    tempo = replace(WALL_TEMPO, hold_s=0.5)
    assert tempo == Tempo(down_s=1.8, hold_s=0.5, up_s=1.3, rest_s=0.8)
    assert Story(heel_in=3).touch_reps(2, tempo=tempo).now_s == pytest.approx(2 * 4.4)


def test_the_standing_athlete_is_as_tall_as_the_scale_says() -> None:
    pose = pose_at(heel_in=12)
    span_px = pose.xy_px[ANKLES, 1].mean() - pose.xy_px[[Keypoint.LEFT_EAR, Keypoint.RIGHT_EAR], 1].mean()
    stature_cm = span_px / 0.884 / Camera().px_per_in * CM_PER_IN
    assert stature_cm == pytest.approx(175, rel=0.015)
