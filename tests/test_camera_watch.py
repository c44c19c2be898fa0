"""The watch of the camera: when it looks, when it believes what it saw, what it tells."""

from itertools import pairwise

import pytest

from kiosk.camera_watch import AGAIN_S, EVERY_S, MOVED, NO_CORNERS, UNSURE, UNSURE_S, CornerWatch, NoCorners
from kiosk.core.units import us_of_s
from tests.camera_moves import lane_in
from tests.fakes import FakeClock

PLACES = tuple((40.0 + 37 * (index % 7) + 5 * index, 30.0 + 61 * (index // 7)) for index in range(40))
GONE = tuple((x_px + 6, y_px) for x_px, y_px in PLACES)
DARK = PLACES[:3]


class ScriptedFinder:
    """Gives what the next look finds, one turn after it was asked."""

    def __init__(self, *looks):
        self.looks = list(looks)
        self.asked = 0

    def ask_corners(self):
        self.asked += 1

    def take_corners(self):
        return self.looks.pop(0)


def watched(*looks, waits_s):
    """Return what was known after each look, the notices, and the watch's finder."""
    clock, finder = FakeClock(), ScriptedFinder(*looks)
    watch = CornerWatch(finder, reference=PLACES, lane=lane_in(), clock=clock)
    known = []
    for wait_s in waits_s:
        clock.pass_us(us_of_s(wait_s))
        watch.look()
        watch.look()
        known.append((watch.is_moved(), watch.notice()))
    return known, finder


SOON, HOUR, LATER = AGAIN_S, EVERY_S, UNSURE_S
WELL, GONE_TOLD = (False, None), (True, MOVED)


@pytest.mark.parametrize(
    ("looks", "waits_s", "known"),
    [
        ([PLACES], [0], [WELL]),
        ([PLACES, PLACES], [0, HOUR], [WELL, WELL]),
        ([GONE, GONE], [0, SOON], [WELL, GONE_TOLD]),
        ([GONE, PLACES], [0, SOON], [WELL, WELL]),
        ([PLACES, GONE, GONE], [0, HOUR, SOON], [WELL, WELL, GONE_TOLD]),
        ([GONE, GONE, PLACES, PLACES], [0, SOON, HOUR, SOON], [WELL, GONE_TOLD, GONE_TOLD, WELL]),
        ([GONE, GONE, DARK], [0, SOON, HOUR], [WELL, GONE_TOLD, GONE_TOLD]),
        ([DARK, DARK, DARK, PLACES], [0, LATER, LATER, LATER], [WELL, WELL, (False, UNSURE), WELL]),
    ],
    ids=["same", "same for hours", "moved", "a glance", "knocked later", "put back", "dark after", "dark at first"],
)
def test_an_answer_changes_when_two_looks_agree(looks, waits_s, known):
    assert watched(*looks, waits_s=waits_s)[0] == known


def test_it_looks_at_the_start_and_then_hourly():
    _, finder = watched(PLACES, PLACES, waits_s=[0, HOUR])
    assert finder.asked == 2
    _, finder = watched(PLACES, waits_s=[0, HOUR - 1])
    assert finder.asked == 1


def test_a_file_without_corners_is_told_and_the_camera_believed():
    watch = NoCorners()
    watch.look()
    assert (watch.is_moved(), watch.notice()) == (False, NO_CORNERS)


@pytest.mark.parametrize("notice", [MOVED, UNSURE, NO_CORNERS])
def test_a_notice_says_what_to_do(notice):
    assert notice.endswith(".")
    assert ": " in notice


def test_the_waits_are_in_order():
    assert all(shorter < longer for shorter, longer in pairwise((AGAIN_S, UNSURE_S, EVERY_S)))
