"""The catalogue: every drill and the cue pack the station works with.

In:  the assets folder.
Out: a Catalogue; every complaint about every drill file at once.
Not here: what a drill is (core/drill.py), the pack (assets.py).

Rule: a drill is found by its id, which is also its file's name.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from kiosk.assets import ASSETS, CUES, load_pack, load_script
from kiosk.core.drill import Drill
from kiosk.core.drill_table import Complaint, DrillRefused, drill_from_table
from kiosk.core.pack import CuePack, make_pack
from kiosk.core.params import Params
from kiosk.core.programme import Programme
from kiosk.core.programme_table import programme_from_table
from kiosk.errors import OwnerError

DRILLS: Final = ASSETS / "drills"
PROGRAMMES: Final = ASSETS / "programmes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The drills and the programmes by id, the voice's pack, the core's numbers."""

    drills: Mapping[str, Drill]
    programmes: Mapping[str, Programme]
    pack: CuePack
    params: Params

    def drill(self, name: str) -> Drill:
        """Return a drill by its id. Raises OwnerError naming the nearest."""
        if name in self.drills:
            return self.drills[name]
        if name in self.programmes:
            drills = ", ".join(dict.fromkeys(step.drill for step in self.programmes[name].steps))
            raise OwnerError([f"{name!r} is a programme, and one drill is needed here: name one of {drills}."])
        known = (*self.drills, *self.programmes)
        near = get_close_matches(name, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}."
        raise OwnerError([f"There is no drill {name!r}{hint}"])


def load_catalogue(
    language: str = "en", folder: Path = DRILLS, cues: Path = CUES, programmes: Path = PROGRAMMES
) -> Catalogue:
    """Read every drill file, every programme and the cue pack. Raises OwnerError with every complaint."""
    try:
        pack = load_pack(language, cues)
    except OwnerError as error:
        beside = _problems_beside(language, folder, cues, programmes)
        raise OwnerError(tuple(dict.fromkeys((*error.problems, *beside)))) from error
    return catalogue_with(pack, folder, programmes)


def _problems_beside(language: str, folder: Path, cues: Path, programmes: Path) -> tuple[str, ...]:
    """Return what is wrong with drills and programmes, which need the pack's sentences and none of its sounds."""
    try:
        silent, _ = make_pack(load_script(language, cues), {})
        catalogue_with(silent, folder, programmes)
    except OwnerError as error:
        return error.problems
    return ()


def catalogue_with(pack: CuePack, folder: Path = DRILLS, programmes: Path = PROGRAMMES) -> Catalogue:
    """Read every drill file and every programme beside a pack. Raises OwnerError with every complaint."""
    problems: list[str] = []
    drills: dict[str, Drill] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            drill = load_drill(path, pack)
        except OwnerError as error:
            problems += error.problems
        else:
            drills[drill.id] = drill
    if problems:
        raise OwnerError(problems)
    found: dict[str, Programme] = {}
    for path in sorted(programmes.glob("*.toml")):
        try:
            programme = load_programme(path, drills)
        except OwnerError as error:
            problems += error.problems
        else:
            found[programme.id] = programme
    if problems:
        raise OwnerError(problems)
    return Catalogue(drills=drills, programmes=found, pack=pack, params=Params())


def load_drill(path: Path, pack: CuePack) -> Drill:
    """Read one drill file, which may name what the pack has sentences for.

    Raises OwnerError with one sentence a mistake: file, key, value, nearest word.
    """
    table = _table_in(path)
    problems = _wrong_id(path, table)
    try:
        drill = drill_from_table(table, tuple(pack.wordings))
    except DrillRefused as refusal:
        problems += [_sentence(path, complaint) for complaint in refusal.problems]
    if problems:
        raise OwnerError(problems)
    return drill


def is_programme(path: Path) -> bool:
    """Whether a file is that of a programme, by its steps. Raises OwnerError for a file that cannot be read."""
    return "step" in _table_in(path)


def load_programme(path: Path, drills: Mapping[str, Drill]) -> Programme:
    """Read one programme file, whose steps name drills. Raises OwnerError with one sentence a mistake."""
    table = _table_in(path)
    problems = _wrong_id(path, table)
    if path.stem in drills:
        problems.append(f"{path}: {path.stem} is the name of a drill; give the programme another")
    try:
        programme = programme_from_table(table, drills)
    except DrillRefused as refusal:
        problems += [_sentence(path, complaint) for complaint in refusal.problems]
    if problems:
        raise OwnerError(problems)
    return programme


def _table_in(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise OwnerError([f"{path} cannot be read ({error}): mend it or restore it from the repository"]) from error


def _wrong_id(path: Path, table: Mapping[str, object]) -> list[str]:
    given = table.get("id")
    if not isinstance(given, str) or not given.strip() or given == path.stem:
        return []
    return [f"{path}: id is {given!r}; name the file {given}.toml or write id = {path.stem!r}"]


def _sentence(path: Path, complaint: Complaint) -> str:
    near = get_close_matches(complaint.given, complaint.allowed, n=1)
    return f"{path}: {complaint.key} {complaint.says}{f'; did you mean {near[0]}?' if near else ''}"
