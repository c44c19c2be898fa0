"""A table of a TOML file, read key by key into checked values.

In:  the values of a parsed table, and a list for complaints.
Out: a value of the asked-for type and range for each key, or the default with a complaint.
Not here: which keys there are (config.py).

Rule: reading never stops at a problem; each is one sentence with the key, its value and what it may be.
"""

import difflib
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from itertools import pairwise
from typing import TypeVar

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=Enum)


class TomlTable:
    """One table of the file, or the file itself when its name is empty. It learns its keys as they are read."""

    def __init__(self, name: str, values: Mapping[str, object], problems: list[str]) -> None:
        self._name = name
        self._values = values
        self._problems = problems
        self._known: list[str] = []
        self._tables: list[TomlTable] = []

    def table(self, key: str) -> "TomlTable":
        """Return the table under a key; an empty one when it is absent."""
        values = self._get(key)
        if values is not None and not isinstance(values, dict):
            self._problems.append(f"{key} = {_shown(values)} is not a table; begin it with a line [{key}].")
        inner = TomlTable(key, values if isinstance(values, dict) else {}, self._problems)
        self._tables.append(inner)
        return inner

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._get(key)
        if isinstance(value, bool):
            return value
        return self._refuse(key, value, "give true or false", default)

    def whole(self, key: str, *, default: Value, allowed: range) -> int | Value:
        """Return one of the allowed whole numbers."""
        value = self._get(key)
        if isinstance(value, int) and not isinstance(value, bool) and value in allowed:
            return value
        return self._refuse(key, value, f"give {_listed([str(number) for number in allowed])}", default)

    def number(self, key: str, *, default: Value, least: float, most: float) -> float | Value:
        """Return a number from `least` to `most`, both included."""
        value = self._get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
            return float(value)
        return self._refuse(key, value, f"give a number from {least} to {most}", default)

    def rising(
        self, key: str, *, default: tuple[float, ...], least: float, most: float, count: int = 2
    ) -> tuple[float, ...]:
        """Return a list of at least `count` numbers, each larger than the one before, from `least` to `most`."""
        value = self._get(key)
        if isinstance(value, list) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in value):
            is_rising = all(before < after for before, after in pairwise(value))
            if len(value) >= count and is_rising and least <= value[0] and value[-1] <= most:
                return tuple(float(one) for one in value)
        advice = f"give a list of at least {count} numbers from {least} to {most}, the smallest first"
        return self._refuse(key, value, advice, default)

    def choice(self, key: str, *, default: Choice) -> Choice:
        """Return the member of the default's enumeration that has the value given."""
        value = self._get(key)
        words = [str(member.value) for member in type(default)]
        if isinstance(value, str) and value in words:
            return type(default)(value)
        advice = f"give {_listed([_shown(word) for word in words])}{_hint(value, words)}"
        return self._refuse(key, value, advice, default)

    def parsed(self, key: str, *, default: Value, parse: Callable[[str], Value]) -> Value:
        """Return what `parse` makes of the text, "" standing for anything but text; its ValueError is the advice."""
        value = self._get(key)
        try:
            return parse(value if isinstance(value, str) else "")
        except ValueError as trouble:
            return self._refuse(key, value, str(trouble), default)

    def parsed_list(self, key: str, *, default: tuple[Value, ...], parse: Callable[[str], Value]) -> tuple[Value, ...]:
        """Return what `parse` makes of each text of a list, each once; its ValueError is the advice."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, list):
            return self._refuse(key, value, "give a list in square brackets", default)
        try:
            found = tuple(parse(item if isinstance(item, str) else "") for item in value)
        except ValueError as trouble:
            return self._refuse(key, value, f"of each: {trouble}", default)
        if len(set(found)) < len(found):
            return self._refuse(key, value, "give each once", default)
        return found

    def refuse_half_of_a_pair(self, first: str, second: str) -> None:
        """Complain when only one of two keys that belong together is given."""
        given = [key for key in (first, second) if key in self._values]
        if len(given) == 1:
            self._problems.append(f"[{self._name}] {first} and {second} go together; give both or neither.")

    def refuse_unknown_keys(self) -> None:
        """Complain about every key never asked for, here and in the tables below."""
        for key in self._values:
            if key not in self._known:
                where = f"[{self._name}] {key}" if self._name else f"[{key}]"
                advice = _hint(key, self._known) or f"; known here: {', '.join(self._known)}"
                self._problems.append(f"{where} is not a setting{advice}.")
        for inner in self._tables:
            inner.refuse_unknown_keys()

    def _get(self, key: str) -> object:
        self._known.append(key)
        return self._values.get(key)

    def _refuse(self, key: str, value: object, advice: str, default: Value) -> Value:
        if value is not None:
            self._problems.append(f"[{self._name}] {key} = {_shown(value)} cannot be used; {advice}.")
        return default


def _shown(value: object) -> str:
    """Return a value as the file would write it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _hint(value: object, words: Sequence[str]) -> str:
    """Return a question with the nearest valid word, or nothing."""
    nearest = difflib.get_close_matches(str(value), words, n=1)
    return f" (did you mean {nearest[0]}?)" if nearest else ""
