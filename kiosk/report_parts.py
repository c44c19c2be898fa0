"""What a report is made of: sections, each with sentences, a plot, and a table that also goes into a file.

In:  nothing.
Out: the parts, as frozen records.
Not here: what they say (report_training.py, report_form.py, report_machine.py), the page (report_page.py), the files
(report_csv.py).

Rule: a plot never stands without its sentence and its table.
"""

from dataclasses import dataclass
from datetime import date

Cell = str | int | float | date | None
"""None is a figure that is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its heading, its name in a file with the unit at its end, what it is, and its decimals."""

    heading: str
    key: str
    meaning: str
    decimals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under columns; `name` is the file's without suffix."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One subject of the report. `plot` is an SVG element."""

    name: str
    heading: str
    sentences: tuple[str, ...]
    table: Table
    plot: str | None = None
    note: str | None = None
    """What the figures do not show, in smaller letters below them."""
