"""The report's sections about trust: how true the count is in this room, how the camera and the machine did.

In:  the history's figures.
Out: sections.
Not here: entering a true count (audit.py), measuring a rate or a temperature (loop.py).

Rule: a rate from few sets is told with how far it may be off, and that the sets were a coach's choice.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from kiosk.core.shares import Spread
from kiosk.output.plot_svg import Caption
from kiosk.output.plots import band, columns
from kiosk.report_parts import Column, Section, Table
from kiosk.report_words import length, likely, number, percent, short_day, some, spaced
from kiosk.storage.history_tables import Audits, DayMachine, Machine

DATES_SHOWN: Final = 4
MOST_OFF: Final = 4
"""A count that is further off stands with those that are this far."""
SLOW_HZ: Final = 10.0
"""Fewer poses a second are too few to count by, as the doctor says."""
HOT_C: Final = 80.0
"""A Raspberry Pi slows down from here on."""
ROOM_C: Final = 20.0
"""The processor is warmer than the room, so the scale begins here."""
HOW_TO_AUDIT: Final = (
    "No true count was entered for a set of these days. Count a whole set yourself; the command “audit list” names the"
    " sets, and “audit add --set ID --true N” keeps what you counted."
)


def trust_sections(audits: Audits, machine: Machine) -> tuple[Section, ...]:
    """Return how far the count and the machine can be trusted."""
    return _audits(audits), _rates(machine), _heat(machine.days)


def _audits(audits: Audits) -> Section:
    table = Table(
        name="audits",
        columns=(
            Column(
                heading="Station less coach",
                key="difference_reps",
                meaning="Reps the station counted less the true ones",
            ),
            Column(heading="Sets", key="sets", meaning="Audited sets with that difference"),
        ),
        rows=audits.differences,
    )
    heading = "How true is the count here?"
    if not audits.differences:
        return Section(name="audits", heading=heading, sentences=(HOW_TO_AUDIT,), table=table)
    exact, near = audits.exact, audits.within(1)
    over = sum(sets for off, sets in audits.differences if off > 0)
    sentences = (
        (
            f"Of {some(exact.of, 'set')} that a coach counted too, {percent(exact.value)} were counted exactly and"
            f" {percent(near.value)} to within one."
        ),
        f"In the long run, with 95 % certainty, exactly {likely(exact)} and to within one {likely(near)}.",
        f"{some(over, 'set')} had too many reps and {number(exact.of - exact.count - over)} too few.",
    )
    found = Counter[int]()
    for off, sets in audits.differences:
        found[max(-MOST_OFF, min(MOST_OFF, off))] += sets
    places = range(min(-1, *found), max(1, *found) + 1)
    plot = columns(
        Caption(name="audits", title="Sets by how far the count was off", alt=sentences[0]),
        [found[place] for place in places],
        [(at, f"{place:+d}" if place else "exact") for at, place in enumerate(places)],
        unit="sets; reps too few − or too many +",
    )
    note = (
        "The interval is Wilson's (1927). It is true of sets like these: choose them beforehand and not because a count"
        " surprised you."
    )
    return Section(name="audits", heading=heading, sentences=sentences, plot=plot, table=table, note=note)


def _rates(machine: Machine) -> Section:
    table = Table(
        name="camera",
        columns=(
            Column(heading="Day", key="day", meaning="Date on the station's clock"),
            Column(heading="Sessions", key="sessions", meaning="Sessions with a measured rate"),
            Column(
                heading="Slow tenth, Hz", key="low_hz", meaning="A tenth of them had fewer poses a second", decimals=1
            ),
            Column(heading="Median, Hz", key="median_hz", meaning="Half of them had fewer", decimals=1),
            Column(heading="Quick tenth, Hz", key="high_hz", meaning="A tenth of them had more", decimals=1),
        ),
        rows=tuple(
            (item.day, item.samples_hz.of, item.samples_hz.low, item.samples_hz.median, item.samples_hz.high)
            for item in machine.rates
        ),
    )
    heading = "The camera"
    if machine.samples_hz is None:
        told = "No rate of the camera was recorded in these days."
        return Section(name="camera", heading=heading, sentences=(told,), table=table)
    rate = machine.samples_hz
    speed = f"The mirror looked {rate.median:.0f} times a second; in a tenth of the sessions less than {rate.low:.0f}."
    advice = "That is too few to count by: run the doctor." if rate.low < SLOW_HZ else "At least 10 are needed."
    silent = (
        f"The camera was silent for {length(machine.trouble.seconds)} within"
        f" {some(machine.trouble.sessions, 'session')}."
        if machine.trouble.sessions
        else "The camera was never silent within a session."
    )
    if not machine.rates:
        return Section(name="camera", heading=heading, sentences=(f"{speed} {advice}", silent), table=table)
    first = machine.rates[0].day
    days = [(item.day - first).days for item in machine.rates]
    plot = band(
        Caption(name="camera", title="Poses a second in the sessions of each day", alt=speed),
        [(place, item.samples_hz) for place, item in zip(days, machine.rates, strict=True)],
        _dates(
            [item.day.toordinal() - first.toordinal() for item in machine.rates],
            [short_day(item.day) for item in machine.rates],
        ),
        unit="poses a second",
    )
    return Section(
        name="camera",
        heading=heading,
        sentences=(f"{speed} {advice}", silent),
        plot=plot,
        table=table,
        note="The line is the median of a day's sessions; a tenth of them is below the band and a tenth above.",
    )


def _dates(places: Sequence[int], words: Sequence[str]) -> tuple[tuple[int, str], ...]:
    return tuple((places[index], told) for index, told in spaced(words, DATES_SHOWN))


def _heat(days: Sequence[DayMachine]) -> Section:
    table = Table(
        name="machine",
        columns=(
            Column(heading="Day", key="day", meaning="Date on the station's clock"),
            Column(
                heading="Inference, ms", key="inference_median_ms", meaning="Median time to find one pose", decimals=1
            ),
            Column(
                heading="Inference p95, ms",
                key="inference_p95_ms",
                meaning="95 % of poses took less, median of the day",
                decimals=1,
            ),
            Column(heading="Age, ms", key="age_median_ms", meaning="Median age of a pose when it is used", decimals=1),
            Column(heading="Age p95, ms", key="age_p95_ms", meaning="95 % were younger, median of the day", decimals=1),
            Column(heading="Dropped", key="frames_dropped", meaning="Frames that came too fast to be looked at"),
            Column(heading="Late ticks", key="late_ticks", meaning="Steps of the station that came late"),
            Column(heading="Ticks", key="ticks", meaning="Steps of the station, 30 a second"),
            Column(heading="Warmest, °C", key="warmest_c", meaning="Highest temperature of the processor", decimals=1),
            Column(heading="Memory, MB", key="memory_mb", meaning="Most memory in use", decimals=0),
        ),
        rows=tuple(
            (
                item.day,
                item.inference_median_ms,
                item.inference_p95_ms,
                item.age_median_ms,
                item.age_p95_ms,
                item.dropped,
                item.late_ticks,
                item.ticks,
                item.temperature_c,
                item.memory_mb,
            )
            for item in days
        ),
    )
    heading = "The machine"
    if not days:
        told = "Nothing was recorded of the machine in these days."
        return Section(name="machine", heading=heading, sentences=(told,), table=table)
    sentences = [_late(days)]
    inference = sorted(item.inference_p95_ms for item in days if item.inference_p95_ms is not None)
    ages = sorted(item.age_p95_ms for item in days if item.age_p95_ms is not None)
    if inference and ages:
        sentences.append(
            f"On a usual day 95 % of the poses took less than {inference[len(inference) // 2]:.0f} ms to find, and"
            f" were used within {ages[len(ages) // 2]:.0f} ms of their picture."
        )
    warm = [(item.day, item.temperature_c) for item in days if item.temperature_c is not None]
    if not warm:
        return Section(name="machine", heading=heading, sentences=tuple(sentences), table=table)
    warmest = max(celsius for _, celsius in warm)
    advice = "it slows down above 80: give it air." if warmest > HOT_C else "below 80 it keeps its speed."
    heat = f"The processor's warmest was {warmest:.0f} °C; {advice}"
    first = warm[0][0]
    plot = band(
        Caption(name="machine", title="Highest temperature of each day", alt=heat),
        [((when - first).days, Spread(low=celsius, median=celsius, high=celsius, of=1)) for when, celsius in warm],
        _dates([(when - first).days for when, _ in warm], [short_day(when) for when, _ in warm]),
        unit="warmest of the day, °C",
        lowest=ROOM_C,
    )
    return Section(name="machine", heading=heading, sentences=(*sentences, heat), plot=plot, table=table)


def _late(days: Sequence[DayMachine]) -> str:
    late, ticks = sum(item.late_ticks for item in days), sum(item.ticks for item in days)
    if not ticks:
        return "The station took no steps in these days."
    if not late:
        return f"None of the station's {some(ticks, 'step')} came late."
    return f"{number(late)} of the station's {some(ticks, 'step')} came late, one in {ticks / late:,.0f}."
