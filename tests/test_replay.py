"""Replay: a session that was recorded through the loop is run again, and is the same to the last bit."""

import io
import json
from dataclasses import replace
from itertools import islice

import pytest

from kiosk.analysis import outputs_of
from kiosk.catalogue import load_catalogue
from kiosk.core.distance import Unit
from kiosk.core.events import Event
from kiosk.core.lane import Mark, fit_lane
from kiosk.core.session import Station, initial, step
from kiosk.errors import InputError, OwnerError
from kiosk.loop import Loop, Ports
from kiosk.replay import DIFFERENT, SAME, replay, station_of
from kiosk.stations import station_for
from kiosk.storage.journal import FileJournal
from kiosk.storage.journal_header import header_of
from kiosk.storage.journal_lines import text_of_event
from kiosk.storage.journal_reader import JournalSource, read_journal, read_ticks
from tests.builders import Posture, Story, Tempo, dip_scores, lane_marks
from tests.fakes import FakeClock, RecordingDisplay, RecordingSpeaker, ScriptedPoseSource
from tests.floor import down, on_the_floor

CATALOGUE = load_catalogue()
FREE = Station(drill=CATALOGUE.drill("hip_hinge"), pack=CATALOGUE.pack)
LANE = fit_lane([Mark(inches=at, ankle_px=place) for at, place in lane_marks()], (640, 480))
WALL = Station(drill=CATALOGUE.drill("wall_hinge"), pack=CATALOGUE.pack, lane=LANE)
HINGE = Posture(kappa_deg=25.0, theta_deg=60.0)

WALL_CM = station_for("wall_hinge", CATALOGUE, lane=LANE, unit=Unit.CM)
MOBILITY = station_for("mobility_first", CATALOGUE, lane=LANE)
PLANK = station_for("plank", CATALOGUE, lane=None)

BRIEF = Tempo(hold_s=0.1)
"""Far from the second that is counted aloud, so that no phase of the clock decides what is said."""
FREE_STORY = Story(has_wall=False).absent(1.0).stand(3.0).reps(3, HINGE, BRIEF).stand(2.0).absent(26.0)
WALL_STORY = Story(heel_in=0.0).zero(4.0).step_to(3.0).stand(3.0).touch_reps(3).stand(2.0).absent(26.0)
WALL_CM_STORY = Story(heel_in=0.0).zero(4.0).step_to(8 / 2.54).stand(3.0).touch_reps(3).stand(2.0).absent(26.0)
MOBILITY_STORY = Story().stand(132.0).absent(15.0)
PLANK_STORY = down(on_the_floor().absent(1.0).stand(3.0)).hold(8.0).absent(4.0).hold(22.0).absent(110.0)
PASSER_BY = Story(has_wall=False).stand(0.4).absent(2.0).stand(3.0).reps(1, HINGE).stand(1.0).absent(26.0)


def recorded(folder, station, samples, *, latency_s=0.05):
    """Run a session through the loop with a real journal; return the journal's files and what was spoken."""
    clock, speaker = FakeClock(), RecordingSpeaker()
    names = iter(range(1000, 9999))
    journal = FileJournal(folder, header_of(station, model_sha256="ab" * 32), name=lambda: f"2026-11-20T{next(names)}")
    ports = Ports(
        clock=clock,
        source=ScriptedPoseSource(samples, clock, latency_s=latency_s),
        speaker=speaker,
        display=RecordingDisplay(),
        journal=journal,
    )
    Loop(ports, station, should_stop=lambda: False).run()
    journal.close()
    return sorted(folder.iterdir()), speaker.history


def told(path):
    out = io.StringIO()
    return replay(path, out), out.getvalue()


@pytest.mark.parametrize("latency_s", [0.05, 0.15])
@pytest.mark.parametrize(
    ("station", "story"),
    [(FREE, FREE_STORY), (WALL, WALL_STORY), (FREE, PASSER_BY), (WALL_CM, WALL_CM_STORY)],
    ids=["free", "wall", "after a passer-by", "in centimetres"],
)
def test_a_recorded_session_replays_to_the_last_bit(tmp_path, station, story, latency_s):
    (path,), _ = recorded(tmp_path, station, story.samples(fps=30), latency_s=latency_s)
    code, text = told(path)
    assert code == SAME, text
    assert "Identical to what was recorded" in text


@pytest.mark.parametrize(
    ("station", "story", "shows"),
    [
        (MOBILITY, MOBILITY_STORY, ["DrillChanged    step=1 drill=ninety_ninety", "TimerMoved      change=side_done"]),
        (
            PLANK,
            PLANK_STORY,
            ["HoldCounted     seconds=19", "verdict=shallow", "verdict=clean", "SessionEnded    reps=1"],
        ),
    ],
    ids=["programme", "plank"],
)
def test_a_programme_and_a_hold_replay_to_the_last_bit(tmp_path, station, story, shows):
    (path,), _ = recorded(tmp_path, station, story.samples(fps=10))
    code, text = told(path)
    assert code == SAME, text
    assert [words for words in shows if words not in text] == []


def test_a_programme_s_station_is_built_from_the_journal_alone(tmp_path):
    (path,), _ = recorded(tmp_path, MOBILITY, Story().stand(2.0).samples(fps=10))
    header, _ = read_journal(path)
    assert header.drill == "mobility_first"
    assert station_of(header, CATALOGUE) == MOBILITY


def test_the_summary_counts_reps_and_says_how_fast(tmp_path):
    (path,), _ = recorded(tmp_path, FREE, FREE_STORY.samples(fps=30))
    *events, summary, verdict = told(path)[1].splitlines()
    assert "3 reps counted of 3 attempts" in summary
    assert summary.endswith("times real time.")
    assert verdict == f"Identical to what was recorded: {len(events)} events."
    assert "AttemptDecided  attempt=(number=1 verdict=clean" in "\n".join(events)


def test_a_camera_that_failed_for_a_while_is_replayed_as_well(tmp_path):
    samples = [sample for sample in FREE_STORY.samples(fps=30) if not 7.0 < sample.capture_us / 1e6 < 9.0]
    clock = FakeClock()
    journal = FileJournal(tmp_path, header_of(FREE, model_sha256="ab" * 32), name=lambda: "2026-11-20")
    source = ScriptedPoseSource(samples, clock, trouble_s=[(7.5, 9.0)])
    ports = Ports(clock=clock, source=source, speaker=RecordingSpeaker(), display=RecordingDisplay(), journal=journal)
    Loop(ports, FREE, should_stop=lambda: False).run()
    journal.close()
    path = tmp_path / "2026-11-20.jsonl"
    assert any(item.has_trouble for item in read_journal(path)[1])
    assert told(path)[0] == SAME


def test_two_visits_are_two_files_and_both_replay(tmp_path):
    story = FREE_STORY.stand(3.0).reps(2, HINGE).stand(1.0).absent(26.0)
    samples = dip_scores(story.samples(fps=30), 40.0, 40.5)
    paths, _ = recorded(tmp_path, FREE, samples)
    assert len(paths) == 2
    assert [told(path)[0] for path in paths] == [SAME, SAME]
    assert "2 reps counted" in told(paths[1])[1]


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_the_events_are_the_same_however_the_inputs_are_cut(tmp_path, chunk):
    (path,), _ = recorded(tmp_path, FREE, FREE_STORY.samples(fps=30))
    inputs = read_journal(path)[1]
    state, events = initial(FREE), list[Event]()
    while batch := list(islice(inputs, chunk)):
        for tick_input in batch:
            state, output = step(state, tick_input, FREE)
            events += output.events
    whole = [event for output in outputs_of(read_journal(path)[1], FREE) for event in output.events]
    assert events == whole
    assert [text_of_event(event) for event in events] == [text for item in read_ticks(path)[1] for text in item.events]


def test_a_journal_played_as_a_camera_counts_the_same(tmp_path):
    (path,), spoken = recorded(tmp_path, FREE, FREE_STORY.samples(fps=30))
    clock, speaker = FakeClock(), RecordingSpeaker()
    source = JournalSource(path, clock)
    ports = Ports(
        clock=clock,
        source=source,
        speaker=speaker,
        display=RecordingDisplay(),
        journal=FileJournal(tmp_path / "again", source.header, name=lambda: "2026-11-20"),
    )
    Loop(ports, FREE, should_stop=lambda: False).run()
    ports.journal.close()
    assert speaker.history == spoken


def test_the_station_is_built_from_the_journal_alone(tmp_path):
    drill = replace(WALL.drill, dose=replace(WALL.drill.dose, reps=16.0, sets=4.0, rest_s=45.0))
    station = replace(WALL, drill=drill, is_count_spoken=False)
    (path,), _ = recorded(tmp_path, station, WALL_STORY.samples(fps=30))
    header, _ = read_journal(path)
    assert station_of(header, CATALOGUE) == station


def test_a_mismatch_is_told_before_the_events(tmp_path):
    (path,), _ = recorded(tmp_path, FREE, FREE_STORY.samples(fps=30))
    change_first_line(path, program="0.0.9")
    code, text = told(path)
    assert text.startswith("Recorded with program 0.0.9, replayed with ")
    assert code == SAME


def test_other_events_than_recorded_are_told_as_differences(tmp_path):
    (path,), _ = recorded(tmp_path, FREE, FREE_STORY.samples(fps=30))
    path.write_text(path.read_text().replace('"verdict":"clean"', '"verdict":"lean"', 1))
    code, text = told(path)
    assert code == DIFFERENT
    _, differences = text.split("Not what was recorded (- recorded, + replayed):\n")
    assert differences.count('\n  -{"e":"AttemptDecided"') == differences.count('\n  +{"e":"AttemptDecided"') == 1


def test_a_journal_of_an_unknown_drill_is_refused(tmp_path):
    (path,), _ = recorded(tmp_path, FREE, FREE_STORY.samples(fps=30))
    change_first_line(path, drill="hip_hinges")
    with pytest.raises(OwnerError, match="did you mean hip_hinge"):
        told(path)


def test_a_damaged_journal_is_refused_with_its_line(tmp_path):
    (path,), _ = recorded(tmp_path, FREE, FREE_STORY.samples(fps=30))
    lines = path.read_bytes().split(b"\n")
    lines[100] = lines[100][:50]
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(InputError, match="line 101: it is not a whole object"):
        told(path)


def test_a_journal_without_a_tick_is_no_error(tmp_path):
    (path,), _ = recorded(tmp_path, FREE, FREE_STORY.samples(fps=30))
    path.write_bytes(path.read_bytes().split(b"\n")[0] + b"\n")
    code, text = told(path)
    assert code == SAME
    assert "0 reps counted of 0 attempts" in text


def change_first_line(path, **changes):
    first, rest = path.read_text().split("\n", 1)
    path.write_text(json.dumps(json.loads(first) | changes) + "\n" + rest)
