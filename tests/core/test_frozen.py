"""Copies of frozen values, against the standard library's."""

import dataclasses
from dataclasses import dataclass

import pytest

from kiosk.core.attempt import AttemptState
from kiosk.core.frozen import replace
from kiosk.core.params import TouchParams
from kiosk.core.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """A value with a single field."""

    field: int = 1


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        (State(), {"now_us": 5, "height_in": 60.0}),
        (AttemptState(), {"progress": 2.5}),
        (AttemptState(), {}),
        (One(), {"field": 2}),
        (TouchParams(), {"dwell_s": 0.5}),
    ],
)
def test_a_copy_is_the_library_s(value, changes):
    assert replace(value, **changes) == dataclasses.replace(value, **changes)


def test_a_copy_leaves_its_value_as_it_was():
    value = AttemptState()
    assert replace(value, progress=1.0) is not value
    assert value == AttemptState()


@pytest.mark.parametrize("value", [State(), One(), TouchParams()])
def test_a_name_that_is_no_field_is_an_error(value):
    with pytest.raises(TypeError, match="nothing_of_it"):
        replace(value, nothing_of_it=1)


def test_a_copy_is_checked_as_its_value_was():
    with pytest.raises(ValueError, match="dwell_s"):
        replace(TouchParams(), dwell_s=99)
