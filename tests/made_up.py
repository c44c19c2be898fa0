"""Attempts that nobody made: cases that happened to the synthetic athlete, with all that is judged changed by chance.

In:  a seed.
Out: a case, its reasons and what the core makes of it; the cases of a story.
Not here: assertions.

Rule: the same seed is the same case.
"""

from dataclasses import replace
from functools import cache

import numpy as np

from kiosk.analysis import inputs_of
from kiosk.catalogue import load_catalogue
from kiosk.core.decision import Footing, decide
from kiosk.core.drill import DrillKind, Signal
from kiosk.core.events import AttemptDecided
from kiosk.core.reasons import reasons_of
from kiosk.core.rep import RepChange
from kiosk.core.session import initial, step
from kiosk.core.touch import Stop, TouchLine, TouchMemory
from kiosk.core.vocab import Fault
from tests.builders import Posture, Story, Tempo
from tests.visits import MODEL, arrived, free_station, station_of, wall_station

CATALOGUE = load_catalogue()
REPS = [drill for drill in CATALOGUE.drills.values() if drill.kind is DrillKind.REPS]
HINGE = Posture(kappa_deg=15, theta_deg=48)
QUICK = Tempo(down_s=0.4, hold_s=0.1, up_s=0.3, rest_s=0.9)
NAN = float("nan")


def cases_in(station, inputs):
    """Yield every case of a visit, with the attempt that it left, or None."""
    state = initial(station)
    for tick_input in inputs:
        before = state
        state, output = step(state, tick_input, station)
        if state.case is not None and state.case is not before.case:
            left = [event.attempt for event in output.events if isinstance(event, AttemptDecided)]
            yield state.case, left[0] if left else None


def told(story, station):
    return list(cases_in(station, inputs_of(story.samples(15.0))))


@cache
def seeds():
    """Return cases that happened, of every signal, to vary from."""
    free = Story(seed=1, model=MODEL).stand(3).reps(2, HINGE).reps(1, HINGE, QUICK).squats(1).stand(1)
    wall = arrived(4, seed=3).touch_reps(3).touch_reps(2, gap_in=1.5).stand(1)
    squats = Story(seed=2, model=MODEL).stand(3).squats(3).stand(1)
    visits = (told(free, free_station()), told(wall, wall_station()), told(squats, station_of("squat")))
    return tuple(case for visit in visits for case, _ in visit)


def varied(seed):
    """Return a case that never was: one of the seeds with everything that is judged changed by chance."""
    rng = np.random.default_rng(seed)
    case = seeds()[rng.integers(len(seeds()))]
    drill = REPS[rng.integers(len(REPS))] if case.drill.signal is Signal.LEAN else case.drill
    drill = drill if drill.signal is case.drill.signal else case.drill
    factors = {name: rng.uniform(0.3, 2.2) for name in CHANGED if rng.random() < 0.5}
    shifts = {name: rng.uniform(low, high) for name, (share, low, high) in SHIFTED.items() if rng.random() < share}
    rows = tuple(
        row._replace(
            **{
                name: getattr(row, name) * factors.get(name, 1.0) + shifts.get(name, 0.0)
                for name in {*factors, *shifts}
            }
        )
        for row in case.ended.rows
    )
    if rng.random() < 0.1:
        rows = tuple(row._replace(head_deg=NAN, neck_deg=NAN) for row in rows)
    if rng.random() < 0.15:
        rows = rows[: max(2, int(len(rows) * rng.random()))]
    if rng.random() < 0.06 and len(rows) > 6:
        peak = max(row.progress for row in rows)
        rows = tuple(row._replace(progress=0.0 if row in (rows[0], rows[-1]) else peak) for row in rows)
    slower = rng.choice([1.0, 1.0, 1.0, 1.0, 0.15, 6.0])
    rows = tuple(
        row._replace(time_us=rows[0].time_us + round((row.time_us - rows[0].time_us) * slower)) for row in rows
    )
    ended = replace(
        case.ended,
        rows=rows,
        begun=None,
        has_gap=bool(rng.random() < 0.1),
        has_feet_moved=bool(rng.random() < 0.05),
        strange_us=int(rng.integers(0, 900_000)),
    )
    change = [RepChange.LOCKOUT_REACHED] * 6 + [RepChange.LOCKOUT_MISSED, RepChange.LOCKOUT_PASSED, RepChange.TIMED_OUT]
    rung_in = [None, 3.0, 4.0, 5.0][rng.integers(4)]
    params = replace(case.params, touch=touch_by(rng, case.params.touch)) if rng.random() < 0.3 else case.params
    return replace(
        case,
        params=params,
        ended=ended,
        change=change[rng.integers(len(change))],
        drill=drill,
        footing=Footing(rung_in=rung_in, heel_in=rung_in, is_proven=bool(rng.random() < 0.8)),
        memory=memory_of(rng, rows[len(rows) // 2].wall_in),
        standing=tuple(fault for fault in Fault if rng.random() < 0.2),
    )


CHANGED = ("lean_deg", "knee_deg", "shin_deg", "hip_back_h", "hip_drop_h", "shoulder_drop_h", "head_deg", "neck_deg")
CHANGED += ("chord", "ankle_rise_h", "progress")
SHIFTED = {
    "wall_in": (0.6, -6.0, 4.0),
    "balance_h": (0.3, -0.12, 0.05),
    "wrist_below_knee_h": (0.1, 0.0, 0.4),
    "ankle_ahead_h": (0.1, 0.0, 0.13),
}


def touch_by(rng, touch):
    """Return other thresholds at the wall, as an owner of the core might set them."""
    return replace(
        touch,
        line_tolerance_in=float(rng.uniform(0.4, 1.5)),
        zero_line_tolerance_in=float(rng.uniform(1.0, 3.0)),
        dwell_s=float(rng.uniform(0.1, 2.0)),
        dwell_from_in=float(rng.uniform(0.0, 5.0)),
        lean_s=float(rng.uniform(1.5, 6.0)),
        least_lean_deg=float(rng.uniform(1.0, 10.0)),
    )


def memory_of(rng, near_in):
    """Return what might be known of a wall about `near_in` from the hips."""
    lines = []
    for rung_in in (3.0, 4.0, 5.0):
        places = near_in + rng.normal(0.0, 1.0, rng.integers(0, 4))
        stops = tuple(
            Stop(attempt=number, place_in=float(place), lean_deg=float(rng.uniform(5, 50)))
            for number, place in enumerate(places, start=1)
        )
        waiting = Stop(attempt=9, place_in=float(near_in + rng.normal()), lean_deg=20.0) if rng.random() < 0.4 else None
        if stops or waiting:
            lines.append(TouchLine(rung_in=rung_in, touches=stops, waiting=waiting, is_learned=bool(stops)))
    return TouchMemory(
        zero_in=None if rng.random() < 0.4 else float(near_in + rng.normal(0.0, 2.0)),
        body_in=None if rng.random() < 0.4 else float(near_in + rng.normal(0.0, 3.0)),
        lines=tuple(lines),
    )


MADE_UP = range(4000)


@cache
def made_up(seed):
    case = varied(seed)
    return reasons_of(case), decide(case).attempt


def reasons_attempt():
    return next(attempt for _, attempt in told(arrived(3).touch_reps(1).stand(1), wall_station()) if attempt)
