"""The judge of reps: what the station found in one clip against what truly happened.

In:  a Truth and a Found of the same clip (evidence.py).
Out: figures: exact counts, and hits, false alarms and misses per verdict, per fault and for the touch.
Not here: distances, latency and the ladder (judge_wall.py), verdict by verdict (confusion.py), text.

Rule: an attempt and a true rep are one to one, the longest common time first; what the truth leaves open is not judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from kiosk.core.vocab import Fault, Verdict
from kiosk.evidence import Attempt, Found, Kind, Span, TrueRep, Truth

SEVERE: Final = 0.6
"""Rendered faults are judged from this severity up; below it, and above 0, they are a matter of taste."""

LEAST_COMMON: Final = 0.25
"""Share of the shorter of two stretches that must be common before they are the same rep."""

WRONG_RUNG_IN: Final = 0.5
"""A rep is at the wrong rung from half a rung away; rungs are an inch apart (hinge.md C.5)."""

MAJOR: Final = frozenset({"squat", "hips_not_back"})
"""The rendered faults that make a counted rep `faulted` (hinge.md B.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """How a rendered fault shows in the analysis: as one of these faults, or as this verdict."""

    rendered: tuple[str, ...]
    fault: Fault | None = None
    verdict: Verdict | None = None


SIGNS: Final[Mapping[str, Sign]] = {
    "squat": Sign(rendered=("squat",), fault=Fault.SQUATTY, verdict=Verdict.SQUAT),
    "hips_not_back": Sign(rendered=("hips_not_back",), fault=Fault.HIPS_NOT_BACK),
    "head_up": Sign(rendered=("head_up",), fault=Fault.HEAD_UP),
    "knees_locked": Sign(rendered=("locked_knees",), fault=Fault.KNEES_LOCKED),
    "rounding_hint": Sign(rendered=("round_lower", "round_upper"), fault=Fault.ROUNDING_HINT),
    "shallow": Sign(rendered=("shallow",), verdict=Verdict.SHALLOW),
    "no_lockout": Sign(rendered=("not_tall",), verdict=Verdict.NO_LOCKOUT),
}

VERDICT_OF_KIND: Final[Mapping[Kind, Verdict]] = {
    Kind.PARTIAL: Verdict.SHALLOW,
    Kind.SQUAT: Verdict.SQUAT,
    Kind.NEAR_MISS: Verdict.NEAR_MISS,
    Kind.LEAN: Verdict.LEAN,
}

JUDGED_VERDICTS: Final = tuple(
    verdict for verdict in Verdict if verdict not in (Verdict.NO_LOCKOUT, Verdict.NOT_SURE, Verdict.VOID)
)
"""No rendered rep is certainly one of the other three: a missing lockout is judged as a fault, two claim nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often something was said rightly, said wrongly, and not said although true."""

    hits: int = 0
    false_alarms: int = 0
    misses: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            hits=self.hits + other.hits,
            false_alarms=self.false_alarms + other.false_alarms,
            misses=self.misses + other.misses,
        )

    @property
    def n(self) -> int:
        """How often it was true."""
        return self.hits + self.misses

    @property
    def precision(self) -> float | None:
        """Share of what was said that was true; None when nothing was said."""
        return self.hits / (self.hits + self.false_alarms) if self.hits + self.false_alarms else None

    @property
    def recall(self) -> float | None:
        """Share of what was true that was said; None when it never was."""
        return self.hits / self.n if self.n else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A true rep and the attempt seen for it; one of them is None when it has no partner."""

    rep: TrueRep | None
    attempt: Attempt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RungReading:
    """Counted reps at a known wall distance: how many, how many unread, how many more than half a rung off."""

    counted: int = 0
    unread: int = 0
    wrong: int = 0

    def __add__(self, other: "RungReading") -> "RungReading":
        return RungReading(
            counted=self.counted + other.counted, unread=self.unread + other.unread, wrong=self.wrong + other.wrong
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanReps:
    """Flawless reps that were seen, how many had a fault raised on them, and how often each fault was."""

    seen: int
    alarmed: int
    raised: Mapping[str, int]


def is_exact(found: Found, truth: Truth) -> bool:
    """Whether the count lies in the range the truth allows."""
    return truth.least <= found.reps_counted <= truth.most


def pairs_of(found: Found, truth: Truth) -> tuple[Pair, ...]:
    """Match attempts to true reps by common time, then list whatever stayed alone."""
    candidates = sorted(
        (
            (-common_s, i, j)
            for (i, rep), (j, attempt) in product(enumerate(truth.reps), enumerate(found.attempts))
            if (common_s := shared_s(rep.span, attempt.span)) > 0
        ),
    )
    attempt_of: dict[int, int] = {}
    for _, i, j in candidates:
        if i not in attempt_of and j not in attempt_of.values():
            attempt_of[i] = j
    matched = set(attempt_of.values())
    return (
        *(
            Pair(rep=rep, attempt=found.attempts[attempt_of[i]] if i in attempt_of else None)
            for i, rep in enumerate(truth.reps)
        ),
        *(Pair(rep=None, attempt=attempt) for j, attempt in enumerate(found.attempts) if j not in matched),
    )


def shared_s(one: Span, other: Span) -> float:
    """Return the seconds two stretches share; 0 when too few for them to be the same rep."""
    common_s = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
    shorter_s = min(one.end_s - one.start_s, other.end_s - other.start_s)
    return common_s if common_s >= LEAST_COMMON * shorter_s else 0.0


def true_verdict(rep: TrueRep) -> Verdict | None:
    """Return the one right verdict of a true rep; None when more than one would be right."""
    if rep.kind is Kind.HINGE:
        if not any(rep.severity.values()):
            return Verdict.CLEAN
        return Verdict.FAULTED if any(rep.severity.get(fault, 0.0) >= SEVERE for fault in MAJOR) else None
    return VERDICT_OF_KIND.get(rep.kind)


def tally_verdicts(pairs: Sequence[Pair]) -> dict[str, Tally]:
    """Judge every verdict on the reps that have one right verdict, and on the attempts where nothing happened."""
    judged = [
        (None if pair.rep is None else true_verdict(pair.rep), None if pair.attempt is None else pair.attempt.verdict)
        for pair in pairs
        if pair.rep is None or true_verdict(pair.rep) is not None
    ]
    return {
        verdict.value: _tally((true is verdict, said is verdict) for true, said in judged)
        for verdict in JUDGED_VERDICTS
    }


def tally_faults(pairs: Sequence[Pair]) -> dict[str, Tally]:
    """Judge every rendered fault on the reps where it is severe or absent."""
    return {
        name: _tally(
            (severity >= SEVERE, _shows(pair.attempt, sign))
            for pair in pairs
            if (severity := _severity(pair.rep, sign)) == 0 or severity >= SEVERE
        )
        for name, sign in SIGNS.items()
    }


def faults_on_clean_reps(pairs: Sequence[Pair]) -> CleanReps:
    """Count the faults raised on reps that have none."""
    clean = [
        pair.attempt
        for pair in pairs
        if pair.rep is not None and pair.attempt is not None and true_verdict(pair.rep) is Verdict.CLEAN
    ]
    return CleanReps(
        seen=len(clean),
        alarmed=sum(bool(attempt.faults) for attempt in clean),
        raised={fault.value: sum(fault.value in attempt.faults for attempt in clean) for fault in Fault},
    )


def tally_touch(pairs: Sequence[Pair]) -> Tally:
    """Judge the touch of each rep at a wall. Leans are left out: they touch, but no tap is asked of them."""
    return _tally(
        (pair.rep is not None and pair.rep.touch is not None, pair.attempt is not None and pair.attempt.touch is True)
        for pair in pairs
        if pair.rep is None or (pair.rep.is_at_wall and pair.rep.kind is not Kind.LEAN)
    )


def rung_reading(pairs: Sequence[Pair]) -> RungReading:
    """Compare each counted rep's wall distance with the true one."""
    readings = [
        (pair.rep.heel_in, pair.attempt.wall_distance_in)
        for pair in pairs
        if pair.rep is not None
        and pair.rep.heel_in is not None
        and pair.attempt is not None
        and pair.attempt.verdict.is_counted
    ]
    return RungReading(
        counted=len(readings),
        unread=sum(read is None for _, read in readings),
        wrong=sum(read is not None and abs(read - true) > WRONG_RUNG_IN for true, read in readings),
    )


def sum_tallies(tables: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """Add the tallies of the same name over many clips."""
    total: dict[str, Tally] = {}
    for table in tables:
        for name, tally in table.items():
            total[name] = total.get(name, Tally()) + tally
    return total


def _severity(rep: TrueRep | None, sign: Sign) -> float:
    return 0.0 if rep is None else max(rep.severity.get(name, 0.0) for name in sign.rendered)


def _shows(attempt: Attempt | None, sign: Sign) -> bool:
    if attempt is None:
        return False
    return attempt.verdict is sign.verdict or (sign.fault is not None and sign.fault.value in attempt.faults)


def _tally(true_and_said: Iterable[tuple[bool, bool]]) -> Tally:
    outcomes = list(true_and_said)
    return Tally(
        hits=outcomes.count((True, True)),
        false_alarms=outcomes.count((False, True)),
        misses=outcomes.count((True, False)),
    )
