"""How far a body is from the position of a hold.

In:  17 keypoints in frame pixels (x right, y down).
Out: degrees off the position; NaN when the points do not tell, infinite for a body that is not down on the floor.
Not here: the clock of a hold (hold.py), standing positions, whose lean the lockout gives (work.py).

Rule: on the floor no way of facing is needed: what sags is nearer the floor than the line from shoulder to ankle.
"""

from math import acos, degrees, hypot, inf, nan

import numpy as np
from numpy.typing import NDArray


def line_off_deg(xy_px: NDArray[np.float64]) -> float:
    """Return 180° minus the angle shoulder–hip–ankle: positive when the hips sag below the line, negative above.

    Who stands or kneels has as straight a line as a plank, and is infinitely far from it.
    """
    (shoulder_x, shoulder_y), (hip_x, hip_y), (ankle_x, ankle_y) = (_middle(xy_px, left) for left in (5, 11, 15))
    up_x, up_y = shoulder_x - hip_x, shoulder_y - hip_y
    down_x, down_y = ankle_x - hip_x, ankle_y - hip_y
    lengths = hypot(up_x, up_y) * hypot(down_x, down_y)
    if not lengths > 0.0:
        return nan
    if not _is_level(shoulder_x - ankle_x, shoulder_y - ankle_y):
        return inf
    bend = 180.0 - degrees(acos(max(-1.0, min(1.0, (up_x * down_x + up_y * down_y) / lengths))))
    share = (hip_x - ankle_x) / (shoulder_x - ankle_x)
    line_y = ankle_y + share * (shoulder_y - ankle_y)
    return bend if hip_y > line_y else -bend


def _is_level(across: float, up: float) -> bool:
    """Whether the body from shoulder to ankle is nearer the level than the upright."""
    return abs(across) > abs(up)


def _middle(xy_px: NDArray[np.float64], left: int) -> tuple[float, float]:
    x, y = (xy_px[left] + xy_px[left + 1]) / 2
    return float(x), float(y)
