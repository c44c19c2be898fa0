"""The drawn athlete: a side view from two angles, in balance over the foot.

In:  the trunk's lean and the knees' bend, in degrees.
Out: a Figure in body heights.
Not here: where the figure stands and how thick its lines are (output/paint_picture.py).

Rule: the picture shows what was measured well, the lean. The camera's knee is too rough to draw: it is the usual one
and the shin follows from balance.
"""

from math import asin, atan2, cos, hypot, radians, sin
from typing import Final

from kiosk.core.scene import Figure

SHANK: Final = 0.246
THIGH: Final = 0.245
TORSO: Final = 0.288
HEAD: Final = 0.10
"""Segment lengths in body heights, the head's from shoulder to ear (hinge.md E.1)."""
HEAD_AHEAD_DEG: Final = 8.0
"""How far the neck leans beyond the trunk (hinge.md E.1)."""

FOOT_MOMENT: Final = 0.029 * 0.046
"""Share of the foot in the body's mass, times its place in front of the ankle (hinge.md E.1)."""
LEG_CENTRE: Final = 0.567
SHANK_MASS: Final = 0.093
THIGH_MASS: Final = 0.200
HAT_MASS: Final = 0.678
HAT_CENTRE: Final = 0.626
"""Masses as shares of the body, centres as shares of their segment from below; HAT is head, arms and trunk (E.1)."""

HINGED_KNEE_DEG: Final = 15.0
"""Slightly bent, as a hinge is taught (hinge.md B.3)."""
STANDING_KNEE_DEG: Final = 6.0
STANDING_LEAN_DEG: Final = 2.0
"""The tall pose of hinge.md E.1."""


def figure_of(*, lean_deg: float, knee_deg: float = HINGED_KNEE_DEG) -> Figure:
    """Return the balanced figure whose trunk leans `lean_deg` from upright, 0 to 90, over knees bent by `knee_deg`."""
    lean_deg = min(max(lean_deg, 0.0), 90.0)
    shank_deg = _balanced_shank_deg(lean_deg, knee_deg)
    ankle = (0.0, 0.0)
    knee = _along(ankle, SHANK, shank_deg)
    hip = _along(knee, THIGH, shank_deg - knee_deg)
    shoulder = _along(hip, TORSO, lean_deg)
    head = _along(shoulder, HEAD, lean_deg + HEAD_AHEAD_DEG)
    return Figure(ankle=ankle, knee=knee, hip=hip, shoulder=shoulder, head=head)


def _balanced_shank_deg(lean_deg: float, knee_deg: float) -> float:
    """Return the shin's inclination that holds the mass centre where E.1 has it: 5 → 3 cm of 175 in front of the ankle.

    The centre's place is a·sin(shin) − b·cos(shin) plus what foot and trunk add, and that is solved for the shin.
    """
    centre = (5.0 - min(lean_deg, 20.0) / 10.0) / 175.0
    left = centre - FOOT_MOMENT - HAT_MASS * HAT_CENTRE * TORSO * sin(radians(lean_deg))
    at_knee = SHANK * (SHANK_MASS * LEG_CENTRE + THIGH_MASS + HAT_MASS)
    at_hip = THIGH * (THIGH_MASS * LEG_CENTRE + HAT_MASS)
    a = at_knee + at_hip * cos(radians(knee_deg))
    b = at_hip * sin(radians(knee_deg))
    return (asin(min(max(left / hypot(a, b), -1.0), 1.0)) + atan2(b, a)) / radians(1.0)


def _along(start: tuple[float, float], length: float, angle_deg: float) -> tuple[float, float]:
    """Return the point `length` from `start`, at an angle from the vertical that grows to the front."""
    angle = radians(angle_deg)
    return start[0] + length * sin(angle), start[1] + length * cos(angle)


STANDING: Final = figure_of(lean_deg=STANDING_LEAN_DEG, knee_deg=STANDING_KNEE_DEG)
"""The athlete standing tall."""
