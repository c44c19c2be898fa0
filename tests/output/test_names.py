"""Every drill's name on the panel: whole, apart from the number, and legible from three metres."""

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.core.drill import DrillKind
from kiosk.core.scene import Ring, Scene, SceneKind
from kiosk.output.text import Typesetter
from kiosk.output.theme import LEGIBLE_CAP_MM, Theme
from kiosk.output.words import Wording, set_scene

CATALOGUE = load_catalogue()
PANELS_PX = [(1080, 1920), (1920, 1080)]
MOST_DIGITS = 88


def name_of(drill):
    return CATALOGUE.pack.text(CATALOGUE.pack.wordings[drill.name_cue].say[:1]).rstrip(".")


def scenes(drill):
    name = name_of(drill)
    if drill.kind is DrillKind.TIMER:
        yield Scene(kind=SceneKind.TIMER, headline=name, number=MOST_DIGITS, number_note="Other side")
    else:
        yield Scene(kind=SceneKind.READY, headline=name, line="Eyes on the floor")
    yield Scene(kind=SceneKind.REST, headline="Set 3 done", line=f"Next: {name}", ring=Ring(share=0.5, number=60))


@pytest.mark.parametrize("size_px", PANELS_PX)
@pytest.mark.parametrize("drill", list(CATALOGUE.drills.values()), ids=list(CATALOGUE.drills))
def test_a_drill_s_name_is_whole_and_legible_in_every_scene_that_shows_it(drill, size_px):
    theme = Theme(size_px=size_px, is_bare=True)
    for scene in scenes(drill):
        texts = set_scene(scene, theme, Typesetter(theme))
        rects = [text.rect for text in texts.values()]
        assert all(theme.safe.contains(rect) for rect in rects), scene.kind
        assert not any(rect.collidelistall(rects[:place]) for place, rect in enumerate(rects)), scene.kind
        least_px = LEGIBLE_CAP_MM * theme.px_per_mm - 1
        assert min(texts[wording].cap_px for wording in texts if wording is not Wording.FACT) >= least_px, scene.kind
