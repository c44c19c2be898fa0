"""The Raspberry Pi's camera on the real Picamera2 class: frames to poses to reps, and every way it can fail.

In:  libcamera's virtual camera, which shows the bundled demo as JPEG pictures, and test bars.
Out: what the station makes of it; frames a second and their age, printed.
Not here: the worker's retries on their own (tests/vision/test_worker.py).

Rule: the class, its threads and its buffers are the real ones (harness.py says what is not).
"""

import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from statistics import median

import numpy as np
import pytest

from kiosk.catalogue import load_catalogue
from kiosk.choice import DEMO_CLIP, DEMO_LANE, choose_station, load_lane
from kiosk.config import Config
from kiosk.core.events import AttemptDecided
from kiosk.core.pose import PoseSample
from kiosk.core.units import US_PER_S
from kiosk.errors import SourceError
from kiosk.loop import MonotonicClock
from kiosk.model import open_model
from kiosk.vision.camera import BUFFERS, FRAME_WAIT_S, PiCamera, list_pi_cameras
from kiosk.vision.clip import ClipRecording
from kiosk.vision.movenet import PoseTracker
from kiosk.vision.worker import Worker
from tests.rig import harness
from tests.rig.film import shown, write_film
from tests.visits import visit_of

FILM_S = (0.0, 21.4)
"""The demo to between its third rep and its fourth: a count must not hang on the film's last pictures."""
PACE_HZ = 160
"""Each picture is shown four times, so that a film of 30 a second runs a third faster than it was."""
BARS_RGB = ((255, 255, 255), (255, 255, 0), (0, 255, 255), (0, 255, 0), (255, 0, 255), (255, 0, 0), (0, 0, 255))
CAMERA = """
"{name}":
  supported_formats:
  - width: {size[0]}
    height: {size[1]}
    frame_rates: [5, 30]
  {shows}
  location: "CameraLocationFront"
  model: "virtual"
"""
ALONE = """
from tests.rig import harness
from kiosk.errors import SourceError
from kiosk.loop import MonotonicClock
from kiosk.vision.camera import PiCamera
try:
    PiCamera(clock=MonotonicClock())
except SourceError as trouble:
    print(trouble)
"""
"""A process looks for cameras once, so one that finds none has to be another."""
SIZES = {"film": (640, 480), "bars": (640, 480), "large": (1280, 720)}


@pytest.fixture(scope="session")
def film(tmp_path_factory) -> int:
    """Write the demo as pictures, and return how many there are."""
    return write_film(DEMO_CLIP, tmp_path_factory.getbasetemp() / "film", from_s=FILM_S[0], to_s=FILM_S[1])


@pytest.fixture(autouse=True)
def cameras(film, tmp_path_factory) -> None:
    """Let there be a camera that shows the demo, one with test bars, and one of another size."""
    assert film
    shows = dict.fromkeys(SIZES, 'test_pattern: "bars"')
    shows["film"] = f'frames: {{path: "{tmp_path_factory.getbasetemp() / "film"}/"}}'
    harness.CAMERAS.write_text("".join(CAMERA.format(name=name, size=SIZES[name], shows=shows[name]) for name in SIZES))


@pytest.fixture
def clock() -> MonotonicClock:
    return MonotonicClock()


@pytest.fixture
def opened(clock) -> Iterator:
    """Open cameras that are closed again at the end."""
    cameras: list[PiCamera] = []

    def open_camera(camera_id: str = "bars", **wishes) -> PiCamera:
        cameras.append(PiCamera(clock=clock, camera_id=camera_id, **wishes))
        return cameras[-1]

    yield open_camera
    for camera in cameras:
        camera.close()


def bars_of(line: np.ndarray) -> list[tuple[int, ...]]:
    """Return the colour of each bar but the black one along a line through them, as its corner of the colour cube."""
    width = len(line) // 8
    return [tuple(255 * (value > 127) for value in line[width * bar + width // 2]) for bar in range(7)]


def frames_of(camera: PiCamera) -> Iterator[np.ndarray]:
    """Yield every frame. The virtual camera keeps no pace, so its own thread is given one."""
    camera._camera.post_callback = lambda _request: time.sleep(1 / PACE_HZ)
    while True:
        timed = camera.read()
        if timed is not None:
            yield timed[0]


def counts_of(samples: Iterable[PoseSample]) -> list[int]:
    """Return the count after each decided rep of a live visit."""
    station = choose_station(Config(), load_catalogue(), load_lane(DEMO_LANE, (640, 480)))
    events = visit_of(list(samples), station).events
    return [event.count for event in events if isinstance(event, AttemptDecided)]


def test_cameras_are_known_by_ids_that_stay():
    assert sorted(list_pi_cameras()) == sorted(SIZES)


def test_colours_arrive_in_the_models_order(opened):
    assert bars_of(opened().read()[0][160]) == list(BARS_RGB)


@pytest.mark.parametrize(
    ("turn_deg", "frame_px", "line"),
    [
        (0, (640, 480), np.s_[160]),
        (90, (480, 640), np.s_[:, 300]),
        (180, (640, 480), np.s_[300, ::-1]),
        (270, (480, 640), np.s_[::-1, 160]),
    ],
)
def test_a_camera_on_its_side_or_its_head_gives_upright_frames(opened, turn_deg, frame_px, line):
    camera = opened(turn_deg=turn_deg)
    frame = camera.read()[0]
    assert camera.frame_px == frame_px == frame.shape[1::-1]
    assert bars_of(frame[line]) == list(BARS_RGB)
    assert f"turned {turn_deg}" in camera.mode


def test_a_size_that_the_camera_lacks_is_told_as_what_it_gives(opened):
    camera = opened("large", frame_px=(333, 111))
    assert camera.frame_px == (1280, 720)
    assert camera.read()[0].shape == (720, 1280, 3)


def test_times_are_on_the_clocks_axis_and_only_grow(opened, clock):
    camera = opened()
    before_us = clock.now_us()
    times_us = [camera.read()[1] for _ in range(20)]
    assert times_us == sorted(set(times_us))
    assert before_us - FRAME_WAIT_S * 1e6 < times_us[0]
    assert times_us[-1] <= clock.now_us()


def test_a_name_that_no_camera_has_is_told_with_those_there_are(clock):
    with pytest.raises(SourceError, match=r"There is no camera 'imx708'.*pi:"):
        PiCamera(clock=clock, camera_id="imx708")


def test_no_camera_at_all_is_told_with_what_to_do():
    harness.CAMERAS.write_text("")
    found = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False, timeout=60)
    assert "No Raspberry Pi camera is connected: check both ends" in found.stdout, found.stderr


def test_a_camera_that_is_held_is_told_and_can_be_had_when_it_is_let_go(opened, clock):
    camera = opened()
    with pytest.raises(SourceError, match=r"cannot be taken .*: close the program that holds it"):
        PiCamera(clock=clock, camera_id="bars")
    camera.close()
    assert opened().read() is not None


def test_a_camera_that_falls_silent_is_told_after_a_second_and_opens_again(opened):
    camera = opened()
    held = [camera._camera.capture_request() for _ in range(BUFFERS)]
    with pytest.raises(SourceError, match="no frame for a second"):
        camera.read()
    for request in held:
        request.release()
    camera.close()
    camera.close()
    assert opened().read() is not None


def test_what_is_read_after_closing_is_trouble_and_no_hang(opened):
    camera = opened()
    camera.close()
    with pytest.raises(SourceError):
        camera.read()


def test_frames_become_poses_and_the_poses_reps_as_from_the_file_itself(opened, film):
    model = open_model(Config().model)
    tracker = PoseTracker(model)
    seen = [tracker.track(frame, number * US_PER_S // 30) for number, frame in shown(frames_of(opened("film")), film)]
    from_file = [
        sample for sample in ClipRecording(DEMO_CLIP, model).samples() if sample.capture_us < FILM_S[1] * US_PER_S
    ]
    assert len(seen) > film / 3
    assert counts_of(seen) == counts_of(from_file) != []


def test_the_worker_gets_over_a_silent_camera(clock):
    cameras: list[PiCamera] = []

    def open_source() -> PiCamera:
        cameras.append(PiCamera(clock=clock, camera_id="film"))
        return cameras[-1]

    worker = Worker(open_source=open_source, model=open_model(Config().model), clock=clock, backoff_s=(0.05,))
    with closing(worker):
        first = wait_for(worker, clock)
        held = [cameras[0]._camera.capture_request() for _ in range(BUFFERS)]
        assert wait_for(worker, clock, after_us=clock.now_us()).capture_us > first.capture_us
        for request in held:
            request.release()
    assert len(cameras) > 1
    assert worker.trouble() is None


def wait_for(worker: Worker, clock: MonotonicClock, after_us: int = 0) -> PoseSample:
    """Return the next sample captured after a time; fail when none has come within half a minute."""
    until_us = clock.now_us() + 30 * US_PER_S
    while clock.now_us() < until_us:
        sample = worker.newest()
        if sample is not None and sample.capture_us > after_us:
            return sample
        clock.sleep_until_us(clock.now_us() + 5_000)
    pytest.fail("no sample came")


def test_frames_a_second_and_their_age_are_told(opened, clock, capsys):
    camera = opened()
    ages_us, start_us = [], clock.now_us()
    for _ in range(300):
        _, capture_us = camera.read()
        ages_us.append(clock.now_us() - capture_us)
    rate = 300 * US_PER_S / (clock.now_us() - start_us)
    with capsys.disabled():
        print(
            f"\n{rate:.0f} frames/s (the virtual camera keeps no pace); a frame is {median(ages_us) / 1000:.1f} ms old"
        )
    assert min(ages_us) >= 0
