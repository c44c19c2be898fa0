"""The ladder as runs of verdicts (hinge.md C.5).

In:  verdicts at a rung, with their holds and lengths.
Out: the moves.
Not here: touches (test_touch.py), feet (test_stance.py), the voice.

Rule: five clean go out; two misses running, or two or fewer clean of five, go in; three inches is the floor.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kiosk.core.params import LadderParams
from kiosk.core.progression import LadderState, decide
from kiosk.core.units import us_of_s
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Move, Verdict

RUNGS_IN = tuple(float(rung) for rung in range(3, 13))
CAP_IN = 10.0
OUT, IN, STAY, CAP, FIRST, BEST = Move.OUT, Move.IN, Move.STAY, Move.CAP, Move.FIRST, Move.BEST_FOR_TODAY
WORDS = {
    "c": Verdict.CLEAN,
    "f": Verdict.FAULTED,
    "l": Verdict.LEAN,
    "n": Verdict.NEAR_MISS,
    "?": Verdict.NOT_SURE,
    "v": Verdict.VOID,
    "s": Verdict.SQUAT,
}


def attempt(
    verdict: Verdict, *, rung_in: float = 5.0, hold_s: float = 1.0, length_s: float = 4.0, lean_deg: float = 20.0
) -> Attempt:
    return Attempt(
        number=1,
        verdict=verdict,
        start_us=0,
        bottom_us=us_of_s(length_s / 2),
        end_us=us_of_s(length_s),
        lean_deg=lean_deg,
        travel_in=3.5,
        hold_s=hold_s,
        tempo_s=length_s,
        rung_in=rung_in,
    )


def climbed(attempts: Sequence[Attempt], state: LadderState | None = None) -> tuple[LadderState, list[Move]]:
    state, moves = state or LadderState(), []
    for item in attempts:
        state, move = decide(state, item, RUNGS_IN, CAP_IN, LadderParams())
        moves.append(move)
    return state, moves


def run(letters: str, rung_in: float = 5.0) -> list[Attempt]:
    return [attempt(WORDS[letter], rung_in=rung_in) for letter in letters]


@pytest.mark.parametrize(
    ("athlete", "letters", "last"),
    [
        ("four clean", "cccc", STAY),
        ("five clean", "ccccc", OUT),
        ("a faulted one between", "ccfcc", STAY),
        ("five clean after a faulted one", "fccccc", OUT),
        ("unsure ones between count for nothing", "cc?vcc?c", OUT),
        ("one miss", "cn", STAY),
        ("two misses in a row", "nn", IN),
        ("two misses apart", "ncn", STAY),
        ("three clean of five", "cnccn", STAY),
        ("two clean of five", "cfcff", IN),
        ("a squat is not clean", "cscss", IN),
        ("a lean", "ccl", IN),
    ],
)
def test_the_ladder_moves_after(athlete: str, letters: str, last: Move) -> None:
    moves = climbed(run(letters))[1]
    assert moves[:-1] == [STAY] * (len(letters) - 1), athlete
    assert moves[-1] is last, athlete


def test_after_a_move_the_five_begin_anew() -> None:
    assert climbed(run("ccccccccc"))[1].count(OUT) == 1


def test_reps_of_another_rung_do_not_help() -> None:
    assert climbed([*run("cccc", 5.0), *run("c", 6.0)])[1][-1] is STAY


@pytest.mark.parametrize("letters", ["nn", "ssscc", "ffffc"])
def test_at_three_inches_there_is_no_way_in(letters: str) -> None:
    assert climbed(run(letters, rung_in=3.0))[1][-1] is FIRST


@pytest.mark.parametrize(("rung_in", "move"), [(9.0, OUT), (10.0, CAP)])
def test_the_cap_ends_the_ladder(rung_in: float, move: Move) -> None:
    assert climbed(run("ccccc", rung_in=rung_in))[1][-1] is move


def test_a_trunk_of_75_degrees_at_a_touch_is_the_end_for_today() -> None:
    deep = [attempt(Verdict.CLEAN, rung_in=8.0, lean_deg=76) for _ in range(5)]
    state, moves = climbed(deep)
    assert moves[-1] is CAP
    assert state.end_in == 8.0


def test_two_regressions_at_one_rung_make_the_one_before_the_best_for_today() -> None:
    state, moves = climbed([*run("nn", 6.0), *run("ccccc", 5.0), *run("nn", 6.0)])
    assert [move for move in moves if move is not STAY] == [IN, OUT, BEST]
    assert state.end_in == 5.0
    assert climbed(run("ccccc", 5.0), state)[1][-1] is not OUT


@pytest.mark.parametrize(
    ("why", "odd"),
    [
        ("held too short", attempt(Verdict.CLEAN, hold_s=0.2)),
        ("held too long", attempt(Verdict.CLEAN, hold_s=2.6)),
        ("took much longer than the others", attempt(Verdict.CLEAN, length_s=6.0)),
    ],
)
def test_five_clean_that_are_not_comfortable_stay(why: str, odd: Attempt) -> None:
    assert climbed([*run("cccc"), odd])[1][-1] is STAY, why


def test_reps_too_small_to_be_timed_are_not_held_to_their_length() -> None:
    lengths = ((0.0, 2.0), (1.0, 4.0), (3.0, 9.0), (0.0, 3.0), (2.0, 5.0))
    odd = [attempt(Verdict.CLEAN, hold_s=hold_s, length_s=length_s) for hold_s, length_s in lengths]
    assert climbed([replace(item, is_timed=False) for item in odd])[1][-1] is OUT


def test_the_best_rung_is_the_furthest_with_a_clean_rep() -> None:
    state, _ = climbed([*run("ccccc", 5.0), *run("fcf", 6.0), *run("fff", 7.0)])
    assert state.best_in == 6.0


def test_rungs_need_not_be_whole_inches() -> None:
    state, move = LadderState(), STAY
    for item in run("ccccc", rung_in=7.5):
        state, move = decide(state, item, (7.5, 10.0, 12.5), 12.0, LadderParams())
    assert move is OUT
