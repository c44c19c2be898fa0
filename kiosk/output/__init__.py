"""The mirror's picture and its sound: scene to surface, cue to loudspeaker, a sign of life to systemd."""

import os

# pygame greets on standard output when it is imported, where a command's answer belongs.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
