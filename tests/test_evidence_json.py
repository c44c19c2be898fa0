"""Reading truths, traces and analyses, on objects small enough to see."""

import pytest

from kiosk.core.vocab import Verdict
from kiosk.errors import InputError
from kiosk.evidence import Drill, Kind, Span, View
from kiosk.evidence_json import found_from_json, trace_from_json, truth_from_json


def truth_object(**changed):
    return {
        "clip": "by_hand",
        "drill": "crease",
        "duration_s": 9.0,
        "expected": {"hinges": 1, "hinges_max": 2},
        "wall": {"heel_to_wall_in": 4},
        "reps": [{"t_start": 1, "t_end": 4, "count": "hinge", "faults": {"squat": 0.6}, "contact": True}],
        "frames": {"t": [1.0, 2.0, 2.1, 2.2, 3.0], "contact": [0, 1, 1, 0, 0]},
        "lane_px": {"12": {"ankle": [160, 400]}, "0": {"ankle": [100, 401]}},
        **changed,
    }


def test_a_rep_takes_its_touch_from_the_frames_and_its_distance_from_the_clip():
    truth = truth_from_json(truth_object())
    (rep,) = truth.reps
    assert (rep.touch, rep.heel_in, rep.severity) == (Span(start_s=2.0, end_s=2.1), 4, {"squat": 0.6})
    assert truth.marks == ((0, 100, 401), (12, 160, 400))


@pytest.mark.parametrize(
    ("drill", "heel_in", "expected"),
    [
        ("wall", None, Drill.WALL_HINGE),
        ("crease", 3, Drill.WALL_HINGE),
        ("crease", 8, Drill.WALL_HINGE),
        ("crease", 14, Drill.HIP_HINGE),
        ("hang", None, Drill.HIP_HINGE),
    ],
)
def test_heels_near_a_wall_make_a_wall_drill(drill, heel_in, expected):
    assert truth_from_json(truth_object(drill=drill, wall={"heel_to_wall_in": heel_in})).drill is expected


def test_steps_leans_and_stops_come_from_the_events():
    events = [
        {"t": 1, "what": "step_start", "from_in": 0, "to_in": 3},
        {"t": 2, "what": "step_end", "from_in": 0, "to_in": 3},
        {"t": 4, "what": "lean_start", "heel_in": 3},
        {"t": 6, "what": "lean_end", "heel_in": 3},
        {"t": 7, "what": "asked_to_step_out", "heel_in": 3},
    ]
    stops = [{"heel_in": 3, "t0": 2, "t1": 4}, {"heel_in": 0, "t0": 0, "t1": 1}]
    truth = truth_from_json(truth_object(events=events, stops=stops, reps=[]))
    assert [(step.span.start_s, step.span.end_s, step.to_in) for step in truth.steps] == [(1, 2, 3), (7, 7, 3)]
    assert [(rep.kind, rep.span) for rep in truth.reps] == [(Kind.LEAN, Span(start_s=4, end_s=6))]
    assert [stop.leaves_s for stop in truth.stops] == [9.0, 1]


def test_an_analysis_is_read_with_its_reps_and_attempts_in_order():
    seen = {"start_s": 5, "bottom_s": 6, "end_s": 7, "verdict": "clean", "faults": ["head_up"], "touch": None}
    missed = {**seen, "start_s": 1, "verdict": "near_miss", "touch": False, "wall_distance_in": 3.1}
    found = found_from_json(
        {
            "reps_counted": 1,
            "reps": [seen],
            "attempts": [missed],
            "zero": {"time_s": 0.5},
            "rungs": [{"time_s": 0.8, "rung_in": 3, "measured_in": 3.1}],
            "events": [
                {"time_s": 7, "event": "ladder_moved", "move": "out", "rung_in": 4},
                {"time_s": 7, "event": "cue_spoken", "clips": ["n_1"]},
            ],
            "pose_rate_hz": 30.0,
        }
    )
    assert [attempt.verdict for attempt in found.attempts] == [Verdict.NEAR_MISS, Verdict.CLEAN]
    assert [attempt.touch for attempt in found.attempts] == [False, None]
    assert (found.zero_s, found.rungs[0].measured_in, found.notes[0].detail) == (0.5, 3.1, "out")
    assert [note.clips for note in found.notes] == [(), ("n_1",)]


@pytest.mark.parametrize(
    ("station", "kind", "is_session"), [("dev", "session", True), ("dev", "calib", False), ("", "", False)]
)
def test_a_clip_of_a_calibrated_station_that_is_no_calibration_is_a_session(station, kind, is_session):
    assert truth_from_json(truth_object(station=station, kind=kind)).is_session is is_session


def test_who_is_seen_and_from_where_may_be_told():
    told = truth_object(
        facing="left", person={"sex": "male", "stature_m": 1.86}, camera={"yaw_off_side_deg": -13.5, "height_m": 1.0}
    )
    assert truth_from_json(told).view == View(sex="male", stature_m=1.86, yaw_deg=-13.5, facing="left")
    assert truth_from_json(truth_object()).view == View()


def test_a_trace_becomes_samples_and_a_count():
    frames = [[[10.0, 20.0, 0.5]] * 17, [[700.0, 20.0, 0.5]] * 17]
    truth, samples = trace_from_json({"name": "real", "fps": 30, "hinges": 3, "frames": frames})
    assert (truth.least, truth.most, truth.drill) == (3, 3, Drill.HIP_HINGE)
    assert [sample.capture_us for sample in samples] == [0, 33333]
    assert samples[0].frame_px == (700, 480)


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ({"expected": {"hinges": 1}}, "hinges_max"),
        ({"reps": 3}, "reps"),
        ({"duration_s": "long"}, "duration_s"),
        ({"lane_px": {"0": {}}}, r"lane_px\.0\.ankle"),
    ],
)
def test_a_wrong_key_is_named(broken, named):
    with pytest.raises(InputError, match=named):
        truth_from_json(truth_object(**broken))
