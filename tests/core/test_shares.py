"""Shares and spreads: how sure they are, and that few are told as few."""

import math

import pytest

from kiosk.core.shares import LEAST_SESSIONS, Share, change_of, spread_of


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_of_a_share_is_wilsons_as_newcombe_tabled_it_in_1998(count, of, low, high):
    assert Share(count=count, of=of).interval == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_is_no_number():
    assert math.isnan(Share(count=0, of=0).value)


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ([(3.0, 1)], (3.0, 3.0, 3.0, 1)),
        ([(5.0, 1), (3.0, 1), (4.0, 1), (6.0, 1)], (3.0, 4.0, 5.0, 4)),
        ([(3.0, 75), (9.0, 25)], (3.0, 3.0, 3.0, 100)),
        ([(3.0, 24), (9.0, 76)], (9.0, 9.0, 9.0, 100)),
    ],
)
def test_a_spread_is_made_of_values_that_occurred(counted, expected):
    spread = spread_of(counted)
    assert (spread.low, spread.median, spread.high, spread.of) == expected


def test_nothing_has_no_spread():
    assert spread_of([]) is None


def test_a_change_that_is_the_same_in_every_session_has_no_margin_of_doubt():
    change = change_of([(4, 10, 1, 10)] * LEAST_SESSIONS)
    assert (change.value, change.margin) == (pytest.approx(-0.3), pytest.approx(0.0))


def test_the_margin_counts_sessions_and_not_reps():
    sessions = [(5, 10, 5, 10), (5, 10, 0, 10)] * 10
    longer = [(50, 100, 50, 100), (50, 100, 0, 100)] * 10
    assert change_of(sessions).margin == pytest.approx(change_of(longer).margin)
    # the difference is 0 or -0.5, each ten times: SD 0.2565 over the root of 20, times 1.96
    assert change_of(sessions).margin == pytest.approx(1.96 * 0.2565 / math.sqrt(20), rel=1e-3)


def test_few_sessions_have_a_change_but_no_margin():
    change = change_of([(4, 10, 1, 10)] * (LEAST_SESSIONS - 1))
    assert (change.sessions, change.margin) == (LEAST_SESSIONS - 1, None)
