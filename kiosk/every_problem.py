"""Every problem: once one thing of the owner's is found to be wrong, everything else is looked at as well.

In:  the settings, and what was found first.
Out: one OwnerError with all that the owner has to mend.
Not here: what each check says (catalogue.py, model.py, choice.py, storage/calibration.py).

Rule: it is called when the station cannot start, so a start that goes well costs nothing; each check is the one that
the start itself makes. What can be mended in one go is told in one go. A look that fails hides nothing found before.
"""

from collections.abc import Callable

from kiosk.catalogue import load_catalogue
from kiosk.choice import choose_station
from kiosk.config import Config, LaneConfig
from kiosk.errors import KioskError, OwnerError
from kiosk.model import has_weights, model_of
from kiosk.storage.calibration import load_calibration


def every_problem(first: OwnerError, config: Config) -> OwnerError:
    """Return an error with what was found first and all else that is wrong, each sentence once."""
    problems = dict.fromkeys(first.problems)
    for look in (_look_at_drills, _look_at_weights, _look_at_lane):
        problems |= dict.fromkeys(_problems_of(look, config))
    return OwnerError(tuple(problems))


def _problems_of(look: Callable[[Config], object], config: Config) -> tuple[str, ...]:
    try:
        look(config)
    except OwnerError as error:
        return error.problems
    except (KioskError, OSError):
        # no owner's file: the start itself tells of it when it comes to that
        return ()
    return ()


def _look_at_drills(config: Config) -> object:
    return choose_station(config, load_catalogue(config.sound.language), None)


def _look_at_weights(config: Config) -> object:
    return model_of(config.model) if has_weights(config.model) else None


def _look_at_lane(config: Config) -> object:
    is_named = config.lane.file != LaneConfig().file
    return load_calibration(config.lane.file) if is_named or config.lane.file.is_file() else None
