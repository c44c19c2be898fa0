"""Colours for every eye: simulated colour-vision deficiencies, and a shape or word wherever a colour means something.

The simulation is that of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
Deficiency", IEEE TVCG 15(6), 2009: matrices for linear RGB at severity 1.0. Differences are
those of CIE 1976 in CIELAB, D65.
"""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from kiosk.core.scene import Role
from kiosk.output.theme import BLACK, COLOURS, Look, Theme
from kiosk.screenshots import SCENES
from tests.output.pixels import is_lit, painted, pixels_of

EYES = {
    "usual": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
XYZ_OF_RGB = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.119192, 0.9503041]]
)
CLEARLY_APART = 23.0
"""Ten times the 2.3 that is just noticed side by side (Mahy, Van Eycken and Oosterlinck 1994): the colours are never
side by side here, and are seen at a glance from 3 m."""
QUIETER = 15.0
"""Ink and dim mean the same: dim is the quieter grey for lines, and nothing is told by which of the two it is."""
MEANING_APART = 60.0
"""Guidance and attention are the one pair that is told from another scene's memory: they stand twice as far apart."""
PANEL_PX = (540, 960)


def lab_of(colour, eye):
    share = np.array(colour) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    xyz = XYZ_OF_RGB @ np.clip(EYES[eye] @ linear, 0.0, 1.0) / (XYZ_OF_RGB @ np.ones(3))
    x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one, other, eye):
    return float(np.linalg.norm(lab_of(one, eye) - lab_of(other, eye)))


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("eye", EYES)
def test_every_two_roles_and_the_ground_are_clearly_apart_for_every_eye(eye, look):
    colours = {role.value: COLOURS[look][role] for role in (Role.CALM, Role.HEED, Role.INK, Role.DIM)}
    colours["ground"] = BLACK
    apart = {(one, other): difference(colours[one], colours[other], eye) for one, other in combinations(colours, 2)}
    assert apart.pop(("ink", "dim")) >= QUIETER
    assert min(apart.values()) >= CLEARLY_APART, apart
    assert apart["calm", "heed"] >= MEANING_APART, apart


def test_the_simulation_confuses_what_such_eyes_confuse():
    """A red and a green that differ for usual eyes; white stays white."""
    red, green = (0xC0, 0x60, 0x40), (0x80, 0x80, 0x40)
    assert difference(red, green, "deutan") < 0.5 * difference(red, green, "usual")
    for eye in EYES:
        assert lab_of((255, 255, 255), eye) == pytest.approx([100, 0, 0], abs=0.5)


def has_heed(scene):
    pixels = pixels_of(painted(scene, Theme(size_px=PANEL_PX))).astype(int)
    return np.count_nonzero(np.abs(pixels - np.array(COLOURS[Look.GLASS][Role.HEED])).max(axis=2) < 8) > 0


def at_ease(scene):
    """Return the same scene when all is well: heels in place, the wall touched, no word of attention."""
    gauge, reach = scene.step_gauge, scene.range_gauge
    return replace(
        scene,
        step_gauge=gauge and replace(gauge, heel_in=gauge.target_in),
        range_gauge=reach and replace(reach, fill=1.0, is_touch=True),
        figure_role=Role.CALM,
        headline="" if scene.headline_role is Role.HEED else scene.headline,
        line="" if scene.line_role is Role.HEED else scene.line,
    )


@pytest.mark.parametrize("name", sorted(SCENES))
def test_wherever_amber_is_shown_a_shape_or_word_says_it_too(name):
    """In a picture of light and dark alone: a colour that only changes its hue would change nothing here."""
    scene = SCENES[name]
    if has_heed(scene):
        heed, ease = (is_lit(pixels_of(painted(each, Theme(size_px=PANEL_PX)))) for each in (scene, at_ease(scene)))
        assert not has_heed(at_ease(scene))
        assert np.count_nonzero(heed != ease) > 250


@pytest.mark.parametrize(
    ("doing", "done", "said_by"),
    [
        ("zero", "zero_held", "word and ring"),
        ("step_out", "step_held", "word, ring and no arrow"),
        ("near_miss", "lockout", "gap"),
    ],
)
def test_blue_for_well_done_comes_with_a_shape_or_word(doing, done, said_by):
    before, after = (
        is_lit(pixels_of(painted(replace(SCENES[name], ladder=None, number=None), Theme(size_px=PANEL_PX))))
        for name in (doing, done)
    )
    assert np.count_nonzero(before != after) > 250, said_by


@pytest.mark.parametrize("name", sorted(name for name, scene in SCENES.items() if scene.headline_role is not Role.INK))
def test_a_coloured_headline_is_a_word_of_its_own(name):
    plain = {scene.headline for scene in SCENES.values() if scene.headline_role is Role.INK}
    assert SCENES[name].headline
    assert SCENES[name].headline not in plain
