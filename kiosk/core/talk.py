"""When the station may speak, and with which clips: one voice, one cue a rep, never into a descent.

In:  the cues that this tick's events ask for (cues.py), where the athlete is, the time.
Out: commands for the voice and the facts of what was said, deferred or dropped.
Not here: which event asks for which cue (cues.py), playing clips (output/speech.py).

Rule (hinge.md decision 12): in a descent only the tail of a number sounds. Any other cue starts after 0.6 s of standing tall,
is faded when a descent is seen, and waits for the next pause; a newer wish of the same kind takes its place.
"""

from dataclasses import dataclass, replace

from kiosk.core.cues import Kind, Memory, Wish, wishes_of
from kiosk.core.events import CueDeferred, CueDropped, CueSpoken, DescentBegan, Event
from kiosk.core.facts import TalkFacts
from kiosk.core.pack import CuePack
from kiosk.core.params import TalkParams
from kiosk.core.speech import Hush, Play, Speak, SpeechCommand
from kiosk.core.units import us_of_s


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkState:
    """What sounds now, what waits, and what has been said. Times are tick times in µs."""

    busy_until_us: int = 0
    playing: Wish | None = None
    waiting: tuple[Wish, ...] = ()
    memory: Memory = Memory()
    last_clips: tuple[str, ...] = ()


def step(
    state: TalkState, events: tuple[Event, ...], facts: TalkFacts, pack: CuePack, params: TalkParams
) -> tuple[TalkState, tuple[SpeechCommand, ...], tuple[Event, ...]]:
    """Advance the voice by one tick."""
    told: list[Event] = []
    commands: list[SpeechCommand] = []
    if state.playing is not None and facts.now_us >= state.busy_until_us:
        state = replace(state, playing=None)
    if any(isinstance(event, DescentBegan) for event in events):
        state = _hush(state, facts.now_us, commands, told)
    memory, wishes, earcons = wishes_of(state.memory, events, facts, pack, params)
    commands.extend(Play(earcon=earcon) for earcon in earcons)
    state = replace(state, memory=memory)
    for wish in wishes:
        state = _queue(state, wish, facts.now_us, told)
    return _speak(state, facts, pack, params, commands, told)


def _hush(state: TalkState, now_us: int, commands: list[SpeechCommand], told: list[Event]) -> TalkState:
    """Fade what sounds, unless it is a number; what was cut waits for the next pause."""
    playing = state.playing
    if playing is None or playing.kind is Kind.COUNT:
        return state
    commands.append(Hush())
    state = replace(state, playing=None, busy_until_us=now_us)
    if any(wish.kind is playing.kind for wish in state.waiting) or playing.kind is Kind.PRAISE:
        told.append(CueDropped(at_us=now_us, cue=playing.name))
        return state
    told.append(CueDeferred(at_us=now_us, cue=playing.name))
    return replace(state, waiting=(*state.waiting, replace(playing, deferrals=playing.deferrals + 1)))


def _queue(state: TalkState, wish: Wish, now_us: int, told: list[Event]) -> TalkState:
    """Put a wish in the queue in place of an older one of its kind."""
    kept = []
    for old in state.waiting:
        if old.kind is wish.kind:
            told.append(CueDropped(at_us=now_us, cue=old.name))
        else:
            kept.append(old)
    return replace(state, waiting=(*kept, wish))


def _speak(
    state: TalkState,
    facts: TalkFacts,
    pack: CuePack,
    params: TalkParams,
    commands: list[SpeechCommand],
    told: list[Event],
) -> tuple[TalkState, tuple[SpeechCommand, ...], tuple[Event, ...]]:
    for wish in sorted(state.waiting, key=lambda item: item.kind.value):
        if not _may_start(wish, state, facts, params):
            continue
        clips = wish.short if wish.short and wish.deferrals >= params.short_after_reps else wish.clips
        rest = tuple(item for item in state.waiting if item is not wish)
        if clips == state.last_clips and wish.kind not in (Kind.COUNT, Kind.SAFETY):
            told.append(CueDropped(at_us=facts.now_us, cue=wish.name))
            return replace(state, waiting=rest), tuple(commands), tuple(told)
        if state.playing is not None:
            told.append(CueDropped(at_us=facts.now_us, cue=state.playing.name))
        commands.append(Speak(clips=clips))
        told.append(CueSpoken(at_us=facts.now_us, clips=clips))
        busy_us = facts.now_us + pack.length_us(clips)
        state = replace(state, playing=wish, busy_until_us=busy_us, waiting=rest, last_clips=clips)
        return state, tuple(commands), tuple(told)
    return state, tuple(commands), tuple(told)


def _may_start(wish: Wish, state: TalkState, facts: TalkFacts, params: TalkParams) -> bool:
    """Whether the wish may sound now: a count at once, over praise; safety over everything; the rest in a pause."""
    playing = state.playing
    if wish.kind is Kind.SAFETY:
        return playing is None or playing.kind is not Kind.SAFETY
    if wish.kind is Kind.COUNT:
        return playing is None or playing.kind.value > Kind.COUNT.value
    if playing is not None or facts.is_in_rep:
        return False
    if wish.kind is Kind.JOURNEY and not facts.is_counting:
        return True
    tall_us = us_of_s(params.tall_before_cue_s)
    if wish.short and wish.deferrals >= params.short_after_reps:
        tall_us = 0
    return facts.tall_since_us is not None and facts.now_us - facts.tall_since_us >= tall_us
