"""The thresholds of the shipped drills: none is forgotten, and changing one changes nothing else."""

from dataclasses import asdict, dataclass, field, fields, replace

import pytest

from kiosk.core.bounds import number
from kiosk.core.drill import Drill
from kiosk.core.faults import FormParams
from kiosk.core.params import TouchParams
from kiosk.core.rep import RepParams
from kiosk.thresholds import EARCON_ONLY, changed, thresholds_of
from tests import visits


def catalogue():
    """Return the two drills that clips are judged with."""
    whole = visits.catalogue()
    return replace(whole, drills={name: whole.drills[name] for name in ("hip_hinge", "wall_hinge")})


def named(group, name):
    return [threshold for threshold in thresholds_of(catalogue()) if (threshold.group, threshold.name) == (group, name)]


@pytest.mark.parametrize(("group", "kind"), [("form", FormParams), ("rep", RepParams), ("touch", TouchParams)])
def test_every_number_of_a_group_is_a_threshold(group, kind):
    found = {threshold.name for threshold in thresholds_of(catalogue()) if threshold.group == group}
    assert found == {item.name for item in fields(kind)} - set(EARCON_ONLY)


def test_the_dose_is_no_threshold():
    assert named("dose", "reps") == []


@pytest.mark.parametrize(
    ("group", "name", "rows"),
    [
        ("rep", "start", {"hip_hinge": 15.0, "wall_hinge": 1.0}),
        ("rep", "depth", {"hip_hinge": 30.0}),
        ("touch", "dwell_s", {"wall_hinge": 0.4}),
    ],
)
def test_a_drill_with_its_own_value_has_its_own_row_and_a_nought_none(group, name, rows):
    assert {drill: threshold.value for threshold in named(group, name) for drill in threshold.drills} == rows
    assert len(named(group, name)) == len(rows)


@pytest.mark.parametrize("group_and_name", [("form", "head_up_deg"), ("stance", "feet_moved_h"), ("gate", "settle_s")])
def test_what_all_drills_share_is_one_row(group_and_name):
    (threshold,) = named(*group_and_name)
    assert set(threshold.drills) == set(catalogue().drills)


@pytest.mark.parametrize(
    ("group", "name", "factor", "value"),
    [
        ("form", "head_up_deg", 0.8, 20.0),
        ("form", "knees_locked_deg", 1.2, -9.6),
        ("form", "rounding_chord", 1.2, 1.0),
        ("verdict", "bottom_share", 1.2, 0.95),
    ],
)
def test_a_threshold_keeps_to_its_bounds(group, name, factor, value):
    (threshold,) = named(group, name)
    assert threshold.times(factor) == pytest.approx(value)


def test_one_threshold_is_changed_in_its_drills_and_nothing_else_is():
    before = catalogue()
    (threshold,) = [item for item in named("rep", "start") if item.drills == ("wall_hinge",)]
    after = changed(before, threshold, 1.2)
    assert after is not None
    assert after.drills["hip_hinge"] == before.drills["hip_hinge"]
    assert after.params == before.params
    wall, was = asdict(after.drills["wall_hinge"]), asdict(before.drills["wall_hinge"])
    assert wall["rep"].pop("start") == pytest.approx(1.2 * was["rep"].pop("start"))
    assert wall == was


def test_a_threshold_of_the_core_is_changed_for_all():
    (threshold,) = named("touch", "line_tolerance_in")
    after = changed(catalogue(), threshold, 0.8)
    assert after is not None
    assert after.drills == catalogue().drills
    assert after.params == replace(
        catalogue().params, touch=replace(catalogue().params.touch, line_tolerance_in=threshold.times(0.8))
    )


def test_a_value_that_the_group_refuses_is_no_change():
    (threshold,) = [item for item in named("rep", "start") if item.drills == ("hip_hinge",)]
    assert changed(catalogue(), threshold, 0.5) is None


@dataclass(frozen=True, kw_only=True)
class MoreParams:
    """A group that a drill may have one day."""

    squat_deg: float = number(60.0, 30, 90, "deg", "B.3")


@dataclass(frozen=True, kw_only=True)
class DrillWithMore(Drill):
    """A drill with one more group."""

    more: MoreParams = field(default_factory=MoreParams)


def test_a_new_group_of_a_drill_is_found():
    drill = catalogue().drills["hip_hinge"]
    more = DrillWithMore(**{item.name: getattr(drill, item.name) for item in fields(drill)})
    found = thresholds_of(replace(catalogue(), drills={"hip_hinge": more}))
    assert [threshold.value for threshold in found if threshold.group == "more"] == [60.0]
