"""The benchmark's table: every figure is there with its bar, and nothing is asserted about a time."""

import io
import json

import pytest

from kiosk import cli
from kiosk.bench import Effort, machine, measure
from kiosk.bench_work import replay_speed
from kiosk.catalogue import load_catalogue
from kiosk.choice import DEMO_LANE, choose_station, load_lane
from kiosk.config import Config
from kiosk.errors import EXIT_INPUT, InputError
from kiosk.measured import Measured, json_objects_of, table_of
from kiosk.session_clips import sessions_in
from kiosk.vision.movenet import MoveNet
from tests.builders import Story
from tests.clips import cut_demo

TINY = Effort(rounds=1, held_frames=4, from_s=0.1, warm_up_ticks=2, ticks=4, look_ticks=2, starts=1, paints=1)
BARS = {
    "start, to the first coached tick": (3, None),
    "frame, whole to bare": (1.3, None),
    "tick, step": (0.10, None),
    "tick, step and scene": (0.3, None),
    "replay, by CPU time": (None, 250),
    "replay, by the clock": (None, 250),
    "memory, growth in 0.00222 min of video": (1, None),
    "glass look, main thread": (25, None),
    "camera look, main thread": (25, None),
}


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue("en")


@pytest.fixture(scope="module")
def figures(model_path, catalogue, tmp_path_factory):
    station = choose_station(Config(), catalogue, load_lane(DEMO_LANE, (640, 480)))
    return measure(
        cut_demo(tmp_path_factory.mktemp("bench"), 0.5),
        model=MoveNet(model_path, 1),
        weights=model_path,
        station=station,
        catalogue=catalogue,
        effort=TINY,
        progress=io.StringIO(),
    )


def test_every_bar_stands_beside_its_figure(figures):
    bars = {figure.name: (figure.at_most, figure.at_least) for figure in figures}
    assert {name: bar for name, bar in bars.items() if bar != (None, None)} == BARS


def test_every_figure_has_a_value_a_unit_and_a_name_of_its_own(figures):
    assert [figure.name for figure in figures if figure.value is None or not figure.unit] == []
    assert len({figure.name for figure in figures}) == len(figures)


def test_starting_is_timed_to_the_window_and_to_the_core(figures):
    started = {figure.name: figure.value for figure in figures if figure.name.startswith("start")}
    assert set(started) == {"start, --help", "start, to the open window", "start, to the first coached tick"}
    assert all(value > 0 for value in started.values())


def test_a_replay_is_measured_over_the_whole_journal(catalogue):
    station = choose_station(Config(), catalogue, None)
    speed = replay_speed(Story().stand(3).samples(fps=10), station, catalogue=catalogue, rounds=1)
    assert speed.played_s > 1


def test_the_machine_and_its_load_are_told():
    assert "cores" in machine()
    assert "load" in machine()


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (Measured(name="", value=1.0, at_most=1), True),
        (Measured(name="", value=1.1, at_most=1), False),
        (Measured(name="", value=250, at_least=250), True),
        (Measured(name="", value=249, at_least=250), False),
        (Measured(name="", value=None, at_most=1), None),
        (Measured(name="", value=1.0), None),
    ],
)
def test_a_figure_holds_at_its_bar_and_not_beyond(figure, holds):
    assert figure.holds is holds


def test_the_table_says_bar_and_verdict_and_shows_what_was_not_measured_as_a_dash():
    table = table_of(
        [Measured(name="wait", value=12.34, unit="ms", at_most=10, note="of 3"), Measured(name="none", value=None)]
    )
    assert [line.split() for line in table.splitlines()] == [
        ["wait", "12.3", "ms", "at", "most", "10", "falls", "short", "of", "3"],
        ["none", "-"],
    ]


def test_the_json_says_whether_each_figure_holds():
    (found,) = json.loads(json.dumps(json_objects_of([Measured(name="wait", value=1.0, at_most=2)])))
    assert (found["name"], found["value"], found["at_most"], found["holds"]) == ("wait", 1.0, 2, True)


@pytest.mark.parametrize("command", ["bench", "latency"])
@pytest.mark.usefixtures("model_path")
def test_a_folder_without_sessions_is_refused(command, tmp_path, capsys):
    assert cli.main([command, "--clips", str(tmp_path)]) == EXIT_INPUT
    assert "holds no *_session.json: give the folder" in capsys.readouterr().err


def test_every_file_a_session_lacks_is_named(tmp_path):
    (tmp_path / "a_session.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"a_calib\.json, .*a_session\.mp4, .*a_calib\.mp4"):
        sessions_in(tmp_path)
