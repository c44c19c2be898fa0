"""Latency figures: all sessions together, each figure beside its bar.

In:  scores.
Out: figures.
Not here: scoring (latency_score.py), showing (measured.py).

Rule: a bar stands in the line of its figure. A figure without one is told because it explains another.
"""

from collections.abc import Callable, Sequence
from statistics import median

from kiosk.latency_score import SEEN_S, Delay, Score
from kiosk.measured import Measured


def figures_of(scores: Sequence[Score]) -> tuple[Measured, ...]:
    """Return the figures over all sessions."""
    touches = [delay for score in scores for delay in score.touches]
    counts = [delay for score in scores for delay in score.counts]
    seen_s = [seen for score in scores for seen in score.seen_s]
    waits_s = [wait_s for score in scores for wait_s in score.command_to_sound_s]
    return (
        *_delays("touch to earcon", touches, median_ms=200, most_ms=350),
        Measured(name="touches without an earcon", value=sum(score.touches_missing for score in scores), at_most=0),
        Measured(
            name="earcons without a touch, most a session",
            value=max(score.touches_false for score in scores),
            at_most=1,
        ),
        *_delays("lockout to count", counts, median_ms=300),
        Measured(name="hinges without a count", value=sum(score.counts_missing for score in scores)),
        Measured(name="command to sound, median", value=_ms(waits_s, median), unit="ms"),
        Measured(name="command to sound, least", value=_ms(waits_s, min), unit="ms", note="below 0: a wrong time base"),
        Measured(name="command to sound, most", value=_ms(waits_s, max), unit="ms"),
        Measured(name="commands of which nothing is heard", value=sum(score.unheard for score in scores), at_most=0),
        Measured(
            name="words in a descent",
            value=sum(len(score.in_true_descents) for score in scores),
            at_most=0,
            note=f"later than {SEEN_S:g} s after its true start, seen or not",
        ),
        Measured(
            name="words in a descent that is seen",
            value=sum(len(score.in_descents) for score in scores),
            at_most=0,
            note="hinge.md decision 12",
        ),
        Measured(
            name="descent to its being seen, median", value=_ms(seen_s, median), unit="ms", note=f"of {len(seen_s)}"
        ),
        Measured(name="descent to its being seen, most", value=_ms(seen_s, max), unit="ms"),
        Measured(name="voices at once", value=sum(score.not_alone for score in scores), at_most=0),
        Measured(name="cues after a rep, most", value=max(score.most_cues_a_rep for score in scores), at_most=1),
        Measured(name="sentences a rep, most", value=max(score.most_sentences_a_rep for score in scores)),
        Measured(name="sentences repeated back to back", value=sum(score.repeats for score in scores), at_most=0),
        Measured(
            name="sentences repeated, the first heard", value=sum(score.repeats_heard for score in scores), at_most=0
        ),
        Measured(name="cues deferred", value=sum(score.deferred for score in scores)),
        Measured(name="cues dropped", value=sum(score.dropped for score in scores)),
    )


def _delays(
    name: str, delays: Sequence[Delay], *, median_ms: float, most_ms: float | None = None
) -> tuple[Measured, ...]:
    sounds_s = [delay.sound_s for delay in delays]
    commands_s = [delay.command_s for delay in delays]
    return (
        Measured(
            name=f"{name}, median",
            value=_ms(sounds_s, median),
            unit="ms",
            at_most=median_ms,
            note=f"of {len(delays)}; the command after {_told(_ms(commands_s, median))} ms",
        ),
        Measured(
            name=f"{name}, most",
            value=_ms(sounds_s, max),
            unit="ms",
            at_most=most_ms,
            note=f"least {_told(_ms(sounds_s, min))}; the command after {_told(_ms(commands_s, max))} ms at most",
        ),
    )


def _ms(times_s: Sequence[float], choose: Callable[[Sequence[float]], float]) -> float | None:
    return choose(times_s) * 1_000 if times_s else None


def _told(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"
