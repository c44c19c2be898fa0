"""The journal: what goes in comes out bit for bit, and what a power cut leaves."""

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.core.distance import Unit
from kiosk.core.events import DescentBegan
from kiosk.core.pose import PoseSample, quantised
from kiosk.core.session import TickInput, TickOutput
from kiosk.core.vocab import Stage
from kiosk.errors import InputError
from kiosk.storage.appender import open_new
from kiosk.storage.journal_header import Digests, header_in, header_of, mismatches, text_of_header
from kiosk.storage.journal_lines import Unreadable, text_of_event, text_of_tick, tick_in
from kiosk.storage.journal_reader import read_journal, read_ticks
from tests.recordings import (
    COUNTED,
    FRAME_PX,
    HEADER,
    MISSED,
    NAME,
    NOTHING,
    REVISED,
    SAMPLES,
    STATION,
    assert_same,
    bits_of,
    fed,
    journal_in,
    written,
)


def test_what_was_fed_is_what_is_read(tmp_path):
    inputs = fed(first=4000)
    header, found = read_journal(written(tmp_path, inputs))
    assert header == HEADER
    assert_same(found, inputs)


@given(
    xy_px=st.lists(st.floats(-2000, 4000), min_size=34, max_size=34),
    score=st.lists(st.floats(0, 1), min_size=17, max_size=17),
    luma=st.floats(0, 255),
)
def test_a_quantised_sample_survives_to_the_last_bit(xy_px, score, luma):
    pose = quantised(np.array(xy_px).reshape(17, 2), np.array(score))
    sample = PoseSample(sequence=7, capture_us=123_456_789, pose=pose, luma=luma, frame_px=FRAME_PX)
    tick_input = TickInput(tick=9, sample=sample)
    line = tick_in(text_of_tick(tick_input, frame_px=FRAME_PX), None)
    assert bits_of(TickInput(tick=line.tick, sample=line.sample)) == bits_of(tick_input)


def test_a_header_survives_with_its_lane():
    assert header_in(text_of_header(HEADER)) == HEADER
    bare = replace(HEADER, lane=None)
    assert header_in(text_of_header(bare)) == bare


def test_trouble_is_told_when_it_changes_and_holds_between(tmp_path):
    inputs = [TickInput(tick=tick, has_trouble=3 <= tick < 6) for tick in range(9)]
    path = written(tmp_path, inputs)
    assert path.read_text().count("trouble") == 2
    assert_same(read_journal(path)[1], inputs)


def test_a_moved_camera_is_told_when_it_changes_and_holds_between(tmp_path):
    inputs = [TickInput(tick=tick, is_moved=3 <= tick < 6, has_trouble=tick >= 5) for tick in range(9)]
    path = written(tmp_path, inputs)
    assert path.read_text().count("moved") == 2
    assert_same(read_journal(path)[1], inputs)
    assert [item.is_moved for item in read_journal(path)[1]] == [item.is_moved for item in inputs]


def test_ticks_without_anything_cost_nothing_and_are_read_back(tmp_path):
    inputs = [TickInput(tick=0, sample=SAMPLES[0]), *(TickInput(tick=tick) for tick in range(1, 500))]
    path = written(tmp_path, inputs)
    assert len(path.read_text().splitlines()) == 3
    assert_same(read_journal(path)[1], inputs)


def test_the_frame_is_told_when_it_changes(tmp_path):
    other = replace(SAMPLES[2], frame_px=(320, 240))
    inputs = [TickInput(tick=tick, sample=item) for tick, item in enumerate([*SAMPLES[:2], other, SAMPLES[3]])]
    path = written(tmp_path, inputs)
    assert path.read_text().count('"px"') == 3
    assert_same(read_journal(path)[1], inputs)


def test_events_stand_beside_the_tick_that_caused_them(tmp_path):
    path = written(tmp_path, fed(6), {2: TickOutput(events=(DescentBegan(at_us=5), COUNTED))})
    events = {item.tick_input.tick: item.events for item in read_ticks(path)[1] if item.events}
    assert events == {2: (text_of_event(DescentBegan(at_us=5)), text_of_event(COUNTED))}


def test_a_sample_takes_some_250_bytes(tmp_path):
    inputs = [TickInput(tick=tick, sample=sample) for tick, sample in enumerate(SAMPLES)]
    assert 200 < written(tmp_path, inputs).stat().st_size / len(SAMPLES) < 300


def test_an_idle_station_writes_nothing(tmp_path):
    journal = journal_in(tmp_path)
    for tick_input in fed():
        journal.turn_page()
        journal.record(tick_input, NOTHING, Stage.IDLE)
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_a_page_holds_what_led_up_to_the_session(tmp_path):
    journal = journal_in(tmp_path)
    inputs = fed()
    for index, tick_input in enumerate(inputs):
        if index == 10:
            journal.turn_page()
        journal.record(tick_input, NOTHING, Stage.IDLE if index < 20 else Stage.PLACEMENT)
    journal.close()
    assert_same(read_journal(tmp_path / f"{NAME}.jsonl")[1], inputs[10:])


def test_every_session_has_a_file_even_when_the_clock_gives_one_name_twice(tmp_path):
    journal = journal_in(tmp_path)
    for tick_input in fed(9):
        journal.turn_page()
        journal.record(tick_input, NOTHING, Stage.SET if tick_input.sample else Stage.IDLE)
    journal.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{NAME}-2.jsonl", f"{NAME}-3.jsonl", f"{NAME}.jsonl"]


@pytest.mark.parametrize("event", [COUNTED, REVISED], ids=["counted", "revised"])
def test_a_counted_rep_is_on_disk_when_record_returns(tmp_path, monkeypatch, event):
    synced = []
    fsync = os.fsync

    def noted(number):
        fsync(number)
        synced.append(str(Path(f"/proc/self/fd/{number}").readlink()))

    monkeypatch.setattr(os, "fsync", noted)
    journal = journal_in(tmp_path)
    journal.record(TickInput(tick=0, sample=SAMPLES[0]), NOTHING, Stage.SET)
    journal.record(TickInput(tick=1), TickOutput(events=(event,)), Stage.SET)
    path = tmp_path / f"{NAME}.jsonl"
    assert synced[-1] == str(path)
    assert path.read_text().endswith(f'"events":[{text_of_event(event)}]}}\n')
    journal.close()


def test_other_ticks_wait_five_seconds_or_for_the_rest(tmp_path):
    handed = []

    def noted(path):
        handed.append(path)
        return open_new(path)

    journal = journal_in(tmp_path, open_file=noted)
    for tick in range(149):
        journal.record(TickInput(tick=tick, sample=SAMPLES[0]), TickOutput(events=(MISSED,)), Stage.SET)
    assert handed == []
    journal.record(TickInput(tick=149), NOTHING, Stage.REST)
    journal.close()
    assert len(handed) == 1


@pytest.mark.parametrize("keep", [1, 7, 100])
def test_a_cut_off_last_line_is_passed_over(tmp_path, keep):
    path = written(tmp_path, fed(4))
    text = path.read_bytes()
    last = text[:-1].rindex(b"\n") + 1
    path.write_bytes(text[: last + keep])
    assert_same(read_journal(path)[1], fed(3)[:1])


def test_a_file_cut_at_any_byte_of_its_last_record_keeps_the_records_before(tmp_path):
    path = written(tmp_path, fed(7), {3: TickOutput(events=(COUNTED,))})
    text = path.read_bytes()
    lines = text.splitlines(keepends=True)
    last = len(text) - len(lines[-1])
    for cut in range(last, len(text) - 1):
        path.write_bytes(text[:cut])
        assert_same(read_journal(path)[1], fed(4))
    path.write_bytes(text[:-1])
    assert_same(read_journal(path)[1], fed(7))


def test_a_tail_of_noughts_is_passed_over(tmp_path):
    path = written(tmp_path, fed(4))
    path.write_bytes(path.read_bytes() + b"\0" * 700)
    assert_same(read_journal(path)[1], fed(4))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda line: line[:40], "is not a whole object of JSON"),
        (lambda _: b"[1,2]", 'has no whole number "t"'),
        (lambda _: b"", "is not a whole object of JSON"),
        (lambda _: b"\xff\xfe", "is not text"),
        (lambda line: line.replace(b'"k":[', b'"k":[0.5,'), "is not 51 whole numbers"),
        (lambda line: line.replace(b'"us"', b'"uz"'), 'lacks a right "n", "us", "luma" or "k"'),
        (lambda line: line.replace(b'{"t":3', b'{"t":0'), "tick 0 comes after tick 0"),
        (lambda line: line.replace(b'{"t":3', b'{"t":108001'), "tick 108001 comes more than an hour after tick 0"),
        (lambda line: line.replace(b'{"t":3', b'{"t":' + b"9" * 30), 'has no whole number "t"'),
        (lambda line: re.sub(rb'"k":\[-?\d+', b'"k":[-1000000000', line), '"k" has a keypoint beyond 5120 px'),
        (lambda line: re.sub(rb'"k":\[-?\d+', b'"k":[' + b"9" * 400, line), '"k" has a keypoint beyond 5120 px'),
        (
            lambda line: re.sub(rb'"luma":[\d.]+', b'"luma":NaN', line),
            "is not a whole object of JSON with finite numbers",
        ),
        (lambda line: re.sub(rb'"us":\d+', b'"us":' + b"9" * 400, line), 'lacks a right "n", "us"'),
    ],
)
def test_damage_in_the_middle_is_named_with_its_line(tmp_path, damage, says):
    path = written(tmp_path, fed(9))
    lines = path.read_bytes().splitlines()
    lines[2] = damage(lines[2])
    path.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(InputError, match=rf"{NAME}\.jsonl, line 3: .*{says}") as refusal:
        list(read_journal(path)[1])
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    "first",
    [
        "",
        "{}",
        "hinge",
        text_of_header(HEADER)[:-9],
        text_of_header(HEADER).replace('"projective"', '"curved"'),
        text_of_header(HEADER).replace('"inches"', '"feet"'),
        text_of_header(HEADER).replace('"sets":', '"sets":-'),
    ],
)
def test_a_file_without_a_right_first_line_is_refused(tmp_path, first):
    path = tmp_path / "x.jsonl"
    path.write_text(first + "\n")
    with pytest.raises(InputError, match=r"x\.jsonl, line 1: "):
        read_journal(path)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (r'"gain_px_per_in":', '"gain_px_per_in":-', "its lane is not one of this program"),
        (r'"origin_px":\[[^,]+', '"origin_px":[1e300', "its lane is not one of this program"),
        (r'"gain_px_per_in":[^,]+', '"gain_px_per_in":1e-300', "its lane is not one of this program"),
        (r'"direction":\[[^,]+', '"direction":[2.0', "its lane is not one of this program"),
        (r'"frame_px":\[640', '"frame_px":[0', "its lane is not one of this program"),
        (r'"gain_px_per_in":[^,]+', '"gain_px_per_in":NaN', "JSON with finite numbers"),
        (r'"offset_px":[^,]+', '"offset_px":1e999', "JSON with finite numbers"),
        (r'"journal":1', '"journal":9', "a journal of form 9 at 30 Hz, and this program reads form 1 at 30 Hz"),
        (r'"tick_hz":30', '"tick_hz":50', "a journal of form 1 at 50 Hz, and this program reads form 1 at 30 Hz"),
    ],
)
def test_damage_in_the_first_line_is_named(tmp_path, old, new, says):
    path = tmp_path / "x.jsonl"
    path.write_text(re.sub(old, new, text_of_header(HEADER)) + "\n")
    with pytest.raises(InputError, match=rf"x\.jsonl, line 1: .*{says}: give a file that this program recorded\."):
        read_journal(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="give the path of a journal"):
        read_journal(tmp_path / "nothing.jsonl")


def test_the_same_header_has_no_mismatch():
    assert mismatches(HEADER, HEADER) == ()


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"program": "0.0.9"}, "program 0.0.9"),
        *(
            ({"digests": replace(HEADER.digests, **{name: "0123"})}, f"{word} 0123")
            for name, word in {
                "params": "params",
                "drill": "drill wall_hinge",
                "model": "model",
                "calibration": "calibration",
                "cue_pack": "cue pack",
            }.items()
        ),
    ],
)
def test_a_mismatch_is_a_sentence(change, names):
    (sentence,) = mismatches(replace(HEADER, **change), HEADER)
    assert sentence.startswith(f"Recorded with {names}")
    assert sentence.endswith("events may differ.")


def test_the_header_tells_settings_apart():
    dose = replace(STATION.drill.dose, reps=16.0)
    other = replace(STATION, drill=replace(STATION.drill, dose=dose), lane=None)
    digests = header_of(other, model_sha256="cd" * 32).digests
    assert isinstance(digests, Digests)
    assert digests.params == HEADER.digests.params
    assert digests.cue_pack == HEADER.digests.cue_pack
    assert digests.drill != HEADER.digests.drill
    assert digests.model != HEADER.digests.model
    assert digests.calibration != HEADER.digests.calibration


def test_a_lost_sound_and_a_lost_screen_are_read_back_as_they_were(tmp_path):
    inputs = [
        TickInput(tick=tick, is_silent=3 <= tick < 6, has_trouble=tick == 4, is_dark=tick in (2, 3))
        for tick in range(9)
    ]
    assert_same(read_journal(written(tmp_path, inputs))[1], inputs)


def test_the_header_keeps_the_unit_of_the_ladder():
    header = replace(HEADER, unit=Unit.CM)
    assert header_in(text_of_header(header)) == header


def test_a_journal_that_names_no_unit_is_in_inches():
    line = json.loads(text_of_header(HEADER))
    del line["unit"]
    assert header_in(json.dumps(line)) == HEADER


def test_a_unit_of_no_ladder_is_damage():
    line = json.loads(text_of_header(HEADER)) | {"unit": "ell"}
    with pytest.raises(Unreadable, match="its unit is not one of this program"):
        header_in(json.dumps(line))
