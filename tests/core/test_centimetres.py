"""A ladder in centimetres: its rungs, its words, and one whole visit in which no inch is shown or said.

In:  the synthetic athlete, a station in centimetres, both languages.
Out: rungs, clips, every text of every scene.
Not here: the ladder's rule (test_progression.py), how a settings file names the unit (test_config.py).

Rule: everything is measured in inches; a unit is a list of rungs and what they are called.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from kiosk.analysis import inputs_of
from kiosk.catalogue import load_catalogue
from kiosk.core.distance import (
    MEASURES,
    Unit,
    about,
    distance_key,
    greatest_whole_in,
    inches_of,
    place_clips,
    travel_clips,
    whole,
)
from kiosk.core.drill_unit import in_unit
from kiosk.core.events import AskedToStep, HeelsProven, LadderMoved, SessionEnded
from kiosk.core.mirror import describe
from kiosk.core.scene import Scene, SceneKind
from kiosk.core.session import Station, initial, step
from kiosk.core.stance import Proof, rung_of
from kiosk.core.vocab import Move, Verdict
from kiosk.stations import station_for
from tests.builders import Story
from tests.visits import MODEL, Visit, catalogue, lane, visit_with

RUNGS_CM = (8, 10, 13, 15, 18, 20, 23, 25, 28, 30)
LANGUAGES = ("en", "de")


def cm(number: int) -> float:
    return inches_of(number, Unit.CM)


@cache
def station(language: str = "en") -> Station:
    return station_for("wall_hinge", load_catalogue(language), lane=lane(), unit=Unit.CM)


def test_the_rungs_are_the_whole_centimetres_nearest_to_the_inches():
    drill = station().drill
    assert tuple(whole(rung_in, Unit.CM) for rung_in in drill.rungs_in) == RUNGS_CM
    assert drill.rungs_in == tuple(cm(number) for number in RUNGS_CM)
    assert drill.first_rung_in == drill.rungs_in[0]


def test_a_ladder_in_inches_is_as_its_file_has_it():
    for drill in catalogue().drills.values():
        assert in_unit(drill, Unit.INCH) is drill


def test_every_rung_in_centimetres_and_every_way_that_may_be_told_has_a_clip():
    for drill in catalogue().drills.values():
        for rung_in in in_unit(drill, Unit.CM).rungs_in:
            assert place_clips(rung_in, Unit.CM) == (distance_key(whole(rung_in, Unit.CM), Unit.CM),)
    assert [travel_clips(cm(number), Unit.CM) for number in (5, 10, 15, 20, 25, 30)] == [
        ("cm_5",),
        ("cm_10",),
        ("cm_15",),
        ("cm_20",),
        ("cm_25",),
        ("cm_30",),
    ]


@pytest.mark.parametrize(
    ("travel_in", "unit", "told"),
    [
        (0.2, Unit.INCH, 1),
        (5.6, Unit.INCH, 6),
        (0.2, Unit.CM, 5),
        (5.6, Unit.CM, 15),
        (7.0, Unit.CM, 20),
    ],
)
def test_travel_is_told_no_finer_than_it_is_known(travel_in, unit, told):
    assert about(travel_in, unit) == told


@pytest.mark.parametrize("unit", list(Unit))
def test_a_place_between_two_whole_numbers_has_no_name(unit):
    assert place_clips(inches_of(8, unit), unit) == (distance_key(8, unit),)
    assert place_clips(inches_of(8, unit) + 0.1, unit) == ()
    assert place_clips(None, unit) == ()


@pytest.mark.parametrize("number", [number for number in RUNGS_CM if number > RUNGS_CM[0]])
def test_the_cap_lets_an_athlete_on_the_rung_that_it_just_reaches(number):
    assert greatest_whole_in(cm(number) + 0.1, Unit.CM) == cm(number)
    assert greatest_whole_in(cm(number) - 0.1, Unit.CM) < cm(number)


@pytest.mark.parametrize(("near", "far"), list(itertools.pairwise(RUNGS_CM)))
def test_a_step_to_the_next_rung_is_told_from_none(near, far):
    """Decision 14, for steps of two and of three centimetres: by half an inch either way, and the nearest rung wins."""
    rungs_in, params = station().drill.rungs_in, station().params.stance
    stood = Proof(rung_in=cm(near), reading_in=cm(near) + 0.3)
    step_in = cm(far) - cm(near)
    assert rung_of(stood.reading_in + step_in, 0.0, stood, rungs_in, params) == cm(far)
    assert rung_of(stood.reading_in, 0.0, stood, rungs_in, params) == cm(near)


def test_a_load_that_waits_for_six_inches_waits_for_fifteen_centimetres():
    for name in catalogue().programmes:
        for unit, rung_in in ((Unit.INCH, 6.0), (Unit.CM, cm(15))):
            steps = station_for(name, catalogue(), lane=lane(), unit=unit).steps
            needed = {item.rule.from_rung_in for item in steps if item.rule is not None}
            assert needed <= {0.0, rung_in}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_distance_of_a_pack_names_its_unit(language):
    pack = load_catalogue(language).pack
    words = {"en": ("inch", "centimeter"), "de": ("Zoll", "Zentimeter")}[language]
    for (unit, measure), word in zip(MEASURES.items(), words, strict=True):
        assert all(word in pack.clips[distance_key(number, unit)].text for number in measure.spoken)


def story() -> Story:
    """Zero, 8 cm, five clean reps, 10 cm, five more, 13 cm, two near misses, and back to 10 cm; then leave."""
    begun = Story(seed=1, model=MODEL).stand(1.5).zero(4.0).stand(3.0).step_to(cm(8)).stand(4.0)
    out = begun.touch_reps(5).stand(5.0).step_to(cm(10)).stand(5.0).touch_reps(5).stand(5.0).step_to(cm(13)).stand(5.0)
    back = out.touch_reps(2).touch_reps(2, gap_in=1.5).stand(5.0).step_to(cm(10)).stand(5.0)
    return back.touch_reps(2).stand(2.0).absent(60.0)


@cache
def shown_and_said(language: str) -> tuple[Visit, tuple[Scene, ...]]:
    scenes: list[Scene] = []
    here = station(language)
    samples = story().samples(20)

    def seen() -> Iterator[Scene]:
        state = initial(here)
        for tick_input in inputs_of(samples):
            state, _ = step(state, tick_input, here)
            yield describe(state, here)

    for scene in seen():
        if not scenes or scene != scenes[-1]:
            scenes.append(scene)
    return visit_with(inputs_of(samples), here), tuple(scenes)


def test_a_visit_in_centimetres_climbs_to_thirteen_and_comes_back_to_ten():
    visit, _ = shown_and_said("en")
    asked = [whole(event.target_in, Unit.CM) for event in visit.of(AskedToStep)]
    assert [whole(event.rung_in, Unit.CM) for event in visit.of(HeelsProven)] == [8, 10, 13, 10]
    assert asked == [8, 10, 13, 10]
    assert [event.move for event in visit.of(LadderMoved)] == [Move.OUT, Move.OUT, Move.IN]
    assert visit.number_of(Verdict.NEAR_MISS) == 2
    (ended,) = visit.of(SessionEnded)
    assert ended.best_rung_in == cm(13)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_is_said_by_the_rung_it_leads_to(language):
    visit, _ = shown_and_said(language)
    said = visit.clips
    for lead, place in (
        ("step_out_to_1", "cm_8"),
        ("small_step_out_1", "cm_10"),
        ("small_step_in_1", "cm_10"),
        ("summary_best_1", "cm_13"),
    ):
        assert said[said.index(lead) + 1] == place


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_inch_is_said_in_a_visit_in_centimetres(language):
    visit, _ = shown_and_said(language)
    pack = station(language).pack
    assert [clip for clip in visit.clips if clip.startswith("in_")] == []
    assert [text for text in map(pack.text, ((clip,) for clip in visit.clips)) if re.search(r"inch|Zoll", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_inch_is_shown_in_a_visit_in_centimetres(language):
    _, scenes = shown_and_said(language)
    texts = {text for scene in scenes for text in (scene.headline, scene.line, scene.fact, scene.number_note)}
    assert [text for text in texts if re.search(r"\d+ in\b|inch|Zoll", text)] == []
    summary = next(scene for scene in reversed(scenes) if scene.kind is SceneKind.SUMMARY)
    assert summary.line == {"en": "Best: 13 cm", "de": "Bestweite: 13 cm"}[language]


def test_the_ladder_of_a_visit_shows_whole_centimetres():
    _, scenes = shown_and_said("en")
    ladders = [scene.ladder for scene in scenes if scene.ladder is not None and scene.ladder.current_in is not None]
    assert {ladder.unit for ladder in ladders} == {Unit.CM}
    assert {whole(ladder.current_in, ladder.unit) for ladder in ladders if ladder.current_in is not None} == {8, 10, 13}


def test_a_rest_tells_the_next_rung_and_the_travel_in_centimetres():
    dosed = replace(station().drill, dose=replace(station().drill.dose, reps=3))
    here = replace(station(), drill=dosed)
    samples = Story(seed=1, model=MODEL).stand(1.5).zero(4.0).step_to(cm(8)).stand(4.0).touch_reps(3).stand(4.0)
    state = initial(here)
    for tick_input in inputs_of(samples.samples(20)):
        state, _ = step(state, tick_input, here)
    scene = describe(state, here)
    assert (scene.kind, scene.line) == (SceneKind.REST, "Next: 8 cm")
    assert re.fullmatch(r"Hips went back about (5|10) cm", scene.fact)
