"""Evidence from JSON: the truth of a rendered clip or of a keypoint trace, and what an analysis wrote.

In:  JSON objects as the json module returns them.
Out: the records of evidence.py; the pose samples of a trace.
Not here: comparing them (judge.py, judge_wall.py), opening files (trial.py).

Rule: a key is looked up here and nowhere else in the judge; a wrong or missing one is an InputError naming it.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from kiosk.core.pose import PoseSample, quantised
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Verdict
from kiosk.errors import InputError
from kiosk.evidence import Attempt, Drill, Found, Kind, Note, Span, Stop, TrueRep, TrueStep, Truth, View

WALL_RUNGS_IN: Final = (3.0, 8.0)
"""A clip whose heels stand this far out is a wall drill; at 14 in the wall cannot be reached."""

TRACE_LUMA: Final = 100.0
"""Traces carry no picture; a well lit one is assumed."""

TRACE_AXES: Final = 3
"""Frames, keypoints, and x, y and score."""

TRACE_FRAME_PX: Final = (640, 480)
"""Traces do not say how large their frames were; at least this, and larger when a keypoint lies outside."""


def record_of(value: object, *, what: str) -> Mapping[str, object]:
    """Return a JSON object. Raises InputError when it is something else."""
    if not isinstance(value, dict):
        message = f"{what}: expected a JSON object, found {type(value).__name__}; use a file written for the judge"
        raise InputError(message)
    return value


def number(record: Mapping[str, object], key: str) -> float:
    """Return the number under a key. Raises InputError when it is missing or not a number."""
    value = optional_number(record, key)
    if value is None:
        message = f"key '{key}': a number is needed; use a file written for the judge"
        raise InputError(message)
    return value


def optional_number(record: Mapping[str, object], key: str) -> float | None:
    """Return the number under a key, None when it is null or absent. Raises InputError for anything else."""
    value = record.get(key)
    if value is None:
        return None
    if isinstance(value, int | float):
        return float(value)
    message = f"key '{key}': {value!r} is not a number; use a file written for the judge"
    raise InputError(message)


def items(record: Mapping[str, object], key: str) -> Sequence[object]:
    """Return the list under a key, empty when it is absent. Raises InputError for anything else."""
    value = record.get(key, [])
    if isinstance(value, list):
        return value
    message = f"key '{key}': expected a list, found {type(value).__name__}; use a file written for the judge"
    raise InputError(message)


def records(record: Mapping[str, object], key: str) -> tuple[Mapping[str, object], ...]:
    """Return the list of objects under a key, empty when it is absent. Raises InputError for anything else."""
    return tuple(record_of(item, what=key) for item in items(record, key))


def text(record: Mapping[str, object], key: str) -> str:
    """Return the text under a key, empty when it is absent."""
    value = record.get(key)
    return value if isinstance(value, str) else ""


def truth_from_json(value: object) -> Truth:
    """Read the truth object of one rendered clip. Raises InputError naming a wrong key."""
    record = record_of(value, what="truth")
    expected = record_of(record.get("expected"), what="expected")
    wall = record_of(record.get("wall") or {}, what="wall")
    heel_in = optional_number(wall, "heel_to_wall_in")
    is_wall = text(record, "drill") == "wall" or (
        heel_in is not None and WALL_RUNGS_IN[0] <= heel_in <= WALL_RUNGS_IN[1]
    )
    contacts = _contacts(record_of(record.get("frames") or {}, what="frames"))
    events = records(record, "events")
    steps = _steps(events)
    duration_s = number(record, "duration_s")
    reps = [_true_rep(rep, contacts=contacts, clip_heel_in=heel_in) for rep in records(record, "reps")]
    return Truth(
        name=text(record, "clip"),
        drill=Drill.WALL_HINGE if is_wall else Drill.HIP_HINGE,
        station=text(record, "station"),
        is_calibration=text(record, "kind") == "calib",
        least=int(number(expected, "hinges")),
        most=int(number(expected, "hinges_max")),
        reps=tuple(sorted((*reps, *_leans(events)), key=lambda rep: rep.span.start_s)),
        stops=tuple(_stop(stop, steps=steps, end_s=duration_s) for stop in records(record, "stops")),
        steps=steps,
        contacts=contacts,
        marks=_marks(record_of(record.get("lane_px") or {}, what="lane_px")),
        duration_s=duration_s,
        view=_view(record),
    )


def trace_from_json(value: object) -> tuple[Truth, tuple[PoseSample, ...]]:
    """Read a keypoint trace: a truth that knows only the count, and its samples. Raises InputError for a wrong key."""
    record = record_of(value, what="trace")
    fps = number(record, "fps")
    poses = np.array(items(record, "frames"), dtype=np.float64)
    if poses.ndim != TRACE_AXES:
        message = "key 'frames': a trace needs one list of 17 [x, y, score] per frame"
        raise InputError(message)
    width_px, height_px = (int(np.ceil(poses[..., axis].max())) for axis in (0, 1))
    frame_px = (max(TRACE_FRAME_PX[0], width_px), max(TRACE_FRAME_PX[1], height_px))
    samples = tuple(
        PoseSample(
            sequence=sequence,
            capture_us=us_of_s(sequence / fps),
            pose=quantised(pose[:, :2], pose[:, 2]),
            luma=TRACE_LUMA,
            frame_px=frame_px,
        )
        for sequence, pose in enumerate(poses)
    )
    hinges = int(number(record, "hinges"))
    truth = Truth(
        name=text(record, "name"),
        drill=Drill.HIP_HINGE,
        station="",
        is_calibration=False,
        least=hinges,
        most=hinges,
        reps=(),
        stops=(),
        steps=(),
        contacts=(),
        marks=(),
        duration_s=len(samples) / fps,
    )
    return truth, samples


def found_from_json(value: object) -> Found:
    """Read the object an analysis writes. Raises InputError naming a wrong key."""
    record = record_of(value, what="analysis")
    zero = record.get("zero")
    return Found(
        reps_counted=int(number(record, "reps_counted")),
        attempts=tuple(
            sorted(
                (_attempt(item) for item in (*records(record, "reps"), *records(record, "attempts"))),
                key=lambda attempt: attempt.span.start_s,
            )
        ),
        notes=tuple(_note(item) for item in records(record, "events")),
        rungs=tuple(_note(item) for item in records(record, "rungs")),
        zero_s=None if zero is None else number(record_of(zero, what="zero"), "time_s"),
        pose_rate_hz=number(record, "pose_rate_hz"),
    )


def _true_rep(rep: Mapping[str, object], *, contacts: Sequence[Span], clip_heel_in: float | None) -> TrueRep:
    span = Span(start_s=number(rep, "t_start"), end_s=number(rep, "t_end"))
    severity = record_of(rep.get("faults") or {}, what="faults")
    heel_in = optional_number(rep, "heel_in")
    touches = [contact for contact in contacts if span.start_s <= contact.start_s <= span.end_s]
    return TrueRep(
        span=span,
        kind=Kind(text(rep, "count")),
        severity={name: number(severity, name) for name in severity},
        touch=touches[0] if touches and rep.get("contact") is True else None,
        is_at_wall=rep.get("contact") is not None,
        heel_in=clip_heel_in if heel_in is None else heel_in,
    )


def _leans(events: Sequence[Mapping[str, object]]) -> tuple[TrueRep, ...]:
    """Return the leans, which the truth lists as events only."""
    starts = [event for event in events if text(event, "what") == "lean_start"]
    ends = [number(event, "t") for event in events if text(event, "what") == "lean_end"]
    return tuple(
        TrueRep(
            span=Span(start_s=number(start, "t"), end_s=end_s),
            kind=Kind.LEAN,
            severity={},
            touch=None,
            is_at_wall=True,
            heel_in=optional_number(start, "heel_in"),
        )
        for start, end_s in zip(starts, ends, strict=True)
    )


def _contacts(frames: Mapping[str, object]) -> tuple[Span, ...]:
    """Return the stretches in which the frames say the hips touch the wall."""
    times_s = [float(time_s) for time_s in items(frames, "t") if isinstance(time_s, int | float)]
    touching = [False, *(bool(flag) for flag in items(frames, "contact")), False]
    changes = [index for index, (before, now) in enumerate(pairwise(touching)) if before != now]
    return tuple(
        Span(start_s=times_s[start], end_s=times_s[end - 1])
        for start, end in zip(changes[::2], changes[1::2], strict=True)
    )


def _steps(events: Sequence[Mapping[str, object]]) -> tuple[TrueStep, ...]:
    """Return the steps in order; one that was asked for and forgotten ends where it began."""
    ends_s = iter([number(event, "t") for event in events if text(event, "what") == "step_end"])
    steps: list[TrueStep] = []
    for event in events:
        start_s = number(event, "t")
        match text(event, "what"):
            case "step_start":
                span = Span(start_s=start_s, end_s=next(ends_s, start_s))
                steps.append(TrueStep(span=span, from_in=number(event, "from_in"), to_in=number(event, "to_in")))
            case "asked_to_step_out":
                span = Span(start_s=start_s, end_s=start_s)
                heel_in = number(event, "heel_in")
                steps.append(TrueStep(span=span, from_in=heel_in, to_in=heel_in))
            case _:
                pass
    return tuple(steps)


def _stop(stop: Mapping[str, object], *, steps: Sequence[TrueStep], end_s: float) -> Stop:
    span = Span(start_s=number(stop, "t0"), end_s=number(stop, "t1"))
    later = [step.span.start_s for step in steps if step.span.start_s >= span.end_s and step.from_in != step.to_in]
    return Stop(span=span, heel_in=number(stop, "heel_in"), leaves_s=later[0] if later else end_s)


def _marks(lane_px: Mapping[str, object]) -> tuple[tuple[float, float, float], ...]:
    """Return where a tape measure would put the ankles."""
    marks = []
    for inches in lane_px:
        match items(record_of(lane_px[inches], what=f"lane_px.{inches}"), "ankle"):
            case [int() | float() as x_px, int() | float() as y_px]:
                marks.append((float(inches), float(x_px), float(y_px)))
            case _:
                message = f"key 'lane_px.{inches}.ankle': needs [x, y] in pixels; use a file written for the judge"
                raise InputError(message)
    return tuple(sorted(marks))


def _view(record: Mapping[str, object]) -> View:
    person = record_of(record.get("person") or {}, what="person")
    camera = record_of(record.get("camera") or {}, what="camera")
    return View(
        sex=text(person, "sex") or None,
        stature_m=optional_number(person, "stature_m"),
        yaw_deg=optional_number(camera, "yaw_off_side_deg"),
        facing=text(record, "facing") or None,
    )


def _attempt(item: Mapping[str, object]) -> Attempt:
    touch = item.get("touch")
    return Attempt(
        span=Span(start_s=number(item, "start_s"), end_s=number(item, "end_s")),
        verdict=Verdict(text(item, "verdict")),
        faults=tuple(str(fault) for fault in items(item, "faults")),
        wall_distance_in=optional_number(item, "wall_distance_in"),
        touch=touch if isinstance(touch, bool) else None,
    )


def _note(item: Mapping[str, object]) -> Note:
    return Note(
        time_s=number(item, "time_s"),
        name=text(item, "event"),
        detail=text(item, "move") or text(item, "reason"),
        rung_in=optional_number(item, "rung_in"),
        measured_in=optional_number(item, "measured_in"),
        clips=tuple(str(clip) for clip in items(item, "clips")),
    )
