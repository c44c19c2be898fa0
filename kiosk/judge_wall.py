"""The judge of the wall: distances, the moment of the touch, and the ladder's decisions in one clip.

In:  a Truth and a Found of the same clip, the pose samples and the lane of the same clip.
Out: errors in inches, delays in seconds, and one line per true step with what the station said before it.
Not here: counts, verdicts and whether a rep touched (judge.py).

Rule: every distance is also estimated naively from the same samples, so the station's error is never read alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from kiosk.core.lane import Lane, inches_at
from kiosk.core.pose import PoseSample
from kiosk.core.units import TICK_HZ, s_of_us
from kiosk.core.vocab import Keypoint, Move
from kiosk.evidence import Found, Note, Stop, TrueStep, Truth

LEAST_STOP_S: Final = 1.0
"""Shorter stops prove no stance: the station asks for 1 s of stillness (hinge.md decision 13)."""

NAIVE_S: Final = 1.0
"""The naive estimate averages this much of the stop's end (hinge.md decision 20)."""

EARLY_S: Final = 0.3
"""A touch felt this long before the true one is an early sign of it; sooner, it is a false one."""

LATE_S: Final = 0.3
"""A touch felt this long after the true one ended still belongs to it."""

SETTLE_S: Final = 0.8
"""The ladder decides at a lockout; a step already begun then is still taken (hinge.md decision 13)."""

TICK_S: Final = 1 / TICK_HZ
"""What passes between the capture that showed a touch and the output of its tick, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """One true stop of the heels, read by the station and naively; None when it was not read."""

    heel_in: float
    read_in: float | None
    naive_in: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling:
    """How long after each true touch it was felt; the touches never felt; the feelings without a touch."""

    delays_s: tuple[float, ...]
    missing: int
    false: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the ladder said in the stand before a true step; `expected` is empty when nothing is due."""

    time_s: float
    step: str
    expected: str
    said: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether what is due was said and no move against it; when nothing is due, that no move was said."""
        against = {Move.OUT.value: {Move.IN.value}, Move.IN.value: {Move.OUT.value}}
        if not self.expected:
            return not {Move.OUT.value, Move.IN.value} & set(self.said)
        return self.expected in self.said and not against.get(self.expected, set()) & set(self.said)


def distances(found: Found, truth: Truth, *, samples: Sequence[PoseSample], lane: Lane | None) -> tuple[Distance, ...]:
    """Compare every stop away from the wall with what the station read while the feet stood there.

    A calibration clip has none: nobody takes a zero there, and its lane would judge itself.
    """
    zero = _zero(truth)
    zero_in = None if zero is None else _naive_in(samples, zero, lane)
    return tuple(
        Distance(
            heel_in=stop.heel_in,
            read_in=_read_in(found, stop, truth=truth),
            naive_in=None if zero_in is None or naive_in is None else naive_in - zero_in,
        )
        for stop in truth.stops
        for naive_in in [_naive_in(samples, stop, lane)]
        if not truth.is_calibration and stop.heel_in > 0 and stop.span.end_s - stop.span.start_s >= LEAST_STOP_S
    )


def has_missed_zero(found: Found, truth: Truth) -> bool | None:
    """Whether the zero was not taken while the heels stood at the wall; None where nobody stood there for one."""
    zero = _zero(truth)
    if zero is None or truth.is_calibration:
        return None
    return found.zero_s is None or not zero.span.start_s <= found.zero_s <= zero.leaves_s


def feeling(found: Found, truth: Truth) -> Feeling:
    """Time every true touch of a rep against the first `touch_felt` that belongs to it.

    Touches outside reps (the zero, a lean) are neither asked for nor held against the station.
    """
    felt_s = [note.time_s for note in found.notes if note.name == "touch_felt"]
    touches = [rep.touch for rep in truth.reps if rep.touch is not None]
    first_s = [
        next((time_s for time_s in felt_s if touch.start_s - EARLY_S <= time_s <= touch.end_s + LATE_S), None)
        for touch in touches
    ]
    return Feeling(
        delays_s=tuple(
            time_s + TICK_S - touch.start_s
            for touch, time_s in zip(touches, first_s, strict=True)
            if time_s is not None
        ),
        missing=first_s.count(None),
        false=sum(
            not any(contact.start_s - EARLY_S <= time_s <= contact.end_s + LATE_S for contact in truth.contacts)
            for time_s in felt_s
        ),
    )


def decisions(found: Found, truth: Truth) -> tuple[Decision, ...]:
    """List what the ladder said before every true step away from a rung, and after the last one.

    A stand with reps ends with the ladder's move; one without ends because the station asked for another step.
    """
    zero = _zero(truth)
    if zero is None or truth.is_calibration:
        return ()
    after_zero = [step for step in truth.steps if step.span.start_s >= zero.span.start_s]
    listed = []
    stands_from_s = zero.span.end_s
    for step in after_zero:
        if step.from_in > 0:
            until_s = max(step.span.end_s, step.span.start_s + SETTLE_S)
            listed.append(
                Decision(
                    time_s=step.span.start_s,
                    step="forgotten" if step.from_in == step.to_in else f"{step.from_in:g} to {step.to_in:g} in",
                    expected=_expected(step, truth=truth, from_s=stands_from_s),
                    said=_said(found, from_s=stands_from_s, until_s=until_s),
                )
            )
        if step.from_in != step.to_in:
            stands_from_s = step.span.end_s
    said = _said(found, from_s=stands_from_s, until_s=truth.duration_s)
    return (*listed, Decision(time_s=truth.duration_s, step="end", expected="", said=said))


def _zero(truth: Truth) -> Stop | None:
    """Return the stop at the wall, the athlete's own reference."""
    return next((stop for stop in truth.stops if stop.heel_in == 0), None)


def _naive_in(samples: Sequence[PoseSample], stop: Stop, lane: Lane | None) -> float | None:
    """Return the mean of both ankles over the stop's last second, in inches along the lane; None without a lane."""
    ankles = [int(Keypoint.LEFT_ANKLE), int(Keypoint.RIGHT_ANKLE)]
    middles_px = [
        sample.pose.xy_px[ankles].mean(axis=0)
        for sample in samples
        if stop.span.end_s - NAIVE_S <= s_of_us(sample.capture_us) <= stop.span.end_s
    ]
    if lane is None or not middles_px:
        return None
    x_px, y_px = np.mean(middles_px, axis=0)
    return inches_at(lane, float(x_px), float(y_px))


def _read_in(found: Found, stop: Stop, *, truth: Truth) -> float | None:
    """Return the station's reading for a stop: the nearest to it while the feet stay planted there."""
    arrived_s = max(
        (
            step.span.end_s
            for step in truth.steps
            if step.span.end_s <= stop.span.start_s and step.from_in != step.to_in
        ),
        default=stop.span.start_s,
    )
    readings = [
        (_gap_s(note, stop), note.measured_in)
        for note in (*found.rungs, *found.notes)
        if note.measured_in is not None and arrived_s <= note.time_s < stop.leaves_s
    ]
    return min(readings)[1] if readings else None


def _gap_s(note: Note, stop: Stop) -> float:
    """Return how far a reading lies outside a stop, in seconds."""
    return max(stop.span.start_s - note.time_s, note.time_s - stop.span.end_s, 0.0)


def _expected(step: TrueStep, *, truth: Truth, from_s: float) -> str:
    if not any(from_s <= rep.span.start_s < step.span.start_s for rep in truth.reps):
        return "asked_to_step"
    return Move.IN.value if step.to_in < step.from_in else Move.OUT.value


def _said(found: Found, *, from_s: float, until_s: float) -> tuple[str, ...]:
    """Return the ladder's moves and the requests for another step in a stretch, in order."""
    moves = (Move.OUT.value, Move.IN.value)
    return tuple(
        note.detail if note.name == "ladder_moved" else note.name
        for note in found.notes
        if from_s <= note.time_s <= until_s
        and (note.name == "asked_to_step" or (note.name == "ladder_moved" and note.detail in moves))
    )
