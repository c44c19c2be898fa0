"""Which family of movement was shown, and how sure that is: hinge, squat, neither, or not sure.

In:  attempts with what was measured at their bottoms.
Out: a Likeness for one attempt, and for all of a recording.
Not here: whether an attempt counts (verdict.py), which drill a recording is judged with (analysis.py).

Rule: every question has a border from the movement notes and an error of the measurement; its answer is the distance
from the border in such errors, beyond three of which more distance says nothing more. What is nearer than one error to
its border is not sure.
"""

from collections.abc import Sequence
from math import atan, degrees, erf, hypot, sqrt
from typing import Final, NamedTuple

import numpy as np

from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Family, Verdict

LEAN_SD_DEG: Final = 3.0
KNEE_SD_DEG: Final = 6.0
"""C.7: planning values."""
HIP_SD_IN: Final = 1.0
"""Decision 20: 0.6–0.75 in a frame, less in a median over the bottom, and a bias of up to 1.2 in."""
BALANCE_SD_H: Final = 0.017
"""Decision 20: the hip's bias of 1.2 in."""
RISE_SD: Final = 0.1
"""Two leans of ±3° in a hinge of 45°."""
MOST_SDS: Final = 3.0
SURE_SDS: Final = 1.0
SURE_FROM: Final = erf(SURE_SDS / sqrt(2.0))
"""0.68: below it the answer is not sure."""
QUITE_SURE_FROM: Final = 0.95
"""Two errors from the border."""

STRAIGHT_KNEE_DEG: Final = 38.0
"""B.4 rule 1: with straighter knees nothing is a squat, however upright the trunk."""
BORDER_KNEE_DEG: Final = (50.0, 65.0, 90.0, 110.0)
BORDER_LEAN_DEG: Final = (35.0, 45.0, 49.0, 52.0)
"""With knees bent this far, the lean halfway between squats and hinges. 50: quarter squat 25°, squatty hinge 45° (E.2);
65: squats between quarter and half 30°, deadlift 60° (E.2, B.3); 90: sitting down 38°, deadlift 60° (B.3, decision 20);
110: parallel squat and squat pick-up 42–55°, deadlift 55–65° (B.3, E.2)."""
BORDER_PATH: Final = (2.0, 1.4, 0.85, 0.62)
"""What the balanced body of E.1 shows in these four postures; the first is B.4's own border."""
BORDER_SDS_DEG: Final = 3.6
"""The lean's error, and the knee's, of which the border moves by a third."""
LEAD_SHARE: Final = 2.0 / 3.0
"""The shin's part in the lean: a sixth at most in hinges and deadlifts, half and more in squats (B.3)."""
LEAD_SD_DEG: Final = 3.2
"""The shin's error of 3° (C.7), and a third of the lean's."""
BORDER_INDEX: Final = 45.0
"""B.3: squats 25–36, deadlifts 55–65, hinges 80–92."""
INDEX_OF_STOOP: Final = 100.0
LEAST_DROP_IN: Final = 3.3
"""B.2: the index is told from 0.05 H of the shoulders' drop on."""

HINGE_LEAN_DEG: Final = 30.0
"""B.4: less lean is no hinge where there is no wall to stop at."""
BACK_SHARE: Final = 0.5
"""B.4 asks for a lockout; who never comes half way back up holds a position, and what sways on it is no rep (A.3)."""
SEAT_BALANCE_H: Final = -0.052
"""B.2: behind the heel at −0.035 H, and the hip's bias; a seat bears the weight."""


class Likeness(NamedTuple):
    """The family that fits best, and how sure that is, 0 to 1. Below SURE_FROM the family is NOT_SURE."""

    family: Family
    sure: float


class _Guess(NamedTuple):
    """The family that fits best, and how many errors it is from fitting no better than another."""

    family: Family
    sds: float


def family_of(attempt: Attempt) -> Likeness:
    """Tell the family of one attempt from its own bottom."""
    guess = _guess(attempt)
    return Likeness(Family.NOT_SURE, 0.0) if guess is None else _likeness(guess.family, _sure(guess.sds))


def family_of_all(attempts: Sequence[Attempt], *, seen_share: float) -> Likeness:
    """Tell the family of a recording from its attempts, and of how much of it could be seen (0 to 1).

    What was void says nothing. Evidence grows with the square of the distance, so that what is hardly told does not
    outvote what is; shallow attempts among deep ones are the same movement, but a position held is another.
    """
    told = [(item, _guess(item)) for item in attempts if item.verdict is not Verdict.VOID]
    if not told:
        return _likeness(Family.NEITHER, seen_share)
    guesses = [(item, guess) for item, guess in told if guess is not None]
    sds = {family: [guess.sds for _, guess in guesses if guess.family is family] for family in Family}
    held = [guess.sds for item, guess in guesses if _is_held(item, guess)]
    proof = {family: sum(value * value for value in values) for family, values in sds.items()}
    most = Family.HINGE if proof[Family.HINGE] >= proof[Family.SQUAT] else Family.SQUAT
    against = proof[Family.HINGE] + proof[Family.SQUAT] - proof[most] + sum(value * value for value in held)
    shown = _agreed(sds[most], against)
    neither = _agreed(sds[Family.NEITHER], proof[Family.HINGE] + proof[Family.SQUAT]) * seen_share
    if shown >= SURE_FROM or shown >= neither:
        return _likeness(most, shown)
    return _likeness(Family.NEITHER, neither)


def _guess(attempt: Attempt) -> _Guess | None:
    """Return the family that fits one attempt best; None where it was not seen well enough to be measured."""
    leaning = _hinge_sds(attempt)
    if attempt.verdict is Verdict.NOT_SURE or leaning is None:
        return None
    assert attempt.balance_h is not None
    assert attempt.rise_share is not None
    back = _sds(attempt.rise_share - BACK_SHARE, RISE_SD)
    afoot = _sds(attempt.balance_h - SEAT_BALANCE_H, BALANCE_SD_H)
    deep = _sds(attempt.lean_deg - HINGE_LEAN_DEG, LEAN_SD_DEG)
    if attempt.is_touch is not None:
        # where a wall is known it says how far is far enough (C.3)
        deep = MOST_SDS
    hinge, squat = min(leaning, deep, back), min(-leaning, afoot, back)
    fits = (_Guess(Family.HINGE, hinge), _Guess(Family.SQUAT, squat), _Guess(Family.NEITHER, min(-hinge, -squat)))
    return max(fits, key=lambda guess: guess.sds)


def _is_held(attempt: Attempt, guess: _Guess) -> bool:
    return guess.family is Family.NEITHER and attempt.verdict is Verdict.NO_LOCKOUT


def _agreed(sds: Sequence[float], against: float) -> float:
    """Return how sure attempts are together that point one way, with the evidence that points another.

    Half of the error of each is the athlete's own and the same in all (C.7).
    """
    if not sds:
        return 0.0
    proof = sum(value * value for value in sds)
    mean = sum(sds) / len(sds) * sqrt(2.0 / (1.0 + 1.0 / len(sds)))
    return _sure(mean) * proof / (proof + against) if proof else 0.0


def _sure(sds: float) -> float:
    return erf(sds / sqrt(2.0))


def _likeness(family: Family, sure: float) -> Likeness:
    return Likeness(family if sure >= SURE_FROM else Family.NOT_SURE, sure)


def _sds(off: float, sd: float) -> float:
    return min(max(off / sd, -MOST_SDS), MOST_SDS)


def _hinge_sds(attempt: Attempt) -> float | None:
    """Return the mean distance of the votes from the border between hinge and squat; None where nothing was measured.

    Positive for a hinge. The votes are those of B.2 and B.4; where the knee is bent, their borders follow it
    (decision 20).
    """
    knee, path, lead = attempt.knee_deg, attempt.path, attempt.lead_deg
    if knee is None or path is None or lead is None:
        return None
    back_in = abs(attempt.travel_in)
    drop_in = back_in / abs(path) if path else 0.0
    border_deg = float(np.interp(knee, BORDER_KNEE_DEG, BORDER_LEAN_DEG))
    votes = [
        max(_sds(STRAIGHT_KNEE_DEG - knee, KNEE_SD_DEG), _sds(attempt.lean_deg - border_deg, BORDER_SDS_DEG)),
        _sds(lead - LEAD_SHARE * attempt.lean_deg, LEAD_SD_DEG),
        _path_sds(path, knee, hypot(back_in, drop_in)),
    ]
    if attempt.stoop_index is not None:
        votes.append(_index_sds(attempt.stoop_index, drop_in))
    return sum(votes) / len(votes)


def _path_sds(path: float, knee_deg: float, way_in: float) -> float:
    """Return the vote of the hips' way, as an angle from straight down: the shorter the way, the less it is known."""
    border_deg = degrees(atan(np.interp(knee_deg, BORDER_KNEE_DEG, BORDER_PATH)))
    return _sds(degrees(atan(path)) - border_deg, degrees(atan(HIP_SD_IN / max(way_in, HIP_SD_IN))))


def _index_sds(index: float, drop_in: float) -> float:
    """Return the vote of the stoop–squat index: the less the shoulders sank, the less it is known."""
    if index >= INDEX_OF_STOOP:
        return MOST_SDS
    shoulders_in = max(drop_in / (1.0 - index / INDEX_OF_STOOP), LEAST_DROP_IN)
    return _sds(index - BORDER_INDEX, INDEX_OF_STOOP * HIP_SD_IN / shoulders_in)
