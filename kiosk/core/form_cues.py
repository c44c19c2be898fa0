"""What is said of a rep: its number, then at most one cue or a word of praise.

In:  a decided or revised attempt and the memory of what was said before.
Out: wishes to speak, and earcons.
Not here: the journey's cues (cues.py), when a wish may sound (talk.py).

Rule: faults speak only when they persist, one a rep, the most useful first (B.5), and fade as the fault goes.
"""

from typing import Final

from kiosk.core.distance import travel_clips
from kiosk.core.drill import DrillKind, HoldAt
from kiosk.core.events import AttemptDecided, AttemptRevised
from kiosk.core.facts import TalkFacts
from kiosk.core.frozen import replace
from kiosk.core.pack import NUMBERS, CuePack, number_key
from kiosk.core.params import TalkParams
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Earcon, Fault, Severity, Verdict
from kiosk.core.vocab_cues import Cue
from kiosk.core.wishes import Kind, Memory, Wish, say

FORM_ORDER: Final = (
    Fault.SQUATTY,
    Fault.HIPS_NOT_BACK,
    Fault.HEAD_UP,
    Fault.HEAD_DROP,
    Fault.KNEES_BENDING,
    Fault.KNEES_FORWARD,
    Fault.KNEES_LOCKED,
    Fault.HEELS_UP,
    Fault.LEAN_BACK,
    Fault.ARMS_FORWARD,
    Fault.BAR_DRIFT,
    Fault.ELBOW_DROP,
    Fault.ROUNDING_HINT,
    Fault.TOO_DEEP,
    Fault.TOO_FAST,
)
"""B.5: hips back first, because most other faults go with it; then head, knees, lockout, load, spine, depth, tempo."""

_VERDICT_CUES: Final = {
    Verdict.LEAN: Cue.LEAN,
    Verdict.NEAR_MISS: Cue.NEAR_MISS,
    Verdict.SHALLOW: Cue.SHALLOW,
    Verdict.SQUAT: Cue.SQUAT,
    Verdict.NO_LOCKOUT: Cue.NO_LOCKOUT,
    Verdict.VOID: Cue.FEET_MOVED,
}

_VERDICT_EARCONS: Final = {Verdict.NEAR_MISS: Earcon.NEAR_MISS}

PRAISE_FROM_IN: Final = 2.0
"""Less is within twice the measured bias of the hip and makes no fact."""
SHORT_HOLD_SHARE: Final = 0.6
"""A hold is estimated to half a second (E.2 row 12: ±0.4 of 5 s); of 2 s asked, 1.2 s read may be all of it."""


def of_attempt(
    memory: Memory,
    event: AttemptDecided,
    facts: TalkFacts,
    pack: CuePack,
    params: TalkParams,
    wishes: list[Wish],
    earcons: list[Earcon],
    *,
    is_answered: bool,
) -> Memory:
    """Append what a rep asks to say; `is_answered` when something else of this tick is its answer."""
    attempt = event.attempt
    if facts.drill.kind is DrillKind.HOLD:
        return memory
    if attempt.verdict.is_counted and facts.is_count_spoken and event.count in NUMBERS:
        key = number_key(event.count)
        wishes.append(Wish(kind=Kind.COUNT, name=key, clips=(key,)))
    if attempt.verdict in _VERDICT_EARCONS:
        earcons.append(_VERDICT_EARCONS[attempt.verdict])
    memory = _run_on(memory, attempt, facts)
    if attempt.has_lost_balance:
        memory, wish = say(memory, Cue.OFF_BALANCE, Kind.SAFETY, pack)
        wishes.append(wish)
        return memory
    if is_answered:
        return memory
    cue = _form_cue(memory, attempt, facts, params)
    if cue is not None and memory.spent < params.budget_per_set:
        memory, wish = say(memory, cue, Kind.FORM, pack, facts.drill)
        wishes.append(replace(wish, wished_us=facts.now_us))
        return replace(memory, spent=memory.spent + 1)
    if memory.short_holds >= params.persist_reps and memory.spent < params.budget_per_set:
        memory, wish = say(memory, Cue.HOLD_LONGER, Kind.FORM, pack, facts.drill)
        wishes.append(replace(wish, wished_us=facts.now_us))
        return replace(memory, spent=memory.spent + 1)
    if attempt.verdict is Verdict.CLEAN and memory.clean_run % int(params.praise_every) == 0:
        travel = travel_clips(attempt.travel_in, facts.drill.unit)
        if travel and attempt.travel_in >= PRAISE_FROM_IN and facts.drill.is_travel_told:
            memory, wish = say(memory, Cue.PRAISE, Kind.PRAISE, pack)
            wishes.append(replace(wish, clips=(*wish.clips, *travel)))
    return memory


def forget_form(memory: Memory) -> Memory:
    """Return the memory for another drill: what persisted in the one before is none of its faults."""
    return replace(memory, runs=(), leaned_back=(0, 0), short_holds=0, clean_run=0)


def of_lean_back(
    memory: Memory, event: AttemptRevised, facts: TalkFacts, pack: CuePack, params: TalkParams, wishes: list[Wish]
) -> Memory:
    """Append what a lean back that was seen after the rep asks to say, once it persists."""
    if Fault.LEAN_BACK not in event.attempt.faults:
        return memory
    last, running = memory.leaned_back
    running = running + 1 if event.attempt.number == last + 1 else 1
    memory = replace(memory, leaned_back=(event.attempt.number, running), clean_run=0)
    is_hint = dict(facts.drill.faults).get(Fault.LEAN_BACK) is Severity.HINT
    if is_hint or running < params.persist_reps or memory.spent >= params.budget_per_set:
        return memory
    if any(wish.kind is Kind.FORM for wish in wishes):
        return memory
    memory, wish = say(memory, Cue.LEAN_BACK, Kind.FORM, pack, facts.drill)
    wishes.append(replace(wish, wished_us=facts.now_us))
    return replace(memory, spent=memory.spent + 1)


def _run_on(memory: Memory, attempt: Attempt, facts: TalkFacts) -> Memory:
    before = dict(memory.runs)
    found = [(fault, before.get(fault, 0) + 1) for fault in attempt.faults]
    runs = (*found, *((fault, before[fault]) for fault in attempt.lingering if fault in before))
    clean_run = memory.clean_run + 1 if attempt.verdict is Verdict.CLEAN else 0
    wants_hold = facts.drill.hold_at is HoldAt.BOTTOM and attempt.verdict.is_counted
    is_short = wants_hold and attempt.hold_s < SHORT_HOLD_SHARE * facts.drill.dose.hold_s
    return replace(memory, runs=runs, clean_run=clean_run, short_holds=memory.short_holds + 1 if is_short else 0)


def _form_cue(memory: Memory, attempt: Attempt, facts: TalkFacts, params: TalkParams) -> Cue | None:
    if facts.has_wall and attempt.rung_in is None and facts.target_in is not None:
        # nothing can count before the step that was asked for; the reminder of it says so
        return None
    if attempt.verdict is Verdict.NOT_SURE:
        return Cue.TAP_AND_HOLD if facts.has_wall else Cue.NOT_SURE
    if attempt.verdict is Verdict.SHALLOW and attempt.lean_deg < facts.drill.rep.silent:
        # B.4: so small that nobody meant a rep by it
        return None
    if attempt.verdict in _VERDICT_CUES:
        return _VERDICT_CUES[attempt.verdict]
    runs, weights = dict(memory.runs), dict(facts.drill.faults)
    for fault in FORM_ORDER:
        if fault in attempt.lingering:
            continue
        if runs.get(fault, 0) >= params.persist_reps and weights.get(fault) is not Severity.HINT:
            return Cue(fault.value)
    return None
