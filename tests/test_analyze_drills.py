"""A recording judged with a drill of any kind: what a person is told of reps, of holds and of a clock.

In:  stories of the synthetic athlete; drills and programmes by name.
Out: the table's lines, the family named, sentences.
Not here: choosing the drill (test_analyze_any.py), the JSON (test_analyze.py).

Rule: `family` is what is shown, whichever drill was named; what was not measured is not in the table.
"""

import pytest

from kiosk.analysis import Analysis, analyse
from kiosk.analysis_text import table_of
from kiosk.core.vocab import Family
from kiosk.errors import OwnerError
from tests.builders import Posture, Story, Stream
from tests.floor import down, on_the_floor, up
from tests.visits import MODEL, catalogue

HINGES = Story(has_wall=False, model=MODEL).stand(2).reps(3, Posture(kappa_deg=15, theta_deg=50)).stand(1).samples(12)
SQUATS = Story(has_wall=False, model=MODEL).stand(2).squats(3).stand(1).samples(12)


def judged(samples: Stream, drill: str) -> Analysis:
    return analyse(samples, drill=drill, lane=None, catalogue=catalogue())


@pytest.mark.parametrize("drill", ["hip_hinge", "deadlift", "squat", "held_hinge", "plank", "leg_circles"])
@pytest.mark.parametrize(
    ("samples", "family"), [(HINGES, Family.HINGE), (SQUATS, Family.SQUAT)], ids=["hinge", "squat"]
)
def test_what_is_shown_does_not_hang_on_the_drill_named(drill: str, samples: Stream, family: Family) -> None:
    assert judged(samples, drill).likeness.family is family


def test_of_a_hold_the_table_tells_how_long_it_was_held() -> None:
    samples = up(down(on_the_floor(model=MODEL).stand(2)).hold(24)).stand(2).samples(12)
    found = judged(samples, "plank")
    told = table_of(found, "plank.mp4", catalogue().drill("plank")).splitlines()
    assert told[0].startswith("plank.mp4: Plank, 1 of 1 hold lasted 20 s, ")
    assert told[2].split() == ["hold", "start", "s", "end", "s", "held", "s", "verdict"]
    number, _, _, held_s, verdict = told[3].split()
    assert (number, float(held_s), verdict) == ("1", pytest.approx(20, abs=0.2), "clean")


def test_of_a_clock_nothing_is_counted() -> None:
    found = judged(HINGES, "leg_circles")
    told = table_of(found, "a.mp4", catalogue().drill("leg_circles")).splitlines()
    assert told[0].startswith("a.mp4: Leg circles, which goes by the clock and counts nothing, ")
    assert told[2] == "  Not judged: the whole movement: the clock runs by itself."


def test_a_programme_is_refused_with_its_drills() -> None:
    with pytest.raises(
        OwnerError, match="'mobility_first' is a programme, and one drill is needed here: name one of le"
    ):
        judged(HINGES, "mobility_first")
