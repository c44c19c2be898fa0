"""The heartbeat, heard by a real socket in the service manager's place."""

import os
import socket
from contextlib import closing

import pytest

from kiosk.output.sdnotify import DEFAULT_PERIOD_US, SystemdHeartbeat

LIMIT_US = 15_000_000
PERIOD_US = LIMIT_US // 3


@pytest.fixture(params=["path", "abstract"])
def manager(request, tmp_path):
    """Listen where a service manager would; return the socket and its address as the environment tells it."""
    name = str(tmp_path / "notify") if request.param == "path" else f"\0hinge-mirror-test-{os.getpid()}"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(name)
    listener.settimeout(0)
    yield listener, name.replace("\0", "@")
    listener.close()


def heard(listener: socket.socket) -> list[str]:
    messages = []
    while True:
        try:
            messages.append(listener.recv(4096).decode())
        except BlockingIOError:
            return messages


def test_the_first_beat_says_ready_and_the_next_ones_come_three_times_in_the_limit(manager):
    listener, address = manager
    with closing(SystemdHeartbeat({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(LIMIT_US)})) as heartbeat:
        heartbeat.beat(1_000)
        assert heard(listener) == ["READY=1", "WATCHDOG=1"]
        for now_us in range(1_000, 1_000 + LIMIT_US + 1, 33_333):
            heartbeat.beat(now_us)
        assert heard(listener) == ["WATCHDOG=1"] * 2
        heartbeat.beat(1_000 + 3 * PERIOD_US + 100_000)
        assert heard(listener) == ["WATCHDOG=1"]


def test_a_loop_that_hangs_is_silent(manager):
    listener, address = manager
    with closing(SystemdHeartbeat({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": str(LIMIT_US)})) as heartbeat:
        heartbeat.beat(0)
        heard(listener)
        assert heard(listener) == []


def test_a_status_is_said_once_until_it_changes(manager):
    listener, address = manager
    with closing(SystemdHeartbeat({"NOTIFY_SOCKET": address})) as heartbeat:
        for line in ("idle", "idle", "set 2"):
            heartbeat.tell(line)
        assert heard(listener) == ["STATUS=idle", "STATUS=set 2"]


def test_closing_says_stopping_once(manager):
    listener, address = manager
    heartbeat = SystemdHeartbeat({"NOTIFY_SOCKET": address})
    heartbeat.close()
    heartbeat.close()
    assert heard(listener) == ["STOPPING=1"]


@pytest.mark.parametrize("environment", [{}, {"WATCHDOG_USEC": "15000000"}, {"NOTIFY_SOCKET": "/nowhere/at/all"}])
def test_without_a_service_manager_that_listens_nothing_happens(environment):
    with closing(SystemdHeartbeat(environment)) as heartbeat:
        for now_us in (0, DEFAULT_PERIOD_US, 2 * DEFAULT_PERIOD_US):
            heartbeat.beat(now_us)
        heartbeat.tell("idle")
