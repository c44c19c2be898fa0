"""Which of the tests run in the emulated machines, and what is told of them.

In:  the tests as they were collected; the line that the machines' runtimes leave for every inference.
Out: what is left out, as skips with their reason; the figures of one row, in a file for table.py.
Not here: the machines (build, run), the printed table (table.py).

Rule: nothing is left out but by a row of LEFT_OUT, its reason is printed with how many tests it kept out, and
`--everything` runs them all.
"""

import json
import platform
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final
from zlib import crc32

import hypothesis
import pytest

TOLD: Final = Path("/told")
RUNTIMES: Final = ("ai-edge-litert", "tflite-runtime")
ONE_IN: Final = 16

LEFT_OUT: Final = {
    "more inferences; other tests have the model follow, crop, work in its thread and count a rep": (
        "tests/test_analyze.py",
        "tests/test_app.py::test_the_station_speaks_and_shows_the_language_that_the_settings_name",
        "tests/test_app.py::test_without_a_screen_and_a_place_for_records_the_station_says_so_and_works",
        "tests/test_bench.py",
        "tests/test_calibrate_source.py",
        "tests/test_doctor.py::test_the_bundled_recording_is_looked_at_line_by_line",
        "tests/test_doctor_software.py::test_the_real_model_runs_and_its_digest_is_right",
        "tests/test_record.py::test_a_clip_that_gives_no_journal_or_only_a_part_is_complained_about",
    ),
    "whole stations in processes of their own, with the model, or with a limit of memory that emulation exceeds": (
        "tests/faults/test_fault_table.py",
        "tests/fuzz/test_targets.py",
        "tests/soak/test_soak.py",
        "tests/storage/test_power_cuts.py",
    ),
    "the developer's own tools, which never run on a station": (
        "tests/test_architecture.py",
        "tests/test_latency.py",
        "tests/test_makefile.py",
        "tests/test_readme.py",
        "tests/test_screenshots.py",
        "tests/test_sensitivity.py",
        "tests/test_speech_check.py",
    ),
    "the voice and the sounds are made before, and come as files": ("apt", "tests/test_earcons.py"),
    "the installer and the units, which `make test-systemd` tries on a whole machine": ("tests/test_systemd.py",),
}
"""Why, and the files, the single tests and the marks that it leaves out."""

SAMPLED: Final = (
    "tests/core/test_any_stream.py",
    "tests/core/test_calibrating.py",
    "tests/core/test_centimetres.py",
    "tests/core/test_drill_visits.py",
    "tests/core/test_faults.py",
    "tests/core/test_free_cases.py",
    "tests/core/test_gestures_meant.py",
    "tests/core/test_gestures_not_meant.py",
    "tests/core/test_hands.py",
    "tests/core/test_hold_visits.py",
    "tests/core/test_never_stuck.py",
    "tests/core/test_programme_visits.py",
    "tests/core/test_reasons.py",
    "tests/core/test_right_person.py",
    "tests/core/test_robustness.py",
    "tests/core/test_touch_felt.py",
    "tests/core/test_unit_geometry.py",
    "tests/core/test_wall_cases.py",
    "tests/output/test_changed.py",
    "tests/output/test_colour_vision.py",
    "tests/output/test_languages.py",
    "tests/output/test_legibility.py",
    "tests/output/test_paint.py",
    "tests/output/test_quiet.py",
    "tests/storage/test_digest.py",
    "tests/test_calibrate.py",
    "tests/test_resume.py",
    "tests/test_traces.py",
)
"""Grids: many people, or many screens, through the same lines of the program. One case in ONE_IN of each file runs."""

ONE_CLIP: Final = "tests/test_analyze_any.py::test_a_real_video_of_any_kind_is_counted"
SHORT_CLIP: Final = "5 fps, half a rep and one"

hypothesis.settings.register_profile("few", max_examples=10, deadline=None, derandomize=True)


def why_left_out(nodeid: str, marks: frozenset[str] = frozenset()) -> str | None:
    """Return the reason for leaving a test out here; None when it runs."""
    test = nodeid.partition("[")[0]
    file = test.partition("::")[0]
    for reason, names in LEFT_OUT.items():
        if not marks.isdisjoint(names) or test in names or file in names:
            return reason
    if test == ONE_CLIP and SHORT_CLIP not in nodeid:
        return next(iter(LEFT_OUT))
    if file in SAMPLED and crc32(nodeid.encode()) % ONE_IN:
        return f"{ONE_IN - 1} in {ONE_IN} of a grid of people or screens: {file}"
    return None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--everything", action="store_true", help="leave nothing out for being slow in emulation")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("everything"):
        return
    for item in items:
        reason = why_left_out(item.nodeid, frozenset(mark.name for mark in item.iter_markers()))
        if reason is not None:
            item.add_marker(pytest.mark.skip(reason=f"left out: {reason}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    """Leave the row's figures; the processes that share the tests report to the first one."""
    if hasattr(config, "workerinput"):
        return
    stats = terminalreporter.stats
    row = {
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "pygame": version("pygame"),
        "runtime": " ".join(f"{name} {found}" for name in RUNTIMES if (found := _version(name))),
        "passed": len(stats.get("passed", ())),
        "failed": [report.nodeid for outcome in ("failed", "error") for report in stats.get(outcome, ())],
        "skipped": Counter(_reason(report.longrepr) for report in stats.get("skipped", ())),
        "inferences": Counter(_told_inferences()),
        "exit": int(exitstatus),
        "everything": config.getoption("everything"),
    }
    (TOLD / "row.json").write_text(json.dumps(row, indent=1), encoding="utf-8")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _told_inferences() -> list[str]:
    told = TOLD / "inferences"
    return [line.partition(" (")[0] for line in told.read_text(encoding="utf-8").splitlines()] if told.is_file() else []


def _reason(skip: object) -> str:
    return str(skip[-1] if isinstance(skip, tuple) else skip).removeprefix("Skipped: ")
