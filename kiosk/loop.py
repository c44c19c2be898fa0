"""The loop: the only place that knows what time it is.

In:  the ports, the station, and whether to stop.
Out: the core advanced tick by tick, its words spoken, its picture shown, its inputs recorded; Health.
Not here: what an input means (core/session.py), devices (the edges), signals and exit codes (app.py).

Rule: tick n is due at n / TICK_HZ after the start, whatever became of the ticks before it. A late loop catches up, a
few ticks a turn; no tick is left out, not even one at which a killed process did not run. What is spoken was recorded
first.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from kiosk.core.body import is_lifeless
from kiosk.core.idle import INSIDE, Outside
from kiosk.core.mirror import describe
from kiosk.core.pose import PoseSample
from kiosk.core.session import State, Station, TickInput, initial, step
from kiosk.core.speech import SpeechCommand
from kiosk.core.units import TICK_HZ, US_PER_S, us_of_tick
from kiosk.core.vocab import Presence, Stage
from kiosk.ports import (
    UNKNOWN,
    CameraWatch,
    Clock,
    Display,
    Gauges,
    Health,
    Heartbeat,
    History,
    Journal,
    PoseSource,
    Speaker,
)

MOST_TICKS_A_TURN: Final = 5
"""A picture at least every sixth of a second of the schedule, however far behind the loop is."""

LATE_US: Final = US_PER_S // TICK_HZ // 2
"""Half a tick: later than that is seen in a count that lags, earlier is the jitter of any desktop system."""

TAIL_TICKS: Final = 3 * TICK_HZ
"""After the last sample of a recording: as long as the longest sentence, so that it is heard to its end."""

HEALTH_TICKS: Final = 10 * TICK_HZ
AGES_KEPT: Final = 300
WARN_EVERY_US: Final = 60 * US_PER_S
NS_PER_US: Final = 1_000

logger: Final = logging.getLogger(__name__)


class MonotonicClock:
    """ports.Clock: CLOCK_MONOTONIC, the axis of V4L2's and libcamera's timestamps as well."""

    def now_us(self) -> int:
        """Return microseconds since boot."""
        return time.monotonic_ns() // NS_PER_US

    def sleep_until_us(self, time_us: int) -> None:
        """Return no earlier than `time_us`; at once when it is past."""
        while (left_us := time_us - self.now_us()) > 0:
            time.sleep(left_us / US_PER_S)

    def minute_of_day(self) -> int:
        """Return the whole minutes since local midnight."""
        now = time.localtime()
        return now.tm_hour * 60 + now.tm_min

    def today(self) -> str:
        """Return the local date as year-month-day."""
        return time.strftime("%Y-%m-%d", time.localtime())


class NoHeartbeat:
    """ports.Heartbeat where nobody listens."""

    def beat(self, now_us: int) -> None:
        """Do nothing."""

    def tell(self, status: str) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What the loop sees of the world. Without a `watch` the camera is believed to stand where it stood."""

    clock: Clock
    source: PoseSource
    speaker: Speaker
    display: Display
    journal: Journal
    heartbeat: Heartbeat = field(default_factory=NoHeartbeat)
    watch: CameraWatch | None = None
    gauges: Gauges | None = None
    history: History | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingOn:
    """A session that a restart of the process cut in two: the state after `last`, and how long nobody looked since."""

    state: State
    last: TickInput
    missed_us: int


class Loop:
    """One run of the station, from its first tick to its last."""

    def __init__(
        self,
        ports: Ports,
        station: Station,
        *,
        should_stop: Callable[[], bool],
        outside: Outside = INSIDE,
        going_on: GoingOn | None = None,
    ) -> None:
        self._ports: Final = ports
        self._station: Final = station
        self._should_stop: Final = should_stop
        self._state = initial(station) if going_on is None else going_on.state
        self._last: Final = None if going_on is None else going_on.last
        self._tick = 0 if going_on is None else going_on.last.tick + 1
        missed = 0 if going_on is None else 1 + max(0, going_on.missed_us) * TICK_HZ // US_PER_S
        self._first_tick: Final = self._tick + missed
        self._start_us: Final = ports.clock.now_us() - us_of_tick(self._first_tick)
        self._is_returning = going_on is not None
        self._owner: Final = outside
        self._empty_since_us: int | None = None
        self._late = self._slips = self._samples = 0
        self._ages_us: Final[deque[int]] = deque(maxlen=AGES_KEPT)
        self._warned_us: dict[str, int] = {}
        self._told: tuple[str | None, ...] = (None, None, ports.speaker.trouble(), None, None)

    @property
    def health(self) -> Health:
        """The condition of the machine so far."""
        ages_us = sorted(self._ages_us)
        return Health(
            ticks=self._tick - self._first_tick,
            late=self._late,
            slips=self._slips,
            samples=self._samples,
            dropped=self._ports.source.dropped,
            age_median_ms=ages_us[len(ages_us) // 2] / 1_000 if ages_us else None,
            age_p95_ms=ages_us[len(ages_us) * 95 // 100] / 1_000 if ages_us else None,
            machine=UNKNOWN if self._ports.gauges is None else self._ports.gauges.read(),
        )

    def run(self) -> Health:
        """Turn until told to stop, the window is closed, or a recording has come to its end and its tail.

        Who tells it to stop may start it again, so the session stays open then; it is over in the other cases.
        Raises whatever the source raises when it gives up.
        """
        self._miss()
        last_tick: int | None = None
        while not (self._should_stop() or self._ports.display.is_closed() or self._tick == last_tick):
            self._turn(last_tick)
            if last_tick is None and self._ports.source.is_finished():
                last_tick = self._tick + TAIL_TICKS
        if self._tick == last_tick or self._ports.display.is_closed():
            self._ports.journal.turn_page()
        return self.health

    def _miss(self) -> None:
        """Catch up with the ticks at which no process ran: they show nobody, and what they say is not spoken."""
        while self._last is not None and self._tick < self._first_tick:
            self._step(replace(self._last, tick=self._tick, sample=None, is_missed=True))

    def _turn(self, last_tick: int | None) -> None:
        """Wait for the next tick, do what is due of it and the ones after, and show the picture."""
        clock = self._ports.clock
        clock.sleep_until_us(self._start_us + us_of_tick(self._tick))
        now_us = clock.now_us() - self._start_us
        due = _newest_tick_at(now_us) - self._tick + 1
        self._slips += due > MOST_TICKS_A_TURN
        count = min(max(due, 1), MOST_TICKS_A_TURN)
        if last_tick is not None:
            count = min(count, last_tick - self._tick)
        sample, is_moved = self._newest(now_us), self._is_moved()
        has_trouble, is_silent = self._troubles()
        # after a restart the mirror is not back before it sees
        self._is_returning = self._is_returning and sample is None
        has_trouble = has_trouble or self._is_returning
        for left in reversed(range(count)):
            self._late += now_us - us_of_tick(self._tick) > LATE_US
            # the newest sample belongs to the last of the due ticks, whose time is the nearest to its own
            self._do_tick(
                TickInput(
                    tick=self._tick,
                    sample=None if left else sample,
                    has_trouble=has_trouble,
                    is_silent=is_silent,
                    is_moved=is_moved,
                )
            )
        self._ports.display.present(describe(self._state, self._station, self._outside()))
        self._ports.heartbeat.beat(clock.now_us())

    def _outside(self) -> Outside:
        """Return what a picture may show beside the visit: the wall clock, and how long nobody has been there."""
        if not is_empty(self._state, self._station):
            self._empty_since_us = None
        elif self._empty_since_us is None:
            self._empty_since_us = self._state.now_us
        since_us, clock = self._empty_since_us, self._ports.clock
        return replace(
            self._owner,
            minute_of_day=clock.minute_of_day(),
            today=clock.today(),
            empty_us=None if since_us is None else self._state.now_us - since_us,
        )

    def _do_tick(self, tick_input: TickInput) -> None:
        for command in self._step(tick_input):
            self._ports.speaker.perform(command)
        if (self._tick - self._first_tick) % HEALTH_TICKS == 0:
            health = self.health
            logger.info("%s", health.line)
            self._ports.heartbeat.tell(health.line)
            if self._ports.history is not None:
                self._ports.history.note(health)

    def _step(self, tick_input: TickInput) -> tuple[SpeechCommand, ...]:
        """Advance the core by one tick and record it; return what is to be spoken."""
        ports = self._ports
        if is_vacant(self._state):
            self._state = initial(self._station)
            ports.journal.turn_page()
        self._state, output = step(self._state, tick_input, self._station)
        ports.journal.record(tick_input, output, self._state.course.stage)
        self._tick += 1
        return output.speech

    def _newest(self, now_us: int) -> PoseSample | None:
        """Return the newest sample on the loop's own axis; one from before the start is none of its business."""
        sample = self._ports.source.newest()
        if sample is None:
            return None
        capture_us = sample.capture_us - self._start_us
        if capture_us < us_of_tick(self._first_tick):
            return None
        self._samples += 1
        self._ages_us.append(now_us - capture_us)
        return replace(sample, capture_us=capture_us)

    def _troubles(self) -> tuple[bool, bool]:
        """Whether the source, and whether the sound is in trouble; what is new of any edge goes to the log."""
        ports = self._ports
        told = (
            ports.source.trouble(),
            ports.journal.trouble(),
            ports.speaker.trouble(),
            None if ports.watch is None else ports.watch.notice(),
            None if ports.history is None else ports.history.trouble(),
        )
        for before, now in zip(self._told, told, strict=True):
            if now is not None and now != before:
                self._warn(now)
        self._told = told
        return told[0] is not None, told[2] is not None

    def _warn(self, sentence: str) -> None:
        """Tell a trouble to the log; one that comes and goes is told at most once in WARN_EVERY_US."""
        now_us = self._ports.clock.now_us()
        self._warned_us = {told: at_us for told, at_us in self._warned_us.items() if now_us - at_us < WARN_EVERY_US}
        if sentence not in self._warned_us:
            self._warned_us[sentence] = now_us
            logger.warning("%s", sentence)

    def _is_moved(self) -> bool:
        watch = self._ports.watch
        if watch is None:
            return False
        if is_empty(self._state, self._station):
            watch.look()
        return watch.is_moved()


def is_vacant(state: State) -> bool:
    """Whether nobody is there and nothing is being said: the core may begin anew, and a page of the journal with it.

    A passer-by leaves traces in a state (which way they faced, what was last said). A journal does not hold whoever
    came before its session, so a replay is the same only from a state without such traces.
    """
    return (
        state.course.stage is Stage.IDLE
        and state.body.presence.presence in (Presence.ABSENT, Presence.LOST)
        and state.talk.playing is None
        and not state.talk.memory.has_told_trouble
    )


def is_empty(state: State, station: Station) -> bool:
    """Whether there is nobody to show anything to: the room is vacant, or what is seen in it is a coat on a hook."""
    return is_vacant(state) or (state.course.stage is Stage.IDLE and is_lifeless(state.body, station.params.gate))


def _newest_tick_at(time_us: int) -> int:
    """Return the last tick whose time is not after `time_us`: the inverse of us_of_tick."""
    return ((time_us + 1) * TICK_HZ - 1) // US_PER_S
