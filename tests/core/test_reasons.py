"""The reasons agree with the core: for every attempt of every journal, and for thousands that nobody made."""

from dataclasses import replace

import numpy as np
import pytest

from kiosk.catalogue import load_catalogue
from kiosk.core.bottom import Bottom
from kiosk.core.drill import Signal
from kiosk.core.fault_signs import sign_of
from kiosk.core.faults import _RULES, Unseen, stricter_than
from kiosk.core.reasons import Question, Standing, reasons_of, reasons_of_hold
from kiosk.core.rep import RepChange
from kiosk.core.sign import Quantity, above, all_of, any_of, at_least, at_most, below, most_of, unless
from kiosk.core.touch import Contact, Stop, answer
from kiosk.core.touch_ground import Basis, ground_of
from kiosk.core.verdict import is_squat
from kiosk.core.verdict_signs import squat_sign
from kiosk.core.vocab import Verdict
from kiosk.replay import station_of as replay_station
from kiosk.storage.journal_reader import read_journal
from tests.builders import Tempo
from tests.made_up import CATALOGUE, MADE_UP, REPS, cases_in, made_up, memory_of, reasons_attempt, told
from tests.replays.people import journal_of, people
from tests.visits import arrived, wall_station

NAN = float("nan")


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
        assert not nearest.sign.is_met
        if reasons.decisive is not None:
            assert reasons.rows.index(nearest) < reasons.rows.index(reasons.decisive)


def test_a_lockout_that_was_only_passed_is_measured_where_the_body_was_highest():
    no_rest = Tempo(down_s=0.5, hold_s=0.6, up_s=0.45, rest_s=0.0)
    story = arrived(5, seed=3).touch_reps(5, tempo=no_rest).stand(1)
    case = next(case for case, _ in told(story, wall_station()) if case.change is RepChange.LOCKOUT_PASSED)
    reasons = reasons_of(case)
    (row,) = (row for row in reasons.rows if row.question is Question.LOCKOUT)
    assert reasons.is_passed
    assert row.parts[0].is_met
    assert row.parts[0].measured < case.ended.rows[-1].progress / 2


def test_without_what_decided_the_later_questions_are_asked():
    near_miss = next(
        reasons_of(case)
        for case, attempt in told(arrived(5, seed=5).touch_reps(3).touch_reps(2, gap_in=1.5).stand(1), wall_station())
        if attempt is not None and attempt.verdict is Verdict.NEAR_MISS
    )
    assert near_miss.decisive.question is Question.REACHED
    assert near_miss.otherwise is Verdict.CLEAN
    assert 0.0 < near_miss.decisive.sign.margin < 1.5
