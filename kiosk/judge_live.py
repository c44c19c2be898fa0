"""The judge of a live visit: what the athlete would have got, rep by rep and number by number.

In:  a Truth and a Found of the same session, found by a live station.
Out: true reps counted once, counted reps that were none, their rungs, and whether the numbers spoken were right.
Not here: verdicts, touches and faults (judge.py), distances and the ladder (judge_wall.py), sound and delays (latency).

Rule: a number is right when it is the true count of its set at that moment. A set is the station's own: it ends where
the station said so, and the next true rep is the first of the next one.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import Final

from kiosk.core.pack import NUMBERS, number_key
from kiosk.evidence import Found, Kind, Truth
from kiosk.judge import Pair, shared_s
from kiosk.judge_wall import TICK_S

COUNTABLE: Final = (Kind.HINGE, Kind.LEAN)
"""Counted by hinge.md decision 10."""

OPEN: Final = (*COUNTABLE, Kind.AMBIGUOUS)
"""What may be counted without being wrong."""

SET_ENDS: Final = ("set_done", "session_ended")
NUMBER_OF: Final = {number_key(number): number for number in NUMBERS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The counts spoken in one visit.

    `provisional` are those of a stop short of the wall before any rep had touched it, which one stop alone cannot tell
    (hinge.md decision 20): a later one takes it back. `wrong` says when, what was said and what was true.
    """

    said: tuple[int, ...]
    wrong: tuple[str, ...]
    provisional: int
    out_of_order: int
    sets: int
    sets_ended_right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveScore:
    """One visit. `once` of the true `hinges` were counted exactly once; `invented` were counted and were none."""

    hinges: int
    once: int
    invented: int
    counted: int
    rungs_right: int
    numbers: Numbers


def live_score(found: Found, truth: Truth, pairs: Sequence[Pair]) -> LiveScore:
    """Judge one visit; `pairs` are its attempts matched to true reps."""
    counted = [attempt for attempt in found.attempts if attempt.verdict.is_counted]
    hinges = [rep for rep in truth.reps if rep.kind is Kind.HINGE]
    may_count = [rep for rep in truth.reps if rep.kind in OPEN]
    matched = [
        (rep.heel_in, _rung_in(found, attempt.span.end_s))
        for rep, attempt in ((pair.rep, pair.attempt) for pair in pairs)
        if rep is not None and rep.heel_in is not None and attempt is not None and attempt.verdict.is_counted
    ]
    return LiveScore(
        hinges=len(hinges),
        once=sum(sum(shared_s(rep.span, attempt.span) > 0 for attempt in counted) == 1 for rep in hinges),
        invented=sum(not any(shared_s(rep.span, attempt.span) > 0 for rep in may_count) for attempt in counted),
        counted=len(matched),
        rungs_right=sum(true_in == rung_in for true_in, rung_in in matched),
        numbers=_numbers(found, truth),
    )


def _rung_in(found: Found, end_s: float) -> float | None:
    """Return the rung that was proved last when an attempt ended; its own end may prove it."""
    proofs = [note for note in found.rungs if note.time_s <= end_s + TICK_S]
    return proofs[-1].rung_in if proofs else None


def _numbers(found: Found, truth: Truth) -> Numbers:
    middles_s, short_s = _middles_s(truth, COUNTABLE), _middles_s(truth, (Kind.NEAR_MISS,))
    touched_s = min((rep.touch.start_s for rep in truth.reps if rep.touch is not None), default=inf)
    ends = [bisect_right(middles_s, note.time_s) for note in found.notes if note.name in SET_ENDS]
    borders = sorted({0, *ends, len(middles_s)})
    spoken = [(note.time_s, NUMBER_OF[clip]) for note in found.notes for clip in note.clips if clip in NUMBER_OF]
    last_of_set: dict[int, int] = {}
    wrong: list[str] = []
    provisional, out_of_order = 0, 0
    is_open = False
    for time_s, number in spoken:
        done = bisect_right(middles_s, time_s)
        begun = max((border for border in borders if border < done), default=0)
        true, before = done - begun, last_of_set.get(begun, 0)
        out_of_order += number != before + 1 and not (is_open and number == before)
        is_open = time_s < touched_s and true < number <= true + bisect_right(short_s, time_s)
        provisional += is_open
        if number != true and not is_open:
            wrong.append(f"{number} at {time_s:.1f} s, true {true}")
        last_of_set[begun] = number
    sets = [(begun, end - begun) for begun, end in pairwise(borders)]
    return Numbers(
        said=tuple(number for _, number in spoken),
        wrong=tuple(wrong),
        provisional=provisional,
        out_of_order=out_of_order,
        sets=len(sets),
        sets_ended_right=sum(last_of_set.get(begun) == true for begun, true in sets),
    )


def _middles_s(truth: Truth, kinds: Sequence[Kind]) -> list[float]:
    """Return when each true rep of these kinds was half over: a count spoken between two of them is of the first."""
    return sorted((rep.span.start_s + rep.span.end_s) / 2 for rep in truth.reps if rep.kind in kinds)
