"""Blind: the times at which nothing could be judged, and why.

In:  the core's states, tick by tick.
Out: Blinds: stretches of time with their reason.
Not here: what was judged meanwhile (retold.py), words (explain_words.py).

Rule: what is shorter than the core itself holds over (attempt.GAP_S) is no blindness.
"""

from dataclasses import dataclass
from enum import Enum, unique
from typing import Final

from kiosk.core.attempt import GAP_S
from kiosk.core.session import State, TickInput
from kiosk.core.units import us_of_s
from kiosk.core.vocab import Missing, Presence

BODY: Final = (Missing.TOO_DARK, Missing.TOO_CLOSE, Missing.FEET_OUT_OF_VIEW, Missing.NOT_ON_LANE, Missing.NOT_SIDE_ON)
"""What keeps a body from being set up; the rest of Missing is asked of the athlete before a set."""


@unique
class Cause(Enum):
    """Why nothing could be judged."""

    PAUSED = "paused"
    MISSED = "missed"
    CAMERA = "camera"
    NOBODY = "nobody"
    COVERED = "covered"
    TOO_DARK = "too_dark"
    TOO_CLOSE = "too_close"
    FEET_OUT_OF_VIEW = "feet_out_of_view"
    NOT_ON_LANE = "not_on_lane"
    NOT_SIDE_ON = "not_side_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A stretch of time in which nothing could be judged."""

    start_us: int
    end_us: int
    cause: Cause


class BlindWatch:
    """Gathers blinds from states as they come by."""

    def __init__(self) -> None:
        self._cause: Cause | None = None
        self._since_us = 0
        self._now_us = 0
        self._sample_us = 0

    def look(self, state: State, tick_input: TickInput, into: list[Blind]) -> None:
        """Take one tick; append a blind that has ended."""
        if tick_input.sample is not None:
            self._sample_us = state.now_us
        cause = self._cause_of(state, tick_input)
        if cause is not self._cause:
            self._now_us = state.now_us
            self.close(into)
            self._cause, self._since_us = cause, state.now_us
        self._now_us = state.now_us

    def close(self, into: list[Blind]) -> None:
        """Append the blind that is not over yet, and begin the next where it ends."""
        if self._cause is not None and self._now_us - self._since_us > us_of_s(GAP_S):
            into.append(Blind(start_us=self._since_us, end_us=self._now_us, cause=self._cause))
        self._since_us = self._now_us

    def _cause_of(self, state: State, tick_input: TickInput) -> Cause | None:
        body = state.body
        if tick_input.is_missed:
            return Cause.MISSED
        if state.hands.paused_us is not None:
            return Cause.PAUSED
        if tick_input.has_trouble or state.has_trouble or state.now_us - self._sample_us > us_of_s(GAP_S):
            return Cause.CAMERA
        if body.presence.presence in (Presence.ABSENT, Presence.LOST):
            return Cause.NOBODY
        # with a lockout every good sample is measured, also beside the line
        is_measured = body.presence.is_good and body.lockout is not None
        if body.missing in BODY and not is_measured:
            return Cause(body.missing.value)
        return None if body.presence.is_good else Cause.COVERED
