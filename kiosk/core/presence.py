"""Is one athlete in view, whole and side-on: per sample, and over time.

In:  pose samples with scores and frame size.
Out: whether this sample shows the athlete's whole body well enough to measure; absent, arriving, present or lost.
Not here: standing still and tall (lockout.py), where on the lane (stance.py).

Rule: a score is not an occlusion test, for the model invents hidden points; another body is told by a jump or another
size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, unique
from itertools import pairwise
from math import dist, hypot
from typing import Final, NamedTuple

from kiosk.core.frozen import replace
from kiosk.core.params import GateParams
from kiosk.core.pose import PoseSample
from kiosk.core.smoothing import low_pass_gain
from kiosk.core.units import US_PER_S
from kiosk.core.vocab import Missing, Presence

SIZE_MEMORY_S: Final = 10.0
"""Of the low-pass that follows the size, a cut-off of 0.1 Hz: 1.6 s."""
EAR_ANKLE_H: Final = 0.884
"""Ear–ankle span in body heights, SD 0.0052 (hinge.md F.3)."""

_PAIRS: Final = ((5, 6), (11, 12), (13, 14), (15, 16))


Point = tuple[float, float]


class Outline(NamedTuple):
    """Where a body is in the frame: the middles of knees, hips, shoulders and ears, the nose, and each ankle."""

    knee: Point
    hip: Point
    shoulder: Point
    ear: Point
    nose: Point
    ankles: tuple[Point, Point]


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceState:
    """Who is there. Times are capture times in µs; `outline` and `span_px` are the last accepted body's."""

    presence: Presence = Presence.ABSENT
    since_us: int = 0
    good_us: int | None = None
    outline: Outline | None = None
    span_px: float = 0.0
    observed_us: int = 0
    is_good: bool = False
    is_other_body: bool = False
    is_back: bool = False
    """Whether the athlete, whom the model had left for somebody else, has just been found at home again."""
    two_us: int | None = None
    """When it was last seen that there is somebody else."""
    odd_us: int | None = None
    """When a part of the body was last seen where it cannot have come."""
    has_come: bool = False
    """Whether somebody else has been seen away from home since the athlete was."""


@unique
class Jump(Enum):
    """What of a body is where it cannot have come: a part may be misread, but head, trunk or feet are another's."""

    NONE = "none"
    PART = "part"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where the athlete's feet last stood still, the middle of both ankles, and the length of the body there.

    `is_left` once they were seen to go; `is_kept` while the athlete has reps, so that the place is kept for a while.
    """

    feet_px: Point
    length_px: float
    is_left: bool
    is_kept: bool


def observe(
    state: PresenceState, sample: PoseSample, home: Home | None, params: GateParams, *, may_lie: bool = False
) -> PresenceState:
    """Advance by one sample. A good sample shows the whole athlete, and the same one as before.

    `may_lie`: the drill is done on the floor; whoever comes to it stands, kneels or lies.
    """
    time_us = sample.capture_us
    points, scores = sample.pose.xy_px.tolist(), sample.pose.score.tolist()
    floor = params.lost_score if state.presence is Presence.PRESENT else params.good_score
    if not _is_whole(scores, floor):
        nothing = replace(state, is_good=False, is_other_body=False, is_back=False, observed_us=time_us)
        return _unseen(nothing, time_us, params)
    outline, length_px = _outline(points), _body_length_px(points)
    is_recent = state.good_us is not None and time_us - state.good_us <= params.owner_s * US_PER_S
    who = _known(state, points, length_px, outline, home, time_us, params, is_recent=is_recent)
    if who.is_other_body or not (may_lie or _is_upright_chain(points, state.span_px)):
        other = replace(state, **who._asdict(), is_good=False, observed_us=time_us)
        return _unseen(other, time_us, params)
    # the same body where it was: the athlete was only hidden
    is_found = is_recent and state.presence is Presence.LOST
    seen = replace(
        state,
        presence=Presence.PRESENT if is_found else state.presence,
        since_us=time_us if is_found else state.since_us,
        outline=outline,
        span_px=_slow_span_px(state, length_px, time_us),
        good_us=time_us,
        observed_us=time_us,
        is_good=True,
        is_other_body=False,
        is_back=who.is_back,
        two_us=who.two_us,
        odd_us=who.odd_us,
        has_come=False,
    )
    return _seen(seen, time_us, params)


class _Who(NamedTuple):
    """What one sample says of whose body it shows; the fields of PresenceState of the same names."""

    is_other_body: bool
    is_back: bool
    two_us: int | None
    odd_us: int | None
    has_come: bool


def _is_whole(scores: list[float], floor: float) -> bool:
    """Whether one of each pair of joints is seen, and something of the head."""
    for left, right in _PAIRS:
        if scores[left] < floor and scores[right] < floor:
            return False
    return scores[0] >= floor or scores[3] >= floor or scores[4] >= floor


def _known(
    state: PresenceState,
    points: list[list[float]],
    length_px: float,
    outline: Outline,
    home: Home | None,
    time_us: int,
    params: GateParams,
    *,
    is_recent: bool,
) -> _Who:
    """Tell another body from the athlete, and notice the athlete who is found again.

    Whoever stands at home is the athlete, also after the model has followed somebody away. As long as two people are
    in view nobody else is.
    """

    def who(*, is_other: bool, two_us: int | None, odd_us: int | None) -> _Who:
        return _Who(is_other_body=is_other, is_back=False, two_us=two_us, odd_us=odd_us, has_come=state.has_come)

    if not _is_one_body(points, state.span_px or length_px, params):
        is_lasting = state.good_us is not None and time_us - state.good_us >= params.home_after_s * US_PER_S
        return who(is_other=True, two_us=time_us if is_lasting else state.two_us, odd_us=state.odd_us)
    if not is_recent:
        is_elsewhere = _is_elsewhere(state, length_px, outline, home, time_us, params)
        return who(is_other=is_elsewhere, two_us=None, odd_us=None)
    assert state.good_us is not None
    elapsed_s = (time_us - state.good_us) / US_PER_S
    has_size = abs(length_px / max(state.span_px, 1.0) - 1.0) <= params.max_scale_change
    is_home = has_size and home is not None and _is_at(home, outline, state.span_px, params)
    jump = _jump_of(state, outline, elapsed_s, params)
    is_lasting = elapsed_s >= params.home_after_s
    if has_size and jump is Jump.NONE:
        is_away = home is not None and not home.is_left and not _has_foot_at(home, outline, state, params)
        if is_away and _is_within(state.two_us, time_us, params.doubt_s):
            return who(is_other=True, two_us=time_us, odd_us=state.odd_us)
        if is_away and _is_within(state.odd_us, time_us, params.home_after_s):
            return who(is_other=True, two_us=state.two_us, odd_us=time_us)
        return who(is_other=False, two_us=state.two_us, odd_us=state.odd_us)
    two_us = time_us if jump is Jump.WHOLE or is_lasting else state.two_us
    # who walks up to the place is not the one who never left it
    is_back = is_home and is_lasting and not state.has_come
    has_come = state.has_come or not is_home
    return _Who(is_other_body=not is_back, is_back=is_back, two_us=two_us, odd_us=time_us, has_come=has_come)


def _is_elsewhere(
    state: PresenceState,
    length_px: float,
    outline: Outline,
    home: Home | None,
    time_us: int,
    params: GateParams,
) -> bool:
    """Whether whoever is seen after a while is not the athlete, who may stand anywhere by now.

    Who is so much smaller is somebody further back. And an athlete who was not seen to go is still about there.
    """
    if home is None or not home.is_kept or state.good_us is None:
        return False
    if length_px < (1.0 - params.max_scale_change) * home.length_px:
        return True
    is_far = dist(middle(*outline.ankles), home.feet_px) > params.about_home * home.length_px
    return is_far and not home.is_left and time_us - state.good_us <= params.keep_home_s * US_PER_S


def _is_at(home: Home, outline: Outline, span_px: float, params: GateParams) -> bool:
    return dist(middle(*outline.ankles), home.feet_px) <= params.home_off * span_px


def _has_foot_at(home: Home, outline: Outline, state: PresenceState, params: GateParams) -> bool:
    """Whether one foot at least is at home: the model may misread the other."""
    return min(dist(ankle, home.feet_px) for ankle in outline.ankles) <= params.foot_off * state.span_px


def _is_within(since_us: int | None, time_us: int, limit_s: float) -> bool:
    return since_us is not None and time_us - since_us <= limit_s * US_PER_S


def _outline(points: list[list[float]]) -> Outline:
    left, right = points[15], points[16]
    return Outline(
        knee=middle(points[13], points[14]),
        hip=middle(points[11], points[12]),
        shoulder=middle(points[5], points[6]),
        ear=middle(points[3], points[4]),
        nose=(points[0][0], points[0][1]),
        ankles=((left[0], left[1]), (right[0], right[1])),
    )


def middle(one: Sequence[float], other: Sequence[float]) -> Point:
    """Return the point half way."""
    return (one[0] + other[0]) * 0.5, (one[1] + other[1]) * 0.5


def _is_one_body(points: list[list[float]], length_px: float, params: GateParams) -> bool:
    """Whether left and right belong together: the model can take one side of one person, one of another."""
    widest = ((11, 12, params.hips_apart), (5, 6, params.shoulders_apart), (3, 4, params.ears_apart))
    return all(dist(points[left], points[right]) <= apart * length_px for left, right, apart in widest)


def _is_upright_chain(points: list[list[float]], span_px: float) -> bool:
    """Whether knees are above ankles and hips not far below knees, as in every drill on the feet.

    A shin of 0.246 H inclined by 65° still rises 0.1 H (E.1); in a deep squat the hips sink to the knees, not past.
    """
    ankle_y, knee_y, hip_y = ((points[a][1] + points[b][1]) / 2 for a, b in ((15, 16), (13, 14), (11, 12)))
    margin_px = 0.1 * span_px
    return ankle_y - knee_y > margin_px * 0.5 and knee_y - hip_y > -margin_px


def _jump_of(state: PresenceState, now: Outline, elapsed_s: float, params: GateParams) -> Jump:
    """Tell how much of the body is further off than anyone moves in that time; nor does anyone turn round in it."""
    was, size_px = state.outline, max(state.span_px, 1.0)
    assert was is not None
    hip, knee = dist(was.hip, now.hip) / size_px, dist(was.knee, now.knee) / size_px
    shoulder, ear = dist(was.shoulder, now.shoulder) / size_px, dist(was.ear, now.ear) / size_px
    feet = dist(middle(*was.ankles), middle(*now.ankles)) / size_px
    turn = abs((now.nose[0] - now.ear[0]) - (was.nose[0] - was.ear[0])) / size_px
    moved = params.still_jump + params.max_speed * elapsed_s
    stepped = params.still_jump + params.foot_speed * elapsed_s
    shifted = params.still_body + params.body_speed * elapsed_s
    # feet under a body that did not move are misread: behind a plate, or where there is little to see
    has_moved = max(hip, shoulder, ear) > params.still_body
    has_stepped = has_moved and _step(was, now) / size_px > min(stepped, params.max_jump)
    has_shifted = sorted((feet, knee, hip, shoulder, ear))[2] > min(shifted, params.max_jump)
    if max(shoulder, ear) > min(moved, params.max_nod) or turn > params.turn_jump or has_stepped:
        return Jump.WHOLE
    return Jump.PART if has_shifted or hip > min(moved, params.max_jump) else Jump.NONE


def _step(was: Outline, now: Outline) -> float:
    """Return how far the foot that moved least went, in px."""
    return min(dist(one, other) for one in was.ankles for other in now.ankles)


def _slow_span_px(state: PresenceState, span_px: float, time_us: int) -> float:
    """Return the athlete's size: it changes as slowly as anyone comes nearer.

    So that limbs of another body stand out.
    """
    if state.good_us is None or state.span_px == 0.0:
        return span_px
    gain = low_pass_gain(1.0 / SIZE_MEMORY_S, min((time_us - state.good_us) / US_PER_S, SIZE_MEMORY_S))
    return state.span_px + (span_px - state.span_px) * gain


def _body_length_px(points: list[list[float]]) -> float:
    """Return the length of the chain ankle–knee–hip–shoulder–ear, which does not shrink in a hinge, in pixels."""
    chain = [middle(points[a], points[b]) for a, b in (*reversed(_PAIRS), (3, 4))]
    return sum(dist(a, b) for a, b in pairwise(chain))


def _seen(state: PresenceState, time_us: int, params: GateParams) -> PresenceState:
    match state.presence:
        case Presence.ABSENT:
            return replace(state, presence=Presence.ARRIVING, since_us=time_us)
        case Presence.ARRIVING:
            if time_us - state.since_us >= params.arrive_after_s * US_PER_S:
                return replace(state, presence=Presence.PRESENT, since_us=time_us)
            return state
        case Presence.LOST:
            return replace(state, presence=Presence.ARRIVING, since_us=time_us)
        case Presence.PRESENT:
            return state


def _unseen(state: PresenceState, time_us: int, params: GateParams) -> PresenceState:
    is_long = state.good_us is None or time_us - state.good_us > params.lost_after_s * US_PER_S
    if not is_long:
        return state
    match state.presence:
        case Presence.ARRIVING:
            return replace(state, presence=Presence.ABSENT, since_us=time_us)
        case Presence.PRESENT:
            return replace(state, presence=Presence.LOST, since_us=time_us)
        case Presence.ABSENT | Presence.LOST:
            return state


def missing_of(sample: PoseSample, state: PresenceState, params: GateParams) -> Missing | None:
    """Return what keeps this sample from being used for set-up, most urgent first, or None.

    Pose quality is not repeated here.
    """
    if sample.luma < params.dark_luma:
        return Missing.TOO_DARK
    height = sample.frame_px[1]
    points, scores = sample.pose.xy_px.tolist(), sample.pose.score.tolist()
    ankles = [i for i in (15, 16) if scores[i] >= params.good_score]
    heads = [i for i in (0, 3, 4) if scores[i] >= params.good_score]
    if ankles and heads:
        top, bottom = min(points[i][1] for i in heads), max(points[i][1] for i in ankles)
        if bottom - top > params.close_span * height:
            return Missing.TOO_CLOSE
    if heads and (not ankles or max(points[i][1] for i in ankles) > height * (1 - params.frame_margin)):
        return Missing.FEET_OUT_OF_VIEW
    if state.is_good and shoulder_ratio(points) > params.yaw_ratio_refuse:
        return Missing.NOT_SIDE_ON
    return None


def shoulder_ratio(points: list[list[float]]) -> float:
    """Return the projected shoulder width over the torso's length, which grows with yaw: 0.30 is about 22° (B.1)."""
    torso = hypot(
        points[5][0] + points[6][0] - points[11][0] - points[12][0],
        points[5][1] + points[6][1] - points[11][1] - points[12][1],
    )
    return abs(points[5][0] - points[6][0]) / max(torso / 2, 1.0)
