"""What every test may rely on: no screen, no loudspeaker, no thread left behind, and no silent skip.

In:  the environment: CI, CLIPS_DIR.
Out: SDL without devices, the folders of clips and weights, and two guards.
Not here: athletes and poses (builders.py).

Rule: a machine that builds the project has all that the tests need, so a skip there is a failure; only a test for the
Raspberry Pi itself may stay out.
"""

import os
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "assets" / "demo" / "session.mp4"
WEIGHTS = ROOT / "models" / "movenet_singlepose_lightning_int8_4.tflite"


@pytest.fixture(scope="session")
def clips_dir() -> Path:
    """Return the folder of recorded clips: CLIPS_DIR where it exists, else the one with the bundled session.mp4."""
    given = ROOT / os.environ.get("CLIPS_DIR", "")
    if "CLIPS_DIR" in os.environ and given.is_dir():
        return given
    if not DEMO.is_file():
        pytest.skip(f"{DEMO} is missing")
    return DEMO.parent


@pytest.fixture(scope="session")
def model_path() -> Path:
    """Return the pose weights."""
    if not WEIGHTS.is_file():
        pytest.skip(f"{WEIGHTS} is missing: run `make models`")
    return WEIGHTS


WRITERS = frozenset({"journal", "filer"})
"""Threads that a program does not wait for at its end, though a test does."""


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """Fail a test that ends while a thread it started would keep the program alive, or still writes records."""
    before = set(threading.enumerate())
    yield
    started = set(threading.enumerate()) - before
    left = [thread.name for thread in started if not thread.daemon or thread.name in WRITERS]
    if left:
        pytest.fail(f"left running: {', '.join(sorted(left))}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure on a build machine, unless the test is for the Raspberry Pi."""
    report = yield
    is_skip = report.skipped and not hasattr(report, "wasxfail")
    if is_skip and os.environ.get("CI") and item.get_closest_marker("pi") is None:
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {_reason(report.longrepr)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole file into a failure on a build machine."""
    report = yield
    if report.skipped and os.environ.get("CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be: {_reason(report.longrepr)}"
    return report


def _reason(skip: object) -> str:
    """Return why: pytest tells a skip as (file, line, reason)."""
    return str(skip[-1] if isinstance(skip, tuple) else skip).removeprefix("Skipped: ")
