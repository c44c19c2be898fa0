"""The report as one HTML page that needs nothing else: no network, no script, no other file.

In:  sections, what stands above them.
Out: the page's text.
Not here: what the sections say (report_training.py and its neighbours), drawing (output/plots.py).

Rule: every word is escaped but the plots, which escape their own; the page forbids itself to load anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from string import Template
from typing import Final

from kiosk.core.scene import Role
from kiosk.output.theme import COLOURS, Colour, Look
from kiosk.report_parts import Cell, Column, Section, Table
from kiosk.report_words import day

GROUND: Final[Mapping[str, str]] = {"light": "#ffffff", "dark": "#101210"}
LIGHT: Final[Mapping[str, str]] = {
    "ink": "#1a1c1a",
    "muted": "#555a55",
    "faint": "#d9dcd9",
    "calm": "#0b63a5",
    "heed": "#b45309",
}
"""The mirror's colours by day: as far apart as its own, and dark enough for white paper."""


def _hex(colour: Colour) -> str:
    return f"#{colour.red:02x}{colour.green:02x}{colour.blue:02x}"


DARK: Final[Mapping[str, str]] = {
    "ink": _hex(COLOURS[Look.CAMERA][Role.INK]),
    "muted": _hex(COLOURS[Look.CAMERA][Role.DIM]),
    "faint": _hex(COLOURS[Look.GLASS][Role.FAINT]),
    "calm": _hex(COLOURS[Look.CAMERA][Role.CALM]),
    "heed": _hex(COLOURS[Look.CAMERA][Role.HEED]),
}
"""The mirror's own colours."""

_PAGE: Final = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>$title</title>
<style>
:root { $light }
@media (prefers-color-scheme: dark) { :root { $dark } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
header, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 0.75rem; }
header { padding-top: 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 0.25rem; }
h2 { font-size: 1.15rem; line-height: 1.25; margin: 0 0 0.5rem; }
p { margin: 0 0 0.5rem; }
.muted, .note { color: var(--muted); font-size: 0.875rem; }
.totals { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 0.75rem; margin: 1rem 0;
  padding: 0; list-style: none; }
.totals li { border: 1px solid var(--faint); border-radius: 0.5rem; padding: 0.6rem 0.8rem; }
.totals strong { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.warnings { border-left: 0.3rem solid var(--heed); padding: 0.1rem 0 0.1rem 0.75rem; margin: 0 0 1rem; }
main { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21.5rem), 1fr)); gap: 0.75rem; }
section { border: 1px solid var(--faint); border-radius: 0.5rem; padding: 0.75rem; min-width: 0; }
svg { display: block; width: 100%; height: auto; margin: 0.5rem 0; stroke-linejoin: round; stroke-linecap: butt; }
svg text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif !important; }
details { margin-top: 0.5rem; }
summary { cursor: pointer; padding: 0.4rem 0; color: var(--calm); }
.scroll { overflow-x: auto; max-height: 24rem; overflow-y: auto; }
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.25rem 0.6rem 0.25rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--faint); }
td.number, th.number { text-align: right; }
footer { padding-top: 1rem; padding-bottom: 2rem; }
:focus-visible { outline: 2px solid var(--calm); outline-offset: 2px; }
@media print {
  :root { $light }
  @page { margin: 12mm; }
  html { font-size: 78%; }
  header, footer { padding-top: 0; padding-bottom: 0; }
  main { display: block; columns: 2; column-gap: 0.75rem; }
  section { break-inside: avoid; margin-bottom: 0.75rem; }
  details { display: none; }
}
</style>
</head>
<body>
<header>
<h1>$title</h1>
<p>$period</p>
$totals
$warnings
</header>
<main>
$sections
</main>
<footer class="muted">
$foot
</footer>
</body>
</html>
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands above the sections and below them: sentences, and totals as (figure, what it is)."""

    title: str
    period: str
    totals: tuple[tuple[str, str], ...] = ()
    warnings: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()


def page_of(head: Head, sections: Sequence[Section]) -> str:
    """Return the page."""
    totals = "".join(f"<li><strong>{escape(figure)}</strong>{escape(what)}</li>" for figure, what in head.totals)
    warnings = _paragraphs(head.warnings)
    return _PAGE.substitute(
        title=escape(head.title),
        period=escape(head.period),
        totals=f'<ul class="totals">{totals}</ul>' if totals else "",
        warnings=f'<div class="warnings">{warnings}</div>' if warnings else "",
        sections="\n".join(map(_section, sections)),
        foot=_paragraphs(head.foot),
        light=_variables("light", LIGHT),
        dark=_variables("dark", DARK),
    )


def _variables(scheme: str, colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in {"ground": GROUND[scheme], **colours}.items())


def _paragraphs(sentences: Sequence[str]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)


def _section(section: Section) -> str:
    name = escape(section.name)
    parts = [
        f'<section id="{name}" aria-labelledby="{name}-heading">',
        f'<h2 id="{name}-heading">{escape(section.heading)}</h2>',
        _paragraphs(section.sentences),
        section.plot or "",
        f'<p class="note">{escape(section.note)}</p>' if section.note else "",
        _details(section.table),
        "</section>",
    ]
    return "\n".join(part for part in parts if part)


def _details(table: Table) -> str:
    if not table.rows:
        return ""
    are_numbers = [
        all(isinstance(row[place], int | float | None) for row in table.rows) for place in range(len(table.columns))
    ]
    heads = "".join(
        f'<th scope="col"{_class(is_number)}>{escape(column.heading)}</th>'
        for column, is_number in zip(table.columns, are_numbers, strict=True)
    )
    rows = "\n".join(
        "<tr>"
        + "".join(
            f"<td{_class(is_number)}>{escape(told(cell, column))}</td>"
            for cell, column, is_number in zip(row, table.columns, are_numbers, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    return (
        f'<details><summary>The figures as a table</summary><div class="scroll" tabindex="0"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table></div></details>"
    )


def _class(is_number: bool) -> str:  # noqa: FBT001 (one word of an attribute)
    return ' class="number"' if is_number else ""


def told(cell: Cell, column: Column) -> str:
    """Return a cell as it is read."""
    match cell:
        case None:
            return "–"
        case float():
            return f"{cell:,.{column.decimals}f}"
        case int():
            return f"{cell:,}"
        case date():
            return day(cell)
        case str():
            return cell
