"""Every language on the panel: each screen word where it is shown, whole, apart and legible from three metres."""

from dataclasses import replace

import pytest

from kiosk.assets import CUES, load_script
from kiosk.core.mirror import MISSING_WORDS, VERDICT_WORDS
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
WIDEST_FIGURES = {"target": 20, "number": 120, "distance": 30, "unit": "Zoll", "sets": 12, "drill": "…"}
NOT_SHOWN = {
    ScreenWord.REST_NEXT: "tests/output/test_names.py shows it with every drill",
    ScreenWord.UNIT_IN: "it stands behind a distance, in the words for one",
    ScreenWord.UNIT_CM: "it stands behind a distance, in the words for one",
}

HEADLINES = {
    "attract": (ScreenWord.ATTRACT,),
    "placement": (*MISSING_WORDS.values(), ScreenWord.LOST),
    "zero": (ScreenWord.ZERO, ScreenWord.NOT_TALL),
    "zero_held": (ScreenWord.ON_LINE,),
    "step_out": (ScreenWord.STEP_OUT,),
    "step_in": (ScreenWord.STEP_IN,),
    "step_held": (ScreenWord.ON_LINE,),
    "ready": (ScreenWord.READY,),
    "near_miss": tuple(VERDICT_WORDS.values()),
    "rest": (ScreenWord.REST,),
    "summary": (ScreenWord.SUMMARY,),
    "fail_safe": (ScreenWord.FAIL_SAFE,),
}
LINES = {
    "attract": (ScreenWord.ATTRACT_LINE, ScreenWord.NOT_SIDE_ON),
    "zero": (ScreenWord.ZERO_LINE,),
    "zero_held": (ScreenWord.ZERO_LINE,),
    "step_out": (ScreenWord.HEELS_LINE,),
    "step_in": (ScreenWord.HEELS_LINE,),
    "ready": (ScreenWord.READY_LINE,),
    "rest": (ScreenWord.REST_LINE, ScreenWord.REST_FREE),
    "summary": (ScreenWord.SUMMARY_LINE, ScreenWord.SUMMARY_REPS, ScreenWord.SUMMARY_FACT),
    "sound_off": (ScreenWord.SOUND_OFF,),
}
NOTES = {
    "lockout": (ScreenWord.OF,),
    "near_miss": (ScreenWord.OF,),
    "between_reps": (ScreenWord.OF,),
    "timer": (ScreenWord.OTHER_SIDE, ScreenWord.GET_READY),
}
FACTS = {"rest": (ScreenWord.FACT_TRAVEL,), "summary": (ScreenWord.SUMMARY_REPS, ScreenWord.SUMMARY_FACT)}
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
