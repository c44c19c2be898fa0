"""The journal's text: one JSON object a line, to and from what the core was fed.

In:  a Station, tick inputs, events.
Out: lines without their line break, and the same values back from them, bit for bit.
Not here: files and threads (journal.py), the order of lines (journal_reader.py).

Rule: keypoints are whole tenths of a pixel and hundredths of a score, the steps of pose.quantised, so that nothing is
lost; a tick and what it caused stand on one line, so that a cut file never holds one without the other.
"""

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Final

import numpy as np

from kiosk import VERSION
from kiosk.core.drill import Dose
from kiosk.core.events import AttemptDecided, AttemptRevised, Event
from kiosk.core.lane import Lane, LaneKind, Mark
from kiosk.core.pose import KEYPOINT_COUNT, SCORE_STEP, XY_STEP_PX, Pose, PoseSample
from kiosk.core.session import Station, TickInput
from kiosk.core.units import TICK_HZ

SCHEMA: Final = 1
DIGEST_LETTERS: Final = 16
"""64 bits of SHA-256: told apart by chance once in 18 trillion trillion, and still short enough to read aloud."""

STEPS: Final = np.array([XY_STEP_PX, XY_STEP_PX, SCORE_STEP])


class Unreadable(ValueError):  # noqa: N818 -- the text is unreadable; nothing went wrong in the program
    """A line that is not of the journal's form; says what is wrong with it."""


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
    language: str
    is_count_spoken: bool
    is_recorded: bool
    lane: Lane | None
    digests: Digests


@dataclass(frozen=True, slots=True, kw_only=True)
class TickLine:
    """One line after the first. `has_trouble` is None when it did not change; `is_capped` on the last with a sample."""

    tick: int
    sample: PoseSample | None = None
    has_trouble: bool | None = None
    is_capped: bool = False
    events: tuple[str, ...] = ()


def header_of(station: Station, *, model_sha256: str) -> Header:
    """Return the header of a journal recorded at this station with a model of this digest."""
    return Header(
        schema=SCHEMA,
        program=VERSION,
        tick_hz=TICK_HZ,
        drill=station.drill.id,
        dose=station.drill.dose,
        language=station.pack.language,
        is_count_spoken=station.is_count_spoken,
        is_recorded=station.is_recorded,
        lane=station.lane,
        digests=Digests(
            params=_digest_of(station.params),
            drill=_digest_of(station.drill),
            model=model_sha256[:DIGEST_LETTERS],
            calibration=_digest_of(station.lane),
            cue_pack=_digest_of(station.pack),
        ),
    )


def is_counting(event: Event) -> bool:
    """Whether the event changes the count, and so must be on disk before it is spoken."""
    return isinstance(event, AttemptRevised) or (isinstance(event, AttemptDecided) and event.attempt.verdict.is_counted)


def text_of_event(event: Event) -> str:
    """Return an event as one JSON object with its name first; equal texts mean equal events."""
    return _text({"e": type(event).__name__, **_fields(event)})


def text_of_header(header: Header) -> str:
    """Return the first line."""
    lane = header.lane
    return _text({"journal": header.schema, **_fields(header), "lane": None if lane is None else _fields(lane)})


def text_of_tick(
    tick_input: TickInput,
    events: Sequence[str] = (),
    *,
    frame_px: tuple[int, int] | None = None,
    has_trouble: bool | None = None,
    is_capped: bool = False,
) -> str:
    """Return one line; `frame_px` and `has_trouble` are None when they are as before, `is_capped` ends the samples."""
    parts = [f'{{"t":{tick_input.tick}']
    sample = tick_input.sample
    if sample is not None:
        parts.append(f'"n":{sample.sequence},"us":{sample.capture_us},"luma":{sample.luma!r}')
        if frame_px is not None:
            parts.append(f'"px":[{frame_px[0]},{frame_px[1]}]')
        parts.append(f'"k":{_text(_whole_steps(sample.pose))}')
    if has_trouble is not None:
        parts.append(f'"trouble":{"true" if has_trouble else "false"}')
    if is_capped:
        parts.append('"capped":true')
    if events:
        parts.append(f'"events":[{",".join(events)}]')
    return ",".join(parts) + "}"


def header_in(text: str) -> Header:
    """Return what a first line says. Raises Unreadable."""
    match _parsed(text):
        case {
            "journal": int(schema),
            "program": str(program),
            "tick_hz": int(tick_hz),
            "drill": str(drill),
            "dose": {
                "reps": int() | float() as reps,
                "sets": int() | float() as sets,
                "rest_s": int() | float() as rest_s,
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
        }:
            return Header(
                schema=schema,
                program=program,
                tick_hz=tick_hz,
                drill=drill,
                dose=Dose(reps=reps, sets=sets, rest_s=rest_s),
                language=language,
                is_count_spoken=is_count_spoken,
                is_recorded=is_recorded,
                lane=None if lane is None else _lane_in(lane),
                digests=Digests(
                    params=params, drill=drill_digest, model=model, calibration=calibration, cue_pack=cue_pack
                ),
            )
    message = "it is not the first line of a journal of this program"
    raise Unreadable(message)


def tick_in(text: str, frame_px: tuple[int, int] | None) -> TickLine:
    """Return what a later line says; `frame_px` is the frame of the last sample before it. Raises Unreadable."""
    match _parsed(text):
        case {"t": int(tick), **rest}:
            has_trouble = rest.get("trouble")
            events = rest.get("events", [])
            if isinstance(has_trouble, bool | None) and isinstance(events, list):
                return TickLine(
                    tick=tick,
                    sample=_sample_in(rest, frame_px) if "n" in rest else None,
                    has_trouble=has_trouble,
                    is_capped=rest.get("capped") is True,
                    events=tuple(_text(event) for event in events),
                )
    message = 'it has no whole number "t" or its "trouble" or "events" are of another form'
    raise Unreadable(message)


def _sample_in(found: object, frame_px: tuple[int, int] | None) -> PoseSample:
    match found:
        case {"n": int(sequence), "us": int(capture_us), "luma": int() | float() as luma, "k": list(steps), **rest}:
            match rest.get("px", frame_px):
                case [int(width), int(height)]:
                    pose = _pose_in(steps)
                    return PoseSample(
                        sequence=sequence, capture_us=capture_us, pose=pose, luma=luma, frame_px=(width, height)
                    )
    message = 'its sample lacks a right "n", "us", "luma" or "k", or no line before it has "px"'
    raise Unreadable(message)


def _whole_steps(pose: Pose) -> list[int]:
    whole = np.column_stack((pose.xy_px, pose.score)) / STEPS
    steps: list[int] = np.rint(whole).astype(np.int64).ravel().tolist()
    return steps


def _pose_in(steps: list[object]) -> Pose:
    if len(steps) != 3 * KEYPOINT_COUNT or not all(type(step) is int for step in steps):
        message = f'"k" is not {3 * KEYPOINT_COUNT} whole numbers'
        raise Unreadable(message)
    values = np.array(steps, dtype=np.float64).reshape(KEYPOINT_COUNT, 3) * STEPS
    return Pose(xy_px=values[:, :2].copy(), score=values[:, 2].copy())


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
        } if kind in [item.value for item in LaneKind]:
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


def _parsed(text: str) -> object:
    try:
        parsed: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = "it is not a whole object of JSON"
        raise Unreadable(message) from error
    return parsed


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _digest_of(value: object) -> str:
    """Return a digest of what a value is made of: every number and word in it, to the last bit."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:DIGEST_LETTERS]


def _fields(value: object) -> dict[str, object]:
    assert is_dataclass(value)
    return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}


def _plain(value: object) -> object:
    """Return what JSON can hold of a value; a number that is not finite is null."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return _fields(value) if is_dataclass(value) else value
