"""A wish to speak, and what was said before.

In:  a cue, the drill that may word it otherwise, the pack.
Out: Wish, the clips it would sound; Memory of what was said and seen.
Not here: which event asks for which cue (cues.py, form_cues.py, drill_cues.py), when a wish may sound (talk.py).

Rule: a wish is data: its kind is its priority. A cue walks through its wordings, so that a sentence changes when it did
not help (B.5).
"""

from dataclasses import dataclass
from enum import Enum, IntEnum, unique

from kiosk.core.distance import Unit, place_clips
from kiosk.core.drill import Drill
from kiosk.core.frozen import replace
from kiosk.core.pack import CuePack
from kiosk.core.vocab import Fault, Missing
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
    AT_ONCE = "at_once"
    IN_PLACE = "in_place"
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
    again: tuple[str, ...] = ()
    """What is said instead where the same clips were the last words: no sentence comes twice running (B.5)."""
    deferrals: int = 0
    is_cut: bool = False
    """Whether it was begun once before and a descent cut it."""
    until: Until = Until.SAID
    wished_us: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was said and seen before. `runs` counts in how many reps running each fault was found."""

    turns: tuple[tuple[str, int], ...] = ()
    runs: tuple[tuple[Fault, int], ...] = ()
    leaned_back: tuple[int, int] = (0, 0)
    """The last rep that ended in a lean back, and how many did running."""
    short_holds: int = 0
    """Reps running whose hold was too short."""
    clean_run: int = 0
    spent: int = 0
    reminded_us: int | None = None
    reminded_in: float | None = None
    """The place that an athlete who went on with the set was last reminded of."""
    missing: Missing | None = None
    missing_us: int = 0
    has_greeted: bool = False
    has_told_rest_end: bool = False
    has_told_trouble: bool = False
    has_told_dark: bool = False
    safe_us: int | None = None
    """When the trouble of camera or screen was last told of."""


def say(memory: Memory, cue: Cue, kind: Kind, pack: CuePack, drill: Drill | None = None) -> tuple[Memory, Wish]:
    """Return a wish for the cue's next wording, the drill's own where it has one, and the memory of having used it."""
    name = line_of(cue, drill)
    turns = dict(memory.turns)
    turn = turns.get(name, 0)
    turns[name] = turn + 1
    wording = pack.wordings[name]
    short = () if wording.short is None else (wording.short,)
    wish = Wish(kind=kind, name=name, clips=(pack.variant(name, turn),), short=short, again=short)
    return replace(memory, turns=tuple(turns.items())), wish


def line_of(cue: Cue, drill: Drill | None) -> str:
    """Return the name of what is said for a cue: the drill's own line where it has one."""
    return cue.value if drill is None else dict(drill.cues).get(cue.value, cue.value)


def heels_to(target_in: float, unit: Unit, pack: CuePack) -> tuple[str, ...]:
    """Return the clips that name a place for the heels."""
    place = place_clips(target_in, unit)
    return (pack.variant(Cue.HEELS_TO.value, 0), *place) if place else ()
