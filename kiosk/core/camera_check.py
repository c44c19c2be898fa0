"""Camera check: whether the camera still stands where the lane was measured, told from positions of corners alone.

In:  the calibration's corners, the corners found now, both in pixels of the lane's frame, and the lane.
Out: SAME, MOVED or UNSURE, and how far a distance on the lane would be wrong.
Not here: finding corners (vision/corners.py), when to look and what is told (camera_watch.py).

Rule: most of the corners decide. Furniture, guests and lamps change some; the room's walls stay.

What is told apart: a shift of the picture (a turn or a nod of the camera), a roll and a zoom (or a step nearer), as one
similarity of the frame that carries most reference corners onto corners found now. A turn also bends the picture (by
x^2/f^2, a third at the frame's edge), which the tolerance of a match allows for. A small sideways step of the camera
moves what is near more than what is far (parallax): it is told as moved when most corners go one way, and as unsure
otherwise, never as same unless the lane's own part of the picture stays. A turn so far that hardly one corner is where
it was, with as many corners in view as before, is told as moved without saying how far. A texture that repeats all over
the frame can be taken for itself one period on.
"""

import math
from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.lane import Lane, px_per_in_at

Corners = tuple[tuple[float, float], ...]
Points = NDArray[np.float64]

MOST_REFERENCE: Final = 50
"""The law of this check: so many positions are kept of the room, and nothing else."""
LEAST_CORNERS: Final = 12
"""Three times what a similarity needs to be proved: with fewer, a few that moved could outvote the rest."""
MOVED_IN: Final = 0.3
"""Half of what a rung's tolerance allows (0.5 in) is 0.25; a lane is good to about 0.3 in (1 SD) itself."""
NEAREST_IN: Final = 3.0
FARTHEST_IN: Final = 12.0
"""The usual ladder, between which distances matter."""
MOVED_ROLL_DEG: Final = 0.7
"""A roll is a lean that is wrong by as much; one of 1 degree must be told, the fit is good to about 0.1."""
MOVED_ZOOM: Final = 0.025
"""At 12 in, 0.3 in."""
SAME_SHARE: Final = 0.5
STRANGE_SHARE: Final = 0.2
"""Corners found by chance where others were: 150 of them cover a hundredth of the frame, and they stand in groups."""
ENOUGH_SHARE: Final = 0.8
"""Of the reference's number: as many as that in view, and the room is neither dark nor covered."""
RADII_PX: Final = (5.0, 4.0, 3.0, 2.5, 2.0, 2.0)
"""Of a match, from coarse to fine; the last is twice the noise of a corner, 1 px."""
ROLLS_DEG: Final = tuple(range(-8, 9))
ZOOMS: Final = tuple(1 + 0.02 * step for step in range(-6, 7))
FAR_RADII_PX: Final = (9.0, 7.0, 5.0, 4.0, 3.0, 2.5)
BIN_PX: Final = 5.0
FARTHEST_SHARE: Final = 0.25
"""The search reaches shifts of a quarter of the frame's width; beyond it hardly half of the corners are left."""


@unique
class CameraPlace(Enum):
    """Where the camera is, compared with the calibration."""

    SAME = "same"
    MOVED = "moved"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraReading:
    """One comparison. `moved_in` is how far the lane moved in the picture, None when that cannot be told."""

    place: CameraPlace
    matched: int
    of: int
    moved_in: float | None = None
    roll_deg: float | None = None
    zoom: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Similarity:
    """q = (a, -b; b, a) (p - middle) + middle + shift, in pixels."""

    a: float
    b: float
    shift_px: Points
    middle_px: Points

    def carry(self, points: Points) -> Points:
        x_px, y_px = (points - self.middle_px).T
        turned = np.column_stack([self.a * x_px - self.b * y_px, self.b * x_px + self.a * y_px])
        return np.asarray(turned + self.middle_px + self.shift_px)


def compare(reference: Corners, found: Corners, lane: Lane) -> CameraReading:
    """Return where the camera is now. Costs 3 ms when it has not moved, 40 when it has (desktop)."""
    known, seen = np.array(reference, dtype=float), np.array(found, dtype=float)
    nothing = CameraReading(place=CameraPlace.UNSURE, matched=0, of=len(known))
    if min(len(known), len(seen)) < LEAST_CORNERS:
        return nothing
    middle_px = np.array(lane.frame_px) / 2
    start = _Similarity(a=1.0, b=0.0, shift_px=np.zeros(2), middle_px=middle_px)
    stayed = _matched(start, known, seen, RADII_PX[-1]).sum()
    near = _settled(start, known, seen, RADII_PX)
    if near is not None and near[1] >= SAME_SHARE * len(known):
        return _judged(*near, len(known), lane)
    is_whole = len(seen) >= ENOUGH_SHARE * len(known)
    if not is_whole:
        return nothing
    voted = _voted(known, seen, lane.frame_px, middle_px)
    far = _settled(voted, known, seen, FAR_RADII_PX)
    if far is not None:
        carried = far[0].carry(known)
        in_view = ((carried > 0) & (carried < np.array(lane.frame_px))).all(axis=1).sum()
        if far[1] >= max(SAME_SHARE * in_view, LEAST_CORNERS):
            return _judged(*far, len(known), lane)
    if stayed <= STRANGE_SHARE * len(known):
        return CameraReading(place=CameraPlace.MOVED, matched=int(stayed), of=len(known))
    return CameraReading(place=CameraPlace.UNSURE, matched=int(stayed), of=len(known))


def scaled(corners: Corners, from_px: tuple[int, int], to_px: tuple[int, int]) -> Corners:
    """Return corners of a frame of (width, height) in the pixels of the same view in another size."""
    across, down = to_px[0] / from_px[0], to_px[1] / from_px[1]
    return tuple((x_px * across, y_px * down) for x_px, y_px in corners)


def _judged(fit: _Similarity, matched: int, of: int, lane: Lane) -> CameraReading:
    """Return what a movement of the picture means on the lane."""
    moved_in = 0.0
    for at_in in (NEAREST_IN, FARTHEST_IN):
        along_px = lane.gain_px_per_in * at_in + lane.offset_px
        along_px /= 1 + lane.perspective_per_in * at_in
        place_px = np.array(lane.origin_px) + along_px * np.array(lane.direction)
        gone_px = float(np.hypot(*(fit.carry(place_px[None])[0] - place_px)))
        moved_in = max(moved_in, gone_px / abs(px_per_in_at(lane, at_in)))
    roll_deg, zoom = math.degrees(math.atan2(fit.b, fit.a)), math.hypot(fit.a, fit.b)
    is_moved = moved_in > MOVED_IN or abs(roll_deg) > MOVED_ROLL_DEG or abs(zoom - 1) > MOVED_ZOOM
    return CameraReading(
        place=CameraPlace.MOVED if is_moved else CameraPlace.SAME,
        matched=matched,
        of=of,
        moved_in=moved_in,
        roll_deg=roll_deg,
        zoom=zoom,
    )


def _settled(
    fit: _Similarity, known: Points, seen: Points, radii_px: tuple[float, ...]
) -> tuple[_Similarity, int] | None:
    """Return the fit to the nearest corners, again and again in a lesser circle, and how many it matches at last."""
    for radius_px in radii_px:
        apart_px = _apart(fit, known, seen)
        nearest = apart_px.argmin(axis=1)
        is_near = apart_px.min(axis=1) <= radius_px
        if is_near.sum() < LEAST_CORNERS / 2:
            return None
        fit = _fitted(known[is_near], seen[nearest[is_near]], fit.middle_px)
    return fit, int(_matched(fit, known, seen, radii_px[-1]).sum())


def _fitted(known: Points, seen: Points, middle_px: Points) -> _Similarity:
    """Return the similarity of least squares that carries known points to seen ones."""
    about, goal = known.mean(axis=0), seen.mean(axis=0)
    from_px, to_px = known - about, seen - goal
    spread = max(float((from_px**2).sum()), 1e-9)
    a = float((from_px * to_px).sum()) / spread
    b = float((from_px[:, 0] * to_px[:, 1] - from_px[:, 1] * to_px[:, 0]).sum()) / spread
    turned = _Similarity(a=a, b=b, shift_px=np.zeros(2), middle_px=middle_px)
    return _Similarity(a=a, b=b, shift_px=goal - turned.carry(about[None])[0], middle_px=middle_px)


def _voted(known: Points, seen: Points, frame_px: tuple[int, int], middle_px: Points) -> _Similarity:
    """Return the roll, zoom and shift that most pairs of a known and a seen corner agree on."""
    reach_px = FARTHEST_SHARE * frame_px[0]
    side = 2 * int(reach_px / BIN_PX) + 1
    best_votes, best = -1, _Similarity(a=1.0, b=0.0, shift_px=np.zeros(2), middle_px=middle_px)
    for roll_deg in ROLLS_DEG:
        for zoom in ZOOMS:
            turn = math.radians(roll_deg)
            tried = _Similarity(
                a=zoom * math.cos(turn), b=zoom * math.sin(turn), shift_px=np.zeros(2), middle_px=middle_px
            )
            shifts_px = (seen[None] - tried.carry(known)[:, None]).reshape(-1, 2)
            bins = np.floor(shifts_px / BIN_PX + side / 2).astype(np.int64)
            bins = bins[((bins >= 0) & (bins < side)).all(axis=1)]
            votes = np.bincount(bins[:, 0] * side + bins[:, 1], minlength=side * side).reshape(side, side)
            # a peak on the border of two bins is one peak
            votes = votes[:-1, :-1] + votes[1:, :-1] + votes[:-1, 1:] + votes[1:, 1:]
            top = int(votes.argmax())
            if votes.flat[top] > best_votes:
                best_votes = int(votes.flat[top])
                shift_px = (np.array(divmod(top, side - 1)) + 1 - side / 2) * BIN_PX
                best = _Similarity(a=tried.a, b=tried.b, shift_px=shift_px, middle_px=middle_px)
    return best


def _apart(fit: _Similarity, known: Points, seen: Points) -> Points:
    across_px = fit.carry(known)[:, None] - seen[None]
    return np.asarray(np.sqrt((across_px**2).sum(axis=2)))


def _matched(fit: _Similarity, known: Points, seen: Points, radius_px: float) -> NDArray[np.bool_]:
    return np.asarray(_apart(fit, known, seen).min(axis=1) <= radius_px)
