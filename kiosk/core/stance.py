"""Where the heels stand: still or moving, how far from the wall, and which rung that proves.

In:  the ankles' mid-point in inches along the lane, one reading a sample while the athlete stands tall.
Out: a still stance with its reading; the rung it proves, if any.
Not here: pixels to inches (lane.py), what the station asks for (session.py), touches (touch.py).

Rule: only readings taken standing tall enter, because the model's ankle moves with the lean; a reading is a mean over
at least a second of stillness, never one sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from typing import Final

from kiosk.core.bottom import median
from kiosk.core.frozen import replace
from kiosk.core.params import StanceParams
from kiosk.core.units import US_PER_S

MOST_READINGS = 90
"""Three seconds at 30 poses a second."""
FEWEST = 3
"""A median needs company; under six readings a second nothing is measured."""
LONGEST_PAUSE_S = 0.25
"""Two readings at eight poses a second; a longer pause was a rep."""

SMALL_STEP_IN: Final = 1.25
"""A step to the next rung, an inch or two or three whole centimetres (1.18 in).

It is proved by half an inch either way (hinge.md decision 14: an inch reads 0.5 to 1.5 in)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceState:
    """The newest readings since the feet last moved: times in µs, places in inches along the lane.

    `held_us` is how long they have been read in all, time spent in reps left out.
    """

    times_us: tuple[int, ...] = ()
    places_in: tuple[float, ...] = ()
    held_us: int = 0
    is_still: bool = False
    left_in: float | None = None
    left_us: int = 0
    """The stance before, and how long it was held: where the feet still are if what looked like a step was noise."""
    is_rejoined: bool = False
    """Whether it turned out to be the stance before: noise, or feet that crept."""

    @property
    def still_s(self) -> float:
        """Seconds of standing in this stance; 0 until it is known to be still."""
        return self.held_us / US_PER_S if self.is_still else 0.0

    @property
    def reading_in(self) -> float:
        """Mean of the readings."""
        return sum(self.places_in) / len(self.places_in)


def observe(state: StanceState, time_us: int, place_in: float, params: StanceParams) -> StanceState:
    """Add one reading. Feet that moved start a new stance; a second without drift makes it still."""
    times, places = (*state.times_us, time_us), (*state.places_in, place_in)
    held_us = state.held_us + _pause_us(state, time_us)
    recent = _recent(times, time_us, params)
    is_full = times[-1] - times[-recent] >= params.moved_window_s * US_PER_S / 2
    if is_full and _has_moved(places, recent, params):
        # the newer half of what is recent was read after the move
        kept = max(1, recent // 2)
        older = places[: len(places) - recent]
        return StanceState(
            times_us=times[-kept:],
            places_in=places[-kept:],
            held_us=time_us - times[-kept],
            left_in=sum(older) / len(older) if state.is_still else state.left_in,
            left_us=state.held_us if state.is_still else state.left_us,
        )
    is_still = state.is_still or (held_us >= params.still_s * US_PER_S and _has_settled(places, params))
    if len(places) > MOST_READINGS:
        times, places = times[1:], places[1:]
    moved = replace(state, times_us=times, places_in=places, held_us=held_us, is_still=is_still)
    return _rejoined(moved, params) if is_still and not state.is_still else moved


def settled_in_of(state: StanceState, time_us: int, params: StanceParams) -> float | None:
    """Return the mean of the readings that no step of this moment can have touched, or None without enough."""
    older = state.places_in[: len(state.places_in) - _recent(state.times_us, time_us, params)]
    return sum(older) / len(older) if len(older) >= FEWEST else None


def _rejoined(state: StanceState, params: StanceParams) -> StanceState:
    """Join a stance that settled where the one before it was: less than half a step is no step (decision 14)."""
    if state.left_in is None or abs(state.reading_in - state.left_in) > params.step_tolerance_in:
        return state
    return replace(state, held_us=state.held_us + state.left_us, left_in=None, left_us=0, is_rejoined=True)


def _pause_us(state: StanceState, time_us: int) -> int:
    """Return the time since the last reading, or nothing when a rep lay between."""
    if not state.times_us:
        return 0
    pause_us = time_us - state.times_us[-1]
    return pause_us if pause_us <= LONGEST_PAUSE_S * US_PER_S else 0


def _recent(times_us: Sequence[int], time_us: int, params: StanceParams) -> int:
    """Return how many readings are recent."""
    oldest_us = time_us - round(params.moved_window_s * US_PER_S)
    count = 0
    while count < len(times_us) and times_us[-count - 1] > oldest_us:
        count += 1
    return count


def _has_moved(places_in: Sequence[float], recent: int, params: StanceParams) -> bool:
    older = places_in[: len(places_in) - recent]
    if recent < FEWEST or len(older) < FEWEST:
        return False
    # a median of n has 1.25 times the error of their mean
    spread_in = 1.25 * params.frame_sd_in * sqrt(1 / recent + 1 / len(older))
    allowed_in = max(params.moved_in, params.moved_sds * hypot(params.slow_sd_in, spread_in))
    return abs(median(places_in[-recent:]) - median(older)) > allowed_in


def _has_settled(places_in: Sequence[float], params: StanceParams) -> bool:
    """Whether the two halves of the readings agree, so that no step is under way."""
    half = len(places_in) // 2
    if half < FEWEST:
        return False
    return abs(sum(places_in[:half]) - sum(places_in[-half:])) <= params.still_drift_in * half


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A stance that is known: its rung and the reading that proved it, both in inches from the athlete's own zero."""

    rung_in: float
    reading_in: float


def rung_of(
    reading_in: float, bias_in: float, before: Proof | None, rungs_in: Sequence[float], params: StanceParams
) -> float | None:
    """Return the rung a reading stands for, or None: near it absolutely and by its change from the last (decision 14).

    `bias_in` is what this athlete's readings are known to be off; only the absolute distance feels it.
    """
    fitting = []
    for rung_in in rungs_in:
        off_in = abs(reading_in - bias_in - rung_in)
        drift_in = 0.0
        allowed_in = params.rung_tolerance_in
        if before is not None:
            step_in = rung_in - before.rung_in
            drift_in = abs(reading_in - before.reading_in - step_in)
            # a longer step carries the error of the scale and of another way of standing
            allowed_in = params.step_tolerance_in if abs(step_in) <= SMALL_STEP_IN else params.rung_tolerance_in
        if off_in <= params.rung_tolerance_in and drift_in <= allowed_in:
            fitting.append((off_in + drift_in, rung_in))
    return min(fitting)[1] if fitting else None


def offset_in_of(zero_reading_in: float, params: StanceParams) -> float:
    """Return how far off the lane reads an athlete's ankles, from the reading at the wall.

    Part of that reading is the athlete's own and stays (ankle, shoes, the model); part belongs to standing at the
    wall and goes when they step away. Each takes its share by its variance.
    """
    own = params.own_offset_sd_in**2
    return zero_reading_in * own / (own + params.zero_sd_in**2)


def heel_in_of(reading_in: float, rung_in: float, params: StanceParams) -> float:
    """Return the best estimate of the heels' distance: the reading drawn towards the printed line they stand on.

    Both are uncertain: the reading by its error, the heels by how exactly they meet a line (decision 3). Weights are
    the inverse variances.
    """
    pull = params.reading_sd_in**2 / (params.reading_sd_in**2 + params.line_sd_in**2)
    return reading_in + (rung_in - reading_in) * pull
