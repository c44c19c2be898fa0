"""The page of an explanation: whole in itself, safe, and with every plot's meaning in words."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from math import isnan

import pytest

from kiosk.core.trace import MarkKind
from kiosk.core.vocab import RepPhase
from kiosk.explain_page import page_of
from kiosk.explain_text import accounts_of
from kiosk.explain_trace import trace_of
from kiosk.output.trace_plot import svg_of
from kiosk.retold import retell
from tests.replays.people import journal_of, people

VOID = {"meta", "br"}


class Reader(HTMLParser):
    """Reads a page strictly: what is opened is closed, and what it would load is noted."""

    def __init__(self):
        super().__init__()
        self.open, self.loads, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        self.loads += [value for name, value in attrs if name in ("src", "href", "xlink:href", "action", "data")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module", params=people())
def explained(request):
    retold = retell(journal_of(request.param))
    traces = {told.number: trace for told in retold.sets if (trace := trace_of(told, retold)) is not None}
    plots = {number: svg_of(trace) for number, trace in traces.items()}
    return retold, traces, page_of(retold, retold.sets, plots, title=f"<{request.param}> & more")


def test_the_page_is_whole_and_loads_nothing(explained):
    _, _, page = explained
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    assert [target for target in reader.loads if not target.startswith("#")] == []
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert "&lt;" in page


def test_no_id_is_given_twice_and_every_one_that_is_meant_is_there():
    retold = retell(journal_of("near_misser"))
    plot = svg_of(trace_of(retold.sets[0], retold))
    twice = (retold.sets[0], replace(retold.sets[0], number=2))
    page = page_of(retold, twice, {1: plot, 2: plot}, title="two plots")
    given = re.findall(r'\bid="([^"]+)"', page)
    assert len(given) == len(set(given))
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', page)) <= set(given)


def test_the_page_holds_every_word_of_the_text(explained):
    retold, _, page = explained
    reader = Reader()
    reader.feed(page)
    text = " ".join(reader.text)
    for told in retold.sets:
        for account in accounts_of(told, retold):
            assert [line for line in (account.headline, *account.lines) if line not in text] == []


def test_a_trace_has_a_value_for_every_time_and_its_times_rise(explained):
    _, traces, _ = explained
    for trace in traces.values():
        assert all(before < after for before, after in pairwise(trace.times_s))
        for panel in trace.panels:
            assert all(len(line.values) == len(trace.times_s) for line in panel.lines)
            assert any(not isnan(value) for value in panel.lines[0].values)


def test_every_attempt_is_marked_where_it_ended(explained):
    retold, traces, _ = explained
    for told in retold.sets:
        ends = [mark for mark in traces[told.number].marks if mark.kind in (MarkKind.COUNTED, MarkKind.NOT_COUNTED)]
        assert [mark.kind is MarkKind.COUNTED for mark in ends] == [
            attempt.verdict.is_counted for _, attempt in told.recorded
        ]
        counted = [mark.words for mark in ends if mark.kind is MarkKind.COUNTED]
        assert counted == [str(number) for number in range(1, len(counted) + 1)]


def test_the_phases_of_a_rep_follow_one_another(explained):
    retold, traces, _ = explained
    for told in retold.sets:
        for _, attempt in told.recorded:
            phases = [
                stretch.phase
                for stretch in traces[told.number].stretches
                if attempt.start_us / 1e6 - 0.1 <= stretch.start_s < attempt.end_us / 1e6
            ]
            assert phases[0] is RepPhase.DESCENT
            assert phases[-1] in (RepPhase.ASCENT, RepPhase.BOTTOM)


def test_a_near_miss_is_drawn_as_far_from_the_wall_as_it_is_told():
    retold = retell(journal_of("near_misser"))
    trace = trace_of(retold.sets[0], retold)
    misses = [mark for mark in trace.marks if mark.kind is MarkKind.NEAR_MISS]
    gaps_in = [attempt.hip_gap_in for _, attempt in retold.sets[0].recorded if attempt.is_touch is False]
    assert [mark.value for mark in misses] == pytest.approx(gaps_in)
    assert [mark.words for mark in misses] == ["1.4 in", "1.4 in"]


def test_the_plot_keeps_its_words_as_words_and_is_the_same_every_time():
    retold = retell(journal_of("near_misser"))
    trace = trace_of(retold.sets[0], retold)
    plot = svg_of(trace)
    assert plot == svg_of(trace)
    for words in ("1.4 in", "near", "Hips from the wall (in)", "knees bending: 32°", "trunk lean", "= bottom"):
        assert re.search(rf">[^<]*{re.escape(words)}[^<]*<", plot)
    assert "@import" not in plot


def test_what_could_not_be_judged_is_hatched_with_its_reason():
    retold = retell(journal_of("leaver"))
    plot = svg_of(trace_of(retold.sets[0], retold))
    assert "nobody was seen" in plot
    assert "hatched: nothing could be judged" in plot
