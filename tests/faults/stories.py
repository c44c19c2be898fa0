"""All stories of the fault table, in the table's order.

In:  the modules that tell them.
Out: STORIES.
Not here: what happens in them.

Rule: a name is a test's name as well.
"""

from typing import Final

from tests.faults import clocks, devices, owner, service
from tests.faults.table import Story

STORIES: Final[dict[str, Story]] = {
    **devices.STORIES,
    **clocks.STORIES,
    **service.STORIES,
    **owner.STORIES,
}
