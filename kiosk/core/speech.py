"""What the core asks the voice to do.

In:  nothing.
Out: three commands: speak clips, fade the voice out, sound an earcon.
Not here: which cue and when (cues.py), playing (output/speech.py).

Rule: a clip is named by its key in the cue pack; the core knows its length and its text from the pack, never its
samples.
"""

from dataclasses import dataclass
from typing import Final

from kiosk.core.vocab import Earcon

FADE_MS: Final = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak:
    """Stop the voice and speak these clips, one after another without a gap."""

    clips: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hush:
    """Fade the voice out; earcons go on."""

    fade_ms: int = FADE_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """Sound an earcon beside the voice."""

    earcon: Earcon


SpeechCommand = Speak | Hush | Play
