"""A webcam, with a real file of single pictures in place of the device, and what is said when there is none."""

import errno
from pathlib import Path

import av
import numpy as np
import pytest

from kiosk.errors import SourceError
from kiosk.vision.webcam import MAX_QUEUED, Webcam, list_webcams

TIMES_MS = range(0, 2000, 50)


@pytest.fixture
def film(write_clip) -> Path:
    """Pictures coded one by one, as USB cameras send them; the brightness tells which one it is."""
    pictures = [np.full((48, 64, 3), 6 * number, np.uint8) for number in range(len(TIMES_MS))]
    return write_clip("film.mkv", TIMES_MS, pictures, codec="mjpeg", pix_fmt="yuvj420p")


def open_webcam(film: Path, clock) -> Webcam:
    return Webcam(clock=clock, device=Path("/dev/video7"), open_container=lambda _device: av.open(str(film)))


def number_of(frame: np.ndarray) -> int:
    return round(float(frame.mean()) / 6)


def refuse(*refusals: int | None, film: Path | None = None):
    """Return an opener that refuses with each error number in turn; None opens the film."""
    waiting = list(refusals)

    def open_container(device: Path):
        code = waiting.pop(0)
        if code is not None:
            av.error.err_check(-code, str(device))
        return av.open(str(film))

    return open_container


def devices_in(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).touch()
    return folder


def test_devices_are_listed_by_number_and_nothing_else_is(tmp_path):
    devices_in(tmp_path, "video10", "video2", "video0", "videodev", "media0")
    assert [path.name for path in list_webcams(tmp_path)] == ["video0", "video2", "video10"]


def test_no_webcam_at_all_is_told_with_what_to_do(tmp_path, clock):
    with pytest.raises(SourceError, match=r"No webcam is connected: plug one in"):
        Webcam(clock=clock, devices=tmp_path)


def test_a_device_that_is_not_there_is_told_by_the_real_driver_layer(tmp_path, clock):
    with pytest.raises(SourceError, match=r"video0 does not open \(No such file or directory\): check its cable"):
        Webcam(clock=clock, device=tmp_path / "video0")


def test_a_file_that_is_no_device_is_told_by_the_real_driver_layer(tmp_path, clock):
    with pytest.raises(SourceError, match=r"video0 does not open \(.*\): "):
        Webcam(clock=clock, devices=devices_in(tmp_path, "video0"))


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (errno.EBUSY, "close the program that holds it"),
        (errno.EACCES, "add this account to the group `video`"),
        (errno.ENODEV, "check its cable or choose another camera"),
    ],
)
def test_a_device_that_does_not_open_is_told_with_what_to_do(clock, code, remedy):
    with pytest.raises(SourceError, match=remedy):
        Webcam(clock=clock, device=Path("/dev/video0"), open_container=refuse(code))


def test_the_first_device_that_opens_is_used(tmp_path, film, clock):
    devices = devices_in(tmp_path, "video0", "video1", "video2")
    webcam = Webcam(clock=clock, devices=devices, open_container=refuse(errno.EBUSY, None, film=film))
    assert webcam.device.name == "video1"
    webcam.close()


def test_a_kernel_time_on_the_clocks_axis_is_the_capture_time(film, clock):
    webcam = open_webcam(film, clock)
    clock.time_us = 60_000
    assert [webcam.read()[1] for _ in range(2)] == [0, 50_000]
    webcam.close()


def test_a_kernel_time_on_another_axis_is_replaced_by_the_arrival(film, clock):
    webcam = open_webcam(film, clock)
    clock.time_us = 3_600_000_000
    assert [webcam.read()[1] for _ in range(2)] == [3_600_000_000, 3_600_000_001]
    webcam.close()


def test_frames_that_waited_in_the_queue_are_thrown_away(film, clock):
    webcam = open_webcam(film, clock)
    clock.time_us = 1_010_000
    frame, capture_us = webcam.read()
    assert capture_us == 950_000
    assert number_of(frame) == 19
    webcam.close()


def test_a_clock_that_is_always_ahead_does_not_starve_the_station(film, clock):
    webcam = open_webcam(film, clock)
    clock.time_us = 9_000_000
    assert number_of(webcam.read()[0]) == MAX_QUEUED - 1
    webcam.close()


def test_a_webcam_that_ends_is_trouble_with_what_to_do(film, clock):
    webcam = open_webcam(film, clock)
    clock.time_us = 3_600_000_000
    for _ in TIMES_MS:
        assert webcam.read() is not None
    with pytest.raises(SourceError, match=r"/dev/video7 stopped giving frames: check its cable"):
        webcam.read()
    assert not webcam.is_finished()
    webcam.close()
    webcam.close()
