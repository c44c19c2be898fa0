"""The empty room: a clock and an inviting line, in turn with the owner's notice, and then sleep.

In:  what is known outside the visit: how long nobody has been there, the wall clock, what the owner has set.
Out: the Scene of an empty room; None while somebody may be there.
Not here: who is there (presence.py), the clock itself (loop.py), the panel's light (output/backlight.py).

Rule: nothing here reaches the state of a visit, so what the wall clock says can never change a replay. The notice says
what is true of this station, as it is set.
"""

from dataclasses import dataclass
from typing import Final

from kiosk.core.scene import Scene, SceneKind
from kiosk.core.state import Station
from kiosk.core.units import us_of_s
from kiosk.core.vocab_cues import ScreenWord
from kiosk.core.wording import text_of

NOTICE_EVERY_US: Final = us_of_s(60.0)
NOTICE_US: Final = us_of_s(10.0)
"""Ten seconds of every minute: time to read twenty words twice, and the clock is never long away."""
MINUTES_PER_HOUR: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a picture may show that is no part of a visit."""

    minute_of_day: int | None = None
    """Whole minutes since local midnight; None: no clock is shown."""
    today: str = ""
    """The local date as year-month-day."""
    empty_us: int | None = None
    """How long nobody has been there; None while somebody may be."""
    sleep_after_us: int | None = None
    """How long an empty room keeps its light; None: always."""
    keep_h: float | None = None
    """Hours for which joint positions are kept; None: they are not recorded."""
    has_code: bool = False
    """Whether a summary ends with a code to take along."""


INSIDE: Final = Outside()
"""Nothing is known but the visit."""


def idle_scene(station: Station, outside: Outside) -> Scene | None:
    """Return the picture of an empty room; None while somebody may be there, or nobody knows the time."""
    if outside.empty_us is None or outside.minute_of_day is None:
        return None
    if outside.sleep_after_us is not None and outside.empty_us >= outside.sleep_after_us:
        return Scene(kind=SceneKind.SLEEP)
    if outside.empty_us % NOTICE_EVERY_US >= NOTICE_EVERY_US - NOTICE_US:
        return _notice(station, outside)
    hour, minute = divmod(outside.minute_of_day, MINUTES_PER_HOUR)
    return Scene(kind=SceneKind.CLOCK, headline=f"{hour}:{minute:02}", line=text_of(station, ScreenWord.ATTRACT))


def _notice(station: Station, outside: Outside) -> Scene:
    headline = text_of(station, ScreenWord.NOTICE)
    if outside.keep_h is None:
        return Scene(kind=SceneKind.NOTICE, headline=headline, line=text_of(station, ScreenWord.NOTICE_NONE))
    return Scene(
        kind=SceneKind.NOTICE,
        headline=headline,
        line=text_of(station, ScreenWord.NOTICE_KEPT, hours=outside.keep_h),
        fact=text_of(station, ScreenWord.NOTICE_FACT),
    )
