"""Delays scored: what was heard, against what truly happened in the clip.

In:  a take, the sounds heard in it, the truth of its clip.
Out: a Score a session.
Not here: running the clip (live_take.py), finding sounds (listening.py), bars (latency_figures.py).

Rule: all times are seconds of the video. What lies outside the part that was played is neither asked for nor held
against the station.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from kiosk.core.events import CueDeferred, CueDropped
from kiosk.core.pack import NUMBERS, SHORT_LIMIT_US, number_key
from kiosk.core.speech import FADE_MS, Hush, Play, Speak
from kiosk.core.units import US_PER_S
from kiosk.core.vocab import Earcon, Fault
from kiosk.core.vocab_cues import Cue
from kiosk.evidence import Kind, Span, Truth
from kiosk.judge_wall import EARLY_S, LATE_S
from kiosk.listening import Heard
from kiosk.live_take import Command, Take
from kiosk.session_clips import Session

COUNTS: Final = frozenset((number_key(number),) for number in NUMBERS)

ANSWERS: Final = frozenset(
    {fault.value for fault in Fault}
    | {
        cue.value
        for cue in (
            *(Cue.NEAR_MISS, Cue.LEAN, Cue.SQUAT, Cue.SHALLOW, Cue.NO_LOCKOUT, Cue.NOT_SURE, Cue.TAP_AND_HOLD),
            *(Cue.FEET_MOVED, Cue.OFF_BALANCE, Cue.PRAISE),
        )
    }
)
"""The cues that answer a rep: of these at most one follows it. The others lead the way: where to step, when to rest."""

SEEN_S: Final = 0.3
"""A descent may last this long before anybody would know it for one."""

NUMBER_TAIL_S: Final = 0.45
BLOCK_S: Final = 0.024
"""The mixer's block: what it has made when a fade is asked for is still heard."""

COUNT_EARLY_S: Final = 1.0
COUNT_LATE_S: Final = 1.5
"""A count this much before or after a true lockout belongs to it; reps are 2.5 s apart and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sounded:
    """A sound in seconds of the video: when it was commanded, and when it was first and last audible."""

    heard: Heard
    commanded_s: float
    begins_s: float
    ends_s: float

    @property
    def clips(self) -> tuple[str, ...]:
        """The clips of a sentence; none for an earcon."""
        command = self.heard.command.command
        return command.clips if isinstance(command, Speak) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """From a true instant to the command for its sound, and to the sound's first audible sample, in s."""

    command_s: float
    sound_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One session.

    `unheard` are commands of which nothing was found in the recording. `seen_s` is how long after the true start of
    each descent the station knew it for one. Decision 12 asks for silence from there; `in_descents` are the words that
    break it, `in_true_descents` those that sound later than SEEN_S after the true start, seen or not.
    """

    name: str
    touches: tuple[Delay, ...]
    touches_missing: int
    touches_false: int
    counts: tuple[Delay, ...]
    counts_missing: int
    command_to_sound_s: tuple[float, ...]
    in_descents: tuple[str, ...]
    in_true_descents: tuple[str, ...]
    not_alone: int
    seen_s: tuple[float, ...]
    most_cues_a_rep: int
    most_sentences_a_rep: int
    repeats: int
    """Sentences asked for twice running, whether or not the first was heard."""
    repeats_heard: int
    """Those of which the first was not faded at once."""
    deferred: int
    dropped: int
    unheard: int


def score_of(session: Session, take: Take, heard: Sequence[Heard], unheard: Sequence[Command]) -> Score:
    """Compare one take with its truth."""
    sounds = [_sounded(item, take) for item in heard]
    marks = [item for item in sounds if item.heard.command.command == Play(earcon=Earcon.TOUCH)]
    words = [item for item in sounds if item.clips]
    counts = [item for item in words if item.clips in COUNTS]
    cues = [item for item in words if item.clips not in COUNTS]
    touches, missing, false = match_touches(marks, session.truth, until_s=take.length_s)
    lockouts, uncounted = match_counts(counts, session.truth, until_s=take.length_s)
    asked = [item.command.clips for item in take.commands if isinstance(item.command, Speak)]
    seen_s = [(at_us - take.zero_us) / US_PER_S for at_us in take.seen_us]
    descents = [span for span in session.descents if span.end_s < take.length_s]
    seen_at = [first_within(seen_s, descent) for descent in descents]
    silent = [
        Span(start_s=descent.start_s if seen is None else seen, end_s=descent.end_s)
        for descent, seen in zip(descents, seen_at, strict=True)
    ]
    obvious = [replace(descent, start_s=min(descent.start_s + SEEN_S, descent.end_s)) for descent in descents]
    ends_s = [rep.span.end_s for rep in session.truth.reps if rep.kind is not Kind.LEAN]
    return Score(
        name=session.name,
        touches=touches,
        touches_missing=missing,
        touches_false=false,
        counts=lockouts,
        counts_missing=uncounted,
        command_to_sound_s=tuple(item.begins_s - item.commanded_s for item in sounds),
        in_descents=tuple(words_within(words, silent)),
        in_true_descents=tuple(words_within(words, obvious)),
        not_alone=sum(not item.heard.is_alone for item in words),
        seen_s=tuple(
            seen - descent.start_s for descent, seen in zip(descents, seen_at, strict=True) if seen is not None
        ),
        most_cues_a_rep=most_between([item for item in cues if answers(item)], ends_s),
        most_sentences_a_rep=most_between(cues, ends_s),
        repeats=repeats_in(asked),
        repeats_heard=repeats_in(said(take.commands)),
        deferred=sum(isinstance(event, CueDeferred) for event in take.events),
        dropped=sum(isinstance(event, CueDropped) for event in take.events),
        unheard=len(unheard),
    )


def repeats_in(sentences: Sequence[tuple[str, ...]]) -> int:
    """Return how often a sentence follows itself; a number is none."""
    return sum(one == other and one not in COUNTS for one, other in pairwise(sentences))


def said(commands: Iterable[Command]) -> list[tuple[str, ...]]:
    """Return the sentences in order, but for those that were faded before as much as a short form had sounded."""
    found: list[tuple[int, tuple[str, ...]]] = []
    for item in commands:
        match item.command:
            case Speak(clips=clips):
                found.append((item.at_us, clips))
            case Hush() if found and item.at_us - found[-1][0] < SHORT_LIMIT_US:
                found.pop()
            case _:
                pass
    return [clips for _, clips in found]


def match_touches(marks: Sequence[Sounded], truth: Truth, *, until_s: float) -> tuple[tuple[Delay, ...], int, int]:
    """Return the delay of each true touch's earcon, the touches without one, and the earcons without a touch.

    A touch has one earcon. Contacts outside reps, a lean among them, may have some and need none.
    """
    left = list(marks)
    delays = []
    missing = 0
    touches = [rep.touch for rep in truth.reps if rep.touch is not None and rep.touch.end_s < until_s]
    others = [span for span in (*truth.contacts, *_leans(truth)) if span not in touches]
    for touch in touches:
        mark = next((item for item in left if _is_within(item.begins_s, touch)), None)
        if mark is None:
            missing += 1
            continue
        left.remove(mark)
        delays.append(_delay(mark, touch.start_s))
    false = sum(not any(_is_within(item.begins_s, span) for span in others) for item in left)
    return tuple(delays), missing, false


def match_counts(counts: Sequence[Sounded], truth: Truth, *, until_s: float) -> tuple[tuple[Delay, ...], int]:
    """Return the delay from each true lockout of a hinge to its spoken count, and the hinges without one."""
    left = list(counts)
    delays = []
    missing = 0
    for rep in truth.reps:
        if rep.kind is not Kind.HINGE or rep.span.end_s + COUNT_LATE_S > until_s:
            continue
        count = next((item for item in left if -COUNT_EARLY_S <= item.begins_s - rep.span.end_s <= COUNT_LATE_S), None)
        if count is None:
            missing += 1
            continue
        left.remove(count)
        delays.append(_delay(count, rep.span.end_s))
    return tuple(delays), missing


def words_within(words: Iterable[Sounded], silent: Sequence[Span]) -> list[str]:
    """Name the words that sound where it should be silent, with when and how long.

    The tail of a number is not among them, nor what a fade leaves.
    """
    found = []
    for item in words:
        for span in silent:
            from_s, to_s = max(item.begins_s, span.start_s), min(item.ends_s, span.end_s)
            allowed_s = 0.0
            if item.clips in COUNTS:
                allowed_s = NUMBER_TAIL_S
            elif item.heard.is_cut:
                allowed_s = FADE_MS / 1_000 + BLOCK_S
            if to_s - from_s > allowed_s:
                found.append(f"{' '.join(item.clips)} at {from_s:.2f} for {to_s - from_s:.2f} s")
    return found


def answers(item: Sounded) -> bool:
    """Whether a sentence answers a rep, by the cue of its first clip."""
    return item.clips[0].rpartition("_")[0] in ANSWERS


def first_within(times_s: Sequence[float], span: Span) -> float | None:
    """Return the first of the times that lies in the span, or None."""
    return next((time_s for time_s in times_s if span.start_s <= time_s <= span.end_s), None)


def most_between(cues: Sequence[Sounded], times_s: Sequence[float]) -> int:
    """Return the most cues that begin from one of the times to the next."""
    return max(
        (sum(one_s <= item.begins_s < other_s for item in cues) for one_s, other_s in pairwise(times_s)), default=0
    )


def _sounded(heard: Heard, take: Take) -> Sounded:
    return Sounded(
        heard=heard,
        commanded_s=(heard.command.at_us - take.zero_us) / US_PER_S,
        begins_s=(take.recording.clock_us(heard.begins) - take.zero_us) / US_PER_S,
        ends_s=(take.recording.clock_us(heard.ends) - take.zero_us) / US_PER_S,
    )


def _leans(truth: Truth) -> tuple[Span, ...]:
    return tuple(rep.span for rep in truth.reps if rep.kind is Kind.LEAN)


def _is_within(time_s: float, span: Span) -> bool:
    return span.start_s - EARLY_S <= time_s <= span.end_s + LATE_S


def _delay(item: Sounded, true_s: float) -> Delay:
    return Delay(command_s=item.commanded_s - true_s, sound_s=item.begins_s - true_s)
