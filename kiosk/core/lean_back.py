"""Leaning back past upright, after the lockout of a rep.

In:  samples of standing after a rep, against its lockout.
Out: whether the athlete leaned back for long enough.
Not here: the other faults (faults.py).

Rule: the rep is over and counted before it can be seen how its lockout ended, so this fault is added to it afterwards.
"""

from dataclasses import dataclass
from typing import Final

from kiosk.core.bottom import FormRow
from kiosk.core.faults import FormParams
from kiosk.core.frozen import replace
from kiosk.core.units import US_PER_S

LEAN_BACK_S: Final = 0.3
"""B.5."""
WATCHED_S: Final = 2.0
"""B.4: the longest usual pause is 1–2 s; who leans back later does it for another reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeanBackState:
    """The rep that is watched, since when, and since when its athlete leans back. Times are capture times in µs."""

    attempt: int | None = None
    from_us: int = 0
    since_us: int | None = None


def watch(attempt: int, time_us: int) -> LeanBackState:
    """Begin to watch after a rep."""
    return LeanBackState(attempt=attempt, from_us=time_us)


def is_back(row: FormRow, params: FormParams) -> bool:
    """Whether a sample is past upright, with the hips ahead of where they stood (B.5)."""
    return row.lean_deg <= -params.lean_back_deg and row.hip_back_h <= -params.lean_back_hip_h


def step(state: LeanBackState, row: FormRow, params: FormParams) -> tuple[LeanBackState, bool]:
    """Advance by one sample of standing; return whether the rep that is watched ended in a lean back."""
    if state.attempt is None:
        return state, False
    if row.time_us - state.from_us > WATCHED_S * US_PER_S:
        return LeanBackState(), False
    if not is_back(row, params):
        return (replace(state, since_us=None) if state.since_us is not None else state), False
    if state.since_us is None:
        return replace(state, since_us=row.time_us), False
    if row.time_us - state.since_us < LEAN_BACK_S * US_PER_S:
        return state, False
    return LeanBackState(), True
