"""The cue pack: which clip says what, and every way a cue file can be wrong."""

import pytest

from kiosk.core.distance import MEASURES, Unit, distance_key
from kiosk.core.pack import (
    BLANKS,
    NUMBER_LIMIT_US,
    NUMBERS,
    SHORT_LIMIT_US,
    CuePack,
    Problem,
    make_pack,
    number_key,
    read_script,
)
from kiosk.core.vocab_cues import Cue, ScreenWord

Section = dict[str, object]


def section(table: Section, name: str) -> Section:
    value = table[name]
    assert isinstance(value, dict)
    return value


def good_table() -> Section:
    cues: Section = {cue.value: {"say": [f"{cue.value} one."]} for cue in Cue}
    cues["squat"] = {"say": ["Hips back.", "Like a drawer."], "short": "Back."}
    return {
        "language": "en",
        "engine": "flite",
        "voice": "rms",
        "numbers": {str(number): f"Number {number}" for number in NUMBERS},
        **{
            measure.section: {str(number): f"{number} {measure.section}." for number in measure.spoken}
            for measure in MEASURES.values()
        },
        "cue": cues,
        "screen": {
            word.value: " ".join(["word", *(f"{{{blank}}}" for blank in sorted(BLANKS.get(word, ())))])
            for word in ScreenWord
        },
    }


def problems_of(table: Section) -> tuple[Problem, ...]:
    return read_script(table)[1]


def good_pack(*, length_us: int = 400_000) -> CuePack:
    script, problems = read_script(good_table())
    assert problems == ()
    pack, problems = make_pack(script, dict.fromkeys(script.lines, length_us))
    assert problems == ()
    return pack


def test_a_clip_key_follows_from_its_place_in_the_file():
    clips = good_pack().clips
    assert {key: clips[key].text for key in ("n_12", "in_3", "squat_1", "squat_2", "squat_short")} == {
        "n_12": "Number 12",
        "in_3": "3 inches.",
        "squat_1": "Hips back.",
        "squat_2": "Like a drawer.",
        "squat_short": "Back.",
    }
    assert (number_key(12), distance_key(3, Unit.INCH)) == ("n_12", "in_3")


def test_every_cue_has_its_clips_and_only_some_a_short_form():
    wordings = good_pack().wordings
    assert set(wordings) == {cue.value for cue in Cue}
    assert (wordings["squat"].say, wordings["squat"].short) == (("squat_1", "squat_2"), "squat_short")
    assert (wordings["greet"].say, wordings["greet"].short) == (("greet_1",), None)


@pytest.mark.parametrize(("turn", "clip"), [(0, "squat_1"), (1, "squat_2"), (2, "squat_1"), (7, "squat_2")])
def test_variants_take_turns(turn, clip):
    assert good_pack().variant(Cue.SQUAT.value, turn) == clip


def test_the_length_and_the_caption_of_an_utterance_follow_from_its_clips():
    pack = good_pack(length_us=250_000)
    assert pack.length_us(("squat_1", "in_3")) == 500_000
    assert pack.text(("squat_1", "in_3")) == "Hips back. 3 inches."


@pytest.mark.parametrize(
    ("place", "key", "value", "told"),
    [
        (None, "languge", "en", "languge is not a key of a cue file"),
        (None, "voice", 3, "voice is 3 and must be a text"),
        (None, "engine", "", "engine is '' and must be a text"),
        (None, "inches", "many", "inches is 'many' and must be a table"),
        ("numbers", "21", "Twenty-one", "numbers.21 is not a known key"),
        ("numbers", "7", "", "numbers.7 is '' and must be a text"),
        ("cue", "squatt", {"say": ["No."]}, "cue.squatt is not a known key"),
        ("cue", "squat", "Hips back.", "cue.squat is 'Hips back.' and must be a table with a list `say`"),
        ("cue", "squat", {"say": []}, "cue.squat.say is [] and must be a list of at least one sentence"),
        ("cue", "squat", {"say": [4]}, "cue.squat.say is 4 and must be a text"),
        ("cue", "squat", {"say": ["No."], "shrt": "No."}, "cue.squat.shrt is not a key of a cue"),
        ("cue", "squat", {"say": ["No."], "short": 5}, "cue.squat.short is 5 and must be a text"),
        ("screen", "rest", "Done", "screen.rest is 'Done' and must have {number} once"),
        ("screen", "rest", "Set {numbr}", "screen.rest is 'Set {numbr}' and must have {number} once"),
        ("screen", "ready", "Go {now}", "screen.ready is 'Go {now}' and must have no blank"),
        ("screen", "ready", "Go }", "screen.ready is 'Go }' and must have no blank"),
    ],
)
def test_a_wrong_entry_is_told_with_its_place_and_value(place, key, value, told):
    table = good_table()
    (section(table, place) if place else table)[key] = value
    assert [f"{problem.where} {problem.says}" for problem in problems_of(table)] == [told]


@pytest.mark.parametrize(
    ("place", "key"), [("numbers", "1"), ("inches", "12"), ("cue", "lean"), ("screen", "attract"), (None, "screen")]
)
def test_a_missing_entry_is_told(place, key):
    table = good_table()
    del (section(table, place) if place else table)[key]
    assert [problem.where for problem in problems_of(table)] == [f"{place}.{key}" if place else key]


def test_a_misspelt_cue_is_told_with_the_cue_that_is_missing():
    table = good_table()
    cues = section(table, "cue")
    cues["sqautty"] = cues.pop("squatty")
    strange, missing = problems_of(table)
    assert (strange.where, strange.known) == ("cue.sqautty", ("squatty",))
    assert (missing.where, missing.known) == ("cue.squatty", ("sqautty",))


def test_everything_wrong_is_told_at_once():
    table = good_table()
    del table["voice"]
    del section(table, "numbers")["3"]
    section(table, "cue")["lean"] = {}
    assert {problem.where for problem in problems_of(table)} == {"voice", "numbers.3", "cue.lean.say"}


@pytest.mark.parametrize(
    ("key", "length_us", "is_refused"),
    [
        ("n_5", NUMBER_LIMIT_US, False),
        ("n_5", NUMBER_LIMIT_US + 1, True),
        ("squat_short", SHORT_LIMIT_US, False),
        ("squat_short", SHORT_LIMIT_US + 1, True),
        ("squat_1", 9_000_000, False),
        ("in_3", 9_000_000, False),
    ],
)
def test_only_numbers_and_short_forms_have_a_longest_length(key, length_us, is_refused):
    script, _ = read_script(good_table())
    _, problems = make_pack(script, dict.fromkeys(script.lines, 400_000) | {key: length_us})
    assert [problem.where for problem in problems] == ([key] if is_refused else [])


def test_a_missing_clip_is_told_with_the_clips_nothing_asks_for():
    script, _ = read_script(good_table())
    lengths_us = dict.fromkeys(script.lines, 400_000)
    lengths_us["squat_3"] = lengths_us.pop("squat_2")
    _, problems = make_pack(script, lengths_us)
    assert problems == (Problem(where="squat_2", says="has no clip for 'Like a drawer.'", known=("squat_3",)),)
