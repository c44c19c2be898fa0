"""`kiosk mat`: which ladder and marks the mat of a station has, and what the command writes and refuses."""

import pytest

from kiosk import cli
from kiosk.assets import CUES, load_script
from kiosk.catalogue import catalogue_with
from kiosk.config import parse_config
from kiosk.core.pack import make_pack
from kiosk.errors import EXIT_DEVICE, EXIT_OWNER
from kiosk.mat import rungs_of


@pytest.fixture(scope="module")
def catalogue():
    return catalogue_with(make_pack(load_script("en", CUES), {})[0])


@pytest.mark.parametrize(
    ("settings", "count", "first_cm", "last_cm"),
    [
        ("", 10, 7.62, 30.48),
        ('[session]\nunits = "cm"', 10, 8, 30),
        ('[session]\ndrill = "hip_hinge"', 10, 7.62, 30.48),
        ('[session]\ndrill = "hip_hinge"\nunits = "cm"', 10, 8, 30),
        ('[session]\ndrill = "mobility_first"', 10, 7.62, 30.48),
    ],
)
def test_the_mat_has_the_ladder_of_the_settings(catalogue, settings, count, first_cm, last_cm):
    rungs_in = rungs_of(parse_config(settings, origin="test"), catalogue)
    assert len(rungs_in) == count
    assert (rungs_in[0] * 2.54, rungs_in[-1] * 2.54) == pytest.approx((first_cm, last_cm))


def test_the_command_writes_a_pdf_and_says_how_to_print_it(tmp_path, capsys):
    into = tmp_path / "mat.pdf"
    assert cli.main(["mat", "--paper", "letter", "--into", str(into)]) == 0
    assert into.read_bytes().startswith(b"%PDF-")
    told = capsys.readouterr().out
    assert "6 sheets of LETTER" in told
    assert "Print at 100 %" in told


def test_the_marks_are_those_of_the_settings(tmp_path):
    (tmp_path / "kiosk.toml").write_text("[lane]\nmarks_in = [0, 6, 12]\n", encoding="utf-8")
    assert cli.main(["mat", "--config", str(tmp_path / "kiosk.toml"), "--into", str(tmp_path / "mat.pdf")]) == 0
    assert (tmp_path / "mat.pdf").read_bytes().count(b"/Type /Page\n") == 4


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--into", "none/mat.pdf"), EXIT_DEVICE, "none/mat.pdf cannot be written"),
        (("--into", "."), EXIT_DEVICE, "is no ordinary file"),
        (("--config", "bad.toml"), EXIT_OWNER, "did you mean wall_hinge?"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(tmp_path, monkeypatch, capsys, words, code, sentence):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.toml").write_text('[session]\ndrill = "wall_hing"\n', encoding="utf-8")
    assert cli.main(["mat", *words]) == code
    assert sentence in capsys.readouterr().err
