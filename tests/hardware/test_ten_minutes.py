"""Ten minutes of the whole station on the real board: the camera never stalls, and the board stays cool enough."""

import io
import logging
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from kiosk.app import open_display, open_speaker
from kiosk.catalogue import load_catalogue
from kiosk.choice import choose_station
from kiosk.config import Config
from kiosk.core.pose import PoseSample
from kiosk.core.units import US_PER_S, us_of_s
from kiosk.doctor_machine import HOT_C, power_check
from kiosk.doctor_software import LEAST_POSES_HZ
from kiosk.findings import FindingState
from kiosk.gauges import MachineGauges
from kiosk.loop import Health, Loop, MonotonicClock, Ports
from kiosk.model import open_model
from kiosk.ports import Machine, PoseSource
from kiosk.storage.journal import NoJournal
from kiosk.view import View
from kiosk.vision.worker import SILENT_S

pytestmark = [pytest.mark.pi, pytest.mark.usefixtures("free_devices")]

MINUTES = 10
MOST_LATE = 0.01
OLDEST_P95_MS = 250.0
"""A frame's own age, an inference and a tick at the slowest rate that was scored: later, and the touch's sound lags."""


@dataclass(kw_only=True)
class Seen:
    """A PoseSource that another one fills; it keeps when its samples were taken."""

    source: PoseSource
    times_us: list[int] = field(default_factory=list)

    def newest(self) -> PoseSample | None:
        sample = self.source.newest()
        if sample is not None:
            self.times_us.append(sample.capture_us)
        return sample

    def is_finished(self) -> bool:
        return self.source.is_finished()

    def trouble(self) -> str | None:
        return self.source.trouble()

    @property
    def dropped(self) -> int:
        return self.source.dropped

    def close(self) -> None:
        self.source.close()


@dataclass(kw_only=True)
class Warmest:
    """Gauges that keep the highest temperature they told."""

    gauges: MachineGauges
    highest_c: float | None = None

    def read(self) -> Machine:
        machine = self.gauges.read()
        if machine.temperature_c is not None:
            self.highest_c = max(machine.temperature_c, self.highest_c or machine.temperature_c)
        return machine


@dataclass(frozen=True, kw_only=True)
class Strain:
    health: Health
    highest_c: float | None
    poses_hz: float
    longest_silence_s: float


def worked(view: View, config: Config, *, clock: MonotonicClock, for_s: float) -> Strain:
    """Run the station's own loop with camera, model, panel and sound; nothing is recorded."""
    catalogue = load_catalogue(config.sound.language)
    station = choose_station(config, catalogue, None)
    told = io.StringIO()
    display = open_display(config.display, told)
    speaker = open_speaker(config.sound, catalogue.pack, told)
    worker = view.start(model=open_model(config.model), clock=clock, show=None)
    seen = Seen(source=worker)
    warmest = Warmest(gauges=MachineGauges(inferences_us=worker.inferences_us))
    end_us = clock.now_us() + us_of_s(for_s)
    try:
        ports = Ports(clock=clock, source=seen, speaker=speaker, display=display, journal=NoJournal(), gauges=warmest)
        health = Loop(ports, station, should_stop=lambda: clock.now_us() >= end_us).run()
    finally:
        for port in (worker, speaker, display):
            port.close()
    between_us = [after - before for before, after in pairwise(seen.times_us)]
    return Strain(
        health=health,
        highest_c=warmest.highest_c,
        poses_hz=len(between_us) * US_PER_S / max(1, sum(between_us)),
        longest_silence_s=max(between_us, default=us_of_s(for_s)) / US_PER_S,
    )


@pytest.mark.model
def test_ten_minutes_of_work_leave_the_camera_flowing_and_the_board_cool(tell, view, settings, clock, caplog):
    with caplog.at_level(logging.WARNING, logger="kiosk"):
        strain = worked(view, settings, clock=clock, for_s=60 * MINUTES)
    health, machine, power = strain.health, strain.health.machine, power_check()
    late = health.late / max(1, health.ticks)
    tell(f"{MINUTES} min, poses a second", f"{strain.poses_hz:.1f}", f"at least {LEAST_POSES_HZ:.0f}")
    tell("  longest time without one", f"{strain.longest_silence_s:.2f} s", f"at most {SILENT_S:g} s")
    tell("  age of a sample", f"95 % within {health.age_p95_ms:.0f} ms", f"{OLDEST_P95_MS:.0f} ms")
    tell("  inference", f"{machine.inference_median_ms:.1f} ms, 95 % within {machine.inference_p95_ms:.1f} ms")
    tell("  late ticks", f"{late:.2%}, {health.slips} slips", f"at most {MOST_LATE:.0%}")
    tell("  memory", f"{machine.memory_mb:.0f} MB")
    tell("  warmest", f"{strain.highest_c:.0f} °C", f"below {HOT_C:.0f} °C")
    tell("  throttling", power.told, "none")
    assert [record.getMessage() for record in caplog.records] == []
    assert strain.poses_hz >= LEAST_POSES_HZ
    assert strain.longest_silence_s <= SILENT_S
    assert health.age_p95_ms <= OLDEST_P95_MS
    assert late <= MOST_LATE
    assert strain.highest_c < HOT_C
    assert power.state is FindingState.OK
