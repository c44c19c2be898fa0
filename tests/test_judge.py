"""The judge of reps, on small truths and analyses written by hand."""

import pytest

from kiosk.core.vocab import Verdict
from kiosk.evidence import Attempt, Drill, Found, Kind, Span, TrueRep, Truth
from kiosk.judge import (
    RungReading,
    Tally,
    faults_on_clean_reps,
    is_exact,
    pairs_of,
    rung_reading,
    tally_faults,
    tally_touch,
    tally_verdicts,
    true_verdict,
)


def rep(start_s, *, kind=Kind.HINGE, severity=None, touch=None, heel_in=None):
    span = Span(start_s=start_s, end_s=start_s + 2)
    touched = Span(start_s=start_s + 0.8, end_s=start_s + 1.4) if touch else None
    return TrueRep(
        span=span,
        kind=kind,
        severity=severity or {},
        touch=touched,
        is_at_wall=touch is not None,
        heel_in=heel_in,
    )


def truth(*reps, least=0, most=0):
    return Truth(
        name="by hand",
        drill=Drill.WALL_HINGE,
        station="",
        is_calibration=False,
        least=least,
        most=most,
        reps=reps,
        stops=(),
        steps=(),
        contacts=(),
        marks=(),
        duration_s=60,
    )


def attempt(start_s, verdict=Verdict.CLEAN, *, length_s=2.0, faults=(), touch=None, wall_in=None):
    return Attempt(
        span=Span(start_s=start_s, end_s=start_s + length_s),
        verdict=verdict,
        faults=faults,
        wall_distance_in=wall_in,
        touch=touch,
    )


def found(*attempts, counted=0):
    return Found(reps_counted=counted, attempts=attempts, notes=(), rungs=(), zero_s=None, pose_rate_hz=30)


def pairs(attempts, reps):
    return pairs_of(found(*attempts), truth(*reps))


@pytest.mark.parametrize(("counted", "exact"), [(1, False), (2, True), (4, True), (5, False)])
def test_a_count_is_exact_inside_the_range_the_truth_allows(counted, exact):
    assert is_exact(found(counted=counted), truth(least=2, most=4)) is exact


@pytest.mark.parametrize(
    ("case", "attempt_starts_s", "rep_starts_s", "expected"),
    [
        ("the same times", (1, 4), (1, 4), [(1, 1), (4, 4)]),
        ("a little late", (1.5, 4.5), (1, 4), [(1, 1.5), (4, 4.5)]),
        ("one unseen", (4,), (1, 4), [(1, None), (4, 4)]),
        ("one invented", (1, 4, 9), (1, 4), [(1, 1), (4, 4), (None, 9)]),
        ("the longer overlap wins", (1.8, 1.2), (1,), [(1, 1.2), (None, 1.8)]),
        ("a sliver is no match", (2.6,), (1,), [(1, None), (None, 2.6)]),
    ],
)
def test_attempts_meet_reps_by_their_common_time(case, attempt_starts_s, rep_starts_s, expected):
    matched = pairs([attempt(start) for start in attempt_starts_s], [rep(start) for start in rep_starts_s])
    starts = [(pair.rep and pair.rep.span.start_s, pair.attempt and pair.attempt.span.start_s) for pair in matched]
    assert starts == expected, case


@pytest.mark.parametrize(
    ("kind", "severity", "expected"),
    [
        (Kind.HINGE, {}, Verdict.CLEAN),
        (Kind.HINGE, {"hips_not_back": 1}, Verdict.FAULTED),
        (Kind.HINGE, {"hips_not_back": 0.3}, None),
        (Kind.HINGE, {"head_up": 1}, None),
        (Kind.AMBIGUOUS, {"squat": 1}, None),
        (Kind.PARTIAL, {"shallow": 1}, Verdict.SHALLOW),
        (Kind.SQUAT, {"squat": 1}, Verdict.SQUAT),
        (Kind.NEAR_MISS, {}, Verdict.NEAR_MISS),
        (Kind.LEAN, {}, Verdict.LEAN),
    ],
)
def test_a_rep_has_one_right_verdict_or_is_not_judged(kind, severity, expected):
    assert true_verdict(rep(0, kind=kind, severity=severity)) is expected


def test_verdicts_are_tallied_on_judged_reps_and_on_attempts_without_a_rep():
    matched = pairs(
        [
            attempt(0),
            attempt(5, Verdict.SHALLOW),
            attempt(10, Verdict.SHALLOW),
            attempt(20, Verdict.NEAR_MISS),
            attempt(30, Verdict.SQUAT),
        ],
        [rep(0), rep(5), rep(10, kind=Kind.AMBIGUOUS), rep(20, kind=Kind.NEAR_MISS), rep(25)],
    )
    tallies = tally_verdicts(matched)
    assert tallies["clean"] == Tally(hits=1, misses=2)
    assert tallies["shallow"] == Tally(false_alarms=1)
    assert tallies["near_miss"] == Tally(hits=1)
    assert tallies["squat"] == Tally(false_alarms=1)


@pytest.mark.parametrize(
    ("severity", "said", "expected"),
    [
        ({"head_up": 0.6}, attempt(0, faults=("head_up",)), Tally(hits=1)),
        ({"head_up": 1}, attempt(0), Tally(misses=1)),
        ({"head_up": 1}, attempt(9), Tally(misses=1)),
        ({"head_up": 0.5}, attempt(0, faults=("head_up",)), Tally()),
        ({}, attempt(0, faults=("head_up",)), Tally(false_alarms=1)),
        ({"squat": 1}, attempt(0, faults=("head_up",)), Tally(false_alarms=1)),
    ],
)
def test_a_fault_is_judged_where_it_is_severe_or_absent(severity, said, expected):
    assert tally_faults(pairs([said], [rep(0, severity=severity)]))["head_up"] == expected


@pytest.mark.parametrize(
    ("rendered", "said", "name"),
    [
        ("squat", attempt(0, Verdict.FAULTED, faults=("squatty",)), "squat"),
        ("squat", attempt(0, Verdict.SQUAT), "squat"),
        ("locked_knees", attempt(0, faults=("knees_locked",)), "knees_locked"),
        ("round_lower", attempt(0, faults=("rounding_hint",)), "rounding_hint"),
        ("round_upper", attempt(0, faults=("rounding_hint",)), "rounding_hint"),
        ("shallow", attempt(0, Verdict.SHALLOW), "shallow"),
        ("not_tall", attempt(0, Verdict.NO_LOCKOUT), "no_lockout"),
    ],
)
def test_each_rendered_fault_shows_under_our_own_name(rendered, said, name):
    assert tally_faults(pairs([said], [rep(0, severity={rendered: 1})]))[name] == Tally(hits=1)


def test_a_clean_rep_with_two_faults_raised_is_one_alarmed_rep():
    said = attempt(0, faults=("head_up", "too_fast"))
    clean = faults_on_clean_reps(pairs([said, attempt(5)], [rep(0), rep(5), rep(9)]))
    assert (clean.seen, clean.alarmed) == (2, 1)
    assert {fault for fault, times in clean.raised.items() if times} == {"head_up", "too_fast"}


@pytest.mark.parametrize(
    ("case", "said", "true", "expected"),
    [
        ("seen", attempt(0, touch=True), rep(0, touch=True), Tally(hits=1)),
        ("denied", attempt(0, touch=False), rep(0, touch=True), Tally(misses=1)),
        ("not told", attempt(0), rep(0, touch=True), Tally(misses=1)),
        ("invented", attempt(0, touch=True), rep(0, touch=False), Tally(false_alarms=1)),
        ("rightly denied", attempt(0, touch=False), rep(0, touch=False), Tally()),
        ("no wall", attempt(0, touch=True), rep(0), Tally()),
        ("a lean", attempt(0, touch=False), rep(0, kind=Kind.LEAN, touch=True), Tally()),
    ],
)
def test_a_touch_is_judged_rep_by_rep(case, said, true, expected):
    assert tally_touch(pairs([said], [true])) == expected, case


def test_a_counted_rep_is_at_the_wrong_rung_beyond_half_an_inch():
    said = [
        attempt(0, wall_in=3.5),
        attempt(5, wall_in=3.6),
        attempt(10),
        attempt(15, Verdict.NEAR_MISS, wall_in=9),
    ]
    reading = rung_reading(pairs(said, [rep(start, heel_in=3) for start in (0, 5, 10, 15)]))
    assert reading == RungReading(counted=3, unread=1, wrong=1)


@pytest.mark.parametrize(
    ("tally", "precision", "recall"),
    [
        (Tally(hits=3, false_alarms=1, misses=2), 0.75, 0.6),
        (Tally(misses=2), None, 0.0),
        (Tally(false_alarms=2), 0.0, None),
        (Tally(), None, None),
    ],
)
def test_shares_of_nothing_are_none(tally, precision, recall):
    assert (tally.precision, tally.recall) == (precision, recall)
