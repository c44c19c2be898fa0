"""The shipped cue packs: whole, short enough, equally loud, and kind; and what an owner is told about a broken one."""

import re
import shutil
import wave

import numpy as np
import pytest

from kiosk.assets import CUES, SAMPLE_RATE_HZ, clip_path, earcon_path, load_pack, load_script, read_samples
from kiosk.core.pack import INCHES, NUMBERS, inches_key, number_key
from kiosk.core.vocab import Earcon
from kiosk.core.vocab_cues import Cue
from kiosk.errors import OwnerError
from kiosk.loudness import amplitude, db, onset, voiced_rms

PACK = load_pack("en", CUES)
FORBIDDEN = (
    *("ache", "clinic", "cure", "diagnos", "disc", "doctor", "heal", "medic", "muscle", "patient", "physio", "rehab"),
    *("damage", "danger", "harm", "hurt", "injur", "pain(?!t)", "risk", "safe", "sore", "strain", "symptom", "unsafe"),
    *("bad", "fail", "therap", "treat", "wrong"),
)
MOST_WORDS = 8
CLIP_KEYS = sorted(PACK.clips)


def samples_of(path):
    return np.frombuffer(read_samples(path), dtype="<i2") / 32768


def sounds():
    yield from ((key, samples_of(clip_path(CUES, "en", key))) for key in CLIP_KEYS)
    yield from ((earcon.value, samples_of(earcon_path(CUES, earcon))) for earcon in Earcon)


SOUNDS = dict(sounds())


def test_every_cue_can_be_said():
    assert {cue: PACK.clips[key].text for cue in Cue for key in PACK.wordings[cue.value].say}.keys() == set(Cue)


def test_every_count_and_every_inch_has_a_clip():
    keys = [number_key(number) for number in NUMBERS] + [inches_key(inches) for inches in INCHES]
    assert [key for key in keys if key not in PACK.clips] == []


def test_no_clip_is_left_over():
    assert sorted(path.stem for path in (CUES / "en").glob("*.wav")) == CLIP_KEYS


@pytest.mark.parametrize(("pattern", "limit_us"), [(r"n_\d+", 450_000), (r"\w+_short", 700_000)])
def test_what_is_said_between_reps_is_short(pattern, limit_us):
    lengths_us = {key: clip.length_us for key, clip in PACK.clips.items() if re.fullmatch(pattern, key)}
    assert lengths_us
    assert {key: length for key, length in lengths_us.items() if length > limit_us} == {}


def test_no_sound_comes_within_one_decibel_of_full_scale():
    peaks_db = {key: db(float(np.abs(samples).max())) for key, samples in SOUNDS.items()}
    assert {key: peak for key, peak in peaks_db.items() if peak > -1.0} == {}


def test_all_clips_are_equally_loud():
    levels_db = [db(voiced_rms(SOUNDS[key], SAMPLE_RATE_HZ)) for key in CLIP_KEYS]
    assert max(levels_db) - min(levels_db) <= 1.5


def test_every_sound_begins_at_once():
    onsets_s = {key: onset(samples) / SAMPLE_RATE_HZ for key, samples in SOUNDS.items()}
    assert {key: late for key, late in onsets_s.items() if late > 0.005} == {}


def test_no_clip_ends_in_a_click():
    ends = {key: abs(float(SOUNDS[key][-1])) for key in SOUNDS}
    assert {key: end for key, end in ends.items() if end > amplitude(-40)} == {}


def spoken_and_shown():
    return [clip.text for clip in PACK.clips.values()] + list(PACK.screen.values())


@pytest.mark.parametrize("stem", FORBIDDEN)
def test_no_wording_frightens_or_promises(stem):
    assert [text for text in spoken_and_shown() if re.search(rf"\b{stem}", text.lower())] == []


def test_no_sentence_has_more_words_than_can_be_taken_in():
    sentences = [sentence for clip in PACK.clips.values() for sentence in re.split(r"[.:…]", clip.text)]
    assert [sentence for sentence in sentences if len(sentence.split()) > MOST_WORDS] == []


def test_variants_of_a_cue_differ():
    texts = {cue: [PACK.clips[key].text for key in wording.say] for cue, wording in PACK.wordings.items()}
    assert [cue for cue, said in texts.items() if len(set(said)) != len(said)] == []


def test_the_sounds_stay_small_enough_for_the_repository():
    assert sum(path.stat().st_size for path in CUES.rglob("*.wav")) < 15_000_000


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
        f"{copy}/eng.toml does not exist: set sound.language to one of: en; did you mean en?",
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
        f"{copy}/en: run `make voice` to render the clips",
    )


def test_a_number_that_takes_too_long_is_refused(copy):
    shutil.copy(copy / "en" / "greet_1.wav", copy / "en" / "n_7.wav")
    assert problems_of(copy)[0].startswith(f"{copy}/en: n_7 lasts ")


def test_a_clip_that_is_cut_short_is_told_once(copy):
    path = copy / "en" / "n_7.wav"
    path.write_bytes(path.read_bytes()[:3000])
    assert problems_of(copy) == (f"{path} is empty or cut short: run `make voice`",)


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
