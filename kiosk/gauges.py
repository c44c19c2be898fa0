"""Gauges: what the machine tells of itself, for the health line.

In:  the kernel's files, how long the last inferences took.
Out: a Machine.
Not here: when it is read and what else is in the line (loop.py), what is done about it (people, the doctor).

Rule: a gauge that is not there is no trouble.
"""

import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.ports import Machine

TEMPERATURE: Final = Path("/sys/class/thermal/thermal_zone0/temp")
"""Thousandths of a degree Celsius, on every board of the family (platform.md)."""
MEMORY: Final = Path("/proc/self/statm")
"""Pages: all, then resident (proc(5))."""
MILLI: Final = 1_000
US_PER_MS: Final = 1_000
MB: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineGauges:
    """ports.Gauges on Linux. `inferences_us` gives the last ones in µs; None without a model."""

    inferences_us: Callable[[], Sequence[int]] | None = None
    temperature: Path = TEMPERATURE
    memory: Path = MEMORY

    def read(self) -> Machine:
        """Return the condition now."""
        times_us = sorted(() if self.inferences_us is None else self.inferences_us())
        milli_c = _number_in(self.temperature, 0)
        pages = _number_in(self.memory, 1)
        return Machine(
            inference_median_ms=times_us[len(times_us) // 2] / US_PER_MS if times_us else None,
            inference_p95_ms=times_us[len(times_us) * 95 // 100] / US_PER_MS if times_us else None,
            temperature_c=None if milli_c is None else milli_c / MILLI,
            memory_mb=None if pages is None else pages * resource.getpagesize() / MB,
        )


def _number_in(path: Path, place: int) -> int | None:
    try:
        return int(path.read_text(encoding="ascii").split()[place])
    except (OSError, ValueError, IndexError):
        return None
