"""A story: what the synthetic athlete does, second by second, and the samples a camera would deliver.

In:  an athlete, a camera, a model's errors, a seed; then one method a deed, each returning a longer story.
Out: pose samples at any frame rate, and the truth: reps and heel stops with their times.
Not here: the body (athlete.py), one instant (place.py), pixels (camera.py), damage to a finished stream (streams.py).

Rule: a story is immutable and draws its noise from its seed only: the same story gives the same samples.
"""

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import accumulate
from math import ceil
from typing import Final

from kiosk.core.pose import PoseSample, quantised
from kiosk.core.units import US_PER_S, s_of_us
from tests.athlete import SEATED, TOP, Athlete, Posture, hip_gap_in, theta_for_gap, with_hips_at_gap
from tests.camera import Camera, Model, Sight, sensor
from tests.place import Place, blend, sight_of
from tests.streams import Stream, mirror

LUMA: Final = 120.0
STRIDE_IN: Final = 28.0
TOUCH_IN: Final = 0.05
BACK_TO_WALL_DEG: Final = 45.0
SQUAT: Final = Posture(kappa_deg=80.0, theta_deg=35.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """Seconds of each part of a rep; the default is hinge.md E.1."""

    down_s: float = 2.0
    hold_s: float = 0.5
    up_s: float = 1.5
    rest_s: float = 0.8


E1_TEMPO: Final = Tempo()
WALL_TEMPO: Final = Tempo(down_s=1.8, hold_s=1.0, up_s=1.3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyframe:
    """A place reached after some seconds, by cosine ease or at an even pace; or an empty room."""

    place: Place
    seconds: float
    is_even: bool = False
    is_present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RepTruth:
    """One descent and return, in seconds since the story began; `gap_in` is hips to wall at the bottom."""

    start_s: float
    bottom_s: float
    bottom_end_s: float
    end_s: float
    heel_in: float
    gap_in: float
    bottom: Posture

    @property
    def is_touch(self) -> bool:
        return self.gap_in <= TOUCH_IN


@dataclass(frozen=True, slots=True, kw_only=True)
class HeelStop:
    """The heels came to rest here."""

    at_s: float
    heel_in: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A growing list of keyframes. `heel_in` is where it begins, standing tall and side-on."""

    heel_in: float = 24.0
    seed: int = 1
    athlete: Athlete = field(default_factory=Athlete)
    camera: Camera = field(default_factory=Camera)
    model: Model = field(default_factory=Model)
    yaw_deg: float = 0.0
    towards_in: float = 0.0
    has_wall: bool = True
    is_wall_right: bool = False
    keyframes: tuple[Keyframe, ...] = ()
    reps_truth: tuple[RepTruth, ...] = ()
    heel_stops: tuple[HeelStop, ...] = ()

    @property
    def place(self) -> Place:
        """Where the story has come to."""
        return self.keyframes[-1].place if self.keyframes else self._beginning

    @property
    def now_s(self) -> float:
        """How long the story is."""
        return sum(keyframe.seconds for keyframe in self.keyframes)

    @property
    def _beginning(self) -> Place:
        return Place(
            near_heel_in=self.heel_in,
            far_heel_in=self.heel_in,
            yaw_deg=self.yaw_deg,
            towards_in=self.towards_in,
        )

    def reach(self, place: Place, s: float, *, is_even: bool = False, is_present: bool = True) -> "Story":
        """Go to any place; the other deeds are made of this one."""
        keyframe = Keyframe(place=place, seconds=s, is_even=is_even, is_present=is_present)
        return replace(self, keyframes=(*self.keyframes, keyframe))

    def hold(self, s: float) -> "Story":
        """Keep still."""
        return self.reach(self.place, s)

    def stand(self, s: float) -> "Story":
        """Be tall: come up within half a second if not tall yet, then keep still."""
        if self.place.posture == TOP:
            return self.hold(s)
        return self.move_to(TOP, min(0.5, s)).hold(max(s - 0.5, 0.0))

    def move_to(self, posture: Posture, s: float) -> "Story":
        """Ease into a posture, feet where they are."""
        return self.reach(replace(self.place, posture=posture), s)

    def slide_to(self, heel_in: float, s: float, posture: Posture | None = None) -> "Story":
        """Move both heels at once, if wanted while easing into a posture: creeping feet, a step out in mid-rep."""
        place = replace(self.place, near_heel_in=heel_in, far_heel_in=heel_in)
        return self.reach(replace(place, posture=posture or place.posture), s)

    def step_to(self, heel_in: float, s: float = 0.8) -> "Story":
        """Move the near foot, then the far foot, and note the stop."""
        near = self.reach(replace(self.place, near_heel_in=heel_in), s / 2.0)
        both = near.reach(replace(near.place, far_heel_in=heel_in), s / 2.0)
        return replace(both, heel_stops=(*both.heel_stops, HeelStop(at_s=both.now_s, heel_in=heel_in)))

    def zero(self, s: float = 3.0) -> "Story":
        """Stand tall with heels and seat against the wall, stepping there first if need be."""
        return self.step_to(0.0, 0.8 if self.place.heel_in else 0.0).stand(s)

    def walk(self, to_in: float, speed_in_s: float = 40.0) -> "Story":
        """Walk along the lane, the way the body is turned or backwards, and end with the feet together."""
        start_in = self.place.heel_in
        strides = max(ceil(abs(to_in - start_in) / STRIDE_IN), 1)
        stride_in = (to_in - start_in) / strides
        story = self
        for stride in range(strides + 1):
            landing_in = min(stride + 1, strides) * stride_in + start_in
            place = story.place
            stepped = replace(place, far_heel_in=landing_in) if stride % 2 else replace(place, near_heel_in=landing_in)
            story = story.reach(stepped, abs(stepped.heel_in - place.heel_in) / speed_in_s, is_even=True)
        return replace(story, heel_stops=(*story.heel_stops, HeelStop(at_s=story.now_s, heel_in=to_in)))

    def turn(self, yaw_deg: float, s: float = 1.0) -> "Story":
        """Turn on the spot: 0 is side-on and away from the wall, 90 shows the back, 180 faces the wall."""
        return self.reach(replace(self.place, yaw_deg=yaw_deg), s)

    def absent(self, s: float) -> "Story":
        """Show an empty room; the next deed finds the body where it was."""
        return self.reach(self.place, s, is_present=False)

    def sit(self, s: float = 2.0) -> "Story":
        """Sit down on a seat and stay in the posture."""
        return self.move_to(Posture(kappa_deg=85.0, theta_deg=38.0), s * 0.7).move_to(SEATED, s * 0.3)

    def reps(self, count: int, bottom: Posture, tempo: Tempo = E1_TEMPO, end: Posture = TOP) -> "Story":
        """Go down to `bottom` and up to `end`, `count` times, and note each."""
        story = self
        for _ in range(count):
            down = story.move_to(bottom, tempo.down_s)
            held = down.hold(tempo.hold_s)
            up = held.move_to(end, tempo.up_s)
            truth = RepTruth(
                start_s=story.now_s,
                bottom_s=down.now_s,
                bottom_end_s=held.now_s,
                end_s=up.now_s,
                heel_in=story.place.heel_in,
                gap_in=hip_gap_in(self.athlete, self._held_by_wall(down.place), heel_in=down.place.heel_in),
                bottom=bottom,
            )
            story = replace(up.hold(tempo.rest_s), reps_truth=(*up.reps_truth, truth))
        return story

    def squats(self, count: int, bottom: Posture = SQUAT, tempo: Tempo = E1_TEMPO) -> "Story":
        """Squat: reps by another name."""
        return self.reps(count, bottom, tempo)

    def touch_reps(
        self, count: int, *, gap_in: float = 0.0, kappa_deg: float = 14.0, tempo: Tempo = WALL_TEMPO
    ) -> "Story":
        """Hinge until the seat is `gap_in` from the wall (0 touches); ValueError when the body cannot."""
        theta_deg = theta_for_gap(self.athlete, heel_in=self.place.heel_in, gap_in=gap_in, kappa_deg=kappa_deg)
        return self.reps(count, Posture(kappa_deg=kappa_deg, theta_deg=theta_deg), tempo)

    def lean_reps(
        self, count: int, *, slack_deg: float = 10.0, kappa_deg: float = 14.0, hold_s: float = 3.0
    ) -> "Story":
        """Rest on the wall: the trunk is `slack_deg` more upright than balance allows, so the wall holds the body."""
        heel_in = self.place.heel_in
        theta_deg = theta_for_gap(self.athlete, heel_in=heel_in, kappa_deg=kappa_deg) - slack_deg
        slack = Posture(kappa_deg=kappa_deg, theta_deg=theta_deg)
        return self.reps(
            count, with_hips_at_gap(self.athlete, slack, heel_in=heel_in), replace(WALL_TEMPO, hold_s=hold_s)
        )

    def samples(self, fps: float = 30.0, *, start_us: int = 0) -> Stream:
        """Return every sample of the story, at `fps` frames a second of capture time."""
        sense = sensor(self.model, seed=self.seed, frame_px=self.camera.frame_px)
        ends_s = tuple(accumulate(keyframe.seconds for keyframe in self.keyframes))
        samples = []
        for sequence in range(int(self.now_s * fps + 1e-9)):
            offset_us = round(sequence * US_PER_S / fps)
            xy_px, score = sense(self._sight(s_of_us(offset_us), ends_s))
            samples.append(
                PoseSample(
                    sequence=sequence,
                    capture_us=start_us + offset_us,
                    pose=quantised(xy_px, score),
                    luma=LUMA,
                    frame_px=self.camera.frame_px,
                )
            )
        stream = tuple(samples)
        return mirror(stream) if self.is_wall_right else stream

    def place_at(self, time_s: float) -> Place:
        """Return how the body truly stands at a time, the wall's hold included."""
        ends_s = tuple(accumulate(keyframe.seconds for keyframe in self.keyframes))
        place = self._blended(time_s, ends_s)
        return replace(place, posture=self._held_by_wall(place))

    def _blended(self, time_s: float, ends_s: tuple[float, ...]) -> Place:
        index = min(bisect_right(ends_s, time_s), len(ends_s) - 1)
        keyframe = self.keyframes[index]
        before = self.keyframes[index - 1].place if index else self._beginning
        elapsed = 1.0 - (ends_s[index] - time_s) / keyframe.seconds if keyframe.seconds else 1.0
        return blend(before, keyframe.place, min(elapsed, 1.0), is_even=keyframe.is_even)

    def _held_by_wall(self, place: Place) -> Posture:
        """A wall cannot be entered: a body too near is tipped forward until its seat just touches."""
        if not self.has_wall or abs(place.yaw_deg) > BACK_TO_WALL_DEG:
            return place.posture
        if hip_gap_in(self.athlete, place.posture, heel_in=place.heel_in) >= 0.0:
            return place.posture
        return with_hips_at_gap(self.athlete, place.posture, heel_in=place.heel_in)

    def _sight(self, time_s: float, ends_s: tuple[float, ...]) -> Sight | None:
        if not self.keyframes[min(bisect_right(ends_s, time_s), len(ends_s) - 1)].is_present:
            return None
        place = self._blended(time_s, ends_s)
        return sight_of(
            replace(place, posture=self._held_by_wall(place)),
            athlete=self.athlete,
            camera=self.camera,
            model=self.model,
        )
