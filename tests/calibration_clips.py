"""The calibration on recorded people: led through in one go, and the map against the truth.

In:  a folder with `*_calib.mp4` and the truth beside each, as `python -m tests.calibration_clips FOLDER`.
Out: a line a clip: how far off the lane reads the true ankles at each mark, in inches, and the camera's roll.
Not here: simulated people (calibration_table.py).

Rule: the truth is only read after the lane is fitted.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from kiosk.calibrate import run
from kiosk.core.lane import inches_at
from kiosk.storage.calibration import load_calibration
from kiosk.vision.clip import ClipRecording
from kiosk.vision.movenet import MoveNet
from tests.camera import LANE_MARKS_IN
from tests.conftest import WEIGHTS

THREADS: Final = 2


def main(folder: Path) -> None:
    """Calibrate with every clip and print what came of it."""
    for clip in sorted(folder.glob("*_calib.mp4")):
        truth = json.loads(clip.with_suffix(".json").read_text(encoding="utf-8"))
        with TemporaryDirectory() as made:
            into = Path(made) / "lane.json"
            told = run(
                ClipRecording(clip, MoveNet(WEIGHTS, THREADS)).samples(), LANE_MARKS_IN, into=into, today="2026-01-01"
            )
            lane = load_calibration(into).lane
        errors = [f"{at}: {inches_at(lane, *seen['ankle']) - float(at):+.2f}" for at, seen in truth["lane_px"].items()]
        roll = told.splitlines()[-2]
        sys.stdout.write(f"{clip.stem}: {', '.join(errors)}. {roll} (true: {truth['camera']['roll_deg']:+.1f})\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
