"""What the mirror shows: the session's state becomes the description of one picture.

In:  the state after a tick, and the station.
Out: a Scene.
Not here: what happened (session.py), the drawn body (figure.py), pixels (output/).

Rule: a function of the state alone, so the same state is the same picture. Numbers change in steps as coarse as they are
known, so that nothing trembles and a picture that says the same is not painted again.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from typing import Final

from kiosk.core.cues import MISSING_AFTER_S
from kiosk.core.drill import Drill
from kiosk.core.figure import STANDING, figure_of
from kiosk.core.scene import LadderView, RangeGauge, Ring, Role, Scene, SceneKind, StepGauge
from kiosk.core.session import State, Station
from kiosk.core.stance import StanceState
from kiosk.core.units import US_PER_S, us_of_s
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Missing, Presence, RepPhase, Stage, Verdict
from kiosk.core.vocab_cues import ScreenWord

LOCKOUT_US: Final = us_of_s(1.0)
"""How long an attempt's result stands alone (hinge.md D)."""
FLASH_US: Final = us_of_s(0.3)
"""From the touch's capture; the sample is up to 0.15 s old when it gets here, and a flash needs that long to be seen."""
LOST_US: Final = us_of_s(1.0)
"""An athlete who is out of sight for less has only turned or been covered."""
MISSING_US: Final = us_of_s(MISSING_AFTER_S)
"""The mirror asks when the voice does."""
HEEL_WINDOW_US: Final = us_of_s(0.5)
HEEL_FRESH_US: Final = us_of_s(1.0)
"""The live heel is the mean of its newest half second, and unknown when the last reading is older than a second."""
HEEL_STEP_IN: Final = 0.25
"""The heel moves in quarter inches: a stance reads with an SD of 0.22 to 0.35 in (hinge.md decision 20)."""
RING_STEPS: Final = 20
LIGHT_STEPS: Final = 50
"""A ring of stillness grows 10 times a second; the eye tells about 50 levels of the edge light apart."""
REACH_SHORT_IN: Final = 1.5
"""Hips travel this much less than the heels' distance: in quiet standing the seat is behind the heels (hinge.md C.3)."""
LEAST_REACH_IN: Final = 1.0
FREE_REACH_H: Final = 0.11
"""Travel of a balanced free hinge at its aim of 45°, in body heights (hinge.md B.2)."""

MISSING_WORDS: Final[Mapping[Missing, ScreenWord]] = {missing: ScreenWord(missing.value) for missing in Missing}
UNPICTURED: Final = (Missing.CAMERA, Missing.TOO_DARK, Missing.TOO_CLOSE, Missing.FEET_OUT_OF_VIEW)
"""What a drawing of somebody standing right does not explain."""
VERDICT_WORDS: Final[Mapping[Verdict, ScreenWord]] = {
    Verdict.LEAN: ScreenWord.LEAN,
    Verdict.NEAR_MISS: ScreenWord.NEAR_MISS,
    Verdict.SHALLOW: ScreenWord.SHALLOW,
    Verdict.SQUAT: ScreenWord.SQUAT,
    Verdict.NO_LOCKOUT: ScreenWord.NO_LOCKOUT,
    Verdict.NOT_SURE: ScreenWord.NOT_SURE,
    Verdict.VOID: ScreenWord.VOID,
}
"""The verdicts with a word of their own; the others are their count."""
UNMEASURED: Final = (Verdict.NOT_SURE, Verdict.VOID)
"""Attempts of which nobody can say how far the hips went."""


def describe(state: State, station: Station) -> Scene:
    """Return the picture of this instant."""
    return replace(
        _scene(state, station), is_wall_right=_is_wall_right(state, station), has_wall=station.drill.has_wall
    )


def _scene(state: State, station: Station) -> Scene:
    if state.has_trouble:
        headline = _text(station, ScreenWord.FAIL_SAFE)
        return Scene(kind=SceneKind.FAIL_SAFE, headline=headline, headline_role=Role.HEED)
    match state.course.stage:
        case Stage.IDLE:
            line = ScreenWord.ATTRACT_LINE if station.drill.has_wall else ScreenWord.NOT_SIDE_ON
            headline = _text(station, ScreenWord.ATTRACT)
            return Scene(kind=SceneKind.ATTRACT, headline=headline, line=_text(station, line), figure=STANDING)
        case Stage.REST if state.course.sets_done < station.drill.dose.sets:
            return _rest(state, station)
        case Stage.REST | Stage.SUMMARY:
            return _summary(state, station)
        case Stage.SET | Stage.STEP_OUT if not _is_lost(state):
            return _work(state, station)
        case Stage.PLACEMENT | Stage.ZERO | Stage.STEP_OUT | Stage.SET:
            return _asking(state, station) or _getting_ready(state, station)


def _work(state: State, station: Station) -> Scene:
    """Show an athlete who may be doing reps: a rep, its result, what keeps the next from counting, where to stand."""
    if state.attempt.phase is not RepPhase.LOCKOUT:
        return _rep(state)
    if state.records and state.now_us - state.records[-1].end_us < LOCKOUT_US:
        return _lockout(state, station, state.records[-1])
    asking = _asking(state, station)
    if asking is not None:
        return asking
    return _step_out(state, station) if state.course.stage is Stage.STEP_OUT else _ready(state, station)


def _asking(state: State, station: Station) -> Scene | None:
    """Show what keeps the station from working, once it has lasted: the one thing to do."""
    if _is_lost(state):
        return Scene(kind=SceneKind.PLACEMENT, headline=_text(station, ScreenWord.LOST), headline_role=Role.HEED)
    missing = state.talk.memory.missing
    if missing is None or state.now_us - state.talk.memory.missing_us < MISSING_US:
        return None
    headline = _text(station, MISSING_WORDS[missing])
    figure = None if missing in UNPICTURED else STANDING
    return Scene(kind=SceneKind.PLACEMENT, headline=headline, headline_role=Role.HEED, figure=figure)


def _is_lost(state: State) -> bool:
    lost_us = state.course.lost_us
    is_away = lost_us is not None and state.body.presence.presence is not Presence.PRESENT
    return is_away and lost_us is not None and state.now_us - lost_us > LOST_US


def _getting_ready(state: State, station: Station) -> Scene:
    if state.course.stage is Stage.ZERO:
        return _zero(state, station)
    geometry, gate = state.body.geometry, station.params.gate
    if geometry is None:
        word = ScreenWord.NOT_SIDE_ON
    elif abs(geometry.lean_deg) > gate.tall_lean_deg or geometry.knee_deg > gate.tall_knee_deg:
        word = ScreenWord.NOT_TALL
    else:
        word = ScreenWord.NOT_STILL
    return Scene(kind=SceneKind.PLACEMENT, headline=_text(station, word), figure=STANDING)


def _zero(state: State, station: Station) -> Scene:
    stance, params = state.place.stance, station.params.stance
    place_in = _live_in(stance, state.now_us)
    is_there = place_in is not None and abs(place_in) <= params.zero_tolerance_in
    headline = ScreenWord.ON_LINE if is_there else ScreenWord.ZERO
    return Scene(
        kind=SceneKind.ZERO,
        headline=_text(station, headline),
        headline_role=Role.CALM if is_there else Role.INK,
        line=_text(station, ScreenWord.ZERO_LINE),
        figure=STANDING,
        ring=_ring_of_stillness(stance, params.still_s, params.zero_still_s) if is_there else None,
    )


def _step_out(state: State, station: Station) -> Scene:
    place, params = state.place, station.params.stance
    heel_in = None
    if place.zero is not None:
        live_in = _live_in(place.stance, state.now_us)
        heel_in = None if live_in is None else round((live_in - place.zero.ankle_in) / HEEL_STEP_IN) * HEEL_STEP_IN
    target_in = _next_rung_in(state, station.drill)
    if place.target_in is None and heel_in is not None:
        target_in = _rung_near(heel_in, station, target_in)
    refused_in = place.refused_reading_in
    is_there = heel_in is not None and refused_in is None and abs(heel_in - target_in) <= params.rung_tolerance_in
    if is_there:
        headline, line, role = ScreenWord.ON_LINE, "", Role.CALM
    else:
        from_in = heel_in if refused_in is None else refused_in
        if from_in is None:
            from_in = 0.0 if place.anchor is None else place.anchor.rung_in
        headline = ScreenWord.STEP_IN if from_in > target_in else ScreenWord.STEP_OUT
        line, role = _text(station, ScreenWord.HEELS_LINE), Role.INK
    is_own_choice = place.target_in is None and (place.anchor is None or place.anchor.rung_in != target_in)
    needed_s = params.own_choice_still_s if is_own_choice else params.still_s
    return Scene(
        kind=SceneKind.STEP_OUT,
        headline=_text(station, headline),
        headline_role=role,
        line=line,
        ladder=_ladder(state, station, target_in),
        step_gauge=StepGauge(heel_in=heel_in, target_in=target_in, tolerance_in=params.rung_tolerance_in),
        ring=_ring_of_stillness(place.stance, params.still_s, needed_s) if is_there else None,
    )


def _ready(state: State, station: Station) -> Scene:
    """Show a calm word before the first rep, and the count between reps."""
    ladder = _ladder(state, station, _next_rung_in(state, station.drill))
    count = state.count
    if count:
        return Scene(kind=SceneKind.READY, number=count, number_note=_of_target(station), ladder=ladder)
    headline, line = _text(station, ScreenWord.READY), _text(station, ScreenWord.READY_LINE)
    return Scene(kind=SceneKind.READY, headline=headline, line=line, ladder=ladder)


def _rep(state: State) -> Scene:
    """Show a rep: nothing but the light at the edge of sight (hinge.md D)."""
    reach_h = state.attempt.rows[-1].hip_back_h / FREE_REACH_H if state.attempt.rows else 0.0
    return Scene(kind=SceneKind.REP, edge_light=reach_h)


def _lockout(state: State, station: Station, attempt: Attempt) -> Scene:
    count = state.count
    word = VERDICT_WORDS.get(attempt.verdict)
    return Scene(
        kind=SceneKind.LOCKOUT,
        headline="" if word is None else _text(station, word),
        headline_role=Role.HEED,
        number=count or None,
        number_note=_of_target(station) if count else "",
        ladder=_ladder(state, station, attempt.rung_in),
        range_gauge=_range_gauge(attempt, station),
    )
