"""Real video files: their times, their way up, their size, and what is said when they are no videos."""

import wave
from fractions import Fraction

import av
import numpy as np
import pytest

from kiosk.core.crop import Crop
from kiosk.core.pose import Pose
from kiosk.errors import InputError
from kiosk.vision.clip import ClipReader, ClipRecording, PacedClip, play_clip

RED = (255, 0, 0)


def black(width: int = 64, height: int = 48) -> np.ndarray:
    return np.zeros((height, width, 3), np.uint8)


def red_corner(width: int = 64, height: int = 48) -> np.ndarray:
    """A black frame whose top left quarter is red."""
    image = black(width, height)
    image[: height // 2, : width // 2] = RED
    return image


def times_ms(reader: ClipReader) -> list[int]:
    return [round(capture_us / 1000) for _, capture_us in reader]


class LumaModel:
    """A model that puts every point at the frame's mean brightness and counts its runs."""

    def __init__(self, clock=None, takes_us: int = 0) -> None:
        self.runs, self.clock, self.takes_us = 0, clock, takes_us

    def estimate(self, frame: np.ndarray, _crop: Crop) -> Pose:
        self.runs += 1
        if self.clock is not None:
            self.clock.time_us += self.takes_us
        return Pose(xy_px=np.full((17, 2), float(frame.mean())), score=np.zeros(17))


VIDEO, ANIMATION = {}, {"codec": "gif", "pix_fmt": "rgb8"}


@pytest.mark.parametrize(
    ("name", "coding", "shown_ms"),
    [
        pytest.param("a.mp4", VIDEO, [0, 33, 67, 100], id="a steady phone video"),
        pytest.param("b.mp4", VIDEO, [0, 40, 60, 300, 310, 1000], id="a variable frame rate"),
        pytest.param("c.mkv", VIDEO, [0, 500, 1000], id="two frames a second"),
        pytest.param("d.mkv", VIDEO, [700, 733, 767], id="a late beginning"),
        pytest.param("e.gif", ANIMATION, [0, 100, 200, 300], id="a 10 fps animation"),
    ],
)
def test_a_frame_has_the_time_the_file_gives_it(write_clip, name, coding, shown_ms):
    path = write_clip(name, shown_ms, [red_corner()] * len(shown_ms), **coding)
    assert times_ms(ClipReader(path)) == shown_ms


def test_frames_without_times_come_one_period_apart(tmp_path):
    path = tmp_path / "raw.m4v"
    with av.open(str(path), "w", format="m4v") as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(4):
            frame = av.VideoFrame.from_ndarray(red_corner(), format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    times_us = [capture_us for _, capture_us in ClipReader(path)]
    assert len(times_us) == 4
    assert np.diff(times_us).tolist() == [40_000] * 3


@pytest.mark.parametrize(
    ("rotation", "corner", "frame_px"),
    [
        (0, (0, 0), (64, 48)),
        (90, (-1, 0), (48, 64)),
        (-90, (0, -1), (48, 64)),
        (180, (-1, -1), (64, 48)),
    ],
)
def test_a_turned_phone_video_is_upright(write_clip, rotation, corner, frame_px):
    reader = ClipReader(write_clip("turned.mp4", [0, 33], [red_corner()] * 2, rotation=rotation))
    frame, _ = next(iter(reader))
    assert reader.frame_px == frame_px == (frame.shape[1], frame.shape[0])
    reds = {(row, column): int(frame[row, column, 0]) for row in (0, -1) for column in (0, -1)}
    assert max(reds, key=reds.__getitem__) == corner
    assert reds[corner] > 200
    assert frame.flags.c_contiguous


@pytest.mark.parametrize(
    ("size", "pixel_aspect", "frame_px"),
    [
        pytest.param((640, 480), Fraction(1), (640, 480), id="small stays as it is"),
        pytest.param((1280, 720), Fraction(1), (960, 540), id="wide is scaled to 960"),
        pytest.param((720, 1280), Fraction(1), (540, 960), id="tall is scaled to 960"),
        pytest.param((360, 480), Fraction(4, 3), (480, 480), id="oblong pixels become square"),
    ],
)
def test_the_delivered_size(write_clip, size, pixel_aspect, frame_px):
    reader = ClipReader(write_clip("sized.mkv", [0], [black(*size)], pixel_aspect=pixel_aspect))
    assert reader.frame_px == frame_px
    assert next(iter(reader))[0].shape == (frame_px[1], frame_px[0], 3)


def test_length_and_number_of_frames_are_told_for_a_progress_bar(write_clip):
    reader = ClipReader(write_clip("ten.mp4", range(0, 1000, 100), [black()] * 10))
    assert reader.frame_count == 10
    assert reader.duration_us == pytest.approx(1_000_000, abs=100_000)


def test_colours_are_red_green_blue(write_clip):
    frame, _ = next(iter(ClipReader(write_clip("red.mp4", [0], [np.full((48, 64, 3), RED, np.uint8)]))))
    assert frame.mean(axis=(0, 1)) == pytest.approx(RED, abs=12)


def test_a_clip_can_be_read_twice(write_clip):
    reader = ClipReader(write_clip("twice.mp4", [0, 33], [black()] * 2))
    assert times_ms(reader) == times_ms(reader)


def test_a_clip_cut_off_in_the_middle_gives_what_is_left(write_clip):
    shown_ms = list(range(0, 2000, 50))
    noise = np.random.default_rng(1).integers(0, 255, (len(shown_ms), 48, 64, 3), dtype=np.uint8)
    path = write_clip("cut.mkv", shown_ms, list(noise), codec="mjpeg", pix_fmt="yuvj420p")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    seen_ms = times_ms(ClipReader(path))
    assert 0 < len(seen_ms) < len(shown_ms)
    assert seen_ms == shown_ms[: len(seen_ms)]


@pytest.mark.parametrize(
    ("name", "shown_ms"),
    [
        ("even.mp4", range(0, 4000, 33)),
        ("even.mkv", range(0, 4000, 33)),
        ("even.avi", range(0, 4000, 40)),
        ("uneven.mp4", [0, 40, 300, 310, 2900, 9000]),
        ("uneven.mkv", [0, 40, 300, 310, 2900, 9000]),
        ("late.mp4", range(5000, 9000, 33)),
        ("late.mkv", range(5000, 9000, 33)),
        ("one.mp4", [0]),
    ],
)
def test_a_whole_video_is_never_called_damaged(write_clip, name, shown_ms):
    reader = ClipReader(write_clip(name, shown_ms, [black()] * len(shown_ms)))
    assert len(times_ms(reader)) > 0
    assert reader.damage is None


@pytest.mark.parametrize(
    ("lost", "read_s"),
    [
        pytest.param((0.5, 0.99), "2.0", id="the end is zeros"),
        pytest.param((0.3, 0.5), "3.2", id="a hole in the middle"),
        pytest.param((0.5, 0.505), "3.9", id="one frame"),
    ],
)
def test_a_video_with_a_part_lost_tells_how_much_could_be_read(write_clip, lost, read_s):
    noise = np.random.default_rng(1).integers(0, 255, (80, 48, 64, 3), dtype=np.uint8)
    path = write_clip("torn.mov", range(0, 4000, 50), list(noise), codec="png", pix_fmt="rgb24")
    content = bytearray(path.read_bytes())
    begin, end = (round(len(content) * share) for share in lost)
    content[begin:end] = bytes(end - begin)
    path.write_bytes(content)
    reader = ClipReader(path)
    assert 0 < len(times_ms(reader)) < 80
    assert reader.damage == f"{path} is damaged: {read_s} s of 4.0 s could be read. Export it again."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no video at .*: check the path."),
        (b"", "is not a video that can be read: choose another one"),
        (b"reps, sets and rungs\n" * 99, "is not a video that can be read: choose another one"),
    ],
)
def test_what_is_no_video_is_refused_with_what_to_do(tmp_path, content, sentence):
    path = tmp_path / "session.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        ClipReader(path)


def test_a_folder_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(InputError, match="is not a video"):
        ClipReader(tmp_path)


def test_a_sound_file_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "voice.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(b"\0" * 32_000)
    with pytest.raises(InputError, match="holds no video"):
        ClipReader(path)


def test_a_recording_gives_every_sample_in_the_videos_own_time(write_clip):
    path = write_clip("three.mp4", [0, 40, 90], [np.full((48, 64, 3), level, np.uint8) for level in (20, 120, 220)])
    samples = list(ClipRecording(path, LumaModel()).samples())
    assert [(sample.sequence, sample.capture_us) for sample in samples] == [(0, 0), (1, 40_000), (2, 90_000)]
    assert [sample.luma for sample in samples] == pytest.approx([20, 120, 220], abs=4)
    assert {sample.frame_px for sample in samples} == {(64, 48)}


def test_a_recording_can_be_read_twice_with_the_same_samples(write_clip):
    recording = ClipRecording(write_clip("two.mp4", [0, 40], [black()] * 2), LumaModel())
    first, second = ([(s.sequence, s.capture_us) for s in recording.samples()] for _ in range(2))
    assert first == second


def test_a_paced_clip_gives_each_frame_when_its_time_has_come(write_clip, clock):
    paced = PacedClip(ClipReader(write_clip("paced.mp4", [0, 40, 300], [black()] * 3)), clock)
    clock.time_us = 5_000_000
    got = []
    while not paced.is_finished():
        frame = paced.read()
        if frame is not None:
            got.append((frame[1], clock.now_us()))
    paced.close()
    assert got == [(time_us, time_us) for time_us in (5_000_000, 5_040_000, 5_300_000)]


def test_a_paced_clip_naps_in_a_long_gap_so_that_it_can_be_stopped(write_clip, clock):
    paced = PacedClip(ClipReader(write_clip("gap.mp4", [0, 4000], [black()] * 2)), clock)
    paced.read()
    assert paced.read() is None
    assert clock.now_us() == 100_000
    paced.close()


def test_a_slow_reader_of_a_paced_clip_gets_the_newest_due_frame(write_clip, clock):
    paced = PacedClip(ClipReader(write_clip("slow.mp4", range(0, 500, 50), [black()] * 10)), clock)
    paced.read()
    clock.time_us = 220_000
    assert paced.read()[1] == 200_000
    paced.close()


def test_a_played_clip_reaches_its_end_and_skips_what_a_slow_model_cannot_follow(write_clip, clock):
    path = write_clip("played.mp4", range(0, 1000, 50), [black()] * 20)
    model = LumaModel(clock, takes_us=200_000)
    source, newest = play_clip(path, model=model, clock=clock), []
    while not source.is_finished():
        sample = source.newest()
        if sample is not None:
            newest.append(sample.capture_us)
    source.close()
    assert newest == sorted(newest)
    assert len(newest) + source.dropped == model.runs == 6


def test_a_file_that_is_no_video_is_refused_before_it_is_played(tmp_path, clock):
    with pytest.raises(InputError, match="There is no video"):
        play_clip(tmp_path / "nothing.mp4", model=LumaModel(), clock=clock)
