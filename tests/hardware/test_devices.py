"""Panel, loudspeaker and camera of the real board, as the station opens them."""

import os
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.core.units import US_PER_S
from kiosk.doctor_devices import sound_check
from kiosk.doctor_eye import OLDEST_MS
from kiosk.findings import FindingState
from kiosk.output.probe import probe_panel
from kiosk.vision.camera import FRAME_US, RATE_HZ
from kiosk.vision.look import look_through

pytestmark = [pytest.mark.pi, pytest.mark.usefixtures("free_devices")]

LOOK_S = 10.0
FRAMES = 10 * RATE_HZ
LEAST_RATE_HZ = 0.97 * RATE_HZ
"""A frame in thirty may be late; a camera that lengthens its exposure falls to half."""
FRAME_SPREAD = 0.05
"""The sensor's clock and the kernel's agree to far less; a frame that was left out is a whole one off."""


def panel_modes() -> list[str]:
    """Return the sizes of the connected panels, each panel's own first."""
    connectors = [path.parent for path in Path("/sys/class/drm").glob("card*-*/status") if is_connected(path)]
    return [mode for connector in connectors for mode in (connector / "modes").read_text().split()[:1]]


def is_connected(status: Path) -> bool:
    return status.read_text().strip() == "connected"


def test_the_picture_goes_straight_to_the_panel_in_its_own_size(tell):
    panel = probe_panel()
    size = "x".join(map(str, panel.size_px))
    modes = panel_modes()
    tell("display", f"{panel.driver}, {size}", f"kmsdrm, {' or '.join(modes)}")
    assert panel.driver.lower() == "kmsdrm"
    assert size in modes


def test_the_tone_is_played_on_a_sound_card(tell, settings, clock):
    cards = Path("/proc/asound/cards").read_text(encoding="ascii", errors="replace")
    found = sound_check(settings.sound, is_quiet=False, clock=clock, environment=os.environ)
    tell("sound", found.told, "heard by you")
    assert found.state is FindingState.OK
    assert "no soundcards" not in cards


def test_frames_come_as_often_and_as_fresh_as_they_are_asked_for(tell, view, clock):
    source = view.open_source()
    try:
        look = look_through(source, clock=clock, for_s=LOOK_S)
    finally:
        source.close()
    assert look.rate_hz is not None
    assert look.age_ms is not None
    tell("camera", view.mode)
    tell("camera, frames a second", f"{look.rate_hz:.2f}", f"at least {LEAST_RATE_HZ:.1f}")
    tell("camera, age of a frame, median", f"{look.age_ms:.0f} ms", f"at most {OLDEST_MS:.0f} ms")
    tell("camera, light", f"{look.luma:.0f} of 255, {look.spread:.0f} apart")
    assert look.rate_hz >= LEAST_RATE_HZ
    assert look.age_ms <= OLDEST_MS


def test_the_camera_holds_the_time_between_frames_whatever_the_light(tell, view):
    source = view.open_source()
    try:
        times_us = [timed[1] for _ in range(FRAMES) if (timed := source.read()) is not None]
    finally:
        source.close()
    between_us = sorted(after - before for before, after in pairwise(times_us[RATE_HZ:]))
    low_us, high_us = (between_us[len(between_us) * share // 100] for share in (5, 95))
    limit = f"{FRAME_US / 1000:.1f} ms within {FRAME_SPREAD:.0%}"
    tell("camera, between frames, 5 to 95 %", f"{low_us / 1000:.1f} to {high_us / 1000:.1f} ms", limit)
    tell("camera, longest between frames", f"{between_us[-1] / 1000:.1f} ms", "less than a second")
    assert low_us >= FRAME_US * (1 - FRAME_SPREAD)
    assert high_us <= FRAME_US * (1 + FRAME_SPREAD)
    assert between_us[-1] < US_PER_S
