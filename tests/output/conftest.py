"""Scenes to paint, and what is measured on painted pictures."""

import dataclasses
from collections.abc import Iterator

import pytest

from kiosk.core.scene import Scene
from kiosk.output.display import MirrorDisplay
from kiosk.screenshots import SCENES

LONG_WORDS = dataclasses.replace(
    SCENES["rest"], headline="Another measured set", line="Continue towards seven inches further"
)
EXTREMES = {
    "count_20": dataclasses.replace(SCENES["lockout"], number=20),
    "count_1": dataclasses.replace(SCENES["lockout"], number=1),
    "count_88_at_12_in": dataclasses.replace(SCENES["near_miss"], number=88),
    "wall_left": dataclasses.replace(SCENES["rest"], is_wall_right=False),
    "long_words": LONG_WORDS,
}
ALL_SCENES = SCENES | EXTREMES


@pytest.fixture(params=sorted(ALL_SCENES))
def scene(request: pytest.FixtureRequest) -> Scene:
    return ALL_SCENES[request.param]


@pytest.fixture
def display() -> Iterator[MirrorDisplay]:
    opened = MirrorDisplay(window_px=(270, 480))
    yield opened
    opened.close()
