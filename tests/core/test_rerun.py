"""A rest shows the set again: which attempts, in which words, and how they move."""

from dataclasses import replace
from itertools import pairwise

import pytest

from kiosk.core.bottom import FormRow
from kiosk.core.curve import CURVE_POINTS, Curve, curve_of
from kiosk.core.events import SetDone
from kiosk.core.mirror import describe
from kiosk.core.rerun import AFTER_US, BEFORE_US, LEAST_US, MOST_US, PICTURES_HZ, reruns_of
from kiosk.core.scene import Role, SceneKind
from kiosk.core.session import step
from kiosk.core.state import TickInput, initial
from kiosk.core.units import TICK_HZ, us_of_s
from kiosk.core.vocab import Fault, Verdict
from tests.builders import EXACT, Posture, Story, ticks_of
from tests.core.test_mirror import attempt_of, free_station, resting, visit, wall_station, when

HINGE = tuple(40.0 * min(point, CURVE_POINTS - 1 - point) / (CURVE_POINTS // 2) for point in range(CURVE_POINTS))


def curve(number, *, length_s=2.5):
    return Curve(number=number, length_us=us_of_s(length_s), leans_deg=HINGE)


def after(*attempts, seconds=0.0, length_s=2.5):
    """Return the state that many seconds into the rest after a set of these attempts."""
    records = tuple(replace(attempt, number=number) for number, attempt in enumerate(attempts, start=1))
    state = resting(left_s=20.0 - seconds, records=records)
    curves = tuple(curve(attempt.number, length_s=length_s) for attempt in records)
    return replace(state, curves=curves)


def clean(**changes):
    return replace(attempt_of(ago_s=30), **changes)


def of(verdict, **changes):
    return clean(verdict=verdict, **changes)


@pytest.mark.parametrize(
    ("story", "attempts", "shown"),
    [
        ("all alike: the last", (clean(), clean(), clean()), [("Best: rep 3", "")]),
        ("the one that went furthest", (clean(), clean(travel_in=7.2), clean()), [("Best: rep 2", "")]),
        (
            "the furthest rung before the furthest hips",
            (clean(rung_in=7.0), clean(travel_in=9.0)),
            [("Best: rep 1", "")],
        ),
        ("the steadiest", (clean(tempo_s=5.0), clean(), clean(), clean(tempo_s=2.0)), [("Best: rep 3", "")]),
        ("a lean", (clean(), of(Verdict.LEAN)), [("Mend rep 2", "Just a tap"), ("Best: rep 1", "")]),
        (
            "a near miss is no rep",
            (clean(), of(Verdict.NEAR_MISS), clean()),
            [("After rep 1", "Nearly"), ("Best: rep 2", "")],
        ),
        ("a miss before any rep", (of(Verdict.SHALLOW), clean()), [("First try", "Deeper"), ("Best: rep 1", "")]),
        (
            "a squat is weaker than a miss",
            (of(Verdict.SQUAT), of(Verdict.NEAR_MISS), clean()),
            [("First try", "Hips back"), ("Best: rep 1", "")],
        ),
        (
            "a fault says how to mend it",
            (clean(), of(Verdict.FAULTED, faults=(Fault.SQUATTY,))),
            [("Mend rep 2", "Hips back"), ("Best: rep 1", "")],
        ),
        (
            "more faults are weaker",
            (clean(faults=(Fault.HEAD_UP,)), clean(faults=(Fault.HEAD_DROP, Fault.TOO_FAST)), clean()),
            [("Mend rep 2", "Long neck"), ("Best: rep 3", "")],
        ),
        ("what was not seen is not shown", (clean(), of(Verdict.NOT_SURE), of(Verdict.VOID)), [("Best: rep 1", "")]),
        ("nothing was seen", (of(Verdict.VOID),), []),
    ],
)
def test_the_weakest_comes_first_and_then_the_best(story, attempts, shown):
    found = reruns_of(after(*attempts), wall_station())
    assert [(item.headline, item.line) for item in found] == shown, story


def moments(attempts, *, length_s=2.5):
    ticks = [after(*attempts, seconds=tick / TICK_HZ, length_s=length_s) for tick in range(12 * TICK_HZ)]
    return [describe(state, wall_station()) for state in ticks]


def test_each_is_shown_once_and_then_the_still_picture_stays():
    scenes = moments((clean(), of(Verdict.LEAN)))
    kinds = [scene.kind for scene in scenes]
    first = kinds.index(SceneKind.REPLAY)
    last = len(kinds) - kinds[::-1].index(SceneKind.REPLAY)
    assert set(kinds[first:last]) == {SceneKind.REPLAY}
    assert first == BEFORE_US * TICK_HZ // 1_000_000
    assert last - first == pytest.approx((2 * us_of_s(2.5) + 2 * AFTER_US) * TICK_HZ / 1_000_000, abs=1)
    headlines = [scene.headline for scene in scenes[first:last]]
    assert headlines == sorted(headlines, reverse=True)
    assert len(set(scenes[last:])) <= 1 + (len(scenes) - last) // TICK_HZ + 1


def test_the_figure_goes_down_and_comes_up_once_and_the_feet_stay():
    scenes = [scene for scene in moments((clean(),)) if scene.kind is SceneKind.REPLAY]
    heights = [scene.figure.head[1] for scene in scenes]
    lowest = heights.index(min(heights))
    assert all(before >= now for before, now in pairwise(heights[: lowest + 1]))
    assert all(before <= now for before, now in pairwise(heights[lowest:]))
    assert heights[-1] == max(heights)
    assert len({scene.placed_by for scene in scenes}) == 1
    assert len({scene.figure.ankle for scene in scenes}) == 1


def test_it_moves_fifteen_times_a_second_at_most():
    scenes = [scene for scene in moments((clean(),)) if scene.kind is SceneKind.REPLAY]
    figures = [scene.figure for scene in scenes]
    changes = sum(before != now for before, now in pairwise(figures))
    assert changes <= PICTURES_HZ * len(scenes) / TICK_HZ


@pytest.mark.parametrize(("length_s", "shown_us"), [(0.8, LEAST_US), (2.5, us_of_s(2.5)), (9.0, MOST_US)])
def test_a_rep_keeps_its_pace_within_two_and_three_seconds(length_s, shown_us):
    (best,) = reruns_of(after(clean(), length_s=length_s), wall_station())
    assert best.length_us == shown_us


def test_a_word_and_a_colour_tell_the_best_from_what_is_to_be_mended():
    scenes = [scene for scene in moments((clean(), of(Verdict.LEAN))) if scene.kind is SceneKind.REPLAY]
    told = {(scene.headline, scene.headline_role, scene.figure_role) for scene in scenes}
    assert told == {("Mend rep 2", Role.HEED, Role.HEED), ("Best: rep 1", Role.CALM, Role.CALM)}
    assert not any(scene.fact for scene in scenes)
    assert all(scene.ring is not None and scene.ladder is not None for scene in scenes)


def test_the_knees_of_a_squat_are_drawn_bent():
    squat = reruns_of(after(of(Verdict.SQUAT, knee_deg=90.0), clean(knee_deg=90.0)), wall_station())
    assert [item.attempt.verdict for item in squat] == [Verdict.SQUAT, Verdict.CLEAN]
    lowest = {}
    for scene in moments((of(Verdict.SQUAT, knee_deg=90.0), clean(knee_deg=90.0))):
        if scene.kind is SceneKind.REPLAY:
            lowest[scene.headline] = min(lowest.get(scene.headline, 1.0), scene.figure.hip[1])
    assert lowest["First try"] < lowest["Best: rep 1"] - 0.05


def test_a_visit_keeps_a_curve_of_every_attempt_of_its_set_and_no_more():
    moments_of_visit = visit("wall")
    for moment in moments_of_visit:
        curves = moment.state.curves
        assert all(len(item.leans_deg) == CURVE_POINTS for item in curves)
        numbers = [item.number for item in curves]
        assert numbers == sorted(set(numbers))
    done = next(moment for moment in moments_of_visit if when(SetDone)(moment))
    assert [item.number for item in done.state.curves] == [item.number for item in done.state.records]
    assert max(done.state.curves[0].leans_deg) == pytest.approx(done.state.records[0].lean_deg, abs=2.0)


def test_the_next_set_forgets_the_curves_of_the_one_before():
    station, state = free_station(), initial(free_station())
    bottom = Posture(kappa_deg=15.0, theta_deg=50.0)
    story = Story(model=EXACT).hold(3).reps(3, bottom).hold(11).reps(1, bottom).hold(1)
    for tick, sample in ticks_of(story.samples(fps=10)):
        state, _ = step(state, TickInput(tick=tick, sample=sample), station)
    assert [item.number for item in state.curves] == [4]
    assert state.course.done_first == 0


def test_a_curve_is_the_lean_at_equal_steps_of_time():
    rows = [_row(time_us=time_us, lean_deg=lean_deg) for time_us, lean_deg in ((0, 0.0), (100, 10.0), (1000, 40.0))]
    found = curve_of(3, rows)
    assert (found.number, found.length_us, found.leans_deg[0], found.leans_deg[-1]) == (3, 1000, 0.0, 40.0)
    assert found.lean_deg_at(0.55) == pytest.approx(25.0, abs=0.2)
    assert found.lean_deg_at(-1.0) == 0.0
    assert found.lean_deg_at(2.0) == 40.0
    assert found.peak_deg == 40.0


def _row(*, time_us, lean_deg):
    return FormRow(**dict.fromkeys(FormRow._fields, 0.0) | {"time_us": time_us, "lean_deg": lean_deg})
