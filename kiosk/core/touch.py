"""When hips have met the wall: the touch line, learned per athlete and rung.

In:  where the hips stopped in each attempt, in inches along the lane (smaller is nearer the wall), with the trunk's
lean there.
Out: whether it was a touch, a miss, or not yet known; attempts whose answer a later one has changed.
Not here: the dwell (verdict.py), the ladder (progression.py).

Rule: a wall is solid. Nobody's hips stop twice beyond it, so the furthest place at which two stops agree is the wall,
and what stopped short of it by more than the tolerance was a miss. One stop alone teaches nothing. Why learned: the
model's hip is biased by up to 1.8 in from one athlete and lean to another (decision 20), but within one athlete and
rung touches and 1.5-in misses stay 0.99 in apart.
"""

from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from kiosk.core.bottom import median
from kiosk.core.frozen import replace
from kiosk.core.params import TouchParams

FEW_TOUCHES: Final = 3
"""A place of one touch errs by 0.18–0.25 in (C.4), a median of three by half of it."""


@unique
class Contact(Enum):
    """What a stop was."""

    TOUCH = "touch"
    MISS = "miss"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One dwell of the hips: the attempt's number, place in inches, lean and knee in degrees."""

    attempt: int
    place_in: float
    lean_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchLine:
    """What is known of the wall at one rung: stops that touched, and one beyond them that waits for company."""

    rung_in: float | None
    touches: tuple[Stop, ...] = ()
    waiting: Stop | None = None
    is_learned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchMemory:
    """Everything the session knows of the wall. `zero_in`: the hips' place at the zero, or None without a zero."""

    zero_in: float | None = None
    body_in: float | None = None
    """Where the lane alone would read the hips of a body of this size at the wall; used without a zero."""
    lines: tuple[TouchLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The contact of one stop, and the attempts whose contact is now another."""

    contact: Contact
    now_touch: tuple[int, ...] = ()
    now_miss: tuple[int, ...] = ()


def line_at(memory: TouchMemory, rung_in: float | None) -> TouchLine:
    """Return what is known at this rung."""
    return next((line for line in memory.lines if line.rung_in == rung_in), TouchLine(rung_in=rung_in))


def expected_line_in(memory: TouchMemory, rung_in: float | None, params: TouchParams) -> float | None:
    """Return where a touch at this rung should read, from its own touches and, while they are few, a neighbour's.

    None if nothing is learned.
    """
    own = line_at(memory, rung_in)
    neighbour = nearest_learned(memory, rung_in)
    if own.is_learned:
        return line_in_of(own, neighbour, params)
    return None if neighbour is None else line_in_of(neighbour, None, params)


def reach_left_in(
    memory: TouchMemory, rung_in: float | None, hip_in: float, lean_deg: float, params: TouchParams
) -> float | None:
    """Return how many inches hips at `hip_in` have left to where a touch should read; None while nothing is learned.

    The trunk is a second witness: at one rung every touch comes at the same lean, and for a third of a second after a
    stop the model's hip can read an inch short where the trunk is right. Both err independently, so their mean counts.
    """
    line_in = expected_line_in(memory, rung_in, params)
    if line_in is None:
        return None
    own = line_at(memory, rung_in)
    if not own.is_learned:
        return hip_in - line_in
    usual_deg = median([stop.lean_deg for stop in own.touches[-int(params.learn_last) :]])
    return (hip_in - line_in + (usual_deg - lean_deg) / params.reach_deg_per_in) / 2


def line_in_of(line: TouchLine, neighbour: TouchLine | None, params: TouchParams) -> float:
    """Return the median of the last touches; one or two of them are steadied by the nearest rung's line."""
    places = [stop.place_in for stop in line.touches[-int(params.learn_last) :]]
    if len(places) < FEW_TOUCHES and neighbour is not None:
        places.append(line_in_of(neighbour, None, params))
    return median(places)


def answer(memory: TouchMemory, rung_in: float | None, stop: Stop, params: TouchParams) -> tuple[TouchMemory, Answer]:
    """Judge one stop and learn from it."""
    line = line_at(memory, rung_in)
    if line.is_learned:
        neighbour = nearest_learned(memory, rung_in)
        line, result = _at_learned(line, stop, line_in_of(line, neighbour, params), params)
    else:
        line, result = _at_new(memory, line, stop, params)
    others = tuple(item for item in memory.lines if item.rung_in != rung_in)
    return replace(memory, lines=(*others, line)), result


def _at_learned(line: TouchLine, stop: Stop, known_in: float, params: TouchParams) -> tuple[TouchLine, Answer]:
    if stop.place_in > known_in + params.line_tolerance_in:
        return line, Answer(contact=Contact.MISS)
    if stop.place_in >= known_in - params.line_tolerance_in:
        return replace(line, touches=(*line.touches, stop)), Answer(contact=Contact.TOUCH)
    if line.waiting is None or abs(line.waiting.place_in - stop.place_in) > params.line_tolerance_in:
        return replace(line, waiting=stop), Answer(contact=Contact.TOUCH)
    short = tuple(item.attempt for item in line.touches)
    learned = TouchLine(rung_in=line.rung_in, touches=(line.waiting, stop), is_learned=True)
    return learned, Answer(contact=Contact.TOUCH, now_miss=short)


def _at_new(memory: TouchMemory, line: TouchLine, stop: Stop, params: TouchParams) -> tuple[TouchLine, Answer]:
    neighbour = nearest_learned(memory, line.rung_in)
    if neighbour is not None:
        known_in = line_in_of(neighbour, None, params)
        if stop.place_in <= known_in + params.line_tolerance_in and not is_too_upright(neighbour, line, stop, params):
            return replace(line, touches=(stop,), is_learned=True, waiting=None), Answer(contact=Contact.TOUCH)
        if not is_deeper(neighbour, line, stop, params):
            return line, Answer(contact=Contact.MISS)
    elif (
        memory.zero_in is not None and stop.place_in > memory.zero_in + params.zero_line_tolerance_in
    ) or _is_off_the_wall(memory, stop, params):
        return line, Answer(contact=Contact.MISS)
    waiting = line.waiting
    if waiting is None:
        return replace(line, waiting=stop), Answer(contact=Contact.UNKNOWN)
    if stop.place_in < waiting.place_in - params.line_tolerance_in:
        return replace(line, waiting=stop), Answer(contact=Contact.UNKNOWN, now_miss=(waiting.attempt,))
    if stop.place_in > waiting.place_in + params.line_tolerance_in:
        return line, Answer(contact=Contact.MISS)
    learned = replace(line, touches=(waiting, stop), waiting=None, is_learned=True)
    return learned, Answer(contact=Contact.TOUCH, now_touch=(waiting.attempt,))


def _is_off_the_wall(memory: TouchMemory, stop: Stop, params: TouchParams) -> bool:
    """Whether, without a zero, the hips stopped too far out for any body of this size to touch."""
    if memory.zero_in is not None or memory.body_in is None:
        return False
    return stop.place_in > memory.body_in + params.contact_tolerance_in


def nearest_learned(memory: TouchMemory, rung_in: float | None) -> TouchLine | None:
    """Return the learned line of the nearest other rung, or None."""
    if rung_in is None:
        return None
    others = [line for line in memory.lines if line.is_learned and line.rung_in not in (None, rung_in)]
    learned = [(abs(line.rung_in - rung_in), line.rung_in) for line in others if line.rung_in is not None]
    return line_at(memory, min(learned)[1]) if learned else None


def usual_lean_deg(line: TouchLine) -> float:
    """Return the lean at which a line's touches came."""
    return median([item.lean_deg for item in line.touches])


def is_too_upright(neighbour: TouchLine, line: TouchLine, stop: Stop, params: TouchParams) -> bool:
    """Whether the trunk leans less than at a rung nearer the wall: a wall further away cannot be reached with less."""
    assert neighbour.rung_in is not None
    assert line.rung_in is not None
    return line.rung_in > neighbour.rung_in and stop.lean_deg < usual_lean_deg(neighbour) - params.lean_margin_deg


def is_deeper(neighbour: TouchLine, line: TouchLine, stop: Stop, params: TouchParams) -> bool:
    """Whether the trunk leans clearly more than at a nearer rung.

    So that a drift of the hip's bias may be what reads short.
    """
    assert neighbour.rung_in is not None
    assert line.rung_in is not None
    return line.rung_in > neighbour.rung_in and stop.lean_deg > usual_lean_deg(neighbour) + params.lean_margin_deg
