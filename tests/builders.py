"""One door to the synthetic athlete: import the builders from here.

In:  nothing.
Out: the body, the camera, stories and streams, and a single exact pose.
Not here: assertions.

Rule: `Story(seed=1).zero().step_to(3).touch_reps(6).samples(fps=30)` is a whole session.
"""

from kiosk.core.pose import Pose
from tests.athlete import SEATED, TOP, Arms, Athlete, Posture, hip_ahead_of_ankle, hip_gap_in, theta_for_gap
from tests.camera import E1, EXACT, MEASURED, Bias, Camera, Model, lane_marks
from tests.motion import SQUAT, WALL_TEMPO, HeelStop, RepTruth, Story, Tempo
from tests.place import Place
from tests.streams import (
    Stream,
    dip_scores,
    drop_to,
    favour_far_side,
    half_way_to,
    hop_to,
    lose,
    mirror,
    mix_with,
    on_one_leg,
    one_after_another,
    second_person,
    swap_sides,
    ticks_of,
)

__all__ = [
    "E1",
    "EXACT",
    "MEASURED",
    "SEATED",
    "SQUAT",
    "TOP",
    "WALL_TEMPO",
    "Arms",
    "Athlete",
    "Bias",
    "Camera",
    "HeelStop",
    "Model",
    "Place",
    "Posture",
    "RepTruth",
    "Story",
    "Stream",
    "Tempo",
    "dip_scores",
    "drop_to",
    "favour_far_side",
    "half_way_to",
    "hip_ahead_of_ankle",
    "hip_gap_in",
    "hop_to",
    "lane_marks",
    "lose",
    "mirror",
    "mix_with",
    "on_one_leg",
    "one_after_another",
    "pose_at",
    "second_person",
    "swap_sides",
    "theta_for_gap",
    "ticks_of",
]


def pose_at(
    posture: Posture = TOP, *, heel_in: float = 24.0, yaw_deg: float = 0.0, athlete: Athlete | None = None
) -> Pose:
    """Return one exact pose (to the journal's 0.1 px), facing right, wall at the left."""
    story = Story(heel_in=heel_in, yaw_deg=yaw_deg, model=EXACT, athlete=athlete or Athlete())
    return story.move_to(posture, 0.0).hold(0.1).samples(fps=10)[0].pose
