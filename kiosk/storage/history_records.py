"""What the history keeps of a session: its sets, its attempts, what was said, how the ladder moved.

In:  nothing.
Out: frozen records, the rows of the history's tables.
Not here: the tables (history_schema.py), where the records come from (digest.py).

Rule: seconds are since the session began, distances are inches from the wall, a missing figure is None.
"""

from dataclasses import dataclass

from kiosk.core.vocab import Fault, Move, Verdict
from kiosk.core.vocab_cues import Cue


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord:
    """One attempt, as its last revision has it. `number` counts within the session."""

    number: int
    verdict: Verdict
    ended_s: float
    tempo_s: float
    hold_s: float
    lean_deg: float
    knee_deg: float | None = None
    rung_in: float | None = None
    wall_distance_in: float | None = None
    hip_gap_in: float | None = None
    is_touch: bool | None = None
    faults: tuple[Fault, ...] = ()
    not_judged: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRecord:
    """One set: from the end of the one before to its last attempt. `is_done` is False when it was left."""

    number: int
    drill: str
    began_s: float
    ended_s: float
    reps: int
    is_done: bool
    attempts: tuple[AttemptRecord, ...]
    first_rung_in: float | None = None
    last_rung_in: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CueRecord:
    """One instruction that was spoken; the set it was spoken in by its number, if in any."""

    spoken_s: float
    cue: Cue
    set_number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RungRecord:
    """One decision of the ladder, and the rung it was made on."""

    at_s: float
    move: Move
    rung_in: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """One session. `page` is its journal's name without suffix, `began` the local wall time as 2026-11-20T09:50:00."""

    page: str
    began: str
    length_s: float
    drill: str
    unit: str
    program: str
    is_calibrated: bool
    is_finished: bool
    reps: int
    best_rung_in: float | None
    sets: tuple[SetRecord, ...] = ()
    cues: tuple[CueRecord, ...] = ()
    rungs: tuple[RungRecord, ...] = ()
    samples_hz: float | None = None
    trouble_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthRecord:
    """The machine in the last ten minutes. `at` is the local wall time; counts are of these ten minutes."""

    at: str
    inference_median_ms: float | None = None
    inference_p95_ms: float | None = None
    age_median_ms: float | None = None
    age_p95_ms: float | None = None
    dropped: int = 0
    late_ticks: int = 0
    ticks: int = 0
    temperature_c: float | None = None
    memory_mb: float | None = None
