"""Standing on a mark: one stay in one place, measured until it is steady.

In:  pose samples in order of capture.
Out: what hinders a sample; the stay it adds to, how steady that is, and the stand it becomes.
Not here: which mark is meant and what is said (calibrating.py), the fit (lane.py).

Rule: a stand is as long as its own unrest needs, never a fixed time. Rough inches, from the body's size, only tell
standing from walking; what is measured stays in pixels.
"""

import math
from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

import numpy as np

from kiosk.core.bottom import median
from kiosk.core.figure import STANDING
from kiosk.core.params import GateParams
from kiosk.core.pose import PoseSample
from kiosk.core.presence import shoulder_ratio
from kiosk.core.units import CM_PER_IN, us_of_s
from kiosk.core.vocab import Keypoint

UPRIGHT_WITHIN_DEG: Final = 25.0
"""Shoulders above hips: a stance leans by some degrees, the model adds up to ten, bending to see the tape is more."""
SHOULDER_TO_ANKLE: Final = 0.78
STATURE_IN: Final = 170 / CM_PER_IN
"""For rough inches before there is a lane: 0.780 of a stature (hinge.md F.3) assumed to be 170 cm (C.2)."""
SMOOTH_US: Final = us_of_s(0.5)
STEADY_S: Final = 1.8
"""Long enough to be no pause of a step, and for the slow part of the ankles' error to show."""
BLOCK_US: Final = us_of_s(0.3)
LARGEST_ERROR_IN: Final = 0.12
"""What the jitter of two measurements may add to a distance (hinge.md C.6); measured ankles (0.33 in from frame to
frame) reach it within the 1.8 s even at ten samples a second."""
LARGEST_DRIFT_IN: Final = 0.5
"""Between a stay's first half and its second: two and a half SD of two means at ten samples a second; a slow shuffle is
more."""
STILL_WITHIN_IN: Final = 0.8
"""A half-second median of standing ankles (1 SD 0.2 in, decision 20) keeps within this of the stay; a step does not."""
ARRIVED_WITHIN_IN: Final = 0.5
"""Two SD of the median of three samples: a foot that is still coming down is further from where it ends."""
GAP_US: Final = us_of_s(0.5)
"""Unseen for longer, anybody may have moved (hinge.md B.1: a shorter dip is held)."""
GOOD_SHARE: Final = 0.7
"""hinge.md decision 13: a median counts when 70 % of its samples are good."""
SD_PER_MAD: Final = 1.4826
FACING_LEAST: Final = 0.03
"""The nose is 0.065 H before the ears (E.1), 0.08 of a shoulder-to-ankle span; far below that it tells nothing."""
STANCE_LEAN_DEG: Final = math.degrees(math.atan2(STANDING.head[0], STANDING.head[1]))
"""How far the ear of somebody who stands tall is ahead of the ankles (hinge.md E.1)."""


@unique
class Hindrance(Enum):
    """What keeps a sample from being measured, most urgent first."""

    TOO_DARK = "too_dark"
    NOBODY = "nobody"
    TOO_CLOSE = "too_close"
    FEET_CUT_OFF = "feet_cut_off"
    NOT_SIDE_ON = "not_side_on"
    NOT_TALL = "not_tall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One good sample: the ankles' middle and the spans from it in pixels.

    `height_px` and `lean_deg` (from ankles to ears, right of the vertical is positive) are NaN where no ear was seen.
    `front` is how far the nose is right of the ears, in spans from shoulder to ankle.
    """

    time_us: int
    x_px: float
    y_px: float
    height_px: float
    shoulder_px: float
    lean_deg: float
    front: float

    @property
    def px_per_in(self) -> float:
        """Pixels in an inch, by a body of usual size: good to a seventh."""
        return self.shoulder_px / (SHOULDER_TO_ANKLE * STATURE_IN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """The good samples since somebody came to a place, and how many samples came in that time."""

    seen: tuple[Seen, ...] = ()
    came: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A stay that is measured: medians in pixels, 1 SD of the ankles along x, and which way the body looked.

    `facing` is +1 to the right, −1 to the left, 0 when that cannot be told. `lean_deg` is the body's own vertical
    against the frame's, the usual stance taken out; a camera turned clockwise sees people lean to the left. It and
    `height_px` are None without ears.
    """

    from_us: int
    to_us: int
    ankle_px: tuple[float, float]
    px_per_in: float
    scatter_px: float
    height_px: float | None
    lean_deg: float | None
    facing: int


def look(sample: PoseSample, gate: GateParams) -> Seen | Hindrance:
    """Return what a sample shows of somebody who stands, or what hinders."""
    if sample.luma < gate.dark_luma:
        return Hindrance.TOO_DARK
    points, scores = sample.pose.xy_px.tolist(), sample.pose.score.tolist()
    is_seen = [score >= gate.good_score for score in scores]
    # The side that is seen better is the near one.
    near = 0 if scores[5] + scores[11] >= scores[6] + scores[12] else 1
    if not (is_seen[Keypoint.LEFT_SHOULDER + near] and is_seen[Keypoint.LEFT_HIP + near]):
        return Hindrance.NOBODY
    width_px, height_px = sample.frame_px
    ankles = [points[Keypoint.LEFT_ANKLE], points[Keypoint.RIGHT_ANKLE]]
    lowest_px = height_px * (1 - gate.frame_margin)
    sides_px = (width_px * gate.frame_margin, width_px * (1 - gate.frame_margin))
    if not (is_seen[Keypoint.LEFT_ANKLE] and is_seen[Keypoint.RIGHT_ANKLE]) or any(
        y > lowest_px or not sides_px[0] <= x <= sides_px[1] for x, y in ankles
    ):
        return Hindrance.FEET_CUT_OFF
    x_px, y_px = (ankles[0][0] + ankles[1][0]) / 2, (ankles[0][1] + ankles[1][1]) / 2
    ears = [points[ear] for ear in (Keypoint.LEFT_EAR, Keypoint.RIGHT_EAR) if is_seen[ear]]
    ear = points[Keypoint.LEFT_EAR + near]
    has_ear = is_seen[Keypoint.LEFT_EAR + near]
    if has_ear and y_px - ear[1] > gate.close_span * height_px:
        return Hindrance.TOO_CLOSE
    if shoulder_ratio(points) > gate.yaw_ratio_refuse:
        return Hindrance.NOT_SIDE_ON
    shoulder, hip = points[Keypoint.LEFT_SHOULDER + near], points[Keypoint.LEFT_HIP + near]
    if abs(math.degrees(math.atan2(hip[0] - shoulder[0], hip[1] - shoulder[1]))) > UPRIGHT_WITHIN_DEG:
        return Hindrance.NOT_TALL
    shoulder_px = math.hypot(x_px - shoulder[0], y_px - shoulder[1])
    if shoulder_px <= 0:
        return Hindrance.NOBODY
    head_x = math.fsum(x for x, _ in ears) / len(ears) if ears else math.nan
    head_y = math.fsum(y for _, y in ears) / len(ears) if ears else math.nan
    return Seen(
        time_us=sample.capture_us,
        x_px=x_px,
        y_px=y_px,
        height_px=math.hypot(x_px - ear[0], y_px - ear[1]) if has_ear else math.nan,
        shoulder_px=shoulder_px,
        lean_deg=math.degrees(math.atan2(head_x - x_px, y_px - head_y)),
        front=(points[Keypoint.NOSE][0] - head_x) / shoulder_px if is_seen[Keypoint.NOSE] else math.nan,
    )


def stayed(stay: Stay, seen: Seen) -> tuple[Stay, bool]:
    """Return the stay with one more good sample, and whether it began anew because the body had moved on."""
    if stay.seen and seen.time_us - stay.seen[-1].time_us > GAP_US:
        return Stay(seen=(seen,), came=1), True
    whole = Stay(seen=(*stay.seen, seen), came=stay.came + 1)
    latest = [one.x_px for one in whole.seen if seen.time_us - one.time_us < SMOOTH_US]
    moved_px = abs(median(latest) - median([one.x_px for one in whole.seen]))
    if moved_px <= STILL_WITHIN_IN * seen.px_per_in:
        return _without_arrival(whole), False
    return Stay(seen=(seen,), came=1), True


def _without_arrival(stay: Stay) -> Stay:
    """Return the stay without its first moments while these are still the end of a step."""
    first_us = stay.seen[0].time_us
    early = [one.x_px for one in stay.seen if one.time_us - first_us < BLOCK_US]
    later = [one.x_px for one in stay.seen[len(early) :]]
    if len(later) < len(early) or abs(median(early) - median(later)) <= ARRIVED_WITHIN_IN * stay.seen[-1].px_per_in:
        return stay
    return Stay(seen=stay.seen[len(early) :], came=max(stay.came - len(early), len(later)))


def hindered(stay: Stay, time_us: int) -> Stay:
    """Return the stay after a sample that shows nothing: it lasts for as long as a dip does."""
    if not stay.seen or time_us - stay.seen[-1].time_us > GAP_US:
        return Stay()
    return Stay(seen=stay.seen, came=stay.came + 1)


def steadiness(stay: Stay) -> float:
    """Return how much of the measurement is done, 0 to 1; 1 is steady."""
    seen = stay.seen
    if not seen:
        return 0.0
    share = (seen[-1].time_us - seen[0].time_us) / us_of_s(STEADY_S)
    if share < 1.0:
        return share
    error_in, drift_in = _unrest_in(stay)
    return min(
        1.0,
        LARGEST_ERROR_IN / max(error_in, 1e-9),
        LARGEST_DRIFT_IN / max(drift_in, 1e-9),
        len(seen) / stay.came / GOOD_SHARE,
    )


def stand_of(stay: Stay) -> Stand:
    """Return the stand of a steady stay, without the beginning of the next step and the end of the last."""
    px_per_in = stay_px_per_in(stay)
    middle_px = median([one.x_px for one in stay.seen])
    kept = [one for one in stay.seen if abs(one.x_px - middle_px) <= 3 * STILL_WITHIN_IN * px_per_in] or list(stay.seen)
    x_px, y_px = median([one.x_px for one in kept]), median([one.y_px for one in kept])
    heights = [one.height_px for one in kept if math.isfinite(one.height_px)]
    leans = [one.lean_deg for one in kept if math.isfinite(one.lean_deg)]
    has_ears = len(heights) >= GOOD_SHARE * len(kept) and bool(heights)
    facing = facing_of(stay)
    return Stand(
        from_us=kept[0].time_us,
        to_us=kept[-1].time_us,
        ankle_px=(x_px, y_px),
        px_per_in=px_per_in,
        scatter_px=SD_PER_MAD * median([abs(one.x_px - x_px) for one in kept]),
        height_px=median(heights) if has_ears else None,
        lean_deg=median(leans) - facing * STANCE_LEAN_DEG if has_ears else None,
        facing=facing,
    )


def place_px(stay: Stay) -> float:
    """Return where the ankles of a stay are, along x."""
    return median([one.x_px for one in stay.seen])


def stay_px_per_in(stay: Stay) -> float:
    """Return the rough scale of a stay."""
    return median([one.px_per_in for one in stay.seen])


def facing_of(stay: Stay) -> int:
    """Return which way a stay's body looks: +1 to the right, −1 to the left, 0 when that cannot be told."""
    fronts = [one.front for one in stay.seen if math.isfinite(one.front)]
    front = median(fronts) if fronts else 0.0
    return 0 if abs(front) < FACING_LEAST else int(math.copysign(1, front))


def _unrest_in(stay: Stay) -> tuple[float, float]:
    """Return 1 SD of the stay's place, from block to block, and its drift from the first half to the second."""
    times = np.array([one.time_us for one in stay.seen])
    x_px = np.array([one.x_px for one in stay.seen])
    blocks = (times[-1] - times) // BLOCK_US
    middles = np.array([x_px[blocks == block].mean() for block in np.unique(blocks)])
    half = len(x_px) // 2
    drift_px = abs(float(np.median(x_px[half:]) - np.median(x_px[:half])))
    px_per_in = stay_px_per_in(stay)
    return float(middles.std(ddof=1)) / math.sqrt(len(middles)) / px_per_in, drift_px / px_per_in
