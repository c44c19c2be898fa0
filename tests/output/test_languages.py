"""Every language on the panel: each screen word where it is shown, whole, apart and legible from three metres."""

from dataclasses import replace

import pytest

from kiosk.assets import CUES, load_script
from kiosk.core.calibration_scene import REFUSED_WORDS, SIZE_WORDS
from kiosk.core.mirror import MISSING_WORDS, VERDICT_WORDS
from kiosk.core.rerun import MEND_WORDS
from kiosk.core.vocab import Fault
from kiosk.core.vocab_cues import ScreenWord
from kiosk.output.legibility import LEAST_CONTRAST, legibility_of, white_room
from kiosk.output.paint import Painter
from kiosk.output.theme import LEGIBLE_CAP_MM, Look, Theme
from kiosk.output.words import Wording
from kiosk.screenshots import SCENES
from tests.output.pixels import ink_of

LANGUAGES = sorted(path.stem for path in CUES.glob("*.toml"))
HEIGHTS_PX = (720, 1080, 1440, 2160)
PANELS_PX = [size_px for height in HEIGHTS_PX for size_px in ((height, height * 16 // 9), (height * 16 // 9, height))]
PANELS = [(size_px, 24.0) for size_px in PANELS_PX] + [
    (size_px, inches) for size_px in PANELS_PX[2:4] for inches in (32.0, 43.0)
]
MOST_HEADLINE_WORDS, MOST_LINE_WORDS = 3, 5
WIDEST_FIGURES = {
    "target": 20,
    "number": 120,
    "distance": 30,
    "unit": "Zoll",
    "sets": 12,
    "drill": "…",
    "hours": 8760,
    "percent": 100,
    "inches": 24,
    "degrees": 4,
}
NOT_SHOWN = {
    ScreenWord.REST_NEXT: "tests/output/test_names.py shows it with every drill",
    ScreenWord.UNIT_IN: "it stands behind a distance, in the words for one",
    ScreenWord.UNIT_CM: "it stands behind a distance, in the words for one",
    ScreenWord.CLEAN_SHARE: "a phone shows it",
}

MENDING = tuple(MEND_WORDS.values())
HEADLINES = {
    "attract": (ScreenWord.ATTRACT,),
    "camera_moved": (ScreenWord.CAMERA_MOVED,),
    "placement": (*MISSING_WORDS.values(), ScreenWord.LOST),
    "zero": (ScreenWord.ZERO, ScreenWord.NOT_TALL),
    "zero_held": (ScreenWord.ON_LINE,),
    "step_out": (ScreenWord.STEP_OUT,),
    "step_in": (ScreenWord.STEP_IN,),
    "step_held": (ScreenWord.ON_LINE,),
    "ready": (ScreenWord.READY,),
    "near_miss": tuple(VERDICT_WORDS.values()),
    "rest": (ScreenWord.REST,),
    "notice": (ScreenWord.NOTICE,),
    "notice_none": (ScreenWord.NOTICE,),
    "replay_mend_down": (ScreenWord.REPLAY_MEND,),
    "replay_miss": (ScreenWord.REPLAY_AFTER, ScreenWord.REPLAY_FIRST),
    "replay_best": (ScreenWord.REPLAY_BEST,),
    "summary": (ScreenWord.SUMMARY,),
    "summary_code": (ScreenWord.SUMMARY,),
    "fail_safe": (ScreenWord.FAIL_SAFE,),
    "calibration": (ScreenWord.CALIBRATE_WALL, ScreenWord.CALIBRATE_MARK),
    "calibration_refused": tuple(REFUSED_WORDS.values()),
    "calibrated": (ScreenWord.CALIBRATED,),
    "paused": (ScreenWord.PAUSED,),
}
LINES = {
    "attract": (ScreenWord.ATTRACT_LINE, ScreenWord.NOT_SIDE_ON),
    "clock": (ScreenWord.ATTRACT,),
    "notice": (ScreenWord.NOTICE_KEPT,),
    "notice_none": (ScreenWord.NOTICE_NONE,),
    "replay_mend_down": MENDING,
    "replay_miss": MENDING,
    "replay_best": (ScreenWord.REST_LINE, ScreenWord.REST_FREE),
    "camera_moved": (ScreenWord.CALIBRATE_ANEW,),
    "zero": (ScreenWord.ZERO_LINE,),
    "zero_held": (ScreenWord.ZERO_LINE,),
    "step_out": (ScreenWord.HEELS_LINE,),
    "step_in": (ScreenWord.HEELS_LINE,),
    "ready": (ScreenWord.READY_LINE,),
    "rest": (ScreenWord.REST_LINE, ScreenWord.REST_FREE),
    "summary": (ScreenWord.SUMMARY_LINE, ScreenWord.SUMMARY_REPS, ScreenWord.SUMMARY_FACT),
    "calibration": (ScreenWord.CALIBRATE_LINE, ScreenWord.ON_LINE, *REFUSED_WORDS.values()),
    "calibration_refused": (ScreenWord.CALIBRATE_AGAIN, ScreenWord.CALIBRATE_STOPPED),
    "calibrated": (*SIZE_WORDS, ScreenWord.CALIBRATED_INCH, ScreenWord.CALIBRATED_UNVERIFIED),
    "sound_off": (ScreenWord.SOUND_OFF,),
    "paused": (ScreenWord.PAUSED_LINE,),
    "choice": (ScreenWord.CHOICE_LINE,),
    "summary_code": (ScreenWord.SUMMARY_LINE, ScreenWord.SUMMARY_REPS, ScreenWord.SUMMARY_FACT),
}
NOTES = {
    "lockout": (ScreenWord.OF,),
    "near_miss": (ScreenWord.OF,),
    "between_reps": (ScreenWord.OF,),
    "timer": (ScreenWord.OTHER_SIDE, ScreenWord.GET_READY),
}
FACTS = {
    "rest": (ScreenWord.FACT_TRAVEL,),
    "notice": (ScreenWord.NOTICE_FACT,),
    "summary": (ScreenWord.SUMMARY_REPS, ScreenWord.SUMMARY_FACT),
    "summary_code": (ScreenWord.SUMMARY_REPS, ScreenWord.SUMMARY_FACT),
    "calibrated": (ScreenWord.CAMERA_LEVEL, ScreenWord.CAMERA_TILT),
}
PARTS = {"headline": HEADLINES, "line": LINES, "number_note": NOTES, "fact": FACTS}


def words_of(language):
    screen = load_script(language, CUES).screen
    return {word: text.format(**WIDEST_FIGURES) for word, text in screen.items()}


def scenes_of(language):
    """Return a scene for every word at every place of it, all other words of that scene being of the language too."""
    words = words_of(language)
    for name, scene in SCENES.items():
        own = {part: words[places[name][0]] for part, places in PARTS.items() if name in places}
        base = replace(scene, **own)
        for part, places in PARTS.items():
            yield from (replace(base, **{part: words[word]}) for word in places.get(name, ()))


def test_every_screen_word_is_tried_where_it_is_shown():
    tried = {word for places in PARTS.values() for words in places.values() for word in words}
    assert tried | set(NOT_SHOWN) == set(ScreenWord)


@pytest.mark.parametrize(("size_px", "diagonal_in"), PANELS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_whole_apart_and_legible_in_every_scene_that_shows_it(language, size_px, diagonal_in):
    painter = Painter(Theme(size_px=size_px, panel_diagonal_in=diagonal_in))
    for scene in scenes_of(language):
        theme, texts = painter.theme_of(scene), painter.texts_of(scene)
        shown = {wording.value: text.text for wording, text in texts.items()}
        inks = [ink_of(text) for text in texts.values()]
        assert all(theme.safe.contains(ink) for ink in inks), shown
        assert not any(ink.collidelistall(inks[:place]) for place, ink in enumerate(inks)), shown
        least_px = LEGIBLE_CAP_MM * theme.px_per_mm - 1
        assert min(texts[wording].cap_px for wording in texts if wording is not Wording.FACT) >= least_px, shown


@pytest.mark.parametrize("size_px", PANELS_PX[2:4])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_stands_on_the_ladder_or_a_picture_or_fades_before_a_white_room(language, size_px):
    live = white_room(size_px)
    for look, room in ((Look.GLASS, None), (Look.CAMERA, live)):
        painter = Painter(Theme(size_px=size_px, look=look))
        for scene in scenes_of(language):
            for text in legibility_of(scene, painter, room):
                assert text.contrast >= LEAST_CONTRAST, (look, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_headline_has_three_words_at_most_and_a_line_five(language):
    """But for the one that has the whole panel to itself, and nobody in front of it who does reps."""
    words = words_of(language)
    for most, places in ((MOST_HEADLINE_WORDS, HEADLINES), (MOST_LINE_WORDS, LINES)):
        for word in {word for words in places.values() for word in words} - {ScreenWord.FAIL_SAFE}:
            assert len(words[word].split()) <= most, words[word]


@pytest.mark.parametrize("size_px", PANELS_PX[2:4])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_mends_a_fault_has_five_words_and_its_place(language, size_px):
    script, painter = load_script(language, CUES), Painter(Theme(size_px=size_px))
    for fault in Fault:
        line = script.lines[script.wordings[fault.value].short].text.rstrip(".")
        scene = replace(SCENES["replay_mend_down"], line=line)
        text = painter.texts_of(scene)[Wording.LINE]
        assert len(line.split()) <= MOST_LINE_WORDS
        assert text.cap_px >= LEGIBLE_CAP_MM * painter.theme_of(scene).px_per_mm - 1, line
