"""The right person: who owns the place is followed, whoever else is in view.

In:  stories of an athlete and of somebody else, and a pose that goes from one to the other as the model's does.
Out: counts, verdicts, sessions.
Not here: one rule alone (test_presence.py, test_identity.py), damage without a second person (test_robustness.py).

Rule: nobody else adds a rep or inherits the count. A rep of the athlete is counted, not sure or void, and the next one
is counted again.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import pytest

from kiosk.core.events import AskedToStep, AttemptDecided, SessionEnded, SetDone, StageEntered, ZeroTaken
from kiosk.core.session import Station
from kiosk.core.units import US_PER_S
from kiosk.core.vocab import Keypoint, Stage
from tests.builders import (
    Athlete,
    Bias,
    Posture,
    RepTruth,
    Story,
    Stream,
    Tempo,
    favour_far_side,
    half_way_to,
    hop_to,
    mix_with,
    one_after_another,
    swap_sides,
)
from tests.visits import MODEL, Visit, arrived, free_station, visit_of, wall_station

HINGE = Posture(kappa_deg=15, theta_deg=45)
BENT = Posture(kappa_deg=20, theta_deg=30)
QUICK = Tempo(down_s=1.2, hold_s=0.4, up_s=1.0, rest_s=0.6)
FREE, WALL = "free", "wall"
STATIONS = {FREE: free_station(), WALL: wall_station()}
REPS = 3
RATES = pytest.mark.parametrize("fps", [30, 10])
DRILLS = pytest.mark.parametrize("drill", [FREE, WALL])
LEFT = tuple(point for point in Keypoint if point.name.startswith("LEFT"))
RIGHT = tuple(point for point in Keypoint if point.name.startswith("RIGHT"))


def standing(drill: str, *, seed: int = 1) -> Story:
    """Whoever is ready for the first rep; at the wall on the rung of 3 in."""
    if drill == WALL:
        return arrived(3, seed=seed)
    return Story(heel_in=8, has_wall=False, seed=seed, model=MODEL).stand(2.5)


def working(story: Story, reps: int = REPS) -> Story:
    return story.touch_reps(reps) if story.has_wall else story.reps(reps, HINGE)


@cache
def told(drill: str) -> Story:
    return working(standing(drill)).stand(1.5)


@cache
def seen(drill: str, fps: float) -> Stream:
    return told(drill).samples(fps)


class Account(NamedTuple):
    """Counted attempts beyond the first of each rep; reps without any record; reps that were not counted."""

    added: int
    unrecorded: tuple[int, ...]
    uncounted: tuple[int, ...]


def account(visit: Visit, story: Story) -> Account:
    """Compare what was counted with what the athlete did; an attempt belongs to the rep it shares most time with."""
    found: Counter[int | None] = Counter()
    noted: set[int] = set()
    for item in visit.attempts:
        shared = [
            min(item.end_us / US_PER_S, rep.end_s) - max(item.start_us / US_PER_S, rep.start_s)
            for rep in story.reps_truth
        ]
        noted |= {number for number, common in enumerate(shared) if common > 0}
        if item.verdict.is_counted:
            found[shared.index(max(shared)) if max(shared) > 0 else None] += 1
    reps = range(len(story.reps_truth))
    return Account(
        added=found[None] + sum(max(found[number] - 1, 0) for number in reps),
        unrecorded=tuple(number for number in reps if number not in noted),
        uncounted=tuple(number for number in reps if not found[number]),
    )


def counts(visit: Visit) -> list[int]:
    """The count told after each counted attempt."""
    return [event.count for event in visit.of(AttemptDecided) if event.attempt.verdict.is_counted]


class Passer(NamedTuple):
    """Somebody who walks through the picture: nearer to the camera than the athlete or, below 0, further back."""

    towards_in: float
    stature_cm: float
    speed_in_s: float
    yaw_deg: float = 0.0


PASSERS = {
    "behind": Passer(-40, 175, 40),
    "in front": Passer(30, 175, 47, yaw_deg=180),
    "close behind and as tall in the picture": Passer(-20, 195, 35),
}
WHEN: dict[str, tuple[Callable[[RepTruth], float], float]] = {
    "between reps": (lambda rep: rep.start_s - 0.3, 0.4),
    "between reps, for long": (lambda rep: rep.start_s - 0.5, 1.5),
    "in a descent": (lambda rep: (rep.start_s + rep.bottom_s) / 2, 0.8),
    "at the bottom": (lambda rep: (rep.bottom_s + rep.bottom_end_s) / 2, 0.2),
    "at the bottom, for long": (lambda rep: (rep.bottom_s + rep.bottom_end_s) / 2, 1.2),
    "on the way up": (lambda rep: (rep.bottom_end_s + rep.end_s) / 2, 0.6),
}


def passing(drill: str, passer: Passer, at_s: float, fps: float) -> Stream:
    """Walk for two seconds either way of the moment when both are at the same place along the lane."""
    ahead = -1.0 if passer.yaw_deg else 1.0
    start_s = int(at_s - 2.0)
    start_in = told(drill).place.heel_in - ahead * passer.speed_in_s * (at_s - start_s)
    walker = Story(
        heel_in=start_in,
        has_wall=False,
        seed=9,
        model=MODEL,
        towards_in=passer.towards_in,
        yaw_deg=passer.yaw_deg,
        athlete=Athlete(stature_cm=passer.stature_cm),
    )
    walk = walker.walk(start_in + ahead * passer.speed_in_s * 4.5, passer.speed_in_s)
    return walk.samples(fps, start_us=start_s * US_PER_S)


@RATES
@DRILLS
@pytest.mark.parametrize("who", PASSERS)
@pytest.mark.parametrize("when", WHEN)
def test_a_passer_by_adds_no_rep_and_spoils_only_what_he_hides(when: str, who: str, drill: str, fps: float) -> None:
    story, (moment, lasts_s) = told(drill), WHEN[when]
    at_s = moment(story.reps_truth[1])
    from_s, to_s = at_s - lasts_s / 2, at_s + lasts_s / 2
    other = passing(drill, PASSERS[who], at_s, fps)
    found = account(visit_of(hop_to(seen(drill, fps), other, from_s, to_s), STATIONS[drill]), story)
    hidden = {
        number for number, rep in enumerate(story.reps_truth) if rep.start_s - 0.3 < to_s and rep.end_s + 0.3 > from_s
    }
    assert (found.added, found.unrecorded) == (0, ())
    assert set(found.uncounted) <= hidden


MIXED: dict[str, Callable[[Stream, Stream, float, float], Stream]] = {
    "his left side": lambda stream, other, from_s, to_s: mix_with(stream, other, from_s, to_s, keypoints=LEFT, every=3),
    "his right side": lambda stream, other, from_s, to_s: mix_with(
        stream, other, from_s, to_s, keypoints=RIGHT, every=3
    ),
    "half way": lambda stream, other, from_s, to_s: half_way_to(stream, other, from_s, to_s, every=3),
}


@RATES
@DRILLS
@pytest.mark.parametrize("how", MIXED)
@pytest.mark.parametrize("when", ["in a descent", "at the bottom"])
def test_limbs_of_two_people_in_one_pose_make_no_rep(when: str, how: str, drill: str, fps: float) -> None:
    story = told(drill)
    at_s = WHEN[when][0](story.reps_truth[1])
    other = passing(drill, PASSERS["behind"], at_s, fps)
    mixed = MIXED[how](seen(drill, fps), other, at_s - 0.5, at_s + 0.5)
    found = account(visit_of(mixed, STATIONS[drill]), story)
    assert (found.added, found.unrecorded) == (0, ())
    assert set(found.uncounted) <= {1}


def spotting(story: Story, ahead_in: float, towards_in: float, yaw_deg: float, stature_cm: float) -> Story:
    """Stand by for the whole set, and bend with the athlete."""
    spotter = Story(
        heel_in=story.place.heel_in + ahead_in,
        has_wall=False,
        seed=9,
        model=MODEL,
        towards_in=towards_in,
        yaw_deg=yaw_deg,
        athlete=Athlete(stature_cm=stature_cm),
    )
    for rep in story.reps_truth:
        down = spotter.hold(rep.start_s - spotter.now_s).move_to(BENT, rep.bottom_s - rep.start_s)
        spotter = down.hold(rep.bottom_end_s - rep.bottom_s).move_to(Posture(), rep.end_s - rep.bottom_end_s)
    return spotter.hold(story.now_s - spotter.now_s)


@RATES
@DRILLS
@pytest.mark.parametrize(
    ("where", "stature_cm"),
    [((5.0, -25.0, 180.0), 190.0), ((0.0, 25.0, 0.0), 170.0), ((25.0, 0.0, 180.0), 175.0), ((20.0, -20.0, 180.0), 165)],
    ids=["behind, facing", "in front", "before the athlete", "obliquely behind"],
)
@pytest.mark.parametrize(("every_s", "lasts_s"), [(3.1, 0.3), (5.2, 1.4)], ids=["glances", "long looks"])
def test_a_spotter_close_by_adds_no_rep(
    every_s: float, lasts_s: float, where: tuple[float, float, float], stature_cm: float, drill: str, fps: float
) -> None:
    story = told(drill)
    stream, at_s = seen(drill, fps), story.reps_truth[0].start_s - 1.0
    spotter = spotting(story, *where, stature_cm).samples(fps)
    while at_s < story.now_s - 1.0:
        stream = hop_to(stream, spotter, at_s, at_s + lasts_s)
        at_s += every_s
    found = account(visit_of(stream, STATIONS[drill]), story)
    assert (found.added, found.unrecorded) == (0, ())
    if lasts_s < 0.5:
        assert found.uncounted == ()


def hinging_behind(drill: str, *, from_s: float, lasts_s: float, fps: float) -> Stream:
    """Somebody who stands for two seconds further back, and hinges until the time is over."""
    story = Story(heel_in=told(drill).place.heel_in + 25, has_wall=False, seed=9, model=MODEL, towards_in=-60)
    reps = int(lasts_s / 3.2) + 1
    return story.hold(2.0).reps(reps, HINGE, QUICK).samples(fps, start_us=int(from_s) * US_PER_S)


@RATES
@DRILLS
def test_somebody_who_hinges_further_back_while_the_athlete_stands_adds_nothing(drill: str, fps: float) -> None:
    story = working(told(drill).stand(12.0), 1).stand(1.0)
    from_s = told(drill).now_s + 1.0
    other = hinging_behind(drill, from_s=from_s, lasts_s=9.0, fps=fps)
    visit = visit_of(hop_to(story.samples(fps), other, from_s, from_s + 9.0), STATIONS[drill])
    found = account(visit, story)
    assert (found.added, found.unrecorded) == (0, ())
    assert visit.of(SessionEnded) == ()
    if drill == FREE:
        assert found.uncounted == ()


@RATES
def test_somebody_who_hinges_further_back_while_the_athlete_is_out_for_a_rest_adds_nothing(fps: float) -> None:
    station = STATIONS[FREE]
    station = replace(station, drill=replace(station.drill, dose=replace(station.drill.dose, reps=REPS, rest_s=20.0)))
    away = told(FREE).walk(110, 47).absent(14.0)
    story = working(away.turn(180, 0.1).walk(8, 47).turn(0).stand(3.0), 1).stand(1.0)
    other = hinging_behind(FREE, from_s=away.now_s - 14.0, lasts_s=14.0, fps=fps)
    visit = visit_of(hop_to(story.samples(fps), other, away.now_s - 14.0, away.now_s), station)
    assert account(visit, story) == (0, (), ())
    assert [(event.number, event.reps) for event in visit.of(SetDone)] == [(1, REPS)]


def impatient(station: Station, lifeless_s: float) -> Station:
    """A station that gives a picture up sooner, so that its story is short."""
    gate = replace(station.params.gate, lifeless_s=lifeless_s)
    return replace(station, params=replace(station.params, gate=gate))


def picture(towards_in: float, yaw_deg: float) -> Story:
    return Story(heel_in=45, has_wall=False, seed=3, model=MODEL, towards_in=towards_in, yaw_deg=yaw_deg)


PICTURES = pytest.mark.parametrize(
    ("towards_in", "yaw_deg"), [(-60, 0), (-40, 90), (-20, 0)], ids=["far", "frontal", "near"]
)


@RATES
@DRILLS
@PICTURES
def test_a_picture_is_greeted_once_and_then_left_alone(
    towards_in: float, yaw_deg: float, drill: str, fps: float
) -> None:
    visit = visit_of(picture(towards_in, yaw_deg).hold(45).samples(fps), impatient(STATIONS[drill], 30.0))
    assert visit.count == 0
    assert visit.of(StageEntered)[-1].stage is Stage.IDLE
    assert sum(clip.startswith("greet") for clip in visit.clips) == 1


@RATES
@DRILLS
@PICTURES
def test_an_athlete_who_comes_to_a_station_with_a_picture_is_served(
    towards_in: float, yaw_deg: float, drill: str, fps: float
) -> None:
    story = working(standing(drill).stand(3.0)).stand(1.5)
    still = picture(towards_in, yaw_deg).hold(story.now_s + 34.0).samples(fps)
    stream = story.samples(fps)
    for number in range(6):
        stream = hop_to(stream, still, 2.9 + 4.4 * number, 3.2 + 4.4 * number)
    visit = visit_of(one_after_another(still[: 34 * fps], stream), impatient(STATIONS[drill], 30.0))
    assert counts(visit) == [1, 2, 3]


def leaving_for(drill: str, away_s: float) -> Story:
    """Leave the picture in mid-set, come back and go on; at the wall with another zero."""
    story = arrived(5).touch_reps(REPS) if drill == WALL else told(FREE)
    home_in = story.place.heel_in
    back = story.walk(110, 47).absent(away_s).turn(180, 0.1).walk(home_in, 47).turn(0)
    ready = back.zero(4.0).step_to(home_in).stand(4.0) if drill == WALL else back.stand(2.5)
    return working(ready, 2).stand(1.0)


@RATES
@DRILLS
def test_who_comes_back_in_time_goes_on_where_it_was(drill: str, fps: float) -> None:
    visit = visit_of(leaving_for(drill, 5.0).samples(fps), STATIONS[drill])
    assert counts(visit) == [1, 2, 3, 4, 5]
    assert visit.of(SessionEnded) == ()
    if drill == WALL:
        again_us = visit.of(ZeroTaken)[1].at_us
        assert [event.target_in for event in visit.of(AskedToStep) if event.at_us >= again_us] == [5]


@RATES
def test_who_comes_back_too_late_begins_a_new_session(fps: float) -> None:
    visit = visit_of(leaving_for(FREE, 30.0).samples(fps), STATIONS[FREE])
    assert counts(visit) == [1, 2, 3, 1, 2]
    assert [event.reps for event in visit.of(SessionEnded)] == [REPS]


def taking_over(drill: str, stature_cm: float, *, after_s: float, fps: float) -> Stream:
    """Let the athlete walk off in mid-set, and somebody else stand in the same place."""
    first = (arrived(3).touch_reps(REPS) if drill == WALL else told(FREE)).walk(40, 47).samples(fps)
    second = Story(heel_in=-25, has_wall=False, seed=7, model=MODEL, athlete=Athlete(stature_cm=stature_cm))
    if drill == WALL:
        come = replace(second, heel_in=30, yaw_deg=180, has_wall=True).walk(0, 47).turn(0, 0.6)
        second = come.zero(4.0).step_to(3).stand(4.0)
    else:
        second = second.walk(8, 47).stand(2.5)
    nobody = Story(seed=2, model=MODEL).absent(after_s).samples(fps) if after_s else ()
    return one_after_another(*filter(None, (first, nobody, working(second, 2).stand(1.0).samples(fps))))


@RATES
@DRILLS
@pytest.mark.parametrize("stature_cm", [165, 182])
@pytest.mark.parametrize("after_s", [0, 1.5, 5])
def test_another_athlete_never_inherits_the_count(after_s: float, stature_cm: float, drill: str, fps: float) -> None:
    visit = visit_of(taking_over(drill, stature_cm, after_s=after_s, fps=fps), STATIONS[drill])
    assert counts(visit) == [1, 2, 3, 1, 2]
    assert [event.reps for event in visit.of(SessionEnded)] == [REPS]


@RATES
def test_an_athlete_of_the_same_stature_is_told_by_the_offset_of_the_zero(fps: float) -> None:
    def biased(ahead_in: float, seed: int) -> Story:
        return arrived(3, seed=seed, model=replace(MODEL, bias=Bias(ankle_ahead_in=ahead_in))).touch_reps(2)

    away = Story(seed=2, model=MODEL).absent(5.0)
    visit = visit_of(
        one_after_another(
            biased(-0.8, 1).stand(1.0).samples(fps), away.samples(fps), biased(0.8, 2).stand(1.0).samples(fps)
        ),
        STATIONS[WALL],
    )
    assert counts(visit) == [1, 2, 1, 2]


SWAPS: dict[str, Callable[[Stream, Story], Stream]] = {
    "in a third of the frames": lambda stream, _: swap_sides(stream, 3),
    "for a second in a descent": lambda stream, story: swap_sides(
        stream, 1, story.reps_truth[0].start_s, story.reps_truth[0].start_s + 1.0
    ),
    "for two seconds from a bottom on": lambda stream, story: swap_sides(
        stream, 1, story.reps_truth[1].bottom_s, story.reps_truth[1].bottom_s + 2.0
    ),
    "by their scores": lambda stream, _: favour_far_side(stream),
}


@RATES
@DRILLS
@pytest.mark.parametrize("how", SWAPS)
def test_swapped_sides_cost_no_rep(how: str, drill: str, fps: float) -> None:
    visit = visit_of(SWAPS[how](seen(drill, fps), told(drill)), STATIONS[drill])
    assert counts(visit) == [1, 2, 3]
