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

JITTER: Final = 0.1
"""Share of a period by which a sample may be early for its turn: capture times wander by a few per cent."""


@unique
class Run(Enum):
    """One way to analyse a clip."""

    GIVEN = "given drill, every pose"
    AUTO = "drill left open, every pose"
    HZ_20 = "given drill, 20 poses/s"
    HZ_15 = "given drill, 15 poses/s"
    SLOW = "given drill, 10 poses/s"
    LIVE = "live, every pose"
    LIVE_HZ_20 = "live, 20 poses/s"
    LIVE_HZ_15 = "live, 15 poses/s"
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
    Run.HZ_20: Plan(rate_hz=20.0),
    Run.HZ_15: Plan(rate_hz=15.0),
    Run.SLOW: Plan(rate_hz=10.0),
    Run.LIVE: Plan(is_live=True),
    Run.LIVE_HZ_20: Plan(rate_hz=20.0, is_live=True),
    Run.LIVE_HZ_15: Plan(rate_hz=15.0, is_live=True),
    Run.LIVE_SLOW: Plan(rate_hz=10.0, is_live=True),
}

LIVE_RUNS: Final = tuple(run for run, plan in PLANS.items() if plan.is_live)
RATE_RUNS: Final = tuple(run for run, plan in PLANS.items() if plan.is_drill_given and not plan.is_live)
"""The same judging at one pose rate after the other, the fastest first."""


def fed(samples: Sequence[PoseSample], plan: Plan) -> tuple[PoseSample, ...]:
    """Return the samples that a run takes of a clip."""
    return tuple(samples) if plan.rate_hz is None else at_rate(samples, rate_hz=plan.rate_hz)


def at_rate(samples: Sequence[PoseSample], *, rate_hz: float) -> tuple[PoseSample, ...]:
    """Thin samples out to a rate, by capture time, as a slower board would deliver them.

    Each turn takes the first sample that is due, so a rate that does not divide the camera's comes in uneven steps.
    """
    period_us = us_of_s(1.0 / rate_hz)
    early_us = round(JITTER * period_us)
    kept: list[PoseSample] = []
    due_us = 0
    for sample in samples:
        late_us = sample.capture_us - due_us
        if not kept or late_us >= -early_us:
            # a source slower than the rate has no turns to make up for
            due_us = (due_us if kept and late_us < period_us else sample.capture_us) + period_us
            kept.append(sample)
    return tuple(kept)
