"""The teller: watches the core replay a journal, tick by tick, and keeps what is to be told of it.

In:  ticks of a journal and the station that recorded it.
Out: sets with their movements, the signals at each sample, the times at which nothing could be judged.
Not here: reading the journal (retold.py), the records (told.py), why an attempt was judged so (core/reasons.py).

Rule: everything is read off the core's states and events as they come by; nothing is judged here. A set begins and ends
where the history has it do so.
"""

from collections.abc import Iterator
from math import nan
from typing import Final

from kiosk.blind import Blind, BlindWatch
from kiosk.core.attempt import AttemptState, row_of
from kiosk.core.drill import Drill
from kiosk.core.events import (
    AttemptDecided,
    AttemptRevised,
    DrillChosen,
    Event,
    HeelsProven,
    LadderMoved,
    SessionEnded,
    SetDone,
    StageEntered,
    StepRefused,
    TimerMoved,
    ZeroTaken,
)
from kiosk.core.reasons import reasons_of, reasons_of_hold
from kiosk.core.session import State, Station, here, initial, step
from kiosk.core.timer import TimerChange
from kiosk.core.touch import expected_line_in
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Fault, Stage
from kiosk.core.work import frame_of
from kiosk.storage.journal_reader import RecordedTick
from kiosk.told import Instant, Movement, Revision, ToldSet


class Teller:
    """Takes a journal tick by tick and keeps what is to be told."""

    def __init__(self, station: Station) -> None:
        self._station: Final = station
        self._state = initial(station)
        self._sets: Final[list[ToldSet]] = [ToldSet(number=1, drill=here(self._state, station).drill)]
        self._watch: Final = BlindWatch()
        self._numbered = 0
        """Attempts of the journal before the visit."""
        self.instants: Final[list[Instant]] = []
        self.blinds: Final[list[Blind]] = []

    def take(self, item: RecordedTick) -> None:
        """Advance by one tick."""
        before = self._state
        now = here(before, self._station)
        self._state, output = step(before, item.tick_input, self._station)
        self._watch.look(self._state, item.tick_input, self.blinds)
        if item.tick_input.sample is not None:
            self.instants.extend(_instant(self._state, item.tick_input.sample.capture_us, now))
        for event in output.events:
            self._tell(event, before, now.drill)
        self._tell_unrecorded(before, now.drill)
        for event in output.events:
            self._turn(event)

    def close(self) -> tuple[ToldSet, ...]:
        """Return the sets, and what came after the last of them with it."""
        self._watch.close(self.blinds)
        self._give_up_open()
        if len(self._sets) > 1 and self._sets[-1].is_empty:
            last = self._sets.pop()
            self._sets[-1].movements.extend(last.movements)
            self._sets[-1].notes.extend(last.notes)
        return tuple(told for told in self._sets if told.movements or not told.is_empty)

    def _turn(self, event: Event) -> None:
        """Begin another set where the history does."""
        match event:
            case SetDone():
                self._sets[-1].is_done = True
                self._begin()
            case SessionEnded() | DrillChosen() | StageEntered(stage=Stage.IDLE):
                self._give_up_open()
                self._begin()
            case _:
                return

    def _begin(self) -> None:
        """Begin another set, unless nothing was done in this one."""
        if not self._sets[-1].is_empty:
            drill = here(self._state, self._station).drill
            self._sets.append(ToldSet(number=self._sets[-1].number + 1, drill=drill))

    def _tell(self, event: Event, before: State, drill: Drill) -> None:
        match event:
            case AttemptDecided(attempt=attempt):
                self._decide(event.at_us, attempt, before, drill)
            case AttemptRevised(attempt=attempt):
                self._revise(event.at_us, attempt, before)
            case TimerMoved(change=TimerChange.DONE):
                self._sets[-1].rounds += 1
                self._sets[-1].drill = drill
            case ZeroTaken() | HeelsProven() | StepRefused() | LadderMoved():
                self._sets[-1].notes.append(event)
            case _:
                return

    def _decide(self, at_us: int, attempt: Attempt, before: State, drill: Drill) -> None:
        if attempt.number == 1:
            # a visit that no event told: another athlete took the zero
            self._begin()
            self._numbered = max((item.number for item in self._newest()), default=0)
        case = self._state.case
        is_new = case is not None and case is not before.case
        self._sets[-1].drill = drill
        self._sets[-1].movements.append(
            Movement(
                start_us=attempt.start_us,
                end_us=at_us,
                drill=drill,
                number=self._numbered + attempt.number,
                attempt=attempt,
                reasons=reasons_of(case) if is_new and case is not None else reasons_of_hold(attempt, drill),
            )
        )

    def _revise(self, at_us: int, attempt: Attempt, before: State) -> None:
        number = self._numbered + attempt.number
        for movement in self._newest():
            if movement.number == number and movement.final is not None:
                was = movement.final.faults
                is_own = Fault.LEAN_BACK in attempt.faults and Fault.LEAN_BACK not in was
                by = None if is_own else self._numbered + len(before.records) + 1
                movement.revisions.append(Revision(at_us=at_us, attempt=attempt, by=by))
                return

    def _tell_unrecorded(self, before: State, drill: Drill) -> None:
        """Tell of a movement that left no record: too small, in a rest of another drill, or without an end."""
        state, rows = self._state, before.attempt.rows
        case = state.case
        if case is not None and case is not before.case:
            ended_us = case.ended.rows[-1].time_us
            if not any(item.end_us >= ended_us for item in self._newest()):
                start_us = case.ended.rows[0].time_us
                self._sets[-1].movements.append(
                    Movement(start_us=start_us, end_us=ended_us, drill=case.drill, reasons=reasons_of(case))
                )
        elif rows and not state.attempt.rows:
            self._give_up(before.attempt, drill)

    def _give_up_open(self) -> None:
        """Tell of the movement that is under way, which will have no end."""
        self._give_up(self._state.attempt, here(self._state, self._station).drill)

    def _give_up(self, attempt: AttemptState, drill: Drill) -> None:
        """Tell of a movement that had no end, once."""
        rows, last = attempt.rows, next(self._newest(), None)
        if rows and (last is None or last.start_us != rows[0].time_us):
            self._sets[-1].movements.append(Movement(start_us=rows[0].time_us, end_us=rows[-1].time_us, drill=drill))

    def _newest(self) -> Iterator[Movement]:
        return (item for told in reversed(self._sets) for item in reversed(told.movements))


def _instant(state: State, time_us: int, station: Station) -> Iterator[Instant]:
    """Yield the signals of a sample that could be measured against a lockout."""
    body, seen = state.body, state.body.presence
    if not seen.is_good or body.geometry is None or body.lockout is None:
        return
    frame = frame_of(body, station)
    row = row_of(time_us, body.geometry, frame, station.drill, station.params, are_arms_seen=False)
    line_in = expected_line_in(state.touch, state.place.rung_in, station.params.touch)
    yield Instant(
        time_us=time_us,
        hinge_deg=body.geometry.hinge_deg - frame.lockout.hinge_deg,
        lean_deg=row.lean_deg,
        knee_deg=row.knee_deg,
        progress=row.progress,
        hip_in=row.wall_in if station.drill.has_wall else nan,
        line_in=nan if line_in is None else line_in,
        phase=state.attempt.phase,
    )
