"""When the station may speak, and with which clips: one voice, one cue a rep, never into a descent.

In:  the cues that this tick's events ask for (cues.py), where the athlete is, the time.
Out: commands for the voice and the facts of what was said, deferred or dropped.
Not here: which event asks for which cue (cues.py), playing clips (output/speech.py).

Rule: (decision 12) in a descent only the tail of a number sounds. Any other cue starts after 0.6 s of standing tall, is
faded when a descent seems to begin, and waits for the next pause; a newer wish of the same kind takes its place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.core.cues import WORK, wishes_of
from kiosk.core.events import (
    AttemptDecided,
    CueDeferred,
    CueDropped,
    CueSpoken,
    DescentBegan,
    Event,
    LadderMoved,
    SessionPaused,
)
from kiosk.core.facts import TalkFacts
from kiosk.core.frozen import replace
from kiosk.core.pack import CuePack
from kiosk.core.params import TalkParams
from kiosk.core.speech import Hush, Play, Speak, SpeechCommand
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Stage, Verdict
from kiosk.core.vocab_cues import Cue
from kiosk.core.wishes import Kind, Memory, Until, Wish, line_of

ON_THE_WAY: Final = (Stage.IDLE, Stage.PLACEMENT, Stage.ZERO)
"""Where nobody does reps yet, and who bends or turns on the way in still has to hear where to go."""
FORM_WAITS_S: Final = 30.0
"""Three slow reps: of a rep before them nobody remembers what it was like."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkState:
    """What sounds now, what waits, and what has been said. Times are tick times in µs."""

    busy_until_us: int = 0
    playing: Wish | None = None
    waiting: tuple[Wish, ...] = ()
    memory: Memory = Memory()
    last_clips: tuple[str, ...] = ()
    tall_since_us: int | None = None
    left_us: int | None = None
    """When a descent last seemed to begin."""
    pauses_us: tuple[int, ...] = ()
    """How long the athlete stood between the last reps."""


def step(
    state: TalkState, events: tuple[Event, ...], facts: TalkFacts, pack: CuePack, params: TalkParams
) -> tuple[TalkState, tuple[SpeechCommand, ...], tuple[Event, ...]]:
    """Advance the voice by one tick."""
    told: list[Event] = []
    commands: list[SpeechCommand] = []
    if state.playing is not None and facts.now_us >= state.busy_until_us:
        state = replace(state, playing=None)
    has_left = any(isinstance(event, DescentBegan) for event in events)
    if has_left and facts.stage not in ON_THE_WAY:
        state = _pass_rep(_hush(state, facts.now_us, commands, told), facts.now_us)
    elif facts.is_leaving and facts.stage in WORK:
        state = replace(state, left_us=facts.now_us)
        # whoever is told to step will move: that sentence goes on until a descent is sure
        if state.playing is not None and state.playing.until is not Until.STEP_TAKEN:
            state = _hush(state, facts.now_us, commands, told)
    if state.waiting or facts.tall_since_us != state.tall_since_us:
        state = replace(state, tall_since_us=facts.tall_since_us, waiting=_still_useful(state, facts, told))
    if any(isinstance(event, SessionPaused) for event in events):
        told.extend(CueDropped(at_us=facts.now_us, cue=wish.name) for wish in state.waiting)
        state = replace(state, waiting=())
    memory, wishes, earcons = wishes_of(state.memory, events, facts, pack, params)
    commands.extend(Play(earcon=earcon) for earcon in earcons)
    if memory is not state.memory:
        state = replace(state, memory=memory)
    if any(_supersedes_form(event, wishes) for event in events):
        state = replace(state, waiting=_without_form(state.waiting, facts, told))
    for wish in wishes:
        state = _queue(state, wish, facts.now_us, told)
    return _speak(state, facts, pack, params, commands, told)


def _supersedes_form(event: Event, wishes: Sequence[Wish]) -> bool:
    """Whether what was to be said of an earlier rep has gone by itself, or gives way to a move of the ladder.

    It has not gone where this rep asks for a word on its form as well: then the two are one wish, or the newer stands.
    """
    if isinstance(event, LadderMoved):
        return True
    is_clean = isinstance(event, AttemptDecided) and event.attempt.verdict is Verdict.CLEAN
    return is_clean and not any(wish.kind is Kind.FORM for wish in wishes)


def _pass_rep(state: TalkState, now_us: int) -> TalkState:
    """Note that a pause has ended without everything being said."""
    waiting = tuple(replace(wish, deferrals=wish.deferrals + 1) for wish in state.waiting)
    pauses_us = state.pauses_us
    if state.tall_since_us is not None:
        pauses_us = (*pauses_us, now_us - state.tall_since_us)[-PAUSES:]
    return replace(state, waiting=waiting, pauses_us=pauses_us)


def _still_useful(state: TalkState, facts: TalkFacts, told: list[Event]) -> tuple[Wish, ...]:
    """Drop what has come to nothing while it waited."""
    kept = []
    for wish in state.waiting:
        if _is_stale(wish, facts):
            told.append(CueDropped(at_us=facts.now_us, cue=wish.name))
        else:
            kept.append(wish)
    return tuple(kept)


def _is_stale(wish: Wish, facts: TalkFacts) -> bool:
    if wish.kind is Kind.FORM and facts.now_us - wish.wished_us > us_of_s(FORM_WAITS_S):
        return True
    match wish.until:
        case Until.SAID:
            return False
        case Until.AT_ONCE:
            return facts.now_us > wish.wished_us
        case Until.IN_PLACE:
            return not facts.is_astray
        case Until.NEXT_REP:
            return wish.deferrals > 0
        case Until.FIRST_REP:
            return facts.set_count > 0 or (wish.is_cut and wish.deferrals > 0)
        case Until.STEP_TAKEN:
            return facts.target_in is None
        case Until.REST_OVER:
            return facts.stage is not Stage.REST
        case Until.PUT_RIGHT:
            return facts.missing is None


def _hush(state: TalkState, now_us: int, commands: list[SpeechCommand], told: list[Event]) -> TalkState:
    """Fade what sounds, unless it is a number; what was cut waits for the next pause, and comes again but once."""
    playing = state.playing
    if playing is None or playing.kind is Kind.COUNT:
        return state
    commands.append(Hush())
    state = replace(state, playing=None, busy_until_us=now_us)
    is_replaced = any(wish.kind is playing.kind for wish in state.waiting)
    if is_replaced or playing.is_cut or playing.kind is Kind.PRAISE:
        told.append(CueDropped(at_us=now_us, cue=playing.name))
        return state
    told.append(CueDeferred(at_us=now_us, cue=playing.name))
    # what was cut has not been said, so saying it again is no repetition
    return replace(state, waiting=(*state.waiting, replace(playing, is_cut=True)), last_clips=())


def _queue(state: TalkState, wish: Wish, now_us: int, told: list[Event]) -> TalkState:
    """Put a wish in the queue in place of an older one of its kind."""
    kept = []
    for old in state.waiting:
        if old.kind is not wish.kind:
            kept.append(old)
        elif old.name == wish.name:
            wish = replace(wish, deferrals=old.deferrals)
        else:
            told.append(CueDropped(at_us=now_us, cue=old.name))
    return replace(state, waiting=(*kept, wish))


def _without_form(waiting: tuple[Wish, ...], facts: TalkFacts, told: list[Event]) -> tuple[Wish, ...]:
    """Drop what was to be said of a rep's form, but for how it ended: that is seen only after the next lockout."""
    later = line_of(Cue.LEAN_BACK, facts.drill)
    gone = [wish for wish in waiting if wish.kind is Kind.FORM and wish.name != later]
    told.extend(CueDropped(at_us=facts.now_us, cue=wish.name) for wish in gone)
    return tuple(wish for wish in waiting if wish not in gone)


def _speak(
    state: TalkState,
    facts: TalkFacts,
    pack: CuePack,
    params: TalkParams,
    commands: list[SpeechCommand],
    told: list[Event],
) -> tuple[TalkState, tuple[SpeechCommand, ...], tuple[Event, ...]]:
    for wish in sorted(state.waiting, key=lambda item: item.kind.value):
        if not _may_start(wish, state, facts, pack, params):
            continue
        clips = wish.short if wish.short and wish.deferrals >= params.short_after_reps else wish.clips
        clips = wish.again if wish.again and clips == state.last_clips else clips
        rest = tuple(item for item in state.waiting if item is not wish)
        if clips == state.last_clips and wish.kind not in (Kind.COUNT, Kind.SAFETY):
            told.append(CueDropped(at_us=facts.now_us, cue=wish.name))
            return replace(state, waiting=rest), tuple(commands), tuple(told)
        if state.playing is not None:
            told.append(CueDropped(at_us=facts.now_us, cue=state.playing.name))
        commands.append(Speak(clips=clips))
        told.append(CueSpoken(at_us=facts.now_us, clips=clips))
        busy_us = facts.now_us + pack.length_us(clips)
        last_clips = state.last_clips if wish.kind is Kind.COUNT else clips
        state = replace(state, playing=wish, busy_until_us=busy_us, waiting=rest, last_clips=last_clips)
        return state, tuple(commands), tuple(told)
    return state, tuple(commands), tuple(told)


def _may_start(wish: Wish, state: TalkState, facts: TalkFacts, pack: CuePack, params: TalkParams) -> bool:
    """Whether the wish may sound now: a count at once, over praise; safety over everything; the rest in a pause.

    The seconds of a hold or a clock go over nothing: there is another one soon, and a cue only once.
    """
    playing = state.playing
    if wish.kind is Kind.SAFETY:
        return playing is None or playing.kind is not Kind.SAFETY
    if wish.kind is Kind.COUNT:
        is_over_words = wish.until is not Until.AT_ONCE
        return playing is None or (is_over_words and playing.kind.value > Kind.COUNT.value)
    if playing is not None or facts.is_in_rep:
        return False
    if state.left_us is not None and facts.now_us - state.left_us < us_of_s(params.tall_before_cue_s):
        return False
    if wish.kind is Kind.JOURNEY and not facts.is_counting:
        return True
    if facts.tall_since_us is None:
        return False
    tall_us = facts.now_us - facts.tall_since_us
    if wish.short and wish.deferrals >= params.short_after_reps:
        return True
    if tall_us < us_of_s(params.tall_before_cue_s):
        return False
    if wish.kind is Kind.JOURNEY or len(state.pauses_us) < PAUSES:
        return True
    # somebody who never stands long enough to hear it out is not interrupted, unless this pause is a longer one
    usual_us = sorted(state.pauses_us)[PAUSES // 2]
    return usual_us >= tall_us + pack.length_us(wish.clips) or tall_us > usual_us + us_of_s(params.tall_before_cue_s)


PAUSES: Final = 3
"""Pauses that tell how this athlete paces a set."""
