"""A set as a trace to be drawn: its signals with their thresholds, phases, touches and what could not be seen.

In:  a set retold.
Out: a Trace; None for a set without a signal, such as one on the floor.
Not here: drawing it (output/trace_plot.py).

Rule: every threshold is the drill's or the core's own; the wall stands at 0, where touches were learned.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from math import isnan, nan
from operator import attrgetter, itemgetter

from kiosk.core.attempt import GAP_S
from kiosk.core.distance import MEASURES
from kiosk.core.drill import Drill, DrillKind, Signal
from kiosk.core.params import Params
from kiosk.core.sign import Quantity
from kiosk.core.trace import Mark, MarkKind, Panel, Stretch, Threshold, Trace, TraceLine, Unseen
from kiosk.core.units import s_of_us, us_of_s
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Fault, RepPhase, Verdict
from kiosk.explain_phrases import CAUSES
from kiosk.explain_text import AROUND_S, summary_of
from kiosk.explain_words import Wording
from kiosk.retold import Retold
from kiosk.told import Instant, Movement, ToldSet


def trace_of(told: ToldSet, retold: Retold) -> Trace | None:
    """Return a set's trace, over its movements and a little around them."""
    movements = told.movements
    if not movements:
        return None
    attempts = tuple(attempt for _, attempt in told.recorded)
    start_us = movements[0].start_us - us_of_s(AROUND_S)
    end_us = movements[-1].end_us + us_of_s(AROUND_S)
    instants = tuple(_broken(item for item in retold.instants if start_us <= item.time_us <= end_us))
    if not instants:
        return None
    drill, unit = told.drill, retold.station.unit
    wording = Wording(unit)
    walls_in = _walls_in(instants)
    panels = [_hinge_panel(instants, drill), _knee_panel(instants, drill)]
    marks = [*_ends(movements)]
    if drill.has_wall:
        per_in = MEASURES[unit].per_in
        panel = _wall_panel(instants, walls_in, retold.station.params, wording, per_in=per_in)
        panels.insert(1, replace(panel, most=_most(panel, instants, attempts)))
        marks += _stops(attempts, instants, walls_in, wording, per_in=per_in)
    return Trace(
        title=summary_of(told, retold),
        start_s=s_of_us(start_us),
        end_s=s_of_us(end_us),
        times_s=tuple(s_of_us(item.time_us) for item in instants),
        panels=tuple(panels),
        stretches=tuple(_stretches(instants)),
        unseen=tuple(
            Unseen(start_s=s_of_us(blind.start_us), end_s=s_of_us(blind.end_us), words=CAUSES[blind.cause])
            for blind in retold.blinds
            if start_us <= blind.end_us and blind.start_us <= end_us
        ),
        marks=tuple(marks),
    )


def _broken(instants: Iterable[Instant]) -> Iterator[Instant]:
    """Yield the samples, and between two that are too far apart for a line one that was not measured."""
    before: Instant | None = None
    for item in instants:
        if before is not None and item.time_us - before.time_us > us_of_s(GAP_S):
            yield Instant(before.time_us + 1, nan, nan, nan, nan, nan, nan, before.phase)
        yield item
        before = item


def _hinge_panel(instants: Sequence[Instant], drill: Drill) -> Panel:
    hinge = TraceLine(name="hinge (hip flexion)", values=tuple(item.hinge_deg for item in instants))
    lean = TraceLine(name="trunk lean", values=tuple(item.lean_deg for item in instants))
    thresholds: tuple[Threshold, ...] = ()
    if drill.kind is DrillKind.HOLD:
        thresholds = (
            Threshold(value=drill.hold.low, words=f"held from {drill.hold.low:.0f}°"),
            Threshold(value=drill.hold.high, words=f"held to {drill.hold.high:.0f}°"),
        )
    elif drill.signal is Signal.LEAN:
        thresholds = (
            Threshold(value=drill.rep.depth, words=f"deep enough: {drill.rep.depth:.0f}° of lean"),
            Threshold(value=drill.rep.end, words=f"tall: {drill.rep.end:.0f}° of lean or less"),
        )
    return Panel(title="Trunk lean and hinge, from the lockout", unit="°", lines=(lean, hinge), thresholds=thresholds)


def _walls_in(instants: Sequence[Instant]) -> tuple[float, ...]:
    """Return where the wall's line was at each sample; before it was learned, where it was learned to be."""
    known = [item.line_in for item in instants if not isnan(item.line_in)]
    first = known[0] if known else _lowest_in(instants)
    found = []
    for item in instants:
        first = first if isnan(item.line_in) else item.line_in
        found.append(first)
    return tuple(found)


def _lowest_in(instants: Sequence[Instant]) -> float:
    """Return the nearest to the wall that the hips came; where no touch is known the picture begins there."""
    return min((item.hip_in for item in instants if not isnan(item.hip_in)), default=0.0)


def _wall_panel(
    instants: Sequence[Instant], walls_in: Sequence[float], params: Params, wording: Wording, *, per_in: float
) -> Panel:
    gaps = tuple((item.hip_in - wall_in) * per_in for item, wall_in in zip(instants, walls_in, strict=True))
    lines = (TraceLine(name="hips", values=gaps),)
    if all(isnan(item.line_in) for item in instants):
        # no touch, no line: what the stops were measured against is told in words
        return Panel(title="Hips, from the nearest to the wall that they came", unit=wording.unit, lines=lines)
    tolerance = params.touch.line_tolerance_in * per_in
    limit = wording.limit(Quantity.PLACE_IN, params.touch.line_tolerance_in)
    words = f"the wall's line, and a touch within {limit} of it"
    return Panel(
        title="Hips from the wall",
        unit=wording.unit,
        lines=lines,
        thresholds=(Threshold(value=0.0, words=""),),
        band=(-tolerance, tolerance, words),
    )


def _most(panel: Panel, instants: Sequence[Instant], attempts: Sequence[Attempt]) -> float | None:
    """Return the furthest the hips were in an attempt: who walks away is of no interest in this picture."""
    spans = [(attempt.start_us, attempt.end_us) for attempt in attempts]
    values = [
        value
        for item, value in zip(instants, panel.lines[0].values, strict=True)
        if not isnan(value) and any(start_us <= item.time_us <= end_us for start_us, end_us in spans)
    ]
    return 1.5 * max(values) if values else None


def _knee_panel(instants: Sequence[Instant], drill: Drill) -> Panel:
    thresholds = []
    if drill.signal is Signal.DROP:
        thresholds.append(Threshold(value=drill.rep.depth, words=f"deep enough: {drill.rep.depth:.0f}°"))
    else:
        if Fault.KNEES_BENDING in dict(drill.faults):
            bent = drill.form.knees_bending_deg
            thresholds.append(Threshold(value=bent, words=f"knees bending: {bent:.0f}°"))
        squat = drill.verdict.deep_knee_deg
        thresholds.append(
            Threshold(value=squat, words=f"squat: {squat:.0f}° with the trunk under {drill.verdict.deep_lean_deg:.0f}°")
        )
    knee = TraceLine(name="knee flexion", values=tuple(item.knee_deg for item in instants))
    return Panel(title="Knee flexion", unit="°", lines=(knee,), thresholds=tuple(thresholds))


def _stretches(instants: Sequence[Instant]) -> Iterator[Stretch]:
    """Yield the phases that are no lockout; each reaches to the sample that ended it."""
    runs = [(phase, list(run)) for phase, run in groupby(_told_phases(instants), key=itemgetter(0))]
    for place, (phase, run) in enumerate(runs):
        end = runs[place + 1][1][0] if place + 1 < len(runs) else run[-1]
        if phase is not RepPhase.LOCKOUT:
            yield Stretch(start_s=s_of_us(run[0][1]), end_s=s_of_us(end[1]), phase=phase)


def _told_phases(instants: Sequence[Instant]) -> Iterator[tuple[RepPhase, int]]:
    """Yield each sample's phase and time; hips that stir at the bottom for less than GAP_S go no further down."""
    before = RepPhase.LOCKOUT
    for phase, group in groupby(instants, key=attrgetter("phase")):
        run = list(group)
        is_short = run[-1].time_us - run[0].time_us < us_of_s(GAP_S)
        is_stir = before is RepPhase.BOTTOM and phase is RepPhase.DESCENT and is_short
        before = RepPhase.BOTTOM if is_stir else phase
        for item in run:
            yield before, item.time_us


def _ends(movements: Sequence[Movement]) -> Iterator[Mark]:
    """Yield a mark at each attempt's end: the count it made, or its number and verdict."""
    count = 0
    for movement in movements:
        final = movement.final
        if final is None:
            continue
        count += final.verdict.is_counted
        words = str(count) if final.verdict.is_counted else f"×{movement.number}\n{_word(final.verdict)}"
        kind = MarkKind.COUNTED if final.verdict.is_counted else MarkKind.NOT_COUNTED
        yield Mark(at_s=s_of_us(movement.end_us), kind=kind, words=words)


def _stops(
    attempts: Sequence[Attempt],
    instants: Sequence[Instant],
    walls_in: Sequence[float],
    wording: Wording,
    *,
    per_in: float,
) -> Iterator[Mark]:
    """Yield a mark for each stop of the hips that was a touch or a near miss, at the place that was judged."""
    times_us = [item.time_us for item in instants]
    for attempt in attempts:
        if attempt.is_touch is None or attempt.stop_in is None:
            continue
        wall_in = walls_in[min(bisect_left(times_us, attempt.end_us), len(walls_in) - 1)]
        gap = "" if attempt.hip_gap_in is None else wording.length(attempt.hip_gap_in)
        yield Mark(
            at_s=s_of_us(attempt.bottom_us),
            kind=MarkKind.TOUCH if attempt.is_touch else MarkKind.NEAR_MISS,
            words="" if attempt.is_touch else gap,
            value=(attempt.stop_in - wall_in) * per_in,
        )


def _word(verdict: Verdict) -> str:
    return verdict.value.replace("_", "\n")
