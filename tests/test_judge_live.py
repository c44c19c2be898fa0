"""The judge of a live visit, on short sessions written by hand: which reps counted, and which numbers were heard."""

import pytest

from kiosk.core.vocab import Verdict
from kiosk.evidence import Attempt, Drill, Found, Kind, Note, Span, TrueRep, Truth
from kiosk.judge import pairs_of
from kiosk.judge_live import live_score


def rep(start_s, kind=Kind.HINGE, *, heel_in=3.0):
    touch = Span(start_s=start_s + 0.8, end_s=start_s + 1.4) if kind is Kind.HINGE else None
    span = Span(start_s=start_s, end_s=start_s + 2)
    return TrueRep(span=span, kind=kind, severity={}, touch=touch, is_at_wall=True, heel_in=heel_in)


def truth(*reps):
    return Truth(
        name="by hand",
        drill=Drill.WALL_HINGE,
        station="here",
        is_calibration=False,
        least=0,
        most=0,
        reps=reps,
        stops=(),
        steps=(),
        contacts=(),
        marks=(),
        duration_s=60,
    )


def attempt(start_s, verdict=Verdict.CLEAN, *, length_s=2.0):
    span = Span(start_s=start_s, end_s=start_s + length_s)
    return Attempt(span=span, verdict=verdict, faults=(), wall_distance_in=None, touch=None)


def note(time_s, name="cue_spoken", *, clips=(), rung_in=None):
    return Note(time_s=time_s, name=name, detail="", rung_in=rung_in, measured_in=None, clips=clips)


def number(time_s, value):
    return note(time_s, clips=(f"n_{value}",))


def found(*attempts, notes=(), rungs=()):
    return Found(reps_counted=len(attempts), attempts=attempts, notes=notes, rungs=rungs, zero_s=None, pose_rate_hz=30)


def scored(said, true):
    return live_score(said, true, pairs_of(said, true))


@pytest.mark.parametrize(
    ("case", "attempts", "once_and_invented"),
    [
        ("as it was", [attempt(0), attempt(5)], (2, 0)),
        ("one unseen", [attempt(5)], (1, 0)),
        ("one not counted", [attempt(0, Verdict.NOT_SURE), attempt(5)], (1, 0)),
        ("one counted twice", [attempt(0, length_s=1), attempt(1, length_s=1), attempt(5)], (1, 0)),
        ("two taken for one", [attempt(0, length_s=7)], (2, 0)),
        ("one invented", [attempt(0), attempt(5), attempt(20)], (2, 1)),
        ("a near miss counted", [attempt(0), attempt(5), attempt(10)], (2, 1)),
        ("what may count does no harm", [attempt(0), attempt(5), attempt(15)], (2, 0)),
    ],
)
def test_every_hinge_counts_once_and_nothing_else_does(case, attempts, once_and_invented):
    live = scored(found(*attempts), truth(rep(0), rep(5), rep(10, Kind.NEAR_MISS), rep(15, Kind.AMBIGUOUS)))
    assert (live.hinges, (live.once, live.invented)) == (2, once_and_invented), case


def test_a_counted_rep_has_the_rung_that_was_proved_before_its_end():
    proofs = (note(-1, rung_in=3.0), note(6, rung_in=4.0), note(12, rung_in=5.0))
    said = found(attempt(0), attempt(5), attempt(10), attempt(15, Verdict.NOT_SURE), rungs=proofs)
    live = scored(said, truth(rep(0), rep(5, heel_in=4.0), rep(10, heel_in=4.0), rep(15)))
    assert (live.counted, live.rungs_right) == (3, 2)


def test_a_rep_counted_before_any_rung_was_proved_has_none():
    live = scored(found(attempt(0)), truth(rep(0)))
    assert (live.counted, live.rungs_right) == (1, 0)


FIRST_SHORT = (rep(0, Kind.NEAR_MISS), rep(5), rep(10))
THREE = (rep(0), rep(5), rep(10))


@pytest.mark.parametrize(
    ("case", "reps", "notes", "wrong", "out_of_order", "sets_right"),
    [
        ("all heard", THREE, [number(2, 1), number(7, 2), number(12, 3)], [], 0, (1, 1)),
        ("silent", THREE, [], [], 0, (0, 1)),
        ("a little before the lockout", THREE, [number(1.7, 1), number(6.7, 2), number(11.7, 3)], [], 0, (1, 1)),
        (
            "one rep missed, so every later number is one behind",
            THREE,
            [number(2, 1), number(12, 2)],
            ["2 at 12.0 s, true 3"],
            0,
            (0, 1),
        ),
        (
            "one number jumped over",
            THREE,
            [number(2, 1), number(12, 3)],
            [],
            1,
            (1, 1),
        ),
        (
            "one heard twice",
            THREE,
            [number(2, 1), number(3, 1), number(7, 2), number(12, 3)],
            [],
            1,
            (1, 1),
        ),
        (
            "a set that ends with the second begins again",
            THREE,
            [number(2, 1), note(7, "set_done"), number(7.1, 2), number(12, 1)],
            [],
            0,
            (2, 2),
        ),
        (
            "a near miss counted in a new set",
            (rep(0), rep(5), rep(10, Kind.NEAR_MISS)),
            [number(2, 1), number(7, 2), note(7, "set_done"), number(12, 1)],
            ["1 at 12.0 s, true 2"],
            1,
            (0, 1),
        ),
        ("nobody hinged, nothing was said", (rep(0, Kind.NEAR_MISS),), [], [], 0, (0, 0)),
        ("a lean counts", (rep(0), rep(5, Kind.LEAN)), [number(2, 1), number(7, 2)], [], 0, (1, 1)),
        (
            "the first stop was short and is taken back",
            FIRST_SHORT,
            [number(2, 1), number(7, 1), number(12, 2)],
            [],
            0,
            (1, 1),
        ),
        (
            "the first stop was short and stays",
            FIRST_SHORT,
            [number(2, 1), number(7, 2), number(12, 3)],
            ["2 at 7.0 s, true 1", "3 at 12.0 s, true 2"],
            0,
            (0, 1),
        ),
        (
            "a short stop counted after a touch",
            (rep(0), rep(5, Kind.NEAR_MISS)),
            [number(2, 1), number(7, 2)],
            ["2 at 7.0 s, true 1"],
            0,
            (0, 1),
        ),
    ],
)
def test_the_numbers_spoken_are_the_true_count_of_the_set(case, reps, notes, wrong, out_of_order, sets_right):
    numbers = scored(found(notes=tuple(notes)), truth(*reps)).numbers
    assert list(numbers.wrong) == wrong, case
    assert numbers.out_of_order == out_of_order, case
    assert (numbers.sets_ended_right, numbers.sets) == sets_right, case


def test_a_number_that_one_stop_alone_could_not_tell_is_provisional():
    numbers = scored(found(notes=(number(2, 1), number(7, 1))), truth(*FIRST_SHORT)).numbers
    assert (numbers.said, numbers.provisional) == ((1, 1), 1)


def test_other_sentences_are_no_numbers():
    said = found(notes=(note(2, clips=("greet_1",)), note(3, clips=("step_out_to_1", "in_3")), number(4, 1)))
    assert scored(said, truth(rep(0))).numbers.said == (1,)
