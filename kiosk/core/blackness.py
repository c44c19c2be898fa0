"""A black picture: for a while it is a camera that sees nothing, and not an athlete who left.

In:  the state, the newest sample if there is one, the time.
Out: since when the picture has been black; whether a tick is blind, and whether that is to be told.
Not here: a room that is only too dark to judge in (presence.py), a camera that gives no frames (loop.py).

Rule: a lens that is covered, or a light that went out, costs nobody a count. After a minute it is a room that was left.
"""

from typing import Final

from kiosk.core.pose import PoseSample
from kiosk.core.state import State
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Stage

BLACK_LUMA: Final = 6.0
"""Of 255: a covered sensor's noise stays below; 16 is black in video that leaves out its lowest steps."""
TOLD_US: Final = us_of_s(1.0)
"""As soon as a camera without frames is told (vision/worker.py)."""
LEFT_US: Final = us_of_s(60.0)
"""For as long as a camera without frames is waited for (vision/worker.py)."""


def note_black(black_us: int | None, sample: PoseSample | None) -> int | None:
    """Return since when every picture was black, in capture time; None while something is seen."""
    if sample is None:
        return black_us
    if sample.luma >= BLACK_LUMA:
        return None
    return sample.capture_us if black_us is None else black_us


def is_blind(state: State, now_us: int) -> bool:
    """Whether what is seen now says nothing of the athlete, who is in the middle of a visit."""
    if state.black_us is None:
        return False
    return state.course.stage not in (Stage.IDLE, Stage.SUMMARY) and now_us - state.black_us < LEFT_US


def is_black(state: State) -> bool:
    """Whether the athlete is told now that nothing is seen."""
    return is_blind(state, state.now_us) and is_told(state, state.now_us)


def is_told(state: State, now_us: int) -> bool:
    """Whether a blind tick is one of a camera in trouble, and not of a single bad frame."""
    return state.black_us is not None and now_us - state.black_us >= TOLD_US
