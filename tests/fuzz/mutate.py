"""Mutation: a file that is nearly right.

In:  a good file's bytes, a source of chance.
Out: other bytes.
Not here: what reads them (targets.py).

Rule: all chance is drawn from the one that is given, so a seed gives the same bytes again.
"""

import json
import os
import sqlite3
import tomllib
from collections.abc import Callable
from contextlib import closing, suppress
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

Tree = object
Mutate = Callable[[bytes, Random], bytes]

NUMBERS: Final = (0, -1, 1, 2, 7, 255, 256, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**400, 1e-300, 1e300, -0.0, 0.5)
ODD_NUMBERS: Final = (float("inf"), float("-inf"), float("nan"))
WORDS: Final = (
    "",
    " ",
    "a",
    "0",
    "en",
    "../..",
    "/",
    "\0",
    "ä",
    "\n",
    "{number}",
    "{",
    "%s",
    "x" * 5000,
    "😀",
    "~",
    "\ud83d",
)
BYTES: Final = (
    b"\0",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\n",
    b"\r\n",
    b'"',
    b"[",
    b"{",
    b"9" * 5000,
    b"[" * 3000,
)
SQL_VALUES: Final = (
    "NULL",
    "''",
    "'x'",
    "x'ff00'",
    "-1",
    "9223372036854775807",
    "1e308",
    "-1e400",
    "'2026-11-20T09:50:00'",
)
SCHEMA_CHANGES: Final = (
    "sql = ''",
    "sql = 'CREATE TABLE x'",
    "rootpage = 1",
    "rootpage = 9999",
    "name = 'x'",
    "type = 'view'",
)
LARGEST: Final = 1e100
DEEP: Final = 150
MOST_CHANGES: Final = 4
LONGEST_PIECE: Final = 64
TREE_SHARE: Final = 0.75


def mutated_bytes(content: bytes, chance: Random) -> bytes:
    """Return bytes with a few places changed, left out, put in, doubled, or cut off."""
    found = bytearray(content)
    for _ in range(_changes(chance)):
        at = chance.randint(0, len(found))
        size = chance.randint(1, LONGEST_PIECE)
        match chance.randrange(7):
            case 0 if at < len(found):
                found[at] ^= 1 << chance.randrange(8)
            case 1:
                found[at : at + size] = chance.randbytes(size)
            case 2:
                del found[at : at + size]
            case 3:
                found[at:at] = chance.choice(BYTES)
            case 4:
                found[at:at] = found[at : at + size] * chance.randint(1, 3)
            case 5:
                del found[at:]
            case _:
                other = chance.randint(0, len(found))
                found[at : at + size] = found[other : other + size]
    return bytes(found)


def mutated_toml(content: bytes, chance: Random) -> bytes:
    """Return TOML whose values, keys and tables are other ones; or a text that is no TOML any more."""
    if chance.random() > TREE_SHARE:
        return mutated_bytes(content, chance)
    tree = mutated_tree(tomllib.loads(content.decode()), chance)
    if not isinstance(tree, dict):
        return _toml(tree).encode()
    return "".join(f"{_toml_key(key)} = {_toml(value)}\n" for key, value in tree.items()).encode(errors="replace")


def mutated_json(content: bytes, chance: Random) -> bytes:
    """Return JSON whose values and keys are other ones; or a text that is no JSON any more."""
    if chance.random() > TREE_SHARE:
        return mutated_bytes(content, chance)
    return json.dumps(mutated_tree(json.loads(content), chance)).encode()


def mutated_lines(content: bytes, chance: Random) -> bytes:
    """Return lines of JSON of which some are other ones, left out, doubled or out of order; or cut anywhere."""
    if chance.random() > TREE_SHARE:
        return mutated_bytes(content, chance)
    lines = content.splitlines(keepends=True)
    for _ in range(_changes(chance)):
        at = 0 if chance.random() < 1 / 4 else chance.randrange(len(lines))
        match chance.randrange(8):
            case 0:
                lines.insert(at, lines[at])
            case 1 if len(lines) > 1:
                del lines[at]
            case 2:
                other = chance.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case _:
                lines[at] = _mutated_line(lines[at], chance)
    return b"".join(lines)


def _mutated_line(line: bytes, chance: Random) -> bytes:
    try:
        return json.dumps(mutated_tree(json.loads(line), chance), separators=(",", ":")).encode() + b"\n"
    except (ValueError, RecursionError):  # it was changed before
        return mutated_bytes(line, chance)


def mutated_history(content: bytes, chance: Random) -> bytes:
    """Return a database in which tables, rows or settings are other ones; or bytes that are none any more."""
    if chance.random() < 1 / 2:
        with TemporaryDirectory() as folder:
            path = os.path.join(folder, "history.db")  # noqa: PTH118 (sqlite3's own word for a path)
            with open(path, "wb") as file:  # noqa: PTH123 (as above)
                file.write(content)
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")
                for _ in range(_changes(chance)):
                    with suppress(sqlite3.Error):
                        connection.executescript(_statement(connection, chance))
            with open(path, "rb") as file:  # noqa: PTH123 (as above)
                content = file.read()
        if chance.random() < TREE_SHARE:
            return content
    for _ in range(_changes(chance)):
        content = mutated_bytes(content, chance)
    return content


def _statement(connection: sqlite3.Connection, chance: Random) -> str:
    """Return an SQL statement that does to a table what nobody should."""
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    table = chance.choice(tables or ["sessions"])
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] or ["id"]
    column = chance.choice(columns)
    value = chance.choice(SQL_VALUES)
    return chance.choice(
        (
            f"DROP TABLE {table}",
            f"DELETE FROM {table}",
            f"ALTER TABLE {table} RENAME TO other",
            f"ALTER TABLE {table} RENAME COLUMN {column} TO other",
            f"ALTER TABLE {table} DROP COLUMN {column}",
            f"ALTER TABLE {table} ADD COLUMN more TEXT NOT NULL DEFAULT ''",
            f"UPDATE OR IGNORE {table} SET {column} = {value}",
            f"CREATE TRIGGER no_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END",
            f"CREATE UNIQUE INDEX one_{table} ON {table} ({column})",
            f"DROP TABLE {table}; CREATE VIEW {table} AS SELECT 1 AS id",
            f"DROP TABLE {table}; CREATE TABLE {table} ({column})",
            f"PRAGMA user_version = {chance.choice((0, 1, 2, 3, 4, 99, -1, 2**31 - 1))}",
            f"PRAGMA page_size = {chance.choice((512, 65536))}; VACUUM",
            f"PRAGMA auto_vacuum = {chance.choice((0, 1, 2))}; VACUUM",
            "PRAGMA encoding = 'UTF-16'; VACUUM",
            f"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET {chance.choice(SCHEMA_CHANGES)}",
        )
    )


def mutated_tree(tree: Tree, chance: Random) -> Tree:
    """Return a tree of dicts, lists and plain values in which a few nodes are other ones."""
    for _ in range(_changes(chance)):
        nodes = list(_nodes(tree))
        if not nodes:
            return tree
        holder, key = chance.choice(nodes)
        match chance.randrange(6):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[_other_key(str(key), chance)] = holder.pop(key)
            case 2:
                there, other = chance.choice(nodes)
                if other in there if isinstance(there, dict) else other < len(there):
                    holder[key] = json.loads(json.dumps(there[other], default=str))
            case _:
                holder[key] = _other_value(holder[key], chance)
    return tree


def _changes(chance: Random) -> int:
    """Return how much is changed: one place, more often than not."""
    return chance.choice((1, 1, 1, 2, MOST_CHANGES))


def _nodes(tree: Tree):
    """Yield every place of a tree: what holds it, and its key there."""
    waiting = [tree]
    while waiting:
        holder = waiting.pop()
        if not isinstance(holder, dict | list):
            continue
        for key in holder if isinstance(holder, dict) else range(len(holder)):
            yield holder, key
            waiting.append(holder[key])


def _other_key(key: str, chance: Random) -> str:
    return chance.choice((key[:-1], key + "s", key.upper(), chance.choice(WORDS)))


def _other_value(value: Tree, chance: Random) -> Tree:
    if isinstance(value, int | float) and abs(value) < LARGEST and chance.random() < 1 / 2:
        return chance.choice((value + 1, value - 1, -value, value * 10, value / 10, value * 1e6, int(value)))
    deep: Tree = []
    match chance.randrange(9):
        case 0 | 1 | 2:
            return chance.choice(NUMBERS)
        case 3:
            return chance.choice(ODD_NUMBERS)
        case 4 | 5:
            return chance.choice(WORDS)
        case 6:
            return chance.choice((True, False, None, [], {}, [[]], {"a": {}}, [value], [value] * 40))
        case 7:
            for _ in range(chance.choice((3, 90, DEEP))):
                deep = [deep]
            return deep
        case _:
            return str(value)


def _toml_key(key: str) -> str:
    return json.dumps(key)


def _toml(value: Tree) -> str:
    """Return a value as TOML, on one line; what TOML has no word for is a date."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float() | str():
            return json.dumps(value).replace("Infinity", "inf").replace("NaN", "nan")
        case list():
            return f"[{', '.join(_toml(item) for item in value)}]"
        case dict():
            return "{" + ", ".join(f"{_toml_key(key)} = {_toml(item)}" for key, item in value.items()) + "}"
        case _:
            return "1979-05-27T07:32:00Z"
