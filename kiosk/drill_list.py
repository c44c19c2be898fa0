"""The drills as a table, and drill files tried one by one.

In:  a catalogue, or paths of drill files.
Out: text for the owner.
Not here: reading a drill file (catalogue.py), what a drill is (core/drill.py).

Rule: everything wrong with every file is told in one run.
"""

from collections.abc import Sequence
from math import ceil
from pathlib import Path

from kiosk.catalogue import Catalogue, is_programme, load_drill, load_programme
from kiosk.core.drill import Drill, DrillKind
from kiosk.core.timer import TimerParams
from kiosk.errors import OwnerError
from kiosk.measured import aligned


def list_drills(catalogue: Catalogue) -> str:
    """Return one row a drill (its id, title, kind, what carries it, its dose), then one a programme and its drills."""
    rows = [("drill", "title", "kind", "carried by", "dose")]
    rows += [
        (
            drill.id,
            drill.title,
            drill.kind.value,
            "clock" if drill.signal is None else drill.signal.value,
            dose_of(drill),
        )
        for drill in catalogue.drills.values()
    ]
    programmes = [("programme", "drills in order")]
    programmes += [
        (programme.id, ", ".join(step.drill for step in programme.steps)) for programme in catalogue.programmes.values()
    ]
    return f"{aligned(rows)}\n{aligned(programmes)}"


def check_drills(paths: Sequence[Path], catalogue: Catalogue) -> str:
    """Return one line a good file, of a drill or of a programme. Raises OwnerError with every problem of every file."""
    problems: list[str] = []
    lines = []
    for path in paths:
        try:
            if is_programme(path):
                title = load_programme(path, catalogue.drills).title
            else:
                title = load_drill(path, catalogue.pack).title
        except OwnerError as error:
            problems += error.problems
        else:
            lines.append(f"{path}: good, {title}.\n")
    if problems:
        raise OwnerError(problems)
    return "".join(lines)


def dose_of(drill: Drill) -> str:
    """Return the dose in one phrase."""
    dose = drill.dose
    sets = f"{dose.sets:g}" if drill.kind is not DrillKind.REPS and dose.reps == 1 else f"{dose.sets:g} x {dose.reps:g}"
    match drill.kind:
        case DrillKind.REPS:
            each = "reps" if drill.hold_at is None else f"reps, {dose.hold_s:g} s at the {drill.hold_at.value}"
        case DrillKind.HOLD:
            each = f"holds of {dose.hold_s:g} s"
        case DrillKind.TIMER:
            sides = "" if drill.timer.sides == 1 else " a side"
            each = f"rounds of {_work(drill.timer)}{sides}"
    return f"{sets} {each}, rest {dose.rest_s:g} s"


def _work(timer: TimerParams) -> str:
    """Return what a side is: its counts, but for one at its very end, which is not spoken; or its seconds."""
    return f"{ceil(timer.work_s / timer.pace_s) - 1} counts" if timer.pace_s > 0 else f"{timer.work_s:g} s"
