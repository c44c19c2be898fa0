"""The set seen again: at the start of a rest the attempt to mend, then the best rep, as a drawn figure that moves.

In:  the state in a rest, with the curves of the set that has ended.
Out: the Scene of this instant; None when there is nothing left to show again.
Not here: the still picture of a rest (mirror.py), the curve (curve.py), how a figure is drawn (figure.py).

Rule: a function of the state. Each is shown once and nothing loops; what is to be mended stands beside what to do, and
what was not seen is not drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from kiosk.core.bottom import median
from kiosk.core.curve import Curve
from kiosk.core.figure import HINGED_KNEE_DEG, STANDING, STANDING_KNEE_DEG, STANDING_LEAN_DEG, figure_of
from kiosk.core.frozen import replace
from kiosk.core.gauges import range_gauge_of
from kiosk.core.scene import Figure, Role, Scene, SceneKind
from kiosk.core.state import State, Station
from kiosk.core.units import US_PER_S, us_of_s
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Fault, Verdict
from kiosk.core.vocab_cues import Cue, ScreenWord
from kiosk.core.wording import short_of, text_of

WORSE: Final = (
    Verdict.CLEAN,
    Verdict.FAULTED,
    Verdict.LEAN,
    Verdict.NEAR_MISS,
    Verdict.SHALLOW,
    Verdict.NO_LOCKOUT,
    Verdict.SQUAT,
)
"""The order of the verdicts from best to weakest. One that is not here was not seen, and is not shown again."""
MEND_WORDS: Final = {
    Verdict.LEAN: ScreenWord.LEAN,
    Verdict.NEAR_MISS: ScreenWord.NEAR_MISS,
    Verdict.SHALLOW: ScreenWord.SHALLOW,
    Verdict.NO_LOCKOUT: ScreenWord.NO_LOCKOUT,
    Verdict.SQUAT: ScreenWord.SQUAT,
}

BEFORE_US: Final = us_of_s(2.0)
"""Into the rest: a second of the count, and one to look up."""
LEAST_US: Final = us_of_s(2.0)
MOST_US: Final = us_of_s(3.0)
"""A rep is shown at its own pace, but within these, so that two of them take a tenth of the shortest rest."""
AFTER_US: Final = us_of_s(0.7)
"""It stands tall this long before the next."""
PICTURES_HZ: Final = 15
"""Fluent to the eye for a body that takes seconds, at half the cost of every tick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rerun:
    """One attempt to be shown again: its curve, its words, and whether it is the best."""

    attempt: Attempt
    curve: Curve
    headline: str
    line: str
    is_best: bool

    @property
    def length_us(self) -> int:
        """How long its movement is shown."""
        return min(max(self.curve.length_us, LEAST_US), MOST_US)


def rerun_scene(state: State, station: Station, still: Scene) -> Scene | None:
    """Return the moving picture of this instant of a rest, which keeps ladder, ring and line of the still one."""
    left_us = state.now_us - state.course.since_us - BEFORE_US
    if left_us < 0 or not state.curves:
        return None
    for shown in reruns_of(state, station):
        if left_us < shown.length_us + AFTER_US:
            picture = left_us * PICTURES_HZ // US_PER_S * US_PER_S // PICTURES_HZ
            return _scene(shown, picture / shown.length_us, station, still)
        left_us -= shown.length_us + AFTER_US
    return None


def reruns_of(state: State, station: Station) -> tuple[Rerun, ...]:
    """Return what a rest shows again, in order: the weakest attempt if there is something to mend, and the best rep.

    Weaker is: the later verdict of WORSE, then more faults, then the nearer rung, then an inch or more less of hip
    travel, then a length further from the set's usual one; of equals the later is the better, for it is remembered.
    """
    attempts = state.records[state.course.done_first : state.course.set_first]
    curves = {curve.number: curve for curve in state.curves}
    seen = [item for item in attempts if item.number in curves and item.verdict in WORSE]
    if not seen:
        return ()
    usual_s = median([item.tempo_s for item in seen])
    ranked = sorted(seen, key=lambda item: _weakness(item, usual_s))
    best, weakest = ranked[0], ranked[-1]
    found = []
    if weakest is not best and (weakest.verdict is not Verdict.CLEAN or weakest.faults):
        found.append(_to_mend(weakest, curves[weakest.number], attempts, station))
    if best.verdict.is_counted:
        headline = text_of(station, ScreenWord.REPLAY_BEST, number=_count_at(best, attempts))
        found.append(
            Rerun(attempt=best, curve=curves[best.number], headline=headline, line="", is_best=True),
        )
    return tuple(found)


def _weakness(attempt: Attempt, usual_s: float) -> tuple[float, ...]:
    rung_in = -inf if attempt.rung_in is None else attempt.rung_in
    return (
        WORSE.index(attempt.verdict),
        len(attempt.faults),
        -rung_in,
        -round(attempt.travel_in),
        round(abs(attempt.tempo_s - usual_s), 1),
        -attempt.number,
    )


def _count_at(attempt: Attempt, attempts: Sequence[Attempt]) -> int:
    """Return how many of the set had been counted with this attempt."""
    return sum(item.verdict.is_counted for item in attempts if item.number <= attempt.number)


def _to_mend(attempt: Attempt, curve: Curve, attempts: Sequence[Attempt], station: Station) -> Rerun:
    count = _count_at(attempt, attempts)
    if attempt.verdict.is_counted:
        headline = text_of(station, ScreenWord.REPLAY_MEND, number=count)
    elif count:
        headline = text_of(station, ScreenWord.REPLAY_AFTER, number=count)
    else:
        headline = text_of(station, ScreenWord.REPLAY_FIRST)
    word = MEND_WORDS.get(attempt.verdict)
    line = short_of(station, Cue(attempt.faults[0].value)) if word is None else text_of(station, word)
    return Rerun(attempt=attempt, curve=curve, headline=headline, line=line, is_best=False)


def _scene(shown: Rerun, share: float, station: Station, still: Scene) -> Scene:
    peak_deg = max(shown.curve.peak_deg, STANDING_LEAN_DEG)
    knee_deg = _bottom_knee_deg(shown.attempt)
    lean_deg = shown.curve.lean_deg_at(share) if share < 1.0 else 0.0
    return replace(
        still,
        kind=SceneKind.REPLAY,
        headline=shown.headline,
        headline_role=Role.CALM if shown.is_best else Role.HEED,
        line=shown.line or still.line,
        line_role=Role.HEED if shown.line else Role.INK,
        fact="",
        figure=_pose(lean_deg, peak_deg, knee_deg),
        figure_role=Role.CALM if shown.is_best else Role.HEED,
        ghost=STANDING,
        placed_by=_pose(peak_deg, peak_deg, knee_deg),
        range_gauge=range_gauge_of(shown.attempt, station),
    )


def _bottom_knee_deg(attempt: Attempt) -> float:
    """Return the bend of the knees to draw at the bottom: the usual one, but the measured where it was the verdict."""
    is_squat = attempt.verdict is Verdict.SQUAT or Fault.SQUATTY in attempt.faults
    return HINGED_KNEE_DEG if attempt.knee_deg is None or not is_squat else max(attempt.knee_deg, HINGED_KNEE_DEG)


def _pose(lean_deg: float, peak_deg: float, knee_deg: float) -> Figure:
    """Return the figure on its way: the knees bend as the trunk leans, from standing tall to the bottom."""
    share = min(max(lean_deg / peak_deg, 0.0), 1.0)
    return figure_of(
        lean_deg=max(round(lean_deg), STANDING_LEAN_DEG),
        knee_deg=STANDING_KNEE_DEG + (knee_deg - STANDING_KNEE_DEG) * share,
    )
