"""The athlete's place on the floor: zero, stance, proven rung, and what the station has asked for.

In:  the ankles' mid-point and the hips along the lane, while the athlete stands tall; requests from the journey.
Out: a PlaceState, and the facts that changed in it.
Not here: how a stance is measured (stance.py), why a rung is asked for (progression.py).

Rule: a rung is proven by the ankles or it is not known; nothing is counted on a rung that was only asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.core import stance
from kiosk.core.events import AskedToStep, Event, HeelsProven, StepRefused, ZeroTaken
from kiosk.core.lane import Lane, inches_at
from kiosk.core.params import StanceParams
from kiosk.core.pose import PoseSample
from kiosk.core.stance import Proof, StanceState
from kiosk.core.vocab import Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Zero:
    """The athlete's own zero: what the lane reads with heels and hips at the wall, and the stature, in inches."""

    ankle_in: float
    hip_in: float
    height_in: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceState:
    """Where the athlete stands. `anchor` is the last proven stance, against which a step is measured."""

    stance: StanceState = StanceState()
    zero: Zero | None = None
    proof: Proof | None = None
    anchor: Proof | None = None
    target_in: float | None = None
    refused_reading_in: float | None = None
    bias_in: float = 0.0
    """How much this athlete's readings are off, learned from proven rungs: mean of reading − rung.

    Drawn to 0 by one more.
    """
    proofs: int = 0
    is_at_zero: bool = False

    @property
    def rung_in(self) -> float | None:
        """The rung the ankles have proven, or None."""
        return None if self.proof is None else self.proof.rung_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What does not change while the athlete is here: the lane, the rungs, the greatest rung for this stature."""

    lane: Lane
    rungs_in: tuple[float, ...]
    cap_in: float


def ankle_in_of(lane: Lane, sample: PoseSample) -> float:
    """Return where the lane reads the middle of both ankles, in inches from the wall."""
    points = sample.pose.xy_px
    return inches_at(
        lane, (float(points[15, 0]) + float(points[16, 0])) * 0.5, (float(points[15, 1]) + float(points[16, 1])) * 0.5
    )


def stand(
    state: PlaceState, time_us: int, ankle_in: float, site: Site, params: StanceParams
) -> tuple[PlaceState, tuple[Event, ...]]:
    """Take one reading of an athlete standing tall; prove or lose the rung."""
    observed = stance.observe(state.stance, time_us, ankle_in, params)
    if observed.held_us < state.stance.held_us:
        # the feet have moved
        state = replace(state, stance=observed, proof=None, refused_reading_in=None, is_at_zero=False)
    elif observed.is_still and state.proof is not None:
        return _stand_on(state, observed, time_us, params)
    else:
        state = replace(state, stance=observed)
    if not observed.is_still:
        return state, ()
    if state.zero is not None and not state.is_at_zero and _is_back_at_zero(state, params):
        state = replace(state, is_at_zero=True)
    if state.is_at_zero and state.zero is not None:
        settled_in = stance.settled_in_of(observed, time_us, params)
        if settled_in is None:
            return state, ()
        # the longer someone stands at the wall, the better their zero is known
        ankle_in = stance.offset_in_of(settled_in, params)
        return replace(state, zero=replace(state.zero, ankle_in=ankle_in)), ()
    reading_in = observed.reading_in - (0.0 if state.zero is None else state.zero.ankle_in)
    return _prove(state, time_us, reading_in, site, params)


def _is_back_at_zero(state: PlaceState, params: StanceParams) -> bool:
    """Whether feet that seemed to leave the wall after the zero never did: what looked like a step was noise."""
    if not state.stance.is_rejoined or state.zero is None or state.anchor is None or state.anchor.rung_in > 0:
        return False
    return abs(state.stance.reading_in - state.zero.ankle_in) <= params.zero_tolerance_in


def _stand_on(
    state: PlaceState, observed: StanceState, time_us: int, params: StanceParams
) -> tuple[PlaceState, tuple[Event, ...]]:
    """Go on standing on the proven rung; feet that creep too far off its line lose it (C.5)."""
    assert state.proof is not None
    reading_in = observed.reading_in - (0.0 if state.zero is None else state.zero.ankle_in)
    if abs(reading_in - state.bias_in - state.proof.rung_in) > params.rung_tolerance_in:
        return _stay(replace(state, stance=observed, proof=None), time_us, reading_in, state.proof, params)
    return replace(state, stance=observed, proof=replace(state.proof, reading_in=reading_in)), ()


def _prove(
    state: PlaceState, time_us: int, reading_in: float, site: Site, params: StanceParams
) -> tuple[PlaceState, tuple[Event, ...]]:
    if state.zero is None:
        return state, ()
    if state.anchor is not None and state.anchor.rung_in > 0 and _has_crept(state.stance, reading_in, state.anchor):
        return _stay(state, time_us, reading_in, state.anchor, params)
    rung_in = stance.rung_of(reading_in, state.bias_in, state.anchor, site.rungs_in, params)
    near_in = stance.rung_of(reading_in, state.bias_in, None, site.rungs_in, params)
    if rung_in is None and state.anchor is not None and near_in == state.anchor.rung_in:
        # feet that crept a little, or a reading that is off: no other rung explains it better
        rung_in = near_in
    if rung_in is not None and state.stance.still_s >= _needed_still_s(state, rung_in, site.rungs_in, params):
        return adopt(state, time_us, Proof(rung_in=rung_in, reading_in=reading_in), params)
    if state.target_in is not None and state.refused_reading_in is None and rung_in != state.target_in:
        refused = replace(state, refused_reading_in=reading_in)
        off_in = reading_in - state.bias_in
        near_in = min(site.rungs_in, key=lambda rung: abs(rung - off_in))
        is_near = abs(near_in - off_in) <= 2 * params.step_tolerance_in
        heel_in = stance.heel_in_of(off_in, near_in, params) if is_near else off_in
        move = Move.OUT if heel_in < state.target_in else Move.IN
        return refused, (
            StepRefused(at_us=time_us, measured_in=heel_in, target_in=state.target_in),
            AskedToStep(at_us=time_us, target_in=state.target_in, move=move),
        )
    return state, ()


def _has_crept(stood: StanceState, reading_in: float, anchor: Proof) -> bool:
    """Whether the feet were not lifted from the proven stance; a stance refused before can be rejoined as well."""
    return stood.is_rejoined and abs(reading_in - anchor.reading_in) <= ONE_STEP_IN


def _stay(
    state: PlaceState, time_us: int, reading_in: float, anchor: Proof, params: StanceParams
) -> tuple[PlaceState, tuple[Event, ...]]:
    """Keep the rung of feet that were not lifted, unless they have crept too far off its line (C.5)."""
    off_in = reading_in - state.bias_in - anchor.rung_in
    if abs(off_in) <= params.rung_tolerance_in:
        return replace(state, proof=anchor), ()
    if state.refused_reading_in is not None:
        return state, ()
    crept = replace(state, target_in=anchor.rung_in, refused_reading_in=reading_in)
    return crept, (
        StepRefused(at_us=time_us, measured_in=anchor.rung_in + off_in, target_in=anchor.rung_in),
        AskedToStep(at_us=time_us, target_in=anchor.rung_in, move=Move.OUT if off_in < 0 else Move.IN),
    )


def adopt(state: PlaceState, time_us: int, proof: Proof, params: StanceParams) -> tuple[PlaceState, tuple[Event, ...]]:
    """Take a stance as proven."""
    if state.anchor is not None and proof.rung_in == state.anchor.rung_in:
        target_in = None if state.target_in == proof.rung_in else state.target_in
        return replace(state, proof=proof, anchor=proof, target_in=target_in, refused_reading_in=None), ()
    target_in = None if state.target_in == proof.rung_in or _is_own_choice(state, proof.rung_in) else state.target_in
    proven = replace(
        state,
        proof=proof,
        anchor=proof,
        target_in=target_in,
        refused_reading_in=None,
        bias_in=(state.bias_in * (state.proofs + 1) + proof.reading_in - proof.rung_in) / (state.proofs + 2),
        proofs=state.proofs + 1,
    )
    heel_in = stance.heel_in_of(proof.reading_in - state.bias_in, proof.rung_in, params)
    event = HeelsProven(
        at_us=time_us,
        rung_in=proof.rung_in,
        measured_in=heel_in,
        reading_in=proof.reading_in,
        was_asked=state.target_in == proof.rung_in,
    )
    return proven, (event,)


def _is_own_choice(state: PlaceState, rung_in: float) -> bool:
    """Whether a rung other than the one asked for was chosen, rather than never left."""
    return state.anchor is None or state.anchor.rung_in != rung_in


def _needed_still_s(state: PlaceState, rung_in: float, rungs_in: Sequence[float], params: StanceParams) -> float:
    """Return how long a stance must last to prove `rung_in`: longer when it is neither asked for, kept.

    Nor the next one.
    """
    if state.target_in == rung_in or (state.anchor is not None and state.anchor.rung_in == rung_in):
        return params.still_s
    if (
        state.target_in is None
        and state.anchor is not None
        and _are_neighbours(state.anchor.rung_in, rung_in, rungs_in)
    ):
        return params.still_s
    if state.target_in is not None and state.anchor is not None and state.anchor.rung_in > 0:
        return params.insist_still_s
    return params.own_choice_still_s


def _are_neighbours(one_in: float, other_in: float, rungs_in: Sequence[float]) -> bool:
    return one_in in rungs_in and other_in in rungs_in and abs(rungs_in.index(one_in) - rungs_in.index(other_in)) == 1


def take_zero(
    state: PlaceState, time_us: int, hip_in: float, height_in: float, params: StanceParams
) -> tuple[PlaceState, tuple[Event, ...]]:
    """Take the zero if the feet have been still at the wall long enough, else change nothing."""
    held = state.stance
    if held.still_s < params.zero_still_s or abs(held.reading_in) > params.zero_tolerance_in:
        return state, ()
    zero = Zero(ankle_in=stance.offset_in_of(held.reading_in, params), hip_in=hip_in, height_in=height_in)
    anchor = Proof(rung_in=0.0, reading_in=0.0)
    taken = PlaceState(stance=held, zero=zero, anchor=anchor, target_in=state.target_in, is_at_zero=True)
    event = ZeroTaken(at_us=time_us, ankle_in=zero.ankle_in, hip_in=hip_in, height_in=height_in)
    return taken, (event,)


def known(state: PlaceState, rungs_in: Sequence[float], params: StanceParams) -> Proof | None:
    """Return where the feet stood in the rep that has just ended, or None.

    That is the proof; or, when there was no whole second between step and rep, the rung asked for or never left, if the
    readings on either side of the rep speak for it: feet that stood through a rep have stood long enough.
    """
    if (
        state.proof is not None
        or state.anchor is None
        or state.zero is None
        or len(state.stance.places_in) < MIN_READINGS
    ):
        return state.proof
    reading_in = state.stance.reading_in - state.zero.ankle_in
    if stance.rung_of(reading_in, state.bias_in, None, rungs_in, params) == state.anchor.rung_in:
        return state.anchor
    rung_in = stance.rung_of(reading_in, state.bias_in, state.anchor, rungs_in, params)
    is_start = state.anchor.rung_in == 0
    if rung_in is None or not (is_start or _needed_still_s(state, rung_in, rungs_in, params) <= params.still_s):
        return None
    return Proof(rung_in=rung_in, reading_in=reading_in)


ONE_STEP_IN = 1.5
"""Decision 14: no step of one inch reads as more."""
MIN_READINGS = 4
"""Half a second at eight poses a second."""


def left(state: PlaceState) -> PlaceState:
    """Return the place of somebody who may stand elsewhere now: nothing is known but the rung to go back to."""
    target_in = state.target_in
    if target_in is None and state.anchor is not None and state.anchor.rung_in > 0:
        target_in = state.anchor.rung_in
    return PlaceState(target_in=target_in)


def ask(state: PlaceState, target_in: float) -> PlaceState:
    """Ask for a rung. The present proof holds until the feet move."""
    return replace(state, target_in=target_in, refused_reading_in=None)
