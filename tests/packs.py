"""A cue pack that is whole: every clip and every earcon is the same short sound.

In:  an empty folder.
Out: the folder as `kiosk.assets` lays it out.
Not here: the project's own sounds, which a test of them takes from assets/.

Rule: nothing is rendered, so that a test of a missing clip needs no voice.
"""

import shutil
from pathlib import Path

from kiosk.assets import CUES, clip_path, earcon_path, load_script
from kiosk.core.vocab import Earcon


def whole_pack(folder: Path, language: str = "en") -> Path:
    """Write the pack of a language and return its folder."""
    (folder / language).mkdir(parents=True)
    (folder / "earcons").mkdir()
    shutil.copy(CUES / f"{language}.toml", folder)
    sound = earcon_path(CUES, Earcon.TOUCH).read_bytes()
    for earcon in Earcon:
        earcon_path(folder, earcon).write_bytes(sound)
    for key in load_script(language, folder).lines:
        clip_path(folder, language, key).write_bytes(sound)
    return folder
