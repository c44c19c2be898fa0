"""The scorecard: bars, thinning, and that nothing measured is never shown as good."""

import numpy as np
import pytest

from kiosk.core.pose import Pose, PoseSample
from kiosk.evidence_json import truth_from_json
from kiosk.runs import PLANS, Run, at_rate
from kiosk.scorecard import Bar, ClipScore, Line, score_run, summary
from kiosk.scorecard_text import report


def clip_score(*, counted, least=1, most=1, name="by_hand", run=Run.GIVEN, spoken=()):
    truth = truth_from_json(
        {
            "clip": name,
            "drill": "hang",
            "duration_s": 9.0,
            "expected": {"hinges": least, "hinges_max": most},
            "reps": [{"t_start": 1, "t_end": 4, "count": "hinge", "faults": {}, "contact": None}],
        }
    )
    seen = {"start_s": 1, "end_s": 4, "verdict": "clean", "faults": []}
    events = [{"time_s": 4, "event": "cue_spoken", "clips": [f"n_{number}"]} for number in spoken]
    analysis = {"reps_counted": counted, "reps": [seen] * counted, "events": events, "pose_rate_hz": 30}
    result = score_run(analysis, truth, samples=(), lane=None, is_live=PLANS[run].is_live)
    return ClipScore(
        name=name, drill="hip_hinge", is_trace=False, least=least, most=most, runs={run: result}, troubles=()
    )


def line(lines, name):
    return next(line for line in lines if line.name == name)


@pytest.mark.parametrize(
    ("value", "is_floor", "holds"),
    [(2, False, True), (2.1, False, False), (2, True, True), (1.9, True, False), (None, False, None)],
)
def test_a_bar_is_a_ceiling_or_a_floor_and_nothing_measured_is_not_judged(value, is_floor, holds):
    assert Line(name="figure", value=value, n=1, bar=Bar(limit=2, is_floor=is_floor, source="here")).holds is holds


@pytest.mark.parametrize(
    ("every_us", "rate_hz", "kept_us"),
    [
        (33_333, 10, [0, 99_999, 199_998]),
        (33_333, 15, [0, 66_666, 133_332, 199_998, 266_664]),
        (33_333, 20, [0, 66_666, 99_999, 166_665, 199_998, 266_664]),
        (33_333, 30, [0, 33_333, 66_666, 99_999, 133_332, 166_665, 199_998, 233_331, 266_664]),
        (50_000, 10, [0, 100_000, 200_000]),
        (50_000, 20, [0, 50_000, 100_000, 150_000, 200_000, 250_000]),
        (120_000, 10, [0, 120_000, 240_000]),
    ],
)
def test_samples_are_thinned_by_their_capture_time(every_us, rate_hz, kept_us):
    pose = Pose(xy_px=np.zeros((17, 2)), score=np.zeros(17))
    samples = [
        PoseSample(sequence=index, capture_us=index * every_us, pose=pose, luma=100, frame_px=(640, 480))
        for index in range(270_000 // every_us + 1)
    ]
    assert [sample.capture_us for sample in at_rate(samples, rate_hz=rate_hz)] == kept_us


def test_after_a_gap_in_the_source_no_lost_turn_is_made_up_for():
    pose = Pose(xy_px=np.zeros((17, 2)), score=np.zeros(17))
    samples = [
        PoseSample(sequence=0, capture_us=capture_us, pose=pose, luma=100, frame_px=(640, 480))
        for capture_us in (0, 1_000_000, 1_033_000, 1_066_000, 1_100_000)
    ]
    assert [sample.capture_us for sample in at_rate(samples, rate_hz=10)] == [0, 1_000_000, 1_100_000]


def test_an_exact_count_holds_and_a_wrong_one_falls_short_with_its_attempts_listed():
    scores = [clip_score(counted=1, name="good"), clip_score(counted=2, name="bad")]
    lines = summary(scores)
    inexact = line(lines, "clips not counted exactly, given drill")
    text = report(scores, lines)
    assert (inexact.value, inexact.n, inexact.holds) == (1, 2, False)
    assert "falls short" in text
    assert "bad, given drill, every pose: 1.0 s clean; 1.0 s clean" in text
    assert "bad: no rep: 1.0 s clean" in text


def test_what_was_called_what_and_each_share_are_told_with_their_numbers():
    scores = [clip_score(counted=1), clip_score(counted=0)]
    text = report(scores, summary(scores))
    (row,) = [row.split() for row in text.splitlines() if row.startswith("  hinge, no fault")]
    assert row == ["hinge,", "no", "fault", "2", "1", "1"]
    row = next(row.split() for row in text.splitlines() if row.startswith("  clean "))
    assert row == ["clean", "1.00", "(1", "of", "1)", "0.50", "(1", "of", "2)"]


def test_reps_counted_where_none_are_fall_short():
    counted = line(summary([clip_score(counted=1, least=0, most=0)]), "reps counted where none are")
    assert (counted.value, counted.holds) == (1, False)


def test_what_was_not_run_is_shown_as_a_dash_and_not_judged():
    lines = summary([clip_score(counted=1)])
    (shown,) = [row for row in report([], lines).splitlines() if "drill left open" in row]
    assert shown.split() == ["clips", "not", "counted", "exactly,", "drill", "left", "open", "-", "n", "0"]


@pytest.mark.parametrize(
    ("case", "counted", "spoken", "short"),
    [
        ("right", 1, (1,), []),
        (
            "not counted",
            0,
            (),
            ["hinges not counted exactly once", "sets whose last number is wrong"],
        ),
        ("counted twice", 2, (1,), ["hinges not counted exactly once"]),
        ("two said for one", 1, (1, 2), ["sets whose last number is wrong"]),
        ("said twice", 1, (1, 1), ["numbers spoken out of order"]),
    ],
)
def test_a_live_visit_is_held_to_every_rep_and_every_number(case, counted, spoken, short):
    lines = summary([clip_score(counted=counted, run=Run.LIVE, spoken=spoken)])
    falling = [line.name.removeprefix("live sessions: ") for line in lines if line.holds is False]
    assert [name for name in falling if name != "clips not counted exactly, given drill"] == short, case


def test_a_wrong_number_is_told_with_the_true_one():
    scores = [clip_score(counted=1, run=Run.LIVE, spoken=(1, 2))]
    text = report(scores, summary(scores))
    assert "by_hand, live, every pose: 2 at 4.0 s, true 1" in text
    assert line(summary(scores), "live sessions: numbers spoken that were not the true count").value == 1


def test_live_figures_are_a_dash_where_no_visit_was_live():
    lines = [line for line in summary([clip_score(counted=1)]) if line.name.startswith("live sessions")]
    assert {line.value for line in lines} == {None}
