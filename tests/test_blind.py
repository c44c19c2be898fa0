"""When nothing could be judged, and why: each cause by the state or the tick that tells of it."""

from dataclasses import replace

import pytest

from kiosk.analysis import inputs_of
from kiosk.blind import BlindWatch, Cause
from kiosk.core.attempt import GAP_S
from kiosk.core.pose import PoseSample
from kiosk.core.session import State, TickInput, initial, step
from kiosk.core.units import TICK_HZ, us_of_tick
from kiosk.core.vocab import Missing, Presence
from tests.builders import Story, pose_at
from tests.visits import MODEL, free_station

SEEN = State()
SEEN = replace(
    SEEN,
    body=replace(SEEN.body, presence=replace(SEEN.body.presence, presence=Presence.PRESENT, is_good=True)),
)


def with_presence(**fields):
    return replace(SEEN, body=replace(SEEN.body, presence=replace(SEEN.body.presence, **fields)))


def with_missing(missing):
    return replace(SEEN, body=replace(SEEN.body, missing=missing))


def watched(*stretches):
    """Return the blinds of stretches of (seconds, state, tick's fields)."""
    watch, found, tick = BlindWatch(), [], 0
    for seconds, state, fields in stretches:
        for _ in range(round(seconds * TICK_HZ)):
            has_sample = fields.get("has_sample", True)
            sample = PoseSample(
                sequence=tick, capture_us=us_of_tick(tick), pose=pose_at(), luma=100.0, frame_px=(640, 480)
            )
            flags = {name: value for name, value in fields.items() if name != "has_sample"}
            tick_input = TickInput(tick=tick, sample=sample if has_sample else None, **flags)
            watch.look(replace(state, now_us=us_of_tick(tick)), tick_input, found)
            tick += 1
    watch.close(found)
    return found


@pytest.mark.parametrize(
    ("state", "fields", "cause"),
    [
        (with_presence(presence=Presence.LOST), {}, Cause.NOBODY),
        (with_presence(presence=Presence.ABSENT), {}, Cause.NOBODY),
        (with_presence(is_good=False), {}, Cause.COVERED),
        (with_missing(Missing.TOO_DARK), {}, Cause.TOO_DARK),
        (with_missing(Missing.NOT_ON_LANE), {}, Cause.NOT_ON_LANE),
        (replace(SEEN, hands=replace(SEEN.hands, paused_us=0)), {}, Cause.PAUSED),
        (SEEN, {"has_trouble": True}, Cause.CAMERA),
        (SEEN, {"has_sample": False}, Cause.CAMERA),
        (SEEN, {"is_missed": True, "has_sample": False}, Cause.MISSED),
    ],
)
def test_each_cause_is_told_for_as_long_as_it_lasts(state, fields, cause):
    (blind,) = watched((2.0, SEEN, {}), (4.0, state, fields), (1.0, SEEN, {}))
    assert blind.cause is cause
    late_s = GAP_S if cause is Cause.CAMERA and "has_sample" in fields else 0.0
    assert (blind.end_us - blind.start_us) / 1e6 == pytest.approx(4.0 - late_s, abs=2 / TICK_HZ)


@pytest.mark.parametrize("missing", [Missing.NOT_STILL, Missing.NOT_TALL, Missing.NOT_AT_WALL])
def test_what_is_asked_of_the_athlete_is_no_blindness(missing):
    assert watched((3.0, with_missing(missing), {})) == []


def test_who_is_measured_against_a_lockout_is_no_blindness_also_beside_the_line():
    station = free_station()
    state = initial(station)
    for tick_input in inputs_of(Story(seed=1, model=MODEL).stand(3).samples(15.0)):
        state = step(state, tick_input, station)[0]
        if state.body.lockout is not None:
            break
    beside = with_missing(Missing.NOT_ON_LANE)
    measured = replace(beside, body=replace(beside.body, lockout=state.body.lockout))
    assert measured.body.lockout is not None
    assert watched((3.0, measured, {})) == []


def test_what_the_core_holds_over_is_no_blindness():
    assert watched((2.0, SEEN, {}), (GAP_S, with_presence(is_good=False), {}), (2.0, SEEN, {})) == []


def test_what_is_not_over_at_the_end_is_told_up_to_there():
    (blind,) = watched((1.0, SEEN, {}), (2.0, with_presence(presence=Presence.LOST), {}))
    assert blind.end_us == us_of_tick(3 * TICK_HZ - 1)
