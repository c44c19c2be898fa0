"""Led live: the ports are spoken to and shown, a lane is kept before it is told, and there is always an end."""

import pytest

from kiosk.assets import CUES, load_pack
from kiosk.calibrate_live import CalibrationPorts, lead
from kiosk.core.calibration_state import Calibrated, CalibrationRefused, Guide
from kiosk.core.calibration_talk import Refusal
from kiosk.core.speech import Speak
from tests.fakes import FakeClock, RecordingDisplay, RecordingSpeaker, ScriptedPoseSource
from tests.test_calibrate import FOUR_IN, on_marks, samples

PACK = load_pack("en", CUES)
SLOWLY = on_marks(*FOUR_IN, stand_s=6.0)


def led(story, *, stops_after=None, closes_after=None, is_endless=False, patience_s=20.0):
    clock, speaker = FakeClock(), RecordingSpeaker()
    display = RecordingDisplay(closes_after=closes_after)
    source = ScriptedPoseSource(samples(*story), clock, is_endless=is_endless)
    ended = lead(
        CalibrationPorts(clock=clock, source=source, speaker=speaker, display=display),
        Guide(marks_in=FOUR_IN, pack=PACK, patience_s=patience_s),
        should_stop=lambda: stops_after is not None and len(display.scenes) >= stops_after,
        on_refused=lambda refused: speaker.history.append(("refused", refused)),
        on_calibrated=lambda result: speaker.history.append(("kept", result)),
    )
    return ended, speaker.history, display.scenes


def test_a_lane_is_kept_before_anybody_hears_that_it_is_done():
    ended, history, scenes = led(SLOWLY)
    assert isinstance(ended, Calibrated)
    names = [name for name, _ in history]
    done = next(
        index
        for index, (_, command) in enumerate(history)
        if isinstance(command, Speak) and command.clips[0] == "calibrated_1"
    )
    assert names.index("kept") < done
    assert scenes[-1].headline == "Calibrated"


def test_the_result_stays_to_be_read():
    _, _, scenes = led(SLOWLY)
    assert sum(scene.headline == "Calibrated" for scene in scenes) > 6 * 30


def test_nobody_is_waited_for_three_times_and_no_longer():
    ended, history, scenes = led([(400.0, None)], patience_s=10.0)
    assert isinstance(ended, CalibrationRefused)
    assert ended.is_last
    assert [event.refusal for name, event in history if name == "refused"] == [Refusal.NOBODY] * 3
    assert scenes[-1].line == "Calibration ended"


def test_a_source_that_ends_is_refused_with_what_was_missing():
    ended, _, _ = led(on_marks(0.0, 6.0, stand_s=5.0))
    assert isinstance(ended, CalibrationRefused)
    assert ended.at_in in (6.0, 12.0)
    assert ended.is_last


@pytest.mark.parametrize("how", [{"stops_after": 40}, {"closes_after": 40}])
def test_it_can_be_stopped_and_then_nothing_was_decided(how):
    ended, history, scenes = led(SLOWLY, **how)
    assert ended is None
    assert len(scenes) == 40
    assert "kept" not in [name for name, _ in history]
