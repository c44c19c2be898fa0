"""The doctor on the machine: clocks, heat, power and the service, as each kind of machine tells them."""

from datetime import UTC, datetime

import pytest

from kiosk.doctor_machine import clock_check, heat_check, is_station_running, power_check, service_check, tell
from kiosk.findings import FindingState

OK, WARN, FAIL = FindingState.OK, FindingState.WARN, FindingState.FAIL


def telling(text):
    return lambda _words: text


@pytest.mark.parametrize(
    ("year", "has_mark", "answer", "state", "told"),
    [
        (2026, True, None, OK, "set by a time server"),
        (2026, False, "yes", OK, "set by a time server"),
        (2026, False, "no", WARN, "not set by a time server"),
        (2026, False, None, WARN, "not set by a time server"),
        (2025, True, None, OK, "2025"),
        (2024, True, "yes", WARN, "which is past"),
        (1970, False, None, WARN, "which is past"),
    ],
)
def test_a_clock_is_right_when_a_time_server_set_it(tmp_path, year, has_mark, answer, state, told):
    mark = tmp_path / "synchronized"
    if has_mark:
        mark.touch()
    found = clock_check(datetime(year, 3, 1, tzinfo=UTC), tell=telling(answer), synchronised=mark)
    assert (found.state, told in found.told) == (state, True)


@pytest.mark.parametrize(
    ("sensors", "state", "told"),
    [
        ([], OK, "no sensor"),
        (["47000"], OK, "47 °C"),
        (["47000", "79900"], OK, "80 °C"),
        (["80000\n"], WARN, "80 °C"),
        (["broken", "50000"], OK, "50 °C"),
        (["broken"], OK, "no sensor"),
    ],
)
def test_heat_is_that_of_the_warmest_sensor(tmp_path, sensors, state, told):
    for number, text in enumerate(sensors):
        (tmp_path / f"thermal_zone{number}").mkdir()
        (tmp_path / f"thermal_zone{number}" / "temp").write_text(text, encoding="ascii")
    found = heat_check(tmp_path)
    assert (found.state, found.told.startswith(told)) == (state, True)


@pytest.mark.parametrize(
    ("answer", "state", "told", "advice"),
    [
        (None, OK, "not told by this machine", ""),
        ("error=1", OK, "not told by this machine", ""),
        ("throttled=0x0", OK, "none since the start", ""),
        ("throttled=0x50000", WARN, "too little voltage and throttling since the start", "power supply"),
        ("throttled=0x50005", WARN, "too little voltage and throttling now", "power supply"),
        ("throttled=0x80008", WARN, "the soft limit of heat now", "cool the board"),
        ("throttled=0x20000", WARN, "a capped clock since the start", "cool the board"),
    ],
)
def test_power_and_throttling_are_read_from_the_firmware(answer, state, told, advice):
    found = power_check(tell=telling(answer))
    assert (found.state, found.told) == (state, told)
    assert advice in found.advice


def shown(*, load="loaded", active="active", enabled="enabled", restarts=0):
    return f"NRestarts={restarts}\nLoadState={load}\nActiveState={active}\nUnitFileState={enabled}"


@pytest.mark.parametrize(
    ("answer", "state", "advice"),
    [
        (shown(), OK, ""),
        (shown(restarts=3), WARN, "journalctl"),
        (shown(enabled="disabled"), WARN, "systemctl enable"),
        (shown(active="inactive"), WARN, "systemctl start"),
        (shown(active="failed"), FAIL, "journalctl"),
        (shown(load="not-found", active="inactive", enabled=""), OK, ""),
        (None, WARN, "systemctl status"),
    ],
)
def test_the_service_is_as_systemd_tells_it(tmp_path, answer, state, advice):
    found = service_check(tell=telling(answer), systemd=tmp_path)
    assert found.state is state
    assert advice in found.advice


@pytest.mark.parametrize(("answer", "is_running"), [("active", True), ("inactive", False), (None, False)])
def test_a_station_runs_when_its_service_is_active(tmp_path, answer, is_running):
    assert is_station_running(tell=telling(answer), systemd=tmp_path) is is_running


def test_without_systemd_nothing_is_asked(tmp_path):
    def never(_words):
        pytest.fail("asked")

    assert service_check(tell=never, systemd=tmp_path / "none").state is OK
    assert not is_station_running(tell=never, systemd=tmp_path / "none")


@pytest.mark.parametrize(
    ("words", "answer"), [(["echo", "yes"], "yes"), (["false"], None), (["no-such-command-anywhere"], None)]
)
def test_a_command_that_is_not_there_or_fails_tells_nothing(words, answer):
    assert tell(words) == answer
