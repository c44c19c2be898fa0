"""What a stop of the hips was measured against: own touches, a neighbour rung's, the zero, or nothing yet.

In:  what was known of the wall before the stop, and the stop.
Out: a Ground: where the line was taken from, where it was, how far off it a touch may be, and the sign of a miss.
Not here: the answer itself and what it teaches (touch.py).

Rule: the sign of a miss is met exactly where touch.py answers that the stop was a miss.
"""

from collections.abc import Iterator
from enum import Enum, unique
from typing import NamedTuple

from kiosk.core.params import TouchParams
from kiosk.core.sign import Quantity, Sign, above, all_of, any_of, below, unless
from kiosk.core.touch import Stop, TouchLine, TouchMemory, line_at, line_in_of, nearest_learned, usual_lean_deg


@unique
class Basis(Enum):
    """Where the wall was taken from."""

    LEARNED = "learned"
    """The athlete's own touches at this rung."""
    NEIGHBOUR = "neighbour"
    """The touches at the nearest other rung."""
    UPRIGHT = "upright"
    """The lean of those: a wall further away is not reached with less."""
    ZERO = "zero"
    BODY = "body"
    """Without a zero: where the lane would read the hips of a body of this size."""
    COMPANY = "company"
    """One stop before, which waits for another that agrees."""
    NOTHING = "nothing"


class Ground(NamedTuple):
    """What a stop was measured against. `sign` is that of a miss; None where nothing could make it one."""

    basis: Basis
    place_in: float
    line_in: float | None = None
    tolerance_in: float = 0.0
    sign: Sign | None = None


def ground_of(memory: TouchMemory, rung_in: float | None, stop: Stop, params: TouchParams) -> Ground:
    """Return what a stop that was held long enough is measured against."""
    line, neighbour = line_at(memory, rung_in), nearest_learned(memory, rung_in)
    if line.is_learned:
        return _ground(Basis.LEARNED, stop, line_in_of(line, neighbour, params), params.line_tolerance_in)
    first = None if neighbour is None else _beside(neighbour, line, stop, params)
    if first is not None:
        return first
    known = tuple(_unlearned(memory, line, stop, params, has_neighbour=neighbour is not None))
    missed = [ground for ground in known if ground.sign is not None and ground.sign.is_met]
    return (*missed, *known[::-1], Ground(Basis.NOTHING, stop.place_in))[0]


def brief_ground(memory: TouchMemory, rung_in: float | None, place_in: float, params: TouchParams) -> Ground:
    """Return what a stop too brief to be a touch is measured against: it may still be seen to have been short."""
    line, neighbour = line_at(memory, rung_in), nearest_learned(memory, rung_in)
    stop = Stop(attempt=0, place_in=place_in, lean_deg=0.0)
    if line.is_learned:
        return _ground(Basis.LEARNED, stop, line_in_of(line, neighbour, params), params.line_tolerance_in)
    if neighbour is not None:
        return _ground(Basis.NEIGHBOUR, stop, line_in_of(neighbour, None, params), params.line_tolerance_in)
    return Ground(Basis.NOTHING, place_in)


def _beside(neighbour: TouchLine, line: TouchLine, stop: Stop, params: TouchParams) -> Ground | None:
    """Measure a stop against another rung's line; None where its deeper lean makes that line say nothing."""
    ground = _ground(Basis.NEIGHBOUR, stop, line_in_of(neighbour, None, params), params.line_tolerance_in)
    short = ground.sign
    assert short is not None
    assert line.rung_in is not None
    assert neighbour.rung_in is not None
    if line.rung_in <= neighbour.rung_in:
        return ground
    usual_deg = usual_lean_deg(neighbour)
    upright = below(Quantity.TRUNK, stop.lean_deg, usual_deg - params.lean_margin_deg)
    deeper = above(Quantity.TRUNK, stop.lean_deg, usual_deg + params.lean_margin_deg)
    sign = any_of(short, upright)
    if sign.is_met and deeper.is_met:
        return None
    if sign.is_met and not short.is_met:
        return ground._replace(basis=Basis.UPRIGHT, sign=all_of(sign, unless(deeper)))
    return ground._replace(sign=all_of(sign, unless(deeper)))


def _unlearned(
    memory: TouchMemory, line: TouchLine, stop: Stop, params: TouchParams, *, has_neighbour: bool
) -> Iterator[Ground]:
    """Yield what a stop at a rung without touches is measured against, the surest last."""
    if not has_neighbour and memory.zero_in is not None:
        yield _ground(Basis.ZERO, stop, memory.zero_in, params.zero_line_tolerance_in)
    elif not has_neighbour and memory.body_in is not None:
        yield _ground(Basis.BODY, stop, memory.body_in, params.contact_tolerance_in)
    if line.waiting is not None:
        yield _ground(Basis.COMPANY, stop, line.waiting.place_in, params.line_tolerance_in)


def _ground(basis: Basis, stop: Stop, line_in: float, tolerance_in: float) -> Ground:
    sign = above(Quantity.PLACE_IN, stop.place_in, line_in + tolerance_in)
    return Ground(basis, stop.place_in, line_in, tolerance_in, sign)
