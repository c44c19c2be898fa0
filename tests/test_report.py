"""`kiosk report`: a page that needs nothing else, tables for a spreadsheet, and what is said when there is nothing."""

import csv
import re
import sqlite3
from contextlib import closing
from html.parser import HTMLParser

import pytest

from kiosk import cli, report
from kiosk.core.shares import Change, Share
from kiosk.core.vocab import Fault, Verdict
from kiosk.core.vocab_cues import Cue
from kiosk.errors import EXIT_DEVICE, EXIT_INPUT
from kiosk.report_form import form_sections
from kiosk.report_page import DARK, GROUND, LIGHT, Head, page_of
from kiosk.report_parts import Column, Section, Table
from kiosk.report_words import FAULT_WORDS, SPACE, VERDICT_WORDS, cue_sentences, length, percent, spaced
from kiosk.storage.history import connect
from kiosk.storage.history_schema import MIGRATIONS
from kiosk.storage.history_tables import Fade, Form
from tests.hand_made import attempt, clean, health, history_at, one_set, session, with_fault
from tests.simulated_history import fill

VOID_TAGS = {"meta", "br", "hr", "link", "img", "input"}
LOADING = {"src", "srcset", "data", "poster", "action", "formaction", "background", "ping"}


class Page(HTMLParser):
    """A page as its elements: (tag, attributes, the tags it stands in), and the text of each."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.text = [], [], {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), tuple(self.open)))
        if tag not in VOID_TAGS:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), tuple(self.open)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        for tag in set(self.open):
            self.text[tag] = self.text.get(tag, "") + data

    def of(self, tag):
        return [attributes for name, attributes, _ in self.elements if name == tag]


def settings(folder, units="in"):
    path = folder / "kiosk.toml"
    path.write_text(f'[history]\nfile = "{folder / "history.db"}"\n[session]\nunits = "{units}"\n', encoding="utf-8")
    return path


def written(folder, *words, units="in"):
    into = folder / "report.html"
    code = cli.main(["report", "--config", str(settings(folder, units=units)), "--into", str(into), *words])
    assert code == 0
    return into.read_text(encoding="utf-8")


def trained(**also):
    return session(
        one_set(*clean(9), *with_fault(Fault.HEAD_UP, 2), attempt(Verdict.NEAR_MISS), rungs_in=(3.0, 4.0)),
        one_set(*clean(11), attempt(Verdict.CLEAN, Fault.HEAD_UP), rungs_in=(4.0, 5.0)),
        cues=[("greet", 0), ("head_up", 11)],
        best_rung_in=5.0,
        **also,
    )


@pytest.fixture
def gym(tmp_path):
    """A folder with a small history of everything a report tells."""
    history_at(
        tmp_path / "history.db",
        *(trained(began=f"2025-11-{day:02d}T18:05:00") for day in range(1, 11)),
        machine=[health("2025-11-03T18:00:00", inference_p95_ms=51.0, age_p95_ms=98.0, ticks=100, temperature_c=61.0)],
        audits=[(1, 11), (2, 13)],
    )
    return tmp_path


def test_every_section_has_its_sentence_its_plot_and_its_table(gym):
    text = written(gym)
    sections = re.findall(r"<section.*?</section>", text, flags=re.DOTALL)
    assert len(sections) == 12
    for section in sections:
        assert re.search(r"<h2.*?</h2>\n<p>[^<]+\.</p>", section)
        assert "<svg" in section
        assert "<details" in section


def test_every_plot_says_its_main_number_in_a_sentence_that_stands_above_it(gym):
    page = Page(written(gym))
    plots = page.of("svg")
    assert len(plots) == 12
    for plot in plots:
        assert re.search(r"\d", plot["aria-label"])
        assert plot["aria-label"].partition(". ")[0].rstrip(".") in page.text["p"].replace("\n", " ")


def test_the_page_refers_to_nothing_outside_itself_and_runs_nothing(gym):
    text = written(gym)
    page = Page(text)
    used = {name for _, attributes, _ in page.elements for name in attributes}
    assert not used & LOADING
    assert not [name for name in used if name.startswith("on")]
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & {
        tag for tag, _, _ in page.elements
    }
    assert all(element["href"].startswith("#") for tag in ("use", "a") for element in page.of(tag))
    assert not re.findall(r"https?:|@import|url\((?!#)", text)
    policies = [meta["content"] for meta in page.of("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_ids_are_unique_and_what_points_to_them_finds_them(gym):
    page = Page(written(gym))
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {section["aria-labelledby"] for section in page.of("section")} <= set(ids)


def test_the_page_tells_its_days_its_station_and_its_unit(gym):
    text = written(gym).replace(SPACE, " ")
    assert "From 1 Nov 2025 to 10 Nov 2025." in text
    assert "Recorded by Hinge Mirror 0.1.0; written by" in text
    assert "Distances are in inches from heels to wall." in text
    assert "Of 240 attempts 96 % were clean and 96 % counted." in text
    assert "Of 2 sets that a coach counted too, 50 % were counted exactly and 100 % to within one." in text


def test_distances_are_in_the_stations_unit(gym):
    text = written(gym, units="cm").replace(SPACE, " ")
    assert "the furthest was 13 cm" in text
    assert "centimetres from the wall" in text
    assert "inches" not in text


def test_a_fall_after_a_cue_is_never_told_without_what_else_made_it(gym):
    text = written(gym).replace(SPACE, " ")
    assert "“Head up”: 18 % of the reps before its first cue of a session, 8 % after it (10 sessions)." in text
    assert "Without the two reps that brought the cue it was 0 % before, so the fall is not clear." in text
    assert "This is no proof that the cue did it." in text


def share(count, of=100):
    return Share(count=count, of=of)


@pytest.mark.parametrize(
    ("before", "alone", "after", "margin", "said"),
    [
        (30, 20, 10, 0.03, "A fall, also without the two reps that brought the cue (20 % before)."),
        (30, 12, 10, 0.03, "Without the two reps that brought the cue it was 12 % before, so the fall is not clear."),
        (30, 20, 20, 0.0, "Without the two reps that brought the cue it was 20 % before, so the fall is not clear."),
        (30, 20, 29, 0.03, "No clear change."),
        (30, 20, 40, 0.03, "It came more often."),
    ],
)
def test_a_fall_is_told_only_where_it_is_clear_of_chance_and_of_choice(before, alone, after, margin, said):
    change = Change(sessions=9, before=share(before), after=share(after), margin=margin)
    fade = Fade(fault="head_up", change=change, before_alone=share(alone))
    fades = form_sections(Form(faults=(), fades=(fade,), cues=()), {})[1]
    assert fades.sentences[0].replace(SPACE, " ").endswith(f"(9 sessions). {said}")


def test_a_fall_from_nothing_but_the_reps_that_brought_the_cue_says_nothing():
    change = Change(sessions=9, before=share(18, of=18), after=share(10), margin=0.03)
    fade = Fade(fault="head_up", change=change, before_alone=share(0, of=0))
    assert "so the fall says nothing" in form_sections(Form(faults=(), fades=(fade,), cues=()), {})[1].sentences[0]


def test_few_sessions_are_told_as_too_few():
    change = Change(sessions=4, before=share(30), after=share(1), margin=None)
    fade = Fade(fault="head_up", change=change, before_alone=share(20))
    fades = form_sections(Form(faults=(), fades=(fade,), cues=()), {})[1]
    assert fades.plot is None
    assert "too few to say" in fades.sentences[0]
    assert len(fades.table.rows) == 1


def test_dark_and_light_and_paper_have_their_own_colours(gym):
    text = written(gym)
    assert "@media (prefers-color-scheme: dark)" in text
    assert "@media print" in text
    assert '<meta name="color-scheme" content="light dark">' in text


def luminance(colour):
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("scheme", "colours"), [("light", LIGHT), ("dark", DARK)])
@pytest.mark.parametrize(("name", "least"), [("ink", 7.0), ("muted", 4.5), ("calm", 4.5), ("heed", 4.5)])
def test_words_and_bars_stand_out_from_the_page(scheme, colours, name, least):
    one, other = sorted((luminance(colours[name]), luminance(GROUND[scheme])))
    assert (other + 0.05) / (one + 0.05) >= least


def test_what_stands_in_the_history_is_escaped():
    evil = '<script>alert("1")</script>&'
    table = Table(name="a", columns=(Column(heading=evil, key="a", meaning=evil),), rows=((evil,), (1,)))
    section = Section(name="a", heading=evil, sentences=(evil,), table=table, note=evil)
    text = page_of(Head(title=evil, period=evil, totals=((evil, evil),), warnings=(evil,), foot=(evil,)), [section])
    assert "<script" not in text
    assert "alert" in Page(text).text["td"]


def test_a_drill_with_markup_for_a_name_stays_text(tmp_path):
    history_at(tmp_path / "history.db", session(one_set(*clean(2), drill="<b>$x$</b> &")))
    text = written(tmp_path)
    assert "<b>" not in text
    assert "&lt;b&gt;$x$&lt;/b&gt; &amp;" in text


def test_the_tables_go_into_files_and_every_column_is_explained(gym):
    written(gym, "--csv", str(gym / "tables"))
    names = {path.stem for path in (gym / "tables").iterdir()}
    assert names == {
        "audits", "best_distances", "camera", "columns", "cues", "days", "distances_by_set", "drills", "faults",
        "faults_after_cue", "hours", "machine", "verdicts",
    }  # fmt: skip
    headers = set()
    for name in names - {"columns"}:
        with (gym / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert rows, name
        assert all(len(row) == len(header) for row in rows)
        headers |= {(f"{name}.csv", column) for column in header}
    with (gym / "tables" / "columns.csv").open(encoding="utf-8", newline="") as file:
        explained = list(csv.reader(file))[1:]
    assert {(file, column) for file, column, _ in explained} == headers
    assert all(meaning for _, _, meaning in explained)


def test_a_day_in_a_file_is_a_date_and_a_figure_a_number(gym):
    written(gym, "--csv", str(gym))
    assert (gym / "days.csv").read_bytes().startswith(b"day,sessions,reps\r\n2025-11-01,1,23\r\n")
    assert "wall_hinge,20,230,100" in (gym / "drills.csv").read_text(encoding="utf-8")


def test_no_cell_of_a_file_is_a_formula(tmp_path):
    history_at(tmp_path / "history.db", session(one_set(*clean(2), drill="=1+1")))
    written(tmp_path, "--csv", str(tmp_path))
    assert "\n'=1+1," in (tmp_path / "drills.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("sessions", "words", "said"),
    [
        ((), (), "The history has no session yet."),
        ((), ("--from", "2025-01-01"), "The history has no session yet."),
        (("2025-11-20T08:00:00",), ("--to", "2025-11-01"), "Nobody trained in these days."),
        (("1970-01-01T00:00:07",), (), "because the clock was not set"),
    ],
    ids=["nothing yet", "nothing yet, from a day on", "nobody in these days", "a clock that was never set"],
)
def test_a_page_about_nothing_says_so_and_what_to_do(tmp_path, sessions, words, said):
    history_at(tmp_path / "history.db", *(session(one_set(*clean(1)), began=began) for began in sessions))
    assert said in written(tmp_path, *words)


def test_a_history_with_the_least_of_everything_has_a_page(tmp_path):
    history_at(tmp_path / "history.db", session(samples_hz=None, trouble_s=None))
    text = written(tmp_path)
    assert "Nobody made an attempt in these days." in text
    assert text.count("<section") == 12


def test_a_simulated_history_is_the_same_every_time(tmp_path):
    for name in ("one", "other"):
        fill(tmp_path / name, sessions=20, days=30, audits=3)
    with closing(connect(tmp_path / "one")) as one, closing(connect(tmp_path / "other")) as other:
        assert list(one.iterdump()) == list(other.iterdump())


@pytest.mark.parametrize("sessions", [1, 4, 40])
def test_a_simulated_history_of_any_size_has_a_page(tmp_path, sessions):
    fill(tmp_path / "history.db", sessions=sessions, days=200, audits=sessions // 4)
    assert written(tmp_path, "--all").count("<section") == 12


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--from", "2025-11-20", "--to", "2025-11-01"), EXIT_INPUT, "give the earlier day first"),
        (("--into", "/nowhere/report.html"), EXIT_DEVICE, "name a file in a folder that exists"),
        (("--into", "/"), EXIT_DEVICE, "give the name of a file"),
        (("--csv", "/dev/null/tables"), EXIT_DEVICE, "name a folder that this account may write to"),
    ],
    ids=["days in the wrong order", "no such folder", "a folder", "no folder can be made"],
)
def test_what_cannot_be_is_told_with_what_to_do(gym, capsys, words, code, said):
    assert cli.main(["report", "--config", str(settings(gym)), "--into", str(gym / "a.html"), *words]) == code
    assert said in capsys.readouterr().err


def test_a_page_never_takes_the_place_of_the_history(gym, capsys):
    words = ["report", "--config", str(settings(gym)), "--into", str(gym / "history.db")]
    assert cli.main(words) == EXIT_DEVICE
    assert "is what is read, and would be lost" in capsys.readouterr().err
    assert "sessions" in written(gym)


def test_a_history_beside_which_no_log_can_be_made_has_a_page(gym):
    # what SQLite meets on a read-only disk, or in a folder of another account
    (gym / "history.db-shm").mkdir()
    assert written(gym).count("<section") == 12


def test_no_history_is_told_and_none_is_made(tmp_path, capsys):
    assert cli.main(["report", "--config", str(settings(tmp_path)), "--into", str(tmp_path / "a.html")]) == EXIT_DEVICE
    assert "There is no history at" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["kiosk.toml"]


@pytest.mark.parametrize("damage", ["9e999", "-9e999", "1e300", "-1", "0"])
def test_a_figure_that_is_damaged_spoils_no_page(gym, damage):
    with closing(connect(gym / "history.db")) as connection:
        connection.executescript(
            f"UPDATE sessions SET best_rung_in = {damage}, samples_hz = {damage}, trouble_s = {damage} WHERE id = 1;"
            f"UPDATE sets SET last_rung_in = {damage}, first_rung_in = {damage} WHERE id = 2;"
            f"UPDATE attempts SET ended_s = {damage}, verdict = 'nobody knows' WHERE id = 3;"
            f"UPDATE cues SET spoken_s = {damage}, cue = 'nobody knows' WHERE id = 4;"
            "UPDATE faults SET fault = 'nobody knows' WHERE attempt_id = 10;"
            f"UPDATE health SET temperature_c = {damage}, inference_p95_ms = {damage};"
            "UPDATE audits SET true_reps = 999999999 WHERE id = 1;"
        )
    assert written(gym).count("<section") == 12


@pytest.mark.parametrize("form", [1, 2])
def test_a_history_of_an_earlier_form_has_a_page(tmp_path, form):
    with closing(sqlite3.connect(tmp_path / "history.db")) as connection:
        connection.executescript("".join(MIGRATIONS[:form]) + f"PRAGMA user_version = {form};")
    assert "The history has no session yet." in written(tmp_path)


def test_a_history_of_a_later_form_is_refused_with_what_to_do(gym, capsys):
    with closing(sqlite3.connect(gym / "history.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert cli.main(["report", "--config", str(settings(gym)), "--into", str(gym / "a.html")]) == EXIT_DEVICE
    assert "update the program" in capsys.readouterr().err
    assert not (gym / "a.html").exists()


@pytest.mark.parametrize("word", ["20.11.2025", "2025-02-30", "yesterday", ""])
def test_a_word_that_is_no_day_is_refused(capsys, word):
    with pytest.raises(SystemExit, match=str(EXIT_INPUT)):
        cli.main(["report", "--from", word])
    assert "write it as 2026-11-20" in capsys.readouterr().err


def test_every_verdict_and_fault_has_words_and_every_cue_a_sentence():
    assert set(VERDICT_WORDS) == {verdict.value for verdict in Verdict}
    assert set(FAULT_WORDS) == {fault.value for fault in Fault}
    sentences = cue_sentences()
    assert {cue.value for cue in Cue} <= set(sentences)
    assert (sentences["squatty"], sentences["step_out_to"]) == ("Hips back, not down.", "Step out …")


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0.0, "0 %"),
        (0.001, "under 1 %"),
        (0.884, "88 %"),
        (0.996, "over 99 %"),
        (1.0, "100 %"),
        (float("nan"), "–"),
    ],
)
def test_a_share_is_whole_percent_and_never_rounded_to_nothing_or_all(share, told):
    assert percent(share).replace(SPACE, " ") == told


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.4, "0 s"), (119.0, "119 s"), (180.0, "3 min"), (72_000.0, "1,200 min")]
)
def test_a_length_of_time_is_told_in_seconds_or_minutes(seconds, told):
    assert length(seconds).replace(SPACE, " ") == told


@pytest.mark.parametrize(
    ("places", "most", "shown"), [("", 3, ""), ("abc", 3, "abc"), ("abcd", 3, "ac"), ("abcdefg", 3, "adg")]
)
def test_words_under_a_plot_are_as_many_as_have_room(places, most, shown):
    assert "".join(word for _, word in spaced(list(places), most)) == shown


def test_the_report_judges_by_the_drills_that_are_there():
    assert ("wall_hinge", "head_up") in report.judged_faults()


UNKIND = ("injur", "pain", "safe", "medical", "wrong", "bad", "fail", "poor", "mistake", "lazy", "weak", "prevent")


def test_no_word_of_the_page_blames_or_promises(gym):
    words = " ".join(Page(written(gym)).text["main"].lower().split())
    assert [word for word in UNKIND if word in words] == []
