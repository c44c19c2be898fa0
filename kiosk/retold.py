"""Retold: a journal replayed through the core, set by set: every movement with its reasons, and the signals around it.

In:  a journal file.
Out: a Retold: its sets with their movements and signals, and what a replay today does otherwise than was recorded.
Not here: why an attempt was judged as it was (core/reasons.py), when nothing could be judged (blind.py), words
(explain_text.py), the plot (explain_trace.py).

Rule: everything is read off the core's states and events as they come by; nothing is judged here. A set ends with its
last rep, with the session, or where another drill begins.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from kiosk.blind import Blind, BlindWatch
from kiosk.catalogue import load_catalogue
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
    StepRefused,
    ZeroTaken,
)
from kiosk.core.reasons import Reasons, reasons_of, reasons_of_hold
from kiosk.core.session import State, Station, here, initial, step
from kiosk.core.touch import expected_line_in
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Fault, RepPhase
from kiosk.core.work import frame_of
from kiosk.replay import station_of
from kiosk.storage.journal_header import Header, header_of, mismatches
from kiosk.storage.journal_reader import RecordedTick, read_ticks

NOTED: Final = (ZeroTaken, HeelsProven, StepRefused, LadderMoved)
"""What is told between the movements: where the athlete stood, and how the ladder moved."""

Noted = ZeroTaken | HeelsProven | StepRefused | LadderMoved


class Instant(NamedTuple):
    """The signals at one sample. Angles in degrees against the lockout, the knee's own.

    `hip_in`, `line_in`: hips and touch line, inches along the lane; NaN without a wall and before a touch is learned.
    """

    time_us: int
    hinge_deg: float
    lean_deg: float
    knee_deg: float
    progress: float
    hip_in: float
    line_in: float
    phase: RepPhase


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A later change of an attempt: when, what it became, and by which attempt's stop; None for its own lean back."""

    at_us: int
    attempt: Attempt
    by: int | None


@dataclass(slots=True, kw_only=True)
class Movement:
    """One movement away from the lockout. `attempt` is None when it left no record, `reasons` when it had no end."""

    start_us: int
    end_us: int
    drill: Drill
    attempt: Attempt | None
    reasons: Reasons | None
    revisions: list[Revision] = field(default_factory=list)

    @property
    def final(self) -> Attempt | None:
        """The attempt as its last revision has it."""
        return self.revisions[-1].attempt if self.revisions else self.attempt


@dataclass(slots=True, kw_only=True)
class ToldSet:
    """One set. `end_us` is that of its last movement."""

    number: int
    is_done: bool = False
    movements: list[Movement] = field(default_factory=list)
    notes: list[Noted] = field(default_factory=list)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The attempts that left a record, as they were left."""
        return tuple(item.final for item in self.movements if item.final is not None)

    @property
    def count(self) -> int:
        """Counted reps."""
        return sum(item.verdict.is_counted for item in self.attempts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """A whole journal. `differences` are sentences: what is judged otherwise today than it was recorded."""

    header: Header
    station: Station
    sets: tuple[ToldSet, ...]
    instants: tuple[Instant, ...]
    blinds: tuple[Blind, ...]
    mismatches: tuple[str, ...]
    differences: tuple[str, ...]
    is_capped: bool


def retell(path: Path) -> Retold:
    """Replay a journal. Raises InputError for a damaged one, OwnerError when its drill or language is not there."""
    header, ticks = read_ticks(path)
    station = station_of(header, load_catalogue(header.language))
    teller = Teller(station)
    recorded: list[str] = []
    is_capped = False
    for item in ticks:
        teller.take(item)
        recorded += item.events
        is_capped = item.is_capped
    sets = teller.close()
    return Retold(
        header=header,
        station=station,
        sets=sets,
        instants=tuple(teller.instants),
        blinds=tuple(teller.blinds),
        mismatches=mismatches(header, header_of(station, model_sha256=header.digests.model)),
        differences=tuple(_differences(recorded, [item for told in sets for item in told.attempts])),
        is_capped=is_capped,
    )


class Teller:
    """Takes a journal tick by tick and keeps what is to be told."""

    def __init__(self, station: Station) -> None:
        self._station: Final = station
        self._state = initial(station)
        self._sets: Final[list[ToldSet]] = [ToldSet(number=1)]
        self._watch: Final = BlindWatch()
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
        if any(isinstance(event, SetDone) for event in output.events):
            self._sets[-1].is_done = True
            self._begin()
        elif any(isinstance(event, SessionEnded | DrillChosen) for event in output.events):
            self._give_up_open()
            self._begin()

    def close(self) -> tuple[ToldSet, ...]:
        """Return the sets with a movement in them."""
        self._watch.close(self.blinds)
        self._give_up_open()
        if len(self._sets) > 1 and not self._sets[-1].attempts:
            # what came after the last set and left no record
            self._sets[-2].movements.extend(self._sets.pop().movements)
        return tuple(told for told in self._sets if told.movements)

    def _begin(self) -> None:
        """Begin another set, unless this one holds no attempt yet."""
        if self._sets[-1].attempts:
            self._sets.append(ToldSet(number=self._sets[-1].number + 1))

    def _tell(self, event: Event, before: State, drill: Drill) -> None:
        now_set = self._sets[-1]
        match event:
            case AttemptDecided(attempt=attempt):
                if attempt.number == 1:
                    self._begin()
                    now_set = self._sets[-1]
                case = self._state.case
                is_new = case is not None and case is not before.case
                reasons = reasons_of(case) if is_new and case is not None else reasons_of_hold(attempt, drill)
                now_set.movements.append(
                    Movement(
                        start_us=attempt.start_us, end_us=event.at_us, drill=drill, attempt=attempt, reasons=reasons
                    )
                )
            case AttemptRevised(attempt=attempt):
                revised = next(item for item in self._newest() if item.final and item.final.number == attempt.number)
                was = revised.final
                is_own = was is not None and Fault.LEAN_BACK in attempt.faults and Fault.LEAN_BACK not in was.faults
                by = None if is_own else len(before.records) + 1
                revised.revisions.append(Revision(at_us=event.at_us, attempt=attempt, by=by))
            case ZeroTaken() | HeelsProven() | StepRefused() | LadderMoved():
                now_set.notes.append(event)
            case _:
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
                    Movement(
                        start_us=start_us, end_us=ended_us, drill=case.drill, attempt=None, reasons=reasons_of(case)
                    )
                )
        elif rows and not state.attempt.rows:
            self._give_up(before.attempt, drill)

    def _give_up_open(self) -> None:
        """Tell of the movement that is under way, which will have no end."""
        self._give_up(self._state.attempt, here(self._state, self._station).drill)

    def _give_up(self, attempt: AttemptState, drill: Drill) -> None:
        """Tell of a movement that had no end, once."""
        rows, told = attempt.rows, self._sets[-1].movements
        if rows and not (told and told[-1].start_us == rows[0].time_us):
            told.append(
                Movement(start_us=rows[0].time_us, end_us=rows[-1].time_us, drill=drill, attempt=None, reasons=None)
            )

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
        hip_in=row.wall_in if station.drill.has_wall else float("nan"),
        line_in=float("nan") if line_in is None else line_in,
        phase=state.attempt.phase,
    )


def _differences(recorded: Iterable[str], attempts: Iterable[Attempt]) -> Iterator[str]:
    """Yield a sentence for each attempt whose verdict is another than the one recorded."""
    then = _recorded_verdicts(recorded)
    now = [(item.number, item.verdict.value) for item in attempts]
    for (number, was), (again, verdict) in zip(then, now, strict=False):
        if (number, was) != (again, verdict):
            yield f"Attempt {number} was recorded as {was}; replayed today, attempt {again} is {verdict}."
    if len(then) != len(now):
        yield f"{len(then)} attempts were recorded; replayed today there are {len(now)}."


def _recorded_verdicts(recorded: Iterable[str]) -> list[tuple[int, str]]:
    """Return number and last verdict of every recorded attempt, in order; numbers begin anew with a session."""
    verdicts: list[tuple[int, str]] = []
    for text in recorded:
        match json.loads(text):
            case {"e": "AttemptDecided", "attempt": {"number": int(number), "verdict": str(verdict)}}:
                verdicts.append((number, verdict))
            case {"e": "AttemptRevised", "attempt": {"number": int(number), "verdict": str(verdict)}}:
                place = max((at for at, item in enumerate(verdicts) if item[0] == number), default=None)
                if place is not None:
                    verdicts[place] = (number, verdict)
            case _:
                continue
    return verdicts
