"""A station that cannot be heard: told once between reps, then captions; nothing in a rep."""

from dataclasses import replace

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.core.attempt import AttemptState
from kiosk.core.course import CourseState
from kiosk.core.events import SoundChanged
from kiosk.core.mirror import describe
from kiosk.core.rep import RepState
from kiosk.core.scene import Role, Scene, SceneKind
from kiosk.core.session import State, TickInput, initial, step
from kiosk.core.silence import FLASH_US, MOST_WORDS, NOTICE_US, captioned, note_sound
from kiosk.core.talk import TalkState
from kiosk.core.vocab import RepPhase, Stage
from kiosk.core.wishes import Kind, Wish
from tests.builders import ticks_of
from tests.core.test_mirror import VISITS, free_station

PACK = load_catalogue("en").pack
READY = Scene(kind=SceneKind.READY, number=3)


def silent(now_us, *, playing=None):
    return State(now_us=now_us, is_silent=True, silent_us=0, talk=TalkState(playing=playing))


def wish(*clips, kind=Kind.FORM, short=()):
    return Wish(kind=kind, name="", clips=clips, short=short)


@pytest.mark.parametrize("is_silent", [True, False])
@pytest.mark.parametrize(
    ("stage", "phase", "is_told"),
    [
        (Stage.IDLE, RepPhase.LOCKOUT, False),
        (Stage.PLACEMENT, RepPhase.LOCKOUT, True),
        (Stage.SET, RepPhase.LOCKOUT, True),
        (Stage.SET, RepPhase.DESCENT, False),
        (Stage.SET, RepPhase.BOTTOM, False),
        (Stage.SET, RepPhase.ASCENT, False),
        (Stage.REST, RepPhase.LOCKOUT, True),
    ],
)
def test_a_change_is_told_to_somebody_who_is_not_in_a_rep(is_silent, stage, phase, is_told):
    state = State(
        is_silent=not is_silent, course=CourseState(stage=stage), attempt=AttemptState(rep=RepState(phase=phase))
    )
    changed, events = note_sound(state, 7, is_silent=is_silent)
    assert events == ((SoundChanged(at_us=7, is_silent=is_silent),) if is_told else ())
    assert changed.is_silent is (is_silent if is_told else not is_silent)


def test_it_is_told_once_and_nothing_else_changes():
    station = free_station()
    ticks = list(ticks_of(VISITS["free"].samples(fps=10)))
    heard = unheard = initial(station)
    told, scenes = [], []
    for tick, sample in ticks:
        heard, expected = step(heard, TickInput(tick=tick, sample=sample), station)
        unheard, output = step(unheard, TickInput(tick=tick, sample=sample, is_silent=True), station)
        changes = [event for event in output.events if isinstance(event, SoundChanged)]
        told += changes
        assert tuple(event for event in output.events if event not in changes) == expected.events
        assert output.speech == expected.speech
        scenes.append((describe(heard, station), describe(unheard, station)))
    assert [event.is_silent for event in told] == [True]
    reps = [(mine, other) for mine, other in scenes if mine.kind is SceneKind.REP]
    assert reps
    assert all(mine == other for mine, other in reps)
    assert all(len(other.line.split()) <= MOST_WORDS for _, other in scenes)


def test_a_flash_comes_first_then_a_notice_then_what_the_scene_says():
    scene = replace(READY, line="Eyes on the floor")
    shown = [captioned(scene, silent(now_us), PACK) for now_us in (0, FLASH_US, NOTICE_US)]
    assert [item.is_flash for item in shown] == [True, False, False]
    assert [item.line for item in shown] == ["Sound off", "Sound off", "Eyes on the floor"]
    assert [item.line_role for item in shown] == [Role.HEED, Role.HEED, Role.INK]


@pytest.mark.parametrize(
    ("playing", "line"),
    [
        (None, "Sound off"),
        (wish("n_3", kind=Kind.COUNT), "Sound off"),
        (wish("arms_forward_short"), PACK.text(("arms_forward_short",))),
        (wish("arms_forward_short", "n_3", "arms_forward_short", "n_3"), "Sound off"),
        (wish(*["n_3"] * 6, short=("arms_forward_short",)), PACK.text(("arms_forward_short",))),
    ],
    ids=["silence", "a count, which is shown", "short", "too long", "too long, with a short form"],
)
def test_what_would_sound_stands_in_the_line(playing, line):
    line = line if playing is None or len(line.split()) <= MOST_WORDS else "Sound off"
    assert captioned(READY, silent(NOTICE_US, playing=playing), PACK).line == line


@pytest.mark.parametrize("kind", [SceneKind.ATTRACT, SceneKind.REP, SceneKind.FAIL_SAFE])
def test_some_scenes_stay_as_they_are(kind):
    scene = Scene(kind=kind)
    assert captioned(scene, silent(0), PACK) is scene
