"""Config: what a settings file may say, and what the owner hears when it says something else."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from kiosk.config import (
    PROGRAM_DIR,
    CameraSource,
    Config,
    Look,
    Orientation,
    SourceKind,
    WallSide,
    find_config,
    load_config,
    parse_config,
    source_of,
)
from kiosk.core.distance import Unit
from kiosk.errors import EXIT_OWNER, OwnerError

EXAMPLE = PROGRAM_DIR / "assets" / "kiosk.example.toml"
DIGEST = "ab" * 32


def complaints(text):
    with pytest.raises(OwnerError) as caught:
        parse_config(text, origin="kiosk.toml")
    return caught.value.problems


def test_an_empty_file_means_the_defaults():
    assert parse_config("", origin="kiosk.toml") == Config()


def test_no_file_means_the_defaults():
    assert load_config(None) == Config()


def test_the_example_file_says_the_defaults():
    assert load_config(EXAMPLE) == Config()


def test_the_example_file_shows_every_setting_and_no_other():
    shown = {}
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if table := re.fullmatch(r"\[(\w+)\]", line):
            names = shown[table[1]] = []
        elif key := re.match(r"(?:# )?(\w+) = ", line):
            names.append(key[1])
    config = Config()
    assert shown == {table.name: [key.name for key in fields(getattr(config, table.name))] for table in fields(Config)}


def test_the_settings_that_the_example_leaves_out_are_valid_as_shown():
    text = re.sub(r"(?m)^# (\w+ = )", r"\1", EXAMPLE.read_text(encoding="utf-8"))
    assert parse_config(text, origin="example").model.sha256 == "0" * 64


@pytest.mark.parametrize(
    ("text", "table", "key", "expected"),
    [
        ('camera.source = "webcam:/dev/video2"', "camera", "source", (SourceKind.WEBCAM, "/dev/video2")),
        ('camera.source = "pi"', "camera", "source", (SourceKind.PI, "None")),
        ("camera.turn_deg = 270", "camera", "turn_deg", 270),
        ('camera.source = "clip:/srv/a.mp4"', "camera", "source", (SourceKind.CLIP, "/srv/a.mp4")),
        ('camera.source = "clip:demo/a.mp4"', "camera", "source", (SourceKind.CLIP, str(PROGRAM_DIR / "demo/a.mp4"))),
        ("model.threads = 4", "model", "threads", 4),
        ('lane.file = "/srv/lane.json"', "lane", "file", Path("/srv/lane.json")),
        ('lane.file = "lane.json"', "lane", "file", PROGRAM_DIR / "lane.json"),
        ("lane.marks_in = [0, 6, 12]", "lane", "marks_in", (0.0, 6.0, 12.0)),
        ('display.look = "camera"', "display", "look", Look.CAMERA),
        ('display.orientation = "portrait"', "display", "orientation", Orientation.PORTRAIT),
        ("display.rotate_deg = 270", "display", "rotate_deg", 270),
        ("display.panel_diagonal_in = 32", "display", "panel_diagonal_in", 32.0),
        ('display.wall_side = "left"', "display", "wall_side", WallSide.LEFT),
        ("sound.volume = 0", "sound", "volume", 0.0),
        ("sound.voice = false", "sound", "voice", False),
        ("sound.count = false", "sound", "count", False),
        ("sound.tone = true", "sound", "tone", True),
        ('sound.quiet_from = "22:05"\nsound.quiet_to = "07:00"', "sound", "quiet_from", 1325),
        ('sound.quiet_from = "22:05"\nsound.quiet_to = "07:00"', "sound", "quiet_to", 420),
        ('sound.language = "de"', "sound", "language", "de"),
        ('session.drill = "dowel_hinge"', "session", "drill", "dowel_hinge"),
        ('session.choices = ["hip_hinge"]', "session", "choices", ("hip_hinge",)),
        ('session.units = "cm"', "session", "units", Unit.CM),
        ("session.reps_per_set = 20", "session", "reps_per_set", 20),
        ("session.sets = 4", "session", "sets", 4),
        ("session.rest_s = 90", "session", "rest_s", 90.0),
        ("journal.keep = false", "journal", "keep", False),
        ("journal.keep_h = 48", "journal", "keep_h", 48.0),
        ("display.sleep_after_min = 0", "display", "sleep_after_min", 0.0),
        ("session.summary_code = false", "session", "summary_code", False),
        ('journal.folder = "~/j"', "journal", "folder", Path.home() / "j"),
    ],
)
def test_reads_each_setting(text, table, key, expected):
    value = getattr(getattr(parse_config(text, origin="kiosk.toml"), table), key)
    assert (value if not isinstance(value, CameraSource) else (value.kind, str(value.path))) == expected


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ('camera.source = "usb"', 'source = "usb" cannot be used; give "auto", "pi", "pi:ID", "webcam:/dev/video0" or'),
        ('camera.source = "webcam:video0"', '"webcam:/dev/video0"'),
        ('camera.source = "clip:"', '"clip:FILE"'),
        ("camera.source = 0", '[camera] source = 0 cannot be used; give "auto"'),
        ("model.threads = 5", "[model] threads = 5 cannot be used; give 1, 2, 3 or 4."),
        ("model.threads = true", "threads = true cannot be used"),
        ("model.threads = 2.0", "threads = 2.0 cannot be used"),
        ('model.path = "a.tflite"', "[model] path and sha256 go together; give both or neither."),
        (f'model.sha256 = "{DIGEST}"', "[model] path and sha256 go together"),
        ('model = {path = "a", sha256 = "AB"}', "64 hexadecimal digits in lower case"),
        ("lane.file = 3", "[lane] file = 3 cannot be used; give a path."),
        ("lane.marks_in = [6]", "[lane] marks_in = [6] cannot be used; give a list of at least 2 numbers from 0 to 48"),
        ("lane.marks_in = [6, 0]", "give a list of at least 2 numbers"),
        ('lane.marks_in = [0, "6"]', "the smallest first."),
        ("lane.marks_in = [nan, 6]", "the smallest first."),
        ('lane.file = "~nobody-here/x"', "there is no such home folder"),
        ('display.look = "camra"', 'give "glass" or "camera" (did you mean camera?).'),
        ('display.orientation = "up"', '"auto", "portrait" or "landscape"'),
        ("display.rotate_deg = 45", "give 0, 90, 180 or 270."),
        ("display.panel_diagonal_in = 3", "give a number from 7 to 65."),
        ('display.wall_side = "rigth"', "(did you mean right?)"),
        ("sound.volume = 80", "[sound] volume = 80 cannot be used; give a number from 0 to 1."),
        ("sound.volume = nan", "volume = nan cannot be used"),
        ('sound.voice = "no"', 'voice = "no" cannot be used; give true or false.'),
        ('sound.quiet_from = "24:00"\nsound.quiet_to = "07:00"', 'give a time such as "22:00".'),
        ('sound.quiet_from = "22:00"', "quiet_to"),
        ('sound.language = "../x"', 'give letters such as "en".'),
        ('session.drill = "Wall Hinge"', 'a name such as "wall_hinge"'),
        ('session.choices = "hip_hinge"', "give a list in square brackets."),
        ('session.choices = ["Hip Hinge"]', 'of each: give a name such as "wall_hinge"'),
        ('session.choices = ["squat", "squat"]', "give each once."),
        ('session.units = "mm"', '"in" or "cm"'),
        ("session.reps_per_set = 14", "give 15, 16, 17, 18, 19 or 20."),
        ("session.sets = 5", "give 3 or 4."),
        ("journal.keep_h = 0", "[journal] keep_h = 0 cannot be used; give a number from 1 to 8760."),
        ("display.sleep_after_min = -1", "give a number from 0 to 1440."),
        ("session.summary_code = 1", "give true or false."),
        ("session.rest_s = 10", "give a number from 30 to 180."),
        ("sound.volum = 1", "[sound] volum is not a setting (did you mean volume?)."),
        (
            "sound.xyzzy = 1",
            "[sound] xyzzy is not a setting; known here: volume, voice, count, tone, quiet_from, quiet_to, language.",
        ),
        ("[dispaly]", "[dispaly] is not a setting (did you mean display?)."),
        ("sound = 3", "sound = 3 is not a table; begin it with a line [sound]."),
        ("sound =", "is not TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_may_be(text, advice):
    (problem,) = complaints(text)
    assert problem.startswith("kiosk.toml: ")
    assert advice in problem


def test_every_problem_is_told_at_once():
    assert len(complaints('camera.source = "usb"\nmodel.threads = 9\nsound.volum = 1\nextra = 1')) == 4


def test_a_model_of_the_owners_own_needs_its_digest():
    model = parse_config(f'[model]\npath = "a.tflite"\nsha256 = "{DIGEST}"', origin="kiosk.toml").model
    assert (model.path, model.sha256) == (PROGRAM_DIR / "a.tflite", DIGEST)


def test_an_unreadable_file_is_the_owners_to_mend(tmp_path):
    with pytest.raises(OwnerError, match="cannot be read") as caught:
        load_config(tmp_path / "absent.toml")
    assert caught.value.exit_code == EXIT_OWNER


def test_a_file_that_is_not_text_is_the_owners_to_mend(tmp_path):
    path = tmp_path / "kiosk.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(OwnerError, match="cannot be read"):
        load_config(path)


def test_the_file_given_comes_before_the_systems(tmp_path):
    system = tmp_path / "system.toml"
    system.touch()
    assert find_config(tmp_path / "mine.toml", system=system) == tmp_path / "mine.toml"
    assert find_config(None, system=system) == system
    assert find_config(None, system=tmp_path / "absent.toml") is None


def test_a_clip_on_the_command_line_starts_at_the_callers_folder(tmp_path):
    assert source_of("clip:a.mp4", folder=tmp_path) == CameraSource(kind=SourceKind.CLIP, path=tmp_path / "a.mp4")
