"""The loop: when ticks happen, what they are fed, in which order things are done, when it ends."""

import itertools
import logging
from collections import deque
from dataclasses import replace
from itertools import groupby

import pytest

from kiosk.catalogue import load_catalogue
from kiosk.core.body import Stir
from kiosk.core.events import AttemptDecided
from kiosk.core.idle import INSIDE, Outside
from kiosk.core.mirror import describe
from kiosk.core.presence import PresenceState
from kiosk.core.scene import SceneKind
from kiosk.core.session import Station, initial
from kiosk.core.speech import Speak
from kiosk.core.units import us_of_s, us_of_tick
from kiosk.core.vocab import Presence, Stage
from kiosk.core.vocab_cues import ScreenWord
from kiosk.errors import DisplayError, SourceError
from kiosk.loop import (
    HEALTH_TICKS,
    LATE_US,
    MOST_TICKS_A_TURN,
    TAIL_TICKS,
    Loop,
    MonotonicClock,
    Ports,
    is_empty,
    is_vacant,
)
from kiosk.ports import Health, Machine
from tests.builders import Posture, Story
from tests.fakes import (
    FakeClock,
    RecordingDisplay,
    RecordingHeartbeat,
    RecordingJournal,
    RecordingSpeaker,
    ScriptedPoseSource,
    moved,
)

CATALOGUE = load_catalogue()
STATION = Station(drill=CATALOGUE.drill("hip_hinge"), pack=CATALOGUE.pack)
HINGE = Posture(kappa_deg=25.0, theta_deg=60.0)
STANDING = Story(has_wall=False).stand(3.0).samples(fps=30)
THREE_REPS = Story(has_wall=False).stand(3.0).reps(3, HINGE).stand(2.0).samples(fps=30)


class Bench:
    """A loop among doubles."""

    def __init__(
        self, samples=(), *, latency_s=0.05, oversleep_us=(), ticks=None, outside=INSIDE, watch=None, **settings
    ):
        self.clock = FakeClock(oversleep_us=deque(oversleep_us))
        self.start_us = self.clock.now_us()
        self.source = ScriptedPoseSource(samples, self.clock, latency_s=latency_s, **settings)
        history = []
        self.speaker = RecordingSpeaker(history=history)
        self.journal = RecordingJournal(history=history)
        self.display = RecordingDisplay()
        self.heartbeat = RecordingHeartbeat()
        ports = Ports(
            clock=self.clock,
            source=self.source,
            speaker=self.speaker,
            display=self.display,
            journal=self.journal,
            heartbeat=self.heartbeat,
            watch=watch,
        )
        enough = (lambda: False) if ticks is None else (lambda: len(self.journal.inputs) >= ticks)
        self.loop = Loop(ports, STATION, should_stop=enough, outside=outside)

    @property
    def samples(self):
        return [item.sample for item in self.journal.inputs if item.sample is not None]


def test_every_tick_is_due_at_its_own_time():
    bench = Bench(is_endless=True, ticks=100)
    bench.loop.run()
    assert bench.clock.slept_until == [bench.start_us + us_of_tick(tick) for tick in range(100)]


def test_a_late_tick_does_not_shift_the_next():
    bench = Bench(ticks=10, oversleep_us=(0, 0, 25_000, 0))
    assert bench.loop.run() == Health(ticks=10, late=1)
    assert bench.clock.slept_until == [bench.start_us + us_of_tick(tick) for tick in range(10)]


@pytest.mark.parametrize(
    ("oversleep_us", "late"), [(LATE_US, 0), (LATE_US + 1, 1)], ids=["just in time", "just too late"]
)
def test_half_a_tick_is_late(oversleep_us, late):
    assert Bench(ticks=5, oversleep_us=(oversleep_us,)).loop.run().late == late


def test_missed_ticks_are_made_up_a_few_a_turn_and_none_is_left_out():
    bench = Bench(ticks=20, oversleep_us=(0, us_of_tick(12)))
    health = bench.loop.run()
    assert [item.tick for item in bench.journal.inputs] == list(range(20))
    # tick 0; thirteen due ticks as 5 + 5 + 3; from then on one a turn
    assert len(bench.display.scenes) == 1 + 3 + 6
    assert MOST_TICKS_A_TURN == 5
    assert (health.slips, health.late) == (2, 12)


def test_a_slow_display_costs_pictures_and_no_ticks():
    bench = Bench(STANDING)
    bench.display.on_present = lambda: bench.clock.pass_us(80_000)
    health = bench.loop.run()
    ticks = [item.tick for item in bench.journal.inputs]
    assert ticks == list(range(len(ticks)))
    assert len(bench.display.scenes) < len(ticks) / 2
    assert health.slips == 0


@pytest.mark.parametrize("latency_s", [0.01, 0.05, 0.15])
def test_a_sample_is_fed_once_with_its_time_since_the_start(latency_s):
    bench = Bench(STANDING, latency_s=latency_s)
    health = bench.loop.run()
    assert [item.sequence for item in bench.samples] == [item.sequence for item in STANDING]
    assert [item.capture_us for item in bench.samples] == [item.capture_us for item in STANDING]
    assert health.age_median_ms == pytest.approx(latency_s * 1000, abs=34)
    assert health.samples == len(STANDING)


def test_after_a_hold_up_the_newest_sample_is_fed_to_the_newest_tick():
    bench = Bench(STANDING, oversleep_us=(*[0] * 10, us_of_tick(4)))
    health = bench.loop.run()
    assert all(item.sample.capture_us <= us_of_tick(item.tick) for item in bench.journal.inputs if item.sample)
    assert health.dropped == 4
    assert len(bench.samples) == len(STANDING) - 4


def test_samples_from_before_the_start_are_none_of_its_business():
    early = [moved(sample, -us_of_s(1.0)) for sample in STANDING]
    bench = Bench(early, ticks=60)
    bench.loop.run()
    assert bench.samples[0].capture_us == 0
    assert bench.samples[0].sequence == 30


def test_trouble_reaches_the_core_and_the_log_once(caplog):
    bench = Bench(ticks=30, trouble_s=[(0.2, 0.5)])
    with caplog.at_level(logging.WARNING, "kiosk.loop"):
        bench.loop.run()
    # the trouble begins and ends on a tick whose time is rounded down to a microsecond before it
    assert [item.tick for item in bench.journal.inputs if item.has_trouble] == list(range(6, 15))
    assert caplog.messages == ["The camera is unplugged: plug it in."]


class ScriptedWatch:
    """A camera that is known to have moved from the tenth look on."""

    def __init__(self):
        self.looks = 0

    def look(self):
        self.looks += 1

    def is_moved(self):
        return self.looks >= 10

    def notice(self):
        return "The camera has moved: calibrate again." if self.is_moved() else None


def test_a_moved_camera_reaches_the_core_and_the_log_once(caplog):
    bench = Bench(ticks=30, is_endless=True, watch=ScriptedWatch())
    with caplog.at_level(logging.WARNING, "kiosk.loop"):
        bench.loop.run()
    assert [item.tick for item in bench.journal.inputs if item.is_moved] == list(range(9, 30))
    assert caplog.messages == ["The camera has moved: calibrate again."]


def test_the_watch_looks_only_while_nobody_is_there():
    watch = ScriptedWatch()
    bench = Bench(THREE_REPS, watch=watch)
    bench.loop.run()
    assert 0 < watch.looks < 30
    assert len(bench.journal.inputs) > 10 * watch.looks


def test_a_journal_that_gave_up_is_told_once(caplog):
    bench = Bench(ticks=30)
    bench.journal.says = "The disk is full: make space."
    with caplog.at_level(logging.WARNING, "kiosk.loop"):
        bench.loop.run()
    assert caplog.messages == ["The disk is full: make space."]
    assert not any(item.has_trouble for item in bench.journal.inputs)


@pytest.mark.parametrize("latency_s", [0.03, 0.15])
def test_what_is_spoken_was_recorded_first(latency_s):
    bench = Bench(THREE_REPS, latency_s=latency_s)
    bench.loop.run()
    history = bench.journal.history
    counts = [at for at, (what, item) in enumerate(history) if what == "speak" and item in spoken(1, 2, 3)]
    assert len(counts) == 3
    for at in counts:
        recorded = next(item for what, item in reversed(history[:at]) if what == "record")
        assert any(isinstance(event, AttemptDecided) for event in recorded.events)


def spoken(*counts):
    return [Speak(clips=(f"n_{count}",)) for count in counts]


def test_the_picture_is_of_the_newest_state():
    bench = Bench(ticks=1)
    bench.loop.run()
    outside = Outside(minute_of_day=600, today="2026-11-20", empty_us=0)
    assert bench.display.scenes == [describe(initial(STATION), STATION, outside)]


def test_an_empty_room_sleeps_and_wakes_before_anybody_is_present():
    story = Story(has_wall=False).absent(6.0).stand(3.0).absent(30.0)
    bench = Bench(story.samples(fps=30), outside=Outside(sleep_after_us=us_of_s(5.0)))
    bench.loop.run()
    scenes = bench.display.scenes
    kinds = [kind for kind, _ in groupby(scene.kind for scene in scenes)]
    assert kinds[:4] == [SceneKind.NOTICE, SceneKind.SLEEP, SceneKind.ATTRACT, SceneKind.PLACEMENT]
    assert kinds[-1] is SceneKind.SLEEP
    asleep = [scene.kind for scene in scenes].index(SceneKind.SLEEP)
    assert asleep == pytest.approx(150, abs=2)
    woken = next(scene for scene in scenes[asleep:] if scene.kind is SceneKind.ATTRACT)
    assert woken.headline == STATION.pack.screen[ScreenWord.ATTRACT]


def test_a_coat_on_a_hook_is_nobody_and_somebody_who_stirs_is_not():
    seen = replace(initial(STATION).body, presence=PresenceState(presence=Presence.PRESENT))
    for still_s, is_nobody in ((1.0, False), (STATION.params.gate.lifeless_s + 1.0, True)):
        stir = Stir(since_us=0, hip_px=(0.0, 0.0), ear_px=(0.0, 0.0))
        body = replace(seen, stir=stir, seen_us=us_of_s(still_s))
        assert is_empty(replace(initial(STATION), body=body), STATION) is is_nobody


def test_what_the_wall_clock_says_changes_no_tick():
    runs = []
    for minute in (1, 900):
        bench = Bench(STANDING)
        bench.clock.minute = minute
        bench.loop.run()
        runs.append([[(tick.tick, output, stage) for tick, output, stage in page] for page in bench.journal.pages])
    assert runs[0] == runs[1]


def test_it_ends_after_the_tail_of_a_recording():
    bench = Bench(STANDING, latency_s=0.01)
    # the last of 90 samples is captured at tick 89 and comes at tick 90, the 91st
    assert bench.loop.run().ticks == 91 + TAIL_TICKS


def test_it_ends_when_somebody_closes_the_window():
    bench = Bench(is_endless=True)
    bench.display.closes_after = 7
    assert bench.loop.run().ticks == 7


def test_it_ends_when_it_is_told_to():
    assert Bench(is_endless=True, ticks=12).loop.run().ticks == 12


def test_a_source_that_gives_up_ends_it():
    bench = Bench(is_endless=True)

    def give_up():
        message = "The camera gives no frames."
        raise SourceError(message)

    bench.source.newest = give_up
    with pytest.raises(SourceError):
        bench.loop.run()


def test_health_is_told_every_ten_seconds(caplog):
    bench = Bench(STANDING, latency_s=0.09, is_endless=True, ticks=2 * HEALTH_TICKS)
    with caplog.at_level(logging.INFO, "kiosk.loop"):
        bench.loop.run()
    first, second = caplog.messages
    assert first == "300 ticks, 0 late, 0 slips; 90 samples (100 ms old, 95 % within 100 ms), 0 dropped"
    assert second.startswith("600 ticks")


def test_the_service_manager_is_told_the_same_line(caplog):
    bench = Bench(STANDING, is_endless=True, ticks=2 * HEALTH_TICKS)
    with caplog.at_level(logging.INFO, "kiosk.loop"):
        bench.loop.run()
    assert bench.heartbeat.statuses == caplog.messages


def test_the_heart_beats_once_a_picture_and_after_it():
    bench = Bench(is_endless=True, ticks=3)
    beats_at_pictures = []
    bench.display.on_present = lambda: (
        beats_at_pictures.append(len(bench.heartbeat.beats)),
        bench.clock.pass_us(5_000),
    )
    bench.loop.run()
    assert beats_at_pictures == [0, 1, 2]
    assert bench.heartbeat.beats == [bench.start_us + us_of_tick(tick) + 5_000 for tick in range(3)]


def test_a_display_that_fails_at_its_first_picture_leaves_the_heart_still():
    bench = Bench(is_endless=True)

    def fail():
        message = "The display is gone."
        raise DisplayError(message)

    bench.display.on_present = fail
    with pytest.raises(DisplayError):
        bench.loop.run()
    assert bench.heartbeat.beats == []


def test_without_a_sample_there_is_no_age():
    assert Bench(ticks=1).loop.run().line == "1 ticks, 0 late, 0 slips; 0 samples (none), 0 dropped"


def test_an_empty_room_turns_the_page_before_every_tick():
    bench = Bench(ticks=20)
    bench.loop.run()
    assert [len(page) for page in bench.journal.pages] == [0, *[1] * 20]


def test_a_session_is_one_page_from_arrival_to_an_empty_room():
    story = Story(has_wall=False).absent(1.0).stand(3.0).reps(1, HINGE).stand(1.0).absent(30.0)
    bench = Bench(story.samples(fps=30))
    bench.loop.run()
    long = [page for page in bench.journal.pages if len(page) > 1]
    assert len(long) == 1
    assert {tick_output[2] for tick_output in long[0]} >= {Stage.IDLE, Stage.SET, Stage.SUMMARY}
    assert not any(sample is not None and sample.capture_us < us_of_s(0.9) for sample in page_samples(long[0]))


def page_samples(page):
    return [tick_input.sample for tick_input, _, _ in page]


def test_a_station_for_recordings_never_turns_the_page():
    assert not is_vacant(initial(Station(drill=STATION.drill, pack=STATION.pack, is_recorded=True)))
    assert is_vacant(initial(STATION))


def test_the_clock_goes_on_and_waits_for_its_time():
    clock = MonotonicClock()
    until_us = clock.now_us() + 2_000
    clock.sleep_until_us(until_us)
    assert clock.now_us() >= until_us
    clock.sleep_until_us(until_us - 1_000_000)


def test_a_lost_sound_reaches_the_core_and_the_log_once(caplog):
    bench = Bench(ticks=20)
    bench.display.on_present = lambda: setattr(bench.speaker, "says", "No loudspeaker: connect one.")
    with caplog.at_level(logging.WARNING, "kiosk.loop"):
        bench.loop.run()
    assert [item.tick for item in bench.journal.inputs if not item.is_silent] == [0]
    assert caplog.messages == ["No loudspeaker: connect one."]


def test_the_health_line_tells_of_the_machine():
    machine = Machine(inference_median_ms=31.2, inference_p95_ms=44.0, temperature_c=61.4, memory_mb=142.0)
    line = Health(ticks=300, machine=machine).line
    assert line.endswith("0 dropped; inference 31 ms, 95 % within 44 ms, 61 °C, 142 MB")
    assert Health(ticks=300, machine=Machine(memory_mb=142.0)).line.endswith("0 dropped; 142 MB")


def test_a_trouble_that_comes_and_goes_is_told_once_a_minute(caplog):
    comes_and_goes = [(at_s, at_s + 0.5) for at_s in range(1, 130)]
    bench = Bench(ticks=130 * 30, is_endless=True, trouble_s=comes_and_goes)
    with caplog.at_level(logging.WARNING, "kiosk.loop"):
        bench.loop.run()
    assert caplog.messages == ["The camera is unplugged: plug it in."] * 3


def test_the_wall_clock_reaches_no_tick_of_a_session():
    runs = []
    for minutes in (itertools.repeat(600), itertools.cycle((600, 540, 1439, 0))):
        bench = Bench(THREE_REPS)
        bench.clock.minute_of_day = iter(minutes).__next__
        bench.loop.run()
        runs.append([(tick.tick, str(output), stage) for page in bench.journal.pages for tick, output, stage in page])
    assert runs[0] == runs[1]
