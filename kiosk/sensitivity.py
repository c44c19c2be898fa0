"""Sensitivity: what the figures become when one threshold is a fifth lower or higher.

In:  a folder of clips with their truth, the pose model.
Out: a table on a text stream: the figures as they are, and beside them what each changed threshold makes of them.
Not here: which thresholds there are (thresholds.py), judging (trial.py).

Rule: it is a report and nothing is tuned by it. A figure that falls off on one side shows a knife-edge: the threshold
stands where these clips end, not where the movement does. Poses are found once a clip.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, fields, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Final, TextIO

from kiosk.analysis import FAMILIES
from kiosk.breakdown_text import lines_of, share_of
from kiosk.catalogue import Catalogue, load_catalogue
from kiosk.evaluate import PROCESSES, Station, Watched, stations_in, watched
from kiosk.judge import Tally
from kiosk.runs import PLANS, Run
from kiosk.thresholds import Threshold, changed, thresholds_of
from kiosk.trial import run_of

FACTORS: Final = (0.8, 1.2)
SAME: Final = "="
WORSE: Final = "!"
HEADER: Final = (
    *("threshold", "drill", "value", "exact", "exact 10/s", "live once"),
    *("verdicts", "touches", "faults precision", "faults recall", ""),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The figures of some clips: counts at every pose and at 10 poses/s, hinges counted once live, the rest as said."""

    clips: int = 0
    exact: int = 0
    slow_exact: int = 0
    hinges: int = 0
    once: int = 0
    verdicts: Tally = field(default_factory=Tally)
    touch: Tally = field(default_factory=Tally)
    faults: Tally = field(default_factory=Tally)

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(**{item.name: getattr(self, item.name) + getattr(other, item.name) for item in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One threshold at one factor of its value."""

    threshold: Threshold
    factor: float


Outcomes = Mapping[Change | None, Outcome]
"""By change; None is everything as it is."""


def sensitivity(*, clips_dir: Path, model: Path, out: TextIO, progress: TextIO) -> Outcomes:
    """Judge every clip as it is and with each threshold changed, and write the table.

    Raises InputError when a file is missing or is no truth, and ModelError when the model cannot be loaded.
    """
    stations = stations_in(clips_dir, model=model)
    total: dict[Change | None, Outcome] = {}
    # Threads and locks of the caller do not survive a fork; a fresh process has none.
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        jobs = {pool.submit(try_station, station): station for station in stations}
        for done, job in enumerate(as_completed(jobs), start=1):
            for change, outcome in job.result().items():
                total[change] = total.get(change, Outcome()) + outcome
            progress.write(f"{done} of {len(jobs)}: {', '.join(path.stem for path in jobs[job].clips)}\n")
            progress.flush()
    out.write(table_of(total))
    return total


def try_station(station: Station) -> Outcomes:
    """Judge the clips of one station in every way."""
    catalogue = _judged(load_catalogue())
    total: dict[Change | None, Outcome] = {}
    for clip in watched(station):
        for change, outcome in try_clip(clip, catalogue).items():
            total[change] = total.get(change, Outcome()) + outcome
    return total


def _judged(catalogue: Catalogue) -> Catalogue:
    """Return the drills that clips are judged with; what another drill asks for moves no figure here."""
    return replace(catalogue, drills={name: catalogue.drill(name) for name in FAMILIES})


def try_clip(clip: Watched, catalogue: Catalogue) -> Outcomes:
    """Judge one clip as it is and with each threshold changed that its drill has."""
    base = outcome_of(clip, catalogue)
    found: dict[Change | None, Outcome] = {None: base}
    for threshold in thresholds_of(catalogue):
        for factor in FACTORS:
            other = changed(catalogue, threshold, factor)
            if other is not None:
                is_concerned = clip.truth.drill.value in threshold.drills
                change = Change(threshold=threshold, factor=factor)
                found[change] = outcome_of(clip, other) if is_concerned else base
    return found


def outcome_of(clip: Watched, catalogue: Catalogue) -> Outcome:
    """Judge one clip at every pose, at 10 poses a second and, if it is a session, live."""
    runs = {
        run: run_of(clip.truth, PLANS[run], samples=clip.samples, lane=clip.lane, catalogue=catalogue)
        for run in (Run.GIVEN, Run.SLOW, Run.LIVE)
        if clip.truth.is_session or not PLANS[run].is_live
    }
    given, live = runs[Run.GIVEN], runs[Run.LIVE].live if Run.LIVE in runs else None
    return Outcome(
        clips=1,
        exact=int(given.is_exact),
        slow_exact=int(runs[Run.SLOW].is_exact),
        hinges=0 if live is None else live.hinges,
        once=0 if live is None else live.once,
        verdicts=sum(given.verdicts.values(), Tally()),
        touch=given.touch,
        faults=sum(given.faults.values(), Tally()),
    )


def table_of(outcomes: Outcomes) -> str:
    """Return the figures as they are, then a row for each change that moves one of them, then who moves none."""
    base = cells_of(outcomes[None])
    rows: list[Sequence[str]] = [HEADER, ("as it is", "", "", *base, "")]
    unmoved: dict[str, bool] = {}
    for change, outcome in outcomes.items():
        if change is None:
            continue
        cells, threshold = cells_of(outcome), change.threshold
        name = f"{threshold.group}.{threshold.name}"
        label = f"{name} {threshold.value:g}, {' and '.join(threshold.drills)}"
        unmoved[label] = unmoved.get(label, True) and cells == base
        if cells != base:
            value = f"{threshold.value:g} -> {threshold.times(change.factor):g} {threshold.unit}"
            told = [SAME if cell == was else cell for cell, was in zip(cells, base, strict=True)]
            rows.append((name, "+".join(threshold.drills), value, *told, _mark(outcome, outcomes[None])))
    steady = sorted(label for label, is_unmoved in unmoved.items() if is_unmoved)
    factors = " and ".join(f"{factor:g}" for factor in FACTORS)
    return "\n".join(
        (
            f"Each threshold at {factors} times its value; {SAME} as it is, {WORSE} fewer exact or once.",
            *lines_of(rows),
            "",
            f"Neither moves a figure, {len(steady)} of {len(unmoved)} thresholds:",
            *(f"  {label}" for label in steady),
            "",
        )
    )


def cells_of(outcome: Outcome) -> tuple[str, ...]:
    """Return an outcome's figures as text."""
    faults = outcome.faults
    return (
        f"{outcome.exact}/{outcome.clips}",
        f"{outcome.slow_exact}/{outcome.clips}",
        f"{outcome.once}/{outcome.hinges}",
        f"{outcome.verdicts.hits}/{outcome.verdicts.n}",
        f"{outcome.touch.hits}/{outcome.touch.n} +{outcome.touch.false_alarms}",
        share_of(faults.precision, faults.hits, faults.hits + faults.false_alarms),
        share_of(faults.recall, faults.hits, faults.n),
    )


def _mark(outcome: Outcome, base: Outcome) -> str:
    lost = (base.exact - outcome.exact, base.slow_exact - outcome.slow_exact, base.once - outcome.once)
    return WORSE if max(lost) > 0 else ""
