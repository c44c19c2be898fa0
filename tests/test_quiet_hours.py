"""Quiet hours by the wall clock, and the tone that follows a scene's hips."""

import pytest

from kiosk.core.scene import Scene, SceneKind
from kiosk.core.speech import Hush, Play, Speak
from kiosk.core.vocab import Earcon
from kiosk.quiet_hours import QuietHours, QuietSpeaker, ToneOfHips
from tests.fakes import FakeClock, RecordingDisplay, RecordingSpeaker

TEN_PM, SEVEN_AM, NOON, ONE_PM = 1320, 420, 720, 780
HUSH, TICK = Hush(), Play(earcon=Earcon.TOUCH)
COMMANDS = (Speak(clips=("n_1",)), TICK, HUSH)


@pytest.mark.parametrize(
    ("hours", "minute", "are_quiet"),
    [
        ((TEN_PM, SEVEN_AM), TEN_PM - 1, False),
        ((TEN_PM, SEVEN_AM), TEN_PM, True),
        ((TEN_PM, SEVEN_AM), 0, True),
        ((TEN_PM, SEVEN_AM), SEVEN_AM - 1, True),
        ((TEN_PM, SEVEN_AM), SEVEN_AM, False),
        ((NOON, ONE_PM), NOON - 1, False),
        ((NOON, ONE_PM), NOON, True),
        ((NOON, ONE_PM), ONE_PM, False),
        ((NOON, NOON), NOON, False),
    ],
)
def test_in_quiet_hours_only_a_hush_comes_through(hours, minute, are_quiet):
    behind = RecordingSpeaker()
    speaker = QuietSpeaker(behind, QuietHours(FakeClock(minute=minute), from_minute=hours[0], to_minute=hours[1]))
    for command in COMMANDS:
        speaker.perform(command)
    assert [command for _, command in behind.history] == ([HUSH] if are_quiet else list(COMMANDS))


def test_a_clock_that_is_set_changes_what_is_heard_next_and_nothing_else():
    clock, behind = FakeClock(minute=NOON), RecordingSpeaker(says="No loudspeaker.")
    speaker = QuietSpeaker(behind, QuietHours(clock, from_minute=TEN_PM, to_minute=SEVEN_AM))
    for clock.minute in (NOON, 0, NOON):
        speaker.perform(TICK)
    assert len(behind.history) == 2
    assert speaker.trouble() == "No loudspeaker."


class Tone:
    def __init__(self):
        self.shares = []

    def follow(self, share):
        self.shares.append(share)


@pytest.mark.parametrize(("minute", "shares"), [(NOON, [0.0, 0.5, None]), (0, [])])
def test_the_tone_hears_of_hips_that_move_in_a_rep(minute, shares):
    tone, behind = Tone(), RecordingDisplay()
    hours = QuietHours(FakeClock(minute=minute), from_minute=TEN_PM, to_minute=SEVEN_AM)
    display = ToneOfHips(behind, tone, hours)
    ready = Scene(kind=SceneKind.READY)
    scenes = [
        ready,
        *(Scene(kind=SceneKind.REP, edge_light=share, is_light_of_hips=True) for share in (0.0, 0.5, 0.5)),
        ready,
        ready,
    ]
    for scene in scenes:
        display.present(scene)
    assert (tone.shares, behind.scenes) == (shares, scenes)
