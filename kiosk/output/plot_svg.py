"""A drawing in matplotlib that becomes one SVG element of a page.

In:  what is drawn on a figure, a caption.
Out: the element: its words as text, its colours as the page's variables, its ids its own.
Not here: which plots there are (plots.py), what the colours are (kiosk/report_page.py).

Rule: the same drawing gives the same bytes, whatever the owner has set for other programs, and nothing in it refers to
anything outside the page.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH: Final = 304
TEXT: Final = 14
POINTS_PER_IN: Final = 72

INK: Final = "#010203"
MUTED: Final = "#020304"
FAINT: Final = "#030405"
CALM: Final = "#040506"
HEED: Final = "#050607"
VARIABLES: Final[Mapping[str, str]] = {
    INK: "var(--ink)",
    MUTED: "var(--muted)",
    FAINT: "var(--faint)",
    CALM: "var(--calm)",
    HEED: "var(--heed)",
}
"""A drawn colour stands for the page's variable, so that a plot follows the reader's light or dark."""

_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "hinge-mirror",
    "font.size": TEXT,
    "font.family": "DejaVu Sans",  # bundled with matplotlib, and broader than what phones show instead
    "text.color": INK,
    "text.parse_math": False,  # a name with two dollars is no formula
    "axes.edgecolor": FAINT,
    "axes.labelcolor": MUTED,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "figure.facecolor": "none",
    "grid.color": FAINT,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.major.pad": 7,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "axes.titlesize": TEXT,
    "axes.titlecolor": MUTED,
    "axes.titlelocation": "left",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What a plot is: its name on the page (letters and hyphens), its title, its main number in a sentence."""

    name: str
    title: str
    alt: str


@contextmanager
def style() -> Iterator[None]:
    """Draw in the page's style as long as this is open."""
    # where it may keep nothing between two runs it says so at length, and only works a little longer
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    # the library is heavy, and the running station draws no plots
    import matplotlib as mpl  # noqa: PLC0415 (as said)

    with mpl.rc_context():
        # whatever the owner has set for other programs, the same values give the same bytes
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


def new_figure(height: int) -> "Figure":
    """Return a figure of so many units, one unit a point."""
    from matplotlib.figure import Figure  # noqa: PLC0415 (as above)

    return Figure(figsize=(WIDTH / POINTS_PER_IN, height / POINTS_PER_IN), dpi=POINTS_PER_IN)


def svg_of(figure: "Figure", caption: Caption) -> str:
    """Return the figure as an element of a page: no prologue, no style or link of its own, its ids its own."""
    file = StringIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    body = file.getvalue()
    body = body[body.index(">", body.index("<svg")) + 1 :]
    body = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", body, flags=re.DOTALL)
    # two plots have the same ids for the same things
    body = re.sub(r'(\bid="|\bxlink:href="#|url\(#)', lambda found: f"{found[0]}{caption.name}-", body)
    body = body.replace("xlink:href", "href")
    for colour, variable in VARIABLES.items():
        body = body.replace(colour, variable)
    width, height = (round(inches * POINTS_PER_IN) for inches in figure.get_size_inches())
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(caption.alt)}">'
        f"<title>{escape(caption.title)}</title>{body.strip()}"
    )


def fitted(words: str, room: float) -> str:
    """Return the words, or as many of their letters as have room."""
    if width_of(words) <= room:
        return words
    kept = next((end for end in range(len(words), 0, -1) if width_of(words[:end] + "…") <= room), 0)
    return words[:kept].rstrip(" ,.") + "…"


def width_of(text: str) -> float:
    """Return how wide a text is, in units."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 (as above)
    from matplotlib.textpath import text_to_path  # noqa: PLC0415 (as above)

    width, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(size=TEXT), ismath=False)
    return float(width)
