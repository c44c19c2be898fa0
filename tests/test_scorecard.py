"""The scorecard: bars, thinning, and that nothing measured is never shown as good."""

import numpy as np
import pytest

from kiosk.core.pose import Pose, PoseSample
from kiosk.evidence_json import truth_from_json
from kiosk.scorecard import Bar, ClipScore, Line, Run, at_rate, score_run, summary
from kiosk.scorecard_text import report


def clip_score(*, counted, least=1, most=1, name="by_hand"):
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
    analysis = {"reps_counted": counted, "reps": [seen] * counted, "pose_rate_hz": 30}
    run = score_run(analysis, truth, samples=(), lane=None)
    return ClipScore(
        name=name, drill="hip_hinge", is_trace=False, least=least, most=most, runs={Run.GIVEN: run}, troubles=()
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
    ("every_us", "kept_us"),
    [
        (33_333, [0, 99_999, 199_998]),
        (50_000, [0, 100_000, 200_000]),
        (120_000, [0, 120_000, 240_000]),
    ],
)
def test_samples_are_thinned_by_their_capture_time(every_us, kept_us):
    pose = Pose(xy_px=np.zeros((17, 2)), score=np.zeros(17))
    samples = [
        PoseSample(sequence=index, capture_us=index * every_us, pose=pose, luma=100, frame_px=(640, 480))
        for index in range(270_000 // every_us + 1)
    ]
    assert [sample.capture_us for sample in at_rate(samples, rate_hz=10)][:3] == kept_us


def test_an_exact_count_holds_and_a_wrong_one_falls_short_with_its_attempts_listed():
    scores = [clip_score(counted=1, name="good"), clip_score(counted=2, name="bad")]
    lines = summary(scores)
    inexact = line(lines, "clips not counted exactly, given drill")
    text = report(scores, lines)
    assert (inexact.value, inexact.n, inexact.holds) == (1, 2, False)
    assert "falls short" in text
    assert "bad, given drill, every pose: 1.0 s clean; 1.0 s clean" in text
    assert "bad: no rep: 1.0 s clean" in text


def test_reps_counted_where_none_are_fall_short():
    counted = line(summary([clip_score(counted=1, least=0, most=0)]), "reps counted where none are")
    assert (counted.value, counted.holds) == (1, False)


def test_what_was_not_run_is_shown_as_a_dash_and_not_judged():
    lines = summary([clip_score(counted=1)])
    (shown,) = [row for row in report([], lines).splitlines() if "drill left open" in row]
    assert shown.split() == ["clips", "not", "counted", "exactly,", "drill", "left", "open", "-", "n", "0"]
