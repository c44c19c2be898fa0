"""The calibration file: a lane as JSON that a person can read and write, saved so that power may fail at any time.

In:  a path, and a lane with its date and camera mode.
Out: the file, or the lane it holds, fitted again from its marks.
Not here: finding the marks (calibrate.py), whether they make a lane (core/lane.py).

Rule: the file is never half written: a new one replaces it whole, and the last one stays beside it as `.bak`. A file
that cannot be used is refused with every problem in it, each naming the file, the key, the value and what to do.
"""

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.core.camera_check import MOST_REFERENCE, Corners
from kiosk.core.lane import Lane, LaneRefused, Mark, fit_lane
from kiosk.errors import OwnerError, StorageError
from kiosk.storage.whole import file_at, replace_whole

FILE_KEYS: Final = ("frame_px", "marks", "date", "camera_mode", "error_in", "corners")
MARK_KEYS: Final = ("inches", "ankle_px", "height_px", "scatter_in")
PAIR: Final = 2
LARGEST_NUMBER: Final = 1e6
SHOWN_LETTERS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A lane, the day it was made (year-month-day) and the camera mode it was made in; None when the file is silent.

    `corners` are the room's fixed points as the camera saw them then, in pixels of the lane's frame: at most
    MOST_REFERENCE positions and nothing else of the room. An older file has none: a moved camera is not noticed then.
    """

    lane: Lane
    made_on: str | None = None
    camera_mode: str | None = None
    corners: Corners = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Problems:
    """Complaints about one file, gathered while it is read."""

    path: Path
    found: list[str]

    def add(self, key: str, value: object, advice: str) -> None:
        """Note that a key's value cannot be used and what to write instead."""
        whole = json.dumps(value)
        shown = whole if len(whole) <= SHOWN_LETTERS else whole[:SHOWN_LETTERS] + "..."
        self.found.append(f"{self.path}: {key} = {shown}: {advice}.")


def save_calibration(path: Path, calibration: Calibration) -> None:
    """Replace the file at `path`, keeping the last one as `<path>.bak`. Raises StorageError when it cannot be there."""
    text = _text_of(calibration)
    try:
        target = file_at(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            replace_whole(backup_of(path), target.read_bytes())
        replace_whole(path, text.encode())
    except OSError as error:
        message = (
            f"{path} cannot be written ({error.strerror}): give a folder this program may write to, with free space."
        )
        raise StorageError(message) from error


def load_calibration(path: Path) -> Calibration:
    """Read the file at `path` and fit its lane. Raises OwnerError with every problem in the file."""
    mapping = _mapping_in(path)
    problems = _Problems(path=path, found=[])
    _judge_keys(mapping, FILE_KEYS, "", problems)
    frame_px = _frame_in(mapping, problems)
    marks = _marks_in(mapping, problems)
    made_on = _words_in(mapping, "date", problems)
    camera_mode = _words_in(mapping, "camera_mode", problems)
    _number_in(mapping, "error_in", "", problems)
    corners = _corners_in(mapping, frame_px, problems)
    if problems.found:
        raise OwnerError(problems.found)
    try:
        lane = fit_lane(marks, frame_px)
    except LaneRefused as refusal:
        raise OwnerError([f"{path}: marks: {reason}" for reason in refusal.reasons]) from refusal
    return Calibration(lane=lane, made_on=made_on, camera_mode=camera_mode, corners=corners)


def backup_of(path: Path) -> Path:
    """Return where the last calibration is kept."""
    return path.with_name(path.name + ".bak")


def _text_of(calibration: Calibration) -> str:
    """Return the file's text: one line a mark, so that a person can read and change it."""
    lane = calibration.lane
    extras = {
        "date": calibration.made_on,
        "camera_mode": calibration.camera_mode,
        "error_in": None if lane.error_in is None else round(lane.error_in, 2),
    }
    lines = [f'  "frame_px": {json.dumps(lane.frame_px)}']
    lines += [f'  "{key}": {json.dumps(value)}' for key, value in extras.items() if value is not None]
    marks = ",\n".join(f"    {_mark_text(mark)}" for mark in lane.marks)
    lines.append(f'  "marks": [\n{marks}\n  ]')
    if calibration.corners:
        lines.append(f'  "corners": {json.dumps(calibration.corners)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _mark_text(mark: Mark) -> str:
    fields = {
        "inches": mark.inches,
        "ankle_px": mark.ankle_px,
        "height_px": mark.height_px,
        "scatter_in": mark.scatter_in,
    }
    return json.dumps({key: value for key, value in fields.items() if value is not None})


def _mapping_in(path: Path) -> dict[str, object]:
    """Return the file's outermost object."""
    again = f"restore {backup_of(path).name} or calibrate again"
    try:
        parsed: object = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        problem = f"{path} is not there: calibrate the lane once, or write the file by hand."
        raise OwnerError([problem]) from error
    except OSError as error:
        problem = f"{path} cannot be read ({error.strerror}): let this program read it, or calibrate again."
        raise OwnerError([problem]) from error
    except json.JSONDecodeError as error:
        problem = f"{path}, line {error.lineno}: the file is broken or cut short ({error.msg}): {again}."
        raise OwnerError([problem]) from error
    except (ValueError, RecursionError) as error:
        raise OwnerError([f"{path} is not a text of JSON: {again}."]) from error
    if not isinstance(parsed, dict):
        raise OwnerError([f"{path} holds no object with frame_px and marks: {again}."])
    return parsed


def _judge_keys(mapping: dict[str, object], known: tuple[str, ...], where: str, problems: _Problems) -> None:
    for key, value in mapping.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            advice = f"write {near[0]}" if near else f"leave it out, or use one of {', '.join(known)}"
            problems.add(where + key, value, f"this key is not known, {advice}")


def _frame_in(mapping: dict[str, object], problems: _Problems) -> tuple[int, int]:
    """Return the frame's (width, height); (0, 0) with a problem noted when it cannot be used."""
    value = mapping.get("frame_px")
    match value:
        case [int(width_px), int(height_px)] if (
            1 < min(width_px, height_px) <= max(width_px, height_px) < LARGEST_NUMBER
        ):
            return width_px, height_px
    problems.add("frame_px", value, "give the frame's width and height in whole pixels, such as [640, 480]")
    return 0, 0


def _corners_in(mapping: dict[str, object], frame_px: tuple[int, int], problems: _Problems) -> Corners:
    value = mapping.get("corners", [])
    if not isinstance(value, list) or len(value) > MOST_REFERENCE:
        advice = f"give a list of at most {MOST_REFERENCE} places such as [[102.5, 88.1], ...], or leave it out"
        problems.add("corners", value, advice)
        return ()
    corners = []
    for index, item in enumerate(value):
        known = [_as_number(number) for number in item] if isinstance(item, list) else []
        match known:
            case [float(x_px), float(y_px)] if 0 <= x_px <= frame_px[0] and 0 <= y_px <= frame_px[1]:
                corners.append((x_px, y_px))
            case _:
                advice = "give two numbers in pixels of the frame, x from the left and y from the top"
                problems.add(f"corners[{index}]", item, advice)
    return tuple(corners)


def _marks_in(mapping: dict[str, object], problems: _Problems) -> list[Mark]:
    value = mapping.get("marks")
    if not isinstance(value, list):
        problems.add("marks", value, 'give a list such as [{"inches": 0, "ankle_px": [385, 391]}, ...]')
        return []
    return [mark for index, item in enumerate(value) for mark in _mark_in(item, f"marks[{index}]", problems)]


def _mark_in(item: object, where: str, problems: _Problems) -> Iterator[Mark]:
    """Yield the mark, or nothing with its problems noted."""
    if not isinstance(item, dict):
        problems.add(where, item, 'give an object such as {"inches": 0, "ankle_px": [385, 391]}')
        return
    _judge_keys(item, MARK_KEYS, f"{where}.", problems)
    inches = _number_in(item, "inches", f"{where}.", problems, is_needed=True)
    height_px = _number_in(item, "height_px", f"{where}.", problems)
    scatter_in = _number_in(item, "scatter_in", f"{where}.", problems)
    place = item.get("ankle_px")
    coordinates = [_as_number(value) for value in place] if isinstance(place, list) else []
    known = [value for value in coordinates if value is not None]
    if len(coordinates) != PAIR or len(known) != PAIR:
        problems.add(f"{where}.ankle_px", place, "give two numbers in pixels, x from the left and y from the top")
    elif inches is not None:
        yield Mark(inches=inches, ankle_px=(known[0], known[1]), height_px=height_px, scatter_in=scatter_in)


def _number_in(
    mapping: dict[str, object], key: str, where: str, problems: _Problems, *, is_needed: bool = False
) -> float | None:
    value = mapping.get(key)
    number = _as_number(value)
    if number is None and (is_needed or value is not None):
        problems.add(where + key, value, "give a number")
    return number


def _words_in(mapping: dict[str, object], key: str, problems: _Problems) -> str | None:
    value = mapping.get(key)
    if value is None or isinstance(value, str):
        return value
    problems.add(key, value, "give words in quotes, or leave it out")
    return None


def _as_number(value: object) -> float | None:
    """Return a number of a size that occurs in a room, or None for anything else; true and false are no numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < LARGEST_NUMBER else None
