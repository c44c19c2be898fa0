"""What the mirror shows of hands: a pause, a drill to choose, and how much longer a gesture has to be held.

In:  the state after a tick, the station of a choice.
Out: scenes, or a scene with the ring of a gesture.
Not here: what a gesture is (gesture.py) and does (hands.py).

Rule: nothing of it is shown in the dark of a rep.
"""

from typing import Final

from kiosk.core.frozen import replace
from kiosk.core.scene import Ring, Role, Scene, SceneKind
from kiosk.core.state import State, Station
from kiosk.core.vocab_cues import ScreenWord
from kiosk.core.wording import name_of, text_of

HAND_STEPS: Final = 20
"""Of a growing ring: 18° each, a twentieth of a second or so; finer is redrawn and not seen."""


def paused_scene(station: Station) -> Scene:
    """Show that the clocks stand still, and what sets them going."""
    headline, line = text_of(station, ScreenWord.PAUSED), text_of(station, ScreenWord.PAUSED_LINE)
    return Scene(kind=SceneKind.PAUSED, headline=headline, headline_role=Role.CALM, line=line)


def choice_scene(shown: Station) -> Scene:
    """Show one drill that may be begun; the neighbours come by an arm held out to their side."""
    return Scene(kind=SceneKind.CHOICE, headline=name_of(shown), line=text_of(shown, ScreenWord.CHOICE_LINE))


def with_hand(scene: Scene, state: State) -> Scene:
    """Show how much longer a gesture has to be held, in any picture but the dark of a rep."""
    held = state.hands.gesture.held
    if held is None or not held.is_told or scene.kind in (SceneKind.REP, SceneKind.FAIL_SAFE):
        return scene
    return replace(scene, ring=Ring(share=round(held.share * HAND_STEPS) / HAND_STEPS, number=None))
