"""What the mirror measures for the eye: the ladder, the live heel, the reach of a rep, stillness, the light of a rep.

In:  the state after a tick, and the station.
Out: the measured parts of a scene.
Not here: which of them a scene shows, and its words (mirror.py).

Rule: a part changes in steps as coarse as it is known, so that nothing trembles and a picture that says the same is not
painted again.
"""

from math import isfinite
from typing import Final

from kiosk.core.scene import LadderView, RangeGauge, Ring, StepGauge
from kiosk.core.stance import SMALL_STEP_IN, StanceState
from kiosk.core.state import State, Station
from kiosk.core.units import s_of_us, us_of_s
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Verdict

HEEL_WINDOW_US: Final = us_of_s(0.5)
HEEL_FRESH_US: Final = us_of_s(1.0)
"""The live heel is the mean of its newest half second, and unknown when the last reading is older than a second."""
HEEL_STEP_IN: Final = 0.25
"""The heel moves in quarter inches: a stance reads with an SD of 0.22 to 0.35 in (hinge.md decision 20)."""
RING_STEPS: Final = 20
"""Two seconds of stillness in tenths."""
LIGHT_STEPS: Final = 50
"""A step of 2 % of a soft light at the edge of sight is not seen as a step."""
REACH_SHORT_IN: Final = 1.5
"""Hips travel less than the heels' distance: standing tall, the seat is this far behind the heels (hinge.md C.3)."""
LEAST_REACH_IN: Final = 1.0
FREE_REACH_H: Final = 0.11
"""Travel of a balanced free hinge at its aim of 45°, in body heights (hinge.md B.2)."""
UNMEASURED: Final = (Verdict.NOT_SURE, Verdict.VOID)
"""Attempts of which nobody can say how far the hips went."""


def next_rung_in(state: State, station: Station) -> float:
    """Return the rung to stand on, in inches: the one asked for, else the proven one, else the last or the first."""
    place, drill = state.place, station.drill
    if place.target_in is not None:
        return place.target_in
    stood = place.proof or place.anchor
    return stood.rung_in if stood is not None and stood.rung_in in drill.rungs_in else drill.first_rung_in


def ladder_of(state: State, station: Station, rung_in: float | None) -> LadderView | None:
    """Return the ruler with that rung bright; None where distances are not measured."""
    if not station.needs_lane:
        return None
    drill = station.drill
    return LadderView(rungs_in=drill.rungs_in, current_in=rung_in, best_in=state.ladder.best_in, unit=drill.unit)


def live_place_in(stance: StanceState, now_us: int) -> float | None:
    """Return where the lane reads the standing ankles just now, in inches from the wall, or None."""
    times_us, places_in = stance.times_us, stance.places_in
    if not times_us or now_us - times_us[-1] > HEEL_FRESH_US:
        return None
    oldest_us, total_in, count = times_us[-1] - HEEL_WINDOW_US, 0.0, 0
    while count < len(times_us) and times_us[-1 - count] > oldest_us:
        count += 1
        total_in += places_in[-count]
    mean_in = total_in / count
    return mean_in if isfinite(mean_in) else None


def step_gauge_of(state: State, station: Station) -> StepGauge:
    """Return the live heel from the athlete's own zero, the rung it belongs on, and how near is near enough.

    Where nothing was asked, the rung the heel stands on by its own choice is the target (hinge.md decision 8). A step
    to the next rung must be told from no step and from two (decision 14), so it is held to half of one.
    """
    place, params = state.place, station.params.stance
    target_in, heel_in = next_rung_in(state, station), None
    live_in = live_place_in(place.stance, state.now_us)
    if live_in is not None and place.zero is not None:
        heel_in = round((live_in - place.zero.ankle_in - place.bias_in) / HEEL_STEP_IN) * HEEL_STEP_IN
        if place.target_in is None:
            target_in = _rung_near(heel_in, station) or target_in
    is_small = place.anchor is not None and abs(target_in - place.anchor.rung_in) <= SMALL_STEP_IN
    tolerance_in = params.step_tolerance_in if is_small else params.rung_tolerance_in
    return StepGauge(heel_in=heel_in, target_in=target_in, tolerance_in=tolerance_in)


def _rung_near(heel_in: float, station: Station) -> float | None:
    near_in = min(station.drill.rungs_in, key=lambda rung_in: abs(rung_in - heel_in))
    return near_in if abs(near_in - heel_in) <= station.params.stance.rung_tolerance_in else None


def stillness_ring(stance: StanceState, first_s: float, needed_s: float) -> Ring:
    """Return the share of `needed_s` that the feet have stood; past `first_s` only once they are known to be still."""
    held_s = s_of_us(stance.held_us)
    return Ring(
        share=_in_steps((held_s if stance.is_still else min(held_s, first_s)) / needed_s, RING_STEPS), number=None
    )


def range_gauge_of(attempt: Attempt, station: Station) -> RangeGauge | None:
    """Return how far towards the wall an attempt came; None without a wall or where it was not measured.

    A counted attempt at the wall is one whose touch was believed. Short of it, the way is what the hips travelled and
    the gap that was left; before the wall is known, what the rung needs (hinge.md C.3).
    """
    if not station.drill.has_wall or attempt.verdict in UNMEASURED:
        return None
    if attempt.verdict.is_counted:
        return RangeGauge(fill=1.0, is_touch=True)
    travel_in = max(0.0, attempt.travel_in)
    if attempt.hip_gap_in is not None:
        way_in = max(travel_in + attempt.hip_gap_in, LEAST_REACH_IN)
    elif attempt.rung_in is not None:
        way_in = max(attempt.rung_in - REACH_SHORT_IN, LEAST_REACH_IN)
    else:
        return None
    return RangeGauge(fill=min(travel_in / way_in, 1.0), is_touch=False)


def edge_light_of(state: State, station: Station) -> float:
    """Return how far the hips have come since the rep began, 0 to 1, where 1 is the usual reach at this rung."""
    rows = state.attempt.rows
    if not rows:
        return 0.0
    height_in = station.params.journey.assumed_stature_in if state.height_in is None else state.height_in
    usual_in = _usual_reach_in(state, height_in)
    # a rep that is seen late, or begins without a lockout, still starts in the dark half
    start_in = min(rows[0].hip_back_h * height_in, usual_in / 2)
    return _in_steps((rows[-1].hip_back_h * height_in - start_in) / (usual_in - start_in), LIGHT_STEPS)


def _usual_reach_in(state: State, height_in: float) -> float:
    rung_in = state.place.rung_in
    for attempt in reversed(state.records):
        if attempt.rung_in == rung_in and attempt.verdict.is_counted:
            return max(attempt.travel_in, LEAST_REACH_IN)
    return FREE_REACH_H * height_in if rung_in is None else max(rung_in - REACH_SHORT_IN, LEAST_REACH_IN)


def _in_steps(share: float, steps: int) -> float:
    """Return a share held within 0 to 1, in whole steps; what cannot be measured is 0."""
    return round(min(max(0.0, share), 1.0) * steps) / steps
