"""The family of movement that the station names when no drill is given, against the true one.

In:  the truth of a clip or trace, its pose samples and lane; scores that know both.
Out: the clip's score with its family; one line over all of them.
Not here: counts, verdicts, distances (judge.py, judge_wall.py).

Rule: not sure is not wrong, and both are told by name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from kiosk.analysis import AUTO, analyse
from kiosk.catalogue import Catalogue
from kiosk.core.lane import Lane
from kiosk.core.pose import PoseSample
from kiosk.core.vocab import Family
from kiosk.evidence import Drill, Kind, Truth
from kiosk.scorecard import ClipScore

SQUAT: Final = "squat"
"""In the name of a trace, which knows nothing of its reps but how many are hinges."""


def with_family(
    score: ClipScore, truth: Truth, *, samples: Sequence[PoseSample], lane: Lane | None, catalogue: Catalogue
) -> ClipScore:
    """Return a clip's score with its true family and the one the station names."""
    found = analyse(samples, drill=AUTO, lane=lane, catalogue=catalogue).likeness.family
    return replace(score, family=(true_family(truth), found))


def true_family(truth: Truth) -> Family:
    """Return what a clip shows: what its reps are, not how well they are done."""
    kinds = {rep.kind for rep in truth.reps}
    if kinds - {Kind.SQUAT, Kind.PARTIAL} or truth.most > 0:
        return Family.WALL_HINGE if truth.drill is Drill.WALL_HINGE else Family.HINGE
    is_squat = Kind.SQUAT in kinds or (not kinds and SQUAT in truth.name)
    return Family.SQUAT if is_squat else Family.NEITHER


def family_line(scores: Iterable[ClipScore]) -> str:
    """Return how often the family was named right, not told, and named wrong, with the names of the latter two."""
    told = [(score.name, *score.family) for score in scores if score.family is not None]
    unsure = [name for name, true, found in told if found is Family.NOT_SURE and true is not found]
    wrong = [f"{name} as {found.value}" for name, true, found in told if found not in (true, Family.NOT_SURE)]
    names = "; ".join(
        f"{what}: {', '.join(which)}" for what, which in (("not sure", unsure), ("wrong", wrong)) if which
    )
    line = f"auto family: right {len(told) - len(unsure) - len(wrong)} of {len(told)}"
    return f"{line}, not sure {len(unsure)}, wrong {len(wrong)}{f' ({names})' if names else ''}\n"
