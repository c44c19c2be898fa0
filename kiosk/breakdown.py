"""The breakdown: the same figures per body, sex, stature, camera yaw and facing, at every pose rate.

In:  clip scores (scorecard.py), each with its view.
Out: Figures over any clips in one run, and Groups of clips that are alike in one respect.
Not here: judging (judge.py), text (breakdown_text.py).

Rule: a respect is a row of RESPECTS. A clip that does not tell it is in none of its groups. A border belongs to the
group below it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.core.vocab import Verdict
from kiosk.evidence import View
from kiosk.judge import Tally, sum_tallies
from kiosk.runs import RATE_RUNS, Run
from kiosk.scorecard import ClipScore

YAWS_DEG: Final = (10.0, 20.0)
YAW_NAMES: Final = ("0–10°", "10–20°", "over 20°")
"""The camera's angle off the side view; the rendered ones end at 25°."""

STATURES_M: Final = (1.65, 1.75)
STATURE_NAMES: Final = ("1.65 m or less", "1.65–1.75 m", "over 1.75 m")
"""Either side of 1.70 m, which is taken for a stature that is not known (C.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Some clips in one run. `empty` have no rep, and in `silent` of them none was counted."""

    clips: int
    exact: int
    empty: int
    silent: int
    touch: Tally
    near_miss: Tally
    faults: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The clips that are alike in one respect, in each run."""

    respect: str
    name: str
    figures: Mapping[Run, Figures]


def figures_of(scores: Iterable[ClipScore], run: Run) -> Figures:
    """Return the figures of rendered clips in one run."""
    judged = [(score, score.runs[run]) for score in scores if run in score.runs and not score.is_trace]
    empty = [result for score, result in judged if score.most == 0]
    verdicts = sum_tallies(result.verdicts for _, result in judged)
    faults = sum_tallies(result.faults for _, result in judged)
    return Figures(
        clips=len(judged),
        exact=sum(result.is_exact for _, result in judged),
        empty=len(empty),
        silent=sum(result.counted == 0 for result in empty),
        touch=sum((result.touch for _, result in judged), Tally()),
        near_miss=verdicts.get(Verdict.NEAR_MISS.value, Tally()),
        faults=sum(faults.values(), Tally()),
    )


def groups_of(scores: Sequence[ClipScore]) -> tuple[Group, ...]:
    """Return every group of every respect, in the order of RESPECTS and then of their names."""
    groups: list[Group] = []
    for respect, name_of in RESPECTS.items():
        members: dict[str, list[ClipScore]] = {}
        for score in scores:
            name = None if score.is_trace else name_of(score.view)
            if name is not None:
                members.setdefault(name, []).append(score)
        groups.extend(
            Group(respect=respect, name=name, figures={run: figures_of(members[name], run) for run in RATE_RUNS})
            for name in sorted(members)
        )
    return tuple(groups)


def _body(view: View) -> str | None:
    return None if view.sex is None or view.stature_m is None else f"{view.sex} {view.stature_m:.3f} m"


def _stature(view: View) -> str | None:
    return None if view.stature_m is None else STATURE_NAMES[bisect_left(STATURES_M, view.stature_m)]


def _yaw(view: View) -> str | None:
    return None if view.yaw_deg is None else YAW_NAMES[bisect_left(YAWS_DEG, abs(view.yaw_deg))]


RESPECTS: Final[Mapping[str, Callable[[View], str | None]]] = {
    "camera yaw": _yaw,
    "facing": lambda view: view.facing,
    "sex": lambda view: view.sex,
    "stature": _stature,
    "body": _body,
}
