"""The room: who comes to the mirror over days, and the clock of those days.

In:  a seed, how many come a day.
Out: a ports.Clock that runs as fast as the machine, a ports.PoseSource that shows the room.
Not here: the station (life.py), what is measured (gauges.py).

Rule: every tick is run, and a camera that sees nobody gives samples all the same. Nobody comes at night.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Final

from kiosk.core.pose import PoseSample
from kiosk.core.units import US_PER_S, us_of_s
from tests.builders import SQUAT, Posture, Story, Stream, hop_to, second_person
from tests.fakes import moved
from tests.hands import HANGING, OVERHEAD, held, with_arms
from tests.motion import Tempo
from tests.visits import MODEL, arrived

FPS: Final = 10.0
"""What a small board keeps up with."""

LATENCY_US: Final = us_of_s(0.1)
BEGIN_S: Final = datetime(2026, 11, 20, 6, 0, tzinfo=UTC).timestamp()
DAY_S: Final = 86_400.0
OPEN_S: Final = (7 * 3600.0, 22 * 3600.0)
"""From seven in the morning to ten at night, since midnight."""

SESSIONS_A_DAY: Final = 60
WHOLE_SHARE: Final = 5
"""Of those who come, beside nine others, do three whole sets."""

FREE: Final = Posture(kappa_deg=20.0, theta_deg=55.0)
BRISK: Final = Tempo(down_s=1.5, hold_s=0.8, up_s=1.2, rest_s=0.8)


@dataclass(kw_only=True)
class SimulatedClock:
    """ports.Clock whose sleep takes no time, and the wall clock beside it, which may be wrong by `off_s`."""

    now: int = 5 * US_PER_S
    off_s: float = 0.0

    def now_us(self) -> int:
        return self.now

    def sleep_until_us(self, time_us: int) -> None:
        self.now = max(self.now, time_us)

    def run_s(self) -> float:
        return self.now / US_PER_S

    def true_s(self) -> float:
        """Return the true wall time, whatever the station's clock shows."""
        return BEGIN_S + self.run_s()

    def wall_s(self) -> float:
        return self.true_s() + self.off_s

    def minute_of_day(self) -> int:
        return int(self.wall_s() % DAY_S) // 60

    def today(self) -> str:
        return self._local("%Y-%m-%d")

    def page_name(self) -> str:
        return self._local("%Y-%m-%dT%H-%M-%S")

    def _local(self, form: str) -> str:
        return datetime.fromtimestamp(self.wall_s(), UTC).strftime(form)


@cache
def people(seed: int) -> tuple[Stream, ...]:
    """Return what those who come to train do, each from coming in to leaving."""
    wall = arrived(3, seed=seed)
    steady = wall.touch_reps(15, tempo=BRISK).stand(76.0).touch_reps(15, tempo=BRISK).stand(76.0)
    climbing = wall.touch_reps(5).stand(3.0).step_to(4).stand(2.0).touch_reps(5).stand(3.0).step_to(5).stand(2.0)
    missing = arrived(6, seed=seed + 1).touch_reps(3).touch_reps(2, gap_in=1.5).stand(2).step_to(5).stand(3)
    squatter = arrived(3, seed=seed + 2).squats(4).stand(2.0).touch_reps(6).stand(3.0)
    leaver = arrived(3, seed=seed + 3).touch_reps(7).move_to(SQUAT, 1.2)
    returning = arrived(3, seed=seed + 4).touch_reps(6).stand(2.0).absent(6.0).zero(4.0).step_to(3).touch_reps(5)
    leaning = arrived(4, seed=seed + 5).lean_reps(4).stand(2.0).touch_reps(6).stand(8.0)
    pausing = with_arms(
        arrived(3, seed=seed + 6).touch_reps(4).stand(24.0).touch_reps(4).stand(4.0),
        (
            *held(OVERHEAD, HANGING, 3.0),
            (HANGING, HANGING, 6.0),
            *held(OVERHEAD, HANGING, 3.0),
        ),
        FPS,
        from_s=arrived(3).now_s + 20.0,
    )
    bystander = Story(seed=seed + 7, model=MODEL, heel_in=60.0).stand(90.0).samples(FPS)
    watched = second_person(missing.touch_reps(6).stand(3.0).samples(FPS), 20.0, 40.0)
    stories = (
        *(steady.touch_reps(15, tempo=BRISK).stand(12.0),) * WHOLE_SHARE,
        climbing.touch_reps(9).stand(20.0),
        missing.touch_reps(8).stand(12.0),
        squatter,
        leaver,
        returning.stand(12.0),
        leaning,
    )
    mixed = hop_to(wall.touch_reps(8).stand(3.0).samples(FPS), bystander, 15.0, 25.0)
    return (*(_leaving(story).samples(FPS) for story in stories), pausing, watched, mixed)


@cache
def passers_by(seed: int) -> tuple[Stream, ...]:
    """Return those who do not train: somebody walks through, stands and looks, faces the wall, trains elsewhere."""
    through = Story(seed=seed, model=MODEL, heel_in=80.0, yaw_deg=180.0).walk(-10.0)
    looking = Story(seed=seed + 1, model=MODEL, heel_in=40.0, yaw_deg=90.0).stand(25.0)
    wrong_way = Story(seed=seed + 2, model=MODEL, yaw_deg=180.0).stand(15.0)
    elsewhere = Story(seed=seed + 3, model=MODEL, heel_in=60.0).reps(4, FREE).stand(3.0)
    return tuple(story.absent(5.0).samples(FPS) for story in (through, looking, wrong_way, elsewhere))


@cache
def empty(seed: int) -> Stream:
    """Return a minute of nobody, with what the model takes for somebody then."""
    return Story(seed=seed, model=MODEL).absent(60.0).samples(FPS)


def _leaving(story: Story) -> Story:
    return story.absent(15.0)


@dataclass
class Room:
    """ports.PoseSource: one stream after another, as chance and the hour have it. `is_dark` is a camera that is silent.

    A stalled camera loses what it would have seen meanwhile, as a real one does.
    """

    clock: SimulatedClock
    seed: int = 1
    sessions: int = 0
    is_dark: bool = False
    dropped: int = 0
    _sequence: int = 0
    _stream: Stream = ()
    _next: int = 0
    _origin_us: int = 0
    _chance: Random = field(default_factory=Random)

    def __post_init__(self) -> None:
        self._chance = Random(self.seed)
        self._people: Final = people(self.seed)
        self._passers: Final = passers_by(self.seed + 50)
        self._empty: Final = empty(self.seed + 90)
        self._begin(self._empty)

    def newest(self) -> PoseSample | None:
        newest = None
        seen_us = self.clock.now - LATENCY_US
        while self._origin_us + self._stream[self._next].capture_us <= seen_us:
            self.dropped += newest is not None
            newest = self._stream[self._next], self._origin_us
            self._next += 1
            if self._next == len(self._stream):
                self._begin(self._who_comes())
        if newest is None or self.is_dark:
            return None
        sample, origin_us = newest
        self._sequence += 1
        return replace(moved(sample, origin_us), sequence=self._sequence)

    def is_finished(self) -> bool:
        return False

    def trouble(self) -> str | None:
        return "The camera gives no frames: plug it in." if self.is_dark else None

    def close(self) -> None:
        """Nothing is held."""

    @property
    def is_empty(self) -> bool:
        """Whether nobody is there."""
        return self._stream is self._empty

    def _begin(self, stream: Stream) -> None:
        last_us = self._stream[-1].capture_us + us_of_s(1 / FPS) if self._stream else 0
        self._origin_us += last_us if self._stream else self.clock.now
        self._stream, self._next = stream, 0

    def _who_comes(self) -> Stream:
        """Return the next stream: between two who come the room is empty, and at night all the time."""
        second = self.clock.true_s() % DAY_S
        is_open = OPEN_S[0] <= second < OPEN_S[1]
        if not (self.is_empty and is_open):
            return self._empty
        per_minute = SESSIONS_A_DAY / ((OPEN_S[1] - OPEN_S[0]) / 60.0 - SESSIONS_A_DAY * self._mean_min())
        draw = self._chance.random()
        if draw < per_minute:
            self.sessions += 1
            return self._chance.choice(self._people)
        return self._chance.choice(self._passers) if draw < 2.0 * per_minute else self._empty

    def _mean_min(self) -> float:
        return sum(length_s(stream) for stream in self._people) / len(self._people) / 60.0


def length_s(stream: Sequence[PoseSample]) -> float:
    """Return how long a stream is."""
    return stream[-1].capture_us / US_PER_S
