"""Calibration: people standing on tapes, told as timelines."""

from collections.abc import Iterator

import numpy as np
import pytest

from kiosk.calibrate import marks_from_samples, roll_told, run, table_of
from kiosk.core.lane import Mark, fit_lane, inches_at
from kiosk.core.pose import Pose, PoseSample, quantised
from kiosk.core.vocab import Keypoint
from kiosk.errors import OwnerError
from kiosk.storage.calibration import load_calibration

FRAME_PX = (640, 480)
WALL_PX = 120.0
PX_PER_IN = 5.0
FLOOR_PX = 400.0
BODY_UP_IN = {"EAR": 58.0, "SHOULDER": 51.0, "HIP": 32.0, "KNEE": 16.0, "ANKLE": 0.0}
FOUR_IN = (0.0, 6.0, 12.0, 24.0)
NOBODY = None


def body_px(heel_in: float, lean_deg: float = 0.0) -> np.ndarray:
    """An upright body whose ankles stand above its heels; leaning turns everything above the hips."""
    xy_px = np.empty((17, 2))
    lean = np.radians(lean_deg)
    for point in Keypoint:
        part = point.name.split("_")[-1]
        up_in = BODY_UP_IN.get(part, 50.0)
        above_hip_in = max(up_in - BODY_UP_IN["HIP"], 0.0)
        along_in = heel_in + above_hip_in * np.sin(lean)
        height_in = up_in - above_hip_in * (1 - np.cos(lean))
        xy_px[point] = (WALL_PX + PX_PER_IN * along_in, FLOOR_PX - PX_PER_IN * height_in)
    return xy_px


def places(*story: tuple[float, float | None] | tuple[float, float | None, float], hz: int) -> Iterator[tuple]:
    """Each part of a story is (seconds, inches from the wall at its end, lean); a walk is a part between two places."""
    at_in: float | None = None
    for seconds, to_in, *lean in story:
        count = round(seconds * hz)
        for index in range(count):
            share = (1 - np.cos(np.pi * (index + 1) / count)) / 2
            is_walk = at_in is not None and to_in is not None
            yield (at_in + (to_in - at_in) * share if is_walk else to_in), (lean[0] if lean else 0.0)
        at_in = to_in


def samples(*story, hz=30, noise_in=0.45, seed=1, score=0.6) -> list[PoseSample]:
    """Samples of a story, with a standing ankle's measured frame-to-frame error (0.4 to 0.55 in)."""
    rng = np.random.default_rng(seed)
    seen = []
    for index, (heel_in, lean_deg) in enumerate(places(*story, hz=hz)):
        noise_px = rng.normal(0, noise_in * PX_PER_IN, (17, 2))
        is_there = heel_in is not None
        pose = quantised(
            (body_px(heel_in, lean_deg) if is_there else np.full((17, 2), 320.0)) + noise_px,
            np.full(17, score if is_there else 0.1),
        )
        time_us = round(index * 1_000_000 / hz)
        seen.append(PoseSample(sequence=index, capture_us=time_us, pose=pose, luma=110.0, frame_px=FRAME_PX))
    return seen


def on_marks(*inches, stand_s=3.2, step_s=1.6):
    """Stand on each mark in turn."""
    story = []
    for at_in in inches:
        if story:
            story.append((step_s, at_in))
        story.append((stand_s, at_in))
    return story


@pytest.mark.parametrize("hz", [10, 15, 30])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("inches", [FOUR_IN, (0.0, 12.0, 24.0), (0.0, 3.0, 6.0, 9.0, 12.0)])
def test_each_stand_becomes_its_mark(inches, hz, seed):
    marks = marks_from_samples(samples(*on_marks(*inches), hz=hz, seed=seed), inches)
    assert [mark.inches for mark in marks] == list(inches)
    for mark in marks:
        assert mark.ankle_px[0] == pytest.approx(WALL_PX + PX_PER_IN * mark.inches, abs=0.3 * PX_PER_IN)
        assert mark.ankle_px[1] == pytest.approx(FLOOR_PX, abs=0.3 * PX_PER_IN)
        assert mark.height_px == pytest.approx(BODY_UP_IN["EAR"] * PX_PER_IN, rel=0.01)


@pytest.mark.parametrize("noise_in", [0.4, 0.55])
def test_the_scatter_told_is_the_ankles_own(noise_in):
    marks = marks_from_samples(samples(*on_marks(*FOUR_IN), noise_in=noise_in), FOUR_IN)
    # The middle of two ankles with independent errors.
    assert np.mean([mark.scatter_in for mark in marks]) == pytest.approx(noise_in / np.sqrt(2), rel=0.2)


STORIES = {
    "walks in and out": [(3.0, NOBODY), (0.1, 60.0), (3.0, 0.0), *on_marks(*FOUR_IN), (2.5, 70.0), (2.0, NOBODY)],
    "stands long on one": [(3.2, 0.0), (1.6, 6.0), (14.0, 6.0), (1.6, 12.0), (3.2, 12.0), (2.0, 24.0), (3.2, 24.0)],
    "walks slowly": on_marks(*FOUR_IN, step_s=4.0),
    "hurries": on_marks(*FOUR_IN, stand_s=2.4, step_s=0.6),
    "shuffles half an inch": [(2.0, 0.0), (0.4, 0.5), (1.6, 0.5), (1.6, 6.0), *on_marks(6.0, 12.0, 24.0)],
    "looks down at the tape first": [
        *on_marks(0.0, 6.0),
        (1.6, 12.0, 40.0),
        (2.5, 12.0, 40.0),
        (3.2, 12.0),
        (2.0, 24.0),
        (3.2, 24.0),
    ],
    "is lost for a moment": [
        *on_marks(0.0, 6.0)[:-1],
        (1.8, 6.0),
        (0.3, NOBODY),
        (1.8, 6.0),
        (1.6, 12.0),
        *on_marks(12.0, 24.0),
    ],
}


@pytest.mark.parametrize("hz", [10, 30])
@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_people_are_understood(story, hz):
    marks = marks_from_samples(samples(*story, hz=hz), FOUR_IN)
    for mark in marks:
        assert mark.ankle_px[0] == pytest.approx(WALL_PX + PX_PER_IN * mark.inches, abs=0.45 * PX_PER_IN)


@pytest.mark.parametrize(
    ("who", "story", "told"),
    [
        ("forgot a mark", on_marks(0.0, 6.0, 24.0), "stood on another mark than the one at 12 in"),
        ("never stood still", [(1.0, 0.0), (8.0, 24.0), (8.0, 0.0)], "another mark than the one at 6 in"),
        ("stood too short", on_marks(*FOUR_IN, stand_s=0.8, step_s=1.0), "the feet moved while they were measured"),
        ("was not there", [(5.0, NOBODY)], "Nobody stood on the mark at 0 in"),
        ("bent over all the time", [(5.0, 6.0, 50.0)], "nobody stood upright"),
        ("left after two", [*on_marks(0.0, 6.0), (3.0, 80.0), (5.0, NOBODY)], "Nobody stood on the mark at 12 in"),
    ],
)
def test_stands_that_are_not_the_marks_are_refused_with_what_was_seen(who, story, told):
    with pytest.raises(OwnerError) as refusal:
        marks_from_samples(samples(*story), FOUR_IN)
    (problem,) = refusal.value.problems
    assert told in problem, who
    assert problem.endswith("calibrate again.")


def test_a_stop_between_two_marks_is_passed_over():
    marks = marks_from_samples(samples(*on_marks(0.0, 6.0, 9.0, 12.0, 24.0)), FOUR_IN)
    for mark in marks:
        assert mark.ankle_px[0] == pytest.approx(WALL_PX + PX_PER_IN * mark.inches, abs=0.3 * PX_PER_IN)


def test_no_sample_is_refused():
    with pytest.raises(OwnerError, match="No sample came"):
        marks_from_samples([], FOUR_IN)


def test_a_frame_of_changing_size_is_refused():
    seen = samples((1.0, 0.0))
    other = PoseSample(sequence=99, capture_us=2_000_000, pose=seen[0].pose, luma=1.0, frame_px=(320, 240))
    with pytest.raises(OwnerError, match="size changed"):
        marks_from_samples([*seen, other], FOUR_IN)


def test_an_ear_that_is_hidden_leaves_the_height_out():
    def without_ears(sample: PoseSample) -> PoseSample:
        score = sample.pose.score.copy()
        score[[Keypoint.LEFT_EAR, Keypoint.RIGHT_EAR]] = 0.1
        pose = Pose(xy_px=sample.pose.xy_px, score=score)
        return PoseSample(
            sequence=sample.sequence, capture_us=sample.capture_us, pose=pose, luma=sample.luma, frame_px=FRAME_PX
        )

    marks = marks_from_samples(map(without_ears, samples(*on_marks(*FOUR_IN))), FOUR_IN)
    assert [mark.height_px for mark in marks] == [None] * 4


@pytest.mark.parametrize("hz", [10, 30])
def test_a_whole_calibration_is_saved_and_told(tmp_path, hz):
    path = tmp_path / "lane.json"
    seen = samples(*on_marks(*FOUR_IN), hz=hz)
    table = run(seen, FOUR_IN, into=path, today="2026-11-20", camera_mode="640x480")
    calibration = load_calibration(path)
    assert calibration.made_on == "2026-11-20"
    assert calibration.camera_mode == "640x480"
    assert calibration.lane == fit_lane(marks_from_samples(seen, FOUR_IN), FRAME_PX)
    for inches in (3, 6, 12):
        read_in = inches_at(calibration.lane, WALL_PX + PX_PER_IN * inches, FLOOR_PX)
        assert read_in == pytest.approx(inches, abs=0.3)
    assert "The wall is at the left of the frame. The fit is projective." in table
    assert f"Saved in {path}." in table


@pytest.mark.parametrize("told_in", [(0.0, 8.0, 12.0, 24.0), (0.0, 6.0, 14.0, 24.0)])
def test_stands_that_contradict_the_tape_are_refused_and_nothing_is_saved(tmp_path, told_in):
    with pytest.raises(OwnerError, match="contradict"):
        run(samples(*on_marks(*FOUR_IN)), told_in, into=tmp_path / "lane.json", today="2026-11-20")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("told_in", [(), (6.0,), (6.0, 0.0, 12.0, 24.0), (0.0, 6.0, 6.0, 12.0)])
def test_distances_that_make_no_lane_are_refused_before_anyone_is_looked_for(told_in):
    with pytest.raises(OwnerError, match=r"at least two|from the wall outwards"):
        marks_from_samples([], told_in)


def test_the_table_has_a_line_a_mark():
    marks = [Mark(inches=inches, ankle_px=(400 - 5 * inches, 390.0)) for inches in FOUR_IN]
    lines = table_of(fit_lane(marks, FRAME_PX)).splitlines()
    assert [line.split()[0] for line in lines[1:5]] == ["0", "6", "12", "24"]
    assert lines[-2] == "The wall is at the right of the frame. The fit is projective."
    assert lines[-1] == "A distance is good to 0.0 in (1 SD)."


def test_two_marks_are_told_as_unverified():
    marks = [Mark(inches=inches, ankle_px=(100 + 5 * inches, 390.0)) for inches in (0.0, 12.0)]
    assert table_of(fit_lane(marks, FRAME_PX)).splitlines()[-1].startswith("Two marks cannot be checked")


@pytest.mark.parametrize(
    ("roll_deg", "told"),
    [
        (None, "no ear was in view"),
        (0.4, "The camera is level"),
        (1.2, "tilted clockwise by 1 degree,"),
        (-2.6, "tilted anti-clockwise by 3 degrees,"),
    ],
)
def test_the_cameras_roll_is_told_in_whole_degrees(roll_deg, told):
    assert told in roll_told(roll_deg)
