"""Plots: their words are text, their colours are the page's, and nothing in them points outside."""

import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from kiosk.core.shares import Spread
from kiosk.output.plot_svg import TEXT, VARIABLES, WIDTH, Caption
from kiosk.output.plots import Pair, Row, band, columns, pairs, rows, steps, week

CAPTION = Caption(name="test", title="A <title> & more", alt='12 "of" 13')
SPREAD = Spread(low=3.0, median=5.0, high=7.0, of=9)
PLOTS = {
    "columns": lambda: columns(CAPTION, [1, 0, 7], [(0, "a<b"), (2, "c")], unit="reps"),
    "rows": lambda: rows(CAPTION, [Row(words="a<b", told="7 · 70 %", value=7), Row(words="c", told="0", value=0)]),
    "pairs": lambda: pairs(CAPTION, [Pair(words="a<b", told="30 % → 10 %", before=(0.2, 0.3), after=0.1, margin=0.02)]),
    "week": lambda: week(CAPTION, [[0] * 6 + [day] + [0] * 17 for day in range(7)]),
    "band": lambda: band(CAPTION, [(0, SPREAD), (3, SPREAD)], [(0, "a<b"), (3, "c")], unit="poses"),
    "steps": lambda: steps(CAPTION, [("a<b", SPREAD), ("set 2", SPREAD)], unit="inches"),
}
EMPTY = {
    "columns": lambda: columns(CAPTION, [0], [(0, "a")], unit="reps"),
    "rows": lambda: rows(CAPTION, [Row(words="a", told="0", value=0)]),
    "week": lambda: week(CAPTION, [[0] * 24] * 7),
    "band": lambda: band(CAPTION, [(0, Spread(low=0.0, median=0.0, high=0.0, of=1))], [(0, "a")], unit="poses"),
}
every_plot = pytest.mark.parametrize("draw", [pytest.param(draw, id=name) for name, draw in PLOTS.items()])


def texts_of(svg):
    return ["".join(text.itertext()) for text in ET.fromstring(svg).iter("text")]


@every_plot
def test_a_plot_is_well_formed_and_says_what_it_is(draw):
    root = ET.fromstring(draw())
    assert (root.tag, root.get("role"), root.get("aria-label")) == ("svg", "img", CAPTION.alt)
    assert root[0].text == CAPTION.title
    assert root.get("viewBox").split()[2] == str(WIDTH)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("columns", {"a<b", "c", "reps", "0"}),
        ("rows", {"a<b", "c", "7 · 70 %"}),
        ("pairs", {"a<b", "30 % → 10 %", "0 %"}),
        ("week", {"Mo", "Su", "6"}),
        ("band", {"a<b", "poses"}),
        ("steps", {"a<b", "set 2", "inches", "5"}),
    ],
)
def test_its_words_are_text_that_can_be_read_and_searched(name, words):
    assert words <= set(texts_of(PLOTS[name]()))


@every_plot
def test_no_word_is_small(draw):
    sizes = [float(size) for size in re.findall(r"font(?:-size)?: (?:\w+ )*([\d.]+)px", draw())]
    assert sizes
    assert min(sizes) >= TEXT


@every_plot
def test_its_colours_are_the_pages_and_no_others(draw):
    svg = draw()
    assert not re.findall(r"(?:fill|stroke|color): *#|rgb", svg)
    assert set(re.findall(r"var\([^)]*\)", svg)) <= set(VARIABLES.values())


@every_plot
def test_nothing_in_it_points_outside_of_it(draw):
    svg = draw()
    root = ET.fromstring(svg)
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    pointed = {element.get("href").removeprefix("#") for element in root.iter() if element.get("href")}
    pointed |= set(re.findall(r"url\(#([^)]*)\)", svg))
    assert pointed <= ids
    assert all(name.startswith("test-") for name in ids)
    assert not re.findall(r"http|<script|<style|<image|<metadata", svg)


@every_plot
def test_the_same_values_give_the_same_bytes(draw):
    assert draw() == draw()


def test_another_run_gives_the_same_bytes():
    words = "from tests.output.test_plots import PLOTS; print(PLOTS['band'](), end='')"
    again = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert again.stdout == PLOTS["band"]()


@pytest.mark.parametrize("draw", [pytest.param(draw, id=name) for name, draw in EMPTY.items()])
def test_nothing_can_be_plotted_too(draw):
    assert ET.fromstring(draw()).tag == "svg"


def test_a_longer_bar_stands_for_more():
    svg = rows(CAPTION, [Row(words="a", told="10", value=10), Row(words="b", told="5", value=5)])
    paths = re.findall(r'd="M 1 [\d.]+ \s*L ([\d.]+) [^"]*"[^>]*fill: var\(--calm\)', svg)
    assert [round(float(end)) for end in paths] == [WIDTH - 1, WIDTH // 2]
