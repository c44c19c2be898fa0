"""The report's sections about form: the commonest faults, whether they fade after their cue, what was said.

In:  the history's figures, the sentence of every cue.
Out: sections.
Not here: how a fault is judged (core/faults.py), how the figures are made (storage/history_form.py).

Rule: a fall after a cue is told with what else may have made it fall, and with its margin or not at all.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from kiosk.core.shares import Share
from kiosk.output.plot_svg import Caption
from kiosk.output.plots import Pair, Row, pairs, rows
from kiosk.report_parts import Column, Section, Table
from kiosk.report_words import fault_words, number, percent, some
from kiosk.storage.history_tables import Counted, Fade, FaultShare, Form

FAULTS_SHOWN: Final = 8
FADES_TOLD: Final = 2
CUES_SHOWN: Final = 10
NO_PROOF: Final = (
    "This is no proof that the cue did it. A cue comes after two reps in a row with the fault, so the share before it"
    " is high by choice: the amber bar reaches from the share without those two reps to the share with them. Practice,"
    " tiredness and the distance change too."
)


def form_sections(form: Form, sentences: Mapping[str, str]) -> tuple[Section, ...]:
    """Return how form was and what was said; `sentences` are the cues' own words."""
    return _faults(form.faults), _fades(form.fades), _cues(form.cues, sentences)


def _faults(faults: Sequence[FaultShare]) -> Section:
    table = Table(
        name="faults",
        columns=(
            Column(heading="Fault", key="fault", meaning="The fault's word, as in the README"),
            Column(heading="Is", key="meaning", meaning="The fault in plain words"),
            Column(heading="Reps with it", key="reps_with_it", meaning="Counted reps in which it was seen"),
            Column(
                heading="Reps judged",
                key="reps_judged",
                meaning="Counted reps in drills that judge it, without those in which it could not be seen",
            ),
            Column(heading="Share, %", key="share_percent", meaning="Reps with it of reps judged, percent", decimals=1),
            Column(heading="Not judged", key="reps_not_judged", meaning="Counted reps in which it could not be seen"),
        ),
        rows=tuple(
            (
                item.fault,
                fault_words(item.fault),
                item.share.count,
                item.share.of,
                100 * item.share.value if item.share.of else None,
                item.not_judged,
            )
            for item in faults
        ),
    )
    heading = "What there is to work on"
    seen = [item for item in faults if item.share.count]
    if not seen:
        told = "No fault was seen in the reps of these days."
        return Section(name="faults", heading=heading, sentences=(told,), table=table)
    first = seen[0]
    told = (
        f"The commonest is “{fault_words(first.fault)}”: {percent(first.share.value)} of"
        f" {some(first.share.of, 'rep')} that could be judged for it."
    )
    plot = rows(
        Caption(name="faults", title="Share of reps with each fault", alt=told),
        [
            Row(
                words=fault_words(item.fault),
                told=f"{number(item.share.count)} · {percent(item.share.value)}",
                value=item.share.value,
            )
            for item in seen[:FAULTS_SHOWN]
        ],
    )
    return Section(name="faults", heading=heading, sentences=(told,), plot=plot, table=table)


def _fades(fades: Sequence[Fade]) -> Section:
    table = Table(
        name="faults_after_cue",
        columns=(
            Column(heading="Fault", key="fault", meaning="The fault's word; its cue has the same"),
            Column(heading="Sessions", key="sessions", meaning="Sessions with its cue and judged reps on both sides"),
            Column(heading="Reps before", key="reps_before", meaning="Judged reps before its first cue of the session"),
            Column(heading="With it before", key="with_it_before", meaning="Those with the fault"),
            Column(heading="Before, %", key="before_percent", meaning="Share before the cue, in percent", decimals=1),
            Column(
                heading="Before, less the two, %",
                key="before_alone_percent",
                meaning="The same without the two reps that brought the cue, in percent",
                decimals=1,
            ),
            Column(heading="Reps after", key="reps_after", meaning="Judged reps after its first cue of the session"),
            Column(heading="With it after", key="with_it_after", meaning="Those with the fault"),
            Column(heading="After, %", key="after_percent", meaning="Share after the cue, in percent", decimals=1),
            Column(
                heading="Change, points",
                key="change_points",
                meaning="After less before, in percentage points; below 0 is a fall",
                decimals=1,
            ),
            Column(
                heading="Margin, points",
                key="margin_points",
                meaning="The change is so much more or less, 95 % sure; empty for fewer than 5 sessions",
                decimals=1,
            ),
        ),
        rows=tuple(
            (
                item.fault,
                item.change.sessions,
                item.change.before.of,
                item.change.before.count,
                100 * item.change.before.value,
                _percent_of(item.before_alone),
                item.change.after.of,
                item.change.after.count,
                100 * item.change.after.value,
                100 * item.change.value,
                None if item.change.margin is None else 100 * item.change.margin,
            )
            for item in fades
        ),
    )
    heading = "Does it fade after its cue?"
    told = [item for item in fades if item.change.margin is not None]
    if not told:
        few = "No cue for a fault was given in five sessions or more: too few to say whether anything faded after it."
        return Section(name="fades", heading=heading, sentences=(few,), table=table)
    sentences = tuple(_fade_sentence(item) for item in told[:FADES_TOLD])
    plot = pairs(
        Caption(name="fades", title="Share of reps with a fault before and after its cue", alt=sentences[0]),
        [
            Pair(
                words=fault_words(item.fault),
                told=f"{percent(item.change.before.value)} → {percent(item.change.after.value)}",
                before=(_low(item), item.change.before.value),
                after=item.change.after.value,
                margin=item.change.margin or 0.0,
            )
            for item in told[:FAULTS_SHOWN]
        ],
    )
    note = f"Amber bar: before the first cue of the session. Blue point: after it, with its margin. {NO_PROOF}"
    return Section(name="fades", heading=heading, sentences=sentences, plot=plot, table=table, note=note)


def _fade_sentence(item: Fade) -> str:
    change, margin = item.change, item.change.margin
    assert margin is not None
    told = (
        f"“{fault_words(item.fault)}”: {percent(change.before.value)} of the reps before its first cue of a session,"
        f" {percent(change.after.value)} after it ({some(change.sessions, 'session')})."
    )
    if change.value - margin > 0:
        return f"{told} It came more often."
    if change.value + margin >= 0:
        return f"{told} No clear change."
    if not item.before_alone.of:
        return f"{told} There was no rep before it but those that brought the cue, so the fall says nothing."
    alone, after = percent(item.before_alone.value), percent(change.after.value)
    # a fall that whole percent do not show is none to a coach, however sure it is
    if change.after.value + margin >= item.before_alone.value or after == alone:
        return f"{told} Without the two reps that brought the cue it was {alone} before, so the fall is not clear."
    return f"{told} A fall, also without the two reps that brought the cue ({alone} before)."


def _low(item: Fade) -> float:
    return item.before_alone.value if item.before_alone.of else item.change.before.value


def _percent_of(share: Share) -> float | None:
    return 100 * share.value if share.of else None


def _cues(cues: Sequence[Counted], sentences: Mapping[str, str]) -> Section:
    total = sum(item.count for item in cues)
    table = Table(
        name="cues",
        columns=(
            Column(heading="Cue", key="cue", meaning="The cue's word"),
            Column(heading="Says", key="says", meaning="Its first English sentence"),
            Column(heading="Times", key="times", meaning="How often it was spoken"),
        ),
        rows=tuple((item.name, sentences.get(item.name), item.count) for item in cues),
    )
    heading = "What the mirror said"
    if not total:
        return Section(name="cues", heading=heading, sentences=("Nothing was said in these days.",), table=table)
    first = cues[0]
    often = sentences.get(first.name, first.name)
    told = f"{some(total, 'cue')} in all; most often “{often}”, {some(first.count, 'time')}."
    plot = rows(
        Caption(name="cues", title="How often each cue was spoken", alt=told),
        [
            Row(words=sentences.get(item.name, item.name), told=number(item.count), value=item.count)
            for item in cues[:CUES_SHOWN]
        ],
    )
    return Section(name="cues", heading=heading, sentences=(told,), plot=plot, table=table)
