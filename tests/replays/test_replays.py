"""The journals of this folder against their golden events."""

import pytest

from tests.replays.people import events_of, golden_of, journal_of, people

PEOPLE = people()


@pytest.mark.parametrize("name", PEOPLE)
def test_a_journal_gives_its_golden_events(name: str) -> None:
    golden = golden_of(name).read_text(encoding="utf-8")
    assert golden == f"# {PEOPLE[name].shows}\n{events_of(journal_of(name))}", "read the difference, then `make golden`"


def test_no_journal_is_without_golden_events() -> None:
    journals = {path.name.removesuffix(".journal.jsonl") for path in golden_of("").parent.glob("*.journal.jsonl")}
    assert journals == set(PEOPLE)
