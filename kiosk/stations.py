"""Stations: the core's unchanging part, made from the name of a drill or of a programme.

In:  a catalogue, the name, and a station with everything but what is trained.
Out: the station of that drill, or of that programme with one station a step.
Not here: the settings (choice.py), a journal's header (replay.py).

Rule: what is recorded and what is replayed is built here, so they are the same.
"""

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
) -> Station:
    """Return the station that trains a drill or a programme. A dose takes the place of a drill's own.

    Distances are told in `unit`, and a ladder has rungs of whole numbers of it.

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
    return station if programme is None else _with_steps(station, programme, catalogue, unit)


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
