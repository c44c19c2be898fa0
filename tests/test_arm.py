"""What `make test-arm` leaves out and prints; the machines themselves are run by it alone."""

import json
import re
from pathlib import Path

import pytest

from tests.arm.share import LEFT_OUT, ONE_CLIP, SAMPLED, SHORT_CLIP, why_left_out
from tests.arm.table import MOST_INFERENCES, main

ROOT = Path(__file__).resolve().parent.parent
MARKS = set(re.findall(r'(?m)^    "([a-z]+):', (ROOT / "pyproject.toml").read_text(encoding="utf-8")))
NAMES = sorted({name for names in LEFT_OUT.values() for name in names} | set(SAMPLED) | {ONE_CLIP})
WELL = {
    "python": "3.11.2",
    "numpy": "1.24.2",
    "pygame": "2.1.2",
    "runtime": "ai-edge-litert 2.3.0",
    "passed": 5,
    "failed": [],
    "skipped": {"left out: a grid": 2, "nothing to see": 1},
    "inferences": {"tests/a.py::test_b": 3, "tests/a.py::test_c": 4},
    "exit": 0,
    "everything": False,
}


@pytest.mark.parametrize("name", NAMES)
def test_what_is_left_out_by_name_is_there(name):
    file, _, test = name.partition("::")
    assert name in MARKS or (ROOT / file).is_file()
    assert not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8")


def test_the_short_clip_is_one_of_the_clips():
    assert SHORT_CLIP in (ROOT / ONE_CLIP.partition("::")[0]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("nodeid", "marks", "is_left_out"),
    [
        ("tests/core/test_rep.py::test_counts[a]", (), False),
        ("tests/test_voice.py::test_says[de]", ("apt",), True),
        ("tests/test_voice.py::test_says[de]", (), False),
        ("tests/test_analyze.py::test_a[b]", (), True),
        (f"{ONE_CLIP}[{SHORT_CLIP}-settings8-1-5]", ("model",), False),
        (f"{ONE_CLIP}[a GIF-settings2-3-10]", ("model",), True),
    ],
)
def test_a_test_is_left_out_by_its_mark_its_file_or_its_name(nodeid, marks, is_left_out):
    assert (why_left_out(nodeid, frozenset(marks)) is not None) is is_left_out


def test_a_share_of_a_grid_runs_and_always_the_same():
    grid = [f"{SAMPLED[0]}::test_a[{number}]" for number in range(1600)]
    kept = [nodeid for nodeid in grid if why_left_out(nodeid) is None]
    assert 60 < len(kept) < 140
    assert kept == [nodeid for nodeid in grid if why_left_out(nodeid) is None]


@pytest.fixture
def table(tmp_path, capsys):
    """Print the table of one row with these figures; None where the tests did not end."""

    def print_table(figures):
        (tmp_path / "told").write_text("bookworm cortex-a72 litert 930\n", encoding="utf-8")
        if figures is not None:
            (tmp_path / "bookworm:litert.json").write_text(json.dumps(figures), encoding="utf-8")
        return main(tmp_path), *capsys.readouterr()

    return print_table


def test_a_row_tells_its_versions_its_counts_and_its_minutes_and_why_it_skipped(table):
    code, out, err = table(WELL)
    assert (code, err) == (0, "")
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert lines[1] == "bookworm cortex-a72 3.11.2 1.24.2 2.1.2 ai-edge-litert 2.3.0 5 0 3 7 15.5"
    assert "2 left out: a grid" in lines
    assert "4 tests/a.py::test_c" in lines


@pytest.mark.parametrize(
    ("figures", "complaint"),
    [
        (None, "did not come to its end"),
        (WELL | {"failed": ["tests/a.py::test_b"]}, "failed tests/a.py::test_b"),
        (WELL | {"exit": 2}, "ended with pytest's status 2"),
        (WELL | {"inferences": {"tests/a.py::test_b": MOST_INFERENCES}}, "asked the model 60 times"),
    ],
)
def test_a_row_that_is_not_well_fails_the_command_and_says_so(table, figures, complaint):
    code, _, err = table(figures)
    assert code == 1
    assert complaint in err


def test_where_everything_runs_the_model_may_be_asked_as_often_as_it_takes(table):
    assert table(WELL | {"inferences": {"tests/a.py::test_b": 900}, "everything": True})[0] == 0
