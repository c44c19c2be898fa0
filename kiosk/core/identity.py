"""Whether whoever stands here now is the one who began the session (decision 16).

In:  a lockout just found, what is known of the athlete, the frame's size.
Out: the stature, told without a ruler; whether it is another athlete's.
Not here: one body from sample to sample (presence.py), what a new athlete changes (work.py).

Rule: who never left needs no proof; who left, or was out of sight, has to be of the same stature. Another one of that
stature cannot be told from the athlete.
"""

from dataclasses import dataclass, replace
from typing import Final

from kiosk.core.lockout import Lockout

LEAST_DROP: Final = 0.1
"""Share of the frame's height. Feet nearer its middle mean a camera that is tilted too far for this measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What tells the athlete of this session from others.

    `stature` is in heights of the camera above the floor; `is_proven` once this body was compared with it.
    """

    stature: float | None = None
    is_proven: bool = False


def doubted(identity: Identity) -> Identity:
    """Return the identity of somebody who left the place, or may have."""
    return replace(identity, is_proven=False) if identity.is_proven else identity


def stature_of(lockout: Lockout, frame_px: tuple[int, int]) -> float | None:
    """Return the stature in heights of the camera, the same wherever somebody stands; None when it cannot be told.

    A level camera (C.1) has its horizon in the middle of the frame, and everything on it is as high as the camera: a
    body's length and how far its feet are below the horizon shrink together with the distance.
    """
    drop_px = -lockout.ankle_y - frame_px[1] / 2
    return lockout.height_px / drop_px if drop_px > LEAST_DROP * frame_px[1] else None


def recognise(
    identity: Identity, lockout: Lockout, frame_px: tuple[int, int], *, stature_change: float
) -> tuple[Identity, bool]:
    """Return what is known with this lockout, and whether it is somebody else's."""
    stature = stature_of(lockout, frame_px)
    if stature is None:
        return identity, False
    is_other = (
        identity.stature is not None
        and not identity.is_proven
        and abs(stature / identity.stature - 1.0) > stature_change
    )
    return Identity(stature=stature, is_proven=True), is_other
