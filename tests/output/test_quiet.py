"""Quiet during a rep, on real pixels: the screens of whole synthetic reps, from descent to lockout."""

from dataclasses import replace
from itertools import groupby, pairwise

import numpy as np
import pygame
import pytest

from kiosk.assets import CUES
from kiosk.catalogue import load_catalogue
from kiosk.core.mirror import describe
from kiosk.core.scene import Scene, SceneKind
from kiosk.core.session import initial, step
from kiosk.core.state import TickInput
from kiosk.core.vocab_cues import ScreenWord
from kiosk.output.backdrop import dimmed_mirror
from kiosk.output.legibility import luminance
from kiosk.output.paint import Painter, edge_rects
from kiosk.output.screenshots import drawn_room
from kiosk.output.theme import Look, Theme
from kiosk.screenshots import SCENES
from tests.builders import EXACT, ticks_of
from tests.output.pixels import painted, pixels_of
from tests.visits import arrived, wall_station

PANELS_PX = [(720, 1280), (1280, 720)]
MOST_SHARE = 0.15


@pytest.fixture(scope="module")
def reps():
    """Return the scenes of every rep of a visit, tick by tick."""
    story = arrived(model=EXACT).touch_reps(4).stand(2)
    station, scenes = wall_station(), []
    state = initial(station)
    for tick, sample in ticks_of(story.samples(fps=15)):
        state, _ = step(state, TickInput(tick=tick, sample=sample), station)
        scenes.append(describe(state, station))
    runs = [list(run) for kind, run in groupby(scenes, key=lambda scene: scene.kind) if kind is SceneKind.REP]
    assert len(runs) > 2
    return runs


def room_of(look, size_px):
    return dimmed_mirror(drawn_room(), size_px) if look is Look.CAMERA else None


@pytest.mark.parametrize("size_px", PANELS_PX)
@pytest.mark.parametrize("look", Look)
def test_from_descent_to_lockout_no_pixel_changes_but_at_the_edges(reps, look, size_px):
    theme = Theme(size_px=size_px, look=look)
    painter, surface = Painter(theme), pygame.Surface(size_px, 0, 32)
    inner = pygame.Rect(edge_rects(theme)[0].right, 0, size_px[0] - 2 * edge_rects(theme)[0].width, size_px[1])
    for rep in reps:
        painter.paint(surface, SCENES["ready"], room_of(look, size_px))
        painter.paint(surface, rep[0], room_of(look, size_px))
        for before, scene in pairwise(rep):
            painter.repaint(surface, scene, before)
            assert not np.any(pygame.surfarray.pixels2d(surface.subsurface(inner)) & 0xFFFFFF)


def test_such_a_rep_holds_every_light_and_a_flash_at_the_touch(reps):
    assert all(any(scene.is_flash for scene in rep) for rep in reps)
    assert all(max(scene.edge_light for scene in rep) > 0.5 for rep in reps)


def darkest_before():
    """Yield every scene that a rep may follow, as dark as it gets: few words, no ladder, a dark room."""
    for language in sorted(path.stem for path in CUES.glob("*.toml")):
        pack = load_catalogue(language).pack
        words = {"headline": pack.screen[ScreenWord.READY], "line": pack.screen[ScreenWord.READY_LINE]}
        yield replace(SCENES["ready"], **words)
        for drill in load_catalogue(language).drills.values():
            if drill.name_cue is not None:
                name = pack.text((pack.variant(drill.name_cue, 0),)).rstrip(".")
                yield replace(SCENES["ready"], **(words | {"headline": name}), ladder=None)
    yield replace(SCENES["between_reps"], number=1, number_note="of 5", ladder=None)


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("size_px", PANELS_PX)
def test_the_brightest_of_a_rep_is_at_most_fifteen_percent_of_the_darkest_scene_before(look, size_px):
    """Mean luminance, as linear light."""
    theme = Theme(size_px=size_px, look=look)
    before = min(mean_light(scene, theme) for scene in darkest_before())
    shares = {light: mean_light(light_of_rep(light), theme) / before for light in (0.0, 0.5, 1.0, None)}
    assert max(shares.values()) <= MOST_SHARE, shares


def light_of_rep(light):
    """Return a rep's scene with this edge light, or the flash for None."""
    return Scene(kind=SceneKind.REP, edge_light=1.0 if light is None else light, is_flash=light is None)


def mean_light(scene, theme):
    return luminance(pixels_of(painted(scene, theme))).mean()


NEARLY_BLACK = 0.03
"""Of full white, in linear light: the few words of a clock and no more."""


@pytest.mark.parametrize("name", ["clock", "sleep"])
@pytest.mark.parametrize("size_px", PANELS_PX)
@pytest.mark.parametrize("look", Look)
def test_an_idle_mirror_is_nearly_black_in_either_look(name, look, size_px):
    surface = pygame.Surface(size_px, 0, 32)
    Painter(Theme(size_px=size_px, look=look)).paint(surface, SCENES[name], room_of(look, size_px))
    assert luminance(pixels_of(surface)).mean() < NEARLY_BLACK
