"""A session goes on after its process died: what is kept, what is asked of whoever comes, and when it begins anew."""

import os
from dataclasses import replace

import pytest

from kiosk.analysis import inputs_of, outputs_of
from kiosk.core.events import AttemptDecided, StageEntered
from kiosk.core.presence import PresenceState
from kiosk.core.session import TickInput, TickOutput, initial, step
from kiosk.core.units import TICK_HZ, us_of_s, us_of_tick
from kiosk.core.vocab import Presence, Stage
from kiosk.loop import Loop, Ports
from kiosk.resume import NOTE, RESTART_S, resume
from kiosk.storage.journal import FileJournal
from kiosk.storage.journal_header import header_of
from kiosk.storage.journal_reader import read_ticks
from kiosk.storage.running_note import Note, NoteFile, Times, note_in, text_of_note
from tests.builders import Posture, Story
from tests.fakes import FakeClock, RecordingDisplay, RecordingJournal, RecordingSpeaker, ScriptedPoseSource, moved
from tests.kills import HEADER, NAME, SAMPLES, STATION, real_deaths, session_with_deaths
from tests.recordings import COUNTED
from tests.visits import wall_station

HINGE = Posture(kappa_deg=25.0, theta_deg=60.0)
GRACE_S = STATION.params.journey.grace_set_s
TEN_YEARS_S = 10 * 365 * 86_400.0


def left_behind(folder, *, seconds=20.0, station=STATION, samples=SAMPLES, header=HEADER, until="killed"):
    """Run the station on the samples for so long and leave the folder as it is then; return the page."""
    clock = FakeClock()
    journal = FileJournal(folder, header, name=lambda: NAME, note=NoteFile(path=folder / NOTE))
    ports = Ports(
        clock=clock,
        source=ScriptedPoseSource(samples, clock),
        speaker=RecordingSpeaker(),
        display=RecordingDisplay(),
        journal=journal,
    )
    end_us = clock.now_us() + us_of_s(seconds)
    Loop(ports, station, should_stop=lambda: until == "killed" and clock.now_us() >= end_us).run()
    journal.close()
    return folder / f"{NAME}.jsonl"


def taken_up(folder, page, *, after_s=3.0, station=STATION, header=HEADER):
    now_s = page.stat().st_mtime + after_s
    return resume(folder, header, station, times=Times(wall_s=lambda: now_s, boot="another"))


def test_the_state_is_the_one_that_the_page_ends_in(tmp_path):
    page = left_behind(tmp_path)
    state = initial(STATION)
    for item in read_ticks(page)[1]:
        state, _ = step(state, item.tick_input, STATION)
    resumed = taken_up(tmp_path, page)
    assert repr(resumed.state) == repr(state)
    assert resumed.state.reps >= 2
    assert resumed.page.last == item.tick_input
    assert resumed.line(STATION) == f"goes on after a restart: Hip hinge, {state.reps} reps so far"


@pytest.mark.parametrize(
    ("after_s", "goes_on"),
    [
        (0.0, True),
        (GRACE_S, True),
        (GRACE_S + RESTART_S - 1.0, True),
        (GRACE_S + RESTART_S + 1.0, False),
        (3600.0, False),
        (TEN_YEARS_S, False),
        (-1.0, False),
        (-TEN_YEARS_S, False),
    ],
)
def test_it_goes_on_within_the_athletes_grace_and_not_by_a_clock_that_jumped(tmp_path, after_s, goes_on):
    page = left_behind(tmp_path)
    assert (taken_up(tmp_path, page, after_s=after_s) is not None) is goes_on


class Machine:
    """A machine's clocks as tests set them: seconds since its start, and a wall clock that jumps."""

    def __init__(self, boot="this-start"):
        self.boot_s, self.ahead_s = 1_000.0, 1_764_000_000.0
        self.times = Times(wall_s=lambda: self.boot_s + self.ahead_s, boot_s=lambda: self.boot_s, boot=boot)

    def record(self, folder, *, jump_s=0.0):
        """Leave a session behind whose wall clock jumps between its last two writes; return its page."""
        journal = FileJournal(folder, HEADER, name=lambda: NAME, note=NoteFile(path=folder / NOTE, times=self.times))
        page = folder / f"{NAME}.jsonl"
        for number, item in enumerate(inputs_of(SAMPLES[:130])):
            journal.record(item, TickOutput(), Stage.SET)
            if number == 200:
                self.ahead_s += jump_s
        journal.close()
        os.utime(page, (self.boot_s + self.ahead_s,) * 2)
        return page


@pytest.mark.parametrize("jump_s", [TEN_YEARS_S, -TEN_YEARS_S, 3600.0, -3600.0, 0.4, -0.4])
@pytest.mark.parametrize("when", ["before the last write", "before the next process", "after it began"])
def test_a_clock_that_jumps_changes_nothing_while_the_machine_runs(tmp_path, jump_s, when):
    machine = Machine()
    machine.record(tmp_path, jump_s=jump_s if when == "before the last write" else 0.0)
    machine.boot_s += 3.0
    machine.ahead_s += jump_s if when == "before the next process" else 0.0
    resumed = resume(tmp_path, HEADER, STATION, times=machine.times)
    machine.ahead_s += jump_s if when == "after it began" else 0.0
    assert resumed.going_on().missed_us == pytest.approx(3_000_000, abs=450_000)


@pytest.mark.parametrize(("after_s", "goes_on"), [(3.0, True), (3600.0, False)])
def test_a_clock_that_was_set_back_makes_no_page_young(tmp_path, after_s, goes_on):
    machine = Machine()
    machine.record(tmp_path)
    machine.boot_s += after_s
    machine.ahead_s -= 3600.0
    assert (resume(tmp_path, HEADER, STATION, times=machine.times) is not None) is goes_on


def test_after_a_restart_of_the_machine_the_wall_clock_tells(tmp_path):
    machine = Machine()
    machine.record(tmp_path)
    wall_s, again = machine.boot_s + machine.ahead_s, Machine("another-start")
    again.boot_s = 20.0
    again.ahead_s = wall_s + 3.0 - again.boot_s
    assert resume(tmp_path, HEADER, STATION, times=again.times).going_on().missed_us == pytest.approx(3_000_000, abs=10)
    again.ahead_s -= 10.0
    assert resume(tmp_path, HEADER, STATION, times=again.times) is None


@pytest.mark.parametrize("note", [Note(page="a.jsonl"), Note(page="a.jsonl", boot="b", ahead_s=-1.5)])
def test_a_note_is_read_back_as_it_was(note):
    assert note_in(text_of_note(note)) == note


def test_a_rest_waits_for_as_long_as_the_core_would(tmp_path):
    short = replace(STATION, drill=replace(STATION.drill, dose=replace(STATION.drill.dose, reps=2)))
    header = header_of(short, model_sha256="ab" * 32)
    samples = Story(has_wall=False).stand(3.0).reps(2, HINGE).stand(20.0).samples(fps=10)
    page = left_behind(tmp_path, station=short, samples=samples, header=header)
    rest_s, extra_s = short.drill.dose.rest_s, short.params.journey.grace_rest_extra_s
    for after_s, goes_on in ((rest_s + extra_s, True), (rest_s + extra_s + RESTART_S + 1.0, False)):
        found = taken_up(tmp_path, page, after_s=after_s, station=short, header=header)
        assert (found is not None) is goes_on
    assert found is None
    assert taken_up(tmp_path, page, station=short, header=header).state.course.stage is Stage.REST


def test_another_station_begins_anew(tmp_path):
    page = left_behind(tmp_path)
    assert taken_up(tmp_path, page, header=header_of(wall_station(), model_sha256="ab" * 32)) is None
    assert taken_up(tmp_path, page, header=header_of(STATION, model_sha256="cd" * 32)) is None


def test_a_session_that_is_over_stays_over(tmp_path):
    samples = Story(has_wall=False).absent(0.5).stand(3.0).absent(40.0).samples(fps=10)
    left_behind(tmp_path, samples=samples, until="over")
    assert not (tmp_path / NOTE).exists()


def test_a_recording_that_came_to_its_end_is_over(tmp_path):
    left_behind(tmp_path, samples=SAMPLES[:150], until="over")
    assert not (tmp_path / NOTE).exists()
    assert resume(tmp_path, HEADER, STATION, times=Times(wall_s=lambda: 0.0)) is None


@pytest.mark.parametrize("note", ["", "../../etc/passwd", "lane.json", "2026-11-20T09-50-01.jsonl", "\udcff"])
def test_a_note_that_leads_nowhere_begins_anew(tmp_path, note):
    (tmp_path / NOTE).write_bytes(note.encode(errors="surrogateescape"))
    assert resume(tmp_path, HEADER, STATION, times=Times(wall_s=lambda: 0.0)) is None


def test_a_damaged_page_begins_anew_and_is_told(tmp_path, caplog):
    page = left_behind(tmp_path)
    lines = page.read_bytes().split(b"\n")
    page.write_bytes(b"\n".join([*lines[:9], b"\0" * 40, *lines[10:]]))
    assert taken_up(tmp_path, page) is None
    assert "line 10" in caplog.text


def test_the_page_to_go_on_with_does_not_depend_on_its_date(tmp_path):
    page = left_behind(tmp_path)
    late = tmp_path / "2036-01-01T00-00-00.jsonl"
    late.write_bytes(page.read_bytes())
    os.utime(late, (4e9, 4e9))
    assert taken_up(tmp_path, page).page.name == NAME


def test_a_page_that_goes_on_drops_what_was_cut_off_and_stays_whole(tmp_path):
    page = left_behind(tmp_path)
    whole = page.read_bytes()
    page.write_bytes(whole + b'{"t":99999,"n":3')
    going_on = taken_up(tmp_path, page).page
    journal = FileJournal(
        tmp_path, HEADER, name=lambda: "another", note=NoteFile(path=tmp_path / NOTE), going_on=going_on
    )
    journal.record(TickInput(tick=going_on.last.tick + 1, is_missed=True), TickOutput(), Stage.SET)
    journal.record(TickInput(tick=going_on.last.tick + 9), TickOutput(), Stage.SET)
    journal.close()
    assert page.read_bytes().startswith(whole)
    told = [item.tick_input for item in read_ticks(page)[1]]
    assert [item.tick for item in told] == list(range(told[0].tick, going_on.last.tick + 10))
    assert [item.tick - going_on.last.tick for item in told if item.is_missed] == list(range(1, 9))
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{NAME}.jsonl", NOTE]


def test_a_camera_that_was_silent_before_the_end_does_not_make_a_page_old(tmp_path):
    journal = FileJournal(tmp_path, HEADER, name=lambda: NAME, note=NoteFile(path=tmp_path / NOTE))
    journal.record(TickInput(tick=0, sample=SAMPLES[0]), TickOutput(events=(COUNTED,)), Stage.SET)
    page = tmp_path / f"{NAME}.jsonl"
    os.utime(page, (1e9, 1e9))
    for tick in range(1, 6 * TICK_HZ):
        journal.record(TickInput(tick=tick), TickOutput(), Stage.SET)
    size = page.stat().st_size
    journal._appender.close()  # noqa: SLF001 (a kill)
    assert page.stat().st_mtime > 1.5e9
    assert page.stat().st_size == size


class Return:
    """The loop after a restart, among doubles."""

    def __init__(self, resumed, samples=()):
        self.clock = FakeClock()
        self.journal, self.speaker, self.display = RecordingJournal(), RecordingSpeaker(), RecordingDisplay()
        self.loop = Loop(
            Ports(
                clock=self.clock,
                source=ScriptedPoseSource(samples, self.clock, is_endless=True),
                speaker=self.speaker,
                display=self.display,
                journal=self.journal,
            ),
            STATION,
            should_stop=lambda: len(self.display.scenes) >= 30,
            going_on=resumed.going_on(),
        )
        self.health = self.loop.run()


def test_the_ticks_go_on_without_a_gap_and_the_time_between_is_told_as_missed(tmp_path):
    resumed = taken_up(tmp_path, left_behind(tmp_path))
    back = Return(resumed)
    ticks = [item.tick for item in back.journal.inputs]
    last = resumed.page.last.tick
    assert ticks == list(range(last + 1, last + 1 + len(ticks)))
    missed = [item for item in back.journal.inputs if item.is_missed]
    assert len(missed) == 1 + 3 * TICK_HZ
    assert back.journal.inputs[: len(missed)] == missed
    assert back.clock.slept_until[0] == 5_000_000
    assert back.health.ticks == 30


def test_the_mirror_says_back_in_a_moment_once_and_nothing_of_before(tmp_path):
    back = Return(taken_up(tmp_path, left_behind(tmp_path)))
    spoken = [command for what, command in back.speaker.history if what == "speak"]
    clips = [clip for command in spoken for clip in getattr(command, "clips", ())]
    assert [clip for clip in clips if not clip.startswith("fail_safe")] == []
    assert len(clips) == 1
    assert {scene.kind.value for scene in back.display.scenes} == {"fail_safe"}


def test_the_mirror_is_back_with_the_first_frame(tmp_path):
    back = Return(taken_up(tmp_path, left_behind(tmp_path)), Story(has_wall=False).stand(3.0).samples(fps=30))
    troubled = [item.has_trouble for item in back.journal.inputs if not item.is_missed]
    assert troubled[0]
    assert not any(troubled[5:])


def test_whoever_comes_after_a_missed_time_arrives_anew_and_the_count_is_kept():
    state = initial(wall_station())
    before = replace(
        state,
        course=replace(state.course, stage=Stage.SET, rounds=4),
        body=replace(state.body, presence=PresenceState(presence=Presence.PRESENT, good_us=0)),
    )
    after, unsaid = step(before, TickInput(tick=600, is_missed=True), wall_station())
    assert unsaid == TickOutput()
    assert after.count == before.count == 4
    assert after.body.presence.presence is Presence.LOST
    assert after.course.lost_us == after.now_us
    assert after.place.zero is None
    back, output = step(after, TickInput(tick=601), wall_station())
    assert back.course.stage is Stage.ZERO
    assert StageEntered(at_us=back.now_us, stage=Stage.ZERO) in output.events
    long_after, _ = step(after, TickInput(tick=600 + int(GRACE_S - 1) * TICK_HZ), wall_station())
    assert long_after.course.stage is not Stage.SUMMARY


def test_an_empty_room_that_nobody_watched_stays_empty():
    state, output = step(initial(STATION), TickInput(tick=5, is_missed=True), STATION)
    assert output == TickOutput()
    assert state == replace(initial(STATION), now_us=state.now_us)


def test_a_clock_that_gives_a_date_twice_leads_to_the_later_session(tmp_path):
    first = left_behind(tmp_path)
    left_behind(tmp_path, seconds=15.0)
    page = tmp_path / f"{NAME}-2.jsonl"
    os.utime(page, (1e9, 1e9))
    found = taken_up(tmp_path, page)
    assert found.page.name == page.stem
    size = first.stat().st_size
    journal = FileJournal(tmp_path, HEADER, name=lambda: NAME, note=NoteFile(path=tmp_path / NOTE), going_on=found.page)
    journal.record(TickInput(tick=found.page.last.tick + 1, is_missed=True), TickOutput(), Stage.SET)
    journal.turn_page()
    journal.close()
    assert b"missed" in page.read_bytes()
    assert first.stat().st_size == size
    assert not (tmp_path / NOTE).exists()


TROUBLED, MISSED = "camera lost", "restarted"
WALL_SET = Story(heel_in=0.0).zero(4.0).step_to(3.0).stand(3.0).touch_reps(3).stand(1.0).samples(fps=30)


LOST_S = [*((TROUBLED, seconds) for seconds in (12, 40)), *((MISSED, seconds) for seconds in (1, 4, 12, 40))]


@pytest.mark.parametrize(("lost", "seconds"), LOST_S)
def test_count_rung_and_set_outlive_a_lost_camera_and_a_restart(lost, seconds):
    station = wall_station()
    first = list(inputs_of(WALL_SET))
    gone = TickInput(tick=first[-1].tick + 1, has_trouble=lost is TROUBLED, is_missed=lost is MISSED)
    gap = [replace(gone, tick=gone.tick + more) for more in range(seconds * TICK_HZ)]
    again_us = us_of_tick(gap[-1].tick + 1)
    again = [
        replace(item, tick=item.tick + gap[-1].tick + 1, sample=item.sample and moved(item.sample, again_us))
        for item in inputs_of(WALL_SET)
    ]
    decided = [
        event
        for output in outputs_of([*first, *gap, *again], station)
        for event in output.events
        if isinstance(event, AttemptDecided)
    ]
    assert [event.count for event in decided] == [1, 2, 3, 4, 5, 6]
    assert {event.attempt.rung_in for event in decided} == {3.0}


@pytest.mark.parametrize("seed", range(12))
def test_no_counted_rep_is_lost_or_doubled_by_five_deaths(tmp_path, seed):
    outcome = session_with_deaths(tmp_path, seed)
    assert outcome.wrong == []
    assert outcome.deaths == 5


def test_no_counted_rep_is_lost_or_doubled_by_a_kill(tmp_path):
    outcome = real_deaths(tmp_path, 7, 3)
    assert outcome.wrong == []
    assert outcome.deaths == 3
