"""The privacy page says what is so as the station is set, on one page that can be read from where one stands."""

from itertools import pairwise, product

import pytest

from kiosk import cli
from kiosk.config import Config, parse_config
from kiosk.core.mat import Paper
from kiosk.errors import EXIT_DEVICE
from kiosk.output.notice_pdf import LEAST_PT, Notice, Part, notice_pdf, set_lines
from kiosk.privacy import SENTENCES, notice_of

EVERY_SETTING = [
    f"[journal]\nkeep = {journal}\nkeep_h = {hours}\n[history]\nkeep = {history}\n"
    f'[display]\nlook = "{look}"\n[session]\nsummary_code = {code}\n'
    for journal, hours, history, look, code in product(
        ("true", "false"), (1, 8760), ("true", "false"), ("glass", "camera"), ("true", "false")
    )
]


def page(settings):
    return "\n".join(f"{part.heading}: {part.text}" for part in notice_of(parse_config(settings, origin="test")).parts)


@pytest.mark.parametrize(
    ("settings", "says", "says_not"),
    [
        (
            "",
            [
                "deleted after 24 hours",
                "deleted after 2 years",
                "square code",
                "no picture of you either, only a drawn",
            ],
            ["switched off here"],
        ),
        ("[journal]\nkeep_h = 72", ["It is deleted after 3 days"], ["24 hours"]),
        ("[journal]\nkeep_h = 1", ["It is deleted after 1 hour."], ["1 hours"]),
        ("[journal]\nkeep_h = 8760", ["It is deleted after 1 year."], ["1 years"]),
        ("[history]\nkeep_days = 90", ["It is deleted after 90 days"], ["2 years"]),
        ("[history]\nkeep_days = 1", ["It is deleted after 24 hours; a copy"], []),
        (
            "[journal]\nkeep = false",
            ["records are switched off here", "no list of sessions is kept here", "nothing about you to delete"],
            ["17 points", "day and time", "Ask the person below"],
        ),
        ("[history]\nkeep = false", ["17 points", "no list of sessions is kept here"], ["day and time, sets"]),
        ('[display]\nlook = "camera"', ["shows you what the camera sees"], ["no picture of you"]),
        ("[session]\nsummary_code = false", ["Nothing is sent"], ["square code"]),
    ],
)
def test_the_sentences_follow_the_settings(settings, says, says_not):
    text = page(settings)
    assert [words for words in says if words not in text] == []
    assert [words for words in says_not if words in text] == []


@pytest.mark.parametrize("settings", EVERY_SETTING)
def test_what_never_changes_is_said_whatever_the_settings(settings):
    text = page(settings)
    for words in ("None is ever stored", "no connection to any network", "asks for no name", "up to 50 fixed corners"):
        assert words in text
    assert "{" not in text


def test_every_sentence_is_true_under_some_settings_and_no_heading_is_empty():
    configs = [parse_config(settings, origin="test") for settings in EVERY_SETTING]
    assert [item.words for item in SENTENCES if not any(item.holds(config) for config in configs)] == []
    for config in configs:
        assert len(notice_of(config).parts) == len({item.heading for item in SENTENCES})


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("settings", ["", *EVERY_SETTING[::7]])
def test_it_is_one_page_in_letters_that_can_be_read(settings, paper):
    notice = notice_of(parse_config(settings, origin="test"))
    assert min(line.size_pt for line in set_lines(notice, paper)) >= LEAST_PT + 2
    assert notice_pdf(notice, paper).count(b"/Type /Page\n") == 1


def test_lines_stay_within_the_margins_and_do_not_run_into_one_another():
    lines = set_lines(notice_of(Config()), Paper.A4)
    for above, below in pairwise(lines):
        assert above.y_pt - below.y_pt >= below.size_pt
    assert lines[-1].has_rule


def test_the_same_settings_give_the_same_bytes():
    assert notice_pdf(notice_of(Config()), Paper.A4) == notice_pdf(notice_of(Config()), Paper.A4)


def test_a_notice_too_long_for_a_page_is_refused():
    endless = Notice(title="Much", parts=(Part(heading="More", text="word " * 5000),))
    with pytest.raises(ValueError, match="does not fit one page of A4"):
        set_lines(endless, Paper.A4)


def test_the_command_writes_the_page_and_says_what_to_do_with_it(tmp_path, capsys):
    into = tmp_path / "privacy.pdf"
    assert cli.main(["privacy", "--paper", "letter", "--into", str(into)]) == 0
    assert into.read_bytes().startswith(b"%PDF-")
    assert "write in who to ask" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("keep", "left", "says"),
    [
        ("[history]\nkeep = false", "history.db", "delete it, so that the page is true"),
        ("[journal]\nkeep = false", "2026-11-20T09-50-00.jsonl", "delete them, so that the page is true"),
    ],
)
def test_what_is_left_from_before_the_records_were_switched_off_is_told(tmp_path, capsys, keep, left, says):
    folders = {"journal": f'folder = "{tmp_path}"', "history": f'file = "{tmp_path}/history.db"'}
    switched = keep.splitlines()[0].strip("[]")
    other = next(name for name in folders if name != switched)
    settings = f"{keep}\n{folders[switched]}\n[{other}]\n{folders[other]}\n"
    (tmp_path / "kiosk.toml").write_text(settings, encoding="utf-8")
    words = ["privacy", "--config", str(tmp_path / "kiosk.toml"), "--into", str(tmp_path / "privacy.pdf")]
    assert cli.main(words) == 0
    assert "so that the page is true" not in capsys.readouterr().out
    (tmp_path / left).write_bytes(b"")
    assert cli.main(words) == 0
    assert says in capsys.readouterr().out


@pytest.mark.parametrize("left", ["history.db.damaged", "history.db.before-restore-2"])
def test_a_history_that_was_set_aside_is_told(tmp_path, capsys, left):
    (tmp_path / "kiosk.toml").write_text(f'[history]\nfile = "{tmp_path}/history.db"\n', encoding="utf-8")
    words = ["privacy", "--config", str(tmp_path / "kiosk.toml"), "--into", str(tmp_path / "privacy.pdf")]
    assert cli.main(words) == 0
    assert "set aside" not in capsys.readouterr().out
    (tmp_path / left).write_bytes(b"")
    assert cli.main(words) == 0
    assert f"never deleted by themselves: delete {tmp_path / left}." in capsys.readouterr().out


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path, capsys):
    assert cli.main(["privacy", "--into", str(tmp_path / "none" / "privacy.pdf")]) == EXIT_DEVICE
    assert "cannot be written" in capsys.readouterr().err
