"""Any video: cut at both ends, at any rate, upright or lying, from an oblique side, with others behind.

In:  stories of the synthetic athlete as pose samples; videos written from the bundled demo, decoded and seen by the
real model. No drill is named and there is no lane unless a test says so.
Out: the reps counted and the family named.
Not here: the JSON and the table (test_analyze.py), one attempt's family (core/test_family.py).

Rule: what does not start and end at a lockout is no rep, and what cannot be told is not sure.
"""

import io
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from kiosk.analysis import Analysis, analyse
from kiosk.analyze import judge
from kiosk.core.pose import PoseSample
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Family, Verdict
from kiosk.vision.movenet import MoveNet
from tests.builders import TOP, Arms, Posture, Story, Stream, Tempo, dip_scores, drop_to, hop_to, mirror
from tests.conftest import DEMO
from tests.visits import arrived, catalogue, lane

HINGE = Posture(kappa_deg=15, theta_deg=45)
LEAST = Posture(kappa_deg=15, theta_deg=36)
PARTIAL = Posture(kappa_deg=13, theta_deg=25)
SQUAT = Posture(kappa_deg=80, theta_deg=35)
DEADLIFT = Posture(kappa_deg=65, theta_deg=60)
PUSH_PRESS = Posture(kappa_deg=30, theta_deg=4, arms=Arms.RAISED)
SHORT = Tempo(down_s=1.5, hold_s=0.4, up_s=1.2, rest_s=0.8)
LANE = lane()


def judged(samples: Stream, **settings: object) -> Analysis:
    return analyse(samples, **({"drill": "auto", "lane": None, "catalogue": catalogue()} | settings))


def between(samples: Stream, from_s: float, to_s: float) -> Stream:
    """Cut a stream; the times stay those of the whole."""
    return tuple(item for item in samples if us_of_s(from_s) <= item.capture_us < us_of_s(to_s))


def from_nought(samples: Stream) -> Stream:
    """Let a stream begin at time 0, as a cut file does."""
    first_us = samples[0].capture_us
    return tuple(
        PoseSample(
            sequence=number,
            capture_us=item.capture_us - first_us,
            pose=item.pose,
            luma=item.luma,
            frame_px=item.frame_px,
        )
        for number, item in enumerate(samples)
    )


FOUR = Story(has_wall=False).stand(2.0).reps(4, HINGE).stand(1.0)
SEEN = FOUR.samples(fps=30)
STARTS_S = [rep.start_s for rep in FOUR.reps_truth]


def reps_within(from_s: float, to_s: float) -> int:
    """How many of the four reps lie wholly between two times, with the rest that shows their lockout."""
    return sum(from_s <= rep.start_s and rep.end_s + 0.4 <= to_s for rep in FOUR.reps_truth)


@pytest.mark.parametrize("into_rep_s", [0.5, 1.0, 1.5, 2.0, 2.4, 3.0, 3.5])
def test_a_video_that_begins_in_a_rep_counts_the_full_ones_after_it(into_rep_s):
    cut = between(SEEN, STARTS_S[0] + into_rep_s, 99.0)
    for samples in (cut, from_nought(cut)):
        found = judged(samples)
        assert len(found.reps) == len(found.attempts) == 3
        assert found.likeness.family is Family.HINGE


@pytest.mark.parametrize("into_rep_s", [0.5, 1.2, 2.0, 2.4, 3.0, 3.4])
def test_a_video_that_ends_in_a_rep_does_not_count_it(into_rep_s):
    found = judged(between(SEEN, 0.0, STARTS_S[2] + into_rep_s))
    assert len(found.reps) == len(found.attempts) == 2


@pytest.mark.parametrize(("from_s", "to_s"), [(3.0, 9.0), (5.0, 14.0), (3.5, 19.0)])
def test_a_video_cut_at_both_ends_counts_what_is_whole(from_s, to_s):
    assert len(judged(from_nought(between(SEEN, from_s, to_s))).reps) == reps_within(from_s, to_s)


@pytest.mark.parametrize("fps", [10, 24, 30, 60])
def test_with_the_bar_on_the_floor_at_both_ends_only_what_is_between_lockouts_counts(fps):
    story = Story(has_wall=False).move_to(DEADLIFT, 0.0).hold(1.5).move_to(TOP, 1.5).hold(0.8).reps(3, DEADLIFT)
    found = judged(story.move_to(DEADLIFT, 2.0).hold(1.0).samples(fps=fps))
    assert len(found.reps) == len(found.attempts) == 3
    assert found.likeness.family is Family.HINGE


def test_without_a_second_of_standing_anywhere_the_short_lockouts_are_enough():
    story = Story(has_wall=False).move_to(HINGE, 0.0).hold(0.3).move_to(TOP, 1.0).hold(0.2)
    quick = Tempo(down_s=1.0, hold_s=0.1, up_s=0.9, rest_s=0.2)
    assert len(judged(story.reps(5, HINGE, quick).samples(fps=30)).reps) == 5


@pytest.mark.parametrize("fps", [10, 24, 60])
def test_the_frame_rate_changes_nothing(fps):
    found = judged(FOUR.samples(fps=fps))
    assert (len(found.reps), found.likeness.family) == (4, Family.HINGE)


def test_frames_that_come_when_they_like_change_nothing():
    samples = tuple(item for item in SEEN if item.sequence % 7 not in (2, 3, 5))
    assert len(judged(samples).reps) == 4


@pytest.mark.parametrize("yaw_deg", [-45, -30, 20, 35, 45])
@pytest.mark.parametrize(("bottom", "reps"), [(HINGE, 3), (LEAST, 3), (SQUAT, 0), (PARTIAL, 0)])
def test_from_an_oblique_side_the_same_is_counted(yaw_deg, bottom, reps):
    story = Story(has_wall=False, yaw_deg=yaw_deg).stand(1.5).reps(3, bottom, SHORT).stand(0.5)
    found = judged(story.samples(fps=15))
    assert len(found.reps) == reps
    meant = {HINGE: Family.HINGE, LEAST: Family.HINGE, SQUAT: Family.SQUAT, PARTIAL: Family.NEITHER}[bottom]
    assert found.likeness.family in (meant, Family.NOT_SURE)
    if bottom in (HINGE, SQUAT):
        assert found.likeness.family is meant


@pytest.mark.parametrize("yaw_deg", [-45, 45])
def test_a_named_drill_counts_the_same_from_an_oblique_side(yaw_deg):
    story = Story(has_wall=False, yaw_deg=yaw_deg).stand(1.5).reps(3, LEAST, SHORT).stand(0.5)
    assert len(judged(story.samples(fps=15), drill="hip_hinge").reps) == 3


def test_from_nearly_the_front_nothing_is_claimed():
    story = Story(has_wall=False, yaw_deg=75).stand(1.5).reps(3, LEAST, SHORT).stand(0.5)
    found = judged(story.samples(fps=15))
    assert (len(found.reps), found.likeness.family) == (0, Family.NOT_SURE)


BEHIND = {
    "someone smaller, further along": Story(has_wall=False, heel_in=75.0, seed=5, towards_in=-60.0),
    "someone as large, further along": Story(has_wall=False, heel_in=70.0, seed=5),
    "someone smaller, just behind": Story(has_wall=False, heel_in=36.0, seed=5, towards_in=-60.0),
}


@pytest.mark.parametrize("who", BEHIND)
@pytest.mark.parametrize("from_s", [1.0, STARTS_S[1] + 0.4, STARTS_S[1] + 2.0, STARTS_S[1] + 3.0])
@pytest.mark.parametrize("for_s", [0.3, 0.9])
def test_a_look_at_somebody_behind_costs_at_most_the_rep_it_falls_in(who, from_s, for_s):
    other = BEHIND[who].stand(30.0).samples(fps=30)
    found = judged(hop_to(SEEN, other, from_s, from_s + for_s))
    unsure = [item for item in found.attempts if item.verdict is Verdict.NOT_SURE]
    assert len(found.reps) + len(unsure) == len(found.attempts) == 4
    assert len(unsure) <= (for_s > 0.5)
    assert found.likeness.family is Family.HINGE


NOTHING: dict[str, Callable[[Story], Story]] = {
    "half hinges": lambda story: story.reps(4, PARTIAL),
    "a sway": lambda story: story.reps(6, Posture(kappa_deg=6, theta_deg=8)),
    "presses overhead": lambda story: story.reps(5, Posture(kappa_deg=6, theta_deg=2, arms=Arms.RAISED)),
    "dips under a press": lambda story: story.reps(5, PUSH_PRESS, Tempo(down_s=0.5, hold_s=0.0, up_s=0.4)),
    "sitting down": lambda story: story.sit().hold(13.0),
    "sitting down and up again": lambda story: story.sit().hold(2.0).move_to(TOP, 1.5).stand(1.0).sit().hold(2.0),
    "walking": lambda story: story.walk(70.0).walk(10.0).walk(70.0),
    "standing": lambda story: story.stand(8.0),
    "an empty room": lambda story: story.absent(8.0),
}


@pytest.mark.parametrize("what", NOTHING)
def test_what_is_no_drill_counts_nothing_and_is_neither(what):
    found = judged(NOTHING[what](Story(has_wall=False, heel_in=20.0).stand(2.0)).stand(0.5).samples(fps=20))
    assert (len(found.reps), found.likeness.family) == (0, Family.NEITHER)


def test_squats_count_nothing_and_are_squats():
    found = judged(Story(has_wall=False).stand(2.0).squats(4).stand(0.5).samples(fps=20))
    assert (len(found.reps), found.likeness.family) == (0, Family.SQUAT)


def test_without_any_sample_nothing_is_told():
    found = judged(())
    assert (len(found.attempts), found.likeness.family) == (0, Family.NOT_SURE)


def test_someone_whose_feet_are_never_in_view_is_not_called_nobody():
    legless = dip_scores(SEEN, 0.0, 60.0, score=0.05, keypoints=(13, 14, 15, 16))
    assert judged(legless).likeness.family is Family.NOT_SURE


@pytest.mark.parametrize("rung_in", [3.0, 6.0])
def test_a_lane_tells_wall_hinges(rung_in):
    found = judged(arrived(rung_in).touch_reps(4).stand(1.0).samples(fps=30), lane=LANE)
    assert (found.drill, len(found.reps), found.likeness.family) == ("wall_hinge", 4, Family.WALL_HINGE)


def test_a_lane_makes_no_wall_of_free_hinges():
    found = judged(mirror(drop_to(SEEN, 20)), lane=LANE)
    assert (found.drill, len(found.reps), found.likeness.family) == ("hip_hinge", 4, Family.HINGE)


def test_without_a_lane_shallow_stops_held_at_one_place_are_a_wall_s():
    hold = Tempo(down_s=1.8, hold_s=1.2, up_s=1.3)
    samples = Story(has_wall=False).stand(2.0).reps(4, PARTIAL, hold).stand(0.5).samples(fps=20)
    found = judged(samples)
    assert (found.drill, len(found.reps), found.likeness.family) == ("wall_hinge", 4, Family.WALL_HINGE)


# Three reps at 43° of lean in the demo session: 49.0–51.3, 52.2–54.4 and 55.3–57.5 s.
BEFORE_S, AFTER_S = 47.5, 58.5
FIRST_BOTTOM_S, LAST_BOTTOM_S = 50.1, 56.4


@pytest.fixture(scope="module")
def shots() -> tuple[tuple[float, ...], tuple[np.ndarray, ...]]:
    """Return the times in s and the pictures of the demo's three reps."""
    with av.open(str(DEMO)) as video:
        stream = video.streams.video[0]
        video.seek(int(BEFORE_S / stream.time_base), stream=stream)
        frames = [(frame.time, frame) for frame in video.decode(stream) if BEFORE_S <= frame.time < AFTER_S]
    return tuple(time_s for time_s, _ in frames), tuple(frame.to_ndarray(format="rgb24") for _, frame in frames)


@pytest.fixture(scope="module")
def model(model_path) -> MoveNet:
    return MoveNet(model_path, 2)


@pytest.fixture
def write(shots, tmp_path) -> Callable[..., Path]:
    """Write the demo's reps as another video."""
    times_s, pictures = shots

    def write_video(name, *, from_s=BEFORE_S, to_s=AFTER_S, fps=15, codec="mpeg4", pix_fmt="yuv420p", rotation=0):
        path = tmp_path / name
        with av.open(str(path), "w") as video:
            taken = _taken(from_s, to_s, fps, rotation)
            stream = video.add_stream(codec, rate=fps)
            stream.pix_fmt, stream.bit_rate = pix_fmt, 3_000_000
            stream.height, stream.width = taken[0].shape[:2]
            if rotation:
                stream.set_display_rotation(rotation)
            for picture in taken:
                video.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            video.mux(stream.encode())
        return path

    def _taken(from_s: float, to_s: float, fps: int, rotation: int) -> list[np.ndarray]:
        taken = []
        for number in range(int((to_s - from_s) * fps)):
            picture = pictures[min(int(np.searchsorted(times_s, from_s + number / fps - 1e-6)), len(pictures) - 1)]
            # a phone held upright keeps a lying picture, and says how it is to be turned
            upright = picture[:, 140:500] if rotation else picture
            taken.append(np.ascontiguousarray(np.rot90(upright, k=-rotation // 90)))
        return taken

    return write_video


@pytest.mark.model
@pytest.mark.parametrize(
    ("what", "settings", "reps", "rate_hz"),
    [
        ("a phone held upright", {"name": "a.mp4", "fps": 24, "rotation": 90}, 3, 24),
        ("a phone held upright the other way", {"name": "a.mp4", "fps": 15, "rotation": -90}, 3, 15),
        ("a GIF", {"name": "a.gif", "fps": 10, "codec": "gif", "pix_fmt": "rgb8"}, 3, 10),
        ("10 fps", {"name": "a.mp4", "fps": 10}, 3, 10),
        ("60 fps, every frame twice", {"name": "a.mp4", "fps": 60, "to_s": 54.9}, 2, 60),
        ("from the first bottom on", {"name": "a.mp4", "from_s": FIRST_BOTTOM_S}, 2, 15),
        ("up to the last bottom", {"name": "a.mp4", "to_s": LAST_BOTTOM_S}, 2, 15),
        ("from bottom to bottom", {"name": "a.mkv", "from_s": FIRST_BOTTOM_S, "to_s": LAST_BOTTOM_S}, 1, 15),
        ("5 fps, half a rep and one", {"name": "a.mp4", "fps": 5, "from_s": 50.6, "to_s": 55.0}, 1, 5),
    ],
)
def test_a_real_video_of_any_kind_is_counted(write, model, what, settings, reps, rate_hz):
    file = str(write(**settings))
    found = judge(file, drill="auto", lane=None, model=model, catalogue=catalogue(), err=io.StringIO())
    assert found.complaint is None
    assert isinstance(found.result, Analysis)
    assert found.result.pose_rate_hz == pytest.approx(rate_hz, rel=0.02)
    assert len(found.result.reps) == len(found.result.attempts) == reps, what
    assert found.result.likeness.family is Family.HINGE
