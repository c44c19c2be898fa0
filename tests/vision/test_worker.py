"""The vision thread: what it publishes, what it tells, and that it always ends."""

import gc
import threading
import weakref
from collections import deque
from collections.abc import Callable

import numpy as np
import pytest

from kiosk.core.pose import Pose
from kiosk.errors import ModelError, SourceError
from kiosk.vision.worker import (
    BACKOFF_S,
    DARK_LUMA,
    GIVE_UP_S,
    HUNG_S,
    LEAST_POSES,
    LOOKS,
    MOST_THREADS,
    MOST_TRIES,
    NO_POSES,
    SILENT_S,
    SLOW,
    SLOW_S,
    STALL_S,
    STEADY_S,
    UNSTEADY_TRIES,
    Worker,
)

FRAME = np.full((48, 64, 3), 128, np.uint8)


class ScriptedSource:
    """A frame source that plays a script: a capture time, None, an error to raise, or a function to call first."""

    frame = FRAME

    def __init__(self, *script) -> None:
        self.script = deque(script)
        self.closed = 0

    def read(self):
        step = self.script.popleft()
        if isinstance(step, Exception):
            raise step
        if callable(step):
            step = step()
        return None if step is None else (self.frame, step)

    def is_finished(self) -> bool:
        return not self.script

    def close(self) -> None:
        self.closed += 1


class StillModel:
    """A model that sees the same pose everywhere."""

    def estimate(self, *_frame_and_crop) -> Pose:
        return Pose(xy_px=np.full((17, 2), 10.0), score=np.zeros(17))


class BrokenModel:
    """A model that fails once."""

    def __init__(self) -> None:
        self.failed = False

    def estimate(self, *frame_and_crop) -> Pose:
        if not self.failed:
            self.failed = True
            raise ModelError
        return StillModel().estimate(*frame_and_crop)


def start(clock, *openings: ScriptedSource | Exception, model=None) -> Worker:
    """Start a worker whose source opens as given, one entry a try, with no pause between tries."""
    waiting = deque(openings)

    def open_source() -> ScriptedSource:
        opening = waiting.popleft()
        if isinstance(opening, Exception):
            raise opening
        return opening

    return Worker(open_source=open_source, model=model or StillModel(), clock=clock, backoff_s=(0.0,))


def wait_for_the_end() -> None:
    for thread in threading.enumerate():
        if thread.name == "vision":
            thread.join(10)


def run(clock, *openings, model=None) -> Worker:
    worker = start(clock, *openings, model=model)
    wait_for_the_end()
    worker._thread.join(60)  # noqa: SLF001 (from Python 3.13 on a thread leaves the list a moment before its end)
    return worker


def test_the_newest_sample_is_published_and_the_overtaken_ones_are_counted(clock):
    worker = run(clock, ScriptedSource(0, 33, 66))
    sample = worker.newest()
    assert (sample.sequence, sample.capture_us, sample.frame_px) == (2, 66, (64, 48))
    assert worker.dropped == 2


def test_it_is_finished_when_the_source_is_and_the_last_sample_was_taken(clock):
    worker = run(clock, ScriptedSource(0))
    assert not worker.is_finished()
    worker.newest()
    assert worker.is_finished()


def test_no_frame_due_yet_is_no_trouble(clock):
    worker = run(clock, ScriptedSource(None, None, 5, None))
    assert worker.newest().capture_us == 5
    assert worker.trouble() is None


def test_a_lost_source_is_closed_and_opened_again_and_the_numbers_go_on(clock):
    lost, found = ScriptedSource(0, 33, SourceError("Unplugged: check the cable.")), ScriptedSource(99)
    worker = run(clock, lost, found)
    assert worker.newest().sequence == 2
    assert (lost.closed, found.closed) == (1, 1)


def test_trouble_is_told_until_frames_come_again(clock):
    told, workers, is_started = [], [], threading.Event()
    lost = ScriptedSource(lambda: is_started.wait(10) and None, SourceError("Unplugged: check the cable."))
    found = ScriptedSource(lambda: told.append(workers[0].trouble()), 7)
    workers.append(start(clock, lost, SourceError("Still unplugged: check the cable."), found))
    is_started.set()
    wait_for_the_end()
    assert told == ["Still unplugged: check the cable."]
    assert workers[0].trouble() is None


def test_a_model_that_fails_is_trouble_and_is_tried_again(clock):
    worker = run(clock, ScriptedSource(0, 33), ScriptedSource(66), model=BrokenModel())
    assert worker.newest().capture_us == 66


def test_a_bug_is_raised_where_the_loop_sees_it_and_the_source_is_closed(clock):
    source = ScriptedSource(ZeroDivisionError("a bug"), 33)
    worker = run(clock, source)
    assert not worker.is_finished()
    with pytest.raises(ZeroDivisionError):
        worker.newest()
    assert source.closed == 1


def blocked(release: threading.Event) -> Callable[[], None]:
    def read() -> None:
        release.wait(10)

    return read


def test_a_read_that_does_not_return_is_told_as_a_stall(clock):
    release = threading.Event()
    worker = start(clock, ScriptedSource(blocked(release)))
    assert worker.trouble() is None
    clock.time_us = round((STALL_S + 0.1) * 1_000_000)
    assert worker.trouble() == "The camera gives no frames: check its cable and its power."
    assert worker.newest() is None
    release.set()
    worker.close()


def test_a_silence_without_end_ends_the_program(clock):
    release = threading.Event()
    worker = start(clock, ScriptedSource(blocked(release)))
    clock.time_us = round((GIVE_UP_S + 0.1) * 1_000_000)
    with pytest.raises(SourceError, match="check its cable"):
        worker.newest()
    release.set()
    worker.close()


def test_close_ends_the_thread_between_two_frames_and_closes_the_source(clock):
    is_reading = threading.Event()
    source = ScriptedSource(is_reading.set, *[None] * 1_000_000)
    worker = start(clock, source)
    assert is_reading.wait(10)
    worker.close()
    worker.close()
    assert source.closed == 1


def test_close_ends_the_pause_before_a_new_try(clock):
    def open_source() -> ScriptedSource:
        tried.set()
        raise absent

    tried, absent = threading.Event(), SourceError("No camera: plug one in.")
    worker = Worker(open_source=open_source, model=StillModel(), clock=clock, backoff_s=(3600.0,))
    assert tried.wait(10)
    worker.close()
    assert worker.trouble() == "No camera: plug one in."


def test_the_pauses_grow_and_leave_time_for_several_tries():
    assert list(BACKOFF_S) == sorted(BACKOFF_S)
    assert sum(BACKOFF_S) < GIVE_UP_S


def test_corners_are_measured_on_request_only_and_given_once(clock):
    room = np.full((480, 640, 3), 60, np.uint8)
    room[100:200, 200:400] = 200
    times_us = [index * 500_000 for index in range(LOOKS)]
    asked, waited = threading.Event(), threading.Event()

    class Room(ScriptedSource):
        def read(self):
            timed = super().read()
            return None if timed is None else (room, timed[1])

    def after_asking():
        waited.set()
        asked.wait(10)
        return times_us[1]

    worker = start(clock, Room(times_us[0], after_asking, *times_us[2:], 10_000_000, 11_000_000))
    try:
        assert waited.wait(10)
        assert worker.take_corners() is None
        worker.ask_corners()
        asked.set()
        wait_for_the_end()
        assert len(worker.take_corners()) == 4
        assert worker.take_corners() is None
    finally:
        worker.close()


class Gate:
    """A read that waits until it is let go, and tells when it began to."""

    def __init__(self) -> None:
        self.began, self.release = threading.Event(), threading.Event()

    def __call__(self) -> int | None:
        self.began.set()
        self.release.wait(10)
        return 5


@pytest.mark.parametrize(("silent_s", "is_told"), [(0.9, False), (1.1, True)])
def test_once_frames_have_come_a_second_without_one_is_told(clock, silent_s, is_told):
    gate = Gate()
    worker = start(clock, ScriptedSource(0, gate))
    assert gate.began.wait(10)
    clock.time_us = round(silent_s * 1_000_000)
    assert (worker.trouble() is not None) is is_told
    assert SILENT_S == 1.0
    gate.release.set()
    worker.close()


def test_a_slow_model_is_no_silence(clock):
    gate = Gate()

    class SlowModel(StillModel):
        def estimate(self, *frame_and_crop) -> Pose:
            if clock.time_us:
                gate()
            return super().estimate(*frame_and_crop)

    def later() -> int:
        clock.time_us = 33
        return 33

    worker = start(clock, ScriptedSource(0, later), model=SlowModel())
    assert gate.began.wait(10)
    clock.time_us = round((STALL_S - 0.1) * 1_000_000)
    assert worker.trouble() is None
    clock.time_us = round((HUNG_S + STALL_S) * 1_000_000)
    worker.newest()
    assert worker.trouble() == NO_POSES
    assert [thread.name for thread in threading.enumerate()].count("vision") == 1
    gate.release.set()
    worker.close()


def test_a_thread_that_the_device_holds_is_left_behind_for_a_fresh_one(clock, caplog):
    gate = Gate()
    may_go, is_seen = threading.Event(), threading.Event()
    held, fresh = ScriptedSource(0, gate, 999), ScriptedSource(lambda: may_go.wait(10) and 66, is_seen.set)
    worker = start(clock, held, fresh)
    assert gate.began.wait(10)
    worker.newest()
    clock.time_us = round((HUNG_S + 0.1) * 1_000_000)
    worker.newest()
    may_go.set()
    assert is_seen.wait(10)
    sample = worker.newest()
    assert (sample.sequence, sample.capture_us) == (1, 66)
    assert worker.trouble() is None
    assert caplog.messages == ["The camera does not answer: thread 2 of 4 is begun."]
    gate.release.set()
    wait_for_the_end()
    # what the old thread then got is nobody's any more, and it closed its own source
    assert worker.newest() is None
    assert (held.closed, fresh.closed) == (1, 1)


def test_only_so_many_threads_are_begun_and_then_the_program_ends(clock, caplog):
    gates = [Gate() for _ in range(MOST_THREADS)]
    worker = start(clock, *[ScriptedSource(gate) for gate in gates])
    for index, gate in enumerate(gates, start=1):
        assert gate.began.wait(10)
        clock.time_us = round(index * (HUNG_S + 0.1) * 1_000_000)
        assert worker.newest() is None
    assert len(caplog.messages) == MOST_THREADS - 1
    assert MOST_THREADS * HUNG_S < GIVE_UP_S
    clock.time_us = round((GIVE_UP_S + 0.1) * 1_000_000)
    with pytest.raises(SourceError, match="check its cable"):
        worker.newest()
    for gate in gates:
        gate.release.set()
    wait_for_the_end()


def test_the_times_of_the_inferences_are_kept(clock):
    class Model(StillModel):
        def estimate(self, *frame_and_crop) -> Pose:
            clock.time_us += 20_000
            return super().estimate(*frame_and_crop)

    worker = run(clock, ScriptedSource(0, 33, 66), model=Model())
    assert worker.inferences_us() == (20_000,) * 3


def unplugged() -> SourceError:
    return SourceError("Unplugged: check the cable.")


def test_a_frame_of_another_size_than_the_lanes_is_trouble(clock):
    other, same = ScriptedSource(0), ScriptedSource(33)
    told, waiting = [], deque([other, same])
    same.script.appendleft(lambda: told.append(worker.trouble()))
    ready = threading.Event()

    def open_source() -> ScriptedSource:
        ready.wait(10)
        return waiting.popleft()

    other.read = lambda: (other.script.popleft(), (np.zeros((96, 128, 3), np.uint8), 0))[1]
    worker = Worker(open_source=open_source, model=StillModel(), clock=clock, frame_px=(64, 48), backoff_s=(0.0,))
    ready.set()
    wait_for_the_end()
    assert told[0].startswith("The camera gives frames of 128x96 pixels now, and began with 64x48: unplug it")
    assert (worker.newest().capture_us, worker.trouble()) == (33, None)


def test_a_source_that_comes_and_goes_ends_the_program(clock):
    worker = run(clock, *[ScriptedSource(number, unplugged()) for number in range(MOST_TRIES)], ScriptedSource(99))
    with pytest.raises(SourceError, match=f"check the cable. It was opened {MOST_TRIES} times and did not stay"):
        worker.newest()


def test_a_source_that_stayed_has_all_its_tries_again(clock):
    def later() -> int:
        clock.time_us += round((STEADY_S + 1.0) * 1_000_000)
        return clock.time_us

    worker = run(
        clock, *[ScriptedSource(later, later, unplugged()) for _ in range(2 * MOST_TRIES)], ScriptedSource(None)
    )
    assert worker.newest() is not None


@pytest.mark.parametrize(("tries", "is_over"), [(1, True), (UNSTEADY_TRIES, True), (UNSTEADY_TRIES + 1, False)])
def test_after_a_few_tries_a_single_frame_is_not_the_end_of_the_trouble(clock, tries, is_over):
    worker = run(clock, *[ScriptedSource(unplugged()) for _ in range(tries)], ScriptedSource(5))
    assert (worker.trouble() is None) is is_over


def test_a_source_in_trouble_leaves_none_of_its_frames_behind(clock):
    gate, frames = Gate(), []

    class Fresh(ScriptedSource):
        def read(self):
            self.frame = FRAME.copy()
            frames.append(weakref.ref(self.frame))
            timed = super().read()
            del self.frame
            return timed

    worker = start(clock, Fresh(0, 33, unplugged()), ScriptedSource(gate))
    assert gate.began.wait(10)
    gc.collect()
    assert [frame() for frame in frames] == [None] * 3
    gate.release.set()
    worker.close()


def test_opening_again_is_logged_once_an_outage(clock, caplog):
    run(clock, *[ScriptedSource(unplugged()) for _ in range(5)], ScriptedSource(5))
    assert caplog.messages == ["The camera is opened again, until it stays or the station ends."]


class SeeingModel(StillModel):
    """A model that sees somebody for so many frames."""

    def __init__(self, frames: int = 1_000) -> None:
        self.frames = frames

    def estimate(self, *_frame_and_crop) -> Pose:
        self.frames -= 1
        return Pose(xy_px=np.full((17, 2), 10.0), score=np.full(17, 0.9 if self.frames >= 0 else 0.1))


def slow_worker(
    clock, *pauses_s: float, luma: int = 128, frames: int = 1_000, then: Gate | None = None
) -> tuple[Worker, Gate]:
    """Return a worker that waits for its next frame, after as many as there were pauses before them.

    They are of that brightness, and somebody is seen in the first `frames` of them.
    """
    gate, pauses = Gate(), deque(pauses_s)

    def later() -> int:
        clock.time_us += round(pauses.popleft() * 1_000_000)
        return clock.time_us

    source = ScriptedSource(*[later] * len(pauses), gate, *([] if then is None else [then]))
    source.frame = np.full_like(FRAME, luma)
    worker = start(clock, source, model=SeeingModel(frames))
    assert gate.began.wait(10)
    return worker, gate


@pytest.mark.parametrize(("poses", "is_told"), [(LEAST_POSES - 2, True), (LEAST_POSES + 5, False)])
def test_too_few_poses_for_long_are_told(clock, poses, is_told):
    worker, gate = slow_worker(clock, *[SLOW_S / poses + 1e-6] * (poses + 1))
    assert worker.trouble() == (SLOW if is_told else None)
    gate.release.set()
    worker.close()


@pytest.mark.parametrize(
    ("case", "luma", "frames", "for_s", "is_told"),
    [
        ("somebody", 128, 1_000, 90.0, True),
        ("somebody who left just now", 128, 50, 50.0, True),
        ("somebody who left long ago", 128, 50, 90.0, False),
        ("nobody ever", 128, 0, 20.0, False),
        ("in the dark", round(DARK_LUMA) - 1, 1_000, 20.0, False),
    ],
)
def test_too_few_poses_are_missed_by_somebody_who_is_seen(clock, case, luma, frames, for_s, is_told):
    worker, gate = slow_worker(clock, *[0.25] * round(for_s / 0.25), luma=luma, frames=frames)
    assert worker.trouble() == (SLOW if is_told else None), case
    gate.release.set()
    worker.close()


def test_poses_at_the_limit_of_too_few_are_told_without_a_flicker(clock):
    period_s, following = 1.02 * SLOW_S / LEAST_POSES, Gate()
    worker, gate = slow_worker(clock, *[period_s] * (LEAST_POSES + 2), then=following)
    told = []
    for share in (0.2, 0.7):
        clock.time_us += round(share * period_s * 1_000_000)
        told.append(worker.trouble())
    gate.release.set()
    assert following.began.wait(10)
    told.append(worker.trouble())
    assert told == [None, SLOW, SLOW]
    following.release.set()
    worker.close()
