"""Is one athlete in view, whole and side-on: per sample, and over time.

In:  pose samples with scores and frame size.
Out: whether this sample shows the athlete's whole body well enough to measure; absent, arriving, present or lost.
Not here: standing still and tall (lockout.py), where on the lane (stance.py).

Rule: a score is not an occlusion test, for the model invents hidden points; another body is told by a jump or another
size.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import dist, hypot
from typing import Final

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


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceState:
    """Who is there. Times are capture times in µs; `hip_px` and `span_px` are the last accepted body's."""

    presence: Presence = Presence.ABSENT
    since_us: int = 0
    good_us: int | None = None
    hip_px: tuple[float, float] = (0.0, 0.0)
    span_px: float = 0.0
    observed_us: int = 0
    is_good: bool = False
    is_other_body: bool = False


def observe(
    state: PresenceState,
    sample: PoseSample,
    home_px: tuple[float, float] | None,
    params: GateParams,
    *,
    may_lie: bool = False,
) -> PresenceState:
    """Advance by one sample. A good sample shows the whole athlete, and the same one as before.

    `home_px`: where the athlete's feet last stood still (the middle of both ankles). Whoever stands there is the
    athlete, also after the model has followed somebody away. `may_lie`: the drill is done on the floor; whoever comes
    to it stands, kneels or lies.
    """
    time_us = sample.capture_us
    points, scores = sample.pose.xy_px, sample.pose.score.tolist()
    floor = params.lost_score if state.presence is Presence.PRESENT else params.good_score
    is_whole = (
        all(max(scores[left], scores[right]) >= floor for left, right in _PAIRS)
        and max(scores[0], scores[3], scores[4]) >= floor
    )
    hip = ((float(points[11, 0]) + float(points[12, 0])) * 0.5, (float(points[11, 1]) + float(points[12, 1])) * 0.5)
    is_recent = state.good_us is not None and time_us - state.good_us <= params.owner_s * US_PER_S
    is_other = is_whole and is_recent and _is_other_body(state, hip, points.tolist(), home_px, time_us, params)
    is_placed = may_lie or _is_upright_chain(points.tolist(), state.span_px)
    if is_whole and not is_other and is_placed:
        span = _body_length_px(points.tolist())
        if is_recent and state.presence is Presence.LOST:
            # the same body where it was: the athlete was only hidden
            state = replace(state, presence=Presence.PRESENT, since_us=time_us)
        return _seen(
            replace(
                state,
                hip_px=hip,
                span_px=_slow_span_px(state, span, time_us),
                good_us=time_us,
                observed_us=time_us,
                is_good=True,
                is_other_body=False,
            ),
            time_us,
            params,
        )
    return _unseen(replace(state, is_good=False, is_other_body=is_other, observed_us=time_us), time_us, params)


def _is_upright_chain(points: list[list[float]], span_px: float) -> bool:
    """Whether knees are above ankles and hips not far below knees, as in every drill on the feet.

    A shin of 0.246 H inclined by 65° still rises 0.1 H (E.1); in a deep squat the hips sink to the knees, not past.
    """
    ankle_y, knee_y, hip_y = ((points[a][1] + points[b][1]) / 2 for a, b in ((15, 16), (13, 14), (11, 12)))
    margin_px = 0.1 * span_px
    return ankle_y - knee_y > margin_px * 0.5 and knee_y - hip_y > -margin_px


def _is_other_body(
    state: PresenceState,
    hip: tuple[float, float],
    points: list[list[float]],
    home_px: tuple[float, float] | None,
    time_us: int,
    params: GateParams,
) -> bool:
    """Whether the hips are where the athlete cannot have come, or the body has another size."""
    assert state.good_us is not None
    feet_px = ((points[15][0] + points[16][0]) / 2, (points[15][1] + points[16][1]) / 2)
    is_over = time_us - state.good_us > params.home_after_s * US_PER_S
    if is_over and home_px is not None and dist(feet_px, home_px) <= params.home_off * state.span_px:
        return False
    allowed = params.still_jump + params.max_speed * (time_us - state.good_us) / US_PER_S
    if _jump(state, hip) > min(allowed, params.max_jump):
        return True
    return abs(_body_length_px(points) / max(state.span_px, 1.0) - 1.0) > params.max_scale_change


def _slow_span_px(state: PresenceState, span_px: float, time_us: int) -> float:
    """Return the athlete's size: it changes as slowly as anyone comes nearer.

    So that limbs of another body stand out.
    """
    if state.good_us is None or state.span_px == 0.0:
        return span_px
    gain = low_pass_gain(1.0 / SIZE_MEMORY_S, min((time_us - state.good_us) / US_PER_S, SIZE_MEMORY_S))
    return state.span_px + (span_px - state.span_px) * gain


def _jump(state: PresenceState, hip: tuple[float, float]) -> float:
    return hypot(hip[0] - state.hip_px[0], hip[1] - state.hip_px[1]) / max(state.span_px, 1.0)


def _body_length_px(points: list[list[float]]) -> float:
    """Return the length of the chain ankle–knee–hip–shoulder–ear, which does not shrink in a hinge, in pixels."""
    chain = [
        ((points[a][0] + points[b][0]) / 2, (points[a][1] + points[b][1]) / 2) for a, b in (*reversed(_PAIRS), (3, 4))
    ]
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(chain))


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
