"""Kills: a session whose process dies at random moments, and what became of the count.

In:  a seed; `python -m tests.kills 1000` for so many moments, `python -m tests.kills --real 20` for real SIGKILLs,
     `--station 20` for those of the whole station with the model, half a minute each.
Out: how often the session went on, and every counted rep that was lost or doubled.
Not here: assertions (test_resume.py).

Rule: what a process has left is what a power cut leaves: every byte up to its last counted rep, and of those after it
as many as chance takes.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from io import StringIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Final

from kiosk.choice import DEMO_CLIP, DEMO_LANE
from kiosk.core.events import AttemptDecided
from kiosk.core.session import State, TickInput, TickOutput
from kiosk.core.speech import Speak, SpeechCommand
from kiosk.core.units import US_PER_S, us_of_s
from kiosk.core.vocab import Stage, Verdict
from kiosk.loop import Loop, MonotonicClock, Ports
from kiosk.replay import SAME, replay
from kiosk.resume import CLOSED, NOTE, Resumed, resume
from kiosk.storage.filing import Filing
from kiosk.storage.history_limits import Limits
from kiosk.storage.journal import FileJournal, OpenPage
from kiosk.storage.journal_header import header_of
from kiosk.storage.journal_lines import is_counting
from kiosk.storage.journal_reader import read_ticks
from tests.builders import Posture, Story
from tests.fakes import FakeClock, RecordingDisplay, RecordingSpeaker, ScriptedPoseSource
from tests.histories import rows_of
from tests.visits import free_station

FREE = free_station()
STATION = replace(FREE, drill=replace(FREE.drill, dose=replace(FREE.drill.dose, reps=30)))
"""A set that is longer than the session, so that every count is told once."""
HEADER = header_of(STATION, model_sha256="ab" * 32)
NAME = "2026-11-20T09-50-00"
SESSION = Story(has_wall=False).absent(0.5).stand(3.0).reps(20, Posture(kappa_deg=25.0, theta_deg=60.0)).stand(8.0)
SAMPLES = tuple(SESSION.samples(fps=10))
LENGTH_S = SAMPLES[-1].capture_us / US_PER_S
DEATHS = 5
"""Of one session: each at a random moment of what is left of it."""
COUNTED: Final = tuple(f"verdict={item.value} " for item in Verdict if item.is_counted)
SPEED = 6
"""Of the accelerated clock."""


@dataclass
class NotingJournal:
    """A real journal that notes what it has promised to keep: the reps it took, and the bytes up to the last one."""

    journal: FileJournal
    page: Path
    kept_bytes: int = 0
    ticks: int = 0
    stage: Stage = Stage.IDLE
    counted: list[int] = field(default_factory=list)

    def record(self, tick_input: TickInput, tick_output: TickOutput, stage: Stage) -> None:
        self.journal.record(tick_input, tick_output, stage)
        self.ticks, self.stage = self.ticks + 1, stage
        for event in tick_output.events:
            if isinstance(event, AttemptDecided) and event.attempt.verdict.is_counted:
                self.counted.append(event.attempt.number)
        if any(is_counting(event) for event in tick_output.events):
            self.kept_bytes = self.page.stat().st_size

    def turn_page(self) -> None:
        self.journal.turn_page()

    def trouble(self) -> str | None:
        return self.journal.trouble()

    def close(self) -> None:
        self.journal.close()


@dataclass
class Outcome:
    """What became of one session. `wrong` has a sentence for each breach."""

    deaths: int = 0
    resumed: int = 0
    counted: int = 0
    wrong: list[str] = field(default_factory=list)


def session_with_deaths(folder: Path, seed: int, deaths: int = DEATHS) -> Outcome:
    """Run one session whose process dies so many times, and look at what is left of it each time."""
    chance, outcome, clock = random.Random(seed), Outcome(), FakeClock()
    origin_us, page, promised = clock.now_us(), folder / f"{NAME}.jsonl", list[int]()
    kept_bytes, going_on = 0, None
    moments_s = sorted(chance.uniform(1.0, LENGTH_S) for _ in range(deaths))
    for number, moment_s in enumerate([*moments_s, None]):
        journal = NotingJournal(_journal(folder, page.stem, going_on), page, kept_bytes=kept_bytes)
        source = ScriptedPoseSource(SAMPLES, clock)
        source.origin_us = origin_us
        ports = Ports(
            clock=clock, source=source, speaker=RecordingSpeaker(), display=RecordingDisplay(), journal=journal
        )
        dies_us = None if moment_s is None else max(origin_us + us_of_s(moment_s), clock.now_us() + us_of_s(0.5))
        loop = Loop(
            ports,
            STATION,
            should_stop=lambda until=dies_us: until is not None and clock.now_us() >= until,
            going_on=None if going_on is None else going_on.going_on(),
        )
        loop.run()
        promised += journal.counted
        if dies_us is None:
            journal.close()
            break
        kept_bytes = journal.kept_bytes
        _die(journal, chance)
        outcome.deaths += 1
        away_s = chance.uniform(0.5, 9.0)
        clock.pass_us(us_of_s(away_s))
        going_on = _taken_up(page, folder, away_s)
        outcome.resumed += going_on is not None
        _judge_state(going_on, promised, journal.stage, outcome, f"seed {seed}, death {number + 1}")
        if going_on is None:
            # it died before anything of a session was there: the next process begins one
            kept_bytes, page, promised = 0, folder / f"{NAME[:-2]}{number + 1:02}.jsonl", []
    outcome.counted = len(promised)
    if page.exists():
        _judge_page(page, promised, outcome, f"seed {seed}")
        _judge_history(page, promised, outcome, f"seed {seed}")
    return outcome


def _journal(folder: Path, name: str, going_on: Resumed | None) -> FileJournal:
    page: OpenPage | None = None if going_on is None else going_on.page
    return FileJournal(folder, HEADER, name=lambda: name, note=folder / NOTE, going_on=page)


def _die(journal: NotingJournal, chance: random.Random) -> None:
    """Leave what a process leaves that dies: what was handed over, cut anywhere behind the last counted rep."""
    journal.journal._appender.close()  # noqa: SLF001 (a kill asks nobody; what was not handed over is lost)
    if journal.page.exists():
        size = journal.page.stat().st_size
        header = len(journal.page.read_bytes().split(b"\n", 1)[0]) + 1
        os.truncate(journal.page, chance.randint(max(min(journal.kept_bytes, size), min(header, size)), size))


def _taken_up(page: Path, folder: Path, away_s: float) -> Resumed | None:
    if not page.exists():
        return None
    then_s = page.stat().st_mtime
    return resume(folder, HEADER, STATION, now_s=lambda: then_s + away_s)


def _judge_state(resumed: Resumed | None, promised: list[int], stage: Stage, outcome: Outcome, when: str) -> None:
    state: State | None = None if resumed is None else resumed.state
    if state is None and promised and stage not in CLOSED:
        outcome.wrong.append(f"{when}: a session of {len(promised)} reps did not go on")
    if state is not None and [item.number for item in state.records if item.verdict.is_counted] != promised:
        outcome.wrong.append(f"{when}: {state.reps} reps are known, {len(promised)} were promised")


def _judge_history(page: Path, promised: list[int], outcome: Outcome, when: str) -> None:
    """See that the history has the session once, with every promised rep."""
    file = page.with_name("history.db")
    for _ in range(2):
        limits = Limits(keep_days=3650.0, max_mb=500.0)
        Filing(file, page.parent, limits, over=[page.stem], first_drills={}).round()
    found = rows_of(file, "SELECT page, reps FROM sessions")
    if found != [(page.stem, len(promised))]:
        outcome.wrong.append(f"{when}: the history has {found}, {len(promised)} reps were promised")


def _judge_page(page: Path, promised: list[int], outcome: Outcome, when: str) -> None:
    """See that the page holds every promised rep once, and that it is replayed to the same events."""
    told = StringIO()
    if replay(page, told) != SAME:
        outcome.wrong.append(f"{when}: the page replays otherwise: {told.getvalue()[-300:]}")
    events = [json.loads(text) for item in read_ticks(page)[1] for text in item.events]
    attempts = [event["attempt"] for event in events if event["e"] == AttemptDecided.__name__]
    recorded = [item["number"] for item in attempts if Verdict(item["verdict"]).is_counted]
    if recorded != promised:
        outcome.wrong.append(f"{when}: {recorded} are recorded, {promised} were promised")


class FastClock(MonotonicClock):
    """The machine's clock, SPEED times as fast."""

    def now_us(self) -> int:
        return super().now_us() * SPEED

    def sleep_until_us(self, time_us: int) -> None:
        while (left_us := time_us - self.now_us()) > 0:
            time.sleep(left_us / US_PER_S / SPEED)


class TellingSpeaker(RecordingSpeaker):
    """Tells every count on standard output, once it would have been heard."""

    def perform(self, command: SpeechCommand) -> None:
        if isinstance(command, Speak) and command.clips[0].startswith("n_"):
            print(command.clips[0].removeprefix("n_"), flush=True)  # noqa: T201 (the parent reads it)


def child(folder: Path, origin_us: int) -> None:
    """Run the session in this process, which somebody will kill, going on with what the last one left."""
    clock = FastClock()
    wall_s = time.time()
    going_on = resume(folder, HEADER, STATION, now_s=lambda: wall_s)
    print(f"resumed {0 if going_on is None else going_on.state.reps}", flush=True)  # noqa: T201 (as above)
    source = ScriptedPoseSource(SAMPLES, clock, is_endless=True)
    source.origin_us = origin_us
    journal = _journal(folder, f"2026-11-20T09-50-{os.getpid() % 100:02}", going_on)
    ports = Ports(clock=clock, source=source, speaker=TellingSpeaker(), display=RecordingDisplay(), journal=journal)
    Loop(ports, STATION, should_stop=lambda: False, going_on=None if going_on is None else going_on.going_on()).run()


def real_deaths(folder: Path, seed: int, deaths: int) -> Outcome:
    """Kill a real process so many times in one session, and compare what it had told with what the next one knows."""
    chance, outcome, origin_us = random.Random(seed), Outcome(), FastClock().now_us()
    words = [sys.executable, "-m", "tests.kills", "--child", str(folder), str(origin_us)]
    told = 0
    for number in range(deaths):
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            known = int(process.stdout.readline().split()[1])
            if not told <= known <= told + 1:  # a rep on the disk may have died before it was spoken
                outcome.wrong.append(f"death {number}: {told} reps were told, {known} are known")
            outcome.resumed += known > 0
            time.sleep(chance.uniform(0.5, 2.5))
            process.send_signal(signal.SIGKILL)
            counts = [int(line) for line in process.stdout]
        if counts != list(range(known + 1, known + 1 + len(counts))):
            outcome.wrong.append(f"death {number}: after {known} reps {counts} were told")
        told, outcome.deaths = max(known, *counts, 0), outcome.deaths + 1
    outcome.counted = told
    return outcome


def station_deaths(folder: Path, seed: int, deaths: int) -> Outcome:
    """Kill the whole station so many times, as it sees the demo clip with the model, in real time and from its start.

    Without a screen it tells every event once it is recorded, so what it told the next one has to know.
    """
    chance, outcome, told = random.Random(seed), Outcome(), 0
    environment = {**os.environ, "HOME": str(folder), "SDL_VIDEODRIVER": "none", "SDL_AUDIODRIVER": "dummy"}
    words = [sys.executable, "-m", "kiosk", "run", "--source", f"clip:{DEMO_CLIP}", "--lane", str(DEMO_LANE)]
    for number in range(deaths):
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment) as process:
            end = Timer(chance.uniform(14.0, 24.0), process.kill)
            end.start()
            assert process.stdout is not None
            lines = list(process.stdout)
            end.cancel()
        outcome.deaths += 1
        goes_on = [line for line in lines if line.startswith("Session: goes on")]
        known = int(goes_on[0].rsplit(", ", 1)[1].split()[0]) if goes_on else 0
        outcome.resumed += bool(goes_on)
        if not told <= known <= told + 1:
            outcome.wrong.append(f"death {number}: {told} reps were told, {known} are known")
        told = known
        for line in lines:
            if "SessionEnded" in line:
                told = 0
            elif "AttemptDecided" in line and any(word in line for word in COUNTED):
                told, outcome.counted = told + 1, outcome.counted + 1
    return outcome


def main(words: list[str]) -> int:
    """Run so many deaths and tell what became of them."""
    if words[0] == "--child":
        child(Path(words[1]), int(words[2]))
        return 0
    total, run = Outcome(), RUNS.get(words[0], session_with_deaths)
    asked = int(words[-1])
    for seed in count(1):
        with TemporaryDirectory() as folder:
            one = run(Path(folder), seed, min(DEATHS, asked))
        total.deaths, total.resumed = total.deaths + one.deaths, total.resumed + one.resumed
        total.counted, total.wrong = total.counted + one.counted, total.wrong + one.wrong
        if total.deaths >= asked:
            break
    print(  # noqa: T201 (it is what is asked for)
        f"{total.deaths} deaths, {total.resumed} times gone on; {total.counted} reps counted,"
        f" {len(total.wrong)} lost, doubled or not gone on.",
        *total.wrong,
        sep="\n",
    )
    return 1 if total.wrong else 0


RUNS: Final = {"--real": real_deaths, "--station": station_deaths}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
