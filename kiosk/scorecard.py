"""The scorecard: one clip judged in every way it was analysed, and the figures over all clips against their bars.

In:  the truth of each clip and the object each analysis wrote.
Out: a score per clip, totals, and summary lines that hold or fall short.
Not here: how one clip is compared (judge.py, judge_wall.py), running anything (evaluate.py), text (scorecard_text.py).

Rule: a bar is a row of BARS with its source; a figure without a row is reported and not judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from kiosk.confusion import confusion_of
from kiosk.core.lane import Lane
from kiosk.core.pose import PoseSample
from kiosk.core.vocab import Family, Verdict
from kiosk.evidence import Attempt, Truth, View
from kiosk.evidence_json import found_from_json
from kiosk.judge import (
    CleanReps,
    Pair,
    RungReading,
    Tally,
    faults_on_clean_reps,
    is_exact,
    pairs_of,
    rung_reading,
    sum_tallies,
    tally_faults,
    tally_touch,
    tally_verdicts,
    true_verdict,
)
from kiosk.judge_live import LiveScore, live_score
from kiosk.judge_wall import Decision, Distance, Feeling, decisions, distances, feeling, has_missed_zero
from kiosk.runs import LIVE_RUNS, PLANS, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class RunScore:
    """One analysis of one clip, judged; `live` only of a live run."""

    counted: int
    is_exact: bool
    pose_rate_hz: float
    attempts: tuple[str, ...]
    differences: tuple[str, ...]
    confusion: Mapping[str, Mapping[str, int]]
    verdicts: Mapping[str, Tally]
    faults: Mapping[str, Tally]
    clean: CleanReps
    touch: Tally
    rungs: RungReading
    distances: tuple[Distance, ...]
    has_missed_zero: bool | None
    feeling: Feeling
    decisions: tuple[Decision, ...]
    live: LiveScore | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipScore:
    """One clip in every run; `troubles` says what could not be run."""

    name: str
    drill: str
    is_trace: bool
    least: int
    most: int
    runs: Mapping[Run, RunScore]
    troubles: tuple[str, ...]
    view: View = field(default_factory=View)
    family: tuple[Family, Family] | None = None
    """The true one and the one named without a drill; None where it was not asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a figure should reach: at most `limit`, or at least it when `is_floor`."""

    limit: float
    is_floor: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure of the summary; `value` is None when nothing was there to measure."""

    name: str
    value: float | None
    n: int
    bar: Bar | None

    @property
    def holds(self) -> bool | None:
        """Whether the figure reaches its bar; None without a bar or a value."""
        if self.bar is None or self.value is None:
            return None
        return self.value >= self.bar.limit if self.bar.is_floor else self.value <= self.bar.limit


BARS: Final[Mapping[str, Bar]] = {
    "clips not counted exactly, given drill": Bar(limit=0, is_floor=False, source="goal"),
    "clips not counted exactly, drill left open": Bar(limit=2, is_floor=False, source="goal"),
    "clips not counted exactly, 20 poses/s": Bar(limit=0, is_floor=False, source="hinge.md E.4, same counts"),
    "clips not counted exactly, 15 poses/s": Bar(limit=0, is_floor=False, source="hinge.md E.4, same counts"),
    "clips not counted exactly, 10 poses/s": Bar(limit=0, is_floor=False, source="hinge.md E.4, same counts"),
    "reps counted where none are": Bar(limit=0, is_floor=False, source="goal"),
    "traces not counted exactly": Bar(limit=0, is_floor=False, source="goal"),
    "clean reps with a fault raised, share": Bar(limit=0.05, is_floor=False, source="hinge.md E.2"),
    "zeros missed": Bar(limit=0, is_floor=False, source="hinge.md C.2"),
    "counted reps at a wrong rung, sessions": Bar(limit=0, is_floor=False, source="hinge.md C.5"),
    "touch precision, every pose": Bar(limit=0.95, is_floor=True, source="hinge.md E.3 W1"),
    "touch recall, every pose": Bar(limit=5 / 6, is_floor=True, source="hinge.md E.3 W2"),
    "wall distance, every pose, mean error, in": Bar(limit=0.20, is_floor=False, source="goal"),
    "wall distance, every pose, worst error, in": Bar(limit=0.45, is_floor=False, source="goal"),
    "wall distance, 10 poses/s, mean error, in": Bar(limit=0.20, is_floor=False, source="goal"),
    "wall distance, 10 poses/s, worst error, in": Bar(limit=0.45, is_floor=False, source="goal"),
    "near-miss recall, every pose": Bar(limit=0.9, is_floor=True, source="hinge.md E.3 W3"),
    "ladder decisions that differ": Bar(limit=0, is_floor=False, source="hinge.md C.5"),
    "live sessions: hinges not counted exactly once": Bar(limit=0, is_floor=False, source="goal"),
    "live sessions: reps counted that were none": Bar(limit=0, is_floor=False, source="goal"),
    "live sessions: counted reps at a wrong rung": Bar(limit=0, is_floor=False, source="hinge.md C.5"),
    "live sessions: ladder decisions that differ": Bar(limit=0, is_floor=False, source="hinge.md C.5"),
    "live sessions: numbers spoken out of order": Bar(limit=0, is_floor=False, source="goal"),
    "live sessions: sets whose last number is wrong": Bar(limit=0, is_floor=False, source="goal"),
    **{
        f"live sessions, {rate_hz} poses/s: hinges not counted exactly once": Bar(
            limit=0, is_floor=False, source="hinge.md E.4, same counts"
        )
        for rate_hz in (20, 15, 10)
    },
}


def score_run(
    analysis: object,
    truth: Truth,
    *,
    samples: Sequence[PoseSample],
    lane: Lane | None,
    is_live: bool = False,
) -> RunScore:
    """Judge one analysis of one clip. Raises InputError when the analysis object lacks something."""
    found = found_from_json(analysis)
    pairs = pairs_of(found, truth) if truth.reps or truth.is_calibration else ()
    return RunScore(
        counted=found.reps_counted,
        is_exact=is_exact(found, truth),
        pose_rate_hz=found.pose_rate_hz,
        attempts=tuple(_told(attempt) for attempt in found.attempts),
        differences=_differences(pairs),
        confusion=confusion_of(pairs),
        verdicts=tally_verdicts(pairs),
        faults=tally_faults(pairs),
        clean=faults_on_clean_reps(pairs),
        touch=tally_touch(pairs),
        rungs=rung_reading(pairs),
        distances=distances(found, truth, samples=samples, lane=lane),
        has_missed_zero=has_missed_zero(found, truth),
        feeling=feeling(found, truth),
        decisions=decisions(found, truth),
        live=live_score(found, truth, pairs) if is_live else None,
    )


def in_run(scores: Iterable[ClipScore], run: Run) -> tuple[RunScore, ...]:
    """Return the rendered clips' scores of one run."""
    return tuple(score.runs[run] for score in scores if run in score.runs and not score.is_trace)


def summary(scores: Sequence[ClipScore]) -> tuple[Line, ...]:
    """Return the figures over all clips, each with its bar."""
    given = in_run(scores, Run.GIVEN)
    slow = in_run(scores, Run.SLOW)
    empty = [run for score in scores if score.most == 0 and not score.is_trace for run in score.runs.values()]
    traced = [run for score in scores if score.is_trace for run in score.runs.values()]
    clean_reps = sum(run.clean.seen for run in given)
    rungs = sum((run.rungs for run in given if run.has_missed_zero is not None), RungReading())
    decided = [decision for run in given for decision in run.decisions]
    zeros = [run.has_missed_zero for run in given if run.has_missed_zero is not None]
    alarmed = sum(run.clean.alarmed for run in given)
    return (
        _inexact("clips not counted exactly, given drill", given),
        _inexact("clips not counted exactly, drill left open", in_run(scores, Run.AUTO)),
        _inexact("clips not counted exactly, 20 poses/s", in_run(scores, Run.HZ_20)),
        _inexact("clips not counted exactly, 15 poses/s", in_run(scores, Run.HZ_15)),
        _inexact("clips not counted exactly, 10 poses/s", slow),
        _line("reps counted where none are", sum(run.counted for run in empty) if empty else None, len(empty)),
        _inexact("traces not counted exactly", traced),
        _line("clean reps with a fault raised, share", alarmed / clean_reps if clean_reps else None, clean_reps),
        _line("zeros missed", sum(zeros) if zeros else None, len(zeros)),
        *_distance_lines("wall distance, every pose", given),
        *_distance_lines("wall distance, 10 poses/s", slow),
        _line("counted reps at a wrong rung, sessions", rungs.wrong if rungs.counted else None, rungs.counted),
        _line("counted reps without a wall distance", rungs.unread if rungs.counted else None, rungs.counted),
        *_touch_lines("every pose", given),
        *_touch_lines("10 poses/s", slow),
        _line(
            "ladder decisions that differ",
            sum(not decision.agrees for decision in decided) if decided else None,
            len(decided),
        ),
        *(line for run in LIVE_RUNS for line in _live_lines(run, in_run(scores, run))),
    )


def _line(name: str, value: float | None, n: int) -> Line:
    return Line(name=name, value=value, n=n, bar=BARS.get(name))


def _inexact(name: str, runs: Sequence[RunScore]) -> Line:
    return _line(name, sum(not run.is_exact for run in runs) if runs else None, len(runs))


def _distance_lines(name: str, runs: Sequence[RunScore]) -> tuple[Line, ...]:
    """Return the error of the wall distance at the stops, and beside it the naive estimate's own."""
    stops = [stop for run in runs for stop in run.distances]
    read = [(stop.read_in, stop.heel_in) for stop in stops if stop.read_in is not None]
    naive = [(stop.naive_in, stop.heel_in) for stop in stops if stop.naive_in is not None]
    lines = []
    for label, of in (("mean error", np.mean), ("worst error", np.max)):
        for whose, found in ((name, read), (f"{name}, naive", naive)):
            value = float(of([abs(said - true) for said, true in found])) if found else None
            lines.append(_line(f"{whose}, {label}, in", value, len(found)))
    return (*lines, _line(f"{name}, stops not read", len(stops) - len(read) if stops else None, len(stops)))


def _touch_lines(rate: str, runs: Sequence[RunScore]) -> tuple[Line, ...]:
    touch = sum((run.touch for run in runs), Tally())
    near_miss = sum_tallies(run.verdicts for run in runs).get(Verdict.NEAR_MISS.value, Tally())
    delays_s = [delay_s for run in runs for delay_s in run.feeling.delays_s]
    missing = sum(run.feeling.missing for run in runs)
    n = len(delays_s) + missing
    return (
        _line(f"touch precision, {rate}", touch.precision, touch.hits + touch.false_alarms),
        _line(f"touch recall, {rate}", touch.recall, touch.n),
        _line(f"near-miss recall, {rate}", near_miss.recall, near_miss.n),
        _line(f"touch felt, {rate}, median delay, s", float(np.median(delays_s)) if delays_s else None, len(delays_s)),
        _line(f"touch felt, {rate}, longest delay, s", max(delays_s) if delays_s else None, len(delays_s)),
        _line(f"touch felt, {rate}, missing", missing if n else None, n),
        _line(f"touch felt, {rate}, false", sum(run.feeling.false for run in runs) if n else None, n),
    )


def _live_lines(run: Run, scores: Sequence[RunScore]) -> tuple[Line, ...]:
    """Return what whole visits would have got, as counts of what went wrong, each beside how often it could have.

    At the slower rates the first line stands for all; the rest is told session by session.
    """
    lives = [score.live for score in scores if score.live is not None]
    touch = sum((score.touch for score in scores), Tally())
    near_miss = sum_tallies(score.verdicts for score in scores).get(Verdict.NEAR_MISS.value, Tally())
    decided = [decision for score in scores for decision in score.decisions]
    said = sum(len(live.numbers.said) for live in lives)
    hinges, counted = sum(live.hinges for live in lives), sum(live.counted for live in lives)
    sets = sum(live.numbers.sets for live in lives)
    figures = (
        ("hinges not counted exactly once", hinges - sum(live.once for live in lives), hinges),
        ("reps counted that were none", sum(live.invented for live in lives), hinges),
        ("touches not seen", touch.misses, touch.n),
        ("touches claimed that were none", touch.false_alarms, touch.hits + touch.false_alarms),
        ("near misses not told", near_miss.misses, near_miss.n),
        ("near misses told that were none", near_miss.false_alarms, near_miss.hits + near_miss.false_alarms),
        ("counted reps at a wrong rung", counted - sum(live.rungs_right for live in lives), counted),
        ("ladder decisions that differ", sum(not decision.agrees for decision in decided), len(decided)),
        ("numbers spoken that were not the true count", sum(len(live.numbers.wrong) for live in lives), said),
        ("numbers spoken and taken back", sum(live.numbers.provisional for live in lives), said),
        ("numbers spoken out of order", sum(live.numbers.out_of_order for live in lives), said),
        ("sets whose last number is wrong", sets - sum(live.numbers.sets_ended_right for live in lives), sets),
    )
    if PLANS[run].rate_hz is None:
        return tuple(_line(f"live sessions: {what}", value if lives else None, n) for what, value, n in figures)
    what, value, n = figures[0]
    return (_line(f"live sessions, {run.value.removeprefix('live, ')}: {what}", value if lives else None, n),)


def _told(attempt: Attempt) -> str:
    """Return an attempt as its time, verdict, faults, wall distance and touch."""
    distance = [] if attempt.wall_distance_in is None else [f"{attempt.wall_distance_in:.1f} in"]
    touch = {True: ["touch"], False: ["no touch"], None: []}[attempt.touch]
    return " ".join((f"{attempt.span.start_s:.1f} s", attempt.verdict.value, *attempt.faults, *distance, *touch))


def _differences(pairs: Iterable[Pair]) -> tuple[str, ...]:
    """Return each true rep with one right verdict that was called something else, and each attempt without a rep."""
    told = []
    for pair in pairs:
        true = None if pair.rep is None else true_verdict(pair.rep)
        said = "nothing" if pair.attempt is None else _told(pair.attempt)
        if pair.rep is None:
            told.append(f"no rep: {said}")
        elif true is not None and (pair.attempt is None or pair.attempt.verdict is not true):
            told.append(f"{true.value} at {pair.rep.span.start_s:.1f} s: {said}")
    return tuple(told)
