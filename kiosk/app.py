"""The station, put together: what is needed is opened in order, runs, and is closed in reverse.

In:  the settings.
Out: a running station, a line for every choice it made, an exit code.
Not here: the choices themselves (choice.py), the running (loop.py).

Rule: only the eye and the core are needed. A screen, a sound or a record that cannot be had is told once, and the
station works without it.
"""

import logging
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Final, TextIO

from kiosk.assets import CUES
from kiosk.catalogue import Catalogue, load_catalogue
from kiosk.choice import Choice, Eye, choose_drill, choose_source, load_lane
from kiosk.config import Config, DisplayConfig, JournalConfig, Orientation, SoundConfig, WallSide
from kiosk.core.pack import CuePack
from kiosk.core.session import Station
from kiosk.errors import DisplayError, StorageError
from kiosk.loop import Loop, MonotonicClock, Ports
from kiosk.model import has_weights, model_of
from kiosk.output.display import WINDOW_PX, MirrorDisplay
from kiosk.output.speech import PygameSpeaker
from kiosk.output.theme import Look
from kiosk.ports import Clock, Display, Journal, PoseSource, Speaker
from kiosk.replay import station_of
from kiosk.stand_ins import EarconsOnly, FixedWallSide, NoDisplay, TellingJournal
from kiosk.storage.journal import FileJournal, NoJournal
from kiosk.storage.journal_lines import Header, header_of
from kiosk.storage.journal_reader import JournalSource
from kiosk.view import View, view_of_clip, view_of_webcam
from kiosk.vision.movenet import MoveNet

FULL_TURN_DEG: Final = 360
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

logger: Final = logging.getLogger(__name__)
