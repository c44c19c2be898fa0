"""An analysis as a table that a person can read.

In:  an Analysis, the name of its video, its drill.
Out: text: a summary line, what the video looks like, a row an attempt, and what the camera could not judge.
Not here: judging (analysis.py), the JSON form (analysis.py).

Rule: a figure that was not measured is a dash, never a nought.
"""

from collections import Counter
from typing import Final

from kiosk.analysis import Analysis
from kiosk.core.drill import Drill, DrillKind
from kiosk.core.family import QUITE_SURE_FROM, Likeness
from kiosk.core.units import s_of_us
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Family

HELD_HEAD: Final = "  hold  start s   end s  held s  verdict\n"
HEAD: Final = "  rep  start s  bottom s   end s  lean deg  verdict     heels in  gap in  touch  faults\n"
UNKNOWN: Final = "-"
KINDS: Final = {
    Family.HINGE: "hinges",
    Family.WALL_HINGE: "hinges at a wall",
    Family.SQUAT: "squats",
    Family.NEITHER: "neither hinges nor squats",
}
TOUCH_WORDS: Final = {True: "yes", False: "no", None: UNKNOWN}


def table_of(analysis: Analysis, file: str, drill: Drill) -> str:
    """Return the whole account of one video, ending in an empty line. Times are seconds of the video."""
    lines = [f"{file}: {summary_of(analysis, drill)}\n  {likeness_told(analysis.likeness)}\n"]
    head, row_of = (HELD_HEAD, _held_row) if drill.kind is DrillKind.HOLD else (HEAD, _row)
    if analysis.attempts:
        lines.append(head)
    number = 0
    for attempt in sorted(analysis.attempts, key=lambda item: item.start_us):
        number += attempt.verdict.is_counted
        lines.append(row_of(attempt, str(number) if attempt.verdict.is_counted else UNKNOWN))
    lines.append(f"  Not judged: {'; '.join((*drill.not_judged, *_unseen(analysis)))}.\n\n")
    return "".join(lines)


def summary_of(analysis: Analysis, drill: Drill) -> str:
    """Return the drill, the count and what else was tried, in one sentence."""
    reps, tried = len(analysis.reps), len(analysis.attempts)
    match drill.kind:
        case DrillKind.REPS:
            words = [f"{drill.title}, {reps} {'rep' if reps == 1 else 'reps'} of {tried} attempts counted"]
        case DrillKind.HOLD:
            words = [
                f"{drill.title}, {reps} of {tried} {'hold' if tried == 1 else 'holds'} lasted {drill.dose.hold_s:g} s"
            ]
        case DrillKind.TIMER:
            words = [f"{drill.title}, which goes by the clock and counts nothing"]
    if drill.has_wall:
        words.append(f"{sum(item.is_touch is True for item in analysis.reps)} touched the wall")
    words.append(f"{analysis.frames} frames at {analysis.pose_rate_hz:g} a second")
    return ", ".join(words) + "."


def likeness_told(likeness: Likeness) -> str:
    """Return what the video looks like, and how sure that is, in one sentence."""
    if likeness.family is Family.NOT_SURE:
        return "Not sure what this shows: name it with --drill."
    kind = KINDS[likeness.family]
    return f"Looks like {kind}, sure." if likeness.sure >= QUITE_SURE_FROM else f"Probably {kind}."


def _row(attempt: Attempt, number: str) -> str:
    faults = ", ".join(fault.value for fault in attempt.faults) or UNKNOWN
    return (
        f"{number:>5}{_seconds(attempt.start_us):>9}{_seconds(attempt.bottom_us):>10}{_seconds(attempt.end_us):>8}"
        f"{attempt.lean_deg:>10.0f}  {attempt.verdict.value:<12}{_inches(attempt.wall_distance_in):>8}"
        f"{_inches(attempt.hip_gap_in):>8}  {TOUCH_WORDS[attempt.is_touch]:<5}  {faults}\n"
    )


def _held_row(attempt: Attempt, number: str) -> str:
    return (
        f"{number:>6}{_seconds(attempt.start_us):>9}{_seconds(attempt.end_us):>8}{attempt.hold_s:>8.1f}"
        f"  {attempt.verdict.value}\n"
    )


def _unseen(analysis: Analysis) -> list[str]:
    """Return what could not be seen in some attempts, the most frequent first."""
    unseen = Counter(fault.value for attempt in analysis.attempts for fault, _ in attempt.not_judged)
    return [f"{fault} in {times} of {len(analysis.attempts)}" for fault, times in unseen.most_common()]


def _seconds(time_us: int) -> str:
    return f"{s_of_us(time_us):.1f}"


def _inches(value_in: float | None) -> str:
    return UNKNOWN if value_in is None else f"{value_in:.1f}"
