"""Gestures: a hand overhead, both, or an arm held out to a side of the picture, told from keypoints by dwell.

In:  a pose sample, the body's place and size in it, and which gestures would do something now.
Out: the next state, and whether a gesture was seen to be held or has been held long enough.
Not here: what a gesture does (hands.py), its numbers (gesture_params.py).

Rule: a gesture is an arm that comes up from below the shoulders, straight, and then keeps still, of somebody who stands
tall. A press comes from the shoulders, a wave does not keep still, a hand on the head is not over it. Which arm it is
is never asked: the model takes one for the other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import dist
from typing import NamedTuple

from kiosk.core.frozen import replace
from kiosk.core.gesture_params import GestureParams
from kiosk.core.pose import PoseSample
from kiosk.core.presence import EAR_ANKLE_H, Outline, Point, PresenceState
from kiosk.core.smoothing import low_pass_gain
from kiosk.core.units import US_PER_S, us_of_s
from kiosk.core.vocab import Gesture

ARMS = ((7, 9), (8, 10))
"""Elbow and wrist of each arm."""
OVERHEAD = {Gesture.ONE_UP, Gesture.BOTH_UP}
"""Between these two what is seen now decides, so that one hand, at times read as both, never finishes a session."""
RAISED_OUT = 0.75
"""Share of the way out at which an arm has left the body's side; hanging to the mirror it is at 0.4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A gesture that is being held. Times are capture times in µs; places in the frame, in px."""

    gesture: Gesture
    since_us: int
    """Since when it has kept still."""
    seen_us: int
    """When it was last seen."""
    at_px: Point
    """Where the hand is, low-passed."""
    anchor_px: Point
    """Where it was when it came to rest."""
    astray_us: int = 0
    """For how long it was seen not to be held."""
    looked_us: int = 0
    """When it was last seen not to be held."""
    is_told: bool = False
    """Whether it has been held for long enough to be shown."""
    share: float = 0.0
    """How much of the dwell is over, 0 to 1; 0 before it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GestureState:
    """What the hands have been doing. `raised_us`: since when one of them has been up or out; None while both hang."""

    raised_us: int | None = None
    lowered_us: int | None = None
    """Since when both hang again, before that is believed."""
    held: Held | None = None
    is_spent: bool = False
    """Whether a gesture was taken and the hand has not been lowered since."""


class Change(NamedTuple):
    """What one sample caused: a gesture seen to be held, or held long enough."""

    gesture: Gesture
    is_taken: bool


AT_REST = GestureState()


def observe(
    state: GestureState,
    sample: PoseSample,
    presence: PresenceState,
    is_wanted: Callable[[Gesture], bool],
    params: GestureParams,
) -> tuple[GestureState, Change | None]:
    """Advance by one sample. `is_wanted` is asked only about a gesture that is there."""
    outline = presence.outline
    # a pose in a single point has no height to measure an arm by
    if not presence.is_good or outline is None or presence.span_px <= 0:
        return _unseen(state, sample.capture_us, params)
    height_px = presence.span_px / EAR_ANKLE_H
    state = _watch(state, sample, outline, height_px, params)
    raised_us, held = state.raised_us, state.held
    if raised_us is None:
        return state, None
    slack = 0.0 if held is None else params.slack
    found = _gesture_of(sample, outline, height_px, slack, params)
    if found is None:
        return _unseen(state, sample.capture_us, params)
    if not found or not _is_tall(outline, height_px, params):
        return _astray(state, sample.capture_us, params), None
    gesture, at_px, is_sure = found
    time_us = sample.capture_us
    if held is None or held.gesture is not gesture:
        if held is not None and not (is_sure and {gesture, held.gesture} == OVERHEAD):
            state, _ = _unseen(state, time_us, params)
            if state.held is not None:
                return state, None
        is_late = held is None and time_us - raised_us > us_of_s(params.raise_s)
        if state.is_spent or is_late or not is_wanted(gesture):
            return (replace(state, held=None) if held is not None else state), None
        begun = Held(gesture=gesture, since_us=time_us, seen_us=time_us, at_px=at_px, anchor_px=at_px)
        return replace(state, held=begun), None
    if not is_wanted(gesture):
        return replace(state, held=None), None
    return _dwell(state, held, time_us, at_px, height_px, params)


def dwell_s(gesture: Gesture, params: GestureParams) -> float:
    """Return how long a gesture has to be held."""
    return params.finish_dwell_s if gesture is Gesture.BOTH_UP else params.dwell_s


def _dwell(
    state: GestureState, held: Held, time_us: int, at_px: Point, height_px: float, params: GestureParams
) -> tuple[GestureState, Change | None]:
    """Follow the hand; whenever it moves on, its stillness begins anew."""
    gain = low_pass_gain(params.low_pass_hz, (time_us - held.seen_us) / US_PER_S)
    x_px, y_px = held.at_px
    now_px = (x_px + (at_px[0] - x_px) * gain, y_px + (at_px[1] - y_px) * gain)
    if time_us - held.since_us <= us_of_s(params.settle_s):
        held = replace(held, anchor_px=now_px)
    if dist(now_px, held.anchor_px) > params.still * height_px:
        if state.raised_us is None or time_us - state.raised_us > us_of_s(params.raise_s):
            return replace(state, held=None), None
        moved = replace(held, since_us=time_us, seen_us=time_us, at_px=at_px, anchor_px=at_px, is_told=False, share=0.0)
        return replace(state, held=moved), None
    share = (time_us - held.since_us) / us_of_s(dwell_s(held.gesture, params))
    if share >= 1.0:
        return replace(state, held=None, is_spent=True), Change(held.gesture, is_taken=True)
    is_shown = share >= params.seen_share
    held = replace(
        held,
        seen_us=time_us,
        at_px=now_px,
        is_told=held.is_told or is_shown,
        share=(share - params.seen_share) / (1.0 - params.seen_share) if is_shown else 0.0,
    )
    is_new = held.is_told and state.held is not None and not state.held.is_told
    return replace(state, held=held), Change(held.gesture, is_taken=False) if is_new else None


def _astray(state: GestureState, time_us: int, params: GestureParams) -> GestureState:
    """Bear with a sample or two of what is not the gesture, and no longer: a wave comes back to it again and again."""
    held = state.held
    if held is None:
        return state
    astray_us = held.astray_us + time_us - max(held.seen_us, held.looked_us)
    if astray_us > us_of_s(params.astray_s):
        return replace(state, held=None)
    return replace(state, held=replace(held, astray_us=astray_us, looked_us=time_us))


def _unseen(state: GestureState, time_us: int, params: GestureParams) -> tuple[GestureState, None]:
    """Keep what is held through a short dip, and no longer."""
    held = state.held
    if held is None or time_us - held.seen_us <= us_of_s(params.gap_s):
        return state, None
    return replace(state, held=None), None


def _watch(
    state: GestureState, sample: PoseSample, outline: Outline, height_px: float, params: GestureParams
) -> GestureState:
    """Note when a hand comes up, and when both hang again; on most samples nothing does, and nothing more is asked."""
    shoulder_x, shoulder_y = outline.shoulder
    (left_x, left_y), (right_x, right_y) = sample.pose.xy_px[9:11].tolist()
    low_y, out_px = shoulder_y + params.low * height_px, RAISED_OUT * params.out * height_px
    are_low = (left_y > low_y and right_y > low_y) and max(abs(left_x - shoulder_x), abs(right_x - shoulder_x)) < out_px
    if are_low:
        if state.raised_us is None:
            return state
        if state.lowered_us is None:
            return replace(state, lowered_us=sample.capture_us)
        if sample.capture_us - state.lowered_us < us_of_s(params.lowered_s):
            return state
        return AT_REST
    if state.raised_us is None:
        return replace(state, raised_us=sample.capture_us, lowered_us=None)
    return replace(state, lowered_us=None) if state.lowered_us is not None else state


def _is_tall(outline: Outline, height_px: float, params: GestureParams) -> bool:
    """Whether the trunk is upright and the legs are straight, whichever way the body is turned."""
    hip_y = outline.hip[1]
    ankle_y = (outline.ankles[0][1] + outline.ankles[1][1]) / 2
    return hip_y - outline.shoulder[1] >= params.torso * height_px and ankle_y - hip_y >= params.legs * height_px


class _Arm(NamedTuple):
    """What one arm does; a hidden one does nothing, and is not known to hang."""

    wrist_px: Point
    is_up: bool = False
    side: int = 0
    """Out to the right of the frame +1, to the left −1, neither 0."""
    is_down: bool = False


def _gesture_of(
    sample: PoseSample, outline: Outline, height_px: float, slack: float, params: GestureParams
) -> tuple[Gesture, Point, bool] | tuple[()] | None:
    """Return the gesture that one sample shows, where its hand is, and whether the other arm was seen as well.

    Nothing when it shows none, None when that cannot be told.
    """
    points, scores = sample.pose.xy_px.tolist(), sample.pose.score.tolist()
    arms = [
        _arm(points[elbow], points[wrist], outline, height_px, slack, params)
        for elbow, wrist in ARMS
        if scores[elbow] >= params.score and scores[wrist] >= params.score
    ]
    up = [arm for arm in arms if arm.is_up]
    if len(up) == len(ARMS):
        (left_x, left_y), (right_x, right_y) = up[0].wrist_px, up[1].wrist_px
        return Gesture.BOTH_UP, ((left_x + right_x) / 2, (left_y + right_y) / 2), True
    out = [arm for arm in arms if arm.side]
    others = [arm for arm in arms if not arm.is_up and not arm.side]
    if not up and not out and len(arms) < len(ARMS):
        return None
    if len(up) + len(out) != 1 or not all(arm.is_down for arm in others):
        return ()
    if up:
        return Gesture.ONE_UP, up[0].wrist_px, bool(others)
    # the mirror shows the frame's right at its left
    return (Gesture.LEFT if out[0].side > 0 else Gesture.RIGHT), out[0].wrist_px, bool(others)


def _arm(
    elbow: list[float], wrist: list[float], outline: Outline, height_px: float, slack: float, params: GestureParams
) -> _Arm:
    shoulder_x, shoulder_y = outline.shoulder
    place = (wrist[0], wrist[1])
    over_ear = (outline.ear[1] - wrist[1]) / height_px
    over_elbow = (elbow[1] - wrist[1]) / height_px
    elbow_over = (shoulder_y - elbow[1]) / height_px
    if (
        over_ear >= params.over_ear - slack
        and over_elbow >= params.over_elbow - slack
        and elbow_over >= params.elbow_over_shoulder - slack
    ):
        return _Arm(place, is_up=True)
    aside, elbow_aside = (wrist[0] - shoulder_x) / height_px, (elbow[0] - shoulder_x) / height_px
    below = (wrist[1] - shoulder_y) / height_px
    side = 1 if aside > 0 else -1
    is_straight = elbow_aside * side >= params.out_elbow - slack
    if abs(aside) >= params.out - slack and abs(below) <= params.out_level + slack and is_straight:
        return _Arm(place, side=side)
    return _Arm(place, is_down=below >= params.low)
