"""Where the heels stand: still or moving, how far from the wall, and which rung that proves.

In:  the ankles' mid-point in inches along the lane, one reading a sample while the athlete stands tall.
Out: a still stance with its reading; the rung it proves, if any.
Not here: pixels to inches (lane.py), what the station asks for (session.py), touches (touch.py).

Rule: only readings taken standing tall enter, because the model's ankle moves with the lean; a reading is a mean over at
least a second of stillness, never one sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.core.faults import median
from kiosk.core.params import StanceParams
from kiosk.core.units import US_PER_S

KEEP_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceState:
    """The readings since the feet last moved: times in µs, places in inches along the lane, at most `KEEP_S` of them."""

    times_us: tuple[int, ...] = ()
    places_in: tuple[float, ...] = ()
    still_since_us: int | None = None

    @property
    def still_s(self) -> float:
        """Seconds of stillness up to the newest reading."""
        if self.still_since_us is None:
            return 0.0
        return (self.times_us[-1] - self.still_since_us) / US_PER_S

    @property
    def reading_in(self) -> float:
        """Mean of the readings taken while still. Call only when still."""
        assert self.still_since_us is not None
        kept = [place for time, place in zip(self.times_us, self.places_in, strict=True) if time >= self.still_since_us]
        return sum(kept) / len(kept)


def observe(state: StanceState, time_us: int, place_in: float, params: StanceParams) -> StanceState:
    """Add one reading. Feet that moved start a new stance; a second without drift makes it still."""
    if state.times_us and _has_moved(state, time_us, place_in, params):
        return StanceState(times_us=(time_us,), places_in=(place_in,))
    times, places = (*state.times_us, time_us), (*state.places_in, place_in)
    if time_us - times[0] > KEEP_S * US_PER_S:
        times, places = times[1:], places[1:]
    since = state.still_since_us
    if since is None and _is_still(times, places, params):
        since = time_us - round(params.still_s * US_PER_S)
    return replace(state, times_us=times, places_in=places, still_since_us=since)


def _has_moved(state: StanceState, time_us: int, place_in: float, params: StanceParams) -> bool:
    recent_us = time_us - round(params.moved_window_s * US_PER_S)
    recent = [p for t, p in zip(state.times_us[-30:], state.places_in[-30:], strict=True) if t > recent_us]
    older = state.places_in[: len(state.places_in) - len(recent)]
    if len(recent) < 2 or len(older) < 2:  # noqa: PLR2004 -- a median needs company on both sides
        return False
    return abs(median([*recent, place_in]) - median(older)) > params.moved_in


def _is_still(times_us: Sequence[int], places_in: Sequence[float], params: StanceParams) -> bool:
    window_us = round(params.still_s * US_PER_S)
    if times_us[-1] - times_us[0] < window_us:
        return False
    middle_us, first_us = times_us[-1] - window_us // 2, times_us[-1] - window_us
    early = [p for t, p in zip(times_us, places_in, strict=True) if first_us <= t < middle_us]
    late = [p for t, p in zip(times_us, places_in, strict=True) if t >= middle_us]
    if len(early) < 3 or len(late) < 3:  # noqa: PLR2004 -- under six readings a second nothing is measured
        return False
    return abs(sum(early) / len(early) - sum(late) / len(late)) <= params.still_drift_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A stance that is known: its rung and the reading that proved it, both in inches from the athlete's own zero."""

    rung_in: float
    reading_in: float


def rung_of(reading_in: float, before: Proof | None, rungs_in: Sequence[float], params: StanceParams) -> float | None:
    """Return the rung a reading stands for, or None: near it absolutely and by its change from the last proof (decision 14)."""
    fitting = []
    for rung_in in rungs_in:
        off_in = abs(reading_in - rung_in)
        drift_in = 0.0
        if before is not None:
            drift_in = abs((reading_in - before.reading_in) - (rung_in - before.rung_in))
        if off_in <= params.rung_tolerance_in and drift_in <= params.step_tolerance_in:
            fitting.append((off_in + drift_in, rung_in))
    return min(fitting)[1] if fitting else None


def heel_in_of(reading_in: float, rung_in: float, params: StanceParams) -> float:
    """Return the best estimate of the heels' distance: the reading drawn towards the printed line the athlete stands on.

    Both are uncertain: the reading by its error, the heels by how exactly they meet a line (decision 3); weights are the inverse variances.
    """
    pull = params.reading_sd_in**2 / (params.reading_sd_in**2 + params.line_sd_in**2)
    return reading_in + (rung_in - reading_in) * pull
