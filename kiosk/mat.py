"""The floor mat of this station, as a PDF to print at true size.

In:  the settings, the paper, where the PDF goes.
Out: the file, and what to do with it.
Not here: what is on the mat (core/mat.py), the PDF (output/mat_pdf.py).

Rule: the mat has the ladder of the drill that the settings choose, in their unit, and the calibration's own marks.
"""

from pathlib import Path
from typing import Final

from kiosk.assets import CUES, load_script
from kiosk.catalogue import Catalogue, catalogue_with
from kiosk.choice import choose_station
from kiosk.config import Config, SessionConfig
from kiosk.core.drill_unit import in_unit
from kiosk.core.mat import Paper, sheets_of
from kiosk.core.pack import make_pack
from kiosk.errors import StorageError
from kiosk.output.mat_pdf import pdf_of
from kiosk.storage.whole import replace_whole

PAPERS: Final = tuple(paper.value for paper in Paper)


def save_mat(config: Config, *, paper: str, into: Path) -> str:
    """Write the PDF for one of PAPERS and return what to do with it.

    Raises OwnerError for settings, StorageError when it cannot be written.
    """
    # the mat is silent: the clips may be missing
    pack, _ = make_pack(load_script(config.sound.language, CUES), {})
    rungs_in = rungs_of(config, catalogue_with(pack))
    sheets = sheets_of(rungs_in=rungs_in, marks_in=config.lane.marks_in, unit=config.session.units, paper=Paper(paper))
    try:
        replace_whole(into, pdf_of(sheets, title="Hinge Mirror floor mat"))
    except OSError as error:
        message = f"{into} cannot be written ({error.strerror}): name a file in a folder that exists and has space."
        raise StorageError(message) from error
    return (
        f"The mat is in {into}: {len(sheets)} sheets of {Paper(paper).name}, in order from the wall out.\n"
        'Print at 100 % ("actual size", nothing fitted to the page), then measure the ruler on each sheet: '
        "100 mm and 4 in."
    )


def rungs_of(config: Config, catalogue: Catalogue) -> tuple[float, ...]:
    """Return the rungs in inches of the settings' drill or programme, or of the wall hinge for one without a wall."""
    station = choose_station(config, catalogue, None)
    for drill in (station.drill, *(step.drill for step in station.steps)):
        if drill.rungs_in:
            return drill.rungs_in
    return in_unit(catalogue.drill(SessionConfig().drill), config.session.units).rungs_in
