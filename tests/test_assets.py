"""The shipped cue packs: whole, short enough, equally loud, and kind; and what an owner is told about a broken one."""

import re
import shutil
import wave

import numpy as np
import pytest

from kiosk.assets import CUES, SAMPLE_RATE_HZ, clip_path, earcon_path, load_pack, load_script, read_samples
from kiosk.catalogue import load_catalogue
from kiosk.core.distance import MEASURES, Unit, distance_key
from kiosk.core.pack import NUMBERS, number_key
from kiosk.core.units import US_PER_S
from kiosk.core.vocab import Earcon
from kiosk.core.vocab_cues import Cue
from kiosk.errors import OwnerError
from kiosk.loudness import amplitude, db, onset, voiced_rms
from kiosk.voice import TARGET_RMS_DB

LANGUAGES = sorted(path.stem for path in CUES.glob("*.toml"))
PACKS = {language: load_pack(language, CUES) for language in LANGUAGES}
every_pack = pytest.mark.parametrize("language", LANGUAGES)

FORBIDDEN = {
    "en": (
        *("ache", "clinic", "cure", "diagnos", "disc", "doctor", "heal", "medic", "muscle", "patient", "physio"),
        *("damage", "danger", "harm", "hurt", "injur", "pain(?!t)", "rehab", "risk", "safe", "sore", "strain"),
        *("bad", "fail", "symptom", "therap", "treat", "unsafe", "wrong"),
    ),
    "de": (
        *(
            "arzt",
            "ärzt",
            "bandscheib",
            "behandl",
            "diagnos",
            "heil",
            "klini",
            "kur(?!z)",
            "medi[zk]",
            "muskel",
            "patient",
        ),
        *("beschwerde", "gefahr", "gefähr", "gesund", "leid", "physio", "reha", "risik", "schad", "schäd", "schmerz"),
        *("falsch", "fehler", "schlecht", "schlimm", "schwach", "sicher", "symptom", "therap", "unsicher", "verkehrt"),
        *("verletz", "versag", "weh", "wund", "zerr", "überlast"),
    ),
}
"""The stems, at a word's beginning, of what no pack of a language says: bodies as cases, fear, blame."""

WITHOUT_SHORT = {
    Cue.GREET: "said on the way in",
    Cue.ZERO: "said on the way in",
    Cue.ZERO_TAKEN: "said on the way in",
    Cue.STEP_OUT_TO: "said after the zero, before the inches",
    Cue.HIPS_TO_WALL: "said before the first rep",
    Cue.READY: "said before the first rep",
    Cue.FIVE_CLEAN: "opens the sentence of the step out, whose short form stands for both",
    Cue.EASE_IN: "opens the sentence of the step in, whose short form stands for both",
    Cue.HEELS_TO: "leads into the inches, which have no short form",
    Cue.STARTING_AT: "leads into the inches, which have no short form",
    Cue.PRAISE: "leads into the inches of this rep; what is late praises another one",
    Cue.SET_DONE: "said in the rest",
    Cue.REST_TEN: "said in the rest",
    Cue.NEXT_DRILL: "said in the rest",
    Cue.SUMMARY_BEST: "said at the end",
    Cue.SUMMARY: "said at the end",
    **{cue: "said to the owner, who calibrates" for cue in Cue if cue.value.startswith("calibrate")},
}
"""Cues that are never said between two reps of a set, and why."""

MOST_WORDS = 8

PACE_WPM = {"en": (150, 195), "de": (144, 176)}
"""Words a minute without the silence around a sentence: German is asked for 160 and may be a tenth off. In English a
recogniser hears all that is said, in noise as well: how fast that may be is for the speech check to say."""

MEASURE_WORDS = {
    ("en", "in"): ("inch", "inches"),
    ("en", "cm"): ("centimeter", "centimeters"),
    ("de", "in"): ("Zoll", "Zoll"),
    ("de", "cm"): ("Zentimeter", "Zentimeter"),
}
"""The word after one and after more of a unit. flite cannot say "centimetres": see en.toml."""


def samples_of(path):
    return np.frombuffer(read_samples(path), dtype="<i2") / 32768


def sounds_of(language):
    yield from ((key, samples_of(clip_path(CUES, language, key))) for key in PACKS[language].clips)
    yield from ((earcon.value, samples_of(earcon_path(CUES, earcon))) for earcon in Earcon)


SOUNDS = {language: dict(sounds_of(language)) for language in LANGUAGES}


def test_there_is_more_than_one_language_and_each_has_its_own_forbidden_words():
    assert len(LANGUAGES) > 1
    assert sorted(FORBIDDEN) == LANGUAGES


@every_pack
def test_a_pack_is_of_the_language_its_file_is_named_after(language):
    assert PACKS[language].language == language


@every_pack
def test_every_cue_can_be_said(language):
    pack = PACKS[language]
    assert {cue: pack.clips[key].text for cue in Cue for key in pack.wordings[cue.value].say}.keys() == set(Cue)


@every_pack
def test_every_cue_that_is_said_in_a_set_has_a_short_form(language):
    wordings = PACKS[language].wordings
    assert {cue for cue in Cue if wordings[cue.value].short is None} == set(WITHOUT_SHORT)


@every_pack
def test_a_short_form_has_no_more_words_than_the_sentence_it_stands_for(language):
    pack = PACKS[language]
    for name, wording in pack.wordings.items():
        if wording.short is not None:
            words = len(pack.clips[wording.short].text.split())
            assert words <= min(3, *(len(pack.clips[key].text.split()) for key in wording.say)), name


@every_pack
def test_every_language_says_the_same_lines(language):
    """A drill may name any of them, whatever language the station speaks."""
    assert set(PACKS[language].wordings) == set(PACKS["en"].wordings)
    shorts = [{name for name, wording in PACKS[each].wordings.items() if wording.short} for each in (language, "en")]
    assert shorts[0] == shorts[1]


@every_pack
def test_every_count_and_every_inch_has_a_clip(language):
    keys = [number_key(number) for number in NUMBERS] + [
        distance_key(number, unit) for unit in Unit for number in MEASURES[unit].spoken
    ]
    assert [key for key in keys if key not in PACKS[language].clips] == []


@every_pack
def test_no_clip_is_left_over(language):
    assert sorted(path.stem for path in (CUES / language).glob("*.wav")) == sorted(PACKS[language].clips)


def test_no_folder_of_clips_is_without_its_cue_file():
    assert sorted(path.name for path in CUES.iterdir() if path.is_dir()) == sorted([*LANGUAGES, "earcons"])


@every_pack
@pytest.mark.parametrize(("pattern", "limit_us"), [(r"n_\d+", 450_000), (r"\w+_short", 700_000)])
def test_what_is_said_between_reps_is_short(language, pattern, limit_us):
    lengths_us = {key: clip.length_us for key, clip in PACKS[language].clips.items() if re.fullmatch(pattern, key)}
    assert lengths_us
    assert {key: length for key, length in lengths_us.items() if length > limit_us} == {}


@every_pack
def test_no_sound_comes_within_one_decibel_of_full_scale(language):
    peaks_db = {key: db(float(np.abs(samples).max())) for key, samples in SOUNDS[language].items()}
    assert {key: peak for key, peak in peaks_db.items() if peak > -1.0} == {}


def test_all_clips_are_equally_loud_whatever_language_they_are_in():
    levels_db = [
        db(voiced_rms(SOUNDS[language][key], SAMPLE_RATE_HZ)) for language in LANGUAGES for key in PACKS[language].clips
    ]
    assert max(levels_db) - min(levels_db) <= 1.5


@every_pack
def test_every_clip_is_within_one_decibel_of_the_level_asked_for(language):
    """The ceiling turns peaks down, and the gain makes up for it: none of today's clips is held back by it."""
    levels_db = {key: db(voiced_rms(SOUNDS[language][key], SAMPLE_RATE_HZ)) for key in PACKS[language].clips}
    assert {key: level for key, level in levels_db.items() if abs(level - TARGET_RMS_DB) > 1.0} == {}


@pytest.mark.parametrize("language", sorted(PACE_WPM))
def test_sentences_are_spoken_at_the_pace_that_is_understood(language):
    """Over all that take their time, as a sum: a single one is slower by its pauses or faster by its short words."""
    clips = [clip for key, clip in PACKS[language].clips.items() if re.fullmatch(r"\w+_\d+", key) and key[:2] != "n_"]
    sentences = [clip for clip in clips if len(clip.text.split()) >= 4]
    words = sum(len(clip.text.split()) for clip in sentences)
    low, high = PACE_WPM[language]
    assert low <= words * 60 / (sum(clip.length_us for clip in sentences) / US_PER_S) <= high


@pytest.mark.parametrize(("language", "unit"), sorted(MEASURE_WORDS))
def test_one_is_said_in_the_singular_and_more_in_the_plural(language, unit):
    clips, (singular, plural) = PACKS[language].clips, MEASURE_WORDS[language, unit]
    said = {number: clips[distance_key(number, Unit(unit))].text for number in MEASURES[Unit(unit)].spoken}
    assert [
        text for number, text in said.items() if not text.endswith(f" {singular if number == 1 else plural}.")
    ] == []


@every_pack
def test_every_sound_begins_at_once(language):
    onsets_s = {key: onset(samples) / SAMPLE_RATE_HZ for key, samples in SOUNDS[language].items()}
    assert {key: late for key, late in onsets_s.items() if late > 0.005} == {}


@every_pack
def test_no_clip_ends_in_a_click(language):
    ends = {key: abs(float(samples[-1])) for key, samples in SOUNDS[language].items()}
    assert {key: end for key, end in ends.items() if end > amplitude(-40)} == {}


def spoken_and_shown(pack):
    return [clip.text for clip in pack.clips.values()] + list(pack.screen.values())


@pytest.mark.parametrize(("language", "stem"), [(each, stem) for each in LANGUAGES for stem in FORBIDDEN[each]])
def test_no_wording_frightens_or_promises(language, stem):
    pack = PACKS[language]
    assert [text for text in spoken_and_shown(pack) if re.search(rf"\b{stem}", text.lower())] == []


@every_pack
def test_no_sentence_has_more_words_than_can_be_taken_in(language):
    clips = PACKS[language].clips.values()
    sentences = [sentence for clip in clips for sentence in re.split(r"[.:…]", clip.text)]
    assert [sentence for sentence in sentences if len(sentence.split()) > MOST_WORDS] == []


@every_pack
def test_variants_of_a_cue_differ(language):
    pack = PACKS[language]
    texts = {cue: [pack.clips[key].text for key in wording.say] for cue, wording in pack.wordings.items()}
    assert [cue for cue, said in texts.items() if len(set(said)) != len(said)] == []


@every_pack
def test_the_sounds_of_a_language_stay_small_enough_for_the_repository(language):
    folders = (CUES / language, CUES / "earcons")
    assert sum(path.stat().st_size for folder in folders for path in folder.glob("*.wav")) < 15_000_000


@every_pack
def test_every_drill_and_programme_can_be_had_in_every_language(language):
    catalogue, english = load_catalogue(language), load_catalogue("en")
    assert (catalogue.drills, catalogue.programmes) == (english.drills, english.programmes)


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(CUES, tmp_path / "cues")
    return tmp_path / "cues"


def problems_of(folder, language="en"):
    with pytest.raises(OwnerError) as refused:
        load_pack(language, folder)
    return refused.value.problems


def edit(folder, old, new):
    path = folder / "en.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_unknown_language_is_refused_with_the_nearest_one(copy):
    assert problems_of(copy, "eng") == (
        f"{copy}/eng.toml does not exist: set sound.language to one of: de, en; did you mean en?",
    )


def test_a_file_that_is_no_toml_is_refused(copy):
    (copy / "en.toml").write_text("language = ", encoding="utf-8")
    (problem,) = problems_of(copy)
    assert problem.startswith(f"{copy}/en.toml cannot be read (")


def test_a_misspelt_key_is_refused_with_the_nearest_one(copy):
    edit(copy, "[cue.near_miss]", "[cue.nearmiss]")
    problems = problems_of(copy)
    assert f"{copy}/en.toml: cue.nearmiss is not a known key; did you mean near_miss?" in problems
    assert f"{copy}/en.toml: cue.near_miss is missing; did you mean nearmiss?" in problems


def test_a_missing_clip_is_refused_with_what_to_do(copy):
    (copy / "en" / "n_7.wav").rename(copy / "en" / "n-7.wav")
    assert problems_of(copy) == (
        f"{copy}/en: n_7 has no clip for 'Seven'; did you mean n-7?",
        f"{copy}/en: run `make voice LANG=en` to render the clips",
    )


def test_a_number_that_takes_too_long_is_refused(copy):
    shutil.copy(copy / "en" / "greet_1.wav", copy / "en" / "n_7.wav")
    assert problems_of(copy)[0].startswith(f"{copy}/en: n_7 lasts ")


def test_a_clip_that_is_cut_short_is_told_once(copy):
    path = copy / "en" / "n_7.wav"
    path.write_bytes(path.read_bytes()[:3000])
    assert problems_of(copy) == (f"{path} is empty or cut short: run `make voice LANG=…`",)


def test_a_clip_of_another_form_is_refused(copy):
    path = copy / "en" / "n_7.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(44100)
        out.writeframes(bytes(400))
    (problem,) = problems_of(copy)
    assert problem.startswith(f"{path} is 44100 Hz, 2 channel(s), 16 bit and must be 22050 Hz")


def test_everything_wrong_is_told_in_one_run(copy):
    edit(copy, 'voice = "rms"', "")
    (copy / "en" / "greet_1.wav").unlink()
    (copy / "earcons" / "touch.wav").write_bytes(b"noise")
    told = "\n".join(problems_of(copy))
    assert [word for word in ("voice", "greet_1", "touch.wav") if word not in told] == []


def test_a_script_is_read_without_any_clip(copy):
    shutil.rmtree(copy / "en")
    assert load_script("en", copy).lines["n_7"].text == "Seven"


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_a_pack_that_is_not_english_is_refused_as_well_when_a_cue_or_a_clip_is_missing(copy, language):
    path = copy / f"{language}.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[cue.lean]", "[line.tip]"), encoding="utf-8")
    (copy / language / "n_7.wav").unlink()
    told = "\n".join(problems_of(copy, language))
    assert f"{path}: cue.lean is missing" in told
    assert f"{copy}/{language}: n_7 has no clip for " in told
