"""The journal's text: one JSON object a line, to and from what the core was fed.

In:  tick inputs and events.
Out: lines without their line break, and the same values back from them, bit for bit.
Not here: the first line (journal_header.py), files (journal.py), the order of lines (journal_reader.py).

Rule: keypoints are whole tenths of a pixel and hundredths of a score, the steps of pose.quantised, so that nothing is
lost; a tick and what it caused stand on one line, so that a cut file never holds one without the other.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Final

import numpy as np

from kiosk.core.events import AttemptDecided, AttemptRevised, Event
from kiosk.core.pose import KEYPOINT_COUNT, SCORE_STEP, XY_STEP_PX, Pose, PoseSample
from kiosk.core.session import TickInput

STEPS: Final = np.array([XY_STEP_PX, XY_STEP_PX, SCORE_STEP])
FURTHEST_PX: Final = 20_000
"""No frame is so large."""
FURTHEST_FRAMES: Final = 8
"""The model looks into a square about the athlete, never so many frames away: a keypoint there is damage."""
LARGEST_WHOLE: Final = 2**53
"""The core turns ticks and microseconds into floats, which hold every whole number up to here."""
BRIGHTEST: Final = 255
"""White, as the luma of a frame."""


class Unreadable(ValueError):  # noqa: N818 -- the text is unreadable; nothing went wrong in the program
    """A line that is not of the journal's form; says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TickLine:
    """One line after the first. What of a tick holds until it changes is None when it did not change.

    `is_capped` on the last with a sample.
    """

    tick: int
    sample: PoseSample | None = None
    has_trouble: bool | None = None
    is_moved: bool | None = None
    is_silent: bool | None = None
    is_missed: bool | None = None
    is_capped: bool = False
    events: tuple[str, ...] = ()


def is_counting(event: Event) -> bool:
    """Whether the event changes the count, and so must be on disk before it is spoken."""
    return isinstance(event, AttemptRevised) or (isinstance(event, AttemptDecided) and event.attempt.verdict.is_counted)


def text_of_event(event: Event) -> str:
    """Return an event as one JSON object with its name first; equal texts mean equal events."""
    return text_of({"e": type(event).__name__, **fields_of(event)})


def text_of_tick(
    tick_input: TickInput,
    events: Sequence[str] = (),
    *,
    frame_px: tuple[int, int] | None = None,
    has_trouble: bool | None = None,
    is_silent: bool | None = None,
    is_moved: bool | None = None,
    is_missed: bool | None = None,
    is_capped: bool = False,
) -> str:
    """Return one line; what is None is as before, `is_capped` ends the samples."""
    parts = [f'{{"t":{tick_input.tick}']
    sample = tick_input.sample
    if sample is not None:
        parts.append(f'"n":{sample.sequence},"us":{sample.capture_us},"luma":{sample.luma!r}')
        if frame_px is not None:
            parts.append(f'"px":[{frame_px[0]},{frame_px[1]}]')
        parts.append(f'"k":{text_of(_whole_steps(sample.pose))}')
    if has_trouble is not None:
        parts.append(f'"trouble":{"true" if has_trouble else "false"}')
    if is_moved is not None:
        parts.append(f'"moved":{"true" if is_moved else "false"}')
    if is_silent is not None:
        parts.append(f'"silent":{"true" if is_silent else "false"}')
    if is_missed is not None:
        parts.append(f'"missed":{"true" if is_missed else "false"}')
    if is_capped:
        parts.append('"capped":true')
    if events:
        parts.append(f'"events":[{",".join(events)}]')
    return ",".join(parts) + "}"


def tick_in(text: str, frame_px: tuple[int, int] | None) -> TickLine:
    """Return what a later line says; `frame_px` is the frame of the last sample before it. Raises Unreadable."""
    match parsed(text):
        case {"t": int(tick), **rest} if tick <= LARGEST_WHOLE:
            flags = [rest.get(key) for key in ("trouble", "silent", "moved", "missed")]
            events = rest.get("events", [])
            whether = [flag for flag in flags if isinstance(flag, bool | None)]
            if len(whether) == len(flags) and isinstance(events, list):
                has_trouble, is_silent, is_moved, is_missed = whether
                return TickLine(
                    tick=tick,
                    sample=_sample_in(rest, frame_px) if "n" in rest else None,
                    has_trouble=has_trouble,
                    is_silent=is_silent,
                    is_moved=is_moved,
                    is_missed=is_missed,
                    is_capped=rest.get("capped") is True,
                    events=tuple(text_of(event) for event in events),
                )
    message = 'it has no whole number "t" or its "trouble", "silent", "moved", "missed" or "events" are of another form'
    raise Unreadable(message)


def _sample_in(found: object, frame_px: tuple[int, int] | None) -> PoseSample:
    match found:
        case {"n": int(sequence), "us": int(capture_us), "luma": int() | float() as luma, "k": list(steps), **rest} if (
            max(abs(sequence), abs(capture_us)) <= LARGEST_WHOLE and 0 <= luma <= BRIGHTEST
        ):
            match rest.get("px", frame_px):
                case [int(width), int(height)] if 0 < min(width, height) <= max(width, height) <= FURTHEST_PX:
                    pose = _pose_in(steps, furthest_px=FURTHEST_FRAMES * max(width, height))
                    return PoseSample(
                        sequence=sequence, capture_us=capture_us, pose=pose, luma=luma, frame_px=(width, height)
                    )
    message = 'its sample lacks a right "n", "us", "luma" or "k", or no line before it has "px"'
    raise Unreadable(message)


def _whole_steps(pose: Pose) -> list[int]:
    whole = np.column_stack((pose.xy_px, pose.score)) / STEPS
    steps: list[int] = np.rint(whole).astype(np.int64).ravel().tolist()
    return steps


def _pose_in(steps: list[object], *, furthest_px: int) -> Pose:
    whole = [step for step in steps if type(step) is int]
    if len(steps) != 3 * KEYPOINT_COUNT or len(whole) != len(steps):
        message = f'"k" is not {3 * KEYPOINT_COUNT} whole numbers'
        raise Unreadable(message)
    if max(map(abs, whole)) > furthest_px / XY_STEP_PX or max(map(abs, whole[2::3])) > 1 / SCORE_STEP:
        message = f'"k" has a keypoint beyond {furthest_px} px or a score beyond 1'
        raise Unreadable(message)
    values = np.array(whole, dtype=np.float64).reshape(KEYPOINT_COUNT, 3) * STEPS
    return Pose(xy_px=values[:, :2].copy(), score=values[:, 2].copy())


def finite(text: str) -> float:
    """Return a number that was recorded: what is not finite was written as null."""
    number = float(text)
    if not math.isfinite(number):
        message = f"{text} is not finite"
        raise ValueError(message)
    return number


_DECODER: Final = json.JSONDecoder(parse_float=finite, parse_constant=finite)


def parsed(text: str) -> object:
    """Return what a line holds. Raises Unreadable when it is no JSON or has a number that is not finite."""
    try:
        found: object = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        message = "it is not a whole object of JSON with finite numbers"
        raise Unreadable(message) from error
    return found


def text_of(value: object) -> str:
    """Return JSON without spaces."""
    return json.dumps(value, separators=(",", ":"))


def fields_of(value: object) -> dict[str, object]:
    """Return a dataclass as an object of JSON; a number that is not finite is null."""
    assert is_dataclass(value)
    return {item.name: _plain(getattr(value, item.name)) for item in fields(value)}


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return fields_of(value) if is_dataclass(value) else value
