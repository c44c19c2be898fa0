"""The two guards of conftest.py, each run on a small test file of its own."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
GUARDS = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")


@pytest.fixture
def outcomes(pytester, monkeypatch):
    """Return a function that runs a test file under the guards, with CI set or not, and counts the outcomes."""
    pytester.makeconftest(GUARDS)
    pytester.makeini("[pytest]\nmarkers = pi: needs a Raspberry Pi\n")

    def run(source, *, ci):
        monkeypatch.setenv("CI", "true" if ci else "")
        pytester.makepyfile(f"import pytest, threading\n{source}")
        result = pytester.runpytest_inprocess("-p", "no:cacheprovider")
        return result.parseoutcomes(), result.stdout.str()

    return run


ONE_OF_EACH = """
@pytest.fixture
def camera(): pytest.skip("no camera in the fixture")
def test_in_the_fixture(camera): pass
def test_in_the_test(): pytest.skip("no camera in the test")
@pytest.mark.skip(reason="no camera in the mark")
def test_in_the_mark(): pass
@pytest.mark.pi
def test_on_the_pi(): pytest.skip("no Raspberry Pi")
@pytest.mark.xfail
def test_that_is_expected_to_fail(): assert False
"""
WHOLE_FILE = "pytest.skip('no camera in the file', allow_module_level=True)"
THREE_THREADS = """
GO = threading.Event()
@pytest.fixture(autouse=True, scope="module")
def _at_the_end():
    yield
    GO.set()
    for thread in threading.enumerate():
        if thread.name in ("lingering", "forgotten"): thread.join()
def test_a(): threading.Thread(target=GO.wait, name="lingering", daemon=False).start()
def test_b(): threading.Thread(target=GO.wait, name="forgotten", daemon=True).start()
def test_c(): threading.Thread(target=GO.wait, name="filer", daemon=True).start()
"""


def test_a_skip_stays_a_skip_at_home(outcomes):
    assert outcomes(ONE_OF_EACH, ci=False)[0] == {"skipped": 4, "xfailed": 1}


def test_a_skip_is_a_failure_on_a_build_machine_unless_it_waits_for_a_raspberry_pi(outcomes):
    counts, text = outcomes(ONE_OF_EACH, ci=True)
    assert counts == {"errors": 2, "failed": 1, "skipped": 1, "xfailed": 1}
    for place in ("fixture", "test", "mark"):
        assert f"skipped where nothing may be: no camera in the {place}" in text


def test_the_skip_of_a_whole_file_is_a_failure_on_a_build_machine(outcomes):
    counts, text = outcomes(WHOLE_FILE, ci=True)
    assert counts == {"errors": 1}
    assert "no camera in the file" in text


def test_a_thread_that_would_keep_the_program_alive_or_writes_records_fails_its_test(outcomes):
    counts, text = outcomes(THREE_THREADS, ci=False)
    assert counts == {"passed": 3, "errors": 2}
    assert "left running: lingering" in text
    assert "left running: filer" in text
