"""The numbers that tell a gesture from everything else that hands do in a gym.

In:  nothing.
Out: GestureParams, range-checked, with unit and reason.
Not here: how they are used (gesture.py), what a gesture does (hands.py).

Rule: heights are in body heights (H). Where a wrist is, standing (E.1; arm 0.186 + 0.146 H after Drillis & Contini):
shoulder 0.818, ear 0.918, crown 1.0, straight up 1.150; a hand on the head or behind it has its wrist at 0.9 to 1.03.
A wrist's noise is 2.4 of the model's 192 px, 1.15 times that on the far side: 0.017 H in one frame, a half of it after
the low-pass here.
"""

from dataclasses import dataclass

from kiosk.core.bounds import check, number


@dataclass(frozen=True, slots=True, kw_only=True)
class GestureParams:
    """Where an arm has to be, how still, for how long, and how it has to get there."""

    score: float = number(0.30, 0.2, 0.6, "score", "the model card's threshold, for every joint that is used")
    over_ear: float = number(
        0.140,
        0.10,
        0.22,
        "H",
        "straight up 0.232, tilted by 20° 0.205, 0.05 less far side; a hand on the head 0.11",
    )
    over_elbow: float = number(0.080, 0.03, 0.13, "H", "forearm 0.146, tilted by 30° 0.126; less is a bent arm")
    elbow_over_shoulder: float = number(0.080, 0.03, 0.16, "H", "upper arm 0.186, tilted by 30° 0.161; level is 0")
    out: float = number(
        0.270, 0.20, 0.40, "H", "side-on 0.332 from the middle of the shoulders, 0.45 to the mirror; elbows alone 0.19"
    )
    out_elbow: float = number(0.100, 0.05, 0.20, "H", "side-on 0.186: a straight arm has its elbow on the way")
    out_level: float = number(0.120, 0.05, 0.25, "H", "a straight arm 20° above or below level: 0.114")
    low: float = number(0.060, 0.0, 0.2, "H", "below the shoulders; folded arms have their wrists 0.10 below")
    slack: float = number(
        0.030, 0.0, 0.06, "H", "hysteresis, two SD of one frame's noise: what is held may sink to a hand on the head"
    )
    still: float = number(
        0.055, 0.02, 0.15, "H", "4 SD of two low-passed wrists; a wave at a friend goes 0.1 H either way"
    )
    settle_s: float = number(
        0.3, 0.0, 1, "s", "the low-pass has then come to where the hand is; one frame is no anchor"
    )
    astray_s: float = number(0.25, 0.05, 1, "s", "a sixth of the dwell; two or three poses at 10 a second")
    low_pass_hz: float = number(
        1.0, 0.3, 5, "Hz", "halves the noise at 10 poses a second; a wave of 2 Hz leaves 0.09 H"
    )
    raise_s: float = number(
        1.5, 0.5, 4, "s", "a hand goes up from below the shoulders in under one; a press starts from the shoulders"
    )
    lowered_s: float = number(0.2, 0.05, 1, "s", "one or two misread poses lower no hand")
    gap_s: float = number(0.4, 0.1, 1, "s", "B.1: shorter dips are held; at 10 poses a second four may be lost")
    dwell_s: float = number(
        1.4, 0.8, 4, "s", "platform.md 5: 0.8 s at least; a press or a raise rests at its top for up to a second"
    )
    finish_dwell_s: float = number(2.0, 0.8, 5, "s", "what cannot be taken back is held longer than what can")
    seen_share: float = number(
        0.3, 0.1, 0.9, "share of the dwell", "0.4 s: the ring shows once it is no passing through"
    )
    torso: float = number(0.250, 0.2, 0.28, "H", "hip to shoulder upright 0.288; 30° of lean or more is no standing")
    legs: float = number(0.430, 0.3, 0.48, "H", "ankle to hip 0.491; knees bent by 40° or more are no standing")

    def __post_init__(self) -> None:
        check(self)
