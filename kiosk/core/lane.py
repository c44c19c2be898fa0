"""The lane: the floor line from the wall out to the athlete, and pixels to inches along it.

In:  taped marks: how far the heels stood from the wall, and where the camera saw the middle of both ankles.
Out: a Lane, which turns a place in the frame into inches from the wall and tells its own error.
Not here: the least squares (projection.py), the athlete's own zero (stance.py), the file (storage/calibration.py),
finding the marks in a video (calibrate.py).

Rule: a lane that cannot be trusted is refused with its reasons, never repaired.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frozen import replace
from kiosk.core.projection import (
    Sightings,
    fit_affine,
    fit_projective,
    height_disagreement,
    misplaced_by,
)

MARKS_FOR_A_LINE: Final = 2
MARKS_FOR_A_CHECK: Final = 3
MARKS_FOR_PERSPECTIVE: Final = 4
"""hinge.md decision 9: four marks prove a perspective, three only with the heights' help, two prove nothing."""
HEIGHT_AGREEMENT: Final = 0.02
"""hinge.md decision 9: ear-to-ankle heights, perspective taken out, agree within 2 % at every mark or are not used."""
TAPED_SD_IN: Final = 0.03
"""A mark without a scatter is taken at its word: a thirty-second of an inch."""
WORST_MARK_IN: Final = 0.92
"""A mark off by 1 in is refused (hinge.md decision 9). In simulation (cameras up to 25 deg off the side view) this and
the line above refuse 99 % of such marks at 24 in, all others, and one lane in ten that was typed in whole pixels."""
WORST_MARK_SDS: Final = 2.25
"""Marks read by the camera may differ by what their scatter explains, 1 SD of a distance times this: the ankles' bias
changes with each stand by about as much as they scatter in one (0.2 to 0.4 in against 0.35 in, rendered people)."""
LARGEST_SCATTER_IN: Final = 1.0
"""Twice the measured frame-to-frame error of a standing ankle, 0.4 to 0.55 in (hinge.md decision 20)."""
OFF_LINE_IN: Final = 2.0
"""The ankles' vertical bias moves a stand by up to half an inch off the line (rendered people); 2 in is no line."""
SHORTEST_LANE_IN: Final = 6.0
"""Half of the usual ladder: a shorter lane would be stretched more than twice to reach 12 in."""
ON_LANE_IN: Final = 4.0
"""Across the lane in the frame: about a foot on the floor, at a camera 1 m high and 2.7 m away (h/Z = 0.36)."""
SAME_ASPECT: Final = 0.005
"""Share by which two frames of one view may differ in shape: sensor modes are rounded to whole pixels."""


@unique
class LaneKind(Enum):
    """How the lane was fitted, and so how far it may be trusted."""

    PROJECTIVE = "projective"
    AFFINE = "affine"
    UNVERIFIED = "unverified"


class LaneRefused(ValueError):  # noqa: N818 -- the marks are refused; nothing went wrong in the program
    """Marks that make no lane; carries every reason as a sentence."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One taped place: heels `inches` from the wall, the middle of both ankles at `ankle_px` (x right, y down).

    `height_px` is the span from ear to ankles of whoever stood there; `scatter_in` is 1 SD of the ankles about their
    median. None when not known.
    """

    inches: float
    ankle_px: tuple[float, float]
    height_px: float | None = None
    scatter_in: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A fitted lane, in a frame of `frame_px` (width, height).

    `direction` is a unit vector in the frame from the wall outwards; pixels along it count from `origin_px` and follow
    the rule of projection.py. `error_in` is 1 SD of a distance: each mark against the others, together with the marks'
    own scatter; None when two marks leave it unproved.
    """

    frame_px: tuple[int, int]
    marks: tuple[Mark, ...]
    origin_px: tuple[float, float]
    direction: tuple[float, float]
    gain_px_per_in: float
    offset_px: float
    perspective_per_in: float
    error_in: float | None
    kind: LaneKind

    @property
    def is_wall_right(self) -> bool:
        """Whether the wall lies to the right in the frame."""
        return self.direction[0] < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """The straight line nearest to all marks: each mark's pixels along it and across it."""

    origin_px: tuple[float, float]
    direction: tuple[float, float]
    along_px: NDArray[np.float64]
    across_px: NDArray[np.float64]


def fit_lane(marks: Sequence[Mark], frame_px: tuple[int, int]) -> Lane:
    """Fit the lane through marks given from the wall outwards, in a frame of (width, height) pixels.

    Four marks or more: projective. Three: affine, or projective when the heights agree. Two: affine and unverified
    (hinge.md decision 9). Raises LaneRefused with its reasons.
    """
    _refuse_for([*_frame_reasons(frame_px, marks), *_mark_reasons(marks, frame_px), *_order_reasons(marks)])
    line = _line_through(marks)
    _refuse_for([*_direction_reasons(marks, line)])
    _refuse_for([*_off_line_reasons(marks, line)])
    kind, seen = _kind_of(_sightings(marks, line))
    is_projective = kind is LaneKind.PROJECTIVE
    fitted = fit_projective(seen) if is_projective else fit_affine(seen)
    lane = Lane(
        frame_px=frame_px,
        marks=tuple(marks),
        origin_px=line.origin_px,
        direction=line.direction,
        gain_px_per_in=fitted.gain,
        offset_px=fitted.offset,
        perspective_per_in=fitted.perspective,
        error_in=None,
        kind=kind,
    )
    if kind is not LaneKind.UNVERIFIED:
        missed_in = [misplaced_by(seen, index, is_projective=is_projective) for index in range(len(marks))]
        _refuse_for([*_contradiction_reasons(marks, missed_in)])
        disagreement_in = _rms([missed for missed, _ in missed_in])
        lane = replace(lane, error_in=math.hypot(disagreement_in, _rms(_scatters_in(marks))))
    _refuse_for([*_vanishing_reasons(lane)])
    return lane


def inches_at(lane: Lane, x_px: float, y_px: float) -> float:
    """Return how far from the wall the heels stand when the ankles' middle is at (x, y) in the lane's frame.

    The place is first projected onto the lane's line. NaN in, NaN out; infinite from the vanishing point on.
    """
    origin_px = lane.origin_px
    direction = lane.direction
    along_px = (x_px - origin_px[0]) * direction[0] + (y_px - origin_px[1]) * direction[1]
    slope = lane.gain_px_per_in - lane.perspective_per_in * along_px
    if slope <= 0:
        return math.inf
    return (along_px - lane.offset_px) / slope


def px_per_in_at(lane: Lane, inches: float) -> float:
    """Return how many pixels an inch along the lane takes at a distance from the wall: the derivative of the rule."""
    depth = 1 + lane.perspective_per_in * inches
    return (lane.gain_px_per_in - lane.offset_px * lane.perspective_per_in) / (depth * depth)


def off_lane_in(lane: Lane, x_px: float, y_px: float) -> float:
    """Return how far (x, y) lies across the lane's line in the frame, in inches at that place's scale. NaN in, NaN out.

    A step towards the camera counts for less than its length on the floor: about a third, at a camera 1 m high and
    2.7 m away. At the lane's vanishing point everything is infinitely far.
    """
    across_px = (y_px - lane.origin_px[1]) * lane.direction[0] - (x_px - lane.origin_px[0]) * lane.direction[1]
    px_per_in = px_per_in_at(lane, inches_at(lane, x_px, y_px))
    return abs(across_px) / px_per_in if px_per_in else math.inf


def is_on_lane(lane: Lane, x_px: float, y_px: float) -> bool:
    """Whether ankles at (x, y) stand on the lane's line, however far from the wall. False for NaN."""
    return off_lane_in(lane, x_px, y_px) <= ON_LANE_IN


def scaled_to(lane: Lane, frame_px: tuple[int, int]) -> Lane:
    """Return the lane of the same view in a frame of another size. Raises LaneRefused when the shape differs."""
    if frame_px == lane.frame_px:
        return lane
    scale = frame_px[0] / lane.frame_px[0]
    if abs(frame_px[1] / (lane.frame_px[1] * scale) - 1) > SAME_ASPECT:
        told, given = (f"{width}x{height}" for width, height in (lane.frame_px, frame_px))
        raise LaneRefused(
            [f"The lane was measured at {told}, the camera gives {given}, another shape: calibrate again."]
        )
    return replace(
        lane,
        frame_px=frame_px,
        marks=tuple(_scaled_mark(mark, scale) for mark in lane.marks),
        origin_px=(lane.origin_px[0] * scale, lane.origin_px[1] * scale),
        gain_px_per_in=lane.gain_px_per_in * scale,
        offset_px=lane.offset_px * scale,
    )


def _scaled_mark(mark: Mark, scale: float) -> Mark:
    height_px = None if mark.height_px is None else mark.height_px * scale
    return replace(mark, ankle_px=(mark.ankle_px[0] * scale, mark.ankle_px[1] * scale), height_px=height_px)


def _line_through(marks: Sequence[Mark]) -> _Line:
    """Return the line of least squared distance, from the first mark to the last."""
    places = np.array([mark.ankle_px for mark in marks], dtype=np.float64)
    middle = places.mean(axis=0)
    direction = np.linalg.svd(places - middle)[2][0]
    if (places[-1] - places[0]) @ direction < 0:
        direction = -direction
    origin = middle + ((places[0] - middle) @ direction) * direction
    return _Line(
        origin_px=(float(origin[0]), float(origin[1])),
        direction=(float(direction[0]), float(direction[1])),
        along_px=(places - origin) @ direction,
        across_px=(places - origin) @ np.array([-direction[1], direction[0]]),
    )


def _sightings(marks: Sequence[Mark], line: _Line) -> Sightings:
    heights_px = [mark.height_px for mark in marks if mark.height_px is not None]
    # One scatter for all marks that the camera read: from a few seconds each, their differences are chance.
    read_sd_in = max(TAPED_SD_IN, _rms(_scatters_in(marks)))
    return Sightings(
        inches=np.array([mark.inches for mark in marks], dtype=np.float64),
        along_px=line.along_px,
        sd_in=np.array([TAPED_SD_IN if mark.scatter_in is None else read_sd_in for mark in marks]),
        log_height=np.log(heights_px) if len(heights_px) == len(marks) else None,
    )


def _kind_of(seen: Sightings) -> tuple[LaneKind, Sightings]:
    """Return how these marks may be fitted, and the marks without their heights when those do not agree."""
    count = len(seen.inches)
    if count < MARKS_FOR_A_CHECK:
        return LaneKind.UNVERIFIED, seen
    if height_disagreement(seen, fit_projective(seen)) <= HEIGHT_AGREEMENT:
        return LaneKind.PROJECTIVE, seen
    return LaneKind.PROJECTIVE if count >= MARKS_FOR_PERSPECTIVE else LaneKind.AFFINE, seen.without_heights()


def _refuse_for(reasons: Sequence[str]) -> None:
    if reasons:
        raise LaneRefused(reasons)


def _frame_reasons(frame_px: tuple[int, int], marks: Sequence[Mark]) -> Iterator[str]:
    if min(frame_px) <= 0:
        yield f"A frame of {frame_px[0]}x{frame_px[1]} holds no lane: give its width and height in pixels."
    if len(marks) < MARKS_FOR_A_LINE:
        yield f"{len(marks)} of the marks are there: give at least two, better four (0, 6, 12 and 24 in)."


def _mark_reasons(marks: Sequence[Mark], frame_px: tuple[int, int]) -> Iterator[str]:
    """Yield what is wrong with each mark by itself."""
    for mark in marks:
        x_px, y_px = mark.ankle_px
        if not (math.isfinite(mark.inches) and mark.inches >= 0):
            yield f"A mark at {mark.inches:g} in is no distance from the wall: give 0 or more."
        if not (0 <= x_px <= frame_px[0] and 0 <= y_px <= frame_px[1]):
            yield (
                f"The mark at {mark.inches:g} in lies at ({x_px:g}, {y_px:g}), outside the"
                f" {frame_px[0]}x{frame_px[1]} frame: turn the camera until it sees both feet there."
            )
        if mark.height_px is not None and not 0 < mark.height_px < math.inf:
            yield (
                f"The mark at {mark.inches:g} in has a height of {mark.height_px:g} px: give the span from ear to ankle"
                " or leave it out."
            )
        if mark.scatter_in is not None and not 0 <= mark.scatter_in <= LARGEST_SCATTER_IN:
            yield (
                f"At the mark at {mark.inches:g} in the ankles scatter by {mark.scatter_in:.2g} in, more than"
                f" {LARGEST_SCATTER_IN:g} in: stand there again, still and in better light."
            )


def _order_reasons(marks: Sequence[Mark]) -> Iterator[str]:
    for nearer, farther in pairwise(marks):
        if nearer.inches == farther.inches:
            yield f"The mark at {nearer.inches:g} in is given twice: keep one."
        elif nearer.inches > farther.inches:
            yield f"{farther.inches:g} in comes after {nearer.inches:g} in: give the marks from the wall outwards."
    if len(marks) >= MARKS_FOR_A_LINE and 0 < marks[-1].inches - marks[0].inches < SHORTEST_LANE_IN:
        yield (
            f"The marks span only {marks[-1].inches - marks[0].inches:g} in: tape the last one at least"
            f" {SHORTEST_LANE_IN:g} in from the first."
        )


def _direction_reasons(marks: Sequence[Mark], line: _Line) -> Iterator[str]:
    places = zip(marks, line.along_px, strict=True)
    for (nearer, nearer_px), (farther, farther_px) in pairwise(places):
        if farther_px <= nearer_px:
            yield (
                f"In the frame the mark at {farther.inches:g} in is no farther from the wall than the one at"
                f" {nearer.inches:g} in: check which is which."
            )


def _off_line_reasons(marks: Sequence[Mark], line: _Line) -> Iterator[str]:
    px_per_in = float(line.along_px[-1] - line.along_px[0]) / (marks[-1].inches - marks[0].inches)
    worst = int(np.abs(line.across_px).argmax())
    off_in = abs(float(line.across_px[worst])) / px_per_in
    if off_in > OFF_LINE_IN:
        yield (
            f"The mark at {marks[worst].inches:g} in lies {off_in:.1f} in off the line through all marks: tape them on"
            " one straight line out from the wall."
        )


def _contradiction_reasons(marks: Sequence[Mark], missed_in: Sequence[tuple[float, float]]) -> Iterator[str]:
    """Yield the mark which the others misplace most, if too far; `missed_in` has each mark's miss and its 1 SD."""
    is_read_by_camera = all(mark.scatter_in is not None for mark in marks)
    allowed_in = [
        max(WORST_MARK_IN, WORST_MARK_SDS * sd) if is_read_by_camera else WORST_MARK_IN for _, sd in missed_in
    ]
    shares = [abs(missed) / allowed for (missed, _), allowed in zip(missed_in, allowed_in, strict=True)]
    worst = max(range(len(marks)), key=lambda index: shares[index])
    if shares[worst] > 1:
        told_in = marks[worst].inches
        yield (
            f"The marks contradict each other: seen from the others, the one at {told_in:g} in lies at"
            f" {told_in + missed_in[worst][0]:.1f} in. Measure every tape from the wall and stand on them again."
        )


def _vanishing_reasons(lane: Lane) -> Iterator[str]:
    width_px, height_px = lane.frame_px
    corners = [(x_px, y_px) for x_px in (0, width_px) for y_px in (0, height_px)]
    if not all(math.isfinite(inches_at(lane, x_px, y_px)) for x_px, y_px in corners):
        yield "By these marks the lane ends inside the frame: turn the camera to look across the lane, not along it."


def _scatters_in(marks: Sequence[Mark]) -> list[float]:
    return [mark.scatter_in for mark in marks if mark.scatter_in is not None]


def _rms(values: Sequence[float]) -> float:
    return math.sqrt(math.fsum(value * value for value in values) / len(values)) if values else 0.0
