"""The words of a picture: a screen word with its blanks filled, the name of a drill, the short form of a cue.

In:  a station, whose pack holds the words.
Out: text that is ready to read.
Not here: which word is shown when (mirror.py, idle.py, rerun.py).

Rule: figures are whole numbers; no decimal is ever shown.
"""

from kiosk.core.distance import MEASURES
from kiosk.core.state import Station
from kiosk.core.vocab_cues import Cue, ScreenWord


def text_of(station: Station, word: ScreenWord, **figures: float) -> str:
    """Return a screen word with its blanks filled with whole numbers: no decimal is ever shown."""
    return station.pack.screen[word].format(**{blank: round(figure) for blank, figure in figures.items()})


def distance_text(station: Station, word: ScreenWord, number: int) -> str:
    """Return a screen word with a distance in it: a whole number of the drill's unit."""
    screen = station.pack.screen
    return screen[word].format(distance=number, unit=screen[MEASURES[station.drill.unit].word])


def name_of(station: Station) -> str:
    """Return the drill's name in the language of the pack, or the file's title."""
    name = station.drill.name_cue
    return station.drill.title if name is None else station.pack.text((station.pack.variant(name, 0),)).rstrip(".")


def short_of(station: Station, cue: Cue) -> str:
    """Return what the short form of a cue says, or its first full wording where it has none."""
    wording = station.pack.wordings[cue.value]
    return station.pack.text((wording.short or wording.say[0],)).rstrip(".")
