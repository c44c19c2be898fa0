"""The figures of a period: each adds up to what was filed, and what cannot be told is not."""

from dataclasses import replace
from datetime import date

import pytest

from kiosk.core.shares import Share
from kiosk.core.vocab import Fault, Verdict
from kiosk.errors import StorageError
from kiosk.storage.history_figures import USUAL_DAYS, Asked, figures_of
from tests.hand_made import attempt, clean, health, history_at, one_set, session, with_fault

TODAY = date(2026, 11, 29)
ALL = Asked(is_all=True)
HEAD_UP = (("wall_hinge", "head_up"),)


def figures(path, *sessions, asked=ALL, judged=HEAD_UP, today=TODAY, **also):
    return figures_of(history_at(path / "history.db", *sessions, **also), asked, today=today, judged=judged)


def at(began):
    return session(one_set(*clean(2)), began=began)


@pytest.mark.parametrize(
    ("asked", "days", "sessions"),
    [
        (Asked(), (date(2026, 8, 31), date(2026, 11, 28)), 2),
        (Asked(is_all=True), (date(2026, 1, 2), date(2026, 11, 28)), 4),
        (Asked(first=date(2026, 11, 1)), (date(2026, 11, 1), date(2026, 11, 28)), 1),
        (Asked(first=date(1, 1, 1), last=date.max), (date(2026, 1, 2), date(2026, 11, 28)), 3),
        (Asked(first=date(2027, 5, 1)), (date(2027, 5, 1), date(2027, 5, 1)), 0),
        (Asked(last=date(2025, 5, 1)), (date(2025, 5, 1), date(2025, 5, 1)), 0),
        (Asked(last=date(2026, 1, 2)), (date(2026, 1, 2), date(2026, 1, 2)), 1),
        (Asked(first=date(2026, 2, 1), last=date(2026, 3, 1)), (date(2026, 2, 1), date(2026, 3, 1)), 0),
    ],
    ids=[
        "the usual days",
        "all",
        "from a day on",
        "all the days of the calendar",
        "days after the last",
        "days before the first",
        "up to a day",
        "days in which nobody came",
    ],
)
def test_a_period_holds_the_sessions_of_its_days(tmp_path, asked, days, sessions):
    found = figures(
        tmp_path,
        at("2026-01-02T08:00:00"),
        at("2026-08-31T00:00:00"),
        at("2026-11-28T23:59:59"),
        at("1970-01-01T00:00:07"),
        asked=asked,
    )
    assert (found.period.first, found.period.last) == days
    assert found.training.sessions == sessions
    assert (found.earliest, found.latest) == (date(2026, 1, 2), date(2026, 11, 28))
    assert found.undated == 1


def test_the_usual_days_are_as_many_as_are_said():
    assert (date(2026, 11, 28) - date(2026, 8, 31)).days + 1 == USUAL_DAYS


@pytest.mark.parametrize(
    "began",
    ["1970-01-01T00:00:07", "2019-12-31T23:59:59", "2036-01-01T08:00:00", "not a date", ""],
)
def test_a_session_with_an_impossible_date_belongs_to_no_day_and_is_told_apart(tmp_path, began):
    found = figures(tmp_path, at("2026-11-20T08:00:00"), at(began))
    assert (found.undated, found.training.sessions) == (1, 2)
    assert sum(day.sessions for day in found.training.days) == 1
    assert sum(map(sum, found.training.hours)) == 1


def test_sessions_without_any_possible_date_are_told_together(tmp_path):
    found = figures(tmp_path, at("1970-01-01T00:00:07"), asked=Asked())
    assert (found.period.first, found.training.sessions, found.training.days) == (None, 1, ())


def test_while_the_clock_here_is_not_set_the_sessions_dates_are_believed(tmp_path):
    found = figures(tmp_path, at("2026-11-20T08:00:00"), today=date(1970, 1, 1))
    assert found.undated == 0


def test_days_on_which_nobody_came_are_told_as_none(tmp_path):
    found = figures(tmp_path, at("2026-11-18T08:00:00"), at("2026-11-20T08:00:00"), at("2026-11-20T09:00:00"))
    assert [(day.day.day, day.sessions, day.reps) for day in found.training.days] == [
        (18, 1, 2),
        (19, 0, 0),
        (20, 2, 4),
    ]


@pytest.mark.parametrize(
    ("began", "weekday", "hour"),
    [("2026-11-16T00:30:00", 0, 0), ("2026-11-20T18:05:00", 4, 18), ("2026-11-22T23:59:00", 6, 23)],
    ids=["Monday night", "Friday evening", "Sunday night"],
)
def test_an_hour_is_that_of_its_weekday(tmp_path, began, weekday, hour):
    hours = figures(tmp_path, at(began)).training.hours
    assert [(day, time) for day, row in enumerate(hours) for time, count in enumerate(row) if count] == [
        (weekday, hour)
    ]


def test_attempts_are_counted_by_verdict_and_by_drill(tmp_path):
    found = figures(
        tmp_path,
        session(
            one_set(*clean(3), attempt(Verdict.LEAN), attempt(Verdict.NEAR_MISS), attempt(Verdict.NEAR_MISS)),
            one_set(*clean(1), drill="hip_hinge", is_done=False),
        ),
    ).training
    assert [(item.verdict, item.is_counted, item.count) for item in found.verdicts] == [
        ("clean", True, 4),
        ("lean", True, 1),
        ("near_miss", False, 2),
    ]
    assert {(item.drill, item.sets, item.reps, item.clean) for item in found.drills} == {
        ("wall_hinge", 1, 4, Share(count=3, of=4)),
        ("hip_hinge", 1, 1, Share(count=1, of=1)),
    }
    assert (found.sets, found.sets_done) == (2, 1)


def test_the_rounds_of_a_clock_are_reps_that_nobody_judged(tmp_path):
    timed = replace(session(one_set(drill="leg_circles")).sets[0], reps=6)
    found = figures(tmp_path, replace(session(), sets=(timed,), reps=6)).training
    assert [(item.drill, item.reps, item.clean.of) for item in found.drills] == [("leg_circles", 6, 0)]
    assert found.days[0].reps == 6


def test_a_session_that_was_cut_is_told(tmp_path):
    found = figures(tmp_path, at("2026-11-20T08:00:00"), session(one_set(*clean(1)), is_finished=False))
    assert found.training.cut == 1


def test_the_ladder_is_told_by_its_best_rung_by_set_and_by_how_far_a_session_rose(tmp_path):
    def climb(*rungs_in):
        sets = [one_set(*clean(1), rungs_in=(first_in, last_in)) for first_in, last_in in rungs_in]
        return session(*sets, best_rung_in=rungs_in[-1][1])

    found = figures(
        tmp_path,
        climb((3.0, 4.0), (4.0, 6.0)),
        climb((3.0, 5.0), (5.0, 6.0), (6.0, 5.0)),
        climb((3.0, 9.0)),
        session(one_set(*clean(1), drill="hip_hinge")),
    ).training
    assert [(item.rung_in, item.sessions) for item in found.best_rungs] == [(5.0, 1), (6.0, 1), (9.0, 1)]
    assert [(item.number, item.rung_in.median, item.rung_in.of) for item in found.set_rungs] == [
        (1, 5.0, 3),
        (2, 6.0, 2),
        (3, 5.0, 1),
    ]
    # of two sessions with two sets or more one rose by 3 in and one by 2 in
    assert (found.rise_in.low, found.rise_in.high, found.rise_in.of) == (2.0, 3.0, 2)


def test_sets_of_other_drills_in_a_programme_are_no_sets_on_the_ladder(tmp_path):
    sets = (one_set(*clean(1), drill="hip_hinge"), one_set(*clean(1), rungs_in=(3.0, 4.0)))
    found = figures(tmp_path, session(*sets, best_rung_in=4.0)).training
    assert [(item.number, item.rung_in.median) for item in found.set_rungs] == [(1, 4.0)]


def test_a_fault_is_a_share_of_the_counted_reps_that_could_be_judged_for_it(tmp_path):
    found = figures(
        tmp_path,
        session(
            one_set(
                *with_fault(Fault.HEAD_UP, 2),
                *clean(5),
                attempt(Verdict.CLEAN, unseen=(Fault.HEAD_UP,)),
                attempt(Verdict.NEAR_MISS, unseen=(Fault.HEAD_UP,)),
                attempt(Verdict.NEAR_MISS),
            ),
            one_set(*clean(9), drill="deadlift"),
        ),
        judged=(*HEAD_UP, ("wall_hinge", "squatty"), ("plank", "sag")),
    ).form
    assert [(item.fault, item.share, item.not_judged) for item in found.faults] == [
        ("head_up", Share(count=2, of=7), 1),
        ("squatty", Share(count=0, of=8), 0),
    ]


def test_a_drill_that_is_gone_judged_what_was_noted_of_it(tmp_path):
    found = figures(tmp_path, session(one_set(*with_fault(Fault.SAG, 1), *clean(3), drill="my_old_plank"))).form
    assert [(item.fault, item.share) for item in found.faults] == [("sag", Share(count=1, of=4))]


def test_a_fault_is_told_before_and_after_its_first_cue_of_the_session(tmp_path):
    trained = session(
        one_set(*clean(2), *with_fault(Fault.HEAD_UP, 2), *clean(1)),
        one_set(*with_fault(Fault.HEAD_UP, 1), *clean(4), attempt(Verdict.NEAR_MISS)),
        cues=[("head_up", 4), ("head_up", 6), ("greet", 0)],
    )
    (fade,) = figures(tmp_path, *[trained] * 6).form.fades
    assert (fade.fault, fade.change.sessions) == ("head_up", 6)
    assert fade.change.before == Share(count=12, of=24)
    assert fade.before_alone == Share(count=0, of=12)
    assert fade.change.after == Share(count=6, of=36)
    assert fade.change.margin == pytest.approx(0.0)


@pytest.mark.parametrize(
    "trained",
    [
        session(one_set(*with_fault(Fault.HEAD_UP, 2)), cues=[("head_up", 2)]),
        session(one_set(*with_fault(Fault.HEAD_UP, 2), *clean(4))),
        session(one_set(*with_fault(Fault.HEAD_UP, 2)), one_set(*clean(4), drill="plank"), cues=[("head_up", 2)]),
    ],
    ids=["the cue came last", "no cue", "another drill after it, which does not judge it"],
)
def test_a_session_without_judged_reps_on_both_sides_of_a_cue_says_nothing_of_fading(tmp_path, trained):
    assert figures(tmp_path, trained).form.fades == ()


def test_cues_are_counted(tmp_path):
    found = figures(tmp_path, session(one_set(*clean(3)), cues=[("greet", 0), ("praise", 1), ("praise", 2)]))
    assert [(cue.name, cue.count) for cue in found.form.cues] == [("praise", 2), ("greet", 1)]


def test_the_camera_is_told_by_its_rate_and_its_silence(tmp_path):
    found = figures(
        tmp_path,
        session(one_set(*clean(1)), samples_hz=20.0),
        session(one_set(*clean(1)), samples_hz=12.0, trouble_s=4.5),
        session(one_set(*clean(1)), samples_hz=None, trouble_s=None),
    ).machine
    assert (found.samples_hz.low, found.samples_hz.of) == (12.0, 2)
    assert (found.trouble.sessions, found.trouble.seconds) == (1, 4.5)
    assert [(item.day, item.samples_hz.of) for item in found.rates] == [(date(2026, 11, 20), 2)]


def test_a_day_of_the_machine_is_the_median_of_its_rows_and_the_highest_temperature(tmp_path):
    rows = [
        health("2026-11-20T08:00:00", inference_p95_ms=50.0, temperature_c=50.0, ticks=18_000, late_ticks=1),
        health("2026-11-20T08:10:00", inference_p95_ms=52.0, temperature_c=71.5, ticks=18_000, late_ticks=2),
        health("2026-11-20T08:20:00", inference_p95_ms=900.0, ticks=18_000, dropped=3),
        health("2026-12-01T08:00:00", ticks=1),
    ]
    (day,) = figures(tmp_path, at("2026-11-20T08:00:00"), machine=rows).machine.days
    assert (day.inference_p95_ms, day.temperature_c, day.age_p95_ms) == (52.0, 71.5, None)
    assert (day.late_ticks, day.ticks, day.dropped) == (3, 54_000, 3)


def test_audits_are_told_by_how_far_the_station_was_off(tmp_path):
    trained = [session(one_set(*clean(5))) for _ in range(5)]
    found = figures(tmp_path, *trained, audits=[(1, 5), (2, 5), (3, 4), (4, 7)]).audits
    assert found.differences == ((-2, 1), (0, 2), (1, 1))
    assert (found.exact, found.within(1)) == (Share(count=2, of=4), Share(count=3, of=4))


def test_the_versions_that_recorded_are_told_in_their_order(tmp_path):
    found = figures(
        tmp_path, *(session(one_set(*clean(1)), program=program) for program in ("0.9.0", "0.10.0", "0.10.0"))
    )
    assert found.programs == ("0.9.0", "0.10.0")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no history"),
        (b"x" * 5000, "damaged or no history"),
        (b"SQLite format 3\0" + b"\1" * 84, "damaged"),
    ],
    ids=["no file", "another file", "a damaged one"],
)
def test_a_history_that_cannot_be_read_is_told_with_what_to_do(tmp_path, content, said):
    path = tmp_path / "history.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StorageError, match=said):
        figures_of(path, Asked(), today=TODAY, judged=())
    assert path.exists() == (content is not None)
