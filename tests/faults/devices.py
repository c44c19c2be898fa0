"""Faults of devices while an athlete trains: camera, model, sound, screen.

In:  a folder for the journal.
Out: a row each.
Not here: time (clocks.py), files (owner.py), the processes around the loop (service.py).

Rule: the fault begins between two reps of the second set, and the athlete goes on when it is over.
"""

import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Final

import pygame

from kiosk.errors import EXIT_DEVICE
from kiosk.returning_display import PAUSES_S
from kiosk.vision.worker import GIVE_UP_S, MOST_TRIES, SILENT_S, SLOW_S
from tests.faults.run import OUTAGE_S, RUNG_IN, WELL, Run
from tests.faults.scripted import Trouble
from tests.faults.table import Row, Story, judged

SAFE: Final = "Back in a moment"
PATIENCE_S: Final = 10.0


def kept_of(run: Run) -> str:
    """Tell count, set and rung after all is over."""
    counts, rungs, sets = run.kept
    told = "/".join(f"{rung_in:g} in" for rung_in in rungs if rung_in is not None)
    return f"counted {','.join(map(str, counts))}; set {max(sets, default=0)} done; {told}"


def is_kept(run: Run) -> dict[str, bool]:
    """Return the checks that every fault has to pass."""
    return {"count, set and rung": run.kept == WELL, "no end": run.ended is None}


def camera(what: Trouble, lasts_s: float, name: str) -> Story:
    """Return the story of a camera that has a trouble for so long."""

    def story(folder: Path) -> Row:
        run = Run(folder=folder, is_blind=True)
        run.camera.troubles = ((run.trouble_s, run.trouble_s + lasts_s, what),)
        run.go()
        told_s = run.safe_from_s()
        return judged(
            name,
            did=(
                f"told after {told_s:.2f} s; said {run.safe_said()}x; {len(run.camera.openings_s) - 1} more openings; "
                f"then sent to {run.asked_in()} in; log: {run.told[-1]}"
            ),
            kept=kept_of(run),
            checks={
                **is_kept(run),
                "told in time": told_s is not None and told_s <= SILENT_S + 0.1,
                "shown": SAFE in run.headlines(run.trouble_s, run.trouble_s + lasts_s),
                "said once": run.safe_said() == 1,
                "logged once each": len(set(run.told)) == len(run.told) > 0,
                "sent back to the same rung": run.asked_in() == (RUNG_IN,),
            },
        )

    return story


def flapping(folder: Path) -> Row:
    """A camera whose plug is loose: a second of pictures, a second of none."""
    run = Run(folder=folder, is_blind=True)
    begin_s = run.trouble_s
    run.camera.troubles = tuple((begin_s + at_s, begin_s + at_s + 1.0, Trouble.UNPLUGGED) for at_s in range(0, 18, 2))
    run.go()
    return judged(
        "camera comes and goes, 18 s",
        did=f"said {run.safe_said()}x; {len(run.camera.openings_s) - 1} more openings; log: {len(run.told)} lines",
        kept=kept_of(run),
        checks={
            **is_kept(run),
            "said once": run.safe_said() == 1,
            "ever longer pauses": len(run.camera.openings_s) <= 7,
            "logged once each": len(set(run.told)) == len(run.told),
        },
    )


def never_steady(folder: Path) -> Row:
    """A camera that gives a picture and fails, for ever."""
    run = Run(folder=folder, wait_s=200.0)
    run.camera.gives_one_from_s = run.trouble_s
    run.go()
    told, code = str(run.ended), getattr(run.ended, "exit_code", 0)
    left = run.taken_up()
    reps = 0 if left is None else left.state.reps
    return judged(
        "camera comes and goes, for good",
        did=f"exit {code} after {run.clock.now_s - run.trouble_s:.0f} s: {told}",
        kept=f"the next process goes on with {reps} reps",
        checks={
            "exit 1": code == EXIT_DEVICE,
            "after its tries": len(run.camera.openings_s) - 1 in (MOST_TRIES - 1, MOST_TRIES),
            "said once a minute": run.safe_said() <= 2,
            "resumed": reps == 3,
        },
    )


def gives_up(name: str, begin: Callable[[Run], object], end: Callable[[Run], object]) -> Story:
    """Return the story of an eye that stays silent: it ends the process, and the next one goes on with the session."""

    def story(folder: Path) -> Row:
        run = Run(folder=folder, is_blind=True)
        run.clock.actions = [(run.trouble_s - 0.5, lambda: begin(run))]
        run.go()
        after_s, told, code = run.clock.now_s - run.trouble_s, str(run.ended), getattr(run.ended, "exit_code", 0)
        threads = sum("is begun" in line for line in run.told)
        end(run)
        going_on = run.taken_up()
        # the athlete waits for the mirror, so the story goes on where they go to the wall
        run.skip_to(run.trouble_s + OUTAGE_S)
        run.go(going_on)
        return judged(
            name,
            did=(
                f"{threads} fresh threads, exit {code} after {after_s:.0f} s: {told}; "
                f"then the session {'goes on' if going_on else 'is lost'}"
            ),
            kept=kept_of(run),
            checks={
                **is_kept(run),
                "exit 1": code == EXIT_DEVICE,
                "in its time": abs(after_s - GIVE_UP_S) < 2.0,
                "resumed": going_on is not None,
                "said once": run.safe_said() == 1,
            },
        )

    return story


def hold(run: Run) -> None:
    """Let no read of the camera return any more."""
    run.camera.troubles = ((run.trouble_s, run.trouble_s + 500.0, Trouble.HELD),)


def let_go(run: Run) -> None:
    """Let the camera of the next process be a good one."""
    run.camera.troubles = ()


def slow_camera(folder: Path) -> Row:
    """A camera of three frames a second: nobody gets as far as a rep, and is not left in doubt why."""
    run = Run(folder=folder)
    run.camera.step = 5
    run.go()
    counts, _, _ = run.kept
    told_s = run.safe_s()
    return judged(
        "camera gives 3 frames a second",
        did=f"told after {told_s or 0:.1f} s, said {run.safe_said()}x; log: {' '.join(run.told)}",
        kept=kept_of(run),
        checks={"nothing counted that was not done": len(counts) <= len(WELL[0]), **is_slow_told(run, 0.0)},
    )


def slow_model(folder: Path) -> Row:
    """A model that takes ten times as long from the middle of a set on, as on a board that is too hot."""
    run = Run(folder=folder, takes_s=0.033)
    run.clock.actions = [(run.trouble_s, lambda: setattr(run.model, "takes_s", 0.33))]
    run.go()
    told_s = run.safe_from_s()
    return judged(
        "model ten times slower (330 ms)",
        did=f"told after {told_s or 0:.1f} s, said {run.safe_said()}x; log: {' '.join(run.told)}",
        kept=kept_of(run),
        checks={**is_kept(run), **is_slow_told(run, run.trouble_s)},
    )


def is_slow_told(run: Run, from_s: float) -> dict[str, bool]:
    """Return the checks of a visit that too little is seen of."""
    told_s = run.safe_s()
    return {
        "shown": told_s is not None and 0.0 < told_s - from_s < SLOW_S + 2.0,
        "said once": run.safe_said() == 1,
        "logged once": len(run.told) == 1,
        "no end": run.ended is None,
        "no tick lost": [item.tick for item in run.inputs] == list(range(len(run.inputs))),
    }


def until(is_so: Callable[[], bool]) -> None:
    """Wait for what happens in real time: the sound device has a thread and a clock of its own."""
    end_s = monotonic() + PATIENCE_S
    while not is_so() and monotonic() < end_s:
        sleep(0.01)


def sound(folder: Path) -> Row:
    """The loudspeaker is pulled out and comes back."""
    run = Run(folder=folder)
    before = {name: os.environ.get(name) for name in ("SDL_AUDIODRIVER", "SDL_DISKAUDIOFILE")}
    heard = folder / "heard.raw"
    os.environ |= {"SDL_AUDIODRIVER": "disk", "SDL_DISKAUDIOFILE": str(heard)}

    def lose() -> None:
        assert run.speaker is not None
        os.environ["SDL_AUDIODRIVER"] = "nosuch"
        pygame.event.post(pygame.event.Event(pygame.AUDIODEVICEREMOVED))
        until(lambda: run.speaker.trouble() is not None)

    def give_back() -> None:
        os.environ["SDL_AUDIODRIVER"] = "disk"
        until(lambda: run.speaker.trouble() is None)

    run.clock.actions = [(run.trouble_s, lose), (run.trouble_s + 6.0, give_back)]
    try:
        run.go()
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
    lines = [scene.line for at_s, scene in run.shown if run.trouble_s <= at_s < run.trouble_s + 6.0]
    silent = [item for item in run.inputs if item.is_silent]
    return judged(
        "sound gone, and back after 6 s",
        did=f"shown: {lines[0]!r}; silent {len(silent) / 30:.0f} s, then heard again; log: {' '.join(run.told)[:60]}…",
        kept=kept_of(run),
        checks={
            **is_kept(run),
            "shown": "Sound off" in lines,
            "logged once": len(run.told) == 1,
            "back": not run.inputs[-1].is_silent and 0 < len(silent) < 8 * 30,
            "never trouble": not any(item.has_trouble for item in run.inputs),
        },
    )


def full_disk(folder: Path) -> Row:
    """The card takes no more: the record ends, and the session does not."""
    run = Run(folder=folder, open_file=lambda _: Path("/dev/full").open("wb"))  # noqa: SIM115 (the journal closes it)
    run.go()
    return judged(
        "disk full",
        did=f"log: {run.told[0].replace(str(folder), 'journals')}",
        kept=kept_of(run),
        checks={
            **is_kept(run),
            "logged once": len(run.told) == 1,
            "on time": run.health.late == 0,
            "nobody disturbed": run.safe_s() is None and run.safe_said() == 0,
        },
    )


def screen_back(folder: Path) -> Row:
    """The display is lost below an open window, and comes back at the third try."""
    run = Run(folder=folder)
    driver = os.environ["SDL_VIDEODRIVER"]

    def lose() -> None:
        pygame.display.quit()
        os.environ["SDL_VIDEODRIVER"] = "nosuch"

    def give_back() -> None:
        os.environ["SDL_VIDEODRIVER"] = driver

    run.clock.actions = [(run.trouble_s, lose), (run.trouble_s + 2.0, give_back)]
    try:
        run.go()
    finally:
        give_back()
    dark_s = sum(item.is_dark for item in run.inputs) / 30
    return judged(
        "screen lost, and back after 2 s",
        did=f"dark {dark_s:.1f} s, said {run.safe_said()}x; log: {run.told[0]}",
        kept=kept_of(run),
        checks={
            **is_kept(run),
            "opened again": 0 < dark_s < sum(PAUSES_S),
            "said once": run.safe_said() == 1,
            "logged once": len(set(run.told)) == len(run.told),
            "alive": len(run.heartbeat.beats) > 0,
        },
    )


def screen_gone(folder: Path) -> Row:
    """The display is lost for good: the process ends, the next one works without, and gets it back when it is there."""
    run = Run(folder=folder, is_blind=True)
    driver = os.environ["SDL_VIDEODRIVER"]

    def lose() -> None:
        pygame.display.quit()
        os.environ["SDL_VIDEODRIVER"] = "nosuch"

    run.clock.actions = [(run.trouble_s, lose)]
    try:
        run.go()
        after_s, told, code = run.clock.now_s - run.trouble_s, str(run.ended), getattr(run.ended, "exit_code", 0)
        still = max(run.heartbeat.beats) - run.clock.start_us
        going_on = run.taken_up()

        def give_back() -> None:
            os.environ["SDL_VIDEODRIVER"] = driver

        run.skip_to(run.trouble_s + 1.0)
        run.clock.actions = [(run.clock.now_s + 5.0, give_back)]
        run.go(going_on)
        is_back = run.display is not None and run.display.trouble() is None
    finally:
        os.environ["SDL_VIDEODRIVER"] = driver
    return judged(
        "screen lost for good",
        did=(
            f"exit {code} after {after_s:.1f} s: {told[:40]}…; then the session {'goes on' if going_on else 'is lost'} "
            f"by voice, and the screen is {'found again' if is_back else 'gone'}"
        ),
        kept=kept_of(run),
        checks={
            **is_kept(run),
            "exit 1": code == 1,
            "after its tries": abs(after_s - sum(PAUSES_S)) < 0.5,
            "no beat after it": still <= (run.trouble_s + after_s) * 1e6,
            "resumed": going_on is not None,
            "found again": is_back,
        },
    )


def screen_absent(folder: Path) -> Row:
    """No display at the start: the session goes on by voice, and the screen is used once it is there."""
    run = Run(folder=folder)
    driver = os.environ["SDL_VIDEODRIVER"]
    os.environ["SDL_VIDEODRIVER"] = "nosuch"

    def give_back() -> None:
        os.environ["SDL_VIDEODRIVER"] = driver

    run.clock.actions = [(0.5 * run.trouble_s, give_back)]
    try:
        run.go()
        is_back = run.display is not None and run.display.trouble() is None
    finally:
        give_back()
    return judged(
        "no screen at the start",
        did=(
            f"{len(run.said)} clips heard, {run.safe_said()} of them that it was gone; "
            f"looked for and {'found' if is_back else 'not found'}"
        ),
        kept=kept_of(run),
        checks={
            **is_kept(run),
            "found later": is_back,
            "nobody told": run.safe_said() == 0,
            "spoken": len(run.said) > 0,
        },
    )


STORIES: Final[dict[str, Story]] = {
    "camera_stalls": camera(Trouble.STALL, 18.0, "camera stalls, 18 s"),
    "camera_unplugged": camera(Trouble.UNPLUGGED, 18.0, "camera unplugged, back after 18 s"),
    "camera_holds_a_thread": camera(Trouble.HELD, 18.0, "camera's read never returns"),
    "camera_black": camera(Trouble.BLACK, 18.0, "camera black, 18 s"),
    "camera_in_another_mode": camera(Trouble.OTHER_MODE, 10.0, "camera in another mode, 10 s"),
    "camera_comes_and_goes": flapping,
    "camera_never_steady": never_steady,
    "camera_silent_for_good": gives_up("camera silent for good", hold, let_go),
    "model_hangs": gives_up(
        "model never answers",
        lambda run: setattr(run.model, "takes_s", 1e9),
        lambda run: setattr(run.model, "takes_s", 0.0),
    ),
    "camera_slow": slow_camera,
    "model_slow": slow_model,
    "sound_gone_and_back": sound,
    "disk_full": full_disk,
    "screen_lost_and_back": screen_back,
    "screen_lost_for_good": screen_gone,
    "screen_absent_at_the_start": screen_absent,
}
