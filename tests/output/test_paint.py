"""Painted scenes, measured as pictures and as an athlete three metres away would."""

import dataclasses

import numpy as np
import pygame
import pytest

from kiosk.core.scene import Role, Scene, SceneKind
from kiosk.output.backdrop import dimmed_mirror, paint_live
from kiosk.output.legibility import luminance
from kiosk.output.paint import Painter, edge_rects
from kiosk.output.paint_ladder import rung_number_box
from kiosk.output.screenshots import drawn_room, save_pictures, sheet_of
from kiosk.output.text import Typesetter
from kiosk.output.theme import COUNT_CAP_MM, LEGIBLE_CAP_MM, READABLE_ROLES, Look, Theme
from kiosk.output.words import Wording, set_scene, style_of
from kiosk.screenshots import SCENES
from tests.output.conftest import ALL_SCENES, LONG_WORDS
from tests.output.pixels import ink_of, is_lit, painted, pixels_of

PORTRAIT_PX = (1080, 1920)
PANELS_PX = [(720, 1280), (1280, 720), (1080, 1920), (1920, 1080), (2160, 3840), (3840, 2160)]
FULL_HD = [(1080, 1920), (1920, 1080)]
MUST_READ = (Wording.HEADLINE, Wording.LINE, Wording.COUNT, Wording.NOTE, Wording.RUNG, Wording.RING)


def texts_of(scene, theme):
    bare = dataclasses.replace(theme, is_bare=scene.ladder is None)
    return set_scene(scene, bare, Typesetter(bare))


@pytest.mark.parametrize("size_px", PANELS_PX)
@pytest.mark.parametrize("name", sorted(set(ALL_SCENES) - {"long_words"}))
def test_every_word_to_be_read_has_capitals_of_21_mm(name, size_px):
    theme = Theme(size_px=size_px)
    caps_mm = {
        wording: text.cap_px / theme.px_per_mm
        for wording, text in texts_of(ALL_SCENES[name], theme).items()
        if wording in MUST_READ
    }
    assert all(cap_mm >= LEGIBLE_CAP_MM for cap_mm in caps_mm.values()), caps_mm


def test_a_capital_is_as_tall_on_the_panel_as_it_says():
    theme = Theme(size_px=PORTRAIT_PX)
    line = texts_of(Scene(kind=SceneKind.ATTRACT, line="HEH"), theme)[Wording.LINE]
    assert ink_of(line).height == pytest.approx(line.cap_px, abs=1)


@pytest.mark.parametrize("size_px", FULL_HD)
def test_the_count_has_capitals_of_150_mm(size_px):
    theme = Theme(size_px=size_px)
    cap_mm = texts_of(SCENES["lockout"], theme)[Wording.COUNT].cap_px / theme.px_per_mm
    assert cap_mm == pytest.approx(COUNT_CAP_MM, rel=0.01)


@pytest.mark.parametrize("size_px", FULL_HD)
def test_text_keeps_the_margin_and_is_never_cut_off(scene, size_px):
    theme = Theme(size_px=size_px)
    for wording, text in texts_of(scene, theme).items():
        assert theme.safe.contains(ink_of(text)), wording


@pytest.mark.parametrize("size_px", FULL_HD)
def test_the_rim_is_dark_but_for_the_ladder_and_the_edge_lights(scene, size_px):
    theme = Theme(size_px=size_px)
    unlit = dataclasses.replace(scene, ladder=None, is_flash=False)
    quiet = Scene(kind=SceneKind.REP) if scene.kind is SceneKind.REP else unlit
    lit = painted(quiet, theme)
    lit.fill((0, 0, 0), theme.safe)
    assert not is_lit(pixels_of(lit)).any()


@pytest.mark.parametrize("size_px", FULL_HD)
def test_texts_do_not_overlap(scene, size_px):
    inks = [ink_of(text) for text in texts_of(scene, Theme(size_px=size_px)).values()]
    assert not any(ink.collidelistall(inks[:index]) for index, ink in enumerate(inks))


@pytest.mark.parametrize("size_px", FULL_HD)
def test_no_word_is_lost_when_words_are_long(size_px):
    texts = texts_of(LONG_WORDS, Theme(size_px=size_px))
    assert texts[Wording.HEADLINE].cap_px > 0
    assert len(texts[Wording.LINE].pieces) > 1


def test_a_line_breaks_after_a_comma_rather_than_in_a_phrase():
    size, lines = Typesetter(Theme(size_px=PORTRAIT_PX)).arrange(
        "Heels and hips, stand tall", style_of(Wording.LINE, Theme(size_px=PORTRAIT_PX)), (810, 400)
    )
    assert size > 0
    assert lines == ("Heels and hips,", "stand tall")


def test_words_are_painted_in_readable_roles(scene):
    for text in texts_of(scene, Theme(size_px=PORTRAIT_PX)).values():
        assert text.role in READABLE_ROLES


@pytest.mark.parametrize("size_px", FULL_HD)
@pytest.mark.parametrize("number", [0, 8, 10, 15, 20, 88])
def test_the_count_shares_no_column_with_the_ladder(number, size_px):
    theme = Theme(size_px=size_px)
    counting = dataclasses.replace(SCENES["near_miss"], number=number, range_gauge=None, headline="", number_note="")
    ladder_only = dataclasses.replace(counting, kind=SceneKind.READY, number=None)
    with_count, without = (is_lit(pixels_of(painted(each, theme))) for each in (counting, ladder_only))
    ladder_columns, count_columns = without.any(axis=1), (with_count & ~without).any(axis=1)
    assert np.flatnonzero(ladder_columns).max() < np.flatnonzero(count_columns).min()


def test_digits_stand_in_cells_of_one_width():
    theme = Theme(size_px=PORTRAIT_PX)
    places = {
        number: [
            piece.place
            for piece in texts_of(dataclasses.replace(SCENES["lockout"], number=number), theme)[Wording.COUNT].pieces
        ]
        for number in (10, 11, 17, 20, 88)
    }
    assert len({tuple(each) for each in places.values()}) == 1


def test_the_count_keeps_its_size_from_nine_to_ten():
    theme = Theme(size_px=PORTRAIT_PX)
    nine, ten = (
        texts_of(dataclasses.replace(SCENES["lockout"], number=number), theme)[Wording.COUNT].cap_px
        for number in (9, 10)
    )
    assert nine == ten


@pytest.mark.parametrize("name", ["step_out", "ready", "lockout", "rest", "summary"])
def test_a_rung_stands_at_the_same_height_in_every_scene(name):
    theme, ladder = Theme(size_px=PORTRAIT_PX), SCENES[name].ladder
    moved = dataclasses.replace(ladder, current_in=3.0, best_in=None)
    assert rung_number_box(ladder, 5.0, theme) == rung_number_box(moved, 5.0, theme)


def test_farther_rungs_stand_higher():
    theme, ladder = Theme(size_px=PORTRAIT_PX), SCENES["ready"].ladder
    tops = [rung_number_box(ladder, rung_in, theme).top for rung_in in ladder.rungs_in]
    assert tops == sorted(tops, reverse=True)


@pytest.mark.parametrize("size_px", FULL_HD)
@pytest.mark.parametrize("before", ["ready", "count_1"])
@pytest.mark.parametrize("name", ["rep", "rep_touch"])
def test_a_rep_is_at_most_fifteen_percent_as_bright_as_the_scene_before(name, before, size_px):
    theme = Theme(size_px=size_px)
    rep, scene_before = (pixels_of(painted(ALL_SCENES[each], theme)) for each in (name, before))
    assert luminance(rep).mean() <= 0.15 * luminance(scene_before).mean()


@pytest.mark.parametrize("look", Look)
def test_a_rep_lights_nothing_but_the_edges(look):
    theme = Theme(size_px=PORTRAIT_PX, look=look)
    busy = dataclasses.replace(SCENES["lockout"], kind=SceneKind.REP, headline="Touch", edge_light=1.0)
    pixels = pixels_of(painted(busy, theme, dimmed_mirror(drawn_room(), theme.size_px)))
    for edge in edge_rects(theme):
        assert pixels[edge.left : edge.right].any()
        pixels[edge.left : edge.right] = 0
    assert not pixels.any()


def test_edge_light_grows_with_hip_travel_and_the_flash_is_brightest():
    theme = Theme(size_px=PORTRAIT_PX)
    steps = [Scene(kind=SceneKind.REP, edge_light=light) for light in (0.0, 0.3, 0.7, 1.0)]
    steps.append(Scene(kind=SceneKind.REP, edge_light=1.0, is_flash=True))
    lights = [luminance(pixels_of(painted(step, theme))).mean() for step in steps]
    assert lights == sorted(set(lights))
    assert lights[0] == 0.0


def test_within_a_rep_only_the_edges_are_repainted():
    theme = Theme(size_px=PORTRAIT_PX)
    painter, surface = Painter(theme), pygame.Surface(PORTRAIT_PX, 0, 32)
    soft, strong = (Scene(kind=SceneKind.REP, edge_light=light) for light in (0.2, 0.9))
    painter.paint(surface, soft)
    assert painter.repaint(surface, strong, soft) == edge_rects(theme)
    assert np.array_equal(pixels_of(surface), pixels_of(painted(strong, theme)))


@pytest.mark.parametrize("is_wall_right", [True, False])
@pytest.mark.parametrize("size_px", FULL_HD)
def test_a_figure_that_moves_is_all_that_is_repainted(size_px, is_wall_right):
    theme = Theme(size_px=size_px)
    painter, surface = Painter(theme), pygame.Surface(size_px, 0, 32)
    down, bottom = (
        dataclasses.replace(SCENES[f"replay_mend_{place}"], is_wall_right=is_wall_right) for place in ("down", "bottom")
    )
    for before, now in ((down, bottom), (bottom, down)):
        painter.paint(surface, before)
        (changed,) = painter.repaint(surface, now, before)
        assert changed.width * changed.height < 0.5 * size_px[0] * size_px[1]
        assert np.array_equal(pixels_of(surface), pixels_of(painted(now, theme)))


@pytest.mark.parametrize("name", ["rest", "step_out", "step_in", "lockout", "zero", "near_miss"])
def test_the_picture_is_mirrored_with_the_wall(name):
    theme = Theme(size_px=PORTRAIT_PX, is_bare=SCENES[name].ladder is None)
    picture = dataclasses.replace(SCENES[name], headline="", line="", fact="", number=None, number_note="", ring=None)
    right, left = (
        pixels_of(painted(dataclasses.replace(picture, is_wall_right=is_right), theme)) for is_right in (True, False)
    )
    box = theme.place(theme.layout.picture)
    cut = slice(box.left - 2, box.right + 2)
    difference = np.abs(right[cut].astype(int) - left[cut][::-1].astype(int)).max(axis=2)
    assert np.count_nonzero(difference > 64) < 0.01 * difference.size


@pytest.mark.parametrize(("name", "is_touching"), [("lockout", True), ("near_miss", False)])
def test_the_range_gauge_meets_the_wall_at_a_touch_only(name, is_touching):
    theme = Theme(size_px=PORTRAIT_PX)
    gauge = dataclasses.replace(SCENES[name], headline="", number=None, number_note="", ladder=None)
    box = dataclasses.replace(theme, is_bare=True).place(theme.layout.picture)
    row = pixels_of(painted(gauge, theme))[:, box.bottom + theme.px(7.0)]
    beside_the_wall = row[box.right - theme.px(5.0) - theme.px(4.0)]
    assert bool(beside_the_wall.max() > 200) is is_touching


@pytest.mark.parametrize("name", ["step_out", "near_miss", "placement", "fail_safe"])
def test_attention_has_a_shape_or_a_word_beside_its_colour(name):
    scene = SCENES[name]
    gray = [
        np.where(is_lit(pixels_of(painted(each, Theme(size_px=PORTRAIT_PX)))), 1, 0) for each in (scene, calm(scene))
    ]
    assert np.count_nonzero(gray[0] != gray[1]) > 1000


def calm(scene):
    """Return the same scene when all is well: heels in place, the wall touched, no word of attention."""
    step = scene.step_gauge and dataclasses.replace(scene.step_gauge, heel_in=scene.step_gauge.target_in)
    reach = scene.range_gauge and dataclasses.replace(scene.range_gauge, fill=1.0, is_touch=True)
    headline = "" if scene.headline_role is Role.HEED else scene.headline
    return dataclasses.replace(scene, step_gauge=step, range_gauge=reach, headline=headline)


def test_the_live_image_is_mirrored_and_dimmed_to_forty_percent():
    frame = np.zeros((480, 640, 3), dtype=np.uint8)
    frame[:, 320:] = (200, 100, 50)
    pixels = pixels_of(dimmed_mirror(frame, (640, 480)))
    assert pixels[10, 10].tolist() == [80, 40, 20]
    assert not pixels[-10:, 10].any()


def test_the_live_image_covers_the_panel_without_being_stretched():
    frame = np.full((480, 640, 3), 250, dtype=np.uint8)
    frame[200:280, 280:360] = 0
    panel = pygame.Surface(PORTRAIT_PX, 0, 32)
    paint_live(panel, dimmed_mirror(frame, PORTRAIT_PX), [])
    columns, rows = np.nonzero(pixels_of(panel).max(axis=2) < 50)
    assert np.ptp(columns) == pytest.approx(np.ptp(rows), rel=0.05)
    assert all(panel.get_at(corner)[0] == 100 for corner in ((0, 0), (1079, 1919)))


def test_overlapping_bands_are_darkened_once():
    live, panel = pygame.Surface((10, 200), 0, 32), pygame.Surface((20, 400), 0, 32)
    live.fill((200, 200, 200))
    paint_live(panel, live, [(pygame.Rect(0, top, 10, 100), Role.INK) for top in (100, 150)])
    column = pixels_of(panel)[0, :, 0]
    assert set(column[100:250].tolist()) == {column[120]}
    assert column[120] < column[0] == 200


def test_every_kind_of_scene_has_a_screenshot():
    assert {scene.kind for scene in SCENES.values()} == set(SceneKind)


def test_the_sheet_shows_every_picture_side_by_side():
    pictures = [pygame.Surface((108, 192), 0, 32) for _ in range(3)]
    for picture in pictures:
        picture.fill((10, 200, 10))
    sheet = sheet_of(pictures)
    assert sheet.get_width() == 1600
    assert [sheet.get_at((x, 50))[1] for x in (100, 700, 1500)] == [200, 200, 200]


def test_screenshots_are_written_for_both_orientations_and_looks(tmp_path):
    files = save_pictures({"rest": SCENES["rest"]}, tmp_path / "shots")
    assert {file.name for file in files} == {
        *(f"rest_{panel}_{look}.png" for panel in ("portrait", "landscape") for look in ("glass", "camera")),
        "overview_portrait.png",
        "overview_landscape.png",
    }
    assert all(file.stat().st_size > 0 for file in files)
