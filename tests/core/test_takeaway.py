"""What leaves with the athlete: the visit's few numbers, and nothing about who it was."""

from dataclasses import replace

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.core.idle import Outside
from kiosk.core.mirror import describe
from kiosk.core.progression import LadderState
from kiosk.core.vocab import Stage, Verdict
from tests.core.test_mirror import attempt_of, free_station, state_of, timer_station, wall_station

TODAY = Outside(today="2026-11-20", has_code=True)


def summed_up(*verdicts, best_in=7.0, sets_done=2):
    records = (attempt_of(verdict, number=number, ago_s=9) for number, verdict in enumerate(verdicts, start=1))
    state = state_of(Stage.SUMMARY, *records)
    return replace(state, ladder=LadderState(best_in=best_in), course=replace(state.course, sets_done=sets_done))


@pytest.mark.parametrize(
    ("verdicts", "best_in", "station", "code"),
    [
        (
            (Verdict.CLEAN, Verdict.CLEAN, Verdict.CLEAN, Verdict.LEAN, Verdict.NEAR_MISS),
            7.0,
            wall_station,
            "Wall hinge, 2026-11-20\n4 reps in 2 sets\nBest: 7 in\nClean: 75 %",
        ),
        ((Verdict.FAULTED,), None, free_station, "Hip hinge, 2026-11-20\n1 reps in 2 sets\nClean: 0 %"),
        ((), None, timer_station, "Leg circles, 2026-11-20\n0 reps in 2 sets"),
    ],
    ids=["wall", "free", "clock"],
)
def test_the_code_holds_the_drill_the_date_and_the_numbers(verdicts, best_in, station, code):
    scene = describe(summed_up(*verdicts, best_in=best_in), station(), TODAY)
    assert scene.code == code


@pytest.mark.parametrize("outside", [Outside(today="2026-11-20"), Outside()])
def test_the_owner_may_switch_it_off(outside):
    assert describe(summed_up(Verdict.CLEAN), wall_station(), outside).code == ""


def test_it_is_the_same_for_the_same_numbers_and_names_nobody():
    station = wall_station()
    codes = {describe(summed_up(Verdict.CLEAN), station, replace(TODAY, minute_of_day=at)).code for at in (0, 900)}
    assert len(codes) == 1
    assert "://" not in codes.pop()


def test_it_fits_a_code_that_a_phone_reads_in_every_language():
    for language in ("en", "de"):
        catalogue = load_catalogue(language)
        for drill in catalogue.drills.values():
            station = replace(wall_station(), drill=drill, pack=catalogue.pack)
            code = describe(summed_up(*[Verdict.CLEAN] * 60, best_in=12.0, sets_done=4), station, TODAY).code
            assert len(code.encode("latin-1")) <= 106, code  # version 5-L of ISO/IEC 18004: 37 modules
