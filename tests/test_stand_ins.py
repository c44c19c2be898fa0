"""Ports that stand in for a device, or pass on a little more or less."""

import io

from kiosk.core.events import StageEntered
from kiosk.core.scene import Scene, SceneKind
from kiosk.core.session import TickInput, TickOutput
from kiosk.core.speech import Hush, Play, Speak
from kiosk.core.vocab import Earcon, Stage
from kiosk.stand_ins import EarconsOnly, FixedWallSide, NoDisplay, NoSpeaker, TellingJournal
from tests.fakes import RecordingDisplay, RecordingJournal, RecordingSpeaker


def test_a_station_without_a_voice_still_sounds_its_earcons():
    behind = RecordingSpeaker()
    speaker = EarconsOnly(behind)
    for command in (Speak(clips=("n_1",)), Play(earcon=Earcon.TOUCH), Hush()):
        speaker.perform(command)
    assert behind.history == [("speak", Play(earcon=Earcon.TOUCH))]


def test_the_wall_stands_where_the_settings_say():
    behind = RecordingDisplay(closes_after=1)
    display = FixedWallSide(behind, is_wall_right=False)
    display.present(Scene(kind=SceneKind.ATTRACT, is_wall_right=True))
    assert [scene.is_wall_right for scene in behind.scenes] == [False]
    assert display.is_closed()


def test_every_event_is_recorded_and_told_in_a_line_while_there_is_no_screen():
    behind, out = RecordingJournal(), io.StringIO()
    screen = RecordingDisplay(says="No display can be opened.")
    output = TickOutput(events=(StageEntered(at_us=1_500_000, stage=Stage.SET),))
    journal = TellingJournal(behind, screen, out)
    journal.record(TickInput(tick=45), output, Stage.SET)
    screen.says = None
    journal.record(TickInput(tick=46), output, Stage.SET)
    assert behind.history == [("record", output)] * 2
    assert out.getvalue().split() == ["1.500", "StageEntered", "stage=set"]


def test_the_trouble_and_the_pages_of_the_journal_behind_come_through():
    behind = RecordingJournal(says="The disk is full.")
    journal = TellingJournal(behind, NoDisplay(), io.StringIO())
    journal.turn_page()
    journal.close()
    assert journal.trouble() == "The disk is full."
    assert len(behind.pages) == 2
    assert behind.history == [("close journal", None)]


def test_nothing_can_be_shown_and_said_to_no_one():
    NoDisplay().present(Scene(kind=SceneKind.ATTRACT))
    NoSpeaker().perform(Hush())
    assert not NoDisplay().is_closed()
