"""The breakdown as text.

In:  groups and clip scores.
Out: tables of plain text, as lines.
Not here: any figure (breakdown.py).

Rule: a share is never shown without its two counts: most groups are small.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from kiosk.breakdown import Figures, Group, figures_of
from kiosk.judge import Tally
from kiosk.measured import aligned
from kiosk.runs import LIVE_RUNS, PLANS, RATE_RUNS, Run
from kiosk.scorecard import ClipScore

NONE: Final = "-"
SHARES: Final = ("none counted", "touches", "near misses", "faults found", "faults false")


def rates_table(scores: Sequence[ClipScore]) -> tuple[str, ...]:
    """Return a row for each pose rate, the drill given, and for the live visits at each."""
    rows: list[tuple[str, ...]] = [("run", "exact", *SHARES)]
    for run in (*RATE_RUNS, *LIVE_RUNS):
        figures = figures_of(scores, run)
        if figures.clips:
            rows.append((run.value, _of(figures.exact, figures.clips), *_shares(figures)))
    return lines_of(rows)


def groups_table(groups: Iterable[Group]) -> tuple[str, ...]:
    """Return a row for each group: its clips counted exactly at each pose rate, the rest at every pose."""
    rows: list[tuple[str, ...]] = [("by", "group", *(f"exact {_rate(run)}" for run in RATE_RUNS), *SHARES)]
    rows.extend(
        (
            group.respect,
            group.name,
            *(_of(figures.exact, figures.clips) for figures in group.figures.values()),
            *_shares(group.figures[Run.GIVEN]),
        )
        for group in groups
    )
    return lines_of(rows)


def lines_of(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return rows as aligned lines; none when there is only the header."""
    return tuple(aligned(rows).splitlines()) if len(rows) > 1 else ()


def hits_of(tally: Tally) -> str:
    """Return what was seen of what happened, and behind a plus what was claimed and did not."""
    if not tally.n and not tally.false_alarms:
        return NONE
    return f"{tally.hits}/{tally.n}" + (f" +{tally.false_alarms}" if tally.false_alarms else "")


def share_of(share: float | None, count: int, n: int) -> str:
    """Return a share with its two counts."""
    return NONE if share is None else f"{share:.2f} ({count} of {n})"


def _shares(figures: Figures) -> tuple[str, ...]:
    faults, said = figures.faults, figures.faults.hits + figures.faults.false_alarms
    return (
        _of(figures.silent, figures.empty),
        hits_of(figures.touch),
        hits_of(figures.near_miss),
        _of(faults.hits, faults.n),
        f"{faults.false_alarms} of {said}" if said else NONE,
    )


def _of(count: int, n: int) -> str:
    return f"{count}/{n}" if n else NONE


def _rate(run: Run) -> str:
    rate_hz = PLANS[run].rate_hz
    return "every" if rate_hz is None else f"{rate_hz:g}/s"
