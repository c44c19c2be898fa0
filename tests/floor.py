"""On the floor: postures of a body that lies, kneels or holds a plank, and the ways down and up.

In:  a story.
Out: a longer one.
Not here: the body itself (athlete.py); it is the same one, its feet where they were.

Rule: heels stand far to the left, so that the whole length of a lying body is in the frame.
"""

from typing import Final

from tests.athlete import TOP, Posture
from tests.camera import Model
from tests.motion import Story

PLANK: Final = Posture(kappa_deg=0.0, theta_deg=80.0, phi_deg=80.0)
"""On the forearms: shoulders an upper arm above the floor, hips on the line to the ankles."""
CROUCH: Final = Posture(kappa_deg=100.0, theta_deg=45.0)
KNEELING: Final = Posture(kappa_deg=90.0, theta_deg=0.0, phi_deg=90.0)
ON_ALL_FOURS: Final = Posture(kappa_deg=90.0, theta_deg=80.0, phi_deg=90.0)
ROOM_IN: Final = -20.0


def plank_off(line_off_deg: float) -> Posture:
    """Return a plank whose hips are so many degrees off the line: positive sags, negative pikes."""
    return Posture(kappa_deg=0.0, theta_deg=80.0 - line_off_deg * 0.6, phi_deg=80.0 + line_off_deg * 0.4)


def on_the_floor(*, seed: int = 1, model: Model | None = None) -> Story:
    """Begin a story with room to lie down."""
    return Story(heel_in=ROOM_IN, has_wall=False, seed=seed, model=model or Model())


def down(story: Story) -> Story:
    """Go down into a plank, in four seconds."""
    return story.move_to(CROUCH, 1.2).move_to(KNEELING, 0.8).move_to(ON_ALL_FOURS, 0.8).move_to(PLANK, 1.2)


def up(story: Story) -> Story:
    """Get up."""
    return story.move_to(ON_ALL_FOURS, 0.8).move_to(KNEELING, 0.8).move_to(CROUCH, 0.8).move_to(TOP, 1.2)
