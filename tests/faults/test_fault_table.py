"""Every row of the fault table is as it should be; `make faults` prints it."""

import pytest

from tests.faults.stories import STORIES


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_a_fault_is_met_as_it_should_be(story, tmp_path):
    row = story(tmp_path)
    assert row.wrong == (), row
