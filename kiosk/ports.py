"""Ports: what the loop sees of the world.

In:  nothing.
Out: protocols, one per edge.
Not here: any implementation.

Rule: a port speaks the core's words only; no device's type crosses it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from kiosk.core.pose import PoseSample
from kiosk.core.scene import Scene
from kiosk.core.session import TickInput, TickOutput
from kiosk.core.speech import Hush, Play, Speak
from kiosk.core.vocab import Stage


class Clock(Protocol):
    """Time since boot, which never jumps, and the wall clock, which may."""

    def now_us(self) -> int:
        """Return microseconds since an arbitrary fixed start."""

    def sleep_until_us(self, time_us: int) -> None:
        """Return no earlier than `time_us`; at once when it is past."""

    def minute_of_day(self) -> int:
        """Return the whole minutes since local midnight, 0 to 1439, by the wall clock; only for people to read."""

    def today(self) -> str:
        """Return the local date as year-month-day, by the wall clock; only for people to read."""


class PoseSource(Protocol):
    """The newest pose sample, from a camera, a file or a journal."""

    def newest(self) -> PoseSample | None:
        """Return the newest sample not yet returned, or None."""

    def is_finished(self) -> bool:
        """Whether no further sample will come."""

    def trouble(self) -> str | None:
        """Return what keeps samples from coming and what to do, in one sentence; None when all is well."""

    @property
    def dropped(self) -> int:
        """How many samples were replaced by newer ones before anyone took them."""

    def close(self) -> None:
        """Stop and release the device. Safe to call twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What the machine itself tells of its condition; None where it tells nothing."""

    inference_median_ms: float | None = None
    inference_p95_ms: float | None = None
    temperature_c: float | None = None
    memory_mb: float | None = None


UNKNOWN: Final = Machine()


class Gauges(Protocol):
    """What reads the machine's condition."""

    def read(self) -> Machine:
        """Return the condition now. Never raises for a gauge that is not there."""


class CameraWatch(Protocol):
    """Whether the camera still stands where the lane was measured."""

    def look(self) -> None:
        """Look, if a look is due. Called at every turn in which nobody is there; never blocks."""

    def is_moved(self) -> bool:
        """Return what is known of it."""

    def notice(self) -> str | None:
        """Return what the owner should know of it and do, in one sentence; None when all is well."""


class Speaker(Protocol):
    """One voice and its earcons."""

    def perform(self, command: Speak | Hush | Play) -> None:
        """Start speaking, fade the voice out, or sound an earcon. Never blocks and never raises for a lost device."""

    def trouble(self) -> str | None:
        """Return why nothing can be heard and what to do, in one sentence; None when all is well."""

    def close(self) -> None:
        """Stop all sound. Safe to call twice."""


class Display(Protocol):
    """The mirror's picture."""

    def present(self, scene: Scene) -> None:
        """Draw the scene and show it."""

    def is_closed(self) -> bool:
        """Whether someone closed the window."""

    def close(self) -> None:
        """Close the window. Safe to call twice."""


class Journal(Protocol):
    """Record of what the core was fed, a page a session. It never raises for a disk that fails."""

    def record(self, tick_input: TickInput, tick_output: TickOutput, stage: Stage) -> None:
        """Append one tick and the stage it ended in; a counted rep is on disk when this returns."""

    def turn_page(self) -> None:
        """End the page, if one was begun: nobody is there and the core begins anew with the next tick."""

    def trouble(self) -> str | None:
        """Return why nothing is recorded and what to do, in one sentence; None when all is well."""

    def close(self) -> None:
        """Flush and close. Safe to call twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The condition of the machine since the start; the ages in ms from capture to core, of the newest samples.

    `late` ticks began more than half a tick late, `slips` are turns that could not do all due ticks, `dropped` samples
    were overtaken by newer ones.
    """

    ticks: int = 0
    late: int = 0
    slips: int = 0
    samples: int = 0
    dropped: int = 0
    age_median_ms: float | None = None
    age_p95_ms: float | None = None
    machine: Machine = UNKNOWN

    @property
    def line(self) -> str:
        """One line for the log."""
        ages = "none"
        if self.age_median_ms is not None and self.age_p95_ms is not None:
            ages = f"{self.age_median_ms:.0f} ms old, 95 % within {self.age_p95_ms:.0f} ms"
        return (
            f"{self.ticks} ticks, {self.late} late, {self.slips} slips;"
            f" {self.samples} samples ({ages}), {self.dropped} dropped{_told_machine(self.machine)}"
        )


class History(Protocol):
    """What is kept of sessions once they are over. It never raises for a disk that fails."""

    def note(self, health: Health) -> None:
        """Take the machine's condition since the start. Called every few seconds; never blocks."""

    def trouble(self) -> str | None:
        """Return why nothing is kept and what to do, in one sentence; None when all is well."""


class Heartbeat(Protocol):
    """What tells a service manager that the station is alive."""

    def beat(self, now_us: int) -> None:
        """Tell that ticks are done and a picture is shown, at this time since boot; the first beat tells ready."""

    def tell(self, status: str) -> None:
        """Say in a line what the station is doing."""

    def close(self) -> None:
        """Tell that the station is stopping. Safe to call twice."""


class Recording(Protocol):
    """A whole recording, read as fast as it goes."""

    def samples(self) -> Iterator[PoseSample]:
        """Yield every sample in order of capture."""


def _told_machine(machine: Machine) -> str:
    parts = []
    if machine.inference_median_ms is not None and machine.inference_p95_ms is not None:
        parts.append(f"inference {machine.inference_median_ms:.0f} ms, 95 % within {machine.inference_p95_ms:.0f} ms")
    if machine.temperature_c is not None:
        parts.append(f"{machine.temperature_c:.0f} °C")
    if machine.memory_mb is not None:
        parts.append(f"{machine.memory_mb:.0f} MB")
    return f"; {', '.join(parts)}" if parts else ""
