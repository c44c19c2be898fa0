"""One leg on the floor: a sample as if both legs were the one that carries the body.

In:  a pose sample of somebody on one leg.
Out: the same sample with knee and ankle of the stance leg on both sides.
Not here: what is measured of it.

Rule: the lower ankle is on the floor and the lower knee is above it (B.7), whatever the model calls left and right;
so legs that cross or swap change nothing.
"""

from typing import Final

from kiosk.core.frozen import replace
from kiosk.core.pose import Pose, PoseSample

PAIRS: Final = ((13, 14), (15, 16))


def on_stance_leg(sample: PoseSample) -> PoseSample:
    """Return the sample with the free leg's knee and ankle replaced by the stance leg's."""
    xy_px, score = sample.pose.xy_px.copy(), sample.pose.score.copy()
    for left, right in PAIRS:
        lower, upper = (left, right) if xy_px[left, 1] >= xy_px[right, 1] else (right, left)
        xy_px[upper], score[upper] = xy_px[lower], score[lower]
    return replace(sample, pose=Pose(xy_px=xy_px, score=score))
