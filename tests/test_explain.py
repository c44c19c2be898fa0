"""Explain: what a coach reads of a journal, of a set of the history, and of every question there is."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.analysis import inputs_of
from kiosk.blind import Cause
from kiosk.core.distance import Unit
from kiosk.core.faults import Unseen
from kiosk.core.reasons import Question, reasons_of_hold
from kiosk.core.session import initial, step
from kiosk.core.sign import Quantity
from kiosk.core.touch_ground import Basis
from kiosk.core.units import TICK_HZ, us_of_tick
from kiosk.core.vocab import RepPhase, Severity, Verdict
from kiosk.explain_phrases import (
    CAUSES,
    MEASURED,
    PHASES,
    QUESTIONS,
    SEVERITIES,
    SHORT_OF,
    SILENT,
    SPOKEN,
    STOPPED,
    UNSEEN,
    VERDICTS,
)
from kiosk.explain_text import clock_of, text_of
from kiosk.explain_trace import trace_of
from kiosk.explain_words import Wording
from kiosk.output.trace_plot import svg_of
from kiosk.record import record
from kiosk.retold import retell
from kiosk.storage.journal import FileJournal
from kiosk.storage.journal_header import header_of
from tests.builders import Posture, Story, Tempo
from tests.floor import down, on_the_floor
from tests.made_up import CATALOGUE, MADE_UP, made_up, reasons_attempt
from tests.replays.people import journal_of, people
from tests.visits import MODEL, arrived, free_station, station_of, wall_station

ROOT = Path(__file__).resolve().parent.parent
HINGE = Posture(kappa_deg=15, theta_deg=48)
BOUNCING = Tempo(down_s=0.25, hold_s=0.2, up_s=0.2, rest_s=0.0)
SOME = MADE_UP[:1500]
LEFT = re.compile(r"[{}]|\bnan\b|\binf\b|None")


def journal_from(folder, story, station, *, fps=15.0):
    """Record a story as a station meets it; return its journal."""
    recorded = record(iter(story.samples(fps)), station, folder=folder, name="story", model_sha256="0" * 64)
    return recorded.files[0]


def told(folder, story, station):
    retold = retell(journal_from(folder, story, station))
    return text_of(retold, retold.sets)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "near_misser",
            [
                "Not counted: attempt 4 (near miss, 0:29.5), attempt 5 (near miss, 0:34.5).",
                "Attempt 4, 0:29.5, at 5.0 in: not counted: near miss.",
                "The hips stopped 1.4 in short of the wall; a touch is within 0.75 in: 0.7 in more was needed.",
                "Without this: counted, clean.",
                "Confirmed as a touch at 0:20.0: attempt 2 stopped at the same place.",
                "0:34.5: The ladder goes in from 5.0 in.",
            ],
        ),
        (
            "squatter",
            [
                "It was a squat, not a hinge: knees bent 79° (from 60°), trunk leaning 34° (under 50°).",
                "Attempt 4, 0:21.6: counted as rep 1, clean.",
                "Deep enough: trunk leaning 47°, a rep from 30°.",
            ],
        ),
        ("leaver", ["0:12.6: A movement began and was given up"]),
        ("two_in_view", ["Nearest other rule: followed all the way: covered for 0.5 s, up to 0.5 s is bridged"]),
        ("beginner", ["0:32.3: The ladder goes out from 3.0 in.", "as rep 6"]),
    ],
)
def test_a_journal_is_told_attempt_by_attempt(name, says):
    retold = retell(journal_of(name))
    text = " ".join(text_of(retold, retold.sets).split())
    assert [words for words in says if words not in text] == []


def test_the_readme_shows_what_the_demo_s_journal_gives():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.split("### A disputed set", 1)[1].split("```text\n", 1)[1].split("```", 1)[0].splitlines()
    retold = retell(ROOT / "assets" / "demo" / "session.journal.jsonl")
    assert [line for line in shown if line not in text_of(retold, retold.sets).splitlines()] == []


def test_every_person_s_verdicts_are_told_as_recorded():
    for name in people():
        retold = retell(journal_of(name))
        assert retold.differences == ()
        for told_set in retold.sets:
            for movement, attempt in told_set.recorded:
                assert movement.reasons.outcome is movement.attempt.verdict
                assert movement.revisions or attempt is movement.attempt


def test_every_question_has_words_for_every_number_it_can_come_to():
    wording, asked = Wording(Unit.INCH, 68.0), set()
    for seed in SOME:
        reasons, _ = made_up(seed)
        for row in reasons.rows:
            words = wording.asked(row, reasons)
            if row.speaks:
                words += wording.spoken(row, reasons)
            elif row.sign is not None:
                words += wording.silent(row, reasons)
            assert not LEFT.search(words), (seed, words)
            asked.add((row.question, row.speaks))
    assert {question for question, _ in asked} == set(Question) - {Question.HELD}
    assert len({question for question, speaks in asked if speaks}) >= len(Question) - 2


def test_a_lockout_that_was_not_quite_tall_says_why_it_is_one():
    reasons, row = next(
        (reasons, row)
        for reasons, _ in map(made_up, SOME)
        for row in reasons.rows
        if row.question is Question.LOCKOUT and not row.speaks and not row.parts[0].is_met
    )
    still, passed = (Wording(Unit.INCH).made(row, replace(reasons, is_passed=is_passed)) for is_passed in (False, True))
    assert still.startswith("Came to stand still near the lockout, which makes one: ")
    assert passed.startswith("Up far enough for a lockout, and down again at once: ")


def test_a_touch_that_did_not_decide_is_told_by_what_it_hung_on():
    wording, units = Wording(Unit.INCH, 68.0), set()
    for reasons, _ in map(made_up, SOME):
        for row in reasons.rows:
            if row.question is not Question.REACHED or row.sign is None or row.speaks:
                continue
            told_of = wording.silent(row, reasons)
            unit = "°" if row.sign.quantity is Quantity.TRUNK else " in"
            assert re.search(rf"^the touch: (stopped|trunk leaning) .*\d{unit} to spare$", told_of), told_of
            assert told_of.startswith("the touch: stopped") == (unit == " in")
            units.add(unit)
    assert units == {"°", " in"}


def test_without_what_decided_nothing_is_told_where_the_verdict_would_be_the_same():
    retold = retell(journal_of("near_misser"))
    (told_set,) = retold.sets
    movement = next(item for item, attempt in told_set.recorded if attempt.verdict is Verdict.NEAR_MISS)
    assert "Without this" in text_of(retold, retold.sets)
    lost = next(
        reasons for reasons, _ in map(made_up, SOME) if reasons.decisive and reasons.decisive.question is Question.LOST
    )
    assert lost.otherwise is Verdict.VOID
    void = replace(movement.attempt, verdict=Verdict.VOID)
    told_set.movements[:] = [replace(movement, attempt=void, reasons=lost)]
    text = text_of(retold, retold.sets)
    assert "out of sight for long before standing tall again" in text
    assert "Without this" not in text


def test_every_fault_has_words_for_what_it_came_to():
    for unit, height_in in ((Unit.INCH, 68.0), (Unit.CM, None)):
        wording = Wording(unit, height_in)
        for seed in SOME:
            for row in made_up(seed)[0].faults:
                assert not LEFT.search(wording.fault(row))


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (SPOKEN, Question),
        (QUESTIONS, Question),
        (MEASURED, Quantity),
        (VERDICTS, Verdict),
        (UNSEEN, Unseen),
        (CAUSES, Cause),
        (PHASES, RepPhase),
        (SEVERITIES, Severity),
        (SHORT_OF, Basis),
        (STOPPED, Basis),
    ],
)
def test_every_word_of_a_list_has_its_phrase(table, names):
    assert set(table) == set(names)


def test_every_question_but_the_feet_and_the_loss_has_a_phrase_for_when_it_did_not_decide():
    assert set(Question) - set(SILENT) == {Question.LOST, Question.FOOTING}


@pytest.mark.parametrize(
    ("story", "station", "says"),
    [
        (
            Story(seed=1, model=MODEL).stand(3).reps(2, Posture(kappa_deg=12, theta_deg=24)).stand(1),
            free_station(),
            "and a rep needs 30°",
        ),
        (
            Story(seed=1, model=MODEL).stand(3).reps(1, HINGE, end=Posture(theta_deg=22)).reps(1, HINGE).stand(1),
            free_station(),
            "It went down again before standing tall. At best: trunk",
        ),
        (
            Story(seed=1, model=MODEL).stand(3).reps(4, HINGE, BOUNCING).stand(1),
            free_station(),
            "It was tall only in passing and went down again: a lockout lasts a moment.",
        ),
        (
            Story(seed=2, model=MODEL).stand(3).reps(1, HINGE).absent(0.5).stand(3).reps(1, HINGE).stand(2),
            free_station(),
            "2 of 15 counted",
        ),
        (arrived(5, seed=2).lean_reps(2).stand(2), wall_station(), "Weight rested on the wall: held"),
        (
            Story(seed=1, model=MODEL, heel_in=4.0).stand(2).touch_reps(2).stand(1),
            wall_station(),
            "The feet were not proven on a line of the ladder",
        ),
        (Story(seed=2, model=MODEL).stand(3).squats(2).stand(1), station_of("squat"), "Deep enough: knees bent"),
    ],
    ids=[
        "shallow",
        "no lockout",
        "tall in passing",
        "away between",
        "a lean",
        "feet not proven",
        "a squat that was asked for",
    ],
)
def test_what_happened_is_said_in_words(tmp_path, story, station, says):
    assert says in " ".join(told(tmp_path, story, station).split())


def test_an_attempt_that_a_later_one_took_back_is_told_first_as_what_it_is(tmp_path):
    text = " ".join(
        told(tmp_path, arrived(5, seed=5).touch_reps(1, gap_in=1.5).touch_reps(2).stand(1), wall_station()).split()
    )
    assert re.search(
        r"not counted: near miss\. Taken back at 0:\d\d\.\d: attempt 2 came further, \d\.\d in beyond it", text
    )
    assert "At first, counted, clean: The wall was not known yet" in text


def test_a_lean_back_is_told_as_added_afterwards(tmp_path):
    back = Posture(kappa_deg=2, theta_deg=-12, phi_deg=9)
    story = Story(seed=1, model=MODEL, has_wall=False).stand(7).reps(1, HINGE).move_to(back, 0.4).hold(1.2).stand(2)
    text = told(tmp_path, story, station_of("band_pull_through"))
    assert re.search(r"Added at 0:\d\d\.\d: lean back, the lockout ended past upright", text)


def test_a_time_at_which_nobody_was_seen_is_told(tmp_path):
    story = Story(seed=2, model=MODEL).stand(3).reps(1, HINGE).absent(4.0).stand(3).reps(1, HINGE).stand(2)
    assert re.search(r"0:\d\d\.\d to 0:\d\d\.\d: nobody was seen", told(tmp_path, story, free_station()))


def test_a_hold_is_told_by_its_seconds(tmp_path):
    story = down(on_the_floor().absent(1.0).stand(3.0)).hold(8.0).absent(4.0).hold(22.0).absent(5.0)
    text = told(tmp_path, story, station_of("plank"))
    assert "of 20 s: 1" in text
    assert "Held its time: 20.0 s of 20 s." in text


def test_a_hold_that_was_left_is_told_with_what_was_missing():
    plank = CATALOGUE.drill("plank")
    plank = replace(plank, dose=replace(plank.dose, hold_s=20.0))
    reasons = reasons_of_hold(replace(reasons_attempt(), hold_s=12.3), plank)
    assert Wording(Unit.INCH).spoken(reasons.decisive, reasons) == "It was held 12.3 s of 20 s: 7.7 s short."


def test_a_guided_timer_s_set_is_said_to_be_judged_by_nobody(tmp_path):
    text = told(tmp_path, Story().stand(132.0).absent(15.0), station_of("mobility_first", has_lane=True))
    assert "1 round by the clock, which judges nothing." in text


def test_distances_are_told_in_the_station_s_unit():
    reasons, row = next(
        (reasons, row)
        for reasons, _ in map(made_up, SOME)
        for row in reasons.rows
        if row.question is Question.REACHED and row.speaks and reasons.ground.basis is Basis.LEARNED
    )
    inches, centimetres = (Wording(unit, 68.0).spoken(row, reasons) for unit in (Unit.INCH, Unit.CM))
    assert " in short of the wall; a touch is within 0.75 in" in inches
    assert " cm short of the wall; a touch is within 1.9 cm" in centimetres


@pytest.mark.parametrize(
    ("time_us", "clock"), [(0, "0:00.0"), (59_960_000, "1:00.0"), (60_400_000, "1:00.4"), (754_000_000, "12:34.0")]
)
def test_times_are_minutes_and_seconds(time_us, clock):
    assert clock_of(time_us) == clock


def altered(folder, *, change):
    """Copy a journal with its lines changed."""
    lines = journal_of("near_misser").read_text(encoding="utf-8").splitlines()
    path = folder / "altered.jsonl"
    path.write_text("\n".join(change(lines)) + "\n", encoding="utf-8")
    return path


def test_a_verdict_that_differs_from_the_recorded_one_is_named_on_top(tmp_path):
    path = altered(tmp_path, change=lambda lines: [line.replace('"near_miss"', '"clean"') for line in lines])
    retold = retell(path)
    assert retold.differences == (
        "Attempt 4 was recorded as clean; replayed today, attempt 4 is near_miss.",
        "Attempt 5 was recorded as clean; replayed today, attempt 5 is near_miss.",
    )
    assert "Attempt 4 was recorded as clean" in text_of(retold, retold.sets).split("Set 1")[0]


def test_a_missing_record_is_named(tmp_path):
    def without_last(lines):
        return [line.replace('"AttemptDecided","at_us":34466667', '"Nothing","at_us":34466667') for line in lines]

    path = altered(tmp_path, change=without_last)
    assert retell(path).differences == ("4 attempts were recorded; replayed today there are 5.",)


def test_another_program_is_named_on_top_and_that_all_verdicts_agree(tmp_path):
    def other(lines):
        header = json.loads(lines[0]) | {"program": "0.0.1"}
        return [json.dumps(header), *lines[1:]]

    text = text_of(retold := retell(altered(tmp_path, change=other)), retold.sets)
    assert "Recorded with program 0.0.1" in text
    assert "Every verdict is the one that was recorded." in text


def test_a_set_is_not_said_to_be_left_where_the_record_ran_out_of_space(tmp_path):
    station, state = wall_station(), initial(wall_station())
    header = header_of(station, model_sha256="0" * 64)
    journal = FileJournal(tmp_path, header, name=lambda: "2026-11-20T09-50-00", max_bytes=60_000)
    for tick_input in inputs_of(arrived(5, seed=3).touch_reps(3).stand(1).samples(15.0)):
        state, output = step(state, tick_input, station)
        journal.record(tick_input, output, state.course.stage)
    journal.close()
    retold = retell(tmp_path / "2026-11-20T09-50-00.jsonl")
    text = text_of(retold, retold.sets)
    assert "after that only counted reps were recorded" in text
    assert re.search(r"0 of 15 counted in 0 attempts, .*, told up to where the space was used up\.\n", text)
    assert "left before its last rep" not in text
    assert "or the record ended." in text


@pytest.mark.parametrize(("gap_in", "has_wall"), [(0.0, True), (2.8, False)], ids=["touches", "misses alone"])
def test_a_wall_is_drawn_where_touches_were_learned_and_nowhere_else(tmp_path, gap_in, has_wall):
    story = arrived(6, seed=5).touch_reps(2, gap_in=gap_in).stand(1)
    retold = retell(journal_from(tmp_path, story, wall_station()))
    (told_set,) = retold.sets
    assert len(told_set.recorded) == 2
    trace = trace_of(told_set, retold)
    panel = trace.panels[1]
    assert panel.title.startswith("Hips")
    assert (panel.band is not None, bool(panel.thresholds)) == (has_wall, has_wall)
    assert svg_of(trace).count("</svg>") == 1


def test_times_of_a_later_visit_are_those_of_its_own_journal(tmp_path):
    """A station runs all day, and its ticks run on from visit to visit."""
    visit = Story(seed=1, model=MODEL, has_wall=False).stand(3).reps(2, HINGE).stand(1)
    for hours in (0, 3):
        station, first = free_station(), hours * 3600 * TICK_HZ
        state, folder = initial(station), tmp_path / str(hours)
        journal = FileJournal(folder, header_of(station, model_sha256="0" * 64), name=lambda: "2026-11-20T09-50-00")
        for item in inputs_of(visit.samples(15.0)):
            sample = item.sample
            if sample is not None:
                sample = replace(sample, capture_us=sample.capture_us + us_of_tick(first))
            tick_input = replace(item, tick=item.tick + first, sample=sample)
            state, output = step(state, tick_input, station)
            journal.record(tick_input, output, state.course.stage)
        journal.close()
    early, late = (retell(tmp_path / hours / "2026-11-20T09-50-00.jsonl") for hours in ("0", "3"))
    assert text_of(late, late.sets) == text_of(early, early.sets)
    traces = [trace_of(retold.sets[0], retold) for retold in (early, late)]
    assert traces[0].marks == traces[1].marks
    assert traces[0].stretches == traces[1].stretches
    assert traces[0].unseen == traces[1].unseen
