"""What can happen to a finished stream of pose samples on its way to the core.

In:  samples in order of capture.
Out: other samples, or what each tick of the loop would be given.
Not here: making the stream (motion.py).

Rule: a transformer returns a new stream and never draws at random.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import count
from math import atan2, cos, inf, sin
from typing import Final

import numpy as np

from kiosk.core.pose import Pose, PoseSample, quantised
from kiosk.core.units import US_PER_S, us_of_s, us_of_tick
from kiosk.core.vocab import Keypoint
from tests.athlete import SHANK, THIGH

Stream = tuple[PoseSample, ...]

HEIGHT_PX: Final = 330.0
"""The default athlete's stature in the default camera."""
FOOT_LEAVES_RAD: Final = 0.09

OTHER_SIDE: Final = (0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15)


def drop_to(stream: Stream, fps: float) -> Stream:
    """Keep the first sample of each 1/fps, with its own number and time: a slow board."""
    kept: list[PoseSample] = []
    for sample in stream:
        turn = sample.capture_us * fps / US_PER_S
        if not kept or int(turn + 1e-3) > int(kept[-1].capture_us * fps / US_PER_S + 1e-3):
            kept.append(sample)
    return tuple(kept)


def lose(stream: Stream, from_s: float, to_s: float) -> Stream:
    """Drop every sample captured from `from_s` until before `to_s`: a silent camera."""
    return tuple(sample for sample in stream if not _is_within(sample, from_s, to_s))


def dip_scores(
    stream: Stream, from_s: float, to_s: float, *, score: float = 0.1, keypoints: Collection[Keypoint] = tuple(Keypoint)
) -> Stream:
    """Set the scores of some keypoints for a while; the places stay, as the model invents hidden points."""

    def dipped(pose: Pose) -> Pose:
        scores = pose.score.copy()
        scores[list(keypoints)] = score
        return Pose(xy_px=pose.xy_px, score=scores)

    return tuple(
        replace(sample, pose=dipped(sample.pose)) if _is_within(sample, from_s, to_s) else sample for sample in stream
    )


def swap_sides(stream: Stream, every: int, from_s: float = 0.0, to_s: float = inf) -> Stream:
    """Exchange left and right in every n-th sample of a while, as the model does from the side."""
    return tuple(
        replace(sample, pose=_sides_exchanged(sample.pose))
        if sample.sequence % every == every - 1 and from_s <= sample.capture_us / US_PER_S < to_s
        else sample
        for sample in stream
    )


def favour_far_side(stream: Stream) -> Stream:
    """Exchange the scores of left and right: the model is surer of the side it cannot see."""
    order = list(OTHER_SIDE)
    return tuple(
        replace(sample, pose=Pose(xy_px=sample.pose.xy_px, score=sample.pose.score[order])) for sample in stream
    )


def mirror(stream: Stream) -> Stream:
    """Reflect every frame: the other facing, the other side near, the wall at the other edge."""

    def reflected(sample: PoseSample) -> PoseSample:
        exchanged = _sides_exchanged(sample.pose)
        xy_px = np.array((sample.frame_px[0], 0.0)) + exchanged.xy_px * np.array((-1.0, 1.0))
        return replace(sample, pose=quantised(xy_px, exchanged.score))

    return tuple(reflected(sample) for sample in stream)


def on_one_leg(stream: Stream, *, is_left_free: bool = True, height_px: float = HEIGHT_PX) -> Stream:
    """Lift one leg in line with the trunk, as in a one-leg deadlift: the legs cross, the free foot leaves the floor."""
    hip_at, knee_at, ankle_at = (11, 13, 15) if is_left_free else (12, 14, 16)

    def lifted(sample: PoseSample) -> PoseSample:
        xy_px = sample.pose.xy_px.copy()
        shoulder, hips = (xy_px[5] + xy_px[6]) / 2, (xy_px[11] + xy_px[12]) / 2
        lean = atan2(shoulder[0] - hips[0], hips[1] - shoulder[1])
        if lean <= FOOT_LEAVES_RAD:
            return sample
        back = np.array((-sin(lean), cos(lean))) * height_px
        xy_px[knee_at] = xy_px[hip_at] + THIGH * back
        xy_px[ankle_at] = xy_px[knee_at] + SHANK * back
        return replace(sample, pose=quantised(xy_px, sample.pose.score))

    return tuple(lifted(sample) for sample in stream)


def second_person(stream: Stream, from_s: float, to_s: float, *, shift_px: float = 165.0) -> Stream:
    """Let the pose hop to someone beside the athlete for a while (165 px is 0.5 H of the default athlete)."""

    def shifted(pose: Pose) -> Pose:
        return quantised(pose.xy_px + np.array((shift_px, 0.0)), pose.score)

    return tuple(
        replace(sample, pose=shifted(sample.pose)) if _is_within(sample, from_s, to_s) else sample for sample in stream
    )


def hop_to(stream: Stream, other: Stream, from_s: float, to_s: float, *, every: int = 1) -> Stream:
    """Take every n-th pose of a while from another stream of the same rate: a passer-by, two people crossing."""
    return _met(stream, other, from_s, to_s, every, lambda _, stranger: stranger)


def mix_with(
    stream: Stream, other: Stream, from_s: float, to_s: float, *, keypoints: Collection[Keypoint], every: int = 1
) -> Stream:
    """Take some keypoints from another stream of the same rate in every n-th pose of a while: two bodies in one."""
    order = list(keypoints)

    def mixed(pose: Pose, stranger: Pose) -> Pose:
        xy_px, score = pose.xy_px.copy(), pose.score.copy()
        xy_px[order], score[order] = stranger.xy_px[order], stranger.score[order]
        return Pose(xy_px=xy_px, score=score)

    return _met(stream, other, from_s, to_s, every, mixed)


def half_way_to(stream: Stream, other: Stream, from_s: float, to_s: float, *, every: int = 1) -> Stream:
    """Let every n-th pose of a while sit between two bodies, the other from a stream of the same rate."""

    def between(pose: Pose, stranger: Pose) -> Pose:
        return quantised((pose.xy_px + stranger.xy_px) / 2.0, np.minimum(pose.score, stranger.score))

    return _met(stream, other, from_s, to_s, every, between)


def one_after_another(*streams: Stream) -> Stream:
    """Play streams of one rate one after the other, as one camera would have seen them."""
    played: list[PoseSample] = []
    for stream in streams:
        start_us = played[-1].capture_us + stream[1].capture_us - stream[0].capture_us if played else 0
        played += [
            replace(sample, sequence=len(played) + number, capture_us=start_us + sample.capture_us)
            for number, sample in enumerate(stream)
        ]
    return tuple(played)


def ticks_of(stream: Stream, latency_s: float = 0.05) -> Iterator[tuple[int, PoseSample | None]]:
    """Yield each tick with the newest sample that has arrived and was not yet given, or None; end with the stream.

    A sample arrives `latency_s` after its capture (0.15 is a slow board); older ones it overtakes are never seen.
    """
    latency_us = us_of_s(latency_s)
    waiting = 0
    for tick in count():
        if waiting == len(stream):
            return
        newest: PoseSample | None = None
        while waiting < len(stream) and stream[waiting].capture_us + latency_us <= us_of_tick(tick):
            newest = stream[waiting]
            waiting += 1
        yield tick, newest


def _met(
    stream: Stream, other: Stream, from_s: float, to_s: float, every: int, meet: Callable[[Pose, Pose], Pose]
) -> Stream:
    poses = {sample.capture_us: sample.pose for sample in other}
    return tuple(
        replace(sample, pose=meet(sample.pose, poses[sample.capture_us]))
        if _is_within(sample, from_s, to_s) and sample.sequence % every == 0 and sample.capture_us in poses
        else sample
        for sample in stream
    )


def _is_within(sample: PoseSample, from_s: float, to_s: float) -> bool:
    return us_of_s(from_s) <= sample.capture_us < us_of_s(to_s)


def _sides_exchanged(pose: Pose) -> Pose:
    order = list(OTHER_SIDE)
    return Pose(xy_px=pose.xy_px[order], score=pose.score[order])
