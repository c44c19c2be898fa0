"""The made-up scenes: every kind is painted for every panel and look, in the words of a session."""

import re
from itertools import product

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.core.distance import MEASURES
from kiosk.core.scene import SceneKind
from kiosk.output.paint_picture import ring_box
from kiosk.output.screenshots import PANELS_PX
from kiosk.output.text import Typesetter
from kiosk.output.theme import Look, Theme
from kiosk.output.words import Wording, set_scene
from kiosk.screenshots import SCENES, STRIPS, render_all, render_manual

SMALL_PX = {"portrait": (108, 192), "landscape": (192, 108)}


def test_every_kind_of_scene_is_painted_in_both_orientations_and_looks(tmp_path):
    files = {file.name for file in render_all(tmp_path, SMALL_PX)}
    kinds = {
        (SCENES[name].kind, panel, look)
        for name, panel, look in product(SCENES, PANELS_PX, Look)
        if f"{name}_{panel}_{look.value}.png" in files
    }
    assert kinds == set(product(SceneKind, PANELS_PX, Look))


def test_the_manual_gets_its_strips_and_the_room(tmp_path):
    files = render_manual(tmp_path / "pictures")
    assert [file.name for file in files] == [*(f"{strip.name}.png" for strip in STRIPS), "room.png"]
    assert all(file.stat().st_size > 0 for file in files)


@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_scene_says_what_a_session_would_say(name):
    scene = SCENES[name]
    catalogue = load_catalogue()
    screen = catalogue.pack.screen
    units = "|".join(screen[measure.word] for measure in MEASURES.values())
    known = [re.escape(text).replace(r"\{unit\}", f"({units})") for text in screen.values()]
    known = [re.sub(r"\\\{\w+\\\}", r"\\d+", text) for text in known]
    known.append(r"\d{1,2}:\d\d")  # the clock
    known += [re.escape(drill.title) for drill in catalogue.drills.values()]
    for text in filter(None, (scene.headline, scene.line, scene.fact, scene.number_note)):
        assert any(re.fullmatch(pattern, text) for pattern in known), text


@pytest.mark.parametrize("size_px", PANELS_PX.values(), ids=PANELS_PX)
@pytest.mark.parametrize("name", sorted(name for name, scene in SCENES.items() if scene.ring is not None))
def test_the_ring_stands_clear_of_the_words(name, size_px):
    scene = SCENES[name]
    theme = Theme(size_px=size_px, is_bare=scene.ladder is None)
    texts = set_scene(scene, theme, Typesetter(theme))
    around = [text.rect for wording, text in texts.items() if wording is not Wording.RING]
    assert ring_box(theme).collidelist(around) == -1
