"""Which cue an event asks for.

In:  this tick's events and the memory of what was said before.
Out: wishes to speak, each with its kind, and earcons.
Not here: when a wish may sound (talk.py), the sentences (assets/cues).

Rule: a wish is data: its kind is its priority. Faults speak only when they persist, one a rep, the most useful first
(B.5); a sentence changes when it did not help, and fades as the fault goes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, IntEnum, unique
from typing import Final

from kiosk.core import events as facts_of_day
from kiosk.core.events import Event
from kiosk.core.facts import TalkFacts
from kiosk.core.pack import INCHES, NUMBERS, CuePack, inches_key, number_key
from kiosk.core.params import TalkParams
from kiosk.core.units import us_of_s
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Earcon, Fault, Missing, Move, Presence, Severity, Stage, Verdict
from kiosk.core.vocab_cues import Cue


@unique
class Kind(IntEnum):
    """What sort of thing is said; a smaller value goes first."""

    SAFETY = 0
    COUNT = 1
    JOURNEY = 2
    FORM = 3
    PRAISE = 4


@unique
class Until(Enum):
    """When a wish that has not been said is of no use any more."""

    SAID = "said"
    NEXT_REP = "next_rep"
    FIRST_REP = "first_rep"
    STEP_TAKEN = "step_taken"
    REST_OVER = "rest_over"
    PUT_RIGHT = "put_right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Something to say: its clips, its short form if any, and the reps that passed without a pause for it."""

    kind: Kind
    name: str
    clips: tuple[str, ...]
    short: tuple[str, ...] = ()
    deferrals: int = 0
    is_cut: bool = False
    """Whether it was begun once before and a descent cut it."""
    until: Until = Until.SAID
    wished_us: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was said and seen before. `runs` counts in how many reps running each fault was found."""

    turns: tuple[tuple[Cue, int], ...] = ()
    runs: tuple[tuple[Fault, int], ...] = ()
    clean_run: int = 0
    spent: int = 0
    reminded_us: int | None = None
    missing: Missing | None = None
    missing_us: int = 0
    has_greeted: bool = False
    has_told_rest_end: bool = False
    has_told_trouble: bool = False


WORK: Final = (Stage.SET, Stage.STEP_OUT)
"""Where a rep is a rep of the drill."""

FORM_ORDER: Final = (
    Fault.SQUATTY,
    Fault.HIPS_NOT_BACK,
    Fault.HEAD_UP,
    Fault.HEAD_DROP,
    Fault.KNEES_BENDING,
    Fault.KNEES_FORWARD,
    Fault.KNEES_LOCKED,
    Fault.ROUNDING_HINT,
    Fault.TOO_DEEP,
    Fault.TOO_FAST,
)
"""B.5: hips back first, because most other faults go with it; then head, knees, spine, depth, tempo."""

_VERDICT_CUES: Final = {
    Verdict.LEAN: Cue.LEAN,
    Verdict.NEAR_MISS: Cue.NEAR_MISS,
    Verdict.SHALLOW: Cue.SHALLOW,
    Verdict.SQUAT: Cue.SQUAT,
    Verdict.NO_LOCKOUT: Cue.NO_LOCKOUT,
    Verdict.VOID: Cue.FEET_MOVED,
}

_VERDICT_EARCONS: Final = {Verdict.NEAR_MISS: Earcon.NEAR_MISS}

_MISSING_CUES: Final = {
    Missing.TOO_DARK: Cue.MISSING_TOO_DARK,
    Missing.TOO_CLOSE: Cue.MISSING_TOO_CLOSE,
    Missing.FEET_OUT_OF_VIEW: Cue.MISSING_FEET_OUT_OF_VIEW,
    Missing.NOT_ON_LANE: Cue.MISSING_NOT_ON_LANE,
    Missing.NOT_SIDE_ON: Cue.MISSING_NOT_SIDE_ON,
    Missing.FACING_WALL: Cue.MISSING_FACING_WALL,
    Missing.NOT_STILL: Cue.MISSING_NOT_STILL,
    Missing.NOT_TALL: Cue.MISSING_NOT_TALL,
    Missing.NOT_AT_WALL: Cue.MISSING_NOT_AT_WALL,
}

MISSING_AFTER_S: Final = 1.5
"""Long enough to be more than a turn or a stumble on the way in."""
REST_WARNING_S: Final = 10.0
PRAISE_FROM_IN: Final = 2.0
"""Less is within twice the measured bias of the hip and makes no fact."""


def wishes_of(
    memory: Memory, events: Sequence[Event], facts: TalkFacts, pack: CuePack, params: TalkParams
) -> tuple[Memory, tuple[Wish, ...], tuple[Earcon, ...]]:
    """Return what the events of this tick, or the passing of time, ask to say."""
    wishes: list[Wish] = []
    earcons: list[Earcon] = []
    for event in events:
        memory = _of_event(memory, event, events, facts, pack, params, wishes, earcons)
    memory = _of_time(memory, facts, pack, params, wishes)
    return memory, tuple(wishes), tuple(earcons)


def _of_event(
    memory: Memory,
    event: Event,
    events: Sequence[Event],
    facts: TalkFacts,
    pack: CuePack,
    params: TalkParams,
    wishes: list[Wish],
    earcons: list[Earcon],
) -> Memory:
    match event:
        case facts_of_day.TouchFelt():
            earcons.append(Earcon.TOUCH)
        case facts_of_day.LeanNoticed():
            earcons.append(Earcon.LEAN)
        case facts_of_day.AttemptDecided():
            # a move of the ladder is this rep's answer; a rep outside the work has none
            is_answered = facts.stage not in WORK or any(isinstance(item, facts_of_day.LadderMoved) for item in events)
            return _of_attempt(memory, event, facts, pack, params, wishes, earcons, is_answered=is_answered)
        case facts_of_day.StageEntered(stage=Stage.PLACEMENT) if not memory.has_greeted:
            memory, wish = _say(memory, Cue.GREET, Kind.JOURNEY, pack)
            wishes.append(wish)
            return replace(memory, has_greeted=True, reminded_us=facts.now_us)
        case facts_of_day.StageEntered(stage=Stage.ZERO):
            memory, wish = _say(memory, Cue.ZERO, Kind.JOURNEY, pack)
            wishes.append(wish)
            return replace(memory, reminded_us=facts.now_us)
        case facts_of_day.StageEntered(stage=Stage.SET) if not facts.has_wall:
            wishes.append(_setup(facts, pack, ()))
        case facts_of_day.AskedToStep() if not any(isinstance(other, facts_of_day.StepRefused) for other in events):
            is_earned = any(isinstance(other, facts_of_day.LadderMoved) for other in events)
            memory, wish = _ask(memory, event, pack, is_earned=is_earned)
            wishes.append(replace(wish, until=Until.STEP_TAKEN))
            return replace(memory, reminded_us=facts.now_us)
        case facts_of_day.StepRefused() if facts.stage not in (Stage.REST, Stage.SUMMARY):
            earcons.append(Earcon.ATTENTION)
            cue = Cue.HEELS_CLOSER if event.measured_in > event.target_in else Cue.HEELS_FURTHER
            memory, wish = _say(memory, cue, Kind.JOURNEY, pack)
            clips = (*wish.clips, *_heels_to(event.target_in, pack))
            wishes.append(replace(wish, clips=clips, until=Until.STEP_TAKEN))
            return replace(memory, reminded_us=facts.now_us)
        case facts_of_day.HeelsProven():
            return _of_proof(memory, event, facts, pack, wishes, earcons)
        case facts_of_day.LadderMoved(move=Move.CAP):
            memory, wish = _say(memory, Cue.CAP, Kind.JOURNEY, pack)
            wishes.append(wish)
        case facts_of_day.LadderMoved(move=Move.FIRST):
            memory, wish = _say(memory, Cue.DOWEL_NEXT, Kind.JOURNEY, pack)
            wishes.append(wish)
        case facts_of_day.SetDone():
            earcons.append(Earcon.SET_DONE)
            memory, wish = _say(memory, Cue.SET_DONE, Kind.JOURNEY, pack)
            wishes.append(replace(wish, until=Until.REST_OVER))
            return replace(memory, spent=0, has_told_rest_end=False)
        case facts_of_day.PresenceChanged(presence=Presence.LOST) if facts.stage in (Stage.SET, Stage.STEP_OUT):
            memory, wish = _say(memory, Cue.LOST, Kind.JOURNEY, pack)
            wishes.append(wish)
        case facts_of_day.SessionEnded():
            best = _inches(event.best_rung_in)
            memory, wish = _say(memory, Cue.SUMMARY_BEST if best else Cue.SUMMARY, Kind.JOURNEY, pack)
            wishes.append(replace(wish, clips=(*wish.clips, *best)))
            return Memory(turns=memory.turns)
        case _:
            return memory
    return memory


def _of_attempt(
    memory: Memory,
    event: facts_of_day.AttemptDecided,
    facts: TalkFacts,
    pack: CuePack,
    params: TalkParams,
    wishes: list[Wish],
    earcons: list[Earcon],
    *,
    is_answered: bool,
) -> Memory:
    attempt = event.attempt
    if attempt.verdict.is_counted and facts.is_count_spoken and event.count in NUMBERS:
        key = number_key(event.count)
        wishes.append(Wish(kind=Kind.COUNT, name=key, clips=(key,)))
    if attempt.verdict in _VERDICT_EARCONS:
        earcons.append(_VERDICT_EARCONS[attempt.verdict])
    memory = _run_on(memory, attempt)
    if attempt.has_lost_balance:
        memory, wish = _say(memory, Cue.OFF_BALANCE, Kind.SAFETY, pack)
        wishes.append(wish)
        return memory
    if is_answered:
        return memory
    cue = _form_cue(memory, attempt, facts, params)
    if cue is not None and memory.spent < params.budget_per_set:
        memory, wish = _say(memory, cue, Kind.FORM, pack)
        wishes.append(replace(wish, wished_us=facts.now_us))
        return replace(memory, spent=memory.spent + 1)
    if attempt.verdict is Verdict.CLEAN and memory.clean_run % int(params.praise_every) == 0:
        inches = _inches(round(attempt.travel_in))
        if inches and attempt.travel_in >= PRAISE_FROM_IN:
            memory, wish = _say(memory, Cue.PRAISE, Kind.PRAISE, pack)
            wishes.append(replace(wish, clips=(*wish.clips, *inches)))
    return memory


def _run_on(memory: Memory, attempt: Attempt) -> Memory:
    before = dict(memory.runs)
    runs = tuple((fault, before.get(fault, 0) + 1) for fault in attempt.faults)
    clean_run = memory.clean_run + 1 if attempt.verdict is Verdict.CLEAN else 0
    return replace(memory, runs=runs, clean_run=clean_run)


def _form_cue(memory: Memory, attempt: Attempt, facts: TalkFacts, params: TalkParams) -> Cue | None:
    if facts.has_wall and attempt.rung_in is None and facts.target_in is not None:
        # nothing can count before the step that was asked for; the reminder of it says so
        return None
    if attempt.verdict is Verdict.NOT_SURE:
        return Cue.TAP_AND_HOLD if facts.has_wall else Cue.NOT_SURE
    if attempt.verdict in _VERDICT_CUES:
        return _VERDICT_CUES[attempt.verdict]
    runs, weights = dict(memory.runs), dict(facts.severities)
    for fault in FORM_ORDER:
        if runs.get(fault, 0) >= params.persist_reps and weights.get(fault) is not Severity.HINT:
            return Cue(fault.value)
    return None


def _ask(memory: Memory, event: facts_of_day.AskedToStep, pack: CuePack, *, is_earned: bool) -> tuple[Memory, Wish]:
    """Return the request for a step: one the ladder earned, or the first one after the zero."""
    inches = _inches(event.target_in)
    first: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    match event.move:
        case Move.OUT if is_earned:
            first, cue = (pack.variant(Cue.FIVE_CLEAN, 0),), Cue.STEP_OUT_ONE
        case Move.OUT:
            first, cue, tail = (pack.variant(Cue.ZERO_TAKEN, 0),), Cue.STEP_OUT_TO, inches
        case Move.BEST_FOR_TODAY:
            cue, tail = Cue.BEST_TODAY, inches
        case _:
            first, cue = (pack.variant(Cue.EASE_IN, 0),), Cue.STEP_IN_ONE
    memory, wish = _say(memory, cue, Kind.JOURNEY, pack)
    return memory, replace(wish, clips=(*first, *wish.clips, *tail))


def _of_proof(
    memory: Memory,
    event: facts_of_day.HeelsProven,
    facts: TalkFacts,
    pack: CuePack,
    wishes: list[Wish],
    earcons: list[Earcon],
) -> Memory:
    if facts.best_in is not None and event.rung_in > facts.best_in:
        earcons.append(Earcon.RUNG_UP)
    first: tuple[str, ...] = ()
    if not event.was_asked:
        first = (pack.variant(Cue.STARTING_AT, 0), *_inches(event.rung_in))
    if not facts.is_counting and facts.sets_done == 0:
        wishes.append(_setup(facts, pack, first))
    elif first:
        wishes.append(Wish(kind=Kind.JOURNEY, name=Cue.STARTING_AT.value, clips=first, until=Until.NEXT_REP))
    return memory


def _setup(facts: TalkFacts, pack: CuePack, first: tuple[str, ...]) -> Wish:
    clips = tuple(pack.wordings[name].say[0] for name in facts.setup_cues)
    return Wish(kind=Kind.JOURNEY, name="setup", clips=(*first, *clips), until=Until.FIRST_REP)


def _of_time(memory: Memory, facts: TalkFacts, pack: CuePack, params: TalkParams, wishes: list[Wish]) -> Memory:
    now_us = facts.now_us
    if facts.missing is not memory.missing:
        memory = replace(memory, missing=facts.missing, missing_us=now_us)
    if facts.has_trouble != memory.has_told_trouble:
        if facts.has_trouble:
            memory, wish = _say(memory, Cue.FAIL_SAFE, Kind.SAFETY, pack)
            wishes.append(wish)
        return replace(memory, has_told_trouble=facts.has_trouble)
    if facts.stage is Stage.REST and not memory.has_told_rest_end:
        if facts.rest_until_us - now_us <= us_of_s(REST_WARNING_S):
            memory, wish = _say(memory, Cue.REST_TEN, Kind.JOURNEY, pack)
            wishes.append(replace(wish, until=Until.REST_OVER))
            return replace(memory, has_told_rest_end=True)
        return memory
    if memory.has_told_rest_end and facts.stage in (Stage.SET, Stage.STEP_OUT):
        memory = replace(memory, has_told_rest_end=False)
        if facts.set_count == 0:
            memory, wish = _say(memory, Cue.NEXT_SET, Kind.JOURNEY, pack)
            wishes.append(replace(wish, until=Until.FIRST_REP))
        return memory
    if facts.has_trouble:
        return memory
    is_due = memory.reminded_us is None or now_us - memory.reminded_us >= us_of_s(params.remind_s)
    if facts.is_in_rep or not is_due or facts.stage in (Stage.IDLE, Stage.REST, Stage.SUMMARY):
        return memory
    if facts.missing is not None and now_us - memory.missing_us >= us_of_s(MISSING_AFTER_S):
        cue = _MISSING_CUES.get(facts.missing)
        if cue is None:
            return memory
        memory, wish = _say(memory, cue, Kind.JOURNEY, pack)
        wish = replace(wish, until=Until.PUT_RIGHT)
    elif facts.stage is Stage.ZERO:
        memory, wish = _say(memory, Cue.MISSING_NOT_AT_WALL, Kind.JOURNEY, pack)
    elif facts.stage is Stage.STEP_OUT and facts.target_in is not None:
        clips = _heels_to(facts.target_in, pack)
        wish = Wish(kind=Kind.JOURNEY, name=Cue.HEELS_TO.value, clips=clips, until=Until.STEP_TAKEN)
    else:
        return memory
    wishes.append(wish)
    return replace(memory, reminded_us=now_us)


def _heels_to(target_in: float, pack: CuePack) -> tuple[str, ...]:
    inches = _inches(target_in)
    return (pack.variant(Cue.HEELS_TO, 0), *inches) if inches else ()


def _inches(inches: float | None) -> tuple[str, ...]:
    return (inches_key(int(inches)),) if inches is not None and inches in INCHES else ()


def _say(memory: Memory, cue: Cue, kind: Kind, pack: CuePack) -> tuple[Memory, Wish]:
    """Return a wish for the cue's next wording, and the memory of having used it."""
    turns = dict(memory.turns)
    turn = turns.get(cue, 0)
    turns[cue] = turn + 1
    wording = pack.wordings[cue.value]
    short = () if wording.short is None else (wording.short,)
    wish = Wish(kind=kind, name=cue.value, clips=(pack.variant(cue, turn),), short=short)
    return replace(memory, turns=tuple(turns.items())), wish
