"""The table of legibility: every text of every scene, its letter angle on each panel and its contrast in each look.

In:  scenes by name.
Out: a table for people, and its rows for a test.
Not here: measuring one scene (output/legibility.py).

Rule: the file and the test read the same rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.core.scene import Scene
from kiosk.measured import aligned
from kiosk.output.legibility import LEAST_CONTRAST, Legibility, angle_deg, caps_mm_of, legibility_of, white_room
from kiosk.output.paint import Painter
from kiosk.output.theme import LEGIBLE_CAP_MM, Look, Theme
from kiosk.output.words import Wording

ORIENTATIONS_PX: Final[Mapping[str, tuple[int, int]]] = {"portrait": (1080, 1920), "landscape": (1920, 1080)}
DIAGONALS_IN: Final = (24.0, 32.0, 43.0)
"""Panels on which everything to be read is legible from 3 m."""
SMALL_DIAGONAL_IN: Final = 15.6
"""A laptop's panel, told beside them: it shows the picture of the smallest of them, smaller."""
TOLD_DIAGONALS_IN: Final = (SMALL_DIAGONAL_IN, *DIAGONALS_IN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One text of one scene: heights of its capitals in millimetres by diagonal, each the lesser of both orientations.

    `contrasts` by look, each the least over both orientations of a 24 in panel; the camera looks at a white room.
    """

    scene: str
    wording: Wording
    text: str
    caps_mm: Mapping[float, float]
    contrasts: Mapping[Look, float]


def rows_of(scenes: Mapping[str, Scene]) -> tuple[Row, ...]:
    """Measure every text of every scene, in the order of the scenes."""
    caps_mm = {
        (diagonal_in, orientation): _caps_mm(scenes, diagonal_in, size_px)
        for diagonal_in in TOLD_DIAGONALS_IN
        for orientation, size_px in ORIENTATIONS_PX.items()
    }
    seen = {
        (look, orientation): _seen(scenes, look, size_px)
        for look in Look
        for orientation, size_px in ORIENTATIONS_PX.items()
    }
    return tuple(
        Row(
            scene=name,
            wording=wording,
            text=measured.text,
            caps_mm={
                diagonal_in: min(caps_mm[diagonal_in, orientation][name, wording] for orientation in ORIENTATIONS_PX)
                for diagonal_in in TOLD_DIAGONALS_IN
            },
            contrasts={
                look: min(seen[look, orientation][name, wording].contrast for orientation in ORIENTATIONS_PX)
                for look in Look
            },
        )
        for (name, wording), measured in next(iter(seen.values())).items()
    )


def text_of(rows: Sequence[Row]) -> str:
    """Return the rows as a table, the bars above it and the smallest of each panel below."""
    head = ("scene", "text", "words", *(f"{inches:g} in" for inches in TOLD_DIAGONALS_IN))
    table = aligned(
        [
            (*head, *(look.value for look in Look)),
            *(
                (
                    row.scene,
                    row.wording.value,
                    row.text,
                    *(f"{angle_deg(cap_mm):.2f}°" for cap_mm in row.caps_mm.values()),
                    *(f"{ratio:.1f}:1" for ratio in row.contrasts.values()),
                )
                for row in rows
            ),
        ]
    )
    to_read = [row for row in rows if row.wording is not Wording.FACT]
    least = "".join(
        f"Smallest to be read on {diagonal_in:g} in: {cap_mm:.1f} mm, {angle_deg(cap_mm):.2f}°.\n"
        for diagonal_in in TOLD_DIAGONALS_IN
        for cap_mm in [min(row.caps_mm[diagonal_in] for row in to_read)]
    )
    lowest = min(ratio for row in rows for ratio in row.contrasts.values())
    return (
        "Height of a capital as an angle from 3 m, by the panel's diagonal (the lesser of portrait and landscape),\n"
        "and contrast with the brightest ground behind the words, by look (the camera looks at a white room). Bars:\n"
        f"{angle_deg(LEGIBLE_CAP_MM):.1f}° ({LEGIBLE_CAP_MM:.0f} mm) from {DIAGONALS_IN[0]:g} in on, but for the fact, "
        f"which may be missed; {LEAST_CONTRAST:g}:1.\n\n{table}\n{least}Lowest contrast: {lowest:.1f}:1.\n"
    )


def _caps_mm(
    scenes: Mapping[str, Scene], diagonal_in: float, size_px: tuple[int, int]
) -> dict[tuple[str, Wording], float]:
    painter = Painter(Theme(size_px=size_px, panel_diagonal_in=diagonal_in))
    return {
        (name, wording): cap_mm
        for name, scene in scenes.items()
        for wording, cap_mm in caps_mm_of(scene, painter).items()
    }


def _seen(scenes: Mapping[str, Scene], look: Look, size_px: tuple[int, int]) -> dict[tuple[str, Wording], Legibility]:
    painter = Painter(Theme(size_px=size_px, look=look))
    live = white_room(size_px) if look is Look.CAMERA else None
    return {
        (name, measured.wording): measured
        for name, scene in scenes.items()
        for measured in legibility_of(scene, painter, live)
    }
