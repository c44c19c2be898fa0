"""The wall ladder: when to step out, stay, or step in.

In:  the verdicts at the athlete's rung, one attempt at a time.
Out: the ladder's next state and its move.
Not here: whether the feet followed (stance.py), what is said (cues.py).

Rule: five clean in a row go out; two misses in a row, two or fewer clean of the last five, a lean or lost balance go
in; the first rung is the floor. A lean brings it in because a body resting on the wall is further out than it can
balance (C.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.core.bottom import median
from kiosk.core.frozen import replace
from kiosk.core.params import LadderParams
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Move, Verdict

_JUDGED = (Verdict.CLEAN, Verdict.FAULTED, Verdict.LEAN, Verdict.NEAR_MISS, Verdict.SQUAT)


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderState:
    """The attempts at the present rung since it was reached, the best rung, and where the ladder came back from."""

    recent: tuple[Attempt, ...] = ()
    best_in: float | None = None
    came_in_from: tuple[float, ...] = ()
    asked_in_from: float | None = None
    """The rung that was last found too far, until an attempt is made at another."""
    end_in: float | None = None
    """Today's last rung, once found."""


def decide(
    state: LadderState, attempt: Attempt, rungs_in: Sequence[float], cap_in: float, params: LadderParams
) -> tuple[LadderState, Move]:
    """Take one decided attempt at a proven rung and return the move; rungs come from the drill's list."""
    rung_in = attempt.rung_in
    assert rung_in is not None
    if rung_in != state.asked_in_from:
        state = replace(state, asked_in_from=None)
    if attempt.has_lost_balance:
        return _go_in(state, rung_in, rungs_in, params)
    if attempt.verdict not in _JUDGED:
        return state, Move.STAY
    here = tuple(item for item in state.recent if item.rung_in == rung_in)
    recent = (*here, attempt)[-int(params.window) :]
    state = replace(state, recent=recent)
    if attempt.verdict is Verdict.CLEAN and (state.best_in is None or rung_in > state.best_in):
        state = replace(state, best_in=rung_in)
    if _is_comfortable(recent, params):
        return _go_out(state, attempt, rungs_in, cap_in, params)
    if _is_too_far(recent, params):
        return _go_in(state, rung_in, rungs_in, params)
    return state, Move.STAY


def _is_comfortable(recent: Sequence[Attempt], params: LadderParams) -> bool:
    needed = recent[-int(params.clean_to_go_on) :]
    if len(needed) < params.clean_to_go_on or any(item.verdict is not Verdict.CLEAN for item in needed):
        return False
    told = [item for item in needed if item.is_timed]
    usual_s = median([item.tempo_s for item in told]) if told else 0.0
    is_even = all(abs(item.tempo_s - usual_s) <= params.tempo_spread * usual_s for item in told)
    return is_even and all(params.hold_min_s <= item.hold_s <= params.hold_max_s for item in told)


def _is_too_far(recent: Sequence[Attempt], params: LadderParams) -> bool:
    misses = recent[-int(params.misses_to_go_in) :]
    if len(misses) == params.misses_to_go_in and all(item.verdict is Verdict.NEAR_MISS for item in misses):
        return True
    clean = sum(item.verdict is Verdict.CLEAN for item in recent)
    return recent[-1].verdict is Verdict.LEAN or (len(recent) == params.window and clean < params.clean_to_stay)


def _go_out(
    state: LadderState, attempt: Attempt, rungs_in: Sequence[float], cap_in: float, params: LadderParams
) -> tuple[LadderState, Move]:
    assert attempt.rung_in is not None
    further = [rung for rung in rungs_in if rung > attempt.rung_in]
    state = replace(state, recent=())
    if not further or further[0] > cap_in or attempt.lean_deg >= params.cap_lean_deg:
        return replace(state, end_in=attempt.rung_in), Move.CAP
    if state.end_in is not None and further[0] > state.end_in:
        return state, Move.STAY
    return state, Move.OUT


def _go_in(
    state: LadderState, rung_in: float, rungs_in: Sequence[float], params: LadderParams
) -> tuple[LadderState, Move]:
    nearer = [rung for rung in rungs_in if rung < rung_in]
    if rung_in == state.asked_in_from:
        # the request stands; a second one needs another try at this rung
        return replace(state, recent=()), Move.STAY
    state = replace(state, recent=(), came_in_from=(*state.came_in_from, rung_in), asked_in_from=rung_in)
    if not nearer:
        return state, Move.FIRST
    if state.came_in_from.count(rung_in) >= params.regressions_to_stop:
        return replace(state, end_in=nearer[-1]), Move.BEST_FOR_TODAY
    return state, Move.IN
