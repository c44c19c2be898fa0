"""The facts of a page as sets, attempts, cues and rungs.

In:  the events of a page in their order, as objects of JSON.
Out: records of the history.
Not here: the page's lines and times (digest.py), the events themselves (core/events.py).

Rule: an attempt counts as its last revision has it, in the set in which it was made. A page may hold more than one
visit, when somebody begins again before the room is empty: sets and attempts are numbered through the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from kiosk.core.units import US_PER_S
from kiosk.core.vocab import Fault, Move, Stage, Verdict
from kiosk.core.vocab_cues import Cue
from kiosk.storage.history_records import AttemptRecord, CueRecord, RungRecord, SetRecord

CUES: Final = {cue.value: cue for cue in Cue}
FAULTS: Final = {fault.value: fault for fault in Fault}
SHORT: Final = "short"
"""The last part of the clip of a short form; that of a full one is a number (core/pack.py)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """An attempt as its last event has it; `number` through the page, times in µs."""

    number: int
    end_us: int
    found: Mapping[object, object]
    verdict: Verdict


@dataclass(slots=True, kw_only=True)
class _Set:
    """A set as it grows; it is one once it has an attempt or a round."""

    drill: str
    began_us: int
    ended_us: int
    numbers: list[int] = field(default_factory=list)
    rounds: int = 0
    is_done: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done in it."""
        return not (self.numbers or self.rounds or self.is_done)


class Tally:
    """Takes the events of one page. `reps` are those of a whole set, where the ends of sets were not recorded."""

    def __init__(self, trains: str, first_drills: Mapping[str, str], *, reps: float) -> None:
        self._station_trains: Final = trains
        self._first_drills: Final = first_drills
        self._whole_reps: Final = reps
        self._trains = trains
        self._drill = first_drills.get(trains, trains)
        self._attempts: dict[int, _Attempt] = {}
        self._before = 0
        """Attempts of the page before the visit."""
        self._number = 0
        """The last attempt's in the visit."""
        self._set: _Set | None = None
        """It begins where the one before ended; what is said in the rest between is of neither."""
        self._is_resting = False
        self._sets: list[_Set] = []
        self._cues: list[tuple[int, Cue, _Set | None]] = []
        self._rungs: list[tuple[int, Move, float]] = []
        self._best_in: list[float] = []
        self._told = 0
        """The last attempt of those whose best was told."""
        self.stage: Stage | None = None
        self.has_camera_moved = False

    def take(self, event: object) -> None:
        """Take one event. One of another form, or that says nothing here, changes nothing."""
        match event:
            case {"e": "AttemptDecided", "count": int(count), "attempt": {"number": int(number)} as found}:
                self._decide(number, count, found)
            case {"e": "AttemptRevised", "attempt": {"number": int(number)} as found}:
                self._keep(number, found)
            case {"e": "TimerMoved", "at_us": int(at_us), "change": "done"}:
                timed = self._opened(at_us)
                timed.rounds, timed.ended_us = timed.rounds + 1, at_us
            case {"e": "SetDone", "at_us": int(at_us)}:
                self._close(at_us=at_us, is_done=True)
                self._opened(at_us)
                self._is_resting = True
            case {"e": "StageEntered", "at_us": int(at_us), "stage": str(stage)}:
                self._enter(stage, at_us)
            case {"e": "DrillChanged", "drill": str(drill)}:
                self._go_to(drill)
            case {"e": "DrillChosen", "drill": str(trains)}:
                self._close()
                self._trains = trains
                self._go_to(self._first_drills.get(trains, trains))
            case {"e": "SessionEnded", "best_rung_in": best_in}:
                if isinstance(best_in, float | int):
                    self._best_in.append(best_in)
                    self._told = max(self._attempts, default=0)
                self._close()
                self._go_to(self._first_drills.get(self._trains, self._trains))
            case {"e": "LadderMoved", "at_us": int(at_us), "move": str(move), "rung_in": float() | int() as rung_in}:
                if move in (item.value for item in Move):
                    self._rungs.append((at_us, Move(move), float(rung_in)))
            case {"e": "CueSpoken", "at_us": int(at_us), "clips": list(clips)}:
                cues = (cue_of(clip) for clip in clips)
                running = None if self._is_resting else self._set
                self._cues += [(at_us, cue, running) for cue in cues if cue is not None]
            case {"e": "CameraMoved"}:
                self.has_camera_moved = True

    @property
    def best_rung_in(self) -> float | None:
        """The furthest rung with a clean rep, as the station told it, or as its record says where it did not."""
        clean = [
            rung_in
            for item in self._attempts.values()
            if item.number > self._told
            and item.verdict is Verdict.CLEAN
            and (rung_in := _number(item.found, "rung_in")) is not None
        ]
        return max((*self._best_in, *clean), default=None)

    def result(self, origin_us: int) -> tuple[tuple[SetRecord, ...], tuple[CueRecord, ...], tuple[RungRecord, ...]]:
        """Return the sets, the cues and the ladder's moves; the session began at `origin_us`."""
        self._close()
        numbers = {id(item): number for number, item in enumerate(self._sets, start=1)}
        sets = tuple(self._set_record(item, numbers[id(item)], origin_us) for item in self._sets)
        cues = tuple(
            CueRecord(
                spoken_s=_seconds(at_us, origin_us),
                cue=cue,
                set_number=None if running is None else numbers.get(id(running)),
            )
            for at_us, cue, running in self._cues
        )
        rungs = tuple(
            RungRecord(at_s=_seconds(at_us, origin_us), move=move, rung_in=rung_in)
            for at_us, move, rung_in in self._rungs
        )
        return sets, cues, rungs

    def _decide(self, number: int, count: int, found: Mapping[object, object]) -> None:
        if number <= self._number:
            # a new visit that no event told: another athlete took the zero
            self._end_visit()
        running = self._set
        if running is not None and _is_counted(found) and count <= self._counted(running):
            # a page that has had its day's bytes records counted reps alone, and no ends of sets
            self._close(is_done=self._counted(running) >= self._whole_reps)
        self._number, self._is_resting = number, False
        self._keep(number, found)

    def _keep(self, number: int, found: Mapping[object, object]) -> None:
        match found:
            case {"verdict": str(verdict), "start_us": int(start_us), "end_us": int(end_us)} if verdict in (
                item.value for item in Verdict
            ):
                number += self._before
                if number not in self._attempts:
                    running = self._opened(start_us)
                    running.numbers.append(number)
                    running.ended_us = end_us
                self._attempts[number] = _Attempt(number=number, end_us=end_us, found=found, verdict=Verdict(verdict))

    def _enter(self, stage: str, at_us: int) -> None:
        if stage not in (item.value for item in Stage):
            return
        self.stage = Stage(stage)
        if self.stage is Stage.SET:
            self._opened(at_us)
            self._is_resting = False
        elif self.stage is Stage.IDLE:
            # the next visit has the station's own drill
            self._trains = self._station_trains
            self._end_visit()

    def _end_visit(self) -> None:
        self._close()
        self._before, self._number = max(self._attempts, default=0), 0
        self._go_to(self._first_drills.get(self._trains, self._trains))

    def _go_to(self, drill: str) -> None:
        self._drill = drill
        if self._set is not None:
            self._set.drill = drill

    def _opened(self, at_us: int) -> _Set:
        """Return the running set, or one that begins now."""
        if self._set is None:
            self._set = _Set(drill=self._drill, began_us=at_us, ended_us=at_us)
        return self._set

    def _close(self, *, at_us: int | None = None, is_done: bool = False) -> None:
        running, self._set = self._set, None
        if running is None:
            return
        running.is_done = is_done
        running.ended_us = running.ended_us if at_us is None else at_us
        if not running.is_empty:
            self._sets.append(running)

    def _counted(self, item: _Set) -> int:
        return item.rounds + sum(self._attempts[number].verdict.is_counted for number in item.numbers)

    def _set_record(self, item: _Set, number: int, origin_us: int) -> SetRecord:
        attempts = tuple(_attempt_record(self._attempts[place], origin_us) for place in item.numbers)
        rungs_in = [attempt.rung_in for attempt in attempts if attempt.rung_in is not None]
        return SetRecord(
            number=number,
            drill=item.drill,
            began_s=_seconds(item.began_us, origin_us),
            ended_s=_seconds(item.ended_us, origin_us),
            reps=self._counted(item),
            is_done=item.is_done,
            attempts=attempts,
            first_rung_in=rungs_in[0] if rungs_in else None,
            last_rung_in=rungs_in[-1] if rungs_in else None,
        )


def cue_of(clip: object) -> Cue | None:
    """Return the cue that a clip says; None for a number, a distance or a drill's own line."""
    name, _, form = clip.rpartition("_") if isinstance(clip, str) else ("", "", "")
    return CUES.get(name) if form == SHORT or form.isdecimal() else None


def _attempt_record(item: _Attempt, origin_us: int) -> AttemptRecord:
    found = item.found
    touch = found.get("is_touch")
    return AttemptRecord(
        number=item.number,
        verdict=item.verdict,
        ended_s=_seconds(item.end_us, origin_us),
        tempo_s=_number(found, "tempo_s") or 0.0,
        hold_s=_number(found, "hold_s") or 0.0,
        lean_deg=_number(found, "lean_deg") or 0.0,
        knee_deg=_number(found, "knee_deg"),
        rung_in=_number(found, "rung_in"),
        wall_distance_in=_number(found, "wall_distance_in"),
        hip_gap_in=_number(found, "hip_gap_in"),
        is_touch=touch if isinstance(touch, bool) else None,
        faults=_faults(found.get("faults")),
        not_judged=_faults(found.get("not_judged")),
    )


def _faults(found: object) -> tuple[Fault, ...]:
    """Return the faults in a list of their names, or of pairs that begin with them."""
    names = [item[0] if isinstance(item, list) and item else item for item in found] if isinstance(found, list) else []
    return tuple(FAULTS[name] for name in names if isinstance(name, str) and name in FAULTS)


def _is_counted(found: Mapping[object, object]) -> bool:
    return found.get("verdict") in [item.value for item in Verdict if item.is_counted]


def _number(found: Mapping[object, object], key: str) -> float | None:
    value = found.get(key)
    return float(value) if isinstance(value, float | int) and not isinstance(value, bool) else None


def _seconds(at_us: int, origin_us: int) -> float:
    return (at_us - origin_us) / US_PER_S
