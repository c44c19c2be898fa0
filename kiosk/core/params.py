"""Every tunable number of the core that does not belong to a single drill, with unit, reason and source.

In:  nothing; a test or an owner may make an instance with other values.
Out: frozen, range-checked groups, one a concern, bundled in Params.
Not here: what a drill asks for (drill.py), sentences (assets/cues).

Rule: sources are written as in the movement notes' sections: a letter and number (B.4) or a measured noise
("measured"). Measured noise, one standard deviation of a single frame at 640×480: mid ankle 0.3 in, mid hip 0.5 in,
trunk 2.5°.
"""

from dataclasses import dataclass, field

from kiosk.core.bounds import check, number
from kiosk.core.gesture_params import GestureParams


@dataclass(frozen=True, slots=True, kw_only=True)
class SmoothingParams:
    """One-Euro filter over keypoints, in body heights."""

    min_cutoff_hz: float = number(1.6, 0.3, 10, "Hz", "B.2: lets a 1.2 s rep through, halves frame noise")
    speed_gain: float = number(4.0, 0, 50, "Hz per H/s", "B.2: less lag while the body moves")
    speed_cutoff_hz: float = number(1.0, 0.3, 10, "Hz", "B.2; the method's own default")
    rate_cutoff_hz: float = number(2.5, 0.5, 10, "Hz", "B.2: angular velocity is never taken from raw points")
    reset_after_s: float = number(0.5, 0.1, 3, "s", "B.1: a gap this long pauses; the filter's memory is stale")

    def __post_init__(self) -> None:
        check(self)


def _wall_smoothing() -> SmoothingParams:
    return SmoothingParams(min_cutoff_hz=1.3, speed_gain=2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateParams:
    """Whether what the camera sees can be worked with (B.1)."""

    good_score: float = number(0.30, 0.1, 0.6, "score", "B.1: the model card's threshold; between int8 score steps")
    lost_score: float = number(0.20, 0.05, 0.5, "score", "B.1: pause below this")
    lost_after_s: float = number(0.5, 0.1, 3, "s", "B.1: shorter dips are held")
    stranger_s: float = number(
        0.5, 0.1, 1, "s", "E.2 rows 39, 40: another body for 0.3 s in a rep changes nothing, for 0.8 s it does"
    )
    owner_s: float = number(2.0, 0.5, 10, "s", "someone who walks past at 1 m/s hides an athlete for a second or so")
    yaw_ratio_refuse: float = number(
        0.50, 0.3, 1.0, "shoulder width / torso", "decision 13: yaw 40°: 0.233/0.29·sin 40°"
    )
    frame_margin: float = number(0.02, 0, 0.1, "frame share", "B.1: ankle and ear inside the frame")
    tall_lean_deg: float = number(12.0, 5, 25, "deg", "B.1: still and tall")
    tall_knee_deg: float = number(22.0, 10, 40, "deg", "B.1: still and tall")
    still_lean_range_deg: float = number(10.0, 4, 20, "deg", "B.1: four times the filtered noise of 1.2° either way")
    still_lean_drift_deg: float = number(
        2.0, 1, 10, "deg", "between the halves of the window: 2.5 SD of two means of filtered trunk noise"
    )
    settle_s: float = number(
        0.3, 0.1, 1, "s", "B.4's 0.2 s of lockout, and a third more for a level that is itself unknown"
    )
    settle_share: float = number(
        0.4,
        0.1,
        0.45,
        "share of peak",
        "hands that go to the hip crease shift a 3 in touch's lockout by 0.34, measured; coming half way up is 0.5",
    )
    still_feet_range: float = number(0.045, 0.01, 0.1, "H", "B.1: blocks walkers")
    good_share: float = number(0.7, 0.5, 1, "share", "decision 13: samples of a window that must be good")
    max_jump: float = number(
        0.25, 0.1, 1, "H", "B.1: the hip's jump from one frame to the next when another body is taken"
    )
    still_jump: float = number(0.06, 0.02, 0.2, "H", "three SD of the hip's noise, measured 0.02 H")
    still_body: float = number(
        0.04,
        0.02,
        0.1,
        "H",
        "four SD of the way from frame to frame of the middle of two hips, shoulders or ears, measured",
    )
    body_speed: float = number(
        1.0, 0.5, 3, "H/s", "the middle one of feet, knees, hips, shoulders and ears: hips of a fast swing do 0.9"
    )
    max_nod: float = number(
        0.50, 0.2, 1, "H", "E.1: the ear is 0.39 H from the hip, and swings that far in a trunk's 60°"
    )
    turn_jump: float = number(
        0.10, 0.05, 0.3, "H", "E.1: the nose is 0.065 H ahead of the ears, behind them in who faces the other way"
    )
    turn_s: float = number(
        0.5, 0.1, 2, "s", "B.1: what is shorter is held; someone who crosses is no turn of the athlete"
    )
    foot_speed: float = number(0.7, 0.3, 3, "H/s", "E.2 row 35: walking; of two feet one is slower than the body")
    hips_apart: float = number(0.18, 0.1, 1, "H", "E.1: hips are 0.10 H apart; five SD of two of them, measured")
    shoulders_apart: float = number(0.32, 0.2, 1, "H", "A: shoulders are 0.23 H apart, and the same")
    ears_apart: float = number(0.15, 0.1, 1, "H", "ears are 0.09 H apart, and the same")
    max_speed: float = number(1.5, 0.7, 5, "H/s", "walking is 0.7 H/s (E.2 row 35), the hips of a fast swing 0.9 H/s")
    home_after_s: float = number(
        0.2, 0.05, 1, "s", "E.2 row 39: a hop of the model is over in 0.3 s; three broken samples are no hop"
    )
    doubt_s: float = number(
        1.0, 0.2, 5, "s", "a passer-by at 1 m/s is in front of or behind an athlete for half a second either way"
    )
    home_off: float = number(
        0.05, 0.02, 0.2, "H", "feet back where the lockout was taken: B.5's 0.04 H and a frame's noise"
    )
    foot_off: float = number(
        0.08, 0.04, 0.2, "H", "E.1: an ankle is 0.046 H beside the middle of both; three SD of its noise are 0.03"
    )
    about_home: float = number(0.5, 0.2, 2, "H", "a stride is 0.4 H: nobody comes further without being seen to go")
    keep_home_s: float = number(10.0, 3, 60, "s", "decision 16: the grace of a set")
    max_scale_change: float = number(0.20, 0.05, 0.5, "share", "B.1: a body of another size is another body")
    stir: float = number(
        0.05, 0.02, 0.2, "H", "five SD of what is left of the noise; quiet standing sways by 0.01 and shifts its weight"
    )
    lifeless_s: float = number(120.0, 20, 900, "s", "nobody stands like a picture for two minutes; a rest is 75 s")
    dark_luma: float = number(25.0, 0, 80, "0–255", "below 10 % of full scale the sensor's noise drowns the edges")
    close_span: float = number(0.92, 0.7, 1, "frame share", "ear to ankle fills the frame: no room to hinge in view")
    arrive_after_s: float = number(0.5, 0.1, 3, "s", "a whole body for this long is somebody, not a ghost of the model")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceParams:
    """Where the heels stand (C.2, C.5, decisions 8, 13, 14)."""

    still_s: float = number(1.0, 0.5, 3, "s", "decision 13: stillness after a step")
    zero_still_s: float = number(2.0, 1, 5, "s", "decision 13: the zero, gate included")
    own_choice_still_s: float = number(3.0, 1, 10, "s", "decision 8: who stands this long on a rung starts there")
    insist_still_s: float = number(8.0, 3, 30, "s", "who stays elsewhere this long, asked twice, has chosen it")
    still_drift_in: float = number(
        0.40, 0.1, 1, "in", "between the halves of the window: 2.5 SD of two 5-sample means, measured"
    )
    moved_in: float = number(
        0.45, 0.2, 1, "in", "below a step of 0.60–1.23 in as read, above 2.5 SD of a short median, measured"
    )
    moved_sds: float = number(
        3.0,
        2,
        5,
        "SD",
        "a stance of 10 s asks 20 times; 3 SD of the recent mean is passed by chance in one of 20 stances",
    )
    slow_sd_in: float = number(
        0.10, 0, 0.5, "in", "measured: the part of the ankles' noise that half a second does not average out"
    )
    frame_sd_in: float = number(0.33, 0.1, 1, "in", "measured: mid ankle, one frame")
    moved_window_s: float = number(0.5, 0.1, 1, "s", "short enough to see a step of 0.8 s, long enough for a median")
    step_tolerance_in: float = number(0.5, 0.2, 1, "in", "decision 14: a one-inch step reads 0.5–1.5 in")
    rung_tolerance_in: float = number(0.75, 0.3, 1.5, "in", "decision 14, C.5")
    zero_tolerance_in: float = number(
        1.5, 0.5, 3, "in", "decision 20: the zero corrects the map by up to 1.2 in; 3 in is the next place"
    )
    own_offset_sd_in: float = number(0.55, 0.1, 2, "in", "decision 20: the zero corrects the map by −1.2 to +0.55 in")
    zero_sd_in: float = number(0.3, 0.05, 1, "in", "measured: what all rungs of a session share after the zero, 1 SD")
    line_sd_in: float = number(
        0.2, 0.05, 1, "in", "decision 3: heels are put on a printed line; a quarter inch is a shoe's edge"
    )
    reading_sd_in: float = number(0.3, 0.05, 1, "in", "decision 20: error of a stance reading, SD 0.22–0.35")
    feet_moved_h: float = number(0.04, 0.02, 0.1, "H", "B.5: feet moved")
    feet_away_h: float = number(
        0.10,
        0.05,
        0.3,
        "H",
        "E.2 row 34: a step in mid-rep is 0.12 H or more; plates over ankles shift them by 0.05, measured",
    )
    feet_moved_s: float = number(0.3, 0.1, 1, "s", "B.5: feet moved")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchParams:
    """When hips have met the wall (C.4, decisions 11 and 20)."""

    dwell_s: float = number(
        0.4, 0.1, 2, "s", "E.3: a hold of 0.5 s counts (W2), one of 0.1 s does not (W5); passing through is taken off"
    )
    dwell_from_in: float = number(
        2.5, 0, 5, "in", "of reach: in a movement this small a hold cannot be told, and the place alone must do"
    )
    dwell_known_s: float = number(
        0.15,
        0.05,
        2,
        "s",
        "C.4 needs its dwell to make up for an uncertain place; at a learned line the place is known",
    )
    line_tolerance_in: float = number(
        0.75, 0.4, 1.5, "in", "half of 1.5 in, the miss to be told apart, and 3 SD of a dwell mean, measured"
    )
    zero_line_tolerance_in: float = number(
        1.8, 1, 3, "in", "decision 20: a line from the zero pose alone is wrong by up to this"
    )
    least_lean_deg: float = number(
        3.0,
        1,
        10,
        "deg",
        "C.3: the least lean of any stature at 3 in is 7°, 5° more than standing; less is a shift of weight",
    )
    contact_h: float = number(
        0.045, 0.02, 0.08, "H", "C.2, L18: the hip is 0.075 H before the seat, the ankle 0.030 H before the heel"
    )
    contact_tolerance_in: float = number(
        3.0, 1, 5, "in", "decisions 9 and 20: hip 1.8 in, lane 1.2 in, without a zero of one's own"
    )
    lean_margin_deg: float = number(3.0, 1, 10, "deg", "C.7: planning value of the trunk's error")
    near_miss_share: float = number(0.45, 0.2, 0.8, "share", "C.4: less than this of the usual travel is no attempt")
    learn_last: float = number(5, 1, 10, "touches", "C.4: the line follows the median of the last five")
    lean_s: float = number(2.5, 1.5, 6, "s", "C.4: weight rests on the wall")
    resting_balance_h: float = number(
        -0.013, -0.05, 0.02, "H", "B.2, L18: the heel is 0.030 H behind the ankle; hip bias 0.017 H"
    )
    lost_balance_h: float = number(-0.052, -0.2, -0.02, "H", "B.2: behind the heel at −0.035 H; hip bias 0.017 H")
    felt_rate_in_s: float = number(2.0, 0.5, 6, "in/s", "decision 11: slowing; a fifth of the usual descent speed")
    felt_band_in: float = number(0.5, 0.2, 1.5, "in", "C.4: accepted touches spread by 0.18–0.25 in, 2 SD")
    felt_again_in: float = number(
        1.5,
        0.5,
        4,
        "in",
        "the reach still to come when a descent has slowed to the share below is under a fifth of 8 in",
    )
    felt_share: float = number(
        0.6, 0.2, 1, "share of top speed", "decision 11: slowing; a half-cosine descent is this slow in its last fifth"
    )
    felt_stop_share: float = number(
        0.2, 0.05, 0.5, "share of top speed", "a half-cosine descent this slow has 1 % of its way left: it has stopped"
    )
    reach_deg_per_in: float = number(
        4.0, 2, 10, "deg/in", "measured: 1.2° and 0.3 in are the filtered noise of trunk and hip"
    )

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderParams:
    """When to step out, stay, step in (C.5, decisions 14 and 15)."""

    clean_to_go_on: float = number(5, 2, 10, "reps", "C.5: comfortable")
    window: float = number(5, 3, 10, "reps", "C.5")
    clean_to_stay: float = number(3, 1, 5, "reps", "C.5: two of five or fewer go back")
    misses_to_go_in: float = number(2, 1, 5, "attempts", "C.5: two missed touches in a row")
    hold_min_s: float = number(0.3, 0.1, 2, "s", "C.5: 0.6 s, less two SD of the estimate of a hold")
    hold_max_s: float = number(2.5, 1, 5, "s", "C.5: comfortable hold")
    tempo_spread: float = number(0.35, 0.1, 1, "share", "C.5: rep time within this of the median")
    regressions_to_stop: float = number(2, 1, 5, "times", "C.5, decision 15: today's end")
    cap_lean_deg: float = number(75.0, 45, 90, "deg", "decision 15: trunk at a touch")
    cap_stature_share: float = number(0.155, 0.1, 0.2, "H", "C.3: trunk about 60°")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyParams:
    """From arrival to leaving (decisions 8 and 16)."""

    grace_set_s: float = number(10.0, 3, 60, "s", "decision 16")
    grace_rest_extra_s: float = number(60.0, 10, 300, "s", "decision 16: beyond the rest's own length")
    summary_s: float = number(12.0, 3, 60, "s", "long enough to read two lines and walk away")
    stature_change: float = number(0.03, 0.01, 0.1, "share", "decision 16: another body")
    offset_change_in: float = number(
        1.0, 0.3, 3, "in", "decision 16: three SD of the difference of one athlete's zeros, each 0.23 as it is taken"
    )
    set_limit_s: float = number(240.0, 60, 900, "s", "C.5: a set lasts 4 min at most")
    assumed_stature_in: float = number(66.9, 50, 85, "in", "C.2: 170 cm without a calibration")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkParams:
    """When the station may speak (decision 12, B.5)."""

    tall_before_cue_s: float = number(0.6, 0.2, 2, "s", "decision 12")
    persist_reps: float = number(2, 1, 5, "reps", "B.5: a fault is spoken only when it persists")
    short_after_reps: float = number(3, 2, 6, "reps", "decision 12: the short form without a pause")
    praise_every: float = number(4, 2, 10, "clean reps", "B.5: praise once per 3–5 clean reps")
    remind_s: float = number(6.0, 3, 30, "s", "a request is repeated no sooner; a sentence of ours is 2–3 s long")
    budget_per_set: float = number(8, 1, 30, "cues", "B.5: at most one a rep and fading; half of a set's reps")

    def __post_init__(self) -> None:
        check(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """All groups."""

    smoothing: SmoothingParams = field(default_factory=SmoothingParams)
    wall_smoothing: SmoothingParams = field(default_factory=_wall_smoothing)
    """C.4: small, slow movements are told by more smoothing."""
    gate: GateParams = field(default_factory=GateParams)
    stance: StanceParams = field(default_factory=StanceParams)
    touch: TouchParams = field(default_factory=TouchParams)
    ladder: LadderParams = field(default_factory=LadderParams)
    journey: JourneyParams = field(default_factory=JourneyParams)
    talk: TalkParams = field(default_factory=TalkParams)
    gesture: GestureParams = field(default_factory=GestureParams)
