"""While nothing can be heard: the athlete is told once, and what would have been said stands on the mirror.

In:  the state after a tick, whether the sound device is lost, a scene.
Out: the state and the fact of the change; the scene with a caption.
Not here: opening a device again (output/speech.py), which cue is said when (talk.py).

Rule: the voice goes on as if it were heard, so that it is right when the sound comes back. A rep is not disturbed: the
change is noted between reps, and nobody is told who is not there.
"""

from typing import Final

from kiosk.core.events import Event, SoundChanged
from kiosk.core.frozen import replace
from kiosk.core.pack import CuePack
from kiosk.core.scene import Role, Scene, SceneKind
from kiosk.core.state import State
from kiosk.core.units import us_of_s
from kiosk.core.vocab import RepPhase, Stage
from kiosk.core.vocab_cues import ScreenWord
from kiosk.core.wishes import Kind

FLASH_US: Final = us_of_s(0.3)
"""As short as the flash of a touch: it calls the eye and is gone."""
NOTICE_US: Final = us_of_s(3.0)
"""Long enough to look up and read two words before the line says again what to do."""
MOST_WORDS: Final = 5
"""What the line of a scene holds (scene.py); of a longer sentence its short form is shown."""
UNCAPTIONED: Final = (SceneKind.ATTRACT, SceneKind.REP, SceneKind.FAIL_SAFE)
"""Scenes where nobody is spoken to, where nothing may move, and where the headline is the sentence."""


def note_sound(state: State, now_us: int, *, is_silent: bool) -> tuple[State, tuple[Event, ...]]:
    """Return the state that knows of the change and its event; both unchanged in a rep and in an empty room."""
    is_in_rep = state.attempt.phase is not RepPhase.LOCKOUT or state.hold.is_running
    if is_silent is state.is_silent or is_in_rep or state.course.stage is Stage.IDLE:
        return state, ()
    state = replace(state, is_silent=is_silent, silent_us=now_us)
    return state, (SoundChanged(at_us=now_us, is_silent=is_silent),)


def captioned(scene: Scene, state: State, pack: CuePack) -> Scene:
    """Return the scene of a station that cannot be heard: a flash, then a notice, then captions of the voice."""
    if scene.kind in UNCAPTIONED:
        return scene
    since_us = state.now_us - state.silent_us
    notice = pack.screen[ScreenWord.SOUND_OFF]
    if since_us < NOTICE_US:
        return replace(scene, line=notice, line_role=Role.HEED, is_flash=since_us < FLASH_US)
    caption = _caption(state, pack)
    if caption:
        return replace(scene, line=caption, line_role=Role.INK)
    return scene if scene.line else replace(scene, line=notice, line_role=Role.INK)


def _caption(state: State, pack: CuePack) -> str:
    """Return what would sound now, in no more words than a line holds; nothing for a bare count, which is shown."""
    playing = state.talk.playing
    if playing is None or playing.kind is Kind.COUNT:
        return ""
    forms = (pack.text(clips) for clips in (playing.clips, playing.short) if clips)
    return next((text for text in forms if len(text.split()) <= MOST_WORDS), "")
