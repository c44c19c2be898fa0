"""The free-hinge cases of hinge.md E.2 as a table: what the synthetic athlete does, and what must come of it.

In:  E.2's parameters, in its words: knee κ, trunk θ, head and shank in degrees, rounding r, seconds.
Out: ROWS, each a story to tell, the outcomes in order, and the shares of faults among the counted reps.
Not here: running the core, assertions (core/test_free_cases.py), the body (athlete.py), the noise (camera.py).

Rule: the numbers are E.2's; its `partial` is `shallow` (decision 10). Its border rows (5, 20, 23) are not here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, unique
from types import MappingProxyType
from typing import Final

from kiosk.core.vocab import Fault, Keypoint
from tests.builders import TOP, Arms, Bias, Model, Posture, Story, Stream, Tempo, dip_scores, second_person
from tests.visits import MODEL

Tell = Callable[[Story], Story]
Damage = Callable[[Stream, Story], Stream]

LEAD_IN_S: Final = 2.0
"""E.1."""
IN_PER_CM: Final = 1.0 / 2.54
WALK_IN_S: Final = 120.0 * IN_PER_CM
"""Row 35: 1.2 m/s."""
ALL_FPS: Final = (10, 20, 30)


@unique
class Outcome(Enum):
    """What an attempt came to, without its form: any counted verdict is a rep."""

    REP = "rep"
    NEAR_MISS = "near_miss"
    SHALLOW = "shallow"
    SQUAT = "squat"
    NO_LOCKOUT = "no_lockout"
    NOT_SURE = "not_sure"
    VOID = "void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of a row's counted reps may and must show at least one of these faults."""

    faults: tuple[Fault, ...]
    least: float = 0.0
    most: float = 1.0


NO_FAULT: Final = (Share(faults=tuple(Fault), most=0.05),)
"""E.2: "clean" is no fault in 95 % of the reps."""


def unharmed(stream: Stream, _: Story) -> Stream:
    return stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. `spare` outcomes may come besides, up to so many a run; they are left out of `outcomes`."""

    tell: Tell
    outcomes: tuple[Outcome, ...] = ()
    spare: Mapping[Outcome, int] = field(default_factory=lambda: MappingProxyType({}))
    shares: tuple[Share, ...] = ()
    fps: tuple[int, ...] = ALL_FPS
    model: Model = MODEL
    yaw_deg: float = 0.0
    damage: Damage = unharmed
    seeds: int | None = None
    """Runs at each rate, where the usual few are too few to tell a share or a rare outcome."""

    def story(self, seed: int, yaw_deg: float | None = None) -> Story:
        """Return the row's story in the middle of the picture, turned by its own yaw or another."""
        yaw = self.yaw_deg if yaw_deg is None else yaw_deg
        return self.tell(Story(heel_in=HEELS_IN, has_wall=False, seed=seed, yaw_deg=yaw, model=self.model))

    @property
    def shown(self) -> frozenset[Fault]:
        """The faults that (nearly) every rep of the row must show."""
        alone = [share for share in self.shares if len(share.faults) == 1]
        return frozenset(share.faults[0] for share in alone if share.least >= MOSTLY)


MOSTLY: Final = 0.8
"""E.2's least share of a fault that is truly there (row 19 at 10 fps)."""
HEELS_IN: Final = 10.0
"""The ankles are then in the picture's middle column, 12 in from its wall."""


def posture(kappa_deg: float, theta_deg: float, **more: float) -> Posture:
    """Return a posture in E.2's order; `head_deg`, `phi_deg` and `rounding` as the body has them."""
    return replace(Posture(kappa_deg=kappa_deg, theta_deg=theta_deg), **more)


def reps(count: int, bottom: Posture, tempo: Tempo | None = None, top: Posture = TOP) -> Tell:
    """Stand, go down to `bottom` and up again `count` times, and stand."""

    def tell(story: Story) -> Story:
        return story.move_to(top, 0.0).hold(LEAD_IN_S).reps(count, bottom, tempo or Tempo(), end=top).hold(1.0)

    return tell


def to_depths(*thetas_deg: float) -> Tell:
    def tell(story: Story) -> Story:
        story = story.stand(LEAD_IN_S)
        for theta_deg in thetas_deg:
            story = story.reps(1, posture(15, theta_deg))
        return story.hold(1.0)

    return tell


def pauses_on_the_way_down(story: Story) -> Story:
    paused = story.stand(LEAD_IN_S).move_to(posture(12, 25), 1.0).hold(1.5)
    return paused.reps(1, posture(15, 50), Tempo(down_s=1.0)).hold(1.0)


def bounces(story: Story) -> Story:
    down = story.stand(LEAD_IN_S).reps(1, posture(15, 50), Tempo(up_s=0.8, rest_s=0.0), end=posture(15, 38))
    return down.reps(1, posture(15, 50), Tempo(down_s=0.8)).hold(1.0)


def returns_half_way_three_times(story: Story) -> Story:
    half = story.stand(LEAD_IN_S).reps(3, posture(15, 45), Tempo(rest_s=0.2), end=posture(10, 22))
    return half.reps(1, posture(15, 45)).hold(1.0)


def sits_down(story: Story) -> Story:
    return story.stand(LEAD_IN_S).sit()


def sits_down_and_stands_up(story: Story) -> Story:
    return sits_down(story).hold(1.0).move_to(posture(85, 38), 0.6).move_to(TOP, 1.4).hold(2.0)


def steps_out_while_rising(story: Story) -> Story:
    down = story.stand(LEAD_IN_S).move_to(posture(15, 45), 2.0).hold(0.5)
    height_in = story.athlete.height_in
    out = down.slide_to(HEELS_IN + 0.12 * height_in, 0.75, posture(10, 22))
    return out.slide_to(HEELS_IN + 0.35 * height_in, 0.75, TOP).hold(2.0)


def walks_past(story: Story) -> Story:
    return replace(story, heel_in=-45.0).absent(1.0).walk(70.0, WALK_IN_S).absent(2.0)


def walks_in_and_out(story: Story) -> Story:
    there = replace(story, heel_in=-45.0).absent(1.0).walk(HEELS_IN).stand(LEAD_IN_S)
    return there.reps(2, posture(15, 45)).walk(70.0).absent(2.0)


def fidgets(story: Story) -> Story:
    story = story.stand(LEAD_IN_S)
    for _ in range(8):
        story = story.move_to(posture(6, -6), 1.0).move_to(posture(6, 10), 1.0)
    return story.stand(1.0)


def other_body(s: float) -> Damage:
    """Return what makes the pose hop 0.5 H away for so long in the middle of the third rep."""
    return lambda stream, story: second_person(stream, *_around_third(story, s))


def hidden_ankles(s: float) -> Damage:
    """Return what takes the ankles' score for so long in the middle of the third rep."""
    ankles = (Keypoint.LEFT_ANKLE, Keypoint.RIGHT_ANKLE)
    return lambda stream, story: dip_scores(stream, *_around_third(story, s), score=0.1, keypoints=ankles)


def _around_third(story: Story, s: float) -> tuple[float, float]:
    truth = story.reps_truth[2]
    middle_s = (truth.bottom_s + truth.bottom_end_s) / 2.0
    return middle_s - s / 2.0, middle_s + s / 2.0


def share(*faults: Fault, least: float = 0.0, most: float = 1.0) -> Share:
    return Share(faults=faults, least=least, most=most)


def none_but(fault: Fault, most: float) -> tuple[Share, ...]:
    """Return the shares of reps that are clean but for one fault, which may show in so many."""
    others = tuple(other for other in Fault if other is not fault)
    return (share(*others, most=0.05), share(fault, most=most))


def noisier(times: float) -> Model:
    return replace(MODEL, noise=times * MODEL.noise)


REP, SHALLOW, SQUATTED, VOID = Outcome.REP, Outcome.SHALLOW, Outcome.SQUAT, Outcome.VOID
KNEES: Final = (Fault.SQUATTY, Fault.KNEES_BENDING)
HINGE: Final = posture(15, 45)
SPINE_BEND: Final = posture(4, 45, phi_deg=4, rounding=0.10, head_deg=1.55 * 45)
DEEP_REACH: Final = replace(posture(12, 88, rounding=0.08), arms=Arms.REACHING)

BIASES: Final = {
    "hip 3 cm back": Bias(hip_back_in=3.0 * IN_PER_CM),
    "hip 3 cm up": Bias(hip_up_in=3.0 * IN_PER_CM),
    "knee 2 cm forward": Bias(knee_ahead_in=2.0 * IN_PER_CM),
}

ROWS: Final[Mapping[str, Row]] = {
    "1 clean": Row(tell=reps(5, HINGE), outcomes=(REP,) * 5, shares=NO_FAULT),
    "2 clean, deep": Row(tell=reps(3, posture(18, 70)), outcomes=(REP,) * 3, shares=NO_FAULT),
    "3 minimum": Row(
        tell=reps(4, posture(15, 36)), outcomes=(REP,) * 4, shares=none_but(Fault.KNEES_BENDING, most=0.10)
    ),
    "4 low but valid": Row(
        tell=reps(4, posture(14, 34)), outcomes=(REP,) * 4, shares=none_but(Fault.KNEES_BENDING, most=0.10)
    ),
    # one rep in 25 might be counted; in so few there is none
    "6 near miss": Row(tell=reps(4, posture(13, 26)), outcomes=(SHALLOW,) * 4),
    "7 partial": Row(tell=reps(4, posture(12, 22)), outcomes=(SHALLOW,) * 4),
    "8 sway": Row(tell=reps(6, posture(6, 8))),
    "9 long set": Row(tell=reps(20, posture(15, 48)), outcomes=(REP,) * 20, shares=NO_FAULT, fps=(20,)),
    "10 mixed depth": Row(tell=to_depths(38, 45, 52, 58, 65, 42), outcomes=(REP,) * 6, shares=NO_FAULT),
    "11 slow": Row(tell=reps(2, posture(15, 50), Tempo(down_s=4.0, up_s=3.0)), outcomes=(REP,) * 2, shares=NO_FAULT),
    "12 long hold": Row(tell=reps(2, HINGE, Tempo(hold_s=5.0)), outcomes=(REP,) * 2),
    "13 pause in mid-descent": Row(tell=pauses_on_the_way_down, outcomes=(REP,), shares=NO_FAULT),
    "14 bounce": Row(tell=bounces, outcomes=(Outcome.NO_LOCKOUT, REP), fps=(20,)),
    "15 no lockout": Row(tell=returns_half_way_three_times, outcomes=(*[Outcome.NO_LOCKOUT] * 3, REP)),
    "16 quarter squat": Row(tell=reps(4, posture(50, 25)), outcomes=(SQUATTED,) * 4),
    "17 half squat": Row(tell=reps(4, posture(80, 35)), outcomes=(SQUATTED,) * 4),
    "18 parallel squat": Row(tell=reps(4, posture(110, 42)), outcomes=(SQUATTED,) * 4),
    "19 squatty hinge at 10 fps": Row(
        seeds=6,
        tell=reps(4, posture(50, 45)),
        outcomes=(REP,) * 4,
        shares=(share(*KNEES, least=1.0), share(Fault.SQUATTY, least=0.8)),
        fps=(10,),
    ),
    "19 squatty hinge": Row(
        seeds=6,
        tell=reps(4, posture(50, 45)),
        outcomes=(REP,) * 4,
        shares=(share(*KNEES, least=1.0), share(Fault.SQUATTY, least=0.9)),
        fps=(20, 30),
    ),
    "21 too much knee": Row(
        tell=reps(4, posture(36, 45)),
        outcomes=(REP,) * 4,
        shares=(share(Fault.KNEES_BENDING, least=0.9), share(Fault.SQUATTY, most=0.1)),
    ),
    "22 allowed knee, 25°": Row(tell=reps(4, posture(25, 45)), outcomes=(REP,) * 4, shares=NO_FAULT),
    "22 allowed knee, 5°, at 10 fps": Row(
        tell=reps(4, posture(5, 45)), outcomes=(REP,) * 4, shares=none_but(Fault.KNEES_LOCKED, most=0.2), fps=(10,)
    ),
    "22 allowed knee, 5°": Row(tell=reps(4, posture(5, 45)), outcomes=(REP,) * 4, shares=NO_FAULT, fps=(20, 30)),
    "24 locked": Row(
        tell=reps(4, posture(-2, 50), top=posture(0, 2)),
        outcomes=(REP,) * 4,
        shares=none_but(Fault.KNEES_LOCKED, most=1.0),
    ),
    "25 bend from the spine": Row(
        seeds=6, tell=reps(4, SPINE_BEND), outcomes=(REP,) * 4, shares=(share(Fault.HIPS_NOT_BACK, least=1.0),)
    ),
    "26 head up to mirror": Row(
        tell=reps(4, posture(15, 48, head_deg=5)), outcomes=(REP,) * 4, shares=(share(Fault.HEAD_UP, least=1.0),)
    ),
    "27 head 15° up": Row(tell=reps(4, posture(15, 48, head_deg=33)), outcomes=(REP,) * 4, shares=NO_FAULT),
    "27 head 35° up": Row(
        tell=reps(4, posture(15, 48, head_deg=13)), outcomes=(REP,) * 4, shares=(share(Fault.HEAD_UP, least=0.95),)
    ),
    "28 head dropped": Row(
        tell=reps(4, posture(15, 48, head_deg=1.8 * 48)),
        outcomes=(REP,) * 4,
        shares=(share(Fault.HEAD_DROP, least=0.95),),
    ),
    "29 dive bomb": Row(
        seeds=8,
        tell=reps(4, HINGE, Tempo(down_s=0.45)),
        outcomes=(REP,) * 4,
        shares=(share(Fault.TOO_FAST, least=0.9),),
    ),
    "30 sit down, stay seated": Row(seeds=9, tell=lambda story: sits_down(story).hold(12.0), outcomes=(VOID,)),
    "31 sit, then stand": Row(tell=sits_down_and_stands_up, outcomes=(SQUATTED,), spare={SHALLOW: 1}),
    # E.1's body has no arms; with the hands on the hips nothing is told by them
    "32 squat pick-up": Row(tell=reps(1, posture(115, 55)), outcomes=(SQUATTED,)),
    "32 squat pick-up, hands seen": Row(
        tell=reps(1, replace(posture(115, 55), arms=Arms.REACHING)), outcomes=(SQUATTED,)
    ),
    # decision 19
    "33 stoop pick-up": Row(tell=reps(1, DEEP_REACH), outcomes=(VOID,)),
    "34 step out in mid-rep": Row(tell=steps_out_while_rising, outcomes=(VOID,)),
    "35 walk past": Row(tell=walks_past),
    "36 walk in, 2 reps, walk out": Row(tell=walks_in_and_out, outcomes=(REP,) * 2, shares=NO_FAULT),
    # a partial here may be recorded, if nobody hears of it
    "37 fidget": Row(tell=fidgets, spare={SHALLOW: 8}, fps=(20,)),
    "38 wall-like depth": Row(tell=reps(5, posture(12, 9))),
    "39 two people, 0.3 s": Row(
        seeds=2, tell=reps(5, HINGE), damage=other_body(0.3), outcomes=(REP,) * 5, shares=NO_FAULT
    ),
    "40 two people, 0.8 s": Row(
        seeds=2, tell=reps(5, HINGE), damage=other_body(0.8), outcomes=(REP, REP, VOID, REP, REP)
    ),
    "41 ankles unsure for 0.4 s": Row(seeds=2, tell=reps(5, HINGE), damage=hidden_ankles(0.4), outcomes=(REP,) * 5),
    "41 ankles unsure for 0.8 s": Row(
        seeds=2, tell=reps(5, HINGE), damage=hidden_ankles(0.8), outcomes=(REP, REP, VOID, REP, REP)
    ),
    "42 noise × 1.5, clean": Row(
        seeds=2, tell=reps(5, HINGE), model=noisier(1.5), outcomes=(REP,) * 5, shares=NO_FAULT
    ),
    "42 noise × 1.5, partial": Row(seeds=2, tell=reps(4, posture(12, 22)), model=noisier(1.5), outcomes=(SHALLOW,) * 4),
    "42 noise × 1.5, half squat": Row(
        seeds=2, tell=reps(4, posture(80, 35)), model=noisier(1.5), outcomes=(SQUATTED,) * 4
    ),
    "43 noise × 2": Row(
        seeds=2,
        tell=reps(5, HINGE),
        model=noisier(2.0),
        outcomes=(REP,) * 5,
        spare={SHALLOW: 2},
        shares=(share(*Fault, most=0.15),),
    ),
    **{
        f"44 yaw {yaw_deg}°": Row(seeds=2, tell=reps(5, HINGE), yaw_deg=yaw_deg, outcomes=(REP,) * 5, shares=NO_FAULT)
        for yaw_deg in (20, 35, -20, -35)
    },
    **{
        f"45 {name}, {case}": Row(
            seeds=2,
            tell=tell,
            model=replace(MODEL, bias=bias),
            outcomes=outcomes,
            shares=none_but(Fault.KNEES_LOCKED, most=1.0),
        )
        for name, bias in BIASES.items()
        for case, tell, outcomes in (
            ("clean", reps(5, HINGE), (REP,) * 5),
            ("partial", reps(4, posture(12, 22)), (SHALLOW,) * 4),
            ("half squat", reps(4, posture(80, 35)), (SQUATTED,) * 4),
        )
    },
}
