"""The athlete's body as it is tracked: presence, facing, smoothed geometry, its own lockout.

In:  pose samples.
Out: a BodyState whose `geometry` is the newest good sample's, smoothed.
Not here: reps (attempt.py), the floor (place.py).

Rule: a bad sample changes presence and nothing else; geometry, facing and lockout wait for the next good one.
"""

from dataclasses import dataclass
from math import dist

from kiosk.core import lockout as lockouts
from kiosk.core import presence as presences
from kiosk.core.frozen import replace
from kiosk.core.kinematics import Geometry, geometry_of
from kiosk.core.lockout import Lockout, Window
from kiosk.core.params import GateParams, Params, SmoothingParams
from kiosk.core.pose import PoseSample
from kiosk.core.presence import EAR_ANKLE_H, Home, Point, PresenceState, middle
from kiosk.core.smoothing import Smoothed, low_pass_gain, smooth
from kiosk.core.units import US_PER_S
from kiosk.core.vocab import Missing

FACING_MEMORY_S = 1.0
FACING_SURE_H = 0.01
"""The nose is 0.065 H ahead of the ears (E.1); a sixth of it, kept over a second, settles which way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stir:
    """When hips or head last moved, by capture time in µs, and where in the frame they have been since."""

    since_us: int
    hip_px: Point
    ear_px: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyState:
    """What is known of the body in view. `facing` is +1 to the right of the frame, −1 to the left, 0 not yet known."""

    presence: PresenceState = PresenceState()
    missing: Missing | None = None
    seen_missing: Missing | None = None
    seen_missing_us: int = 0
    facing: int = 0
    nose_lead: float = 0.0
    turned_us: int | None = None
    """Since when the nose has led the other way."""
    seen_us: int = 0
    smoothed: Smoothed | None = None
    geometry: Geometry | None = None
    lead_in: Window = ()
    lockout: Lockout | None = None
    home: Lockout | None = None
    """The last lockout, kept when the athlete has gone from it."""
    home_facing: int = 0
    lockout_us: int = 0
    stir: Stir | None = None


def observe(
    state: BodyState,
    sample: PoseSample,
    *,
    is_in_rep: bool,
    may_lie: bool,
    has_count: bool,
    smoothing: SmoothingParams,
    params: Params,
) -> BodyState:
    """Advance by one sample. Facing is frozen in a rep.

    `may_lie`: the drill is done on the floor. `has_count`: the athlete has reps to lose.
    """
    home = _home_of(state, has_count=has_count)
    presence = presences.observe(state.presence, sample, home, params.gate, may_lie=may_lie)
    if not presence.is_good:
        return replace(state, presence=presence)
    elapsed_s = (sample.capture_us - state.seen_us) / US_PER_S
    memory = state.smoothed
    if elapsed_s > smoothing.reset_after_s:
        memory = None
        state = replace(state, lead_in=())
    smoothed = smooth(memory, sample.capture_us, sample.pose.xy_px, max(presence.span_px, 1.0), smoothing)
    if not is_in_rep:
        state = _faced(state, sample, presence.span_px, elapsed_s, params.gate)
    facing = state.facing
    return replace(
        state,
        presence=presence,
        smoothed=smoothed,
        seen_us=sample.capture_us,
        stir=_stirred(state.stir, smoothed, presence.span_px, params.gate),
        geometry=geometry_of(smoothed.xy_px, facing) if facing else state.geometry,
    )


def notice(state: BodyState, missing: Missing | None, time_us: int, params: GateParams) -> BodyState:
    """Take what is missing in this sample; it counts once it has lasted as long as anyone's arrival must."""
    if missing is not state.seen_missing:
        return replace(state, seen_missing=missing, seen_missing_us=time_us)
    if missing is state.missing or time_us - state.seen_missing_us < params.arrive_after_s * US_PER_S:
        return state
    return replace(state, missing=missing)


def _stirred(stir: Stir | None, smoothed: Smoothed, span_px: float, params: GateParams) -> Stir:
    """Note the last time that hips or head moved further than anything that only trembles."""
    points = smoothed.xy_px.tolist()
    hip_px, ear_px = middle(points[11], points[12]), middle(points[3], points[4])
    still_px = params.stir * span_px
    if stir is not None and max(dist(hip_px, stir.hip_px), dist(ear_px, stir.ear_px)) <= still_px:
        return stir
    return Stir(since_us=smoothed.time_us, hip_px=hip_px, ear_px=ear_px)


def is_lifeless(state: BodyState, params: GateParams) -> bool:
    """Whether it keeps so still for so long that it is a picture, a reflection or a coat on a hook."""
    return state.stir is not None and state.seen_us - state.stir.since_us > params.lifeless_s * US_PER_S


def _home_of(state: BodyState, *, has_count: bool) -> Home | None:
    """Return where the last lockout's feet stood in the frame, x right and y down."""
    home = state.home
    if home is None:
        return None
    return Home(
        feet_px=(home.ankle_x * state.home_facing, -home.ankle_y),
        length_px=home.height_px * EAR_ANKLE_H,
        is_left=state.lockout is None,
        is_kept=has_count,
    )


def come_home(state: BodyState, params: Params) -> BodyState:
    """Take up the last lockout again when the athlete stands tall where it was taken.

    Or in any posture, when it was somebody else who went from there.
    """
    home, geometry = state.home, state.geometry
    if state.lockout is not None or home is None or geometry is None:
        return state
    if state.presence.is_back:
        return replace(state, lockout=home, facing=state.home_facing)
    if state.facing != state.home_facing:
        return state
    off_h = dist((geometry.ankle_x, geometry.ankle_y), (home.ankle_x, home.ankle_y)) / home.height_px
    is_tall = abs(geometry.lean_deg) < params.gate.tall_lean_deg and geometry.knee_deg < params.gate.tall_knee_deg
    return replace(state, lockout=home) if is_tall and off_h <= params.stance.feet_moved_h else state


def _faced(state: BodyState, sample: PoseSample, span_px: float, elapsed_s: float, params: GateParams) -> BodyState:
    """Take the way the nose leads the ears of late.

    Whoever stood still and seems to turn round is believed once it has lasted.
    """
    points = sample.pose.xy_px
    lead = float(points[0, 0] - (points[3, 0] + points[4, 0]) * 0.5) / max(span_px, 1.0)
    gain = low_pass_gain(1.0 / FACING_MEMORY_S, min(max(elapsed_s, 0.0), FACING_MEMORY_S))
    nose_lead = lead if state.facing == 0 else state.nose_lead + (lead - state.nose_lead) * gain
    facing = 1 if nose_lead > 0 else -1
    if abs(nose_lead) < FACING_SURE_H or facing == state.facing:
        return replace(state, nose_lead=nose_lead, turned_us=None)
    turned_us = sample.capture_us if state.turned_us is None else state.turned_us
    if state.lockout is not None and sample.capture_us - turned_us < params.turn_s * US_PER_S:
        return replace(state, nose_lead=nose_lead, turned_us=turned_us)
    return replace(state, nose_lead=nose_lead, facing=facing, turned_us=None, lead_in=(), lockout=None)


def stand(state: BodyState, time_us: int, needed_s: float, params: Params) -> BodyState:
    """Collect a sample of standing; when it makes a lockout, take it."""
    assert state.geometry is not None
    window = lockouts.collect(state.lead_in, time_us, state.geometry, needed_s)
    if time_us - state.lockout_us < needed_s * US_PER_S / 2 and state.lockout is not None:
        return replace(state, lead_in=window)
    found = lockouts.lockout_of(window, needed_s, params.gate)
    if found is None:
        return replace(state, lead_in=window)
    return replace(state, lead_in=window, lockout=found, home=found, home_facing=state.facing, lockout_us=time_us)


def forget_standing(state: BodyState) -> BodyState:
    """Drop the collected samples of standing, because the athlete has begun to move."""
    return replace(state, lead_in=()) if state.lead_in else state


def forget(state: BodyState) -> BodyState:
    """Drop everything learned of this body but its presence, and since when it has not moved."""
    return BodyState(
        presence=state.presence,
        missing=state.missing,
        seen_missing=state.seen_missing,
        seen_us=state.seen_us,
        stir=state.stir,
    )
