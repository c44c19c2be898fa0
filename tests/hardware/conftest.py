"""The first hour on a real Raspberry Pi: what no other machine can prove, measured there (`make pi-accept`).

In:  an installed station, its camera, its panel and its loudspeaker.
Out: a line for each figure, beside its limit.
Not here: the look before a session (kiosk/doctor.py), what a virtual camera can prove (tests/rig).

Rule: what is measured is the station's own code with the station's own settings. Anywhere else each test is skipped,
by name.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from kiosk.config import Config, SourceKind, find_config, load_config
from kiosk.doctor_machine import UNIT, is_station_running
from kiosk.loop import MonotonicClock
from kiosk.view import View, is_raspberry_pi, view_of_pi, view_of_webcam

Tell = Callable[..., None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if is_raspberry_pi():
        return
    for item in items:
        if item.get_closest_marker("pi") is not None:
            item.add_marker(pytest.mark.skip(reason=f"{item.name}: this is no Raspberry Pi"))


@pytest.fixture
def tell(capsys) -> Tell:
    """Return a function that prints a figure, whatever becomes of the test."""

    def line(what: str, measured: str, limit: str = "") -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n  {what:<36} {measured}{f'   (limit: {limit})' if limit else ''}")
            sys.stdout.flush()

    return line


@pytest.fixture(scope="session")
def settings() -> Config:
    return load_config(find_config(None))


@pytest.fixture(scope="session")
def clock() -> MonotonicClock:
    return MonotonicClock()


@pytest.fixture(scope="module")
def free_devices() -> Iterator[None]:
    """Stop the service while its devices are tried, for nobody else can open what it holds."""
    was_running = is_station_running()
    if was_running:
        systemctl("stop", UNIT)
    yield
    if was_running:
        systemctl("start", UNIT)


@pytest.fixture
def view(free_devices, settings, clock) -> View:
    assert free_devices is None
    source = settings.camera.source
    if source.kind is SourceKind.WEBCAM:
        return view_of_webcam(source.path, clock=clock)
    return view_of_pi(source.camera_id, turn_deg=settings.camera.turn_deg, clock=clock)


def systemctl(*words: str) -> None:
    subprocess.run(["sudo", "systemctl", *words], check=True)
