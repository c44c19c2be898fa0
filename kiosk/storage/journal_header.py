"""The journal's first line: all that a replay needs to build the station again.

In:  a Station and the model's digest; a first line.
Out: a Header, and the line; what two headers differ in.
Not here: the other lines (journal_lines.py), building the station (replay.py).

Rule: the header holds the fitted lane and the dose themselves, and a digest of all else the core worked with.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kiosk import VERSION
from kiosk.core.distance import Unit
from kiosk.core.drill import Dose
from kiosk.core.lane import Lane, LaneKind, Mark
from kiosk.core.session import Station
from kiosk.core.units import TICK_HZ
from kiosk.storage.journal_lines import FURTHEST_PX, Unreadable, fields_of, parsed, text_of

SCHEMA: Final = 1
DIRECTION_TOLERANCE: Final = 1e-6
"""The direction was recorded to the last bit and has a length of 1; one that has not is damage."""
LEAST_PX_PER_IN: Final = 0.01
"""Below it a lane of 24 in has no pixel to itself: nothing that was fitted."""
DIGEST_LETTERS: Final = 16
"""64 bits of SHA-256: enough to tell two settings apart, short enough to read aloud."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """What the core worked with, each as the first letters of a SHA-256 in hexadecimal."""

    params: str
    drill: str
    model: str
    calibration: str
    cue_pack: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The first line: everything a replay needs to build the station again, the fitted lane and the dose included."""

    schema: int
    program: str
    tick_hz: int
    drill: str
    dose: Dose
    unit: Unit
    language: str
    is_count_spoken: bool
    is_recorded: bool
    lane: Lane | None
    digests: Digests
    choices: tuple[str, ...] = ()
    """What the athlete could choose, the station's own first; none in a journal from before there was a choice."""


def header_of(station: Station, *, model_sha256: str) -> Header:
    """Return the header of a journal recorded at this station with a model of this digest."""
    return Header(
        schema=SCHEMA,
        program=VERSION,
        tick_hz=TICK_HZ,
        drill=station.trains,
        dose=station.drill.dose,
        unit=station.unit,
        language=station.pack.language,
        is_count_spoken=station.is_count_spoken,
        is_recorded=station.is_recorded,
        lane=station.lane,
        digests=Digests(
            params=_digest_of(station.params),
            drill=_digest_of(tuple(_drills_of(choice) for choice in station.choices) or _drills_of(station)),
            model=model_sha256[:DIGEST_LETTERS],
            calibration=_digest_of(station.lane),
            cue_pack=_digest_of(station.pack),
        ),
        choices=tuple(choice.trains for choice in station.choices),
    )


def _drills_of(station: Station) -> object:
    return tuple((step.drill, step.rule) for step in station.steps) or station.drill


def text_of_header(header: Header) -> str:
    """Return the first line."""
    found = fields_of(header)
    return text_of({"journal": found.pop("schema"), **found})


def header_in(text: str) -> Header:
    """Return what a first line says. Raises Unreadable."""
    match parsed(text):
        case {"journal": int(schema), "tick_hz": int(tick_hz)} if (schema, tick_hz) != (SCHEMA, TICK_HZ):
            now = f"form {SCHEMA} at {TICK_HZ} Hz"
            message = f"it is a journal of form {schema} at {tick_hz} Hz, and this program reads {now}"
            raise Unreadable(message)
        case {
            "journal": int(schema),
            "program": str(program),
            "tick_hz": int(tick_hz),
            "drill": str(drill),
            "dose": {
                "reps": int() | float() as reps,
                "sets": int() | float() as sets,
                "rest_s": int() | float() as rest_s,
                "hold_s": int() | float() as hold_s,
            },
            "language": str(language),
            "is_count_spoken": bool(is_count_spoken),
            "is_recorded": bool(is_recorded),
            "lane": lane,
            "digests": {
                "params": str(params),
                "drill": str(drill_digest),
                "model": str(model),
                "calibration": str(calibration),
                "cue_pack": str(cue_pack),
            },
            **rest,
        }:
            return Header(
                schema=schema,
                program=program,
                tick_hz=tick_hz,
                drill=drill,
                dose=_dose_of(reps, sets, rest_s, hold_s),
                unit=_unit_in(rest),
                language=language,
                is_count_spoken=is_count_spoken,
                is_recorded=is_recorded,
                lane=None if lane is None else _lane_in(lane),
                digests=Digests(
                    params=params, drill=drill_digest, model=model, calibration=calibration, cue_pack=cue_pack
                ),
                choices=_choices_in(rest.get("choices", [])),
            )
    message = "it is not the first line of a journal of this program"
    raise Unreadable(message)


def mismatches(recorded: Header, now: Header) -> tuple[str, ...]:
    """Return one sentence for each thing a replay with `now` does otherwise than the station that recorded."""
    pairs = (
        ("program", recorded.program, now.program),
        ("params", recorded.digests.params, now.digests.params),
        (f"drill {recorded.drill}", recorded.digests.drill, now.digests.drill),
        ("model", recorded.digests.model, now.digests.model),
        ("calibration", recorded.digests.calibration, now.digests.calibration),
        ("cue pack", recorded.digests.cue_pack, now.digests.cue_pack),
    )
    return tuple(
        f"Recorded with {name} {then}, replayed with {today}: events may differ."
        for name, then, today in pairs
        if then != today
    )


def _choices_in(found: object) -> tuple[str, ...]:
    if isinstance(found, list) and all(isinstance(name, str) for name in found):
        return tuple(found)
    message = 'its "choices" are not names of drills'
    raise Unreadable(message)


def _dose_of(reps: float, sets: float, rest_s: float, hold_s: float) -> Dose:
    try:
        return Dose(reps=reps, sets=sets, rest_s=rest_s, hold_s=hold_s)
    except ValueError as error:
        message = f"its dose is out of range ({error})"
        raise Unreadable(message) from error


def _unit_in(rest: Mapping[object, object]) -> Unit:
    """Return the unit of the ladder; a journal that names none was recorded when there were inches only."""
    match rest.get("unit", Unit.INCH.value):
        case str(unit) if unit in [item.value for item in Unit]:
            return Unit(unit)
    message = "its unit is not one of this program"
    raise Unreadable(message)


def _lane_in(found: object) -> Lane:
    match found:
        case {
            "frame_px": [int(width), int(height)],
            "marks": list(marks),
            "origin_px": [float(origin_x), float(origin_y)],
            "direction": [float(direction_x), float(direction_y)],
            "gain_px_per_in": float(gain),
            "offset_px": float(offset),
            "perspective_per_in": float(perspective),
            "error_in": float() | None as error_in,
            "kind": str(kind),
        } if (
            kind in [item.value for item in LaneKind]
            and 0 < min(width, height) <= max(width, height) <= FURTHEST_PX
            and max(abs(origin_x), abs(origin_y), abs(offset)) <= FURTHEST_PX
            and math.isclose(math.hypot(direction_x, direction_y), 1, rel_tol=DIRECTION_TOLERANCE)
            and abs(perspective) < 1
            and LEAST_PX_PER_IN < gain - offset * perspective < FURTHEST_PX
        ):
            return Lane(
                frame_px=(width, height),
                marks=tuple(_mark_in(mark) for mark in marks),
                origin_px=(origin_x, origin_y),
                direction=(direction_x, direction_y),
                gain_px_per_in=gain,
                offset_px=offset,
                perspective_per_in=perspective,
                error_in=error_in,
                kind=LaneKind(kind),
            )
    message = "its lane is not one of this program"
    raise Unreadable(message)


def _mark_in(found: object) -> Mark:
    match found:
        case {
            "inches": int() | float() as inches,
            "ankle_px": [int() | float() as x_px, int() | float() as y_px],
            "height_px": int() | float() | None as height_px,
            "scatter_in": int() | float() | None as scatter_in,
        }:
            return Mark(inches=inches, ankle_px=(x_px, y_px), height_px=height_px, scatter_in=scatter_in)
    message = "a mark of its lane is not one of this program"
    raise Unreadable(message)


def _digest_of(value: object) -> str:
    """Return a digest of what a value is made of: every number and word in it, to the last bit."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:DIGEST_LETTERS]
