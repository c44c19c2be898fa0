"""A projective map of one line, fitted by least squares: where on a line of pixels each inch lies.

In:  places in inches with the pixels they were seen at, how exact each is, and how tall one body looked at each.
Out: a Projection, its covariance, and how far the other places misplace any one of them.
Not here: what a mark is, which fit is allowed, what is refused (lane.py).

Rule: a pixel is `(gain * inches + offset) / (1 + perspective * inches)`, and a body at depth
`1 + perspective * inches` looks smaller by that factor. An affine map is the same rule without perspective.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kiosk.core.frozen import replace

HEIGHT_SD: Final = 0.015
"""Share of the ear-to-ankle span, 1 SD: between stands the ankles' vertical bias changes by 2 to 7 px on spans near
280 px (MoveNet Lightning int8 on rendered people)."""
PERSPECTIVE_SD_PER_IN: Final = 0.004
"""A camera 25 deg off the side view at 2.7 m (106 in) has sin 25 deg / 106 in. Decides where all else is silent."""
FURTHEST_FOLD: Final = 0.5
"""Share of the way to where the rule turns over, which the perspective of the last place may take."""
ROUNDS: Final = 12

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sightings:
    """Places as columns: inches, pixels along the line, 1 SD of each in inches, and each body height's logarithm."""

    inches: Floats
    along_px: Floats
    sd_in: Floats
    log_height: Floats | None

    def without(self, left_out: int) -> "Sightings":
        """Return all places but one."""
        kept = np.arange(len(self.inches)) != left_out
        return Sightings(
            inches=self.inches[kept],
            along_px=self.along_px[kept],
            sd_in=self.sd_in[kept],
            log_height=None if self.log_height is None else self.log_height[kept],
        )

    def without_heights(self) -> "Sightings":
        """Return the places alone."""
        return replace(self, log_height=None)

    def px_per_in(self) -> float:
        """Return the mean scale between the first place and the last."""
        return float((self.along_px[-1] - self.along_px[0]) / (self.inches[-1] - self.inches[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """The rule's coefficients: gain in px per inch, offset in px, perspective per inch; and their covariance."""

    gain: float
    offset: float
    perspective: float
    covariance: Floats

    def inches_at(self, along_px: float) -> float:
        """Return the place of a pixel; infinite from the vanishing point on."""
        slope = self.gain - self.perspective * along_px
        return math.inf if slope <= 0 else (along_px - self.offset) / slope

    def sd_px_at(self, inches: float) -> float:
        """Return 1 SD of the mapped pixel of a place that had no part in the fit."""
        slopes = _slopes(self.gain, self.offset, self.perspective, np.array([inches]))[0, : len(self.covariance)]
        return math.sqrt(float(slopes @ self.covariance @ slopes))


def fit_affine(seen: Sightings) -> Projection:
    """Fit gain and offset by weighted least squares. Two places are enough."""
    sd_px = seen.sd_in * seen.px_per_in()
    rows = np.stack([seen.inches, np.ones_like(seen.inches)], axis=1) / sd_px[:, None]
    gain, offset = _least_squares(rows, seen.along_px / sd_px)
    return Projection(gain=float(gain), offset=float(offset), perspective=0.0, covariance=_inverse(rows.T @ rows))


def fit_projective(seen: Sightings) -> Projection:
    """Fit gain, offset and perspective by weighted least squares (Gauss-Newton from the affine fit)."""
    sd_px = seen.sd_in * seen.px_per_in()
    start = fit_affine(seen)
    gain, offset, perspective = start.gain, start.offset, 0.0
    largest = FURTHEST_FOLD / float(np.abs(seen.inches).max())
    rows = np.empty((0, 3))
    for _ in range(ROUNDS):
        misses_px = (gain * seen.inches + offset) / (1 + perspective * seen.inches) - seen.along_px
        height_misses, height_rows = _judge_heights(seen, perspective)
        rows = np.concatenate(
            [
                _slopes(gain, offset, perspective, seen.inches) / sd_px[:, None],
                height_rows,
                np.array([[0.0, 0.0, 1 / PERSPECTIVE_SD_PER_IN]]),
            ]
        )
        misses = np.concatenate([misses_px / sd_px, height_misses, np.array([perspective / PERSPECTIVE_SD_PER_IN])])
        change = _least_squares(rows, misses)
        gain -= float(change[0])
        offset -= float(change[1])
        perspective = min(max(perspective - float(change[2]), -largest), largest)
    return Projection(gain=gain, offset=offset, perspective=perspective, covariance=_inverse(rows.T @ rows))


def height_disagreement(seen: Sightings, fitted: Projection) -> float:
    """Return the largest share by which a body height differs from the others once the perspective is taken out.

    Infinite when the heights are not known.
    """
    if seen.log_height is None:
        return math.inf
    freed = seen.log_height + np.log1p(fitted.perspective * seen.inches)
    return float(np.abs(np.expm1(freed - freed.mean())).max())


def misplaced_by(seen: Sightings, left_out: int, *, is_projective: bool) -> tuple[float, float]:
    """Return by how many inches the other places misplace one, and the 1 SD that all places' own exactness explains."""
    fit = fit_projective if is_projective else fit_affine
    fitted = fit(seen.without(left_out))
    told_in = float(seen.inches[left_out])
    missed_in = fitted.inches_at(float(seen.along_px[left_out])) - told_in
    return missed_in, math.hypot(fitted.sd_px_at(told_in) / seen.px_per_in(), float(seen.sd_in[left_out]))


def _slopes(gain: float, offset: float, perspective: float, inches: Floats) -> Floats:
    """Return how the mapped pixel changes with gain, offset and perspective, one row a place."""
    depth = 1 + perspective * inches
    slopes: Floats = np.stack([inches / depth, 1 / depth, -(gain * inches + offset) * inches / depth**2], axis=1)
    return slopes


def _judge_heights(seen: Sightings, perspective: float) -> tuple[Floats, Floats]:
    """Return the heights' weighted misses and their rows; the body's own size is unknown, so only ratios count."""
    if seen.log_height is None:
        return np.empty(0), np.empty((0, 3))
    freed = seen.log_height + np.log1p(perspective * seen.inches)
    slopes = seen.inches / (1 + perspective * seen.inches)
    rows = np.zeros((len(slopes), 3))
    rows[:, 2] = (slopes - slopes.mean()) / HEIGHT_SD
    return (freed - freed.mean()) / HEIGHT_SD, rows


def _least_squares(rows: Floats, values: Floats) -> Floats:
    solved: Floats = np.linalg.lstsq(rows, values, rcond=None)[0].astype(np.float64)
    return solved


def _inverse(matrix: Floats) -> Floats:
    inverse: Floats = np.linalg.inv(matrix).astype(np.float64)
    return inverse
