"""Power cuts and failing disks: nothing is lost or doubled, and the next start is a clean one.

A part of what `make power-cuts` does at every write.
"""

import pytest

from kiosk.core.session import TickOutput
from kiosk.storage.filing import Filing
from tests.disk_faults import FAULTS, fail_everywhere
from tests.disk_trace import has_strace
from tests.histories import rows_of
from tests.power_cuts import WORKS, cut_everywhere, filing_in, reps_in
from tests.recordings import COUNTED, fed, written

needs_strace = pytest.mark.skipif(not has_strace(), reason="strace is missing: apt install strace")


@needs_strace
@pytest.mark.parametrize("name", WORKS)
def test_a_cut_at_any_write_loses_and_doubles_nothing(tmp_path, name):
    outcome = cut_everywhere(name, tmp_path / "cuts", every=17)
    assert outcome.wrong == []
    assert outcome.cuts > 0


@needs_strace
@pytest.mark.parametrize("fault", FAULTS)
def test_a_disk_that_fails_from_any_call_on_stops_no_session_and_is_told(tmp_path, fault):
    outcome = fail_everywhere(fault, tmp_path / "state", (1, 8, 25))
    assert outcome.wrong == []
    assert outcome.writes == 3


def test_a_page_cut_at_any_byte_of_its_last_record_is_filed_as_a_replay_reads_it(tmp_path):
    whole = written(tmp_path, fed(6), {3: TickOutput(events=(COUNTED,)), 5: TickOutput(events=(COUNTED,))})
    content = whole.read_bytes()
    begin = content.rstrip(b"\n").rfind(b"\n") + 1
    expected = {}
    for size in range(begin, len(content) + 1):
        page = tmp_path / f"2026-11-20T{size // 3600:02}-{size // 60 % 60:02}-{size % 60:02}.jsonl"
        page.write_bytes(content[:size])
        expected[page.stem] = reps_in(page)
    filing = filing_in(tmp_path)
    filing.round()
    assert set(expected.values()) == {1, 2}
    assert dict(rows_of(tmp_path / "history.db", "SELECT page, reps FROM sessions")) == expected | {whole.stem: 2}
    assert isinstance(filing, Filing)
