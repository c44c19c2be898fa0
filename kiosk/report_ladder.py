"""The report's sections about the ladder: how far from the wall, and how that grows within a session.

In:  the history's figures, the station's unit.
Out: sections.
Not here: how the ladder decides (core/progression.py), the page (report_page.py).

Rule: distances are whole numbers of the station's unit, as the station shows them, whatever it was set to then.
"""

from collections import Counter
from typing import Final

from kiosk.core.distance import Unit, whole
from kiosk.core.shares import Spread
from kiosk.output.plot_svg import Caption
from kiosk.output.plots import columns, steps
from kiosk.report_parts import Cell, Column, Section, Table
from kiosk.report_words import UNITS, distance, some, spaced
from kiosk.storage.history_tables import Training

RUNGS_SHOWN: Final = 12
SETS_SHOWN: Final = 5
NO_DISTANCE: Final = (
    "No distance from the wall was measured in these days: the ladder needs the wall hinge and a calibrated camera."
)


def ladder_sections(training: Training, unit: Unit) -> tuple[Section, ...]:
    """Return how far athletes stood from the wall."""
    return _best(training, unit), _growth(training, unit)


def _best(training: Training, unit: Unit) -> Section:
    counts = Counter[int]()
    for item in training.best_rungs:
        counts[whole(item.rung_in, unit)] += item.sessions
    climbed = sum(counts.values())
    table = Table(
        name="best_distances",
        columns=(
            Column(
                heading=f"Best distance, {unit.value}",
                key=f"best_distance_{unit.value}",
                meaning="The furthest rung of a session with a clean rep, heels to wall",
            ),
            Column(heading="Sessions", key="sessions", meaning="Sessions whose best it was"),
            Column(
                heading="Of all, %", key="share_percent", meaning="Their share of sessions on the ladder", decimals=1
            ),
        ),
        rows=tuple((rung, count, 100 * count / climbed) for rung, count in counts.items()),
    )
    heading = "Best distance of a session"
    if not climbed:
        return Section(name="best", heading=heading, sentences=(NO_DISTANCE,), table=table)
    ordered = [rung for rung, count in counts.items() for _ in range(count)]
    middle = ordered[len(ordered) // 2]
    sentences = (
        (
            f"{some(climbed, 'session')} had a clean rep on the ladder. Half of them got to {distance(middle, unit)} or"
            f" further; the furthest was {distance(max(counts), unit)}."
        ),
    )
    plot = columns(
        Caption(name="best", title=f"Sessions by best distance in {UNITS[unit]}", alt=sentences[0]),
        list(counts.values()),
        spaced([str(rung) for rung in counts], RUNGS_SHOWN),
        unit=f"sessions by {UNITS[unit]} from the wall",
    )
    return Section(name="best", heading=heading, sentences=sentences, plot=plot, table=table)


def _growth(training: Training, unit: Unit) -> Section:
    def cells(item: Spread) -> tuple[Cell, ...]:
        return item.of, whole(item.low, unit), whole(item.median, unit), whole(item.high, unit)

    table = Table(
        name="distances_by_set",
        columns=(
            Column(heading="Set", key="set", meaning="Number of the set among those of its session on the ladder"),
            Column(heading="Sessions", key="sessions", meaning="Sessions with such a set on the ladder"),
            Column(
                heading=f"Quarter below, {unit.value}",
                key=f"low_{unit.value}",
                meaning="A quarter of these sets ended nearer to the wall",
            ),
            Column(
                heading=f"Median, {unit.value}",
                key=f"median_{unit.value}",
                meaning="Half of these sets ended on this distance or nearer",
            ),
            Column(
                heading=f"Quarter above, {unit.value}",
                key=f"high_{unit.value}",
                meaning="A quarter of these sets ended further out",
            ),
        ),
        rows=tuple((item.number, *cells(item.rung_in)) for item in training.set_rungs),
    )
    heading = "How the distance grows in a session"
    if not training.set_rungs:
        return Section(name="growth", heading=heading, sentences=(NO_DISTANCE,), table=table)
    sentences: tuple[str, ...] = ("The ladder is the athlete's own: it starts anew in every session.",)
    if training.rise_in is not None:
        of = some(training.rise_in.of, "session")
        low, middle, high = (
            whole(rise_in, unit) for rise_in in (training.rise_in.low, training.rise_in.median, training.rise_in.high)
        )
        sentences = (
            (
                f"From the first set to the last, half of {of} of two sets or more moved"
                f" out by {distance(middle, unit)} or more; the middle half by {low} to {distance(high, unit)}."
            ),
        )
    plot = steps(
        Caption(name="growth", title=f"Distance at the end of each set in {UNITS[unit]}", alt=sentences[0]),
        [(f"set {item.number}", _shown(item.rung_in, unit)) for item in training.set_rungs[:SETS_SHOWN]],
        unit=f"{UNITS[unit]} from the wall",
    )
    return Section(
        name="growth",
        heading=heading,
        sentences=sentences,
        plot=plot,
        table=table,
        note="The line is the median, the bar the middle half. Who stops after one set is not in the later ones.",
    )


def _shown(spread: Spread, unit: Unit) -> Spread:
    return Spread(
        low=whole(spread.low, unit), median=whole(spread.median, unit), high=whole(spread.high, unit), of=spread.of
    )
