"""An explanation as text: what was counted and why, attempt by attempt, for a coach.

In:  a journal retold, and which of its sets.
Out: the account of each movement, as lines; the whole as text.
Not here: the phrases (explain_words.py), the page and the plot (explain_page.py, explain_trace.py).

Rule: first what decided and by how much, then what came nearest to deciding otherwise, then form. What was not judged
is said to be so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from textwrap import wrap
from typing import Final

from kiosk.blind import Blind
from kiosk.core.drill import DrillKind
from kiosk.core.events import HeelsProven, LadderMoved, StepRefused, ZeroTaken
from kiosk.core.reasons import Question, Reasons, Row, Standing
from kiosk.core.sign import Quantity
from kiosk.core.units import s_of_us, us_of_s
from kiosk.core.vocab import Fault, Move
from kiosk.explain_phrases import CAUSES, MADE, VERDICTS
from kiosk.explain_words import Wording, name_of
from kiosk.retold import Retold
from kiosk.told import Movement, Noted, ToldSet

FAR_SDS: Final = 2.0
"""What is further than two errors of its measurement from another answer is quite sure (core/family.py)."""
COLUMNS: Final = 110
"""Of a terminal, or of a page of A4 in a small type."""
AROUND_S: Final = 2.0
"""What is looked at before a set's first movement and after its last."""
INDENT: Final = "    "
MOVES: Final = {
    Move.OUT: "The ladder goes out",
    Move.IN: "The ladder goes in",
    Move.BEST_FOR_TODAY: "The best of today is reached",
    Move.CAP: "Far enough for this height",
    Move.FIRST: "The first distance is hard today: a rest",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is told of one movement or of what came between: a headline, and the lines below it."""

    at_us: int
    headline: str
    lines: tuple[str, ...] = ()
    is_counted: bool | None = None
    """None for what was no attempt."""


def text_of(retold: Retold, sets: Sequence[ToldSet]) -> str:
    """Return the whole explanation."""
    lines = [*warnings_of(retold)]
    for told in sets:
        lines += [summary_of(told, retold), *(f"  {line}" for line in refused_of(told))]
        for account in accounts_of(told, retold):
            lines.append(f"  {account.headline}")
            lines += [part for line in account.lines for part in _wrapped(line)]
        lines.append("")
    if not sets:
        lines.append("Nothing that could be an attempt was seen.")
    return "\n".join(lines).rstrip() + "\n"


def _wrapped(line: str) -> list[str]:
    return wrap(line, COLUMNS, initial_indent=INDENT, subsequent_indent=f"{INDENT}  ")


def warnings_of(retold: Retold) -> tuple[str, ...]:
    """Return what keeps this explanation from being the station's own, most important first."""
    capped = "The day's space was used up in this journal: after that only counted reps were recorded."
    agrees = "Every verdict is the one that was recorded."
    return (
        *retold.mismatches,
        *retold.differences,
        *((agrees,) if retold.mismatches and not retold.differences else ()),
        *((capped,) if retold.is_capped else ()),
    )


def summary_of(told: ToldSet, retold: Retold) -> str:
    """Return the set's headline."""
    drill, attempts = told.drill, len(told.recorded)
    if drill.kind is DrillKind.TIMER:
        rounds = "round" if told.rounds == 1 else "rounds"
        return f"Set {told.number}: {drill.title}, {told.rounds} {rounds} by the clock, which judges nothing."
    asked = "" if retold.station.is_recorded else f" of {drill.dose.reps:.0f}"
    plural = "attempt" if attempts == 1 else "attempts"
    span = f"{clock_of(told.movements[0].start_us)} to {clock_of(told.movements[-1].end_us)}"
    is_told_whole = not (retold.is_capped and told is retold.sets[-1])
    left = ", left before its last rep" if is_told_whole else ", told up to where the space was used up"
    cut = "" if told.is_done else left
    return f"Set {told.number}: {drill.title}, {told.count}{asked} counted in {attempts} {plural}, {span}{cut}."


def refused_of(told: ToldSet) -> tuple[str, ...]:
    """Return which attempts were not counted, in one line; none when all were."""
    refused = [(movement, attempt) for movement, attempt in told.recorded if not attempt.verdict.is_counted]
    words = [
        f"attempt {movement.number} ({attempt.verdict.value.replace('_', ' ')}, {clock_of(movement.end_us)})"
        for movement, attempt in refused
    ]
    return (f"Not counted: {', '.join(words)}.",) if words else ()


def accounts_of(told: ToldSet, retold: Retold) -> tuple[Account, ...]:
    """Return everything that is told of a set, in order of time."""
    unit = retold.station.unit
    count = 0
    found = []
    for movement in told.movements:
        final = movement.final
        count += final is not None and final.verdict.is_counted
        found.append(_movement(movement, count, Wording(unit, _height_in(movement))))
    found += [_note(note, Wording(unit)) for note in told.notes]
    found += [
        Account(
            at_us=blind.start_us,
            headline=f"{clock_of(blind.start_us)} to {clock_of(blind.end_us)}: {CAUSES[blind.cause]}.",
        )
        for blind in retold.blinds
        if told.movements and _is_in(blind, told)
    ]
    return tuple(sorted(found, key=lambda account: account.at_us))


def _is_in(blind: Blind, told: ToldSet) -> bool:
    around_us = us_of_s(AROUND_S)
    start_us, end_us = told.movements[0].start_us, told.movements[-1].end_us
    return start_us - around_us <= blind.end_us and blind.start_us <= end_us + around_us


def clock_of(time_us: int) -> str:
    """Return a time of the journal as minutes and seconds: 1:00.4."""
    tenths = round(s_of_us(time_us) * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"


def _height_in(movement: Movement) -> float | None:
    return None if movement.reasons is None else movement.reasons.height_in


def _movement(movement: Movement, count: int, wording: Wording) -> Account:
    attempt, final, reasons = movement.attempt, movement.final, movement.reasons
    when = clock_of(movement.end_us)
    if attempt is None or final is None:
        return Account(at_us=movement.end_us, headline=f"{when}: {_unrecorded(movement, wording)}")
    assert reasons is not None
    where = "" if attempt.rung_in is None else f", at {wording.length(attempt.rung_in)}"
    verdict = VERDICTS[final.verdict]
    number = f" as rep {count}" if final.verdict.is_counted else ""
    headline = f"Attempt {movement.number}, {when}{where}: {verdict.replace('counted', f'counted{number}', 1)}."
    revisions = tuple(_revisions(movement, wording))
    decided = tuple(_decided(reasons, wording))
    if final.verdict is not attempt.verdict and decided:
        decided = (*revisions, f"At first, {VERDICTS[attempt.verdict]}: {decided[0]}", *decided[1:])
    else:
        decided = (*decided, *revisions)
    lines = (*decided, *_form(reasons, wording))
    return Account(at_us=movement.end_us, headline=headline, lines=lines, is_counted=final.verdict.is_counted)


def _unrecorded(movement: Movement, wording: Wording) -> str:
    reasons = movement.reasons
    if reasons is None:
        return "A movement began and was given up: lost from sight, paused, begun anew, or the record ended."
    row = reasons.decisive
    if row is None or row.verdict is not None:
        return "A movement in the rest or after the last set, which belongs to no set: not recorded."
    return f"A movement began and was none. {wording.spoken(row, reasons)}"


def _decided(reasons: Reasons, wording: Wording) -> Iterator[str]:
    row, outcome = reasons.decisive, reasons.outcome
    if row is not None:
        yield wording.spoken(row, reasons)
    if outcome is not None and outcome.is_counted:
        made = [item for item in reasons.rows if item.question in MADE and not item.speaks and _is_told(item, reasons)]
        made.sort(key=lambda item: tuple(MADE).index(item.question))
        if made:
            yield " ".join(wording.made(item, reasons) for item in made)
    elif reasons.otherwise not in (None, outcome):
        yield f"Without this: {VERDICTS[reasons.otherwise]}."
    nearest = reasons.nearest
    if nearest is not None and nearest.distance_sds < FAR_SDS and not _is_said(nearest, reasons):
        yield f"Nearest other rule: {wording.silent(nearest, reasons)}."


def _is_told(row: Row, reasons: Reasons) -> bool:
    """Whether there is something to tell of it: a number, or that the wall is not known yet."""
    return row.sign is not None or (row.question is Question.REACHED and reasons.ground is not None)


def _is_said(row: Row, reasons: Reasons) -> bool:
    """Whether a counted rep's sentence has this number already; of a lean it has the hold, and not the balance."""
    is_hold = row.sign is not None and row.sign.quantity is Quantity.HOLD_S
    outcome = reasons.outcome
    is_counted = outcome is not None and outcome.is_counted
    return is_counted and row.question in MADE and (row.question is not Question.LEANING or is_hold)


def _revisions(movement: Movement, wording: Wording) -> Iterator[str]:
    before = movement.attempt
    for revision in movement.revisions:
        now = revision.attempt
        assert before is not None
        when = clock_of(revision.at_us)
        if revision.by is None:
            yield f"Added at {when}: {name_of(Fault.LEAN_BACK)}, the lockout ended past upright."
        elif now.is_touch:
            yield f"Confirmed as a touch at {when}: attempt {revision.by} stopped at the same place."
        else:
            gap = "" if now.hip_gap_in is None else f", {wording.length(now.hip_gap_in)} beyond it"
            was = "Taken back" if before.verdict.is_counted else "Known to be short"
            yield f"{was} at {when}: attempt {revision.by} came further{gap}, so the wall was not reached here."
        before = now


def _form(reasons: Reasons, wording: Wording) -> Iterator[str]:
    rows = {how: [row for row in reasons.faults if row.standing is how] for how in Standing}
    outcome = reasons.outcome
    if outcome is None or not outcome.is_counted:
        return
    told = [*rows[Standing.FOUND], *rows[Standing.LINGERING]]
    if told:
        yield _sentence("form: " + "; ".join(wording.fault(row) for row in told))
    signs = [(row.sign.sds, row) for row in rows[Standing.CLEAR] if row.sign is not None]
    if signs and not rows[Standing.FOUND]:
        sds, near = max(signs, key=itemgetter(0))
        yield f"Form: no fault found; nearest {wording.fault(near)}." if sds > -FAR_SDS else "Form: no fault found."
    if rows[Standing.NOT_JUDGED]:
        yield "Not judged: " + "; ".join(wording.fault(row) for row in rows[Standing.NOT_JUDGED]) + "."


def _note(note: Noted, wording: Wording) -> Account:
    match note:
        case ZeroTaken():
            told = "The zero was taken at the wall."
        case HeelsProven(rung_in=rung_in, measured_in=measured_in):
            told = f"Heels proven at {wording.length(rung_in)}, measured {wording.length(measured_in)}."
        case StepRefused(measured_in=measured_in, target_in=target_in):
            told = (
                f"Asked to put the feet right: measured {wording.length(measured_in)},"
                f" asked for {wording.length(target_in)}."
            )
        case LadderMoved(move=move, rung_in=rung_in):
            told = f"{MOVES[move]} from {wording.length(rung_in)}."
    return Account(at_us=note.at_us, headline=f"{clock_of(note.at_us)}: {told}")


def _sentence(phrase: str) -> str:
    return f"{phrase[0].upper()}{phrase[1:]}."
