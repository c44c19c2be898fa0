"""Calibration: someone stands on the taped marks, one after another, and the lane is fitted from where they were seen.

In:  pose samples in order of capture, and the marks' distances from the wall in inches, nearest first.
Out: the calibration file, and a table a person can read.
Not here: the fit and its refusals (core/lane.py), the file's form (storage/calibration.py), reading a camera or video.

Rule: a mark is where someone stood still; the walk between marks is never used, and the number of stands seen must be
the number of marks asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.camera_check import LEAST_CORNERS, Corners
from kiosk.core.lane import MARKS_FOR_A_LINE, Lane, LaneKind, LaneRefused, Mark, fit_lane, inches_at
from kiosk.core.pose import PoseSample
from kiosk.core.units import CM_PER_IN, US_PER_S, us_of_s
from kiosk.core.vocab import Keypoint
from kiosk.errors import OwnerError
from kiosk.storage.calibration import Calibration, save_calibration

GOOD_SCORE: Final = 0.3
"""The model's own mark for a seen point (hinge.md L21)."""
GOOD_SHARE: Final = 0.7
"""hinge.md decision 13: a median counts when 70 % of its samples are good."""
STAND_S: Final = 1.5
SMOOTH_S: Final = 0.5
STILL_WITHIN_IN: Final = 1.0
"""A standing ankle scatters by 0.4 to 0.55 in from frame to frame (hinge.md decision 20), so at ten samples a second
its half-second medians (1 SD 0.2 in) keep well within an inch for 1.5 s; a step to the next mark does not."""
SAME_STAND_IN: Final = 1.5
"""Feet that shuffle by less have not gone to another mark; never more than half the least gap between marks."""
UPRIGHT_WITHIN_DEG: Final = 25.0
"""Shoulders above hips: a stance leans by some degrees, the model adds up to ten, bending to see the tape is more."""
SHOULDER_TO_ANKLE: Final = 0.78
STATURE_IN: Final = 170 / CM_PER_IN
"""For rough inches before there is a lane: 0.780 of a stature (hinge.md F.3) assumed to be 170 cm (C.2)."""
SD_PER_MAD: Final = 1.4826
LEFT_SIDE: Final = (Keypoint.LEFT_EAR, Keypoint.LEFT_SHOULDER, Keypoint.LEFT_HIP)
RIGHT_SIDE: Final = (Keypoint.RIGHT_EAR, Keypoint.RIGHT_SHOULDER, Keypoint.RIGHT_HIP)
BOTH_ANKLES: Final = (Keypoint.LEFT_ANKLE, Keypoint.RIGHT_ANKLE)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Track:
    """Everything seen, one row a sample: time, ankles' middle, ear-to-ankle and shoulder-to-ankle span, goodness."""

    time_us: NDArray[np.int64]
    ankle_px: Floats
    height_px: Floats
    shoulder_px: Floats
    is_good: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stand:
    """One stay in one place: from when to when, and where, in pixels; no height when the ear was not seen."""

    from_us: int
    to_us: int
    ankle_px: tuple[float, float]
    scatter_px: float
    height_px: float | None


def run(
    samples: Iterable[PoseSample],
    inches: Sequence[float],
    *,
    into: Path,
    today: str,
    camera_mode: str | None = None,
    corners: Callable[[], Corners] = tuple,
) -> str:
    """Find the marks, fit the lane, save it at `into` and return the table. `today` is a date as year-month-day.

    `corners` gives the room's corners once the last sample was taken; a moved camera is known by them.

    Raises OwnerError with the reasons when no lane can be had, and then leaves the file as it was; StorageError when it
    cannot be written.
    """
    kept = list(samples)
    marks = marks_from_samples(kept, inches)
    try:
        lane = fit_lane(marks, kept[0].frame_px)
    except LaneRefused as refusal:
        raise OwnerError(refusal.reasons) from refusal
    found = corners()
    save_calibration(into, Calibration(lane=lane, made_on=today, camera_mode=camera_mode, corners=found))
    return f"{table_of(lane)}\n{told_of(found)}\nSaved in {into}."


def marks_from_samples(samples: Iterable[PoseSample], inches: Sequence[float]) -> list[Mark]:
    """Return one mark for each distance, read while someone stood still there, nearest the wall first.

    Works at 10 samples a second and more. Raises OwnerError, saying what was seen, when the stands do not match.
    """
    refuse_distances(inches)
    kept = list(samples)
    if not kept:
        raise OwnerError(["No sample came: check that the camera is plugged in and free, then calibrate again."])
    frames = {sample.frame_px for sample in kept}
    if len(frames) > 1:
        raise OwnerError(["The frame's size changed while calibrating: keep one camera mode and calibrate again."])
    track = _track(kept)
    least_gap_in = min(farther - nearer for nearer, farther in pairwise(inches))
    stands = _stands_in(track, same_in=min(SAME_STAND_IN, least_gap_in / 2))
    if len(stands) != len(inches):
        raise OwnerError([_what_was_seen(stands, inches, track)])
    px_per_in = _rough_px_per_in(track)
    return [_mark(stand, at_in, px_per_in) for stand, at_in in zip(stands, inches, strict=True)]


def refuse_distances(inches: Sequence[float]) -> None:
    """Raise OwnerError unless the marks' distances make sense; worth asking before anyone stands on them."""
    told = ", ".join(f"{at_in:g}" for at_in in inches)
    if len(inches) < MARKS_FOR_A_LINE:
        raise OwnerError([f"{len(inches)} marks asked for: give at least two, better four (0, 6, 12, 24)."])
    if not all(nearer < farther for nearer, farther in pairwise(inches)):
        raise OwnerError([f"The marks are {told} in: give each once, from the wall outwards."])


def table_of(lane: Lane) -> str:
    """Return the lane as a table: each mark, where it was seen, its scatter and residual, and the error told."""
    lines = ["mark in   ankle x   ankle y  scatter in  residual in"]
    for mark in lane.marks:
        x_px, y_px = mark.ankle_px
        scatter = "-" if mark.scatter_in is None else f"{mark.scatter_in:.2f}"
        residual_in = inches_at(lane, x_px, y_px) - mark.inches
        lines.append(f"{mark.inches:7g} {x_px:9.1f} {y_px:9.1f} {scatter:>11} {residual_in:+12.2f}")
    side = "right" if lane.is_wall_right else "left"
    lines.append(f"The wall is at the {side} of the frame. The fit is {lane.kind.value}.")
    if lane.kind is LaneKind.UNVERIFIED or lane.error_in is None:
        lines.append("Two marks cannot be checked against each other: distances are shown as unverified.")
    else:
        lines.append(f"A distance is good to {lane.error_in:.1f} in (1 SD).")
    return "\n".join(lines)


def told_of(corners: Corners) -> str:
    """Return whether a moved camera will be noticed, as a sentence."""
    if len(corners) < LEAST_CORNERS:
        return f"Only {len(corners)} corners of the room are in view: a moved camera will not be noticed."
    return f"A moved camera will be noticed by {len(corners)} corners of the room."


def _track(samples: Sequence[PoseSample]) -> _Track:
    xy_px = np.stack([sample.pose.xy_px for sample in samples])
    is_seen = np.stack([sample.pose.score for sample in samples]) >= GOOD_SCORE
    # The side that is seen more often is the near one; nobody turns round between the marks.
    near = 0 if is_seen[:, LEFT_SIDE].sum() >= is_seen[:, RIGHT_SIDE].sum() else 1
    ear, shoulder, hip = (xy_px[:, point + near] for point in LEFT_SIDE)
    has_ear, has_shoulder, has_hip = (is_seen[:, point + near] for point in LEFT_SIDE)
    ankle = xy_px[:, BOTH_ANKLES].mean(axis=1)
    torso = hip - shoulder
    lean_deg = np.degrees(np.abs(np.arctan2(torso[:, 0], torso[:, 1])))
    has_feet = is_seen[:, BOTH_ANKLES].all(axis=1)
    return _Track(
        time_us=np.array([sample.capture_us for sample in samples], dtype=np.int64),
        ankle_px=ankle,
        height_px=np.where(has_ear, np.hypot(*(ankle - ear).T), np.nan),
        shoulder_px=np.hypot(*(ankle - shoulder).T),
        is_good=has_feet & has_shoulder & has_hip & (lean_deg <= UPRIGHT_WITHIN_DEG),
    )


def _rough_px_per_in(track: _Track) -> float:
    """Return pixels per inch from the body's size; good to a tenth or so, enough to tell standing from walking."""
    return float(np.median(track.shoulder_px[track.is_good])) / (SHOULDER_TO_ANKLE * STATURE_IN)


def _stands_in(track: _Track, *, same_in: float) -> list[_Stand]:
    """Return every stay of at least STAND_S in one place, in order of time."""
    good = np.flatnonzero(track.is_good)
    if not len(good):
        return []
    px_per_in = _rough_px_per_in(track)
    smooth_px = _smoothed(track.time_us[good], track.ankle_px[good, 0])
    stays: list[NDArray[np.int64]] = []
    for window in _still_windows(track, good, smooth_px, within_px=STILL_WITHIN_IN * px_per_in):
        if stays and _is_same_stay(stays[-1], window, smooth_px, same_px=same_in * px_per_in):
            stays[-1] = np.union1d(stays[-1], window)
        else:
            stays.append(window)
    return [_stand(track, good, _without_edges(stay, smooth_px, STILL_WITHIN_IN / 2 * px_per_in)) for stay in stays]


def _smoothed(time_us: NDArray[np.int64], x_px: Floats) -> Floats:
    """Return the median of each half second about every sample."""
    half_us = us_of_s(SMOOTH_S / 2)
    first = np.searchsorted(time_us, time_us - half_us)
    last = np.searchsorted(time_us, time_us + half_us, side="right")
    return np.array([np.median(x_px[start:stop]) for start, stop in zip(first, last, strict=True)])


def _still_windows(
    track: _Track, good: NDArray[np.int64], smooth_px: Floats, *, within_px: float
) -> Iterator[NDArray[np.int64]]:
    """Yield the good samples (as positions in `good`) of every STAND_S in which the feet stayed in one place."""
    time_us = track.time_us[good]
    last_us = track.time_us[-1] - us_of_s(STAND_S)
    for start, from_us in enumerate(time_us[time_us <= last_us]):
        to_us = from_us + us_of_s(STAND_S)
        window = np.arange(start, np.searchsorted(time_us, to_us, side="right"))
        all_in_it = np.searchsorted(track.time_us, to_us, side="right") - good[start]
        longest_gap_us = np.diff(time_us[window], append=to_us).max()
        if (
            longest_gap_us <= us_of_s(SMOOTH_S)
            and len(window) >= GOOD_SHARE * all_in_it
            and np.ptp(smooth_px[window]) <= within_px
        ):
            yield window


def _is_same_stay(stay: NDArray[np.int64], window: NDArray[np.int64], smooth_px: Floats, *, same_px: float) -> bool:
    moved_px = abs(float(np.median(smooth_px[stay]) - np.median(smooth_px[window])))
    return moved_px < same_px


def _without_edges(stay: NDArray[np.int64], smooth_px: Floats, within_px: float) -> NDArray[np.int64]:
    """Return the stay without the beginnings of the steps before and after it."""
    return stay[np.abs(smooth_px[stay] - np.median(smooth_px[stay])) <= within_px]


def _stand(track: _Track, good: NDArray[np.int64], stay: NDArray[np.int64]) -> _Stand:
    rows = good[stay]
    places_px = track.ankle_px[rows]
    middle_px = np.median(places_px, axis=0)
    heights_px = track.height_px[rows]
    has_height = np.isfinite(heights_px)
    return _Stand(
        from_us=int(track.time_us[rows[0]]),
        to_us=int(track.time_us[rows[-1]]),
        ankle_px=(float(middle_px[0]), float(middle_px[1])),
        scatter_px=SD_PER_MAD * float(np.median(np.abs(places_px[:, 0] - middle_px[0]))),
        height_px=float(np.median(heights_px[has_height])) if has_height.mean() >= GOOD_SHARE else None,
    )


def _mark(stand: _Stand, at_in: float, px_per_in: float) -> Mark:
    """Return the stand as a mark, rounded so that the file holds exactly what was fitted."""
    return Mark(
        inches=float(at_in),
        ankle_px=(round(stand.ankle_px[0], 2), round(stand.ankle_px[1], 2)),
        height_px=None if stand.height_px is None else round(stand.height_px, 1),
        scatter_in=round(stand.scatter_px / px_per_in, 2),
    )


def _what_was_seen(stands: Sequence[_Stand], inches: Sequence[float], track: _Track) -> str:
    """Return why these stands are not these marks, and what to do."""
    asked = ", ".join(f"{at:g}" for at in inches)
    do = "Stand upright and still for 3 s on each mark, nearest the wall first, both feet in view, and calibrate again."
    if not track.is_good.any():
        return f"Nobody was seen whole and upright, {len(inches)} marks asked for ({asked} in). {do}"
    start_us = int(track.time_us[0])
    seen = "; ".join(
        f"{(stand.from_us - start_us) / US_PER_S:.1f} to {(stand.to_us - start_us) / US_PER_S:.1f} s"
        f" at x = {stand.ankle_px[0]:.0f} px"
        for stand in stands
    )
    return f"{len(stands)} still stands seen ({seen or 'none'}), {len(inches)} marks asked for ({asked} in). {do}"
