"""Calibrating: the owner is led from mark to mark, each is measured until steady, and a lane comes of it or a refusal.

In:  ticks, and pose samples as they come.
Out: the next state, what happened, and commands for the voice.
Not here: what is remembered (calibration_state.py), one stand (mark_stand.py), the fit (lane.py), the sentences
(calibration_talk.py), the picture (calibration_scene.py), the file (storage/calibration.py).

Rule: a mark that was not seen well is asked for again, a lane that cannot be trusted from the start; after a few tries
it ends with the reason. Nobody has to touch anything.
"""

from math import fsum
from typing import Final

from kiosk.core.calibration_state import (
    Calibrated,
    CalibrationOutput,
    CalibrationRefused,
    CalibrationState,
    Guide,
    MarkTaken,
    Phase,
)
from kiosk.core.calibration_talk import Refusal, refused_clips, result_clips, wanted_clips, warned_clips
from kiosk.core.frozen import replace
from kiosk.core.lane import LaneKind, LaneRefused, Mark, fit_lane
from kiosk.core.mark_stand import (
    Hindrance,
    Seen,
    Stand,
    Stay,
    facing_of,
    hindered,
    look,
    place_px,
    stand_of,
    stay_px_per_in,
    stayed,
    steadiness,
)
from kiosk.core.pose import PoseSample
from kiosk.core.speech import Play, Speak, SpeechCommand
from kiosk.core.units import us_of_s, us_of_tick
from kiosk.core.vocab import Earcon

ON_MARK: Final = (0.65, 1.6)
"""A step counts as the one asked for between these shares of it. Rough inches are wrong by a seventh for bodies of 150
to 195 cm and by a tenth from perspective: a whole step reads 0.78 to 1.27, half of one at most 0.63, two at least 1.6.
"""
ABOUT_IN: Final = 12.0
"""Who stands further than this beyond the marks is on the way, not on a wrong one."""
PROGRESS_LOST: Final = 0.4
MOST_RESTARTS: Final = 4
"""So many measurements broken off at one mark are somebody who does not stand still."""
LARGEST_ERROR_IN: Final = 1.0
"""A lane that is wrong by the ladder's own inch (1 SD) cannot tell a rung."""
LARGEST_ROLL_DEG: Final = 4.0
"""Three SD of what people's own stance does to it (1.3 deg; hinge.md B.1: a roll is an error in every angle)."""
NOTICED_US: Final = us_of_s(1.0)
"""What hinders is shown once it has lasted, so that nobody is told about a stride."""
WARN_US: Final = us_of_s(4.0)
REPEAT_US: Final = us_of_s(12.0)
"""What hinders is said after 4 s; whatever was said last is said again after 12 s of silence."""
MOST_COUNTED: Final = 1800
"""A minute of samples: what stood in the way before it no longer does."""
SET_OUT_US: Final = us_of_s(3.0)
"""Whoever was asked to the wall has set out by then; before, standing still means listening."""
KEPT_US: Final = us_of_s(6.0)
REFUSED_US: Final = us_of_s(3.0)
RESULT_US: Final = us_of_s(6.0)
"""How long a refusal and the result stand after the voice has ended."""

HINDERED: Final = {hindrance: Refusal(hindrance.value) for hindrance in Hindrance}
FROM_THE_START: Final = (Refusal.WRONG_ORDER, Refusal.MARKS_DISAGREE, Refusal.CAMERA_TILTED)


def step(
    state: CalibrationState, tick: int, sample: PoseSample | None, guide: Guide
) -> tuple[CalibrationState, CalibrationOutput]:
    """Advance by one tick, with the sample that came since the last one, if any."""
    state = replace(state, now_us=us_of_tick(tick))
    match state.phase:
        case Phase.STAND:
            return _stand(state, sample, guide)
        case Phase.HEAR_REFUSAL:
            if state.now_us < state.spoken_us + REFUSED_US:
                return state, CalibrationOutput()
            refused = state.refused
            assert refused is not None
            if refused.is_last:
                return replace(state, phase=Phase.OVER), CalibrationOutput()
            kept = () if refused.refusal in FROM_THE_START else state.stands
            return replace(_asked_anew(state), phase=Phase.STAND, stands=kept), CalibrationOutput()
        case Phase.HEAR_RESULT:
            is_over = state.now_us >= state.spoken_us + RESULT_US
            return (replace(state, phase=Phase.OVER) if is_over else state), CalibrationOutput()
        case Phase.OVER:
            return state, CalibrationOutput()


def given_up(state: CalibrationState, guide: Guide) -> tuple[CalibrationState, CalibrationOutput]:
    """Refuse the mark that is asked for and end, because no more samples come."""
    return _refuse(replace(state, tries=guide.most_tries - 1), _commonest(state), guide)


def _stand(
    state: CalibrationState, sample: PoseSample | None, guide: Guide
) -> tuple[CalibrationState, CalibrationOutput]:
    state, speech = _prompted(state, guide)
    if sample is not None:
        state = _seen(replace(state, frame_px=sample.frame_px), sample, guide)
        state, output = _judged(state, guide)
        if output.events:
            return state, replace(output, speech=(*speech, *output.speech))
    assert state.asked_us is not None
    if state.restarts >= MOST_RESTARTS:
        return _refuse(state, Refusal.NOT_STILL, guide)
    if state.now_us - state.asked_us > us_of_s(guide.patience_s):
        return _refuse(state, _commonest(state), guide)
    return state, CalibrationOutput(speech=speech)


def _prompted(state: CalibrationState, guide: Guide) -> tuple[CalibrationState, tuple[SpeechCommand, ...]]:
    """Ask for the mark when it is its turn; later tell what hinders, or ask again, but never while one is measured."""
    wanted = wanted_clips(guide.marks_in[len(state.stands)], guide.pack)
    if state.asked_us is None:
        state = replace(state, asked_us=state.now_us)
        return _said(state, wanted, guide)
    silent_us = state.now_us - state.spoken_us
    if silent_us < 0 or state.progress > 0:
        return state, ()
    is_hindered = state.hindrance is not None and state.now_us - state.hindrance_us >= WARN_US
    if silent_us < (WARN_US if is_hindered and state.hindrance_us > state.spoken_us - WARN_US else REPEAT_US):
        return state, ()
    warning = warned_clips(state.hindrance, guide.pack) if is_hindered and state.hindrance is not None else ()
    return _said(state, warning or wanted, guide)


def _said(
    state: CalibrationState, clips: tuple[str, ...], guide: Guide
) -> tuple[CalibrationState, tuple[SpeechCommand, ...]]:
    return replace(state, spoken_us=state.now_us + guide.pack.length_us(clips)), (Speak(clips=clips),)


def _seen(state: CalibrationState, sample: PoseSample, guide: Guide) -> CalibrationState:
    """Take a sample in: the stay it lengthens, or what hinders it."""
    seen = look(sample, guide.gate)
    if isinstance(seen, Hindrance):
        stay = hindered(state.stay, sample.capture_us)
        state = _hindered_by(replace(state, stay=stay), HINDERED[seen])
        return state if stay.seen else _lost(state)
    stay, is_new = stayed(state.stay, seen)
    state = replace(_lost(state) if is_new else state, stay=_shortened(stay, seen))
    if _is_turned(state):
        return _hindered_by(_lost(state), Refusal.FACING_WALL)
    return replace(state, hindrance=None)


def _judged(state: CalibrationState, guide: Guide) -> tuple[CalibrationState, CalibrationOutput]:
    """Measure the stay if it is on the mark that was asked for; take the mark once it is steady."""
    if state.hindrance is not None or not state.stay.seen:
        return state, CalibrationOutput()
    is_heard = guide.is_recorded or state.now_us >= state.spoken_us + (0 if state.stands else SET_OUT_US)
    if not is_heard and not state.stands:
        # The first mark is known by nothing but standing still, and so is whoever still listens.
        return replace(state, stay=Stay(), progress=0.0), CalibrationOutput()
    share = _share_of_step(state, guide)
    if not ON_MARK[0] <= share <= ON_MARK[1]:
        state = replace(state, progress=0.0, tally=_counted(state, Refusal.NOBODY))
        is_wrong = is_heard and _is_wrong(share, state, guide) and steadiness(state.stay) >= 1
        return _refuse(state, Refusal.WRONG_ORDER, guide) if is_wrong else (state, CalibrationOutput())
    progress = steadiness(state.stay)
    state = replace(state, progress=progress, tally=_counted(state, Refusal.NOT_STILL))
    return _taken(state, guide) if progress >= 1 and is_heard else (state, CalibrationOutput())


def _share_of_step(state: CalibrationState, guide: Guide) -> float:
    """Return how far the stay is from the last mark, as a share of the way asked for; 1 for the first mark."""
    if not state.stands:
        return 1.0
    at_px = place_px(state.stay) - state.stands[-1].ankle_px[0]
    outwards = _outwards(state) or (1 if at_px > 0 else -1)
    asked = len(state.stands)
    return outwards * at_px / stay_px_per_in(state.stay) / (guide.marks_in[asked] - guide.marks_in[asked - 1])


def _is_wrong(share: float, state: CalibrationState, guide: Guide) -> bool:
    """Whether a place that is not the mark's is another mark's, or none of the owner's business here."""
    asked = len(state.stands)
    off_in = share * (guide.marks_in[asked] - guide.marks_in[asked - 1])
    at_in = guide.marks_in[asked - 1] + off_in
    is_about = guide.marks_in[0] - guide.marks_in[-1] <= at_in <= guide.marks_in[-1] + ABOUT_IN
    return is_about and not -ON_MARK[0] < share < ON_MARK[1]


def _outwards(state: CalibrationState) -> int:
    """Return the wall's other side: where the marks went, else where the owner looks; 0 when neither tells."""
    if len(state.stands) > 1:
        return 1 if state.stands[-1].ankle_px[0] > state.stands[0].ankle_px[0] else -1
    return state.stands[0].facing


def _is_turned(state: CalibrationState) -> bool:
    return bool(state.stands) and facing_of(state.stay) * state.stands[0].facing < 0


def _taken(state: CalibrationState, guide: Guide) -> tuple[CalibrationState, CalibrationOutput]:
    stand = stand_of(state.stay)
    at_in = guide.marks_in[len(state.stands)]
    state = replace(_asked_anew(state), stands=(*state.stands, stand), stay=state.stay)
    taken = MarkTaken(at_us=state.now_us, mark=mark_of(stand, at_in))
    if len(state.stands) < len(guide.marks_in):
        return state, CalibrationOutput(events=(taken,), speech=(Play(earcon=Earcon.RUNG_UP),))
    state, output = _fitted(state, guide)
    return state, replace(output, events=(taken, *output.events))


def _fitted(state: CalibrationState, guide: Guide) -> tuple[CalibrationState, CalibrationOutput]:
    """Fit the lane through all stands; refuse what cannot be trusted, else tell how good it is."""
    marks = [mark_of(stand, at_in) for stand, at_in in zip(state.stands, guide.marks_in, strict=True)]
    try:
        lane = fit_lane(marks, state.frame_px)
    except LaneRefused as refused:
        return _refuse(state, Refusal.MARKS_DISAGREE, guide, reasons=refused.reasons)
    if lane.error_in is not None and lane.error_in > LARGEST_ERROR_IN:
        told = f"By these marks a distance is good to {lane.error_in:.1f} in only, and at most {LARGEST_ERROR_IN:g} in"
        reason = f"{told} will do: measure every tape from the wall and stand on them again."
        return _refuse(state, Refusal.MARKS_DISAGREE, guide, reasons=(reason,))
    roll_deg = roll_of(state.stands)
    if roll_deg is not None and abs(roll_deg) > LARGEST_ROLL_DEG:
        turn = "anti-clockwise" if roll_deg > 0 else "clockwise"
        reason = f"The camera is tilted by about {abs(roll_deg):.0f} degrees: turn it {turn} until it is level."
        return _refuse(state, Refusal.CAMERA_TILTED, guide, reasons=(reason,))
    result = Calibrated(at_us=state.now_us, lane=lane, roll_deg=roll_deg)
    error_in = None if lane.kind is LaneKind.UNVERIFIED else lane.error_in
    state, speech = _said(
        replace(state, phase=Phase.HEAR_RESULT, result=result), result_clips(error_in, roll_deg, guide.pack), guide
    )
    return state, CalibrationOutput(events=(result,), speech=(Play(earcon=Earcon.SET_DONE), *speech))


def mark_of(stand: Stand, at_in: float) -> Mark:
    """Return the stand as a mark, rounded so that the file holds exactly what was fitted."""
    return Mark(
        inches=float(at_in),
        ankle_px=(round(stand.ankle_px[0], 2), round(stand.ankle_px[1], 2)),
        height_px=None if stand.height_px is None else round(stand.height_px, 1),
        scatter_in=round(stand.scatter_px / stand.px_per_in, 2),
    )


def roll_of(stands: tuple[Stand, ...]) -> float | None:
    """Return the camera's roll in degrees, clockwise positive, by the upright bodies; None when no ears were seen.

    From ankles to ears a body is upright to 1.3 deg (1 SD between people), and the same person stands on every mark, so
    the mean over the marks is hardly better. The floor line tells less: its slope in the frame is also perspective, and
    from a lane of two feet that is known to some degrees only.
    """
    leans = [stand.lean_deg for stand in stands if stand.lean_deg is not None]
    return -fsum(leans) / len(leans) if leans else None


def _refuse(
    state: CalibrationState, refusal: Refusal, guide: Guide, *, reasons: tuple[str, ...] = ()
) -> tuple[CalibrationState, CalibrationOutput]:
    tries = state.tries + 1
    refused = CalibrationRefused(
        at_us=state.now_us,
        refusal=refusal,
        at_in=guide.marks_in[min(len(state.stands), len(guide.marks_in) - 1)],
        reasons=reasons,
        is_last=tries >= guide.most_tries,
    )
    clips = refused_clips(refusal, guide.pack, is_last=refused.is_last)
    state, speech = _said(replace(state, phase=Phase.HEAR_REFUSAL, tries=tries, refused=refused), clips, guide)
    return state, CalibrationOutput(events=(refused,), speech=(Play(earcon=Earcon.ATTENTION), *speech))


def _asked_anew(state: CalibrationState) -> CalibrationState:
    """Return the state in which the next mark has still to be asked for."""
    return replace(state, asked_us=None, stay=Stay(), progress=0.0, restarts=0, tally=(), hindrance=None)


def _hindered_by(state: CalibrationState, refusal: Refusal) -> CalibrationState:
    is_new = state.hindrance is not refusal
    return replace(
        state,
        hindrance=refusal,
        hindrance_us=state.now_us if is_new else state.hindrance_us,
        tally=_counted(state, refusal),
    )


def _lost(state: CalibrationState) -> CalibrationState:
    """Return the state after the feet moved: a measurement that was well on its way was broken off."""
    return replace(state, progress=0.0, restarts=state.restarts + (state.progress > PROGRESS_LOST))


def _shortened(stay: Stay, seen: Seen) -> Stay:
    """Return the last seconds of a long stay."""
    kept = tuple(one for one in stay.seen if seen.time_us - one.time_us <= KEPT_US)
    return stay if len(kept) == len(stay.seen) else Stay(seen=kept, came=stay.came - (len(stay.seen) - len(kept)))


def _counted(state: CalibrationState, refusal: Refusal) -> tuple[Refusal, ...]:
    return (*state.tally[-MOST_COUNTED:], refusal)


def _commonest(state: CalibrationState) -> Refusal:
    """Return what stood in the way of most samples since the mark was asked for."""
    if not state.tally:
        return Refusal.NOBODY
    return max(Refusal, key=state.tally.count)
