"""A drill that a coach adds: a file and nothing else, then loaded, coached and counted.

In:  the whole example of the readme, and a synthetic athlete.
Out: -
Not here: mistakes in a file (core/test_drill.py, test_drills.py).

Rule: the test writes the file into a folder of drills; no line of the program knows it.
"""

import re
from pathlib import Path

import pytest

from kiosk.catalogue import DRILLS, load_catalogue
from kiosk.core.events import HoldCounted
from kiosk.core.session import Station
from kiosk.core.vocab import Fault, Verdict
from kiosk.stations import station_for
from tests.athlete import Posture
from tests.builders import Story, Stream
from tests.motion import Tempo
from tests.visits import MODEL, visit_of

README = Path(__file__).resolve().parent.parent / "README.md"
EXAMPLE = next(
    text
    for text in re.findall(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    if "slow_hinge" in text
)
DEEP = Posture(kappa_deg=15, theta_deg=52)
SHORT_OF_IT = Posture(kappa_deg=14, theta_deg=34)


@pytest.fixture
def station(tmp_path: Path) -> Station:
    for path in DRILLS.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "slow_hinge.toml").write_text(EXAMPLE, encoding="utf-8")
    return station_for("slow_hinge", load_catalogue(folder=tmp_path), lane=None)


def hinges(*bottoms: Posture, down_s: float = 2.0, hold_s: float = 2.5) -> Stream:
    story = Story(seed=3, model=MODEL).stand(3.0)
    for bottom in bottoms:
        story = story.reps(1, bottom, Tempo(down_s=down_s, hold_s=hold_s, up_s=1.5, rest_s=1.5))
    return story.stand(1.0).samples(20)


def test_the_readme_s_drill_counts_its_own_depth(station: Station) -> None:
    visit = visit_of(hinges(DEEP, SHORT_OF_IT, DEEP), station)
    assert visit.verdicts == (Verdict.CLEAN, Verdict.SHALLOW, Verdict.CLEAN)


def test_it_is_introduced_and_counted_aloud(station: Station) -> None:
    visit = visit_of(hinges(DEEP, DEEP), station)
    assert [clip for clip in visit.clips if clip in ("car_door_1", "eyes_floor_1")] == ["car_door_1", "eyes_floor_1"]
    assert [event.seconds for event in visit.of(HoldCounted)] == [1, 2, 1, 2]
    assert [clip for clip in visit.clips if clip.startswith("n_")] == ["n_1", "n_2", "n_1", "n_1", "n_2", "n_2"]


def test_its_own_threshold_makes_a_fault_of_a_descent_that_the_free_hinge_lets_pass(station: Station) -> None:
    visit = visit_of(hinges(DEEP, DEEP, DEEP, down_s=1.1), station)
    assert [Fault.TOO_FAST in attempt.faults for attempt in visit.attempts] == [True, True, True]
