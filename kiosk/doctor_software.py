"""The doctor's look at the software: Python, its packages, the model and how fast it runs here.

In:  the settings of the model, the clock; ports that tell versions.
Out: a finding each.
Not here: what a finding is (findings.py), the model itself (model.py, vision/movenet.py).

Rule: a bar that is not a package's own stands here with its reason.
"""

import re
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from statistics import median
from typing import Final

import numpy as np

from kiosk.config import ModelConfig
from kiosk.core.crop import full_frame
from kiosk.core.units import US_PER_S
from kiosk.findings import Finding, fail, ok, warn
from kiosk.model import model_of, open_model
from kiosk.ports import Clock
from kiosk.vision.movenet import PoseEstimator, RgbFrame

LEAST_PYTHON: Final = (3, 11)
NEEDED: Final[Mapping[str, str]] = {
    "av": "12",
    "font-roboto": "0.0.1",
    "matplotlib": "3.6",
    "numpy": "1.24",
    "pygame": "2.1.2",
    "reportlab": "3.6.12",
    "segno": "1.6",
}
"""Each package and the least version, as pyproject.toml asks for them; an installed station has no pyproject.toml."""
STAND_INS: Final[Mapping[str, str]] = {"pygame": "pygame-ce"}
"""A package under another name that gives the same."""

LEAST_POSES_HZ: Final = 10.0
"""The slowest rate at which recorded sessions were scored (`make eval`): below it nothing is known of the counting."""
MOST_INFERENCES: Final = 20
LONGEST_US: Final = 3 * US_PER_S
"""A board that is ten times too slow is told so after this long."""
FRAME_PX: Final = (640, 480)
SHOWN_DIGITS: Final = 12

VersionOf = Callable[[str], str | None]


def installed_version(package: str) -> str | None:
    """Return the version of an installed package, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def python_check(running: tuple[int, int, int] = sys.version_info[:3]) -> Finding:
    """Return whether this Python is recent enough."""
    told = ".".join(map(str, running))
    if running < LEAST_PYTHON:
        return fail("python", told, "install Python 3.11 or later, then `make setup`")
    return ok("python", told)


def packages_check(version_of: VersionOf = installed_version) -> Finding:
    """Return whether every package is there in a version that will do."""
    told, problems = [], []
    for package, least in NEEDED.items():
        found = version_of(package)
        if found is None and package in STAND_INS:
            found = version_of(STAND_INS[package])
        if found is None:
            problems.append(f"{package} is missing")
        elif _numbers_of(found) < _numbers_of(least):
            problems.append(f"{package} is {found} and must be {least} or later")
        else:
            told.append(f"{package} {found}")
    if problems:
        return fail("packages", "; ".join(problems), "run `make setup`")
    return ok("packages", ", ".join(told))


def digest_check(config: ModelConfig) -> Finding:
    """Return whether the pose weights are the ones meant. Raises OwnerError when they are not."""
    weights = model_of(config)
    return ok("model", f"{weights.path.name}, digest {weights.sha256[:SHOWN_DIGITS]}… is right")


def speed_check(config: ModelConfig, clock: Clock) -> Finding:
    """Return how fast the model runs here. Raises OwnerError or ModelError when it does not run at all."""
    model = open_model(config)
    runtime = f"{model.runtime.name} {model.runtime.version}, {config.threads} threads"
    return judged_speed(runtime, median_ms(model, clock))


def median_ms(model: PoseEstimator, clock: Clock) -> float:
    """Return the median time of an inference in ms, after one that warms up."""
    width, height = FRAME_PX
    rows = np.arange(height, dtype=np.uint8)[:, None, None]
    frame: RgbFrame = np.ascontiguousarray(np.broadcast_to(rows, (height, width, 3)))
    crop = full_frame(FRAME_PX)
    model.estimate(frame, crop)
    began_us = clock.now_us()
    times_us: list[int] = []
    while len(times_us) < MOST_INFERENCES and clock.now_us() - began_us < LONGEST_US:
        start_us = clock.now_us()
        model.estimate(frame, crop)
        times_us.append(clock.now_us() - start_us)
    return median(times_us) / 1000


def judged_speed(runtime: str, inference_ms: float) -> Finding:
    """Return what a median time of inference allows."""
    poses_hz = 1000 / max(inference_ms, 0.001)
    told = f"{runtime}: {inference_ms:.1f} ms a pose, at most {poses_hz:.0f} poses a second"
    if poses_hz < LEAST_POSES_HZ:
        advice = f"{LEAST_POSES_HZ:.0f} are needed: close other programs, cool the board, try model.threads = 4 or 2"
        return warn("runtime", told, advice)
    return ok("runtime", told)


def _numbers_of(text: str) -> tuple[int, ...]:
    """Return the numbers a version begins with; what follows them, such as rc1 or +dfsg, is not compared."""
    found = re.match(r"\d+(\.\d+)*", text)
    return tuple(map(int, found.group().split("."))) if found else ()
