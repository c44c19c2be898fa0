"""Looks at rooms through cameras that moved and that did not: the table of what the check makes of them.

In:  rendered rooms, the bundled demo's frames, and the dev clips' frames where they are.
Out: (kind of look, whether the camera moved, what was told), and a table when run: `python -m tests.camera_moves`.
Not here: the bars (vision/test_corners.py).

Rule: a moved look is the same room through another camera, with its own noise and people; never the same pixels.
"""

import math
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from kiosk.assets import ASSETS
from kiosk.core.camera_check import CameraPlace, CameraReading, compare
from kiosk.core.lane import Lane, Mark, fit_lane
from kiosk.vision.clip import ClipReader
from kiosk.vision.corners import MOST_FOUND, CornerLooks, corners_in

CLIPS = Path(__file__).resolve().parents[2] / "shared" / "clips"
DEMO = ASSETS / "demo" / "session.mp4"
FRAME_PX = (640, 480)
MARGIN_PX = 40
LOOKS = 5
GAP_US = 500_000


@dataclass(frozen=True, kw_only=True)
class Look:
    """How the camera sees a room: shift in pixels, roll, zoom, pan, light, noise, flicker and people in view."""

    shift_px: tuple[float, float] = (0.0, 0.0)
    roll_deg: float = 0.0
    zoom: float = 1.0
    pan_deg: float = 0.0
    gain: float = 1.0
    noise: float = 3.0
    flicker: float = 0.0
    people: int = 0


SAME_LOOKS = {
    "noise": Look(),
    "much noise": Look(noise=6.0),
    "20 % brighter": Look(gain=1.2),
    "20 % darker": Look(gain=0.8),
    "flicker": Look(flicker=0.12),
    "one person": Look(people=1),
    "two people": Look(people=2),
}
MOVED_LOOKS = {
    "shift 1.2 px": Look(shift_px=(1.2, 0.0)),
    "shift 2 px": Look(shift_px=(2.0, 0.0)),
    "shift 3 px down": Look(shift_px=(0.0, 3.0)),
    "shift 5 px": Look(shift_px=(-4.0, 3.0)),
    "shift 15 px": Look(shift_px=(12.0, -9.0)),
    "shift 35 px": Look(shift_px=(-28.0, 21.0)),
    "roll 1 deg": Look(roll_deg=1.0),
    "roll -3 deg": Look(roll_deg=-3.0),
    "zoom 3 %": Look(zoom=1.03),
    "zoom 4 % out": Look(zoom=0.96),
    "zoom 8 %": Look(zoom=1.08),
    "pan 0.5 deg": Look(pan_deg=0.5),
    "pan 2 deg": Look(pan_deg=-2.0),
    "pan 4 deg": Look(pan_deg=4.0),
    "all, one person": Look(shift_px=(8.0, 5.0), roll_deg=1.5, zoom=1.03, people=1, gain=0.9),
}
FOCAL_PX = 550.0


def lane_in(frame_px: tuple[int, int] = FRAME_PX) -> Lane:
    """Return a lane of 2.8 px an inch with its zero at 0.6 of the width and 0.8 of the height."""
    width_px, height_px = frame_px
    marks = [
        Mark(inches=inches, ankle_px=(0.6 * width_px - 2.8 * inches, 0.8 * height_px))
        for inches in (0.0, 6.0, 12.0, 24.0)
    ]
    return fit_lane(marks, frame_px)


def room(seed: int, frame_px: tuple[int, int] = FRAME_PX) -> np.ndarray:
    """Return a wall, a floor with boards, and thirty boxes: furniture, pictures, sockets; soft as a lens makes it."""
    chance = np.random.default_rng(seed)
    width_px, height_px = frame_px
    picture = np.full((height_px, width_px), 150.0)
    picture[int(0.7 * height_px) :] = 95
    picture[int(0.7 * height_px) :, :: width_px // 7] -= 25
    for _ in range(30):
        x_px, y_px = chance.integers(0, width_px - 40), chance.integers(0, height_px - 40)
        across, down = chance.integers(10, 90), chance.integers(10, 90)
        picture[y_px : y_px + down, x_px : x_px + across] = chance.integers(30, 225)
    for _ in range(2):
        picture[1:-1] = (picture[:-2] + 2 * picture[1:-1] + picture[2:]) / 4
        picture[:, 1:-1] = (picture[:, :-2] + 2 * picture[:, 1:-1] + picture[:, 2:]) / 4
    return np.repeat(picture[:, :, None], 3, axis=2)


def through(picture: np.ndarray, look: Look) -> np.ndarray:
    """Return the picture as a camera that moved sees it, without a margin that may lie outside of the old picture."""
    height_px, width_px = picture.shape[:2]
    y_px, x_px = np.mgrid[MARGIN_PX : height_px - MARGIN_PX, MARGIN_PX : width_px - MARGIN_PX].astype(float)
    x_px, y_px = x_px - width_px / 2 - look.shift_px[0], y_px - height_px / 2 - look.shift_px[1]
    turn = math.radians(-look.roll_deg)
    x_px, y_px = (
        (math.cos(turn) * x_px - math.sin(turn) * y_px) / look.zoom,
        (math.sin(turn) * x_px + math.cos(turn) * y_px) / look.zoom,
    )
    # a turn about the vertical: the ray through (x, y, f) as the old camera saw it
    pan = math.radians(look.pan_deg)
    depth = FOCAL_PX * math.cos(pan) - x_px * math.sin(pan)
    x_px, y_px = (
        FOCAL_PX * (x_px * math.cos(pan) + FOCAL_PX * math.sin(pan)) / depth,
        FOCAL_PX * y_px / depth,
    )
    x_px = np.clip(x_px + width_px / 2, 0, width_px - 1.001)
    y_px = np.clip(y_px + height_px / 2, 0, height_px - 1.001)
    column, row = x_px.astype(int), y_px.astype(int)
    right, lower = (x_px - column)[:, :, None], (y_px - row)[:, :, None]
    upper = picture[row, column] * (1 - right) + picture[row, column + 1] * right
    below = picture[row + 1, column] * (1 - right) + picture[row + 1, column + 1] * right
    return upper * (1 - lower) + below * lower


def frames_of(pictures: list[np.ndarray], look: Look, seed: int) -> Iterator[tuple[np.ndarray, int]]:
    """Yield LOOKS frames with noise of their own; people stand and sway a little."""
    chance = np.random.default_rng(seed)
    places = chance.uniform(0.15, 0.8, look.people)
    through_it = [through(picture, look) for picture in pictures]
    for index in range(LOOKS):
        seen = through_it[index % len(pictures)]
        height_px, width_px = seen.shape[:2]
        seen = seen * (look.gain * (1 + look.flicker * math.sin(2.4 * index)))
        for place in places:
            left_px = int(place * width_px + chance.normal(0, 4))
            body = slice(int(0.15 * height_px), int(0.95 * height_px)), slice(left_px, left_px + width_px // 9)
            stripes = 60 + 80 * (np.arange(seen[body].shape[0])[:, None, None] // 25 % 2)
            seen[body] = stripes + chance.normal(0, 12, seen[body].shape[:2])[:, :, None]
        noisy = seen + chance.normal(0, look.noise, seen.shape[:2])[:, :, None]
        yield np.clip(noisy, 0, 255).astype(np.uint8), index * GAP_US


def looked_at(pictures: list[np.ndarray], look: Look, seed: int, most: int) -> tuple[tuple[float, float], ...]:
    looks = CornerLooks()
    for frame, capture_us in frames_of(pictures, look, seed):
        looks.feed(frame, capture_us)
    return looks.corners(most)


def readings(pictures: list[np.ndarray], later: list[np.ndarray], seed: int) -> Iterator[tuple[str, CameraReading]]:
    """Yield the name of every look at a room and what is told of it; `later` is the room at another time."""
    height_px, width_px = pictures[0].shape[:2]
    lane = lane_in((width_px - 2 * MARGIN_PX, height_px - 2 * MARGIN_PX))
    reference = looked_at(pictures, Look(), seed, 50)
    for index, (name, look) in enumerate((SAME_LOOKS | MOVED_LOOKS).items()):
        yield name, compare(reference, looked_at(later, look, seed + index + 1, MOST_FOUND), lane)


def frames_in(path: Path, at_s: tuple[float, ...]) -> list[np.ndarray]:
    """Return the frames of a clip at these seconds."""
    wanted, kept = list(at_s), []
    for frame, capture_us in ClipReader(path):
        if wanted and capture_us >= wanted[0] * 1e6:
            kept.append(frame.astype(float))
            wanted.pop(0)
        if not wanted:
            break
    return kept


def rooms(seeds: range) -> Iterator[tuple[str, list[np.ndarray], list[np.ndarray]]]:
    """Yield rendered rooms: a name, the room, and the room later."""
    for seed in seeds:
        yield f"room {seed}", [room(seed)], [room(seed)]


def recorded(paths: list[Path]) -> Iterator[tuple[str, list[np.ndarray], list[np.ndarray]]]:
    """Yield recorded rooms: frames of a clip's first seconds, and of later ones; somebody is in view in both."""
    for path in paths:
        yield path.stem, frames_in(path, (0.0, 0.5, 1.0, 1.5, 2.0)), frames_in(path, (5.0, 5.5, 6.0, 6.5, 7.0))


def table(places: Iterator[tuple[str, list[np.ndarray], list[np.ndarray]]]) -> dict[str, Counter[CameraPlace]]:
    told: dict[str, Counter[CameraPlace]] = {}
    for seed, (_, before, later) in enumerate(places):
        for name, reading in readings(before, later, 1_000 * seed):
            told.setdefault(name, Counter())[reading.place] += 1
    return told


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _tell_table(title: str, told: dict[str, Counter[CameraPlace]]) -> None:
    _tell(f"\n{title:18} {'same':>6} {'moved':>6} {'unsure':>6}")
    for name, counter in told.items():
        _tell(f"{name:18} " + " ".join(f"{counter[place]:6}" for place in CameraPlace))


def main() -> None:
    _tell_table("rendered rooms", table(rooms(range(10))))
    _tell_table("the demo", table(recorded([DEMO])))
    clips = sorted(CLIPS.glob("*.mp4"))
    _tell_table(f"{len(clips)} dev clips", table(recorded(clips)))
    frame = np.clip(room(1), 0, 255).astype(np.uint8)
    began = perf_counter()
    for _ in range(20):
        corners_in(frame)
    _tell(f"\n{(perf_counter() - began) / 20 * 1000:.1f} ms to find the corners of one frame")
    reference = looked_at([room(1)], Look(), 1, 50)
    for name in ("noise", "shift 35 px"):
        found = looked_at([room(1)], (SAME_LOOKS | MOVED_LOOKS)[name], 2, MOST_FOUND)
        began = perf_counter()
        compare(reference, found, lane_in((560, 400)))
        _tell(f"{(perf_counter() - began) * 1000:.1f} ms to compare: {name}")


if __name__ == "__main__":
    main()
