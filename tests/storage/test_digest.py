"""A page as the history keeps it: the core's own counts, whatever the page holds and wherever it was cut."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.analysis import attempts_of
from kiosk.catalogue import load_catalogue
from kiosk.choice import choose_station
from kiosk.config import Config, SessionConfig
from kiosk.core.events import (
    AttemptDecided,
    AttemptRevised,
    CameraMoved,
    CueSpoken,
    DrillChanged,
    DrillChosen,
    LadderMoved,
    SessionEnded,
    SetDone,
    StageEntered,
    TimerMoved,
)
from kiosk.core.session import initial, step
from kiosk.core.timer import TimerChange
from kiosk.core.units import TICK_HZ, US_PER_S
from kiosk.core.vocab import Fault, Move, Stage, Verdict
from kiosk.core.vocab_cues import Cue
from kiosk.errors import InputError
from kiosk.keeping import first_drills_of
from kiosk.record import record
from kiosk.replay import station_of
from kiosk.retold import retell
from kiosk.storage.digest import digest
from kiosk.storage.journal_header import text_of_header
from kiosk.storage.journal_reader import read_ticks
from tests.builders import Posture, Story
from tests.conftest import ROOT
from tests.recordings import ATTEMPT, HEADER, page_with

JOURNALS = [*sorted((ROOT / "tests/replays").glob("*.journal.jsonl")), ROOT / "assets/demo/session.journal.jsonl"]


def as_page(folder: Path, journal: Path) -> Path:
    """Return a recorded journal under a page's own name."""
    return Path(shutil.copy(journal, folder / "2026-11-20T09-50-00.jsonl"))


def replayed(journal: Path):
    """Return what the core makes of a journal: every event, and what it counted in all visits together."""
    header, ticks = read_ticks(journal)
    station, events, reps = station_of(header, load_catalogue(header.language)), [], 0
    state = initial(station)
    for item in ticks:
        before = state
        state, output = step(state, item.tick_input, station)
        events += output.events
        if made_in(state) < made_in(before):
            reps += before.reps
    return events, reps + state.reps


def made_in(state):
    """Return what a visit has made so far: attempts and rounds, which only another visit makes fewer."""
    return len(state.records) + state.course.rounds_done + state.course.rounds


def digest_of(folder, events, first_drills=None, **settings):
    return digest(page_with(folder, events, **settings), first_drills or {})


def attempt(number, verdict=Verdict.CLEAN, **fields):
    start_us = number * 5 * US_PER_S
    return replace(ATTEMPT, number=number, verdict=verdict, start_us=start_us, end_us=start_us + 3 * US_PER_S, **fields)


def decided(number, count, verdict=Verdict.CLEAN, **fields):
    made = attempt(number, verdict, **fields)
    return AttemptDecided(at_us=made.end_us, attempt=made, count=count)


def revised(number, count, verdict):
    made = attempt(number, verdict)
    return AttemptRevised(at_us=made.end_us, attempt=made, count=count)


def done(number, reps, at_s):
    return SetDone(at_us=at_s * US_PER_S, number=number, reps=reps, attempts=reps)


@pytest.mark.parametrize("journal", JOURNALS, ids=lambda path: path.stem)
def test_a_recorded_session_is_kept_as_the_core_counted_it(tmp_path, journal):
    session = digest(as_page(tmp_path, journal), {})
    events, reps = replayed(journal)
    made = [item for found in session.sets for item in found.attempts]
    expected = attempts_of(events)
    assert [(item.number, item.verdict, item.faults, item.rung_in) for item in made] == [
        (item.number, item.verdict, item.faults, item.rung_in) for item in expected
    ]
    assert session.reps == sum(found.reps for found in session.sets) == reps
    ends = [event for event in events if isinstance(event, SetDone)]
    assert [found.number for found in session.sets if found.is_done] == [event.number for event in ends]
    assert done_in(session) == [(event.reps, event.attempts) for event in ends]


def done_in(session):
    return [(found.reps, len(found.attempts)) for found in session.sets if found.is_done]


@pytest.mark.parametrize("name", ["deadlift", "held_hinge", "between_sets", "mobility_first"])
def test_reps_holds_rounds_and_programmes_are_kept_as_the_core_counted_them(tmp_path, name):
    """More of them than a visit has: a second one begins before the room is empty."""
    catalogue = load_catalogue()
    station = choose_station(replace(Config(), session=SessionConfig(drill=name)), catalogue, None)
    story = Story(has_wall=False, seed=1).stand(3.0)
    for _ in range(2):
        story = story.reps(17, Posture(kappa_deg=25.0, theta_deg=60.0)).stand(95.0)
    (journal,) = record(iter(story.samples(fps=10)), station, folder=tmp_path, name=name, model_sha256="0" * 64).files
    session, (events, reps) = digest(as_page(tmp_path, journal), first_drills_of(catalogue)), replayed(journal)
    assert session.reps == sum(found.reps for found in session.sets) == reps
    assert done_in(session) == [(event.reps, event.attempts) for event in events if isinstance(event, SetDone)]
    drills = [event.drill for event in events if isinstance(event, DrillChanged)]
    expected = dict.fromkeys([station.steps[0].drill.id if station.steps else name, *drills])
    trained = list(dict.fromkeys(found.drill for found in session.sets))
    assert trained == list(expected)[: len(trained)]


@pytest.mark.parametrize("journal", JOURNALS, ids=lambda path: path.stem)
def test_an_explanation_tells_the_sets_and_attempts_that_the_history_numbers(tmp_path, journal):
    page = as_page(tmp_path, journal)
    told = [
        (
            told.number,
            told.drill.id,
            told.count,
            told.is_done,
            [(item.number, was.verdict) for item, was in told.recorded],
        )
        for told in retell(page).sets
        if not told.is_empty
    ]
    kept = [
        (item.number, item.drill, item.reps, item.is_done, [(made.number, made.verdict) for made in item.attempts])
        for item in digest(page, {}).sets
    ]
    assert told == kept
    assert any(attempts for *_, attempts in told)


@pytest.mark.parametrize("journal", JOURNALS[:-1], ids=lambda path: path.stem)
def test_a_page_cut_behind_any_line_keeps_every_attempt_before_the_cut(tmp_path, journal):
    lines = journal.read_bytes().splitlines(keepends=True)
    page = tmp_path / "2026-11-20T09-50-00.jsonl"
    told = []
    for number, line in enumerate(lines[1:], start=2):
        if b'"events"' not in line:
            continue
        told += json.loads(line)["events"]
        page.write_bytes(b"".join(lines[:number]))
        made = [item for found in digest(page, {}).sets for item in found.attempts]
        decisions = [event["attempt"] for event in told if event["e"].startswith("Attempt")]
        expected = {item["number"]: item["verdict"] for item in decisions}
        assert {item.number: item.verdict.value for item in made} == expected


def test_a_session_is_told_with_its_time_its_drill_and_where_it_was_recorded(tmp_path):
    session = digest_of(tmp_path, [StageEntered(at_us=0, stage=Stage.SET), decided(1, 1)], ticks=600)
    assert (session.page, session.began) == ("2026-11-20T09-50-00-2", "2026-11-20T09:50:00")
    assert (session.drill, session.unit, session.is_calibrated) == ("wall_hinge", "in", True)
    assert session.length_s == pytest.approx(600 / TICK_HZ)
    assert not session.is_finished


@pytest.mark.parametrize(
    ("name", "events", "sets"),
    [
        ("nothing was done", [StageEntered(at_us=0, stage=Stage.SET)], []),
        ("a set that is done", [decided(1, 1), decided(2, 2), done(1, 2, 13)], [("wall_hinge", 2, True, 2)]),
        ("a set that is left", [decided(1, 1), decided(2, 1, Verdict.NEAR_MISS)], [("wall_hinge", 1, False, 2)]),
        (
            "a touch that a later one proves to be none",
            [decided(1, 1), decided(2, 2), revised(1, 1, Verdict.NEAR_MISS)],
            [("wall_hinge", 1, False, 2)],
        ),
        (
            "an attempt of a set that is done is revised in the next",
            [decided(1, 1), done(1, 1, 8), decided(2, 1), revised(1, 1, Verdict.NEAR_MISS)],
            [("wall_hinge", 0, True, 1), ("wall_hinge", 1, False, 1)],
        ),
        (
            "one more in the rest begins the next set",
            [decided(1, 1), done(1, 1, 8), StageEntered(at_us=8 * US_PER_S, stage=Stage.REST), decided(2, 1)],
            [("wall_hinge", 1, True, 1), ("wall_hinge", 1, False, 1)],
        ),
        (
            "two visits on one page",
            [
                *(decided(1, 1), decided(2, 2), SessionEnded(at_us=1, reps=2, sets=1, best_rung_in=None)),
                *(StageEntered(at_us=14 * US_PER_S, stage=Stage.IDLE), decided(1, 1)),
            ],
            [("wall_hinge", 2, False, 2), ("wall_hinge", 1, False, 1)],
        ),
        (
            "another athlete takes the zero and no event tells it",
            [decided(1, 0, Verdict.NEAR_MISS), decided(2, 0, Verdict.NEAR_MISS), decided(1, 1)],
            [("wall_hinge", 0, False, 2), ("wall_hinge", 1, False, 1)],
        ),
        (
            "a rep of the summary is of the visit that ended",
            [
                *(decided(1, 1), SessionEnded(at_us=9 * US_PER_S, reps=1, sets=1, best_rung_in=None)),
                *(StageEntered(at_us=9 * US_PER_S, stage=Stage.SUMMARY), revised(1, 0, Verdict.NEAR_MISS)),
            ],
            [("wall_hinge", 0, False, 1)],
        ),
        (
            "another drill is chosen",
            [decided(1, 1), DrillChosen(at_us=9 * US_PER_S, place=1, drill="hip_hinge"), decided(2, 1)],
            [("wall_hinge", 1, False, 1), ("hip_hinge", 1, False, 1)],
        ),
        (
            "a programme is chosen and goes on",
            [
                *(DrillChosen(at_us=1, place=1, drill="first_steps"), decided(1, 1), done(1, 1, 8)),
                *(DrillChanged(at_us=8 * US_PER_S, step=1, drill="hip_hinge"), decided(2, 1)),
            ],
            [("dowel_hinge", 1, True, 1), ("hip_hinge", 1, False, 1)],
        ),
        (
            "a timer has rounds and no attempts",
            [
                TimerMoved(at_us=7, change=TimerChange.WORK_BEGAN, counted=0),
                TimerMoved(at_us=9 * US_PER_S, change=TimerChange.DONE, counted=0),
                done(1, 1, 9),
            ],
            [("wall_hinge", 1, True, 0)],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_sets_are_told_as_they_were_done_or_left(tmp_path, name, events, sets):
    session = digest_of(tmp_path, events, {"first_steps": "dowel_hinge"})
    assert [(item.drill, item.reps, item.is_done, len(item.attempts)) for item in session.sets] == sets, name
    assert session.reps == sum(item.reps for item in session.sets)
    numbers = [item.number for found in session.sets for item in found.attempts]
    assert numbers == sorted(set(numbers))


def test_the_first_drill_of_a_programme_is_the_stations_own(tmp_path):
    header = replace(HEADER, drill="first_steps")
    session = digest_of(tmp_path, [decided(1, 1)], {"first_steps": "dowel_hinge"}, header=header)
    assert (session.drill, session.sets[0].drill) == ("first_steps", "dowel_hinge")


def test_a_page_that_had_its_days_bytes_still_has_its_reps_in_sets(tmp_path):
    counted = [decided(number, count) for number, count in ((1, 1), (3, 2), (4, 1), (6, 2))]
    header = replace(HEADER, dose=replace(HEADER.dose, reps=2))
    session = digest_of(tmp_path, counted, header=header)
    assert [(item.reps, item.is_done) for item in session.sets] == [(2, True), (2, False)]


def test_a_set_tells_its_rungs_and_a_session_its_best(tmp_path):
    reps = [decided(1, 1, rung_in=3.0), decided(2, 2, rung_in=5.0), decided(3, 3, Verdict.FAULTED, rung_in=6.0)]
    moved = LadderMoved(at_us=9 * US_PER_S, move=Move.OUT, rung_in=3.0)
    session = digest_of(tmp_path, [*reps, moved])
    assert (session.sets[0].first_rung_in, session.sets[0].last_rung_in, session.best_rung_in) == (3.0, 6.0, 5.0)
    assert [(item.at_s, item.move, item.rung_in) for item in session.rungs] == [(9.0, Move.OUT, 3.0)]
    told = digest_of(tmp_path / "told", [*reps, SessionEnded(at_us=1, reps=3, sets=1, best_rung_in=3.0)])
    assert told.best_rung_in == 3.0


def test_a_second_visit_that_was_cut_short_may_have_the_best_rung(tmp_path):
    ended = SessionEnded(at_us=1, reps=1, sets=1, best_rung_in=3.0)
    session = digest_of(tmp_path, [decided(1, 1, rung_in=3.0), ended, decided(1, 1, rung_in=5.0)])
    assert session.best_rung_in == 5.0


def test_faults_are_kept_apart_from_what_could_not_be_judged(tmp_path):
    made = decided(1, 1, Verdict.FAULTED, faults=(Fault.HEAD_UP,), not_judged=((Fault.HEELS_UP, None),))
    found = digest_of(tmp_path, [made]).sets[0].attempts[0]
    assert (found.faults, found.not_judged) == ((Fault.HEAD_UP,), (Fault.HEELS_UP,))


def test_cues_are_kept_by_name_in_the_set_they_were_said_in_and_counts_are_not(tmp_path):
    def said(at_s, *clips):
        return CueSpoken(at_us=at_s * US_PER_S, clips=clips)

    session = digest_of(
        tmp_path,
        [
            *(said(1, "greet_2"), StageEntered(at_us=2 * US_PER_S, stage=Stage.SET)),
            *(said(3, "starting_at_1", "in_3"), decided(1, 1), said(8, "n_1"), said(9, "near_miss_short")),
            *(done(1, 1, 10), said(11, "set_done_1"), StageEntered(at_us=20 * US_PER_S, stage=Stage.SET)),
            *(said(21, "hip_hinge_line_1"), decided(2, 1), said(30, "lean_1")),
            *(StageEntered(at_us=40 * US_PER_S, stage=Stage.IDLE), said(41, "summary_1")),
        ],
    )
    assert [(item.spoken_s, item.cue, item.set_number) for item in session.cues] == [
        *((1.0, Cue.GREET, None), (3.0, Cue.STARTING_AT, 1), (9.0, Cue.NEAR_MISS, 1)),
        *((11.0, Cue.SET_DONE, None), (30.0, Cue.LEAN, 2), (41.0, Cue.SUMMARY, None)),
    ]


def test_a_session_that_came_to_its_end_is_finished_and_one_that_was_cut_is_not(tmp_path):
    for stage in Stage:
        session = digest_of(tmp_path / stage.value, [StageEntered(at_us=1, stage=stage)])
        assert session.is_finished is (stage in (Stage.IDLE, Stage.SUMMARY))


def test_a_session_whose_camera_had_moved_has_no_calibration(tmp_path):
    assert not digest_of(tmp_path, [CameraMoved(at_us=1)]).is_calibrated


def test_silence_and_a_restart_are_no_part_of_the_rate_of_samples(tmp_path):
    page = tmp_path / "2026-11-20T09-50-00.jsonl"
    samples = [f'{{"t":{tick},"n":{tick},"us":1,"luma":9.0,"k":[]}}' for tick in range(0, 300, 3)]
    lines = [text_of_header(HEADER), *samples, '{"t":300,"trouble":true}', '{"t":600,"trouble":false}']
    lines += ['{"t":600,"missed":true}', '{"t":900,"missed":false}', '{"t":901,"n":9,"us":1,"luma":9.0,"k":[]}']
    page.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    session = digest(page, {})
    assert session.trouble_s == pytest.approx(10.0)
    assert session.samples_hz == pytest.approx(101 / (301 / TICK_HZ))
    assert session.length_s == pytest.approx(901 / TICK_HZ)


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"[]",
        b'{"t":99999999999999999999999999}',
        b'{"t":9,"events":[{"e":"SetDone","at_us":99999999999999999999999999}]}',
        b'{"t":"x","events":[]}',
        b'{"t":9,"events":5}',
        b'{"t":9,"events":[5,{"e":"SetDone"}]}',
        b"\x00\xff",
        b'{"t":9,"events":[{"e":"AttemptDecided","count":1,"attempt":{"number":9,"verdict":"what"}}]}',
        b'{"t":9,"events":[{"e":"DrillChanged","drill":"\\ud83d"}]}',
    ],
)
def test_a_line_that_cannot_be_read_costs_nothing_but_itself(tmp_path, line):
    page = page_with(tmp_path, [decided(1, 1), decided(2, 2)])
    first, one, *rest = page.read_bytes().split(b"\n")
    page.write_bytes(b"\n".join([first, one, line, *rest]))
    assert digest(page, {}).reps == 2


def test_a_page_cut_in_its_first_line_is_no_session(tmp_path):
    page = tmp_path / "2026-11-20T09-50-00.jsonl"
    for size in (0, 1, 100):
        page.write_bytes(text_of_header(HEADER).encode()[:size])
        assert digest(page, {}) is None


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("2026-11-20T09-50-00.jsonl", b"hello\n", "is no journal of this program: move it out of the folder"),
        ("2026-11-20T09-50-00.jsonl", b"\xff\xfe\n", "is no journal of this program: move it out of the folder"),
        (
            "2026-11-20T09-50-00.jsonl",
            text_of_header(HEADER).replace("wall_hinge", r"\ud83d", 1).encode() + b"\n",
            "is no journal of this program",
        ),
        ("my best.jsonl", b"", "has no journal's own name"),
    ],
)
def test_what_is_no_page_is_told(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=sentence):
        digest(tmp_path / name, {})
