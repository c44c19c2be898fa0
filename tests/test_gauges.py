"""What the machine tells of itself, on one that tells everything and on one that tells nothing."""

import resource

import pytest

from kiosk.gauges import MachineGauges
from kiosk.ports import Machine


def test_a_machine_that_tells_everything(tmp_path):
    temperature, memory = tmp_path / "temp", tmp_path / "statm"
    temperature.write_text("61234\n", encoding="ascii")
    memory.write_text("90000 20000 5000 1 0 6000 0\n", encoding="ascii")
    gauges = MachineGauges(
        inferences_us=lambda: (*[20_000] * 18, 90_000, 30_000), temperature=temperature, memory=memory
    )
    assert gauges.read() == Machine(
        inference_median_ms=20.0,
        inference_p95_ms=90.0,
        temperature_c=61.234,
        memory_mb=20_000 * resource.getpagesize() / 1e6,
    )


@pytest.mark.parametrize("content", [None, "", "warm"])
def test_a_gauge_that_is_not_there_is_no_trouble(tmp_path, content):
    path = tmp_path / "gauge"
    if content is not None:
        path.write_text(content, encoding="ascii")
    assert MachineGauges(inferences_us=tuple, temperature=path, memory=path).read() == Machine()


def test_this_machine_has_memory():
    assert MachineGauges().read().memory_mb > 1
