"""The report's tables as files for a spreadsheet, one a table, and one that says what every column is.

In:  tables, a folder.
Out: the files.
Not here: what is in the tables (report_training.py and its neighbours).

Rule: a column's name ends in its unit, a date is 2026-11-20, a decimal has a point, a missing figure is empty; a cell
never begins a spreadsheet's formula.
"""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path
from typing import Final

from kiosk.errors import StorageError
from kiosk.report_parts import Cell, Table
from kiosk.storage.whole import write_whole

COLUMNS_FILE: Final = "columns"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def save_tables(folder: Path, tables: Sequence[Table]) -> tuple[Path, ...]:
    """Write every table into a folder, made where it is missing. Raises StorageError when that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{folder} cannot be made ({error.strerror}): name a folder that this account may write to."
        raise StorageError(message) from error
    files = {table.name: text_of([column.key for column in table.columns], table.rows) for table in tables}
    files[COLUMNS_FILE] = text_of(
        ["file", "column", "meaning"],
        [(f"{table.name}.csv", column.key, column.meaning) for table in tables for column in table.columns],
    )
    paths = []
    for name, text in files.items():
        path = folder / f"{name}.csv"
        write_whole(path, text)
        paths.append(path)
    return tuple(paths)


def text_of(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows below their header as CSV (RFC 4180)."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return file.getvalue()


def _cell(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case float():
            return f"{cell:.6g}"
        case str():
            return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return str(cell)
