"""Hands: what arms do over a story of the body, as the model would see it, with its noise and its lost scores.

In:  places of both wrists over time, in body heights, of somebody who stands as a story tells.
Out: samples whose elbows and wrists are those arms'.
Not here: the body (motion.py), what is made of it (core/).

Rule: arms are two links of E.1's lengths from the shoulders; the wrist is placed, the elbow follows. Noise is the arm's
of the measured table, the far arm 1.15 times that, and one score in twenty of elbows and wrists is lost.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from math import cos, pi, radians, sin, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.pose import PoseSample, quantised
from kiosk.core.units import s_of_us
from tests.athlete import FOREARM, HEEL_TO_ANKLE, UPPER_ARM, Part, joints_of
from tests.camera import CROP_OF_HEIGHT, NETWORK_PX
from tests.motion import Story
from tests.streams import Stream

LOST_SHARE: Final = 0.05
LOST_SCORE: Final = 0.15
ARM: Final = UPPER_ARM + FOREARM
SHOULDER: Final = Part.SHOULDER.half_breadth

Point3 = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """A wrist from its own shoulder: ahead, up and outwards, in H; and where its elbow bulges to, the same."""

    wrist: Point3
    bulge: Point3 = (-1.0, 0.0, 0.0)


def straight(up_deg: float, *, away_deg: float = 0.0, ahead_deg: float = 0.0) -> Arm:
    """Return a straight arm, `up_deg` from hanging: in the body's plane ahead, or outwards when `away_deg` is 90."""
    raised, away = radians(up_deg), radians(away_deg)
    ahead = sin(raised) * cos(away) + sin(radians(ahead_deg))
    reach = (ahead, -cos(raised), sin(raised) * sin(away))
    size = sqrt(sum(part * part for part in reach))
    ahead_h, up_h, out_h = (0.985 * ARM * part / size for part in reach)
    return Arm(wrist=(ahead_h, up_h, out_h))


HANGING: Final = straight(0.0)
AHEAD: Final = straight(90.0)
OUT: Final = straight(90.0, away_deg=90.0)
OVERHEAD: Final = straight(172.0, away_deg=45.0)
ON_HIP: Final = Arm(wrist=(0.05, -0.26, 0.02), bulge=(-0.5, 0.0, 1.0))
ON_HEAD: Final = Arm(wrist=(-0.01, 0.190, -0.06), bulge=(0.2, 0.0, 1.0))
BEHIND_HEAD: Final = Arm(wrist=(-0.05, 0.11, -0.06), bulge=(0.3, 0.1, 1.0))
BEHIND_NECK: Final = Arm(wrist=(-0.05, 0.06, -0.08), bulge=(0.2, 1.0, 0.3))
RACK: Final = Arm(wrist=(0.05, 0.02, 0.02), bulge=(0.4, -1.0, 0.2))
MOUTH: Final = Arm(wrist=(0.07, 0.05, -0.06), bulge=(0.3, -1.0, 0.5))
FACE: Final = Arm(wrist=(0.02, 0.09, -0.04), bulge=(0.4, -0.8, 0.6))
CHEST: Final = Arm(wrist=(0.09, -0.10, -0.08), bulge=(0.0, -1.0, 0.5))
ELBOW_UP: Final = Arm(wrist=(-0.06, 0.06, -0.05), bulge=(0.1, 1.0, 0.2))
BUN: Final = Arm(wrist=(-0.05, 0.17, -0.08), bulge=(0.3, 0.3, 1.0))
ELBOWS_BACK: Final = Arm(wrist=(0.02, -0.22, 0.0), bulge=(-1.0, 0.0, 0.2))
WAVE_IN: Final = straight(160.0, away_deg=-60.0)
WAVE_OUT: Final = straight(140.0, away_deg=90.0)
SMALL_WAVE: Final = (
    Arm(wrist=(0.04, 0.13, 0.10), bulge=(0.2, -1.0, 0.4)),
    Arm(wrist=(0.04, 0.12, -0.02), bulge=(0.2, -1.0, 0.4)),
)
BAR: Final = straight(150.0)

Moves = tuple[tuple[Arm, Arm, float], ...]
"""Near arm, far arm, and the seconds in which both get there; the first is where they begin."""


def with_arms(story: Story, moves: Moves, fps: float, *, from_s: float = 0.0) -> Stream:
    """Return the story's samples with these arms from a time on; before it both hang."""
    samples = story.samples(fps)
    generator = np.random.Generator(np.random.PCG64(1000 + story.seed))
    ends_s = tuple(accumulate(seconds for _, _, seconds in moves))
    arms = ((HANGING, HANGING), *((near, far) for near, far, _ in moves))
    return tuple(_with_arms(story, sample, arms, ends_s, generator, from_s) for sample in samples)


def _with_arms(
    story: Story,
    sample: PoseSample,
    arms: tuple[tuple[Arm, Arm], ...],
    ends_s: tuple[float, ...],
    generator: np.random.Generator,
    from_s: float,
) -> PoseSample:
    time_s = s_of_us(sample.capture_us) - from_s
    index = min(bisect_right(ends_s, time_s), len(ends_s) - 1)
    begin_s = ends_s[index - 1] if index else 0.0
    length_s = ends_s[index] - begin_s
    share = min(max((time_s - begin_s) / length_s, 0.0), 1.0) if length_s else 1.0
    eased = (1.0 - cos(pi * share)) / 2.0
    near, far = (_blend(before, after, eased) for before, after in zip(arms[index], arms[index + 1], strict=True))
    xy_px, score = sample.pose.xy_px.copy(), sample.pose.score.copy()
    place = story.place_at(s_of_us(sample.capture_us))
    shoulder = joints_of(place.posture)[Part.SHOULDER.right]
    height_in = story.athlete.height_in
    turned = radians(place.yaw_deg)
    for arm, part_side, is_right in ((near, 1.0, True), (far, -1.0, False)):
        own = np.array((shoulder[0], shoulder[1], part_side * SHOULDER))
        wrist, elbow = _joints(arm, own, part_side)
        for part, joint in ((Part.ELBOW, elbow), (Part.WRIST, wrist)):
            ahead_in, up_in, side_in = (height_in * value for value in joint)
            ahead_in += HEEL_TO_ANKLE * height_in
            room = np.array(
                [
                    [
                        place.heel_in + ahead_in * cos(turned) + side_in * sin(turned),
                        up_in,
                        side_in * cos(turned) - ahead_in * sin(turned) + place.towards_in,
                    ]
                ]
            )
            keypoint = part.right if is_right else part.left
            is_far = not is_right
            sd = story.model.table.arm * (story.model.table.far_side if is_far else 1.0) * story.model.noise
            network_px = CROP_OF_HEIGHT * height_in * story.camera.px_per_in / NETWORK_PX
            xy_px[keypoint] = story.camera.project(room)[0] + generator.standard_normal(2) * sd * network_px
            certainty = story.model.far_score if is_far else story.model.near_score
            is_lost = generator.random() < LOST_SHARE
            score[keypoint] = LOST_SCORE if is_lost else certainty + story.model.score_sd * generator.standard_normal()
    return PoseSample(
        sequence=sample.sequence,
        capture_us=sample.capture_us,
        pose=quantised(xy_px, score),
        luma=sample.luma,
        frame_px=sample.frame_px,
    )


def _blend(before: Arm, after: Arm, share: float) -> Arm:
    def mix(start: Point3, end: Point3) -> Point3:
        first, second, third = (a + (b - a) * share for a, b in zip(start, end, strict=True))
        return first, second, third

    return Arm(wrist=mix(before.wrist, after.wrist), bulge=mix(before.bulge, after.bulge))


def _joints(arm: Arm, shoulder: NDArray[np.float64], side: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return wrist and elbow, in H, of an arm whose outwards is this side."""
    reach = np.array((arm.wrist[0], arm.wrist[1], arm.wrist[2] * side))
    span = float(np.linalg.norm(reach))
    if span < 1e-6:
        return shoulder.copy(), shoulder + np.array((0.0, -UPPER_ARM, 0.0))
    axis = reach / span
    most = 0.999 * ARM
    wrist = shoulder + axis * min(span, most)
    span = min(span, most)
    along = (span * span + UPPER_ARM**2 - FOREARM**2) / (2.0 * span)
    aside = sqrt(max(UPPER_ARM**2 - along * along, 0.0))
    bulge = np.array((arm.bulge[0], arm.bulge[1], arm.bulge[2] * side))
    bulge = bulge - axis * float(bulge @ axis)
    size = float(np.linalg.norm(bulge))
    elbow = shoulder + axis * along + (bulge / size * aside if size > 1e-6 else 0.0)
    return wrist, elbow


def held(near: Arm, far: Arm, s: float, *, rest: tuple[Arm, Arm] = (HANGING, HANGING), up_s: float = 0.8) -> Moves:
    """Raise to these arms, hold them for so long, and lower them again."""
    return ((*rest, 0.0), (near, far, up_s), (near, far, s), (*rest, 0.7), (*rest, 1.5))


def repeated(first: tuple[Arm, Arm], second: tuple[Arm, Arm], times: int, *, go_s: float, stay_s: float) -> Moves:
    """Go to the first arms, then back and forth, staying at each end."""
    moves: list[tuple[Arm, Arm, float]] = [(HANGING, HANGING, 0.0), (*first, 0.8)]
    for _ in range(times):
        moves += [(*first, stay_s), (*second, go_s), (*second, stay_s), (*first, go_s)]
    return (*moves, (HANGING, HANGING, 0.8))


def seconds_of(moves: Moves) -> float:
    """Return how long they last."""
    return sum(seconds for _, _, seconds in moves)
