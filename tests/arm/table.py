"""The table of `make test-arm`: a row a machine and runtime, then what was left out or skipped, and why.

In:  a folder with `told` (machine, processor, runtime and seconds, a line a row) and one JSON file a row (share.py).
Out: the table on standard output; exit 1 when a row did not end well or asked the model too often.
Not here: running anything (run), choosing the tests (share.py).

Rule: a row without figures has failed.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

MOST_INFERENCES: Final = 60
HEAD: Final = (
    "machine",
    "processor",
    "Python",
    "numpy",
    "pygame",
    "runtime",
    "passed",
    "failed",
    "skipped",
    "inferences",
    "minutes",
)


def rows_in(folder: Path) -> Iterator[tuple[tuple[str, str, str, int], dict[str, Any] | None]]:
    """Yield each row as it was run, and its figures; None where the tests did not come to their end."""
    for line in (folder / "told").read_text(encoding="utf-8").splitlines():
        machine, processor, runtime, seconds = line.split()
        path = folder / f"{machine}:{runtime}.json"
        figures = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
        yield (machine, processor, runtime, int(seconds)), figures


def complaints(name: str, figures: dict[str, Any] | None) -> list[str]:
    """Return what is wrong with a row, in sentences."""
    if figures is None:
        return [f"{name} did not come to its end."]
    wrong = [f"{name} failed {test}" for test in figures["failed"]]
    if figures["exit"] and not wrong:
        wrong.append(f"{name} ended with pytest's status {figures['exit']}.")
    asked = sum(figures["inferences"].values())
    if asked >= MOST_INFERENCES and not figures["everything"]:
        wrong.append(f"{name} asked the model {asked} times, and {MOST_INFERENCES - 1} is the most.")
    return wrong


def lines_of(rows: list[tuple[tuple[str, str, str, int], dict[str, Any] | None]]) -> Iterator[str]:
    """Yield the printed lines: the table, the reasons, the tests that ask the model."""
    cells = [HEAD]
    for (machine, processor, runtime, seconds), figures in rows:
        minutes = f"{seconds / 60:.1f}"
        if figures is None:
            cells.append((machine, processor, "–", "–", "–", runtime, "–", "–", "–", "–", minutes))
            continue
        found = (figures["python"], figures["numpy"], figures["pygame"], figures["runtime"])
        counts = (figures["passed"], len(figures["failed"]), sum(figures["skipped"].values()))
        cells.append((machine, processor, *found, *map(str, counts), str(sum(figures["inferences"].values())), minutes))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    told = [figures for _, figures in rows if figures is not None]
    for title, key in (("skipped", "skipped"), ("inferences", "inferences")):
        yield f"\n{title}, by row"
        totals = Counter({name: sum(figures[key].get(name, 0) for figures in told) for f in told for name in f[key]})
        for name, _ in totals.most_common():
            yield "".join(f"{figures[key].get(name, 0):6}" for figures in told) + f"  {name}"


def main(folder: Path) -> int:
    rows = list(rows_in(folder))
    sys.stdout.write("".join(f"{line}\n" for line in lines_of(rows)))
    wrong = [line for (name, _, runtime, _), figures in rows for line in complaints(f"{name}, {runtime},", figures)]
    sys.stderr.write("".join(f"FAILED: {line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
