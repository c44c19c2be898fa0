"""What is said of the place for the heels, and of the ladder.

In:  the events of a step or a rung, the memory of what was said before.
Out: wishes to speak, and earcons.
Not here: the ladder's rule (progression.py), when a wish may sound (talk.py).

Rule: a place is named in whole numbers of the drill's unit (decision 7), and asked for once at a time.
"""

from collections.abc import Sequence
from typing import Final

from kiosk.core.distance import place_clips
from kiosk.core.drill import Drill
from kiosk.core.events import AskedToStep, Event, HeelsProven, LadderMoved, StepRefused
from kiosk.core.facts import TalkFacts
from kiosk.core.frozen import replace
from kiosk.core.pack import CuePack
from kiosk.core.vocab import Earcon, Move, Stage
from kiosk.core.vocab_cues import Cue
from kiosk.core.wishes import Kind, Memory, Until, Wish, heels_to, say

LEADS_TO: Final = (Cue.SMALL_STEP_OUT.value, Cue.SMALL_STEP_IN.value)
"""What says a step by the rung it leads to."""


def of_step(
    memory: Memory,
    event: AskedToStep | StepRefused | HeelsProven | LadderMoved,
    events: Sequence[Event],
    facts: TalkFacts,
    pack: CuePack,
    wishes: list[Wish],
    earcons: list[Earcon],
) -> Memory:
    """Append what a request for a step, its refusal or its proof, or the ladder's end asks to say."""
    match event:
        case AskedToStep() if not any(isinstance(other, StepRefused) for other in events):
            is_earned = any(isinstance(other, LadderMoved) for other in events)
            memory, wish = _ask(memory, event, facts.drill, pack, is_earned=is_earned)
            wishes.append(replace(wish, until=Until.STEP_TAKEN))
            return replace(memory, reminded_us=facts.now_us)
        case StepRefused() if facts.stage not in (Stage.REST, Stage.SUMMARY):
            earcons.append(Earcon.ATTENTION)
            cue = Cue.HEELS_CLOSER if event.measured_in > event.target_in else Cue.HEELS_FURTHER
            memory, wish = say(memory, cue, Kind.JOURNEY, pack)
            clips = (*wish.clips, *heels_to(event.target_in, facts.drill.unit, pack))
            wishes.append(replace(wish, clips=clips, until=Until.STEP_TAKEN))
            return replace(memory, reminded_us=facts.now_us)
        case HeelsProven():
            memory = replace(memory, reminded_in=None)
            return _of_proof(memory, event, facts, pack, wishes, earcons)
        case LadderMoved(move=Move.CAP):
            memory, wish = say(memory, Cue.CAP, Kind.JOURNEY, pack)
            wishes.append(wish)
        case LadderMoved(move=Move.FIRST):
            memory, wish = say(memory, Cue.DOWEL_NEXT, Kind.JOURNEY, pack)
            wishes.append(wish)
        case _:
            return memory
    return memory


def setup(facts: TalkFacts, pack: CuePack, first: tuple[str, ...]) -> Wish:
    """Return the wish that says what a rep of this drill is, after what comes first."""
    clips = tuple(pack.variant(name, 0) for name in facts.drill.setup_cues)
    return Wish(kind=Kind.JOURNEY, name="setup", clips=(*first, *clips), until=Until.FIRST_REP)


def _ask(memory: Memory, event: AskedToStep, drill: Drill, pack: CuePack, *, is_earned: bool) -> tuple[Memory, Wish]:
    """Return the request for a step: one the ladder earned, or the first one after the zero."""
    place = place_clips(event.target_in, drill.unit)
    first: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    match event.move:
        case Move.OUT if is_earned:
            first, cue = (pack.variant(Cue.FIVE_CLEAN.value, 0),), Cue.STEP_OUT_ONE
        case Move.OUT:
            first, cue, tail = (pack.variant(Cue.ZERO_TAKEN.value, 0),), Cue.STEP_OUT_TO, place
        case Move.BEST_FOR_TODAY:
            cue, tail = Cue.BEST_TODAY, place
        case _:
            first, cue = (pack.variant(Cue.EASE_IN.value, 0),), Cue.STEP_IN_ONE
    memory, wish = say(memory, cue, Kind.JOURNEY, pack, drill)
    if wish.name in LEADS_TO:
        tail = place
    # who climbs twice running must hear of it twice
    again = (*first, *heels_to(event.target_in, drill.unit, pack))
    return memory, replace(wish, clips=(*first, *wish.clips, *tail), again=again)


def _of_proof(
    memory: Memory,
    event: HeelsProven,
    facts: TalkFacts,
    pack: CuePack,
    wishes: list[Wish],
    earcons: list[Earcon],
) -> Memory:
    if facts.best_in is not None and event.rung_in > facts.best_in:
        earcons.append(Earcon.RUNG_UP)
    first: tuple[str, ...] = ()
    if not event.was_asked:
        first = (pack.variant(Cue.STARTING_AT.value, 0), *place_clips(event.rung_in, facts.drill.unit))
    if not facts.is_counting and facts.step_sets == 0:
        wishes.append(setup(facts, pack, first))
    elif first:
        wishes.append(Wish(kind=Kind.JOURNEY, name=Cue.STARTING_AT.value, clips=first, until=Until.NEXT_REP))
    return memory
