"""What the mirror shows: the session's state becomes the description of one picture.

In:  the state after a tick, the station, and what is known outside the visit.
Out: a Scene.
Not here: what happened (session.py), what is measured for the eye (gauges.py), the drawn body (figure.py), pixels
(output/).

Rule: a function of the state alone, so the same state is the same picture; what lies outside a visit (the time of day)
is an argument and shows in an empty room and at the end only. One thing is asked for at a time, and during
a rep nothing is shown but the light.
"""

from collections.abc import Mapping
from math import ceil
from typing import Final

from kiosk.core.cues import MISSING_AFTER_S
from kiosk.core.distance import about, whole
from kiosk.core.drill import DrillKind
from kiosk.core.figure import STANDING, figure_of
from kiosk.core.frozen import replace
from kiosk.core.gauges import (
    LIGHT_STEPS,
    edge_light_of,
    ladder_of,
    live_place_in,
    next_rung_in,
    range_gauge_of,
    step_gauge_of,
    stillness_ring,
)
from kiosk.core.hands_scene import choice_scene, paused_scene, with_hand
from kiosk.core.idle import INSIDE, Outside, idle_scene
from kiosk.core.rerun import rerun_scene
from kiosk.core.scene import Ring, Role, Scene, SceneKind, StepGauge
from kiosk.core.silence import captioned
from kiosk.core.state import State, Station, here
from kiosk.core.takeaway import takeaway_of
from kiosk.core.timer import TimerPhase, TimerState
from kiosk.core.units import s_of_us, us_of_s
from kiosk.core.verdict import Attempt
from kiosk.core.vocab import Missing, Presence, RepPhase, Stage, Verdict
from kiosk.core.vocab_cues import ScreenWord
from kiosk.core.wording import distance_text, name_of, text_of

LOCKOUT_US: Final = us_of_s(1.0)
"""How long an attempt's result stands alone (hinge.md D)."""
FLASH_US: Final = us_of_s(0.3)
"""Since the touch's capture: 0.2 s of light, and up to 0.1 s that a sample takes to get here."""
LOST_US: Final = us_of_s(1.0)
"""Whoever is out of sight for less has only turned or been covered."""
MISSING_US: Final = us_of_s(MISSING_AFTER_S)
"""The mirror asks when the voice does."""


MOST_SHOWN_S: Final = 99
"""A third digit has no room; a minute and a half of it is read as long enough."""

MISSING_WORDS: Final[Mapping[Missing, ScreenWord]] = {missing: ScreenWord(missing.value) for missing in Missing}
UNPICTURED: Final = (Missing.CAMERA, Missing.TOO_DARK, Missing.TOO_CLOSE, Missing.FEET_OUT_OF_VIEW)
"""What a drawing of somebody who stands right does not explain."""
OF_THE_ZERO: Final = (Missing.NOT_STILL, Missing.NOT_TALL, Missing.NOT_AT_WALL)
"""What the zero's own picture asks for."""
VERDICT_WORDS: Final[Mapping[Verdict, ScreenWord]] = {
    Verdict.LEAN: ScreenWord.LEAN,
    Verdict.NEAR_MISS: ScreenWord.NEAR_MISS,
    Verdict.SHALLOW: ScreenWord.SHALLOW,
    Verdict.SQUAT: ScreenWord.SQUAT,
    Verdict.NO_LOCKOUT: ScreenWord.NO_LOCKOUT,
    Verdict.NOT_SURE: ScreenWord.NOT_SURE,
    Verdict.VOID: ScreenWord.VOID,
}
"""The verdicts with a word of their own; of the others the count is the word."""


def describe(state: State, station: Station, outside: Outside = INSIDE) -> Scene:
    """Return the picture of this instant."""
    choices, station = station.choices, here(state, station)
    if state.has_trouble:
        scene = _fail_safe(station)
    elif state.hands.choice is not None:
        scene = choice_scene(choices[state.hands.choice])
    elif state.hands.paused_us is not None:
        scene = paused_scene(station)
    else:
        scene = _scene(state, station, outside)
    scene = with_hand(scene, state)
    if state.is_silent:
        scene = captioned(scene, state, station.pack)
    return replace(scene, is_wall_right=_is_wall_right(state, station), has_wall=station.drill.has_wall)


def _scene(state: State, station: Station, outside: Outside) -> Scene:
    match state.course.stage:
        case Stage.IDLE:
            return _idle(state, station, outside)
        case Stage.PLACEMENT:
            return _asking(state, station) or _placement(state, station)
        case Stage.ZERO:
            return _asking(state, station) or _zero(state, station)
        case Stage.STEP_OUT | Stage.SET:
            return _work(state, station)
        case Stage.REST | Stage.SUMMARY if _has_just_ended(state):
            return _last_lockout(state, station)
        case Stage.REST if not state.course.is_step_over:
            still = _rest(state, station)
            return rerun_scene(state, station, still) or still
        case Stage.REST | Stage.SUMMARY:
            return _summary(state, station, outside)


def _idle(state: State, station: Station, outside: Outside) -> Scene:
    """Show the empty room's own pictures, and in place of the invitation what the owner has to mend."""
    resting = idle_scene(station, outside)
    if state.is_moved and station.drill.has_wall and (resting is None or resting.kind is SceneKind.CLOCK):
        return _camera_moved(station)
    return resting or _attract(station)


def _fail_safe(station: Station) -> Scene:
    headline = text_of(station, ScreenWord.FAIL_SAFE)
    return Scene(kind=SceneKind.FAIL_SAFE, headline=headline, headline_role=Role.HEED)


def _attract(station: Station) -> Scene:
    headline = text_of(station, ScreenWord.ATTRACT)
    line = text_of(station, ScreenWord.ATTRACT_LINE if station.drill.has_wall else ScreenWord.NOT_SIDE_ON)
    return Scene(kind=SceneKind.ATTRACT, headline=headline, line=line, figure=STANDING)


def _camera_moved(station: Station) -> Scene:
    """Tell the owner; whoever only wants to train still sees how to stand, and can."""
    return Scene(
        kind=SceneKind.ATTRACT,
        headline=text_of(station, ScreenWord.CAMERA_MOVED),
        headline_role=Role.HEED,
        line=text_of(station, ScreenWord.CALIBRATE_ANEW),
        figure=STANDING,
    )


def _asking(state: State, station: Station) -> Scene | None:
    """Show what keeps the station from working. Between reps it must have lasted: a glance at the mirror is no turn."""
    if _is_lost(state):
        return Scene(kind=SceneKind.PLACEMENT, headline=text_of(station, ScreenWord.LOST), headline_role=Role.HEED)
    missing = state.body.missing
    if missing is None or missing in OF_THE_ZERO:
        return None
    is_new = state.now_us - state.talk.memory.missing_us < MISSING_US
    if is_new and state.course.stage in (Stage.STEP_OUT, Stage.SET):
        return None
    headline = text_of(station, MISSING_WORDS[missing])
    figure = None if missing in UNPICTURED else STANDING
    return Scene(kind=SceneKind.PLACEMENT, headline=headline, headline_role=Role.HEED, figure=figure)


def _is_lost(state: State) -> bool:
    lost_us = state.course.lost_us
    if lost_us is None or state.body.presence.presence is Presence.PRESENT:
        return False
    return state.now_us - lost_us > LOST_US


def _placement(state: State, station: Station) -> Scene:
    """Show what the first measurement waits for: somebody side-on, tall and still."""
    geometry, gate = state.body.geometry, station.params.gate
    if geometry is None:
        word = ScreenWord.NOT_SIDE_ON
    elif abs(geometry.lean_deg) > gate.tall_lean_deg or geometry.knee_deg > gate.tall_knee_deg:
        word = ScreenWord.NOT_TALL
    else:
        word = ScreenWord.NOT_STILL
    return Scene(kind=SceneKind.PLACEMENT, headline=text_of(station, word), figure=STANDING)


def _zero(state: State, station: Station) -> Scene:
    stance, params = state.place.stance, station.params.stance
    place_in = live_place_in(stance, state.now_us)
    is_tall = state.body.missing is not Missing.NOT_TALL
    is_there = is_tall and place_in is not None and abs(place_in) <= params.zero_tolerance_in
    word = ScreenWord.ON_LINE if is_there else ScreenWord.ZERO
    return Scene(
        kind=SceneKind.ZERO,
        headline=text_of(station, word if is_tall else ScreenWord.NOT_TALL),
        headline_role=Role.CALM if is_there else Role.INK,
        line=text_of(station, ScreenWord.ZERO_LINE),
        figure=STANDING,
        ring=stillness_ring(stance, params.still_s, params.zero_still_s) if is_there else None,
    )


def _work(state: State, station: Station) -> Scene:
    """Show a rep, else its result, else what keeps the next from counting, else where to stand or that all is ready."""
    if station.drill.kind is DrillKind.TIMER:
        return _timer(state, station)
    if not _is_lost(state):
        if state.hold.is_running:
            return _hold(state, station)
        if state.attempt.phase is not RepPhase.LOCKOUT:
            return _rep(state, station)
        if _has_result(state, station):
            return _lockout(state, station, state.records[-1])
    asking = _asking(state, station)
    if asking is not None:
        return asking
    return _ready(state, station) if state.course.stage is Stage.SET else _step_out(state, station)


def _has_result(state: State, station: Station) -> bool:
    """Whether an attempt's result stands alone; a hold that was broken off has none to show."""
    if not state.records or state.now_us - state.records[-1].end_us >= LOCKOUT_US:
        return False
    return station.drill.kind is DrillKind.REPS or state.records[-1].verdict.is_counted


def _rep(state: State, station: Station) -> Scene:
    is_flash = state.is_felt and state.now_us - state.felt_us < FLASH_US
    light = edge_light_of(state, station)
    return Scene(kind=SceneKind.REP, edge_light=light, is_light_of_hips=True, is_flash=is_flash)


def _hold(state: State, station: Station) -> Scene:
    """Show a hold as the dark of a rep, with a light that grows with its seconds."""
    share = s_of_us(state.hold.held_us) / max(station.drill.dose.hold_s, 1.0)
    return Scene(kind=SceneKind.REP, edge_light=round(min(share, 1.0) * LIGHT_STEPS) / LIGHT_STEPS)


def _timer(state: State, station: Station) -> Scene:
    """Show the drill's name, what comes, and the seconds left of it, large enough for somebody on the floor."""
    params = station.drill.timer
    is_idle = state.timer.phase is TimerPhase.IDLE
    timer = TimerState(phase=TimerPhase.LEAD, since_us=state.now_us) if is_idle else state.timer
    left_s = ceil(s_of_us(timer.left_us(state.now_us, params)))
    words = {TimerPhase.LEAD: ScreenWord.GET_READY, TimerPhase.CHANGE: ScreenWord.OTHER_SIDE}
    word = words.get(timer.phase)
    return Scene(
        kind=SceneKind.TIMER,
        headline=name_of(station),
        number=min(left_s, MOST_SHOWN_S) or None,
        number_note="" if word is None else text_of(station, word),
    )


def _lockout(state: State, station: Station, attempt: Attempt) -> Scene:
    word, count = VERDICT_WORDS.get(attempt.verdict), state.count
    return Scene(
        kind=SceneKind.LOCKOUT,
        headline="" if word is None else text_of(station, word),
        headline_role=Role.HEED,
        number=count or None,
        number_note=_of_target(station) if count else "",
        ladder=ladder_of(state, station, attempt.rung_in),
        range_gauge=range_gauge_of(attempt, station),
    )


def _has_just_ended(state: State) -> bool:
    """Whether the set's last rep still has its second: no rest and no summary takes the count from it."""
    records = state.records
    is_last = bool(records) and len(records) == state.course.set_first and records[-1].verdict.is_counted
    return is_last and state.now_us - records[-1].end_us < LOCKOUT_US


def _last_lockout(state: State, station: Station) -> Scene:
    """Show the count of the set that has just ended; its drill may have given way to the next one already."""
    course = state.course
    scene = _lockout(state, station, state.records[-1])
    number = sum(item.verdict.is_counted for item in state.records[course.done_first : course.set_first])
    if course.is_between_drills:
        return replace(scene, number=number, ladder=None, range_gauge=None)
    return replace(scene, number=number, number_note=_of_target(station))


def _step_out(state: State, station: Station) -> Scene:
    place, params, gauge = state.place, station.params.stance, step_gauge_of(state, station)
    ladder = ladder_of(state, station, gauge.target_in)
    if not _is_on_target(state, gauge):
        word = ScreenWord.STEP_IN if _is_too_far(state, gauge) else ScreenWord.STEP_OUT
        headline, line = text_of(station, word), text_of(station, ScreenWord.HEELS_LINE)
        return Scene(kind=SceneKind.STEP_OUT, headline=headline, line=line, ladder=ladder, step_gauge=gauge)
    is_kept = place.anchor is not None and place.anchor.rung_in == gauge.target_in
    needed_s = params.still_s if is_kept or place.target_in is not None else params.own_choice_still_s
    return Scene(
        kind=SceneKind.STEP_OUT,
        headline=text_of(station, ScreenWord.ON_LINE),
        headline_role=Role.CALM,
        ladder=ladder,
        step_gauge=gauge,
        ring=stillness_ring(place.stance, params.still_s, needed_s),
    )


def _is_on_target(state: State, gauge: StepGauge) -> bool:
    """Whether the heels stand where they should: not before they leave another rung, nor after a refusal."""
    place = state.place
    is_elsewhere = place.proof is not None and place.proof.rung_in != gauge.target_in
    if gauge.heel_in is None or is_elsewhere or place.refused_reading_in is not None:
        return False
    return abs(gauge.heel_in - gauge.target_in) <= gauge.tolerance_in


def _is_too_far(state: State, gauge: StepGauge) -> bool:
    """Whether the way to the target is towards the wall, by the best that is known of the heels."""
    place = state.place
    if place.refused_reading_in is not None:
        return place.refused_reading_in - place.bias_in > gauge.target_in
    if gauge.heel_in is not None:
        return gauge.heel_in > gauge.target_in
    return place.anchor is not None and place.anchor.rung_in > gauge.target_in


def _ready(state: State, station: Station) -> Scene:
    """Show a calm word before the first rep, and the count between reps."""
    ladder, count = ladder_of(state, station, next_rung_in(state, station)), state.count
    if count:
        return Scene(kind=SceneKind.READY, number=count, number_note=_of_target(station), ladder=ladder)
    headline, line = text_of(station, ScreenWord.READY), text_of(station, ScreenWord.READY_LINE)
    if not station.drill.has_wall:
        headline = name_of(station)
    return Scene(kind=SceneKind.READY, headline=headline, line=line, ladder=ladder)


def _rest(state: State, station: Station) -> Scene:
    """Show the set's end: its last rep from the side, the next rung, and the seconds left."""
    rung_in, last = next_rung_in(state, station), _last_rep(state)
    line = (
        distance_text(station, ScreenWord.REST_LINE, whole(rung_in, station.drill.unit)) if station.needs_lane else ""
    )
    if state.course.is_between_drills:
        line = station.pack.screen[ScreenWord.REST_NEXT].format(drill=name_of(station))
    left_s = ceil(s_of_us(max(0, state.course.rest_until_us - state.now_us)))
    return Scene(
        kind=SceneKind.REST,
        headline=text_of(station, ScreenWord.REST, number=state.course.sets_done),
        line=line or text_of(station, ScreenWord.REST_FREE),
        fact=""
        if last is None or not station.drill.is_travel_told
        else distance_text(station, ScreenWord.FACT_TRAVEL, about(last.travel_in, station.drill.unit)),
        ladder=ladder_of(state, station, rung_in),
        figure=None if last is None else figure_of(lean_deg=last.lean_deg),
        ghost=None if last is None else STANDING,
        range_gauge=None if last is None else range_gauge_of(last, station),
        ring=Ring(share=min(left_s / max(s_of_us(state.course.rest_us), 1.0), 1.0), number=left_s),
    )


def _last_rep(state: State) -> Attempt | None:
    """Return the last counted rep; a hold, which went nowhere, has none to show."""
    last = next((attempt for attempt in reversed(state.records) if attempt.verdict.is_counted), None)
    return None if last is None or last.travel_in <= 0 else last


def _summary(state: State, station: Station, outside: Outside) -> Scene:
    course, best_in = state.course, state.ladder.best_in
    reps = state.reps
    sets = course.sets_done + (course.set_start_us is not None)
    if sets > 1:
        done = text_of(station, ScreenWord.SUMMARY_FACT, number=reps, sets=sets)
    else:
        done = text_of(station, ScreenWord.SUMMARY_REPS, number=reps)
    best = (
        "" if best_in is None else distance_text(station, ScreenWord.SUMMARY_LINE, whole(best_in, station.drill.unit))
    )
    code = takeaway_of(state, station, outside.today, done=done, best=best) if outside.has_code else ""
    return Scene(
        kind=SceneKind.SUMMARY,
        headline=text_of(station, ScreenWord.SUMMARY),
        line=best or done,
        fact=done if best else "",
        code=code,
        ladder=ladder_of(state, station, best_in),
    )


def _is_wall_right(state: State, station: Station) -> bool:
    """Return the wall's side as a mirror shows it, the other one than in the frame; without a lane it is behind."""
    if station.lane is not None and station.drill.has_wall:
        return not station.lane.is_wall_right
    return state.body.facing >= 0


def _of_target(station: Station) -> str:
    return text_of(station, ScreenWord.OF, target=station.drill.dose.reps)
