"""What is said and sounded when hands ask for something.

In:  the events of gestures, and the drill that the open choice is at.
Out: wishes to speak, and earcons.
Not here: what a gesture does (hands.py), when a wish may sound (talk.py).

Rule: a gesture is answered at once by a sound; words say only what the session does now.
"""

from kiosk.core.events import ChoiceMoved, DrillChosen, GestureSeen, GestureTaken, SessionPaused, SessionResumed
from kiosk.core.facts import TalkFacts
from kiosk.core.form_cues import forget_form
from kiosk.core.pack import CuePack
from kiosk.core.vocab import Earcon
from kiosk.core.vocab_cues import Cue
from kiosk.core.wishes import Kind, Memory, Wish, say

HandEvent = GestureSeen | GestureTaken | SessionPaused | SessionResumed | ChoiceMoved | DrillChosen


def of_hands(
    memory: Memory, event: HandEvent, facts: TalkFacts, pack: CuePack, wishes: list[Wish], earcons: list[Earcon]
) -> Memory:
    """Append what a gesture asks to say and to sound."""
    match event:
        case GestureSeen():
            earcons.append(Earcon.GESTURE_SEEN)
        case GestureTaken():
            earcons.append(Earcon.GESTURE)
        case SessionPaused() | SessionResumed():
            cue = Cue.PAUSED if isinstance(event, SessionPaused) else Cue.GOING_ON
            memory, wish = say(memory, cue, Kind.JOURNEY, pack)
            wishes.append(wish)
        case ChoiceMoved():
            name = None if facts.shown is None else facts.shown.name_cue
            if name is not None:
                wishes.append(Wish(kind=Kind.JOURNEY, name=name, clips=(pack.variant(name, 0),)))
        case DrillChosen():
            return forget_form(memory)
    return memory
