"""Rendering the voice: the same bytes again, or one sentence and nothing changed."""

import os
import shutil

import pytest

from kiosk.assets import CUES, SAMPLE_RATE_HZ, clip_path, load_script
from kiosk.core.pack import SHORT_LIMIT_US, Line
from kiosk.core.vocab import Earcon
from kiosk.errors import OwnerError
from kiosk.voice import TEMPO_LIMIT, TOOLS, render, speak, table_of

needs_tools = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in TOOLS),
    reason="flite or sox is missing: run `sudo apt-get install -y flite sox`",
)


def sounds_in(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.wav"))}


@pytest.fixture
def folder(tmp_path):
    shutil.copy(CUES / "en.toml", tmp_path / "en.toml")
    return tmp_path


@pytest.mark.apt
@needs_tools
def test_rendering_again_gives_the_bytes_in_the_repository_and_removes_what_no_cue_names(folder):
    left_over = clip_path(folder, "en", "left_over_1")
    left_over.parent.mkdir()
    left_over.write_bytes(b"old")
    takes = render(language="en", folder=folder)
    shipped, again = sounds_in(CUES), sounds_in(folder)
    assert set(again) == set(shipped)
    assert [name for name in shipped if shipped[name] != again[name]] == []
    assert len(takes) == len(shipped)
    assert sorted(path.name for path in folder.iterdir()) == ["earcons", "en", "en.toml"]
    (row,) = [row for row in table_of(takes).splitlines() if row.startswith("n_17 ")]
    assert row.split()[-1] == "Seventeen"


@pytest.mark.apt
@needs_tools
def test_a_voice_the_synthesiser_lacks_is_refused_with_those_it_has(folder):
    path = folder / "en.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('voice = "rms"', 'voice = "ruth"'), encoding="utf-8")
    with pytest.raises(OwnerError, match=r"en\.toml: voice 'ruth' is unknown: use one of .*rms, slt$"):
        render(language="en", folder=folder)


@pytest.mark.apt
@needs_tools
def test_a_text_too_long_for_its_limit_is_sped_up_only_so_far(tmp_path):
    line = Line(text="Hips back, not down, and once more.", limit_us=SHORT_LIMIT_US)
    samples, tempo = speak(line, load_script("en", CUES), tmp_path)
    assert tempo == TEMPO_LIMIT
    assert len(samples) / SAMPLE_RATE_HZ > 0.7


@pytest.mark.parametrize("earcon", list(Earcon))
def test_every_earcon_is_shipped(earcon):
    assert (CUES / "earcons" / f"{earcon.value}.wav").is_file()


def test_missing_tools_are_told_with_the_command_that_brings_them(folder, monkeypatch):
    monkeypatch.setenv("PATH", str(folder / "nothing"))
    with pytest.raises(OwnerError, match=r"^flite and sox not found: run `sudo apt-get install -y flite sox`$"):
        render(language="en", folder=folder)
    assert sounds_in(folder) == {}


def test_a_tool_that_fails_changes_no_file_and_is_quoted(folder, monkeypatch, tmp_path_factory):
    tools = tmp_path_factory.mktemp("tools")
    for tool in TOOLS:
        (tools / tool).write_text("#!/bin/sh\necho out of voices >&2\nexit 3\n", encoding="utf-8")
        (tools / tool).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}/bin")
    kept = clip_path(folder, "en", "n_1")
    kept.parent.mkdir()
    kept.write_bytes(b"old")
    with pytest.raises(OwnerError, match=r"^flite failed \(out of voices\): run "):
        render(language="en", folder=folder)
    assert sounds_in(folder) == {"en/n_1.wav": b"old"}
