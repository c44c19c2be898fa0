"""Measured figures: each with its unit, the bar it should reach, and whether it does.

In:  figures.
Out: a table for people, plain values for JSON.
Not here: measuring (bench.py, latency.py).

Rule: what was not measured is shown as `-`, never as 0, and holds nothing.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One figure and its bar, if any: at most so much, or at least. `value` is None when nothing was measured."""

    name: str
    value: float | None
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the figure reaches its bar; None without a bar or a value."""
        if self.value is None or (self.at_most is None and self.at_least is None):
            return None
        is_low_enough = self.at_most is None or self.value <= self.at_most
        return is_low_enough and (self.at_least is None or self.value >= self.at_least)


def table_of(figures: Sequence[Measured]) -> str:
    """Return one line a figure: its name, value, bar, verdict and note."""
    return aligned([_row(figure) for figure in figures])


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as lines of text with every column as wide as its widest cell."""
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(len(rows[0]) if rows else 0)]
    return "".join(
        ("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip() + "\n"
        for row in rows
    )


def json_objects_of(figures: Sequence[Measured]) -> list[dict[str, object]]:
    """Return the figures as JSON objects."""
    return [{**asdict(figure), "holds": figure.holds} for figure in figures]


def _row(figure: Measured) -> tuple[str, ...]:
    bar = ""
    if figure.at_most is not None:
        bar = f"at most {number_of(figure.at_most)}"
    elif figure.at_least is not None:
        bar = f"at least {number_of(figure.at_least)}"
    verdict = "" if figure.holds is None else "holds" if figure.holds else "falls short"
    value = "-" if figure.value is None else number_of(figure.value)
    return figure.name, value, figure.unit, bar, verdict, figure.note


def number_of(value: float) -> str:
    """Return three digits of a small number, and every digit before the point of a large one."""
    return f"{value:.0f}" if abs(value) >= 100 or value == round(value) else f"{value:.3g}"  # noqa: PLR2004 (three digits)
