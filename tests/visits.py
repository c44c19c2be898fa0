"""A visit: a stream of samples through the core's only door, and what the station made of it.

In:  pose samples of the synthetic athlete, or a whole story, and a station.
Out: a Visit: the events, the attempts as the record finally has them, the clips and sounds of the voice.
Not here: the athlete (builders.py), assertions.

Rule: tests of the core look at a Visit, never at the core's State, so that they hold however its rooms are cut.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, TypeVar

from kiosk.analysis import inputs_of, outputs_of
from kiosk.catalogue import Catalogue, load_catalogue
from kiosk.core.events import AttemptDecided, AttemptRevised, CueSpoken, Event
from kiosk.core.lane import Lane, Mark, fit_lane
from kiosk.core.session import Station, TickInput
from kiosk.core.speech import Play, Speak
from kiosk.core.units import s_of_us
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Earcon, Verdict
from kiosk.stations import station_for
from tests.builders import Camera, Model, Story, Stream, lane_marks, ticks_of
from tests.camera import FRAME_PX

MODEL: Final = Model()
"""The measured table of noise, as it is: what every acceptance test runs with unless it says otherwise."""

FIRST_RUNG_IN: Final = 3.0

Some = TypeVar("Some", bound=Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a station made of a stream. `clips` in the order they were spoken."""

    events: tuple[Event, ...]
    attempts: tuple[Attempt, ...]
    clips: tuple[str, ...]
    earcons: tuple[Earcon, ...]

    @property
    def count(self) -> int:
        """Counted reps."""
        return sum(item.verdict.is_counted for item in self.attempts)

    @property
    def touches(self) -> int:
        """Attempts that are held to have met the wall."""
        return sum(item.is_touch is True for item in self.attempts)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every attempt's verdict, in order."""
        return tuple(item.verdict for item in self.attempts)

    @property
    def said(self) -> tuple[tuple[float, str], ...]:
        """Every clip that began to sound, with the seconds at which its sentence began."""
        return tuple((s_of_us(event.at_us), clip) for event in self.of(CueSpoken) for clip in event.clips)

    def said_at(self, clip: str) -> list[float]:
        """The seconds at which a clip's sentence began."""
        return [time_s for time_s, said in self.said if said == clip]

    def number_of(self, verdict: Verdict) -> int:
        """How many attempts have this verdict."""
        return self.verdicts.count(verdict)

    def of(self, kind: type[Some]) -> tuple[Some, ...]:
        """The events of one kind."""
        return tuple(event for event in self.events if isinstance(event, kind))


@cache
def catalogue() -> Catalogue:
    """Return the drills and the voice as they ship."""
    return load_catalogue()


@cache
def lane(*, is_wall_right: bool = False) -> Lane:
    """Return the lane of the default camera, from exact marks."""
    marks = [
        Mark(inches=inches, ankle_px=(FRAME_PX[0] - x_px if is_wall_right else x_px, y_px))
        for inches, (x_px, y_px) in lane_marks(Camera())
    ]
    return fit_lane(marks, FRAME_PX)


def wall_station(*, is_recorded: bool = False, is_wall_right: bool = False) -> Station:
    """Return a station for the wall hinge."""
    return Station(
        drill=catalogue().drill("wall_hinge"),
        pack=catalogue().pack,
        params=catalogue().params,
        lane=lane(is_wall_right=is_wall_right),
        is_recorded=is_recorded,
    )


def free_station(*, is_recorded: bool = False) -> Station:
    """Return a station for the free hinge, without a wall."""
    return replace(wall_station(is_recorded=is_recorded), drill=catalogue().drill("hip_hinge"), lane=None)


def station_of(name: str, *, has_lane: bool = False, **dose: float) -> Station:
    """Return a station for a drill or a programme, each of its drills with these numbers of a dose."""
    station = station_for(name, catalogue(), lane=lane() if has_lane else None)
    steps = tuple(_dosed(step, dose) for step in station.steps)
    return replace(_dosed(station, dose), steps=steps)


def _dosed(station: Station, dose: Mapping[str, float]) -> Station:
    return replace(station, drill=replace(station.drill, dose=replace(station.drill.dose, **dose)))


def inputs_with_latency(stream: Stream, latency_s: float) -> Iterator[TickInput]:
    """Yield tick inputs as a board delivers them whose poses are this late."""
    for tick, sample in ticks_of(stream, latency_s):
        yield TickInput(tick=tick, sample=sample)


def visit_of(stream: Stream, station: Station) -> Visit:
    """Run a stream through the core, each sample at the tick of its capture."""
    return visit_with(inputs_of(stream), station)


def visit_with(inputs: Iterable[TickInput], station: Station) -> Visit:
    """Run tick inputs through the core."""
    outputs = list(outputs_of(inputs, station))
    events = tuple(event for output in outputs for event in output.events)
    speech = [command for output in outputs for command in output.speech]
    return Visit(
        events=events,
        attempts=_final(events),
        clips=tuple(clip for command in speech if isinstance(command, Speak) for clip in command.clips),
        earcons=tuple(command.earcon for command in speech if isinstance(command, Play)),
    )


def _final(events: Iterable[Event]) -> tuple[Attempt, ...]:
    """Return the attempts as the last word on each has them."""
    attempts: dict[tuple[int, int], Attempt] = {}
    session = 0
    for event in events:
        if isinstance(event, AttemptDecided):
            session += event.attempt.number == 1
            attempts[session, event.attempt.number] = event.attempt
        elif isinstance(event, AttemptRevised):
            attempts[session, event.attempt.number] = event.attempt
    return tuple(attempts.values())


def arrived(
    rung_in: float = FIRST_RUNG_IN, *, seed: int = 1, model: Model = MODEL, story: Story | None = None
) -> Story:
    """Tell of an athlete who took the zero and stands on a rung; beyond the first that takes 3 s (decision 8)."""
    begun = (story or Story(seed=seed, model=model)).stand(1.5).zero(4.0).step_to(rung_in)
    return begun.stand(2.0 if rung_in == FIRST_RUNG_IN else 4.0)
