"""The scorecard as text: tables a person reads.

In:  clip scores and summary lines (scorecard.py).
Out: lines of plain text.
Not here: any figure (scorecard.py); the breakdown (breakdown_text.py).

Rule: what was not measured is shown as `-`, never as 0.
"""

from collections.abc import Iterable, Mapping, Sequence

from kiosk.breakdown import groups_of
from kiosk.breakdown_text import groups_table, hits_of, lines_of, rates_table, share_of
from kiosk.confusion import UNSEEN, sum_of
from kiosk.core.vocab import Verdict
from kiosk.judge import Tally, sum_tallies
from kiosk.runs import LIVE_RUNS, Run
from kiosk.scorecard import ClipScore, Line, RunScore, in_run


def report(scores: Sequence[ClipScore], lines: Sequence[Line]) -> str:
    """Return the whole report."""
    given = in_run(scores, Run.GIVEN)
    sections = (
        ("Clips", _clips(scores)),
        ("What it was, and what it was called", _confusion(given)),
        ("The same, live", _confusion(in_run(scores, Run.LIVE))),
        ("Verdicts", _tallies(sum_tallies(run.verdicts for run in given))),
        ("Faults", _tallies(sum_tallies(run.faults for run in given))),
        ("Faults raised on clean reps", _raised(given)),
        ("Pose rates", rates_table(scores)),
        ("Groups, given drill", groups_table(groups_of(scores))),
        ("Wall distance, inches", _distances(scores)),
        ("Ladder", _decisions(scores)),
        ("Live sessions, right of all", _live(scores)),
        ("Numbers spoken live that were not the true count", _wrong_numbers(scores)),
        ("Verdicts that differ, given drill", _differences(scores)),
        ("Attempts of clips not counted exactly", _attempts(scores)),
        ("Troubles", tuple(f"{score.name}: {trouble}" for score in scores for trouble in score.troubles)),
        ("Summary", tuple(_summary_line(line) for line in lines)),
    )
    return "\n\n".join("\n".join((title, *body)) for title, body in sections if body) + "\n"


def _clips(scores: Iterable[ClipScore]) -> tuple[str, ...]:
    rows: list[tuple[str, ...]] = [
        ("clip", "drill", "truth", "given", "auto", "20/s", "15/s", "10/s", "touch", "felt s", "rate")
    ]
    for score in scores:
        given = score.runs.get(Run.GIVEN)
        rows.append(
            (
                score.name,
                score.drill,
                f"{score.least}" if score.least == score.most else f"{score.least}-{score.most}",
                *(_count(score.runs.get(run)) for run in (Run.GIVEN, Run.AUTO, Run.HZ_20, Run.HZ_15, Run.SLOW)),
                "-" if given is None else hits_of(given.touch),
                "-" if given is None or not given.feeling.delays_s else _delays(given.feeling.delays_s),
                "-" if given is None else f"{given.pose_rate_hz:.0f}",
            )
        )
    return lines_of(rows)


def _count(run: RunScore | None) -> str:
    if run is None:
        return "-"
    return f"{run.counted}" if run.is_exact else f"{run.counted} !"


def _delays(delays_s: Sequence[float]) -> str:
    return f"{sorted(delays_s)[len(delays_s) // 2]:+.2f}..{max(delays_s):+.2f}"


def _confusion(runs: Iterable[RunScore]) -> tuple[str, ...]:
    table = sum_of(run.confusion for run in runs)
    names = [
        name for name in (*(verdict.value for verdict in Verdict), UNSEEN) if any(name in row for row in table.values())
    ]
    rows: list[tuple[str, ...]] = [("truth", "n", *names)]
    rows.extend(
        (
            truth,
            f"{sum(table[truth].values())}",
            *(f"{table[truth][name]}" if name in table[truth] else "." for name in names),
        )
        for truth in sorted(table)
    )
    return lines_of(rows)


def _tallies(tallies: Mapping[str, Tally]) -> tuple[str, ...]:
    """Return a row for each name: how much of what was said was true, and how much of what was true was said."""
    rows = [("", "precision, right of said", "recall, said of true")]
    rows.extend(
        (
            name,
            share_of(tally.precision, tally.hits, tally.hits + tally.false_alarms),
            share_of(tally.recall, tally.hits, tally.n),
        )
        for name, tally in tallies.items()
    )
    return lines_of(rows)


def _raised(runs: Sequence[RunScore]) -> tuple[str, ...]:
    seen = sum(run.clean.seen for run in runs)
    totals: dict[str, int] = {}
    for run in runs:
        for fault, times in run.clean.raised.items():
            totals[fault] = totals.get(fault, 0) + times
    return tuple(f"  {fault} {times} of {seen}" for fault, times in totals.items() if times)


def _distances(scores: Iterable[ClipScore]) -> tuple[str, ...]:
    rows = [("clip", "poses", "true: read (naive) ...")]
    rows.extend(
        (
            score.name,
            "10/s" if run is Run.SLOW else "every",
            "  ".join(f"{stop.heel_in:g}: {_inches(stop.read_in)} ({_inches(stop.naive_in)})" for stop in stops),
        )
        for score in scores
        for run in (Run.GIVEN, Run.SLOW)
        if run in score.runs and (stops := score.runs[run].distances)
    )
    return lines_of(rows)


def _decisions(scores: Iterable[ClipScore]) -> tuple[str, ...]:
    rows = [("clip", "at s", "athlete", "due", "station said", "")]
    rows.extend(
        (
            score.name,
            f"{decision.time_s:.1f}",
            decision.step,
            decision.expected or "nothing",
            ", ".join(decision.said) or "nothing",
            "agrees" if decision.agrees else "differs",
        )
        for score in scores
        if Run.GIVEN in score.runs
        for decision in score.runs[Run.GIVEN].decisions
    )
    return lines_of(rows)


def _live(scores: Iterable[ClipScore]) -> tuple[str, ...]:
    rows = [
        (
            "clip",
            "run",
            "hinges once",
            "invented",
            "touches",
            "near misses",
            "rungs",
            "ladder",
            "sets",
            "numbers spoken",
        )
    ]
    for score, run, result in _live_runs(scores):
        assert result.live is not None
        live, near_miss = result.live, result.verdicts[Verdict.NEAR_MISS.value]
        rows.append(
            (
                score.name,
                run.value,
                f"{live.once}/{live.hinges}",
                f"{live.invented}",
                hits_of(result.touch),
                hits_of(near_miss),
                f"{live.rungs_right}/{live.counted}",
                f"{sum(decision.agrees for decision in result.decisions)}/{len(result.decisions)}",
                f"{live.numbers.sets_ended_right}/{live.numbers.sets}",
                " ".join(map(str, live.numbers.said)) or "none",
            )
        )
    return lines_of(rows)


def _wrong_numbers(scores: Iterable[ClipScore]) -> tuple[str, ...]:
    return tuple(
        f"  {score.name}, {run.value}: {'; '.join(result.live.numbers.wrong)}"
        for score, run, result in _live_runs(scores)
        if result.live is not None and result.live.numbers.wrong
    )


def _live_runs(scores: Iterable[ClipScore]) -> tuple[tuple[ClipScore, Run, RunScore], ...]:
    return tuple((score, run, score.runs[run]) for score in scores for run in LIVE_RUNS if run in score.runs)


def _attempts(scores: Iterable[ClipScore]) -> tuple[str, ...]:
    return tuple(
        f"  {score.name}, {run.value}: " + ("; ".join(result.attempts) or "none")
        for score in scores
        for run, result in score.runs.items()
        if not result.is_exact
    )


def _differences(scores: Iterable[ClipScore]) -> tuple[str, ...]:
    return tuple(
        f"  {score.name}: {difference}"
        for score in scores
        if Run.GIVEN in score.runs
        for difference in score.runs[Run.GIVEN].differences
    )


def _summary_line(line: Line) -> str:
    value = "-" if line.value is None else f"{line.value:.2f}".removesuffix(".00")
    measured = f"  {line.name:<76} {value:>7}  n {line.n:<5}"
    if line.bar is None or line.holds is None:
        return measured.rstrip()
    word = "at least" if line.bar.is_floor else "at most"
    verdict = "holds" if line.holds else "falls short"
    limit = f"{line.bar.limit:.2f}".removesuffix(".00")
    return f"{measured}{verdict:<12} {word} {limit} ({line.bar.source})"


def _inches(inches: float | None) -> str:
    return "-" if inches is None else f"{inches:.2f}"
