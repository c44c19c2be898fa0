"""An explanation as one HTML page that needs nothing else: no network, no script, no other file.

In:  a journal retold, its chosen sets, and their plots as SVG.
Out: the page's text.
Not here: what is told (explain_text.py), drawing (output/trace_plot.py).

Rule: every word is escaped but the plots, which escape their own; the page forbids itself to load anything.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape
from string import Template
from typing import Final

from kiosk.core.reasons import Reasons, Row
from kiosk.explain_phrases import QUESTIONS, VERDICTS
from kiosk.explain_text import Account, accounts_of, refused_of, summary_of, warnings_of
from kiosk.explain_words import Wording
from kiosk.retold import Retold
from kiosk.told import Movement, ToldSet

PAGE: Final = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>$title</title>
<style>
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 1rem; background: #fff; color: #1a1c1a;
  font: 1rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.2; margin: 0 0 0.5rem; }
h2 { font-size: 1.2rem; line-height: 1.25; margin: 1.5rem 0 0.5rem; }
.warning { border-left: 0.3rem solid #b45309; padding-left: 0.75rem; margin: 0.25rem 0; }
.scroll { overflow-x: auto; border: 1px solid #d9dcd9; border-radius: 0.5rem; }
.scroll svg { display: block; }
.wide { overflow-x: auto; }
ol { list-style: none; margin: 0.5rem 0; padding: 0; }
li { border-top: 1px solid #d9dcd9; padding: 0.5rem 0; break-inside: avoid; }
li p { margin: 0.1rem 0; }
li.counted .headline { font-weight: 600; }
li.missed .headline { font-weight: 600; border-left: 0.3rem solid #b45309; padding-left: 0.5rem; }
li.between { color: #555a55; }
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.2rem 0.6rem 0.2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #d9dcd9; }
summary { cursor: pointer; padding: 0.25rem 0; color: #0b63a5; }
footer { color: #555a55; font-size: 0.875rem; margin-top: 1.5rem; }
@media print {
  body { font-size: 0.8rem; }
  .scroll { overflow: visible; border: 0; }
  .scroll svg { width: 100%; height: auto; }
  details { display: none; }
}
</style>
</head>
<body>
<h1>$title</h1>
$warnings
$sets
<footer><p>Times are minutes and seconds of the journal. Made from joint positions alone, which the station keeps for a
while; there is no picture of anybody behind it. What no camera at the side can see is not judged: $unjudged.</p>
</footer>
</body>
</html>
""")


ID: Final = re.compile(r'(\bid="|href="#|url\(#)')
"""Where an id is given or meant: two plots give the same ones."""


def page_of(retold: Retold, sets: Sequence[ToldSet], plots: Mapping[int, str], *, title: str) -> str:
    """Return the page; `plots` by the number of the set."""
    warnings = "\n".join(f'<p class="warning">{escape(line)}</p>' for line in warnings_of(retold))
    unjudged = {words for told in sets for words in told.drill.not_judged}
    return PAGE.substitute(
        title=escape(title),
        warnings=warnings,
        sets="\n".join(_set(told, retold, plots.get(told.number)) for told in sets)
        or "<p>Nothing that could be an attempt was seen.</p>",
        unjudged=escape(", ".join(sorted(unjudged)) or "the shape of the back"),
    )


def _set(told: ToldSet, retold: Retold, plot: str | None) -> str:
    drawing = "" if plot is None else f'<div class="scroll" tabindex="0">{_inline(plot, f"set-{told.number}-")}</div>'
    by_time = {(movement.end_us, movement.attempt is not None): movement for movement in told.movements}
    items = "\n".join(
        _item(account, by_time.get((account.at_us, account.is_counted is not None)), retold)
        for account in accounts_of(told, retold)
    )
    refused = "".join(f"<p>{escape(line)}</p>" for line in refused_of(told))
    return f"<section><h2>{escape(summary_of(told, retold))}</h2>\n{refused}{drawing}\n<ol>\n{items}\n</ol></section>"


def _inline(plot: str, prefix: str) -> str:
    """Return a plot without what stands before its element in a file of its own, its ids its own in the page."""
    return ID.sub(rf"\1{prefix}", plot[plot.index("<svg") :])


def _item(account: Account, movement: Movement | None, retold: Retold) -> str:
    kind = {True: "counted", False: "missed", None: "between"}[account.is_counted]
    lines = "".join(f"<p>{escape(line)}</p>" for line in account.lines)
    questions = "" if movement is None or account.is_counted is None else _questions(movement, retold)
    return f'<li class="{kind}"><p class="headline">{escape(account.headline)}</p>{lines}{questions}</li>'


def _questions(movement: Movement, retold: Retold) -> str:
    """Return every question that was asked, as a table to unfold; what comes after the decision is left out."""
    reasons = movement.reasons
    if reasons is None:
        return ""
    wording = Wording(retold.station.unit, reasons.height_in)
    asked = reasons.rows if reasons.decisive is None else reasons.rows[: reasons.rows.index(reasons.decisive) + 1]
    rows = "".join(_row(row, reasons, wording) for row in asked)
    head = "<tr><th>question</th><th>measured (threshold)</th><th>margin</th><th>answer</th><th>yes means</th></tr>"
    table = f'<div class="wide"><table>{head}{rows}</table></div>'
    return f"<details><summary>Every question in order</summary>{table}</details>"


def _row(row: Row, reasons: Reasons, wording: Wording) -> str:
    verdict = "no attempt" if row.verdict is None else VERDICTS[row.verdict]
    margin = "" if row.sign is None else wording.margin(row.sign)
    answer = "yes: this decided" if row.speaks else "no"
    cells = (QUESTIONS[row.question], wording.asked(row, reasons), margin, answer, verdict)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
