"""Every drill's name on the panel: whole, apart from the number, and legible from three metres."""

import pytest

from kiosk.assets import CUES
from kiosk.catalogue import load_catalogue
from kiosk.core.drill import DrillKind
from kiosk.core.scene import Ring, Scene, SceneKind
from kiosk.core.vocab_cues import ScreenWord
from kiosk.output.text import Typesetter
from kiosk.output.theme import LEGIBLE_CAP_MM, Theme
from kiosk.output.words import Wording, set_scene

CATALOGUES = {path.stem: load_catalogue(path.stem) for path in sorted(CUES.glob("*.toml"))}
SHOWN = [(language, drill_id) for language, catalogue in CATALOGUES.items() for drill_id in catalogue.drills]
PANELS_PX = [(1080, 1920), (1920, 1080)]
MOST_DIGITS = 88


def scenes(drill, pack):
    name = pack.text(pack.wordings[drill.name_cue].say[:1]).rstrip(".")
    words = pack.screen
    if drill.kind is DrillKind.TIMER:
        yield Scene(kind=SceneKind.TIMER, headline=name, number=MOST_DIGITS, number_note=words[ScreenWord.OTHER_SIDE])
    else:
        yield Scene(kind=SceneKind.READY, headline=name, line=words[ScreenWord.READY_LINE])
    yield Scene(
        kind=SceneKind.REST,
        headline=words[ScreenWord.REST].format(number=3),
        line=words[ScreenWord.REST_NEXT].format(drill=name),
        ring=Ring(share=0.5, number=60),
    )


@pytest.mark.parametrize("size_px", PANELS_PX)
@pytest.mark.parametrize(("language", "drill_id"), SHOWN)
def test_a_drill_s_name_is_whole_and_legible_in_every_scene_that_shows_it(language, drill_id, size_px):
    theme = Theme(size_px=size_px, is_bare=True)
    catalogue = CATALOGUES[language]
    for scene in scenes(catalogue.drills[drill_id], catalogue.pack):
        texts = set_scene(scene, theme, Typesetter(theme))
        rects = [text.rect for text in texts.values()]
        assert all(theme.safe.contains(rect) for rect in rects), scene.kind
        assert not any(rect.collidelistall(rects[:place]) for place, rect in enumerate(rects)), scene.kind
        least_px = LEGIBLE_CAP_MM * theme.px_per_mm - 1
        assert min(texts[wording].cap_px for wording in texts if wording is not Wording.FACT) >= least_px, scene.kind
