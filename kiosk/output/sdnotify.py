"""The heartbeat that the service manager hears: ready, alive, what the station is doing, stopping.

In:  the service manager's address and time limit, from the environment; moments of the loop.
Out: datagrams to the service manager; nothing where there is none.
Not here: when the loop is alive (loop.py), the unit that sets the limit (systemd/).

Rule: a heartbeat is sent by the loop's own thread, right after a turn has done its ticks and shown its picture, so a
hung loop or a hung display is silent. A service manager that does not listen costs nothing.
Protocol: sd_notify(3); one datagram a message, an address that begins with @ is abstract.
"""

import socket
from collections.abc import Mapping
from typing import Final

BEATS_A_LIMIT: Final = 3
"""sd_watchdog_enabled(3) asks for at least two in the time limit; a third one may be late."""
DEFAULT_PERIOD_US: Final = 5_000_000


class SystemdHeartbeat:
    """ports.Heartbeat to the service manager that started this process, if one did."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address: Final = f"\0{address[1:]}" if address.startswith("@") else address
        limit_us = environment.get("WATCHDOG_USEC", "")
        self._period_us: Final = int(limit_us) // BEATS_A_LIMIT if limit_us.isdecimal() else DEFAULT_PERIOD_US
        self._due_us: int | None = None
        self._status = ""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) if address else None
        if self._socket is not None:
            self._socket.settimeout(0)

    def beat(self, now_us: int) -> None:
        """Tell that the loop is alive, if it is time to. The first beat tells that the station is ready as well."""
        if self._due_us is None:
            self._send("READY=1")
        elif now_us < self._due_us:
            return
        self._due_us = now_us + self._period_us
        self._send("WATCHDOG=1")

    def tell(self, status: str) -> None:
        """Say in a line what the station is doing; the same line is said once."""
        if status != self._status:
            self._status = status
            self._send(f"STATUS={status}")

    def close(self) -> None:
        """Tell that the station is stopping. Safe to call twice."""
        if self._socket is None:
            return
        self._send("STOPPING=1")
        self._socket.close()
        self._socket = None

    def _send(self, message: str) -> None:
        if self._socket is None:
            return
        try:
            self._socket.sendto(message.encode(), self._address)
        except OSError:
            # the service manager is being restarted, or its queue is full; the next beat is soon
            return
