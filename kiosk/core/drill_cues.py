"""What is said of holds and clocks, and of a programme that goes on.

In:  the events of a hold or a timer, the memory of what was said before.
Out: wishes to speak.
Not here: what is said of a rep (form_cues.py), when a wish may sound (talk.py).

Rule: a short hold is counted second by second; of a long one every ten are told and the last three counted down.
"""

from collections.abc import Sequence
from typing import Final

from kiosk.core.drill import Drill, HoldAt
from kiosk.core.events import AttemptDecided, Event, HoldCounted, HoldStrayed, SetDone, TimerMoved
from kiosk.core.facts import TalkFacts
from kiosk.core.frozen import replace
from kiosk.core.pack import NUMBERS, CuePack, number_key
from kiosk.core.timer import TimerChange
from kiosk.core.vocab_cues import Cue
from kiosk.core.wishes import Kind, Memory, Until, Wish, line_of, say

SHORT_HOLD_S: Final = 10
"""A longer one that is counted through is a nag."""
TOLD_EVERY_S: Final = 10
LAST_S: Final = 3


def of_clock(
    memory: Memory, event: HoldCounted | HoldStrayed | TimerMoved, facts: TalkFacts, pack: CuePack, wishes: list[Wish]
) -> Memory:
    """Append what another second, a stray or a change of the clock asks to say."""
    match event:
        case HoldCounted(at=HoldAt.TOP, seconds=1):
            # the rep's own number was the last word: "hold" tells that these are seconds
            wishes.append(_second(Cue.HOLD.value, pack.variant(Cue.HOLD.value, 0), facts))
        case HoldCounted(at=None):
            wishes.extend(_number(_told_of(event.seconds, round(facts.drill.dose.hold_s)), facts))
        case HoldCounted():
            wishes.extend(_number(event.seconds, facts))
        case HoldStrayed(fault=None):
            pass
        case HoldStrayed(fault=fault):
            assert fault is not None
            cue = Cue(fault.value)
            is_short = dict(memory.turns).get(line_of(cue, facts.drill), 0) % 2 == 0
            memory, wish = say(memory, cue, Kind.JOURNEY, pack, facts.drill)
            # the short form leaves the time to follow it, and no sentence is said twice running (B.5)
            clips = wish.short if is_short and wish.short else wish.clips
            wishes.append(replace(wish, clips=clips, until=Until.IN_PLACE))
        case TimerMoved(change=TimerChange.COUNTED):
            wishes.extend(_number(event.counted, facts))
        case TimerMoved(change=TimerChange.WORK_BEGAN):
            memory = _append(memory, Cue.TIMER_BEGIN, pack, wishes)
        case TimerMoved(change=TimerChange.SIDE_DONE):
            memory = _append(memory, Cue.OTHER_SIDE, pack, wishes)
        case TimerMoved():
            pass
    return memory


def of_hold(
    memory: Memory, event: AttemptDecided, events: Sequence[Event], pack: CuePack, wishes: list[Wish]
) -> Memory:
    """Append what the end of a hold asks to say; the end of a set says it too."""
    if any(isinstance(item, SetDone) for item in events):
        return memory
    return _append(memory, Cue.HOLD_DONE if event.attempt.verdict.is_counted else Cue.HOLD_BROKEN, pack, wishes)


def name_of(drill: Drill | None, pack: CuePack) -> tuple[str, ...]:
    """Return the clips that name the drill a programme has come to; none without one or without a name."""
    if drill is None or drill.name_cue is None:
        return ()
    return pack.variant(Cue.NEXT_DRILL.value, 0), pack.variant(drill.name_cue, 0)


def _append(memory: Memory, cue: Cue, pack: CuePack, wishes: list[Wish]) -> Memory:
    memory, wish = say(memory, cue, Kind.JOURNEY, pack)
    wishes.append(wish)
    return memory


def _told_of(seconds: int, target_s: int) -> int | None:
    """Return the number to say at a second of a hold: the second itself, or how many are left."""
    if target_s <= SHORT_HOLD_S:
        return seconds
    left_s = target_s - seconds
    if 0 < left_s <= LAST_S:
        return left_s
    return seconds if seconds % TOLD_EVERY_S == 0 and left_s > LAST_S else None


def _number(number: int | None, facts: TalkFacts) -> tuple[Wish, ...]:
    if number is None or number not in NUMBERS or not facts.is_count_spoken:
        return ()
    key = number_key(number)
    return (_second(key, key, facts),)


def _second(name: str, clip: str, facts: TalkFacts) -> Wish:
    """Return the wish to count a second, which is of no use any later."""
    return Wish(kind=Kind.COUNT, name=name, clips=(clip,), until=Until.AT_ONCE, wished_us=facts.now_us)
