"""The reasons agree with the core: for every attempt of every journal, and for thousands that nobody made."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from kiosk.analysis import inputs_of
from kiosk.catalogue import load_catalogue
from kiosk.core.bottom import Bottom
from kiosk.core.decision import Footing, decide
from kiosk.core.drill import DrillKind, Signal
from kiosk.core.events import AttemptDecided
from kiosk.core.fault_signs import sign_of
from kiosk.core.faults import _RULES, Unseen, stricter_than
from kiosk.core.reasons import Question, Standing, reasons_of, reasons_of_hold
from kiosk.core.rep import RepChange
from kiosk.core.session import initial, step
from kiosk.core.sign import Quantity, above, all_of, any_of, at_least, at_most, below, most_of, unless
from kiosk.core.touch import Contact, Stop, TouchLine, TouchMemory, answer
from kiosk.core.touch_ground import Basis, ground_of
from kiosk.core.verdict import is_squat
from kiosk.core.verdict_signs import squat_sign
from kiosk.core.vocab import Fault, Verdict
from kiosk.replay import station_of as replay_station
from kiosk.storage.journal_reader import read_journal
from tests.builders import Posture, Story, Tempo
from tests.replays.people import journal_of, people
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
    return replace(
        case,
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


@pytest.mark.parametrize("name", people())
def test_every_attempt_of_a_journal_has_a_reason_that_agrees_with_its_verdict(name):
    header, inputs = read_journal(journal_of(name))
    found = list(cases_in(replay_station(header, load_catalogue(header.language)), inputs))
    assert found
    for case, attempt in found:
        assert reasons_of(case).outcome is (None if attempt is None else attempt.verdict)


def test_reasons_agree_with_the_core_for_attempts_that_nobody_made():
    for seed in MADE_UP:
        reasons, attempt = made_up(seed)
        assert reasons.outcome is (None if attempt is None else attempt.verdict), seed
        if attempt is None or not attempt.verdict.is_counted:
            continue
        standings = {row.fault: row.standing for row in reasons.faults}
        assert {fault for fault, how in standings.items() if how is Standing.FOUND} == set(attempt.faults), seed
        assert {fault for fault, how in standings.items() if how is Standing.LINGERING} == set(attempt.lingering), seed


def test_the_made_up_attempts_come_to_every_verdict_by_every_question():
    reasons = [made_up(seed)[0] for seed in MADE_UP]
    assert {item.outcome for item in reasons} == {None, *Verdict}
    decided = {item.decisive.question for item in reasons if item.decisive is not None}
    assert set(Question) - decided == {Question.HELD}


def test_a_number_s_sign_is_met_where_its_question_speaks():
    """Only four answers are no single number: feet and gaps are noted as they happen, a lockout needs its dwell."""
    noted = {Question.FEET_MOVED, Question.TIME_OUT, Question.GAP, Question.LOCKOUT, Question.FORM}
    for seed in MADE_UP:
        for row in made_up(seed)[0].rows:
            if row.sign is not None and row.question not in noted:
                assert row.sign.is_met == row.speaks, (seed, row)


@pytest.mark.parametrize("drill", REPS, ids=[drill.id for drill in REPS])
def test_the_signs_of_a_squat_and_of_each_fault_are_met_where_their_rules_say_so(drill):
    rng = np.random.default_rng(7)
    for _ in range(1500):
        bottom = bottom_by(rng)
        if drill.signal is not Signal.DROP:
            assert squat_sign(bottom, drill)[0].is_met == is_squat(bottom, drill)
        for form in (drill.form, stricter_than(drill.form)):
            for fault, rule in _RULES.items():
                said = rule(bottom, form)
                if not isinstance(said, Unseen):
                    assert sign_of(fault, bottom, form).is_met == said, (fault, bottom)


def bottom_by(rng):
    """Return a bottom of any body in any posture, with a number or two that could not be measured."""
    ranges = {
        "lean_deg": (0, 100),
        "peak_lean_deg": (0, 100),
        "knee_deg": (-5, 130),
        "knee_change_deg": (-15, 100),
        "shin_deg": (-10, 40),
        "stoop_index": (0, 110),
        "path": (0, 5),
        "lead_deg": (-10, 80),
        "head_extension_deg": (-20, 60),
        "neck_deg": (-20, 50),
        "chord": (0.7, 1.1),
        "descent_s": (0.1, 4),
    }
    values = {name: float(rng.uniform(*ranges.get(name, (-0.1, 0.25)))) for name in Bottom._fields}
    unseen = {name: NAN for name in ranges if name not in ("lean_deg", "peak_lean_deg") and rng.random() < 0.05}
    return Bottom(**values | unseen)


def test_what_a_stop_is_measured_against_says_what_the_touch_line_answers():
    rng = np.random.default_rng(11)
    params = CATALOGUE.params.touch
    answers = set()
    for _ in range(5000):
        memory = memory_of(rng, 4.0)
        rung_in = [None, 3.0, 4.0, 5.0][rng.integers(4)]
        stop = Stop(attempt=20, place_in=float(rng.normal(4.5, 1.5)), lean_deg=float(rng.uniform(5, 50)))
        contact = answer(memory, rung_in, stop, params)[1].contact
        ground = ground_of(memory, rung_in, stop, params)
        assert (ground.sign is not None and ground.sign.is_met) == (contact is Contact.MISS)
        answers.add((ground.basis, contact))
    assert {basis for basis, contact in answers if contact is Contact.MISS} == set(Basis) - {Basis.NOTHING}


@pytest.mark.parametrize(("held_s", "outcome"), [(20.0, Verdict.CLEAN), (12.0, Verdict.SHALLOW)])
def test_a_hold_is_counted_when_it_lasted_its_time(held_s, outcome):
    plank = CATALOGUE.drill("plank")
    plank = replace(plank, dose=replace(plank.dose, hold_s=20.0))
    attempt = replace(reasons_attempt(), hold_s=held_s)
    assert reasons_of_hold(attempt, plank).outcome is outcome


def reasons_attempt():
    return next(attempt for _, attempt in told(arrived(3).touch_reps(1).stand(1), wall_station()) if attempt)


KNEE = Quantity.KNEE
YES, NO, FAR = at_least(KNEE, 50.0, 45.0), at_least(KNEE, 44.0, 45.0), at_least(KNEE, 20.0, 45.0)


@pytest.mark.parametrize(
    ("sign", "is_met", "measured"),
    [
        (all_of(YES, NO), False, 44.0),
        (all_of(NO, FAR), False, 20.0),
        (any_of(NO, FAR), False, 44.0),
        (any_of(YES, NO), True, 50.0),
        (most_of(2, YES, NO, FAR), False, 44.0),
        (most_of(1, YES, NO, FAR), True, 50.0),
        (unless(YES), False, 50.0),
        (at_least(KNEE, NAN, 45.0), False, NAN),
    ],
)
def test_signs_together_hang_on_one_of_them(sign, is_met, measured):
    assert sign.is_met is is_met
    assert sign.measured == pytest.approx(measured, nan_ok=True)


@pytest.mark.parametrize(
    ("sign", "is_met", "margin"),
    [
        (at_least(KNEE, 45.0, 45.0), True, 0.0),
        (above(KNEE, 45.0, 45.0), False, 0.0),
        (at_most(KNEE, 40.0, 45.0), True, 5.0),
        (below(KNEE, 47.0, 45.0), False, -2.0),
        (unless(below(KNEE, 47.0, 45.0)), True, 2.0),
    ],
)
def test_a_margin_is_positive_on_the_side_that_meets_the_sign(sign, is_met, margin):
    assert (sign.is_met, sign.margin) == (is_met, margin)


def test_the_nearest_other_question_is_one_that_could_have_changed_the_verdict():
    for seed in MADE_UP:
        reasons, _ = made_up(seed)
        nearest = reasons.nearest
        if nearest is None:
            continue
        assert nearest.verdict is not reasons.outcome
        assert not nearest.speaks
        if reasons.decisive is not None:
            assert reasons.rows.index(nearest) < reasons.rows.index(reasons.decisive)


def test_without_what_decided_the_later_questions_are_asked():
    near_miss = next(
        reasons_of(case)
        for case, attempt in told(arrived(5, seed=5).touch_reps(3).touch_reps(2, gap_in=1.5).stand(1), wall_station())
        if attempt is not None and attempt.verdict is Verdict.NEAR_MISS
    )
    assert near_miss.decisive.question is Question.REACHED
    assert near_miss.otherwise is Verdict.CLEAN
    assert 0.0 < near_miss.decisive.sign.margin < 1.5
