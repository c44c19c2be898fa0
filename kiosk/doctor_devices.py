"""The doctor's look at the panel and the loudspeaker.

In:  the settings of display and sound, the environment; ports that open them for a moment.
Out: a finding each.
Not here: what a finding is (findings.py), opening them (output/probe.py), the camera (doctor_eye.py).

Rule: what the station itself would use is what is tried.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from kiosk.assets import CUES, earcon_path, read_samples
from kiosk.config import DisplayConfig, Orientation, SoundConfig
from kiosk.core.vocab import Earcon
from kiosk.findings import Finding, ok, warn
from kiosk.output.probe import Panel, probe_panel, probe_sound
from kiosk.ports import Clock

UPRIGHT_DEG: Final = (0, 180)
WHOLE_SCREEN: Final = "kmsdrm"
UNHEARD_DRIVERS: Final = ("dummy", "disk")
"""Of SDL: they take sound and let nothing be heard."""
TONE: Final = Earcon.ATTENTION

ProbeSound = Callable[..., None]


def panel_check(config: DisplayConfig, *, probe: Callable[[], Panel] = probe_panel) -> Finding:
    """Return what the picture is shown on. Raises DisplayError when there is nothing to show it on."""
    panel = probe()
    width, height = panel.size_px
    told = f"{panel.driver}, {width} × {height}"
    if panel.is_unseen:
        return warn("display", f"{told}, which shows nothing", "unset SDL_VIDEODRIVER to see a picture")
    is_turned = config.rotate_deg not in UPRIGHT_DEG
    is_upright = (height > width) is not is_turned
    wish = config.orientation
    if (
        panel.driver == WHOLE_SCREEN
        and wish is not Orientation.AUTO
        and is_upright is not (wish is Orientation.PORTRAIT)
    ):
        advice = f"set display.rotate_deg = {0 if is_turned else 90}, or display.orientation as the panel hangs"
        return warn("display", f"{told}, and the settings ask for {wish.value}", advice)
    return ok("display", told)


def sound_check(
    config: SoundConfig,
    *,
    is_quiet: bool,
    clock: Clock,
    environment: Mapping[str, str],
    probe: ProbeSound = probe_sound,
    cues: Path = CUES,
) -> Finding:
    """Return whether sound can be played, with a test tone unless it shall be quiet.

    Raises SpeechError when no device opens and OwnerError when the tone cannot be read.
    """
    earcons = {TONE: read_samples(earcon_path(cues, TONE))}
    probe(earcons, volume=config.volume, tone=None if is_quiet else TONE, clock=clock)
    told = "a device is open" if is_quiet else f"a test tone was played at volume {config.volume:g}"
    driver = environment.get("SDL_AUDIODRIVER")
    if driver in UNHEARD_DRIVERS:
        return warn("sound", f"{told}, to SDL's {driver!r}", "unset SDL_AUDIODRIVER to hear it")
    if config.volume == 0:
        return warn("sound", "the volume is 0, so nothing is heard", "set sound.volume, for example 0.8")
    if "AUDIODEV" in environment:
        told += f" on {environment['AUDIODEV']}"
    return ok("sound", told if is_quiet else f"{told}; if you heard none, name the device in AUDIODEV (`aplay -L`)")
