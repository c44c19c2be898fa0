"""Which cue an event asks for.

In:  this tick's events and the memory of what was said before.
Out: wishes to speak, each with its kind, and earcons.
Not here: what is said of a rep (form_cues.py) and of a hold, a clock or a programme (drill_cues.py), when a wish may
sound (talk.py), the sentences (assets/cues).

Rule: what leads the way is said when it changes, and again when it is not done; never in a rep.
"""

from collections.abc import Sequence
from typing import Final

from kiosk.core import drill_cues, hand_cues, step_cues
from kiosk.core.distance import place_clips
from kiosk.core.drill import DrillKind
from kiosk.core.events import (
    AskedToStep,
    AttemptDecided,
    AttemptRevised,
    ChoiceMoved,
    DrillChanged,
    DrillChosen,
    Event,
    GestureSeen,
    GestureTaken,
    HeelsProven,
    HoldCounted,
    HoldStrayed,
    LadderMoved,
    LeanNoticed,
    PresenceChanged,
    SessionEnded,
    SessionPaused,
    SessionResumed,
    SetDone,
    StageEntered,
    StepRefused,
    TimerMoved,
    TouchFelt,
)
from kiosk.core.facts import TalkFacts
from kiosk.core.form_cues import forget_form, of_attempt, of_lean_back
from kiosk.core.frozen import replace
from kiosk.core.pack import CuePack
from kiosk.core.params import TalkParams
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Earcon, Fault, Missing, Presence, Stage
from kiosk.core.vocab_cues import Cue
from kiosk.core.wishes import Kind, Memory, Until, Wish, heels_to, say

WORK: Final = (Stage.SET, Stage.STEP_OUT)
"""Where a rep is a rep of the drill."""
UNATTENDED: Final = (Stage.IDLE, Stage.SUMMARY)
"""Where nobody misses the screen yet, or any more."""

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
SAFE_AGAIN_S: Final = 60.0
"""As the log does; an athlete who heard it once knows."""
REST_WARNING_S: Final = 10.0
SHORT_REST_S: Final = 15.0
"""The warning, and the time to say that the set is done and what comes next."""


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
        case TouchFelt():
            earcons.append(Earcon.TOUCH)
        case LeanNoticed():
            earcons.append(Earcon.LEAN)
        case AttemptDecided():
            # a move of the ladder is this rep's answer; a rep outside the work has none
            is_answered = facts.stage not in WORK or any(isinstance(item, LadderMoved) for item in events)
            memory = of_attempt(memory, event, facts, pack, params, wishes, earcons, is_answered=is_answered)
            if facts.drill.kind is DrillKind.HOLD:
                return drill_cues.of_hold(memory, event, events, pack, wishes)
            return memory
        case AttemptRevised():
            return of_lean_back(memory, event, facts, pack, params, wishes)
        case AskedToStep() | StepRefused() | HeelsProven() | LadderMoved():
            return step_cues.of_step(memory, event, events, facts, pack, wishes, earcons)
        case StageEntered() | SetDone() | PresenceChanged() | SessionEnded():
            return _of_journey(memory, event, facts, pack, wishes, earcons)
        case HoldCounted() | HoldStrayed() | TimerMoved():
            return drill_cues.of_clock(memory, event, facts, pack, wishes)
        case DrillChanged():
            return forget_form(memory)
        case GestureSeen() | GestureTaken() | SessionPaused() | SessionResumed() | ChoiceMoved() | DrillChosen():
            return hand_cues.of_hands(memory, event, facts, pack, wishes, earcons)
        case _:
            return memory
    return memory


def _of_journey(
    memory: Memory,
    event: StageEntered | SetDone | PresenceChanged | SessionEnded,
    facts: TalkFacts,
    pack: CuePack,
    wishes: list[Wish],
    earcons: list[Earcon],
) -> Memory:
    match event:
        case StageEntered(stage=Stage.PLACEMENT) if not memory.has_greeted:
            memory, wish = say(memory, Cue.GREET, Kind.JOURNEY, pack)
            wishes.append(wish)
            return replace(memory, has_greeted=True, reminded_us=facts.now_us)
        case StageEntered(stage=Stage.ZERO):
            memory, wish = say(memory, Cue.ZERO, Kind.JOURNEY, pack)
            wishes.append(wish)
            return replace(memory, reminded_us=facts.now_us)
        case StageEntered(stage=Stage.SET) if not facts.has_wall and facts.step_sets == 0:
            wishes.append(step_cues.setup(facts, pack, ()))
        case SetDone():
            earcons.append(Earcon.SET_DONE)
            memory, wish = say(memory, Cue.SET_DONE, Kind.JOURNEY, pack)
            clips = (*wish.clips, *drill_cues.name_of(facts.following, pack))
            wishes.append(replace(wish, clips=clips, until=Until.REST_OVER))
            # in a short rest the warning would take the place of the set's end
            is_short = facts.rest_until_us - facts.now_us < us_of_s(SHORT_REST_S)
            return replace(memory, spent=0, has_told_rest_end=is_short)
        case PresenceChanged(presence=Presence.LOST) if _is_missed(facts):
            memory, wish = say(memory, Cue.LOST, Kind.JOURNEY, pack)
            wishes.append(wish)
        case SessionEnded():
            best = place_clips(event.best_rung_in, facts.drill.unit)
            memory, wish = say(memory, Cue.SUMMARY_BEST if best else Cue.SUMMARY, Kind.JOURNEY, pack)
            wishes.append(replace(wish, clips=(*wish.clips, *best)))
            return Memory(turns=memory.turns)
        case _:
            return memory
    return memory


def _is_missed(facts: TalkFacts) -> bool:
    """Whether somebody who is out of sight is asked back: not while a clock runs for whoever lies on the floor."""
    return facts.stage in WORK and facts.drill.kind is not DrillKind.TIMER and not facts.is_paused


def _spine(facts: TalkFacts, pack: CuePack) -> tuple[str, ...]:
    """Return the reminder of what the camera cannot judge, once a set (B.6)."""
    has_hint = Fault.ROUNDING_HINT in dict(facts.drill.faults)
    return (pack.variant(Cue.ROUNDING_HINT.value, facts.step_sets),) if has_hint else ()


def _has_chosen(memory: Memory, facts: TalkFacts) -> bool:
    """Whether an athlete who was reminded of the step went on with the set; the mirror shows it still."""
    return facts.is_counting and memory.reminded_in == facts.target_in


def _of_trouble(memory: Memory, facts: TalkFacts, pack: CuePack, wishes: list[Wish]) -> tuple[Memory, bool]:
    """Tell of a camera or a screen that is lost; return whether there was news of them."""
    if facts.has_trouble != memory.has_told_trouble:
        if facts.has_trouble:
            memory = _reassure(memory, Kind.SAFETY, facts.now_us, pack, wishes)
        return replace(memory, has_told_trouble=facts.has_trouble), True
    if facts.is_dark is memory.has_told_dark or facts.is_in_rep or facts.stage in UNATTENDED:
        return memory, False
    if facts.is_dark:
        memory = _reassure(memory, Kind.JOURNEY, facts.now_us, pack, wishes)
    return replace(memory, has_told_dark=facts.is_dark), True


def _reassure(memory: Memory, kind: Kind, now_us: int, pack: CuePack, wishes: list[Wish]) -> Memory:
    """Wish to say that the mirror will be back; what comes and goes is told at most once in SAFE_AGAIN_S."""
    if memory.safe_us is not None and now_us - memory.safe_us < us_of_s(SAFE_AGAIN_S):
        return memory
    memory, wish = say(memory, Cue.FAIL_SAFE, kind, pack)
    wishes.append(wish)
    return replace(memory, safe_us=now_us)


def _of_time(memory: Memory, facts: TalkFacts, pack: CuePack, params: TalkParams, wishes: list[Wish]) -> Memory:
    now_us = facts.now_us
    if facts.missing is not memory.missing:
        memory = replace(memory, missing=facts.missing, missing_us=now_us)
    memory, has_changed = _of_trouble(memory, facts, pack, wishes)
    if has_changed:
        return memory
    if facts.is_paused or facts.shown is not None:
        return memory
    if facts.stage is Stage.REST and not memory.has_told_rest_end:
        if facts.rest_until_us - now_us <= us_of_s(REST_WARNING_S):
            memory, wish = say(memory, Cue.REST_TEN, Kind.JOURNEY, pack)
            wishes.append(replace(wish, until=Until.REST_OVER))
            return replace(memory, has_told_rest_end=True)
        return memory
    if memory.has_told_rest_end and facts.stage is not Stage.REST:
        memory = replace(memory, has_told_rest_end=False)
        # another drill begins with its own words, and so does a zero
        is_next_set = facts.stage in WORK and (facts.step_sets > 0 or facts.has_wall)
        if is_next_set and facts.set_count == 0:
            memory, wish = say(memory, Cue.NEXT_SET, Kind.JOURNEY, pack)
            clips = (*wish.clips, *_spine(facts, pack))
            wishes.append(replace(wish, clips=clips, until=Until.FIRST_REP))
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
        memory, wish = say(memory, cue, Kind.JOURNEY, pack)
        wish = replace(wish, until=Until.PUT_RIGHT)
    elif facts.stage is Stage.ZERO:
        memory, wish = say(memory, Cue.MISSING_NOT_AT_WALL, Kind.JOURNEY, pack)
    elif facts.stage is Stage.STEP_OUT and facts.target_in is not None and not _has_chosen(memory, facts):
        memory = replace(memory, reminded_in=facts.target_in if facts.is_counting else None)
        clips = heels_to(facts.target_in, facts.drill.unit, pack)
        wish = Wish(kind=Kind.JOURNEY, name=Cue.HEELS_TO.value, clips=clips, until=Until.STEP_TAKEN)
    else:
        return memory
    wishes.append(wish)
    return replace(memory, reminded_us=now_us)
