"""How good a calibrated lane is: distances read by it against the truth, over cameras and statures.

In:  simulated owners led through the calibration, then athletes who stand on rungs; the measured noise of keypoints.
Out: a table, 1 SD of a distance's error at 3 to 12 in, a row a camera; run it with `python -m tests.calibration_table`.
Not here: the bodies (athlete.py), the camera and the model's jitter (camera.py).

Rule: everything that differs from one standing to the next is drawn anew at each: the ankles' bias and their slow sway.
Sources: jitter hinge.md decision 20; bias between two standings C.6.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from math import sqrt
from typing import Final

import numpy as np

from kiosk.assets import CUES, load_pack
from kiosk.core.calibrating import step
from kiosk.core.calibration_state import Calibrated, CalibrationRefused, CalibrationState, Guide, MarkTaken
from kiosk.core.lane import Lane, inches_at
from kiosk.core.pose import PoseSample, quantised
from kiosk.core.units import us_of_tick
from tests.athlete import Athlete
from tests.camera import LANE_MARKS_IN, Camera, Model, Sense, sensor
from tests.place import Place, sight_of

BAR_IN: Final = 0.3
RUNGS_IN: Final = (3.0, 6.0, 9.0, 12.0)
HEIGHTS_M: Final = (0.7, 1.0, 1.4)
YAWS_DEG: Final = (-15.0, 0.0, 15.0)
STATURES_CM: Final = (150.0, 175.0, 195.0)
BETWEEN_STANDS_IN: Final = (0.15, 0.25)
"""C.6's bias between two standings, and the most of what the rendered people of decision 20 would have."""
SLOW_IN: Final = 0.10
SLOW_S: Final = 1.0
"""Sway and the model's own wander: 1 SD and for how long it lasts."""
FPS: Final = 30
ZERO_S: Final = 2.0
READ_S: Final = 1.0
MOST_STAND_S: Final = 12.0
FLOOR_SHARE: Final = 0.42
"""Of the frame's height, from its middle down to the floor."""
IN_PER_M: Final = 1000 / 25.4
TRIALS: Final = 50
PACK: Final = load_pack("en", CUES)
ANKLES: Final = [15, 16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One camera and one stature, and how much the ankles' bias differs between two standings."""

    height_m: float = 1.0
    yaw_deg: float = 0.0
    stature_cm: float = 175.0
    between_in: float = BETWEEN_STANDS_IN[0]

    @property
    def camera(self) -> Camera:
        """A level camera whose lens is wide enough to see the floor: from 1.4 m the usual one does not."""
        height_in = self.height_m * IN_PER_M
        px_per_in = min(Camera().px_per_in, FLOOR_SHARE * Camera().frame_px[1] / height_in)
        return Camera(height_in=height_in, yaw_deg=self.yaw_deg, px_per_in=px_per_in)


class Visit:
    """Standings of one body before one camera, sample by sample; every draw comes from the seed."""

    def __init__(self, cell: Cell, seed: int) -> None:
        self._cell = cell
        self._model = Model()
        self._chance = np.random.default_rng(seed)
        self._sense: Sense = sensor(self._model, seed=seed, frame_px=cell.camera.frame_px)
        self._tick = 0

    def stand(self, heel_in: float, seconds: float) -> Iterator[tuple[int, PoseSample]]:
        """Yield (tick, sample) of somebody who stands with the heels so far from the wall."""
        camera = self._cell.camera
        athlete = Athlete(stature_cm=self._cell.stature_cm)
        place = Place(near_heel_in=heel_in, far_heel_in=heel_in)
        sight = sight_of(place, athlete=athlete, camera=camera, model=self._model)
        bias_in = self._cell.between_in * self._chance.standard_normal() / sqrt(2)
        slow_in, keeps = SLOW_IN * self._chance.standard_normal(), 1 - 1 / (SLOW_S * FPS)
        for _ in range(round(seconds * FPS)):
            slow_in = keeps * slow_in + SLOW_IN * sqrt(1 - keeps**2) * self._chance.standard_normal()
            xy_px = sight.xy_px.copy()
            xy_px[ANKLES, 0] += (bias_in + slow_in) * camera.px_per_in
            seen = self._sense(replace(sight, xy_px=xy_px))
            self._tick += 1
            yield (
                self._tick,
                PoseSample(
                    sequence=self._tick,
                    capture_us=us_of_tick(self._tick),
                    pose=quantised(*seen),
                    luma=120.0,
                    frame_px=camera.frame_px,
                ),
            )


def led_through(visit: Visit, marks_in: tuple[float, ...] = LANE_MARKS_IN) -> Calibrated | CalibrationRefused | None:
    """Stand on each mark until it is taken; return what the calibration came to, None when a mark was never taken."""
    guide = Guide(marks_in=marks_in, pack=PACK, is_recorded=True)
    state = CalibrationState()
    for mark_in in marks_in:
        for tick, sample in visit.stand(mark_in, MOST_STAND_S):
            state, output = step(state, tick, sample, guide)
            for event in output.events:
                if isinstance(event, Calibrated | CalibrationRefused):
                    return event
            if any(isinstance(event, MarkTaken) for event in output.events):
                break
    return None


def errors_in(lane: Lane, visit: Visit) -> list[float]:
    """Return by how much the lane misreads each rung, against the athlete's own zero."""
    zero_in = _read_in(lane, visit, 0.0, ZERO_S)
    return [_read_in(lane, visit, rung_in, READ_S) - zero_in - rung_in for rung_in in RUNGS_IN]


def _read_in(lane: Lane, visit: Visit, heel_in: float, seconds: float) -> float:
    ankles = np.array([sample.pose.xy_px[ANKLES].mean(axis=0) for _, sample in visit.stand(heel_in, seconds)])
    x_px, y_px = ankles.mean(axis=0)
    return inches_at(lane, float(x_px), float(y_px))


def sd_of(cell: Cell, *, trials: int = TRIALS) -> tuple[float, int]:
    """Return 1 SD of a distance's error about the truth in inches, and how many good calibrations were refused."""
    errors: list[float] = []
    refused = 0
    for seed in range(trials):
        visit = Visit(cell, seed)
        result = led_through(visit)
        if isinstance(result, Calibrated):
            errors += errors_in(result.lane, visit)
        else:
            refused += 1
    return float(np.sqrt(np.mean(np.square(errors)))), refused


def main() -> None:
    """Print the table, both for what C.6 expects between two standings and for the worst that was rendered."""
    for between_in in BETWEEN_STANDS_IN:
        sys.stdout.write(
            f"1 SD in inches at 3 to 12 in; {between_in:g} in between two standings (refused of {TRIALS})\n"
        )
        sys.stdout.write("height m  yaw deg" + "".join(f"{stature:>10.0f} cm" for stature in STATURES_CM) + "\n")
        for height_m, yaw_deg in product(HEIGHTS_M, YAWS_DEG):
            told = ""
            for stature_cm in STATURES_CM:
                cell = Cell(height_m=height_m, yaw_deg=yaw_deg, stature_cm=stature_cm, between_in=between_in)
                sd_in, refused = sd_of(cell)
                told += f"{sd_in:8.2f} ({refused:2d})"
            sys.stdout.write(f"{height_m:8.1f} {yaw_deg:8.0f}{told}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
