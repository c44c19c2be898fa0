"""The report's sections about training: when, how much, with what verdict.

In:  the history's figures.
Out: sections.
Not here: the distance from the wall (report_ladder.py), form and cues (report_form.py), camera and machine
(report_machine.py), the page (report_page.py).

Rule: what is too little to show has a sentence that says so, and no plot.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from kiosk.core.vocab import Verdict
from kiosk.output.plot_svg import Caption
from kiosk.output.plots import Row, columns, rows, week
from kiosk.report_parts import Column, Section, Table
from kiosk.report_words import (
    WEEKDAYS,
    day,
    number,
    percent,
    short_day,
    some,
    spaced,
    verdict_words,
)
from kiosk.storage.history_tables import DayCount, DrillCount, Training

MOST_DAYS: Final = 120
"""More bars than this are too thin for a phone: then a bar is a week."""
DATES_SHOWN: Final = 4
DRILLS_SHOWN: Final = 8
WEEK_DAYS: Final = 7


def training_sections(training: Training) -> tuple[Section, ...]:
    """Return when was trained, how much, and how it went."""
    return (
        _days(training.days),
        _hours(training.hours),
        _verdicts(training),
        _drills(training),
    )


def _days(days: Sequence[DayCount]) -> Section:
    sessions = sum(item.sessions for item in days)
    table = Table(
        name="days",
        columns=(
            Column(heading="Day", key="day", meaning="Date on the station's clock"),
            Column(heading="Sessions", key="sessions", meaning="Sessions that began on that day"),
            Column(heading="Reps", key="reps", meaning="Reps counted in them"),
        ),
        rows=tuple((item.day, item.sessions, item.reps) for item in days),
    )
    if not sessions:
        told = "No session has a date, because the clock was not set."
        return Section(name="days", heading="Sessions a day", sentences=(told,), table=table)
    busiest = max(days, key=lambda item: item.sessions)
    open_days = sum(item.sessions > 0 for item in days)
    sentences = (
        (
            f"{some(sessions, 'session')} on {number(open_days)} of {some(len(days), 'day')},"
            f" {sessions / len(days):.1f} a day."
        ),
        f"Most came on {WEEKDAYS[busiest.day.weekday()]}, {day(busiest.day)}: {number(busiest.sessions)}.",
    )
    is_weekly = len(days) > MOST_DAYS
    bars = _weeks(days) if is_weekly else [(item.day, item.sessions) for item in days]
    plot = columns(
        Caption(name="days", title="Sessions a week" if is_weekly else "Sessions a day", alt=" ".join(sentences)),
        [count for _, count in bars],
        spaced([short_day(when) for when, _ in bars], DATES_SHOWN),
        unit="sessions a week" if is_weekly else "sessions a day",
    )
    return Section(name="days", heading="Sessions a day", sentences=sentences, plot=plot, table=table)


def _weeks(days: Sequence[DayCount]) -> list[tuple[date, int]]:
    """Return the sessions of each run of seven days; a last run that is shorter is left out."""
    runs = (days[place : place + WEEK_DAYS] for place in range(0, len(days) - WEEK_DAYS + 1, WEEK_DAYS))
    return [(run[0].day, sum(item.sessions for item in run)) for run in runs]


def _hours(hours: Sequence[Sequence[int]]) -> Section:
    table = Table(
        name="hours",
        columns=(
            Column(heading="Weekday", key="weekday", meaning="Monday to Sunday"),
            Column(heading="Hour", key="hour", meaning="Hour of the day in which a session began, 0 to 23"),
            Column(heading="Sessions", key="sessions", meaning="Sessions that began in that hour of that weekday"),
        ),
        rows=tuple(
            (WEEKDAYS[weekday], hour, count)
            for weekday, row in enumerate(hours)
            for hour, count in enumerate(row)
            if count
        ),
    )
    if not table.rows:
        told = "No session has a time of day, because the clock was not set."
        return Section(name="hours", heading="Busiest hours", sentences=(told,), table=table)
    places = [(count, weekday, hour) for weekday, row in enumerate(hours) for hour, count in enumerate(row)]
    count, weekday, hour = max(places, key=lambda place: place[0])
    sentences = (
        f"The busiest hour is {WEEKDAYS[weekday]} from {hour} to {hour + 1} o'clock, with {some(count, 'session')}.",
    )
    plot = week(Caption(name="hours", title="Sessions by weekday and hour", alt=sentences[0]), hours)
    return Section(name="hours", heading="Busiest hours", sentences=sentences, plot=plot, table=table)


def _verdicts(training: Training) -> Section:
    attempts = sum(item.count for item in training.verdicts)
    counted = sum(item.count for item in training.verdicts if item.is_counted)
    clean = sum(item.count for item in training.verdicts if item.verdict == Verdict.CLEAN.value)
    table = Table(
        name="verdicts",
        columns=(
            Column(heading="Verdict", key="verdict", meaning="The verdict's word, as in the README"),
            Column(heading="Is", key="meaning", meaning="The verdict in plain words"),
            Column(heading="Counted", key="counted", meaning="Whether an attempt with it is a rep: yes or no"),
            Column(heading="Attempts", key="attempts", meaning="Attempts with it"),
            Column(
                heading="Of all, %", key="share_percent", meaning="Their share of all attempts, in percent", decimals=1
            ),
        ),
        rows=tuple(
            (
                item.verdict,
                verdict_words(item.verdict),
                "yes" if item.is_counted else "no",
                item.count,
                100 * item.count / attempts,
            )
            for item in training.verdicts
        ),
    )
    if not attempts:
        told = "Nobody made an attempt in these days."
        return Section(name="verdicts", heading="Reps by verdict", sentences=(told,), table=table)
    of = some(attempts, "attempt")
    sentences = (
        f"Of {of} {percent(clean / attempts)} were clean and {percent(counted / attempts)} counted.",
        f"{number(training.sets_done)} of {some(training.sets, 'set')} went to their last rep.",
    )
    plot = rows(
        Caption(name="verdicts", title="Attempts by verdict", alt=sentences[0]),
        [
            Row(
                words=verdict_words(item.verdict),
                told=f"{number(item.count)} · {percent(item.count / attempts)}",
                value=item.count,
                is_heeded=not item.is_counted,
            )
            for item in training.verdicts
        ],
    )
    return Section(
        name="verdicts",
        heading="Reps by verdict",
        sentences=sentences,
        plot=plot,
        table=table,
        note="Blue was counted, amber was not.",
    )


def _drills(training: Training) -> Section:
    table = Table(
        name="drills",
        columns=(
            Column(heading="Drill", key="drill", meaning="The drill's id"),
            Column(heading="Sets", key="sets", meaning="Sets of it"),
            Column(heading="Reps", key="reps", meaning="Reps counted in them, rounds of a clock included"),
            Column(
                heading="Clean, %", key="clean_percent", meaning="Clean ones of the reps that were judged", decimals=1
            ),
        ),
        rows=tuple(
            (item.drill, item.sets, item.reps, 100 * item.clean.value if item.clean.of else None)
            for item in training.drills
        ),
    )
    if not training.drills:
        told = "No set was begun in these days."
        return Section(name="drills", heading="Drills", sentences=(told,), table=table)
    most = max(training.drills, key=lambda item: item.sets)
    sentences = (
        (
            f"{some(len(training.drills), 'drill')} in {some(training.sets, 'set')};"
            f" {percent(most.sets / training.sets)} of them were {_plain(most.drill)}."
        ),
    )
    plot = rows(
        Caption(name="drills", title="Sets by drill", alt=sentences[0]),
        [
            Row(
                words=_plain(item.drill).capitalize(),
                told=_drill_told(item),
                value=item.sets,
            )
            for item in training.drills[:DRILLS_SHOWN]
        ],
    )
    return Section(name="drills", heading="Drills", sentences=sentences, plot=plot, table=table)


def _drill_told(item: DrillCount) -> str:
    sets = some(item.sets, "set")
    return f"{sets} · {percent(item.clean.value)} clean" if item.clean.of else sets


def _plain(drill: str) -> str:
    return drill.replace("_", " ")
