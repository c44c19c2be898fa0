"""Corners: where in the frame the room's own fixed points are, so that a moved camera can be noticed.

In:  RGB frames of one camera.
Out: positions of corners, in pixels of the frame (x right, y down); nothing of the image itself.
Not here: whether the camera has moved (core/camera_check.py), when to look (camera_watch.py).

Rule: a corner counts when most looks have it: what walks through, flickers or is noise does not stay. No pixel, patch
or descriptor outlives its frame.

A corner is a local maximum of the lesser eigenvalue of the gradients' second moments (Shi and Tomasi, Good Features to
Track, 1994), placed between pixels by a parabola through its neighbours.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.camera_check import MOST_REFERENCE, Corners
from kiosk.core.units import us_of_s
from kiosk.vision.movenet import LUMA_WEIGHTS, RgbFrame

WIDEST_PX: Final = 800
"""A wider frame is averaged down first: corners are found to a tenth of a pixel, and time grows with the area."""
BOX_RADIUS_PX: Final = 3
RIVAL_RADIUS_PX: Final = 5
"""Corners keep this far apart, so that one is not taken for its neighbour after a small movement."""
EDGE_PX: Final = 12
LEAST_STRENGTH: Final = 3.0
"""In (grey levels a pixel) squared: grey noise of 6 grey levels (1 SD) makes 2.3 at most, as measured."""
CELLS: Final = (8, 6)
"""The frame's cells, each giving its strongest first: corners of one poster alone would not tell a zoom."""
MOST_FOUND: Final = 150
"""Three times the reference: a lamp or a guest changes which corners are the strongest, not which are there."""
SAME_CORNER_PX: Final = 2.0
KEPT_SHARE: Final = 0.6
MOST_LOOKS: Final = 12
FIRST_GAP_US: Final = us_of_s(0.4)
"""Longer than the flicker of a lamp, and the time in which somebody who walks is elsewhere."""

Floats = NDArray[np.float32]


class CornerLooks:
    """Corners of several looks at one room; `feed` it frames, it takes one now and then, more seldom the longer."""

    def __init__(self) -> None:
        self._looks: Final[list[NDArray[np.float64]]] = []
        self._gap_us = FIRST_GAP_US
        self._last_us: int | None = None

    @property
    def count(self) -> int:
        """How many looks are kept."""
        return len(self._looks)

    def feed(self, frame: RgbFrame, capture_us: int) -> None:
        """Look at a frame, unless the last look was just now; the frame is forgotten."""
        if self._last_us is not None and capture_us - self._last_us < self._gap_us:
            return
        self._last_us = capture_us
        self._looks.append(corners_in(frame))
        if len(self._looks) > MOST_LOOKS:
            del self._looks[1::2]
            self._gap_us *= 2

    def corners(self, most: int = MOST_REFERENCE) -> Corners:
        """Return the corners that most looks have, at most so many, in pixels to a hundredth."""
        if not any(len(look) for look in self._looks):
            return ()
        found = np.concatenate(self._looks)
        look_of = np.repeat(np.arange(len(self._looks)), [len(look) for look in self._looks])
        needed = max(1, round(KEPT_SHARE * len(self._looks)))
        is_free = np.ones(len(found), dtype=bool)
        kept = []
        for row in np.argsort(-found[:, 2], kind="stable"):
            if not is_free[row]:
                continue
            near = is_free & (np.abs(found[:, :2] - found[row, :2]).max(axis=1) <= SAME_CORNER_PX)
            is_free &= ~near
            if len(np.unique(look_of[near])) >= needed:
                kept.append(np.median(found[near], axis=0))
        if not kept:
            return ()
        chosen = _spread(np.array(kept), most)
        return tuple((round(float(x_px), 2), round(float(y_px), 2)) for x_px, y_px, _ in chosen)


def corners_in(frame: RgbFrame) -> NDArray[np.float64]:
    """Return (x px, y px, strength) of at most MOST_FOUND corners, spread over the frame."""
    shrink = max(1, round(frame.shape[1] / WIDEST_PX + 0.5) if frame.shape[1] > WIDEST_PX else 1)
    strength = _strength(_grey(frame, shrink))
    rows, columns = _peaks(strength)
    x_px = columns + _between(strength[rows, columns - 1], strength[rows, columns], strength[rows, columns + 1])
    y_px = rows + _between(strength[rows - 1, columns], strength[rows, columns], strength[rows + 1, columns])
    middle_px = (shrink - 1) / 2
    found = np.column_stack([x_px * shrink + middle_px, y_px * shrink + middle_px, strength[rows, columns]])
    return _spread(found.astype(np.float64), MOST_FOUND)


def _grey(frame: RgbFrame, shrink: int) -> Floats:
    """Return grey levels, averaged over squares of `shrink` pixels, smoothed by 1-2-1 twice in each direction."""
    height, width = (side // shrink * shrink for side in frame.shape[:2])
    grey = frame[:height, :width].astype(np.float32) @ np.array(LUMA_WEIGHTS, dtype=np.float32)
    if shrink > 1:
        grey = grey.reshape(height // shrink, shrink, width // shrink, shrink).mean(axis=(1, 3))
    for _ in range(2):
        grey[1:-1] = (grey[:-2] + 2 * grey[1:-1] + grey[2:]) / 4
        grey[:, 1:-1] = (grey[:, :-2] + 2 * grey[:, 1:-1] + grey[:, 2:]) / 4
    return np.asarray(grey, dtype=np.float32)


def _strength(grey: Floats) -> Floats:
    """Return the lesser eigenvalue of the mean second moments about every pixel; 0 at the frame's edge."""
    across, down = np.zeros_like(grey), np.zeros_like(grey)
    across[:, 1:-1] = (grey[:, 2:] - grey[:, :-2]) / 2
    down[1:-1] = (grey[2:] - grey[:-2]) / 2
    xx, yy, xy = (_box_mean(product) for product in (across * across, down * down, across * down))
    strength = (xx + yy) / 2 - np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    strength[:EDGE_PX] = strength[-EDGE_PX:] = 0
    strength[:, :EDGE_PX] = strength[:, -EDGE_PX:] = 0
    return np.asarray(strength, dtype=np.float32)


def _box_mean(values: Floats) -> Floats:
    side = 2 * BOX_RADIUS_PX + 1
    result = np.zeros_like(values)
    height, width = values.shape
    rows = np.zeros((height - side + 1, width), dtype=np.float32)
    for start in range(side):
        rows += values[start : height - side + 1 + start]
    inner = result[BOX_RADIUS_PX:-BOX_RADIUS_PX, BOX_RADIUS_PX:-BOX_RADIUS_PX]
    for start in range(side):
        inner += rows[:, start : width - side + 1 + start]
    inner /= side * side
    return result


def _peaks(strength: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows and columns of what no neighbour within RIVAL_RADIUS_PX exceeds."""
    rows, columns = np.nonzero(strength > LEAST_STRENGTH)
    for row_step, column_step in ((0, 1), (1, 0), (1, 1), (1, -1)):  # most are no peak among their nearest already
        here = strength[rows, columns]
        is_top = (here >= strength[rows - row_step, columns - column_step]) & (
            here > strength[rows + row_step, columns + column_step]
        )
        rows, columns = rows[is_top], columns[is_top]
    reach = np.arange(-RIVAL_RADIUS_PX, RIVAL_RADIUS_PX + 1)
    around = strength[rows[:, None, None] + reach[:, None], columns[:, None, None] + reach]
    is_peak = strength[rows, columns] >= around.max(axis=(1, 2))
    return rows[is_peak], columns[is_peak]


def _between(before: Floats, here: Floats, after: Floats) -> Floats:
    """Return where between -0.5 and 0.5 the parabola through three neighbours has its top."""
    bend = np.minimum(before - 2 * here + after, -1e-6)
    return np.asarray(np.clip((before - after) / (2 * bend), -0.5, 0.5), dtype=np.float32)


def _spread(found: NDArray[np.float64], most: int) -> NDArray[np.float64]:
    """Return at most so many: every cell's strongest, then every cell's second, and so on."""
    if len(found) <= most:
        return found
    found = found[np.argsort(-found[:, 2], kind="stable")]
    low, high = found[:, :2].min(axis=0), found[:, :2].max(axis=0)
    cells = np.minimum(((found[:, :2] - low) / np.maximum(high - low, 1) * CELLS).astype(int), np.array(CELLS) - 1)
    taken: dict[int, int] = {}
    turn = np.zeros(len(found), dtype=int)
    for index, cell in enumerate((cells[:, 0] * CELLS[1] + cells[:, 1]).tolist()):
        turn[index] = taken[cell] = taken.get(cell, -1) + 1
    return found[np.argsort(turn, kind="stable")[:most]]
