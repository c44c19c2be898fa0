"""Judging a whole recording: samples in, one finished account out.

In:  pose samples in order of capture, a drill (or the wish to choose it), a lane if there is one.
Out: an Analysis, ready to be written as JSON.
Not here: decoding videos and running the model (analyze.py), what kind of movement was shown (shown.py), tables.

Rule: the account is made of the core's events alone, so it says what a live station would have said.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum

from kiosk.catalogue import Catalogue
from kiosk.core.drill import Drill, DrillKind, Signal
from kiosk.core.events import AttemptDecided, AttemptRevised, Event, HeelsProven, ZeroTaken
from kiosk.core.family import Likeness, family_of
from kiosk.core.lane import Lane, scaled_to
from kiosk.core.oblique import side_on
from kiosk.core.params import Params
from kiosk.core.pose import PoseSample
from kiosk.core.session import Station, TickInput, TickOutput, initial, step
from kiosk.core.units import s_of_us, tick_at_us
from kiosk.core.verdict import Attempt
from kiosk.shown import AGREEING, likeness_of, may_be_wall

AUTO = "auto"
FAMILIES = ("wall_hinge", "hip_hinge")
TAIL_TICKS = 15
"""Half a second after the last sample, so that what was about to be said is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What was seen in one recording."""

    drill: str
    likeness: Likeness
    """What the recording shows, whichever drill it was judged with."""
    attempts: tuple[Attempt, ...]
    events: tuple[Event, ...]
    frames: int
    pose_rate_hz: float

    @property
    def reps(self) -> tuple[Attempt, ...]:
        """The counted attempts."""
        return tuple(item for item in self.attempts if item.verdict.is_counted)


def inputs_of(samples: Iterable[PoseSample]) -> Iterator[TickInput]:
    """Yield gap-free tick inputs: each sample at the first tick not before its capture.

    The newest if several fall on one.
    """
    tick = 0
    held: PoseSample | None = None
    for sample in samples:
        due = tick_at_us(sample.capture_us)
        if held is not None and due > tick:
            yield TickInput(tick=tick, sample=held)
            held, tick = None, tick + 1
        while tick < due:
            yield TickInput(tick=tick)
            tick += 1
        held = sample
    if held is not None:
        yield TickInput(tick=tick, sample=held)
    for extra in range(1, TAIL_TICKS + 1):
        yield TickInput(tick=tick + extra)


def outputs_of(inputs: Iterable[TickInput], station: Station) -> Iterator[TickOutput]:
    """Yield what the core makes of the inputs."""
    state = initial(station)
    for tick_input in inputs:
        state, output = step(state, tick_input, station)
        yield output


def attempts_of(events: Iterable[Event]) -> tuple[Attempt, ...]:
    """Return the attempts as they were left: a later stop may have revised one. Numbers start at 1 in each visit."""
    attempts: dict[tuple[int, int], Attempt] = {}
    visit = 0
    for event in events:
        if isinstance(event, AttemptDecided):
            visit += event.attempt.number == 1
            attempts[visit, event.attempt.number] = event.attempt
        elif isinstance(event, AttemptRevised):
            attempts[visit, event.attempt.number] = event.attempt
    return tuple(attempts.values())


def analyse_with(samples: Sequence[PoseSample], station: Station) -> Analysis:
    """Judge a recording with one drill."""
    events = [event for output in outputs_of(inputs_of(samples), station) for event in output.events]
    start_us, end_us = (samples[0].capture_us, samples[-1].capture_us) if samples else (0, 0)
    rate_hz = (len(samples) - 1) / s_of_us(end_us - start_us) if end_us > start_us else 0.0
    attempts = attempts_of(events)
    return Analysis(
        drill=station.drill.id,
        likeness=likeness_of(attempts, events, station.drill, start_us=start_us, end_us=end_us),
        attempts=attempts,
        events=tuple(events),
        frames=len(samples),
        pose_rate_hz=round(rate_hz, 2),
    )


def analyse(
    samples: Sequence[PoseSample],
    *,
    drill: str,
    lane: Lane | None,
    catalogue: Catalogue,
) -> Analysis:
    """Judge a recording with the drill named, or with the one it shows when `drill` is "auto".

    Raises OwnerError for an unknown drill and LaneRefused for a lane measured in a frame of another shape.
    """
    if lane is not None and samples:
        lane = scaled_to(lane, samples[0].frame_px)
    stations = [_station(catalogue.drill(name), lane, catalogue) for name in (FAMILIES if drill == AUTO else (drill,))]
    judged = [analyse_with(samples, station) for station in stations]
    if lane is None:
        turned = side_on(samples, judged[-1].attempts, catalogue.params.gate)
        if turned is not samples:
            judged = [analyse_with(turned, _drawn_out(station)) for station in stations]
    if drill != AUTO:
        return _with_family(judged[0], stations[0].drill, samples, lane, catalogue)
    wall, free = judged
    return _shown(wall, free, catalogue.params, has_lane=lane is not None)


def _with_family(
    found: Analysis, drill: Drill, samples: Sequence[PoseSample], lane: Lane | None, catalogue: Catalogue
) -> Analysis:
    """Return the analysis with what the recording shows; holds, clocks and squats see no hinge, so it is looked for."""
    if drill.kind is DrillKind.REPS and drill.signal is not Signal.DROP:
        return found
    return replace(found, likeness=analyse(samples, drill=AUTO, lane=lane, catalogue=catalogue).likeness)


def _drawn_out(station: Station) -> Station:
    """Return the station for samples that were drawn out to the side view.

    There the two sides of one body may be as far apart as two people's, and the distance tells nothing.
    """
    gate = replace(station.params.gate, hips_apart=1.0, shoulders_apart=1.0, ears_apart=1.0)
    return replace(station, params=replace(station.params, gate=gate))


def analyse_live(samples: Sequence[PoseSample], *, drill: str, lane: Lane | None, catalogue: Catalogue) -> Analysis:
    """Judge a recording as the visit it shows: the station asks for the zero and for steps, and nothing waits for it.

    Raises OwnerError for an unknown drill and LaneRefused for a lane measured in a frame of another shape.
    """
    if lane is not None and samples:
        lane = scaled_to(lane, samples[0].frame_px)
    return analyse_with(samples, _station(catalogue.drill(drill), lane, catalogue, is_recorded=False))


def _station(drill: Drill, lane: Lane | None, catalogue: Catalogue, *, is_recorded: bool = True) -> Station:
    return Station(drill=drill, pack=catalogue.pack, lane=lane, params=catalogue.params, is_recorded=is_recorded)


def _shown(wall: Analysis, free: Analysis, params: Params, *, has_lane: bool) -> Analysis:
    """Choose between the wall and the free reading of one recording."""
    if not has_lane:
        # what is too shallow for a free hinge and held at one place again and again is a wall's
        return wall if may_be_wall(wall.attempts, len(free.reps), params.touch) else free
    if any(isinstance(event, ZeroTaken) for event in wall.events):
        return wall
    touches = [item for item in wall.reps if item.is_touch]
    if len(touches) < AGREEING or all(item.wall_distance_in is None for item in touches):
        return free
    return wall if len(wall.reps) >= len(free.reps) else free


def json_object_of(analysis: Analysis, file: str) -> dict[str, object]:
    """Return the analysis as a JSON object; times in seconds of the video, distances in inches."""
    zero = next((event for event in analysis.events if isinstance(event, ZeroTaken)), None)
    proofs = [event for event in analysis.events if isinstance(event, HeelsProven)]
    return {
        "file": file,
        "drill": analysis.drill,
        "family": analysis.likeness.family.value,
        "family_sure": _rounded(analysis.likeness.sure),
        "reps_counted": len(analysis.reps),
        "reps": [_attempt_object(item) for item in analysis.reps],
        "attempts": [_attempt_object(item) for item in analysis.attempts if not item.verdict.is_counted],
        "zero": None if zero is None else event_object_of(zero),
        "rungs": [
            {
                "time_s": _seconds(proof.at_us),
                "rung_in": proof.rung_in,
                "measured_in": round(proof.measured_in, 2),
                "reading_in": round(proof.reading_in, 2),
            }
            for proof in proofs
        ],
        "events": [event_object_of(event) for event in analysis.events],
        "frames": analysis.frames,
        "pose_rate_hz": analysis.pose_rate_hz,
    }


def _attempt_object(attempt: Attempt) -> dict[str, object]:
    likeness = family_of(attempt)
    return {
        "start_s": _seconds(attempt.start_us),
        "bottom_s": _seconds(attempt.bottom_us),
        "end_s": _seconds(attempt.end_us),
        "verdict": attempt.verdict.value,
        "family": likeness.family.value,
        "family_sure": _rounded(likeness.sure),
        "faults": [fault.value for fault in attempt.faults],
        "not_judged": {fault.value: why.value for fault, why in attempt.not_judged},
        "wall_distance_in": _rounded(attempt.wall_distance_in),
        "hip_gap_in": _rounded(attempt.hip_gap_in),
        "touch": attempt.is_touch,
        "lean_deg": _rounded(attempt.lean_deg),
        "hold_s": _rounded(attempt.hold_s),
    }


def event_object_of(event: Event) -> dict[str, object]:
    """Return one event as a JSON object: its time, its name in lower case with underscores, its fields."""
    letters = [f"_{letter.lower()}" if letter.isupper() else letter for letter in type(event).__name__]
    found: dict[str, object] = {"time_s": _seconds(event.at_us), "event": "".join(letters)[1:]}
    for item in fields(event):
        if item.name != "at_us":
            found[item.name] = _plain(getattr(event, item.name))
    return found


def _plain(value: object) -> object:
    if isinstance(value, Attempt):
        return _attempt_object(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return round(value, 2)
    return list(value) if isinstance(value, tuple) else value


def _seconds(time_us: int) -> float:
    return round(s_of_us(time_us), 3)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
