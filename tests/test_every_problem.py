"""What the owner has to mend is told at once, and one look that fails hides no other."""

from kiosk.config import Config, SessionConfig
from kiosk.errors import OwnerError
from kiosk.every_problem import every_problem

FIRST = "camera.source names no camera."


def test_what_was_found_first_comes_first_and_nothing_is_told_twice():
    config = Config(session=SessionConfig(drill="nosuch"))
    alone = every_problem(OwnerError([FIRST]), config).problems
    assert alone[0] == FIRST
    assert [problem.startswith("session.drill: There is no drill 'nosuch'") for problem in alone] == [False, True]
    assert every_problem(OwnerError(alone), config).problems == alone


def test_a_folder_that_cannot_be_looked_into_hides_nothing_that_was_found(monkeypatch):
    monkeypatch.setenv("HOME", f"/{'x' * 300}")
    assert every_problem(OwnerError([FIRST]), Config()).problems == (FIRST,)
