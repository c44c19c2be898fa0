"""Calibrating live: the owner is led by voice and screen, alone and without touching anything.

In:  the ports, the guide, and what to do with a lane.
Out: the core advanced at the station's own rate, its words spoken, its picture shown; what it came to.
Not here: what is asked and measured (core/calibrating.py), devices (app.py), the file (calibrate.py).

Rule: a lane is saved before anybody hears that it is done.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from kiosk.core.calibrating import given_up, step
from kiosk.core.calibration_scene import describe_calibration
from kiosk.core.calibration_state import Calibrated, CalibrationRefused, CalibrationState, Guide, Phase
from kiosk.core.pose import PoseSample
from kiosk.core.units import TICK_HZ, US_PER_S, us_of_tick
from kiosk.ports import Clock, Display, PoseSource, Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationPorts:
    """What calibrating sees of the world."""

    clock: Clock
    source: PoseSource
    speaker: Speaker
    display: Display


def lead(
    ports: CalibrationPorts,
    guide: Guide,
    *,
    should_stop: Callable[[], bool],
    on_refused: Callable[[CalibrationRefused], None],
    on_calibrated: Callable[[Calibrated], None],
) -> Calibrated | CalibrationRefused | None:
    """Lead somebody from mark to mark until it is over; return the lane or the last refusal, None when it was stopped.

    A tick that is late is left out: nothing of this is replayed. Raises whatever the source raises when it gives up.
    """
    state = CalibrationState()
    start_us = ports.clock.now_us()
    tick = 0
    is_ended = False
    while state.phase is not Phase.OVER:
        if should_stop() or ports.display.is_closed():
            break
        ports.clock.sleep_until_us(start_us + us_of_tick(tick))
        is_ended = is_ended or ports.source.is_finished()
        sample = _newest(ports.source, start_us)
        state, output = step(state, tick, sample, guide)
        if is_ended and sample is None and state.phase is Phase.STAND:
            state, output = given_up(state, guide)
        for event in output.events:
            match event:
                case Calibrated():
                    on_calibrated(event)
                case CalibrationRefused():
                    on_refused(event)
                case _:
                    pass
        for command in output.speech:
            ports.speaker.perform(command)
        ports.display.present(describe_calibration(state, guide))
        tick = max(tick + 1, (ports.clock.now_us() - start_us) * TICK_HZ // US_PER_S)
    if state.result is not None:
        return state.result
    return state.refused if state.phase is Phase.OVER else None


def _newest(source: PoseSource, start_us: int) -> PoseSample | None:
    """Return the newest sample on the calibration's own axis; one from before the start is none of its business."""
    sample = source.newest()
    if sample is None or sample.capture_us < start_us:
        return None
    return replace(sample, capture_us=sample.capture_us - start_us)
