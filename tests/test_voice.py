"""Rendering the voice: the same bytes again, or one sentence and nothing changed."""

import os
import shutil
import subprocess

import pytest

from kiosk.assets import CUES, SAMPLE_RATE_HZ, clip_path, load_script
from kiosk.core.pack import SHORT_LIMIT_US, Line
from kiosk.core.vocab import Earcon
from kiosk.errors import OwnerError
from kiosk.synthesis import SYNTHESISERS
from kiosk.voice import TEMPO_LIMIT, render, speak, table_of

LANGUAGES = sorted(path.stem for path in CUES.glob("*.toml"))
ENGINES = {language: load_script(language, CUES).engine for language in LANGUAGES}
RENDERED_BY = {"flite": "2.2", "espeak-ng": "1.51"}
"""The versions that the clips in the repository come from; another one speaks a little differently."""


def version_of(engine):
    told = subprocess.run([engine, "--version"], capture_output=True, text=True, check=False).stdout
    return RENDERED_BY[engine] if RENDERED_BY[engine] in told else told.strip()


def needs(*tools):
    missing = [tool for tool in tools if shutil.which(tool) is None]
    why = f"{' and '.join(missing)} not found: run `sudo apt-get install -y {' '.join(missing)}`"
    return (pytest.mark.apt, pytest.mark.skipif(bool(missing), reason=why))


def each_language():
    return [pytest.param(language, marks=needs(ENGINES[language], "sox")) for language in LANGUAGES]


def sounds_in(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.wav"))}


@pytest.fixture
def folder(tmp_path):
    for path in CUES.glob("*.toml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def edit(folder, language, old, new):
    path = folder / f"{language}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("language", each_language())
def test_rendering_again_gives_the_bytes_in_the_repository_and_removes_what_no_cue_names(folder, language):
    version = version_of(ENGINES[language])
    if version != RENDERED_BY[ENGINES[language]]:
        pytest.skip(
            f"the clips of {language} come from {ENGINES[language]} {RENDERED_BY[ENGINES[language]]}: {version}"
        )
    left_over = clip_path(folder, language, "left_over_1")
    left_over.parent.mkdir()
    left_over.write_bytes(b"old")
    takes = render(language=language, folder=folder)
    shipped = {
        name: sound for name, sound in sounds_in(CUES).items() if name.partition("/")[0] in (language, "earcons")
    }
    again = sounds_in(folder)
    assert set(again) == set(shipped)
    assert [name for name in shipped if shipped[name] != again[name]] == []
    assert len(takes) == len(shipped)
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == sorted(["earcons", language])
    (row,) = [row for row in table_of(takes).splitlines() if row.startswith("n_17 ")]
    assert row.split()[-1] == load_script(language, CUES).lines["n_17"].text


@pytest.mark.parametrize(
    ("language", "voice", "told"),
    [
        pytest.param("en", "rms", r"use one of .*rms, slt$", marks=needs("flite", "sox")),
        pytest.param("de", "de", r"`espeak-ng --voices` lists them$", marks=needs("espeak-ng", "sox")),
    ],
)
def test_a_voice_the_synthesiser_lacks_is_refused_with_where_to_find_one(folder, language, voice, told):
    edit(folder, language, f'voice = "{voice}"', 'voice = "ruth"')
    with pytest.raises(OwnerError, match=rf"{language}\.toml: voice 'ruth' is unknown: {told}"):
        render(language=language, folder=folder)


@pytest.mark.parametrize("language", each_language())
def test_a_text_too_long_for_its_limit_is_sped_up_only_so_far(tmp_path, language):
    script = load_script(language, CUES)
    line = Line(text="Hips back, not down, and once more.", limit_us=SHORT_LIMIT_US)
    samples, tempo = speak(line, script, SYNTHESISERS[script.engine], tmp_path)
    assert tempo == TEMPO_LIMIT
    assert len(samples) / SAMPLE_RATE_HZ > 0.7


@pytest.mark.parametrize("language", each_language())
def test_words_that_lead_into_the_inches_stop_where_these_begin(tmp_path, language):
    """They last no longer than the same words said for themselves, and less than with the inches behind them."""
    script = load_script(language, CUES)
    lengths = []
    opening, inches = script.lines["step_out_to_1"].text, script.lines["in_3"].text
    for text in (f"{opening}.", opening, f"{opening} {inches}"):
        samples, _ = speak(Line(text=text, limit_us=None), script, SYNTHESISERS[script.engine], tmp_path)
        lengths.append(len(samples) / SAMPLE_RATE_HZ)
    alone, leading, whole = lengths
    assert leading < alone + 0.05
    assert leading < whole - 0.3


@pytest.mark.parametrize("earcon", list(Earcon))
def test_every_earcon_is_shipped(earcon):
    assert (CUES / "earcons" / f"{earcon.value}.wav").is_file()


@pytest.mark.parametrize("language", LANGUAGES)
def test_missing_tools_are_told_with_the_command_that_brings_them(folder, monkeypatch, language):
    monkeypatch.setenv("PATH", str(folder / "nothing"))
    engine = ENGINES[language]
    with pytest.raises(OwnerError, match=rf"^{engine} and sox not found: run `sudo apt-get install -y {engine} sox`$"):
        render(language=language, folder=folder)
    assert sounds_in(folder) == {}


def test_an_engine_that_is_no_synthesiser_is_refused_with_those_that_are(folder):
    edit(folder, "en", 'engine = "flite"', 'engine = "flute"')
    with pytest.raises(OwnerError, match=r"en\.toml: engine 'flute' is unknown: use flite or espeak-ng$"):
        render(language="en", folder=folder)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tool_that_fails_changes_no_file_and_is_quoted(folder, monkeypatch, tmp_path_factory, language):
    tools = tmp_path_factory.mktemp("tools")
    engine = ENGINES[language]
    for tool in (engine, "sox"):
        (tools / tool).write_text("#!/bin/sh\necho out of voices >&2\nexit 3\n", encoding="utf-8")
        (tools / tool).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}/bin")
    kept = clip_path(folder, language, "n_1")
    kept.parent.mkdir()
    kept.write_bytes(b"old")
    with pytest.raises(OwnerError, match=rf"^{engine} failed \(out of voices\): run "):
        render(language=language, folder=folder)
    assert sounds_in(folder) == {f"{language}/n_1.wav": b"old"}
