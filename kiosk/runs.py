"""Runs: the ways one clip is analysed, and the poses each of them is fed.

In:  the pose samples of a clip.
Out: the samples a run takes of them; whether it has its drill given, and whether it is judged as a live visit.
Not here: running them (trial.py), judging them (scorecard.py).

Rule: a way to analyse is a row of PLANS. Slower rates are thinned from the same poses: nothing is inferred again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from kiosk.core.pose import PoseSample
from kiosk.core.units import us_of_s

JITTER: Final = 0.9
"""Share of a period that must have passed before the next sample is kept: capture times wander by a few per cent."""


@unique
class Run(Enum):
    """One way to analyse a clip."""

    GIVEN = "given drill, every pose"
    AUTO = "drill left open, every pose"
    SLOW = "given drill, 10 poses/s"
    LIVE = "live, every pose"
    LIVE_SLOW = "live, 10 poses/s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run is fed and how it is judged. `rate_hz` None is every pose; live is what somebody there would get."""

    rate_hz: float | None = None
    is_drill_given: bool = True
    is_live: bool = False


PLANS: Final[Mapping[Run, Plan]] = {
    Run.GIVEN: Plan(),
    Run.AUTO: Plan(is_drill_given=False),
    Run.SLOW: Plan(rate_hz=10.0),
    Run.LIVE: Plan(is_live=True),
    Run.LIVE_SLOW: Plan(rate_hz=10.0, is_live=True),
}

LIVE_RUNS: Final = tuple(run for run, plan in PLANS.items() if plan.is_live)


def fed(samples: Sequence[PoseSample], plan: Plan) -> tuple[PoseSample, ...]:
    """Return the samples that a run takes of a clip."""
    return tuple(samples) if plan.rate_hz is None else at_rate(samples, rate_hz=plan.rate_hz)


def at_rate(samples: Sequence[PoseSample], *, rate_hz: float) -> tuple[PoseSample, ...]:
    """Thin samples out to at most a rate, by capture time, as a slower board would deliver them."""
    least_us = us_of_s(JITTER / rate_hz)
    kept: list[PoseSample] = []
    for sample in samples:
        if not kept or sample.capture_us - kept[-1].capture_us >= least_us:
            kept.append(sample)
    return tuple(kept)
