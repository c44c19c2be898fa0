"""The owner is led from mark to mark: what is asked, what is taken, and every reason to refuse."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from kiosk.assets import CUES, load_pack
from kiosk.core.calibrating import LARGEST_ROLL_DEG, step
from kiosk.core.calibration_scene import describe_calibration
from kiosk.core.calibration_state import Calibrated, CalibrationRefused, CalibrationState, Guide, MarkTaken, Phase
from kiosk.core.calibration_talk import Refusal, result_clips, wanted_clips
from kiosk.core.lane import LaneKind, Mark, fit_lane
from kiosk.core.pose import Pose, PoseSample
from kiosk.core.scene import SceneKind
from kiosk.core.speech import Play, Speak
from kiosk.core.units import us_of_s, us_of_tick
from kiosk.core.vocab import Earcon, Keypoint
from tests.calibration_table import BAR_IN, Cell, Visit, sd_of
from tests.camera import LANE_MARKS_IN, Camera

PACK = load_pack("en", CUES)
GUIDE = Guide(marks_in=LANE_MARKS_IN, pack=PACK, patience_s=20.0)
ANKLES = [Keypoint.LEFT_ANKLE, Keypoint.RIGHT_ANKLE]
MOST_TICKS = 30 * 400

Spoil = Callable[[PoseSample, int], PoseSample]
"""What is wrong with a sample on the mark of that number."""


def as_it_is(sample: PoseSample, _mark: int) -> PoseSample:
    return sample


def rolled(degrees: float) -> Spoil:
    """A camera turned clockwise by so many degrees sees the room turned the other way."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])

    def roll(sample: PoseSample, _mark: int) -> PoseSample:
        middle = np.array(sample.frame_px) / 2
        pose = Pose(xy_px=(sample.pose.xy_px - middle) @ turn.T + middle, score=sample.pose.score)
        return replace(sample, pose=pose)

    return roll


def from_mark(spoiled: int, spoil: Callable[[PoseSample], PoseSample]) -> Spoil:
    return lambda sample, mark: spoil(sample) if mark >= spoiled else sample


def dark(sample: PoseSample) -> PoseSample:
    return replace(sample, luma=8.0)


def footless(sample: PoseSample) -> PoseSample:
    score = sample.pose.score.copy()
    score[ANKLES] = 0.1
    return replace(sample, pose=Pose(xy_px=sample.pose.xy_px, score=score))


def in_one_point(sample: PoseSample) -> PoseSample:
    """What the model gives when it has lost the body: there is no height in it to measure by."""
    return replace(sample, pose=Pose(xy_px=np.full((17, 2), 240.0), score=np.full(17, 0.9)))


def nobody(sample: PoseSample) -> PoseSample:
    return replace(sample, pose=Pose(xy_px=sample.pose.xy_px, score=np.full(17, 0.1)))


def facing_camera(sample: PoseSample) -> PoseSample:
    xy_px = sample.pose.xy_px.copy()
    xy_px[Keypoint.LEFT_SHOULDER, 0] += 35
    xy_px[Keypoint.RIGHT_SHOULDER, 0] -= 35
    return replace(sample, pose=Pose(xy_px=xy_px, score=sample.pose.score))


def bent(sample: PoseSample) -> PoseSample:
    xy_px = sample.pose.xy_px.copy()
    xy_px[:7, 0] += 70
    return replace(sample, pose=Pose(xy_px=xy_px, score=sample.pose.score))


def too_close(sample: PoseSample) -> PoseSample:
    xy_px = (sample.pose.xy_px - (0.0, 124.0)) * (1.0, 1.54) + (0.0, 3.0)
    return replace(sample, pose=Pose(xy_px=xy_px, score=sample.pose.score))


def turned_round(sample: PoseSample) -> PoseSample:
    xy_px = sample.pose.xy_px.copy()
    xy_px[Keypoint.NOSE, 0] -= 40
    return replace(sample, pose=Pose(xy_px=xy_px, score=sample.pose.score))


def swaying(sample: PoseSample) -> PoseSample:
    """A step to and fro, every second and a half."""
    xy_px = sample.pose.xy_px + np.array((12.0 * (sample.capture_us // us_of_s(1.5) % 2), 0.0))
    return replace(sample, pose=Pose(xy_px=xy_px, score=sample.pose.score))


class Owner:
    """Somebody who walks where the voice asks, a second after it has spoken; `goes_to` may mistake a mark."""

    def __init__(
        self, spoil: Spoil = as_it_is, goes_to: Callable[[int, int], float] | None = None, guide: Guide = GUIDE
    ) -> None:
        self.spoil, self.guide = spoil, guide
        self.goes_to = goes_to or (lambda mark, _tries: guide.marks_in[mark])
        self.state = CalibrationState()
        self.events: list[object] = []
        self.speech: list[tuple[int, object]] = []

    def lead(self) -> "Owner":
        visit, tick, at = Visit(Cell(), 3), 0, (-1, -1)
        stand: Iterator[tuple[int, PoseSample]] = iter(())
        while self.state.phase is not Phase.OVER:
            assert tick < MOST_TICKS, "it never ends"
            mark = min(len(self.state.stands), len(self.guide.marks_in) - 1)
            if (
                self.state.phase is Phase.STAND
                and at != (mark, self.state.tries)
                and self.state.asked_us is not None
                and us_of_tick(tick) > self.state.spoken_us + us_of_s(1)
            ):
                at = (mark, self.state.tries)
                stand = visit.stand(self.goes_to(*at), 1000)
            sample = next(stand, (0, None))[1]
            if sample is not None:
                sample = self.spoil(replace(sample, capture_us=us_of_tick(tick)), at[0])
            self.state, output = step(self.state, tick, sample, self.guide)
            self.events += output.events
            self.speech += [(us_of_tick(tick), command) for command in output.speech]
            tick += 1
        return self

    @property
    def refusals(self) -> list[tuple[Refusal, float]]:
        return [(event.refusal, event.at_in) for event in self.events if isinstance(event, CalibrationRefused)]

    @property
    def words(self) -> list[str]:
        return [PACK.text(command.clips) for _, command in self.speech if isinstance(command, Speak)]


def test_the_owner_is_led_from_the_wall_outwards_and_told_how_good_it_is():
    owner = Owner().lead()
    assert owner.words[:4] == [
        "Heels to the wall.",
        "Now heels at: Six inches.",
        "Now heels at: Twelve inches.",
        "Now at twenty-four inches.",
    ]
    assert owner.words[4].startswith("Done. Good to: ")
    assert [type(event) for event in owner.events] == [MarkTaken] * 4 + [Calibrated]
    earcons = [command.earcon for _, command in owner.speech if isinstance(command, Play)]
    assert earcons == [Earcon.RUNG_UP] * 3 + [Earcon.SET_DONE]
    assert owner.state.result.lane.kind is LaneKind.PROJECTIVE


def test_nothing_is_said_while_something_is_said():
    spoken = [(at_us, command) for at_us, command in Owner().lead().speech if isinstance(command, Speak)]
    for (before_us, before), (after_us, _) in pairwise(spoken):
        assert after_us >= before_us + PACK.length_us(before.clips)


def test_no_mark_is_measured_before_it_was_asked_for():
    state = CalibrationState()
    for tick, sample in Visit(Cell(), 1).stand(0.0, 10):
        state, output = step(state, tick, sample, GUIDE)
        if output.events:
            break
    assert us_of_tick(tick) >= PACK.length_us(wanted_clips(0.0, PACK))


def order(*places_in: float) -> Callable[[int, int], float]:
    """Stand in these places, whatever is asked for."""
    return lambda mark, _tries: places_in[mark]


BAD = {
    "nobody there": (from_mark(0, nobody), None, Refusal.NOBODY, 0),
    "a body in a single point": (from_mark(0, in_one_point), None, Refusal.NOBODY, 0),
    "nobody on the third mark": (from_mark(2, nobody), None, Refusal.NOBODY, 12),
    "too dark": (from_mark(0, dark), None, Refusal.TOO_DARK, 0),
    "the light goes out": (from_mark(1, dark), None, Refusal.TOO_DARK, 6),
    "feet cut off": (from_mark(0, footless), None, Refusal.FEET_CUT_OFF, 0),
    "feet cut off at the last mark": (from_mark(3, footless), None, Refusal.FEET_CUT_OFF, 24),
    "not side-on": (from_mark(1, facing_camera), None, Refusal.NOT_SIDE_ON, 6),
    "bent over": (from_mark(1, bent), None, Refusal.NOT_TALL, 6),
    "too close": (from_mark(0, too_close), None, Refusal.TOO_CLOSE, 0),
    "turned round": (from_mark(2, turned_round), None, Refusal.FACING_WALL, 12),
    "moved while measured": (from_mark(1, swaying), None, Refusal.NOT_STILL, 6),
    "began outside": (as_it_is, order(24, 12, 6, 0), Refusal.WRONG_ORDER, 6),
    "passed over a mark": (as_it_is, order(0, 12, 24, 24), Refusal.WRONG_ORDER, 6),
    "came back": (as_it_is, order(0, 6, 0, 24), Refusal.WRONG_ORDER, 12),
    "the second tape is off by 1.5 in": (as_it_is, order(0, 7.5, 12, 24), Refusal.MARKS_DISAGREE, 24),
    "camera tilted": (rolled(9), None, Refusal.CAMERA_TILTED, 24),
    "camera tilted the other way": (rolled(-9), None, Refusal.CAMERA_TILTED, 24),
}


@pytest.mark.parametrize(("spoil", "goes_to", "refusal", "at_in"), BAD.values(), ids=BAD)
def test_what_cannot_be_trusted_is_refused_three_times_and_then_it_ends(spoil, goes_to, refusal, at_in):
    owner = Owner(spoil, goes_to).lead()
    assert owner.refusals == [(refusal, at_in)] * 3
    assert owner.state.result is None
    refused = [event for event in owner.events if isinstance(event, CalibrationRefused)]
    assert [event.is_last for event in refused] == [False, False, True]
    assert owner.words.count("Let us try again.") == 0  # it is said in one breath with the reason
    assert sum("Let us try again." in words for words in owner.words) == 2


def test_after_another_mark_it_begins_at_the_wall_again():
    owner = Owner(goes_to=lambda mark, tries: (0, 12 if tries == 0 else 6, 12, 24)[mark]).lead()
    assert owner.refusals == [(Refusal.WRONG_ORDER, 6)]
    again = next(index for index, words in enumerate(owner.words) if "try again" in words)
    assert owner.words[again + 1] == "Heels to the wall."
    assert owner.state.result is not None


def test_a_mark_that_was_not_seen_is_asked_for_again_alone():
    owner = Owner()
    owner.spoil = lambda sample, mark: nobody(sample) if mark == 2 and owner.state.tries == 0 else sample
    owner.lead()
    assert owner.refusals == [(Refusal.NOBODY, 12)]
    assert sum(isinstance(event, MarkTaken) for event in owner.events) == 4
    assert owner.state.result is not None


@pytest.mark.parametrize("degrees", [-2.0, 0.0, 2.0])
def test_a_small_roll_is_told_and_let_pass(degrees):
    result = Owner(rolled(degrees)).lead().state.result
    assert result.roll_deg == pytest.approx(degrees, abs=0.5)
    assert abs(result.roll_deg) < LARGEST_ROLL_DEG


def test_what_hinders_is_said_while_there_is_still_time():
    owner = Owner(from_mark(0, dark)).lead()
    assert owner.words[:2] == ["Heels to the wall.", "It is too dark to see you."]


def test_a_wall_at_the_right_is_learned_from_the_marks():
    def mirrored(sample: PoseSample, _mark: int) -> PoseSample:
        xy_px = sample.pose.xy_px * (-1.0, 1.0) + (sample.frame_px[0], 0.0)
        return replace(sample, pose=Pose(xy_px=xy_px, score=sample.pose.score))

    assert Owner(mirrored).lead().state.result.lane.is_wall_right


@pytest.mark.parametrize(
    ("error_in", "roll_deg", "told"),
    [
        (0.2, 0.3, "Done. Good to: A quarter inch. Camera level."),
        (0.26, 1.2, "Done. Good to: Half an inch. Tilt in degrees: One"),
        (0.6, -2.6, "Done. Good to: One inch. Tilt in degrees: Three"),
        (None, None, "Done, but not checked."),
    ],
)
def test_the_result_is_told_in_words_and_never_as_better_than_it_is(error_in, roll_deg, told):
    assert PACK.text(result_clips(error_in, roll_deg, PACK)) == told


@pytest.mark.parametrize(
    ("at_in", "told"),
    [
        (0.0, "Heels to the wall."),
        (3.0, "Now heels at: Three inches."),
        (24.0, "Now at twenty-four inches."),
        (7.5, "Now to the next mark."),
        (18.0, "Now to the next mark."),
    ],
)
def test_every_mark_can_be_asked_for(at_in, told):
    assert PACK.text(wanted_clips(at_in, PACK)) == told


def test_the_screen_shows_the_mark_then_the_ring_then_the_result():
    state, shown = CalibrationState(), []
    visit = Visit(Cell(), 3)
    for mark_in in LANE_MARKS_IN:
        for tick, sample in visit.stand(mark_in, 12):
            state, output = step(state, tick, sample, GUIDE)
            shown.append(describe_calibration(state, GUIDE))
            if output.events:
                break
    assert {scene.kind for scene in shown} == {SceneKind.CALIBRATION}
    assert list(dict.fromkeys(scene.headline for scene in shown)) == [
        "Heels to wall",
        "Heels at 6",
        "Heels at 12",
        "Heels at 24",
        "Calibrated",
    ]
    shares = [scene.ring.share for scene in shown if scene.headline == "Heels at 12"]
    assert shares == sorted(shares)
    assert max(shares) > 0.9


def test_a_lane_measured_so_is_the_one_that_its_file_will_give():
    result = Owner().lead().state.result
    assert fit_lane(result.lane.marks, Camera().frame_px) == result.lane
    assert all(isinstance(mark, Mark) and mark.scatter_in for mark in result.lane.marks)


@pytest.mark.parametrize(
    "cell",
    [Cell(), Cell(height_m=0.7, yaw_deg=-15.0, stature_cm=150.0), Cell(height_m=1.4, yaw_deg=15.0, stature_cm=195.0)],
)
def test_a_distance_is_good_to_three_tenths_of_an_inch(cell):
    sd_in, refused = sd_of(cell, trials=20)
    assert sd_in <= BAR_IN
    assert refused == 0


@pytest.mark.parametrize("spoil", [footless, too_close], ids=["feet cut off", "too close"])
def test_after_the_camera_had_to_be_moved_every_mark_is_measured_again(spoil):
    owner = Owner()
    owner.spoil = lambda sample, mark: spoil(sample) if mark == 2 and owner.state.tries == 0 else sample
    owner.lead()
    assert sum(isinstance(event, MarkTaken) for event in owner.events) == 2 + 4
    assert owner.state.result is not None
