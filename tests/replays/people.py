"""Five people as the station met them: what each journal of this folder shows.

In:  synthetic stories with the measured noise, fifteen poses a second.
Out: one journal a person, written once; their golden events, written anew by `make golden`.
Not here: the comparison (test_replays.py).

Rule: a journal is what happened and is never written anew; only what the core makes of it may change, and that is
read in the diff of the golden file.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.analysis import outputs_of
from kiosk.catalogue import load_catalogue
from kiosk.record import record
from kiosk.replay import line_of, station_of
from kiosk.storage.journal_reader import read_journal
from tests.builders import Posture, Story, Stream
from tests.motion import Tempo
from tests.streams import hop_to
from tests.visits import MODEL, arrived, free_station, wall_station

FOLDER: Final = Path(__file__).resolve().parent
FPS: Final = 15.0
HINGE: Final = Posture(kappa_deg=15, theta_deg=48)
BRIEF: Final = Tempo(down_s=1.4, hold_s=0.7, up_s=1.1, rest_s=0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who it is, what their journal shows, and whether they train at the wall."""

    shows: str
    has_wall: bool
    stream: Stream


def people() -> Mapping[str, Person]:
    """Return everybody."""
    bystander = Story(seed=9, model=MODEL, heel_in=60.0).stand(40).samples(FPS)
    two = arrived(3, seed=4).touch_reps(3).stand(2).samples(FPS)
    return {
        "beginner": Person(
            shows="Takes the zero, steps out, touches five times in a row, is asked out by an inch and goes.",
            has_wall=True,
            stream=arrived(3, seed=6)
            .touch_reps(5)
            .stand(2.0)
            .step_to(4)
            .stand(1.8)
            .touch_reps(1)
            .stand(1)
            .samples(FPS),
        ),
        "squatter": Person(
            shows="Squats where a hinge was asked for: told so, nothing counted; then two hinges that are.",
            has_wall=False,
            stream=Story(seed=2, model=MODEL).stand(3).squats(3).stand(1).reps(2, HINGE, BRIEF).stand(1).samples(FPS),
        ),
        "leaver": Person(
            shows="Leaves in the middle of a rep and does not come back: the rep is not counted, the session ends.",
            has_wall=False,
            stream=Story(seed=3, model=MODEL)
            .stand(3)
            .reps(2, HINGE, BRIEF)
            .move_to(HINGE, 1.4)
            .absent(14)
            .samples(FPS),
        ),
        "two_in_view": Person(
            shows="The model hops to somebody behind for a moment, between reps and within one: no rep is added.",
            has_wall=True,
            stream=hop_to(hop_to(two, bystander, 12.0, 12.4), bystander, 16.0, 16.3),
        ),
        "near_misser": Person(
            shows="Touches three times, then stops an inch and a half short twice: not counted, asked in by one.",
            has_wall=True,
            stream=arrived(5, seed=5).touch_reps(3).touch_reps(2, gap_in=1.5).stand(2).samples(FPS),
        ),
    }


def events_of(journal: Path) -> str:
    """Return what the core makes of a journal today, an event a line."""
    header, inputs = read_journal(journal)
    station = station_of(header, load_catalogue(header.language))
    events = (event for output in outputs_of(inputs, station) for event in output.events)
    return "".join(f"{line_of(event)}\n" for event in events)


def golden_of(name: str) -> Path:
    """Return the file of a person's golden events."""
    return FOLDER / f"{name}.events.txt"


def journal_of(name: str) -> Path:
    """Return the file of a person's journal."""
    return FOLDER / f"{name}.journal.jsonl"


def main() -> None:
    """Write journals that are missing, and all golden events."""
    for name, person in people().items():
        if not journal_of(name).exists():
            station = wall_station() if person.has_wall else free_station()
            record(iter(person.stream), station, folder=FOLDER, name=name, model_sha256="0" * 64)
        text = f"# {person.shows}\n{events_of(journal_of(name))}"
        golden_of(name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{golden_of(name).name}: {text.count(chr(10)) - 1} events\n")


if __name__ == "__main__":
    main()
