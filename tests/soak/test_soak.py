"""The soak's own parts: what is called growth, and a life that goes through its troubles."""

import logging
import resource
import time
from dataclasses import replace

import pytest

from kiosk.storage import appender
from tests.soak.gauges import BOUNDS, LEAST_SAMPLES, Sample, complaints, growth_a_day
from tests.soak.life import TROUBLES, CountedWarnings, Life
from tests.soak.room import Room, SimulatedClock

FLAT = Sample(at_h=0.0, rss_mb=150.0, objects=500_000, handles=30, threads=6, disk_mb=30.0, written_mb=0.0)


def hours(**growth):
    """Return three days of samples in which some gauges grow by so much an hour."""
    return [
        replace(FLAT, at_h=float(at), **{name: getattr(FLAT, name) + at * step for name, step in growth.items()})
        for at in range(72)
    ]


def test_what_is_flat_is_no_growth():
    assert complaints(hours(), warm_h=12.0) == []


@pytest.mark.parametrize("bound", BOUNDS, ids=lambda bound: bound.name)
def test_what_grows_faster_than_its_bound_is_told(bound):
    assert complaints(hours(**{bound.name: 0.9 * bound.most_a_day / 24.0}), warm_h=12.0) == []
    (told,) = complaints(hours(**{bound.name: 1.1 * bound.most_a_day / 24.0}), warm_h=12.0)
    assert told.startswith(f"{bound.name} grows by")


def test_what_filled_up_in_the_first_hours_is_no_growth():
    filled = [replace(item, rss_mb=min(item.at_h, 10.0) * 5.0 + 100.0) for item in hours()]
    assert growth_a_day(filled, "rss_mb") > 1.0
    assert complaints(filled, warm_h=12.0) == []


def test_too_short_a_life_proves_nothing():
    assert complaints(hours()[: LEAST_SAMPLES - 1], warm_h=0.0) != []


@pytest.fixture
def life(tmp_path):
    """A station at seven in the morning, when the first come."""
    living = Life(Room(SimulatedClock(now=3_600 * 10**6)), tmp_path)
    yield living
    living.close()
    assert appender.time is time


@pytest.mark.parametrize("trouble", sorted({item.name for item in TROUBLES}))
def test_it_lives_through_every_trouble(life, trouble, monkeypatch):
    warnings = CountedWarnings()
    monkeypatch.setattr(logging.getLogger("kiosk"), "handlers", [warnings])
    monkeypatch.setattr(logging.getLogger("kiosk"), "propagate", False)
    row = next(item for item in TROUBLES if item.name == trouble)
    life.turn(20.0)
    life.begin(row)
    life.turn(20.0)
    life.end_troubles()
    life.turn(20.0)
    assert life.process.loop.health.ticks > 0
    assert life.process.journal.trouble() is None
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_a_session_that_a_kill_cuts_goes_on(life):
    killed = next(item for item in TROUBLES if item.name == "killed")
    while not life.is_in_session:
        life.turn(10.0)
    life.begin(killed)
    assert life.resumed == 1
