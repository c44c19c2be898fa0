"""What the loop makes of devices in trouble: what the core is told, what the log is told, and how often."""

import logging
from dataclasses import replace

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.core.session import Station
from kiosk.loop import BLACK, Loop, Ports
from tests.builders import Posture, Story
from tests.fakes import FakeClock, RecordingDisplay, RecordingJournal, RecordingSpeaker, ScriptedPoseSource

CATALOGUE = load_catalogue()
STATION = Station(drill=CATALOGUE.drill("hip_hinge"), pack=CATALOGUE.pack)
HINGE = Posture(kappa_deg=25.0, theta_deg=60.0)
GONE = "The display is lost: check its cable."


def run(display, samples=(), ticks=30):
    """Run a loop for so many ticks; return what the core was fed."""
    clock, journal = FakeClock(), RecordingJournal()
    ports = Ports(
        clock=clock,
        source=ScriptedPoseSource(samples, clock, is_endless=True),
        speaker=RecordingSpeaker(),
        display=display,
        journal=journal,
    )
    Loop(ports, STATION, should_stop=lambda: len(journal.inputs) >= ticks).run()
    return journal.inputs


def losing(*says):
    """Return a display whose trouble after each picture is the next one, and then the last."""
    display, waiting = RecordingDisplay(says=says[0]), list(says[1:])
    display.on_present = lambda: setattr(display, "says", waiting.pop(0) if waiting else says[-1])
    return display


@pytest.mark.parametrize(
    ("case", "says", "dark", "lines"),
    [
        ("all is well", (None,), [], 0),
        ("lost", (None, None, GONE), list(range(2, 30)), 1),
        ("lost and back", (None, GONE, GONE, None), [1, 2], 1),
        ("never there", (GONE,), [], 0),
        ("found late, then lost", (GONE, GONE, None, GONE), list(range(3, 30)), 1),
    ],
)
def test_a_lost_screen_reaches_the_core_and_the_log(caplog, case, says, dark, lines):
    with caplog.at_level(logging.WARNING, "kiosk.loop"):
        inputs = run(losing(*says))
    assert [item.tick for item in inputs if item.is_dark] == dark, case
    assert caplog.messages == [GONE] * lines
    assert not any(item.has_trouble or item.is_silent for item in inputs)


def test_a_black_picture_in_a_visit_is_logged_once(caplog):
    seen = Story(has_wall=False).stand(3.0).reps(1, HINGE).stand(9.0).samples(fps=10)
    samples = [replace(sample, luma=0.0) if sample.capture_us > 8_000_000 else sample for sample in seen]
    with caplog.at_level(logging.WARNING, "kiosk.loop"):
        run(RecordingDisplay(), samples, ticks=400)
    assert caplog.messages == [BLACK]
