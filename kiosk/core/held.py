"""A drill that is a hold, in the visit: its clock fed with the body's position, its end recorded and counted.

In:  the state, and how far the body is from the position at this sample.
Out: the next state and the facts it caused.
Not here: the clock itself (hold.py), measuring the position (position.py, work.py).

Rule: a hold that lasts its time is one counted rep; one that is broken off is shallow. Nothing else is claimed of it.
Who stays in the position after its end has begun no other.
"""

from math import isinf

from kiosk.core import course as courses
from kiosk.core import hold as holds
from kiosk.core import hold_count as holds_in_rep
from kiosk.core.drill import HoldAt, Signal
from kiosk.core.events import AttemptDecided, Event, HoldCounted, HoldStrayed
from kiosk.core.frozen import replace
from kiosk.core.hold import HoldChange, HoldPhase, HoldState
from kiosk.core.state import State, Station
from kiosk.core.units import s_of_us
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Fault, Stage, Verdict


def feed(state: State, value: float, time_us: int, station: Station) -> tuple[State, list[Event]]:
    """Advance the hold by one sample of the position, in degrees. Outside a set nothing is timed."""
    if state.course.stage is not Stage.SET:
        return (replace(state, hold=HoldState()) if state.hold.phase is not HoldPhase.AWAY else state), []
    drill = station.drill
    hold, change = holds.step(state.hold, time_us, value, target_s=drill.dose.hold_s, params=drill.hold)
    state = replace(state, hold=hold)
    if change is HoldChange.SECOND:
        return state, [HoldCounted(at_us=time_us, seconds=hold.held_s, at=None)]
    if change in (HoldChange.DONE, HoldChange.BROKEN):
        return _end(state, hold, time_us, station, is_done=change is HoldChange.DONE)
    if change is HoldChange.STRAYED:
        return state, [HoldStrayed(at_us=time_us, fault=_stray(value, station))]
    return state, []


def _stray(value: float, station: Station) -> Fault | None:
    if station.drill.signal is not Signal.LINE or isinf(value):
        return None
    return Fault.SAG if value > station.drill.hold.high else Fault.PIKE


def _end(state: State, hold: HoldState, time_us: int, station: Station, *, is_done: bool) -> tuple[State, list[Event]]:
    record = Attempt(
        number=len(state.records) + 1,
        verdict=Verdict.CLEAN if is_done else Verdict.SHALLOW,
        start_us=hold.start_us,
        bottom_us=(hold.start_us + time_us) // 2,
        end_us=time_us,
        lean_deg=0.0,
        travel_in=0.0,
        hold_s=s_of_us(hold.held_us),
        tempo_s=s_of_us(time_us - hold.start_us),
    )
    state = replace(state, records=(*state.records, record))
    events: list[Event] = [AttemptDecided(at_us=time_us, attempt=record, count=state.count)]
    if is_done:
        course, done = courses.count_attempt(
            state.course,
            time_us,
            count=state.count,
            attempts=len(state.records),
            drill=station.drill,
            params=station.params.journey,
        )
        state = replace(state, course=course)
        events += done
    return state, events


def count_in_rep(
    state: State, time_us: int, at: HoldAt, place: float | None, station: Station
) -> tuple[State, list[Event]]:
    """Count the seconds of a hold that belongs to a rep; `place` is None away from where it belongs."""
    drill = station.drill
    count, second = holds_in_rep.step(
        state.hold_count, time_us, place, within=drill.rep.turn_back, target_s=drill.dose.hold_s
    )
    if count is not state.hold_count:
        state = replace(state, hold_count=count)
    return state, [] if second is None else [HoldCounted(at_us=time_us, seconds=second, at=at)]
