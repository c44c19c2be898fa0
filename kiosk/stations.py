"""Stations: the core's unchanging part, made from the name of a drill or of a programme.

In:  a catalogue, the name, and a station with everything but what is trained.
Out: the station of that drill, or of that programme with one station a step.
Not here: the settings (choice.py), a journal's header (replay.py).

Rule: what is recorded and what is replayed is built here, so they are the same.
"""

from collections.abc import Sequence
from dataclasses import replace

from kiosk.catalogue import Catalogue
from kiosk.core.distance import Unit
from kiosk.core.drill import Dose
from kiosk.core.drill_unit import in_unit, rule_in_unit
from kiosk.core.lane import Lane
from kiosk.core.programme import Programme
from kiosk.core.session import Station


def station_for(
    name: str,
    catalogue: Catalogue,
    *,
    dose: Dose | None = None,
    lane: Lane | None,
    unit: Unit = Unit.INCH,
    is_recorded: bool = False,
    is_count_spoken: bool = True,
    choices: Sequence[str] = (),
) -> Station:
    """Return the station that trains a drill or a programme. A dose takes the place of a drill's own.

    Distances are told in `unit`, and a ladder has rungs of whole numbers of it.
    `choices` are names that may be chosen in its place, each in its own dose.

    Raises OwnerError for a name that is neither.
    """
    programme = catalogue.programmes.get(name)
    drill = catalogue.drill(name if programme is None else programme.steps[0].drill)
    drill = in_unit(drill, unit)
    if dose is not None and programme is None:
        drill = replace(drill, dose=dose)
    station = Station(
        drill=drill,
        pack=catalogue.pack,
        lane=lane,
        params=catalogue.params,
        is_recorded=is_recorded,
        is_count_spoken=is_count_spoken,
    )
    if programme is not None:
        station = _with_steps(station, programme, catalogue, unit)
    others = tuple(
        station_for(other, catalogue, lane=lane, unit=unit, is_recorded=is_recorded, is_count_spoken=is_count_spoken)
        for other in _after(name, choices)
    )
    return replace(station, choices=(station, *others)) if others else station


def _after(name: str, choices: Sequence[str]) -> tuple[str, ...]:
    """Return the other choices as they follow a name, round from the last to the first."""
    place = choices.index(name) if name in choices else 0
    turned = (*choices[place:], *choices[:place])
    return tuple(other for other in turned if other != name)


def _with_steps(station: Station, programme: Programme, catalogue: Catalogue, unit: Unit) -> Station:
    steps = tuple(
        replace(
            station,
            drill=replace(
                drill := in_unit(catalogue.drill(step.drill), unit), dose=replace(drill.dose, **dict(step.dose))
            ),
            rule=rule_in_unit(step.rule, unit),
        )
        for step in programme.steps
    )
    return replace(station, drill=steps[0].drill, programme=programme.id, steps=steps)
